// The direction of imports, as ARCHITECTURE.md draws it: arrows only go down, and peers never meet. Types count too.
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";

/** What a room may import of src/ beside itself; a file directly in src/ is a room of its own. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  io: ["core"],
  models: ["core", "io"],
  engines: ["core", "io"],
  rewriters: ["core", "io"],
  inspectors: ["core", "io"],
  stores: ["core", "io"],
  blobs: ["core", "io"],
  worker: ["core", "io"],
  http: ["core", "io"],
  client: [],
  config: ["core"],
  "configured-engines": ["config", "core", "io", "engines"],
  version: [],
  keys: ["config", "core", "io", "stores"],
  move: ["core", "io", "stores", "blobs"],
  server: [
    "config",
    "version",
    "core",
    "io",
    "models",
    "configured-engines",
    "rewriters",
    "inspectors",
    "stores",
    "blobs",
    "worker",
    "http",
  ],
  cli: ["server", "keys", "move", "config", "version", "core", "client"],
};

/** core/ is pure: of what is not ours it has schemas, hashes, and the type of a stream. */
const CORE_PACKAGES = new Set(["zod", "node:crypto"]);
const CORE_TYPES = new Set(["node:stream"]);

/** What lies beside src/ in a checkout and beside dist/ in a release. */
const BESIDE_SRC: Readonly<Record<string, string>> = { version: "../package.json", server: "../console/dist/" };

/** The one file that reads the environment. */
const READER = "config/environment.ts";
const READS_ENVIRONMENT = /\bprocess\s*(?:\?\.|\.)\s*env\b|\benv\b[^;\n]*from "node:process"|loadEnvFile/;

interface Arrow {
  readonly target: string;
  readonly typeOnly: boolean;
}

