// What the embedded engine understands of a prompt, from outside: whole prompts in both languages against the scene they
// describe, and, for any string at all, that a bounded scene comes back.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Scene } from "../../../src/engines/sketch/scene/scene.ts";
import { FEATURES, PROPS } from "../../../src/engines/sketch/scene/props.ts";
import { MODIFIERS } from "../../../src/engines/sketch/scene/words-picture.ts";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";

const RED = "#d8342c";
const WHITE = "#f7f6f2";
const BLACK = "#202225";

/** The facets of `scene` that `expected` names. */
function pick(scene: Scene, expected: object): object {
  return Object.fromEntries(Object.keys(expected).map((facet) => [facet, scene[facet as keyof Scene]]));
}

describe("the hosted service's kind of prompts", () => {
  test("a coffee shop with a chalkboard", () => {
    const scene = parseScene(
      "A cozy coffee shop interior with a chalkboard menu on the wall displaying 'Daily Special: Cappuccino $4.50', warm ambient lighting, wooden furniture, customers in the background",
    );
    expect(scene).toMatchObject({ setting: "cafe", settingNamed: true, interior: true, mood: "cosy", weather: "clear" });
    expect(scene.lettering).toEqual([{ text: "Daily Special: Cappuccino $4.50", surface: "chalkboard" }]);
    expect(scene.subjects).toMatchObject([{ key: "person", background: true }]);
    expect(scene.subjects[0]!.count).toBeGreaterThan(2);
    expect([...scene.props]).toEqual(expect.arrayContaining(["chalkboard", "woodenFurniture"]));
    expect(scene.modifiers).toContain("warm");
  });

  test("a Chinese shop with a signboard", () => {
    const scene = parseScene("一家温馨的小书店，木质门头上挂着招牌“春风书屋”，门口有一只橘猫，黄昏");
    expect(scene).toMatchObject({ setting: "library", interior: false, time: "sunset", mood: "cosy" });
    expect(scene.lettering).toEqual([{ text: "春风书屋", surface: "sign" }]);
    expect(scene.subjects).toMatchObject([{ key: "cat", count: 1 }]);
  });

  test("a harbour in a named manner", () => {
    const scene = parseScene(
      "A busy harbour at sunset with sailing boats, impressionist style, vibrant colors, thick brush strokes",
    );
    expect(scene).toMatchObject({ setting: "harbour", time: "sunset", style: "impressionist", camera: "wide" });
    expect([...scene.modifiers]).toEqual(expect.arrayContaining(["vibrant", "thickBrush"]));
    expect(scene.subjects).toMatchObject([{ key: "sailboat" }]);
  });
});

describe("settings, light and manner", () => {
  test.each<[string, Partial<Scene>]>([
    ["misty mountains at dawn", { setting: "mountains", time: "dawn", weather: "fog", camera: "wide" }],
    ["a rainy city street at night, neon signs, cyberpunk", { setting: "street", time: "night", weather: "rain", style: "neon" }],
    ["snowy village on Christmas Eve", { setting: "village", season: "winter", weather: "snow" }],
    ["cherry blossoms along a river", { setting: "river", season: "spring" }],
    ["Fall in Central Park", { setting: "park", season: "autumn" }],
    ["a spring in the desert", { setting: "desert", season: "summer" }],
    ["bird's eye view of a harbour", { setting: "harbour", camera: "wide" }],
    ["sushi on a table, flat lay", { camera: "topDown", interior: true }],
    ["macro photo of a ladybug on a leaf", { camera: "closeUp", style: "photo" }],
    ["a jellyfish in the deep ocean", { setting: "underwater" }],
    ["an astronaut", { setting: "space", settingNamed: false, time: "night" }],
    ["a cappuccino", { setting: "cafe", settingNamed: false, interior: true }],
    ["a trout", { setting: "underwater", settingNamed: false }],
    ["a taxi", { setting: "street", settingNamed: false }],
    ["a cat on a sofa", { setting: "livingRoom", interior: true }],
    ["a full moon and stars", { time: "night", setting: "sky" }],
    ["a lighthouse under a blue sky", { setting: "sea" }],
    ["a minimalist watercolour of a pear", { style: "watercolour" }],
    ["a pixel art castle", { style: "pixel" }],
    ["sunflowers in the style of Van Gogh", { style: "impressionist" }],
    ["a clay model of a robot, Pixar style", { style: "clay" }],
    ["山间清晨，云雾缭绕", { setting: "mountains", time: "dawn", weather: "fog" }],
    ["江南水乡，小桥流水人家，细雨，水墨画", { setting: "river", weather: "rain", style: "inkWash" }],
    ["雪夜的古镇", { setting: "village", time: "night", season: "winter", weather: "snow" }],
    ["赛博朋克风格的未来城市", { setting: "skyline", style: "neon", time: "night" }],
    ["海底世界，一只海龟", { setting: "underwater" }],
    ["温馨的客厅，壁炉里燃着火", { setting: "livingRoom", interior: true, mood: "cosy" }],
    ["秋天的公园，落叶纷飞", { setting: "park", season: "autumn" }],
    ["一杯拿铁，俯拍", { setting: "cafe", camera: "topDown" }],
    ["向日葵花田，油画", { setting: "field", style: "oil" }],
    ["中秋之夜，一家人赏月", { season: "autumn", time: "night" }],
    ["夕阳下的海边", { setting: "beach", time: "sunset" }],
    ["吉卜力风格的草原，蓝天白云", { setting: "meadow", style: "anime" }],
    ["大漠孤烟直，长河落日圆", { setting: "desert", time: "sunset" }],
  ])("%s", (prompt, expected) => {
    expect(pick(parseScene(prompt), expected)).toEqual(expected);
  });
});

