// A store as simple as can be, beside a real one: it says of every step whether it is allowed and who is claimed, and at the end
// what each task, its events, the ledger, the balances and the queue must be. It shares no rule with `src/core/task.ts`.
import { expect } from "vitest";
import { toTaskError } from "../../src/core/errors.ts";
import type { TaskEvent } from "../../src/core/event.ts";
import type { KeyLimits } from "../../src/core/key-store.ts";
import type { CreateOutcome, Store } from "../../src/core/store.ts";
import { PRIORITIES, TaskConflict, type Priority, type Task, type TaskChange, type TaskState } from "../../src/core/task.ts";
import type { DeliveryState } from "../../src/core/webhook-store.ts";
import { newImage, newTask } from "../support/tasks.ts";
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

/** Stands for the lease of one of the tasks that are leased. */
export const HOLDER = "holder";

export type StoreStep =
  | {
      readonly do: "create";
      readonly imageCount: number;
      readonly keyId: string;
      readonly model: string;
      readonly priority: Priority;
      readonly deadlineMs: number | undefined;
      readonly limits: KeyLimits;
      /** Its key and its fingerprint are among few, so that creates repeat and contradict each other. */
      readonly idempotency: { readonly key: string; readonly fingerprint: string; readonly forMs: number } | undefined;
      readonly webhook: boolean;
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
  | { readonly do: "claimDeliveries"; readonly forMs: number }
  /** `delivery`: which of those that were ever claimed, wrapping around. */
  | { readonly do: "attempt"; readonly delivery: number; readonly outcome: DeliveryState }
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
  readonly webhook: boolean;
  settlement: readonly [kind: string, amountMicros: number] | undefined;
}

/** What one event owes to its task's own URL. */
interface ExpectedDelivery {
  readonly taskId: string;
  readonly keyId: string;
  readonly type: string;
  state: DeliveryState;
  attempts: number;
  dueAt: number;
}

/** A create that is remembered. */
interface Remembered {
  readonly taskId: string;
  readonly fingerprint: string;
  readonly until: number;
}

/** Since when a key waits at a level, as a place in the order of creation, and when it was served last. */
interface Turn {
  since: number;
  served: number;
}

const PRICE = 75_000;
const DAY_MS = 86_400_000;
const WEBHOOK = "https://example.com/hook";
/** How webhooks call what happened, by MuleRouter's words. */
const TOLD: Readonly<Record<string, string>> = {
  "task.created": "task.created",
  "task.completed": "task.succeeded",
  "task.failed": "task.failed",
  "task.cancelled": "task.failed",
};

