// Text from prompt to pixels: what is drawn of it, where lines break, that it stays in its box, and that it can be read.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createCanvas } from "@napi-rs/canvas";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromRgb, toRgb } from "../../../src/engines/sketch/paint/colour.ts";
import type { Rgb } from "../../../src/engines/sketch/paint/colour.ts";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";
import { contrast } from "../../../src/engines/sketch/text/contrast.ts";
import { readCoverage } from "../../../src/engines/sketch/text/coverage.ts";
import { isCovered, toRuns } from "../../../src/engines/sketch/text/fonts.ts";
import type { Face } from "../../../src/engines/sketch/text/fonts.ts";
import { chooseInk } from "../../../src/engines/sketch/text/ink.ts";
import { withoutMute } from "../../../src/engines/sketch/text/lettering.ts";
import { toLetters } from "../../../src/engines/sketch/text/letters.ts";
import { countValues, coverWith, predictSplit } from "../../../src/engines/sketch/text/threshold.ts";
import { setText } from "../../../src/engines/sketch/text/typesetting.ts";
import type { Typography } from "../../../src/engines/sketch/text/typesetting.ts";

const FACES: readonly Face[] = ["sans", "serif", "hand", "bookish", "playful", "brush"];
const context = createCanvas(1, 1).getContext("2d");
const anyText = fc.string({ unit: "binary", maxLength: 60 });

