// The bundle: which of bundle and source the command runs, and that a release, packed and unpacked elsewhere, is whole.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Muleteer } from "../src/client/index.ts";
import { listFiles, temporaryDirectory } from "./support/directory.ts";
import { ROOT, runShell, SERVER_KEY } from "./support/process.ts";
import { until } from "./support/until.ts";

const { toSourceStamp } = (await import(join(ROOT, "bin/source-stamp.js"))) as { toSourceStamp: (root: string) => string };
const LONG_AGO = new Date("2020-01-01");
const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;

const CHECKOUT = {
  "package.json": '{"type":"module"}',
  "package-lock.json": "{}",
  "scripts/build-server.js": "",
  "src/cli.ts": 'const name: string = "source"; console.log(name);',
  "src/core/task.ts": "// then",
  "dist/cli.js": 'console.log("bundle");',
};

function createCheckout(): string {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(CHECKOUT)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  cpSync(join(ROOT, "bin"), join(directory, "bin"), { recursive: true });
  utimesSync(join(directory, "src/core/task.ts"), LONG_AGO, LONG_AGO);
  writeFileSync(join(directory, "dist/bundle.json"), JSON.stringify({ stamp: toSourceStamp(directory) }));
  return directory;
}

const run = (directory: string) =>
  execFileSync(process.execPath, [join(directory, "bin/muleteer.js")], { encoding: "utf8", stdio: "pipe" }).trim();

/** As tools do that copy times too. Repeated until the file system's clock, which is a coarse one, has gone on. */
async function copyWithOldTime(file: string): Promise<void> {
  const before = statSync(file);
  await until("the file counts as changed", () => {
    writeFileSync(file, "// now!");
    utimesSync(file, LONG_AGO, LONG_AGO);
    return statSync(file).ctimeMs !== before.ctimeMs;
  });
  expect(statSync(file)).toMatchObject({ size: before.size, mtimeMs: before.mtimeMs });
}

/** The migrations below it, by store. */
const listMigrations = (home: string) => listFiles(join(home, "stores")).filter((name) => name.endsWith(".sql"));

describe("the command of a checkout", () => {
  test("runs the bundle of this source, wherever the checkout is moved", () => {
    const directory = createCheckout();
    expect(run(directory)).toBe("bundle");
    const moved = join(temporaryDirectory(), "moved");
    renameSync(directory, moved);
    mkdirSync(directory);
    expect(run(moved)).toBe("bundle");
  });

  test.each<[string, (directory: string) => void | Promise<void>]>([
    ["a file was changed", (at) => writeFileSync(join(at, "src/core/task.ts"), "// changed")],
    ["a file of the same size and time was copied there", (at) => copyWithOldTime(join(at, "src/core/task.ts"))],
    ["a file is new", (at) => writeFileSync(join(at, "src/core/new.ts"), "")],
    ["a file is gone", (at) => rmSync(join(at, "src/core/task.ts"))],
    ["a file has another name", (at) => renameSync(join(at, "src/core/task.ts"), join(at, "src/core/tasks.ts"))],
    ["packages changed", (at) => writeFileSync(join(at, "package-lock.json"), "{ }")],
    ["there is no bundle", (at) => rmSync(join(at, "dist"), { recursive: true })],
    ["the bundle is not finished", (at) => rmSync(join(at, "dist/bundle.json"))],
    ["the bundle's record is broken", (at) => writeFileSync(join(at, "dist/bundle.json"), "{")],
  ])("runs the source where %s", async (_what, change) => {
    const directory = createCheckout();
    await change(directory);
    expect(run(directory)).toBe("source");
  });
});

test("a release has what it needs: it serves, draws, and shows its console and its reference", { timeout: 120_000 }, async () => {
  const checkout = temporaryDirectory();
  const parts = ["bin", "scripts", "src", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
  for (const name of parts) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  const hasConsole = existsSync(join(ROOT, "console/dist/index.html"));
  if (hasConsole) cpSync(join(ROOT, "console/dist"), join(checkout, "console/dist"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(checkout, "node_modules"));
  const npm = (line: string) =>
    execFileSync("/bin/sh", ["-c", line], { cwd: checkout, env: { ...process.env, PATH }, stdio: "pipe" });
  npm("npm run build");
  // The rest of `prepack` is the console, which is there.
  npm("npm pack --ignore-scripts && tar -xzf muleteer-*.tgz");

  const release = join(temporaryDirectory(), "muleteer");
  renameSync(join(checkout, "package"), release);
  symlinkSync(join(ROOT, "node_modules"), join(release, "node_modules"));
  rmSync(checkout, { recursive: true });
  const shipped = listFiles(release);
  expect(shipped.filter((name) => /^(?:src|test|scripts)\//.test(name))).toEqual([]);
  expect(listMigrations(join(release, "dist"))).toEqual(listMigrations(join(ROOT, "src")));
  expect(readFileSync(join(release, "dist/licences.txt"), "utf8")).toMatch(/^fastify \S+, MIT$/m);

  const home = temporaryDirectory();
  const server = runShell('exec node "$1/bin/muleteer.js" serve', [release], {
    cwd: home,
    env: {
      PATH,
      MULETEER_PORT: "0",
      MULETEER_DATA_DIR: join(home, "data"),
      MULETEER_API_KEY: SERVER_KEY,
      MULETEER_SKETCH_THREADS: "1",
    },
  });
  await server.prints("listens on ");
  const url = /listens on (\S+)/.exec(server.output.stdout)?.[1] ?? "";
  const { images } = await new Muleteer({ apiKey: SERVER_KEY, baseUrl: url }).generate(
    'A red fox 🦊 under a sign that says "MOON"',
  );
  expect((await images[0]!.blob()).type).toBe("image/png");
  const get = async (path: string) => await (await fetch(url + path)).text();
  expect(JSON.parse(await get("/openapi.json"))).toMatchObject({ paths: {} });
  expect(await get("/docs/")).toContain("swagger-ui");
  expect((await fetch(`${url}/docs/static/swagger-ui.css`)).status).toBe(200);
  if (hasConsole) expect(await get("/")).toContain('<div id="root"');
  server.kill("SIGTERM");
  expect(await server.exited).toMatchObject({ code: 0 });
});
