// What `npm ci` builds besides: the console and the server's bundle. It never fails because of them.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "./support/directory.ts";
import { ROOT } from "./support/process.ts";

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** Stands for a builder: notes how it was called, and ends as it is told to. */
const toBuilder = (code: number) => `
  import { writeFileSync } from "node:fs";
  writeFileSync("called", process.argv.slice(2).join(" "));
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
  copyFileSync(join(ROOT, "scripts/prepare.js"), join(directory, "scripts/prepare.js"));
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

const CONSOLE = { name: "The console", source: "console/vite.config.ts", tool: "vite", program: "node_modules/vite/bin/vite.js" };
const BUNDLE = {
  name: "The server's bundle",
  source: "scripts/build-server.js",
  tool: "rolldown",
  program: "scripts/build-server.js",
};
const SILENT = { status: 0, output: "" };

/** What `npm ci` has put there for the building of a part, which will end with that code. */
function toInstalled({ source, tool, program }: typeof CONSOLE, code: number): Readonly<Record<string, string>> {
  return { [source]: "", [`node_modules/${tool}/package.json`]: "{}", [program]: toBuilder(code) };
}

describe("after an install", () => {
  test.each([
    [CONSOLE, /^build console\b/],
    [BUNDLE, /^$/],
  ])("$name is built, without a word", (part, words) => {
    const directory = addScript(createCheckout(toInstalled(part, 0)));
    expect(prepare(directory)).toEqual(SILENT);
    expect(readFileSync(join(directory, "called"), "utf8")).toMatch(words);
  });

  test.each([
    [CONSOLE, "npm run build:console"],
    [BUNDLE, "npm run build"],
  ])("a build of $name that fails is told, and the install goes on", (part, remedy) => {
    const { status, output } = prepare(addScript(createCheckout(toInstalled(part, 3))));
    expect(status).toBe(0);
    expect(output).toContain(`${part.name} was not built`);
    expect(output).toContain(remedy);
  });

  test("where the console's build fails, the bundle is built all the same", () => {
    const directory = addScript(createCheckout({ ...toInstalled(CONSOLE, 3), ...toInstalled(BUNDLE, 0) }));
    prepare(directory);
    expect(readFileSync(join(directory, "called"), "utf8")).toBe("");
  });

  test("builders that are not installed are told, and the install goes on", () => {
    const { status, output } = prepare(addScript(createCheckout({ [CONSOLE.source]: "", [BUNDLE.source]: "" })));
    expect(status).toBe(0);
    expect(output.match(/was not built \(the development dependencies are not installed\)/g)).toHaveLength(2);
  });

  test("nothing happens where there is no source to build, or no script yet, as in a layer of a container", () => {
    expect(prepare(addScript(createCheckout({})))).toEqual(SILENT);
    expect(prepare(createCheckout({}))).toEqual(SILENT);
  });

  test("nothing is built a second time while a release is packed, or when npx runs a command", () => {
    const directory = addScript(createCheckout({ ...toInstalled(CONSOLE, 0), ...toInstalled(BUNDLE, 0) }));
    for (const command of ["pack", "publish", "exec"]) expect(prepare(directory, { npm_command: command })).toEqual(SILENT);
    expect(existsSync(join(directory, "called"))).toBe(false);
  });
});
