// Places at engines that several nodes use: given one at a time under a lock of the engine, so that there are never more than its
// capacity, and counted by what the tasks' own rows say, so that none outlives its task or its lease. Turns of submissions beside it,
// and what nodes find of these engines.
import type { TaskEvent } from "../../core/event.ts";
import type { EngineFinding, EngineNews, PlaceStore, SharedEngine } from "../../core/place-store.ts";
import type { Task } from "../../core/task.ts";
import type { Row } from "../shared/rows.ts";
import { writeAlone, type StoreContext } from "./context.ts";
import { prepare, type Session } from "./database.ts";
import { LOCKS } from "./locks.ts";
import { claimEach, claimWaiting, LOCK_CLAIMS } from "./queue.ts";

/** What is notified when a place was given back by anything but the end of its task, which all nodes are told anyway. */
const NOTICE = "place";
/** And when something was told of an engine. */
const NEWS = "engine";
/** Nothing is told of a later time; what stands there as such is of a clock that has been set back. */
const MAX_NEWS_AHEAD_MS = 60_000;
/** Upstreams are left alone for an hour at most. */
const MAX_PAUSE_AHEAD_MS = 2 * 3_600_000;
/** Whoever stands in line asks at least this often. */
const WISH_MS = 5_000;
/** A turn further away than those of all places and this was taken by a clock that has been set back. */
const MAX_AHEAD_MS = 60_000;

/**
 * Whether the task of `place` is in the hands of the worker that took it, or of the engine. A cancel ends a task at once, and its
 * worker only when it hears of it: until its lease ends, or it says that it has gone, the engine may be at work still.
 * @param now the name of a parameter: Unix milliseconds.
 */
const isTaken = (now: string) =>
  `(task.state = 'processing' AND (task.handle IS NOT NULL OR task.lease = place.lease AND task.due_at > ${now})
    OR task.state = 'cancelled' AND task.due_at > ${now})`;

/** Of the engine $1 at the time $2. What another transaction is about is left to the next. */
const DELETE_STALE = prepare(`
DELETE FROM engine_places WHERE task_id IN (
  SELECT place.task_id FROM engine_places AS place LEFT JOIN tasks AS task ON task.id = place.task_id
  WHERE place.engine = $1
    AND NOT CASE WHEN place.wished_until IS NULL THEN coalesce(${isTaken("$2::bigint")}, false) ELSE place.wished_until > $2::bigint END
  FOR UPDATE OF place SKIP LOCKED)`);

/** The task $1 stands in line for the engine $2 under its lease $3 until $4: where it stood, or at the end. */
const STAND_IN_LINE = prepare(`
INSERT INTO engine_places AS place (task_id, engine, lease, wished_until) VALUES ($1, $2, $3, $4)
ON CONFLICT (task_id) DO UPDATE SET engine = excluded.engine, lease = excluded.lease, wished_until = excluded.wished_until,
  is_trial = false,
  nth = CASE WHEN place.engine = excluded.engine THEN place.nth ELSE excluded.nth END`);

/**
 * Whether the engine $1 is on trial, or was, and somebody who knows of its findings until `known` has not heard yet what that has shown.
 * @param other a condition on the row of another place.
 * @param known, now names of parameters: Unix milliseconds.
 */
const isTried = (other: string, known: string, now: string) =>
  `(EXISTS (SELECT FROM engine_places AS other WHERE other.engine = $1 AND other.is_trial AND ${other})
    OR EXISTS (SELECT FROM engine_health WHERE engine = $1 AND found_at > ${known} AND found_at <= ${now} + ${MAX_NEWS_AHEAD_MS}))`;

/**
 * The task $2 sits down if the engine $1 has fewer than $3 others that sit or stood in line before it; and if it is for a trial, by
 * somebody who knows of its findings until $4, when it may be tried.
 */
const SIT_DOWN = prepare(`
UPDATE engine_places AS mine SET wished_until = NULL, is_trial = $4::bigint IS NOT NULL
WHERE task_id = $2 AND $3::int > (SELECT count(*) FROM engine_places AS other
    WHERE other.engine = $1 AND other.task_id <> mine.task_id AND (other.wished_until IS NULL OR other.nth < mine.nth))
  AND ($4::bigint IS NULL OR NOT ${isTried("other.task_id <> mine.task_id", "$4::bigint", "$5::bigint")})
RETURNING task_id`);

