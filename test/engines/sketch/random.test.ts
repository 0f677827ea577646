// Chance that is the same on every machine: streams depend on seed and labels alone, and are spread evenly.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createNoise, createRandom, fractal } from "../../../src/engines/sketch/random.ts";

test("a seed gives the numbers that it gave on the machine where this was written", () => {
  const random = createRandom(42, "salt");
  const drawn = [random.next(), random.next(), random.fork("a").next(), createRandom(0).next()];
  expect(drawn.map((value) => Math.round(value * 2 ** 32))).toMatchInlineSnapshot(`
    [
      1627123805,
      3675745448,
      2383409328,
      3591377567,
    ]
  `);
});

test("a fork depends on seed and label, not on what was drawn before", () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), fc.nat(20), (seed, label, draws) => {
      const fresh = createRandom(seed);
      const used = createRandom(seed);
      for (let draw = 0; draw < draws; draw++) used.next();
      expect(used.fork(label).next()).toBe(fresh.fork(label).next());
    }),
  );
});

test("neighbouring seeds and labels are unrelated, and every range is filled", () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let seed = 0; seed < 4000; seed++) {
    const digit = createRandom(seed)
      .fork(`part ${seed % 7}`)
      .int(0, 9);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  // 400 each; six standard deviations are 114.
  for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(114);
});

test("noise stays in [0, 1) and has no jumps", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: -500, max: 500, noNaN: true }),
      fc.double({ min: -500, max: 500, noNaN: true }),
      (seed, x, y) => {
        const noise = fractal(createNoise(createRandom(seed)), 4);
        const value = noise(x, y);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
        expect(Math.abs(noise(x + 0.001, y) - value)).toBeLessThan(0.02);
      },
    ),
  );
});