export class StoreModel {
  readonly #store: Store;
  readonly #time: { now: number };
  readonly #tasks: Expected[] = [];
  readonly #turns = new Map<string, Turn>();
  readonly #told: TaskEvent[] = [];
  readonly #remembered = new Map<string, Remembered>();
  #deliveries: ExpectedDelivery[] = [];
  /** Ids of deliveries as the store names them, in the order in which they were first claimed. */
  readonly #claimed = new Map<string, ExpectedDelivery>();
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
      case "claimDeliveries":
        return await this.#claimDeliveries(step.forMs);
      case "attempt":
        return await this.#attempt(step);
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
    const [task, outcome] = [await this.#store.findTask(expected.id), await this.#store.findOutcome(expected.id)];
    if (expected.state === "deleted" || !task) {
      expect([expected.state, task, outcome]).toEqual(["deleted", undefined, undefined]);
    } else {
      const { id, keyId, model, state, createdAt, updatedAt, expiresAt, images, error } = task;
      expect(outcome).toEqual({ id, keyId, model, state, createdAt, updatedAt, expiresAt, images, error });
      expectSame(task, expected);
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

    const rows = await this.#store.listDeliveries({ keyId, limit: 1_000 });
    const owed = this.#deliveries.filter((delivery) => delivery.keyId === keyId);
    expect(rows.map(toRow).sort()).toEqual(owed.map(toRow).sort());

    const events = await this.#store.listEvents({ of: { keyId }, after: 0, limit: 1_000 });
    const deleted = new Set(tasks.filter(({ state }) => state === "deleted").map(({ id }) => id));
    const kept = this.#told.filter(
      (event) => event.keyId === keyId && (!deleted.has(event.taskId) || event.type === "task.deleted"),
    );
    expect(events).toEqual(kept);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).sort((a, b) => a - b));
  }

  async #create(step: Extract<StoreStep, { do: "create" }>): Promise<void> {
    const { imageCount, keyId, model, priority, deadlineMs, limits, idempotency, webhook } = step;
    const { now } = this.#time;
    const task = newTask({
      imageCount,
      keyId,
      model,
      priority,
      priceMicros: PRICE * imageCount,
      createdAt: now,
      ...(deadlineMs === undefined ? {} : { deadlineAt: now + deadlineMs }),
      ...(webhook ? { webhookUrl: WEBHOOK } : {}),
    });
    const outcome = await this.#store.createTask(task, {
      limits,
      ...(idempotency ? { idempotency: { ...idempotency, path: "/path", until: now + idempotency.forMs } } : {}),
    });
    expect(summarise(outcome)).toEqual(this.#foresee(step, task.id));
    if (outcome.kind !== "created") return;
    if (idempotency) {
      const { key, fingerprint, forMs } = idempotency;
      // What has run out is forgotten then, and a clock that is set back does not bring it back.
      for (const [name, { until }] of this.#remembered) if (until <= now) this.#remembered.delete(name);
      this.#remembered.set(`${keyId} ${key}`, { taskId: task.id, fingerprint, until: now + forMs });
    }
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
      events: [],
      webhook,
      settlement: undefined,
    });
    const created = this.#tasks.at(-1);
    if (created) this.#happen(created, "task.created");
  }

  /** What a create must come to, in the order in which it is asked: is it a repeat, is there money, is there room. */
  #foresee({ keyId, imageCount, limits, idempotency }: Extract<StoreStep, { do: "create" }>, id: string): string {
    const { now } = this.#time;
    const first = idempotency && this.#remembered.get(`${keyId} ${idempotency.key}`);
    if (first && first.until > now) {
      return first.fingerprint === idempotency.fingerprint ? `replayed ${first.taskId}` : "conflict";
    }
    const own = this.#tasks.filter((task) => task.keyId === keyId);
    const spentOn = (tasks: readonly Expected[]) =>
      tasks.reduce((sum, task) => sum + (task.settlement ? toCharge(task) : PRICE * task.imageCount), 0) + PRICE * imageCount;
    if (spentOn(own) > (limits.totalSpendMicros ?? Infinity)) return "refused totalSpendMicros";
    const today = own.filter(({ createdAt }) => Math.floor(createdAt / DAY_MS) === Math.floor(now / DAY_MS));
    if (spentOn(today) > (limits.dailySpendMicros ?? Infinity)) return "refused dailySpendMicros";
    if (own.filter(({ settlement }) => !settlement).length >= (limits.concurrentTasks ?? Infinity))
      return "refused concurrentTasks";
    return `created ${id}`;
  }

  /** An event, and what it owes to the task's URL. */
  #happen(task: Expected, type: string): void {
    task.events.push(type);
    const told = TOLD[type];
    if (!task.webhook || told === undefined) return;
    const { id: taskId, keyId } = task;
    this.#deliveries.push({ taskId, keyId, type: told, state: "pending", attempts: 0, dueAt: this.#time.now });
  }

  /** All that is due, those whose lease has run out among them. */
  async #claimDeliveries(forMs: number): Promise<void> {
    const { now } = this.#time;
    const due = this.#deliveries.filter(({ state, dueAt }) => state === "pending" && dueAt <= now);
    const claimed = await this.#store.claimDeliveries({
      leaseUntil: now + forMs,
      limit: 1_000,
      except: [],
      perTarget: 1_000,
      perKey: 1_000,
    });
    expect(claimed.map(toName).sort()).toEqual(due.map(toName).sort());
    for (const { id, taskId, type, attempts, secrets } of claimed) {
      const expected = due.find((each) => each.taskId === taskId && each.type === type);
      if (!expected) continue;
      expect(attempts).toBe(expected.attempts);
      expect(secrets).toHaveLength(1);
      expected.dueAt = now + forMs;
      this.#claimed.set(id, expected);
    }
  }

  async #attempt({ delivery, outcome: state }: Extract<StoreStep, { do: "attempt" }>): Promise<void> {
    const { now } = this.#time;
    const [id, expected] = [...this.#claimed][delivery % Math.max(1, this.#claimed.size)] ?? [];
    if (id === undefined || !expected) return;
    const attempt = { at: now, durationMs: 1, response: "" };
    const recorded = await this.#store.recordAttempt(id, attempt, {
      state,
      ...(state === "pending" ? { dueAt: now + 500 } : {}),
    });
    // A delivery goes with its task; what came of an attempt that was under way is nobody's then.
    if (!this.#deliveries.includes(expected)) return expect(recorded).toBe(undefined);
    expected.attempts += 1;
    if (state === "pending") expected.dueAt = now + 500;
    // What has ended is not taken up again by a late failure, but a late success counts.
    if (expected.state === "pending" || state === "succeeded") expected.state = state;
    expect(recorded).toMatchObject({ state: expected.state, attempts: expected.attempts });
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
        this.#happen(task, "task.processing");
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
    this.#deliveries = this.#deliveries.filter(({ taskId }) => taskId !== task.id);
    task.state = "deleted";
  }

  #pick(which: number): Expected | undefined {
    return this.#tasks[which % Math.max(1, this.#tasks.length)];
  }

  async #change(given: ChangeStep): Promise<void> {
    const leased = this.#tasks.filter(({ lease }) => lease !== undefined);
    const task = given.lease === HOLDER ? leased[given.task % Math.max(1, leased.length)] : this.#pick(given.task);
    if (!task) return;
    const step = given.lease === HOLDER ? { ...given, lease: task.lease ?? "" } : given;
    const changing = this.#store.changeTask(task.id, step.lease, this.#toChange(step));
    const allowed =
      task.state === "processing" &&
      task.lease === step.lease &&
      (step.do !== "submit" || !(task.submitted || task.accepted)) &&
      (step.do !== "accept" || !task.accepted);
    if (!allowed) return await expect(changing).rejects.toThrow(TaskConflict);
    const after = await changing;
    this.#expectChange(task, step);
    expectSame(after, task);
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
        this.#happen(task, "task.progress");
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
    this.#happen(task, `task.${state}`);
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

