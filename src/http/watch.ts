// Who waits for what: requests that hang until something happens to a task or to any task of a key. They cost memory only; the
// store tells of each commit once, and whoever it concerns is called.
import type { Clock } from "../core/clock.ts";
import { isFinalEvent, type TaskEvent } from "../core/event.ts";
import type { EventStore } from "../core/event-store.ts";

/** Requests that hang at once: each costs some kilobytes and a socket. */
const MAX_WAITING = 50_000;

type Listener = (event: TaskEvent) => void;

export interface TaskWatch {
  /** Calls `listener` with each event of a task, or of all tasks of a key, until the returned function is called. */
  on(of: { readonly taskId: string } | { readonly keyId: string }, listener: Listener): () => void;
  /** Takes a place among those who wait, and gives what leaves it; undefined when there is none. */
  enter(): (() => void) | undefined;
  /** Resolves when the task has ended, `ms` are over, `signal` aborts or the server closes; undefined when there is no place. */
  untilEnd(taskId: string, ms: number, signal: AbortSignal): Promise<void> | undefined;
  /** Whether anybody looks at this task's progress now. */
  readonly isWatched: (task: { readonly id: string; readonly keyId: string }) => boolean;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
  /** Lets everybody go. */
  close(): void;
}

export function createTaskWatch(store: Pick<EventStore, "watch">, clock: Pick<Clock, "sleep">): TaskWatch {
  const byTask = new Map<string, Set<Listener>>();
  const byKey = new Map<string, Set<Listener>>();
  const closing = new AbortController();
  /** Of those who wait for the end of a task, what wakes them. */
  const waits = new Set<() => void>();
  let waiting = 0;

  function enter(): (() => void) | undefined {
    if (waiting >= MAX_WAITING) return undefined;
    waiting += 1;
    return () => void (waiting -= 1);
  }

  const unwatch = store.watch((events) => {
    for (const event of events) {
      for (const listener of byTask.get(event.taskId) ?? []) listener(event);
      for (const listener of byKey.get(event.keyId) ?? []) listener(event);
    }
  });

  function on(of: { readonly taskId: string } | { readonly keyId: string }, listener: Listener): () => void {
    const [map, id] = "taskId" in of ? [byTask, of.taskId] : [byKey, of.keyId];
    const listeners = map.get(id) ?? new Set();
    map.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && map.get(id) === listeners) map.delete(id);
    };
  }

  return {
    on,
    enter,
    untilEnd(taskId, ms, signal) {
      const leave = enter();
      if (!leave) return undefined;
      const over = new AbortController();
      const end = () => over.abort("over");
      const off = on({ taskId }, ({ type }) => {
        if (isFinalEvent(type)) end();
      });
      // By hand: `AbortSignal.any` of the three costs more than all the rest of a wait.
      signal.addEventListener("abort", end);
      waits.add(end);
      if (signal.aborted || closing.signal.aborted) end();
      return clock.sleep(ms, over.signal).finally(() => {
        signal.removeEventListener("abort", end);
        waits.delete(end);
        off();
        leave();
      });
    },
    isWatched: ({ id, keyId }) => byTask.has(id) || byKey.has(keyId),
    closing: closing.signal,
    close() {
      unwatch();
      closing.abort();
      for (const end of waits) end();
    },
  };
}
