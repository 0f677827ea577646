// The judge: what is on disk, of a killed server or of nodes that run, against what clients, receivers and the upstream know. It
// uses none of the product's code.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Receiver } from "../support/receiver.ts";
import { PRICE_MICROS, type Asked, type Clients, type User } from "./clients.ts";
import type { PaidUpstream } from "./paid-upstream.ts";
import type { Remains, TaskRow } from "./remains.ts";

export interface Judged {
  readonly clients: Pick<Clients, "asked" | "surprises">;
  readonly users: readonly User[];
  readonly upstream: Pick<PaidUpstream, "ledger">;
  readonly receiver: Pick<Receiver, "received">;
  /** Images that were compared with their rows already: they are written once. */
  readonly compared: Set<string>;
}

const ENDINGS: ReadonlySet<string> = new Set(["completed", "failed", "cancelled"]);

/** What webhooks call what happened. */
const TOLD: Readonly<Record<string, string>> = {
  "task.created": "task.created",
  "task.completed": "task.succeeded",
  "task.failed": "task.failed",
  "task.cancelled": "task.failed",
};

/** What every moment must leave, a kill in the middle of anything included. What is judged was known before the store was read. */
export function judgeRemains(judged: Judged, remains: Remains, when: string): void {
  judgeAcknowledged(judged, remains, when);
  judgeMoney(judged, remains, when);
  judgeEvents(judged, remains, when);
  judgeDeliveries(judged, remains, when);
  judgePaid(judged, remains, when);
  judgeFiles(judged, remains, when);
}

/** I1, I2, I11: whatever a client was told is there, and as it was told. */
function judgeAcknowledged({ clients }: Judged, { tasks, ids, names }: Remains, when: string): void {
  for (const { name, id, user, isCancelled, ended, isUnsure } of clients.asked) {
    if (id === undefined) {
      if (!isUnsure) expect(ids.get(name), `${name} was refused each time, and is there after ${when}`).toBeUndefined();
      continue;
    }
    const task = tasks.get(id);
    expect(task, `I1 after ${when}: ${name}, ${id}, was acknowledged and is gone`).toBeDefined();
    expect(task?.keyId).toBe(user.keyId);
    expect(ids.get(name), `I11 after ${when}: ${name}`).toBe(id);
    if (isCancelled) expect(task?.state, `I2 after ${when}: ${name} was cancelled`).toBe("cancelled");
    if (ended !== undefined) expect(ENDINGS.has(task?.state ?? ""), `I2 after ${when}: ${name} was ${ended}`).toBe(true);
  }
  expect(clients.surprises, `answers until ${when}`).toEqual([]);
  // A task that nobody asked for, or two for one create.
  expect(names.length, `I11 after ${when}: creates with two tasks`).toBe(ids.size);
  expect(new Set(ids.values()).size, `tasks after ${when}`).toBe(tasks.size);
}

/** I6, I7 and budgets: what each task has in the ledger fits its state, and what each key has fits its tasks. */
function judgeMoney({ users }: Judged, remains: Remains, when: string): void {
  const ledger = new Map<string, Record<string, number>>();
  for (const { taskId, kind, amountMicros } of remains.ledger) {
    const entries = ledger.get(taskId) ?? {};
    expect(entries[kind], `I7 after ${when}: a second ${kind} of ${taskId}`).toBeUndefined();
    ledger.set(taskId, { ...entries, [kind]: amountMicros });
  }
  const sums = new Map(users.map(({ keyId }) => [keyId, { live: 0, charged: 0, reserved: 0 }]));
  for (const { id, keyId, state } of remains.tasks.values()) {
    const settlement = state === "completed" ? { charge: PRICE_MICROS } : ENDINGS.has(state) ? { release: PRICE_MICROS } : {};
    expect(ledger.get(id), `I6, I7 after ${when}: ${id} is ${state}`).toEqual({ reserve: PRICE_MICROS, ...settlement });
    const sum = sums.get(keyId);
    if (!sum) throw new Error(`${id} is of the key ${keyId}, which nobody has`);
    if (state === "completed") sum.charged += PRICE_MICROS;
    else if (!ENDINGS.has(state)) {
      sum.live += 1;
      sum.reserved += PRICE_MICROS;
    }
  }
  for (const { keyId, name, budgetMicros = Infinity } of users) {
    const state = remains.sums.get(keyId) ?? { live: 0, charged: 0, reserved: 0 };
    const sum = sums.get(keyId);
    expect(state, `I6 after ${when}: sums of ${name}`).toEqual(sum);
    expect((sum?.charged ?? 0) + (sum?.reserved ?? 0), `budget of ${name} after ${when}`).toBeLessThanOrEqual(budgetMicros);
  }
}

