// Settings that engines which call out have in common.
import { createHash } from "node:crypto";
import { z } from "zod";

/** An engine's id; replicas of one add `@` and their address. */
export function engineId(fallback: string) {
  return z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,63}(?:@[a-z0-9.:[\]/_-]{1,200})?$/i,
      "must be letters, digits and dashes, with @ and an address for a replica",
    )
    .default(fallback);
}

/**
 * An upstream's base URL. `path` is what the engine adds itself, so a URL that ends with it, as many guides write it, means the
 * same.
 */
export function baseUrl(path = "") {
  return z
    .url({ protocol: /^https?$/, message: "must be an http or https URL" })
    .refine((url) => {
      const parsed = URL.parse(url);
      return parsed && [parsed.username, parsed.password, parsed.search, parsed.hash].every((part) => part === "");
    }, "must hold no credentials, query or fragment")
    .transform((url) => url.replace(/\/+$/, ""))
    .transform((url) => (path !== "" && url.endsWith(path) ? url.slice(0, -path.length) : url));
}

/** What goes into an `Authorization` header. */
export const apiKey = z.string().regex(/^[\x21-\x7E]{1,512}$/, "must be 1 to 512 visible ASCII characters without spaces");

/** Calls under way at once. */
export const concurrency = z.int().min(1).max(64);

/** Submissions a second. */
export const submitsPerSecond = z.number().positive().max(1_000);

/** What tells the account of a key from others, and does not tell the key. */
export function toAccount(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}

export function toAuthorization(key: string | undefined): Readonly<Record<string, string>> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}
