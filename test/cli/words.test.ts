// What a terminal shows: times, money, cells, and pictures as escape sequences.
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { toInlinePicture } from "../../src/cli/picture.ts";
import { measure, shorten, toPlain } from "../../src/cli/plain.ts";
import { toAge, toDollars, toDuration, toLimit, toLocalTime, toOrdinal } from "../../src/cli/words.ts";

test.each([
  [0, "0.0 s"],
  [1_949, "1.9 s"],
  [9_999, "10.0 s"],
  [10_000, "10 s"],
  [59_400, "59 s"],
  [59_600, "1 min 00 s"],
  [185_000, "3 min 05 s"],
  [7_800_000, "2 h 10 min"],
])("%i ms are %s", (ms, text) => expect(toDuration(ms)).toBe(text));

test.each([
  [0, "$0.00"],
  [0.075, "$0.075"],
  [0.000001, "$0.000001"],
  [12, "$12.00"],
  [1.5, "$1.50"],
  [1234.5678, "$1234.5678"],
])("%d dollars are %s", (usd, text) => expect(toDollars(usd)).toBe(text));

test("no limit is said in words", () => {
  expect([toLimit(null), toLimit(2)]).toEqual(["no limit", "$2.00"]);
});

test.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [4, "4th"],
  [11, "11th"],
  [12, "12th"],
  [13, "13th"],
  [21, "21st"],
  [112, "112th"],
])("%i is %s", (position, text) => expect(toOrdinal(position)).toBe(text));

test.each([
  ["2026-03-01T12:00:00Z", "0 s"],
  ["2026-03-01T11:59:15Z", "45 s"],
  ["2026-03-01T11:00:01Z", "59 min"],
  ["2026-02-28T13:00:00Z", "23 h"],
  ["2026-01-01T00:00:00Z", "59 d"],
  ["2026-03-01T12:00:05Z", "0 s"],
])("%s is %s old", (at, age) => expect(toAge(at, Date.UTC(2026, 2, 1, 12))).toBe(age));

test("a time is this machine's, and none is a dash", () => {
  expect(toLocalTime(new Date(2026, 2, 1, 12, 0, 7).toISOString())).toBe("2026-03-01 12:00:07");
  expect([toLocalTime(null), toLocalTime("soon")]).toEqual(["-", "-"]);
});

test("text from elsewhere does not steer a terminal", () => {
  expect(toPlain("a\u{1B}[2Jb\r\nc\u{9B}d\u{202E}e\u{2028}f\u{07}")).toBe("a [2Jb  c d e f ");
  expect(toPlain("狐狸 🦊 é")).toBe("狐狸 🦊 é");
});

test.each([
  ["abc", 3],
  ["狐狸", 4],
  ["🦊", 2],
  ["👩‍👩‍👧", 2],
  ["e\u{301}", 1],
  ["Ａ", 2],
  ["한글", 4],
  ["…", 1],
  ["", 0],
])("%s takes %i cells", (text, cells) => expect(measure(text)).toBe(cells));

test("what is too long is cut where it fits", () => {
  expect(shorten("a red fox", 9)).toBe("a red fox");
  expect(shorten("a red fox", 8)).toBe("a red f…");
  expect(shorten("a red fox", 7)).toBe("a red…");
  expect(shorten("狐狸狐狸", 7)).toBe("狐狸狐…");
  expect(shorten("狐狸狐狸", 6)).toBe("狐狸…");
});

test("a large picture goes to kitty in pieces that it takes", () => {
  const png = randomBytes(10_000);
  const pieces = toInlinePicture(png, { protocol: "kitty", cells: 40 }).trimEnd().split("\u{1B}\\").slice(0, -1);
  const parsed = pieces.map((piece) => {
    expect(piece.startsWith("\u{1B}_G")).toBe(true);
    return piece.slice(3).split(";");
  });
  expect(parsed.map(([control]) => control)).toEqual(["a=T,f=100,q=2,c=40,m=1", "m=1", "m=1", "m=0"]);
  for (const [, data = ""] of parsed.slice(0, -1)) expect(data).toHaveLength(4096);
  expect(Buffer.from(parsed.map(([, data]) => data).join(""), "base64")).toEqual(png);
});
