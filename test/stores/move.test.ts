// An installation that is carried from one store to another and back: nothing of it is forgotten, nothing comes twice, and at no
// moment may both be served from. Both stores are real.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { DataDirectoryError, StoreUnavailable, type Store } from "../../src/core/store.ts";
import { systemClock } from "../../src/io/system-clock.ts";
import { beginMove, carryRows, compareStores, endMove, giveUpMove } from "../../src/stores/move.ts";
import { openClosedPostgres } from "../../src/stores/postgres/closed.ts";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { digestTable, type ClosedStore, type Digest } from "../../src/stores/shared/closed-store.ts";
import { CARRIED, listColumns, NOT_CARRIED, type CarriedRow } from "../../src/stores/shared/tables.ts";
import { openClosedSqlite } from "../../src/stores/sqlite/closed.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { createDatabases, obstacle, startPostgres, type Databases, type PostgresServer } from "../support/postgres.ts";
import { createTask, newImage, newKey, newTask } from "../support/tasks.ts";

const CLOCK = { now: () => Date.now(), id: () => v7() };
const QUIET = { watch: () => {}, signal: new AbortController().signal };
const LEASE = "lease-of-a-worker-that-is-gone";
const NUL = "a NUL \u0000 in it";
const HOUR_MS = 3_600_000;

interface Furnished {
  readonly waiting: readonly string[];
  readonly completed: string;
  readonly leased: string;
  /** A delivery whose sender is gone. */
  readonly underWay: string;
}

/** Something in every table: tasks in every state, leased ones too, and all that comes with them. */
async function furnish(store: Store): Promise<Furnished> {
  const now = Date.now();
  await store.secret("images");
  await store.putKey(newKey({ id: "key-1", limits: { totalSpendMicros: 10_000_000 } }));
  const endpoint = {
    id: v7(),
    keyId: "key-1",
    url: "https://a.example/hook",
    description: "d",
    secret: "whsec_a",
    createdAt: now,
  };
  await store.createWebhook(endpoint, 5);
  const grant = { keyId: "key-1", keyHash: Buffer.alloc(32, 2), createdAt: now, expiresAt: now + HOUR_MS };
  for (const byte of [3, 4]) await store.putLink({ ...grant, hash: Buffer.alloc(32, byte) });
  await store.putSession({ ...grant, hash: Buffer.alloc(32, 5) });

  const webhookUrl = "https://b.example/hook";
  const ids: string[] = [];
  for (let index = 0; index < 8; index += 1) {
    const task = newTask({
      keyId: index % 2 === 0 ? "key-1" : "key-2",
      input: { prompt: `A fox in the snow, number ${index}, 狐狸` },
      createdAt: now,
      priority: index === 7 ? "high" : "normal",
      ...(index === 0 ? { webhookUrl } : {}),
    });
    const idempotency = { key: `once ${index}`, path: "/", fingerprint: "f", until: now + HOUR_MS };
    ids.push((await createTask(store, task, { idempotency, limits: { requestsPerMinute: 100 } })).id);
  }
  const claimed = await store.claimTasks({ lease: LEASE, leaseUntil: now + HOUR_MS, limit: 4 });
  const [completed, failed, handled, begun] = claimed.map(({ id }) => id) as [string, string, string, string];
  await store.changeTask(completed, LEASE, {
    type: "complete",
    engine: "one",
    finalPrompt: `an owl, ${NUL}`,
    images: [newImage()],
    expiresAt: now + HOUR_MS,
  });
  await store.changeTask(failed, LEASE, { type: "fail", error: { code: 3001, title: "t", detail: "d" } });
  await store.changeTask(handled, LEASE, { type: "submit", engine: "one" });
  await store.changeTask(handled, LEASE, { type: "accept", engine: "one", handle: { job: "1" } });
  const progress = { fraction: 0.5, step: "sampling", previews: 1 };
  await store.changeTask(begun, LEASE, { type: "progress", progress }, new Uint8Array([0, 1, 255]));

  const due = await store.claimDeliveries({ leaseUntil: now + HOUR_MS, limit: 3, except: [], perTarget: 3, perKey: 3 });
  const attempt = { at: now, status: 500, durationMs: 7, response: NUL };
  await store.recordAttempt(due[0]!.id, attempt, { state: "pending", dueAt: now + HOUR_MS });
  await store.recordAttempt(due[1]!.id, attempt, { state: "failed" });
  await store.indexWords();
  await store.cancelTask(ids.at(-2)!, "Stop.");
  const waiting = (await store.listQueue(100)).map(({ id }) => id);
  return { waiting, completed, leased: handled, underWay: due[2]!.id };
}

