// How a task stands in a row, and back.
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { ApiKey } from "../../core/store.ts";
import type { Handle, Json, NewTask, StoredImage, Task, TaskState } from "../../core/task.ts";
import type { TaskError } from "../../core/errors.ts";

type Row = Record<string, SQLOutputValue>;

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
  "images",
  "error",
  "updated_at",
  "started_at",
  "finished_at",
  "expires_at",
] as const;

export function toCreationValues(task: NewTask): SQLInputValue[] {
  return [
    task.id,
    task.keyId,
    task.model,
    JSON.stringify(task.input),
    task.seed,
    task.imageCount,
    task.priceMicros,
    task.traceparent,
    task.createdAt,
  ];
}

export function toProgressValues(task: Task): SQLInputValue[] {
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
    task.images === undefined ? null : JSON.stringify(task.images),
    task.error === undefined ? null : JSON.stringify(task.error),
    task.updatedAt,
    task.startedAt ?? null,
    task.finishedAt ?? null,
    task.expiresAt ?? null,
  ];
}

export function toTask(row: Row): Task {
  return {
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
    claims: row["claims"] as number,
    failures: row["failures"] as number,
    dueAt: row["due_at"] as number,
    createdAt: row["created_at"] as number,
    updatedAt: row["updated_at"] as number,
    ...present("finalPrompt", row["final_prompt"] as string | null),
    ...present("engine", row["engine"] as string | null),
    ...present("submittedAt", row["submitted_at"] as number | null),
    ...present("handle", parseColumn(row["handle"]) as Handle | null),
    ...present("lease", row["lease"] as string | null),
    ...present("images", parseColumn(row["images"]) as StoredImage[] | null),
    ...present("error", parseColumn(row["error"]) as TaskError | null),
    ...present("startedAt", row["started_at"] as number | null),
    ...present("finishedAt", row["finished_at"] as number | null),
    ...present("expiresAt", row["expires_at"] as number | null),
  };
}

export function toApiKey(row: Row): ApiKey {
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    prefix: row["prefix"] as string,
    hash: row["hash"] as Uint8Array,
    createdAt: row["created_at"] as number,
    ...present("revokedAt", row["revoked_at"] as number | null),
  };
}

function parseColumn(value: SQLOutputValue | undefined): unknown {
  return typeof value === "string" ? JSON.parse(value) : null;
}

/** A property for a column that is not NULL, and none for one that is. */
function present<K extends string, V>(name: K, value: V | null): { [P in K]?: V } {
  return value === null ? {} : ({ [name]: value } as { [P in K]: V });
}