const HOLD_PLACE = prepare(`
INSERT INTO engine_places (task_id, engine, lease) VALUES ($1, $2, $3)
ON CONFLICT (task_id) DO UPDATE SET engine = excluded.engine, lease = excluded.lease, wished_until = NULL,
  is_trial = false`);

/** Notifies $3 when the task $1 had a place under its lease $2, and its engine does not have it. */
const LEAVE_PLACE = prepare(`
WITH gone AS (
  DELETE FROM engine_places WHERE task_id = $1 AND lease = $2
    AND NOT EXISTS (SELECT FROM tasks WHERE id = $1 AND state = 'processing' AND handle IS NOT NULL)
  RETURNING task_id)
SELECT pg_notify('muleteer', $3) FROM gone`);

/** Of the engine $1, at $2 or later: the next begins $3 after it. One that is further ahead than $4 was taken by a clock since set back. */
const TAKE_TURN = prepare(`
INSERT INTO engine_turns AS turn (engine, next_at) VALUES ($1, $2::float8 + $3::float8)
ON CONFLICT (engine) DO UPDATE SET next_at = $3::float8 +
  CASE WHEN turn.next_at > $2::float8 + $4::float8 THEN $2::float8 ELSE greatest(turn.next_at, $2::float8) END
RETURNING next_at - $3::float8 - $2::float8 AS wait_ms`);

const LOCK_ENGINE = prepare("SELECT pg_advisory_xact_lock($1, hashtext($2))");
/** Those who stand in line come before whoever waits in the queue. */
const COUNT_TAKEN = prepare(`
SELECT count(*) AS n, $2::bigint IS NOT NULL AND ${isTried("true", "$2::bigint", "$3::bigint")} AS is_tried
FROM engine_places WHERE engine = $1`);
const TAKE_PLACES = prepare(
  "INSERT INTO engine_places (task_id, engine, lease, is_trial) SELECT unnest($1::text[]), $2, $3, $4::boolean",
);
const FORGET_PLACES = prepare("DELETE FROM engine_places WHERE task_id = ANY ($1::text[])");

/** Of the engine $1: its newest finding $3 of the time $2, and the pause from $4 to $5, either of them if there is one. */
const TELL = prepare(`
INSERT INTO engine_health AS known (engine, found_at, finding, paused_since, paused_until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (engine) DO UPDATE SET
  (found_at, finding) = (SELECT one.found_at, one.finding FROM (VALUES (known.found_at, known.finding),
      (excluded.found_at, excluded.finding)) AS one (found_at, finding)
    WHERE one.found_at <= $6::bigint + ${MAX_NEWS_AHEAD_MS} ORDER BY one.found_at DESC LIMIT 1),
  (paused_since, paused_until) = (SELECT one.since, one.until FROM (VALUES (known.paused_since, known.paused_until),
      (excluded.paused_since, excluded.paused_until)) AS one (since, until)
    WHERE one.until <= $6::bigint + ${MAX_PAUSE_AHEAD_MS} ORDER BY one.until DESC LIMIT 1)`);

