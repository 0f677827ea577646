// Webhook endpoints, and deliveries in rows. What a task tells is inserted by `Unit`, with the change; this is what becomes of it.
import { randomBytes } from "node:crypto";
import {
  type ClaimedDelivery,
  type Delivery,
  type DeliveryClaim,
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
  type Room,
  type UnderWay,
} from "../shared/endpoints.ts";
import { toAttempt, toDelivery, toEndpoint, toKeySecret, type Row } from "../shared/rows.ts";
import { one, writeAlone, type StoreContext } from "./context.ts";
import { prepare, type Parameter, type Session } from "./database.ts";
import { LOCKS } from "./locks.ts";
import { LOCK_CLAIMS } from "./queue.ts";

const SELECT_NEXT_DUE = prepare("SELECT min(due_at) AS due FROM deliveries WHERE state = 'pending' AND due_at > $1");
/** Whether anything may be claimed at $1. */
const SELECT_IS_ANY = prepare("SELECT EXISTS (SELECT FROM deliveries WHERE state = 'pending' AND due_at <= $1) AS is_any");
/** The oldest $4 of each target, of keys $1 and targets $2 row by row, that are due at $3. */
const LOCK_DUE = prepare(
  `SELECT due.* FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (key_id, target, nth) CROSS JOIN LATERAL (
     SELECT * FROM deliveries WHERE state = 'pending' AND key_id = wanted.key_id AND target = wanted.target AND due_at <= $3
     ORDER BY due_at, place LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
   ORDER BY nth, due_at, place`,
);
const LEASE = prepare("UPDATE deliveries SET due_at = $1, leased_by = $2 WHERE id = ANY ($3::text[])");
const SELECT_ENDPOINTS = prepare("SELECT * FROM webhooks WHERE id = ANY ($1::text[])");
const SELECT_KEY_SECRETS = prepare("SELECT * FROM webhook_key_secrets WHERE key_id = ANY ($1::text[])");
const SELECT_DELIVERY = prepare("SELECT * FROM deliveries WHERE id = $1");
const LOCK_DELIVERY = prepare("SELECT * FROM deliveries WHERE id = $1 FOR UPDATE");
const LOCK_ENDPOINT = prepare("SELECT * FROM webhooks WHERE id = $1 FOR UPDATE");
const INSERT_ATTEMPT = prepare(
  "INSERT INTO delivery_attempts (delivery_id, n, at, status, duration_ms, error, response) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const END_ATTEMPT = prepare("UPDATE deliveries SET state = $1, attempts = $2, due_at = $3, leased_by = NULL WHERE id = $4");

/** Due deliveries that a claim looks at before it goes from target to target instead. */
const DUE_WINDOW = 1_000;

export function createWebhookTable({ database, rest, clock, instance }: StoreContext): WebhookStore {
  return {
    createWebhook: ({ id, keyId, url, description, events, secret, createdAt }, limit) =>
      writeAlone(rest, async (session) => {
        // Two nodes that count at the same time would both find room.
        await session.query("SELECT pg_advisory_xact_lock($1, hashtext($2))", [LOCKS.endpointsOfKey, keyId]);
        const wanted = events === undefined ? null : JSON.stringify(events);
        const rows = await session.query(
          `INSERT INTO webhooks (id, key_id, url, description, events, secret, created_at)
           SELECT $1, $2, $3, $4, $5, $6, $7::bigint WHERE (SELECT count(*) FROM webhooks WHERE key_id = $2) < $8 RETURNING id`,
          [id, keyId, url, description, wanted, secret, createdAt, limit],
        );
        return rows.length === 1;
      }),

    listWebhooks: async (keyId) => {
      const rows = await database.select("SELECT * FROM webhooks WHERE key_id = $1 ORDER BY id", [keyId]);
      return rows.map(toEndpoint);
    },

    updateWebhook: (keyId, id, change) =>
      writeAlone(rest, async (session) => {
        const endpoint = await lockEndpoint(session, id);
        if (endpoint?.keyId !== keyId) return undefined;
        const after = changeEndpoint(endpoint, change, clock.now());
        await writeEndpoint(session, after);
        if (change.url !== undefined) {
          await session.query("UPDATE deliveries SET url = $1 WHERE webhook_id = $2 AND state = 'pending'", [change.url, id]);
        }
        if (after.disabledAt !== undefined) await failPending(session, id);
        return after;
      }),

    deleteWebhook: (keyId, id) =>
      writeAlone(rest, async (session) => {
        const gone = await session.query("DELETE FROM webhooks WHERE id = $1 AND key_id = $2 RETURNING id", [id, keyId]);
        if (gone.length === 0) return false;
        await session.query(
          "DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE webhook_id = $1)",
          [id],
        );
        await session.query("DELETE FROM deliveries WHERE webhook_id = $1", [id]);
        return true;
      }),

    keySecret: (keyId) => writeAlone(rest, (session) => makeKeySecret(session, keyId, toWebhookSecret(randomBytes(32)))),

    rotateKeySecret: (keyId, secret, previousUntil) =>
      writeAlone(rest, async (session) => {
        const [rotated] = await session.query(
          "UPDATE webhook_key_secrets SET previous_secret = secret, previous_secret_until = $1, secret = $2 WHERE key_id = $3 RETURNING *",
          [previousUntil, secret, keyId],
        );
        return rotated ? toKeySecret(rotated) : await makeKeySecret(session, keyId, secret);
      }),

    createDelivery: (delivery) =>
      rest.write({
        needs: {},
        isAlone: false,
        run: (unit): Delivery => {
          unit.deliver(delivery);
          return { ...delivery, state: "pending", attempts: 0, dueAt: delivery.createdAt };
        },
      }),

    claimDeliveries: async (claim) => {
      // Whoever is woken often finds nothing, and a read costs no transaction of the lane.
      const [row] = await database.select(SELECT_IS_ANY, [clock.now()]);
      if (row?.["is_any"] !== true) return [];
      return await writeAlone(rest, (session) => claimDue(session, claim, { now: clock.now(), instance }));
    },

    recordAttempt: (id, attempt, outcome) =>
      writeAlone(rest, async (session) => {
        const delivery = await one(session, LOCK_DELIVERY, { of: [id], to: toDelivery });
        if (!delivery) return undefined;
        const attempts = delivery.attempts + 1;
        const { at, status = null, durationMs, error = null, response } = attempt;
        await session.query(INSERT_ATTEMPT, [id, attempts, at, status, durationMs, error, JSON.stringify(response)]);
        // A delivery that has ended in the meantime, because its endpoint was disabled, is not taken up again by a late failure.
        const state = delivery.state === "pending" || outcome.state === "succeeded" ? outcome.state : delivery.state;
        await session.query(END_ATTEMPT, [state, attempts, outcome.dueAt ?? delivery.dueAt, id]);
        const endpoint = delivery.webhookId === undefined ? undefined : await lockEndpoint(session, delivery.webhookId);
        const after = endpoint && judgeEndpoint(endpoint, at, outcome);
        if (after && after !== endpoint) {
          await writeEndpoint(session, after);
          if (after.disabledAt !== endpoint.disabledAt) await failPending(session, endpoint.id);
        }
        return await one(session, SELECT_DELIVERY, { of: [id], to: toDelivery });
      }),

    nextDeliveryAt: async () => {
      const [row] = await database.select(SELECT_NEXT_DUE, [clock.now()]);
      return (row?.["due"] as number | null | undefined) ?? undefined;
    },

    listDeliveries: async ({ keyId, webhookId, state, beforeId, limit }) => {
      const parameters: Parameter[] = [limit];
      const conditions: string[] = [];
      const given = { key_id: keyId, webhook_id: webhookId, state };
      for (const [column, value] of Object.entries(given)) {
        if (value !== undefined) conditions.push(`${column} = $${parameters.push(value)}`);
      }
      if (beforeId !== undefined) conditions.push(`id < $${parameters.push(beforeId)}`);
      const rows = await database.select(
        `SELECT * FROM deliveries WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT $1`,
        parameters,
      );
      return rows.map(toDelivery);
    },

    findDelivery: (keyId, id) =>
      database.read(async (session) => {
        const delivery = await one(session, SELECT_DELIVERY, { of: [id], to: toDelivery });
        if (delivery?.keyId !== keyId) return undefined;
        const rows = await session.query("SELECT * FROM delivery_attempts WHERE delivery_id = $1 ORDER BY n", [id]);
        return {
          delivery,
          attempts: rows.map((row) => toAttempt({ ...row, response: JSON.parse(row["response"] as string) as string })),
        };
      }),

    redeliver: (keyId, id) =>
      writeAlone(rest, async (session) => {
        const delivery = await one(session, LOCK_DELIVERY, { of: [id], to: toDelivery });
        if (delivery?.keyId !== keyId) return undefined;
        const now = clock.now();
        await session.query(
          `UPDATE deliveries SET state = 'pending', leased_by = NULL, due_at = $2,
             url = coalesce((SELECT webhooks.url FROM webhooks WHERE webhooks.id = webhook_id), url)
           WHERE id = $1 AND NOT (leased_by IS NOT NULL AND due_at > $2)`,
          [id, now],
        );
        return await one(session, SELECT_DELIVERY, { of: [id], to: toDelivery });
      }),

    pruneDeliveries: (before, limit) =>
      writeAlone(rest, async (session) => {
        const rows = await session.query(
          `DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE state <> 'pending' AND created_at < $1
             ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id`,
          [before, limit],
        );
        await session.query("DELETE FROM delivery_attempts WHERE delivery_id = ANY ($1::text[])", [
          rows.map((row) => row["id"] as string),
        ]);
        return rows.length;
      }),
  };
}

/** What this store has under way is due at once: it is closing, and whoever was about it is gone. */
export async function releaseDeliveries(session: Session, instance: string, now: number): Promise<void> {
  await session.query(
    "UPDATE deliveries SET leased_by = NULL, due_at = least(due_at, $2) WHERE leased_by = $1 AND state = 'pending'",
    [instance, now],
  );
}

async function lockEndpoint(session: Session, id: string): Promise<WebhookEndpoint | undefined> {
  return await one(session, LOCK_ENDPOINT, { of: [id], to: toEndpoint });
}

async function writeEndpoint(session: Session, endpoint: WebhookEndpoint): Promise<void> {
  const { id, url, description, events, secret, previousSecret = null, previousSecretUntil = null } = endpoint;
  const { disabledAt = null, disabledReason = null, failingSince = null } = endpoint;
  await session.query(
    `UPDATE webhooks SET url = $2, description = $3, events = $4, secret = $5, previous_secret = $6, previous_secret_until = $7,
       disabled_at = $8, disabled_reason = $9, failing_since = $10 WHERE id = $1`,
    [
      id,
      url,
      description,
      events === undefined ? null : JSON.stringify(events),
      secret,
      previousSecret,
      previousSecretUntil,
      disabledAt,
      disabledReason,
      failingSince,
    ],
  );
}

async function failPending(session: Session, webhookId: string): Promise<void> {
  await session.query("UPDATE deliveries SET state = 'failed', leased_by = NULL WHERE webhook_id = $1 AND state = 'pending'", [
    webhookId,
  ]);
}

async function makeKeySecret(session: Session, keyId: string, secret: string) {
  await session.query("INSERT INTO webhook_key_secrets (key_id, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING", [keyId, secret]);
  const [row] = await session.query("SELECT * FROM webhook_key_secrets WHERE key_id = $1", [keyId]);
  return toKeySecret(row ?? {});
}

interface Claimer {
  readonly now: number;
  readonly instance: string;
}

async function claimDue(session: Session, claim: DeliveryClaim, { now, instance }: Claimer): Promise<ClaimedDelivery[]> {
  await session.query(LOCK_CLAIMS, [LOCKS.deliveryClaims]);
  const leased = await session.query(SELECT_LEASED, [now]);
  const underWay = countUnderWay(leased.map((row) => ({ keyId: row["key_id"] as string, target: row["target"] as string })));
  const room = toRoom(underWay, claim.perKey);
  const targets = await listDueTargets(session, now, { ...claim, underWay, room });
  if (targets.length === 0) return [];
  const rows = await session.query(LOCK_DUE, [
    targets.map(({ keyId }) => keyId),
    targets.map(({ target }) => target),
    now,
    Math.min(claim.perTarget, claim.limit),
  ]);
  const queues = new Map<string, Row[]>();
  for (const row of rows) queues.set(row["target"] as string, [...(queues.get(row["target"] as string) ?? []), row]);
  const taken = keepWithin(takeTurns([...queues.values()]), { room, limit: claim.limit }).map((row) =>
    toDelivery({ ...row, due_at: claim.leaseUntil }),
  );
  const signers = (column: (delivery: Delivery) => string | undefined) => taken.map(column).filter((id) => id !== undefined);
  const [, endpoints, keys] = await Promise.all([
    session.query(LEASE, [claim.leaseUntil, instance, taken.map(({ id }) => id)]),
    session.query(SELECT_ENDPOINTS, [signers(({ webhookId }) => webhookId)]),
    session.query(SELECT_KEY_SECRETS, [signers(({ webhookId, keyId }) => (webhookId === undefined ? keyId : undefined))]),
  ]);
  const secrets = new Map(keys.map((row) => [row["key_id"] as string, toKeySecret(row)]));
  const known = new Map(endpoints.map((row) => [row["id"] as string, toEndpoint(row)]));
  return taken.map((delivery) => {
    const endpoint = known.get(delivery.webhookId ?? "");
    const signer = endpoint ?? (delivery.webhookId === undefined ? secrets.get(delivery.keyId) : undefined);
    const failingSince = endpoint?.failingSince;
    return Object.assign(
      delivery,
      { secrets: signer ? listSecrets(signer, now) : [] },
      failingSince === undefined ? {} : { failingSince },
    );
  });
}

interface Target {
  readonly keyId: string;
  readonly target: string;
  readonly dueAt: number;
}

/**
 * At most `limit` targets with something due, in the order in which they get their next: those of keys with the least under way
 * first, keys in turns, and of one key those with the least under way themselves; of keys that have room only.
 */
async function listDueTargets(
  session: Session,
  now: number,
  { except, limit, underWay, room }: DeliveryClaim & { readonly underWay: UnderWay; readonly room: Room },
): Promise<Target[]> {
  const due = (await readDue(session, now)).filter(({ keyId, target }) => room(keyId) > 0 && !except.includes(target));
  const byTarget = new Map(due.map((each) => [each.target, each]));
  const byKey = new Map<string, Target[]>();
  for (const each of due) byKey.set(each.keyId, [...(byKey.get(each.keyId) ?? []), each]);
  const keys = [...byKey].map(([keyId, targets]) => ({ keyId, targets, dueAt: Math.min(...targets.map(({ dueAt }) => dueAt)) }));
  const queues = orderKeys(keys, underWay)
    .slice(0, limit)
    .map(({ keyId, targets }) => {
      const oldest = targets.sort((a, b) => a.dueAt - b.dueAt).map(({ target }) => target);
      return orderTargets(oldest, underWay).slice(0, Math.min(limit, room(keyId)));
    });
  return takeTurns(queues, limit).flatMap((target) => byTarget.get(target) ?? []);
}

/** Targets with something due, and since when. What waits for later is not read. */
async function readDue(session: Session, now: number): Promise<Target[]> {
  const rows = await session.query(SELECT_DUE, [now, DUE_WINDOW]);
  const seen = rows.reduce((sum, row) => sum + (row["n"] as number), 0);
  // A backlog of one may hide all others: then each target is looked at, however many of it are due.
  const all = seen < DUE_WINDOW ? rows : await session.query(SELECT_TARGETS, [now]);
  return all.map((row) => ({
    keyId: row["key_id"] as string,
    target: row["target"] as string,
    dueAt: row["due_at"] as number,
  }));
}

const SELECT_LEASED = prepare("SELECT key_id, target FROM deliveries WHERE leased_by IS NOT NULL AND due_at > $1");
const SELECT_DUE = prepare(
  `SELECT key_id, target, min(due_at) AS due_at, count(*) AS n FROM
     (SELECT key_id, target, due_at FROM deliveries WHERE state = 'pending' AND due_at <= $1 ORDER BY due_at LIMIT $2) AS oldest
   GROUP BY key_id, target`,
);

/** Hops through `deliveries_of_target` from one target to the next. */
const SELECT_TARGETS = `
WITH RECURSIVE targets (key_id, target, due_at) AS (
  (SELECT key_id, target, due_at FROM deliveries WHERE state = 'pending' ORDER BY key_id, target, due_at LIMIT 1)
  UNION ALL
  SELECT next.* FROM targets CROSS JOIN LATERAL (
    SELECT deliveries.key_id, deliveries.target, deliveries.due_at FROM deliveries
    WHERE state = 'pending' AND (deliveries.key_id, deliveries.target) > (targets.key_id, targets.target)
    ORDER BY deliveries.key_id, deliveries.target, deliveries.due_at LIMIT 1) AS next
)
SELECT key_id, target, due_at FROM targets WHERE due_at <= $1`;
