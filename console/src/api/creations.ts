// Creates that are under way. Each shows as a card at once, under an id of this page's own, until the server gives it its real one.
import type { QueryClient } from "@tanstack/react-query";
import { hasEnded, type TaskStore } from "./task-store.ts";
import type { CreateOptions, Model, Muleteer, Priority, Task } from "../../../src/client/index.ts";
import { ExternalStore } from "../external-store.ts";
import { placeTask } from "./task-lists.ts";

const DRAFT = "draft:";
const QUEUED = {
  fraction: 0,
  step: "queued",
  steps: null,
  stalled: false,
  queue_position: null,
  eta_seconds: null,
  preview_url: null,
} as const;

export interface Creation {
  readonly model: Model;
  /** The request's body, `prompt` included. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly priority?: Priority | undefined;
  /** As the model's schema says it, for the card. */
  readonly priceUsd: number;
}

export interface CreationsOutcome {
  readonly created: number;
  /** Of the first create that failed. */
  readonly error: unknown;
}

export function isDraft(id: string): boolean {
  return id.startsWith(DRAFT);
}

export class Creations {
  /** Ids of the cards that have no task yet, newest first. */
  readonly drafts = new ExternalStore<readonly string[]>([]);
  readonly #muleteer: Muleteer;
  readonly #store: TaskStore;
  readonly #queries: QueryClient;
  #count = 0;
  #flights = new Set<Promise<unknown>>();

  constructor({ muleteer, store, queries }: { muleteer: Muleteer; store: TaskStore; queries: QueryClient }) {
    this.#muleteer = muleteer;
    this.#store = store;
    this.#queries = queries;
  }

  get areUnderWay(): boolean {
    return this.#flights.size > 0;
  }

  /** Resolves when no create is under way. */
  async settled(): Promise<void> {
    while (this.#flights.size > 0) await Promise.allSettled(this.#flights);
  }

  /** Creates all of them at once; those that fail leave no card. It never rejects. */
  async create(creations: readonly Creation[]): Promise<CreationsOutcome> {
    const flights = creations.map((creation) => this.#create(creation));
    for (const flight of flights) {
      this.#flights.add(flight);
      flight.finally(() => this.#flights.delete(flight)).catch(() => {});
    }
    const results = await Promise.allSettled(flights);
    const failed = results.find((result) => result.status === "rejected");
    return { created: results.filter(({ status }) => status === "fulfilled").length, error: failed?.reason };
  }

  async #create(creation: Creation): Promise<void> {
    const draft = toDraft(creation, `${DRAFT}${(this.#count += 1)}`);
    this.#store.put(draft);
    this.drafts.set([draft.id, ...this.drafts.get()]);
    try {
      const { model, body, priority } = creation;
      const { prompt, ...fields } = body;
      const options = { ...toOptions(fields), model: model.path, priority };
      const summary = await this.#muleteer.tasks.create(String(prompt), options);
      const task = { ...draft, ...summary, model: model.id };
      this.#store.put(task);
      placeTask(this.#queries, task);
      // The create's answer has no seed and no place in the queue.
      this.#muleteer.tasks.get(task.id).then(
        (whole) => {
          this.#store.put(whole);
          if (hasEnded(whole)) placeTask(this.#queries, whole);
          return undefined;
        },
        () => {},
      );
    } finally {
      this.drafts.set(this.drafts.get().filter((id) => id !== draft.id));
      this.#store.remove(draft.id);
    }
  }
}

/** Fields of the wire that the client has options for. */
const OPTIONS: Readonly<Record<string, keyof CreateOptions>> = {
  negative_prompt: "negativePrompt",
  size: "size",
  seed: "seed",
  n: "n",
  prompt_extend: "promptExtend",
  safety_filter: "safetyFilter",
};

function toOptions(fields: Readonly<Record<string, unknown>>): CreateOptions {
  const options: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const option = OPTIONS[name];
    if (option === undefined) extra[name] = value;
    else options[option] = value;
  }
  return { ...options, extra };
}

function toDraft({ model, body, priority, priceUsd }: Creation, id: string): Task {
  const now = new Date().toISOString();
  return {
    id,
    object: "task",
    model: model.id,
    status: "pending",
    created_at: now,
    updated_at: "",
    started_at: null,
    finished_at: null,
    deadline_at: null,
    priority: priority ?? "normal",
    input: body,
    final_prompt: null,
    seed: typeof body["seed"] === "number" ? body["seed"] : -1,
    engine: null,
    attempts: 0,
    progress: { ...QUEUED, step: "sending" },
    cost: { currency: "USD", price_usd: priceUsd, charged_usd: 0, state: "reserved" },
    warnings: [],
    images: [],
    error: null,
    timings: { queued_ms: null, processing_ms: null, total_ms: null },
    read_url: "",
    trace_id: "",
  };
}
