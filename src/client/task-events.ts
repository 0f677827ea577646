// What happens to tasks, as the server tells it: of one task until its end, or of all tasks of the key for as long as one listens.
import type { CallOptions, Connection } from "./connection.ts";
import { ConnectionError } from "./errors.ts";
import { readEvents } from "./event-stream.ts";
import type { SseEvent } from "./sse.ts";
import { hasEnded, type Task, type TaskSummary } from "./task.ts";

export type TaskEventType =
  | "task.created"
  | "task.processing"
  | "task.progress"
  | "task.completed"
  | "task.failed"
  | "task.cancelled"
  | "task.deleted";

interface EventFacts {
  /** By which a stream is resumed. Null for what is only of the moment: places in the queue, estimates. */
  readonly id: string | null;
  /** ISO 8601. */
  readonly created_at: string;
}

export type TaskEvent =
  | (EventFacts & { readonly type: Exclude<TaskEventType, "task.deleted">; readonly task: TaskSummary })
  /** Little is known any more of a task that was deleted. */
  | (EventFacts & { readonly type: "task.deleted"; readonly task: Pick<TaskSummary, "id" | "model"> });

export interface EventOptions extends CallOptions {
  /** Begins after this event. */
  readonly lastEventId?: string | undefined;
}

/**
 * Events of one task from its beginning, or from `lastEventId`, to its end. Broken connections are resumed.
 * @throws {ApiError} when there is no such task; {ConnectionError} when the server stays away, or streams do not get through
 *   to it (`noStream`).
 */
export async function* readTaskEvents(
  connection: Connection,
  id: string,
  { lastEventId, signal }: EventOptions = {},
): AsyncGenerator<TaskEvent, void, undefined> {
  const path = `/v1/tasks/${encodeURIComponent(id)}`;
  const raw = readEvents(connection, { path: `${path}/events`, lastEventId, signal });
  try {
    for await (const event of raw) {
      const told = toTaskEvent(event);
      if (told === undefined) continue;
      yield told;
      if (told.type === "task.deleted" || hasEnded(told.task)) return;
    }
  } catch (error) {
    // A reader that had seen the end already gets streams without an event.
    if (!(error instanceof ConnectionError && error.kind === "noStream" && lastEventId !== undefined)) throw error;
    if (!hasEnded(await connection.read<Task>({ method: "GET", path, signal }, "safe"))) throw error;
  }
}

/** Events of all tasks of the key, from now on or from `lastEventId`; it ends when the caller leaves, or aborts. */
export async function* readKeyEvents(
  connection: Connection,
  { lastEventId, signal }: EventOptions = {},
): AsyncGenerator<TaskEvent, void, undefined> {
  for await (const event of readEvents(connection, { path: "/v1/events", lastEventId, signal })) {
    const told = toTaskEvent(event);
    if (told !== undefined) yield told;
  }
}

/** Undefined for what this version does not know: streams may come to tell more. */
function toTaskEvent({ type, data, id }: SseEvent): TaskEvent | undefined {
  if (!type.startsWith("task.")) return undefined;
  let body: { readonly created_at?: string; readonly task?: TaskSummary } | null;
  try {
    body = JSON.parse(data) as typeof body;
  } catch (error) {
    throw new ConnectionError("garbled", `An event of type ${type} is no JSON.`, { cause: error });
  }
  if (typeof body?.task?.id !== "string") throw new ConnectionError("garbled", `An event of type ${type} tells of no task.`);
  const facts = { id: id ?? null, created_at: body.created_at ?? body.task.updated_at, task: body.task };
  return { ...facts, type: type as TaskEventType };
}
