// Tasks on our own surface: one with all that is known of it, lists and search, cancel and delete.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ApiError } from "../core/errors.ts";
import { verifyPreviewSignature } from "../core/signed-url.ts";
import { isTerminal, TASK_STATES, TaskConflict, type Task } from "../core/task.ts";
import { listOf, time, wholeNumber } from "./fields.ts";
import { findOwnTask } from "./generation.ts";
import { toOrigin } from "./origin.ts";
import type { HttpParts } from "./parts.ts";
import { parseQuery } from "./query.ts";
import { readSignedQuery } from "./signed-query.ts";
import { toTaskView } from "./task-view.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_SEARCH_CHARACTERS = 200;
/** Cancels that race with an ending are looked at so often. */
const CANCEL_TRIES = 3;

export const taskQuery = z.object({
  status: listOf(TASK_STATES).optional().meta({ description: "One state or several, with commas." }),
  model: z.string().max(200).optional().meta({ description: "A model's id, such as alibaba/qwen-image-max." }),
  q: z.string().max(MAX_SEARCH_CHARACTERS).optional().meta({
    description: "Words that all stand in the prompt, or in the prompt that was drawn: beginnings of words, any part of Chinese.",
  }),
  after: time().optional().meta({ description: "Created at this time or later." }),
  before: time().optional().meta({ description: "Created earlier." }),
  cursor: z.uuid("must be the next_cursor of a page").optional().meta({ description: "`next_cursor` of the page before." }),
  limit: wholeNumber(1, MAX_LIMIT).default(DEFAULT_LIMIT).meta({ description: "Tasks on a page." }),
});

/** `GET /v1/tasks`: newest first; pages stay right while tasks arrive. */
export async function listTasks(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { status, model, q, after, before, cursor, limit } = parseQuery(taskQuery, request);
  const tasks = await parts.store.listTasks({
    keyId: request.apiKey.id,
    ...(status === undefined ? {} : { states: status }),
    ...(model === undefined ? {} : { model }),
    ...(q === undefined ? {} : { text: q }),
    ...(after === undefined ? {} : { createdAfter: after }),
    ...(before === undefined ? {} : { createdBefore: before }),
    ...(cursor === undefined ? {} : { beforeId: cursor.toLowerCase() }),
    // One more than is shown tells whether there is another page.
    limit: limit + 1,
  });
  const page = tasks.slice(0, limit);
  const origin = toOrigin(request, parts.publicUrl);
  reply.header("Cache-Control", "no-store");
  return {
    object: "list",
    data: await Promise.all(page.map((task) => toTaskView(task, parts, origin))),
    next_cursor: tasks.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** `GET /v1/tasks/{id}` */
export async function readTask(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return await answerTask(await requireTask(parts, request), { parts, request, reply });
}

/** `POST /v1/tasks/{id}/cancel`: ends it at once, whoever works on it; a second cancel changes nothing. */
export async function cancelTask(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const task = await endTask(await requireTask(parts, request), parts);
  if (task.state !== "cancelled") {
    throw new ApiError("conflict", `The task is ${task.state} already and cannot be cancelled.`);
  }
  return await answerTask(task, { parts, request, reply });
}

/** `DELETE /v1/tasks/{id}`: cancels it if need be, and removes record and files. */
export async function deleteTask(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const task = await endTask(await requireTask(parts, request), parts);
  // Files first: when this is cut short, the task still knows of those that are left.
  for (const { blob } of task.images ?? []) await parts.blobs.remove(blob);
  await parts.store.deleteTask(task.id);
  return reply.code(204).send();
}

/** The task as it has ended: cancelled by this call, unless it ended before. */
async function endTask(task: Task, { store, metrics, log }: HttpParts): Promise<Task> {
  let found: Task | undefined = task;
  for (let tries = 1; found && !isTerminal(found.state); tries += 1) {
    try {
      const ended = await store.cancelTask(task.id, "The task was cancelled. Nothing was charged.");
      metrics.countTask({ model: ended.model, state: ended.state, seconds: (ended.updatedAt - ended.createdAt) / 1000 });
      log.info({ task: ended.id, model: ended.model, engine: ended.engine, traceparent: ended.traceparent }, "task cancelled");
      return ended;
    } catch (error) {
      if (!(error instanceof TaskConflict) || tries === CANCEL_TRIES) throw error;
      found = await store.findTask(task.id);
    }
  }
  if (!found) throw taskNotFound();
  return found;
}

const PREVIEW_FILE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.jpg$/;

/** `GET /previews/{task}.jpg?version=…&expires=…&signature=…`: the newest preview of a task that is being processed. */
export async function readPreview(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { file } = request.params as { file: string };
  const taskId = PREVIEW_FILE.exec(file)?.[1];
  if (taskId === undefined) throw new ApiError("notFound", "There is no such preview.");
  const signed = readSignedQuery(request);
  if (!signed || !verifyPreviewSignature({ taskId, expires: signed.expires }, signed.signature, parts.imageSecret)) {
    throw new ApiError("forbidden", "The URL's signature is missing or wrong; use the URL exactly as the task gives it.");
  }
  const jpeg = signed.expires * 1000 > parts.clock.now() ? await parts.store.findPreview(taskId) : undefined;
  if (!jpeg) throw new ApiError("imageExpired", "This preview is gone: its task has ended, or the URL has expired.");
  return reply
    .headers({
      "Content-Type": "image/jpeg",
      "Cache-Control": "private, max-age=60",
      "Cross-Origin-Resource-Policy": "cross-origin",
      "Content-Security-Policy": "default-src 'none'; sandbox",
    })
    .send(Buffer.from(jpeg));
}

async function requireTask(parts: HttpParts, request: FastifyRequest): Promise<Task> {
  const task = await findOwnTask((request.params as { id: string }).id, parts, request);
  if (!task) throw taskNotFound();
  return task;
}

function taskNotFound(): ApiError {
  return new ApiError("taskNotFound", "There is no such task under this API key.");
}

async function answerTask(
  task: Task,
  { parts, request, reply }: { readonly parts: HttpParts; readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<unknown> {
  reply.header("Cache-Control", "no-store");
  return await toTaskView(task, parts, toOrigin(request, parts.publicUrl));
}
