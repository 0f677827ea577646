// Quoted strings reach the picture byte for byte, whatever the quotes, on the surface that the prompt gives them; an apostrophe
// is no quotation.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findQuotations } from "../../../src/engines/sketch/scene/quotes.ts";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";

const textsOf = (prompt: string): string[] => parseScene(prompt).lettering.map(({ text }) => text);

describe("quotations", () => {
  test.each<[string, string[]]>([
    ["displaying 'Daily Special: Cappuccino $4.50', warm", ["Daily Special: Cappuccino $4.50"]],
    ['a sign "OPEN" and “Closed” and «Ouvert»', ["OPEN", "Closed", "Ouvert"]],
    ["招牌「营业中」和『酒』", ["营业中", "酒"]],
    ["一本《红楼梦》", ["红楼梦"]],
    ["I don't know, it's the dogs' bone, rock 'n' roll, the '90s", []],
    ["the cat's bowl says 'It's mine'", ["It's mine"]],
    ["a sign 'The Dogs' House' by a door", ["The Dogs' House"]],
    ["‘don’t stop’ on a poster", ["don’t stop"]],
    ['a 12" pizza with "Hello"', ["Hello"]],
    ['an unmatched "quote and ‘another', ["unmatched"].slice(1)],
    ["写着'你好'的牌子", ["你好"]],
    ["“他说‘好’”", ["他说‘好’"]],
    ['"line one\nline two"', ["line one\nline two"]],
    ['"line one\\nline two"', ["line one\nline two"]],
    ['"C:\\new"', ["C:\\new"]],
    ["'' and \"\" and “ ”", []],
    ['“Open"', ["Open"]],
    ["'A' 'B' 'C' 'D' 'E' 'F' 'G' 'H'", ["A", "B", "C", "D", "E", "F"]],
  ])("%j", (prompt, expected) => {
    expect(textsOf(prompt)).toEqual(expected);
  });

  test("any text between any quotes is kept byte for byte", () => {
    const marks: [string, string][] = [
      ["“", "”"],
      ["「", "」"],
      ["『", "』"],
      ["《", "》"],
      ["«", "»"],
      ['"', '"'],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...marks),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }),
        ([open, close], text) => {
          fc.pre(text.trim() !== "" && !text.includes(open) && !text.includes(close) && !text.includes("\\n"));
          fc.pre(!(open === '"' && /^[\s,.)]/.test(text)));
          expect(textsOf(`a sign reading ${open}${text}${close} on a door`)).toEqual([text]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("any text between single quotes is kept, with apostrophes inside its words", () => {
    const word = fc.stringMatching(/^[A-Za-z]{1,8}('[a-z]{1,2})?[A-Za-z]{0,3}[:!$%.]?$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const text = words.join(" ");
        fc.pre(text.toLowerCase() !== "n" && !/^(?:tis|twas|em|cause|til)\b/i.test(text));
        expect(textsOf(`a poster with the words '${text}', neat`)).toEqual([text]);
      }),
      { numRuns: 300 },
    );
  });

  test("words inside quotes name no subject, setting or style", () => {
    expect(parseScene("a sign that says 'Beware of the dog, night beach in watercolour'")).toMatchObject({
      subjects: [],
      style: "illustration",
      time: "day",
      settingNamed: false,
    });
  });
});

describe("unquoted inscriptions", () => {
  test.each<[string, string[]]>([
    ["a sign that says OPEN", ["OPEN"]],
    ["a neon sign reading OPEN 24 HOURS above a diner", ["OPEN 24 HOURS"]],
    ["a mug that says good morning, sunshine", ["good morning"]],
    ["一块写着你好的木牌", ["你好"]],
    ["黑板上写着今日特价，木质家具", ["今日特价"]],
    ["墙上的涂鸦写着：自由", ["自由"]],
    ["a girl reading a book", []],
    ["an old man says hello to a dog", []],
  ])("%s", (prompt, expected) => {
    expect(textsOf(prompt)).toEqual(expected);
  });
});

describe("surfaces", () => {
  test.each<[string, object[]]>([
    ["a chalkboard with 'Soup'", [{ surface: "chalkboard" }]],
    ["a vintage poster titled “BONJOUR” in red letters", [{ surface: "poster", colour: "#d8342c" }]],
    ["a book cover, title 'Dune'", [{ surface: "bookCover" }]],
    ['a mug with "World\'s Best Dad"', [{ surface: "mug" }]],
    ["a neon sign “BAR” in the rain", [{ surface: "neonSign", look: "neon" }]],
    ['Graffiti on a brick wall that says "LOVE WINS"', [{ surface: "wall", look: "paint" }]],
    ["A tombstone engraved with 'R.I.P.'", [{ surface: "stone", look: "engraved" }]],
    ["T-shirt printed with 'Hello'", [{ surface: "shirt", look: "print" }]],
    ["a sign reading 'No Parking' and a poster that says \"Jazz Night\"", [{ surface: "sign" }, { surface: "poster" }]],
    ["a laptop screen showing 'Hi'", [{ surface: "screen" }]],
    ['a banner across the street: "Welcome"', [{ surface: "banner" }]],
    ["a storefront with “Bakery” above the door", [{ surface: "shopFront" }]],
    ["a handwritten note, 'Back soon'", [{ surface: "paper", look: "handwritten" }]],
    ["'Only words'", [{ surface: "title" }]],
    ["黑板上写着“今日特价：拿铁 ¥28”", [{ surface: "chalkboard" }]],
    ["一家门头写着“老北京炸酱面”的小店", [{ surface: "shopFront" }]],
    ["横幅上写着“热烈欢迎”，金色大字", [{ surface: "banner", colour: "#d3a02c" }]],
    ["霓虹灯招牌「居酒屋」", [{ surface: "neonSign", look: "neon" }]],
    ["“营业中”的招牌", [{ surface: "sign" }]],
    ["印有“中国加油”的红色T恤", [{ surface: "shirt", look: "print" }]],
    ["石碑上刻着“永恒”", [{ surface: "stone", look: "engraved" }]],
    ["马克杯上写着“早安”", [{ surface: "mug" }]],
    ["书封面，书名《小王子》", [{ surface: "bookCover" }]],
    ["一张海报，标题为《星际穿越》", [{ surface: "poster" }]],
    ["《三体》", [{ surface: "title" }]],
  ])("%s", (prompt, expected) => {
    expect(parseScene(prompt).lettering).toMatchObject(expected);
  });
});

test.each(["“", "〝'a’", "““”", "「“‘", "'dogs' b ", "'a' ", "‘’s ", "„“", '5" x '])(
  "marks without number take time in proportion to them: %s",
  (marks) => {
    const found = findQuotations(marks.repeat(50_000));
    expect(found.every(({ start, end }) => end > start + 1)).toBe(true);
  },
  20_000,
);
