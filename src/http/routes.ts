// The route table.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Model } from "../core/model.ts";
import { streamKeyEvents, streamTaskEvents } from "./events.ts";
import { readBalance } from "./balance.ts";
import { createGeneration, readGeneration } from "./generation.ts";
import { readLiveness, readMetrics, readReadiness } from "./health.ts";
import { readImage } from "./images.ts";
import { createKey, listKeys, readKey, readOwnKey, revokeKey, updateKey } from "./keys.ts";
import type { RouteShape } from "./methods.ts";
import { createModelList } from "./models.ts";
import type { HttpParts } from "./parts.ts";
import { cancelTask, deleteTask, listTasks, readPreview, readTask } from "./tasks.ts";
import { readUsage } from "./usage.ts";

export interface Route extends RouteShape {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Who may call: everybody, any valid key, or a key with the role `admin`. */
  readonly access: "open" | "key" | "admin";
  handle(request: FastifyRequest, reply: FastifyReply): unknown;
}

export function listRoutes(parts: HttpParts): Route[] {
  return [
    ...parts.models.flatMap((model) => listModelRoutes(model, parts)),
    { method: "GET", path: "/images/:file", access: "open", handle: (request, reply) => readImage(parts, request, reply) },
    { method: "GET", path: "/previews/:file", access: "open", handle: (request, reply) => readPreview(parts, request, reply) },
    { method: "GET", path: "/v1/tasks", access: "key", handle: (request, reply) => listTasks(parts, request, reply) },
    { method: "GET", path: "/v1/tasks/:id", access: "key", handle: (request, reply) => readTask(parts, request, reply) },
    { method: "DELETE", path: "/v1/tasks/:id", access: "key", handle: (request, reply) => deleteTask(parts, request, reply) },
    {
      method: "POST",
      path: "/v1/tasks/:id/cancel",
      access: "key",
      handle: (request, reply) => cancelTask(parts, request, reply),
    },
    {
      method: "GET",
      path: "/v1/tasks/:id/events",
      access: "key",
      handle: (request, reply) => streamTaskEvents(parts, request, reply),
    },
    { method: "GET", path: "/v1/events", access: "key", handle: (request, reply) => streamKeyEvents(parts, request, reply) },
    ...listAccountRoutes(parts),
    ...listKeyRoutes(parts),
    { method: "GET", path: "/healthz", access: "open", handle: () => readLiveness(parts) },
    { method: "GET", path: "/readyz", access: "open", handle: () => readReadiness(parts) },
    { method: "GET", path: "/metrics", access: "open", handle: (request, reply) => readMetrics(parts, request, reply) },
    { method: "GET", path: "/", access: "open", handle: (_request, reply) => reply.redirect("/docs") },
  ];
}

function listModelRoutes(model: Model, parts: HttpParts): Route[] {
  const { path } = model;
  return [
    { method: "POST", path, access: "key", handle: (request, reply) => createGeneration(model, parts, request, reply) },
    {
      method: "GET",
      path: `${path}/:id`,
      access: "key",
      handle: (request, reply) => readGeneration(model, parts, request, reply),
    },
  ];
}

function listAccountRoutes(parts: HttpParts): Route[] {
  return [
    { method: "GET", path: "/v1/models", access: "key", handle: createModelList(parts.models) },
    { method: "GET", path: "/v1/balance", access: "key", handle: (request, reply) => readBalance(parts, request, reply) },
    { method: "GET", path: "/v1/usage", access: "key", handle: (request, reply) => readUsage(parts, request, reply) },
  ];
}

function listKeyRoutes(parts: HttpParts): Route[] {
  const one = "/v1/keys/:id";
  return [
    { method: "GET", path: "/v1/keys/self", access: "key", handle: readOwnKey },
    { method: "GET", path: "/v1/keys", access: "admin", handle: (_request, reply) => listKeys(parts, reply) },
    { method: "POST", path: "/v1/keys", access: "admin", handle: (request, reply) => createKey(parts, request, reply) },
    { method: "GET", path: one, access: "admin", handle: (request, reply) => readKey(parts, request, reply) },
    { method: "PATCH", path: one, access: "admin", handle: (request, reply) => updateKey(parts, request, reply) },
    { method: "DELETE", path: one, access: "admin", handle: (request, reply) => revokeKey(parts, request, reply) },
  ];
}
