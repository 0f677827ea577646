// A worker on a real store and real files, with a clock that the test moves.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import { openDiskBlobs } from "../../src/blobs/disk.ts";
import type { Blobs } from "../../src/core/blobs.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Engine } from "../../src/core/engine.ts";
import type { Inspector } from "../../src/core/inspector.ts";
import type { Rewriter } from "../../src/core/rewriter.ts";
import type { PlaceStore } from "../../src/core/place-store.ts";
import { parseRoutes, planRoutes } from "../../src/core/route.ts";
import type { Store } from "../../src/core/store.ts";
import { isTerminal, type NewTask, type Task } from "../../src/core/task.ts";
import { createLog, type Log } from "../../src/io/log.ts";
import { createMetrics } from "../../src/io/metrics.ts";
import { MODELS } from "../../src/models/catalogue.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { startWorker, type Worker } from "../../src/worker/loop.ts";
import type { WorkerParts } from "../../src/worker/parts.ts";
import { createRouter, type Router } from "../../src/worker/router.ts";
import { ManualClock } from "./clock.ts";
import { temporaryDirectory } from "./directory.ts";
import { drawPlain, scriptEngine } from "./engines.ts";
import { createTask, newTask } from "./tasks.ts";
import { until } from "./until.ts";

const RETENTION_MS = 86_400_000;

interface RigOptions {
  /** A data directory that is there already. */
  readonly directory?: string;
  /** One that is turned by others too; its own when absent. */
  readonly clock?: ManualClock;
  /** Another store than the embedded one. */
  readonly openStore?: (clock: ManualClock) => Promise<Store>;
  readonly engine?: Engine;
  /** In order of preference. */
  readonly engines?: readonly Engine[];
  /** As `MULETEER_ROUTES` says it; all engines in order when absent. */
  readonly routes?: string;
  readonly patienceMs?: number;
  readonly repeatLost?: boolean;
  readonly rewriter?: Rewriter;
  readonly inspector?: Inspector;
  readonly taskTimeoutMs?: number;
  /** Silent when absent. */
  readonly log?: Log;
  /** Stands between the worker and the store, or the blobs. */
  readonly wrapStore?: (store: Store) => Store;
  readonly wrapBlobs?: (blobs: Blobs) => Blobs;
}

export interface Rig {
  readonly directory: string;
  readonly clock: ManualClock;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly parts: WorkerParts;
  /** Starts a worker, stopped after the test; only one may run at a time on the real store. */
  work(parts?: Partial<WorkerParts> & Pick<RigOptions, "engines">): Worker;
  create(overrides?: Partial<NewTask>): Promise<Task>;
  read(id: string): Promise<Task>;
  /** The task once it is as `test` wants it, no time passing. */
  reach(id: string, what: string, test: (task: Task) => boolean): Promise<Task>;
  /** The task once it has ended, time passing in small steps. */
  finish(id: string): Promise<Task>;
  /** Kinds and amounts of the ledger rows of a task, the reservation first. */
  ledger(id: string): [kind: string, amountMicros: number][];
}

function createTestRouter(
  engines: readonly Engine[],
  { routes, patienceMs = 600_000 }: Pick<RigOptions, "routes" | "patienceMs">,
  parts: { readonly clock: Clock; readonly log: Log; readonly places: PlaceStore | undefined },
): Router {
  return createRouter({
    engines: engines.map((engine) => ({ engine, title: engine.id })),
    routes: planRoutes(routes === undefined ? new Map() : parseRoutes(routes), {
      models: MODELS.map(({ id }) => id),
      engines,
      lastResort: "none",
    }),
    patienceMs,
    ...parts,
  });
}

export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const directory = options.directory ?? temporaryDirectory();
  const clock = options.clock ?? new ManualClock();
  const store = (await options.openStore?.(clock)) ?? openSqliteStore({ directory, clock, as: "owner" });
  const seen = options.wrapStore?.(store) ?? store;
  const blobs = await openDiskBlobs(join(directory, "images"));
  const rewriter: Rewriter = {
    id: "none",
    rewrite: async (prompt) => ({ prompt: `${prompt}, in detail`, language: "en", warnings: [] }),
  };
  const inspector: Inspector = { id: "none", inspect: async () => undefined };
  const log = options.log ?? (await createLog({ level: "silent", format: "json" }));
  const parts: WorkerParts = {
    store: seen,
    blobs: options.wrapBlobs?.(blobs) ?? blobs,
    router: createTestRouter(options.engines ?? [options.engine ?? scriptEngine({ submit: drawPlain })], options, {
      clock,
      log,
      places: seen.places,
    }),
    rewriter: options.rewriter ?? rewriter,
    inspector: options.inspector ?? inspector,
    models: new Map(MODELS.map((model) => [model.id, model])),
    clock,
    log,
    metrics: createMetrics({ store, clock }),
    tracer: undefined,
    isWatched: () => false,
    repeatLost: options.repeatLost ?? false,
    leaseMs: 60_000,
    taskTimeoutMs: options.taskTimeoutMs ?? 600_000,
    retentionMs: RETENTION_MS,
  };
  const workers: Worker[] = [];
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.stop(0)));
    await store.close();
  });

  const read = async (id: string) => {
    const task = await store.findTask(id);
    if (!task) throw new Error(`task ${id} is lost`);
    return task;
  };
  return {
    directory,
    clock,
    store,
    blobs,
    parts,
    work({ engines, ...changed } = {}) {
      const router = engines ? { router: createTestRouter(engines, options, { clock, log, places: seen.places }) } : {};
      const worker = startWorker({ ...parts, ...router, ...changed });
      workers.push(worker);
      return worker;
    },
    create: (overrides) => createTask(store, newTask({ createdAt: clock.now(), ...overrides })),
    read,
    reach: (id, what, test) =>
      until(`task ${id} ${what}`, async () => {
        const task = await read(id);
        return test(task) && task;
      }),
    finish: (id) =>
      until(`task ${id} ends`, async () => {
        await clock.advance(100);
        const task = await read(id);
        return isTerminal(task.state) && task;
      }),
    ledger(id) {
      using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
      const rows = database.prepare("SELECT kind, amount_micros FROM ledger WHERE task_id = ? ORDER BY settlement").all(id);
      return rows.map((row) => [row["kind"] as string, row["amount_micros"] as number]);
    },
  };
}
