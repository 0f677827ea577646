// Events in rows, and who is told of them: the events of this node with their commit, those of others by LISTEN, and by a look at
// the table now and then, which alone would be enough. Each is told once, in the order of the ids.
import { Client } from "pg";
import type { TaskEvent } from "../../core/event.ts";
import type { EventStore } from "../../core/event-store.ts";
import { toTaskEvent } from "../shared/rows.ts";
import type { StoreContext, WriteLane } from "./context.ts";
import { prepare, toClientConfig, type Database } from "./database.ts";

const PAGE = 500;
/** The net below LISTEN. */
const LOOK_EVERY_MS = 1_000;
const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;
/** Of the one connection that every node has to the server itself for as long as it runs, by which others see that it does. */
export const LISTENER = "muleteer listen";

const SELECT_NEWS = prepare("SELECT * FROM events WHERE id > $1 ORDER BY id LIMIT $2");

type Listener = (events: readonly TaskEvent[]) => void;
type NoticeListener = (notice?: string) => void;

export interface EventTail {
  readonly watch: (listener: Listener) => () => void;
  readonly watchNotices: (listener: NoticeListener) => () => void;
  /** Tells of what this node has committed, and of all that others did before it. */
  committed(events: readonly TaskEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** Begins at the end of the events that there are. */
export async function followEvents(database: Database, directUrl: string): Promise<EventTail> {
  const listeners = new Set<Listener>();
  const noticeListeners = new Set<NoticeListener>();
  let told = await readLast(database);
  let looking: Promise<void> | undefined;
  let isClosed = false;

  function tell(events: readonly TaskEvent[]): void {
    const news = events.filter(({ id }) => id > told);
    const last = news.at(-1);
    if (!last) return;
    told = last.id;
    for (const listener of listeners) listener(news);
  }

  async function look(): Promise<void> {
    for (;;) {
      const rows = await database.select(SELECT_NEWS, [told, PAGE]);
      tell(rows.map(toTaskEvent));
      if (rows.length < PAGE) return;
    }
  }

  /** One look at a time; what was committed before it was asked for is in it, or in the one after. */
  async function catchUp(): Promise<void> {
    if (looking) await looking;
    looking ??= look().finally(() => (looking = undefined));
    await looking;
  }

  const attempt = () => {
    if (!isClosed) catchUp().catch(() => {});
  };
  const listening = listen(directUrl, (notice) => {
    const last = Number(notice);
    // Mostly it is this node's own, and told already.
    if (notice === undefined || last > told) attempt();
    if (Number.isNaN(last)) for (const listener of noticeListeners) listener(notice);
  });
  const timer = setInterval(attempt, LOOK_EVERY_MS);
  timer.unref();

  return {
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchNotices(listener) {
      noticeListeners.add(listener);
      return () => noticeListeners.delete(listener);
    },
    async committed(events) {
      const first = events[0]?.id;
      if (first === undefined) return;
      // Where nobody else has committed since, there is nothing to be read.
      if (first > told + 1) await catchUp().catch(() => {});
      tell(events);
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await listening.stop();
      await looking?.catch(() => {});
    },
  };
}

async function readLast(database: Database): Promise<number> {
  const [row] = await database.select("SELECT last FROM event_counter");
  return row?.["last"] as number;
}

/**
 * Calls `heard` with each notification, the id of an event or a word, and without one whenever the connection was made anew; it is
 * made anew for as long as it takes.
 */
function listen(url: string, heard: (notice?: string) => void): { stop(): Promise<void> } {
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let backoffMs = FIRST_BACKOFF_MS;
  let isStopped = false;

  async function connect(): Promise<void> {
    // Idle for as long as nothing happens: no time-out of statements.
    const { query_timeout: _answer, ...config } = toClientConfig(url);
    const fresh = new Client({ ...config, application_name: LISTENER });
    client = fresh;
    fresh.on("notification", ({ payload }) => heard(payload));
    fresh.on("error", () => {});
    fresh.on("end", () => {
      if (client === fresh) again();
    });
    try {
      await fresh.connect();
      await fresh.query("LISTEN muleteer");
      backoffMs = FIRST_BACKOFF_MS;
      heard();
    } catch {
      if (client === fresh) again();
      fresh.end().catch(() => {});
    }
  }

  function again(): void {
    client = undefined;
    if (isStopped || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      if (!isStopped) connecting = connect();
    }, backoffMs);
    retry.unref();
    backoffMs = Math.min(MAX_BACKOFF_MS, backoffMs * 2);
  }

  let connecting = connect();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(retry);
      await connecting;
      await client?.end().catch(() => {});
    },
  };
}

export function createEventTable({ database, watch }: Pick<StoreContext, "database" | "watch">, lane: WriteLane): EventStore {
  return {
    watch,

    listEvents: async ({ after, of, limit }) => {
      const [column, id] = "taskId" in of ? ["task_id", of.taskId] : ["key_id", of.keyId];
      const rows = await database.select(`SELECT * FROM events WHERE ${column} = $1 AND id > $2 ORDER BY id LIMIT $3`, [
        id,
        after,
        limit,
      ]);
      return rows.map(toTaskEvent);
    },

    lastEventId: () => readLast(database),

    prunedThrough: async () => {
      const [row] = await database.select("SELECT through FROM events_pruned");
      return row?.["through"] as number;
    },

    pruneEvents: (before, limit) =>
      lane.write({
        needs: {},
        isAlone: true,
        run: async ({ session }) => {
          // Ids and times grow together, so the oldest events are those with the smallest ids. Search goes by events, so none is
          // forgotten before it is indexed.
          const rows = await session.query(
            "SELECT id, at FROM events WHERE id <= (SELECT event_id FROM task_words_through) ORDER BY id LIMIT $1",
            [limit],
          );
          // What writers that are gone have left behind; one that is not writes its row anew.
          await session.query("DELETE FROM writers WHERE at < now() - interval '7 days'");
          // A clock that was set back leaves events that look younger than the next; they go with those.
          const last = rows.findLast((row) => (row["at"] as number) < before)?.["id"] as number | undefined;
          if (last === undefined) return 0;
          await session.query("UPDATE events_pruned SET through = greatest(through, $1)", [last]);
          return (await session.query("DELETE FROM events WHERE id <= $1 RETURNING id", [last])).length;
        },
      }),
  };
}
