// Claims what is due and runs it, within the engines' capacity. Owns I4 (it renews every lease that it works under) and I12
// (stopping drains or hands back every lease).
import { isTerminal, TaskConflict, type Task } from "../core/task.ts";
import type { WorkerParts } from "./parts.ts";
import { createRun, type Interruption, type Run } from "./run.ts";
import { runTask } from "./run-task.ts";

const LEASE_MS = 60_000;
const RENEW_MS = LEASE_MS / 3;
/** Nothing is announced by a lost lease or by another process: look at least this often. */
const MAX_IDLE_MS = 5_000;
/** Tasks whose deadline has passed that are cancelled in one step. */
const OVERDUE_BATCH = 100;
/** After a store that failed. */
const TROUBLE_MS = 500;

export interface Worker {
  /** Says that there may be new work. */
  wake(): void;
  /** Claims no more, lets running work end for `graceMs`, then interrupts it and hands it back. */
  stop(graceMs: number): Promise<void>;
}

interface ActiveRun {
  readonly lease: string;
  readonly run: Run;
  leaseUntil: number;
  readonly interrupt: AbortController;
  readonly ended: Promise<void>;
}

export function startWorker(parts: WorkerParts): Worker {
  const { store, clock, log, metrics } = parts;
  // New work goes to the first engine of the route, so its capacity is what there is.
  const capacity = parts.engines[0].capabilities.concurrency;
  const active = new Map<string, ActiveRun>();
  const stopping = new AbortController();
  let bell = new AbortController();

  function wake(): void {
    bell.abort();
  }

  function interrupt(run: ActiveRun, reason: Interruption): void {
    run.interrupt.abort(reason);
  }

  function start(task: Task & { readonly lease: string }): void {
    const controller = new AbortController();
    const run = createRun(task, controller.signal, parts);
    const ended = carryOut(run, controller).finally(() => {
      if (active.get(task.id) === started) active.delete(task.id);
      wake();
    });
    const started: ActiveRun = { lease: task.lease, run, leaseUntil: task.dueAt, interrupt: controller, ended };
    active.set(task.id, started);
  }

  async function carryOut(run: Run, controller: AbortController): Promise<void> {
    const over = new AbortController();
    void clock.sleep(parts.taskTimeoutMs, over.signal).then(() => controller.abort("deadline" satisfies Interruption));
    try {
      report(await runTask(run));
    } catch (error) {
      // The lease runs out by itself, and the task is claimed anew.
      const level = error instanceof TaskConflict ? "warn" : "error";
      if (controller.signal.aborted && (controller.signal.reason as Interruption) === "ended") return;
      log[level]({ task: run.task.id, err: error }, "the outcome of an attempt could not be written");
    } finally {
      over.abort();
    }
  }

  function report(task: Task): void {
    if (!isTerminal(task.state)) return;
    const seconds = (task.updatedAt - task.createdAt) / 1000;
    metrics.countTask({ model: task.model, state: task.state, seconds });
    log.info(
      {
        task: task.id,
        model: task.model,
        engine: task.engine,
        traceparent: task.traceparent,
        seconds,
        ...(task.error ? { code: task.error.code } : {}),
      },
      `task ${task.state}`,
    );
  }

  async function renew(): Promise<void> {
    while (!stopping.signal.aborted || active.size > 0) {
      await clock.sleep(RENEW_MS, idle.signal);
      if (idle.signal.aborted) return;
      await Promise.all([...active].map(([id, run]) => renewLease(id, run).catch(() => {})));
    }
  }

  /** Rejects when the store cannot write; a lease that is lost interrupts its run. */
  async function renewLease(id: string, run: ActiveRun): Promise<void> {
    const leaseUntil = clock.now() + LEASE_MS;
    try {
      await store.changeTask(id, run.lease, { type: "renew", leaseUntil, heardAt: run.run.heardAt });
      run.leaseUntil = leaseUntil;
    } catch (error) {
      if (!(error instanceof TaskConflict)) throw error;
      if (active.get(id) === run) interrupt(run, "leaseLost");
    }
  }

  /** Fills the free places. */
  async function claim(): Promise<void> {
    const free = capacity - active.size;
    if (free <= 0) return;
    // A machine that slept wakes to leases that have run out: a worker must not claim its own work as somebody's lost work.
    const overdue = [...active].filter(([, run]) => run.leaseUntil <= clock.now());
    await Promise.all(overdue.map(([id, run]) => renewLease(id, run)));
    const claimed = await store.claimTasks({ lease: clock.id(), leaseUntil: clock.now() + LEASE_MS, limit: free });
    for (const task of claimed) if (task.lease !== undefined) start({ ...task, lease: task.lease });
  }

  /** Deadlines end what waits as well as what runs; whoever runs it is told as of any other cancel. */
  async function cancelOverdue(): Promise<void> {
    let cancelled;
    do {
      cancelled = await store.cancelOverdue(OVERDUE_BATCH);
      for (const task of cancelled) report(task);
    } while (cancelled.length === OVERDUE_BATCH && !stopping.signal.aborted);
  }

  async function idleMs(): Promise<number> {
    // Without a free place, work that falls due waits for one, which rings the bell; a deadline waits for nothing.
    const due = await Promise.all([active.size < capacity ? store.nextDueAt() : undefined, store.nextDeadlineAt()]);
    const now = clock.now();
    return Math.min(MAX_IDLE_MS, ...due.map((at) => (at === undefined ? MAX_IDLE_MS : Math.max(0, at - now))));
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      bell = new AbortController();
      try {
        await cancelOverdue();
        await claim();
        const waitMs = await idleMs();
        await clock.sleep(waitMs, AbortSignal.any([bell.signal, stopping.signal]));
      } catch (error) {
        log.error({ err: error }, "the queue cannot be read");
        await clock.sleep(TROUBLE_MS, stopping.signal);
      }
    }
  }

  /** A task that was ended by another hand than its worker's is worked on no more. */
  const unwatch = store.watch((events) => {
    for (const { taskId, type } of events) {
      const run = active.get(taskId);
      if (run && (type === "task.cancelled" || type === "task.deleted")) interrupt(run, "ended");
    }
  });
  const idle = new AbortController();
  const looping = loop();
  const renewing = renew();

  return {
    wake,
    async stop(graceMs) {
      stopping.abort();
      await looping;
      const ended = Promise.all([...active.values()].map((run) => run.ended));
      const grace = new AbortController();
      await Promise.race([ended, clock.sleep(graceMs, grace.signal)]);
      grace.abort();
      for (const run of active.values()) interrupt(run, "stopping");
      await ended;
      idle.abort();
      await renewing;
      unwatch();
    },
  };
}
