// The embedded form of `prompt_extend`: the user's words stand, what is missing is added, nothing is contradicted.
import { readFile } from "node:fs/promises";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPolicyInspector, defaultPolicy } from "../../src/inspectors/policy.ts";
import { createRulesRewriter } from "../../src/rewriters/rules.ts";
import { PHRASES } from "../../src/rewriters/rules/phrases.ts";
import { readPrompt, type Aspect } from "../../src/rewriters/rules/reading.ts";
import { computedMs } from "../support/processor.ts";

const rewriter = createRulesRewriter();
const { signal } = new AbortController();
const WIDE = { width: 1664, height: 928, seed: 7, signal };

async function extend(prompt: string, options: { negativePrompt?: string; seed?: number; width?: number; height?: number } = {}) {
  return rewriter.rewrite(prompt, { ...WIDE, ...options });
}

/** Every answer over the first 24 seeds, joined: what may ever be said. */
async function everything(prompt: string, negativePrompt = ""): Promise<string> {
  const answers = await Promise.all(Array.from({ length: 24 }, (_, seed) => extend(prompt, { seed, negativePrompt })));
  return answers.map((answer) => answer.prompt.slice(prompt.length)).join("\n");
}

const SHORT_PROMPTS = [
  "a cat",
  "portrait of an old fisherman",
  "a bowl of ramen",
  "mountains in winter",
  "A quiet living room.",
  "a red bicycle",
  "Tokyo street at night",
  "the Milky Way",
  "coral reef",
  "abstract shapes",
  "a dragon above the clouds",
  "a poster that says 'JAZZ NIGHT'",
  "happiness",
  "一只白猫",
  "穿红裙的女孩",
  "一碗牛肉面",
  "雪山下的湖",
  "夜晚的城市街道",
  "一瓶香水",
  "荷花",
  "星空",
  "海报，标题“春日市集”",
  "龍在雲中飛",
];

describe("what stands", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "a cat",
      "一只猫",
      "poster",
      "sunset",
      "don't",
      '5" screen',
      "雪山",
      ".",
      "，",
      "\n",
      "--ar 16:9",
      "🐱",
      "''",
      "“",
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const anyPrompt = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(" "));

  test("any string gives its own words first, and at most 240 code points more", async () => {
    await fc.assert(
      fc.asyncProperty(anyPrompt, fc.string({ maxLength: 60 }), fc.nat(2 ** 31 - 1), async (prompt, negativePrompt, seed) => {
        const answer = await extend(prompt, { negativePrompt, seed });
        expect(answer.prompt.startsWith(prompt.trimEnd())).toBe(true);
        expect(Array.from(answer.prompt).length).toBeLessThanOrEqual(Array.from(prompt).length + 240);
        expect(answer.language).toMatch(/^[a-z]{2,3}(?:-Hant)?$/);
        expect(await extend(prompt, { negativePrompt, seed })).toEqual(answer);
      }),
      { numRuns: 500 },
    );
  });

  test("nothing is added beyond the engine's limit, and a prompt that is longer stands", async () => {
    for (const prompt of SHORT_PROMPTS)
      for (const room of [-3, 0, 1, 20, 45, 80, 120]) {
        const maxCharacters = Array.from(prompt).length + room;
        const answer = await rewriter.rewrite(prompt, { ...WIDE, maxCharacters });
        expect(answer.prompt.startsWith(prompt)).toBe(true);
        expect(Array.from(answer.prompt).length).toBeLessThanOrEqual(Math.max(maxCharacters, Array.from(prompt).length));
      }
    expect((await rewriter.rewrite("a cat", { ...WIDE, maxCharacters: 80 })).prompt.length).toBeGreaterThan(20);
  });

  test("every quotation stands byte for byte, and none is added", async () => {
    const marks = fc.constantFrom(["'", "'"], ['"', '"'], ["“", "”"], ["「", "」"], ["《", "》"]);
    const label = fc.constantFrom("Daily Special: $4.50", "今日特价", "HELLO", "a b  c", "Today’s", "N° 5");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("a shop sign", "a poster", "咖啡馆招牌", "书的封面"),
        marks,
        label,
        async (subject, [open, close], text) => {
          const quotation = `${open}${text}${close}`;
          const answer = await extend(`${subject} ${quotation}`);
          expect(answer.prompt.split(quotation)).toHaveLength(2);
          expect(answer.prompt.slice(subject.length + 1 + quotation.length)).not.toMatch(/['"“”‘’「」『』《》]/u);
        },
      ),
    );
  });

  test("a long prompt takes time in proportion to its length", async () => {
    const prompts = ["in ", "'x", '"', "a", "一只", "夜", "((((", " ", ".)"].map((unit) => unit.repeat(200_000 / unit.length));
    const started = computedMs();
    for (const prompt of prompts) await extend(prompt);
    expect(computedMs() - started).toBeLessThan(3000);
  });

  test.each([
    ["an open quotation", 'a sign saying "hello'],
    ["an open Chinese quotation", "招牌写着“你好"],
    ["switches of another tool", "a cat --ar 16:9"],
    ["French", "un chat sur le toit avec une lune"],
    ["German", "eine Katze auf dem Dach"],
    ["Japanese", "屋根の上の猫"],
    ["Korean", "지붕 위의 고양이"],
    ["Russian", "кошка на крыше"],
    ["no letters", "🐱🌙"],
    ["an empty prompt", ""],
    [
      "60 words",
      "A weathered fisherman mends a blue net on the stone quay of a small northern harbour while gulls wheel over the masts behind him and his dog sleeps on a coil of rope, the boats rocking gently, paint flaking from their hulls, a row of white cottages climbing the hill, smoke rising from two chimneys and a woman hanging out sheets to dry in the wind",
    ],
    [
      "120 characters",
      "清晨的江南水乡，青石板路被细雨打湿，白墙黑瓦倒映在河面上，乌篷船缓缓划过拱桥，船夫戴着斗笠，岸边垂柳轻拂水面，几只白鹅悠闲地游着，远处的炊烟与薄雾融在一起，一位老人坐在门口编竹篮，屋檐下挂着红灯笼，巷子深处传来卖糖人的吆喝声，孩子们追逐着跑过小桥，桥边的茶馆里坐满了听评弹的客人",
    ],
  ])("%s is left alone", async (_, prompt) => {
    expect((await extend(prompt)).prompt).toBe(prompt);
  });
});

