// Tasks: create, read, list, follow, cancel, delete.
import type { CallOptions, Connection } from "./connection.ts";
import { createTask } from "./creation.ts";
import { followTask, type FollowOptions } from "./follow.ts";
import { Paged, type Page } from "./paged.ts";
import type { CreateOptions } from "./request.ts";
import { readTaskEvents, type EventOptions, type TaskEvent } from "./task-events.ts";
import type { FollowedTask, Task, TaskStatus, TaskSummary } from "./task.ts";
import { createBound } from "./timing.ts";
import { TimeoutError } from "./errors.ts";

export interface TaskFilter extends CallOptions {
  readonly status?: TaskStatus | readonly TaskStatus[] | undefined;
  readonly model?: string | undefined;
  /** Words that all occur in the prompt or in what was drawn. */
  readonly q?: string | undefined;
  /** Created later, or earlier, than this. */
  readonly after?: Date | string | undefined;
  readonly before?: Date | string | undefined;
  /** Tasks in a page, 1–100. */
  readonly limit?: number | undefined;
}

export interface WaitOptions extends Omit<FollowOptions, "id"> {
  /** Bounds the wait, in milliseconds; else the client's `generateMs` does. */
  readonly timeoutMs?: number | undefined;
}

export class Tasks {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Resolves as soon as the task is on the server's disk. */
  async create(prompt: string, options: CreateOptions = {}): Promise<TaskSummary> {
    return await createTask(this.#connection, prompt, options);
  }

  async get(id: string, { signal }: CallOptions = {}): Promise<Task> {
    return await this.#connection.read<Task>({ method: "GET", path: toPath(id), signal }, "safe");
  }

  /** Newest first. */
  list({ status, model, q, after, before, limit, signal }: TaskFilter = {}): Paged<Task> {
    const query = { status: toList(status), model, q, after: toTime(after), before: toTime(before), limit };
    return new Paged((cursor) =>
      this.#connection.read<Page<Task>>({ method: "GET", path: "/v1/tasks", query: { ...query, cursor }, signal }, "safe"),
    );
  }

  /**
   * The completed task. Aborting ends the wait and leaves the task as it is.
   * @throws {TaskFailedError} {ApiError} {ConnectionError} {TimeoutError} or the signal's reason.
   */
  async wait(id: string, { model, onProgress, signal, timeoutMs }: WaitOptions = {}): Promise<FollowedTask> {
    const bound = createBound(signal, timeoutMs ?? this.#connection.timing.generateMs);
    try {
      return await followTask(this.#connection, { id, model, onProgress, signal: bound.signal });
    } catch (error) {
      if (bound.timedOut) throw new TimeoutError(`Task ${id} did not end in time.`, id);
      throw error;
    } finally {
      bound.release();
    }
  }

  /** What happens to the task, from its beginning to its end. */
  events(id: string, options: EventOptions = {}): AsyncGenerator<TaskEvent, void, undefined> {
    return readTaskEvents(this.#connection, id, options);
  }

  /** The task, cancelled; one that was cancelled before stays so. @throws {ApiError} kind `conflict` when it has ended. */
  async cancel(id: string, { signal }: CallOptions = {}): Promise<Task> {
    return await this.#connection.read<Task>({ method: "POST", path: `${toPath(id)}/cancel`, signal }, "safe");
  }

  /** Removes its record and its pictures; a task that has not ended is cancelled first. */
  async delete(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#connection.remove(toPath(id), signal);
  }
}

function toPath(id: string): string {
  return `/v1/tasks/${encodeURIComponent(id)}`;
}

function toList(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "object" ? value.join(",") : value;
}

function toTime(value: Date | string | undefined): string | undefined {
  return value instanceof Date ? value.toISOString() : value;
}
