// The public envelope: what a task and an error look like on MuleRouter's paths. Rules: the wire contract, sections 3 and 4.
import type { ApiError } from "./errors.ts";
import type { Model } from "./model.ts";
import { toImagePath } from "./signed-url.ts";
import type { Task, TaskOutcome } from "./task.ts";

/** The four words that MuleRouter's clients know. */
function toWireStatus(task: Pick<Task, "state">): "pending" | "processing" | "completed" | "failed" {
  return task.state === "cancelled" ? "failed" : task.state;
}

type TaskFacts = Pick<Task, "id" | "state" | "createdAt" | "updatedAt">;

function toTaskInfo(task: TaskFacts) {
  return {
    id: task.id,
    status: toWireStatus(task),
    created_at: new Date(task.createdAt).toISOString(),
    updated_at: new Date(task.updatedAt).toISOString(),
  };
}

/** Body of the 202 that acknowledges a task. */
export function toCreatedBody(task: TaskFacts) {
  return { task_info: toTaskInfo(task) };
}

export interface BodyOptions {
  readonly model: Model;
  /** Origin of the image URLs. */
  readonly origin: string;
  readonly imageSecret: Uint8Array;
}

/** Body of a read: with URLs when completed, with an error when failed. */
export function toTaskBody(task: TaskOutcome, { model, origin, imageSecret }: BodyOptions) {
  const info = toTaskInfo(task);
  if (task.error) return { task_info: { ...info, error: task.error } };
  if (task.state !== "completed") return { task_info: info };
  return { task_info: info, [model.resultKey]: toImageUrls(task, { origin, imageSecret }) };
}

/** A completed task's URLs, the same at every read. */
export function toImageUrls(
  task: Pick<Task, "id" | "updatedAt" | "expiresAt" | "images">,
  { origin, imageSecret }: Omit<BodyOptions, "model">,
): string[] {
  const expires = Math.floor((task.expiresAt ?? task.updatedAt) / 1000);
  return (task.images ?? []).map((_, index) => origin + toImagePath({ taskId: task.id, index, expires }, imageSecret));
}

/** RFC 9457 problem details, with the members by which older clients read an error. */
export function toProblem(error: ApiError, path: string) {
  const { code, status, title } = error.row;
  const { violations } = error.options;
  return {
    type: "about:blank",
    title,
    status,
    detail: error.message,
    instance: path,
    error_code: code,
    code,
    ...(violations ? { errors: violations } : {}),
  };
}
