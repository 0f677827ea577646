// A store as simple as can be, beside a real one: it says of every step whether it is allowed and who is claimed, and at the end
// what each task, its events, the ledger, the balances and the queue must be. It shares no rule with `src/core/task.ts`.
import { expect } from "vitest";
import { toTaskError } from "../../src/core/errors.ts";
import type { TaskEvent } from "../../src/core/event.ts";
import type { Store } from "../../src/core/store.ts";
import { PRIORITIES, TaskConflict, type Priority, type TaskChange, type TaskState } from "../../src/core/task.ts";
import { createTask, newImage, newTask } from "../support/tasks.ts";
import type { LedgerRow } from "./store/site.ts";

export const CHANGES = [
  "accept",
  "submit",
  "moveOn",
  "renew",
  "handBack",
  "progress",
  "complete",
  "fail",
  "retry",
  "resubmit",
] as const;

export type StoreStep =
  | {
      readonly do: "create";
      readonly imageCount: number;
      readonly keyId: string;
      readonly model: string;
      readonly priority: Priority;
      readonly deadlineMs: number | undefined;
    }
  | {
      readonly do: "claim";
      readonly lease: string;
      readonly forMs: number;
      readonly limit: number;
      readonly except: readonly string[] | undefined;
      readonly olderThanMs: number | undefined;
    }
  | { readonly do: "pass"; readonly ms: number }
  | { readonly do: "cancelOverdue"; readonly limit: number }
  /** `task`: which of the tasks, in the order of their creation, wrapping around. */
  | { readonly do: "cancel" | "delete"; readonly task: number }
  | { readonly do: (typeof CHANGES)[number]; readonly lease: string; readonly task: number; readonly fraction: number };

type ChangeStep = Extract<StoreStep, { readonly lease: string; readonly task: number }>;

interface Expected {
  readonly id: string;
  readonly place: number;
  readonly keyId: string;
  readonly model: string;
  readonly level: number;
  readonly imageCount: number;
  readonly createdAt: number;
  readonly deadlineAt: number | undefined;
  state: TaskState | "deleted";
  lease: string | undefined;
  dueAt: number;
  submitted: boolean;
  accepted: boolean;
  failures: number;
  updatedAt: number;
  fraction: number | undefined;
  readonly events: string[];
  settlement: readonly [kind: string, amountMicros: number] | undefined;
}

/** Since when a key waits at a level, as a place in the order of creation, and when it was served last. */
interface Turn {
  since: number;
  served: number;
}

const PRICE = 75_000;

export class StoreModel {
  readonly #store: Store;
  readonly #time: { now: number };
  readonly #tasks: Expected[] = [];
  readonly #turns = new Map<string, Turn>();
  readonly #told: TaskEvent[] = [];
  #served = 0;

