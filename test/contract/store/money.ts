// Money: what is set aside, charged and given back.
import { describe, expect, test } from "vitest";
import type { TaskChange } from "../../../src/core/task.ts";
import { createTask, newTask } from "../../support/tasks.ts";
import { claimOne, COMPLETE, FAIL, LEASE, START, type OpenSite } from "./site.ts";

export function testMoney(name: string, open: OpenSite): void {
  describe(`${name}: money`, () => {
    test.each<[string, TaskChange, string, number]>([
      ["charges a completed task for its images", COMPLETE, "charge", 75_000],
      ["charges for the images that were made", { ...COMPLETE, images: [] }, "charge", 0],
      ["releases a failed one whole", FAIL, "release", 150_000],
    ])("I6, I7: an ending %s, in the ending's own write", async (_, ending, kind, amountMicros) => {
      const { store, site } = await open();
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
}
