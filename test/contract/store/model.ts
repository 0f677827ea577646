// Any course of steps, beside a model of the store.
import * as fc from "fast-check";
import { v7 } from "uuid";
import { describe, test } from "vitest";
import { PRIORITIES } from "../../../src/core/task.ts";
import { DELIVERY_STATES } from "../../../src/core/webhook-store.ts";
import { CHANGES, HOLDER, StoreModel, type StoreStep } from "../store-model.ts";
import { DAY_MS, START, type CreateSite, type Scale } from "./site.ts";

const MODELS = ["one", "two"];

const lease = fc.constantFrom("a", "b");
/** Mostly one that a task has, so that many changes are allowed. */
const changer = fc.oneof({ weight: 3, arbitrary: fc.constant(HOLDER) }, lease);
const task = fc.nat(7);
const limit = fc.integer({ min: 1, max: 3 });

const step: fc.Arbitrary<StoreStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("create"),
      imageCount: fc.integer({ min: 1, max: 4 }),
      keyId: fc.constantFrom("key-a", "key-b", "key-c"),
      model: fc.constantFrom(...MODELS),
      priority: fc.constantFrom(...PRIORITIES),
      deadlineMs: fc.option(fc.integer({ min: 1, max: 4_000 }), { nil: undefined }),
      limits: fc.record(
        {
          totalSpendMicros: fc.constantFrom(300_000, 600_000),
          dailySpendMicros: fc.constantFrom(225_000, 450_000),
          concurrentTasks: fc.integer({ min: 1, max: 4 }),
        },
        { requiredKeys: [] },
      ),
      idempotency: fc.option(
        fc.record({
          key: fc.constantFrom("i", "j"),
          fingerprint: fc.constantFrom("body", "another body"),
          forMs: fc.constantFrom(1_000, DAY_MS),
        }),
        { nil: undefined },
      ),
      webhook: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("claim"),
      lease,
      forMs: fc.nat(2_000),
      limit,
      except: fc.option(fc.subarray(MODELS), { nil: undefined }),
      olderThanMs: fc.option(fc.nat(2_000), { nil: undefined }),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom(...CHANGES),
      lease: changer,
      task,
      fraction: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("cancel", "delete"), task }) },
  fc.record({ do: fc.constant("cancelOverdue"), limit }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("claimDeliveries"), forMs: fc.nat(2_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("attempt"), delivery: fc.nat(7), outcome: fc.constantFrom(...DELIVERY_STATES) }),
  },
  // Also back: a wall clock may be set.
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pass"),
      ms: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -1_500, max: 3_000 }) }, fc.constant(DAY_MS)),
    }),
  },
);

export function testModel(name: string, createSite: CreateSite, scale: Scale): void {
  describe(`${name}: as a model`, () => {
    test("I1–I7, I11, I14: any course of steps ends as a simple model says, with stamps that never go back", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 80, size: "max" }), async (steps) => {
          const time = { now: START };
          const site = await createSite({ now: () => time.now, id: v7 });
          const store = await site.open();
          try {
            const model = new StoreModel(store, time);
            for (const each of steps) await model.apply(each);
            await model.compare(await site.readLedger());
          } finally {
            await store.close();
          }
        }),
        // The limit is for finding the shortest course that fails.
        { numRuns: 40 * scale.runs, interruptAfterTimeLimit: 30_000 },
      );
    });
  });
}
