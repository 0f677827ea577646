// Question: what do one, two and four nodes on one PostgreSQL do in a second, against one on the embedded store, and what does each
// deed cost the nodes and the database?
//
// Method: the whole server, as it is started, in processes of their own: one on the embedded store, and one, two and four that
// share a PostgreSQL server each, with its defaults (`synchronous_commit=on`, fsync). This process sends from 64 connections, shared evenly
// by the nodes, one request at a time on each; all kinds of installation in turns, a first round of each warms up. `create` is a create
// with an engine that never answers, so that all but the first task wait; `poll` reads one of those; `life` is a create with
// `Prefer: wait=60` and an engine that answers at once, its picture on disk and the end told; `tell` is the time from an engine's
// answer after 40 ms to whoever waits at some node, whichever node drew it. Processor time is read from /proc, of the nodes and of all
// processes of PostgreSQL apart, from the first request until the search index has caught up; write transactions are counted by the
// nodes' own rows, WAL by its position. Reported: medians of the rounds, and of the ratios within each round.
//
// Traps: nodes, database and sender share the cores of this machine: two and four nodes show that nothing breaks and what sharing
// costs, not how it scales. So the costs are what is worth reading, and what simulation.ts computes from; processor time is disturbed
// least by other work, but not at all undisturbed. fsync on tmpfs costs nothing: databases are in the working directory's file system.
//
// Run: node bench/nodes.ts [--rounds 3] [--seconds 1.5] [--tasks 100] [--json FILE]     (two and a half minutes; needs Linux)
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { startPostgres, type Database } from "./support/databases.ts";
import { withDirectory } from "./support/directory.ts";
import { measureFsync } from "./support/disk.ts";
import { inTurns, load, type Load } from "./support/load.ts";
import {
  BUSY,
  QWEN,
  readTaskId,
  refuseUnfinished,
  startMuleteer,
  toBody,
  toRequest,
  type EngineOptions,
} from "./support/muleteer.ts";
import { NAMES, NODE_COUNTS, PLURALS, readNodeCosts, toNodes, type Deed } from "./support/node-costs.ts";
import { readOptions } from "./support/options.ts";
import { readProcessorMs } from "./support/processor.ts";
import { monotonicMs, type Program } from "./support/program.ts";
import { report, type Figure } from "./support/report.ts";
import { inRounds, ofRounds, toRatios } from "./support/rounds.ts";
import { describeCapacity } from "./support/capacity.ts";
import { median, quantile } from "./support/statistics.ts";

const CONNECTIONS = 64;
const PACKAGES = fileURLToPath(new URL("../node_modules", import.meta.url));
const ENGINE_MS = 40;
const TOLD_AT_ONCE = 8;
/** Tasks that are polled, in turns. */
const POLLED = 500;
/** The index is at most this far behind when nothing is created any more. */
const INDEXED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;
const options = readOptions({ rounds: 3, seconds: 1.5, tasks: 100 });

/** One installation: nodes, and what they keep their tasks in. */
interface Installation {
  readonly name: string;
  readonly nodes: readonly Program[];
  /** Counters that only grow. */
  readonly readCounters: () => Promise<Counters>;
  /** Whether every prompt is in the search index. */
  readonly isIndexed: () => Promise<boolean>;
  stop(): Promise<void>;
}

interface Counters {
  readonly nodeMs: number;
  readonly databaseMs: number;
  readonly commits: number;
  readonly walKib: number;
}

/** What one round of a deed gave, by deed where it is a cost. */
interface Round {
  readonly perSecond: number;
  readonly nodeMicros: number;
  readonly databaseMicros: number;
  readonly commits: number;
  readonly walKib: number;
}