  constructor(store: Store, time: { now: number }) {
    this.#store = store;
    this.#time = time;
    store.watch((events) => this.#told.push(...events));
  }

  async apply(step: StoreStep): Promise<void> {
    switch (step.do) {
      case "create":
        return await this.#create(step);
      case "claim":
        return await this.#claim(step);
      case "pass":
        this.#time.now += step.ms;
        return;
      case "cancelOverdue":
        return await this.#cancelOverdue(step.limit);
      case "cancel":
      case "delete":
        return await (step.do === "cancel" ? this.#cancel(step.task) : this.#delete(step.task));
      default:
        return await this.#change(step);
    }
  }

  async compare(ledger: readonly LedgerRow[]): Promise<void> {
    for (const expected of this.#tasks) await this.#compareTask(expected, ledger);
    expect(ledger.every(({ taskId }) => this.#tasks.some(({ id }) => id === taskId))).toBe(true);
    for (const keyId of new Set(this.#tasks.map((task) => task.keyId))) await this.#compareKey(keyId);
    const queue = this.#simulate(this.#tasks.length + 1).map(({ id, model }) => ({ id, model }));
    expect(await this.#store.listQueue(this.#tasks.length + 1)).toEqual(queue);
    const pending = this.#tasks.filter(({ state }) => state === "pending");
    expect(await this.#store.queueDepth()).toEqual({
      pending: pending.length,
      processing: this.#tasks.filter(({ state }) => state === "processing").length,
      ...(pending.length === 0 ? {} : { oldestPendingAt: Math.min(...pending.map(({ createdAt }) => createdAt)) }),
    });
  }

  async #compareTask(expected: Expected, ledger: readonly LedgerRow[]): Promise<void> {
    const task = await this.#store.findTask(expected.id);
    if (expected.state === "deleted") {
      expect(task).toBe(undefined);
    } else {
      expect(task).toMatchObject({ state: expected.state, failures: expected.failures, updatedAt: expected.updatedAt });
      expect(task?.lease).toBe(expected.lease);
      expect(task?.handle !== undefined).toBe(expected.accepted);
      expect(task?.submittedAt !== undefined).toBe(expected.submitted);
      expect(task?.progress?.fraction).toBe(expected.fraction);
    }
    const rows = ledger.filter(({ taskId }) => taskId === expected.id).map(({ kind, amountMicros }) => [kind, amountMicros]);
    expect(rows).toEqual([["reserve", PRICE * expected.imageCount], ...(expected.settlement ? [expected.settlement] : [])]);
    const events = await this.#store.listEvents({ of: { taskId: expected.id }, after: 0, limit: 1_000 });
    expect(events.map(({ type }) => type)).toEqual(expected.events);
  }

  async #compareKey(keyId: string): Promise<void> {
    const tasks = this.#tasks.filter((task) => task.keyId === keyId);
    const reserved = tasks.filter(({ settlement }) => !settlement).reduce((sum, { imageCount }) => sum + PRICE * imageCount, 0);
    const charged = tasks.reduce(
      (sum, { settlement: [kind, amount] = ["none", 0] }) => sum + (kind === "charge" ? amount : 0),
      0,
    );
    expect((await this.#store.readBalance(keyId)).total).toEqual({ chargedMicros: charged, reservedMicros: reserved });
    const ids = tasks.filter(({ state }) => state !== "deleted").map(({ id }) => id);
    const listed = await this.#store.listTasks({ keyId, limit: ids.length + 1 });
    expect(listed.map(({ id }) => id)).toEqual(ids.sort().toReversed());

    const events = await this.#store.listEvents({ of: { keyId }, after: 0, limit: 1_000 });
    const deleted = new Set(tasks.filter(({ state }) => state === "deleted").map(({ id }) => id));
    const kept = this.#told.filter(
      (event) => event.keyId === keyId && (!deleted.has(event.taskId) || event.type === "task.deleted"),
    );
    expect(events).toEqual(kept);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).sort((a, b) => a - b));
  }

  async #create({ imageCount, keyId, model, priority, deadlineMs }: Extract<StoreStep, { do: "create" }>): Promise<void> {
    const { now } = this.#time;
    const deadline = deadlineMs === undefined ? {} : { deadlineAt: now + deadlineMs };
    const priceMicros = PRICE * imageCount;
    const task = newTask({ imageCount, keyId, model, priority, priceMicros, createdAt: now, ...deadline });
    await createTask(this.#store, task);
    const level = PRIORITIES.indexOf(priority);
    const place = this.#tasks.length;
    const turn = this.#turns.get(`${level} ${keyId}`);
    if (!this.#isWaiting(level, keyId)) this.#turns.set(`${level} ${keyId}`, { since: place, served: turn?.served ?? 0 });
    this.#tasks.push({
      id: task.id,
      place,
      keyId,
      model,
      level,
      imageCount,
      createdAt: now,
      deadlineAt: task.deadlineAt,
      state: "pending",
      lease: undefined,
      dueAt: now,
      submitted: false,
      accepted: false,
      failures: 0,
      updatedAt: now,
      fraction: undefined,
      events: ["task.created"],
      settlement: undefined,
    });
  }

  #isWaiting(level: number, keyId: string): boolean {
    return this.#tasks.some((task) => task.state === "pending" && task.level === level && task.keyId === keyId);
  }

  /** The next that would be claimed, one by one: of the highest level, of the key that was served longest ago, the oldest. */
  #simulate(limit: number, except: readonly string[] = [], createdBefore = Infinity): Expected[] {
    const turns = new Map([...this.#turns].map(([name, turn]) => [name, { ...turn }]));
    const left = this.#tasks.filter(
      ({ state, model, createdAt }) => state === "pending" && !except.includes(model) && createdAt < createdBefore,
    );
    const taken: Expected[] = [];
    const rank = ({ level, keyId, createdAt, place }: Expected) => {
      const { served, since } = turns.get(`${level} ${keyId}`) ?? { served: 0, since: 0 };
      return [-level, served, since, createdAt, place];
    };
    for (let served = this.#served + 1; taken.length < limit && left.length > 0; served += 1) {
      const [next] = left.sort((a, b) => compareRanks(rank(a), rank(b))).splice(0, 1);
      if (!next) break;
      taken.push(next);
      const turn = turns.get(`${next.level} ${next.keyId}`);
      if (turn) turn.served = served;
    }
    return taken;
  }

  async #claim({ lease, forMs, limit, except, olderThanMs }: Extract<StoreStep, { do: "claim" }>): Promise<void> {
    const { now } = this.#time;
    const leaseUntil = now + forMs;
    const begun = this.#tasks.filter(({ state, dueAt }) => state === "processing" && dueAt <= now);
    const createdBefore = olderThanMs === undefined ? undefined : now - olderThanMs;
    const waiting = this.#simulate(Math.max(0, limit - begun.length), except, createdBefore);
    const claimed = await this.#store.claimTasks({
      lease,
      leaseUntil,
      limit,
      ...(except ? { except } : {}),
      ...(createdBefore === undefined ? {} : { createdBefore }),
    });
    const ids = claimed.map(({ id }) => id);

