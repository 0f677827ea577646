// Fields that several of our own bodies and queries have in common, each with the sentence that says its rule.
import { z } from "zod";

interface Rule {
  readonly rule: string;
  /** The end of a sentence that begins with the field's name. */
  readonly message: string;
}

/** Text that `parse` makes something else of, or undefined when it breaks the rule. */
function parsedText<T>({ rule, message }: Rule, parse: (text: string) => T | undefined) {
  return z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", input: text, params: { rule }, message });
    return z.NEVER;
  });
}

/** A whole number in a query. */
export function wholeNumber(min: number, max: number) {
  return parsedText({ rule: "integer", message: `must be a whole number from ${min} to ${max}` }, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  }).meta({ type: "integer", minimum: min, maximum: max });
}

/** One or several of `values`, with commas in between. */
export function listOf<const T extends string>(values: readonly [T, ...T[]]) {
  const message = `must be one or several of ${values.join(", ")}, with commas in between and none twice`;
  return parsedText({ rule: "enum", message }, (text) => {
    const words = text.split(",");
    const known = words.flatMap((word) => values.filter((value) => value === word));
    return known.length === words.length && new Set(known).size === known.length ? known : undefined;
  }).meta({ pattern: `^(?:${values.join("|")})(?:,(?:${values.join("|")}))*$` });
}

const isoTime = z.iso.datetime({ offset: true });

/** A point in time; Unix milliseconds. In a query, where `+` means a space, both are taken for a `+`. */
export function time() {
  const message = "must be a time such as 2026-12-31T23:59:59Z";
  return parsedText({ rule: "time", message }, (text) => {
    const iso = text.replace(/ (?=\d\d:\d\d$)/, "+");
    return isoTime.safeParse(iso).success ? Date.parse(iso) : undefined;
  }).meta({ format: "date-time" });
}
