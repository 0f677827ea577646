// Following one task to its end: by events where they get through, else by looking again and again.
import type { Connection } from "./connection.ts";
import { ApiError, ConnectionError, MuleteerError, TaskFailedError } from "./errors.ts";
import { toModelPath } from "./request.ts";
import { readTaskEvents } from "./task-events.ts";
import {
  hasEnded,
  toSummary,
  toUnknownTask,
  type FollowedTask,
  type GenerationBody,
  type Progress,
  type Task,
  type TaskSummary,
} from "./task.ts";
import { sleep } from "./timing.ts";

/** The first look at a task comes after so long, each later one after twice as long, up to the setting. */
const FIRST_POLL_MS = 250;
/** Where one stream did not get through, others are not tried for so long: each would be waited for in vain. */
const AVOID_STREAMS_MS = 600_000;

export interface FollowOptions {
  readonly id: string;
  /** By which the task is read on a server that has nothing but MuleRouter's paths. */
  readonly model?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with every change that is told; what it throws ends the wait. */
  readonly onProgress?: ((progress: Progress, task: FollowedTask) => void) | undefined;
}

/**
 * The completed task.
 * @throws {TaskFailedError} when it ended otherwise; {ApiError} {ConnectionError} when it cannot be followed any more; the
 *   signal's reason.
 */
export async function followTask(connection: Connection, options: FollowOptions): Promise<FollowedTask> {
  for await (const task of readStates(connection, options)) {
    options.onProgress?.(task.progress, task);
    if (!hasEnded(task)) continue;
    // Events tell of a task in short.
    const whole = connection.isMuleteer && task.object === undefined ? await readTask(connection, options) : task;
    if (whole.status !== "completed") throw new TaskFailedError(whole, whole.status === "cancelled" ? "cancelled" : "failed");
    return whole;
  }
  throw new ConnectionError("lost", `Nothing more is told of task ${options.id}.`);
}

async function* readStates(connection: Connection, options: FollowOptions): AsyncGenerator<FollowedTask, void, undefined> {
  let last: TaskSummary | undefined;
  if (connection.isMuleteer !== false && performance.now() >= connection.avoidsStreamsUntil) {
    try {
      for await (const event of readTaskEvents(connection, options.id, options)) {
        connection.isMuleteer = true;
        if (event.type === "task.deleted") throw new TaskFailedError(last ?? toUnknownTask(event.task), "deleted");
        last = event.task;
        yield event.task;
        if (hasEnded(event.task)) return;
      }
    } catch (error) {
      if (!isStreamTrouble(error)) throw error;
      const isBlocked = error instanceof ConnectionError && error.kind === "noStream";
      if (isBlocked) connection.avoidsStreamsUntil = performance.now() + AVOID_STREAMS_MS;
    }
  }
  let seen = last && describe(last);
  for (let delayMs = FIRST_POLL_MS; ; delayMs = Math.min(2 * delayMs, connection.timing.pollMs)) {
    const task = await readTask(connection, options);
    const now = describe(task);
    if (now !== seen) yield task;
    seen = now;
    if (hasEnded(task)) return;
    await sleep(delayMs, options.signal);
  }
}

/** Whether looking may go on where streaming did not. Whatever the server has against a stream, it may still answer a question. */
function isStreamTrouble(error: unknown): boolean {
  if (error instanceof ApiError) return error.status < 500;
  return error instanceof ConnectionError && (error.kind === "noStream" || error.kind === "garbled");
}

function describe({ status, progress }: TaskSummary): string {
  return JSON.stringify([status, progress]);
}

async function readTask(connection: Connection, { id, model, signal }: FollowOptions): Promise<FollowedTask> {
  if (connection.isMuleteer !== false) {
    try {
      const task = await connection.read<Task>({ method: "GET", path: `/v1/tasks/${encodeURIComponent(id)}`, signal }, "safe");
      if (task.id !== id) throw new ConnectionError("garbled", `The answer is not about task ${id}; is baseUrl right?`);
      connection.isMuleteer = true;
      return task;
    } catch (error) {
      if (connection.isMuleteer || model === undefined || !saysNoSuchPath(error)) throw error;
    }
  }
  if (model === undefined)
    throw new MuleteerError("model is needed: this server has nothing but MuleRouter's paths, which begin with it.");
  const path = `${toModelPath(model)}/${encodeURIComponent(id)}`;
  const task = await connection.repeat(
    async () => toSummary(await connection.readOnce<GenerationBody>({ method: "GET", path, signal }), model),
    "safe",
    signal,
  );
  connection.isMuleteer = false;
  return task;
}

/** Services that do not know a path refuse it in many ways; a Muleteer that does not know the task says 2005. */
function saysNoSuchPath(error: unknown): boolean {
  if (error instanceof ApiError) return error.status < 500 && error.status !== 429 && error.kind !== "taskNotFound";
  return error instanceof ConnectionError && error.kind === "garbled";
}
