// When a request is sent again, and after how long.
import { describe, expect, test } from "vitest";
import { ApiError, ConnectionError, TimeoutError, type ConnectionErrorKind } from "../../src/client/errors.ts";
import { isAmbiguous, toRepeatDelay, type Repeat, type Situation } from "../../src/client/retry.ts";

const FIRST: Situation = { failures: 1, lasting: 0, elapsedMs: 0, patienceMs: 180_000, random: 0 };

function answer(status: number, code?: number, retryAfterSeconds?: number): ApiError {
  return new ApiError({ status, code, title: "", detail: "No.", violations: [], retryAfterSeconds, requestId: undefined });
}
const connection = (kind: ConnectionErrorKind) => new ConnectionError(kind, "No.");

/** What happened; whether it is tried again when that is safe, and when it is not; whether it may have been carried out. */
test.each<[string, unknown, boolean, boolean, boolean]>([
  ["refused", connection("refused"), true, true, false],
  ["not trusted", connection("untrusted"), false, false, false],
  ["lost", connection("lost"), true, false, true],
  ["garbled", connection("garbled"), true, false, true],
  ["no stream", connection("noStream"), false, false, false],
  ["too slow", new TimeoutError("Too slow."), true, false, true],
  ["429", answer(429, 1003, 2), true, true, false],
  ["429 without a time", answer(429, 1003), true, true, false],
  ["a day's limit", answer(429, 1004), false, false, false],
  ["a day's limit that ends soon", answer(429, 1004, 5), true, true, false],
  ["503", answer(503, 4008), true, true, false],
  ["500", answer(500, 4002), true, false, true],
  ["502", answer(502), true, false, true],
  ["504", answer(504), true, false, true],
  ["400", answer(400, 2001), false, false, false],
  ["401", answer(401, 1001), false, false, false],
  ["402", answer(402, 1002), false, false, false],
  ["404", answer(404, 2005), false, false, false],
  ["409", answer(409, 2004), false, false, false],
  ["a redirect", answer(301), false, false, false],
  ["a mistake in a program", new TypeError("x is not a function"), false, false, false],
])("%s", (_, error, whenSafe, whenOnce, ambiguous) => {
  const isRepeated = (repeat: Repeat) => toRepeatDelay(error, repeat, FIRST) !== undefined;
  expect([isRepeated("safe"), isRepeated("once"), isAmbiguous(error)]).toEqual([whenSafe, whenOnce, ambiguous]);
});

const delay = (changes: Partial<Situation>, error: unknown = connection("refused")) =>
  toRepeatDelay(error, "safe", { ...FIRST, ...changes });

describe("the pause", () => {
  test("doubles up to a bound", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => delay({ failures }));
    expect(pauses).toEqual([125, 250, 500, 1_000, 2_000, 2_500, 2_500, 2_500]);
  });

  test("is spread by chance", () => {
    expect([0, 0.5, 0.999].map((random) => delay({ random, failures: 3 }))).toEqual([500, 750, 999.5]);
  });

  test("is at least what the server asks for", () => {
    expect(delay({}, answer(429, 1003, 7))).toBe(7_125);
  });

  test("is not begun when the patience would end in it", () => {
    expect(delay({ elapsedMs: 179_800 })).toBe(125);
    expect(delay({ elapsedMs: 179_900 })).toBeUndefined();
    expect(delay({}, answer(503, 4008, 200))).toBeUndefined();
    expect(delay({ patienceMs: 0 })).toBeUndefined();
  });

  test("after the third fault that may last is none", () => {
    const lasting = [1, 2, 3].map((each) => delay({ lasting: each, failures: each }, answer(500, 4002)) !== undefined);
    expect(lasting).toEqual([true, true, false]);
  });
});