describe("what is added", () => {
  test.each(SHORT_PROMPTS)("%s: something in its own language, and once only", async (prompt) => {
    const { prompt: extended, language } = await extend(prompt);
    const addition = extended.slice(prompt.length);
    expect(addition.length).toBeGreaterThan(20);
    expect(addition).toMatch(language === "en" ? /^[\x20-\x7e]+$/ : /^[\p{sc=Han}，、。]+$/u);
    const again = (await extend(extended)).prompt;
    expect(again.length - extended.length).toBeLessThanOrEqual(60);
  });

  test.each([
    ["en", "a cat"],
    ["zh", "一只猫"],
    ["zh-Hant", "一隻貓在雲上"],
  ])("%s is told from %s", async (language, prompt) => {
    expect((await extend(prompt)).language).toBe(language);
  });

  test("traditional Chinese is answered in traditional characters", async () => {
    expect(await everything("龍在雲中飛")).not.toMatch(/[画风质觉细层笔触势宁静气围]/u);
  });

  test("other seeds choose other phrases", async () => {
    for (const prompt of ["a cat", "一碗牛肉面"]) {
      const answers = await Promise.all(Array.from({ length: 12 }, (_, seed) => extend(prompt, { seed })));
      expect(new Set(answers.map((answer) => answer.prompt)).size).toBeGreaterThan(2);
    }
  });

  test("a finished sentence is followed by a sentence, anything else by a clause", async () => {
    expect((await extend("A cat on a wall.")).prompt).toMatch(/^A cat on a wall\. [A-Z].*\.$/);
    expect((await extend("一只猫。")).prompt).toMatch(/^一只猫。\p{sc=Han}.*。$/u);
    expect((await extend("a cat,  ")).prompt).toMatch(/^a cat, [a-z].*[a-z]$/);
    expect((await extend("一只猫，")).prompt).toMatch(/^一只猫，\p{sc=Han}.*\p{sc=Han}$/u);
  });

  test("a tall picture is composed otherwise than a wide one", async () => {
    const tall = await extend("mountains", { width: 928, height: 1664 });
    expect(tall.prompt).toContain("tall framing");
    expect(await everything("mountains")).not.toContain("tall");
  });

  test.each([
    ["a cat", /fur|gaze|eye level/, /skin|table|architectural/],
    ["portrait of a dancer", /skin|fabric|backdrop/, /fur|architect|appetis/],
    ["a bowl of soup", /appetising|texture|matte surface/, /skin|fur|horizon/],
    ["a bookshop interior", /verticals|lived-in/, /moonlight|daylight|seamless/],
    ["a poster that says 'SALE'", /lettering/, /lens|depth of field|moonlight/],
    ["一只狗", /毛发|视线|平视/, /皮肤|建筑|台面/],
    ["新娘的肖像", /皮肤|衣料|背景素净/, /毛发|建筑|台面/],
    ["海报“新年快乐”", /文字|字形/, /镜头|月光/],
  ])("%s gets what suits its subject", async (prompt, wanted, unwanted) => {
    const said = await everything(prompt);
    expect(said).toMatch(wanted);
    expect(said).not.toMatch(unwanted);
  });
});

