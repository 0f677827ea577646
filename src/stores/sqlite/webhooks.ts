// Webhook endpoints, and deliveries in rows: written with the change that they tell of, and kept with every attempt.
import { randomBytes } from "node:crypto";
import type { WebhookEventType } from "../../core/event.ts";
import type { Json } from "../../core/task.ts";
import {
  toDeliveryTarget,
  type AttemptOutcome,
  type ClaimedDelivery,
  type Delivery,
  type DeliveryAttempt,
  type DeliveryClaim,
  type DeliveryState,
  type KeySecret,
  type NewDelivery,
  type WebhookEndpoint,
  type WebhookStore,
} from "../../core/webhook-store.ts";
import { toWebhookSecret } from "../../core/webhook.ts";
import { one, read, type Row, type StoreContext } from "./context.ts";
import { parseColumn, present } from "./rows.ts";

interface Told {
  readonly type: WebhookEventType;
  readonly keyId: string;
  readonly taskId?: string;
  /** The task's own URL. */
  readonly url?: string | undefined;
  readonly data?: Json;
}

export interface WebhookTable extends WebhookStore {
  /** Inside a write: a delivery for every endpoint of the key that wants to know, and for the task's own URL. */
  readonly tell: (event: Told) => void;
  /** Inside a write: forgets the deliveries that are about a task. */
  readonly forget: (taskId: string) => void;
}

