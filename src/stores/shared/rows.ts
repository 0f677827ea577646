// How a task, a key, an event, an endpoint and a delivery stand in rows of any database, and back.
import type { TaskError } from "../../core/errors.ts";
import type { TaskEvent, TaskEventType, WebhookEventType } from "../../core/event.ts";
import type { ApiKey, KeyLimits, KeyQueue, KeyRole } from "../../core/key-store.ts";
import {
  PRIORITIES,
  type Handle,
  type Json,
  type NewTask,
  type StoredImage,
  type Task,
  type TaskOutcome,
  type TaskProgress,
  type TaskState,
} from "../../core/task.ts";
import type { Grant } from "../../core/session-store.ts";
import type { Delivery, DeliveryAttempt, DeliveryState, KeySecret, WebhookEndpoint } from "../../core/webhook-store.ts";

/** Of a task, what it is found by. */
export type Told = Pick<Task, "id" | "keyId" | "model" | "state" | "input" | "finalPrompt">;

/** What a driver reads: numbers, texts, bytes, NULL. */
export type Row = Readonly<Record<string, unknown>>;
/** What it writes. */
export type Value = string | number | null;

/** Columns that never change after creation, in the order of `toCreationValues`. */
export const CREATION_COLUMNS = [
  "id",
  "key_id",
  "model",
  "input",
  "seed",
  "image_count",
  "price_micros",
  "traceparent",
  "level",
  "deadline_at",
  "origin",
  "webhook_url",
  "created_at",
] as const;

/** Columns that a change may write, in the order of `toProgressValues`. */
export const PROGRESS_COLUMNS = [
  "state",
  "warnings",
  "final_prompt",
  "engine",
  "submitted_at",
  "handle",
  "claims",
  "failures",
  "lease",
  "due_at",
  "progress",
  "heard_at",
  "images",
  "error",
  "updated_at",
  "started_at",
  "finished_at",
  "expires_at",
] as const;

export function toCreationValues(task: NewTask): Value[] {
  return [
    task.id,
    task.keyId,
    task.model,
    JSON.stringify(task.input),
    task.seed,
    task.imageCount,
    task.priceMicros,
    task.traceparent,
    toLevel(task),
    task.deadlineAt ?? null,
    task.origin,
    task.webhookUrl ?? null,
    task.createdAt,
  ];
}

export function toProgressValues(task: Task): Value[] {
  return [
    task.state,
    JSON.stringify(task.warnings),
    task.finalPrompt ?? null,
    task.engine ?? null,
    task.submittedAt ?? null,
    task.handle === undefined ? null : JSON.stringify(task.handle),
    task.claims,
    task.failures,
    task.lease ?? null,
    task.dueAt,
    task.progress === undefined ? null : JSON.stringify(task.progress),
    task.heardAt ?? null,
    task.images === undefined ? null : JSON.stringify(task.images),
    task.error === undefined ? null : JSON.stringify(task.error),
    task.updatedAt,
    task.startedAt ?? null,
    task.finishedAt ?? null,
    task.expiresAt ?? null,
  ];
}

/** A number that sorts as the priority does. */
export function toLevel({ priority }: Pick<NewTask, "priority">): number {
  return PRIORITIES.indexOf(priority);
}

/** Columns of `toOutcome`. */
export const OUTCOME_COLUMNS = "id, key_id, model, state, created_at, updated_at, expires_at, images, error";

export function toOutcome(row: Row): TaskOutcome {
  const outcome: Building<TaskOutcome> = {
    id: row["id"] as string,
    keyId: row["key_id"] as string,
    model: row["model"] as string,
    state: row["state"] as TaskState,
    createdAt: row["created_at"] as number,
    updatedAt: row["updated_at"] as number,
  };
  add(outcome, "expiresAt", row["expires_at"] as number | null);
  add(outcome, "images", parseColumn(row["images"]) as StoredImage[] | null);
  add(outcome, "error", parseColumn(row["error"]) as TaskError | null);
  return outcome;
}

export function toTask(row: Row): Task {
  const task: Building<Task> = {
    id: row["id"] as string,
    keyId: row["key_id"] as string,
    model: row["model"] as string,
    state: row["state"] as TaskState,
    input: JSON.parse(row["input"] as string) as Record<string, Json>,
    seed: row["seed"] as number,
    warnings: JSON.parse(row["warnings"] as string) as string[],
    imageCount: row["image_count"] as number,
    priceMicros: row["price_micros"] as number,
    traceparent: row["traceparent"] as string,
    priority: PRIORITIES[row["level"] as number] ?? "normal",
    origin: row["origin"] as string,
    claims: row["claims"] as number,
    failures: row["failures"] as number,
    dueAt: row["due_at"] as number,
    createdAt: row["created_at"] as number,
    updatedAt: row["updated_at"] as number,
  };
  add(task, "deadlineAt", row["deadline_at"] as number | null);
  add(task, "webhookUrl", row["webhook_url"] as string | null);
  add(task, "progress", parseColumn(row["progress"]) as TaskProgress | null);
  add(task, "heardAt", row["heard_at"] as number | null);
  add(task, "finalPrompt", row["final_prompt"] as string | null);
  add(task, "engine", row["engine"] as string | null);
  add(task, "submittedAt", row["submitted_at"] as number | null);
  add(task, "handle", parseColumn(row["handle"]) as Handle | null);
  add(task, "lease", row["lease"] as string | null);
  add(task, "images", parseColumn(row["images"]) as StoredImage[] | null);
  add(task, "error", parseColumn(row["error"]) as TaskError | null);
  add(task, "startedAt", row["started_at"] as number | null);
  add(task, "finishedAt", row["finished_at"] as number | null);
  add(task, "expiresAt", row["expires_at"] as number | null);
  return task;
}

