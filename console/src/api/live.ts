// The one event stream of the page: it feeds the task store and the lists, resumes where it broke off, and says whether the
// server can be reached.
import type { QueryClient } from "@tanstack/react-query";
import { ApiError, type Muleteer, type Task, type TaskEvent } from "../../../src/client/index.ts";
import type { ExternalStore } from "../external-store.ts";
import type { Creations } from "./creations.ts";
import { dropTask, placeTask, TASKS_KEY } from "./task-lists.ts";
import type { TaskStore } from "./task-store.ts";

/** `lost` from the first request that fails until the next that succeeds. */
export type Reach = "connecting" | "live" | "lost";

const EVENTS_PATH = "/v1/events";
/** Between two attempts of ours after the client's own have been used up. */
const PAUSE_MS = 5_000;
/** What ended is read whole this many at a time, however many end at once. */
const MAX_READS = 4;
const SPENDING_KEY = "balance";

export interface LiveParts {
  readonly muleteer: Muleteer;
  readonly store: TaskStore;
  readonly queries: QueryClient;
  readonly creations: Creations;
  readonly reach: ExternalStore<Reach>;
}

/** `fetch` that watches how the event stream's connections fare; everything else passes through. */
export function watchReach(reach: ExternalStore<Reach>, onSessionOver: () => void): typeof globalThis.fetch {
  return async (input, init) => {
    const isStream = new URL(input instanceof Request ? input.url : input, location.href).pathname === EVENTS_PATH;
    try {
      const response = await globalThis.fetch(input, init);
      if (response.status === 401) onSessionOver();
      if (isStream) reach.set(response.ok ? "live" : "lost");
      return response;
    } catch (error) {
      if (isStream && !init?.signal?.aborted) reach.set("lost");
      throw error;
    }
  };
}

/** Follows until `signal` aborts. */
export async function followTasks(parts: LiveParts, signal: AbortSignal): Promise<void> {
  const { muleteer, reach, queries } = parts;
  const reads = new Reads(parts, signal);
  let lastEventId: string | undefined;
  // A stream that begins anew says nothing of what happened before: the lists are read again once it stands. One that the client
  // resumes has no gap.
  let isAnew = true;
  const unsubscribe = reach.subscribe(() => {
    if (!isAnew || reach.get() !== "live") return;
    isAnew = false;
    void queries.invalidateQueries({ queryKey: [TASKS_KEY] });
  });
  try {
    while (!signal.aborted) {
      try {
        for await (const event of muleteer.events({ lastEventId, signal })) {
          lastEventId = event.id ?? lastEventId;
          take(event, parts, reads);
        }
      } catch (error) {
        if (signal.aborted || (error instanceof ApiError && error.status === 401)) return;
        reach.set("lost");
        isAnew = lastEventId === undefined;
      }
      await pause(signal);
    }
  } finally {
    unsubscribe();
  }
}

function take(event: TaskEvent, parts: LiveParts, reads: Reads): void {
  const { type, task } = event;
  const { store, queries, creations } = parts;
  if (type === "task.deleted") {
    store.remove(task.id);
    dropTask(queries, task.id);
    return;
  }
  const before = store.get(task.id)?.status;
  if (!store.apply(task)) {
    if (type === "task.progress") return;
    // A task that this page is just creating is announced here before the answer to its create arrives.
    if (creations.areUnderWay) void creations.settled().then(() => reads.add(task.id));
    else reads.add(task.id);
    return;
  }
  const known = store.get(task.id);
  if (known && known.status !== before) placeTask(queries, known);
  if (type === "task.completed" || type === "task.failed" || type === "task.cancelled") {
    reads.add(task.id);
    void queries.invalidateQueries({ queryKey: [SPENDING_KEY] });
  }
}

/** Tasks to be read whole, because events tell of them only in short. */
class Reads {
  readonly #waiting = new Set<string>();
  #running = 0;
  readonly #parts: LiveParts;
  readonly #signal: AbortSignal;

  constructor(parts: LiveParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  add(id: string): void {
    this.#waiting.add(id);
    if (this.#running < MAX_READS) void this.#drain();
  }

  async #drain(): Promise<void> {
    const { muleteer, store, queries } = this.#parts;
    this.#running += 1;
    try {
      for (const id of this.#waiting) {
        this.#waiting.delete(id);
        try {
          const task: Task = await muleteer.tasks.get(id, { signal: this.#signal });
          store.put(task);
          placeTask(queries, store.get(id) ?? task);
        } catch {
          // Deleted meanwhile, or the server is away: then the lists are read again once it is back.
        }
      }
    } finally {
      this.#running -= 1;
    }
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
