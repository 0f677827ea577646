// The circuit breaker over whole lives of an engine: what opens it, what heals it, and that no wait is without a bound.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  advanceBreaker,
  CLOSED,
  judgeFailure,
  MAX_OPEN_MS,
  type Breaker,
  type BreakerEvent,
  type OpenBreaker,
} from "../../src/core/breaker.ts";
import { EngineError } from "../../src/core/engine.ts";

const START = Date.UTC(2026, 0, 1);

/** After the events, each one second after the one before. */
function after(types: readonly Step[], from: Breaker = CLOSED, start = START): Breaker {
  return types.reduce((breaker, type, index) => advanceBreaker(breaker, toEvent(type), start + index * 1_000), from);
}

type Step = Exclude<BreakerEvent["type"], "heardTrouble"> | "well" | "ill";

function toEvent(type: Step): BreakerEvent {
  if (type === "probed" || type === "well") return { type: "probed", found: "well" };
  return type === "ill" ? { type: "probed", found: "ill" } : { type };
}

const FAILED = ["failed", "failed", "failed", "failed", "failed"] as const;

describe("a breaker opens", () => {
  test("after five failures in a row, and not for the four that one task may have", () => {
    expect(after(FAILED.slice(1))).toEqual({ state: "closed", failures: 4 });
    expect(after(FAILED)).toMatchObject({ state: "open", since: START + 4_000, until: START + 9_000, trouble: false });
    expect(after([...FAILED.slice(1), "answered", ...FAILED.slice(1)]).state).toBe("closed");
  });

  test("at once when the operator is needed, for longer", () => {
    expect(after(["trouble"])).toMatchObject({ state: "open", until: START + 30_000, trouble: true });
  });

  test("at once when a probe fails", () => {
    expect(after(["ill"])).toMatchObject({ state: "open", until: START + 5_000 });
    expect(after(["failed", "failed", "well"])).toEqual({ state: "closed", failures: 2 });
  });

  test("for the operator when a probe finds that it is needed, and stays so", () => {
    const open = advanceBreaker(CLOSED, { type: "probed", found: "trouble" }, START);
    expect(open).toMatchObject({ state: "open", until: START + 30_000, trouble: true });
    expect(advanceBreaker(open, { type: "probed", found: "ill" }, START + 30_000)).toMatchObject({
      trouble: true,
      until: START + 90_000,
    });
  });

  test("again when the call that was let through fails, for twice the time, up to a minute", () => {
    let breaker = after(FAILED);
    const waits: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const { until } = breaker as { until: number };
      const trial = after(["waited", "begun"], breaker, until);
      breaker = advanceBreaker(trial, { type: "failed" }, until);
      waits.push((breaker as { until: number }).until - until);
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    expect(breaker).toMatchObject({ since: START + 4_000 });
  });
});

describe("a breaker heals", () => {
  test("by time or a probe it lets one call through, and by its answer it closes", () => {
    for (const type of ["waited", "well"] as const) {
      const half = after([...FAILED, type]);
      expect(half).toMatchObject({ state: "halfOpen", trying: false });
      const trial = advanceBreaker(half, { type: "begun" }, START);
      expect(trial).toMatchObject({ state: "halfOpen", trying: true });
      expect(advanceBreaker(trial, { type: "answered" }, START)).toBe(CLOSED);
    }
  });

  test("a call that was let through and ends without a verdict gives its turn to another", () => {
    expect(after([...FAILED, "waited", "begun", "abandoned"])).toMatchObject({ state: "halfOpen", trying: false });
  });

  test("a call from before that fails late changes nothing", () => {
    const open = after(FAILED);
    expect(after(["failed", "trouble", "begun", "abandoned"], open)).toBe(open);
  });

  test("probes that fail keep it open, up to ten minutes after the last call", () => {
    let breaker = after(FAILED);
    let at = START;
    while (breaker.state === "open") {
      at = breaker.until;
      breaker = advanceBreaker(breaker, { type: "probed", found: "ill" }, at);
    }
    expect(breaker.state).toBe("halfOpen");
    expect(at - START).toBeGreaterThanOrEqual(600_000);
    expect(at - START).toBeLessThanOrEqual(664_000);
  });
});

