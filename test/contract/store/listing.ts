// Lists of tasks: every filter, and pages that stay right while tasks come and go.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store, TaskQuery } from "../../../src/core/store.ts";
import { TASK_STATES, type Task, type TaskState } from "../../../src/core/task.ts";
import { createTask, newTask } from "../../support/tasks.ts";
import { COMPLETE, createTasks, FAIL, LEASE, repeat, START, type OpenedSite, type OpenSite, type Scale } from "./site.ts";

const KEY_ID = "key-1";

/** Takes a task that was just created, and is the only one of its priority that waits, to a state. */
async function bringTo(state: TaskState, task: Task, { store, time }: OpenedSite): Promise<void> {
  if (state === "pending") return;
  if (state === "cancelled") return void (await store.cancelTask(task.id, "Stop."));
  await store.claimTasks({ lease: LEASE, leaseUntil: time.now + 1e9, limit: 1 });
  if (state !== "processing") await store.changeTask(task.id, LEASE, state === "completed" ? COMPLETE : FAIL);
}

async function readPages(store: Store, query: Omit<TaskQuery, "beforeId">): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const beforeId = ids.at(-1);
    const page = await store.listTasks({ ...query, ...(beforeId === undefined ? {} : { beforeId }) });
    ids.push(...page.map(({ id }) => id));
    if (page.length < query.limit) return ids;
  }
}

export function testListing(name: string, open: OpenSite, scale: Scale): void {
  describe(`${name}: listing`, () => {
    test("newest first, as they read elsewhere, and of this key only (I13)", async () => {
      const opened = await open();
      const tasks = await createTasks(opened, [{ keyId: "a" }, { keyId: "b" }, { keyId: "a" }]);
      const listed = await opened.store.listTasks({ keyId: "a", limit: 10 });
      expect(listed).toEqual([tasks[2], tasks[0]]);
      expect(await opened.store.listTasks({ keyId: "a", limit: 1 })).toEqual([tasks[2]]);
      expect(await opened.store.listTasks({ keyId: "c", limit: 10 })).toEqual([]);
      expect(await opened.store.listTasks({ keyId: "a", states: [], limit: 10 })).toEqual([]);
    });

    test("from a creation time on, and up to another, to the millisecond", async () => {
      const opened = await open();
      const [first, second, third] = (await createTasks(opened, [{}, {}, {}])).map(({ id }) => id);
      const list = async (range: Partial<TaskQuery>) =>
        (await opened.store.listTasks({ keyId: "bootstrap", limit: 10, ...range })).map(({ id }) => id);
      expect(await list({ createdAfter: START + 1 })).toEqual([third, second]);
      expect(await list({ createdBefore: START + 1 })).toEqual([first]);
      expect(await list({ createdAfter: START + 1, createdBefore: START + 2 })).toEqual([second]);
      expect(await list({ createdAfter: START + 3 })).toEqual([]);
      expect(await list({ createdAfter: -1, createdBefore: 8.64e15 })).toEqual([third, second, first]);
    });

    test("any combination of filters and any size of page gives what a filter of all tasks gives, newest first", async () => {
      const opened = await open();
      const { store, time } = opened;
      const models = ["one", "two", "three"];
      const tasks: Task[] = [];
      let chance = 7;
      const next = (count: number) => (chance = (chance * 16_807) % 2_147_483_647) % count;
      for (let index = 0; index < Math.min(120, scale.many / 10); index += 1) {
        const state = TASK_STATES[next(5)] ?? "pending";
        const keyId = next(5) === 0 ? "other" : KEY_ID;
        const priority = state === "pending" ? "low" : "high";
        const [task] = await createTasks(opened, [{ keyId, priority, model: models[next(3)] ?? "" }]);
        if (!task) throw new Error("nothing was created");
        await bringTo(state, task, opened);
        time.now += next(3) * 40_000;
        tasks.push(task);
      }
      const current = (await Promise.all(tasks.map(({ id }) => store.findTask(id)))).filter((task) => task !== undefined);
      const times = fc.option(fc.integer({ min: START - 1_000, max: time.now + 1_000 }), { nil: undefined });
      await fc.assert(
        fc.asyncProperty(
          fc.option(fc.subarray([...TASK_STATES], { minLength: 1 }), { nil: undefined }),
          fc.option(fc.constantFrom(...models, "four"), { nil: undefined }),
          times,
          times,
          fc.integer({ min: 1, max: 40 }),
          async (states, model, createdAfter, createdBefore, limit) => {
            const query = {
              keyId: KEY_ID,
              limit,
              ...(states ? { states } : {}),
              ...(model === undefined ? {} : { model }),
              ...(createdAfter === undefined ? {} : { createdAfter }),
              ...(createdBefore === undefined ? {} : { createdBefore }),
            };
            const expected = current.filter(
              (task) =>
                task.keyId === KEY_ID &&
                (states?.includes(task.state) ?? true) &&
                (model === undefined || task.model === model) &&
                task.createdAt >= (createdAfter ?? 0) &&
                task.createdAt < (createdBefore ?? Infinity),
            );
            expect(await readPages(store, query)).toEqual(expected.map(({ id }) => id).toReversed());
          },
        ),
        { numRuns: 150 * scale.runs },
      );
    });

    test("pages neither miss nor repeat a task while others arrive, change and go", async () => {
      const opened = await open();
      const { store } = opened;
      const tasks = await createTasks(opened, repeat(30, {}));
      const seen: string[] = [];
      for (let page = 0; page < 6; page += 1) {
        const beforeId = seen.at(-1);
        const found = await store.listTasks({
          keyId: "bootstrap",
          limit: 5,
          ...(beforeId === undefined ? {} : { beforeId }),
        });
        seen.push(...found.map(({ id }) => id));
        await createTasks(opened, [{}, {}]);
        // The task that the cursor names goes; the next page goes on where it was.
        await store.cancelTask(seen.at(-1) ?? "", "Stop.");
        await store.deleteTask(seen.at(-1) ?? "");
      }
      expect(seen).toEqual(tasks.map(({ id }) => id).toReversed());
    });

    test("completed tasks, newest end first", async () => {
      const opened = await open();
      const { store, time } = opened;
      const ids = (await createTasks(opened, [{}, {}, {}])).map(({ id }) => id);
      await store.claimTasks({ lease: LEASE, leaseUntil: START + 60_000, limit: 3 });
      for (const index of [1, 2, 0]) {
        time.now += 1_000;
        await store.changeTask(ids[index] ?? "", LEASE, index === 2 ? FAIL : COMPLETE);
      }
      expect((await store.listCompleted(10)).map(({ id }) => id)).toEqual([ids[0], ids[1]]);
      expect((await store.listCompleted(1)).map(({ id }) => id)).toEqual([ids[0]]);
    });

    test("every field of a listed task reads as it was written", async () => {
      const { store } = await open();
      const created = newTask({
        priority: "high",
        deadlineAt: START + 9_000,
        webhookUrl: "https://hooks.example/a?b=c",
        origin: "https://images.example",
      });
      const task = await createTask(store, created);
      expect(task).toMatchObject(created);
      expect(await store.listTasks({ keyId: "bootstrap", limit: 1 })).toEqual([task]);
    });
  });
}
