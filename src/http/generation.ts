// The two calls of MuleRouter's generation API: create a task of a model, and read it.
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import type { Model } from "../core/model.ts";
import type { NewTask } from "../core/task.ts";
import { parseInput, toFieldWarnings, type ParsedInput } from "./body.ts";
import { toOrigin } from "./origin.ts";
import type { HttpParts } from "./parts.ts";
import { toHeaderText } from "./text.ts";
import { toCreatedBody, toTaskBody } from "./wire.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const RETRY_AFTER_SECONDS = 5;

/** `POST <model path>`: 202 once the task is on disk (I1). */
export async function createGeneration(
  model: Model,
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const refusal = parts.refusal();
  if (refusal !== undefined) throw new ApiError("unavailable", refusal, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  const parsed = parseInput(model, request.body);
  const warnings = toFieldWarnings(parsed.unknownFields);
  const task = await parts.store.createTask(toNewTask(model, { ...parsed, warnings }, { parts, request }));
  parts.wakeWorker();
  if (warnings.length > 0) reply.header("X-Muleteer-Warning", toHeaderText(warnings.join("; ")));
  reply.code(202).header("Location", `${model.path}/${task.id}`).header("Cache-Control", "no-store");
  return toCreatedBody(task);
}

function toNewTask(
  model: Model,
  { input, warnings }: Pick<ParsedInput, "input"> & { readonly warnings: readonly string[] },
  { parts, request }: { readonly parts: HttpParts; readonly request: FastifyRequest },
): NewTask {
  const { seed, count } = model.toRequest(input);
  return {
    id: parts.clock.id(),
    keyId: request.apiKey.id,
    model: model.id,
    input,
    seed: seed ?? Math.floor(parts.clock.random() * 2 ** 31),
    warnings,
    imageCount: count,
    priceMicros: model.pricePerImageMicros * count,
    traceparent: request.traceparent,
    createdAt: parts.clock.now(),
  };
}

/** `GET <model path>/{id}`: always 200 for a task of this key and model, a failed one included. */
export async function readGeneration(
  model: Model,
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { id } = request.params as { id: string };
  const task = UUID.test(id) ? await parts.store.findTask(id.toLowerCase()) : undefined;
  // A task of another key does not exist for this one (I13).
  if (!task || task.keyId !== request.apiKey.id || task.model !== model.id) {
    throw new ApiError("taskNotFound", "There is no such task under this API key and model.");
  }
  reply.header("Cache-Control", task.finishedAt === undefined ? "no-store" : "private, no-cache");
  return toTaskBody(task, { model, origin: toOrigin(request, parts.publicUrl), imageSecret: parts.imageSecret });
}
