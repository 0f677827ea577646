// What kind of picture a scene becomes: a house front, a corner of a street, a poster, a cover, a table seen from above; and what
// follows for the places of text and subjects.
import { expect, test } from "vitest";
import { layOut, type Layout } from "../../../src/engines/sketch/paint/layout.ts";
import { settle } from "../../../src/engines/sketch/paint/venue.ts";
import { createRandom } from "../../../src/engines/sketch/random.ts";
import type { Scene, Subject } from "../../../src/engines/sketch/scene/scene.ts";
import { sceneOf } from "./scenes.ts";

const SIZE = { width: 1664, height: 928 };

function place(parts: Partial<Scene>, seed = 1): Layout {
  return layOut(sceneOf(parts), SIZE, createRandom(seed));
}

function subject(key: string, more: Partial<Subject> = {}): Subject {
  return { key, words: key, count: 1, background: false, ...more };
}

test("a shop seen from outside is a front, its sign above the door and fastened to it", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { front, surfaces } = place(
      { setting: "shop", interior: false, lettering: [{ text: "Fresh Bread", surface: "sign" }] },
      seed,
    );
    expect(front).toMatchObject({ kind: "shop", trade: "bakery" });
    const [board] = surfaces;
    expect(board).toMatchObject({ fixed: true, bare: false, tilt: 0 });
    expect((board?.box.y ?? 0) + (board?.box.height ?? 0)).toBeLessThanOrEqual(front?.lintel ?? 0);
  }
});

test("a tea house with Chinese letters has a tiled roof, a neon sign in a named street a corner, one on bricks only bricks", () => {
  const tea = place({ setting: "cafe", interior: false, lettering: [{ text: "春风茶社", surface: "sign" }] });
  expect(tea.front).toMatchObject({ kind: "teaHouse", trade: "tea" });
  const neon = { text: "OPEN", surface: "neonSign" } as const;
  expect(place({ setting: "street", lettering: [neon] }).front?.kind).toBe("corner");
  expect(place({ setting: "street", lettering: [neon], props: new Set(["brickWall"]) }).front?.kind).toBe("wall");
  expect(place({ setting: "forest", lettering: [{ text: "Trail", surface: "sign" }] }).front).toBeUndefined();
  expect(place({ setting: "cafe", lettering: [{ text: "Menu", surface: "chalkboard" }] }).front).toBeUndefined();
});

test("couplets hang on both sides of the door, upright", () => {
  const { surfaces, width } = place({
    setting: "village",
    props: new Set(["couplets"]),
    lettering: [
      { text: "春风得意", surface: "banner" },
      { text: "福满人间", surface: "banner" },
    ],
  });
  const [first, second] = surfaces.map(({ box }) => box);
  if (!first || !second) throw new Error("both are placed");
  expect(first.x).toBeGreaterThan(width / 2);
  expect(second.x + second.width).toBeLessThan(width / 2);
  for (const { height, width: wide } of [first, second]) expect(height).toBeGreaterThan(wide * 2);
});

test("a cover is the picture: its title stands on the landscape and no second book is painted", () => {
  const scene = sceneOf({
    setting: "mountains",
    lettering: [{ text: "山间岁月", surface: "bookCover" }],
    subjects: [subject("book"), subject("deer", { relation: { kind: "beside", to: 0 } })],
  });
  expect(settle(scene).subjects).toEqual([subject("deer")]);
  expect(layOut(scene, SIZE, createRandom(1)).surfaces[0]?.bare).toBe(true);
});

test("the moon that a poster names is there, large and beside its title", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { light, surfaces, height } = layOut(
      sceneOf({
        setting: "village",
        time: "night",
        props: new Set(["fullMoon"]),
        lettering: [{ text: "中秋快乐", surface: "poster" }],
        subjects: [subject("rabbit", { glyph: "rabbit" })],
      }),
      { width: 1104, height: 1472 },
      createRandom(seed),
    );
    expect(light.position).toBeDefined();
    expect(light.radius).toBeGreaterThan(height * 0.1);
    expect(surfaces[0]?.bare).toBe(true);
  }
});

test("an animal holds a book before its body, and a flat lay spreads over the table", () => {
  const held = place({
    subjects: [
      subject("fox", { glyph: "fox" }),
      subject("open-book", { glyph: "open-book", relation: { kind: "holding", to: 0 } }),
    ],
  }).subjects;
  const [fox, book] = ["fox", "open-book"].map((key) => held.find(({ subject: { key: name } }) => name === key));
  if (!fox || !book) throw new Error("both are placed");
  expect(book.heldBy?.key).toBe("fox");
  expect(book.box.x).toBeGreaterThan(fox.box.x);
  expect(book.box.x + book.box.width).toBeLessThan(fox.box.x + fox.box.width);
  expect(held.indexOf(book)).toBeGreaterThan(held.indexOf(fox));
  const table = place({
    setting: "kitchen",
    camera: "topDown",
    subjects: ["red-apple", "croissant", "teapot"].map((key) => subject(key, { glyph: key })),
    props: new Set(["table"]),
  });
  expect(table.subjects.map(({ ground }) => ground)).toEqual(["flat", "flat", "flat"]);
  expect(
    Math.max(...table.subjects.map(({ box }) => box.x)) - Math.min(...table.subjects.map(({ box }) => box.x)),
  ).toBeGreaterThan(SIZE.width * 0.5);
});

test("what has a foundation stands on land although a dragon flies over it", () => {
  const scene = sceneOf({
    setting: "sky",
    settingNamed: false,
    subjects: [subject("dragon", { glyph: "dragon", relation: { kind: "above", to: 1 } }), subject("castle")],
  });
  expect(settle(scene).setting).toBe("mountains");
  const { subjects, height } = layOut(scene, SIZE, createRandom(2));
  for (const { box } of subjects) expect(box.height).toBeGreaterThan(height * 0.28);
});
