// The route table.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Model } from "../core/model.ts";
import { streamKeyEvents, streamTaskEvents } from "./events.ts";
import { createGeneration, readGeneration } from "./generation.ts";
import { readLiveness, readMetrics, readReadiness } from "./health.ts";
import { readImage } from "./images.ts";
import type { RouteShape } from "./methods.ts";
import type { HttpParts } from "./parts.ts";
import { cancelTask, deleteTask, listTasks, readPreview, readTask } from "./tasks.ts";

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