/** Columns of `toTold`. */
export const TOLD_COLUMNS = "id, key_id, model, state, input, final_prompt";

/** What the index of words is told of a task. */
export function toTold(row: Row): Told {
  const told: Building<Told> = {
    id: row["id"] as string,
    keyId: row["key_id"] as string,
    model: row["model"] as string,
    state: row["state"] as TaskState,
    input: JSON.parse(row["input"] as string) as Record<string, Json>,
  };
  add(told, "finalPrompt", row["final_prompt"] as string | null);
  return told;
}

export function toApiKey(row: Row): ApiKey {
  const key: Building<ApiKey> = {
    id: row["id"] as string,
    name: row["name"] as string,
    role: row["role"] as KeyRole,
    limits: JSON.parse(row["limits"] as string) as KeyLimits,
    prefix: row["prefix"] as string,
    hash: row["hash"] as Uint8Array,
    createdAt: row["created_at"] as number,
  };
  add(key, "expiresAt", row["expires_at"] as number | null);
  add(key, "revokedAt", row["revoked_at"] as number | null);
  return key;
}

export function toKeyQueue(row: Row): KeyQueue {
  const [name, live, processing] = [row["name"] as string | null, row["live"] as number, row["processing"] as number];
  return { keyId: row["key_id"] as string, ...(name === null ? {} : { keyName: name }), pending: live - processing, processing };
}

export function toGrant(row: Row): Grant {
  return {
    hash: row["hash"] as Uint8Array,
    keyId: row["key_id"] as string,
    keyHash: row["key_hash"] as Uint8Array,
    createdAt: row["created_at"] as number,
    expiresAt: row["expires_at"] as number,
  };
}

export function toTaskEvent(row: Row): TaskEvent {
  const event: Building<TaskEvent> = {
    id: row["id"] as number,
    type: row["type"] as TaskEventType,
    taskId: row["task_id"] as string,
    keyId: row["key_id"] as string,
    model: row["model"] as string,
    at: row["at"] as number,
  };
  add(event, "progress", parseColumn(row["progress"]) as TaskProgress | null);
  return event;
}

export function toKeySecret(row: Row): KeySecret {
  const secret: Building<KeySecret> = {
    secret: row["secret"] as string,
  };
  add(secret, "previousSecret", row["previous_secret"] as string | null);
  add(secret, "previousSecretUntil", row["previous_secret_until"] as number | null);
  return secret;
}

export function toEndpoint(row: Row): WebhookEndpoint {
  const endpoint: Building<WebhookEndpoint> = {
    ...toKeySecret(row),
    id: row["id"] as string,
    keyId: row["key_id"] as string,
    url: row["url"] as string,
    description: row["description"] as string,
    createdAt: row["created_at"] as number,
  };
  add(endpoint, "events", parseColumn(row["events"]) as WebhookEventType[] | null);
  add(endpoint, "disabledAt", row["disabled_at"] as number | null);
  add(endpoint, "disabledReason", row["disabled_reason"] as string | null);
  add(endpoint, "failingSince", row["failing_since"] as number | null);
  return endpoint;
}

export function toDelivery(row: Row): Delivery {
  const delivery: Building<Delivery> = {
    id: row["id"] as string,
    eventId: row["event_id"] as string,
    type: row["type"] as WebhookEventType,
    keyId: row["key_id"] as string,
    url: row["url"] as string,
    state: row["state"] as DeliveryState,
    attempts: row["attempts"] as number,
    dueAt: row["due_at"] as number,
    createdAt: row["created_at"] as number,
  };
  add(delivery, "webhookId", row["webhook_id"] as string | null);
  add(delivery, "taskId", row["task_id"] as string | null);
  add(delivery, "data", parseColumn(row["data"]) as Json);
  return delivery;
}

export function toAttempt(row: Row): DeliveryAttempt {
  const attempt: Building<DeliveryAttempt> = {
    at: row["at"] as number,
    durationMs: row["duration_ms"] as number,
    response: row["response"] as string,
  };
  add(attempt, "status", row["status"] as number | null);
  add(attempt, "error", row["error"] as string | null);
  return attempt;
}

function parseColumn(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : null;
}

type Building<T> = { -readonly [P in keyof T]: T[P] };

/** A property for a column that is not NULL, and none for one that is. Not by spreading: an object for each column takes as long as all the rest of a row. */
function add<T, K extends keyof T>(to: T, name: K, value: T[K] | null): void {
  if (value !== null) to[name] = value;
}
