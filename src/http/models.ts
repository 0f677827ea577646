// The catalogue, for clients that learn what there is from the server.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Model } from "../core/model.ts";
import { toUsd } from "../core/money.ts";
import { toJsonSchema } from "./openapi/section.ts";

export const MODEL = z.object({
  id: z.string().meta({ description: "`vendor/name`" }),
  object: z.literal("model"),
  vendor: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  path: z.string().meta({ description: "Where a task is created; it is read at this path, a slash and its id." }),
  result_key: z.string().meta({ description: "Where the URLs stand in a completed body." }),
  price_per_image_usd: z.number(),
  input_schema: z.record(z.string(), z.unknown()).meta({ description: "JSON Schema of the body of a create." }),
  examples: z.array(z.object({ summary: z.string(), value: z.record(z.string(), z.unknown()) })),
});

/** `GET /v1/models`: those that the key may call. The bodies are made once. */
export function createModelList(models: readonly Model[]) {
  const bodies = models.map(toModelBody);
  return function readModels({ apiKey }: FastifyRequest, reply: FastifyReply): unknown {
    const { models: allowed } = apiKey.limits;
    reply.header("Cache-Control", "no-store");
    return { object: "list", data: bodies.filter(({ id }) => allowed === undefined || allowed.includes(id)) };
  };
}

function toModelBody(model: Model): z.output<typeof MODEL> {
  return {
    id: model.id,
    object: "model",
    vendor: model.vendor,
    name: model.name,
    title: model.title,
    description: model.description,
    path: model.path,
    result_key: model.resultKey,
    price_per_image_usd: toUsd(model.pricePerImageMicros),
    input_schema: toJsonSchema(model.input),
    examples: [...model.examples],
  };
}
