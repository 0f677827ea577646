// Who asks: a bearer key, or a browser's session in its place. A route with a key behind it answers 401 to whoever has neither;
// which routes exist is no secret.
import type { FastifyRequest } from "fastify";
import { hashKey, isSameHash } from "../core/api-key.ts";
import { ApiError } from "../core/errors.ts";
import { BOOTSTRAP_KEY_ID, type ApiKey } from "../core/key-store.ts";
import { hashGrantText, isCsrfToken, isLive } from "../core/session.ts";
import type { Grant } from "../core/session-store.ts";
import { readSessionCookie } from "./cookie.ts";
import type { HttpParts } from "./parts.ts";
import { isFromOwnPage } from "./same-origin.ts";

const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="muleteer"' };
export const MAX_KEY_CHARACTERS = 512;
/** Methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE_METHODS = new Set(["GET", "HEAD"]);

/** Bearer goes before cookie. @throws {ApiError} `unauthorized`, or `forbidden` for a request that the browser's user may not have meant. */
export async function authenticate(request: FastifyRequest, parts: HttpParts): Promise<ApiKey> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    request.bearerHash ??= hashKey(readBearer(authorization));
    return await findKeyOf(request.bearerHash, parts);
  }
  const session = await authenticateSession(request, parts);
  if (session) return session.key;
  throw unauthorized("The Authorization header is missing; send 'Authorization: Bearer <key>'.");
}

/** The valid key of this text. @throws {ApiError} `unauthorized` */
export function findKey(text: string, parts: Pick<HttpParts, "store" | "clock">): Promise<ApiKey> {
  return findKeyOf(hashKey(text), parts);
}

async function findKeyOf(hash: Uint8Array, { store, clock }: Pick<HttpParts, "store" | "clock">): Promise<ApiKey> {
  const candidates = await store.findKeys(hash);
  const same = candidates.filter((candidate) => isSameHash(candidate.hash, hash));
  if (same.length === 0) throw unauthorized("The API key is not known here.");
  // The operator's setting may name a key that was made before; while it does, it says what the key may do.
  const valid = same.filter(({ revokedAt }) => revokedAt === undefined);
  const key = valid.find(({ id }) => id === BOOTSTRAP_KEY_ID) ?? valid[0];
  if (!key) throw unauthorized("The API key was revoked.");
  if (key.expiresAt !== undefined && key.expiresAt <= clock.now()) throw unauthorized("The API key has expired.");
  return key;
}

export interface SignedIn {
  readonly session: Grant;
  readonly key: ApiKey;
}

/**
 * The session that a request may act for, or undefined when it brings no cookie or the console is off.
 * @throws {ApiError} `unauthorized` for a session that has ended, `forbidden` for a request from another page than the console's.
 */
export async function authenticateSession(request: FastifyRequest, parts: HttpParts): Promise<SignedIn | undefined> {
  if (parts.consoleDirectory === undefined) return undefined;
  const text = readSessionCookie(request, parts);
  if (text === undefined) return undefined;
  const signedIn = await findSession(text, parts);
  if (!signedIn) throw unauthorized("The session has ended; sign in again.");
  if (!isFromOwnPage(request, parts)) {
    throw new ApiError(
      "forbidden",
      "A session is for the console's own pages, and this request comes from another one; use an API key.",
    );
  }
  if (SAFE_METHODS.has(request.method)) return signedIn;
  const token = request.headers["x-muleteer-csrf"];
  if (typeof token !== "string" || !isCsrfToken(token, signedIn.session, parts.sessionSecret)) {
    throw new ApiError(
      "forbidden",
      "A request by session that changes something needs the header X-Muleteer-CSRF, with the csrf_token of GET /v1/session.",
    );
  }
  return signedIn;
}

/** The session that a cookie's text stands for, as long as it lasts. */
export async function findSession(text: string, { store, clock }: HttpParts): Promise<SignedIn | undefined> {
  const hash = hashGrantText(text);
  if (!hash) return undefined;
  const session = (await store.findSessions(hash)).find((candidate) => isSameHash(candidate.hash, hash));
  const key = session && (await store.findKey(session.keyId));
  return session && key && isLive(session, key, clock.now()) ? { session, key } : undefined;
}

/** @throws {ApiError} `forbidden` */
export function requireAdmin({ apiKey }: FastifyRequest): void {
  if (apiKey.role === "admin") return;
  throw new ApiError("forbidden", `This takes an API key with the role admin; the role of this one is ${apiKey.role}.`);
}

function readBearer(header: string): string {
  const match = /^Bearer +(\S+) *$/i.exec(header);
  if (!match?.[1] || match[1].length > MAX_KEY_CHARACTERS) {
    throw unauthorized("The Authorization header is malformed; send 'Authorization: Bearer <key>'.");
  }
  return match[1];
}

export function unauthorized(detail: string): ApiError {
  return new ApiError("unauthorized", detail, { headers: CHALLENGE });
}
