// What draws: the engines, whether they are ready, and why not. Details of an account are for admins only.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { EngineNode, EngineStatus } from "../core/engine-status.ts";
import { toTimeText } from "./fields.ts";
import type { HttpParts } from "./parts.ts";

const NODE = z.object({
  id: z.string(),
  name: z.string().meta({ description: "Name of its machine, or container." }),
  heard_at: z.string().meta({ format: "date-time", description: "When it told this." }),
  ready: z.boolean(),
  reason: z.string().nullable(),
  operator_reason: z.string().nullable(),
  capacity: z.int(),
  busy: z.int().meta({ description: "Tasks that it has there itself." }),
});

export const ENGINE = z.object({
  id: z.string().meta({ description: "As tasks name it; replicas of one engine have their address in it." }),
  object: z.literal("engine"),
  title: z.string(),
  ready: z.boolean().meta({ description: "Whether it would take a task now, if it had a free place." }),
  reason: z.string().nullable().meta({ description: "Why it is not ready." }),
  operator_reason: z
    .string()
    .nullable()
    .optional()
    .meta({ description: "What its upstream said; only for keys with the role `admin`." }),
  capacity: z.int().meta({ description: "Tasks that it works on at once." }),
  busy: z.int().meta({ description: "Tasks that it has, of all nodes where they share it." }),
  models: z.array(z.string()).meta({ description: "Models whose tasks may go to it." }),
  nodes: z
    .array(NODE)
    .optional()
    .meta({ description: "Where several nodes share a database: those that have it; only for keys with the role `admin`." }),
});

/** `GET /v1/engines`. */
export async function readEngines(parts: HttpParts, { apiKey }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const isAdmin = apiKey.role === "admin";
  reply.header("Cache-Control", "no-store");
  return { object: "list", data: (await parts.listEngines()).map((status) => toEngineBody(status, isAdmin)) };
}

function toEngineBody(status: EngineStatus, isAdmin: boolean): z.output<typeof ENGINE> {
  const { id, title, ready, reason = null, operatorReason = null, capacity, busy, models, nodes } = status;
  const details = isAdmin ? { operator_reason: operatorReason, ...(nodes ? { nodes: nodes.map(toNodeBody) } : {}) } : {};
  return { id, object: "engine", title, ready, reason, ...details, capacity, busy, models: [...models] };
}

function toNodeBody(node: EngineNode): z.output<typeof NODE> {
  const { id, name, heardAt, ready, reason = null, operatorReason = null, capacity, busy } = node;
  return { id, name, heard_at: toTimeText(heardAt), ready, reason, operator_reason: operatorReason, capacity, busy };
}
