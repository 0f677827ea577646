// One engine as the worker sees it: how many tasks it has, how soon it takes the next, and whether it works. It keeps the engine's
// circuit breaker and the pauses that its upstream asked for. Of an engine that other nodes use too, it knows how many tasks they
// have there only as it was when somebody last looked: the place store decides.
import { advanceBreaker, CLOSED, judgeFailure, MAX_OPEN_MS, type BreakerEvent } from "../core/breaker.ts";
import type { Clock } from "../core/clock.ts";
import { EngineError, type Engine } from "../core/engine.ts";
import type { EngineStatus } from "../core/engine-status.ts";
import type { PlaceCount, PlaceStore, SharedEngine } from "../core/place-store.ts";
import { toEngineName } from "../core/replica-id.ts";
import type { Log } from "../io/log.ts";
import { toSharedKey } from "./shared-engine.ts";

/** The longest pause that an upstream is granted before it is asked again. */
const MAX_PAUSE_MS = 3_600_000;
/** An engine that works is probed when nothing was heard of it for so long. */
const IDLE_PROBE_MS = 60_000;
/**
 * A submission is noted so long before its turn, about what the note takes; at an engine that other nodes use too, no turn is sooner.
 * A node that dies in between leaves a paid one that nobody can tell from one that was made, so it is not more.
 */
export const NOTICE_MS = 30;
/** What other nodes took is looked at again at least so often, if that is in somebody's way. */
const LOOK_EVERY_MS = 1_000;

/** An engine with its settings, as it is told of. */
export interface ConfiguredEngine {
  readonly engine: Engine;
  readonly title: string;
}

/** A task's place at an engine, which counts against the engine's capacity until it is left. */
export interface Place {
  readonly engine: Engine;
  /** What other nodes know the engine by, if they use it: then the place is one in the place store as well. */
  readonly shared: SharedEngine | undefined;
  /**
   * Takes the turn of one submission: milliseconds to wait before it, so that they keep the pace that the upstream allows.
   * @throws {StoreUnavailable}
   */
  takeTurnMs(): Promise<number>;
  /** The engine answered a call. */
  succeed(): void;
  /** A call failed with `error`. */
  fail(error: unknown): void;
  leave(): void;
}

export interface Replica {
  readonly engine: Engine;
  /** Its id without the address. */
  readonly name: string;
  /** What other nodes know it by, if they use it. */
  readonly shared: SharedEngine | undefined;
  /** Whether it would take a task, if it had a place. */
  isReady(): boolean;
  /** Tasks that may begin now. */
  countFree(): number;
  /** Whether one might begin now if other nodes left it a place. */
  hasRoom(): boolean;
  /** Whether other nodes leave it no place. */
  isFullElsewhere(): boolean;
  /** What the place store says of it; "full" when it refused a place. */
  notePlaces(count: PlaceCount | "full"): void;
  /** The share of its places that are taken; above 1 when it has more work from before a restart than places. */
  load(): number;
  /** When it last worked or was free to work, if it does or is not: Unix milliseconds. */
  ailingSince(): number | undefined;
  /** A place for new work; there must be one free. */
  take(): Place;
  /** A place for work that the engine has already, whether or not one is free. */
  hold(): Place;
  /** Milliseconds until time alone may make it ready or free, if it may. */
  changesInMs(): number | undefined;
  /** Milliseconds until it should be probed; undefined when it should not. */
  probeInMs(): number | undefined;
  /** What a probe found; undefined when the engine is well. */
  noteProbe(error: unknown): void;
  /** As this node knows it. */
  status(): Omit<EngineStatus, "models" | "nodes">;
}

interface ReplicaParts {
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  /** Called when it may have become ready or free, or the opposite. */
  readonly changed: () => void;
  /** Where places are counted at engines that other nodes use too; absent where this process is the only one. */
  readonly places: PlaceStore | undefined;
}

