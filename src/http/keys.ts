// API keys: for admins all of them, for any key itself. A key's text is in the answer that makes it, and nowhere else.
import type { FastifyReply, FastifyRequest } from "fastify";
import { randomBytes } from "node:crypto";
import { changeKey, toApiKey, toKeyText } from "../core/api-key.ts";
import { ApiError, type Violation } from "../core/errors.ts";
import { BOOTSTRAP_KEY_ID, type ApiKey, type KeyChange } from "../core/key-store.ts";
import { toUsd } from "../core/money.ts";
import { parseBody } from "./body.ts";
import { defineKeyChange, defineNewKey, toKeyBody, toKeyChange } from "./key-fields.ts";
import type { HttpParts } from "./parts.ts";
import { toInvalidRequest } from "./violations.ts";

/** `POST /v1/keys` */
export async function createKey(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { clock, store } = parts;
  const body = parseBody(defineNewKey(parts.models), request.body);
  const text = toKeyText(randomBytes(32));
  const facts = { id: clock.id(), name: body.name, role: body.role, limits: {}, createdAt: clock.now() };
  const key = changeKey(toApiKey(text, facts), toKeyChange(body));
  refuseNonsense(key, { expiresAt: body.expires_at }, clock.now());
  await store.putKey(key);
  reply.code(201).header("Location", `/v1/keys/${key.id}`).header("Cache-Control", "no-store");
  return { ...toKeyBody(key), key: text };
}

/** `GET /v1/keys`: revoked and expired ones too, oldest first. */
export async function listKeys({ store }: HttpParts, _request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  reply.header("Cache-Control", "no-store");
  return { object: "list", data: (await store.listKeys()).map(toKeyBody) };
}

/** `GET /v1/keys/{id}` */
export async function readKey(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const key = await findKey(parts, request);
  reply.header("Cache-Control", "no-store");
  return toKeyBody(key);
}

/** `GET /v1/keys/self` */
export function readOwnKey(_parts: HttpParts, { apiKey }: FastifyRequest, reply: FastifyReply): unknown {
  reply.header("Cache-Control", "no-store");
  return toKeyBody(apiKey);
}

/** `PATCH /v1/keys/{id}`: takes effect with the next request that the key makes. */
export async function updateKey(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { id } = await findKey(parts, request);
  const change = toKeyChange(parseBody(defineKeyChange(parts.models), request.body));
  // Judged inside the update: two changes at once could each fit the key as it was, and not each other.
  const changed = await parts.store.updateKey(id, change, (key) => {
    if (key.revokedAt !== undefined) throw new ApiError("conflict", "The key was revoked, and cannot be changed.");
    refuseLockout(key, change, request.apiKey);
    refuseNonsense(changeKey(key, change), change, parts.clock.now());
  });
  if (!changed) throw toNotFound();
  reply.header("Cache-Control", "no-store");
  return toKeyBody(changed);
}

/** `DELETE /v1/keys/{id}`: the key is refused from now on; what it has made and cost stays known. */
export async function revokeKey(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { id } = await findKey(parts, request);
  if (id === BOOTSTRAP_KEY_ID) {
    throw new ApiError("conflict", "This key is valid for as long as the setting MULETEER_API_KEY names it; change the setting.");
  }
  if (id === request.apiKey.id) {
    throw new ApiError("conflict", "A key cannot revoke itself; use another key with the role admin.");
  }
  await parts.store.revokeKey(id, parts.clock.now());
  return reply.code(204).send();
}

async function findKey({ store }: HttpParts, request: FastifyRequest): Promise<ApiKey> {
  const { id } = request.params as { id: string };
  const key = await store.findKey(id);
  if (!key) throw toNotFound();
  return key;
}

/** Without the id: somebody may have put a key itself there. */
function toNotFound(): ApiError {
  return new ApiError("notFound", "There is no key with this id; GET /v1/keys lists those that there are.");
}

/** Nobody shuts himself out, and what the operator's setting says stays as it says. */
function refuseLockout({ id }: ApiKey, { role, expiresAt }: KeyChange, caller: ApiKey): void {
  const isDemoted = role !== undefined && role !== "admin";
  if (id === BOOTSTRAP_KEY_ID && (isDemoted || typeof expiresAt === "number")) {
    throw new ApiError(
      "conflict",
      "The key of the setting MULETEER_API_KEY is an admin without an expiry for as long as the setting names it.",
    );
  }
  if (id === caller.id && isDemoted) {
    throw new ApiError("conflict", "A key cannot take the role admin from itself; use another key with the role admin.");
  }
}

/** What no single field says. @throws {ApiError} `invalidRequest` */
function refuseNonsense({ limits }: ApiKey, { expiresAt }: Pick<KeyChange, "expiresAt">, now: number): void {
  const violations: Violation[] = [];
  if (typeof expiresAt === "number" && expiresAt <= now) {
    const detail = `expires_at must be in the future, got ${new Date(expiresAt).toISOString()}.`;
    violations.push({ field: "expires_at", rule: "future", detail });
  }
  const { lowBalanceMicros, totalSpendMicros } = limits;
  if (lowBalanceMicros !== undefined && lowBalanceMicros > (totalSpendMicros ?? -1)) {
    const bound = totalSpendMicros === undefined ? "which is not set" : `which is ${toUsd(totalSpendMicros)}`;
    const detail = `low_balance_usd must be at most total_spend_usd, ${bound}, got ${toUsd(lowBalanceMicros)}.`;
    violations.push({ field: "low_balance_usd", rule: "maximum", detail });
  }
  if (violations.length > 0) throw toInvalidRequest(violations);
}
