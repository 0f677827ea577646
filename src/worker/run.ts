// One attempt at a task in the hands of this worker: the task as it was last written, the lease that it is written under, and
// what may cut it short.
import { BlobsUnavailable } from "../core/blobs.ts";
import { StoreUnavailable } from "../core/store.ts";
import { isTerminal, TaskConflict, type Task, type TaskChange } from "../core/task.ts";
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
/** Between the tries of a write whose medium takes none: soon after there is room again, work goes on. */
const LONGEST_WRITE_PAUSE_MS = 5_000;
/** The part of a lease that is left when whoever could not prolong it stops: what he has begun by then reaches its receiver before another begins. */
const FENCE_SHARE = 1 / 5;

export interface Run {
  readonly parts: WorkerParts;
  readonly signal: AbortSignal;
  /** The token that it writes under. */
  readonly lease: string;
  /** As it was last written. */
  readonly task: Task;
  /** At the engine that works on it, or is about to. */
  readonly place: Place | undefined;
  /** Takes a place; it must have none. */
  sit(place: Place): void;
  /** Lets other nodes know that it has the place of a task which the engine has already. */
  hold(): Promise<void>;
  /** Leaves the place that it has, if it has one. */
  leave(): Promise<void>;
  /** Unix milliseconds of the engine's last sign of life. */
  readonly heardAt: number;
  /** The engine gave one. */
  hear(): void;
  /** Unix milliseconds from which on nothing more is begun outside this process, unless the lease was prolonged. */
  readonly fencedAt: number;
  /**
   * Whether it goes on without its lease: it waits for an answer, perhaps paid for, that nobody but this process can get, or only
   * writes what it knows, which the store takes if the task is still this worker's.
   */
  readonly outlastsLease: boolean;
  /** Prolongs the lease. @throws {TaskConflict} when another has the task, or it has ended. */
  renew(): Promise<void>;
  /**
   * Before anything is begun outside this process: whoever was held up for as long as his lease asks the store whether it is still
   * his. @throws {TaskConflict} when it is not.
   */
  holdLease(): Promise<void>;
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
   * Repeats a write that fails for a few seconds, and while its medium takes none, a full disk, for as long as tasks wait for an
   * engine: what is made, perhaps paid for, should not be lost to that. The time does not count as the attempt's. A server that
   * stops, and an attempt that was cut short, have no time for it.
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
  let leaseUntil = claimed.dueAt;
  let place: Place | undefined;
  let heardAt = clock.now();
  let writes = 0;
  let waitedMs = 0;
  let waitingSince: number | undefined;

  const isStopping = () => signal.aborted && (signal.reason as Interruption) === "stopping";

  async function waiting<T>(wait: Promise<T>): Promise<T> {
    waitingSince = clock.now();
    try {
      return await wait;
    } finally {
      waitedMs += clock.now() - waitingSince;
      waitingSince = undefined;
    }
  }

  async function persist<T>(attempt: () => Promise<T>): Promise<T> {
    let pausedMs = 0;
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const isPatient = isOfMedium(error) && !signal.aborted && pausedMs < parts.router.patienceMs;
        if (error instanceof TaskConflict || isStopping() || (tries >= WRITE_TRIES && !isPatient)) throw error;
        log.warn({ task: task.id, err: error, tries }, "a write failed and is repeated");
        const pauseMs = Math.min(LONGEST_WRITE_PAUSE_MS, WRITE_RETRY_MS * 2 ** tries);
        pausedMs += pauseMs;
        const pause = clock.sleep(pauseMs, signal.aborted ? undefined : signal);
        await (isPatient ? waiting(pause) : pause);
      }
    }
  }

  const toFencedAt = () => leaseUntil - parts.leaseMs * FENCE_SHARE;

  const renew = async () => {
    const until = clock.now() + parts.leaseMs;
    await store.changeTask(task.id, lease, { type: "renew", leaseUntil: until, heardAt });
    leaseUntil = until;
  };

  return {
    parts,
    signal,
    lease,
    get fencedAt() {
      return toFencedAt();
    },
    get outlastsLease() {
      return writes > 0 || (task.submittedAt !== undefined && task.handle === undefined);
    },
    renew,
    async holdLease() {
      if (clock.now() >= toFencedAt()) await persist(renew);
      if (signal.aborted && (signal.reason as Interruption) === "leaseLost") {
        throw new TaskConflict(`the lease of task ${task.id} was lost`);
      }
    },
    get task() {
      return task;
    },
    get place() {
      return place;
    },
    sit(next) {
      place = next;
    },
    async hold() {
      const shared = place?.shared;
      if (!shared) return;
      await store.places?.holdPlace({ id: task.id, lease }, shared).catch((error: unknown) => {
        log.warn({ task: task.id, err: error }, "a place that is taken could not be noted; others may take it too");
      });
    },
    async leave() {
      const left = place;
      place = undefined;
      left?.leave();
      // The end of a task gives its place back to all nodes, in the same transaction.
      if (!left?.shared || isTerminal(task.state)) return;
      // A server that stops and could not hand its task back has no time to try this too.
      if (isStopping() && task.lease !== undefined) return;
      await store.places?.leavePlace({ id: task.id, lease }).catch((error: unknown) => {
        log.warn({ task: task.id, err: error }, "a place could not be given back; it is free when the task's lease is over");
      });
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
    waiting,
    async write(change) {
      writes += 1;
      try {
        task = await persist(() => store.changeTask(task.id, lease, change));
      } finally {
        writes -= 1;
      }
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

/** Whether a write failed because nothing can be written there now. */
function isOfMedium(error: unknown): boolean {
  return error instanceof BlobsUnavailable || error instanceof StoreUnavailable;
}

/** Whether an error says that nothing more can be written of this run. */
export function isLost(error: unknown): boolean {
  return error instanceof TaskConflict || error instanceof StoreUnavailable;
}
