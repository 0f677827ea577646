// A database with a standby that has every commit before it is acknowledged: nothing is lost when it takes over, and nothing is
// read from it, or acknowledged without it, before.
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { OutcomeUnknown, StoreUnavailable, type Store } from "../../src/core/store.ts";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { openGate, type Gate } from "../support/gate.ts";
import { obstacle, startPostgres, type PostgresServer, type Standby } from "../support/postgres.ts";
import { createTask, newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const DATABASE = "followed";
const AT_ONCE = 8;

describe.skipIf(obstacle !== undefined)("a database with a standby", () => {
  let server: PostgresServer;
  let standby: Standby;
  beforeAll(async () => {
    server = await startPostgres();
    await server.ask("postgres", `CREATE DATABASE ${DATABASE}`);
    standby = await server.addStandby();
  });
  afterAll(() => server.stop());

  /** A node whose way to the database can be led elsewhere. */
  async function openNode(): Promise<{ readonly store: Store; readonly gate: Gate }> {
    const { port } = new URL(server.url(DATABASE));
    const gate = await openGate(Number(port));
    const url = server.url(DATABASE).replace(`:${port}/`, `:${gate.port}/`);
    const store = await openPostgresStoreBy({ now: () => Date.now(), id: () => v7() }, { url, directUrl: url });
    onTestFinished(() => store.close());
    return { store, gate };
  }

  test("a standby is a database that is away: nothing is written or read there, and a node goes on when it finds the other", async () => {
    const { store, gate } = await openNode();
    const { id } = await createTask(store, newTask({ createdAt: Date.now() }));
    gate.lead(standby.port);
    await Promise.all([
      expect(createTask(store, newTask({ createdAt: Date.now() }))).rejects.toThrow(StoreUnavailable),
      expect(store.findTask(id)).rejects.toThrow(StoreUnavailable),
      expect(store.listTasks({ keyId: "key", limit: 1 })).rejects.toThrow(StoreUnavailable),
      expect(store.probe()).rejects.toThrow(StoreUnavailable),
    ]);
    gate.lead(Number(new URL(server.url(DATABASE)).port));
    await createTask(store, newTask({ createdAt: Date.now() }));
    expect((await store.findTask(id))?.id).toBe(id);
  });

  test("I1: what the standby does not have is not acknowledged", async () => {
    const { store } = await openNode();
    await createTask(store, newTask({ createdAt: Date.now() }));
    await standby.stop();
    let isAcknowledged = false;
    const created = createTask(store, newTask({ createdAt: Date.now() })).then(() => (isAcknowledged = true));
    created.catch(() => {});
    const waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    await until("a commit waits", async () => isAcknowledged || (await server.ask("postgres", waits)).length > 0);
    expect(isAcknowledged).toBe(false);
    await standby.start();
    await created;
    expect(isAcknowledged).toBe(true);
  });

  test("I1: of what was acknowledged nothing is lost when the standby takes over, and ids of events go on", async () => {
    const { store, gate } = await openNode();
    const acknowledged: string[] = [];
    const refused: string[] = [];
    const over = new AbortController();
    const creating = Array.from({ length: AT_ONCE }, async () => {
      while (!over.signal.aborted) {
        const { id } = newTask();
        await createTask(store, newTask({ id, createdAt: Date.now() })).then(
          () => acknowledged.push(id),
          (error: unknown) => {
            expect(error).toBeInstanceOf(StoreUnavailable);
            if (!(error instanceof OutcomeUnknown)) refused.push(id);
          },
        );
      }
    });
    await until("tasks are created", () => acknowledged.length > 3 * AT_ONCE);
    await standby.takeOver();
    gate.lead(standby.port);
    const before = acknowledged.length;
    await until("tasks are created at the other", () => acknowledged.length > before + 3 * AT_ONCE);
    over.abort();
    await Promise.all(creating);
    const rows = await server.ask(DATABASE, "SELECT id FROM muleteer.tasks");
    const there = new Set(rows.map((row) => row["id"]));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    expect(refused.filter((id) => there.has(id))).toEqual([]);
    const [events] = await server.ask(
      DATABASE,
      "SELECT count(*)::int AS n, max(id)::int AS last, (SELECT last::int FROM muleteer.event_counter) AS counter FROM muleteer.events",
    );
    expect(events).toEqual({ n: there.size, last: there.size, counter: there.size });
  });
});
