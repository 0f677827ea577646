// Whose tasks are unfinished.
import { describe, expect, test } from "vitest";
import { toTaskError } from "../../../src/core/errors.ts";
import { createTask, newImage, newKey, newTask } from "../../support/tasks.ts";
import { START, type OpenSite } from "./site.ts";

export function testQueueByKey(name: string, open: OpenSite): void {
  describe(`${name}: the queue by key`, () => {
    test("counts what waits and what is being processed, the key with the most first", async () => {
      const { store } = await open();
      await store.putKey(newKey({ id: "few", name: "few tasks" }));
      expect(await store.listQueueByKey(10)).toEqual([]);
      for (const keyId of ["few", "many", "many", "many"]) await createTask(store, newTask({ keyId }));
      expect(await store.listQueueByKey(10)).toEqual([
        { keyId: "many", pending: 3, processing: 0 },
        { keyId: "few", keyName: "few tasks", pending: 1, processing: 0 },
      ]);
      await store.claimTasks({ lease: "a", leaseUntil: START + 60_000, limit: 2 });
      const queue = await store.listQueueByKey(10);
      const { pending, processing } = await store.queueDepth();
      expect(queue.reduce((sum, key) => sum + key.pending, 0)).toBe(pending);
      expect(queue.reduce((sum, key) => sum + key.processing, 0)).toBe(processing);
      expect(queue.map((key) => [key.keyId, key.pending + key.processing])).toEqual([
        ["many", 3],
        ["few", 1],
      ]);
      expect(await store.listQueueByKey(1)).toEqual(queue.slice(0, 1));
    });

    test("counts nothing that has ended, however it did", async () => {
      const { store } = await open();
      const ids: string[] = [];
      for (const keyId of ["a", "a", "a", "b"]) ids.push((await createTask(store, newTask({ keyId }))).id);
      const [completed = "", failed = "", cancelled = "", waiting = ""] = ids;
      const claim = () => store.claimTasks({ lease: "l", leaseUntil: START + 60_000, limit: 3 });
      const claimed = (await claim()).map(({ id }) => id);
      // Keys take turns: the other key's only task is among the first three.
      if (!claimed.includes(cancelled)) await claim();
      const images = [newImage()];
      const change = { type: "complete", engine: "e", finalPrompt: "p", images, expiresAt: START + 1 } as const;
      await store.changeTask(completed, "l", change);
      await store.changeTask(failed, "l", { type: "fail", error: toTaskError("engineFailed", "No.") });
      await store.cancelTask(cancelled, "No longer wanted.");
      expect(await store.listQueueByKey(10)).toMatchObject([{ keyId: "b" }]);
      await store.cancelTask(waiting, "No longer wanted.");
      expect(await store.listQueueByKey(10)).toEqual([]);
    });

    test("counts what waits for another try as being processed", async () => {
      const { store } = await open();
      const { id } = await createTask(store, newTask({ keyId: "a" }));
      await store.claimTasks({ lease: "l", leaseUntil: START + 60_000, limit: 1 });
      await store.changeTask(id, "l", { type: "retry", dueAt: START + 30_000, resubmit: false });
      expect(await store.listQueueByKey(10)).toEqual([{ keyId: "a", pending: 0, processing: 1 }]);
    });
  });
}