const trouble = (breaker: OpenBreaker): BreakerEvent => ({ type: "heardTrouble", breaker });

describe("a breaker of an engine that others use too", () => {
  const theirs = after(["trouble", "waited", "begun", "trouble"]) as OpenBreaker;

  test("opens as theirs did when its upstream told them that its operator is needed, whatever it was", () => {
    expect(theirs).toMatchObject({ state: "open", trips: 2, trouble: true });
    for (const own of [CLOSED, after(FAILED), after([...FAILED, "waited", "begun"])]) {
      expect(advanceBreaker(own, trouble(theirs), START + 4_000)).toEqual(theirs);
    }
  });

  test("closes when they had an answer after such trouble, and not when it failed for reasons of its own", () => {
    expect(advanceBreaker(theirs, { type: "heardWell" }, START)).toBe(CLOSED);
    expect(advanceBreaker(after(["waited"], theirs), { type: "heardWell" }, START)).toBe(CLOSED);
    for (const own of [after(FAILED), after([...FAILED, "waited"]), after(FAILED.slice(1))]) {
      expect(advanceBreaker(own, { type: "heardWell" }, START)).toBe(own);
    }
  });

  test("I8: is left alone no longer than by its own bounds, whatever it is told", () => {
    const far = { ...theirs, since: START + 1e12, until: START + 1e12, blindAt: START + 1e12 };
    expect(advanceBreaker(CLOSED, trouble(far), START)).toMatchObject({
      since: START,
      until: START + MAX_OPEN_MS,
      blindAt: START + 600_000,
    });
  });
});

test("I8: whatever happens, no look is further away than the bound, and an answer always closes", () => {
  const type = fc.constantFrom("answered", "failed", "trouble", "begun", "abandoned", "waited", "well", "ill", "heardWell");
  fc.assert(
    fc.property(fc.array(fc.tuple(type, fc.nat(1_000_000)), { maxLength: 60 }), (events) => {
      let breaker: Breaker = CLOSED;
      let at = START;
      for (const [each, ms] of events) {
        at += ms;
        breaker = advanceBreaker(breaker, toEvent(each), at);
        if (breaker.state === "open") expect(breaker.until - at).toBeLessThanOrEqual(MAX_OPEN_MS);
        if (breaker.state !== "closed") expect(breaker.since).toBeLessThanOrEqual(at);
      }
      expect(advanceBreaker(breaker, { type: "answered" }, at)).toBe(CLOSED);
    }),
  );
});

describe("what a failure says of its engine", () => {
  const base = { kind: "upstreamFailed", repeatable: true } as const;
  test.each([
    ["a failure", new EngineError("It failed.", base), "failed"],
    ["a lost answer", new EngineError("Lost.", { kind: "upstreamFailed", repeatable: false, lost: true }), "failed"],
    ["an adapter's own fault", new TypeError("x is not a function"), "failed"],
    ["a refused key", new EngineError("No.", { ...base, elsewhere: true, operatorReason: "answered HTTP 401" }), "trouble"],
    [
      "throttling that says for how long",
      new EngineError("Busy.", { ...base, elsewhere: true, retryAfterMs: 2_000 }),
      "answered",
    ],
    ["throttling that does not", new EngineError("Busy.", { ...base, elsewhere: true }), "failed"],
    ["refused content", new EngineError("No.", { kind: "contentRefused", repeatable: false }), "answered"],
    [
      "a request that it does not take",
      new EngineError("No.", { kind: "upstreamFailed", repeatable: false, elsewhere: true }),
      "answered",
    ],
  ])("%s", (_, error, verdict) => {
    expect(judgeFailure(error)).toBe(verdict);
  });
});
