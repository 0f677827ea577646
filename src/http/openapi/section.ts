// What a section of the OpenAPI document is made of: paths with their errors, from the error table and the schemas that validate.
import { z } from "zod";
import { ERRORS, type ErrorName } from "../../core/errors.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** One resource. */
export interface Section {
  readonly tag: { readonly name: string; readonly description: string };
  readonly paths: Schema;
  /** Added to the document's components, for `ref`. */
  readonly schemas?: Schema;
}

/** Errors that any route with a key may answer. */
export const KEYED_ERRORS: readonly ErrorName[] = ["unauthorized", "forbidden", "internal", "unavailable"];

/** Errors that any route with a JSON body may answer besides. */
export const BODY_ERRORS: readonly ErrorName[] = ["invalidRequest", "bodyTooLarge", "unsupportedMediaType"];

/** What `schema` takes, as JSON Schema. */
export function toJsonSchema(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ zodSchema, jsonSchema }) => {
      // Zod leaves out the default of a field that is brought into another spelling first.
      const { def } = zodSchema._zod;
      if (def.type === "default") jsonSchema.default = def.defaultValue;
    },
  });
  return rest;
}

/** What `schema` takes where an unknown field is refused. */
export function toStrictSchema(schema: z.ZodObject): Schema {
  return { ...toJsonSchema(schema), additionalProperties: false };
}

/** The parameters of a query that `schema` checks. */
export function toQueryParameters(schema: z.ZodObject): Schema[] {
  const { properties = {}, required = [] } = toJsonSchema(schema) as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description = "", ...property }]) => {
    const parameter = { name, in: "query", required: required.includes(name), description, schema: property };
    // The values of a list have commas in between.
    return property["type"] === "array" ? Object.assign(parameter, { style: "form", explode: false }) : parameter;
  });
}

export function toList(item: Schema): Schema {
  return {
    type: "object",
    required: ["object", "data"],
    properties: { object: { const: "list" }, data: { type: "array", items: item } },
  };
}

/** A list that goes on where `next_cursor` says. */
export function toPage(item: Schema): Schema {
  return {
    allOf: [
      toList(item),
      { type: "object", required: ["next_cursor"], properties: { next_cursor: { type: ["string", "null"] } } },
    ],
  };
}

const HEADERS_BY_STATUS: Readonly<Record<number, readonly string[]>> = {
  402: ["RateLimit", "RateLimit-Policy"],
  429: ["Retry-After", "RateLimit", "RateLimit-Policy"],
  503: ["Retry-After"],
};

/** Rows of the error table with the same status share a response. */
export function toErrorResponses(names: readonly ErrorName[]): Schema {
  const responses: Record<string, { readonly description: string; readonly headers: Schema; readonly content: Schema }> = {};
  for (const name of names) {
    const row = ERRORS[name];
    if (!("status" in row)) continue;
    const line = `${row.code}: ${row.meaning}`;
    const known = responses[row.status]?.description;
    responses[row.status] = {
      description: known ? `${known} ${line}` : line,
      headers: pickHeaders(...(HEADERS_BY_STATUS[row.status] ?? [])),
      content: { "application/problem+json": { schema: ref("Problem") } },
    };
  }
  return responses;
}

export function pickHeaders(...names: readonly string[]): Schema {
  return Object.fromEntries(["Traceparent", ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

export function toJsonContent(schema: Schema): Schema {
  return { "application/json": { schema } };
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