const COUNTERS = `SELECT (SELECT coalesce(sum(last), 0) FROM muleteer.writers)::float8 AS commits,
  (pg_current_wal_lsn() - '0/0') / 1024::float8 AS kib,
  (SELECT event_id FROM muleteer.task_words_through) = (SELECT last FROM muleteer.event_counter) AS is_indexed`;

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const readNodesMs = (nodes: readonly Program[]) => sum(nodes.map(({ process }) => readProcessorMs(process.pid ?? 0)));

async function startEmbedded(directory: string, { engine, told }: InstallationOptions): Promise<Installation> {
  mkdirSync(directory);
  const nodes = [await startMuleteer({ directory, engine }, toListening(told))];
  return {
    name: "embedded",
    nodes,
    readCounters: () => Promise.resolve({ nodeMs: readNodesMs(nodes), databaseMs: 0, commits: 0, walKib: 0 }),
    isIndexed: () => {
      using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
      const sql = "SELECT (SELECT event_id FROM task_words_through) = (SELECT coalesce(max(id), 0) FROM events) AS is_indexed";
      return Promise.resolve(database.prepare(sql).get()?.["is_indexed"] === 1);
    },
    stop: async () => {
      for (const node of nodes) await node.stop();
    },
  };
}

/** The directory of this run, and a PostgreSQL server for each number of nodes, so that what one costs is not another's. */
interface Place {
  readonly directory: string;
  readonly servers: ReadonlyMap<number, Database>;
}

const toDatabaseUrl = ({ url }: Database, database: string) => url.replace(/[^/]*$/, database);

function findServer({ servers }: Place, nodes: number): Database {
  const server = servers.get(nodes);
  if (!server) throw new Error(`there is no PostgreSQL for ${nodes} nodes`);
  return server;
}

