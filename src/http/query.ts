// From a query string to what its route takes: each parameter at most once, and none that the route does not know.
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Violation } from "../core/errors.ts";
import { show } from "./text.ts";
import { checkFields, toInvalidRequest, toUnknownViolations } from "./violations.ts";

/**
 * Values arrive as strings; `schema` makes of them what they mean. A parameter may be absent, never empty unless its schema
 * allows that.
 * @throws {ApiError} `invalidRequest` with all violations.
 */
export function parseQuery<S extends z.ZodObject>(schema: S, { query }: Pick<FastifyRequest, "query">): z.output<S> {
  const given = query as Readonly<Record<string, string | readonly string[]>>;
  const known = Object.keys(schema.shape);
  const repeated = known.filter((name) => typeof given[name] === "object");
  const once = Object.fromEntries(Object.entries(given).filter(([name]) => !repeated.includes(name)));
  const { data, violations, unknownFields } = checkFields(schema, once, (value) => show(String(value)));
  if (data && repeated.length === 0 && unknownFields.length === 0) return data;
  throw toInvalidRequest([
    ...repeated.map(toRepeated),
    ...violations.filter(({ field }) => !repeated.includes(field)),
    ...toUnknownViolations(unknownFields, "parameter", known),
  ]);
}

function toRepeated(field: string): Violation {
  return { field, rule: "repeated", detail: `${field} may be given once only.` };
}
