// What a request breaks, rule by rule: a schema's issues as sentences that a person can act on, together in one answer.
import type { z } from "zod";
import { ApiError, type Violation } from "../core/errors.ts";
import { cutText, show } from "./text.ts";

const MAX_NAMED_FIELDS = 5;
/** A body of 64 KB can break a rule tens of thousands of times, each told in a hundred times what it took to write. */
const MAX_VIOLATIONS = 20;

export type Fields = Readonly<Record<string, unknown>>;
type Describe = (value: unknown) => string;

export interface Checked<S extends z.ZodObject> {
  /** Undefined when a rule is broken. */
  readonly data: z.output<S> | undefined;
  readonly violations: readonly Violation[];
  /** Fields that the schema does not name. */
  readonly unknownFields: readonly string[];
}

/** @param describe a value, as it ends a sentence. */
export function checkFields<S extends z.ZodObject>(schema: S, all: object, describe: Describe = describeJson): Checked<S> {
  const known = Object.keys(schema.shape);
  // Only fields of its own: what an object inherits, or calls `__proto__`, is never read.
  const given = Object.fromEntries(
    known.filter((field) => Object.hasOwn(all, field)).map((field) => [field, (all as Fields)[field]]),
  );
  const unknownFields = Object.keys(all).filter((field) => !known.includes(field));
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return { data: result.data, violations: [], unknownFields };
  // A number beyond what a double holds exactly breaks the same rule twice: the schema's own bound, which comes last, counts.
  const violations = result.error.issues.map((issue) => toViolation(issue, given, describe));
  const byRule = new Map(violations.map((violation) => [`${violation.field} ${violation.rule}`, violation]));
  return { data: undefined, violations: [...byRule.values()], unknownFields };
}

/** One for each unknown field, at most five. A typo in a budget must not be silent. */
export function toUnknownViolations(unknownFields: readonly string[], noun: string, known: readonly string[]): Violation[] {
  const allowed = known.length === 0 ? "there are none" : `the ${noun}s are ${known.join(", ")}`;
  return unknownFields.slice(0, MAX_NAMED_FIELDS).map((field) => ({
    field: cutText(field),
    rule: "unknown",
    detail: `${show(field)} is no ${noun} of this request; ${allowed}.`,
  }));
}

/** One line for each unknown field, at most five, for where they are ignored. */
export function toFieldWarnings(unknownFields: readonly string[]): string[] {
  const named = unknownFields.slice(0, MAX_NAMED_FIELDS).map((field) => `unknown field ${show(field)} was ignored`);
  const rest = unknownFields.length - named.length;
  return rest > 0 ? [...named, `${rest} more unknown fields were ignored`] : named;
}

export function toInvalidRequest(violations: readonly Violation[]): ApiError {
  const named = violations.slice(0, MAX_VIOLATIONS);
  const rest = violations.length - named.length;
  const details = [...named.map(({ detail }) => detail), ...(rest > 0 ? [`There are ${rest} more.`] : [])];
  const detail = details.length === 1 ? details.join("") : `${violations.length} rules are broken: ${details.join(" ")}`;
  return new ApiError("invalidRequest", detail, { violations: named });
}

function toViolation(issue: z.core.$ZodIssue, given: Fields, describe: Describe): Violation {
  const field = issue.path.map(String).join(".");
  const got = issue.path.reduce<unknown>((value, name) => (value as Fields | undefined)?.[name as string], given);
  const { rule, must } = toRule(issue, got, describe);
  const detail = got === undefined ? `${field} is required.` : `${field} ${must}.`;
  return { field, rule: got === undefined ? "required" : rule, detail };
}

function toRule(issue: z.core.$ZodIssue, got: unknown, describe: Describe): { rule: string; must: string } {
  switch (issue.code) {
    case "invalid_type":
      return { rule: "type", must: `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}, got ${describe(got)}` };
    case "invalid_value":
      return { rule: "enum", must: `must be one of ${issue.values.map(String).join(", ")}, got ${describe(got)}` };
    case "too_big":
    case "too_small":
      return toBound(issue, got, describe);
    case "custom":
      return { rule: String(issue.params?.["rule"] ?? "custom"), must: `${issue.message}, got ${describe(got)}` };
    default:
      return { rule: issue.code, must: `${issue.message}, got ${describe(got)}` };
  }
}

function toBound(
  issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall,
  got: unknown,
  describe: Describe,
): { rule: string; must: string } {
  const isMax = issue.code === "too_big";
  const bound = isMax ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
  switch (issue.origin) {
    case "string":
      return {
        rule: isMax ? "maxLength" : "minLength",
        must: `must have ${bound} characters, got ${Array.from(String(got)).length}`,
      };
    case "array":
      return {
        rule: isMax ? "maxItems" : "minItems",
        must: `must have ${bound} entries, got ${(got as readonly unknown[]).length}`,
      };
    default:
      return { rule: isMax ? "maximum" : "minimum", must: `must be ${bound}, got ${describe(got)}` };
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "an integer",
  int: "an integer",
  boolean: "true or false",
  array: "an array",
};

/** A value of JSON as a sentence can hold it, never more than a line. */
export function describeJson(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return `the string ${show(value)}`;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "an object";
}
