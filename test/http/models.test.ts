// The catalogue as clients read it: true of the routes, the same as the document, and what the key may call.
import { expect, test } from "vitest";
import { z } from "zod";
import { expectCreated, expectProblem } from "../support/client.ts";
import { addKey, describeDoors, QWEN, WAN, withKey } from "../support/server.ts";

const ListBody = z.strictObject({
  object: z.literal("list"),
  data: z.array(
    z.strictObject({
      id: z.string(),
      object: z.literal("model"),
      vendor: z.string(),
      name: z.string(),
      title: z.string().min(1),
      description: z.string().min(1),
      path: z.string(),
      result_key: z.literal("images"),
      price_per_image_usd: z.number(),
      input_schema: z.looseObject({ type: z.literal("object"), properties: z.record(z.string(), z.unknown()) }),
      examples: z.array(z.strictObject({ summary: z.string(), value: z.looseObject({ prompt: z.string() }) })).min(1),
    }),
  ),
});

describeDoors("the models", (door) => {
  async function list(key: string) {
    const answer = await door().send({ path: "/v1/models", headers: withKey(key) });
    expect(answer.status, answer.text).toBe(200);
    return ListBody.parse(answer.json()).data;
  }

  test("are those that there are, with their price and path, and examples that work", async () => {
    const models = await list(door().key);
    expect(models.map(({ id, path, price_per_image_usd: price }) => ({ id, path, price }))).toEqual([
      { id: "alibaba/qwen-image-max", path: QWEN, price: 0.075 },
      { id: "alibaba/wan2.6-t2i", path: WAN, price: 0.075 },
    ]);
    for (const { id, vendor, name, path, examples } of models) {
      expect(id).toBe(`${vendor}/${name}`);
      for (const { value } of examples) {
        const body = JSON.stringify(value);
        expectCreated(await door().send({ method: "POST", path, headers: withKey(door().key), body }));
      }
    }
  });

  test("have the schemas that the document has", async () => {
    const document = (await door().send({ path: "/openapi.json" })).json() as {
      paths: Record<string, { post: { requestBody: { content: Record<string, { schema: unknown }> } } }>;
    };
    for (const { path, input_schema: schema } of await list(door().key)) {
      expect(schema).toEqual(document.paths[path]?.post.requestBody.content["application/json"]?.schema);
    }
  });

  test("are for a key with few models those few", async () => {
    const key = await addKey(door(), { limits: { models: ["alibaba/wan2.6-t2i", "alibaba/gone"] } });
    expect((await list(key)).map(({ id }) => id)).toEqual(["alibaba/wan2.6-t2i"]);
  });

  test("need a key", async () => {
    expectProblem(await door().send({ path: "/v1/models" }), { status: 401, code: 1001 });
  });
});
