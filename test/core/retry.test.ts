// Backoff and polling delays, over all their inputs.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextAttemptDelayMs, nextCheckDelayMs } from "../../src/core/retry.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retryAfterMs = fc.option(fc.nat(3_600_000), { nil: undefined });

describe("nextAttemptDelayMs", () => {
  test("what may not be repeated is not", () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 10 }), (chance, failures) => {
        expect(nextAttemptDelayMs({ error: { repeatable: false, retryAfterMs: undefined }, failures, random: chance })).toBe(
          undefined,
        );
      }),
    );
  });

  test("I8: the fourth failure is the last", () => {
    const error = { repeatable: true, retryAfterMs: undefined };
    const delays = [1, 2, 3, 4, 5].map((failures) => nextAttemptDelayMs({ error, failures, random: 0.5 }));
    expect(delays).toEqual([500, 1_000, 2_000, undefined, undefined]);
  });

  test("a delay is at least what the upstream asked for and at most a minute", () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 3 }), retryAfterMs, (chance, failures, asked) => {
        const delay = nextAttemptDelayMs({ error: { repeatable: true, retryAfterMs: asked }, failures, random: chance });
        expect(delay).toBeGreaterThanOrEqual(Math.min(asked ?? 0, 60_000));
        expect(delay).toBeLessThanOrEqual(60_000);
        expect(Number.isInteger(delay)).toBe(true);
      }),
    );
  });
});

describe("nextCheckDelayMs", () => {
  test("starts at 250 ms, never shrinks, and never exceeds 5 s", () => {
    expect(nextCheckDelayMs(0)).toBe(250);
    fc.assert(
      fc.property(fc.nat(3_600_000), fc.nat(3_600_000), (a, b) => {
        const [sooner, later] = [nextCheckDelayMs(Math.min(a, b)), nextCheckDelayMs(Math.max(a, b))];
        expect(sooner).toBeLessThanOrEqual(later);
        expect(later).toBeLessThanOrEqual(5_000);
      }),
    );
  });
});
