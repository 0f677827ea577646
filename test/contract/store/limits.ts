// The limits of keys: exact under concurrency, and free again when what they count is over.
import * as fc from "fast-check";
import { v7 } from "uuid";
import { describe, expect, test } from "vitest";
import type { KeyLimits } from "../../../src/core/key-store.ts";
import type { CreateOutcome, Store } from "../../../src/core/store.ts";
import type { NewTask } from "../../../src/core/task.ts";
import { newKey, newTask } from "../../support/tasks.ts";
import {
  COMPLETE,
  createTasks,
  DAY_MS,
  FAIL,
  finishTask,
  LEASE,
  reopen,
  repeat,
  START,
  type OpenSite,
  type Scale,
} from "./site.ts";

const PRICE = 75_000;
const WINDOW_MS = 60_000;

function kinds(outcomes: readonly CreateOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) {
    const name = outcome.kind === "refused" ? outcome.limit : outcome.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

async function createAtOnce(store: Store, count: number, limits: KeyLimits, overrides: Partial<NewTask> = {}) {
  return kinds(await Promise.all(Array.from({ length: count }, () => store.createTask(newTask(overrides), { limits }))));
}

export function testLimits(name: string, open: OpenSite, scale: Scale): void {
  describe(`${name}: limits`, () => {
    test.each<[string, keyof KeyLimits, KeyLimits]>([
      ["a budget", "totalSpendMicros", { totalSpendMicros: 20 * PRICE }],
      ["a day's budget", "dailySpendMicros", { dailySpendMicros: 20 * PRICE }],
      ["tasks at once", "concurrentTasks", { concurrentTasks: 20 }],
      ["requests per minute", "requestsPerMinute", { requestsPerMinute: 20 }],
    ])("%s of 20 makes exactly 20 of 700 creates that arrive at once", async (_, limit, limits) => {
      const { store, site } = await open();
      expect(await createAtOnce(store, 700, limits)).toEqual({ created: 20, [limit]: 680 });
      expect(await store.queueDepth()).toMatchObject({ pending: 20 });
      expect(await site.readLedger()).toHaveLength(20);
      expect((await store.readBalance("bootstrap")).total).toEqual({ chargedMicros: 0, reservedMicros: 20 * PRICE });
    });

    test("a budget counts images, and is spent to the last one", async () => {
      const { store } = await open();
      const limits = { totalSpendMicros: 10 * PRICE };
      const sizes = Array.from({ length: 60 }, (_, index) => (index % 4) + 1);
      const outcomes = await Promise.all(
        sizes.map((imageCount) => store.createTask(newTask({ imageCount, priceMicros: imageCount * PRICE }), { limits })),
      );
      const made = outcomes.map((outcome) => (outcome.kind === "created" ? outcome.task.imageCount : 0));
      expect(made.reduce((sum, count) => sum + count, 0)).toBe(10);
    });

    test("a task that costs what is left is made, one that costs a micro-dollar more is not, a free one always", async () => {
      const { store } = await open();
      const limits = { totalSpendMicros: PRICE, dailySpendMicros: PRICE };
      const create = async (priceMicros: number) => (await store.createTask(newTask({ priceMicros }), { limits })).kind;
      expect([await create(PRICE + 1), await create(PRICE), await create(1), await create(0)]).toEqual([
        "refused",
        "created",
        "refused",
        "created",
      ]);
    });

    test("limits of one key leave others alone, and a limit of nothing refuses all", async () => {
      const { store } = await open();
      const limits = { concurrentTasks: 1, requestsPerMinute: 1, totalSpendMicros: PRICE };
      expect(await createAtOnce(store, 3, limits, { keyId: "a" })).toMatchObject({ created: 1 });
      expect(await createAtOnce(store, 3, limits, { keyId: "b" })).toMatchObject({ created: 1 });
      for (const none of [{ concurrentTasks: 0 }, { requestsPerMinute: 0 }, { totalSpendMicros: 0 }, { dailySpendMicros: 0 }]) {
        expect(await createAtOnce(store, 2, none, { keyId: "c" })).not.toHaveProperty("created");
      }
    });

    test("what is refused writes nothing", async () => {
      const { store, site } = await open();
      const events = await store.lastEventId();
      const refusing: KeyLimits[] = [{ totalSpendMicros: 1 }, { dailySpendMicros: 1 }, { concurrentTasks: 0 }];
      for (const limits of refusing) {
        expect(await createAtOnce(store, 5, { requestsPerMinute: 3, ...limits })).not.toHaveProperty("created");
      }
      expect(await site.readLedger()).toEqual([]);
      expect(await store.lastEventId()).toBe(events);
      expect(await store.readBalance("bootstrap")).toEqual({
        total: { chargedMicros: 0, reservedMicros: 0 },
        day: { chargedMicros: 0, reservedMicros: 0 },
      });
      // They took nothing of the minute's requests either.
      expect(await createAtOnce(store, 5, { requestsPerMinute: 3 })).toEqual({ created: 3, requestsPerMinute: 2 });
      // Nor do those that the minute itself refused.
      expect((await store.createTask(newTask(), { limits: { requestsPerMinute: 4 } })).kind).toBe("created");
    });

    test("what ends gives its room back: all of a released reservation, of a completed one what was not charged", async () => {
      const opened = await open();
      const { store } = opened;
      const limits = { totalSpendMicros: 2 * PRICE, dailySpendMicros: 2 * PRICE, concurrentTasks: 2 };
      const two = { imageCount: 2, priceMicros: 2 * PRICE };
      const create = async () => (await store.createTask(newTask(two), { limits })).kind;
      const [running] = await createTasks(opened, [two], { limits });
      expect(await create()).toBe("refused");
      await store.cancelTask(running?.id ?? "", "Stop.");
      await finishTask(opened, FAIL, two);
      // One of its two images was made.
      await finishTask(opened, COMPLETE, two);
      expect(await store.readBalance("bootstrap")).toEqual({
        total: { chargedMicros: PRICE, reservedMicros: 0 },
        day: { chargedMicros: PRICE, reservedMicros: 0 },
      });
      expect(await create()).toBe("refused");
      expect((await store.createTask(newTask(), { limits })).kind).toBe("created");
    });

    test("tasks at once are counted until they end, in another process too", async () => {
      const opened = await open();
      const limits = { concurrentTasks: 2 };
      const [first] = await createTasks(opened, [{}, {}], { limits });
      await opened.store.claimTasks({ lease: LEASE, leaseUntil: START + WINDOW_MS, limit: 1 });
      const store = await reopen(opened);
      expect(await createAtOnce(store, 1, limits)).toEqual({ concurrentTasks: 1 });
      await store.cancelTask(first?.id ?? "", "Stop.");
      expect(await createAtOnce(store, 2, limits)).toEqual({ created: 1, concurrentTasks: 1 });
    });

    test("a day's budget is new at midnight UTC, and what ends later counts for the day on which it was created", async () => {
      const opened = await open();
      const { store, time } = opened;
      const limits = { dailySpendMicros: PRICE };
      const create = () => store.createTask(newTask({ createdAt: time.now }), { limits });
      time.now = START + DAY_MS - 90_000;
      const [late] = await createTasks(opened, [{}], { limits });
      expect(await create()).toEqual({ kind: "refused", limit: "dailySpendMicros", retryAfterMs: 89_999 });
      time.now = START + DAY_MS - 1;
      expect(await create()).toEqual({ kind: "refused", limit: "dailySpendMicros", retryAfterMs: 1 });
      time.now = START + DAY_MS;
      await store.claimTasks({ lease: LEASE, leaseUntil: time.now + WINDOW_MS, limit: 1 });
      await store.changeTask(late?.id ?? "", LEASE, COMPLETE);
      expect(await store.readBalance("bootstrap")).toEqual({
        total: { chargedMicros: PRICE, reservedMicros: 0 },
        day: { chargedMicros: 0, reservedMicros: 0 },
      });
      expect((await create()).kind).toBe("created");
      expect((await create()).kind).toBe("refused");
    });
  });

  describe(`${name}: requests per minute`, () => {
    test("says how many are left, and when", async () => {
      const { store, time } = await open();
      const limits = { requestsPerMinute: 3 };
      const create = async () => await store.createTask(newTask(), { limits });
      expect(await create()).toMatchObject({ kind: "created", rate: { limit: 3, remaining: 2 } });
      time.now += 20_000;
      expect(await create()).toMatchObject({ kind: "created", rate: { limit: 3, remaining: 1 } });
      expect(await create()).toMatchObject({ kind: "created", rate: { limit: 3, remaining: 0 } });
      const refused = await create();
      if (refused.kind !== "refused") throw new Error("not refused");
      const { retryAfterMs = 0, rate } = refused;
      expect(rate).toMatchObject({ limit: 3, remaining: 0 });
      expect(retryAfterMs).toBeGreaterThanOrEqual(40_000);
      expect(retryAfterMs).toBeLessThanOrEqual(41_000);
      expect(rate?.resetMs).toBeGreaterThanOrEqual(WINDOW_MS);
      expect(rate?.resetMs).toBeLessThanOrEqual(WINDOW_MS + 1_000);
      time.now += retryAfterMs;
      expect((await create()).kind).toBe("created");
      expect((await create()).kind).toBe("refused");
      time.now += rate?.resetMs ?? 0;
      expect(await create()).toMatchObject({ kind: "created", rate: { remaining: 2 } });
    });

    test("never more than the limit in any 60 seconds, whenever they arrive; and a try after `retryAfterMs` succeeds", async () => {
      const { store, time } = await open();
      const gap = fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
        fc.constantFrom(0, 1, 999, 1_000, 58_999, 59_000, 59_001, 59_999, 60_000, 60_001, 61_000),
        fc.integer({ min: 0, max: 70_000 }),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 6 }),
          fc.array(fc.record({ gap, waits: fc.boolean() }), { minLength: 10, maxLength: 60 }),
          async (requestsPerMinute, arrivals) => {
            const keyId = v7();
            const accepted: number[] = [];
            for (const { gap, waits } of arrivals) {
              time.now += gap;
              const create = () => store.createTask(newTask({ keyId }), { limits: { requestsPerMinute } });
              let outcome = await create();
              if (outcome.kind === "refused" && waits) {
                expect(outcome.retryAfterMs).toBeLessThanOrEqual(WINDOW_MS + 1_000);
                time.now += outcome.retryAfterMs ?? 0;
                outcome = await create();
                expect(outcome.kind).toBe("created");
              }
              if (outcome.kind === "created") accepted.push(time.now);
            }
            for (const [index, at] of accepted.entries()) {
              const earlier = accepted[index - requestsPerMinute];
              if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(WINDOW_MS);
            }
          },
        ),
        { numRuns: 30 * scale.runs },
      );
    });

    test("a clock that was set back far does not lock a key out", async () => {
      const { store, time } = await open();
      const limits = { requestsPerMinute: 2 };
      expect(await createAtOnce(store, 3, limits)).toMatchObject({ created: 2 });
      time.now -= 10_000;
      expect(await createAtOnce(store, 3, limits)).toEqual({ requestsPerMinute: 3 });
      time.now -= DAY_MS;
      expect(await createAtOnce(store, 3, limits)).toMatchObject({ created: 2 });
    });
  });

  describe(`${name}: balance.low`, () => {
    const KEY_ID = "key-low";
    const paid = { keyId: KEY_ID };

    async function openWithKey(open: OpenSite, limits: KeyLimits) {
      const opened = await open();
      const { store } = opened;
      await store.putKey(newKey({ id: KEY_ID, limits }));
      const endpoint = { id: v7(), keyId: KEY_ID, url: "https://hooks.example/", description: "", secret: "s", createdAt: START };
      await store.createWebhook({ ...endpoint, events: ["balance.low"] }, 5);
      const readTold = async () =>
        (await store.listDeliveries({ keyId: KEY_ID, limit: 50 })).map(({ data }) => data).toReversed();
      return { ...opened, readTold };
    }

    test("is told when less is left than the key's owner wants, once for each crossing", async () => {
      const opened = await openWithKey(open, { totalSpendMicros: 10 * PRICE, lowBalanceMicros: 8 * PRICE });
      const { store, readTold } = opened;
      for (let made = 0; made < 2; made += 1) await finishTask(opened, COMPLETE, paid);
      // As much as he wants is not less.
      expect(await readTold()).toEqual([]);
      for (let made = 0; made < 3; made += 1) await finishTask(opened, COMPLETE, paid);
      const first = { currency: "USD", balance_usd: 0.525, limit_usd: 0.75 };
      expect(await readTold()).toEqual([first]);

      await store.updateKey(KEY_ID, { limits: { totalSpendMicros: 14 * PRICE, lowBalanceMicros: 8 * PRICE } });
      for (let made = 0; made < 3; made += 1) await finishTask(opened, COMPLETE, paid);
      expect(await readTold()).toEqual([first, { currency: "USD", balance_usd: 0.525, limit_usd: 1.05 }]);
    });

    test("is told at a tenth of the budget where the key does not say, and in another process not again", async () => {
      const opened = await openWithKey(open, { totalSpendMicros: 10 * PRICE });
      for (let made = 0; made < 9; made += 1) await finishTask(opened, COMPLETE, paid);
      expect(await opened.readTold()).toEqual([]);
      await finishTask(opened, { ...COMPLETE, images: [] }, paid);
      await finishTask(opened, FAIL, paid);
      expect(await opened.readTold()).toEqual([]);
      await finishTask(opened, COMPLETE, paid);
      expect(await opened.readTold()).toEqual([{ currency: "USD", balance_usd: 0, limit_usd: 0.75 }]);
      const store = await reopen(opened);
      await finishTask({ ...opened, store }, COMPLETE, paid);
      expect(await store.listDeliveries({ keyId: KEY_ID, limit: 50 })).toHaveLength(1);
    });

    test("a balance that stays low under a new limit was told of already", async () => {
      const opened = await openWithKey(open, { totalSpendMicros: 10 * PRICE, lowBalanceMicros: 10 * PRICE });
      await finishTask(opened, COMPLETE, paid);
      expect(await opened.readTold()).toHaveLength(1);
      await opened.store.updateKey(KEY_ID, { limits: { totalSpendMicros: 10 * PRICE + 1, lowBalanceMicros: 10 * PRICE } });
      await finishTask(opened, COMPLETE, paid);
      expect(await opened.readTold()).toHaveLength(1);
    });

    test("tasks that end together tell it once", async () => {
      const opened = await openWithKey(open, { totalSpendMicros: 10 * PRICE, lowBalanceMicros: 9 * PRICE });
      const tasks = await createTasks(opened, repeat(5, paid));
      await opened.store.claimTasks({ lease: LEASE, leaseUntil: START + WINDOW_MS, limit: 5 });
      await Promise.all(tasks.map(({ id }) => opened.store.changeTask(id, LEASE, COMPLETE)));
      expect(await opened.readTold()).toHaveLength(1);
    });

    test("is told to a task's own URL never, and of a key without a budget never", async () => {
      const opened = await openWithKey(open, {});
      await finishTask(opened, COMPLETE, { ...paid, webhookUrl: "https://one.example/" });
      expect((await opened.readTold()).filter((data) => data !== undefined)).toEqual([]);
    });
  });
}
