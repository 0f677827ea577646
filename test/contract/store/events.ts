// Events: written with what they tell of, in order, for readers that come and go.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TaskEvent } from "../../../src/core/event.ts";
import type { EventQuery } from "../../../src/core/event-store.ts";
import type { Store } from "../../../src/core/store.ts";
import { createTask, newTask } from "../../support/tasks.ts";
import { claimOne, COMPLETE, createTasks, FAIL, finishTask, LEASE, reopen, START, type OpenSite, type Scale } from "./site.ts";

async function readAll(store: Store, of: EventQuery["of"], { after = 0, limit = 1_000 } = {}): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  for (;;) {
    const page = await store.listEvents({ of, after: events.at(-1)?.id ?? after, limit });
    events.push(...page);
    if (page.length < limit) return events;
  }
}

async function indexAll(store: Store): Promise<void> {
  while (await store.indexWords());
}

export function testEvents(name: string, open: OpenSite, scale: Scale): void {
  describe(`${name}: events`, () => {
    test("tell of each change that somebody else needs to know, with its time, and of no other", async () => {
      const { store, time } = await open();
      const task = await createTask(store, newTask());
      const of = { taskId: task.id };
      time.now += 1_000;
      await claimOne(store);
      await store.changeTask(task.id, LEASE, { type: "prepare", finalPrompt: "a fox, at dawn", warnings: [] });
      await store.changeTask(task.id, LEASE, { type: "submit", engine: "one" });
      await store.changeTask(task.id, LEASE, { type: "accept", engine: "one", handle: 1 });
      time.now += 1_000;
      const progress = { fraction: 0.5, step: "sampling", steps: { done: 1, total: 2 }, previews: 1 };
      await store.changeTask(task.id, LEASE, { type: "progress", progress });
      await store.changeTask(task.id, LEASE, { type: "renew", leaseUntil: START + 90_000, heardAt: time.now });
      await store.changeTask(task.id, LEASE, { type: "retry", dueAt: START, resubmit: true });
      await claimOne(store);
      await store.changeTask(task.id, LEASE, { type: "moveOn" });
      await store.changeTask(task.id, LEASE, { type: "handBack" });
      await claimOne(store);
      time.now += 1_000;
      await store.changeTask(task.id, LEASE, COMPLETE);

      const common = { id: expect.any(Number), taskId: task.id, keyId: task.keyId, model: task.model };
      const events = await readAll(store, of);
      expect(events).toEqual([
        { ...common, type: "task.created", at: START },
        { ...common, type: "task.processing", at: START + 1_000 },
        { ...common, type: "task.progress", at: START + 2_000, progress },
        { ...common, type: "task.completed", at: START + 3_000 },
      ]);
      expect(await store.lastEventId()).toBe(events.at(-1)?.id);
    });

    test.each([
      ["task.failed", (store: Store, id: string) => store.changeTask(id, LEASE, FAIL)],
      ["task.cancelled", (store: Store, id: string) => store.cancelTask(id, "Stop.")],
    ])("an ending tells %s", async (type, end) => {
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await end(store, id);
      expect((await readAll(store, { taskId: id })).map((event) => event.type)).toEqual([
        "task.created",
        "task.processing",
        type,
      ]);
    });

    test("I13: belong to their task and key alone", async () => {
      const opened = await open();
      const [one, two, other] = await createTasks(opened, [{ keyId: "a" }, { keyId: "a" }, { keyId: "b" }]);
      const ids = async (of: EventQuery["of"]) => (await readAll(opened.store, of)).map(({ taskId }) => taskId);
      expect(await ids({ keyId: "a" })).toEqual([one?.id, two?.id]);
      expect(await ids({ keyId: "b" })).toEqual([other?.id]);
      expect(await ids({ taskId: two?.id ?? "" })).toEqual([two?.id]);
      expect(await ids({ keyId: "c" })).toEqual([]);
    });

    test("a reader that pages while others write sees each once and in order, without a gap", async () => {
      const { store } = await open();
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(5), { maxLength: 30 }), async (limit, writes) => {
          const start = await store.lastEventId();
          const seen: TaskEvent[] = [];
          const writing: Promise<unknown>[] = [];
          for (const count of [...writes, 0, 0, 0]) {
            for (let index = 0; index < count; index += 1) {
              const task = newTask();
              writing.push(store.createTask(task));
              if (index % 2 === 0) writing.push(store.cancelTask(task.id, "Stop."));
            }
            seen.push(...(await store.listEvents({ of: { keyId: "bootstrap" }, after: seen.at(-1)?.id ?? start, limit })));
          }
          await Promise.all(writing);
          seen.push(...(await readAll(store, { keyId: "bootstrap" }, { after: seen.at(-1)?.id ?? start, limit })));
          const ids = seen.map(({ id }) => id);
          expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
          expect(seen).toEqual(await readAll(store, { keyId: "bootstrap" }, { after: start }));
          expect(seen).toHaveLength(writing.length);
        }),
        { numRuns: 20 * scale.runs },
      );
    });

    test("a deleted task leaves one event, and its reader is told", async () => {
      const opened = await open();
      const { store } = opened;
      const { id, keyId } = await finishTask(opened, COMPLETE);
      const before = await store.lastEventId();
      await store.deleteTask(id);
      for (const of of [{ taskId: id }, { keyId }]) {
        expect(await readAll(store, of)).toEqual([
          expect.objectContaining({ id: before + 1, type: "task.deleted", taskId: id, at: opened.time.now }),
        ]);
      }
    });
  });

  describe(`${name}: watching`, () => {
    test("tells exactly what was committed, in order, and nothing of a write that was taken back", async () => {
      const { store } = await open();
      const told: TaskEvent[] = [];
      const stop = store.watch((events) => told.push(...events));
      const taken = await createTask(store, newTask());
      const tasks = Array.from({ length: 60 }, (_, index) => (index % 20 === 7 ? { ...newTask(), id: taken.id } : newTask()));
      const outcomes = await Promise.allSettled(tasks.map((task) => store.createTask(task)));
      expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(3);
      await store.createTask(newTask(), { limits: { concurrentTasks: 0 } });
      await expect(store.changeTask(taken.id, "no lease", COMPLETE)).rejects.toThrow();
      expect(told).toHaveLength(58);
      expect(told).toEqual(await readAll(store, { keyId: taken.keyId }));

      stop();
      await store.createTask(newTask());
      expect(told).toHaveLength(58);
    });

    test("whoever is told of an event finds it, and the task as it tells", async () => {
      const { store } = await open();
      const looks: Promise<unknown>[] = [];
      store.watch((events) => {
        for (const event of events) {
          looks.push(
            Promise.all([store.listEvents({ of: event, after: event.id - 1, limit: 1 }), store.findTask(event.taskId)]).then(
              ([found, task]) => expect([found, task?.state]).toEqual([[event], "pending"]),
            ),
          );
        }
      });
      await Promise.all(Array.from({ length: 10 }, () => store.createTask(newTask())));
      expect(looks).toHaveLength(10);
      await Promise.all(looks);
    });
  });

  describe(`${name}: pruning of events`, () => {
    test("forgets the oldest, at most as many as it may, and says up to where", async () => {
      const opened = await open();
      const { store } = opened;
      await createTasks(opened, [{}, {}, {}, {}, {}]);
      await indexAll(store);
      const ids = (await readAll(store, { keyId: "bootstrap" })).map(({ id }) => id);
      expect(await store.prunedThrough()).toBe(0);
      expect(await store.pruneEvents(START, 10)).toBe(0);
      expect(await store.pruneEvents(START + 3, 2)).toBe(2);
      expect(await store.prunedThrough()).toBe(ids[1]);
      expect(await store.pruneEvents(START + 3, 2)).toBe(1);
      expect(await store.pruneEvents(START + 3, 2)).toBe(0);
      expect(await store.prunedThrough()).toBe(ids[2]);
      expect((await readAll(store, { keyId: "bootstrap" })).map(({ id }) => id)).toEqual(ids.slice(3));
    });

    test("an id is never used twice, also when all events are gone and the process is another", async () => {
      const opened = await open();
      const [first] = await createTasks(opened, [{}, {}]);
      await indexAll(opened.store);
      const last = await opened.store.lastEventId();
      expect(await opened.store.pruneEvents(START + 1e9, 100)).toBe(2);
      expect(await opened.store.lastEventId()).toBe(last);
      const store = await reopen(opened);
      expect([await store.lastEventId(), await store.prunedThrough()]).toEqual([last, last]);
      await store.cancelTask(first?.id ?? "", "Stop.");
      expect((await readAll(store, { keyId: "bootstrap" })).map(({ id }) => id)).toEqual([last + 1]);
    });

    test("what is not indexed yet stays until it is, so that it is found", async () => {
      const opened = await open();
      const { store } = opened;
      const [task] = await createTasks(opened, [{ input: { prompt: "a heron" } }]);
      expect(await store.pruneEvents(START + 1e9, 100)).toBe(0);
      await indexAll(store);
      expect(await store.pruneEvents(START + 1e9, 100)).toBe(1);
      const found = await store.listTasks({ keyId: "bootstrap", text: "heron", limit: 5 });
      expect(found.map(({ id }) => id)).toEqual([task?.id]);
    });
  });
}
