// Where a pending task stands in the queue. Everybody who asks within half a second is answered from one look at it.
import type { Clock } from "../core/clock.ts";
import type { TaskStore } from "../core/store.ts";

const FRESH_MS = 500;
/** A task that came after the last look is a reason for another one, though not for more than twenty a second. */
const PAUSE_MS = 50;
/** Further back, a position says nothing to anybody. */
const MAX_POSITION = 10_000;

export interface QueueView {
  /** 1 for the task that is claimed next; undefined for one that does not wait, or waits behind 10,000 others. */
  position(taskId: string): Promise<number | undefined>;
}

export function createQueueView(store: Pick<TaskStore, "listQueue">, clock: Pick<Clock, "now" | "sleep">): QueueView {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<ReadonlyMap<string, number>> | undefined;

  async function lookNow(): Promise<ReadonlyMap<string, number>> {
    const queue = await store.listQueue(MAX_POSITION);
    return new Map(queue.map(({ id }, index) => [id, index + 1]));
  }

  function view(freshMs: number): Promise<ReadonlyMap<string, number>> {
    const ageMs = clock.now() - lookedAt;
    if (looking !== undefined && ageMs >= 0 && ageMs < freshMs) return looking;
    lookedAt = clock.now();
    const look = lookNow();
    looking = look;
    look.catch(() => {
      if (looking === look) looking = undefined;
    });
    return look;
  }

  return {
    async position(taskId) {
      const askedAt = clock.now();
      const places = await view(FRESH_MS);
      // A look of the same millisecond may have been made before the task was.
      const isRecent = lookedAt > askedAt;
      if (places.has(taskId) || isRecent || places.size >= MAX_POSITION) return places.get(taskId);
      await clock.sleep(Math.max(1, Math.min(PAUSE_MS, lookedAt + PAUSE_MS - clock.now())));
      return (await view(PAUSE_MS)).get(taskId);
    },
  };
}
