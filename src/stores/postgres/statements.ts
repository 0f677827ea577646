// What a transaction of tasks reads and writes, in statements that each connection plans once: each for any number of rows, whose
// columns are arrays. Few statements of several parts, because each costs a message; all parts of one see the database as it was
// before it, so no two may write the same row.
import { CREATION_COLUMNS, PROGRESS_COLUMNS, type Value } from "../shared/rows.ts";
import { TASKS } from "../shared/tables.ts";
import { prepare, type Parameter } from "./database.ts";

export type Scalar = Value | boolean;

/** Rows that are handed to a statement. */
interface Rows {
  /** As a table in a FROM. */
  readonly sql: string;
  /** The number of the parameter after these. */
  readonly next: number;
  /** Parameters, one for each column. */
  readonly toParameters: (rows: readonly (readonly Scalar[])[]) => Parameter[];
}

/** @param columns their names and types. @param first the number of the first one's parameter. */
function toRows(columns: Readonly<Record<string, string>>, first = 1): Rows {
  const names = Object.keys(columns);
  const arrays = Object.values(columns).map((type, index) => `$${first + index}::${type}[]`);
  return {
    sql: `unnest(${arrays.join(", ")}) AS given (${names.join(", ")})`,
    next: first + names.length,
    toParameters: (rows) => names.map((_, index) => rows.map((row) => row[index] ?? null)),
  };
}

const toType = (column: string) => (TASKS.columns[column] === "integer" ? "bigint" : "text");
const toTypes = (columns: readonly string[]) => Object.fromEntries(columns.map((column) => [column, toType(column)]));

/** Of the ids $1. */
export const LOCK_TASKS = prepare("SELECT * FROM tasks WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE");
/** Of the ids $1. */
export const LOCK_KEYS = prepare("SELECT key_id FROM key_state WHERE key_id = ANY ($1::text[]) ORDER BY key_id FOR UPDATE");

/** Of each key $1 all that its limits and endpoints say; of days $2 what was spent; of creates those of $4 seconds around $3. */
export const SELECT_KEYS = prepare(`
SELECT key_state.*,
  (SELECT limits FROM api_keys WHERE id = key_state.key_id) AS limits,
  (SELECT json_agg(webhooks ORDER BY id) FROM webhooks WHERE key_id = key_state.key_id) AS endpoints,
  (SELECT json_agg(spend) FROM spend WHERE key_id = key_state.key_id AND day = ANY ($2::text[])) AS days,
  (SELECT json_agg(request_counts ORDER BY second) FROM request_counts
   WHERE key_id = key_state.key_id AND second BETWEEN $3::bigint - $4::bigint AND $3::bigint + $4::bigint) AS counts
FROM key_state WHERE key_id = ANY ($1::text[])`);

/** Of keys $1, paths $2 and idempotency keys $3, row by row. */
export const SELECT_REMEMBERED = prepare(
  `SELECT idempotency.* FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (key_id, path, idem_key)
   JOIN idempotency USING (key_id, path, idem_key)`,
);

const CREATED_COLUMNS = [...CREATION_COLUMNS, ...PROGRESS_COLUMNS];
export const CREATED = toRows(toTypes(CREATED_COLUMNS));
/** A key that had nothing waiting begins to wait with the first of these. */
export const INSERT_TASKS = prepare(
  `WITH created AS (
     INSERT INTO tasks (${CREATED_COLUMNS.join(", ")}) SELECT * FROM ${CREATED.sql} RETURNING state, level, key_id, place)
   INSERT INTO turns (level, key_id, served, since)
   SELECT level, key_id, 0, min(place) FROM created WHERE state = 'pending' AND NOT EXISTS (SELECT 1 FROM tasks
     WHERE tasks.state = 'pending' AND tasks.level = created.level AND tasks.key_id = created.key_id)
   GROUP BY level, key_id ORDER BY level, key_id
   ON CONFLICT (level, key_id) DO UPDATE SET since = excluded.since`,
);

export const CHANGED = toRows(toTypes([...PROGRESS_COLUMNS, "id", "was_state", "was_lease"]));
/** The one conditional write that changes tasks (I3); returns how many it has changed. */
export const UPDATE_TASKS = prepare(
  `WITH changed AS (
     UPDATE tasks SET ${PROGRESS_COLUMNS.map((column) => `${column} = given.${column}`).join(", ")} FROM ${CHANGED.sql}
     WHERE tasks.id = given.id AND tasks.state = given.was_state AND tasks.lease IS NOT DISTINCT FROM given.was_lease
     RETURNING tasks.id)
   SELECT count(*) AS n FROM changed`,
);

/** Of the tasks $1 the pictures $2. */
export const KEEP_PREVIEWS = prepare(
  `INSERT INTO previews (task_id, jpeg) SELECT * FROM unnest($1::text[], $2::bytea[])
   ON CONFLICT (task_id) DO UPDATE SET jpeg = excluded.jpeg`,
);
export const FORGET_PREVIEWS = prepare("DELETE FROM previews WHERE task_id = ANY ($1::text[])");