/** I2, I6: ids follow each other, what was streamed is there, and each task has the events of its state and no others. */
function judgeEvents({ users, clients }: Judged, { events, tasks, lastEventId: last }: Remains, when: string): void {
  expect(events.at(-1)?.id ?? 0, `events after ${when}`).toBe(last);
  // Ids come in order, so that none is left out when the last is as large as their number.
  expect(events.length, `a gap in the events after ${when}`).toBe(last);
  const told = new Map([...tasks.keys()].map((id): [string, string[]] => [id, []]));
  for (const { taskId, type, keyId } of events) {
    told.get(taskId)?.push(type);
    expect(tasks.get(taskId)?.keyId, `I13 after ${when}: an event of ${taskId}`).toBe(keyId);
  }
  for (const { id, state } of tasks.values()) {
    const [first, ...rest] = told.get(id) ?? [];
    const ending = rest.filter((type) => type !== "task.progress" && type !== "task.processing");
    const begun = rest.filter((type) => type === "task.processing").length;
    const wanted = ENDINGS.has(state) ? [`task.${state}`] : [];
    expect([first, ...ending], `I6 after ${when}: ${id} is ${state}`).toEqual(["task.created", ...wanted]);
    if (wanted.length > 0) expect(rest.at(-1), `I2 after ${when}: ${id}`).toBe(wanted[0]);
    if (begun > 1 || (begun === 0 && state === "processing")) throw new Error(`I6 after ${when}: ${id} began ${begun} times`);
  }
  const idsOf = Map.groupBy(events, ({ taskId }) => taskId);
  for (const { name, id = "", followed } of clients.asked) {
    const last = Number(followed.at(-1) ?? 0);
    const own = (idsOf.get(id) ?? []).filter((event) => event.id <= last).map((event) => String(event.id));
    expect(followed, `I6 after ${when}: the streams of ${name} itself`).toEqual(own);
  }
  for (const { name, keyId, streamed } of users) {
    const last = Number(streamed.at(-1)?.id ?? 0);
    const own = events.filter((event) => event.keyId === keyId && event.id <= last);
    const heard = streamed.map(({ id, type, data }) => ({ id: Number(id), taskId: data.task.id, keyId, type }));
    expect(heard, `I6 after ${when}: what ${name} was told, each event once, in order, and none left out`).toEqual(own);
  }
}

/** I6: each event that webhooks want has its rows, and nothing was delivered that is in none of them. */
function judgeDeliveries({ clients, receiver, users }: Judged, { deliveries, events, ids }: Remains, when: string): void {
  const own = new Set(
    clients.asked.filter(({ headers }) => headers["x-muleteer-webhook"] !== undefined).map(({ name }) => ids.get(name)),
  );
  const wanted = events.flatMap(({ type, taskId }) => {
    const word = TOLD[type];
    if (word === undefined) return [];
    return [`${taskId} ${word} endpoint`, ...(own.has(taskId) ? [`${taskId} ${word} own`] : [])];
  });
  const rows = deliveries.map(({ taskId, type, webhookId }) => `${taskId} ${type} ${webhookId === null ? "own" : "endpoint"}`);
  expect(rows.sort(), `I6 after ${when}: deliveries`).toEqual(wanted.sort());

  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  const owners = new Map(events.map(({ taskId, keyId }) => [taskId, users.find((user) => user.keyId === keyId)?.name]));
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  for (const { path, headers, body } of receiver.received) {
    const { type, data } = JSON.parse(body) as { type: string; data: { payload?: { task_info: { id: string } } } };
    const taskId = data.payload?.task_info.id;
    if (taskId === undefined) continue;
    const row = byId.get(headers["webhook-id"] as string);
    const place = row?.webhookId === null ? `/own/${names.get(taskId)}` : `/hooks/${owners.get(taskId)}`;
    const isRight = row?.taskId === taskId && row.type === type && path === place;
    if (!isRight)
      throw new Error(`I6, I13 after ${when}: ${path} was told ${type} of ${taskId}, and its row is ${JSON.stringify(row)}`);
  }
}