describe("subjects", () => {
  test.each<[string, object[]]>([
    ["two red apples on a wooden table", [{ key: "apple", glyph: "red-apple", count: 2, relation: { kind: "on", to: "table" } }]],
    ["a fox under a tree at night", [{ key: "fox", relation: { kind: "under", to: 1 } }, { key: "tree" }]],
    [
      "a red car in front of a blue house",
      [{ key: "car", colour: RED, relation: { kind: "inFrontOf", to: 1 } }, { key: "house" }],
    ],
    [
      "an orange cat and two oranges",
      [
        { key: "cat", colour: "#f08a24" },
        { key: "orange", count: 2 },
      ],
    ],
    ["a cat wearing a top hat", [{ key: "cat" }, { key: "hat", relation: { kind: "wearing", to: 0 } }]],
    [
      "two dogs, one black and one white",
      [
        { key: "dog", colour: BLACK, count: 1 },
        { key: "dog", colour: WHITE, count: 1 },
      ],
    ],
    ["a basket of apples", [{ key: "basket" }, { key: "apple", relation: { kind: "in", to: 0 } }]],
    ["a flock of sheep", [{ key: "ewe", count: 7 }]],
    [
      "a giant teddy bear and a tiny mouse",
      [
        { key: "teddy-bear", size: "giant" },
        { key: "mouse", size: "tiny" },
      ],
    ],
    ["a field of sunflowers", [{ key: "sunflower", count: 7 }]],
    ["a cat astronaut", [{ key: "cat", doing: "astronaut" }]],
    [
      "an owl reading a book",
      [
        { key: "owl", doing: "reading" },
        { key: "open-book", relation: { kind: "holding", to: 0 } },
      ],
    ],
    ["a dark green frog", [{ key: "frog", colour: "#1f5b3a" }]],
    ["a cat. The cat is asleep.", [{ key: "cat", count: 1, doing: "sleeping" }]],
    [
      "🐱🐱🍎",
      [
        { glyph: "cat-face", count: 2 },
        { glyph: "red-apple", count: 1 },
      ],
    ],
    [
      "a bus with a tower in the distance",
      [
        { key: "bus", background: false },
        { key: "tower", background: true },
      ],
    ],
    ["一只白猫坐在窗台上", [{ key: "cat", colour: WHITE, words: "一只白猫", relation: { kind: "on", to: "window" } }]],
    ["桌子上有两个红苹果和一杯咖啡", [{ key: "apple", count: 2, relation: { kind: "on", to: "table" } }, { key: "coffee" }]],
    ["树下有一只狐狸", [{ key: "tree" }, { key: "fox", relation: { kind: "under", to: 0 } }]],
    ["窗台上的白猫", [{ key: "cat", colour: WHITE, relation: { kind: "on", to: "window" } }]],
    [
      "两只猫，一黑一白",
      [
        { key: "cat", colour: BLACK },
        { key: "cat", colour: WHITE },
      ],
    ],
    ["一群金色的小鱼", [{ key: "fish", count: 7, colour: "#d3a02c" }]],
    ["牧童骑着水牛", [{ key: "person", relation: { kind: "on", to: 1 } }, { key: "water-buffalo" }]],
    ["戴红色围巾的雪人", [{ key: "scarf", colour: RED, relation: { kind: "wearing", to: 1 } }, { key: "snowman" }]],
    ["熊猫旁边有一只猴子", [{ key: "panda" }, { key: "monkey", relation: { kind: "beside", to: 0 } }]],
    [
      "一辆自行车，远处有一座灯塔",
      [
        { key: "bicycle", background: false },
        { key: "lighthouse", background: true },
      ],
    ],
    ["兩隻白貓", [{ key: "cat", count: 2, colour: WHITE }]],
  ])("%s", (prompt, expected) => {
    const { subjects } = parseScene(prompt);
    expect(subjects).toMatchObject(expected);
    expect(subjects).toHaveLength(expected.length);
  });

  test("a colour that colours nothing is one of the whole picture", () => {
    expect(parseScene("abstract shapes in red, white and black").palette).toEqual([RED, WHITE, BLACK]);
    expect(parseScene("一杯奶茶，粉色背景").palette).toEqual(["#f39ab8"]);
  });

  test("what a setting holds is a piece of it unless the prompt makes it a subject", () => {
    const furnished = parseScene("a cosy room with a lamp, a window and a sofa");
    expect(furnished.subjects).toEqual([]);
    expect([...furnished.props]).toEqual(expect.arrayContaining(["lamp", "window", "sofa"]));
    expect(parseScene("a red lamp").subjects).toMatchObject([{ key: "lamp", colour: RED }]);
  });
});

