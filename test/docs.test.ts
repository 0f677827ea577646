// Guides that cannot drift: their tables have what the code has, no more and no less.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SETTINGS } from "../src/config.ts";
import { ERRORS } from "../src/core/errors.ts";
import { MODELS } from "../src/models/catalogue.ts";

const DOCS = new URL("../docs/", import.meta.url);

function readGuide(name: string): string {
  return readFileSync(new URL(name, DOCS), "utf8");
}

function readCells(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** Rows of the table under a line of these column names. */
function readTable(guide: string, columns: readonly string[]): string[][] {
  const lines = guide.split("\n").map((line) => (line.startsWith("|") ? readCells(line) : undefined));
  const head = lines.findIndex((cells) => cells?.join("|") === columns.join("|"));
  expect(head, columns.join(", ")).toBeGreaterThan(-1);
  const rows: string[][] = [];
  for (const cells of lines.slice(head + 2)) {
    if (!cells) break;
    rows.push(cells);
  }
  return rows;
}

/** The row that the guide must have for this setting: copy it from the failing test's output. */
const settingRows = Object.entries(SETTINGS).map(([name, setting]) => {
  const { fallback, fallbackText } = setting as { readonly fallback?: string; readonly fallbackText?: string };
  return [`\`${name}\``, fallbackText ?? `\`${fallback}\``, setting.description];
});

describe("docs/settings.md", () => {
  test("has every setting with its default and description", () => {
    expect(readTable(readGuide("settings.md"), ["name", "default", "description"])).toEqual(settingRows);
  });

  test("names no setting that does not exist, here or in any guide", () => {
    for (const file of readdirSync(DOCS).filter((name) => name.endsWith(".md"))) {
      for (const [name] of readGuide(file).matchAll(/MULETEER_[A-Z][A-Z_]*[A-Z]/g))
        expect(Object.keys(SETTINGS), file).toContain(name);
    }
  });
});

describe("docs/errors.md", () => {
  const rows: readonly { code: number; status?: number; title: string; meaning: string }[] = Object.values(ERRORS);

  test("has every answer", () => {
    const table = readTable(readGuide("errors.md"), ["code", "status", "title", "meaning", "what to do"]);
    const expected = rows
      .filter(({ status }) => status !== undefined)
      .toSorted((a, b) => a.code - b.code || (a.status ?? 0) - (b.status ?? 0))
      .map(({ code, status, title, meaning }) => [String(code), String(status), title, meaning]);
    expect(table.map((row) => row.slice(0, 4))).toEqual(expected);
    for (const [, , , , advice = ""] of table) expect(advice).toMatch(/\.$/);
  });

  test("has every end of a task", () => {
    const table = readTable(readGuide("errors.md"), ["code", "title", "meaning", "what to do"]);
    const ends = new Set(["engineFailed", "cancelled", "contentRefused", "upstreamFailed", "internal", "noEngine"]);
    const expected = Object.entries(ERRORS)
      .filter(([name]) => ends.has(name))
      .map(([, { code, title, meaning }]) => [String(code), title, meaning])
      .sort(([a], [b]) => Number(a) - Number(b));
    expect(table.map((row) => row.slice(0, 3))).toEqual(expected);
    for (const [, , , advice = ""] of table) expect(advice).toMatch(/\.$/);
    expect(
      rows.filter(({ status }) => status === undefined).every((row) => expected.some(([code]) => code === String(row.code))),
    ).toBe(true);
  });

  test("gives each code to one family", () => {
    const families = readTable(readGuide("errors.md"), [
      "codes",
      "what they are about",
      "does repeating the same request help?",
    ]).map(([codes = ""]) => codes.split(", ").map((range) => range.split("–").map(Number)));
    for (const { code } of rows) {
      const holding = families.filter((ranges) => ranges.some(([from = 0, to = from]) => code >= from && code <= to));
      expect(holding, String(code)).toHaveLength(1);
    }
  });
});

/** Where a title stands: with its test, or on a line of its own where there are many cases. */
const TITLE_LINE = /\b(?:test|describe|describeDoors)\b|^\s*"|\]\)\(/;

describe("docs/security.md", () => {
  const threats = readTable(readGuide("security.md"), ["threat", "from", "defence", "test"]);

  test("has threats from everybody whom it names", () => {
    expect(threats.length).toBeGreaterThan(40);
    for (const who of ["stranger", "key", "upstream", "another page"])
      expect(
        threats.some(([, from = ""]) => from.includes(who)),
        who,
      ).toBe(true);
  });

  test.each(threats)("%s: its test exists", (_threat, _from, _defence, covered = "") => {
    const [, file = "", title = ""] = /^`(test\/[^`]+\.ts)`: (.+)$/.exec(covered) ?? [];
    const lines = readFileSync(new URL(`../${file}`, DOCS), "utf8").split("\n");
    expect(title).not.toBe("");
    expect(
      lines.some(
        (line) => TITLE_LINE.test(line) && line.split('"').some((part, index) => index % 2 === 1 && part.includes(title)),
      ),
      `${file}: ${title}`,
    ).toBe(true);
  });
});

describe("the guides", () => {
  const guides = readdirSync(DOCS).filter((name) => name.endsWith(".md"));

  test.each(guides)("%s links to files and headings that exist", (file) => {
    for (const [, target = ""] of readGuide(file).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path = "", anchor] = target.split("#");
      const text = readFileSync(new URL(path === "" ? file : path, DOCS), "utf8");
      if (anchor === undefined) continue;
      const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} -]/gu, "")
          .replaceAll(" ", "-"),
      );
      expect(anchors, target).toContain(anchor);
    }
  });

  test("name every model's path", () => {
    for (const { path } of MODELS) expect(readGuide("api.md")).toContain(path);
  });
});
