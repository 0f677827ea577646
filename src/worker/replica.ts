// One engine as the worker sees it: how many tasks it has, how soon it takes the next, and whether it works. It keeps the engine's
// circuit breaker and the pauses that its upstream asked for. Of an engine that other nodes use too, it knows how many tasks they
// have there only as it was when somebody last looked: the place store decides.
//
// Nodes tell each other what they find of a shared engine. What its upstream said itself, to be left alone or that its operator is
// needed, holds for all at once. That it does not answer may be the fault of one node, or of its way there: the others only look for
// themselves, at once, so that one bad node neither stops the rest nor is sent tasks because the rest are well.
import { advanceBreaker, CLOSED, judgeFailure, MAX_OPEN_MS, type Breaker, type BreakerEvent } from "../core/breaker.ts";
import type { Clock } from "../core/clock.ts";
import { EngineError, type Engine } from "../core/engine.ts";
import type { EngineStatus } from "../core/engine-status.ts";
import type { EngineFinding, EngineNews, EnginePause, PlaceCount, PlaceStore, SharedEngine } from "../core/place-store.ts";
import { toEngineName } from "../core/replica-id.ts";
import type { Log } from "../io/log.ts";
import { toSharedKey } from "./shared-engine.ts";
import { createTeller } from "./tell-news.ts";

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
/** What was found so long ago, and not since, says nothing: whoever found it would have looked again. */
const STALE_MS = 2 * MAX_OPEN_MS;
/** Clocks of nodes differ by less; what is of a later time was told before the clock was set back. */
const MAX_SKEW_MS = 60_000;

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
  /**
   * A call failed with `error`. Resolves when the other nodes know what that says of the engine, so that none of them begins what
   * follows from the failure without knowing it; at once where it says nothing new, and in seconds where they cannot be told.
   */
  fail(error: unknown): Promise<void>;
  leave(): void;
}

export interface Replica {
  readonly engine: Engine;
  /** Its id without the address. */
  readonly name: string;
  /** What other nodes know it by, if they use it. */
  readonly shared: SharedEngine | undefined;
  /** The same, as a place is asked for now. */
  seeker(): SharedEngine | undefined;
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
  /** What any node found of it last. */
  noteNews(news: EngineNews): void;
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
  const tell = places && shared ? createTeller({ places, engine: engine.id, key: shared.key, log }) : undefined;
  let breaker: Breaker = CLOSED;
  let busy = 0;
  /** At other nodes, and at any. */
  let elsewhere = 0;
  let wished = 0;
  let pausedSince = 0;
  let pausedUntil = 0;
  let nextTakeAt = 0;
  let nextTurnAt = 0;
  let heardAt = Number.NEGATIVE_INFINITY;
  /** When a call was answered last. */
  let answeredAt = Number.NEGATIVE_INFINITY;
  /** The newest finding of any node that this one knows of. */
  let newest: EngineFinding | undefined;
  /** Whether another node found something that this one looks at for itself. */
  let isCurious = false;
  /** Ends when the others know what this node found last. */
  let telling: Promise<void> | undefined;
  /** What went wrong last, for the operator; kept until the engine works again. */
  let operatorReason: string | undefined;
  /** What the log has of it. */
  let told: string | undefined;

  /** Milliseconds until `at`; none when that is further away than it ever was, because the clock was set back. */
  function msUntil(at: number, bound: number): number {
    const ms = Math.max(0, at - clock.now());
    return ms > bound + 1 ? 0 : ms;
  }

  function settle(): Breaker {
    // Without a probe, time alone lets the next call through.
    if (breaker.state === "open" && !engine.probe && msUntil(breaker.until, MAX_OPEN_MS) === 0) move({ type: "waited" });
    return breaker;
  }

