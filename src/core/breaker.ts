// When an engine that fails is left alone, and when it is tried again: a circuit breaker as a pure state machine
// (https://martinfowler.com/bliki/CircuitBreaker.html). It opens, lets one call through after a growing, bounded time, and closes
// when a call is answered.
import { EngineError } from "./engine.ts";

/** Failed calls in a row after which an engine is left alone: more than the attempts of a task, so that no single one does it. */
const MAX_FAILURES = 5;
const BASE_MS = 5_000;
const CAP_MS = 60_000;
/** A probe costs nothing, and a server that is being started should not wait long to be seen. */
const PROBE_CAP_MS = 15_000;
/** Trouble that waits for a person is looked at less often. */
const TROUBLE_BASE_MS = 30_000;
const TROUBLE_CAP_MS = 600_000;
/** An engine whose probe fails and fails is given a call all the same so long after the last one: the probe may be at fault. */
const BLIND_MS = 600_000;

/** The longest that a breaker stays as it is without a look, whatever happens. */
export const MAX_OPEN_MS = TROUBLE_CAP_MS;

interface Tripped {
  /** Openings in a row; what the time to the next look grows with. */
  readonly trips: number;
  /** When it was last closed, Unix milliseconds. */
  readonly since: number;
  readonly trouble: boolean;
}

/** Nothing is submitted. At `until` it is probed, or given a call where it has no probe or at `blindAt` it still failed. */
export interface OpenBreaker extends Tripped {
  readonly state: "open";
  readonly until: number;
  readonly blindAt: number;
}

export type Breaker =
  | { readonly state: "closed"; readonly failures: number }
  | OpenBreaker
  /** One call is let through, whose outcome decides. */
  | ({ readonly state: "halfOpen"; readonly trying: boolean } & Tripped);

/** What a call says of its engine. */
export type Verdict =
  /** It works, whether or not it took what it was asked. */
  | "answered"
  | "failed"
  /** It cannot work until its operator does something. */
  | "trouble";

export type BreakerEvent =
  | { readonly type: Verdict }
  /** A submission begins. */
  | { readonly type: "begun" }
  /** It ended without a verdict: cancelled, or the server stops. */
  | { readonly type: "abandoned" }
  /** What a probe found. */
  | { readonly type: "probed"; readonly found: "well" | "ill" | "trouble" }
  /** `until` has passed, and there is no probe. */
  | { readonly type: "waited" }
  /** Another process had an answer from it. */
  | { readonly type: "heardWell" }
  /** Another process was told by it that it cannot work, and leaves it alone as `breaker` says. */
  | { readonly type: "heardTrouble"; readonly breaker: OpenBreaker };

export const CLOSED: Breaker = { state: "closed", failures: 0 };

/** The breaker after `event`. `at` is Unix milliseconds. */
export function advanceBreaker(breaker: Breaker, event: BreakerEvent, at: number): Breaker {
  switch (event.type) {
    case "answered":
      return CLOSED;
    case "failed":
      if (breaker.state === "open") return breaker;
      if (breaker.state === "halfOpen") return open(breaker, { at, trouble: false });
      return breaker.failures + 1 < MAX_FAILURES
        ? { state: "closed", failures: breaker.failures + 1 }
        : open(undefined, { at, trouble: false });
    case "trouble":
      if (breaker.state === "open") return breaker;
      return open(breaker.state === "halfOpen" ? breaker : undefined, { at, trouble: true });
    case "begun":
      return breaker.state === "halfOpen" ? { ...breaker, trying: true } : breaker;
    case "abandoned":
      return breaker.state === "halfOpen" ? { ...breaker, trying: false } : breaker;
    case "waited":
      return breaker.state === "open" ? halfOpen(breaker) : breaker;
    case "heardWell":
      // Trouble is the same for all who use it. What failed here, and works there, may be at fault here.
      return breaker.state !== "closed" && breaker.trouble ? CLOSED : breaker;
    case "heardTrouble":
      return adopt(event.breaker, at);
    case "probed":
      return event.found === "well" ? heal(breaker) : ail(breaker, { at, trouble: event.found === "trouble" });
  }
}

function heal(breaker: Breaker): Breaker {
  return breaker.state === "open" ? halfOpen(breaker) : breaker;
}

function ail(breaker: Breaker, found: { readonly at: number; readonly trouble: boolean }): Breaker {
  const { at } = found;
  if (breaker.state === "closed") return open(undefined, found);
  const trouble = found.trouble || breaker.trouble;
  if (breaker.state === "halfOpen") return open(breaker, { at, trouble });
  if (at >= breaker.blindAt) return halfOpen(breaker);
  const trips = breaker.trips + 1;
  const delayMs = toDelayMs(trips, trouble);
  return { ...breaker, trips, trouble, until: at + (trouble ? delayMs : Math.min(PROBE_CAP_MS, delayMs)) };
}

function open(before: Tripped | undefined, { at, trouble }: { readonly at: number; readonly trouble: boolean }): Breaker {
  const trips = (before?.trips ?? 0) + 1;
  const since = before?.since ?? at;
  return { state: "open", trips, since, trouble, until: at + toDelayMs(trips, trouble), blindAt: at + BLIND_MS };
}

function adopt({ trips, since, until, blindAt }: OpenBreaker, at: number): Breaker {
  return {
    state: "open",
    trips,
    since: Math.min(since, at),
    trouble: true,
    until: Math.min(until, at + TROUBLE_CAP_MS),
    blindAt: Math.min(blindAt, at + BLIND_MS),
  };
}

function halfOpen({ trips, since, trouble }: Tripped): Breaker {
  return { state: "halfOpen", trips, since, trouble, trying: false };
}

function toDelayMs(trips: number, trouble: boolean): number {
  const [base, cap] = trouble ? [TROUBLE_BASE_MS, TROUBLE_CAP_MS] : [BASE_MS, CAP_MS];
  return Math.min(cap, base * 2 ** (trips - 1));
}

/** What the failure of a call says of its engine. */
export function judgeFailure(error: unknown): Verdict {
  if (!(error instanceof EngineError)) return "failed";
  if (error.operatorReason !== undefined) return "trouble";
  // Refused content and requests that it does not take, and a wait that it asks for, are the answers of an engine that works.
  const isDeclined = error.kind === "contentRefused" || (error.elsewhere && !error.repeatable);
  return isDeclined || error.retryAfterMs !== undefined ? "answered" : "failed";
}