/** I4, I5: the upstream's own ledger has each task once at most, and knows of none that the directory does not. */
function judgePaid({ upstream }: Judged, { tasks, ids }: Remains, when: string): void {
  const paid = new Set<string>();
  for (const { prompt, job, looks, mostLooking } of upstream.ledger) {
    expect(paid.has(prompt), `I5 after ${when}: "${prompt}" was paid for twice`).toBe(false);
    paid.add(prompt);
    expect(mostLooking, `I4 after ${when}: ${job} was looked at twice at once`).toBeLessThanOrEqual(1);
    const task = tasks.get(ids.get(toName(prompt)) ?? "");
    if (!task) throw new Error(`I1 after ${when}: "${prompt}" was paid for, and no task asked for it`);
    const isNoted = task.submittedAt !== null || task.handle !== null || ENDINGS.has(task.state);
    expect(isNoted, `I5 after ${when}: ${task.id} was submitted before that was written down`).toBe(true);
    if (looks === 0) continue;
    expect(task.handle !== null || ENDINGS.has(task.state), `I5 after ${when}: the handle of ${task.id} is gone`).toBe(true);
    // Whoever has looked had the handle on disk, and never loses the work again.
    expect(task.state, `I5 after ${when}: ${task.id} was looked at and given up: ${task.error?.detail}`).not.toBe("failed");
  }
}

/** A completed task's images are there, byte for byte. */
function judgeFiles({ compared }: Judged, { tasks, readImage }: Remains, when: string): void {
  for (const { id, state, images } of tasks.values()) {
    expect(images.length, `${id} is ${state}`).toBe(state === "completed" ? 1 : 0);
    for (const { blob, sizeBytes, sha256 } of images) {
      if (compared.has(blob)) continue;
      const bytes = readImage(blob);
      expect({ sizeBytes: bytes.length, sha256: hash(bytes) }, `${blob} after ${when}`).toEqual({ sizeBytes, sha256 });
      compared.add(blob);
    }
  }
}

export function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** `create-7` of the prompt `a fox, create-7`. */
export function toName(prompt: string): string {
  return prompt.split(", ").at(-1) ?? "";
}

/** Whether a task may have failed: what it was submitted for was lost with the process that did it, and is not bought again. */
export function isLostAnswer({ error }: TaskRow): boolean {
  return error?.code === 3005 && error.detail.includes("its answer was lost");
}

/**
 * Whether a task was given up because 25 servers died while they had it: a bound on tasks that kill their servers, which many kills
 * in a row may reach. Nothing of it was paid for, or looked at, or `judgePaid` would say so.
 */
export function isGivenUp({ error, submittedAt, handle }: TaskRow): boolean {
  return error?.code === 4002 && error.detail.includes("was begun 25 times") && submittedAt === null && handle === null;
}

/** What each receiver must have got, at least once: `path task type`. */
export function listToldOf({ clients, users }: Pick<Judged, "clients" | "users">, { events, ids }: Remains): string[] {
  const asked = new Map(clients.asked.map((each): [string | undefined, Asked] => [ids.get(each.name), each]));
  return events.flatMap(({ type, taskId, keyId }) => {
    const word = TOLD[type];
    if (word === undefined) return [];
    const each = asked.get(taskId);
    const own = each?.headers["x-muleteer-webhook"] === undefined ? [] : [`/own/${each.name} ${taskId} ${word}`];
    return [`/hooks/${users.find((user) => user.keyId === keyId)?.name} ${taskId} ${word}`, ...own];
  });
}
