// Fields that several of our own bodies and queries have in common, each with the sentence that says its rule.
import { z } from "zod";
import { LAST_TIME_MS } from "../core/clock.ts";
import { toMicros, toUsd } from "../core/money.ts";

const MAX_USD = 1_000_000;

interface Rule {
  readonly rule: string;
  /** The end of a sentence that begins with the field's name. */
  readonly message: string;
}

/** What `parse` makes something else of, or undefined when it breaks the rule. */
function parsed<In, Out>(schema: z.ZodType<In>, { rule, message }: Rule, parse: (value: In) => Out | undefined) {
  return schema.transform((value, context): Out => {
    const out = parse(value);
    if (out !== undefined) return out;
    context.issues.push({ code: "custom", input: value, params: { rule }, message });
    return z.NEVER;
  });
}

/** A whole number in a query. */
export function wholeNumber(min: number, max: number) {
  return parsed(z.string(), { rule: "integer", message: `must be a whole number from ${min} to ${max}` }, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  }).meta({ type: "integer", minimum: min, maximum: max });
}

/** One or several of `values` in a query, with commas in between. */
export function listOf<const T extends string>(values: readonly [T, ...T[]]) {
  const message = `must be one or several of ${values.join(", ")}, with commas in between and none twice`;
  return parsed(z.string(), { rule: "enum", message }, (text) => {
    const words = text.split(",");
    const known = words.flatMap((word) => values.filter((value) => value === word));
    return known.length === words.length && new Set(known).size === known.length ? known : undefined;
  }).meta({ type: "array", items: { type: "string", enum: values }, uniqueItems: true, minItems: 1 });
}

const isoDate = z.iso.date();
const isoTime = z.iso.datetime({ offset: true });

/** The first that four digits of a year can say. */
const FIRST_TIME_MS = Date.parse("0000-01-01T00:00:00Z");

/** A point in time; Unix milliseconds. In a query, where `+` means a space, both are taken for a `+`. */
export function time() {
  const message = "must be a time such as 2026-12-31T23:59:59Z";
  return parsed(z.string(), { rule: "time", message }, (text) => {
    const iso = text.replace(/ (?=\d\d:\d\d$)/, "+");
    return isoTime.safeParse(iso).success ? Date.parse(iso) : undefined;
  })
    .refine((ms) => ms >= FIRST_TIME_MS && ms <= LAST_TIME_MS, {
      params: { rule: "time" },
      // An offset may lead out of the years that its text names.
      message: "must be in the years 0000 to 9999 of UTC",
    })
    .meta({ format: "date-time" });
}

/** A day of UTC. Before 1970 nothing happened here, and weeks before the year 0 are no dates. */
export function day() {
  const message = "must be a day such as 2026-12-31, of 1970 or later";
  return parsed(z.string(), { rule: "day", message }, (text) =>
    isoDate.safeParse(text).success && text >= "1970" ? text : undefined,
  ).meta({ format: "date" });
}

/** A budget in US dollars; micro-dollars. */
export function usd() {
  const message = `must be an amount in US dollars from 0 to ${MAX_USD} with at most 6 decimals`;
  return parsed(z.unknown(), { rule: "usd", message }, (value) =>
    typeof value === "number" && value >= 0 && value <= MAX_USD ? toMicros(value) : undefined,
  ).meta({ type: "number", minimum: 0, maximum: MAX_USD });
}

/** A point in time as our own bodies write it. */
export function toTimeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** An amount as our own bodies write it. */
export function toUsdOrNull(micros: number | undefined): number | null {
  return micros === undefined ? null : toUsd(micros);
}
