// A database that goes away and comes back: what was acknowledged is there, what was refused is not, and work goes on by itself.
import { connect, createServer, type AddressInfo } from "node:net";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { StoreUnavailable, type Store } from "../../src/core/store.ts";
import { LOCKS } from "../../src/stores/postgres/locks.ts";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { openGate } from "../support/gate.ts";
import { obstacle, startPostgres, type PostgresServer } from "../support/postgres.ts";
import { runServer, SERVER_KEY, spawnServer } from "../support/process.ts";
import { createTask, newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const PATH = "/vendors/alibaba/v1/wan2.6-t2i/generation";
const HEADERS = { Authorization: `Bearer ${SERVER_KEY}`, "Content-Type": "application/json" };
const BODY = JSON.stringify({ prompt: "a fox", size: "768*768", n: 1, prompt_extend: false });

/** Stands between a store and its server, and keeps the answer to a commit to itself when it is told to. */
async function openCutter(target: number) {
  const state = { isArmed: false, cuts: 0 };
  const proxy = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    // Reads end with a COMMIT too, those in the background among them: one commit of a write is meant, and no other.
    let isWriting = false;
    let isCommitting = false;
    client.on("data", (bytes) => {
      if (/READ (?:ONLY|WRITE)/.test(bytes.toString("latin1"))) isWriting = bytes.includes("READ WRITE");
      if (state.isArmed && isWriting && bytes.includes("COMMIT\0")) {
        isCommitting = true;
        state.isArmed = false;
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (!isCommitting) return void client.write(bytes);
      state.cuts += 1;
      client.destroy();
      upstream.destroy();
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => void proxy.close());
  return {
    port: (proxy.address() as AddressInfo).port,
    cutNextCommit: () => void (state.isArmed = true),
    get cuts() {
      return state.cuts;
    },
  };
}

async function readId(answer: Response): Promise<string> {
  return ((await answer.json()) as { task_info: { id: string } }).task_info.id;
}

/** Creates until told to end, at all nodes; says what was acknowledged and what was refused. */
function keepCreating(nodes: readonly Store[]) {
  const [acknowledged, refused]: [string[], string[]] = [[], []];
  const over = new AbortController();
  const running = nodes.flatMap((node) =>
    Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) {
        const task = newTask({ createdAt: Date.now() });
        try {
          await createTask(node, task);
          acknowledged.push(task.id);
        } catch (error) {
          expect(error).toBeInstanceOf(StoreUnavailable);
          refused.push(task.id);
        }
      }
    }),
  );
  return {
    acknowledged,
    async end() {
      over.abort();
      await Promise.all(running);
      return { acknowledged, refused };
    },
  };
}

