// The routes as `docs/openapi.json` has them, so that what is tried on every route is tried on a new one too, and values that
// its schemas allow.
import * as fc from "fast-check";
import { readFileSync } from "node:fs";

/** What the documents use of JSON Schema. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: Schema;
}

interface Media {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Operation {
  /** As in `GET /v1/tasks/{id}`. */
  readonly name: string;
  readonly method: string;
  /** With names in braces. */
  readonly path: string;
  readonly operation: OperationObject;
  readonly parameters: readonly Parameter[];
  /** Undefined where no body is taken. */
  readonly body: Schema | undefined;
  readonly streams: boolean;
}

const METHODS = new Set(["get", "post", "put", "patch", "delete"]);

/** The document that is committed; a test compares it with the one that is served. */
export function readOpenApi(): OpenApi {
  return JSON.parse(readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8")) as OpenApi;
}

export function listOperations(document: OpenApi = readOpenApi()): Operation[] {
  const resolve = (parameter: Parameter | { readonly $ref: string }): Parameter =>
    "$ref" in parameter ? (document.components["parameters"]?.[parameter.$ref.split("/").at(-1) ?? ""] as Parameter) : parameter;
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        operation,
        parameters: (operation.parameters ?? []).map(resolve),
        body: operation.requestBody?.content["application/json"]?.schema,
        streams: Object.values(operation.responses).some(({ content = {} }) => "text/event-stream" in content),
      })),
  );
}

/** Values that a schema allows. @throws for a schema that it does not know, so that none is left out silently. */
export function toArbitrary(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(toArbitrary));
  if (typeof schema.type === "object") return fc.oneof(...schema.type.map((type) => toArbitrary({ ...schema, type })));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, toArbitrary(property)])),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    case "array":
      return fc.uniqueArray(toArbitrary(schema.items ?? { type: "null" }), {
        minLength: schema.minItems ?? 0,
        maxLength: schema.maxItems ?? 3,
      });
    case "string":
      return toStrings(schema);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 });
    case "number":
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000_000 });
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

/** Where a schema has no bound of its own. */
const MAX_CHARACTERS = 300;

function toStrings({ pattern, format, minLength = 0, maxLength = MAX_CHARACTERS }: Schema): fc.Arbitrary<string> {
  if (format === "date-time") return fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString());
  if (format === "date") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
  if (format === "uuid") return fc.uuid();
  if (format === "uri") return fc.webPath().map((path) => `https://hooks.example${path}`);
  if (pattern?.includes(String.raw`\*`)) {
    // JSON Schema cannot say what a size's description says: pixels in all, and ratio.
    return fc
      .record({ width: fc.integer({ min: 384, max: 2_880 }), height: fc.integer({ min: 384, max: 2_880 }) })
      .filter(({ width, height }) => width * height >= 768 * 768 && width * height <= 1440 * 1440)
      .filter(({ width, height }) => width <= 4 * height && height <= 4 * width)
      .map(({ width, height }) => `${width}*${height}`)
      .filter((size) => new RegExp(pattern).test(size));
  }
  const strings = fc.string({ unit: CHARACTERS, size: "max", minLength, maxLength });
  return pattern === undefined ? strings : strings.filter((text) => new RegExp(pattern, "u").test(text));
}
