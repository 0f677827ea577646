// The task's state machine, driven by random changes under random leases and clocks.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toTaskError } from "../../src/core/errors.ts";
import { settle } from "../../src/core/money.ts";
import { advance, isTerminal, TaskConflict, toPendingTask, type Task, type TaskChange } from "../../src/core/task.ts";
import { newImage, newTask } from "../support/tasks.ts";

const START = Date.UTC(2026, 0, 1);
const lease = fc.constantFrom("lease-a", "lease-b");
/** The wall clock may be set back between any two changes. */
const at = fc.integer({ min: START - 100_000, max: START + 100_000 });

const change: fc.Arbitrary<TaskChange> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("claim"), lease, leaseUntil: at }) },
  fc.record({ type: fc.constant("renew"), leaseUntil: at }),
  fc.record({ type: fc.constant("prepare"), finalPrompt: fc.string(), warnings: fc.array(fc.string(), { maxLength: 2 }) }),
  { weight: 2, arbitrary: fc.record({ type: fc.constant("submit"), engine: fc.constantFrom("one", "two") }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("accept"), engine: fc.constant("one"), handle: fc.constant({ job: 1 }) }),
  },
  fc.record({ type: fc.constant("retry"), dueAt: at, resubmit: fc.boolean() }),
  fc.record({ type: fc.constant("handBack") }),
  fc.record({
    type: fc.constant("complete"),
    finalPrompt: fc.string(),
    engine: fc.constant("one"),
    images: fc.constant([newImage()]),
    expiresAt: at,
  }),
  fc.record({ type: fc.constant("fail"), error: fc.constant(toTaskError("engineFailed", "It failed.")) }),
);

const steps = fc.array(fc.record({ change, lease, at }), { maxLength: 40 });

type Step = { readonly change: TaskChange; readonly lease: string; readonly at: number };

/** Every step that was allowed, as the task before and after it; a refused one must be a `TaskConflict`. */
function walk(all: readonly Step[]): { before: Task; after: Task | undefined; step: Step }[] {
  let task = toPendingTask(newTask({ createdAt: START }));
  return all.map((step) => {
    const before = task;
    const frozen = structuredClone(before);
    try {
      task = advance(before, step.change, step.lease, step.at);
      return { before, after: task, step };
    } catch (error) {
      expect(error).toBeInstanceOf(TaskConflict);
      return { before, after: undefined, step };
    } finally {
      expect(before).toEqual(frozen);
    }
  });
}

function property(check: (move: { before: Task; after: Task | undefined; step: Step }) => void): void {
  fc.assert(
    fc.property(steps, (all) => walk(all).forEach(check)),
    { numRuns: 300 },
  );
}

describe("advance", () => {
  test("I2: nothing changes a task that has ended", () => {
    property(({ before, after }) => {
      if (isTerminal(before.state)) expect(after).toBeUndefined();
    });
  });

  test("I4: no change but a claim is made without the live lease, and no claim takes a live one", () => {
    property(({ before, after, step }) => {
      if (!after) return;
      if (step.change.type !== "claim") expect(before.lease).toBe(step.lease);
      else if (before.lease !== undefined) expect(before.dueAt).toBeLessThanOrEqual(step.at);
    });
  });

  test("I4: only a task that is processing is leased, and one that has ended never is", () => {
    property(({ after }) => {
      if (after?.lease !== undefined) expect(after.state).toBe("processing");
    });
  });

  test("I5: a task with a handle, or whose submit has no answer yet, is never submitted again", () => {
    property(({ before, after, step }) => {
      if (step.change.type !== "submit") return;
      if (before.handle !== undefined || before.submittedAt !== undefined) expect(after).toBeUndefined();
    });
  });

  test("I5: a handle is replaced by nothing, and goes only when its work is known to be gone", () => {
    property(({ before, after, step }) => {
      if (!after || before.handle === undefined) return;
      const gone = step.change.type === "retry" && step.change.resubmit;
      expect(after.handle).toEqual(gone ? undefined : before.handle);
      expect(after.submittedAt).toBe(gone ? undefined : before.submittedAt);
    });
  });

  test("stamps never go back, whatever the clock does, and stand in order", () => {
    property(({ before, after }) => {
      if (!after) return;
      expect(after.updatedAt).toBeGreaterThanOrEqual(before.updatedAt);
      expect(after.createdAt).toBe(before.createdAt);
      if (before.startedAt !== undefined) expect(after.startedAt).toBe(before.startedAt);
      if (after.startedAt !== undefined) expect(after.startedAt).toBeGreaterThanOrEqual(after.createdAt);
      if (after.finishedAt !== undefined) {
        expect(after.finishedAt).toBeGreaterThanOrEqual(after.startedAt ?? Number.NaN);
        expect(after.updatedAt).toBe(after.finishedAt);
      }
    });
  });

  test("what was asked for is never touched", () => {
    const { warnings: _, ...asked } = newTask();
    property(({ after }) => {
      if (!after) return;
      for (const field of Object.keys(asked).filter((name) => name !== "id") as (keyof typeof asked)[])
        expect(after[field]).toEqual({ ...asked, createdAt: START }[field]);
    });
  });

  test("claims and failures count up from 0, and a task handed back is as if it had not been claimed", () => {
    property(({ before, after, step }) => {
      if (!after) return;
      expect(after.claims).toBeGreaterThanOrEqual(0);
      expect(after.failures).toBe(before.failures + (step.change.type === "retry" ? 1 : 0));
      if (step.change.type === "claim") expect(after.claims).toBe(before.claims + 1);
      if (step.change.type === "handBack")
        expect(after).toMatchObject({ claims: before.claims - 1, dueAt: 0, state: "processing" });
    });
  });

  test("I7: every ending settles the reservation once, and charges a completed task alone", () => {
    property(({ after }) => {
      if (!after || !isTerminal(after.state)) {
        if (after) expect(() => settle(after)).toThrow(RangeError);
        return;
      }
      expect(settle(after)).toEqual({
        kind: after.state === "completed" ? "charge" : "release",
        amountMicros: after.priceMicros,
      });
    });
  });
});
