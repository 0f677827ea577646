// What every store must do, whatever it keeps its rows in: one suite, run with a factory by each implementation's own test.
import * as fc from "fast-check";
import { v7 } from "uuid";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/core/clock.ts";
import { toTaskError } from "../../src/core/errors.ts";
import type { Store } from "../../src/core/store.ts";
import { TaskConflict, type Task, type TaskChange } from "../../src/core/task.ts";
import { createTask, newImage, newKey, newTask } from "../support/tasks.ts";
import { StoreModel, type StoreStep } from "./store-model.ts";

export interface LedgerRow {
  readonly taskId: string;
  readonly kind: string;
  readonly keyId: string;
  readonly amountMicros: number;
}

/** One place where a store keeps its data, empty at first. */
export interface StoreSite {
  /** Opens it, anew after a close. */
  open(): Promise<Store>;
  /** Every ledger row, by a reader that is no part of the store. */
  readLedger(): Promise<LedgerRow[]>;
}

const START = Date.UTC(2026, 0, 1);
const LEASE = "lease-a";
const FAILED = toTaskError("engineFailed", "It failed.");

export function testStore(name: string, createSite: (clock: Pick<Clock, "now" | "id">) => Promise<StoreSite>): void {
  /** An open store at 2026-01-01T00:00:00Z, closed after the test; `time.now` moves its clock. */
  async function openStore() {
    const time = { now: START };
    const site = await createSite({ now: () => time.now, id: v7 });
    const store = await site.open();
    onTestFinished(() => store.close().catch(() => {}));
    return { time, site, store };
  }

  async function claimOne(store: Store, lease = LEASE): Promise<Task> {
    const [task] = await store.claimTasks({ lease, leaseUntil: START + 60_000, limit: 1 });
    if (!task) throw new Error("nothing to claim");
    return task;
  }

  const complete: TaskChange = {
    type: "complete",
    engine: "one",
    finalPrompt: "a cat",
    images: [newImage()],
    expiresAt: START + 86_400_000,
  };
  const fail: TaskChange = { type: "fail", error: FAILED };

  describe(`${name}: tasks`, () => {
    test("a created task is pending, and every field reads back as it was written", async () => {
      const { store } = await openStore();
      const created = newTask({
        warnings: ["unknown field", "“quoted” 引號 \u{1F98A}"],
        input: { prompt: "\u{1F98A} a\0b\n狐狸", nested: { list: [1, null, true] } },
        seed: 2 ** 31 - 1,
        imageCount: 4,
        priceMicros: 300_000,
      });
      const task = await createTask(store, created);
      expect(task).toEqual({
        ...created,
        state: "pending",
        updatedAt: START,
        claims: 0,
        failures: 0,
        dueAt: START,
      });
      expect(await store.findTask(created.id)).toEqual(task);
    });

    test("an unknown id finds nothing", async () => {
      const { store } = await openStore();
      expect(await store.findTask("no such task")).toBe(undefined);
    });

    test("a second task of the same id is refused and changes nothing", async () => {
      const { store, site } = await openStore();
      const created = newTask();
      await store.createTask(created);
      await expect(store.createTask({ ...created, seed: 8 })).rejects.toThrow();
      expect((await store.findTask(created.id))?.seed).toBe(7);
      expect(await site.readLedger()).toHaveLength(1);
    });

    test("each change reads back, through a whole life of a task", async () => {
      const { store, time } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      const read = async (change: TaskChange) => {
        const after = await store.changeTask(id, LEASE, change);
        expect(await store.findTask(id)).toEqual(after);
        return after;
      };
      expect(await read({ type: "prepare", finalPrompt: "a fox, 狐狸", warnings: ["w"] })).toMatchObject({
        finalPrompt: "a fox, 狐狸",
        warnings: ["w"],
      });
      time.now += 1_000;
      expect(await read({ type: "submit", engine: "one" })).toMatchObject({ engine: "one", submittedAt: START + 1_000 });
      expect(await read({ type: "accept", engine: "one", handle: { job: "j", n: [1, null] } })).toMatchObject({
        handle: { job: "j", n: [1, null] },
      });
      expect(await read({ type: "renew", leaseUntil: START + 90_000 })).toMatchObject({ dueAt: START + 90_000, lease: LEASE });
      time.now += 1_000;
      const ended = await read(complete);
      expect(ended).toMatchObject({
        state: "completed",
        images: [newImage()],
        finishedAt: START + 2_000,
        updatedAt: START + 2_000,
      });
      expect(ended).not.toHaveProperty("lease");
    });

    test.each<[string, TaskChange["type"] | "handle", unknown]>([
      ["an empty string", "handle", ""],
      ["a number", "handle", 0],
      ["false", "handle", false],
      ["a list", "handle", []],
    ])("a handle that is %s is kept as it is", async (_, __, handle) => {
      const { store } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: handle as string });
      expect((await store.findTask(id))?.handle).toEqual(handle);
    });

    test("I2: a task that has ended takes no change, and is claimed no more", async () => {
      const { store } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      const ended = await store.changeTask(id, LEASE, fail);
      const late: TaskChange[] = [complete, fail, { type: "renew", leaseUntil: START }, { type: "handBack" }];
      for (const change of late) await expect(store.changeTask(id, LEASE, change)).rejects.toThrow(TaskConflict);
      expect(await store.claimTasks({ lease: "b", leaseUntil: START + 1, limit: 10 })).toEqual([]);
      expect(await store.findTask(id)).toEqual(ended);
    });

    test("I4: without the live lease nothing is changed", async () => {
      const { store } = await openStore();
      const { id } = await createTask(store, newTask());
      await expect(store.changeTask(id, LEASE, fail)).rejects.toThrow(TaskConflict);
      const claimed = await claimOne(store);
      await expect(store.changeTask(id, "another", complete)).rejects.toThrow(TaskConflict);
      await expect(store.changeTask("no such task", LEASE, complete)).rejects.toThrow(TaskConflict);
      expect(await store.findTask(id)).toEqual(claimed);
    });

    test("I4: whoever claims after the lease ran out has it, and the one before him writes nothing", async () => {
      const { store, time } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      time.now += 60_000;
      const again = await claimOne(store, "lease-b");
      expect(again).toMatchObject({ id, lease: "lease-b", claims: 2 });
      await expect(store.changeTask(id, LEASE, complete)).rejects.toThrow(TaskConflict);
      await expect(store.changeTask(id, LEASE, { type: "renew", leaseUntil: START + 1e6 })).rejects.toThrow(TaskConflict);
      expect(await store.changeTask(id, "lease-b", complete)).toMatchObject({ state: "completed" });
    });

    test("I5: a second submit and a second handle are refused", async () => {
      const { store } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "submit", engine: "one" });
      await expect(store.changeTask(id, LEASE, { type: "submit", engine: "two" })).rejects.toThrow(TaskConflict);
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: 1 });
      await expect(store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: 2 })).rejects.toThrow(TaskConflict);
      expect(await store.findTask(id)).toMatchObject({ engine: "one", handle: 1 });
    });

    test("I3: of changes that race, each sees the one before it, and one ending wins", async () => {
      const { store, site } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      const outcomes = await Promise.allSettled([
        store.changeTask(id, LEASE, { type: "prepare", finalPrompt: "p", warnings: ["w"] }),
        store.changeTask(id, LEASE, complete),
        store.changeTask(id, LEASE, fail),
        store.changeTask(id, LEASE, complete),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
      expect(await store.findTask(id)).toMatchObject({ state: "completed", warnings: ["w"] });
      expect(await site.readLedger()).toHaveLength(2);
    });
  });

  describe(`${name}: claims`, () => {
    test("begun tasks that are due come before waiting ones, each oldest first, up to the limit", async () => {
      const { store, time } = await openStore();
      const ids: string[] = [];
      for (let index = 0; index < 6; index += 1) ids.push((await createTask(store, newTask())).id);
      await store.claimTasks({ lease: "a", leaseUntil: START + 20_000, limit: 1 });
      await store.claimTasks({ lease: "b", leaseUntil: START + 10_000, limit: 1 });
      await store.claimTasks({ lease: "c", leaseUntil: START + 99_000, limit: 1 });
      time.now += 20_000;
      const claimed = await store.claimTasks({ lease: "d", leaseUntil: time.now + 60_000, limit: 4 });
      expect(claimed.map(({ id }) => id)).toEqual([ids[1], ids[0], ids[3], ids[4]]);
      expect(claimed.every((task) => task.state === "processing" && task.lease === "d")).toBe(true);
    });

    test("waiting tasks of the models named are left where they are, and those begun are not", async () => {
      const { store, time } = await openStore();
      const models = ["acme/a", "acme/b", "acme/c", "acme/a"];
      const ids: string[] = [];
      for (const model of models) ids.push((await createTask(store, newTask({ model }))).id);
      await store.claimTasks({ lease: "a", leaseUntil: START + 10_000, limit: 1 });
      time.now += 10_000;
      const claimed = await store.claimTasks({
        lease: "b",
        leaseUntil: time.now + 60_000,
        limit: 9,
        except: ["acme/a", "acme/c"],
      });
      expect(claimed.map(({ id }) => id)).toEqual([ids[0], ids[1]]);
      const rest = await store.claimTasks({ lease: "c", leaseUntil: time.now + 60_000, limit: 9, except: [] });
      expect(rest.map(({ id }) => id)).toEqual([ids[2], ids[3]]);
    });

    test("of waiting tasks only those that were created before a time, where one is given", async () => {
      const { store, time } = await openStore();
      const ids: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        ids.push((await createTask(store, newTask({ createdAt: time.now, priority: index === 2 ? "high" : "normal" }))).id);
        time.now += 1_000;
      }
      const claim = { lease: "a", leaseUntil: time.now + 60_000, limit: 9 };
      expect((await store.claimTasks({ ...claim, createdBefore: START })).map(({ id }) => id)).toEqual([]);
      expect((await store.claimTasks({ ...claim, createdBefore: START + 1_001 })).map(({ id }) => id)).toEqual([ids[0], ids[1]]);
      expect((await store.claimTasks({ ...claim, createdBefore: START + 9_000, except: ["alibaba/wan2.6-t2i"] })).length).toBe(0);
      expect((await store.claimTasks({ ...claim, createdBefore: START + 9_000 })).map(({ id }) => id)).toEqual([ids[2]]);
    });

    test("a task that waits for its retry is claimed when it is due and not before", async () => {
      const { store, time } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "retry", dueAt: START + 5_000, resubmit: false });
      expect(await store.nextDueAt()).toBe(START + 5_000);
      time.now += 4_999;
      expect(await store.claimTasks({ lease: "b", leaseUntil: START + 60_000, limit: 1 })).toEqual([]);
      time.now += 1;
      expect(await claimOne(store, "b")).toMatchObject({ id, failures: 1, claims: 1 });
    });

    test("a task that was handed back is claimed at once, with what it had", async () => {
      const { store } = await openStore();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: { job: 1 } });
      const back = await store.changeTask(id, LEASE, { type: "handBack" });
      expect(back).toMatchObject({ state: "processing", claims: 0 });
      expect(back).not.toHaveProperty("lease");
      expect(await claimOne(store, "b")).toMatchObject({ id, handle: { job: 1 }, engine: "one", lease: "b" });
    });

    test("I4: claimers that race never get the same task", async () => {
      const { store } = await openStore();
      await Promise.all(Array.from({ length: 50 }, () => store.createTask(newTask())));
      const claims = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          store.claimTasks({ lease: `lease-${index}`, leaseUntil: START + 60_000, limit: 7 }),
        ),
      );
      const ids = claims.flat().map(({ id }) => id);
      expect(ids).toHaveLength(50);
      expect(new Set(ids).size).toBe(50);
      expect(claims.every((tasks) => tasks.length <= 7)).toBe(true);
    });

    test("the depth of the queue counts what waits and what runs, and knows the oldest", async () => {
      const { store } = await openStore();
      expect(await store.queueDepth()).toEqual({ pending: 0, processing: 0 });
      expect(await store.nextDueAt()).toBe(undefined);
      for (const createdAt of [START - 9_000, START - 5_000, START]) await createTask(store, newTask({ createdAt }));
      const first = await claimOne(store);
      expect(await store.queueDepth()).toEqual({ pending: 2, processing: 1, oldestPendingAt: START - 5_000 });
      expect(await store.nextDueAt()).toBe(START + 60_000);
      await store.changeTask(first.id, LEASE, complete);
      expect(await store.queueDepth()).toMatchObject({ pending: 2, processing: 0 });
      expect(await store.nextDueAt()).toBe(undefined);
    });
  });

  describe(`${name}: money`, () => {
    test.each<[string, TaskChange, string, number]>([
      ["charges a completed task for its images", complete, "charge", 75_000],
      ["charges for the images that were made", { ...complete, images: [] }, "charge", 0],
      ["releases a failed one whole", fail, "release", 150_000],
    ])("I6, I7: an ending %s, in the ending's own write", async (_, ending, kind, amountMicros) => {
      const { store, site } = await openStore();
      const { id } = await createTask(store, newTask({ keyId: "key-1", imageCount: 2, priceMicros: 150_000 }));
      const reserved = { taskId: id, kind: "reserve", keyId: "key-1", amountMicros: 150_000 };
      expect(await site.readLedger()).toEqual([reserved]);
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "retry", dueAt: START, resubmit: false });
      await claimOne(store);
      expect(await site.readLedger()).toEqual([reserved]);
      await store.changeTask(id, LEASE, ending);
      await store.changeTask(id, LEASE, ending).catch(() => {});
      expect(await site.readLedger()).toEqual([reserved, { taskId: id, kind, keyId: "key-1", amountMicros }]);
    });
  });

  describe(`${name}: durability`, () => {
    test("I1: everything acknowledged is there after close and reopen, and one bad write spoils no other", async () => {
      const { store, site } = await openStore();
      const taken = await createTask(store, newTask());
      const tasks = Array.from({ length: 300 }, (_, index) => (index === 150 ? { ...newTask(), id: taken.id } : newTask()));
      const outcomes = await Promise.allSettled(tasks.map((task) => store.createTask(task)));
      expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
      expect(outcomes[150]?.status).toBe("rejected");
      await store.close();

      const again = await site.open();
      onTestFinished(() => again.close());
      for (const { id } of tasks) expect((await again.findTask(id))?.id).toBe(id);
      expect(await again.queueDepth()).toMatchObject({ pending: 300 });
      expect(await site.readLedger()).toHaveLength(300);
    });

    test("I1: what was asked for before close is written by it", async () => {
      const { store, site } = await openStore();
      const task = newTask();
      const creating = store.createTask(task);
      await store.close();
      await creating;
      const again = await site.open();
      onTestFinished(() => again.close());
      expect(await again.findTask(task.id)).toMatchObject({ state: "pending" });
    });

    test("a probe succeeds and leaves nothing", async () => {
      const { store } = await openStore();
      await expect(store.probe()).resolves.toBe(undefined);
      expect(await store.queueDepth()).toEqual({ pending: 0, processing: 0 });
    });
  });

  describe(`${name}: expiry`, () => {
    test("lists completed tasks whose images have expired, oldest first, until their files are noted as gone", async () => {
      const { store } = await openStore();
      const ids: string[] = [];
      for (const expiresAt of [START + 3_000, START + 1_000, START + 2_000]) {
        const { id } = await createTask(store, newTask());
        await claimOne(store);
        await store.changeTask(id, LEASE, { ...complete, expiresAt });
        ids.push(id);
      }
      const { id: failed } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(failed, LEASE, fail);

      const list = async (before: number, limit: number) => (await store.listExpiredTasks(before, limit)).map(({ id }) => id);
      expect(await list(START + 1_000, 10)).toEqual([]);
      expect(await list(START + 1_001, 10)).toEqual([ids[1]]);
      expect(await list(START + 9_000, 2)).toEqual([ids[1], ids[2]]);
      await store.markImagesRemoved([ids[1] ?? "", ids[2] ?? "", "no such task"]);
      expect(await list(START + 9_000, 10)).toEqual([ids[0]]);
      expect(await store.findTask(ids[1] ?? "")).toMatchObject({ state: "completed", images: [newImage()] });
    });
  });

  describe(`${name}: keys and secrets`, () => {
    test("a key is found by the head of its hash, listed by age, and replaced by its id", async () => {
      const { store } = await openStore();
      const [older, newer] = [newKey({ createdAt: 1_000 }), newKey({ createdAt: 2_000, name: "ключ 钥匙" })];
      await store.putKey(newer);
      await store.putKey(older);
      expect((await store.listKeys()).map(({ id }) => id)).toEqual([older.id, newer.id]);
      const [found, ...others] = await store.findKeys(newer.hash);
      expect(others).toEqual([]);
      expect({ ...found, hash: Buffer.from(found?.hash ?? []) }).toEqual(newer);
      const other = newKey({ id: older.id, name: "other" });
      await store.putKey(other);
      expect(await store.listKeys()).toHaveLength(2);
      expect((await store.listKeys())[0]).toMatchObject({ name: "other" });
      expect(await store.findKeys(new Uint8Array(32))).toEqual([]);
    });

    test("hashes that begin alike are all found, for the caller to tell apart", async () => {
      const { store } = await openStore();
      const hash = Buffer.alloc(32, 1);
      const twin = Buffer.from(hash).fill(2, 8);
      await store.putKey(newKey({ hash }));
      await store.putKey(newKey({ hash: twin }));
      expect(await store.findKeys(hash)).toHaveLength(2);
    });

    test("a key is revoked once, and stays to say so", async () => {
      const { store } = await openStore();
      const key = newKey();
      await store.putKey(key);
      expect(await store.revokeKey("no such key", 5)).toBe(false);
      expect(await Promise.all([store.revokeKey(key.id, 5), store.revokeKey(key.id, 6)])).toEqual([true, false]);
      expect(await store.findKeys(key.hash)).toMatchObject([{ revokedAt: 5 }]);
    });

    test("a secret is made once for its name, even by askers that race, and outlives the process", async () => {
      const { store, site } = await openStore();
      const [first, second] = await Promise.all([store.secret("images"), store.secret("images")]);
      const other = await store.secret("other");
      expect(first).toHaveLength(32);
      expect(Buffer.from(second).equals(first)).toBe(true);
      expect(Buffer.from(other).equals(first)).toBe(false);
      await store.close();
      const again = await site.open();
      onTestFinished(() => again.close());
      expect(Buffer.from(await again.secret("images")).equals(first)).toBe(true);
    });
  });

  describe(`${name}: as a model`, () => {
    const lease = fc.constantFrom("a", "b");
    const task = fc.nat(5);
    const step: fc.Arbitrary<StoreStep> = fc.oneof(
      fc.record({ do: fc.constant("create"), imageCount: fc.integer({ min: 1, max: 4 }) }),
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant("claim"), lease, forMs: fc.nat(2_000), limit: fc.integer({ min: 1, max: 3 }) }),
      },
      {
        weight: 5,
        arbitrary: fc.record({
          do: fc.constantFrom("accept", "submit", "renew", "handBack", "complete", "fail", "retry"),
          lease,
          task,
        }),
      },
      // Also back: a wall clock may be set.
      { weight: 2, arbitrary: fc.record({ do: fc.constant("pass"), ms: fc.integer({ min: -1_500, max: 3_000 }) }) },
    );

    test("I1–I7: any course of steps ends as a simple model says, with stamps that never go back", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const time = { now: START };
          const site = await createSite({ now: () => time.now, id: v7 });
          const store = await site.open();
          try {
            const model = new StoreModel(store, time);
            for (const each of steps) await model.apply(each);
            await model.compare(await site.readLedger());
          } finally {
            await store.close();
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}
