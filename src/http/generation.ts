// The two calls of MuleRouter's generation API: create a task of a model, and read it.
import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import type { Model } from "../core/model.ts";
import type { CreateOutcome, Idempotency } from "../core/store.ts";
import { isTerminal, type NewTask, type Task, type TaskOutcome } from "../core/task.ts";
import { toCreatedBody, toTaskBody } from "../core/wire.ts";
import { parseInput, type ParsedInput } from "./body.ts";
import { readCreateOptions, readWait, type CreateOptions } from "./create-options.ts";
import { toDisconnect } from "./disconnect.ts";
import { toOrigin } from "./origin.ts";
import type { HttpParts } from "./parts.ts";
import { toRefusal, writeRate } from "./limits.ts";
import { toHeaderText } from "./text.ts";
import { toFieldWarnings } from "./violations.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const RETRY_AFTER_SECONDS = 5;
const IDEMPOTENCY_MS = 24 * 3_600_000;

/** `POST <model path>`: 202 once the task is on disk (I1), or 200 when it ended while its client waited. */
export async function createGeneration(
  model: Model,
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const refusal = parts.refusal();
  if (refusal !== undefined) throw new ApiError("unavailable", refusal, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  const { limits } = request.apiKey;
  if (limits.models?.includes(model.id) === false) {
    throw new ApiError("forbidden", `This API key may not use the model ${model.id}; it may use ${limits.models.join(", ")}.`);
  }
  const options = readCreateOptions(request, parts);
  const parsed = parseInput(model, request.body);
  const warnings = toFieldWarnings(parsed.unknownFields);
  const task = toNewTask(model, { ...parsed, warnings, options }, { parts, request });
  const idempotency = toIdempotency(model, options, { request, createdAt: task.createdAt });
  const outcome = await parts.store.createTask(task, { limits, ...(idempotency ? { idempotency } : {}) });
  const created = acceptOutcome(outcome, reply);
  request.span?.add({ "muleteer.task.id": created.id, "muleteer.model": model.id });
  if (warnings.length > 0) reply.header("X-Muleteer-Warning", toHeaderText(warnings.join("; ")));
  reply.code(202).header("Location", `${model.path}/${created.id}`).header("Cache-Control", "no-store");
  const waited = await waitForEnd(created.id, parts, request, reply).catch((error: unknown) => {
    // The task is on disk, and a client that got no id would make another: there is only this answer from here on.
    parts.log.error({ request: request.traceparent, task: created.id, err: error }, "a create could not be waited for");
  });
  if (!waited) return toCreatedBody(created);
  if (!isTerminal(waited.state)) return toCreatedBody(waited);
  reply.code(200);
  return toBody(waited, model, parts, request);
}

/** What the 202 says of the task. @throws {ApiError} for a create that was refused. */
function acceptOutcome(outcome: CreateOutcome, reply: FastifyReply): Pick<Task, "id" | "state" | "createdAt" | "updatedAt"> {
  if (outcome.kind !== "conflict" && outcome.rate) writeRate(reply, outcome.rate);
  switch (outcome.kind) {
    case "created":
      return outcome.task;
    case "replayed": {
      // As it was answered the first time.
      reply.header("Idempotency-Replayed", "true");
      const { taskId: id, createdAt } = outcome;
      return { id, state: "pending", createdAt, updatedAt: createdAt };
    }
    case "conflict":
      throw new ApiError(
        "idempotencyConflict",
        "This Idempotency-Key was used in the last 24 hours with another body. Use a new one for another request.",
      );
    case "refused":
      throw toRefusal(outcome);
  }
}

function toNewTask(
  model: Model,
  {
    input,
    warnings,
    options,
  }: Pick<ParsedInput, "input"> & { readonly warnings: readonly string[]; readonly options: CreateOptions },
  { parts, request }: { readonly parts: HttpParts; readonly request: FastifyRequest },
): NewTask {
  const { seed, count } = model.toRequest(input);
  const createdAt = parts.clock.now();
  const { priority, deadlineMs, webhookUrl } = options;
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
    priority,
    origin: toOrigin(request, parts.publicUrl),
    ...(deadlineMs === undefined ? {} : { deadlineAt: createdAt + deadlineMs }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    createdAt,
  };
}

/** The body counts as what it says, not as how it is written: fields in another order are the same body. */
function toIdempotency(
  { path }: Model,
  { idempotencyKey: key }: CreateOptions,
  { request, createdAt }: { readonly request: FastifyRequest; readonly createdAt: number },
): Idempotency | undefined {
  if (key === undefined) return undefined;
  const fingerprint = createHash("sha256").update(toCanonicalJson(request.body)).digest("base64url");
  return { key, path, fingerprint, until: createdAt + IDEMPOTENCY_MS };
}

/** With the fields of every object in order. Not by recursion, because a body may be nested deeper than the stack is. */
function toCanonicalJson(body: unknown): string {
  const written: string[] = [];
  /** What is still to be written, in reverse: text as it is, and values. */
  const left: (string | { readonly value: unknown })[] = [{ value: body }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === "string") {
      written.push(next);
    } else if (typeof next.value !== "object" || next.value === null) {
      written.push(JSON.stringify(next.value));
    } else if (Array.isArray(next.value)) {
      left.push("]");
      for (const [index, value] of [...next.value.entries()].toReversed()) left.push({ value }, index === 0 ? "" : ",");
      left.push("[");
    } else {
      left.push("}");
      const fields = Object.entries(next.value).sort(([a], [b]) => (a < b ? 1 : -1));
      for (const [index, [name, value]] of fields.entries()) {
        left.push({ value }, (index === fields.length - 1 ? "" : ",") + JSON.stringify(name) + ":");
      }
      left.push("{");
    }
  }
  return written.join("");
}

