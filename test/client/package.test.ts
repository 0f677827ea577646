// The client as its users get it: built, found under its name, typed, and at home where only the web's own interfaces are. What
// docs/sdk.md shows is compiled against it.
import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../support/process.ts";
import { openScriptedServer, PICTURE, SCRIPTED_KEY } from "../support/scripted-server.ts";
import { until } from "../support/until.ts";

const TSC = join(ROOT, "node_modules/.bin/tsc");

/** A project that has installed a build of the package. */
const project = mkdtempSync(join(tmpdir(), "muleteer-package-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));
beforeAll(() => {
  const home = join(project, "node_modules/muleteer");
  mkdirSync(home, { recursive: true });
  const source = join(ROOT, "src");
  const build = {
    extends: join(ROOT, "tsconfig.build.json"),
    compilerOptions: { rootDir: source, outDir: join(home, "dist"), typeRoots: [join(ROOT, "node_modules/@types")] },
    include: [join(source, "client")],
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(build));
  execFileSync(process.execPath, [TSC, "-p", project]);
  copyFileSync(join(ROOT, "package.json"), join(home, "package.json"));
  symlinkSync(join(ROOT, "node_modules/@types"), join(project, "node_modules/@types"));
  symlinkSync(join(ROOT, "node_modules/undici-types"), join(project, "node_modules/undici-types"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
}, 60_000);

interface Compilation {
  readonly lib: readonly string[];
  readonly types: readonly string[];
}

/** What the compiler says of a file of the project. */
function compile(file: string, { lib, types }: Compilation): string {
  const options = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false };
  const config = {
    compilerOptions: { ...options, target: "es2024", module: "nodenext", noEmit: true, lib, types },
    files: [file],
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  try {
    execFileSync(process.execPath, [TSC, "-p", project], { encoding: "utf8" });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const BROWSER: Compilation = { lib: ["es2024", "dom"], types: [] };

test("its types are at home in a browser", () => {
  writeFileSync(
    join(project, "page.ts"),
    `import { Muleteer, verifyWebhook, type Task } from "muleteer/client";
     const muleteer = new Muleteer({ apiKey: "sk-mr-a", baseUrl: location.origin, fetch, timeoutMs: 5 });
     const { images, task } = await muleteer.generate("a fox", { signal: new AbortController().signal, onProgress: ({ fraction }) => fraction.toFixed() });
     const seed: number | undefined = task.seed;
     document.body.append(URL.createObjectURL(await images[0]!.blob()), String(seed));
     for await (const each of muleteer.tasks.list()) { const whole: Task = each; whole.cost.charged_usd.toFixed(); }
     await verifyWebhook({ body: new Uint8Array(), headers: new Headers(), secret: "whsec_a" });
     // @ts-expect-error a misspelt option is seen
     await muleteer.generate("a fox", { sede: 7 });`,
  );
  expect(compile("page.ts", BROWSER)).toBe("");
});

const blocks = [...readFileSync(join(ROOT, "docs/sdk.md"), "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ([, code = ""]) => code,
);

test("what its guide shows compiles", () => {
  expect(blocks.length).toBeGreaterThan(3);
  const files = blocks.map((code, index) => {
    writeFileSync(join(project, `guide-${index}.ts`), code);
    return `import "./guide-${index}.js";`;
  });
  writeFileSync(join(project, "guide.ts"), files.join("\n"));
  expect(compile("guide.ts", { lib: ["es2024", "esnext.disposable"], types: ["node"] })).toBe("");
});

const source = (name: string) => readFileSync(join(ROOT, "src/client", name), "utf8");

test("its guide names every method and every bound", () => {
  const guide = readFileSync(join(ROOT, "docs/sdk.md"), "utf8");
  const methods = ["tasks.ts", "keys.ts", "webhooks.ts", "session.ts", "muleteer.ts"].flatMap((name) =>
    [...source(name).matchAll(/^ {2}(?:async )?([a-z]\w+)\(/gm)].map(([, method = ""]) => method),
  );
  expect(methods.length).toBeGreaterThan(25);
  for (const method of methods.filter((each) => each !== "constructor"))
    expect(guide).toMatch(new RegExp(`\`${method}(?:\\(\\))?\``));
  const bounds = [...source("timing.ts").matchAll(/readonly (\w+Ms): number/g)].map(([, bound = ""]) => bound);
  expect(bounds).toHaveLength(8);
  for (const bound of bounds) expect(guide).toContain(`| \`${bound}\` |`);
});

/** A world that has nothing but what is listed, as on a page that came over plain http from another machine: no `crypto.subtle`. */
const STORY = `
  import { readFileSync } from "node:fs";
  import { createContext, SourceTextModule } from "node:vm";
  const [home, baseUrl, apiKey] = process.argv.slice(1);
  const context = createContext({
    fetch, Headers, URL, URLSearchParams, AbortController, TextDecoder, TextEncoder, Blob, setTimeout, clearTimeout, performance,
    crypto: { getRandomValues: (bytes) => crypto.getRandomValues(bytes) },
    baseUrl, apiKey, say: console.log,
  });
  const modules = new Map();
  const load = (url) => {
    if (!modules.has(url.href)) modules.set(url.href, new SourceTextModule(readFileSync(url, "utf8"), { context, identifier: url.href }));
    return modules.get(url.href);
  };
  const page = new SourceTextModule(\`
    import { Muleteer } from "./index.js";
    const { images } = await new Muleteer({ apiKey, baseUrl }).generate("a fox", { onTask: () => say("begun") });
    say((await (await images[0].blob()).arrayBuffer()).byteLength);
  \`, { context, identifier: home });
  await page.link((name, from) => load(new URL(name, from.identifier)));
  await page.evaluate();
`;

test("it runs where nothing of Node's is", async () => {
  const server = await openScriptedServer();
  const { promise, resolve } = Promise.withResolvers<string>();
  const home = pathToFileURL(join(project, "node_modules/muleteer/dist/client/page.js")).href;
  const flags = ["--experimental-vm-modules", "--no-warnings", "--input-type=module"];
  const words = [...flags, "--eval", STORY, home, server.url, SCRIPTED_KEY];
  execFile(process.execPath, words, { timeout: 15_000 }, (_error, stdout, stderr) => resolve(stdout + stderr));
  await until("its stream is open", () => server.streams > 0);
  server.complete();
  expect(await promise).toBe(`begun\n${PICTURE.length}\n`);
});

test("no file of it names what only Node has", () => {
  const folder = join(ROOT, "src/client");
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const code = readFileSync(join(folder, file), "utf8").replaceAll(/\/\/.*$/gm, "");
    expect(code, file).not.toMatch(/\b(?:Buffer|process|require|setImmediate|__dirname|global)\b|["']node:/);
  }
});
