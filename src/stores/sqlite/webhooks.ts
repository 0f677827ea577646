// Webhook endpoints, and deliveries in rows: written with the change that they tell of, and kept with every attempt.
import { randomBytes } from "node:crypto";
import {
  toDeliveryTarget,
  type AttemptOutcome,
  type ClaimedDelivery,
  type Delivery,
  type DeliveryClaim,
  type NewDelivery,
  type WebhookEndpoint,
  type WebhookStore,
} from "../../core/webhook-store.ts";
import { toWebhookSecret } from "../../core/webhook.ts";
import {
  changeEndpoint,
  countUnderWay,
  judgeEndpoint,
  keepWithin,
  listSecrets,
  orderKeys,
  orderTargets,
  takeTurns,
  toRoom,
  type DueKey,
  type Room,
  type UnderWay,
} from "../shared/endpoints.ts";
import { toAttempt, toDelivery, toEndpoint, toKeySecret } from "../shared/rows.ts";
import { toDeliveries, type Told } from "../shared/telling.ts";
import { one, type StoreContext } from "./context.ts";

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
    if (delivery.webhookId === undefined) {
      const own = one(selectKeySecret, [delivery.keyId], toKeySecret);
      return { ...delivery, secrets: own ? listSecrets(own, now) : [] };
    }
    const endpoint = one(selectEndpoint, [delivery.webhookId], toEndpoint);
    if (!endpoint) return { ...delivery, secrets: [] };
    const { failingSince } = endpoint;
    return { ...delivery, secrets: listSecrets(endpoint, now), ...(failingSince === undefined ? {} : { failingSince }) };
  }

  function ownEndpoint(keyId: string, id: string): WebhookEndpoint | undefined {
    const endpoint = one(selectEndpoint, [id], toEndpoint);
    return endpoint?.keyId === keyId ? endpoint : undefined;
  }

  function noteOutcome(webhookId: string, at: number, outcome: AttemptOutcome): void {
    const endpoint = one(selectEndpoint, [webhookId], toEndpoint);
    const after = endpoint && judgeEndpoint(endpoint, at, outcome);
    if (!after || after === endpoint) return;
    writeEndpoint(after);
    if (after.disabledAt !== endpoint.disabledAt) failPending.run(webhookId);
  }

  /**
   * At most `limit` targets with something due, in the order in which they get their next: those of keys with the least under
   * way first, keys in turns, and of one key those with the least under way themselves; of keys that have room only. So neither a
   * receiver that hangs nor a key with many such receivers holds up others for longer than it takes until a place is free.
   */
  function listDueTargets(
    now: number,
    {
      except,
      limit,
      underWay,
      room,
    }: Pick<DeliveryClaim, "except" | "limit"> & { readonly underWay: UnderWay; readonly room: Room },
  ): string[] {
    const keys: DueKey[] = [];
    for (let row = selectNextKey.get(""); row; row = selectNextKey.get(row["key_id"] as string)) {
      const [keyId, dueAt] = [row["key_id"] as string, row["due_at"] as number];
      if (dueAt <= now && room(keyId) > 0) keys.push({ keyId, dueAt });
    }
    const queues: string[][] = [];
    for (const { keyId } of orderKeys(keys, underWay)) {
      // As many more as may be left out.
      const rows = selectDueTargets.all(keyId, now, limit + except.length);
      const targets = rows.map((row) => row["target"] as string).filter((target) => !except.includes(target));
      if (targets.length === 0) continue;
      queues.push(orderTargets(targets, underWay).slice(0, Math.min(limit, room(keyId))));
      if (queues.length === limit) break;
    }
    return takeTurns(queues, limit);
  }

  return {
    tell: (told) => {
      for (const delivery of toDeliveries(told, selectEndpoints.all(told.keyId).map(toEndpoint), clock)) insert(delivery);
      if (told.url !== undefined) insertKeySecret.run(told.keyId, toWebhookSecret(randomBytes(32)));
    },

    forget: (taskId) => {
      for (const statement of ofTask) statement.run(taskId);
    },

    createWebhook: ({ id, keyId, url, description, events, secret, createdAt }, limit) =>
      commits.write(() => {
        const wanted = events === undefined ? null : JSON.stringify(events);
        return insertEndpoint.run(id, keyId, url, description, wanted, secret, createdAt, limit).changes === 1;
      }),

    listWebhooks: (keyId) => commits.read(() => selectEndpoints.all(keyId).map(toEndpoint)),

    updateWebhook: (keyId, id, change) =>
      commits.write(() => {
        const endpoint = ownEndpoint(keyId, id);
        if (!endpoint) return undefined;
        const after = changeEndpoint(endpoint, change, clock.now());
        writeEndpoint(after);
        if (change.url !== undefined) movePending.run(change.url, id);
        if (after.disabledAt !== undefined) failPending.run(id);
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

    claimDeliveries: ({ leaseUntil, limit, except, perTarget, perKey }) =>
      commits.write(() => {
        const now = clock.now();
        const underWay = countUnderWay(
          selectUnderWay.all(now).map((row) => ({ keyId: row["key_id"] as string, target: row["target"] as string })),
        );
        const room = toRoom(underWay, perKey);
        const targets = listDueTargets(now, { except, limit, underWay, room });
        const queues = targets.map((target) => selectDueOfTarget.all(target, now, Math.min(perTarget, limit)));
        return keepWithin(takeTurns(queues), { room, limit }).map((row) => {
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

    nextDeliveryAt: () => commits.read(() => (selectNextDue.get(clock.now())?.["due"] as number | null) ?? undefined),

    listDeliveries: ({ keyId, webhookId, state, beforeId, limit }) =>
      commits.read(() => {
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
      commits.read(() => {
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