/** `GET <model path>/{id}`: always 200 for a task of this key and model, a failed one included. */
export async function readGeneration(
  model: Model,
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { id } = request.params as { id: string };
  let task = await findOwn(id, request, (known) => parts.store.findOutcome(known));
  if (task?.model !== model.id) throw new ApiError("taskNotFound", "There is no such task under this API key and model.");
  if (!isTerminal(task.state)) task = (await waitForEnd(task.id, parts, request, reply)) ?? task;
  reply.header("Cache-Control", isTerminal(task.state) ? "private, no-cache" : "no-store");
  return toBody(task, model, parts, request);
}

export function findOwnTask(id: string, { store }: HttpParts, request: FastifyRequest): Promise<Task | undefined> {
  return findOwn(id, request, (known) => store.findTask(known));
}

/** A task of another key does not exist for this one (I13). */
async function findOwn<T extends Pick<Task, "keyId">>(
  id: string,
  { apiKey }: FastifyRequest,
  find: (id: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const task = UUID.test(id) ? await find(id.toLowerCase()) : undefined;
  return task?.keyId === apiKey.id ? task : undefined;
}

/**
 * Waits as long as the client prefers; the task as it stands then, or undefined when nobody asked to wait, too many wait, or it
 * is gone.
 */
async function waitForEnd(
  id: string,
  { watch, store }: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<TaskOutcome | undefined> {
  const waitMs = readWait(request);
  if (waitMs === undefined) return undefined;
  const { signal, release } = toDisconnect(reply);
  try {
    // Looked at after the watch has begun: an end in between is seen by one of the two.
    const ended = watch.untilEnd(id, waitMs, signal);
    if (!ended) return undefined;
    reply.header("Preference-Applied", `wait=${waitMs / 1000}`);
    const task = await store.findOutcome(id);
    if (!task || isTerminal(task.state)) return task;
    await ended;
    return await store.findOutcome(id);
  } finally {
    release();
  }
}

function toBody(task: TaskOutcome, model: Model, { publicUrl, imageSecret }: HttpParts, request: FastifyRequest): unknown {
  return toTaskBody(task, { model, origin: toOrigin(request, publicUrl), imageSecret });
}