export function createReplica({ engine, title }: ConfiguredEngine, { clock, log, changed, places }: ReplicaParts): Replica {
  const { concurrency, submitsPerSecond } = engine.capabilities;
  const paceMs = submitsPerSecond === undefined ? 0 : 1_000 / submitsPerSecond;
  const key = places && toSharedKey(engine);
  const shared = key === undefined ? undefined : { key, capacity: concurrency };
  let breaker = CLOSED;
  let busy = 0;
  /** At other nodes, and at any. */
  let elsewhere = 0;
  let wished = 0;
  let pausedSince = 0;
  let pausedUntil = 0;
  let nextTakeAt = 0;
  let nextTurnAt = 0;
  let heardAt = Number.NEGATIVE_INFINITY;
  /** What went wrong last, for the operator; kept until the engine works again. */
  let operatorReason: string | undefined;
  /** What the log has of it. */
  let told: string | undefined;

  /** Milliseconds until `at`; none when that is further away than it ever was, because the clock was set back. */
  function msUntil(at: number, bound: number): number {
    const ms = Math.max(0, at - clock.now());
    return ms > bound + 1 ? 0 : ms;
  }

  function settle(): typeof breaker {
    // Without a probe, time alone lets the next call through.
    if (breaker.state === "open" && !engine.probe && msUntil(breaker.until, MAX_OPEN_MS) === 0) move({ type: "waited" });
    return breaker;
  }

  function move(event: BreakerEvent): void {
    const before = breaker;
    breaker = advanceBreaker(breaker, event, clock.now());
    if (breaker.state === "open") tellTrouble(breaker.trouble);
    if (breaker.state === before.state) return;
    if (breaker.state === "closed") {
      told = undefined;
      log.info({ engine: engine.id }, "the engine works again");
    }
    changed();
  }

  /** Once, until it works again or needs its operator for another reason. */
  function tellTrouble(trouble: boolean): void {
    if (told !== undefined && (!trouble || told === operatorReason)) return;
    told = operatorReason ?? "";
    const facts = { engine: engine.id, reason: operatorReason };
    if (trouble) log.error(facts, "the engine cannot work until its operator does something");
    else log.warn(facts, "the engine does not work and is left alone for a while");
  }

  function pause(error: unknown): void {
    if (!(error instanceof EngineError) || error.retryAfterMs === undefined) return;
    if (!isPaused()) pausedSince = clock.now();
    pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(MAX_PAUSE_MS, error.retryAfterMs));
    changed();
  }

  function isPaused(): boolean {
    return msUntil(pausedUntil, MAX_PAUSE_MS) > 0;
  }

  /** @param taken by others. */
  function countFree(taken: number): number {
    if (!isReady() || msUntil(nextTakeAt, paceMs) > 0) return 0;
    const { state } = breaker;
    const free = Math.max(0, concurrency - busy - taken);
    if (state === "halfOpen") return breaker.trying ? 0 : Math.min(1, free);
    return paceMs > 0 ? Math.min(1, free) : free;
  }

  const isFullElsewhere = () => elsewhere + wished > 0 && busy + elsewhere + wished >= concurrency;

  function takeOwnTurnMs(): number {
    const now = clock.now();
    const turn = now + msUntil(nextTurnAt, paceMs * concurrency);
    nextTurnAt = turn + paceMs;
    return turn - now;
  }

  function isReady(): boolean {
    return settle().state !== "open" && !isPaused();
  }

  function enter(isTrial: boolean): Place {
    busy += 1;
    let undecided = isTrial;
    let left = false;
    return {
      engine,
      shared,
      takeTurnMs: async () =>
        places && shared && paceMs > 0 ? await places.takeTurn(shared, { paceMs, noticeMs: NOTICE_MS }) : takeOwnTurnMs(),
      succeed() {
        undecided = false;
        heardAt = clock.now();
        operatorReason = undefined;
        move({ type: "answered" });
      },
      fail(error) {
        undecided = false;
        heardAt = clock.now();
        const verdict = judgeFailure(error);
        if (verdict !== "answered") operatorReason = toOperatorReason(error);
        pause(error);
        move({ type: verdict });
      },
      leave() {
        if (left) return;
        left = true;
        busy -= 1;
        if (undecided) move({ type: "abandoned" });
        changed();
      },
    };
  }

  return {
    engine,
    name: toEngineName(engine.id),
    shared,
    isReady,
    countFree: () => countFree(elsewhere + wished),
    hasRoom: () => countFree(0) > 0,
    isFullElsewhere,
    notePlaces(count) {
      if (count === "full") elsewhere = Math.max(elsewhere, concurrency - busy);
      else ({ elsewhere, wished } = { elsewhere: Math.max(0, count.taken - busy), wished: count.wished });
    },
    load: () => (busy + elsewhere) / concurrency,
    ailingSince() {
      if (breaker.state !== "closed") return breaker.since;
      return isPaused() ? pausedSince : undefined;
    },
    take() {
      const isTrial = settle().state === "halfOpen";
      nextTakeAt = clock.now() + paceMs;
      move({ type: "begun" });
      return enter(isTrial);
    },
    hold: () => enter(false),
    changesInMs() {
      const times = [msUntil(pausedUntil, MAX_PAUSE_MS), msUntil(nextTakeAt, paceMs)];
      if (breaker.state === "open" && !engine.probe) times.push(msUntil(breaker.until, MAX_OPEN_MS));
      if (isFullElsewhere()) times.push(LOOK_EVERY_MS);
      const ahead = times.filter((ms) => ms > 0);
      return ahead.length > 0 ? Math.min(...ahead) : undefined;
    },
    probeInMs() {
      if (!engine.probe) return undefined;
      if (breaker.state === "open") return msUntil(breaker.until, MAX_OPEN_MS);
      // What an engine that works says to its callers is a better probe.
      return busy > 0 ? undefined : msUntil(heardAt + IDLE_PROBE_MS, IDLE_PROBE_MS);
    },
    noteProbe(error) {
      heardAt = clock.now();
      if (error !== undefined) operatorReason = toOperatorReason(error);
      move({ type: "probed", found: toFinding(error) });
    },
    status() {
      const ready = isReady();
      const reason = ready ? undefined : toReason();
      return {
        id: engine.id,
        title,
        ready,
        ...(reason === undefined ? {} : { reason }),
        ...(ready || operatorReason === undefined ? {} : { operatorReason }),
        capacity: concurrency,
        busy,
      };
    },
  };

  function toReason(): string {
    if (breaker.state !== "open") return `Its upstream asked to be left alone until ${new Date(pausedUntil).toISOString()}.`;
    return breaker.trouble ? "It waits for its operator." : "It does not answer, or failed several times in a row.";
  }
}

function toOperatorReason(error: unknown): string {
  return error instanceof EngineError ? (error.operatorReason ?? error.message) : "its adapter failed";
}

function toFinding(error: unknown): "well" | "ill" | "trouble" {
  if (error === undefined) return "well";
  return error instanceof EngineError && !error.repeatable ? "trouble" : "ill";
}
