// Durability: what was acknowledged is there, and what was refused is not.
import { describe, expect, onTestFinished, test } from "vitest";
import { createTask, newImage, newTask } from "../../support/tasks.ts";
import { claimOne, COMPLETE, FAIL, LEASE, reopen, START, type OpenSite } from "./site.ts";

export function testDurability(name: string, open: OpenSite): void {
  describe(`${name}: durability`, () => {
    test("I1: everything acknowledged is there after close and reopen, and one bad write spoils no other", async () => {
      const { store, site } = await open();
      const taken = await createTask(store, newTask());
      const tasks = Array.from({ length: 300 }, (_, index) => (index === 150 ? { ...newTask(), id: taken.id } : newTask()));
      const outcomes = await Promise.allSettled(tasks.map((task) => store.createTask(task)));
      expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
      expect(outcomes[150]?.status).toBe("rejected");
      const again = await reopen({ store, site });
      for (const { id } of tasks) expect((await again.findTask(id))?.id).toBe(id);
      expect(await again.queueDepth()).toMatchObject({ pending: 300 });
      expect(await site.readLedger()).toHaveLength(300);
    });

    test("I1: what was asked for before close is written by it", async () => {
      const { store, site } = await open();
      const task = newTask();
      const creating = store.createTask(task);
      await store.close();
      await creating;
      const again = await site.open();
      onTestFinished(() => again.close());
      expect(await again.findTask(task.id)).toMatchObject({ state: "pending" });
    });

    test("what is asked for after close is refused, and does no harm", async () => {
      const { store } = await open();
      await store.close();
      const late = [
        () => store.createTask(newTask()),
        () => store.findTask("x"),
        () => store.pruneEvents(0, 1),
        () => store.probe(),
      ];
      for (const ask of late) await expect(ask()).rejects.toThrow();
    });

    test("kinds of writes that share a commit each have their own outcome", async () => {
      const { store } = await open();
      const [taken, running] = [await createTask(store, newTask()), await createTask(store, newTask())];
      await store.claimTasks({ lease: LEASE, leaseUntil: START + 60_000, limit: 2 });
      const outcomes = await Promise.allSettled([
        store.changeTask(running.id, LEASE, { type: "prepare", finalPrompt: "p", warnings: [] }),
        store.createTask({ ...newTask(), id: taken.id }),
        store.changeTask(running.id, "no lease", FAIL),
        store.indexWords(),
        store.createTask({ ...newTask(), id: taken.id }),
        store.changeTask(running.id, LEASE, COMPLETE),
        store.secret("one"),
        store.cancelTask(running.id, "Too late."),
      ]);
      expect(outcomes.map(({ status }) => (status === "fulfilled" ? 1 : 0))).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
      expect(await store.findTask(running.id)).toMatchObject({ state: "completed", finalPrompt: "a cat" });
      expect(await store.listTasks({ keyId: "bootstrap", text: "fox", limit: 9 })).toHaveLength(2);
    });

    test("a probe succeeds and leaves nothing", async () => {
      const { store } = await open();
      await expect(store.probe()).resolves.toBe(undefined);
      expect(await store.queueDepth()).toEqual({ pending: 0, processing: 0 });
    });

    test("lists completed tasks whose images have expired, oldest first, until their files are noted as gone", async () => {
      const { store } = await open();
      const ids: string[] = [];
      for (const expiresAt of [START + 3_000, START + 1_000, START + 2_000]) {
        const { id } = await createTask(store, newTask());
        await claimOne(store);
        await store.changeTask(id, LEASE, { ...COMPLETE, expiresAt });
        ids.push(id);
      }
      const { id: failed } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(failed, LEASE, FAIL);

      const list = async (before: number, limit: number) => (await store.listExpiredTasks(before, limit)).map(({ id }) => id);
      expect(await list(START + 1_000, 10)).toEqual([]);
      expect(await list(START + 1_001, 10)).toEqual([ids[1]]);
      expect(await list(START + 9_000, 2)).toEqual([ids[1], ids[2]]);
      await store.markImagesRemoved([ids[1] ?? "", ids[2] ?? "", "no such task"]);
      expect(await list(START + 9_000, 10)).toEqual([ids[0]]);
      expect(await store.findTask(ids[1] ?? "")).toMatchObject({ state: "completed", images: [newImage()] });
    });
  });
}
