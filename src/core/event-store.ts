// What remembers events, so that a reader that was away resumes where it was.
import type { TaskEvent } from "./event.ts";

export interface EventQuery {
  /** Only events with a greater id. */
  readonly after: number;
  /** Whose: one task's, or all of one key's. */
  readonly of: { readonly taskId: string } | { readonly keyId: string };
  readonly limit: number;
}

export interface EventStore {
  /** In the order of their ids, which is the order in which they were committed. */
  listEvents(query: EventQuery): Promise<TaskEvent[]>;
  /** Id of the newest event that was ever written; 0 when there was none. */
  lastEventId(): Promise<number>;
  /** Every event with an id up to this one may be gone; 0 when none is. */
  prunedThrough(): Promise<number>;
  /** Calls `listener` after each commit with what was committed; returns what ends that. A listener must not throw. */
  watch(listener: (events: readonly TaskEvent[]) => void): () => void;
  /** Forgets at most `limit` of the events older than `before`, and says how many; none that `indexWords` has yet to look at. */
  pruneEvents(before: number, limit: number): Promise<number>;
}
