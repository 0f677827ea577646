// From the bytes of a request to a model's input: JSON, then the schema, with every broken rule reported at once as a
// sentence that a person can act on.
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { ApiError, type Violation } from "../core/errors.ts";
import type { Model } from "../core/model.ts";
import type { Json } from "../core/task.ts";
import { escapeControls, show } from "./text.ts";

const MAX_NAMED_FIELDS = 5;

/** @throws {ApiError} `unsupportedMediaType`, or `invalidRequest` for bytes that are no JSON in UTF-8. */
export function parseJson(request: FastifyRequest, bytes: Buffer): unknown {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new ApiError("unsupportedMediaType", `The body must not be compressed, got Content-Encoding ${show(encoding)}.`);
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers["content-type"] ?? "")?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new ApiError("unsupportedMediaType", `The body must be in UTF-8, got charset ${show(charset)}.`);
  }
  if (bytes.length === 0) throw new ApiError("invalidRequest", "The body is empty; send a JSON object.");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError("invalidRequest", "The body is not valid UTF-8.");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError("invalidRequest", `The body is not valid JSON: ${escapeControls((error as Error).message)}.`);
  }
}

export interface ParsedInput {
  readonly input: Readonly<Record<string, Json>>;
  /** Fields of the body that the model does not know. */
  readonly unknownFields: readonly string[];
}

/** @throws {ApiError} `invalidRequest` with all violations. */
export function parseInput(model: Model, body: unknown): ParsedInput {
  if (body === undefined) throw new ApiError("invalidRequest", "The body is empty; send a JSON object.");
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ApiError("invalidRequest", `The body must be a JSON object, got ${describe(body)}.`);
  }
  const known = Object.keys(model.input.shape);
  // Only fields of its own: what a body inherits, or calls `__proto__`, is never read.
  const given = Object.fromEntries(
    known.filter((field) => Object.hasOwn(body, field)).map((field) => [field, (body as Record<string, unknown>)[field]]),
  );
  const result = model.input.safeParse(given, { reportInput: true });
  if (!result.success) {
    // A number beyond what a double holds exactly breaks the same rule twice: the model's own bound, which comes last, counts.
    const violations = result.error.issues.map((issue) => toViolation(issue, given));
    throw toInvalidRequest([
      ...new Map(violations.map((violation) => [`${violation.field} ${violation.rule}`, violation])).values(),
    ]);
  }
  const unknownFields = Object.keys(body).filter((field) => !known.includes(field));
  return { input: result.data as Record<string, Json>, unknownFields };
}

/** One line for each unknown field, at most five; `subject` is what a typo would have been meant for. */
export function toFieldWarnings(unknownFields: readonly string[]): string[] {
  const named = unknownFields.slice(0, MAX_NAMED_FIELDS).map((field) => `unknown field ${show(field)} was ignored`);
  const rest = unknownFields.length - named.length;
  return rest > 0 ? [...named, `${rest} more unknown fields were ignored`] : named;
}

function toInvalidRequest(violations: readonly Violation[]): ApiError {
  const details = violations.map(({ detail }) => detail);
  const detail = details.length === 1 ? details.join("") : `${details.length} rules are broken: ${details.join(" ")}`;
  return new ApiError("invalidRequest", detail, { violations });
}

function toViolation(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): Violation {
  const field = issue.path.map(String).join(".");
  const got = given[field];
  const { rule, must } = toRule(issue, got);
  const detail = got === undefined ? `${field} is required.` : `${field} ${must}.`;
  return { field, rule: got === undefined ? "required" : rule, detail };
}

function toRule(issue: z.core.$ZodIssue, got: unknown): { rule: string; must: string } {
  switch (issue.code) {
    case "invalid_type":
      return { rule: "type", must: `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}, got ${describe(got)}` };
    case "invalid_value":
      return { rule: "enum", must: `must be one of ${issue.values.map(String).join(", ")}, got ${describe(got)}` };
    case "too_big":
      if (issue.origin === "string") {
        return {
          rule: "maxLength",
          must: `must have at most ${issue.maximum} characters, got ${Array.from(String(got)).length}`,
        };
      }
      return { rule: "maximum", must: `must be at most ${issue.maximum}, got ${describe(got)}` };
    case "too_small":
      return { rule: "minimum", must: `must be at least ${issue.minimum}, got ${describe(got)}` };
    case "custom":
      return { rule: String(issue.params?.["rule"] ?? "custom"), must: `${issue.message}, got ${describe(got)}` };
    default:
      return { rule: issue.code, must: `${issue.message}, got ${describe(got)}` };
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "an integer",
  int: "an integer",
  boolean: "true or false",
};

/** A value as a sentence can hold it, never more than a line. */
function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return `the string ${show(value)}`;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "an object";
}