export function createWebhookTable({ database, commits, clock }: StoreContext): WebhookTable {
  const insertEndpoint = database.prepare(
    "INSERT INTO webhooks (id, key_id, url, description, events, secret, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE (SELECT count(*) FROM webhooks WHERE key_id = ?2) < ?8",
  );
  const selectEndpoints = database.prepare("SELECT * FROM webhooks WHERE key_id = ? ORDER BY id");
  const selectEndpoint = database.prepare("SELECT * FROM webhooks WHERE id = ?");
  const updateEndpoint = database.prepare(
    "UPDATE webhooks SET url = ?, description = ?, events = ?, secret = ?, previous_secret = ?, previous_secret_until = ?, disabled_at = ?, disabled_reason = ?, failing_since = ? WHERE id = ?",
  );
  const deleteEndpoint = database.prepare("DELETE FROM webhooks WHERE id = ? AND key_id = ?");
  const deleteAttemptsOf = (where: string) =>
    database.prepare(`DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE ${where})`);
  const deleteDeliveriesOf = (where: string) => database.prepare(`DELETE FROM deliveries WHERE ${where}`);
  const ofEndpoint = [deleteAttemptsOf("webhook_id = ?"), deleteDeliveriesOf("webhook_id = ?")];
  const ofTask = [deleteAttemptsOf("task_id = ?"), deleteDeliveriesOf("task_id = ?")];
  const insertKeySecret = database.prepare(
    "INSERT INTO webhook_key_secrets (key_id, secret) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const rotateKeySecret = database.prepare(
    "UPDATE webhook_key_secrets SET previous_secret = secret, previous_secret_until = ?, secret = ? WHERE key_id = ?",
  );
  const selectKeySecret = database.prepare("SELECT * FROM webhook_key_secrets WHERE key_id = ?");
  const insertDelivery = database.prepare(
    "INSERT INTO deliveries (id, event_id, type, key_id, webhook_id, url, target, task_id, data, state, due_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)",
  );
  const selectDelivery = database.prepare("SELECT * FROM deliveries WHERE id = ?");
  const selectNextKey = database.prepare(
    "SELECT key_id, due_at FROM delivery_targets WHERE key_id > ? ORDER BY key_id, due_at LIMIT 1",
  );
  const selectDueTargets = database.prepare(
    "SELECT target FROM delivery_targets WHERE key_id = ? AND due_at <= ? ORDER BY due_at LIMIT +?",
  );
  const selectUnderWay = database.prepare("SELECT target, key_id FROM deliveries WHERE leased = 1 AND due_at > ?");
  const selectDueOfTarget = database.prepare(
    "SELECT * FROM deliveries WHERE state = 'pending' AND target = ? AND due_at <= ? ORDER BY due_at, rowid LIMIT +?",
  );
  const leaseDelivery = database.prepare("UPDATE deliveries SET due_at = ?, leased = 1 WHERE id = ?");
  const settleDelivery = database.prepare("UPDATE deliveries SET state = ?, attempts = ?, due_at = ?, leased = 0 WHERE id = ?");
  const movePending = database.prepare("UPDATE deliveries SET url = ? WHERE target = ? AND state = 'pending'");
  const failPending = database.prepare(
    "UPDATE deliveries SET state = 'failed', leased = 0 WHERE target = ? AND state = 'pending'",
  );
  const takeUp = database.prepare(
    "UPDATE deliveries SET state = 'pending', url = ?, due_at = ?, leased = 0 WHERE id = ? AND NOT (leased = 1 AND due_at > ?)",
  );
  const insertAttempt = database.prepare(
    "INSERT INTO delivery_attempts (delivery_id, n, at, status, duration_ms, error, response) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const selectAttempts = database.prepare("SELECT * FROM delivery_attempts WHERE delivery_id = ? ORDER BY n");
  const selectNextDue = database.prepare("SELECT min(due_at) AS due FROM deliveries WHERE state = 'pending' AND due_at > ?");
  const selectOld = database.prepare(
    "SELECT id FROM deliveries WHERE state <> 'pending' AND created_at < ? ORDER BY created_at LIMIT +?",
  );
  const deleteAttempts = database.prepare("DELETE FROM delivery_attempts WHERE delivery_id = ?");
  const deleteDelivery = database.prepare("DELETE FROM deliveries WHERE id = ?");

  function insert(delivery: NewDelivery): Delivery {
    const { id, eventId, type, keyId, webhookId, url, taskId, data, createdAt } = delivery;
    const target = toDeliveryTarget(delivery);
    const json = data === undefined ? null : JSON.stringify(data);
    insertDelivery.run(id, eventId, type, keyId, webhookId ?? null, url, target, taskId ?? null, json, createdAt, createdAt);
    return { ...delivery, state: "pending", attempts: 0, dueAt: createdAt };
  }

  function writeEndpoint(endpoint: WebhookEndpoint): void {
    updateEndpoint.run(
      endpoint.url,
      endpoint.description,
      endpoint.events === undefined ? null : JSON.stringify(endpoint.events),
      endpoint.secret,
      endpoint.previousSecret ?? null,
      endpoint.previousSecretUntil ?? null,
      endpoint.disabledAt ?? null,
      endpoint.disabledReason ?? null,
      endpoint.failingSince ?? null,
      endpoint.id,
    );
  }

  /** What signs a delivery, newest first, and how its endpoint fares. */
  function toClaimed(delivery: Delivery, now: number): ClaimedDelivery {
    const row = delivery.webhookId === undefined ? selectKeySecret.get(delivery.keyId) : selectEndpoint.get(delivery.webhookId);
    const secrets = row ? listSecrets(toKeySecret(row), now) : [];
    return { ...delivery, secrets, ...present("failingSince", (row?.["failing_since"] ?? null) as number | null) };
  }

  function ownEndpoint(keyId: string, id: string): WebhookEndpoint | undefined {
    const endpoint = one(selectEndpoint, [id], toEndpoint);
    return endpoint?.keyId === keyId ? endpoint : undefined;
  }

  function noteOutcome(webhookId: string, at: number, outcome: AttemptOutcome): void {
    const endpoint = one(selectEndpoint, [webhookId], toEndpoint);
    if (!endpoint || outcome.unsent || (outcome.url !== undefined && outcome.url !== endpoint.url)) return;
    const { failingSince, ...healthy } = endpoint;
    if (outcome.state === "succeeded") {
      if (failingSince !== undefined) writeEndpoint(healthy);
      return;
    }
    const failing = { ...healthy, failingSince: failingSince ?? at };
    const isOver = outcome.ifFailingSince === undefined || outcome.ifFailingSince === failingSince;
    if (outcome.disable === undefined || !isOver || endpoint.disabledAt !== undefined) return writeEndpoint(failing);
    writeEndpoint({ ...failing, disabledAt: at, disabledReason: outcome.disable });
    failPending.run(webhookId);
  }

  /**
   * At most `limit` targets with something due, in the order in which they get their next: those of keys with the least under
   * way first, keys in turns, and of one key those with the least under way themselves. So neither a receiver that hangs nor a
   * key with many such receivers holds up others for longer than it takes until a place is free.
   */
  function listDueTargets(now: number, { except, limit }: Pick<DeliveryClaim, "except" | "limit">): string[] {
    const underWay = new Map<string, number>();
    const count = (name: string) => underWay.set(name, (underWay.get(name) ?? 0) + 1);
    for (const row of selectUnderWay.all(now)) {
      count(`target ${row["target"] as string}`);
      count(`key ${row["key_id"] as string}`);
    }
    const keys: { readonly keyId: string; readonly underWay: number; readonly dueAt: number }[] = [];
    for (let row = selectNextKey.get(""); row; row = selectNextKey.get(row["key_id"] as string)) {
      const [keyId, dueAt] = [row["key_id"] as string, row["due_at"] as number];
      if (dueAt <= now) keys.push({ keyId, dueAt, underWay: underWay.get(`key ${keyId}`) ?? 0 });
    }
    const queues: string[][] = [];
    for (const { keyId } of keys.sort((a, b) => a.underWay - b.underWay || a.dueAt - b.dueAt)) {
      // As many more as may be left out.
      const rows = selectDueTargets.all(keyId, now, limit + except.length);
      const targets = rows.map((row) => row["target"] as string).filter((target) => !except.includes(target));
      if (targets.length === 0) continue;
      const load = (target: string) => underWay.get(`target ${target}`) ?? 0;
      queues.push(targets.sort((a, b) => load(a) - load(b)).slice(0, limit));
      if (queues.length === limit) break;
    }
    return takeTurns(queues, limit);
  }

  return {
    tell: ({ type, keyId, taskId, url, data }) => {
      const rows = selectEndpoints.all(keyId);
      if (rows.length === 0 && url === undefined) return;
      const createdAt = clock.now();
      const event = {
        eventId: clock.id(),
        type,
        keyId,
        createdAt,
        ...(taskId === undefined ? {} : { taskId }),
        ...(data === undefined ? {} : { data }),
      };
      for (const endpoint of rows.map(toEndpoint)) {
        if (endpoint.disabledAt !== undefined || endpoint.events?.includes(type) === false) continue;
        insert({ ...event, id: clock.id(), webhookId: endpoint.id, url: endpoint.url });
      }
      if (url === undefined) return;
      insertKeySecret.run(keyId, toWebhookSecret(randomBytes(32)));
      insert({ ...event, id: clock.id(), url });
    },

    forget: (taskId) => {
      for (const statement of ofTask) statement.run(taskId);
    },

    createWebhook: ({ id, keyId, url, description, events, secret, createdAt }, limit) =>
      commits.write(() => {
        const wanted = events === undefined ? null : JSON.stringify(events);
        return insertEndpoint.run(id, keyId, url, description, wanted, secret, createdAt, limit).changes === 1;
      }),

    listWebhooks: (keyId) => read(() => selectEndpoints.all(keyId).map(toEndpoint)),

    updateWebhook: (keyId, id, change) =>
      commits.write(() => {
        const endpoint = ownEndpoint(keyId, id);
        if (!endpoint) return undefined;
        const { events, disabledAt, disabledReason, failingSince, ...rest } = endpoint;
        const wanted = change.events === undefined ? events : (change.events ?? undefined);
        const isUp = change.enabled ?? disabledAt === undefined;
        const after: WebhookEndpoint = {
          ...rest,
          ...(change.url === undefined ? {} : { url: change.url }),
          ...(change.description === undefined ? {} : { description: change.description }),
          ...(wanted === undefined ? {} : { events: wanted }),
          ...(change.secret === undefined
            ? {}
            : { secret: change.secret.value, previousSecret: endpoint.secret, previousSecretUntil: change.secret.previousUntil }),
          ...(isUp
            ? change.enabled === true || failingSince === undefined
              ? {}
              : { failingSince }
            : {
                disabledAt: disabledAt ?? clock.now(),
                disabledReason: disabledReason ?? "disabled by its owner",
                ...(failingSince === undefined ? {} : { failingSince }),
              }),
        };
        writeEndpoint(after);
        if (change.url !== undefined) movePending.run(change.url, id);
        if (!isUp) failPending.run(id);
        return after;
      }),

    deleteWebhook: (keyId, id) =>
      commits.write(() => {
        if (!ownEndpoint(keyId, id)) return false;
        for (const statement of ofEndpoint) statement.run(id);
        return deleteEndpoint.run(id, keyId).changes === 1;
      }),

    keySecret: (keyId) =>
      commits.write(() => {
        insertKeySecret.run(keyId, toWebhookSecret(randomBytes(32)));
        return toKeySecret(selectKeySecret.get(keyId) ?? {});
      }),

    rotateKeySecret: (keyId, secret, previousUntil) =>
      commits.write(() => {
        if (rotateKeySecret.run(previousUntil, secret, keyId).changes === 0) insertKeySecret.run(keyId, secret);
        return toKeySecret(selectKeySecret.get(keyId) ?? {});
      }),

    createDelivery: (delivery) => commits.write(() => insert(delivery)),

    claimDeliveries: ({ leaseUntil, limit, except, perTarget }) =>
      commits.write(() => {
        const now = clock.now();
        const targets = listDueTargets(now, { except, limit });
        const queues = targets.map((target) => selectDueOfTarget.all(target, now, Math.min(perTarget, limit)));
        return takeTurns(queues, limit).map((row) => {
          leaseDelivery.run(leaseUntil, row["id"] as string);
          return toClaimed(toDelivery({ ...row, due_at: leaseUntil }), now);
        });
      }),

    recordAttempt: (id, attempt, outcome) =>
      commits.write(() => {
        const delivery = one(selectDelivery, [id], toDelivery);
        if (!delivery) return undefined;
        const attempts = delivery.attempts + 1;
        const { at, status, durationMs, error, response } = attempt;
        insertAttempt.run(id, attempts, at, status ?? null, durationMs, error ?? null, response);
        // A delivery that has ended in the meantime, because its endpoint was disabled, is not taken up again by a late failure.
        const state = delivery.state === "pending" || outcome.state === "succeeded" ? outcome.state : delivery.state;
        settleDelivery.run(state, attempts, outcome.dueAt ?? delivery.dueAt, id);
        if (delivery.webhookId !== undefined) noteOutcome(delivery.webhookId, at, outcome);
        return one(selectDelivery, [id], toDelivery);
      }),

    nextDeliveryAt: () => read(() => (selectNextDue.get(clock.now())?.["due"] as number | null) ?? undefined),

    listDeliveries: ({ keyId, webhookId, state, beforeId, limit }) =>
      read(() => {
        // Said again in the words of the index, so that it is used.
        const isUnusual = state === "pending" || state === "failed";
        const conditions: [string, string | undefined][] = [
          ["key_id = ?", keyId],
          ["webhook_id = ?", webhookId],
          ["state = +?", state],
          ["id < ?", beforeId],
        ];
        const used = conditions.filter((condition): condition is [string, string] => condition[1] !== undefined);
        return database
          .prepare(
            `SELECT * FROM deliveries WHERE ${[...used.map(([sql]) => sql), ...(isUnusual ? ["state IN ('pending', 'failed')"] : [])].join(" AND ")} ORDER BY id DESC LIMIT +?`,
          )
          .all(...used.map(([, value]) => value), limit)
          .map(toDelivery);
      }),

    findDelivery: (keyId, id) =>
      read(() => {
        const delivery = one(selectDelivery, [id], toDelivery);
        return delivery?.keyId === keyId ? { delivery, attempts: selectAttempts.all(id).map(toAttempt) } : undefined;
      }),

    redeliver: (keyId, id) =>
      commits.write(() => {
        const delivery = one(selectDelivery, [id], toDelivery);
        if (delivery?.keyId !== keyId) return undefined;
        const url = one(selectEndpoint, [delivery.webhookId ?? ""], toEndpoint)?.url ?? delivery.url;
        const now = clock.now();
        takeUp.run(url, now, id, now);
        return one(selectDelivery, [id], toDelivery);
      }),

    pruneDeliveries: (before, limit) =>
      commits.write(() => {
        const old = selectOld.all(before, limit).map((row) => row["id"] as string);
        for (const id of old) {
          deleteAttempts.run(id);
          deleteDelivery.run(id);
        }
        return old.length;
      }),
  };
}

/** One of each queue, then another of each, until there are `limit` or no more. */
function takeTurns<T>(queues: readonly (readonly T[])[], limit: number): T[] {
  const taken: T[] = [];
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  for (let turn = 0; turn < longest && taken.length < limit; turn += 1)
    taken.push(...queues.flatMap((queue) => queue.slice(turn, turn + 1)));
  return taken.slice(0, limit);
}

function listSecrets({ secret, previousSecret, previousSecretUntil = 0 }: KeySecret, now: number): string[] {
  return previousSecret !== undefined && previousSecretUntil > now ? [secret, previousSecret] : [secret];
}

function toKeySecret(row: Row): KeySecret {
  return {
    secret: row["secret"] as string,
    ...present("previousSecret", row["previous_secret"] as string | null),
    ...present("previousSecretUntil", row["previous_secret_until"] as number | null),
  };
}

function toEndpoint(row: Row): WebhookEndpoint {
  return {
    ...toKeySecret(row),
    id: row["id"] as string,
    keyId: row["key_id"] as string,
    url: row["url"] as string,
    description: row["description"] as string,
    createdAt: row["created_at"] as number,
    ...present("events", parseColumn(row["events"]) as WebhookEventType[] | null),
    ...present("disabledAt", row["disabled_at"] as number | null),
    ...present("disabledReason", row["disabled_reason"] as string | null),
    ...present("failingSince", row["failing_since"] as number | null),
  };
}

function toDelivery(row: Row): Delivery {
  return {
    id: row["id"] as string,
    eventId: row["event_id"] as string,
    type: row["type"] as WebhookEventType,
    keyId: row["key_id"] as string,
    url: row["url"] as string,
    state: row["state"] as DeliveryState,
    attempts: row["attempts"] as number,
    dueAt: row["due_at"] as number,
    createdAt: row["created_at"] as number,
    ...present("webhookId", row["webhook_id"] as string | null),
    ...present("taskId", row["task_id"] as string | null),
    ...present("data", parseColumn(row["data"]) as Json),
  };
}

function toAttempt(row: Row): DeliveryAttempt {
  return {
    at: row["at"] as number,
    durationMs: row["duration_ms"] as number,
    response: row["response"] as string,
    ...present("status", row["status"] as number | null),
    ...present("error", row["error"] as string | null),
  };
}
