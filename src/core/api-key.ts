// Keys: opaque bearer tokens. Only their SHA-256 is kept, and it is compared in constant time.
import { hash, timingSafeEqual } from "node:crypto";
import type { ApiKey, KeyChange } from "./key-store.ts";

const PREFIX = "sk-mr-";
const VISIBLE_RANDOM_CHARACTERS = 6;

/** A key's text from 32 random bytes. */
export function toKeyText(random: Uint8Array): string {
  return PREFIX + Buffer.from(random).toString("base64url");
}

/** What is stored of a key. */
export function toApiKey(text: string, facts: Omit<ApiKey, "prefix" | "hash">): ApiKey {
  return { ...facts, prefix: toVisiblePrefix(text), hash: hashKey(text) };
}

/** The key as it is after the change. */
export function changeKey(key: ApiKey, { name, role, limits, expiresAt }: KeyChange): ApiKey {
  const { expiresAt: expired, ...rest } = key;
  const expires = expiresAt === undefined ? expired : (expiresAt ?? undefined);
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    limits: Object.fromEntries(
      Object.entries({ ...key.limits, ...limits }).filter(([, limit]) => limit !== null && limit !== undefined),
    ),
    ...(expires === undefined ? {} : { expiresAt: expires }),
  };
}

export function hashKey(text: string): Uint8Array {
  return hash("sha256", text, "buffer");
}

export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Enough to tell keys apart, and never more than a quarter of a key that an operator chose himself. */
function toVisiblePrefix(text: string): string {
  const random = text.startsWith(PREFIX) ? text.length - PREFIX.length : text.length;
  const shown = Math.min(VISIBLE_RANDOM_CHARACTERS, Math.floor(random / 4));
  return text.slice(0, text.length - random + shown);
}
