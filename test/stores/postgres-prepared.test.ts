// Statements that a connection plans once: that they are, that no plan is bad for what the tables grow to, and that they survive
// what makes plans useless. What a pooler in between does to them is in postgres.test.ts.
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { COMPLETE, LEASE } from "../contract/store/site.ts";
import { openGate } from "../support/gate.ts";
import { MISSING_POOLER, startPgBouncer } from "../support/pgbouncer.ts";
import { createDatabases, obstacle, startPostgres, type Databases, type PostgresServer } from "../support/postgres.ts";
import { createTask, newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";

/** Of a database. */
type ToUrl = (name: string) => string;

/** A store's connections. */
const CONNECTIONS = 10;
/** More than a store has connections. */
const LIVES = 12;
const PROGRESS = { type: "progress", progress: { fraction: 0.5, step: "sampling", previews: 1 } } as const;
const WEBHOOK = "http://127.0.0.1:9/hook";
/** One row each, without an index. */
const SINGLE_ROWS = ["event_counter", "events_pruned", "task_words_through", "migrations", "moves"];

/** A task's whole life, with all that is written beside it, and what is read meanwhile. */
async function live(store: Store, nth: number): Promise<void> {
  const limits = { requestsPerMinute: 1_000_000 };
  const idempotency = { key: `once ${nth}`, path: "/", fingerprint: "f", until: Date.now() + 60_000 };
  const task = newTask({ createdAt: Date.now(), webhookUrl: WEBHOOK });
  await createTask(store, task, { limits, idempotency });
  await store.claimTasks({ lease: LEASE, leaseUntil: Date.now() + 60_000, limit: 10 });
  await store.changeTask(task.id, LEASE, PROGRESS, Buffer.from("picture"));
  await store.changeTask(task.id, LEASE, COMPLETE);
  await Promise.all([store.findTask(task.id), store.findOutcome(task.id), store.nextDueAt(), store.nextDeliveryAt()]);
  await store.findKeys(Buffer.alloc(32));
  const claimed = await store.claimDeliveries({
    leaseUntil: Date.now() + 60_000,
    limit: 10,
    except: [],
    perTarget: 10,
    perKey: 10,
  });
  for (const { id } of claimed) {
    await store.recordAttempt(id, { at: Date.now(), durationMs: 1, status: 200, response: "" }, { state: "succeeded" });
  }
  await store.indexWords();
}

/** A way to the server of these URLs, and how often a text went along it. */
async function openWay(toUrl: ToUrl) {
  const { port } = new URL(toUrl("any"));
  const sent: Buffer[] = [];
  const gate = await openGate(Number(port), (bytes) => void sent.push(bytes));
  return {
    toUrl: (name: string) => toUrl(name).replace(`:${port}/`, `:${gate.port}/`),
    count: (text: string) => Buffer.concat(sent).toString("latin1").split(text).length - 1,
  };
}

describe.skipIf(obstacle !== undefined)("statements that are planned once", () => {
  let server: PostgresServer;
  let databases: Databases;
  beforeAll(async () => {
    server = await startPostgres();
    databases = await createDatabases(server);
  });
  afterAll(() => server.stop());

  async function openStore(toUrl: ToUrl): Promise<{ readonly name: string; readonly store: Store }> {
    const name = await databases.take();
    const url = toUrl(name);
    const clock = { now: () => Date.now(), id: () => v7() };
    const store = await openPostgresStoreBy(clock, { url, directUrl: server.url(name) });
    return { name, store };
  }

  test("each is sent once by a connection, and goes by an index, although it was planned for tables that were empty", async () => {
    const { toUrl, count } = await openWay((name) => server.url(name));
    const { name, store } = await openStore(toUrl);
    const countScans = async () => {
      const rows = await server.ask(
        name,
        `SELECT relname, seq_scan::int AS scans FROM pg_stat_user_tables WHERE seq_scan > 0 AND relname <> ALL ($1) ORDER BY relname`,
        [SINGLE_ROWS],
      );
      return Object.fromEntries(rows.map((row) => [row["relname"] as string, row["scans"] as number]));
    };
    const before = await countScans();
    for (let nth = 0; nth < LIVES; nth += 1) await live(store, nth);
    expect(count("INSERT INTO tasks")).toBeGreaterThan(0);
    expect(count("INSERT INTO tasks")).toBeLessThanOrEqual(CONNECTIONS);
    // Sessions count what they did when they end, if not before.
    await store.close();
    const counted = "SELECT n_tup_ins::int AS n FROM pg_stat_user_tables WHERE relname = 'tasks'";
    await until("PostgreSQL has counted", async () => ((await server.ask(name, counted))[0]?.["n"] as number) >= LIVES);
    expect(await countScans()).toEqual(before);
  });

  test.skipIf(MISSING_POOLER !== undefined)("by way of a pooler none has a name, and each is sent each time", async () => {
    const pooler = await startPgBouncer(server);
    onTestFinished(() => pooler.stop());
    const { toUrl, count } = await openWay((name) => pooler.url(name));
    const { store } = await openStore(toUrl);
    for (let nth = 0; nth < 3; nth += 1) await live(store, nth);
    await store.close();
    expect([count("INSERT INTO tasks"), count("muleteer_1")]).toEqual([3, 0]);
  });

  test("a node goes on when the columns of its tables become more", async () => {
    const { name, store } = await openStore((name) => server.url(name));
    await live(store, 0);
    await server.ask(name, "ALTER TABLE muleteer.tasks ADD COLUMN later TEXT");
    for (const nth of [1, 2, 3]) await live(store, nth);
    const [row] = await server.ask(
      name,
      "SELECT count(*)::int AS n, (SELECT count(*)::int FROM muleteer.ledger) AS ledger FROM muleteer.tasks",
    );
    expect(row).toEqual({ n: 4, ledger: 8 });
    await store.close();
  });
});
