// Claims what is due and runs it: what was begun whenever it falls due, what waits as soon as an engine of its route has a place.
// Owns I4 (it renews every lease that it works under) and I12 (stopping drains or hands back every lease).
import type { Claim } from "../core/store.ts";
import { isTerminal, TaskConflict, type Task } from "../core/task.ts";
import { createBell } from "./bell.ts";
import type { WorkerParts } from "./parts.ts";
import { startProbes } from "./probes.ts";
import type { Place } from "./replica.ts";
import type { Offer } from "./router.ts";
import { createRun, type Interruption, type Run } from "./run.ts";
import { runTask } from "./run-task.ts";
import { traceAttempt, traceQueue } from "./trace.ts";

/** The part of a lease after which it is prolonged: a process that is held up for half of one keeps it. */
const RENEW_SHARE = 1 / 4;
/** Nothing is announced by a lost lease or by another process: look at least this often. */
const MAX_IDLE_MS = 5_000;
/** Tasks whose deadline has passed that are cancelled in one step, and begun ones that are claimed in one. */
const OVERDUE_BATCH = 100;
const BEGUN_BATCH = 100;
/** Runs at once: engines that are busy hold no begun task back, but memory does. */
const MAX_ACTIVE = 1_000;
/** After a store that failed. */
const TROUBLE_MS = 500;

export interface Worker {
  /** Says that there may be new work. */
  wake(): void;
  /** Claims no more, lets running work end for `graceMs`, then interrupts it and hands it back. */
  stop(graceMs: number): Promise<void>;
}

interface ActiveRun {
  readonly run: Run;
  readonly interrupt: AbortController;
  readonly ended: Promise<void>;
}

