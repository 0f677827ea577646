// Sign-in of browsers: a link that opens once, and the session that a cookie then carries. Of both only the SHA-256 is kept.
import { createHmac, timingSafeEqual } from "node:crypto";
import { hashKey, isSameHash } from "./api-key.ts";
import { BOOTSTRAP_KEY_ID, type ApiKey } from "./key-store.ts";
import type { Grant, GrantTerms } from "./session-store.ts";

/** A link that nobody opened stops working, because it may stand in a log or a terminal's history. */
export const LINK_MS = 15 * 60_000;
/** From the sign-in; using a session does not lengthen it. */
export const SESSION_MS = 30 * 24 * 3_600_000;

/** What a link or a cookie holds: 32 random bytes in base64url. */
const GRANT_TEXT = /^[\w-]{43}$/;

interface GrantOptions {
  /** 32 random bytes. */
  readonly random: Uint8Array;
  readonly now: number;
  readonly lastsMs: number;
}

/** A grant of no key yet, and the text that proves it: to be handed over once and kept nowhere. */
export function toGrantTerms({ random, now, lastsMs }: GrantOptions): { readonly text: string; readonly terms: GrantTerms } {
  const text = Buffer.from(random).toString("base64url");
  return { text, terms: { hash: hashKey(text), createdAt: now, expiresAt: now + lastsMs } };
}

/** The grant to do what the key may do, and nothing of another's. */
export function toGrant(terms: GrantTerms, { id, hash }: ApiKey): Grant {
  return { ...terms, keyId: id, keyHash: hash };
}

/** What is stored of a text, or undefined for one that no grant can have. */
export function hashGrantText(text: string): Uint8Array | undefined {
  return GRANT_TEXT.test(text) ? hashKey(text) : undefined;
}

/** Whether a grant lasts: until its own end and no longer than its key, also where the key's id has another text since. */
export function isLive(grant: Grant, key: ApiKey, now: number): boolean {
  return grant.expiresAt > now && isValid(key, now) && isSameHash(grant.keyHash, key.hash);
}

function isValid({ revokedAt, expiresAt }: ApiKey, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || expiresAt > now);
}

/**
 * The key that a link signs in as: the one of this id, or for the operator himself the one that the setting names, else the
 * oldest admin. Undefined when there is none that is valid.
 * @param keys oldest first.
 */
export function chooseLinkKey(keys: readonly ApiKey[], now: number, id?: string): ApiKey | undefined {
  const valid = keys.filter((key) => isValid(key, now));
  if (id !== undefined) return valid.find((key) => key.id === id);
  const admins = valid.filter(({ role }) => role === "admin");
  return admins.find((key) => key.id === BOOTSTRAP_KEY_ID) ?? admins[0];
}

/** Path and query, for the origin by which a browser reaches the server. */
export function toLoginPath(linkText: string): string {
  return `/login?token=${linkText}`;
}

/**
 * The cookie's name ends with a mark of the server: cookies do not know ports, and two servers on one machine would sign each
 * other's browsers out. `__Host-` makes a browser refuse the cookie from anybody else, where there is TLS.
 * @param secret 32 random bytes of the server's own.
 */
export function toCookieName(secret: Uint8Array, { isSecure }: { readonly isSecure: boolean }): string {
  const mark = createHmac("sha256", secret).update("cookie name").digest("hex").slice(0, 8);
  return `${isSecure ? "__Host-" : ""}muleteer_session_${mark}`;
}

/** What a request by cookie shows besides: scripts of the console's own origin can read it, and a form of another site cannot. */
export function toCsrfToken(session: Grant, secret: Uint8Array): string {
  return createHmac("sha256", secret).update("csrf\n").update(session.hash).digest("base64url");
}

/** Compared in constant time. */
export function isCsrfToken(text: string, session: Grant, secret: Uint8Array): boolean {
  const [given, right] = [Buffer.from(text), Buffer.from(toCsrfToken(session, secret))];
  return given.length === right.length && timingSafeEqual(given, right);
}
