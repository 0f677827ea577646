// What Prometheus scrapes. Names follow https://prometheus.io/docs/practices/naming/; labels are bounded sets, never ids. Each node
// tells of what it did itself, so sums over nodes are the whole; only the queue is the store's, and every node that shares it says
// the same.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { EngineStatus } from "../core/engine-status.ts";
import type { QueueDepth, Store } from "../core/store.ts";
import type { Clock } from "../core/clock.ts";

export interface Metrics {
  /** The text of a scrape. */
  read(): Promise<string>;
  readonly contentType: string;
  countRequest(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  countTask(task: { readonly model: string; readonly state: string; readonly seconds: number }): void;
  countEngineError(error: { readonly engine: string; readonly kind: string }): void;
  timeEngine(call: { readonly engine: string; readonly seconds: number }): void;
  /** Has every scrape tell of the engines as `list` gives them then. */
  watchEngines(list: () => readonly EngineStatus[]): void;
}

/** Of the store's answer; a scrape has 10 s as a rule. */
const STORE_MS = 2_000;

/** Lag and memory come from prom-client's own set, `nodejs_eventloop_lag_*` among them. */
export function createMetrics({ store, clock }: { readonly store: Store; readonly clock: Clock }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const requests = new Counter({
    name: "muleteer_http_requests_total",
    help: "Answered requests.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const requestSeconds = new Histogram({
    name: "muleteer_http_request_duration_seconds",
    help: "From the first byte of a request to the last of its answer.",
    labelNames: ["route"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  });
  const tasks = new Counter({
    name: "muleteer_tasks_total",
    help: "Tasks that ended.",
    labelNames: ["model", "state"],
    registers,
  });
  const taskSeconds = new Histogram({
    name: "muleteer_task_duration_seconds",
    help: "From a task's creation to its end.",
    labelNames: ["model", "state"],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers,
  });
  const engineErrors = new Counter({
    name: "muleteer_engine_errors_total",
    help: "Calls that an engine failed.",
    labelNames: ["engine", "kind"],
    registers,
  });
  const engineSeconds = new Histogram({
    name: "muleteer_engine_duration_seconds",
    help: "From submit to images.",
    labelNames: ["engine"],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const storeUp = new Gauge({
    name: "muleteer_store_up",
    help: "1 when the store answered this scrape. When not, 0, and what only the store knows is left out.",
    registers,
  });
  const depth = new Gauge({
    name: "muleteer_queue_depth",
    help: "Tasks that have not ended, of all nodes that share the store: each of them says the same.",
    labelNames: ["state"],
    registers,
  });
  const oldestAge = new Gauge({
    name: "muleteer_queue_oldest_age_seconds",
    help: "Age of the oldest pending task of all nodes that share the store; 0 when none waits.",
    registers,
  });

  const engineReady = new Gauge({
    name: "muleteer_engine_ready",
    help: "1 when an engine would take a task, 0 when not.",
    labelNames: ["engine"],
    registers,
  });
  const engineBusy = new Gauge({
    name: "muleteer_engine_busy",
    help: "Tasks that this node has at an engine.",
    labelNames: ["engine"],
    registers,
  });
  let listEngines: (() => readonly EngineStatus[]) | undefined;

  function measureEngines(): void {
    for (const { id: engine, ready, busy } of listEngines?.() ?? []) {
      engineReady.set({ engine }, ready ? 1 : 0);
      engineBusy.set({ engine }, busy);
    }
  }

  /** Undefined when the store does not answer in good time: then a node's own figures are needed most. */
  async function askStore(): Promise<QueueDepth | undefined> {
    const answered = new AbortController();
    try {
      return await Promise.race([store.queueDepth(), clock.sleep(STORE_MS, answered.signal).then(() => undefined)]);
    } catch {
      return undefined;
    } finally {
      answered.abort();
    }
  }

  async function measureQueue(): Promise<void> {
    const queue = await askStore();
    storeUp.set(queue ? 1 : 0);
    if (!queue) {
      depth.reset();
      oldestAge.remove();
      return;
    }
    const { pending, processing, oldestPendingAt } = queue;
    depth.set({ state: "pending" }, pending);
    depth.set({ state: "processing" }, processing);
    oldestAge.set(oldestPendingAt === undefined ? 0 : Math.max(0, clock.now() - oldestPendingAt) / 1000);
  }

  async function collect(): Promise<string> {
    await measureQueue();
    measureEngines();
    return await registry.metrics();
  }

  let reading: Promise<string> | undefined;
  return {
    // A scrape takes milliseconds and needs no key: those that come at once share one.
    read: () => (reading ??= collect().finally(() => (reading = undefined))),
    contentType: registry.contentType,
    countRequest({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      requestSeconds.observe({ route }, seconds);
    },
    countTask({ model, state, seconds }) {
      tasks.inc({ model, state });
      taskSeconds.observe({ model, state }, seconds);
    },
    countEngineError: (labels) => engineErrors.inc(labels),
    timeEngine: ({ engine, seconds }) => engineSeconds.observe({ engine }, seconds),
    watchEngines: (list) => void (listEngines = list),
  };
}
