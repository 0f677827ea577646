// The whole story: create, follow, and have the pictures at hand.
import type { Connection } from "./connection.ts";
import { createTask } from "./creation.ts";
import { TimeoutError } from "./errors.ts";
import { followTask, type FollowOptions } from "./follow.ts";
import { toGeneratedImage, type GeneratedImage } from "./image.ts";
import { DEFAULT_MODEL, type CreateOptions } from "./request.ts";
import type { FollowedTask, TaskSummary } from "./task.ts";
import { createBound } from "./timing.ts";

export interface GenerateOptions extends CreateOptions, Pick<FollowOptions, "onProgress"> {
  /** Called once, as soon as the task exists. */
  readonly onTask?: ((task: TaskSummary) => void) | undefined;
  /** Whether the server is asked to cancel the task when the wait is aborted or takes too long. Default true. */
  readonly cancelOnAbort?: boolean | undefined;
  /** Bounds the whole, in milliseconds; else the client's `generateMs` does. */
  readonly timeoutMs?: number | undefined;
}

export interface Generation {
  /** In full, except on a server that has nothing but MuleRouter's paths. */
  readonly task: FollowedTask;
  readonly images: readonly GeneratedImage[];
}

/**
 * Creates a task and waits for its pictures.
 * @throws {TaskFailedError} when it ended without; {ApiError} when the server refuses; {ConnectionError} when it stays away;
 *   {TimeoutError} when the whole takes too long; the signal's reason when it aborts.
 */
export async function generate(connection: Connection, prompt: string, options: GenerateOptions = {}): Promise<Generation> {
  const { timing } = connection;
  const model = options.model ?? DEFAULT_MODEL;
  const cancels = options.cancelOnAbort ?? true;
  const bound = createBound(options.signal, options.timeoutMs ?? timing.generateMs);
  // A create that is under way when the wait is aborted may make a task: its answer is still taken, to cancel that.
  const flight = createFlight(bound.signal, cancels ? timing.cancelMs : 0);
  let id: string | undefined;
  try {
    const created = await createTask(connection, prompt, { ...options, signal: bound.signal, flightSignal: flight.signal });
    ({ id } = created);
    bound.signal.throwIfAborted();
    options.onTask?.(created);
    const task = await followTask(connection, { id, model, signal: bound.signal, onProgress: options.onProgress });
    return { task, images: task.images.map((image) => toGeneratedImage(connection, image)) };
  } catch (error) {
    if (!bound.signal.aborted) throw error;
    if (cancels && id !== undefined) await requestCancel(connection, id);
    if (bound.timedOut)
      throw new TimeoutError(`The pictures were not there in time${id === undefined ? "" : `; their task is ${id}`}.`, id);
    throw bound.signal.reason;
  } finally {
    flight.release();
    bound.release();
  }
}

/** Aborts `graceMs` after `signal` does. */
function createFlight(signal: AbortSignal, graceMs: number): { readonly signal: AbortSignal; release(): void } {
  const bound = createBound(undefined);
  const onAbort = () => bound.allow(graceMs);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return {
    signal: bound.signal,
    release() {
      signal.removeEventListener("abort", onAbort);
      bound.release();
    },
  };
}

/** As well as it can be done: a task that has ended, a server without cancelling or one that is away changes nothing for the caller. */
async function requestCancel(connection: Connection, id: string): Promise<void> {
  if (connection.isMuleteer === false) return;
  const bound = createBound(undefined, connection.timing.cancelMs);
  try {
    await connection.call({ method: "POST", path: `/v1/tasks/${encodeURIComponent(id)}/cancel`, signal: bound.signal }, "safe");
  } catch {
    // The abort is what is told.
  } finally {
    bound.release();
  }
}
