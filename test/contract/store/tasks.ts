// Tasks: each change reads back, and none gets past the rules.
import { describe, expect, test } from "vitest";
import { TaskConflict, type TaskChange } from "../../../src/core/task.ts";
import { createTask, newImage, newTask } from "../../support/tasks.ts";
import { claimOne, COMPLETE, FAIL, LEASE, START, type OpenSite } from "./site.ts";

export function testTasks(name: string, open: OpenSite): void {
  describe(`${name}: tasks`, () => {
    test("a created task is pending, and every field reads back as it was written", async () => {
      const { store } = await open();
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
      const { store } = await open();
      expect(await store.findTask("no such task")).toBe(undefined);
    });

    test("a second task of the same id is refused and changes nothing", async () => {
      const { store, site } = await open();
      const created = newTask();
      await store.createTask(created);
      await expect(store.createTask({ ...created, seed: 8 })).rejects.toThrow();
      expect((await store.findTask(created.id))?.seed).toBe(7);
      expect(await site.readLedger()).toHaveLength(1);
    });

    test("each change reads back, through a whole life of a task", async () => {
      const { store, time } = await open();
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
      const ended = await read(COMPLETE);
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
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: handle as string });
      expect((await store.findTask(id))?.handle).toEqual(handle);
    });

    test("I2: a task that has ended takes no change, and is claimed no more", async () => {
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      const ended = await store.changeTask(id, LEASE, FAIL);
      const late: TaskChange[] = [COMPLETE, FAIL, { type: "renew", leaseUntil: START }, { type: "handBack" }];
      for (const change of late) await expect(store.changeTask(id, LEASE, change)).rejects.toThrow(TaskConflict);
      expect(await store.claimTasks({ lease: "b", leaseUntil: START + 1, limit: 10 })).toEqual([]);
      expect(await store.findTask(id)).toEqual(ended);
    });

    test("I4: without the live lease nothing is changed", async () => {
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await expect(store.changeTask(id, LEASE, FAIL)).rejects.toThrow(TaskConflict);
      const claimed = await claimOne(store);
      await expect(store.changeTask(id, "another", COMPLETE)).rejects.toThrow(TaskConflict);
      await expect(store.changeTask("no such task", LEASE, COMPLETE)).rejects.toThrow(TaskConflict);
      expect(await store.findTask(id)).toEqual(claimed);
    });

    test("I4: whoever claims after the lease ran out has it, and the one before him writes nothing", async () => {
      const { store, time } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      time.now += 60_000;
      const again = await claimOne(store, "lease-b");
      expect(again).toMatchObject({ id, lease: "lease-b", claims: 2 });
      await expect(store.changeTask(id, LEASE, COMPLETE)).rejects.toThrow(TaskConflict);
      await expect(store.changeTask(id, LEASE, { type: "renew", leaseUntil: START + 1e6 })).rejects.toThrow(TaskConflict);
      expect(await store.changeTask(id, "lease-b", COMPLETE)).toMatchObject({ state: "completed" });
    });

    test("I5: a second submit and a second handle are refused", async () => {
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "submit", engine: "one" });
      await expect(store.changeTask(id, LEASE, { type: "submit", engine: "two" })).rejects.toThrow(TaskConflict);
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: 1 });
      await expect(store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: 2 })).rejects.toThrow(TaskConflict);
      expect(await store.findTask(id)).toMatchObject({ engine: "one", handle: 1 });
    });

    test("I3: of changes that race, each sees the one before it, and one ending wins", async () => {
      const { store, site } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      const outcomes = await Promise.allSettled([
        store.changeTask(id, LEASE, { type: "prepare", finalPrompt: "p", warnings: ["w"] }),
        store.changeTask(id, LEASE, COMPLETE),
        store.changeTask(id, LEASE, FAIL),
        store.changeTask(id, LEASE, COMPLETE),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
      expect(await store.findTask(id)).toMatchObject({ state: "completed", warnings: ["w"] });
      expect(await site.readLedger()).toHaveLength(2);
    });
  });
}
