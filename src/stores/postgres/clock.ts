// The database's clock, for everything that nodes agree on: leases, due times, days of budgets. It is asked now and then, and in
// between runs by this machine's monotonic clock: a wall clock that is off by minutes, or is set, changes nothing.
import { v7 } from "uuid";
import type { Clock } from "../../core/clock.ts";
import type { Database } from "./database.ts";

const ASK_EVERY_MS = 30_000;
/** Of so many answers the quickest is believed, because it has travelled least. */
const ASKS = 3;
/** Ids of one millisecond are told apart, and kept in order, by a counter of 32 bits that begins low enough to have room. */
const FIRST_SEQUENCE_BITS = 30;

export interface DatabaseClock extends Clock {
  stop(): void;
}

/** @throws {StoreUnavailable} when the database cannot be asked. */
export async function openDatabaseClock(database: Pick<Database, "select">, local: Clock): Promise<DatabaseClock> {
  let ahead = await measure(database);
  const timer = setInterval(() => {
    // As long as it cannot be asked, the last answer holds: monotonic clocks drift by milliseconds an hour.
    measure(database).then(
      (measured) => (ahead = measured),
      () => {},
    );
  }, ASK_EVERY_MS);
  timer.unref();

  const now = () => Math.round(performance.now() + ahead);
  let last = { ms: 0, sequence: 0 };
  return {
    now,
    sleep: (ms, signal) => local.sleep(ms, signal),
    random: () => local.random(),
    id() {
      const ms = Math.max(now(), last.ms);
      const sequence = ms === last.ms ? last.sequence + 1 : Math.floor(local.random() * 2 ** FIRST_SEQUENCE_BITS);
      last = { ms, sequence };
      return v7({ msecs: ms, seq: sequence });
    },
    stop: () => clearInterval(timer),
  };
}

/** How far the database's time, in Unix milliseconds, is ahead of this process's monotonic clock. */
async function measure(database: Pick<Database, "select">): Promise<number> {
  let best = { tookMs: Infinity, ahead: 0 };
  for (let ask = 0; ask < ASKS; ask += 1) {
    const asked = performance.now();
    const [row] = await database.select("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms");
    const answered = performance.now();
    const tookMs = answered - asked;
    if (tookMs < best.tookMs) best = { tookMs, ahead: (row?.["ms"] as number) - (asked + answered) / 2 };
  }
  return best.ahead;
}
