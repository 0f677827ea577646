// The route table.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Model } from "../core/model.ts";
import { createGeneration, readGeneration } from "./generation.ts";
import { readLiveness, readMetrics, readReadiness } from "./health.ts";
import { readImage } from "./images.ts";
import type { RouteShape } from "./methods.ts";
import type { HttpParts } from "./parts.ts";

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
