// An installation of several nodes: real processes on one real PostgreSQL and one real S3 server, each node with a way of its own
// to the database that can be cut; and what it holds, read with plain clients and none of the product's code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "../support/directory.ts";
import { openGate, type Gate } from "../support/gate.ts";
import { startPostgres, type PostgresServer } from "../support/postgres.ts";
import { ROOT, spawnServer } from "../support/process.ts";
import { openS3Server, type S3Server } from "../support/s3.ts";
import { toName } from "./judge.ts";
import { toTask, type Remains } from "./remains.ts";

/** So few that a foreign program can take them all. */
const MAX_CONNECTIONS = 60;
const DATABASE = "muleteer";
const SHIFTED_CLOCK = join(ROOT, "test/support/shifted-clock-program.ts");

export interface Terms {
  /** As `MULETEER_ROLES` says it. */
  readonly roles: string;
  /** How far its wall clock is ahead. */
  readonly clockMs: number;
}

export const EVERYTHING: Terms = { roles: "api,worker,deliver", clockMs: 0 };

export interface Node {
  readonly name: string;
  readonly directory: string;
  readonly gate: Gate;
  /** Where it takes creates; undefined while it does not. */
  readonly door: string | undefined;
  /** Where it listens; undefined while it does not run. */
  readonly url: string | undefined;
  spawn(terms: Terms): ReturnType<typeof spawnServer>;
  /** Runs until it is killed. */
  start(terms?: Terms): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** What it has logged since it last began. */
  readonly log: string;
  /** Resolves when it has ended, with how. */
  exited(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface Cluster {
  /** Of the tasks of a node that has fallen silent. */
  readonly leaseMs: number;
  readonly nodes: readonly Node[];
  readonly postgres: PostgresServer;
  readonly s3: S3Server;
  /** Its tables, by a connection that is no node's. */
  ask(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Leaves a transaction with these statements open. */
  hold(statements: readonly string[]): Promise<{ drop(): Promise<void> }>;
  read(): Promise<Remains>;
}

/** Nothing runs yet but the database and the S3 server; all of it ends with the test. */
export async function openCluster(
  count: number,
  { leaseMs, settings }: Pick<Cluster, "leaseMs"> & { readonly settings: Readonly<Record<string, string>> },
): Promise<Cluster> {
  const postgres = await startPostgres({ maxConnections: MAX_CONNECTIONS });
  onTestFinished(() => postgres.stop());
  await postgres.ask("postgres", `CREATE DATABASE ${DATABASE}`);
  const s3 = await openS3Server();
  const root = temporaryDirectory("memory");
  const nodes = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = `node-${index + 1}`;
      const gate = await openGate(Number(new URL(postgres.url(DATABASE)).port));
      const url = postgres.url(DATABASE).replace(/:\d+\//, `:${gate.port}/`);
      const own = { ...s3.settings, ...settings, MULETEER_DATABASE_URL: url, MULETEER_LEASE: `${leaseMs / 1_000}s` };
      return createNode(name, { directory: join(root, name), gate, settings: own });
    }),
  );
  return {
    leaseMs,
    nodes,
    postgres,
    s3,
    ask: (sql, parameters) => postgres.ask(DATABASE, sql, parameters),
    hold: (statements) => postgres.hold(DATABASE, ["SET LOCAL search_path TO muleteer", ...statements]),
    read: async () => ({
      ...(await readDatabase(postgres)),
      readImage: (blob) => readFileSync(join(s3.directory, s3.options.prefix, blob)),
    }),
  };
}

function createNode(
  name: string,
  { directory, gate, settings }: Pick<Node, "directory" | "gate"> & { readonly settings: Readonly<Record<string, string>> },
): Node {
  let running: { readonly program: ReturnType<typeof spawnServer>; readonly url: string; readonly terms: Terms } | undefined;
  let last: ReturnType<typeof spawnServer> | undefined;

  function spawn({ roles, clockMs }: Terms): ReturnType<typeof spawnServer> {
    const shift = clockMs === 0 ? {} : { NODE_OPTIONS: `--import=${SHIFTED_CLOCK}`, TEST_SHIFT_MS: String(clockMs) };
    last = spawnServer(directory, { ...settings, MULETEER_ROLES: roles, ...shift });
    return last;
  }

  return {
    name,
    directory,
    gate,
    get door() {
      return running?.terms.roles.includes("api") ? running.url : undefined;
    },
    get url() {
      return running?.url;
    },
    spawn,
    async start(terms = EVERYTHING) {
      const program = spawn(terms);
      const started = { program, url: await program.listens(), terms };
      running = started;
      void program.exited.finally(() => {
        if (running === started) running = undefined;
      });
    },
    signal: (signal) => last?.kill(signal),
    get log() {
      return last ? last.output.stdout + last.output.stderr : "";
    },
    exited: async () => (await last?.exited) ?? { code: null, signal: null },
  };
}

function text(value: unknown): string {
  return value as string;
}

/** All of it as it is at one moment. */
async function readDatabase(postgres: PostgresServer): Promise<Omit<Remains, "readImage">> {
  const [row] = await postgres.ask(DATABASE, SELECT_ALL);
  const rows = (name: string) => (row?.[name] as Record<string, unknown>[] | null) ?? [];
  const tasks = rows("tasks");
  const names = tasks.map((task) => {
    const { prompt } = JSON.parse(text(task["input"])) as { prompt: string };
    return [toName(prompt), text(task["id"])] as const;
  });
  return {
    tasks: new Map(tasks.map((task) => [text(task["id"]), toTask(task)])),
    events: rows("events").map((event) => ({
      id: Number(event["id"]),
      taskId: text(event["task_id"]),
      keyId: text(event["key_id"]),
      type: text(event["type"]),
    })),
    lastEventId: Number(row?.["last"]),
    deliveries: rows("deliveries").map((delivery) => ({
      id: text(delivery["id"]),
      taskId: text(delivery["task_id"]),
      type: text(delivery["type"]),
      state: text(delivery["state"]),
      webhookId: delivery["webhook_id"] as string | null,
    })),
    ledger: rows("ledger").map((entry) => ({
      taskId: text(entry["task_id"]),
      kind: text(entry["kind"]),
      amountMicros: Number(entry["amount_micros"]),
    })),
    sums: new Map(
      rows("key_state").map((sum) => [
        text(sum["key_id"]),
        { live: Number(sum["live"]), charged: Number(sum["charged_micros"]), reserved: Number(sum["reserved_micros"]) },
      ]),
    ),
    names,
    ids: new Map(names),
  };
}

/** One statement sees one moment. */
const SELECT_ALL = `SELECT
  (SELECT json_agg(t) FROM (SELECT id, key_id, state, lease, handle, submitted_at, images, error, input FROM muleteer.tasks) AS t) AS tasks,
  (SELECT json_agg(t) FROM (SELECT id, task_id, key_id, type FROM muleteer.events ORDER BY id) AS t) AS events,
  (SELECT last FROM muleteer.event_counter) AS last,
  (SELECT json_agg(t) FROM (SELECT id, task_id, type, state, webhook_id FROM muleteer.deliveries WHERE task_id IS NOT NULL) AS t) AS deliveries,
  (SELECT json_agg(t) FROM (SELECT task_id, kind, amount_micros FROM muleteer.ledger) AS t) AS ledger,
  (SELECT json_agg(t) FROM (SELECT key_id, live, charged_micros, reserved_micros FROM muleteer.key_state) AS t) AS key_state`;