describe.skipIf(obstacle !== undefined)("a PostgreSQL server that goes away", () => {
  let server: PostgresServer;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres({ isDurable: true });
  });
  afterAll(() => server.stop());

  async function createDatabase(): Promise<string> {
    const name = `faults_${(made += 1)}`;
    await server.ask("postgres", `CREATE DATABASE ${name}`);
    return name;
  }

  async function openNodes(name: string, count: number): Promise<Store[]> {
    const url = server.url(name);
    const clock = { now: () => Date.now(), id: () => v7() };
    const nodes = await Promise.all(Array.from({ length: count }, () => openPostgresStoreBy(clock, { url, directUrl: url })));
    onTestFinished(async () => {
      await Promise.all(nodes.map((node) => node.close()));
    });
    return nodes;
  }

  /** I1, I6, and what readers rely on: each task that is there was acknowledged, with all that belongs to it. */
  async function expectExact(
    name: string,
    { acknowledged, refused }: { acknowledged: string[]; refused: string[] },
  ): Promise<void> {
    const rows = await server.ask(name, "SELECT id FROM muleteer.tasks");
    const there = new Set(rows.map((row) => row["id"]));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    expect(refused.filter((id) => there.has(id))).toEqual([]);
    expect(there.size).toBe(acknowledged.length);
    const [sums] = await server.ask(
      name,
      `SELECT (SELECT count(*)::int FROM muleteer.ledger) AS ledger, (SELECT sum(live)::int FROM muleteer.key_state) AS live,
         (SELECT count(*)::int FROM muleteer.events) AS events, (SELECT max(id)::int FROM muleteer.events) AS last`,
    );
    const n = acknowledged.length;
    expect(sums).toEqual({ ledger: n, live: n, events: n, last: n });
  }

  test("I1: crashes of the database under load lose nothing that was acknowledged and make nothing that was refused", async () => {
    const name = await createDatabase();
    const nodes = await openNodes(name, 2);
    const load = keepCreating(nodes);
    for (let crash = 0; crash < 3; crash += 1) {
      const before = load.acknowledged.length;
      await until("creates succeed", () => load.acknowledged.length > before + 20);
      await server.kill();
      await server.start();
    }
    const after = load.acknowledged.length;
    await until("creates succeed again", () => load.acknowledged.length > after + 20);
    await expectExact(name, await load.end());
  });

  test("I1: connections that are cut at any moment, the commit too, leave no doubt about what was made", async () => {
    const name = await createDatabase();
    const nodes = await openNodes(name, 2);
    const load = keepCreating(nodes);
    for (let cut = 0; cut < 25; cut += 1) {
      const before = load.acknowledged.length;
      await until("creates succeed", () => load.acknowledged.length > before);
      await server.ask(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'muleteer'",
        [name],
      );
    }
    await expectExact(name, await load.end());
  });

  test("I1: a commit whose answer was lost is asked after: the task is acknowledged, and there once", async () => {
    const name = await createDatabase();
    const proxy = await openCutter(Number(new URL(server.url(name)).port));
    const url = server.url(name).replace(/:\d+\//, `:${proxy.port}/`);
    const store = await openPostgresStoreBy({ now: () => Date.now(), id: () => v7() }, { url, directUrl: server.url(name) });
    onTestFinished(() => store.close());
    await createTask(store, newTask());
    proxy.cutNextCommit();
    const { id } = await createTask(store, newTask());
    expect(proxy.cuts).toBe(1);
    expect(await store.findTask(id)).toMatchObject({ state: "pending" });
    expect(await server.ask(name, "SELECT count(*)::int AS n FROM muleteer.tasks")).toEqual([{ n: 2 }]);
  });

  test("whoever listens hears of what others do again, after the connection that listens was cut", async () => {
    const name = await createDatabase();
    const [one, other] = await openNodes(name, 2);
    const told: number[] = [];
    other!.watch((events) => told.push(...events.map(({ id }) => id)));
    await createTask(one!, newTask());
    await server.ask(
      "postgres",
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'muleteer listen'",
    );
    await createTask(one!, newTask());
    await createTask(one!, newTask());
    await until("it has heard of all", () => told.length >= 3);
    expect(told).toEqual([1, 2, 3]);
  });

  test("a disk that is full at the very first row of a transaction is told as that, and not as what follows from it", async () => {
    const name = await createDatabase();
    const [node] = await openNodes(name, 1);
    await server.ask(
      name,
      `CREATE FUNCTION muleteer.fill_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON muleteer.writers FOR EACH STATEMENT EXECUTE FUNCTION muleteer.fill_disk()`,
    );
    await expect(node!.secret("new")).rejects.toThrow(/the database cannot be used \(53100\)/);
    await server.ask(name, "DROP TRIGGER full_disk ON muleteer.writers");
    await node!.secret("new");
  });

  test("of a database that falls silent a create is told in seconds, and nothing is made when it is heard again", async () => {
    const name = await createDatabase();
    const gate = await openGate(Number(new URL(server.url(name)).port));
    const url = server.url(name).replace(/:\d+\//, `:${gate.port}/`);
    const store = await openPostgresStoreBy({ now: () => Date.now(), id: () => v7() }, { url, directUrl: server.url(name) });
    onTestFinished(() => store.close());
    await createTask(store, newTask());
    gate.set("silent");
    const took = async () => {
      const since = performance.now();
      await expect(createTask(store, newTask())).rejects.toThrow(StoreUnavailable);
      return performance.now() - since;
    };
    const first = took();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const second = took();
    expect(await second).toBeLessThan(8_000);
    expect(await first).toBeLessThan(20_000);
    gate.set("open");
    await createTask(store, newTask());
    expect(await server.ask(name, "SELECT count(*)::int AS n FROM muleteer.tasks")).toEqual([{ n: 2 }]);
  });

  test("a node is ready although what it writes beside tasks waits for another", async () => {
    const name = await createDatabase();
    const [node] = await openNodes(name, 1);
    const createdAt = Date.now();
    await node!.createDelivery({
      id: v7(),
      eventId: v7(),
      type: "webhook.test",
      keyId: "key",
      url: "https://one.example/",
      createdAt,
    });
    const held = await server.hold(name, [`SELECT pg_advisory_xact_lock(${LOCKS.deliveryClaims})`]);
    const claiming = node!.claimDeliveries({ leaseUntil: Date.now() + 60_000, limit: 1, except: [], perTarget: 1, perKey: 1 });
    await until("it waits", async () => (await server.countWaiting(name)) === 1);
    await node!.probe();
    expect(await server.countWaiting(name)).toBe(1);
    await held.drop();
    expect(await claiming).toHaveLength(1);
  });

  test("a node that stops in the middle of a transaction holds others up for a moment only", async () => {
    const name = await createDatabase();
    const [node] = await openNodes(name, 1);
    await createTask(node!, newTask());
    const held = await server.hold(name, [
      "SET LOCAL idle_in_transaction_session_timeout = 1000",
      "UPDATE muleteer.event_counter SET last = last + 1",
    ]);
    await createTask(node!, newTask());
    expect(await node!.lastEventId()).toBe(2);
    await held.drop();
  });

  test("a server says 503 and makes nothing while it is away, and goes on by itself, with no secret in its log", async () => {
    const name = await createDatabase();
    const directory = temporaryDirectory();
    const muleteer = await runServer(directory, { MULETEER_DATABASE_URL: server.url(name) });
    const post = () => fetch(muleteer.url + PATH, { method: "POST", headers: HEADERS, body: BODY });
    const readState = async (id: string) => {
      const answer = await fetch(`${muleteer.url}${PATH}/${id}`, { headers: HEADERS });
      return answer.ok ? ((await answer.json()) as { task_info: { status: string } }).task_info.status : undefined;
    };
    const first = await post();
    expect(first.status).toBe(202);
    const id = await readId(first);
    await server.kill();
    const refused = await post();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect((await fetch(`${muleteer.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${muleteer.url}/healthz`)).status).toBe(200);
    await server.start();
    await until("it is ready again", async () => (await fetch(`${muleteer.url}/readyz`)).ok, { everyMs: 50 });
    const second = await readId(await post());
    for (const each of [id, second]) {
      await until(`task ${each} is completed`, async () => (await readState(each)) === "completed", { everyMs: 50 });
    }
    expect(await server.ask(name, "SELECT id FROM muleteer.tasks ORDER BY id")).toEqual([{ id }, { id: second }]);
    muleteer.kill("SIGTERM");
    await muleteer.exited;
    const { stdout, stderr } = muleteer.output;
    expect(stderr).not.toBe("");
    expect(stdout + stderr).not.toContain(new URL(server.url(name)).password);
  });

  test("a database that cannot be reached at the start is named by its setting, and by nothing else of its URL", async () => {
    const directory = temporaryDirectory();
    const program = spawnServer(directory, { MULETEER_DATABASE_URL: "postgres://me:a-secret-word@127.0.0.1:1/nowhere" });
    expect((await program.exited).code).not.toBe(0);
    expect(program.output.stderr).toContain("MULETEER_DATABASE_URL");
    expect(program.output.stdout + program.output.stderr).not.toContain("a-secret-word");
  });
});
