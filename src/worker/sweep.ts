// Deletes images that expired, and files that no task knows. Bounded steps, repeated: a large backlog never holds the server.
import { isTerminal, type Task } from "../core/task.ts";
import type { WorkerParts } from "./parts.ts";

const INTERVAL_MS = 60_000;
/** Looking for orphans reads every file's date, so it is done seldom. */
const ORPHAN_INTERVAL_MS = 3_600_000;
const BATCH = 200;
/** A file is looked at as an orphan only so long after every task's own expiry would have deleted it. */
const ORPHAN_MARGIN_MS = 3_600_000;

type SweepParts = Pick<WorkerParts, "store" | "blobs" | "clock" | "log" | "retentionMs">;

export interface Sweep {
  stop(): Promise<void>;
}

export function startSweep(parts: SweepParts): Sweep {
  const { clock, log } = parts;
  const stopping = new AbortController();
  let orphansDueAt = 0;
  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        while ((await removeExpired(parts)) === BATCH && !stopping.signal.aborted);
        if (clock.now() >= orphansDueAt) {
          orphansDueAt = clock.now() + ORPHAN_INTERVAL_MS;
          await removeOrphans(parts);
        }
      } catch (error) {
        log.error({ err: error }, "expired images could not be deleted; it is tried again");
      }
      await clock.sleep(INTERVAL_MS, stopping.signal);
    }
  }
  const looping = loop();
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
