// Makes the server's bundle, dist/: most of a start went into finding and linking some six hundred modules, and so they become a
// few. What is imported dynamically stays a file of its own, loaded when it is needed. Plain JavaScript, as prepare.js.
//
// A server that runs must not notice: the entries are renamed into their place, other files are named by their content, and those
// of the last bundle stay until the next one, because a server loads some of them late. Nothing is minified, and a comment names
// each module, so that a line of a stack trace can be read.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { toSourceStamp } from "../bin/source-stamp.js";

// By its real name, as modules are named.
const ROOT = realpathSync(fileURLToPath(new URL("..", import.meta.url)));
const SOURCE = join(ROOT, "src");
const DIST = join(ROOT, "dist");
const STATE = "bundle.json";

/** Programs: the command line, and what runs in threads of its own. */
const ENTRIES = { cli: "src/cli.ts", "engines/sketch/thread": "src/engines/sketch/thread.ts" };
/** Packages that bring files beside their code: binaries, and pages. */
const UNBUNDLED = [/^sharp$/, /^@napi-rs\/canvas$/, /^@fastify\/swagger-ui$/, /^pg-native$/];
/** Stands for the way from a file of the bundle up to dist/, until it is known. */
const UP = "way-up-to-dist:";

/** Has each of our modules believe that it lies in dist/ as it lies in src/: its files and its threads are found from there. */
const atHome = {
  name: "at-home",
  transform: {
    filter: { code: "import.meta.url" },
    handler(code, id) {
      if (!id.startsWith(SOURCE)) return undefined;
      const place = UP + relative(SOURCE, id).replaceAll("\\", "/").replace(/\.ts$/, ".js");
      return code.replaceAll("import.meta.url", `new URL(${JSON.stringify(place)}, import.meta.url).href`);
    },
  },
  renderChunk: (code, { fileName }) => code.replaceAll(UP, `./${"../".repeat(fileName.split("/").length - 1)}`),
};

/**
 * Takes what Node itself brings without `import`, which reads every property of a module: of node:http that are WebSocket and its
 * kin, and so the whole of undici was loaded, a sixth of a start. In a bundle such imports are the first lines.
 */
const plainBuiltins = {
  name: "plain-builtins",
  renderChunk: (code) => code.replace(/^(?:import .+;\n)+/, (imports) => imports.replaceAll(IMPORT_OF_NODE, toAssignments)),
};
const IMPORT_OF_NODE = /^import (?:(\w+)(?:, )?)?(?:\* as (\w+))?(\{.+\})? from "(node:.+)";$/gm;

function toAssignments(_line, whole, namespace, names, from) {
  const targets = [whole, namespace, names?.replaceAll(" as ", ": ")].filter(Boolean);
  return targets.map((target) => `const ${target} = process.getBuiltinModule("${from}");`).join("\n");
}

/** The licences of what is bundled, which its owners ask to be passed on with it. */
function toLicences(moduleIds) {
  const found = moduleIds.map((id) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id.replaceAll("\\", "/")));
  const packages = new Map(found.filter(Boolean).map(([folder, name]) => [name, folder]));
  const texts = [...packages.keys()]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => {
      const folder = packages.get(name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      return [`${name} ${version}, ${license}`, ...(file ? [readFileSync(join(folder, file), "utf8").trim()] : [])].join("\n\n");
    });
  return `${["The bundle has parts of these packages.", ...texts].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function write(name, content) {
  const file = join(DIST, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

function readLastFiles() {
  const file = join(DIST, STATE);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).files : [];
}

// Before the first file is read: whatever changes after this makes the bundle one of another source.
const stamp = toSourceStamp(ROOT);
const bundle = await rolldown({
  cwd: ROOT,
  platform: "node",
  input: ENTRIES,
  external: UNBUNDLED,
  plugins: [atHome, plainBuiltins],
});
const naming = { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" };
const { output } = await bundle.generate({ format: "esm", ...naming });
await bundle.close();

const lastFiles = readLastFiles();
rmSync(join(DIST, STATE), { force: true });
for (const { fileName, code } of output.toSorted((a, b) => Number(a.isEntry) - Number(b.isEntry))) write(fileName, code);
for (const folder of ["stores/sqlite/migrations", "stores/postgres/migrations"]) {
  cpSync(join(SOURCE, folder), join(DIST, folder), { recursive: true });
}
write("licences.txt", toLicences(output.flatMap(({ moduleIds }) => moduleIds)));
const files = output.map(({ fileName }) => fileName);
const kept = new Set([...files, ...lastFiles]);
for (const name of readdirSync(join(DIST, "chunks"))) if (!kept.has(`chunks/${name}`)) rmSync(join(DIST, "chunks", name));
write(STATE, JSON.stringify({ stamp, files }));