export const STATES = toRows({ key_id: "text", live: "bigint", charged: "bigint", reserved: "bigint", low: "bool" });
export const POSTED = toRows(
  { task_id: "text", settlement: "int", kind: "text", key_id: "text", amount_micros: "bigint", at: "bigint" },
  STATES.next,
);
export const SPENT = toRows({ key_id: "text", day: "text", charged_micros: "bigint", reserved_micros: "bigint" }, POSTED.next);
const COUNTS = ["completed", "failed", "cancelled", "images", "charged"] as const;
export const ENDED = toRows(
  { day: "text", key_id: "text", model: "text", engine: "text", ...Object.fromEntries(COUNTS.map((name) => [name, "bigint"])) },
  SPENT.next,
);
/** Their keys' rows are locked: totals are written as they are, and days only this transaction adds to. */
export const WRITE_MONEY = prepare(
  `WITH states AS (
     UPDATE key_state SET live = given.live, charged_micros = given.charged, reserved_micros = given.reserved, low_told = given.low
     FROM ${STATES.sql} WHERE key_state.key_id = given.key_id
   ), posted AS (
     INSERT INTO ledger SELECT * FROM ${POSTED.sql}
   ), spent AS (
     INSERT INTO spend SELECT * FROM ${SPENT.sql} ON CONFLICT (key_id, day) DO UPDATE SET
       charged_micros = spend.charged_micros + excluded.charged_micros, reserved_micros = spend.reserved_micros + excluded.reserved_micros
   )
   INSERT INTO usage SELECT day, key_id, model, engine, ${COUNTS.map((name) => `sum(${name})`).join(", ")} FROM ${ENDED.sql}
   GROUP BY day, key_id, model, engine ORDER BY day, key_id, model, engine
   ON CONFLICT (day, key_id, model, engine) DO UPDATE SET completed = usage.completed + excluded.completed,
     failed = usage.failed + excluded.failed, cancelled = usage.cancelled + excluded.cancelled,
     images = usage.images + excluded.images, charged_micros = usage.charged_micros + excluded.charged_micros`,
);

export const COUNTED = toRows({ key_id: "text", second: "bigint", n: "bigint" });
/** After the rows: the first second that counts, and the last; what the same keys have outside of them is forgotten. */
export const COUNT_CREATES = prepare(
  `WITH past AS (
     DELETE FROM request_counts
     WHERE key_id = ANY ($1::text[]) AND NOT second BETWEEN $${COUNTED.next}::bigint AND $${COUNTED.next + 1}::bigint
   )
   INSERT INTO request_counts SELECT * FROM ${COUNTED.sql}
   ON CONFLICT (key_id, second) DO UPDATE SET n = request_counts.n + excluded.n`,
);

const MAX_IDEMPOTENCY_PRUNED = 100;
export const REMEMBERED = toRows({
  key_id: "text",
  path: "text",
  idem_key: "text",
  fingerprint: "text",
  task_id: "text",
  created_at: "bigint",
  until: "bigint",
});
/** After the rows: the time. What another node is just forgetting is left to it, and so is what is said anew here. */
export const REMEMBER = prepare(
  `WITH forgotten AS (
     DELETE FROM idempotency WHERE (key_id, path, idem_key) IN (SELECT key_id, path, idem_key FROM idempotency
       WHERE until <= $${REMEMBERED.next}::bigint AND idem_key <> ALL ($3::text[])
       ORDER BY until LIMIT ${MAX_IDEMPOTENCY_PRUNED} FOR UPDATE SKIP LOCKED)
   )
   INSERT INTO idempotency SELECT * FROM ${REMEMBERED.sql} ON CONFLICT (key_id, path, idem_key) DO UPDATE SET
     fingerprint = excluded.fingerprint, task_id = excluded.task_id, created_at = excluded.created_at, until = excluded.until`,
);

const DELIVERY_COLUMNS = {
  id: "text",
  event_id: "text",
  type: "text",
  key_id: "text",
  webhook_id: "text",
  url: "text",
  target: "text",
  task_id: "text",
  data: "text",
  due_at: "bigint",
  created_at: "bigint",
};
export const SIGNERS = toRows({ key_id: "text", secret: "text" });
export const DELIVERED = toRows(DELIVERY_COLUMNS, SIGNERS.next);
/** Keys that sign have a secret before the first of their deliveries is there. */
export const DELIVER = prepare(
  `WITH signers AS (
     INSERT INTO webhook_key_secrets (key_id, secret) SELECT * FROM ${SIGNERS.sql} ON CONFLICT DO NOTHING
   )
   INSERT INTO deliveries (${Object.keys(DELIVERY_COLUMNS).join(", ")}) SELECT * FROM ${DELIVERED.sql}`,
);

export const TOLD = toRows(
  { place: "bigint", task_id: "text", key_id: "text", model: "text", type: "text", at: "bigint", progress: "text" },
  2,
);
/**
 * $1 events and their rows, whose places end with 0; returns the last id. The counter's row is the last lock that a transaction takes,
 * and it is held to the commit: so ids commit in their order.
 */
export const TELL = prepare(
  `WITH counter AS (
     UPDATE event_counter SET last = last + $1 RETURNING last
   ), told AS (
     INSERT INTO events (id, task_id, key_id, model, type, at, progress)
     SELECT last + place, task_id, key_id, model, type, at, progress FROM ${TOLD.sql} CROSS JOIN counter
   )
   SELECT last, pg_notify('muleteer', last::text) FROM counter`,
);