describe("what is never contradicted", () => {
  test.each([
    ["a village at night", /daylight|sun/],
    ["夜晚的村庄", /日光|阳光/],
    ["a bedroom", /horizon|moonlight|daylight|haze/],
    ["卧室", /月光|日光|薄霭/],
    ["a winter forest", /blossom|flower|warm light/],
    ["a rainy street", /moonlight|starlight|clear daylight|raking/],
    ["雨中的小巷", /月光|星光|清亮的日光/],
    ["pixel art of a castle", /photograph|lens|depth of field|brush|daylight/],
    ["像素风的小猫", /摄影|镜头|景深|笔触|毛发/],
    ["watercolour of a harbour", /photograph|lens|oil/],
    ["水墨山水", /摄影|镜头|景深|油/],
    ["cyberpunk city", /daylight/],
    ["whales under the sea, underwater", /daylight|moonlight|haze|horizon/],
    ["an eagle flying at sunset", /eye level|midday|backdrop/],
  ])("%s", async (prompt, contradiction) => {
    const said = await everything(prompt);
    expect(said.trim()).not.toBe("");
    expect(said).not.toMatch(contradiction);
  });

  test.each([
    ["a cat", "blurry background, bokeh", /background|depth of field/],
    ["photo of a cat", "lens", /lens/],
    ["a fox at night", "moon", /moon/],
    ["a street at night", "dark, shadows", /shadow/],
    ["一只猫", "背景虚化，模糊", /背景|景深/],
    ["一只猫的照片", "镜头", /镜头/],
    ["一只猫的照片", "camera", /镜头/],
    ["a foggy lake", "雾", /haze/],
  ])("%s without %s", async (prompt, negativePrompt, forbidden) => {
    const said = await everything(prompt, negativePrompt);
    expect(await everything(prompt)).toMatch(forbidden);
    expect(said.trim()).not.toBe("");
    expect(said).not.toMatch(forbidden);
  });

  test("the usual negative prompt about quality takes nothing away", async () => {
    const usual = "low quality, worst quality, lowres, bad anatomy, extra fingers, ugly, deformed";
    expect(await extend("a cat", { negativePrompt: usual })).toEqual(await extend("a cat"));
  });
});

describe("the phrases", () => {
  const phrases = Object.entries(PHRASES).flatMap(([aspect, list]) =>
    list.map((phrase) => ({ aspect: aspect as Aspect, ...phrase })),
  );

  test("each settles its own aspect in both languages, so that it is not said twice", () => {
    for (const { aspect, en, zh } of phrases) {
      for (const text of [en, zh]) {
        const { settled } = readPrompt(text, { hasQuotes: false, width: 1, height: 1 });
        expect(settled.has(aspect), `${aspect}: ${text}`).toBe(true);
      }
    }
  });

  test("none is keyword stuffing, quotes, names a brand or would be refused", async () => {
    const inspector = await createPolicyInspector(defaultPolicy);
    for (const { en, zh } of phrases) {
      expect(en).toMatch(/^[a-z][a-z ,'-]+[a-z]$/);
      expect(en).not.toMatch(/masterpiece|best quality|trending|artstation|ultra|hyper|8k|award/i);
      expect(zh).toMatch(/^[\p{sc=Han}，、]+$/u);
      expect(zh).not.toMatch(/杰作|大师|最佳|超高清|极致|获奖/u);
      expect(await inspector.inspect([en, zh])).toBeUndefined();
    }
  });
});

test("the examples in docs/prompt-extend.md are what the rules say", async () => {
  const page = await readFile(new URL("../../docs/prompt-extend.md", import.meta.url), "utf8");
  const examples = [...page.matchAll(/^- (?<prompt>.+)\n {2}- _gains:_ (?<addition>.+)$/gmu)];
  expect(examples.length).toBeGreaterThan(6);
  for (const { groups } of examples) {
    const { prompt = "", addition = "" } = groups ?? {};
    const extended = (await extend(prompt, { seed: 1 })).prompt;
    expect(extended.replace(prompt, "").replace(/^[,，\s]+/u, "")).toBe(addition);
  }
});