describe("people", () => {
  test.each<[string, object]>([
    [
      "portrait of an elderly man with a long white beard and glasses, smiling",
      { glyph: "old-man", person: { age: "old", gender: "man", expression: "smiling", accessories: ["beard", "glasses"] } },
    ],
    [
      "A young black woman with curly hair, wearing a yellow sweater",
      {
        person: {
          age: "young",
          gender: "woman",
          skin: 5,
          hair: { form: "curly" },
          clothing: { colour: "#f6cf3a", item: "sweater" },
        },
      },
    ],
    [
      "a girl with long blonde hair reading",
      { glyph: "girl", person: { hair: { colour: "#e6c46e", form: "long" }, role: "reading" } },
    ],
    ["a female astronaut", { glyph: "woman-astronaut", person: { gender: "woman", role: "astronaut" } }],
    ["an old fisherman", { person: { age: "old", role: "fisherman" } }],
    ["a woman in red", { person: { clothing: { colour: RED } } }],
    ["👩🏽‍🚀", { glyph: "woman-astronaut" }],
    [
      "穿红裙子的女孩",
      { glyph: "girl", words: "女孩", person: { age: "child", gender: "woman", clothing: { colour: RED, item: "dress" } } },
    ],
    ["戴眼镜的老人", { person: { age: "old", accessories: ["glasses"] } }],
    [
      "一位穿着白色衬衫的厨师，微笑",
      { glyph: "cook", person: { role: "chef", expression: "smiling", clothing: { colour: WHITE, item: "shirt" } } },
    ],
    ["一个黑色长发的年轻女子", { person: { age: "young", gender: "woman", hair: { colour: "#1d1b1c", form: "long" } } }],
    ["满头白发的老奶奶", { glyph: "old-woman", person: { age: "old", gender: "woman", hair: { colour: "#e9e7e3" } } }],
    ["女宇航员", { glyph: "woman-astronaut", person: { gender: "woman" } }],
  ])("%s", (prompt, expected) => {
    expect(parseScene(prompt).subjects).toMatchObject([expected]);
  });

  test("several people and what they hold", () => {
    expect(parseScene("a little girl in a blue coat holding a red balloon").subjects).toMatchObject([
      { person: { age: "child", clothing: { colour: "#3a78c9", item: "coat" } } },
      { key: "balloon", colour: RED, relation: { kind: "holding", to: 0 } },
    ]);
    expect(parseScene("一位撑着油纸伞的姑娘走过石桥").subjects).toMatchObject([
      { key: "umbrella", relation: { kind: "holding", to: 1 } },
      { person: { age: "young", gender: "woman" } },
    ]);
  });

  test("who plays and what is played", () => {
    expect(parseScene("一位小提琴家").subjects).toMatchObject([{ person: { role: "playing violin" } }]);
    expect(parseScene("a bear playing the piano").subjects).toMatchObject([
      { key: "bear", doing: "playing piano" },
      { key: "piano", glyph: "musical-keyboard", relation: { kind: "beside", to: 0 } },
    ]);
    expect(parseScene("a saxophonist").subjects).toMatchObject([
      { person: { role: "playing saxophone" } },
      { key: "saxophone", relation: { kind: "holding", to: 0 } },
    ]);
  });

  test("a portrait is one", () => {
    expect(parseScene("portrait of a woman with green eyes").camera).toBe("portrait");
    expect(parseScene("一个戴眼镜的短发女孩，微笑").camera).toBe("portrait");
    expect(parseScene("a woman in a park").camera).not.toBe("portrait");
  });
});

