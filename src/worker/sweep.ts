// What must be done some time and by nobody in particular: images that expired and files that no task knows are deleted, old
// events and deliveries forgotten, prompts indexed. Bounded steps, repeated: a large backlog never holds the server.
import { isTerminal, type Task } from "../core/task.ts";
import type { WorkerParts } from "./parts.ts";

const INTERVAL_MS = 60_000;
/** Whoever waits for a server to start should not wait for what it has to tidy too, which grows with its tasks. */
const FIRST_AFTER_MS = 2_000;
/** Looking for orphans reads every file's date, so it is done seldom. */
const ORPHAN_INTERVAL_MS = 3_600_000;
const BATCH = 200;
/** Tasks whose images cannot be deleted are read again with every batch, so there is an end to how many are passed over. */
const MAX_STUCK = 2_000;
/** A file is looked at as an orphan only so long after every task's own expiry would have deleted it. */
const ORPHAN_MARGIN_MS = 3_600_000;

/** Readers that were away for longer begin anew. */
const KEEP_EVENTS_MS = 7 * 24 * 3_600_000;
const KEEP_DELIVERIES_MS = 30 * 24 * 3_600_000;
const INDEX_INTERVAL_MS = 2_000;

type SweepParts = Pick<WorkerParts, "store" | "blobs" | "clock" | "log" | "retentionMs">;

export interface Sweep {
  stop(): Promise<void>;
}

export function startSweep(parts: SweepParts): Sweep {
  const { clock, log, store } = parts;
  const stopping = new AbortController();
  let orphansDueAt = 0;

  async function loop(): Promise<void> {
    await clock.sleep(FIRST_AFTER_MS, stopping.signal);
    while (!stopping.signal.aborted) {
      const now = clock.now();
      // Each by itself: a file that cannot be deleted must not keep events and deliveries from being forgotten.
      await attempt("images that have expired", () => removeExpired(parts, stopping.signal));
      await attempt("old events", () => exhaust(() => store.pruneEvents(now - KEEP_EVENTS_MS, BATCH)));
      await attempt("old deliveries", () => exhaust(() => store.pruneDeliveries(now - KEEP_DELIVERIES_MS, BATCH)));
      if (now >= orphansDueAt || orphansDueAt > now + ORPHAN_INTERVAL_MS) {
        orphansDueAt = now + ORPHAN_INTERVAL_MS;
        await attempt("files that no task knows", () => removeOrphans(parts, stopping.signal));
      }
      await clock.sleep(INTERVAL_MS, stopping.signal);
    }
  }

  async function attempt(what: string, chore: () => Promise<void>): Promise<void> {
    try {
      await chore();
    } catch (error) {
      log.error({ err: error }, `${what} could not be deleted; it is tried again`);
    }
  }

  /** Repeats a step until it finds nothing more to do. */
  async function exhaust(step: () => Promise<number>): Promise<void> {
    while ((await step()) > 0 && !stopping.signal.aborted);
  }

  async function index(): Promise<void> {
    await clock.sleep(FIRST_AFTER_MS, stopping.signal);
    while (!stopping.signal.aborted) {
      try {
        while ((await store.indexWords()) && !stopping.signal.aborted);
      } catch (error) {
        log.error({ err: error }, "prompts could not be indexed; searches are slower until they are");
      }
      await clock.sleep(INDEX_INTERVAL_MS, stopping.signal);
    }
  }

  const looping = Promise.all([loop(), index()]);
  return {
    async stop() {
      stopping.abort();
      await looping;
    },
  };
}

async function removeExpired({ store, blobs, clock, log }: SweepParts, stopping: AbortSignal): Promise<void> {
  let count = 0;
  const failures = openTally();
  /** Those that come first in every batch still. */
  const stuck = new Set<string>();
  while (!stopping.aborted && stuck.size < MAX_STUCK) {
    const expired = await store.listExpiredTasks(clock.now(), BATCH + stuck.size);
    const removed: string[] = [];
    const tasks = expired.filter(({ id }) => !stuck.has(id));
    if (tasks.length === 0) break;
    for (const { id, images = [] } of tasks) {
      if (stopping.aborted) break;
      try {
        for (const { blob } of images) await blobs.remove(blob);
        removed.push(id);
      } catch (error) {
        failures.add(error);
        stuck.add(id);
      }
    }
    if (removed.length > 0) await store.markImagesRemoved(removed);
    count += removed.length;
  }
  if (failures.count > 0) {
    const { count: tasks, first: err } = failures;
    log.error({ tasks, err }, "images that have expired could not be deleted; it is tried again");
  }
  if (count > 0) log.info({ tasks: count }, "expired images deleted");
}

/** Left by an attempt that died between writing its image and finishing, when no later attempt wrote the same name. */
async function removeOrphans({ store, blobs, clock, log, retentionMs }: SweepParts, stopping: AbortSignal): Promise<void> {
  const failures = openTally();
  for await (const names of blobs.listOlderThan(clock.now() - retentionMs - ORPHAN_MARGIN_MS, failures.add)) {
    for (const name of names) {
      if (stopping.aborted) break;
      const task = await store.findTask(toTaskId(name));
      if (!task || isOrphaned(task, name, clock.now())) await blobs.remove(name).catch(failures.add);
    }
    if (stopping.aborted) break;
  }
  if (failures.count > 0) {
    const { count: files, first: err } = failures;
    log.error({ files, err }, "files that no task knows could not be found or deleted; it is tried again");
  }
}

/** What failed in one pass: a line of the log for all of it. */
function openTally(): { readonly count: number; readonly first: unknown; readonly add: (failure: unknown) => void } {
  let count = 0;
  let first: unknown;
  return {
    get count() {
      return count;
    },
    get first() {
      return first;
    },
    add(failure) {
      if (count === 0) first = failure;
      count += 1;
    },
  };
}

function isOrphaned(task: Task, name: string, now: number): boolean {
  if (!isTerminal(task.state)) return false;
  return (task.expiresAt ?? 0) <= now || !task.images?.some(({ blob }) => blob === name);
}

/** The UUID in `2026-11-22/<uuid>-0.png`. */
function toTaskId(name: string): string {
  return name.split("/").at(-1)?.slice(0, 36) ?? "";
}
