// A database that the first release wrote is taken over whole: with its money, and with everything that is new made up for it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { v7 } from "uuid";
import { describe, expect, onTestFinished, test } from "vitest";
import { hashKey } from "../../src/core/api-key.ts";
import { toTaskError } from "../../src/core/errors.ts";
import type { Store } from "../../src/core/store.ts";
import { TASK_STATES, type TaskState } from "../../src/core/task.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { newImage, newTask } from "../support/tasks.ts";

const START = Date.UTC(2026, 0, 1, 12);
const DAY_MS = 86_400_000;
const PRICE = 75_000;
const APPLICATION_ID = 0x4d_55_4c_45;
const FIRST = readFileSync(new URL("../../src/stores/sqlite/migrations/001-tasks.sql", import.meta.url), "utf8");

interface OldTask {
  readonly id: string;
  readonly keyId: string;
  readonly state: TaskState;
  readonly createdAt: number;
  readonly prompt: string;
}

/** One task in each state for two keys on two days, as the first release wrote them. */
function listTasks(): OldTask[] {
  const tasks: OldTask[] = [];
  for (const day of [0, 1]) {
    for (const keyId of ["bootstrap", "key-2"]) {
      for (const state of TASK_STATES) {
        const createdAt = START + day * DAY_MS + tasks.length;
        tasks.push({ id: v7({ msecs: createdAt }), keyId, state, createdAt, prompt: `a ${state} fox, number ${tasks.length}` });
      }
    }
  }
  return tasks;
}