describe("letters", () => {
  test("everything that is drawn is held by a bundled font file", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...FACES), (text, face) => {
        for (const line of toLetters(text, face)) {
          expect(
            toRuns(line, face)
              .map((run) => run.text)
              .join(""),
          ).toBe(line);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(FACES)("%s draws Latin, Chinese, digits, currencies and punctuation as they are", (face) => {
    const text = "Café ñ “Déjà vu” ‘x’ – $4.50 €3 £2 ¥28 100% & 你好，世界！《红楼梦》「招牌」２８元";
    expect(toLetters(text, face)).toEqual([text]);
  });

  test.each([
    ["emoji are left out", "Hi 🦊 there 👩‍👩‍👧", ["Hi there"]],
    ["nothing is left of scripts that no font holds", "مرحبا", []],
    ["fancy letters become plain ones", "𝓗𝓮𝓵𝓵𝓸 ℌ", ["Hello H"]],
    ["line breaks of every kind are kept, empty ends dropped", "\n\na\r\nb\n\nc\u2028d\n", ["a", "b", "", "c", "d"]],
    ["controls and direction marks have no shape", "a\u0000b\u202Ec\u200Bd\uFEFF", ["abcd"]],
    ["spaces and tabs collapse", "  a \t\u3000 b  ", ["a b"]],
  ])("%s", (_, text, lines) => {
    expect(toLetters(text, "sans")).toEqual(lines);
  });

  test.each([
    ["مرحبا", 0],
    ["สวัสดี", 0],
    ["🦊🎉", 0],
    ["Hello 🦊", 1],
    ["Привет", 1],
  ])("a sign of %s brings %i boards", (text, boards) => {
    expect(withoutMute(parseScene(`a wooden sign that says "${text}"`, undefined)).lettering).toHaveLength(boards);
  });

  test("marks never pile up", () => {
    const [line = ""] = toLetters(`Z${"\u0334\u0321\u035D".repeat(50)}a\u0301`, "sans");
    expect(line).toBe("Zá");
  });

  test("weights make letters wider, figures stand on the line in a face of their own", () => {
    const [light = 0, bold = 0] = [400, 800].map((weight) => {
      const typography: Typography = { face: "sans", weight, leading: 1.2, heading: false };
      return setText(context, ["Weight"], { box: { width: 900, height: 200 }, largest: 80, typography }).width;
    });
    expect(bold).toBeGreaterThan(light * 1.03);
    expect(toRuns("Tea $4.50", "serif").map((run) => run.text)).toEqual(["Tea ", "$4.50"]);
  });

  test("a font's own table is believed, not what its package declares", () => {
    const file = createRequire(import.meta.url).resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
    const coverage = readCoverage(readFileSync(file));
    expect(["A", "z", "0", "$", "é", "—"].every((letter) => coverage.has(letter.codePointAt(0)!))).toBe(true);
    expect(coverage.has("你".codePointAt(0)!)).toBe(false);
    expect(isCovered("你", "sans")).toBe(true);
    expect(() => readCoverage(new Uint8Array(64))).toThrow("Not a WOFF2 font.");
  });
});

describe("typesetting", () => {
  const typography: Typography = { face: "sans", weight: 700, leading: 1.2, heading: false };
  const set = (lines: readonly string[], width: number, height: number, changes: Partial<Typography> = {}) =>
    setText(context, lines, { box: { width, height }, largest: 80, typography: { ...typography, ...changes } });
  const textsOf = (...request: Parameters<typeof set>): string[] => set(...request).lines.map(({ text }) => text);

  test("stays inside its box and loses nothing", () => {
    const line = fc.string({
      unit: fc.constantFrom(...Array.from("abcdefgWil .,!你好世界，。！「」《》12$")),
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 60, max: 900 }),
        fc.integer({ min: 60, max: 700 }),
        (raw, width, height) => {
          const lines = toLetters(raw.join("\n"), "sans");
          const text = set(lines, width, height);
          expect(text.width).toBeLessThanOrEqual(width);
          expect(text.height).toBeLessThanOrEqual(height);
          expect(
            text.lines
              .map((each) => each.text)
              .join("")
              .replaceAll(" ", ""),
          ).toBe(lines.join("").replaceAll(" ", ""));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("closing punctuation never begins a line, opening punctuation never ends one", () => {
    const text = "春风十里，不如你。《红楼梦》是一部好书！「你好」，世界；再见（明天）。";
    for (let width = 90; width < 900; width += 45) {
      for (const line of textsOf([text], width, 600)) {
        expect(line).not.toMatch(/^[，。！；」》）]/u);
        expect(line).not.toMatch(/[「《（]$/u);
      }
    }
  });

  test("words stay whole, lines are few and of like length", () => {
    expect(textsOf(["In memory of those who sailed"], 300, 220)).toEqual(["In memory of", "those who sailed"]);
    expect(textsOf(["In memory of those who sailed"], 900, 120)).toHaveLength(1);
  });

  test("explicit breaks are kept", () => {
    expect(textsOf(["JAZZ NIGHT", "Friday", "8 pm"], 800, 600)).toEqual(["JAZZ NIGHT", "Friday", "8 pm"]);
  });

  test("a heading is larger than what follows", () => {
    const [first, second] = set(["Menu", "Coffee and cake"], 600, 400, { heading: true }).lines;
    expect(first?.size).toBeGreaterThan(second?.size ?? Infinity);
  });

  test("a word without end is cut rather than shrunk to nothing", () => {
    const { lines } = set(["W".repeat(300)], 400, 300);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]?.size).toBeGreaterThan(10);
  });
});

describe("ink", () => {
  const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));

  test("stands out from any ground on any scene, to an eye always, to a machine nearly so", () => {
    const areas = { letterPixels: 120, fieldPixels: 600, refused: [] };
    let read = 0;
    const cases = fc.sample(fc.tuple(colour, colour, colour), { numRuns: 300, seed: 1 });
    for (const [wish, scene, board] of cases) {
      const histogram = countValues(picture(scene, board), 1);
      const { ink, field } = chooseInk({ wish: fromRgb(wish), grounds: [board, board, board], histogram, ...areas });
      const ground = field === undefined ? board : toRgb(field);
      expect(contrast(toRgb(ink), ground)).toBeGreaterThanOrEqual(4.5);
      const fielded =
        field === undefined ? histogram : coverWith(histogram, ground, { ground: board, pixels: areas.fieldPixels });
      const split = predictSplit(coverWith(fielded, toRgb(ink), { ground, pixels: areas.letterPixels }));
      if (split.isBlack(toRgb(ink)) !== split.isBlack(ground)) read++;
    }
    expect(read / cases.length).toBeGreaterThan(0.95);
  });

  test("a wish that can be read is granted", () => {
    const histogram = countValues(picture([90, 120, 90], [250, 248, 240]), 1);
    const ink = "#20242c";
    expect(
      chooseInk({ wish: ink, grounds: [[250, 248, 240]], histogram, letterPixels: 100, fieldPixels: 500, refused: [] }),
    ).toEqual({ ink });
  });
});

/** A scene that runs from the dark of its colour to the bright, with a board of another colour on a tenth of it. */
function picture(scene: Rgb, board: Rgb): Uint8ClampedArray {
  const data = new Uint8ClampedArray(100 * 100 * 4);
  for (let at = 0; at < data.length; at += 4) {
    const light = 0.25 + (1.5 * at) / data.length;
    data.set([...(at < data.length / 10 ? board : scene.map((channel) => (channel * 0.7 + 40) * light)), 255], at);
  }
  return data;
}