const STATIC = /^\s*(?:import|export)\s+(type\s)?(?:[^"'`;]*?\sfrom\s+)?["']([^"'\n]+)["']/gm;
const SIDE_EFFECT = /^\s*import\s+["']([^"'\n]+)["']/gm;
const DYNAMIC = /\b(?:import|require)\s*\(\s*(?:["']([^"'\n]+)["']|([^)"'\s][^)]*))/g;
/** A file beside its module, as far as its name is written out. */
const BESIDE = /\bnew URL\(\s*["'`](\.[^"'`$\n]*)/g;
const INLINE_TYPE = /\bimport\(\s*["']([^"'\n]+)["']\s*\)\s*\./g;

function listArrows(source: string): Arrow[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
  const arrows = new Map<string, Arrow>();
  const add = (target: string | undefined, typeOnly = false) => {
    const known = target === undefined ? undefined : arrows.get(target);
    if (target !== undefined) arrows.set(target, { target, typeOnly: typeOnly && known?.typeOnly !== false });
  };
  for (const [, type, target] of code.matchAll(STATIC)) add(target, type !== undefined);
  for (const [, target] of code.matchAll(SIDE_EFFECT)) add(target);
  for (const [, target, expression] of code.matchAll(DYNAMIC)) add(target ?? `an expression, ${expression?.trim()}`);
  for (const [, target] of code.matchAll(INLINE_TYPE)) add(target);
  for (const [, target] of code.matchAll(BESIDE)) add(target);
  return [...arrows.values()];
}

/** `http` for `http/app.ts`, `server` for `server.ts`. */
function toRoom(path: string): string {
  return path.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}

/** What is wrong with one arrow, or undefined. `file` is relative to src/. */
function judge(file: string, { target, typeOnly }: Arrow): string | undefined {
  const room = toRoom(file);
  if (target.startsWith("an expression")) return "imports what only running it could tell";
  if (!target.startsWith(".")) {
    if (room === "client") return "may import nothing outside itself";
    const pure = CORE_PACKAGES.has(target) || (typeOnly && CORE_TYPES.has(target));
    return room === "core" && !pure ? "is pure, and may not import it" : undefined;
  }
  const path = posix.normalize(posix.join(posix.dirname(file), target));
  if (path.startsWith("../")) return BESIDE_SRC[room] === path ? undefined : "reaches outside src/";
  const to = toRoom(path);
  if (to === room) return undefined;
  const allowed = ARROWS[room];
  if (!allowed) return "is a room that this test does not know";
  return allowed.includes(to) ? undefined : `may not import ${to}`;
}

/** A line for each arrow that breaks the rules. Files are by path relative to src/. */
function findViolations(files: ReadonlyMap<string, string>): string[] {
  const lines: string[] = [];
  for (const [file, source] of files) {
    for (const arrow of listArrows(source)) {
      const problem = judge(file, arrow);
      if (problem !== undefined) lines.push(`${file} → ${arrow.target}: ${toRoom(file)} ${problem}`);
    }
    if (file !== READER && READS_ENVIRONMENT.test(source)) lines.push(`${file}: only ${READER} reads the environment`);
  }
  return lines;
}

const SRC = new URL("../src/", import.meta.url);

function readSources(): Map<string, string> {
  const names = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.[cm]?[jt]sx?$/.test(name));
  return new Map(names.map((name) => [name.replaceAll("\\", "/"), readFileSync(new URL(name, SRC), "utf8")]));
}

test("no import of src/ goes up, or to a peer", () => {
  expect(findViolations(readSources())).toEqual([]);
});

test("every import of src/ is seen", () => {
  const sources = readSources();
  expect(sources.size).toBeGreaterThan(40);
  const seen = [...sources].flatMap(([file, source]) => listArrows(source).map(({ target }) => `${file} → ${target}`));
  // One of each kind: values, types, a worker's file, and what is loaded only when it is needed.
  expect(seen).toEqual(
    expect.arrayContaining([
      "server.ts → ./http/app.ts",
      "core/store.ts → ./task.ts",
      "core/blobs.ts → node:stream",
      "engines/sketch/pool.ts → ./thread",
    ]),
  );
  for (const [file, source] of sources) {
    const written = source.match(/^(?:import|export)\b[^;]*?\bfrom\s+"/gm)?.length ?? 0;
    expect(new Set(listArrows(source).map(({ target }) => target)).size, file).toBeGreaterThanOrEqual(Math.min(written, 1));
  }
});

describe("an arrow that breaks the rules is found", () => {
  test.each([
    ["http to the stores", "http/app.ts", 'import { openSqliteStore } from "../stores/sqlite/store.ts";'],
    ["worker to an engine", "worker/loop.ts", 'import { sketch } from "../engines/sketch/engine.ts";'],
    ["worker to http", "worker/loop.ts", 'export { createApp } from "../http/app.ts";'],
    ["a type of a peer", "engines/sketch/engine.ts", 'import type { HttpParts } from "../../http/parts.ts";'],
    ["a type in passing", "models/fields.ts", 'let parts: import("../http/parts.ts").HttpParts;'],
    ["over several lines", "blobs/disk.ts", 'import {\n  startWorker,\n  type Worker,\n} from "../worker/loop.ts";'],
    ["for its effect", "inspectors/policy.ts", 'import "../rewriters/rules.ts";'],
    ["everything", "rewriters/rules.ts", 'export * from "../models/catalogue.ts";'],
    ["late", "io/log.ts", 'const later = await import("../config.ts");'],
    ["to a place that only running tells", "engines/x.ts", "await import(name);"],
    [
      "a worker's file elsewhere",
      "stores/sqlite/store.ts",
      'new Worker(new URL("../../engines/sketch/thread.ts", import.meta.url));',
    ],
    ["io to a room", "io/metrics.ts", 'import { MODELS } from "../models/catalogue.ts";'],
    ["core to io", "core/task.ts", 'import { createLog } from "../io/log.ts";'],
    ["core to the file system", "core/task.ts", 'import { readFileSync } from "node:fs";'],
    ["core to a stream itself", "core/blobs.ts", 'import { Readable } from "node:stream";'],
    ["core to a package", "core/task.ts", 'import { v7 } from "uuid";'],
    ["the client to core", "client/client.ts", 'import type { Task } from "../core/task.ts";'],
    ["the client to a package", "client/client.ts", 'import { z } from "zod";'],
    ["anything to the server", "http/app.ts", 'import { VERSION } from "../server.ts";'],
    ["the server to the command line", "server.ts", 'import { main } from "./cli.ts";'],
    ["the command line to http", "cli.ts", 'import { createApp } from "./http/app.ts";'],
    ["settings to a room", "config.ts", 'import { MODELS } from "./models/catalogue.ts";'],
    ["out of src/", "http/app.ts", 'import x from "../../test/support/server.ts";'],
    ["a new room", "helpers/x.ts", 'import { z } from "../core/task.ts";'],
    ["the environment", "worker/loop.ts", "const key = process.env.KEY;"],
    ["the environment by name", "worker/loop.ts", 'import { env } from "node:process";'],
  ])("%s", (_, file, source) => {
    expect(findViolations(new Map([[file, source]]))).toHaveLength(1);
  });

  test.each([
    [
      "down",
      "http/app.ts",
      'import { z } from "zod";\nimport { ApiError } from "../core/errors.ts";\nimport type { Log } from "../io/log.ts";',
    ],
    ["in its own room", "engines/sketch/draw.ts", 'import { paint } from "./paint/land.ts";'],
    ["in a comment", "core/task.ts", '// import { x } from "../http/app.ts";\n/* import y from "../io/log.ts"; */'],
    ["a stream's type", "core/blobs.ts", 'import type { Readable } from "node:stream";'],
    ["the environment in its place", "config/environment.ts", "parse(process.env);"],
  ])("and none where there is none: %s", (_, file, source) => {
    expect(findViolations(new Map([[file, source]]))).toEqual([]);
  });
});
