// The OpenAPI document: valid, the same as the committed one, true of the routes in both directions, and true of bodies.
import { Validator } from "@seriousme/openapi-schema-validator";
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectCreated } from "../support/client.ts";
import { openDoor, QWEN, WAN, withKey, type Door } from "../support/server.ts";

/** What the documents use of JSON Schema. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

interface Media {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let door: Door;
let served: Document;
beforeAll(async () => {
  door = await openDoor("in process");
  served = (await door.send({ path: "/openapi.json" })).json() as Document;
});
afterAll(() => door.close());

const METHODS = new Set(["get", "post", "put", "patch", "delete"]);

function listOperations(): { path: string; method: string; operation: Operation }[] {
  return Object.entries(served.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

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
    const committed = JSON.parse(readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8")) as unknown;
    expect(served).toEqual(committed);
  });

  test("is what the viewer shows", async () => {
    expect((await door.send({ path: "/docs/json" })).json()).toEqual(served);
  });

  test("gives every operation its own id", () => {
    const ids = listOperations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9_]+$/);
  });
});

describe("routes", () => {
  test("that are documented exist, and ask for a key where the document says so", async () => {
    expect(listOperations().length).toBeGreaterThanOrEqual(8);
    for (const { path, method, operation } of listOperations()) {
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
    const documented = listOperations().map(({ path, method }) => `${method} ${path}`);
    expect(existing.sort()).toEqual(documented.sort());
  });

  test("answer only what is documented", async () => {
    const create = served.paths[QWEN]?.["post"];
    const read = served.paths[`${QWEN}/{id}`]?.["get"];
    expect(Object.keys(create?.responses ?? {})).toEqual(expect.arrayContaining(["202", "400", "401", "413", "415", "503"]));
    expect(Object.keys(read?.responses ?? {})).toEqual(expect.arrayContaining(["200", "401", "404", "503"]));
    for (const { operation } of listOperations()) {
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
  function media(): Media {
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

/** Values that a schema allows. */
function toArbitrary(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(toArbitrary));
  if (typeof schema.type === "object") return fc.oneof(...schema.type.map((type) => toArbitrary({ ...schema, type })));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, toArbitrary(property)])),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    case "string":
      return toStrings(schema);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      throw new Error(`no values known for ${JSON.stringify(schema)}`);
  }
}

/** Any code point but half of a surrogate pair. */
const CHARACTERS = fc
  .oneof(fc.integer({ min: 0, max: 0xd7_ff }), fc.integer({ min: 0xe0_00, max: 0x10_ff_ff }))
  .map((point) => String.fromCodePoint(point));

function toStrings({ pattern, minLength = 0, maxLength }: Schema): fc.Arbitrary<string> {
  if (pattern?.includes(String.raw`\*`)) {
    // JSON Schema cannot say what a size's description says: pixels in all, and ratio.
    return fc
      .record({ width: fc.integer({ min: 384, max: 2_880 }), height: fc.integer({ min: 384, max: 2_880 }) })
      .filter(({ width, height }) => width * height >= 768 * 768 && width * height <= 1440 * 1440)
      .filter(({ width, height }) => width <= 4 * height && height <= 4 * width)
      .map(({ width, height }) => `${width}*${height}`)
      .filter((size) => new RegExp(pattern).test(size));
  }
  const strings = fc.string({ unit: CHARACTERS, size: "max", minLength, ...(maxLength === undefined ? {} : { maxLength }) });
  return pattern === undefined ? strings : strings.filter((text) => new RegExp(pattern, "u").test(text));
}
