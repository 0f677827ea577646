// What happens to a task from outside or on the way: cancels, deadlines, progress, another engine, deletion.
import { describe, expect, test } from "vitest";
import { TaskConflict, type TaskChange, type TaskProgress } from "../../../src/core/task.ts";
import { createTask, newTask } from "../../support/tasks.ts";
import { claimOne, COMPLETE, createTasks, FAIL, finishTask, LEASE, reopen, START, type OpenSite } from "./site.ts";

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0x00, 0x01]);

function progress(fraction: number, rest: Partial<TaskProgress> = {}): TaskChange {
  return { type: "progress", progress: { fraction, step: "sampling", previews: 0, ...rest } };
}

export function testEndings(name: string, open: OpenSite): void {
  describe(`${name}: cancels and deadlines`, () => {
    test("a pending task is cancelled at once, gives its price back and is claimed no more", async () => {
      const { store, site, time } = await open();
      const { id } = await createTask(store, newTask());
      time.now += 500;
      const cancelled = await store.cancelTask(id, "Not wanted any more.");
      expect(cancelled).toMatchObject({
        state: "cancelled",
        error: { code: 3002, detail: "Not wanted any more." },
        finishedAt: START + 500,
        updatedAt: START + 500,
      });
      expect(await store.findTask(id)).toEqual(cancelled);
      expect(await store.claimTasks({ lease: "a", leaseUntil: START + 60_000, limit: 5 })).toEqual([]);
      expect((await site.readLedger()).map(({ kind }) => kind)).toEqual(["reserve", "release"]);
      expect(await store.queueDepth()).toEqual({ pending: 0, processing: 0 });
    });

    test("I2: a cancel breaks the lease, and whoever worked under it writes nothing", async () => {
      const { store, site } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      const cancelled = await store.cancelTask(id, "Stop.");
      expect(cancelled).not.toHaveProperty("lease");
      for (const change of [COMPLETE, FAIL, progress(0.5), { type: "handBack" }, { type: "renew", leaseUntil: START }] as const) {
        await expect(store.changeTask(id, LEASE, change)).rejects.toThrow(TaskConflict);
      }
      expect(await store.findTask(id)).toEqual(cancelled);
      expect(await site.readLedger()).toHaveLength(2);
      expect(await store.nextDueAt()).toBe(undefined);
    });

    test("I2, I7: of an ending and a cancel at the same instant one wins, whichever is first", async () => {
      const { store, site } = await open();
      for (const first of ["cancel", "complete"]) {
        const { id } = await createTask(store, newTask());
        await claimOne(store);
        const both = [() => store.cancelTask(id, "Stop."), () => store.changeTask(id, LEASE, COMPLETE)];
        if (first === "complete") both.reverse();
        const outcomes = await Promise.allSettled(both.map((run) => run()));
        expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
        const settled = (await site.readLedger()).filter(({ taskId, kind }) => taskId === id && kind !== "reserve");
        expect(settled.map(({ kind }) => kind)).toEqual([first === "cancel" ? "release" : "charge"]);
      }
    });

    test("what has ended, or is not there, cannot be cancelled", async () => {
      const opened = await open();
      const done = await finishTask(opened, COMPLETE);
      await expect(opened.store.cancelTask(done.id, "Too late.")).rejects.toThrow(TaskConflict);
      await expect(opened.store.cancelTask("no such task", "Stop.")).rejects.toThrow(TaskConflict);
      expect(await opened.store.findTask(done.id)).toEqual(done);
    });

    test("deadlines that have passed end what waits and what runs, the earliest first, and nothing else", async () => {
      const opened = await open();
      const { store, time, site } = opened;
      const deadlines = [2_000, 1_000, 9_000].map((ms) => ({ deadlineAt: START + ms }));
      const [running, late, later, none] = await createTasks(opened, [...deadlines, {}]);
      await claimOne(store);
      expect(await store.nextDeadlineAt()).toBe(START + 1_000);
      time.now = START + 999;
      expect(await store.cancelOverdue(10)).toEqual([]);
      time.now = START + 2_000;
      expect(await store.cancelOverdue(1)).toMatchObject([{ id: late?.id, state: "cancelled", error: { code: 3002 } }]);
      expect(await store.nextDeadlineAt()).toBe(START + 2_000);
      expect(await store.cancelOverdue(10)).toMatchObject([{ id: running?.id, state: "cancelled" }]);
      expect(await store.nextDeadlineAt()).toBe(START + 9_000);
      await expect(store.changeTask(running?.id ?? "", LEASE, COMPLETE)).rejects.toThrow(TaskConflict);
      expect((await site.readLedger()).filter(({ kind }) => kind === "release")).toHaveLength(2);
      expect((await store.listQueue(10)).map(({ id }) => id)).toEqual([later?.id, none?.id]);
    });

    test("a task that ended in time has no deadline any more", async () => {
      const opened = await open();
      await finishTask(opened, COMPLETE, { deadlineAt: START + 1_000 });
      expect(await opened.store.nextDeadlineAt()).toBe(undefined);
      opened.time.now = START + 5_000;
      expect(await opened.store.cancelOverdue(10)).toEqual([]);
    });
  });

  describe(`${name}: progress`, () => {
    test("is kept as it was told, with when the engine was heard", async () => {
      const { store, time } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      time.now += 700;
      const told = { fraction: 0.25, step: "sampling", steps: { done: 5, total: 20 }, previews: 2 };
      await store.changeTask(id, LEASE, { type: "progress", progress: told });
      expect(await store.findTask(id)).toMatchObject({ progress: told, heardAt: START + 700, updatedAt: START });
      time.now += 700;
      await store.changeTask(id, LEASE, { type: "renew", leaseUntil: time.now + 60_000, heardAt: time.now });
      expect(await store.findTask(id)).toMatchObject({ progress: told, heardAt: START + 1_400 });
    });

    test("I14: never goes back and stays between 0 and 1, across a retry and another process too", async () => {
      const opened = await open();
      let { store } = opened;
      const { id } = await createTask(store, newTask());
      const tell = async (fraction: number) => (await store.changeTask(id, LEASE, progress(fraction))).progress?.fraction;
      await claimOne(store);
      expect([await tell(-1), await tell(0.5), await tell(0.2), await tell(Number.NaN)]).toEqual([0, 0.5, 0.5, 0.5]);
      await store.changeTask(id, LEASE, { type: "retry", dueAt: START, resubmit: true });
      store = await reopen(opened);
      await claimOne(store);
      expect([await tell(0.1), await tell(0.6), await tell(7)]).toEqual([0.5, 0.6, 1]);
    });

    test("the newest preview is kept beside a progress, while the task is processing", async () => {
      const { store } = await open();
      const endings: [string, (id: string) => Promise<unknown>][] = [
        ["complete", (id) => store.changeTask(id, LEASE, COMPLETE, JPEG)],
        ["fail", (id) => store.changeTask(id, LEASE, FAIL)],
        ["cancel", (id) => store.cancelTask(id, "Stop.")],
      ];
      for (const [, end] of endings) {
        const { id } = await createTask(store, newTask());
        await claimOne(store);
        expect(await store.findPreview(id)).toBe(undefined);
        await store.changeTask(id, LEASE, progress(0.2, { previews: 1 }), new Uint8Array([1]));
        await store.changeTask(id, LEASE, progress(0.4, { previews: 2 }), JPEG);
        await store.changeTask(id, LEASE, progress(0.5, { previews: 2 }));
        await expect(store.changeTask(id, "another", progress(0.9), new Uint8Array([2]))).rejects.toThrow(TaskConflict);
        await store.changeTask(id, LEASE, { type: "handBack" });
        expect(Buffer.from((await store.findPreview(id)) ?? [])).toEqual(Buffer.from(JPEG));
        await claimOne(store);
        await end(id);
        expect(await store.findPreview(id)).toBe(undefined);
      }
    });
  });

  describe(`${name}: other engines and attempts`, () => {
    test("a task that moves on forgets its submission and may be submitted to another engine", async () => {
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "submit", engine: "one" });
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: { job: 1 } });
      const moved = await store.changeTask(id, LEASE, { type: "moveOn" });
      expect(moved).not.toHaveProperty("handle");
      expect(moved).not.toHaveProperty("submittedAt");
      expect(await store.findTask(id)).toEqual(moved);
      expect(await store.changeTask(id, LEASE, { type: "submit", engine: "two" })).toMatchObject({ engine: "two" });
    });

    test.each([
      ["keeps its handle", false],
      ["gives its handle up where it is to be submitted again", true],
    ])("I5: a retry %s", async (_, resubmit) => {
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "submit", engine: "one" });
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: 7 });
      await store.changeTask(id, LEASE, { type: "retry", dueAt: START, resubmit });
      const task = await claimOne(store);
      expect({ handle: task.handle, submittedAt: task.submittedAt }).toEqual(
        resubmit ? { handle: undefined, submittedAt: undefined } : { handle: 7, submittedAt: START },
      );
    });
  });

  describe(`${name}: deletion`, () => {
    test("removes an ended task and what is known of it, but not its money", async () => {
      const opened = await open();
      const { store, site, time } = opened;
      const { id, keyId } = await finishTask(opened, COMPLETE, { webhookUrl: "https://hooks.example/a" });
      await store.indexWords();
      time.now += 1_000;
      expect(await store.deleteTask(id)).toBe(true);
      expect(await store.findTask(id)).toBe(undefined);
      expect(await store.listTasks({ keyId, limit: 10 })).toEqual([]);
      expect(await store.listTasks({ keyId, text: "fox", limit: 10 })).toEqual([]);
      expect(await store.listDeliveries({ keyId, limit: 10 })).toEqual([]);
      expect(await store.listCompleted(10)).toEqual([]);
      expect(await store.listExpiredTasks(START + 1e12, 10)).toEqual([]);
      expect((await site.readLedger()).map(({ kind }) => kind)).toEqual(["reserve", "charge"]);
      expect((await store.readBalance(keyId)).total).toEqual({ chargedMicros: 75_000, reservedMicros: 0 });
      expect(await store.deleteTask(id)).toBe(false);
      await expect(store.changeTask(id, LEASE, FAIL)).rejects.toThrow(TaskConflict);
    });

    test("is refused while the task has not ended", async () => {
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await expect(store.deleteTask(id)).rejects.toThrow(TaskConflict);
      await claimOne(store);
      await expect(store.deleteTask(id)).rejects.toThrow(TaskConflict);
      expect(await store.findTask(id)).toMatchObject({ state: "processing" });
    });
  });
}
