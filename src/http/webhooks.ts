// Webhooks of a key, their secrets, and the log of what was delivered to them.
import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import { toWebhookSecret } from "../core/webhook.ts";
import type { Delivery, KeySecret, WebhookEndpoint } from "../core/webhook-store.ts";
import { parseBody } from "./body.ts";
import type { HttpParts } from "./parts.ts";
import { parseQuery } from "./query.ts";
import { toStamp } from "./task-view.ts";
import {
  defineNewWebhook,
  defineWebhookChange,
  DELIVERY_QUERY,
  ROTATION,
  toAttemptView,
  toDeliveryView,
  toWebhookChange,
  toWebhookView,
} from "./webhook-fields.ts";

const MAX_WEBHOOKS = 5;
const HOUR_MS = 3_600_000;

/** `POST /v1/webhooks`: the secret is in this answer, and in that of a rotation, and nowhere else. */
export async function createWebhook(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { url, description, events } = parseBody(defineNewWebhook(toRules(parts)), request.body);
  const { clock, store } = parts;
  const endpoint: WebhookEndpoint = {
    id: clock.id(),
    keyId: request.apiKey.id,
    url,
    description,
    ...(events === null ? {} : { events: [...new Set(events)] }),
    secret: toWebhookSecret(randomBytes(32)),
    createdAt: clock.now(),
  };
  if (!(await store.createWebhook(endpoint, MAX_WEBHOOKS))) {
    throw new ApiError("conflict", `An API key has at most ${MAX_WEBHOOKS} webhooks; delete one first.`);
  }
  reply.code(201).header("Location", `/v1/webhooks/${endpoint.id}`).header("Cache-Control", "no-store");
  return { ...toWebhookView(endpoint, clock.now()), secret: endpoint.secret };
}

/** `GET /v1/webhooks`: oldest first. */
export async function listWebhooks({ store, clock }: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const endpoints = await store.listWebhooks(request.apiKey.id);
  reply.header("Cache-Control", "no-store");
  return { object: "list", data: endpoints.map((endpoint) => toWebhookView(endpoint, clock.now())) };
}

/** `GET /v1/webhooks/{id}` */
export async function readWebhook(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const endpoint = await requireWebhook(parts, request);
  reply.header("Cache-Control", "no-store");
  return toWebhookView(endpoint, parts.clock.now());
}

/** `PATCH /v1/webhooks/{id}` */
export async function updateWebhook(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const change = toWebhookChange(parseBody(defineWebhookChange(toRules(parts)), request.body));
  const endpoint = await parts.store.updateWebhook(request.apiKey.id, toId(request), change);
  if (!endpoint) throw webhookNotFound();
  parts.wakeDelivery();
  reply.header("Cache-Control", "no-store");
  return toWebhookView(endpoint, parts.clock.now());
}

/** `DELETE /v1/webhooks/{id}`: its deliveries go with it. */
export async function deleteWebhook({ store }: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (!(await store.deleteWebhook(request.apiKey.id, toId(request)))) throw webhookNotFound();
  return reply.code(204).send();
}

/** `POST /v1/webhooks/{id}/rotate`: a new secret; for a while deliveries are signed with both. */
export async function rotateWebhookSecret(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { overlap_hours: hours } = parseBody(ROTATION, request.body ?? {});
  const { store, clock } = parts;
  const value = toWebhookSecret(randomBytes(32));
  const secret = { value, previousUntil: clock.now() + hours * HOUR_MS };
  const endpoint = await store.updateWebhook(request.apiKey.id, toId(request), { secret });
  if (!endpoint) throw webhookNotFound();
  reply.header("Cache-Control", "no-store");
  return { ...toWebhookView(endpoint, clock.now()), secret: value };
}

/** `POST /v1/webhooks/{id}/test`: a delivery of a `webhook.test` event, whatever events the webhook wants. */
export async function testWebhook(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { id: webhookId, keyId, url, disabledAt } = await requireWebhook(parts, request);
  if (disabledAt !== undefined) throw new ApiError("conflict", "The webhook is disabled; enable it first.");
  const { store, clock } = parts;
  const delivery = await store.createDelivery({
    id: clock.id(),
    eventId: clock.id(),
    type: "webhook.test",
    keyId,
    webhookId,
    url,
    data: { message: "This is a test." },
    createdAt: clock.now(),
  });
  return answerDelivery(delivery, parts, reply);
}

