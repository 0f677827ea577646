// Several nodes on one database, really at once: what one store promises holds for all of them together.
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { TaskEvent } from "../../src/core/event.ts";
import { DataDirectoryError, type CreateOutcome, type CreateTerms, type Store } from "../../src/core/store.ts";
import type { NewTask } from "../../src/core/task.ts";
import { systemClock } from "../../src/io/system-clock.ts";
import { openPostgresStore, openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { COMPLETE, LEASE } from "../contract/store/site.ts";
import { createDatabases, obstacle, startPostgres, type Databases, type PostgresServer } from "../support/postgres.ts";
import { createTask, newKey, newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const PRICE = 75_000;

/** `calls` calls of each node, all at once. */
function everywhere<T>(nodes: readonly Store[], calls: number, ask: (node: Store, index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(nodes.flatMap((node) => Array.from({ length: calls }, (_, index) => ask(node, index))));
}

function create(node: Store, overrides: Partial<NewTask> = {}, terms: CreateTerms = {}): Promise<CreateOutcome> {
  return node.createTask(newTask({ createdAt: Date.now(), ...overrides }), terms);
}

function makeEndpoint(node: Store, { id, limit }: { readonly id: string; readonly limit: number }): Promise<boolean> {
  return node.createWebhook({ id, keyId: "a", url: "https://x.example/", description: "", secret: "s", createdAt: 0 }, limit);
}

function toTerms(fingerprint: string): CreateTerms {
  return { idempotency: { key: "once", path: "/", fingerprint, until: Date.now() + 60_000 } };
}

function count(outcomes: readonly CreateOutcome[], kind: CreateOutcome["kind"]): number {
  return outcomes.filter((outcome) => outcome.kind === kind).length;
}

describe.skipIf(obstacle !== undefined)("nodes on one database", () => {
  let server: PostgresServer;
  let databases: Databases;
  beforeAll(async () => {
    server = await startPostgres();
    databases = await createDatabases(server);
  });
  afterAll(() => server.stop());

  async function openNodes(count: number): Promise<{ readonly name: string; readonly nodes: Store[] }> {
    const name = await databases.take();
    const url = server.url(name);
    const clock = { now: () => Date.now(), id: () => v7() };
    // At the same time, so that each finds an empty database and one of them makes the schema.
    const nodes = await Promise.all(Array.from({ length: count }, () => openPostgresStoreBy(clock, { url, directUrl: url })));
    onTestFinished(async () => {
      await Promise.all(nodes.map((node) => node.close()));
      await databases.giveBack(name);
    });
    return { name, nodes };
  }

  test.each([
    ["a budget", { totalSpendMicros: 20 * PRICE }],
    ["a day's budget", { dailySpendMicros: 20 * PRICE }],
    ["tasks at once", { concurrentTasks: 20 }],
    ["requests per minute", { requestsPerMinute: 20 }],
  ])("%s of 20 makes exactly 20 of 121 creates at three nodes", async (_, limits) => {
    const { name, nodes } = await openNodes(3);
    // The key is known then: whoever makes its row would hold the others up.
    expect((await create(nodes[0]!, {}, { limits })).kind).toBe("created");
    const outcomes = await everywhere(nodes, 40, (node) => create(node, {}, { limits }));
    expect([count(outcomes, "created"), count(outcomes, "refused")]).toEqual([19, 101]);
    const [sum] = await server.ask(name, "SELECT count(*)::int AS n, sum(amount_micros)::int AS micros FROM muleteer.ledger");
    expect(sum).toEqual({ n: 20, micros: 20 * PRICE });
  });

  test("I11: the same idempotency key at three nodes makes one task, and another body conflicts at each", async () => {
    const { nodes } = await openNodes(3);
    const outcomes = await everywhere(nodes, 10, (node) => create(node, {}, toTerms("f")));
    expect([count(outcomes, "created"), count(outcomes, "replayed")]).toEqual([1, 29]);
    expect(await everywhere(nodes, 1, (node) => create(node, {}, toTerms("g")))).toEqual(nodes.map(() => ({ kind: "conflict" })));
  });

  test("I4: nodes that claim at once never get the same task, and keys take turns across them", async () => {
    const { nodes } = await openNodes(3);
    const [first] = nodes;
    for (const keyId of ["a", "b", "c"]) {
      await Promise.all(Array.from({ length: 20 }, () => create(first!, { keyId })));
    }
    const leaseUntil = Date.now() + 60_000;
    const claims = await everywhere(nodes, 10, (node, index) => node.claimTasks({ lease: `${index}`, leaseUntil, limit: 1 }));
    const claimed = claims.flat();
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(30);
    const perKey = ["a", "b", "c"].map((keyId) => claimed.filter((task) => task.keyId === keyId).length);
    expect(perKey).toEqual([10, 10, 10]);
    const rest = await everywhere(nodes, 4, (node) => node.claimTasks({ lease: "rest", leaseUntil, limit: 7 }));
    expect(new Set([...claimed, ...rest.flat()].map(({ id }) => id)).size).toBe(60);
  });

  test("I2, I7: of endings at all nodes one wins, and the task is paid for once", async () => {
    const { name, nodes } = await openNodes(3);
    const [first] = nodes;
    for (let round = 0; round < 5; round += 1) {
      const { id } = await createTask(first!, newTask({ createdAt: Date.now() }));
      await first!.claimTasks({ lease: LEASE, leaseUntil: Date.now() + 60_000, limit: 1 });
      const outcomes = await Promise.allSettled(
        nodes.flatMap((node) => [node.changeTask(id, LEASE, COMPLETE), node.cancelTask(id, "Stop.")]),
      );
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const rows = await server.ask(name, "SELECT * FROM muleteer.ledger WHERE task_id = $1", [id]);
      expect(rows).toHaveLength(2);
    }
  });

  test("nodes that create, claim, finish and cancel for the same keys at once end with sums that agree", async () => {
    const { name, nodes } = await openNodes(3);
    await Promise.all(
      nodes.map(async (node, which) => {
        for (let round = 0; round < 8; round += 1) {
          const keys = ["a", "b", "c", "d"].toSorted(() => ((round + which) % 2) - 0.5);
          const made = await Promise.all(keys.map((keyId) => create(node, { keyId })));
          const claimed = await node.claimTasks({ lease: `node ${which}`, leaseUntil: Date.now() + 60_000, limit: 3 });
          const [toCancel] = made;
          await Promise.allSettled([
            ...claimed.map(({ id }) => node.changeTask(id, `node ${which}`, COMPLETE)),
            ...(toCancel?.kind === "created" ? [node.cancelTask(toCancel.task.id, "Stop.")] : []),
          ]);
        }
      }),
    );
    const [sums] = await server.ask(
      name,
      `SELECT (SELECT sum(live)::int FROM muleteer.key_state) AS live,
         (SELECT count(*)::int FROM muleteer.tasks WHERE state IN ('pending', 'processing')) AS unfinished,
         (SELECT sum(charged_micros)::int FROM muleteer.key_state) AS charged,
         (SELECT sum(charged_micros)::int FROM muleteer.spend) AS charged_by_day,
         (SELECT sum(amount_micros)::int FROM muleteer.ledger WHERE kind = 'charge') AS charges,
         (SELECT sum(reserved_micros)::int FROM muleteer.key_state) AS reserved`,
    );
    expect(sums?.["live"]).toBe(sums?.["unfinished"]);
    expect([sums?.["charged"], sums?.["charged_by_day"]]).toEqual([sums?.["charges"], sums?.["charges"]]);
    expect(sums?.["reserved"]).toBe((sums?.["unfinished"] as number) * PRICE);
  });

  test("every node is told of every event once, in order, whoever committed it", async () => {
    const { nodes } = await openNodes(3);
    const told: TaskEvent[][] = nodes.map(() => []);
    for (const [index, node] of nodes.entries()) node.watch((events) => told[index]!.push(...events));
    await everywhere(nodes, 30, (node) => create(node));
    for (const heard of told) {
      await until("a node has heard of all", () => heard.length >= 90);
      expect(heard.map(({ id }) => id)).toEqual(Array.from({ length: 90 }, (_, index) => index + 1));
    }
  });

  test("a node that hears nothing of the others tells what they committed before its own events", async () => {
    const name = await databases.take();
    const url = server.url(name);
    const clock = { now: () => Date.now(), id: () => v7() };
    // Nobody listens at this port.
    const deafUrl = url.replace(/:\d+\//, ":9/");
    const other = await openPostgresStoreBy(clock, { url, directUrl: url });
    const deaf = await openPostgresStoreBy(clock, { url, directUrl: deafUrl });
    onTestFinished(async () => {
      await Promise.all([other.close(), deaf.close()]);
      await databases.giveBack(name);
    });
    const told: number[] = [];
    deaf.watch((events) => told.push(...events.map(({ id }) => id)));
    for (let turn = 0; turn < 3; turn += 1) {
      await create(other);
      await create(deaf);
    }
    await until("its last is told", () => told.includes(6));
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("an event that commits late is not passed over by a reader, however many would come after it", async () => {
    const { name, nodes } = await openNodes(2);
    const [one, other] = nodes;
    await create(one!);
    // Another node's transaction, between its event and its commit.
    const held = await server.hold(name, [
      "SET search_path TO muleteer",
      "UPDATE event_counter SET last = last + 1",
      `INSERT INTO events SELECT last, 'late', 'bootstrap', 'm', 'task.created', 0 FROM event_counter`,
    ]);
    const creating = everywhere(nodes, 5, (node) => create(node));
    await until("they wait for it", async () => (await server.countWaiting(name)) >= 2);
    const seen = await other!.listEvents({ of: { keyId: "bootstrap" }, after: 0, limit: 100 });
    expect(seen.map(({ id }) => id)).toEqual([1]);
    await held.commit();
    await creating;
    const all = await other!.listEvents({ of: { keyId: "bootstrap" }, after: seen.at(-1)!.id, limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 11 }, (_, index) => index + 2));
    expect(all[0]?.taskId).toBe("late");
  });

  test("a key that one node revokes or limits is so at the next look of another", async () => {
    const { nodes } = await openNodes(2);
    const [one, other] = nodes;
    const key = newKey();
    await one!.putKey(key);
    expect(await other!.findKeys(key.hash)).toHaveLength(1);
    await one!.revokeKey(key.id, 5);
    expect(await other!.findKeys(key.hash)).toMatchObject([{ revokedAt: 5 }]);
  });

  test("of endpoints that are made at three nodes at once there are no more than allowed", async () => {
    const { nodes } = await openNodes(3);
    const made = await everywhere(nodes, 3, (node) => makeEndpoint(node, { id: v7(), limit: 2 }));
    expect(made.filter(Boolean)).toHaveLength(2);
  });

  test("an endpoint is counted before another is made at another node, however long that takes", async () => {
    const { name, nodes } = await openNodes(2);
    // Whoever makes the same id has counted by then, and waits for what becomes of this one.
    const held = await server.hold(name, [
      "SET search_path TO muleteer",
      `INSERT INTO webhooks (id, key_id, url, description, secret, created_at) VALUES ('same', 'b', 'u', '', 's', 0)`,
      "DELETE FROM webhooks WHERE id = 'same'",
    ]);
    const first = makeEndpoint(nodes[0]!, { id: "same", limit: 1 });
    await until("the first waits", async () => (await server.countWaiting(name)) === 1);
    let isMade = false;
    const second = makeEndpoint(nodes[1]!, { id: "other", limit: 1 }).finally(() => (isMade = true));
    await until("the second waits too", async () => isMade || (await server.countWaiting(name)) === 2);
    await held.commit();
    expect([await first, await second]).toEqual([true, false]);
  });

  test("every node goes by the database's clock, and ids sort by it, however wrong its own wall clock is", async () => {
    const name = await databases.take();
    const url = server.url(name);
    const opened: Awaited<ReturnType<typeof openPostgresStore>>[] = [];
    for (const offMs of [-300_000, 0, 300_000]) {
      opened.push(await openPostgresStore({ url, directUrl: url, local: { ...systemClock, now: () => Date.now() + offMs } }));
    }
    onTestFinished(async () => {
      await Promise.all(opened.map(({ store }) => store.close()));
      await databases.giveBack(name);
    });
    const [row] = await server.ask(name, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float AS ms");
    const ids: string[] = [];
    for (const { clock } of opened) {
      expect(Math.abs(clock.now() - (row?.["ms"] as number))).toBeLessThan(10_000);
      ids.push(...Array.from({ length: 50 }, () => clock.id()));
      const end = clock.now() + 2;
      await until("two milliseconds are over", () => clock.now() > end);
    }
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test("a node of an older version goes on beside a newer schema if that says that it may, and else does not start", async () => {
    const name = await databases.take();
    const url = server.url(name);
    const open = () => openPostgresStoreBy({ now: () => Date.now(), id: () => v7() }, { url, directUrl: url });
    await server.ask(name, "INSERT INTO muleteer.migrations VALUES (1001, 1)");
    const store = await open();
    await createTask(store, newTask());
    await store.close();
    await server.ask(name, "INSERT INTO muleteer.migrations VALUES (1002, 1001)");
    await expect(open()).rejects.toThrow(DataDirectoryError);
    await server.ask(name, "DELETE FROM muleteer.migrations WHERE version > 1000");
    await databases.giveBack(name);
  });
});
