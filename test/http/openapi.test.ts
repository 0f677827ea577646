// The OpenAPI document: valid, the same as the committed one, true of the routes in both directions, and true of bodies.
import { Validator } from "@seriousme/openapi-schema-validator";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectCreated } from "../support/client.ts";
import { listOperations, readOpenApi, toArbitrary, type OpenApi } from "../support/openapi.ts";
import { openDoor, QWEN, WAN, withKey, type Door } from "../support/server.ts";

let door: Door;
let served: OpenApi;
beforeAll(async () => {
  door = await openDoor("in process");
  served = (await door.send({ path: "/openapi.json" })).json() as OpenApi;
});
afterAll(() => door.close());

describe("the document", () => {
  test("is valid OpenAPI 3.1, without a reference that leads nowhere", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(served) as unknown as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe("3.1");
    const references = [...JSON.stringify(served).matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, kind = "", name = ""] of references) expect(served.components[kind], name).toHaveProperty([name]);
  });

  test("is the committed one; else run: node scripts/make-openapi.ts", () => {
    expect(served).toEqual(readOpenApi());
  });

  test("is what the viewer shows", async () => {
    expect((await door.send({ path: "/docs/json" })).json()).toEqual(served);
  });

  test("gives every operation its own id", () => {
    const ids = listOperations(served).map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9_]+$/);
  });
});

describe("routes", () => {
  test("that are documented exist, and ask for a key where the document says so", async () => {
    expect(listOperations(served).length).toBeGreaterThanOrEqual(8);
    for (const { path, method, operation } of listOperations(served)) {
      const answer = await door.send({ method, path: path.replaceAll(/\{\w+\}/g, "01890a5d-ac96-774b-bcce-b302099a8057") });
      const open = operation.security?.length === 0;
      // 400 for what lacks its body.
      if (open) expect([200, 400, 404], `${method} ${path}`).toContain(answer.status);
      else expect(answer.status, `${method} ${path}`).toBe(401);
      expect(answer.text).not.toContain("There is nothing at");
    }
  });

  test("that exist are documented, but for pages", () => {
    // The tree shows `/assets/*` as `/*`.
    const pages = /^\/(?:login|\*)?$|^\/docs(?:[/*]|$)/;
    const existing = [...listRoutes(door)].filter((route) => !pages.test(route.split(" ")[1] ?? ""));
    const documented = listOperations(served).map(({ path, method }) => `${method} ${path}`);
    expect(existing.sort()).toEqual(documented.sort());
  });

  test("answer only what is documented", async () => {
    const create = served.paths[QWEN]?.["post"];
    const read = served.paths[`${QWEN}/{id}`]?.["get"];
    expect(Object.keys(create?.responses ?? {})).toEqual(expect.arrayContaining(["202", "400", "401", "413", "415", "503"]));
    expect(Object.keys(read?.responses ?? {})).toEqual(expect.arrayContaining(["200", "401", "404", "503"]));
    for (const { operation } of listOperations(served)) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (Number(status) >= 400) expect(Object.keys(response.content ?? {})).toEqual(["application/problem+json"]);
      }
    }
  });
});

/** `GET /a/{id}`, from the tree that Fastify prints. */
function listRoutes({ app }: Door): Set<string> {
  const routes = new Set<string>();
  const prefixes: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split("\n")) {
    const match = /^([│ ]*)[├└]── (.*?)(?: \((.*)\))?$/.exec(line);
    if (!match) continue;
    const [, indent = "", segment = "", methods = ""] = match;
    const depth = indent.length / 4;
    prefixes.length = depth;
    prefixes.push(segment);
    const path = prefixes.join("").replaceAll(/:(\w+)/g, "{$1}");
    for (const method of methods.split(", ")) if (method !== "" && method !== "HEAD") routes.add(`${method} ${path}`);
  }
  return routes;
}

describe.each([QWEN, WAN])("bodies of %s", (path) => {
  function media() {
    return served.paths[path]!["post"]!.requestBody!.content["application/json"]!;
  }

  async function create(body: unknown): Promise<string> {
    return expectCreated(await door.send({ method: "POST", path, headers: withKey(door.key), body: JSON.stringify(body) }));
  }

  test("in the document's examples are accepted", async () => {
    const examples = Object.values(media().examples ?? {});
    expect(examples.length).toBeGreaterThan(0);
    for (const { value } of examples) await create(value);
  });

  test("that the schema allows are accepted", async () => {
    const { schema } = media();
    await fc.assert(
      fc.asyncProperty(toArbitrary(schema), async (body) => void (await create(body))),
      { numRuns: 60 },
    );
  });

  test("that leave fields out get the defaults that the schema names", async () => {
    const { properties = {} } = media().schema;
    const defaults = Object.entries(properties).flatMap(([name, schema]) =>
      "default" in schema ? [[name, schema.default]] : [],
    );
    expect(defaults.length).toBeGreaterThanOrEqual(3);
    const task = await door.parts.store.findTask(await create({ prompt: "a" }));
    expect(task?.input).toMatchObject(Object.fromEntries(defaults) as object);
  });
});
