// Any course of steps, beside a model of the store.
import * as fc from "fast-check";
import { v7 } from "uuid";
import { describe, test } from "vitest";
import { PRIORITIES } from "../../../src/core/task.ts";
import { CHANGES, StoreModel, type StoreStep } from "../store-model.ts";
import { START, type CreateSite, type Scale } from "./site.ts";

const MODELS = ["one", "two"];

const lease = fc.constantFrom("a", "b");
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
      lease,
      task,
      fraction: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("cancel", "delete"), task }) },
  fc.record({ do: fc.constant("cancelOverdue"), limit }),
  // Also back: a wall clock may be set.
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pass"), ms: fc.integer({ min: -1_500, max: 3_000 }) }) },
);

export function testModel(name: string, createSite: CreateSite, scale: Scale): void {
  describe(`${name}: as a model`, () => {
    test("I1–I7, I14: any course of steps ends as a simple model says, with stamps that never go back", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
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
        { numRuns: 40 * scale.runs },
      );
    });
  });
}
