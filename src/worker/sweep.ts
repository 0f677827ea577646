// What must be done some time and by nobody in particular: images that expired and files that no task knows are deleted, old
// events and deliveries forgotten, prompts indexed. Bounded steps, repeated: a large backlog never holds the server.
import { isTerminal, type Task } from "../core/task.ts";
import type { WorkerParts } from "./parts.ts";

const INTERVAL_MS = 60_000;
/** Looking for orphans reads every file's date, so it is done seldom. */
const ORPHAN_INTERVAL_MS = 3_600_000;
const BATCH = 200;
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
    while (!stopping.signal.aborted) {
      try {
        const now = clock.now();
        await exhaust(() => removeExpired(parts));
        await exhaust(() => store.pruneEvents(now - KEEP_EVENTS_MS, BATCH));
        await exhaust(() => store.pruneDeliveries(now - KEEP_DELIVERIES_MS, BATCH));
        if (clock.now() >= orphansDueAt) {
          orphansDueAt = clock.now() + ORPHAN_INTERVAL_MS;
          await removeOrphans(parts);
        }
      } catch (error) {
        log.error({ err: error }, "what has expired could not be deleted; it is tried again");
      }
      await clock.sleep(INTERVAL_MS, stopping.signal);
    }
  }

  /** Repeats a step until it finds less than a batch. */
  async function exhaust(step: () => Promise<number>): Promise<void> {
    while ((await step()) === BATCH && !stopping.signal.aborted);
  }

  async function index(): Promise<void> {
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

async function removeExpired({ store, blobs, clock, log }: SweepParts): Promise<number> {
  const expired = await store.listExpiredTasks(clock.now(), BATCH);
  for (const { images = [] } of expired) for (const { blob } of images) await blobs.remove(blob);
  if (expired.length > 0) {
    await store.markImagesRemoved(expired.map(({ id }) => id));
    log.info({ tasks: expired.length }, "expired images deleted");
  }
  return expired.length;
}

/** Left by an attempt that died between writing its image and finishing, when no later attempt wrote the same name. */
async function removeOrphans({ store, blobs, clock, retentionMs }: SweepParts): Promise<void> {
  for (const name of await blobs.listOlderThan(clock.now() - retentionMs - ORPHAN_MARGIN_MS, BATCH)) {
    const task = await store.findTask(toTaskId(name));
    if (!task || isOrphaned(task, name, clock.now())) await blobs.remove(name);
  }
}

function isOrphaned(task: Task, name: string, now: number): boolean {
  if (!isTerminal(task.state)) return false;
  return (task.expiresAt ?? 0) <= now || !task.images?.some(({ blob }) => blob === name);
}

/** The UUID in `2026-11-22/<uuid>-0.png`. */
function toTaskId(name: string): string {
  return name.split("/").at(-1)?.slice(0, 36) ?? "";
}
