// docs/cli.md has every command, every option that its own section explains, and every exit code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { explain, parseWords } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { EXIT_CODES } from "../../src/cli/failure.ts";
import { ROOT } from "../support/process.ts";

const GUIDE = readFileSync(join(ROOT, "docs/cli.md"), "utf8");

test("every command is in the guide, with its words", () => {
  for (const { name, words } of COMMANDS) expect(GUIDE).toContain(`\`${[name, words].filter(Boolean).join(" ")}\``);
});

test("the guide names no command that there is not", () => {
  const section = /\n## Commands\n\n([\s\S]*?)\n\n###/.exec(GUIDE)?.[1] ?? "";
  const named = section
    .split("\n")
    .slice(2)
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([a-z]+(?: [a-z]+)?)/g)].map(([, name]) => name));
  expect(named).toEqual([...COMMANDS.map(({ name }) => name), "help", "version"]);
});

test("the guide explains every option of generate, by one of its names", () => {
  const { options = {} } = COMMANDS.find(({ name }) => name === "generate")!;
  const section = /\n### generate\n([\s\S]*?)\n### /.exec(GUIDE)?.[1] ?? "";
  for (const name of Object.keys(options)) expect(section).toMatch(new RegExp(`--(?:no-)?${name}\\b`));
});

test("the guide's exit codes are those that there are", () => {
  const codes = [...GUIDE.split("## Exit codes")[1]!.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT_CODES));
});

describe.each(COMMANDS)("$name", (command) => {
  test("explains itself", () => {
    const text = explain(command);
    expect(text).toContain(`muleteer ${command.name}`);
    expect(command.summary).toMatch(/\.$/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(150);
    for (const name of [...Object.keys(command.options ?? {}), ...(command.asksServer ? ["url", "key"] : []), "json", "help"]) {
      expect(text).toMatch(new RegExp(`--(?:\\[no-\\])?${name}\\b`));
    }
  });

  test("names a word that makes no sense in one line", () => {
    const words = Array.from({ length: command.count?.[0] ?? 0 }, () => "x");
    expect(() => parseWords(command, [...words, "--colour"])).toThrow(/^[^\n]*--colour[^\n]*$/);
  });
});