function expectSame(
  task: Task | undefined,
  { state, failures, updatedAt, lease, accepted, submitted, fraction }: Expected,
): void {
  expect({
    state: task?.state,
    failures: task?.failures,
    updatedAt: task?.updatedAt,
    lease: task?.lease,
    accepted: task?.handle !== undefined,
    submitted: task?.submittedAt !== undefined,
    fraction: task?.progress?.fraction,
  }).toEqual({ state, failures, updatedAt, lease, accepted, submitted, fraction });
}

function toName({ taskId, type }: { readonly taskId?: string; readonly type: string }): string {
  return `${taskId} ${type}`;
}

function toRow(delivery: {
  readonly taskId?: string;
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
}): string {
  return `${toName(delivery)}: ${delivery.state} after ${delivery.attempts}`;
}

function summarise(outcome: CreateOutcome): string {
  switch (outcome.kind) {
    case "created":
      return `created ${outcome.task.id}`;
    case "replayed":
      return `replayed ${outcome.taskId}`;
    case "refused":
      return `refused ${outcome.limit}`;
    case "conflict":
      return "conflict";
  }
}

function toCharge({ settlement: [kind, amountMicros] = ["none", 0] }: Expected): number {
  return kind === "charge" ? amountMicros : 0;
}

function isLive({ state }: Expected): boolean {
  return state === "pending" || state === "processing";
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