    // Those begun come first, by when they fell due; those that fell due together in any order.
    const dues = begun.map(({ dueAt }) => dueAt).sort((a, b) => a - b);
    const taken = begun.filter(({ id }) => ids.includes(id));
    expect(taken.map(({ dueAt }) => dueAt).sort((a, b) => a - b)).toEqual(dues.slice(0, limit));
    expect(ids.slice(0, taken.length).every((id) => taken.some((task) => task.id === id))).toBe(true);
    expect(ids.slice(taken.length)).toEqual(waiting.map(({ id }) => id));

    for (const task of [...taken, ...waiting]) {
      if (task.state === "pending") {
        task.updatedAt = Math.max(task.updatedAt, now);
        task.events.push("task.processing");
        const turn = this.#turns.get(`${task.level} ${task.keyId}`);
        if (turn) turn.served = this.#served += 1;
      }
      Object.assign(task, { state: "processing", lease, dueAt: leaseUntil });
    }
  }

  async #cancelOverdue(limit: number): Promise<void> {
    const overdue = this.#tasks.filter((task) => isLive(task) && (task.deadlineAt ?? Infinity) <= this.#time.now);
    const cancelled = (await this.#store.cancelOverdue(limit)).map(({ id }) => id);
    const deadlines = overdue.map((task) => task.deadlineAt ?? 0).sort((a, b) => a - b);
    const ended = overdue.filter(({ id }) => cancelled.includes(id));
    expect(cancelled).toHaveLength(ended.length);
    expect(ended.map((task) => task.deadlineAt ?? 0).sort((a, b) => a - b)).toEqual(deadlines.slice(0, limit));
    for (const task of ended) this.#end(task, "cancelled");
  }

  async #cancel(which: number): Promise<void> {
    const task = this.#pick(which);
    if (!task) return;
    const cancelling = this.#store.cancelTask(task.id, "Its owner did.");
    if (!isLive(task)) return await expect(cancelling).rejects.toThrow(TaskConflict);
    expect(await cancelling).toMatchObject({ state: "cancelled", error: { detail: "Its owner did." } });
    this.#end(task, "cancelled");
  }

  async #delete(which: number): Promise<void> {
    const task = this.#pick(which);
    if (!task) return;
    const deleting = this.#store.deleteTask(task.id);
    if (isLive(task)) return await expect(deleting).rejects.toThrow(TaskConflict);
    expect(await deleting).toBe(task.state !== "deleted");
    if (task.state !== "deleted") task.events.splice(0, task.events.length, "task.deleted");
    task.state = "deleted";
  }

  #pick(which: number): Expected | undefined {
    return this.#tasks[which % Math.max(1, this.#tasks.length)];
  }

  async #change(step: ChangeStep): Promise<void> {
    const task = this.#pick(step.task);
    if (!task) return;
    const changing = this.#store.changeTask(task.id, step.lease, this.#toChange(step));
    const allowed =
      task.state === "processing" &&
      task.lease === step.lease &&
      (step.do !== "submit" || !(task.submitted || task.accepted)) &&
      (step.do !== "accept" || !task.accepted);
    if (!allowed) return await expect(changing).rejects.toThrow(TaskConflict);
    await changing;
    this.#expectChange(task, step);
  }

  #expectChange(task: Expected, step: ChangeStep): void {
    const { now } = this.#time;
    const retried = { lease: undefined, dueAt: now + 500, failures: task.failures + 1 };
    switch (step.do) {
      case "complete":
        return this.#end(task, "completed");
      case "fail":
        return this.#end(task, "failed");
      case "progress":
        task.events.push("task.progress");
        task.fraction = Math.min(1, Math.max(task.fraction ?? 0, step.fraction));
        return;
      case "submit":
        task.submitted = true;
        return;
      case "accept":
        task.accepted = true;
        return;
      case "moveOn":
        return void Object.assign(task, { submitted: false, accepted: false });
      case "renew":
        task.dueAt = now + 1_000;
        return;
      case "handBack":
        return void Object.assign(task, { lease: undefined, dueAt: 0 });
      case "retry":
        return void Object.assign(task, retried, { submitted: task.submitted && task.accepted });
      case "resubmit":
        return void Object.assign(task, retried, { submitted: false, accepted: false });
    }
  }

  #end(task: Expected, state: "completed" | "failed" | "cancelled"): void {
    const settlement = state === "completed" ? ["charge", PRICE] : ["release", PRICE * task.imageCount];
    Object.assign(task, { state, settlement, lease: undefined, updatedAt: Math.max(task.updatedAt, this.#time.now) });
    task.events.push(`task.${state}`);
  }

  #toChange(step: ChangeStep): TaskChange {
    const { now } = this.#time;
    switch (step.do) {
      case "submit":
        return { type: "submit", engine: "one" };
      case "accept":
        return { type: "accept", engine: "one", handle: { job: 1 } };
      case "renew":
        return { type: "renew", leaseUntil: now + 1_000 };
      case "moveOn":
      case "handBack":
        return { type: step.do };
      case "progress":
        return { type: "progress", progress: { fraction: step.fraction, step: "sampling", previews: 0 } };
      case "retry":
      case "resubmit":
        return { type: "retry", dueAt: now + 500, resubmit: step.do === "resubmit" };
      case "complete":
        return { type: "complete", engine: "one", finalPrompt: "a cat", images: [newImage()], expiresAt: now + 5_000 };
      case "fail":
        return { type: "fail", error: toTaskError("engineFailed", "It failed.") };
    }
  }
}

function isLive({ state }: Expected): boolean {
  return state === "pending" || state === "processing";
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
