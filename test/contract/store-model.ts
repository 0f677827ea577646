// A store as simple as can be, beside a real one: it says of every step whether it is allowed and who is claimed, and at the
// end what each task and the ledger must be. It shares no rule with `src/core/task.ts`.
import { expect } from "vitest";
import { toTaskError } from "../../src/core/errors.ts";
import type { Store } from "../../src/core/store.ts";
import { TaskConflict, type TaskChange } from "../../src/core/task.ts";
import { createTask, newImage, newTask } from "../support/tasks.ts";
import type { LedgerRow } from "./store.ts";

export type StoreStep =
  | { readonly do: "create"; readonly imageCount: number }
  | { readonly do: "claim"; readonly lease: string; readonly forMs: number; readonly limit: number }
  | { readonly do: "pass"; readonly ms: number }
  | {
      readonly do: "accept" | "submit" | "renew" | "handBack" | "complete" | "fail" | "retry";
      readonly lease: string;
      /** Which of the tasks, in the order of their creation, wrapping around. */
      readonly task: number;
    };

interface Expected {
  readonly id: string;
  readonly imageCount: number;
  state: "pending" | "processing" | "completed" | "failed";
  lease: string | undefined;
  dueAt: number;
  submitted: boolean;
  accepted: boolean;
  failures: number;
  updatedAt: number;
}

export class StoreModel {
  readonly #store: Store;
  readonly #time: { now: number };
  readonly #tasks: Expected[] = [];

  constructor(store: Store, time: { now: number }) {
    this.#store = store;
    this.#time = time;
  }

  async apply(step: StoreStep): Promise<void> {
    switch (step.do) {
      case "create":
        return await this.#create(step.imageCount);
      case "claim":
        return await this.#claim(step);
      case "pass":
        this.#time.now += step.ms;
        return;
      default:
        return await this.#change(step);
    }
  }

  async compare(ledger: readonly LedgerRow[]): Promise<void> {
    for (const expected of this.#tasks) {
      const task = await this.#store.findTask(expected.id);
      expect(task).toMatchObject({ state: expected.state, failures: expected.failures, updatedAt: expected.updatedAt });
      expect(task?.lease).toBe(expected.lease);
      expect(task?.handle !== undefined).toBe(expected.accepted);
      const rows = ledger.filter(({ taskId }) => taskId === expected.id).map(({ kind, amountMicros }) => [kind, amountMicros]);
      const price = 75_000 * expected.imageCount;
      const settlement = { pending: [], processing: [], completed: [["charge", 75_000]], failed: [["release", price]] };
      expect(rows).toEqual([["reserve", price], ...settlement[expected.state]]);
    }
    expect(ledger.every(({ taskId }) => this.#tasks.some(({ id }) => id === taskId))).toBe(true);
  }

  async #create(imageCount: number): Promise<void> {
    const { id } = await createTask(
      this.#store,
      newTask({ imageCount, priceMicros: 75_000 * imageCount, createdAt: this.#time.now }),
    );
    this.#tasks.push({
      id,
      imageCount,
      state: "pending",
      lease: undefined,
      dueAt: this.#time.now,
      submitted: false,
      accepted: false,
      failures: 0,
      updatedAt: this.#time.now,
    });
  }

  async #claim({ lease, forMs, limit }: { lease: string; forMs: number; limit: number }): Promise<void> {
    const { now } = this.#time;
    const leaseUntil = now + forMs;
    const begun = this.#tasks.filter(({ state, dueAt }) => state === "processing" && dueAt <= now);
    const claimed = await this.#store.claimTasks({ lease, leaseUntil, limit });
    const ids = claimed.map(({ id }) => id);

    // Those begun come first, by when they fell due; those that fell due together in any order.
    const dues = begun.map(({ dueAt }) => dueAt).sort((a, b) => a - b);
    const taken = begun.filter(({ id }) => ids.includes(id));
    const waiting = this.#tasks.filter(({ state }) => state === "pending").slice(0, Math.max(0, limit - begun.length));
    expect(taken.map(({ dueAt }) => dueAt).sort((a, b) => a - b)).toEqual(dues.slice(0, limit));
    expect(ids.slice(0, taken.length).every((id) => taken.some((task) => task.id === id))).toBe(true);
    expect(ids.slice(taken.length)).toEqual(waiting.map(({ id }) => id));

    for (const task of [...taken, ...waiting]) {
      if (task.state === "pending") task.updatedAt = Math.max(task.updatedAt, now);
      Object.assign(task, { state: "processing", lease, dueAt: leaseUntil });
    }
  }

  async #change(step: Extract<StoreStep, { readonly task: number }>): Promise<void> {
    const task = this.#tasks[step.task % Math.max(1, this.#tasks.length)];
    if (!task) return;
    const changing = this.#store.changeTask(task.id, step.lease, this.#toChange(step.do));
    const allowed =
      task.state === "processing" &&
      task.lease === step.lease &&
      (step.do !== "submit" || !(task.submitted || task.accepted)) &&
      (step.do !== "accept" || !task.accepted);
    if (!allowed) {
      await expect(changing).rejects.toThrow(TaskConflict);
      return;
    }
    await changing;
    this.#expectChange(task, step.do);
  }

  #expectChange(task: Expected, kind: Extract<StoreStep, { readonly task: number }>["do"]): void {
    const { now } = this.#time;
    const ended = { lease: undefined, updatedAt: Math.max(task.updatedAt, now) };
    const effects = {
      submit: { submitted: true },
      accept: { accepted: true },
      renew: { dueAt: now + 1_000 },
      handBack: { lease: undefined, dueAt: 0 },
      retry: { lease: undefined, dueAt: now + 500, failures: task.failures + 1, submitted: task.submitted && task.accepted },
      complete: { ...ended, state: "completed" },
      fail: { ...ended, state: "failed" },
    };
    Object.assign(task, effects[kind]);
  }

  #toChange(kind: Extract<StoreStep, { readonly task: number }>["do"]): TaskChange {
    const { now } = this.#time;
    switch (kind) {
      case "submit":
        return { type: "submit", engine: "one" };
      case "accept":
        return { type: "accept", engine: "one", handle: { job: 1 } };
      case "renew":
        return { type: "renew", leaseUntil: now + 1_000 };
      case "handBack":
        return { type: "handBack" };
      case "retry":
        return { type: "retry", dueAt: now + 500, resubmit: false };
      case "complete":
        return { type: "complete", engine: "one", finalPrompt: "a cat", images: [newImage()], expiresAt: now + 5_000 };
      case "fail":
        return { type: "fail", error: toTaskError("engineFailed", "It failed.") };
    }
  }
}
