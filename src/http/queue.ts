// Where a pending task stands in the queue. Everybody who asks within half a second is answered from one look at it, and of a long
// queue within some seconds, so that looks take a twentieth of the time at most.
import type { Clock } from "../core/clock.ts";
import type { TaskStore } from "../core/store.ts";

/** How long a look is good for: so many times as long as it took, within bounds. */
const FRESH = { perCost: 20, minMs: 500, maxMs: 5_000 };
/** A task that came after the last look is a reason for another one, after so long. */
const MISSED = { perCost: 5, minMs: 50, maxMs: 1_000 };
/** Further back, a position says nothing to anybody. */
const MAX_POSITION = 10_000;

export interface QueueView {
  /** 1 for the task that is claimed next; undefined for one that does not wait, or waits behind 10,000 others. */
  position(taskId: string): Promise<number | undefined>;
}

export function createQueueView(store: Pick<TaskStore, "listQueue">, clock: Pick<Clock, "now" | "sleep">): QueueView {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<ReadonlyMap<string, number>> | undefined;
  let costMs = 0;

  const toAge = ({ perCost, minMs, maxMs }: typeof FRESH) => Math.min(maxMs, Math.max(minMs, costMs * perCost));

  async function lookNow(): Promise<ReadonlyMap<string, number>> {
    const startedAt = performance.now();
    const queue = await store.listQueue(MAX_POSITION);
    const places = new Map(queue.map(({ id }, index) => [id, index + 1]));
    costMs = performance.now() - startedAt;
    return places;
  }

  function view(maxAgeMs: number): Promise<ReadonlyMap<string, number>> {
    const ageMs = clock.now() - lookedAt;
    if (looking !== undefined && ageMs >= 0 && ageMs < maxAgeMs) return looking;
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
      // A look of the same millisecond may have been made before the task was.
      const isRecent = () => lookedAt > askedAt;
      const places = await view(toAge(FRESH));
      if (places.has(taskId) || isRecent() || places.size >= MAX_POSITION) return places.get(taskId);
      const pauseMs = toAge(MISSED);
      await clock.sleep(Math.max(1, Math.min(pauseMs, lookedAt + pauseMs - clock.now())));
      return (await view(isRecent() ? Number.POSITIVE_INFINITY : 0)).get(taskId);
    },
  };
}
