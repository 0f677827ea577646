// Backoff and polling delays, over all their inputs.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextAttemptDelayMs, nextCheckDelayMs, nextDeliveryDelayMs, readRetryAfterMs } from "../../src/core/retry.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retryAfterMs = fc.option(fc.nat(3_600_000), { nil: undefined });

/** With patience. */
function patientDelayMs(failures: number, repeatable: boolean): number | undefined {
  return nextAttemptDelayMs({ error: { repeatable, retryAfterMs: undefined }, failures, patient: true, random: 0.5 });
}

describe("nextAttemptDelayMs", () => {
  test("what may not be repeated is not", () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 10 }), (chance, failures) => {
        expect(
          nextAttemptDelayMs({ error: { repeatable: false, retryAfterMs: undefined }, failures, patient: false, random: chance }),
        ).toBe(undefined);
      }),
    );
  });

  test("I8: the fourth failure is the last", () => {
    const error = { repeatable: true, retryAfterMs: undefined };
    const delays = [1, 2, 3, 4, 5].map((failures) => nextAttemptDelayMs({ error, failures, patient: false, random: 0.5 }));
    expect(delays).toEqual([500, 1_000, 2_000, undefined, undefined]);
  });

  test("a delay is at least what the upstream asked for and at most a minute", () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 3 }), retryAfterMs, (chance, failures, asked) => {
        const delay = nextAttemptDelayMs({
          error: { repeatable: true, retryAfterMs: asked },
          failures,
          patient: false,
          random: chance,
        });
        expect(delay).toBeGreaterThanOrEqual(Math.min(asked ?? 0, 60_000));
        expect(delay).toBeLessThanOrEqual(60_000);
        expect(Number.isInteger(delay)).toBe(true);
      }),
    );
  });
});

describe("nextCheckDelayMs", () => {
  test("with patience, attempts are not counted, but still spread out; what cannot be repeated is not", () => {
    expect([1, 4, 5, 20, 5_000].map((failures) => patientDelayMs(failures, true))).toEqual([500, 4_000, 8_000, 30_000, 30_000]);
    expect(patientDelayMs(1, false)).toBe(undefined);
  });

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

describe("nextDeliveryDelayMs", () => {
  test("I8: makes eight attempts over about a day", () => {
    const gaps = [1, 2, 3, 4, 5, 6, 7].map((attempts) => nextDeliveryDelayMs({ attempts, random: 0.5 }) ?? Number.NaN);
    expect(gaps).toEqual([5_000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000, 64_800_000]);
    expect(gaps.reduce((sum, gap) => sum + gap) / 3_600_000).toBeCloseTo(23.2, 1);
    for (const attempts of [8, 9, 100]) expect(nextDeliveryDelayMs({ attempts, random: 0.5 })).toBeUndefined();
  });

  test("grows whatever chance says, by chance within a fifth", () => {
    fc.assert(
      fc.property(random, random, fc.integer({ min: 1, max: 6 }), (first, second, attempts) => {
        const middle = nextDeliveryDelayMs({ attempts, random: 0.5 }) ?? Number.NaN;
        const sooner = nextDeliveryDelayMs({ attempts, random: first }) ?? Number.NaN;
        const later = nextDeliveryDelayMs({ attempts: attempts + 1, random: second }) ?? Number.NaN;
        expect(Math.abs(sooner - middle)).toBeLessThanOrEqual(middle * 0.2);
        expect(later).toBeGreaterThan(sooner);
      }),
    );
    expect([0, 0.999_999].map((chance) => nextDeliveryDelayMs({ attempts: 1, random: chance }))).toEqual([4_000, 6_000]);
  });

  test("is no sooner than the receiver asked for, and never more than a day", () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 7 }), fc.nat(1_000_000_000), (chance, attempts, asked) => {
        const delay = nextDeliveryDelayMs({ attempts, random: chance, retryAfterMs: asked });
        expect(delay).toBeGreaterThanOrEqual(Math.min(asked, 18 * 3_600_000));
        expect(delay).toBeLessThan(24 * 3_600_000);
        expect(Number.isInteger(delay)).toBe(true);
      }),
    );
  });
});

describe("readRetryAfterMs", () => {
  const date = "Thu, 01 Jan 2026 00:00:00 GMT";
  test.each([
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": " 7 " }, 7_000],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": "999999999" }, 86_400_000],
    [{ "retry-after": "Thu, 01 Jan 2026 00:01:00 GMT", date }, 60_000],
    [{ "retry-after": "Fri, 01 Jan 2100 00:00:00 GMT", date }, 86_400_000],
    [{ "retry-after": "Wed, 31 Dec 2025 23:59:59 GMT", date }, undefined],
    [{ "retry-after": "Thu, 01 Jan 2026 00:01:00 GMT" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "soon", date }, undefined],
    [{ "retry-after": "" }, undefined],
    [{}, undefined],
  ])("%j is %s", (headers, ms) => {
    expect(readRetryAfterMs(headers)).toBe(ms);
  });
});
