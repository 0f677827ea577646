// Reads of one row each, of which many are asked for at once: those that wait for each other share a statement. A read begins after
// it was asked for, so it sees all that had been committed by then, a key that was just revoked among it; nothing is remembered.
import { StoreUnavailable } from "../../core/store.ts";

/** Statements under way at once: what is asked for meanwhile shares the next. */
const MAX_RUNNING = 2;
/** Rows that one statement asks for. */
const MAX_SHARED = 256;
/** Reads that wait; more are refused at once. */
const MAX_WAITING = 20_000;

interface Waiting<Key, Found> {
  readonly key: Key;
  readonly resolve: (found: Found | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param read what there is of these keys, each of them once.
 * @returns what there is of one, or undefined. @throws {StoreUnavailable} when too many wait.
 */
export function shareReads<Key, Found>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Found>>,
): (key: Key) => Promise<Found | undefined> {
  let waiting: Waiting<Key, Found>[] = [];
  let running = 0;

  async function run(): Promise<void> {
    running += 1;
    // What is asked for in the same turn of the event loop shares the first statement too.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_SHARED);
      waiting = waiting.slice(MAX_SHARED);
      try {
        const found = await read([...new Set(batch.map(({ key }) => key))]);
        for (const { key, resolve } of batch) resolve(found.get(key));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running -= 1;
  }

  return (key) => {
    if (waiting.length >= MAX_WAITING) return Promise.reject(new StoreUnavailable("too many reads wait for the database"));
    return new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (running < MAX_RUNNING) void run();
    });
  };
}