describe("what is forbidden is left out", () => {
  test.each<[string, string, string[], string[]]>([
    [
      "a beach with people, birds and palm trees",
      "people, birds, text, blurry, extra fingers",
      ["people", "birds", "text"],
      ["birds"],
    ],
    ["a city street with no people, no cars", "", ["people", "cars"], ["cars", "crowd"]],
    ["a mountain landscape without any trees or buildings", "", ["trees", "buildings"], ["trees"]],
    ["没有人的街道，路灯", "", ["people"], ["crowd"]],
    ["星空下的草原，月亮", "月亮，文字，低分辨率", ["moon", "fullMoon", "text"], ["moon"]],
  ])("%s (not: %s)", (prompt, negative, without, absent) => {
    const scene = parseScene(prompt, negative);
    expect([...scene.without]).toEqual(expect.arrayContaining(without));
    for (const prop of absent) expect(scene.props).not.toContain(prop);
    expect(scene.subjects.filter(({ key }) => key === "person")).toEqual([]);
  });

  test("subjects, colours, weather and animals", () => {
    expect(parseScene("a red car and a dog", "red, dog").subjects).toMatchObject([{ key: "car" }]);
    expect(parseScene("a red car", "red").subjects[0]).not.toHaveProperty("colour");
    expect(parseScene("a red car", "red").without).toContain(RED);
    expect(parseScene("a rainy street", "rain").weather).toBe("clear");
    expect(parseScene("一只猫和一棵树", "动物").subjects).toMatchObject([{ key: "tree" }]);
  });

  test("words of quality forbid nothing", () => {
    const { without } = parseScene("a cat", "worst quality, low quality, bad anatomy, ugly, 低分辨率, 最差质量, 畸形");
    expect([...without]).toEqual([]);
  });
});

function timed(prompt: string): number {
  const start = process.hrtime.bigint();
  for (let round = 0; round < 5; round += 1) parseScene(prompt);
  return Number(process.hrtime.bigint() - start);
}

describe("any string", () => {
  const settings = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc
      .array(fc.constantFrom(..."一两只红的猫狗坐在桌子上下里，。写着“”'\"的😀🐱👩🏽‍🚀aofcatnowith \ud800\u0301\u202e".split("")), {
        maxLength: 300,
      })
      .map((all) => all.join("")),
    fc
      .array(
        fc.constantFrom(
          "a",
          "two",
          "red",
          "cat",
          "on",
          "in",
          "no",
          "with",
          "holding",
          "wearing",
          "girl",
          "table",
          "and",
          ",",
          ".",
          "'",
          '"',
          "says",
          "of",
          "the",
          "old",
          "hat",
          "窗台上",
          "一只",
          "穿着",
          "写着",
        ),
        { maxLength: 60 },
      )
      .map((all) => all.join(" ")),
  );
  const props = new Set<string>(PROPS.map(({ name }) => name));
  const features = new Set<string>(FEATURES.map(({ name }) => name));

  test("gives a bounded scene, the same each time", () => {
    fc.assert(
      fc.property(settings, settings, (prompt, negative) => {
        const scene = parseScene(prompt, negative);
        expect(parseScene(prompt, negative)).toEqual(scene);
        expect(scene.subjects.length).toBeLessThanOrEqual(8);
        expect(scene.lettering.length).toBeLessThanOrEqual(6);
        for (const [index, { count, relation }] of scene.subjects.entries()) {
          expect(Number.isInteger(count) && count >= 1 && count <= 12).toBe(true);
          if (typeof relation?.to === "number") expect(relation.to !== index && relation.to < scene.subjects.length).toBe(true);
        }
        for (const prop of scene.props) expect(props).toContain(prop);
        for (const each of scene.without) expect(each.startsWith("#") || props.has(each) || features.has(each)).toBe(true);
        for (const modifier of scene.modifiers) expect(MODIFIERS).toContain(modifier);
        for (const hue of scene.palette) expect(hue).toMatch(/^#[0-9a-f]{6}$/);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    "",
    " ",
    "''",
    "😀😀😀",
    "h̷̢̛e̶l̸l̷o̴",
    "مرحبا بالعالم",
    "\ud800\udc00\ud800",
    "x".repeat(8000),
    "asdf qwer zxcv",
    "。".repeat(500),
  ])("%j is no error", (prompt) => {
    expect(parseScene(prompt, prompt)).toMatchObject({ time: expect.any(String) as string });
  });

  test("takes time in proportion to its length", () => {
    const sentence = "一只白猫坐在窗台上，a red fox and two apples, 'x' ";
    parseScene(sentence.repeat(40));
    const short = Math.min(...[1, 2, 3].map(() => timed(sentence.repeat(20))));
    const long = Math.min(...[1, 2, 3].map(() => timed(sentence.repeat(160))));
    expect(long / short).toBeLessThan(8 * 4);
  });
});
