// Every task that the page knows, once each, however many lists and cards show it. What is older than what is known changes
// nothing: answers and events overtake each other.
import { useCallback, useRef, useSyncExternalStore } from "react";
import type { Task, TaskSummary } from "../../../src/client/index.ts";
import { ExternalStore } from "../external-store.ts";

export function hasEnded({ status }: Pick<Task, "status">): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

export class TaskStore {
  readonly #tasks = new Map<string, Task>();
  readonly #listeners = new Map<string, Set<() => void>>();
  /** Ids of tasks that have not ended. */
  readonly active = new ExternalStore<ReadonlySet<string>>(new Set());

  get(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  put(task: Task): void {
    const known = this.#tasks.get(task.id);
    if (known && isOlder(task, known)) return;
    this.#set(task);
  }

  /** What an event told. False when the task is not known, so that there is nothing to add it to. */
  apply(summary: TaskSummary): boolean {
    const known = this.#tasks.get(summary.id);
    if (!known) return false;
    if (!isOlder(summary, known)) this.#set({ ...known, ...summary });
    return true;
  }

  remove(id: string): void {
    this.#tasks.delete(id);
    this.#track(id, false);
    this.#tell(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(id, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  #set(task: Task): void {
    this.#tasks.set(task.id, task);
    this.#track(task.id, !hasEnded(task));
    this.#tell(task.id);
  }

  #track(id: string, isActive: boolean): void {
    const active = this.active.get();
    if (active.has(id) === isActive) return;
    const next = new Set(active);
    if (isActive) next.add(id);
    else next.delete(id);
    this.active.set(next);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}

function isOlder(incoming: TaskSummary, known: Task): boolean {
  if (hasEnded(known) && !hasEnded(incoming)) return true;
  return incoming.updated_at < known.updated_at;
}

export function useStoredTask(store: TaskStore, id: string): Task | undefined {
  return useSyncExternalStore(
    (listener) => store.subscribe(id, listener),
    () => store.get(id),
  );
}

/** Those of the tasks that are known, in the order of `ids`. */
export function useStoredTasks(store: TaskStore, ids: readonly string[]): readonly Task[] {
  const snapshot = useRef<readonly Task[]>([]);
  const read = () => {
    const tasks = ids.flatMap((id) => store.get(id) ?? []);
    const last = snapshot.current;
    if (tasks.length !== last.length || tasks.some((task, index) => task !== last[index])) snapshot.current = tasks;
    return snapshot.current;
  };
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = ids.map((id) => store.subscribe(id, listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [store, ids],
  );
  return useSyncExternalStore(subscribe, read);
}
