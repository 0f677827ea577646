// What sd-server prints, read into how far it is: its own lines in pieces of any size, and whatever else it may print.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createProgressReader, type Drawing } from "../../../src/engines/sd-server/progress.ts";

function bar(done: number, total: number, speed = "1.20it/s"): string {
  const filled = Math.floor((done * 50) / total);
  const line = `  |${"=".repeat(filled)}${filled < 50 ? ">" : ""}`.padEnd(53, " ");
  return `\r${line}| ${done}/${total} - ${speed}\u001B[K${done === total ? "\n" : ""}`;
}

const LOADING = `\r  |${"#".repeat(20).padEnd(50, " ")}| 445/1112 - 1.33GB/s\u001B[K`;

/** One picture, as the server prints it with its weights loaded on the way. */
const PICTURE = [
  "[INFO ] stable-diffusion.cpp:5628 - generate_image 512x384\n",
  LOADING,
  "\n[INFO ] stable-diffusion.cpp:5296 - get_learned_condition completed, taking 0.61s\n",
  "[INFO ] stable-diffusion.cpp:5679 - generating image: 1/1 - seed 42\n",
  LOADING,
  ...[1, 2, 3, 4].map((done) => bar(done, 4)),
  "[INFO ] stable-diffusion.cpp:5711 - sampling completed, taking 3.30s\n",
  "[INFO ] stable-diffusion.cpp:5321 - decoding 1 latents\n",
  bar(1, 9),
  "[INFO ] stable-diffusion.cpp:5861 - generate_image completed in 4.10s\n",
];

function readAll(pieces: readonly string[]): (Drawing | undefined)[] {
  const reader = createProgressReader();
  return pieces.map((piece) => {
    reader.read(piece);
    return reader.drawing;
  });
}

function distinct(drawings: readonly (Drawing | undefined)[]): (Drawing | undefined)[] {
  return drawings.filter((drawing, index) => index === 0 || JSON.stringify(drawing) !== JSON.stringify(drawings[index - 1]));
}

const STAGES = [
  undefined,
  { seed: 42, stage: "sampling", done: 0, total: 0 },
  { seed: 42, stage: "sampling", done: 1, total: 4 },
  { seed: 42, stage: "sampling", done: 2, total: 4 },
  { seed: 42, stage: "sampling", done: 3, total: 4 },
  { seed: 42, stage: "sampling", done: 4, total: 4 },
  { seed: 42, stage: "decoding", done: 4, total: 4 },
  undefined,
];

test("tells the steps of a picture, and not the bars of loading and decoding", () => {
  expect(distinct(readAll(PICTURE))).toEqual(STAGES);
});

test("tells a step when its bar is printed, not when the next one comes", () => {
  const reader = createProgressReader();
  reader.read("[INFO ] x.cpp:1 - generating image: 1/1 - seed 7\n");
  reader.read(bar(3, 20, "4.05s/it"));
  expect(reader.drawing).toEqual({ seed: 7, stage: "sampling", done: 3, total: 20 });
});

test("reads the same from pieces of any size", () => {
  const text = PICTURE.join("").repeat(2);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 }), (sizes) => {
      const pieces: string[] = [];
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        const size = sizes[turn % sizes.length]!;
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      // A piece may hold several lines, so stages may be missed, but none is made up and none goes back.
      const order = [...STAGES, ...STAGES.slice(1)].map((stage) => JSON.stringify(stage));
      let reached = 0;
      for (const drawing of distinct(readAll(pieces))) {
        reached = order.indexOf(JSON.stringify(drawing), reached);
        expect(reached).toBeGreaterThanOrEqual(0);
      }
      expect(readAll(pieces).at(-1)).toBeUndefined();
    }),
  );
});

test("a drawing that failed is over when the next one begins", () => {
  const failed = [...PICTURE.slice(0, 7), "[INFO ] x.cpp:1 - generate_image 512x384\n"];
  expect(readAll(failed).at(-1)).toBeUndefined();
});

test("whatever else is printed changes nothing and is not kept", () => {
  const reader = createProgressReader();
  reader.read("generating image: 1/1 - seed 7\n");
  for (const noise of [bar(9, 4), bar(1, 99_999), "\r  |=> | x/y - 1it/s\n", "3/20 - 1.2it/s\n", "\0".repeat(100_000), "\n"]) {
    reader.read(noise);
  }
  expect(reader.drawing).toEqual({ seed: 7, stage: "sampling", done: 0, total: 0 });
  // A line without an end costs no memory, and what follows it counts again.
  for (let count = 0; count < 200; count += 1) reader.read("x".repeat(10_000));
  reader.read(`\n${bar(2, 4)}`);
  expect(reader.drawing?.done).toBe(2);
  reader.read(bar(1, 4));
  expect(reader.drawing?.done).toBe(2);
});

test("reads any text at all", () => {
  fc.assert(fc.property(fc.array(fc.string()), (pieces) => void readAll(pieces)));
});
