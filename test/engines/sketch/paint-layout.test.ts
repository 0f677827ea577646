// The promises of a layout, for any scene and any size that a model allows: everything inside the picture, text never covered,
// surfaces large enough to be read, counts kept.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { layOut, type Box, type Layout } from "../../../src/engines/sketch/paint/layout.ts";
import { createRandom } from "../../../src/engines/sketch/random.ts";
import type { Lettering, Scene, Setting, Subject } from "../../../src/engines/sketch/scene/scene.ts";
import { sceneOf, SETTINGS } from "./scenes.ts";

const sizes = fc.oneof(
  fc.constantFrom([1664, 928], [1472, 1104], [1328, 1328], [1104, 1472], [928, 1664]),
  // 768² … 1440² pixels in any ratio from 1:4 to 4:1.
  fc
    .tuple(fc.double({ min: 768 * 768, max: 1440 * 1440, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }))
    .map(([area, ratio]) => {
      const width = Math.floor(Math.sqrt(area * 2 ** ratio));
      return [width, Math.floor(area / width)];
    }),
);

const relations = fc.constantFrom("on", "in", "under", "beside", "behind", "inFrontOf", "above", "holding", "wearing");

const subjects: fc.Arbitrary<Subject[]> = fc.array(
  fc.record(
    {
      key: fc.constantFrom(
        "cat",
        "fox",
        "red-apple",
        "tree",
        "house",
        "person",
        "boat",
        "eagle",
        "lighthouse",
        "whale",
        "gourd",
        "unheard-of",
      ),
      words: fc.constant("it"),
      glyph: fc.constantFrom("cat", "fox", "red-apple", "eagle", "whale"),
      count: fc.integer({ min: 1, max: 12 }),
      background: fc.boolean(),
      size: fc.constantFrom("tiny", "small", "large", "giant"),
      relation: fc.record({
        kind: relations,
        to: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom("table", "window", "sofa", "wall")),
      }),
    },
    { requiredKeys: ["key", "words", "count", "background"] },
  ),
  { maxLength: 5 },
);

const letterings: fc.Arbitrary<Lettering[]> = fc.array(
  fc.record({
    text: fc.constantFrom(
      "OPEN",
      "Daily Special: Cappuccino $4.50",
      "今日特价",
      "one\ntwo\nthree\nfour",
      "All happy families are alike. ".repeat(8),
    ),
    surface: fc.constantFrom(
      "chalkboard",
      "sign",
      "poster",
      "bookCover",
      "shopFront",
      "banner",
      "neonSign",
      "mug",
      "wall",
      "stone",
      "title",
    ),
  }),
  { maxLength: 5 },
);

const scenes: fc.Arbitrary<Scene> = fc
  .record({
    setting: fc.constantFrom<Setting>(...SETTINGS),
    camera: fc.constantFrom("wide", "medium", "closeUp", "portrait", "topDown"),
    time: fc.constantFrom("dawn", "day", "sunset", "night"),
    subjects,
    lettering: letterings,
  })
  .map((parts) => sceneOf(parts as Partial<Scene>));

function layoutsHold(check: (layout: Layout, scene: Scene) => void): void {
  fc.assert(
    fc.property(scenes, sizes, fc.integer({ min: 0, max: 0x7fffffff }), (scene, [width = 0, height = 0], seed) => {
      check(layOut(scene, { width, height }, createRandom(seed)), scene);
    }),
    { numRuns: 400 },
  );
}

const SLACK = 0.01;

function inside(box: Box, { width, height }: { width: number; height: number }): boolean {
  return (
    box.x >= -SLACK &&
    box.y >= -SLACK &&
    box.x + box.width <= width + SLACK &&
    box.y + box.height <= height + SLACK &&
    box.width > 0 &&
    box.height > 0
  );
}

test("every subject and every surface lies inside the picture", () => {
  layoutsHold((layout) => {
    for (const { box } of [...layout.subjects, ...layout.surfaces]) expect(inside(box, layout), JSON.stringify(box)).toBe(true);
  });
});

test("no subject and no disc of light lies over a surface", () => {
  layoutsHold((layout) => {
    for (const { box: surface } of layout.surfaces) {
      for (const { box, subject } of layout.subjects) {
        const apart =
          box.x + box.width <= surface.x + SLACK ||
          surface.x + surface.width <= box.x + SLACK ||
          box.y + box.height <= surface.y + SLACK ||
          surface.y + surface.height <= box.y + SLACK;
        expect(apart, `${subject.key} ${JSON.stringify(box)} on ${JSON.stringify(surface)}`).toBe(true);
      }
    }
  });
});

test("surfaces keep off one another and are large enough for their text", () => {
  layoutsHold((layout, scene) => {
    expect(layout.surfaces.map(({ lettering }) => lettering)).toEqual(scene.lettering);
    for (const [index, { box, tilt }] of layout.surfaces.entries()) {
      expect(Math.abs(tilt)).toBeLessThan(0.05);
      expect(box.width * box.height).toBeGreaterThan(
        (layout.width * layout.height * 0.012) / Math.max(1, scene.lettering.length / 2),
      );
      for (const other of layout.surfaces.slice(index + 1)) {
        const apart =
          box.x + box.width <= other.box.x ||
          other.box.x + other.box.width <= box.x ||
          box.y + box.height <= other.box.y ||
          other.box.y + other.box.height <= box.y;
        expect(apart).toBe(true);
      }
    }
  });
});

test("every subject is placed as often as it is counted", () => {
  layoutsHold((layout, scene) => {
    const wanted = scene.subjects.reduce((sum, { count }) => sum + count, 0);
    expect(layout.subjects).toHaveLength(wanted);
  });
});

test("a lone short sign takes a third to two thirds of a wide picture", () => {
  for (let seed = 0; seed < 20; seed++) {
    const scene = sceneOf({
      setting: "street",
      lettering: [{ text: "OPEN", surface: "sign" }],
      subjects: [{ key: "cat", words: "cat", glyph: "cat", count: 1, background: false }],
    });
    const [surface] = layOut(scene, { width: 1664, height: 928 }, createRandom(seed)).surfaces;
    expect(surface?.box.width).toBeGreaterThan(1664 * 0.3);
    expect(surface?.box.width).toBeLessThan(1664 * 0.65);
  }
});

test("relations put things where they belong", () => {
  const onTree = layOut(
    sceneOf({
      subjects: [
        { key: "fox", glyph: "fox", words: "fox", count: 1, background: false, relation: { kind: "under", to: 1 } },
        { key: "tree", words: "tree", count: 1, background: false },
      ],
    }),
    { width: 1664, height: 928 },
    createRandom(1),
  );
  const fox = onTree.subjects.find(({ subject }) => subject.key === "fox");
  const tree = onTree.subjects.find(({ subject }) => subject.key === "tree");
  if (!fox || !tree) throw new Error("both are placed");
  expect(fox.box.height).toBeLessThan(tree.box.height * 0.6);
  expect(fox.box.x).toBeGreaterThan(tree.box.x - 1);
  expect(fox.box.x + fox.box.width).toBeLessThan(tree.box.x + tree.box.width + 1);
});
