// Where a pending task stands in the queue. Everybody who asks within half a second is answered from one look at it.
import type { Clock } from "../core/clock.ts";
import type { TaskStore } from "../core/store.ts";

const FRESH_MS = 500;
/** Further back, a position says nothing to anybody. */
const MAX_POSITION = 10_000;

export interface QueueView {
  /** 1 for the task that is claimed next; undefined for one that does not wait, or waits behind 10,000 others. */
  position(taskId: string): Promise<number | undefined>;
}

export function createQueueView(store: Pick<TaskStore, "listQueue">, clock: Pick<Clock, "now">): QueueView {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<ReadonlyMap<string, number>> | undefined;

  async function look(): Promise<ReadonlyMap<string, number>> {
    const queue = await store.listQueue(MAX_POSITION);
    return new Map(queue.map(({ id }, index) => [id, index + 1]));
  }

  return {
    async position(taskId) {
      const now = clock.now();
      if (looking === undefined || now - lookedAt >= FRESH_MS || now < lookedAt) {
        lookedAt = now;
        looking = look();
        looking.catch(() => (looking = undefined));
      }
      return (await looking).get(taskId);
    },
  };
}