export function createPlaceTable({
  database,
  clock,
  tasks,
  rest,
  watch,
  watchNotices,
}: Pick<StoreContext, "database" | "clock" | "tasks" | "rest" | "watch" | "watchNotices">): PlaceStore {
  return {
    claimPlaced: ({ lease, leaseUntil, limit, ...terms }, engine) =>
      tasks.write({
        needs: {},
        isAlone: true,
        run: async (unit) => {
          const { session } = unit;
          const now = clock.now();
          const [, , [row]] = await Promise.all([
            session.query(LOCK_CLAIMS, [LOCKS.claims]),
            settle(session, engine, now),
            session.query(COUNT_TAKEN, [engine.key, engine.trial?.knownAt ?? null, now]),
          ]);
          const left = row?.["is_tried"] === true ? 0 : Math.max(0, engine.capacity - (row?.["n"] as number));
          const free = engine.trial ? Math.min(1, left) : left;
          if (free === 0) return { tasks: [], isFull: true };
          const waiting = await claimWaiting(session, Math.min(limit, free), terms);
          if (waiting.length === 0) return { tasks: [], isFull: false };
          await session.query(TAKE_PLACES, [waiting.map(({ id }) => id), engine.key, lease, engine.trial !== undefined]);
          return { tasks: claimEach(unit, waiting, { lease, leaseUntil, now }), isFull: waiting.length === free };
        },
      }),

    takePlace: ({ id, lease }, engine) =>
      writeAlone(rest, async (session) => {
        const now = clock.now();
        const [, , seated] = await Promise.all([
          settle(session, engine, now),
          session.query(STAND_IN_LINE, [id, engine.key, lease, now + WISH_MS]),
          session.query(SIT_DOWN, [engine.key, id, engine.capacity, engine.trial?.knownAt ?? null, now]),
        ]);
        return seated.length > 0;
      }),

    holdPlace: ({ id, lease }, { key }) =>
      writeAlone(rest, async (session) => {
        await session.query(HOLD_PLACE, [id, key, lease]);
      }),

    leavePlace: ({ id, lease }) =>
      writeAlone(rest, async (session) => {
        await session.query(LEAVE_PLACE, [id, lease, NOTICE]);
      }),

    takeTurn: ({ key, capacity }, { paceMs, noticeMs }) =>
      writeAlone(rest, async (session) => {
        const soonest = clock.now() + noticeMs;
        const [row] = await session.query(TAKE_TURN, [key, soonest, paceMs, paceMs * capacity + MAX_AHEAD_MS]);
        return noticeMs + (row?.["wait_ms"] as number);
      }),

    lookAt: async (keys) => {
      const rows = await database.select(
        `WITH counted AS (
           SELECT place.engine, count(*) FILTER (WHERE wished_until IS NULL AND ${isTaken("$2::bigint")}) AS taken,
             count(*) FILTER (WHERE wished_until > $2::bigint) AS wished
           FROM engine_places AS place LEFT JOIN tasks AS task ON task.id = place.task_id
           WHERE place.engine = ANY ($1::text[]) GROUP BY place.engine)
         SELECT * FROM counted FULL JOIN (SELECT * FROM engine_health WHERE engine = ANY ($1::text[])) AS known USING (engine)`,
        [keys, clock.now()],
      );
      return new Map(
        rows.map((row) => [
          row["engine"] as string,
          { taken: (row["taken"] as number | null) ?? 0, wished: (row["wished"] as number | null) ?? 0, news: toNews(row) },
        ]),
      );
    },

    tellNews: (key, { finding, pause }) =>
      writeAlone(rest, async (session) => {
        const found = [finding?.at ?? 0, finding ? JSON.stringify(finding) : null];
        await session.query(TELL, [key, ...found, pause?.since ?? 0, pause?.until ?? 0, clock.now()]);
        await session.query("SELECT pg_notify('muleteer', $1)", [NEWS]);
      }),

    watchNews: (listener) =>
      watchNotices((notice) => {
        if (notice === NEWS || notice === undefined) listener();
      }),

    watchPlaces(listener) {
      const unwatch = watch((events) => {
        if (events.some(isEnding)) listener();
      });
      const unwatchNotices = watchNotices((notice) => {
        if (notice === NOTICE || notice === undefined) listener();
      });
      return () => {
        unwatch();
        unwatchNotices();
      };
    },
  };
}

function toNews(row: Row): EngineNews {
  const { finding, paused_since: since, paused_until: until } = row;
  return {
    ...(typeof finding === "string" ? { finding: JSON.parse(finding) as EngineFinding } : {}),
    ...(typeof until === "number" && until > 0 ? { pause: { since: since as number, until } } : {}),
  };
}

/** Locks the engine, so that one place is given at a time, and forgets what is no place any more. */
async function settle(session: Session, { key }: SharedEngine, now: number): Promise<void> {
  await Promise.all([session.query(LOCK_ENGINE, [LOCKS.placesOfEngine, key]), session.query(DELETE_STALE, [key, now])]);
}

/** Inside a claim: begun tasks have the places that their engines have kept for them, and no others. */
export async function forgetPlaces(session: Session, begun: readonly Task[]): Promise<void> {
  const ids = begun.flatMap(({ id, handle }) => (handle === undefined ? id : []));
  if (ids.length > 0) await session.query(FORGET_PLACES, [ids]);
}

function isEnding({ type }: TaskEvent): boolean {
  return type === "task.completed" || type === "task.failed" || type === "task.cancelled";
}
