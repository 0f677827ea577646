// The queue: higher levels first; within a level keys take turns, whoever was served longest ago is next; of one key the oldest
// first. One claim at a time decides (LOCKS.claims), so that turns are the same on any number of nodes; what another transaction
// holds, such as a cancel under way, it leaves alone.
import type { Claim } from "../../core/store.ts";
import { advance, type Task } from "../../core/task.ts";
import { toLevel } from "../shared/rows.ts";
import { prepare, type Session } from "./database.ts";
import { toStoredTask } from "./rows.ts";
import type { Unit } from "./unit.ts";

export const MAX_CREATED_AT = Number.MAX_SAFE_INTEGER;

/**
 * The next $1 that wait, but for models $2, created before $3. `lines` hops through `tasks_pending` from one key and model to the
 * next, and of each line only the first $1 are read: a backlog of any length costs no more than its head.
 */
export const SELECT_QUEUE = prepare(`
WITH RECURSIVE lines (level, key_id, model) AS (
  (SELECT level, key_id, model FROM tasks WHERE state = 'pending' ORDER BY level, key_id, model LIMIT 1)
  UNION ALL
  SELECT next.* FROM lines CROSS JOIN LATERAL (
    SELECT tasks.level, tasks.key_id, tasks.model FROM tasks
    WHERE state = 'pending' AND (tasks.level, tasks.key_id, tasks.model) > (lines.level, lines.key_id, lines.model)
    ORDER BY tasks.level, tasks.key_id, tasks.model LIMIT 1) AS next
), waiting AS (
  SELECT task.id, lines.model, level, key_id,
    row_number() OVER (PARTITION BY level, key_id ORDER BY task.created_at, task.place) AS nth
  FROM lines CROSS JOIN LATERAL (
    SELECT id, created_at, place FROM tasks
    WHERE state = 'pending' AND tasks.level = lines.level AND tasks.key_id = lines.key_id AND tasks.model = lines.model
      AND created_at < $3::bigint
    ORDER BY created_at, place LIMIT $1::bigint) AS task
  WHERE lines.model <> ALL ($2::text[])
)
SELECT id, model FROM waiting LEFT JOIN turns USING (level, key_id)
ORDER BY level DESC, nth, coalesce(served, 0), coalesce(since, 0) LIMIT $1::bigint`);
const LOCK_WAITING = prepare("SELECT * FROM tasks WHERE id = ANY ($1::text[]) AND state = 'pending' FOR UPDATE SKIP LOCKED");
const SELECT_SERVES = prepare("SELECT nextval('serves') AS served FROM generate_series(1, $1::int)");
const SERVE = prepare(
  `UPDATE turns SET served = new.served FROM unnest($1::int[], $2::text[], $3::bigint[]) AS new (level, key_id, served)
   WHERE turns.level = new.level AND turns.key_id = new.key_id`,
);
/** To the end of the transaction. */
export const LOCK_CLAIMS = prepare("SELECT pg_advisory_xact_lock($1)");

/** Inside a claim: locks the next tasks that wait, and gives their keys their turns. */
export async function claimWaiting(
  session: Session,
  limit: number,
  { except = [], createdBefore = MAX_CREATED_AT }: Pick<Claim, "except" | "createdBefore">,
): Promise<Task[]> {
  const head = await session.query(SELECT_QUEUE, [limit, except, createdBefore]);
  if (head.length === 0) return [];
  const ids = head.map((row) => row["id"] as string);
  const [rows, served] = await Promise.all([session.query(LOCK_WAITING, [ids]), session.query(SELECT_SERVES, [ids.length])]);
  const found = new Map(rows.map((row) => [row["id"] as string, toStoredTask(row)]));
  const tasks = ids.map((id) => found.get(id)).filter((task) => task !== undefined);
  // The last that a key gets is what counts for its next turn.
  const turns = new Map(
    tasks.map((task, index) => [
      `${toLevel(task)} ${task.keyId}`,
      { level: toLevel(task), keyId: task.keyId, served: served[index]?.["served"] as number },
    ]),
  );
  const sorted = [...turns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, turn]) => turn);
  await session.query(SERVE, [
    sorted.map(({ level }) => level),
    sorted.map(({ keyId }) => keyId),
    sorted.map((turn) => turn.served),
  ]);
  return tasks;
}

/** Leases tasks that were read and locked. */
export function claimEach(
  unit: Unit,
  tasks: readonly Task[],
  { lease, leaseUntil, now }: Pick<Claim, "lease" | "leaseUntil"> & { readonly now: number },
): Task[] {
  return tasks.map((task) => {
    unit.adopt(task);
    return unit.replace(task, advance(task, { type: "claim", lease, leaseUntil }, lease, now));
  });
}
