// Ids: made many in a millisecond, they are unique, sort as they were made, and say when that was.
import { validate, version } from "uuid";
import { expect, test } from "vitest";
import { systemClock } from "../../src/io/system-clock.ts";

test("ids are UUIDv7, unique, and sort as they were made, also within a millisecond", () => {
  const begun = Date.now();
  const ids = Array.from({ length: 20_000 }, () => systemClock.id());
  const ended = Date.now();
  // Many more than milliseconds have gone by, or the test would not see what happens within one.
  expect(ended - begun).toBeLessThan(ids.length / 4);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of [ids[0] ?? "", ids.at(-1) ?? ""]) {
    expect(validate(id)).toBe(true);
    expect(version(id)).toBe(7);
    const at = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
    expect(at).toBeGreaterThanOrEqual(begun);
    expect(at).toBeLessThanOrEqual(ended);
  }
  // The last bits are drawn anew for each: nobody guesses a task's id from another's.
  expect(new Set(ids.map((id) => id.slice(-10))).size).toBeGreaterThan(ids.length - 10);
});
