// What a setting is, and the forms of text that several settings share.
import { z } from "zod";
import { findHttpUrlRule, toHttpUrl } from "./environment.ts";

export interface Setting<T> {
  readonly schema: z.ZodType<T, string>;
  /** As it would be written in the environment; absent where there is none. */
  readonly fallback?: string;
  /** What the documentation says of the default, where it is not `fallback` itself. */
  readonly fallbackText?: string;
  readonly description: string;
  /** Its value is never shown. */
  readonly secret?: true;
}

export function define<T>(setting: Setting<T>): Setting<T> {
  return setting;
}

export function wholeNumber(min: number, max: number): z.ZodType<number, string> {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, rule);
}

export function oneOf<const T extends string>(values: readonly [T, ...T[]]): z.ZodType<T, string> {
  const rule = `must be one of ${values.join(", ")}`;
  return z.string().refine((value): value is T => values.some((known) => known === value), rule);
}

/** What may stand in a header as it is. */
export const visibleAscii = z
  .string()
  .regex(/^[\u{21}-\u{7E}]{1,512}$/u, "must be 1 to 512 visible ASCII characters without spaces");

/** The URL as it begins others: normalised, without a slash at its end. */
export const httpUrl = z
  .string()
  .check((check) => {
    const rule = findHttpUrlRule(check.value);
    if (rule !== undefined) check.issues.push({ code: "custom", input: check.value, message: rule });
  })
  .transform(toHttpUrl);
