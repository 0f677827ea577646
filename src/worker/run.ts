// One attempt at a task in the hands of this worker: the task as it was last written, the lease that it is written under, and
// what may cut it short.
import { StoreUnavailable } from "../core/store.ts";
import { TaskConflict, type Task, type TaskChange } from "../core/task.ts";
import type { WorkerParts } from "./parts.ts";
import type { Place } from "./replica.ts";

/** Why a run is cut short; the reason that its signal aborts with. */
export type Interruption = "stopping" | "deadline" | "leaseLost" | "ended";

/** A wait that was interrupted. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

const WRITE_TRIES = 6;
const WRITE_RETRY_MS = 100;

export interface Run {
  readonly parts: WorkerParts;
  readonly signal: AbortSignal;
  /** As it was last written. */
  readonly task: Task;
  /** At the engine that works on it, or is about to. */
  readonly place: Place | undefined;
  /** Takes a place, and leaves the one before. */
  sit(place: Place | undefined): void;
  /** Unix milliseconds of the engine's last sign of life. */
  readonly heardAt: number;
  /** The engine gave one. */
  hear(): void;
  /** Milliseconds that the attempt has waited for an engine so far. */
  readonly waitedMs: number;
  /** Settles with a wait for an engine, which counts in `waitedMs`. */
  waiting<T>(wait: Promise<T>): Promise<T>;
  /** Writes a change under the lease. @throws {TaskConflict} */
  write(change: TaskChange): Promise<Task>;
  /**
   * Writes how far the work is, without repeats: it will be said again.
   * @param preview the picture so far, a JPEG.
   */
  writeProgress(change: TaskChange & { readonly type: "progress" }, preview: Uint8Array | undefined): Promise<Task>;
  /**
   * Repeats a write for a few seconds: an image that is made, perhaps paid for, should survive a disk that is full for a moment.
   * A server that stops has no time for it.
   */
  persist<T>(attempt: () => Promise<T>): Promise<T>;
  /** Settles with the work, or rejects as soon as the run is interrupted, whether or not the work heeds it. @throws {Interrupted} */
  during<T>(work: Promise<T>): Promise<T>;
  /** @throws {Interrupted} */
  throwIfInterrupted(): void;
}

/** @throws {TaskConflict} for a task that nobody claimed. */
export function createRun(claimed: Task, signal: AbortSignal, parts: WorkerParts): Run {
  const { lease } = claimed;
  if (lease === undefined) throw new TaskConflict(`task ${claimed.id} is not leased`);
  const { store, clock, log } = parts;
  let task = claimed;
  let place: Place | undefined;
  let heardAt = clock.now();
  let waitedMs = 0;
  let waitingSince: number | undefined;

  const isStopping = () => signal.aborted && (signal.reason as Interruption) === "stopping";

  async function persist<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof TaskConflict || tries === WRITE_TRIES || isStopping()) throw error;
        log.warn({ err: error, tries }, "a write failed and is repeated");
        await clock.sleep(WRITE_RETRY_MS * 2 ** tries, signal.aborted ? undefined : signal);
      }
    }
  }

  return {
    parts,
    signal,
    get task() {
      return task;
    },
    get place() {
      return place;
    },
    sit(next) {
      if (place !== next) place?.leave();
      place = next;
    },
    get heardAt() {
      return heardAt;
    },
    hear() {
      heardAt = clock.now();
    },
    get waitedMs() {
      return waitedMs + (waitingSince === undefined ? 0 : clock.now() - waitingSince);
    },
    async waiting(wait) {
      waitingSince = clock.now();
      try {
        return await wait;
      } finally {
        waitedMs += clock.now() - waitingSince;
        waitingSince = undefined;
      }
    },
    async write(change) {
      task = await persist(() => store.changeTask(task.id, lease, change));
      return task;
    },
    async writeProgress(change, preview) {
      // What an attempt wrote in the meantime is newer than what this write read.
      const after = await store.changeTask(task.id, lease, change, preview);
      task = { ...task, ...(after.progress ? { progress: after.progress } : {}) };
      return task;
    },
    persist,
    async during(work) {
      const { promise: interrupted, reject } = Promise.withResolvers<never>();
      const interrupt = () => reject(new Interrupted());
      signal.addEventListener("abort", interrupt);
      try {
        if (signal.aborted) throw new Interrupted();
        return await Promise.race([work, interrupted]);
      } finally {
        signal.removeEventListener("abort", interrupt);
        work.catch(() => {});
      }
    },
    throwIfInterrupted() {
      if (signal.aborted) throw new Interrupted();
    },
  };
}

/** Whether an error says that nothing more can be written of this run. */
export function isLost(error: unknown): boolean {
  return error instanceof TaskConflict || error instanceof StoreUnavailable;
}