function insertTask(database: DatabaseSync, { id, keyId, state, createdAt, prompt }: OldTask): void {
  const isBegun = state !== "pending";
  const finishedAt = state === "pending" || state === "processing" ? null : createdAt + DAY_MS;
  database
    .prepare(
      `INSERT INTO tasks (id, key_id, model, state, input, seed, warnings, image_count, price_micros, traceparent, final_prompt, engine,
         claims, failures, lease, due_at, images, error, created_at, updated_at, started_at, finished_at, expires_at)
       VALUES (?, ?, 'alibaba/wan2.6-t2i', ?, ?, 7, '["w"]', 2, ?, 't', ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      keyId,
      state,
      JSON.stringify({ prompt }),
      2 * PRICE,
      state === "completed" ? `${prompt}, rewritten` : null,
      state === "completed" || state === "failed" ? "sketch" : null,
      isBegun ? 1 : 0,
      state === "processing" ? "lost" : null,
      createdAt,
      state === "completed" ? JSON.stringify([newImage()]) : null,
      state === "failed" || state === "cancelled" ? JSON.stringify(toTaskError("engineFailed", "It failed.")) : null,
      createdAt,
      finishedAt ?? createdAt,
      isBegun ? createdAt : null,
      finishedAt,
      state === "completed" ? createdAt + 2 * DAY_MS : null,
    );
  const post = database.prepare("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)");
  post.run(id, 0, "reserve", keyId, 2 * PRICE, createdAt);
  if (state === "completed") post.run(id, 1, "charge", keyId, PRICE, createdAt + DAY_MS);
  if (state === "failed" || state === "cancelled") post.run(id, 1, "release", keyId, 2 * PRICE, createdAt + DAY_MS);
}

function openOld(): { readonly store: Store; readonly tasks: readonly OldTask[]; readonly time: { now: number } } {
  const directory = temporaryDirectory("memory");
  const tasks = listTasks();
  {
    using database = new DatabaseSync(join(directory, "muleteer.db"));
    database.exec(
      `PRAGMA journal_mode = WAL; BEGIN; ${FIRST}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1; COMMIT`,
    );
    for (const task of tasks) insertTask(database, task);
    const insertKey = database.prepare(
      "INSERT INTO api_keys (id, name, prefix, hash, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?)",
    );
    insertKey.run("bootstrap", "MULETEER_API_KEY", "sk-mr-a", hashKey("a"), 1, null);
    insertKey.run("key-1", "first key", "sk-mr-b", hashKey("b"), 2, null);
    insertKey.run("key-2", "a friend's", "sk-mr-c", hashKey("c"), 3, null);
    insertKey.run("key-3", "old", "sk-mr-d", hashKey("d"), 4, 5);
    database.prepare("INSERT INTO secrets VALUES ('images', ?)").run(Buffer.alloc(32, 9));
  }
  const time = { now: START + 3 * DAY_MS };
  const store = openSqliteStore({ directory, clock: { now: () => time.now, id: () => v7() }, as: "owner" });
  onTestFinished(() => store.close().catch(() => {}));
  return { store, tasks, time };
}

describe("a database of the first release", () => {
  test("has its tasks in every state, with what is new at its default", async () => {
    const { store, tasks } = openOld();
    for (const { id, keyId, state, createdAt, prompt } of tasks) {
      const task = await store.findTask(id);
      expect(task).toMatchObject({ id, keyId, state, createdAt, input: { prompt }, warnings: ["w"], imageCount: 2 });
      expect(task).toMatchObject({ priority: "normal", origin: "" });
      for (const property of ["progress", "heardAt", "deadlineAt", "webhookUrl", "lease"])
        expect(task).not.toHaveProperty(property);
    }
    for (const keyId of ["bootstrap", "key-2"]) {
      for (const state of TASK_STATES) {
        const listed = await store.listTasks({ keyId, states: [state], limit: 10 });
        const expected = tasks.filter((task) => task.keyId === keyId && task.state === state).map(({ id }) => id);
        expect(listed.map(({ id }) => id)).toEqual(expected.toReversed());
      }
    }
    expect(await store.queueDepth()).toEqual({ pending: 4, processing: 4, oldestPendingAt: tasks[0]?.createdAt });
    expect(await store.listCompleted(10)).toHaveLength(4);
    expect(await store.listExpiredTasks(START + 9 * DAY_MS, 10)).toHaveLength(4);
  });

  test("has its queue, in turns, and what was begun first", async () => {
    const { store, tasks, time } = openOld();
    const pending = tasks.filter(({ state }) => state === "pending").map(({ id }) => id);
    expect((await store.listQueue(10)).map(({ id }) => id)).toEqual(pending);
    const claimed = await store.claimTasks({ lease: "a", leaseUntil: time.now + 60_000, limit: 6 });
    const begun = tasks.filter(({ state }) => state === "processing").map(({ id }) => id);
    expect(claimed.slice(0, 4).map(({ id }) => id)).toEqual(expect.arrayContaining(begun));
    expect(claimed.slice(4).map(({ id }) => id)).toEqual(pending.slice(0, 2));
  });

  test("has its money: balances, usage, and room for as many tasks as are unfinished", async () => {
    const { store, tasks, time } = openOld();
    const total = { chargedMicros: 2 * PRICE, reservedMicros: 4 * 2 * PRICE };
    for (const keyId of ["bootstrap", "key-2"]) {
      expect((await store.readBalance(keyId)).total).toEqual(total);
    }
    time.now = START;
    expect((await store.readBalance("key-2")).day).toEqual({ chargedMicros: PRICE, reservedMicros: 2 * 2 * PRICE });
    const ended = { completed: 1, failed: 1, images: 1, chargedMicros: PRICE };
    const usage = await store.listUsage({ from: "2026-01-01", to: "2026-01-09", groupBy: ["day", "engine"], keyId: "key-2" });
    expect(usage).toEqual([
      { day: "2026-01-02", engine: "", completed: 0, failed: 0, cancelled: 1, images: 0, chargedMicros: 0 },
      { day: "2026-01-02", engine: "sketch", ...ended, cancelled: 0 },
      { day: "2026-01-03", engine: "", completed: 0, failed: 0, cancelled: 1, images: 0, chargedMicros: 0 },
      { day: "2026-01-03", engine: "sketch", ...ended, cancelled: 0 },
    ]);

    const create = (limits: object) => store.createTask(newTask({ keyId: "key-2", createdAt: time.now }), { limits });
    expect(await create({ concurrentTasks: 4 })).toMatchObject({ kind: "refused" });
    expect(await create({ totalSpendMicros: 10 * PRICE })).toMatchObject({ kind: "refused" });
    // What was reserved then is settled now.
    for (const { id, keyId, state } of tasks) {
      if (keyId === "key-2" && (state === "pending" || state === "processing")) await store.cancelTask(id, "Stop.");
    }
    expect((await store.readBalance("key-2")).total).toEqual({ chargedMicros: 2 * PRICE, reservedMicros: 0 });
    expect(await create({ concurrentTasks: 1, totalSpendMicros: 3 * PRICE })).toMatchObject({ kind: "created" });
    expect((await store.readBalance("bootstrap")).total).toEqual(total);
  });

  test("has its keys, those of its operator as admins, and its secrets", async () => {
    const { store } = openOld();
    expect(await store.listKeys()).toMatchObject([
      { id: "bootstrap", role: "admin", limits: {}, prefix: "sk-mr-a" },
      { id: "key-1", role: "admin", limits: {} },
      { id: "key-2", role: "inference", limits: {}, name: "a friend's" },
      { id: "key-3", role: "inference", limits: {}, revokedAt: 5 },
    ]);
    expect(await store.findKeys(hashKey("c"))).toMatchObject([{ id: "key-2" }]);
    expect(Buffer.from(await store.secret("images"))).toEqual(Buffer.alloc(32, 9));
  });

  test("tells that its tasks were created, and finds them by their words, before and after they are indexed and pruned", async () => {
    const { store, tasks, time } = openOld();
    const ids = (keyId: string) => tasks.filter((task) => task.keyId === keyId).map(({ id }) => id);
    const events = await store.listEvents({ of: { keyId: "key-2" }, after: 0, limit: 100 });
    expect(events.map(({ type, taskId, at }) => [type, taskId, at])).toEqual(
      tasks.filter(({ keyId }) => keyId === "key-2").map(({ id, createdAt }) => ["task.created", id, createdAt]),
    );
    const search = async (text: string) => (await store.listTasks({ keyId: "key-2", text, limit: 100 })).map(({ id }) => id);
    const expectFound = async () => {
      expect(await search("fox")).toEqual(ids("key-2").toReversed());
      expect(await search("completed rewritten")).toHaveLength(2);
      expect(await search("failed")).toHaveLength(2);
    };
    await expectFound();
    // A sweep that comes before the index takes nothing that is still needed.
    time.now += 30 * DAY_MS;
    await store.pruneEvents(time.now, 1_000);
    await expectFound();
    while (await store.indexWords());
    expect(await store.pruneEvents(time.now, 1_000)).toBe(tasks.length);
    await expectFound();
    expect(await store.listTasks({ keyId: "key-2", text: "fox", states: ["failed"], limit: 9 })).toHaveLength(2);
  });
});