export function startWorker(parts: WorkerParts): Worker {
  const { store, clock, log, metrics, router, leaseMs } = parts;
  const renewMs = leaseMs * RENEW_SHARE;
  const active = new Map<string, ActiveRun>();
  const stopping = new AbortController();
  const bell = createBell();

  function interrupt(run: ActiveRun, reason: Interruption): void {
    run.interrupt.abort(reason);
  }

  function start(task: Task, place = reserve(task)): void {
    // Its first claim, and none after a failure, a kill or a stop.
    if (task.startedAt !== undefined && task.startedAt >= task.dueAt - leaseMs) traceQueue(parts.tracer, task);
    const controller = new AbortController();
    const run = createRun(task, controller.signal, parts);
    if (place) run.sit(place);
    const ended = carryOut(run, controller).finally(() => {
      if (active.get(task.id) === started) active.delete(task.id);
      bell.ring();
    });
    const started: ActiveRun = { run, interrupt: controller, ended };
    active.set(task.id, started);
  }

  /** A place is taken at once, so that the next claim counts it; a task that finds none waits for one. */
  function reserve({ model, engine, handle, submittedAt }: Task): Place | undefined {
    if (handle !== undefined && engine !== undefined) return router.hold(engine);
    return submittedAt === undefined ? router.take(model) : undefined;
  }

  /** Its time runs from now, but not while it waits for an engine. */
  async function endAtDeadline(run: Run, controller: AbortController, over: AbortSignal): Promise<void> {
    const startedAt = clock.now();
    let leftMs = parts.taskTimeoutMs;
    do {
      await clock.sleep(leftMs, over);
      leftMs = parts.taskTimeoutMs + run.waitedMs - (clock.now() - startedAt);
    } while (leftMs > 0 && run.waitedMs > 0 && !over.aborted);
    if (!over.aborted) controller.abort("deadline" satisfies Interruption);
  }

  /** Work whose lease could not be prolonged in time stops, because another node may begin it. */
  async function endWithLease(run: Run, controller: AbortController, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const leftMs = run.fencedAt - clock.now();
      if (leftMs > 0 || run.outlastsLease) {
        await clock.sleep(Math.max(leftMs, renewMs), over);
        continue;
      }
      // A clock that was set may say so too. The store knows; where it does not answer, nobody waits for it.
      const isKept = await Promise.race([
        run.renew().then(
          () => true,
          () => false,
        ),
        clock.sleep(renewMs / 2, over).then(() => over.aborted),
      ]);
      if (!isKept) return controller.abort("leaseLost" satisfies Interruption);
    }
  }

  async function carryOut(run: Run, controller: AbortController): Promise<void> {
    const over = new AbortController();
    void endAtDeadline(run, controller, over.signal);
    void endWithLease(run, controller, over.signal);
    try {
      report(await traceAttempt(run, () => runTask(run)));
    } catch (error) {
      // The lease runs out by itself, and the task is claimed anew.
      const level = error instanceof TaskConflict ? "warn" : "error";
      if (controller.signal.aborted && (controller.signal.reason as Interruption) === "ended") return;
      log[level]({ task: run.task.id, err: error }, "the outcome of an attempt could not be written");
    } finally {
      over.abort("ended" satisfies Interruption);
      await run.leave();
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
      await clock.sleep(renewMs, idle.signal);
      if (idle.signal.aborted) return;
      await Promise.all([...active].map(([id, run]) => renewLease(id, run).catch(() => {})));
    }
  }

  /** Rejects when the store cannot write; a lease that is lost interrupts its run. */
  async function renewLease(id: string, run: ActiveRun): Promise<void> {
    try {
      await run.run.renew();
    } catch (error) {
      if (!(error instanceof TaskConflict)) throw error;
      if (active.get(id) === run) interrupt(run, "leaseLost");
    }
  }

  async function claim(): Promise<void> {
    // A machine that slept wakes to leases that have run out: they are prolonged first, if nobody else has taken their tasks.
    const overdue = [...active].filter(([, { run }]) => run.fencedAt <= clock.now());
    await Promise.all(overdue.map(([id, run]) => renewLease(id, run)));
    await claimBegun();
    await fillPlaces();
    await claimStarved();
  }

  /** Undefined when nothing more may be claimed. */
  function toClaim(claim: Pick<Claim, "limit" | "except" | "createdBefore">): Claim | undefined {
    const limit = Math.min(claim.limit, MAX_ACTIVE - active.size);
    if (limit <= 0 || stopping.signal.aborted) return undefined;
    return { ...claim, limit, lease: clock.id(), leaseUntil: clock.now() + leaseMs, held: active };
  }

  /** Claims tasks, those that were begun first, and starts them; how many there were. */
  async function claimTasks(wanted: Pick<Claim, "limit" | "except" | "createdBefore">): Promise<number> {
    const claim = toClaim(wanted);
    const claimed = claim ? await store.claimTasks(claim) : [];
    for (const task of claimed) start(task);
    return claimed.length;
  }

  /** What was begun is never refused: its engine has it already, or it waits for a place before anything new does. */
  async function claimBegun(): Promise<void> {
    const dueAt = await store.nextDueAt();
    if (dueAt === undefined || dueAt > clock.now()) return;
    while ((await claimTasks({ limit: BEGUN_BATCH, except: [...parts.models.keys()] })) === BEGUN_BATCH);
  }

  /** New work begins where there is a free place for it. */
  async function fillPlaces(): Promise<void> {
    await router.look();
    const exhausted = new Set<string>();
    for (;;) {
      const offer = router.nextOffer(exhausted);
      if (!offer) return;
      if (!(await claimOffered(offer))) for (const model of offer.models) exhausted.add(model);
    }
  }

  /** Whether there may be more to claim. */
  async function claimOffered({ models, limit, replica }: Offer): Promise<boolean> {
    const except = [...parts.models.keys()].filter((model) => !models.includes(model));
    const wanted = { limit, ...(except.length > 0 ? { except } : {}) };
    if (!replica) return (await claimTasks(wanted)) === limit;
    const claim = toClaim(wanted);
    if (!claim) return false;
    const seeker = replica.seeker();
    const { tasks, isFull } =
      store.places && seeker
        ? await store.places.claimPlaced(claim, seeker)
        : { tasks: await store.claimTasks(claim), isFull: false };
    for (const task of tasks) {
      // A claim brings what was begun along, which goes its own way.
      const isOffered = models.includes(task.model) && task.handle === undefined && task.submittedAt === undefined;
      start(task, isOffered ? router.takeAt(replica, task.model) : reserve(task));
    }
    if (isFull) replica.notePlaces("full");
    return isFull || tasks.length === limit;
  }

  /** Models for which another node has an engine that works. */
  async function listDrawnElsewhere(): Promise<string[]> {
    const told = await store.nodes?.listNodes();
    const others = (told?.nodes ?? []).filter(({ id }) => id !== store.nodes?.self);
    return others.flatMap(({ engines }) => engines.flatMap(({ ready, models }) => (ready ? models : [])));
  }

  /** What waited in vain for an engine that works, here or at any node, is claimed to be told so. */
  async function claimStarved(): Promise<void> {
    const starved = new Set(router.listStarved());
    if (starved.size === 0) return;
    for (const model of await listDrawnElsewhere()) starved.delete(model);
    if (starved.size === 0) return;
    const except = [...parts.models.keys()].filter((model) => !starved.has(model));
    const createdBefore = clock.now() - router.patienceMs;
    while ((await claimTasks({ limit: BEGUN_BATCH, except, createdBefore })) === BEGUN_BATCH);
  }

  /** Deadlines end what waits as well as what runs; whoever runs it is told as of any other cancel. */
  async function cancelOverdue(): Promise<void> {
    const deadlineAt = await store.nextDeadlineAt();
    if (deadlineAt === undefined || deadlineAt > clock.now()) return;
    let cancelled;
    do {
      cancelled = await store.cancelOverdue(OVERDUE_BATCH);
      for (const task of cancelled) report(task);
    } while (cancelled.length === OVERDUE_BATCH && !stopping.signal.aborted);
  }

  async function idleMs(): Promise<number> {
    // With too many runs, work that falls due waits for one of them to end, which rings the bell; a deadline waits for nothing.
    const due = await Promise.all([active.size < MAX_ACTIVE ? store.nextDueAt() : undefined, store.nextDeadlineAt()]);
    const now = clock.now();
    const waits = due.map((at) => (at === undefined ? MAX_IDLE_MS : Math.max(0, at - now)));
    return Math.min(MAX_IDLE_MS, router.changesInMs() ?? MAX_IDLE_MS, ...waits);
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const rung = AbortSignal.any([bell.next, router.bell.next, stopping.signal]);
      try {
        await cancelOverdue();
        await claim();
        const waitMs = await idleMs();
        await clock.sleep(waitMs, rung);
      } catch (error) {
        log.error({ err: error }, "the queue cannot be read");
        await clock.sleep(TROUBLE_MS, stopping.signal);
      }
    }
  }

  /** A new task, whichever node took it, is looked at; one that was ended by another hand than its worker's is worked on no more. */
  const unwatch = store.watch((events) => {
    if (events.some(({ type }) => type === "task.created")) bell.ring();
    for (const { taskId, type } of events) {
      const run = active.get(taskId);
      if (run && (type === "task.cancelled" || type === "task.deleted")) interrupt(run, "ended");
    }
  });
  const unwatchPlaces = store.places?.watchPlaces(router.noteNews);
  const unwatchNews = store.places?.watchNews(router.bell.ring);
  const idle = new AbortController();
  const looping = loop();
  const renewing = renew();
  const probes = startProbes(router.replicas, { bell: router.bell, clock });

  return {
    wake: bell.ring,
    async stop(graceMs) {
      stopping.abort();
      await Promise.all([looping, probes.stop()]);
      const ended = Promise.all([...active.values()].map((run) => run.ended));
      const grace = new AbortController();
      await Promise.race([ended, clock.sleep(graceMs, grace.signal)]);
      grace.abort();
      for (const run of active.values()) interrupt(run, "stopping");
      await ended;
      idle.abort();
      await renewing;
      unwatch();
      unwatchPlaces?.();
      unwatchNews?.();
    },
  };
}
