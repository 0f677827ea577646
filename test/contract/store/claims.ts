// Claims: who gets which task when.
import * as fc from "fast-check";
import { v7 } from "uuid";
import { describe, expect, test } from "vitest";
import type { Task } from "../../../src/core/task.ts";
import { createTask, newTask } from "../../support/tasks.ts";
import {
  claimOne,
  COMPLETE,
  createTasks,
  LEASE,
  reopen,
  repeat,
  START,
  type CreateSite,
  type OpenSite,
  type Scale,
} from "./site.ts";

export function testClaims(
  name: string,
  { open, createSite, scale }: { open: OpenSite; createSite: CreateSite; scale: Scale },
): void {
  describe(`${name}: claims`, () => {
    test("begun tasks that are due come before waiting ones, each oldest first, up to the limit", async () => {
      const { store, time } = await open();
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

    test("what a claimant has in hand is not taken from it when its lease has run out, and is by anybody else", async () => {
      const { store, time } = await open();
      for (let index = 0; index < 3; index += 1) await createTask(store, newTask());
      const [mine] = await store.claimTasks({ lease: "a", leaseUntil: START + 10_000, limit: 1 });
      const [lost] = await store.claimTasks({ lease: "b", leaseUntil: START + 10_000, limit: 1 });
      time.now += 60_000;
      const terms = { leaseUntil: time.now + 60_000, limit: 3 };
      const claimed = await store.claimTasks({ ...terms, lease: "c", held: new Set([mine!.id]) });
      expect(claimed.map(({ id }) => id)).toEqual([lost!.id, expect.not.stringMatching(mine!.id)]);
      expect(claimed).toHaveLength(2);
      await store.changeTask(mine!.id, "a", { type: "renew", leaseUntil: time.now + 1 });
      time.now += 1;
      expect((await store.claimTasks({ ...terms, lease: "d" })).map(({ id }) => id)).toEqual([mine!.id]);
    });

    test("a task that waits for its retry is claimed when it is due and not before", async () => {
      const { store, time } = await open();
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
      const { store } = await open();
      const { id } = await createTask(store, newTask());
      await claimOne(store);
      await store.changeTask(id, LEASE, { type: "accept", engine: "one", handle: { job: 1 } });
      const back = await store.changeTask(id, LEASE, { type: "handBack" });
      expect(back).toMatchObject({ state: "processing", claims: 0 });
      expect(back).not.toHaveProperty("lease");
      expect(await claimOne(store, "b")).toMatchObject({ id, handle: { job: 1 }, engine: "one", lease: "b" });
    });

    test("I4: claimers that race never get the same task", async () => {
      const { store } = await open();
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
      const { store } = await open();
      expect(await store.queueDepth()).toEqual({ pending: 0, processing: 0 });
      expect(await store.nextDueAt()).toBe(undefined);
      for (const createdAt of [START - 9_000, START - 5_000, START]) await createTask(store, newTask({ createdAt }));
      const first = await claimOne(store);
      expect(await store.queueDepth()).toEqual({ pending: 2, processing: 1, oldestPendingAt: START - 5_000 });
      expect(await store.nextDueAt()).toBe(START + 60_000);
      await store.changeTask(first.id, LEASE, COMPLETE);
      expect(await store.queueDepth()).toMatchObject({ pending: 2, processing: 0 });
      expect(await store.nextDueAt()).toBe(undefined);
    });

    test("higher levels come first, and within one the oldest", async () => {
      const opened = await open();
      const priorities = ["low", "normal", "high", "normal", "low", "high"] as const;
      const tasks = await createTasks(
        opened,
        priorities.map((priority) => ({ priority })),
      );
      const order = [2, 5, 1, 3, 0, 4].map((index) => tasks[index]?.id);
      expect((await opened.store.listQueue(10)).map(({ id }) => id)).toEqual(order);
      const claimed = await opened.store.claimTasks({ lease: "a", leaseUntil: START + 60_000, limit: 10 });
      expect(claimed.map(({ id }) => id)).toEqual(order);
    });

    test("within a level keys take turns, and the turns outlive the process", async () => {
      const opened = await open();
      const tasks = await createTasks(
        opened,
        Array.from("aaaabbc").map((keyId) => ({ keyId })),
      );
      const places = (claimed: readonly { readonly id: string }[]) =>
        claimed.map(({ id }) => tasks.findIndex((task) => task.id === id));
      expect(places(await opened.store.listQueue(100))).toEqual([0, 4, 6, 1, 5, 2, 3]);
      expect(places(await opened.store.claimTasks({ lease: "a", leaseUntil: START + 60_000, limit: 1 }))).toEqual([0]);
      const store = await reopen(opened);
      expect(places(await store.listQueue(2))).toEqual([4, 6]);
      opened.time.now = START + 60_000;
      const claim = { lease: "b", leaseUntil: START + 120_000, limit: 3 };
      // What was begun comes first, and is nobody's turn.
      expect(places(await store.claimTasks(claim))).toEqual([0, 4, 6]);
      expect(places(await store.claimTasks(claim))).toEqual([1, 5, 2]);
    });

    test(`a key with ${scale.many} tasks does not starve one that comes later`, async () => {
      const opened = await open();
      const { store } = opened;
      await Promise.all(Array.from({ length: scale.many }, () => store.createTask(newTask({ keyId: "many" }))));
      await store.claimTasks({ lease: "a", leaseUntil: START + 60_000, limit: 5 });
      const [one] = await createTasks(opened, [{ keyId: "one" }]);
      const claimed = await store.claimTasks({ lease: "b", leaseUntil: START + 60_000, limit: 2 });
      expect(claimed.map(({ id }) => id)).toContain(one?.id);
    });

    test("a backlog for a model that nobody takes holds up no work for others, of the same key or of another", async () => {
      const opened = await open();
      const { store } = opened;
      const claim = async () => {
        const [task] = await store.claimTasks({ lease: "a", leaseUntil: START + 60_000, limit: 1, except: ["slow"] });
        return task?.keyId;
      };
      await createTasks(opened, repeat(30, { keyId: "stuck", model: "slow" }));
      await createTasks(opened, repeat(10, { keyId: "steady", model: "fast" }));
      await createTasks(opened, [{ keyId: "stuck", model: "fast" }]);
      const served: (string | undefined)[] = [];
      for (let round = 0; round < 6; round += 1) {
        // Asks anew as soon as it was served.
        if (round === 0 || served.at(-1) === "eager") await createTasks(opened, [{ keyId: "eager", model: "fast" }]);
        served.push(await claim());
      }
      expect(new Set(served.slice(0, 3))).toEqual(new Set(["eager", "steady", "stuck"]));
      expect(served.slice(3)).toEqual(["steady", "eager", "steady"]);
    });

    test("waiting tasks of the models named are left where they are, and those begun are not", async () => {
      const { store, time } = await open();
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
      const { store, time } = await open();
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

    test("no key is claimed twice while another that was waiting all along got none", async () => {
      const KEYS = ["a", "b", "c", "d"];
      const MODELS = ["one", "two"];
      const step = fc.oneof(
        fc.record({
          do: fc.constant("create" as const),
          keyId: fc.constantFrom(...KEYS),
          model: fc.constantFrom(...MODELS),
          count: fc.integer({ min: 1, max: 6 }),
        }),
        fc.record({
          do: fc.constant("claim" as const),
          limit: fc.integer({ min: 1, max: 4 }),
          except: fc.subarray(MODELS, { maxLength: 1 }),
        }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
          const time = { now: START };
          const site = await createSite({ now: () => time.now, id: v7 });
          const store = await site.open();
          const waiting: Task[] = [];
          /** For each key, what others had waiting when it was claimed last, and have not been served since. */
          const passedOver = new Map<string, Map<string, Set<string>>>();
          for (const each of steps) {
            if (each.do === "create") {
              const { count, ...overrides } = each;
              waiting.push(...(await createTasks({ store, time }, repeat(count, overrides))));
              continue;
            }
            const { limit, except } = each;
            const models = MODELS.filter((model) => !except.includes(model));
            for (const task of await store.claimTasks({ lease: "l", leaseUntil: time.now + 1e9, limit, except })) {
              const others = passedOver.get(task.keyId) ?? new Map<string, Set<string>>();
              const starved = [...others].filter(([, had]) => models.some((model) => had.has(model)));
              expect(starved.map(([keyId]) => keyId)).toEqual([]);
              waiting.splice(
                waiting.findIndex(({ id }) => id === task.id),
                1,
              );
              for (const had of passedOver.values()) had.delete(task.keyId);
              const has = (keyId: string) => new Set(waiting.filter((other) => other.keyId === keyId).map(({ model }) => model));
              passedOver.set(
                task.keyId,
                new Map(KEYS.filter((keyId) => keyId !== task.keyId).map((keyId) => [keyId, has(keyId)])),
              );
            }
          }
          await store.close();
        }),
        { numRuns: 40 * scale.runs },
      );
    });
  });
}
