// The size that an upstream draws in place of the size asked for.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSize, fitSize, type SizeBounds } from "../../../src/engines/upstream/sizes.ts";

const THREE = [
  { width: 1024, height: 1024 },
  { width: 1536, height: 1024 },
  { width: 1024, height: 1536 },
] as const;
const BOUNDS: readonly SizeBounds[] = [
  { minPixels: 1280 * 1280, maxPixels: 1440 * 1440, maxRatio: 4, step: 1 },
  { minPixels: 655_360, maxPixels: 8_294_400, maxRatio: 3, maxEdge: 3840, step: 16 },
];

test.each([
  [1664, 928, "1536*1024"],
  [928, 1664, "1024*1536"],
  [1472, 1104, "1536*1024"],
  [1104, 1472, "1024*1536"],
  [1328, 1328, "1024*1024"],
  [1200, 1000, "1024*1024"],
])("%i*%i is drawn as %s where there are three sizes", (width, height, drawn) => {
  const size = fitSize({ width, height }, THREE);
  expect(`${size.width}*${size.height}`).toBe(drawn);
});

test("of two sizes of one ratio, the nearer is drawn", () => {
  const sizes = [
    { width: 512, height: 512 },
    { width: 1024, height: 1024 },
    { width: 2048, height: 2048 },
  ] as const;
  expect(fitSize({ width: 1100, height: 1100 }, sizes)).toEqual({ width: 1024, height: 1024 });
});

describe.each(BOUNDS)("within bounds in steps of $step", (bounds) => {
  const { minPixels, maxPixels, maxRatio, maxEdge = Infinity, step } = bounds;
  const side = fc.integer({ min: 200, max: 5000 });
  const isWithin = (width: number, height: number) =>
    width % step === 0 &&
    height % step === 0 &&
    width * height >= minPixels &&
    width * height <= maxPixels &&
    Math.max(width, height) <= Math.min(maxEdge, maxRatio * Math.min(width, height));

  test("every size becomes one that is allowed, of nearly its ratio", () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const drawn = fitSize({ width, height }, bounds);
        expect(isWithin(drawn.width, drawn.height), `${drawn.width}*${drawn.height}`).toBe(true);
        const wanted = Math.min(maxRatio, Math.max(1 / maxRatio, width / height));
        expect(Math.abs(Math.log(drawn.width / drawn.height / wanted))).toBeLessThan(0.06);
      }),
      { numRuns: 2000 },
    );
  });

  test("a size that is allowed stays", () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const width = a - (a % step);
        const height = b - (b % step);
        fc.pre(isWithin(width, height));
        expect(fitSize({ width, height }, bounds)).toEqual({ width, height });
      }),
      { numRuns: 1000 },
    );
  });
});

test("the task says when another size was drawn", () => {
  const asked = { width: 1024, height: 1024 };
  expect(describeSize(asked, { ...asked })).toEqual([]);
  expect(describeSize(asked, { width: 1280, height: 1280 })).toEqual([
    "size: the engine does not draw 1024*1024, so 1280*1280 was drawn and scaled",
  ]);
});