async function carry(from: ClosedStore, to: ClosedStore): Promise<Record<string, Digest>> {
  const move = await beginMove({ from, to }, systemClock);
  await carryRows({ from, to }, move, QUIET);
  const found = await compareStores({ from, to }, QUIET);
  await endMove({ from, to }, move);
  return found;
}

async function close(...stores: readonly ClosedStore[]): Promise<void> {
  for (const store of stores) await store.close();
}

/** What a store fails with as soon as `pages` pages are written: a process that dies there leaves the same. */
function failing(store: ClosedStore, pages: number): ClosedStore {
  let left = pages;
  return {
    ...store,
    writePage: async (...page) => {
      if ((left -= 1) < 0) throw new Error("killed");
      await store.writePage(...page);
    },
  };
}

function openServer(directory: string): Store {
  return openSqliteStore({ directory, clock: CLOCK, as: "owner" });
}

async function furnishDirectory(): Promise<{ readonly directory: string; readonly furnished: Furnished }> {
  const directory = temporaryDirectory("memory");
  const store = openServer(directory);
  const furnished = await furnish(store);
  // With its leases: whoever had them is gone, as after a kill.
  await store.close();
  return { directory, furnished };
}

function readSqlite(directory: string): [string, string][] {
  using database = new DatabaseSync(join(directory, "muleteer.db"));
  return database
    .prepare(
      `SELECT tables.name AS "table", columns.name AS "column" FROM pragma_table_list AS tables, pragma_table_xinfo(tables.name) AS columns
           WHERE tables.schema = 'main' AND tables.type <> 'shadow' AND tables.name NOT LIKE 'sqlite_%'`,
    )
    .all()
    .map((row) => [row["table"] as string, row["column"] as string]);
}

