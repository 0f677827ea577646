// I11: the same idempotency key and body are the same create, another body is refused.
import { describe, expect, test } from "vitest";
import type { CreateOutcome, Idempotency } from "../../../src/core/store.ts";
import { newTask } from "../../support/tasks.ts";
import { DAY_MS, reopen, START, type OpenSite } from "./site.ts";

const SAME: Idempotency = { key: "once", path: "/a", fingerprint: "f1", until: START + DAY_MS };

function toTaskId(outcome: CreateOutcome): string {
  if (outcome.kind === "created") return outcome.task.id;
  if (outcome.kind === "replayed") return outcome.taskId;
  throw new Error(`no task: ${JSON.stringify(outcome)}`);
}

export function testIdempotency(name: string, open: OpenSite): void {
  describe(`${name}: idempotency`, () => {
    test("creates of the same instant make one task, which the others are told of", async () => {
      const { store, site } = await open();
      const create = () => store.createTask(newTask(), { idempotency: SAME });
      const outcomes = await Promise.all(Array.from({ length: 20 }, create));
      expect(outcomes.filter(({ kind }) => kind === "created")).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === "replayed")).toHaveLength(19);
      expect(new Set(outcomes.map(toTaskId)).size).toBe(1);
      expect(outcomes.at(-1)).toMatchObject({ kind: "replayed", createdAt: START });
      expect(await store.queueDepth()).toMatchObject({ pending: 1 });
      expect(await site.readLedger()).toHaveLength(1);
    });

    test("another body conflicts, and changes nothing", async () => {
      const { store } = await open();
      const first = await store.createTask(newTask(), { idempotency: SAME });
      expect(await store.createTask(newTask(), { idempotency: { ...SAME, fingerprint: "f2" } })).toEqual({ kind: "conflict" });
      const again = await store.createTask(newTask(), { idempotency: SAME });
      expect(again).toMatchObject({ kind: "replayed", taskId: toTaskId(first) });
      expect(await store.queueDepth()).toMatchObject({ pending: 1 });
    });

    test.each([
      ["path", { idempotency: { ...SAME, path: "/b" } }, {}],
      ["API key", { idempotency: SAME }, { keyId: "another" }],
      ["idempotency key", { idempotency: { ...SAME, key: "twice" } }, {}],
    ])("another %s is another create", async (_, terms, overrides) => {
      const { store } = await open();
      await store.createTask(newTask(), { idempotency: SAME });
      expect((await store.createTask(newTask(overrides), terms)).kind).toBe("created");
    });

    test("is remembered until its time and not longer, in another process too", async () => {
      const opened = await open();
      const first = await opened.store.createTask(newTask(), { idempotency: SAME });
      const store = await reopen(opened);
      opened.time.now = START + DAY_MS - 1;
      const other = { ...SAME, fingerprint: "f2", until: opened.time.now + DAY_MS };
      expect(await store.createTask(newTask(), { idempotency: SAME })).toMatchObject({ taskId: toTaskId(first) });
      expect((await store.createTask(newTask(), { idempotency: other })).kind).toBe("conflict");
      opened.time.now = START + DAY_MS;
      expect((await store.createTask(newTask(), { idempotency: other })).kind).toBe("created");
      expect((await store.createTask(newTask(), { idempotency: SAME })).kind).toBe("conflict");
    });

    test("replays the task that has ended, and the one that was deleted", async () => {
      const opened = await open();
      const { store } = opened;
      const first = toTaskId(await store.createTask(newTask(), { idempotency: SAME }));
      await store.cancelTask(first, "Stop.");
      expect(toTaskId(await store.createTask(newTask(), { idempotency: SAME }))).toBe(first);
      await store.deleteTask(first);
      expect(await store.createTask(newTask(), { idempotency: SAME })).toEqual({
        kind: "replayed",
        taskId: first,
        createdAt: START,
      });
    });

    test("a replay is free: it needs no room in any limit", async () => {
      const opened = await open();
      const { store } = opened;
      const limits = { requestsPerMinute: 1, concurrentTasks: 1, totalSpendMicros: 75_000, dailySpendMicros: 75_000 };
      const first = await store.createTask(newTask(), { limits, idempotency: SAME });
      expect(first).toMatchObject({ kind: "created", rate: { remaining: 0 } });
      expect((await store.createTask(newTask(), { limits, idempotency: SAME })).kind).toBe("replayed");
      expect((await store.createTask(newTask(), { limits })).kind).toBe("refused");
    });

    test("a create that was refused is not remembered", async () => {
      const opened = await open();
      const { store } = opened;
      const limits = { concurrentTasks: 1 };
      const { id } = await store.createTask(newTask()).then((outcome) => ({ id: toTaskId(outcome) }));
      expect((await store.createTask(newTask(), { limits, idempotency: SAME })).kind).toBe("refused");
      await store.cancelTask(id, "Stop.");
      expect((await store.createTask(newTask(), { limits, idempotency: SAME })).kind).toBe("created");
    });

    test("a create that failed is not remembered", async () => {
      const { store } = await open();
      const taken = newTask();
      await store.createTask(taken);
      const failing = store.createTask(taken, { idempotency: SAME });
      const beside = store.createTask(newTask());
      await expect(failing).rejects.toThrow();
      expect((await beside).kind).toBe("created");
      expect((await store.createTask(newTask(), { idempotency: SAME })).kind).toBe("created");
    });
  });
}
