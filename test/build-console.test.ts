// What `npm ci` does about the console: it builds it, and never fails because of it.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "./support/directory.ts";
import { ROOT } from "./support/process.ts";

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** Stands for the builder, which the install brings: notes how it was called, and ends as it is told to. */
const toBuilder = (code: number) => `
  require("node:fs").writeFileSync("called", process.argv.slice(2).join(" "));
  process.exit(${code});
`;

/** A checkout with these files besides. */
function createCheckout(files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries({ "package.json": '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

function addScript(directory: string): string {
  mkdirSync(join(directory, "scripts"), { recursive: true });
  copyFileSync(join(ROOT, "scripts/build-console.js"), join(directory, "scripts/build-console.js"));
  return directory;
}

/** Runs what npm runs after an install. */
function prepare(directory: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", scripts["prepare"] ?? "exit 99"], {
    cwd: directory,
    encoding: "utf8",
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, ...env },
  });
  return { status, output: stdout + stderr };
}

const SOURCE = { "console/vite.config.ts": "" };
const SILENT = { status: 0, output: "" };

describe("after an install", () => {
  test("the console is built, without a word", () => {
    const builder = { "node_modules/vite/package.json": "{}", "node_modules/vite/bin/vite.js": toBuilder(0) };
    const directory = addScript(createCheckout({ ...SOURCE, ...builder }));
    expect(prepare(directory)).toEqual(SILENT);
    expect(readFileSync(join(directory, "called"), "utf8")).toMatch(/^build console\b/);
  });

  test("a build that fails is told, and the install goes on", () => {
    const builder = { "node_modules/vite/package.json": "{}", "node_modules/vite/bin/vite.js": toBuilder(3) };
    const directory = addScript(createCheckout({ ...SOURCE, ...builder }));
    const { status, output } = prepare(directory);
    expect(status).toBe(0);
    expect(output).toContain("npm run build:console");
  });

  test("a builder that is not installed is told, and the install goes on", () => {
    const { status, output } = prepare(addScript(createCheckout(SOURCE)));
    expect(status).toBe(0);
    expect(output).toContain("development dependencies");
  });

  test("nothing happens where there is no source to build, or no script yet, as in a layer of a container", () => {
    expect(prepare(addScript(createCheckout({})))).toEqual(SILENT);
    expect(prepare(createCheckout({}))).toEqual(SILENT);
  });

  test("nothing is built a second time while a release is packed, or when npx runs a command", () => {
    const builder = { "node_modules/vite/package.json": "{}", "node_modules/vite/bin/vite.js": toBuilder(0) };
    const directory = addScript(createCheckout({ ...SOURCE, ...builder }));
    for (const command of ["pack", "publish", "exec"]) expect(prepare(directory, { npm_command: command })).toEqual(SILENT);
    expect(existsSync(join(directory, "called"))).toBe(false);
  });
});
