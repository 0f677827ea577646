// Every question of this directory in one run, and one table of what was found. store.ts is left out, because it takes longer than
// all the rest.
//
// Method: one program after another, each with its own method in its header, because two at a time would measure each other.
//
// Traps: what else the machine does. Ratios are of things measured in turns and bear it; figures in ms and a second do not.
//
// Run: npm run bench                               (five minutes on an idle machine)
//      npm run bench -- --only accept,read         some of them
//      npm run bench -- --peers                    also against other task queues, see peers.ts; installs them first
//      npm run bench -- --nodes                    also nodes on one PostgreSQL, see nodes.ts: two and a half minutes more
//      npm run bench -- --tasks 1000000 --clients 10000    as large as the aims say: ten minutes
//      npm run bench -- --json FILE                where the figures go; bench/results/<date>.json otherwise, which git ignores
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withDirectory } from "./support/directory.ts";
import { parseOptions, refuse } from "./support/options.ts";
import { isMet, toTable, type Figure } from "./support/report.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

const options = parseOptions({
  only: { type: "string" },
  peers: { type: "boolean", default: false },
  nodes: { type: "boolean", default: false },
  tasks: { type: "string", default: "100000" },
  clients: { type: "string", default: "2000" },
  json: { type: "string", default: join(HERE, "results", `${new Date().toISOString().slice(0, 16).replace(":", "")}.json`) },
});

const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  accept: [],
  ...(options.peers ? { peers: [] } : {}),
  ...(options.nodes ? { nodes: [] } : {}),
  read: ["--tasks", options.tasks, "--rounds", "3"],
  life: [],
  tell: [],
  overhead: [],
  start: ["--tasks", options.tasks, "--rounds", "3"],
  hold: ["--clients", options.clients, "--seconds", "5"],
  draw: ["--quick"],
};

/** Undefined when it failed; it has said why. */
async function ask(question: string, json: string): Promise<readonly Figure[] | undefined> {
  const args = [join(HERE, `${question}.ts`), ...(QUESTIONS[question] ?? []), "--json", json];
  const [code] = (await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit")) as [number | null];
  return code === 0 ? (JSON.parse(readFileSync(json, "utf8")) as Figure[]) : undefined;
}

const chosen = options.only?.split(",") ?? Object.keys(QUESTIONS);
const unknown = chosen.filter((question) => !Object.hasOwn(QUESTIONS, question));
if (unknown.length > 0) refuse(`--only names ${unknown.join(", ")}; there are ${Object.keys(QUESTIONS).join(", ")}.`);

const begunAt = new Date();
/** Above the number of processors before anything is measured, this machine has other work. */
const loadBefore = loadavg()[0] ?? 0;
const figures: Figure[] = [];
const failed: string[] = [];
await withDirectory(async (directory) => {
  for (const question of chosen) {
    console.log(`\n${question}\n`);
    const found = await ask(question, join(directory, `${question}.json`));
    if (found) figures.push(...found);
    else failed.push(question);
  }
});

const [cpu] = cpus();
const machine = {
  cpu: `${cpus().length} × ${cpu?.model ?? "unknown"}`,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()}`,
  node: process.version,
  loadBefore,
};
mkdirSync(dirname(options.json), { recursive: true });
writeFileSync(options.json, `${JSON.stringify({ measuredAt: begunAt.toISOString(), machine, figures }, null, 2)}\n`);

console.log(
  `\nWhat has an aim, or is a ratio (${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}, load before ${loadBefore.toFixed(1)}):\n`,
);
console.log(toTable(figures.filter((figure) => figure.unit === "ratio" || isMet(figure) !== undefined)));
console.log(`\n${Math.round((Date.now() - begunAt.getTime()) / 1000)} s; all figures are in ${options.json}`);
if (failed.length > 0) {
  console.log(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
