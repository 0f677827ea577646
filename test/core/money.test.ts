// What a task costs when it yields fewer images than were asked for, and never more than was reserved.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { reserve, settle } from "../../src/core/money.ts";
import { toPendingTask, type Task } from "../../src/core/task.ts";
import { newImage, newTask } from "../support/tasks.ts";

test("I7: a charge is for the images made, in whole micro-dollars, and never above the reservation", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(10_000_000), fc.nat(8), (imageCount, priceMicros, made) => {
      const task: Task = {
        ...toPendingTask(newTask({ imageCount, priceMicros })),
        state: "completed",
        images: Array.from({ length: made }, () => newImage()),
      };
      const charge = settle(task);
      expect(charge.kind).toBe("charge");
      expect(Number.isInteger(charge.amountMicros)).toBe(true);
      expect(charge.amountMicros).toBeLessThanOrEqual(reserve(task).amountMicros);
      if (made === 0) expect(charge.amountMicros).toBe(0);
      if (made >= imageCount) expect(charge.amountMicros).toBe(priceMicros);
    }),
  );
});
