// Bearer keys. A route with a key behind it answers 401 to whoever has none; which routes exist is no secret.
import type { FastifyRequest } from "fastify";
import { hashKey, isSameHash } from "../core/api-key.ts";
import { ApiError } from "../core/errors.ts";
import { BOOTSTRAP_KEY_ID, type ApiKey } from "../core/key-store.ts";
import type { HttpParts } from "./parts.ts";

const CHALLENGE = { "WWW-Authenticate": 'Bearer realm="muleteer"' };
const MAX_KEY_CHARACTERS = 512;

/** @throws {ApiError} `unauthorized` */
export async function authenticate(
  request: FastifyRequest,
  { store, clock }: Pick<HttpParts, "store" | "clock">,
): Promise<ApiKey> {
  const text = readBearer(request.headers.authorization);
  const hash = hashKey(text);
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

/** @throws {ApiError} `forbidden` */
export function requireAdmin({ apiKey }: FastifyRequest): void {
  if (apiKey.role === "admin") return;
  throw new ApiError("forbidden", `This takes an API key with the role admin; the role of this one is ${apiKey.role}.`);
}

function readBearer(header: string | undefined): string {
  if (header === undefined) throw unauthorized("The Authorization header is missing; send 'Authorization: Bearer <key>'.");
  const match = /^Bearer +(\S+) *$/i.exec(header);
  if (!match?.[1] || match[1].length > MAX_KEY_CHARACTERS) {
    throw unauthorized("The Authorization header is malformed; send 'Authorization: Bearer <key>'.");
  }
  return match[1];
}

function unauthorized(detail: string): ApiError {
  return new ApiError("unauthorized", detail, { headers: CHALLENGE });
}