/** `GET /v1/webhooks/secret`: what signs deliveries to the URL of a task's own. */
export async function readKeySecret({ store, clock }: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const secret = await store.keySecret(request.apiKey.id);
  return answerSecret(secret, clock.now(), reply);
}

/** `POST /v1/webhooks/secret/rotate` */
export async function rotateKeySecret(
  { store, clock }: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { overlap_hours: hours } = parseBody(ROTATION, request.body ?? {});
  const made = toWebhookSecret(randomBytes(32));
  const secret = await store.rotateKeySecret(request.apiKey.id, made, clock.now() + hours * HOUR_MS);
  return answerSecret(secret, clock.now(), reply);
}

/** `GET /v1/webhooks/deliveries`, of all webhooks and tasks of this key; `GET /v1/webhooks/{id}/deliveries`, of one. */
export async function listDeliveries(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { status, cursor, limit } = parseQuery(DELIVERY_QUERY, request);
  const { id: webhookId } = request.params as { id?: string };
  if (webhookId !== undefined) await requireWebhook(parts, request);
  const deliveries = await parts.store.listDeliveries({
    keyId: request.apiKey.id,
    ...(webhookId === undefined ? {} : { webhookId }),
    ...(status === undefined ? {} : { state: status }),
    ...(cursor === undefined ? {} : { beforeId: cursor.toLowerCase() }),
    // One more than is shown tells whether there is another page.
    limit: limit + 1,
  });
  const page = deliveries.slice(0, limit);
  reply.header("Cache-Control", "no-store");
  return {
    object: "list",
    data: page.map(toDeliveryView),
    next_cursor: deliveries.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** `GET /v1/webhooks/deliveries/{id}`: with every attempt. */
export async function readDelivery({ store }: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const found = await store.findDelivery(request.apiKey.id, toId(request));
  if (!found) throw deliveryNotFound();
  reply.header("Cache-Control", "no-store");
  return { ...toDeliveryView(found.delivery), attempts: found.attempts.map(toAttemptView) };
}

/** `POST /v1/webhooks/deliveries/{id}/redeliver`: it is sent again at once, the same event under the same id. */
export async function redeliver(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const delivery = await parts.store.redeliver(request.apiKey.id, toId(request));
  if (!delivery) throw deliveryNotFound();
  return answerDelivery(delivery, parts, reply);
}

function answerDelivery(delivery: Delivery, parts: HttpParts, reply: FastifyReply): unknown {
  parts.wakeDelivery();
  reply.code(202).header("Location", `/v1/webhooks/deliveries/${delivery.id}`).header("Cache-Control", "no-store");
  return toDeliveryView(delivery);
}

function answerSecret({ secret, previousSecretUntil = 0 }: KeySecret, now: number, reply: FastifyReply): unknown {
  reply.header("Cache-Control", "no-store");
  return {
    object: "webhook_secret",
    secret,
    secret_rotates_at: toStamp(previousSecretUntil > now ? previousSecretUntil : undefined),
  };
}

async function requireWebhook({ store }: HttpParts, request: FastifyRequest): Promise<WebhookEndpoint> {
  const id = toId(request);
  const endpoint = (await store.listWebhooks(request.apiKey.id)).find((each) => each.id === id);
  if (!endpoint) throw webhookNotFound();
  return endpoint;
}

function toId(request: FastifyRequest): string {
  return (request.params as { id: string }).id.toLowerCase();
}

function toRules({ allowLoopbackWebhooks }: HttpParts): { readonly allowLoopback: boolean } {
  return { allowLoopback: allowLoopbackWebhooks };
}

function webhookNotFound(): ApiError {
  return new ApiError("notFound", "There is no such webhook under this API key.");
}

function deliveryNotFound(): ApiError {
  return new ApiError("notFound", "There is no such delivery under this API key.");
}