  function move(event: BreakerEvent): void {
    const before = breaker;
    breaker = advanceBreaker(breaker, event, clock.now());
    if (breaker.state === "open") tellTrouble(breaker.trouble);
    tellOthers(event, before);
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

  /** What an event that is this node's own has shown. */
  function tellOthers({ type }: BreakerEvent, before: Breaker): void {
    if (!tell || type === "heardWell" || type === "heardTrouble") return;
    const finding = toFinding(before, type === "answered");
    if (!finding) return;
    newest = finding;
    telling = tell({ finding });
  }

  /** Undefined when nothing has changed, or the others know: of all who find the same, one tells it. */
  function toFinding(before: Breaker, isAnswered: boolean): EngineFinding | undefined {
    const now = clock.now();
    // Whoever knew of a finding has a newer one, whatever the clocks of both say.
    const at = newest && newest.at <= now + MAX_SKEW_MS ? Math.max(now, newest.at + 1) : now;
    if (breaker.state === "open") {
      const wasSo = before.state === "open" && before.trouble === breaker.trouble;
      if (wasSo || (!breaker.trouble && newest?.found === "ill")) return undefined;
      if (!breaker.trouble) return { found: "ill", at };
      return { found: "trouble", at, breaker, ...(operatorReason === undefined ? {} : { reason: operatorReason }) };
    }
    const isNews = newest === undefined ? before.state !== "closed" : newest.found !== "well";
    return isAnswered && isNews ? { found: "well", at } : undefined;
  }

  function hearFinding(finding: EngineFinding): void {
    const now = clock.now();
    const isKnown = newest !== undefined && newest.at >= finding.at && newest.at <= now + MAX_SKEW_MS;
    if (isKnown || finding.at > now + MAX_SKEW_MS) return;
    newest = finding;
    if (finding.found === "well") return hearWell();
    if (now - finding.at > STALE_MS) return;
    // An answer that came after it says more.
    if (answeredAt >= finding.at) return tellOthers({ type: "answered" }, breaker);
    if (finding.found === "trouble") {
      operatorReason = finding.reason;
      move({ type: "heardTrouble", breaker: finding.breaker });
    } else if (breaker.state === "closed") look();
  }

  function hearWell(): void {
    const before = breaker;
    move({ type: "heardWell" });
    if (breaker.state === "open") look();
    else if (breaker !== before) operatorReason = undefined;
  }

  function look(): void {
    if (!engine.probe) return;
    isCurious = true;
    changed();
  }

  function pause(error: unknown): void {
    if (!(error instanceof EngineError) || error.retryAfterMs === undefined) return;
    if (!isPaused()) pausedSince = clock.now();
    pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(MAX_PAUSE_MS, error.retryAfterMs));
    telling = tell?.({ pause: { since: pausedSince, until: pausedUntil } });
    changed();
  }

  function hearPause({ since, until }: EnginePause): void {
    if (until <= pausedUntil || msUntil(until, MAX_PAUSE_MS) === 0) return;
    if (!isPaused()) pausedSince = since;
    pausedUntil = until;
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
        answeredAt = heardAt;
        operatorReason = undefined;
        move({ type: "answered" });
      },
      async fail(error) {
        undecided = false;
        heardAt = clock.now();
        const verdict = judgeFailure(error);
        if (verdict !== "answered") operatorReason = toOperatorReason(error);
        pause(error);
        move({ type: verdict });
        await telling;
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
    seeker: () => shared && { ...shared, ...(settle().state === "halfOpen" ? { trial: { knownAt: newest?.at ?? 0 } } : {}) },
    isReady,
    countFree: () => countFree(elsewhere + wished),
    hasRoom: () => countFree(0) > 0,
    isFullElsewhere,
    notePlaces(count) {
      if (count === "full") elsewhere = Math.max(elsewhere, concurrency - busy);
      else ({ elsewhere, wished } = { elsewhere: Math.max(0, count.taken - busy), wished: count.wished });
    },
    noteNews({ finding, pause: told }) {
      if (told) hearPause(told);
      if (finding) hearFinding(finding);
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
      // What other nodes do there, or find, may not have been heard.
      if (isFullElsewhere() || (shared && !isReady())) times.push(LOOK_EVERY_MS);
      const ahead = times.filter((ms) => ms > 0);
      return ahead.length > 0 ? Math.min(...ahead) : undefined;
    },
    probeInMs() {
      if (!engine.probe) return undefined;
      if (isCurious) return 0;
      if (breaker.state === "open") return msUntil(breaker.until, MAX_OPEN_MS);
      // What an engine that works says to its callers is a better probe.
      return busy > 0 ? undefined : msUntil(heardAt + IDLE_PROBE_MS, IDLE_PROBE_MS);
    },
    noteProbe(error) {
      isCurious = false;
      heardAt = clock.now();
      if (error !== undefined) operatorReason = toOperatorReason(error);
      move({ type: "probed", found: toProbed(error) });
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

function toProbed(error: unknown): "well" | "ill" | "trouble" {
  if (error === undefined) return "well";
  return error instanceof EngineError && !error.repeatable ? "trouble" : "ill";
}
