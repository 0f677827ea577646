// The style found by its words alone, against the style that the whole prompt is parsed to.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findStyle } from "../../../src/engines/sketch/scene/find-style.ts";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";
import { PICTURE } from "../../../src/engines/sketch/scene/words-picture.ts";
import { computedMs } from "../../support/processor.ts";

const STYLED = PICTURE.filter(([{ style }]) => style !== undefined);

describe("it is the style of the parsed prompt", () => {
  test.each(STYLED.map(([{ style }, words]) => [style, words] as const))("for the words for %s", (_, words) => {
    for (const word of words.split(", ")) {
      for (const prompt of [`a fox under a tree, ${word}`, `${word}，一只猫`])
        expect(findStyle(prompt), prompt).toBe(parseScene(prompt).style);
    }
  });

  test.each([
    "A professional portrait photograph of a woman in her 30s, natural lighting, soft smile, business attire",
    "A sunset over the sea with a sailboat, impressionist style, vibrant colors, thick brush strokes",
    "a minimalist watercolour of a pear",
    "retro poster, pixel art castle, oil painting",
    "江南水乡的老街，茶馆门口挂着写有“春风茶社”的木招牌，清晨薄雾，水墨风格",
    "海报，标题“中秋快乐”，满月，兔子，灯笼",
    "樱花盛开的公园，一座红色的桥，水彩画",
    "赛博朋克风格的未来城市",
    "A poster that says 'PIXEL ART' and “油画”",
    "a girl at a photo shoot under a neon sign",
    "a plate of fruit on a table, by Van Gogh",
    "SUNFLOWERS IN THE STYLE OF VAN GOGH",
    "a children's book illustration of a dolphin",
    "an  oil\tpainting of a fox",
    "an oil, painting of a fox",
    "龍在雲中飛，水墨畫",
    "a cat",
    "",
  ])("for %j", (prompt) => {
    expect(findStyle(prompt)).toBe(parseScene(prompt).style);
  });

  test("for nearly any mixture of such words with others", () => {
    const word = fc.constantFrom(
      ...STYLED.flatMap(([, words]) => words.split(", ")),
      "a cat",
      "小狗",
      "，",
      ".",
      "'",
      "in the",
      "的",
    );
    const prompts = fc
      .sample(fc.array(word, { minLength: 1, maxLength: 8 }), { numRuns: 300, seed: 1 })
      .map((words) => words.join(" "));
    const agreeing = prompts.filter((prompt) => findStyle(prompt) === parseScene(prompt).style);
    expect(agreeing.length).toBeGreaterThan(290);
  });
});

test("any string has a style, in time proportional to its length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (prompt) => {
      expect(findStyle(prompt)).toMatch(/^[a-zA-Z]+$/);
    }),
  );
  const started = computedMs();
  for (const unit of ["a ", "油", "'x", "oil ", "in the style of "]) findStyle(unit.repeat(100_000));
  expect(computedMs() - started).toBeLessThan(1_000);
});
