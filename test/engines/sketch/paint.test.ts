// Painting as a whole: it is determined by scene, size and seed alone, copes with every setting, and does what it is asked.
import { createHash } from "node:crypto";
import { createCanvas } from "@napi-rs/canvas";
import { expect, test } from "vitest";
import { loadGlyph } from "../../../src/engines/sketch/glyphs.ts";
import { layOut } from "../../../src/engines/sketch/paint/layout.ts";
import { paintScene } from "../../../src/engines/sketch/paint/paint.ts";
import { repaint } from "../../../src/engines/sketch/paint/sprite.ts";
import { createRandom } from "../../../src/engines/sketch/random.ts";
import type { Scene } from "../../../src/engines/sketch/scene/scene.ts";
import { sceneOf, SETTINGS } from "./scenes.ts";

const SIZE = { width: 416, height: 232 };

async function pixels(scene: Scene, seed: number, size = SIZE): Promise<Uint8ClampedArray> {
  const random = createRandom(seed);
  const layout = layOut(scene, size, random.fork("layout"));
  const canvas = createCanvas(size.width, size.height);
  const ctx = canvas.getContext("2d");
  await paintScene(ctx, scene, layout, random.fork("paint"), () => {});
  return ctx.getImageData(0, 0, size.width, size.height).data;
}

function hash(data: Uint8ClampedArray): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Mean difference of a channel, 0 … 255. */
function distance(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  return sum / a.length;
}

const fox = { key: "fox", glyph: "fox", words: "fox", count: 1, background: false } as const;

test("the same seed gives the same pixels, another seed another picture", async () => {
  const scene = sceneOf({ setting: "forest", time: "night", subjects: [fox] });
  const [first, again, other] = await Promise.all([pixels(scene, 1), pixels(scene, 1), pixels(scene, 2)]);
  expect(hash(first)).toBe(hash(again));
  expect(distance(first, other)).toBeGreaterThan(6);
});

test.each(SETTINGS)("%s is painted to its edges, by day and by night", async (setting) => {
  const [day, night] = await Promise.all([pixels(sceneOf({ setting }), 3), pixels(sceneOf({ setting, time: "night" }), 3)]);
  for (let index = 3; index < day.length; index += 4) {
    if (day[index] !== 255)
      throw new Error(`a hole at ${((index - 3) / 4) % SIZE.width}, ${Math.floor((index - 3) / 4 / SIZE.width)}`);
  }
  // The hour shows, except where there is none.
  if (setting !== "space" && setting !== "stage" && setting !== "abstract") expect(distance(day, night)).toBeGreaterThan(4);
});

test("a subject appears where the layout puts it", async () => {
  const bare = await pixels(sceneOf({ setting: "studio" }), 5);
  const scene = sceneOf({ setting: "studio", subjects: [fox] });
  const withFox = await pixels(scene, 5);
  const [placed] = layOut(scene, SIZE, createRandom(5).fork("layout")).subjects;
  if (!placed) throw new Error("the fox is placed");
  const x = Math.round(placed.box.x + placed.box.width / 2);
  const y = Math.round(placed.box.y + placed.box.height * 0.5);
  const at = (y * SIZE.width + x) * 4;
  expect(Math.abs((bare[at + 2] ?? 0) - (withFox[at + 2] ?? 0))).toBeGreaterThan(40);
});

test("progress only grows and ends at 1", async () => {
  const scene = sceneOf({ subjects: [{ ...fox, count: 3 }] });
  const random = createRandom(1);
  const fractions: number[] = [];
  await paintScene(
    createCanvas(SIZE.width, SIZE.height).getContext("2d"),
    scene,
    layOut(scene, SIZE, random),
    random,
    (_, fraction) => fractions.push(fraction),
  );
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});

test("a glyph is found by name, an alias shows what it stands for, an unknown name nothing", async () => {
  expect(await loadGlyph("red-apple")).toMatchObject({ width: 512, height: 512 });
  expect(await loadGlyph("backhand-index-pointing-right")).toBe(await loadGlyph("backhand-index-pointing-left"));
  // The last glyph of the file and the first.
  expect(await loadGlyph("1st-place-medal")).toBeDefined();
  expect(await loadGlyph("zzz")).toBeDefined();
  expect(await loadGlyph("no-such-glyph")).toBeUndefined();
  expect(await loadGlyph("width")).toBeUndefined();
});

test("a named colour repaints the main colour and keeps shading and other hues", () => {
  const ctx = createCanvas(8, 4).getContext("2d");
  const image = ctx.createImageData(8, 4);
  const paint = (row: number, colour: readonly [number, number, number]): void => {
    for (let x = 0; x < 8; x++) image.data.set([...colour, 255], (row * 8 + x) * 4);
  };
  paint(0, [230, 120, 30]);
  paint(1, [150, 78, 20]);
  paint(2, [40, 170, 60]);
  paint(3, [20, 18, 20]);
  repaint(image, "#2040ff");
  const at = (row: number): number[] => Array.from(image.data.subarray(row * 32, row * 32 + 3));
  const [light, dark, leaf, eye] = [at(0), at(1), at(2), at(3)];
  expect(light[2]).toBeGreaterThan((light[0] ?? 0) + 60);
  expect(dark[2]).toBeGreaterThan((dark[0] ?? 0) + 40);
  expect(dark[2]).toBeLessThan(light[2] ?? 0);
  expect(leaf).toEqual([40, 170, 60]);
  expect(eye).toEqual([20, 18, 20]);
});