/** @param what names a new database. */
async function startNodes(place: Place, { count, what, engine, told }: NodesOptions): Promise<Installation> {
  const postgres = findServer(place, count);
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${what}`);
  await admin.end();
  const url = toDatabaseUrl(postgres, what);
  const nodes: Program[] = [];
  for (let node = 0; node < count; node += 1) {
    const directory = join(place.directory, `${what}-${node}-of-${count}`);
    mkdirSync(directory);
    nodes.push(await startMuleteer({ directory, engine, settings: { MULETEER_DATABASE_URL: url } }, toListening(told)));
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  const ask = async () => (await client.query<{ commits: number; kib: number; is_indexed: boolean }>(COUNTERS)).rows[0];
  return {
    name: String(count),
    nodes,
    async readCounters() {
      const row = await ask();
      const databaseMs = readProcessorMs(postgres.pid);
      return { nodeMs: readNodesMs(nodes), databaseMs, commits: row?.commits ?? 0, walKib: row?.kib ?? 0 };
    },
    isIndexed: async () => (await ask())?.is_indexed === true,
    async stop() {
      await client.end();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

type Told = (seed: number, atMs: number) => void;

interface InstallationOptions {
  readonly what: string;
  readonly engine: EngineOptions;
  /** Told of each of the engine's answers, where the engine says so. */
  readonly told?: Told;
}

interface NodesOptions extends InstallationOptions {
  readonly count: number;
}

function toListening(told: Told | undefined): Parameters<typeof startMuleteer>[1] {
  return told ? { onMessage: (message) => void (message.type === "answered" && told(message.seed, message.atMs)) } : {};
}

/** All kinds of it, with this engine; in the order of the tables. */
async function startAll(place: Place, installation: InstallationOptions): Promise<Map<string, Installation>> {
  const all = [await startEmbedded(join(place.directory, `embedded-${installation.what}`), installation)];
  for (const count of NODE_COUNTS) all.push(await startNodes(place, { ...installation, count }));
  return new Map(all.map((each) => [each.name, each]));
}

/** Sends to all nodes at once. */
async function loadAll(nodes: readonly Program[], { connections, ...options }: Omit<Load, "port">) {
  const results = await Promise.all(nodes.map(({ port }) => load({ ...options, port, connections: connections / nodes.length })));
  return { perSecond: sum(results.map(({ perSecond }) => perSecond)), times: results.flatMap(({ times }) => times) };
}

async function measure(
  { nodes, readCounters, isIndexed }: Installation,
  request: Pick<Load, "next" | "status" | "onBody">,
): Promise<Round> {
  const before = await readCounters();
  const { perSecond, times } = await loadAll(nodes, { ...request, connections: CONNECTIONS, lastsMs: options.seconds * 1000 });
  const end = performance.now() + INDEXED_WITHIN_MS;
  while (!(await isIndexed()) && performance.now() < end) await delay(LOOK_EVERY_MS);
  const after = await readCounters();
  const each = (counter: keyof Counters) => (after[counter] - before[counter]) / times.length;
  return {
    perSecond,
    nodeMicros: each("nodeMs") * 1000,
    databaseMicros: each("databaseMs") * 1000,
    commits: each("commits"),
    walKib: each("walKib"),
  };
}

function toFigures(deed: Deed, results: Readonly<Record<string, readonly Round[]>>): Figure[] {
  const question = "nodes";
  const embedded = results["embedded"] ?? [];
  const pick = (rounds: readonly Round[], what: keyof Round) => ofRounds(rounds.map((round) => round[what]));
  return [
    { question, what: `${PLURALS[deed]}, embedded`, ...pick(embedded, "perSecond"), unit: "a second" },
    { question, what: `${deed}, processor of the embedded`, ...pick(embedded, "nodeMicros"), unit: "µs" },
    ...NODE_COUNTS.flatMap((nodes): Figure[] => {
      const rounds = results[String(nodes)] ?? [];
      const ratios = toRatios(rounds, embedded, ({ perSecond }) => perSecond);
      return [
        { question, what: NAMES.ratio(deed, nodes), ...ofRounds(ratios), unit: "ratio" },
        { question, what: NAMES.perSecond(deed, nodes), ...pick(rounds, "perSecond"), unit: "a second" },
        { question, what: NAMES.nodeMicros(deed, nodes), ...pick(rounds, "nodeMicros"), unit: "µs" },
        { question, what: NAMES.databaseMicros(deed, nodes), ...pick(rounds, "databaseMicros"), unit: "µs" },
        { question, what: NAMES.commits(deed, nodes), ...pick(rounds, "commits"), unit: "commits" },
        { question, what: NAMES.walKib(deed, nodes), ...pick(rounds, "walKib"), unit: "KiB" },
      ];
    }),
  ];
}

/** `deeds` of all installations in turns. */
async function inTurnsOfAll<Name extends Deed>(
  installations: ReadonlyMap<string, Installation>,
  deeds: Readonly<Record<Name, (installation: Installation) => Pick<Load, "next" | "status" | "onBody">>>,
): Promise<Figure[]> {
  const names = Object.keys(deeds) as Name[];
  const turns = names.flatMap((deed) => [...installations.keys()].map((name) => `${deed} ${name}`));
  const results = await inRounds(turns, options.rounds, async (turn) => {
    const [deed, name] = turn.split(" ") as [Name, string];
    const installation = installations.get(name);
    if (!installation) throw new Error(`there is no installation ${name}`);
    return await measure(installation, deeds[deed](installation));
  });
  return names.flatMap((deed) =>
    toFigures(deed, Object.fromEntries([...installations.keys()].map((name) => [name, results[`${deed} ${name}`] ?? []]))),
  );
}

async function measureWaiting(place: Place): Promise<Figure[]> {
  const installations = await startAll(place, { what: "waiting", engine: BUSY });
  const request = toRequest(`POST ${QWEN}`, { body: toBody() });
  const ids = new Map<string, string[]>();
  const figures = await inTurnsOfAll(installations, {
    create: ({ name }) => ({
      next: () => request,
      status: 202,
      onBody: (body) => {
        const known = ids.get(name) ?? [];
        if (known.length < POLLED) ids.set(name, [...known, readTaskId(body)]);
      },
    }),
    poll: ({ name }) => ({ next: inTurns((ids.get(name) ?? []).map((id) => toRequest(`GET ${QWEN}/${id}`))), status: 200 }),
  });
  for (const installation of installations.values()) await installation.stop();
  return figures;
}

/** Of a task's rows and all their indexes, by what the installation of one node has come to. */
async function measureStored(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const sql = `SELECT sum(pg_total_relation_size(oid))::float8 / 1024 / (SELECT count(*) FROM muleteer.tasks) AS kib
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'muleteer'::regnamespace`;
  const { rows } = await client.query<{ kib: number }>(sql);
  await client.end();
  return rows[0]?.kib ?? Number.NaN;
}

async function measureLives(place: Place): Promise<Figure[]> {
  const installations = await startAll(place, { what: "lives", engine: { places: CONNECTIONS, delayMs: 0 } });
  const request = toRequest(`POST ${QWEN}`, { headers: { Prefer: "wait=60" }, body: toBody() });
  const figures = await inTurnsOfAll(installations, {
    life: () => ({ next: () => request, status: 200, onBody: refuseUnfinished }),
  });
  const storedKib = await measureStored(toDatabaseUrl(findServer(place, 1), "lives"));
  for (const installation of installations.values()) await installation.stop();
  return [...figures, { question: "nodes", what: NAMES.storedKib, value: storedKib, unit: "KiB" }];
}

async function measureTelling(place: Place): Promise<Figure[]> {
  const answered = new Map<number, number>();
  const engine = { places: CONNECTIONS, delayMs: ENGINE_MS, tells: true } as const;
  const installations = await startAll(place, {
    what: "telling",
    engine,
    told: (seed, atMs) => void answered.set(seed, atMs),
  });
  let seeds = 0;
  const results = await inRounds([...installations.keys()], options.rounds, async (name): Promise<number[]> => {
    const nodes = installations.get(name)?.nodes ?? [];
    const told = new Map<number, number>();
    await Promise.all(
      Array.from({ length: TOLD_AT_ONCE }, async () => {
        while (told.size < options.tasks) {
          const seed = (seeds += 1);
          const body = toBody({ seed, prompt_extend: false, safety_filter: false });
          const requests = [toRequest(`POST ${QWEN}`, { headers: { Prefer: "wait=60" }, body })];
          const { port = 0 } = nodes[seed % nodes.length] ?? {};
          await load({ port, next: () => requests.pop(), connections: 1, status: 200, onBody: refuseUnfinished });
          told.set(seed, monotonicMs());
        }
      }),
    );
    return [...told].map(([seed, atMs]) => atMs - (answered.get(seed) ?? Number.NaN));
  });
  for (const installation of installations.values()) await installation.stop();
  return [...installations.keys()].flatMap((name): Figure[] => {
    const who = name === "embedded" ? name : toNodes(Number(name));
    return [0.5, 0.99].map((q) => ({
      question: "nodes",
      what: `engine's answer to Prefer: wait, ${who}, p${q * 100}`,
      value: quantile((results[name] ?? []).flat(), q),
      unit: "ms",
    }));
  });
}

await withDirectory(async (directory) => {
  const servers = new Map<number, Database>();
  try {
    for (const count of NODE_COUNTS) servers.set(count, await startPostgres(join(directory, `postgres-${count}`), PACKAGES));
    const place = { directory, servers };
    const fsyncs = await measureFsync(join(directory, "probe"));
    const figures: Figure[] = [
      { question: "nodes", what: NAMES.fsyncMs, value: median(fsyncs), unit: "ms" },
      ...(await measureWaiting(place)),
      ...(await measureLives(place)),
      ...(await measureTelling(place)),
    ];
    report(figures, options.json);
    console.log(`\n${describeCapacity(readNodeCosts(figures))}`);
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
});
