// The route table.
import type { FastifyReply, FastifyRequest } from "fastify";
import { streamKeyEvents, streamTaskEvents } from "./events.ts";
import { readBalance } from "./balance.ts";
import { readEngines } from "./engines.ts";
import { createGeneration, readGeneration } from "./generation.ts";
import { readLiveness, readMetrics, readReadiness } from "./health.ts";
import { readImage } from "./images.ts";
import { createKey, listKeys, readKey, readOwnKey, revokeKey, updateKey } from "./keys.ts";
import type { ConsolePages } from "./console.ts";
import type { RouteShape } from "./methods.ts";
import { createModelList } from "./models.ts";
import type { HttpParts } from "./parts.ts";
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  readDelivery,
  readKeySecret,
  readWebhook,
  redeliver,
  rotateKeySecret,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from "./webhooks.ts";
import { readQueue } from "./server-queue.ts";
import { createSession, endSession, readSession } from "./session.ts";
import { cancelTask, deleteTask, listTasks, readPreview, readTask } from "./tasks.ts";
import { readThumbnail } from "./thumbnails.ts";
import { readUsage } from "./usage.ts";

export interface Route extends RouteShape {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Who may call: everybody, any valid key, or a key with the role `admin`. */
  readonly access: "open" | "key" | "admin";
  handle(request: FastifyRequest, reply: FastifyReply): unknown;
}

type Handle = (parts: HttpParts, request: FastifyRequest, reply: FastifyReply) => unknown;

/** What operators' probes and scrapers ask. */
export function listProbeRoutes(parts: HttpParts): Route[] {
  const route = describeRoutes(parts);
  return [
    route("open", "GET", "/healthz", readLiveness),
    route("open", "GET", "/readyz", readReadiness),
    route("open", "GET", "/metrics", readMetrics),
  ];
}

function describeRoutes(parts: HttpParts) {
  return (access: Route["access"], method: Route["method"], path: string, handle: Handle): Route => ({
    access,
    method,
    path,
    handle: (request, reply) => handle(parts, request, reply),
  });
}

/** @param pages undefined where there is no console. */
export function listRoutes(parts: HttpParts, pages: ConsolePages | undefined): Route[] {
  const route = describeRoutes(parts);
  const models = createModelList(parts.models);
  return [
    ...parts.models.flatMap((model) => [
      route("key", "POST", model.path, (...call) => createGeneration(model, ...call)),
      route("key", "GET", `${model.path}/:id`, (...call) => readGeneration(model, ...call)),
    ]),
    route("open", "GET", "/images/:file", readImage),
    route("open", "GET", "/previews/:file", readPreview),

    route("key", "GET", "/v1/tasks", listTasks),
    route("key", "GET", "/v1/tasks/:id", readTask),
    route("key", "DELETE", "/v1/tasks/:id", deleteTask),
    route("key", "POST", "/v1/tasks/:id/cancel", cancelTask),
    route("key", "GET", "/v1/tasks/:id/images/:index/thumbnail", readThumbnail),
    route("key", "GET", "/v1/tasks/:id/events", streamTaskEvents),
    route("key", "GET", "/v1/events", streamKeyEvents),

    route("key", "GET", "/v1/models", (_parts, ...call) => models(...call)),
    route("key", "GET", "/v1/engines", readEngines),
    route("key", "GET", "/v1/balance", readBalance),
    route("key", "GET", "/v1/usage", readUsage),

    route("key", "GET", "/v1/keys/self", readOwnKey),
    route("admin", "GET", "/v1/queue", readQueue),
    route("admin", "GET", "/v1/keys", listKeys),
    route("admin", "POST", "/v1/keys", createKey),
    route("admin", "GET", "/v1/keys/:id", readKey),
    route("admin", "PATCH", "/v1/keys/:id", updateKey),
    route("admin", "DELETE", "/v1/keys/:id", revokeKey),

    route("key", "GET", "/v1/webhooks", listWebhooks),
    route("key", "POST", "/v1/webhooks", createWebhook),
    route("key", "GET", "/v1/webhooks/secret", readKeySecret),
    route("key", "POST", "/v1/webhooks/secret/rotate", rotateKeySecret),
    route("key", "GET", "/v1/webhooks/deliveries", listDeliveries),
    route("key", "GET", "/v1/webhooks/deliveries/:id", readDelivery),
    route("key", "POST", "/v1/webhooks/deliveries/:id/redeliver", redeliver),
    route("key", "GET", "/v1/webhooks/:id", readWebhook),
    route("key", "PATCH", "/v1/webhooks/:id", updateWebhook),
    route("key", "DELETE", "/v1/webhooks/:id", deleteWebhook),
    route("key", "POST", "/v1/webhooks/:id/rotate", rotateWebhookSecret),
    route("key", "POST", "/v1/webhooks/:id/test", testWebhook),
    route("key", "GET", "/v1/webhooks/:id/deliveries", listDeliveries),

    ...listProbeRoutes(parts),

    ...(pages
      ? [
          route("open", "GET", "/v1/session", readSession),
          route("open", "POST", "/v1/session", createSession),
          route("open", "DELETE", "/v1/session", endSession),
          route("open", "GET", "/", (_parts, ...call) => pages.readPage(...call)),
          route("open", "GET", "/login", (_parts, ...call) => pages.readLogin(...call)),
          route("open", "GET", "/assets/*", (_parts, ...call) => pages.readAsset(...call)),
        ]
      : [route("open", "GET", "/", (_parts, _request, reply) => reply.redirect("/docs"))]),
  ];
}