describe.skipIf(obstacle !== undefined)(`moving${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`, () => {
  let server: PostgresServer;
  let databases: Databases;
  beforeAll(async () => {
    server = await startPostgres();
    databases = await createDatabases(server);
  });
  afterAll(() => server.stop());

  async function takeDatabase(): Promise<{ readonly name: string; readonly url: string; readonly open: () => Promise<Store> }> {
    const name = await databases.take();
    onTestFinished(async () => {
      await server.ask(name, "ALTER TABLE muleteer.writers DISABLE TRIGGER closed");
      await databases.giveBack(name);
    });
    const url = server.url(name);
    return { name, url, open: () => openPostgresStoreBy(CLOCK, { url, directUrl: url }) };
  }

  const readPostgres = async (name: string): Promise<[string, string][]> =>
    (
      await server.ask(name, "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'muleteer'")
    ).map((row) => [row["table_name"] as string, row["column_name"] as string]);

  describe("every table and column of both schemas is carried, or is said not to be, and why", () => {
    const carried = new Map(CARRIED.map((table) => [table.name, new Set(listColumns(table).map(([name]) => name))]));

    function listForgotten(schema: readonly (readonly [table: string, column: string])[]): string[] {
      return schema
        .filter(([table, column]) => !(table in NOT_CARRIED) && !(`${table}.${column}` in NOT_CARRIED))
        .filter(([table, column]) => !carried.get(table)?.has(column))
        .map(([table, column]) => `${table}.${column}`);
    }

    test("in SQLite", async () => {
      const directory = temporaryDirectory("memory");
      await openClosedSqlite(directory, "target").close();
      const schema = readSqlite(directory);
      expect(schema.length).toBeGreaterThan(100);
      expect(listForgotten(schema)).toEqual([]);
      expect(listForgotten([...schema, ["tasks", "colour"], ["palettes", "id"]])).toEqual(["tasks.colour", "palettes.id"]);
    });

    test("in PostgreSQL", async () => {
      const { name } = await takeDatabase();
      const schema = await readPostgres(name);
      expect(schema.length).toBeGreaterThan(100);
      expect(listForgotten(schema)).toEqual([]);
    });

    test("and what is said not to be is there", async () => {
      const directory = temporaryDirectory("memory");
      await openClosedSqlite(directory, "target").close();
      const schema = [...readSqlite(directory), ...(await readPostgres((await takeDatabase()).name))];
      const known = new Set(schema.flatMap(([table, column]) => [table, `${table}.${column}`]));
      expect(Object.keys(NOT_CARRIED).filter((name) => !known.has(name))).toEqual([]);
    });
  });

  test("there and back is the same in every table, and both go on where the first was", async () => {
    const { directory, furnished } = await furnishDirectory();
    const { open, url } = await takeDatabase();
    const there = [openClosedSqlite(directory, "source"), await openClosedPostgres(url, "target")] as const;
    const first = await carry(...there);
    await close(...there);
    // Nothing is the same by being empty.
    expect(Object.entries(first).filter(([, { rows }]) => rows === 0)).toEqual([]);

    const node = await open();
    const lastEvent = await node.lastEventId();
    expect((await node.listQueue(100)).map(({ id }) => id)).toEqual(furnished.waiting);
    expect(await node.findTask(furnished.completed)).toMatchObject({ finalPrompt: `an owl, ${NUL}` });
    expect(await node.listTasks({ keyId: "key-1", text: "snow 狐狸", limit: 100 })).toHaveLength(4);
    expect(await node.prunedThrough()).toBe(0);
    await node.close();

    const back = temporaryDirectory("memory");
    const again = [await openClosedPostgres(url, "source"), openClosedSqlite(back, "target")] as const;
    expect(await carry(...again)).toEqual(first);
    await close(...again);

    const store = openServer(back);
    onTestFinished(() => store.close());
    expect((await store.listQueue(100)).map(({ id }) => id)).toEqual(furnished.waiting);
    expect(await store.lastEventId()).toBe(lastEvent);
    expect(await store.listTasks({ keyId: "key-1", text: "snow 狐狸", limit: 100 })).toHaveLength(4);
    // What was leased is due at once, with its handle, and the next event has the next id.
    const [task] = await store.claimTasks({ lease: "new", leaseUntil: Date.now() + HOUR_MS, limit: 1 });
    expect([furnished.leased, task?.handle]).toEqual([task?.id, { job: "1" }]);
    const { id } = await createTask(store, newTask({ keyId: "key-2", createdAt: Date.now() }));
    expect((await store.listEvents({ after: 0, of: { taskId: id }, limit: 9 })).map((event) => event.id)).toEqual([
      lastEvent + 1,
    ]);
    expect(
      (
        await store.createTask(newTask({ keyId: "key-2" }), {
          idempotency: { key: "once 1", path: "/", fingerprint: "f", until: Date.now() + 9 },
        })
      ).kind,
    ).toBe("replayed");
  });

  test("PostgreSQL goes on where it was: leases that nobody has are over, and numbers follow those that were carried", async () => {
    const { directory, furnished } = await furnishDirectory();
    const { name, open, url } = await takeDatabase();
    const ends = [openClosedSqlite(directory, "source"), await openClosedPostgres(url, "target")] as const;
    await carry(...ends);
    await close(...ends);
    const node = await open();
    onTestFinished(() => node.close());
    // What was leased is due at once, by whoever asks first.
    const soon = Date.now() + HOUR_MS;
    expect((await node.claimTasks({ lease: "new", leaseUntil: soon, limit: 2 })).map(({ id }) => id)).toContain(furnished.leased);
    const due = await node.claimDeliveries({ leaseUntil: soon, limit: 100, except: [], perTarget: 100, perKey: 100 });
    expect(due.map(({ id }) => id)).toContain(furnished.underWay);
    await createTask(node, newTask({ keyId: "key-1", createdAt: Date.now() }));
    await node.putSession({
      hash: Buffer.alloc(32, 9),
      keyId: "key-1",
      keyHash: Buffer.alloc(32, 2),
      createdAt: Date.now(),
      expiresAt: Date.now() + HOUR_MS,
    });
    for (const table of ["tasks", "deliveries", "sessions"]) {
      const [row] = await server.ask(name, `SELECT count(*) = count(DISTINCT place) AS differ FROM muleteer.${table}`);
      expect(row, table).toEqual({ differ: true });
    }
    const [turn] = await server.ask(name, "SELECT nextval('muleteer.serves') > max(served) AS is_next FROM muleteer.turns");
    expect(turn).toEqual({ is_next: true });
  });

  test("cut short after any page, it goes on there, and neither end is served from meanwhile", async () => {
    const { directory } = await furnishDirectory();
    const { open, url } = await takeDatabase();
    for (let cuts = 0; ; cuts += 1) {
      const ends = [openClosedSqlite(directory, "source"), await openClosedPostgres(url, "target")] as const;
      const isCut = await carry(ends[0], failing(ends[1], 1)).then(
        () => false,
        () => true,
      );
      await close(...ends);
      if (!isCut) {
        expect(cuts).toBeGreaterThan(10);
        break;
      }
      expect(() => openServer(directory)).toThrow(/is being carried over to postgres:\/\/127.*paid for twice/);
      await expect(open()).rejects.toThrow(/half carried over from .*: run the same/);
    }
    expect(() => openServer(directory)).toThrow(/was carried over to postgres:\/\//);
    await (await open()).close();
  });

  test("cut short between the end of the one and the beginning of the other, it ends; run again, it has ended", async () => {
    const { directory } = await furnishDirectory();
    const { open, url } = await takeDatabase();
    const ends = [openClosedSqlite(directory, "source"), await openClosedPostgres(url, "target")] as const;
    const [from, to] = ends;
    await expect(
      carry(from, { ...to, putMove: (move) => (move.state === "done" ? Promise.reject(new Error("killed")) : to.putMove(move)) }),
    ).rejects.toThrow("killed");
    await expect(open()).rejects.toThrow(DataDirectoryError);
    expect((await from.listMoves()).map(({ state }) => state)).toEqual(["done"]);
    await carry(from, to);
    expect((await beginMove({ from, to }, systemClock)).state).toBe("done");
    await close(...ends);
    await (await open()).close();
  });

  test("a row that changed on the way is found, and the target stays closed", async () => {
    const { directory } = await furnishDirectory();
    const { name, open, url } = await takeDatabase();
    const ends = [openClosedSqlite(directory, "source"), await openClosedPostgres(url, "target")] as const;
    const [from, to] = ends;
    const spoiling: ClosedStore = {
      ...to,
      settle: async (counters) => {
        await server.ask(name, "UPDATE muleteer.ledger SET amount_micros = amount_micros + 1 WHERE settlement = 1");
        await to.settle(counters);
      },
    };
    await expect(carry(from, spoiling)).rejects.toThrow(/differs from .* in ledger/);
    await close(...ends);
    await expect(open()).rejects.toThrow(DataDirectoryError);
  });

  test("two at once: one of them says so, and no row comes twice", async () => {
    const { directory } = await furnishDirectory();
    const { url } = await takeDatabase();
    const from = openClosedSqlite(directory, "source");
    const targets = await Promise.all([openClosedPostgres(url, "target"), openClosedPostgres(url, "target")]);
    const move = await beginMove({ from, to: targets[0] }, systemClock);
    const outcomes = await Promise.allSettled(targets.map((to) => carryRows({ from, to }, move, QUIET)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(String(outcomes.find((outcome) => outcome.status === "rejected")?.reason)).toMatch(/Somebody else carries rows/);
    await compareStores({ from, to: targets[0] }, QUIET);
    await close(from, ...targets);
  });

  test("refused: a target that is used or half full of another, a source that is none, or is in use", async () => {
    const { directory } = await furnishDirectory();
    const other = await furnishDirectory();
    const database = await takeDatabase();
    const [from, second] = [openClosedSqlite(directory, "source"), openClosedSqlite(other.directory, "source")];
    const to = await openClosedPostgres(database.url, "target");
    await expect(beginMove({ from, to: second }, systemClock)).rejects.toThrow(/holds an installation already/);
    await expect(carry(from, failing(to, 2))).rejects.toThrow("killed");
    await expect(beginMove({ from: second, to }, systemClock)).rejects.toThrow(/half carried over from/);
    // The one that is only half there is no source either.
    const third = openClosedSqlite(temporaryDirectory("memory"), "target");
    await expect(beginMove({ from: to, to: third }, systemClock)).rejects.toThrow(/half carried over from/);
    expect(() => openClosedSqlite(directory, "source")).toThrow(/is in use \(process \d+\)/);
    await close(from, second, to, third);
    expect(() => openClosedSqlite(temporaryDirectory("memory"), "source")).toThrow(/no installation/);
    await server.ask("postgres", "CREATE DATABASE bare");
    await expect(openClosedPostgres(server.url("bare"), "source")).rejects.toThrow(/no installation in postgres:\/\/[^@]*$/);
  });

  test("a source that was begun to be carried may be carried elsewhere, and then the first target stays closed", async () => {
    const { directory } = await furnishDirectory();
    const [one, other] = [await takeDatabase(), await takeDatabase()];
    const from = openClosedSqlite(directory, "source");
    const targets = [await openClosedPostgres(one.url, "target"), await openClosedPostgres(other.url, "target")] as const;
    await expect(carry(from, failing(targets[0], 3))).rejects.toThrow("killed");
    await carry(from, targets[1]);
    await expect(carry(from, targets[0])).rejects.toThrow(/was carried over to/);
    await close(from, ...targets);
    await expect(one.open()).rejects.toThrow(DataDirectoryError);
    await (await other.open()).close();
  });

  test("a source starts again only when it is said so", async () => {
    const { directory } = await furnishDirectory();
    const database = await takeDatabase();
    const ends = [openClosedSqlite(directory, "source"), await openClosedPostgres(database.url, "target")] as const;
    await expect(giveUpMove(ends[0])).rejects.toThrow(/was not carried away/);
    await expect(carry(ends[0], failing(ends[1], 3))).rejects.toThrow("killed");
    await giveUpMove(ends[0]);
    await close(...ends);
    await openServer(directory).close();
    await expect(database.open()).rejects.toThrow(DataDirectoryError);
  });

  test("a PostgreSQL source: nodes are seen, and one that is not seen can write nothing any more", async () => {
    const database = await takeDatabase();
    const seen = await database.open();
    await furnish(seen);
    await expect(openClosedPostgres(database.url, "source")).rejects.toThrow(/1 of the nodes of .* still run .*127\.0\.0\.1/);
    await seen.close();
    // This one is cut off from where it would listen.
    const node = await openPostgresStoreBy(CLOCK, { url: database.url, directUrl: "postgres://127.0.0.1:1/none" });
    onTestFinished(() => node.close());
    const from = await openClosedPostgres(database.url, "source");
    const to = openClosedSqlite(temporaryDirectory("memory"), "target");
    const move = await beginMove({ from, to }, systemClock);
    const before = await digestTable(from, CARRIED[0]!);
    await expect(node.putKey(newKey())).rejects.toThrow(StoreUnavailable);
    expect(await digestTable(from, CARRIED[0]!)).toEqual(before);
    await carryRows({ from, to }, move, QUIET);
    await compareStores({ from, to }, QUIET);
    await close(from, to);
  });

  test("rows are held a page at a time", async () => {
    const directory = temporaryDirectory("memory");
    const store = openServer(directory);
    const many = 1_203;
    await Promise.all(Array.from({ length: many }, (_, index) => store.createTask(newTask({ keyId: `key-${index % 7}` }))));
    await store.close();
    const database = await takeDatabase();
    const ends = [openClosedSqlite(directory, "source"), await openClosedPostgres(database.url, "target")] as const;
    const pages: number[] = [];
    const [from, to] = ends;
    const counting: ClosedStore = {
      ...to,
      writePage: async (table, rows: readonly CarriedRow[], step) => {
        pages.push(rows.length);
        await to.writePage(table, rows, step);
      },
    };
    expect((await carry(from, counting))["tasks"]?.rows).toBe(many);
    await close(...ends);
    expect(Math.max(...pages)).toBe(500);
  });
});
