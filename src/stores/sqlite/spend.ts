// Money and limits of keys, in the transaction of the task that they are about: so that they hold exactly, however many creates
// arrive at once (I6, I7). Reservations and charges count for the day on which their task was created.
import { reserve, settle, type LedgerEntry } from "../../core/money.ts";
import {
  MAX_USAGE_ROWS,
  type ApiKey,
  type Balance,
  type KeyLimits,
  type Spend,
  type UsageGroup,
  type UsageQuery,
  type UsageRow,
} from "../../core/key-store.ts";
import type { CreateOutcome, RequestRate } from "../../core/store.ts";
import { isTerminal, type NewTask, type Task } from "../../core/task.ts";
import { toDay, type Row, type StoreContext } from "./context.ts";

const WINDOW_SECONDS = 60;
const DAY_MS = 86_400_000;

type Refused = Extract<CreateOutcome, { readonly kind: "refused" }>;

interface Rate {
  readonly rate: RequestRate;
  /** Until one more create fits. */
  readonly retryAfterMs: number;
}

interface LowBalance {
  readonly leftMicros: number;
  readonly limitMicros: number;
}

export interface SpendTable {
  /** Inside a write: whether the limits allow one more task, with nothing written yet. */
  refuse(task: NewTask, limits: KeyLimits, now: number): Refused | undefined;
  /** Where the key stands in its requests per minute, if those are limited. */
  rate(keyId: string, limits: KeyLimits, now: number): RequestRate | undefined;
  /** Inside a write: sets the price of a new task aside, and counts it. */
  open(task: Task, limits: KeyLimits, now: number): RequestRate | undefined;
  /** Inside a write: settles a task that has just ended; what is left when its key's balance has just become low. */
  close(task: Task, limits: KeyLimits): LowBalance | undefined;
  readBalance(keyId: string): Balance;
  listUsage(query: UsageQuery): UsageRow[];
  /** Inside a write: a balance that is not low under new limits may become so again. */
  reconsiderLowBalance(key: Pick<ApiKey, "id" | "limits">): void;
}

export function createSpendTable({ database, clock }: StoreContext): SpendTable {
  const insertLedger = database.prepare(
    "INSERT INTO ledger (task_id, settlement, kind, key_id, amount_micros, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const selectDay = database.prepare("SELECT charged_micros, reserved_micros FROM spend WHERE key_id = ? AND day = ?");
  const selectTotal = database.prepare("SELECT charged_micros, reserved_micros FROM key_state WHERE key_id = ?");
  const addSpend = database.prepare(
    "INSERT INTO spend (key_id, day, charged_micros, reserved_micros) VALUES (?1, ?2, ?3, max(0, ?4)) ON CONFLICT DO UPDATE SET charged_micros = charged_micros + ?3, reserved_micros = reserved_micros + ?4",
  );
  const selectLive = database.prepare("SELECT live, low_told FROM key_state WHERE key_id = ?");
  const addState = database.prepare(
    `INSERT INTO key_state (key_id, live, charged_micros, reserved_micros) VALUES (?1, max(0, ?2), ?3, max(0, ?4))
     ON CONFLICT DO UPDATE SET live = live + ?2, charged_micros = charged_micros + ?3, reserved_micros = reserved_micros + ?4`,
  );
  const updateLowTold = database.prepare("UPDATE key_state SET low_told = ? WHERE key_id = ?");
  const selectCounts = database.prepare(
    "SELECT second, n FROM request_counts WHERE key_id = ?1 AND second BETWEEN ?2 - ?3 AND ?2 + ?3 ORDER BY second",
  );
  const addCount = database.prepare(
    "INSERT INTO request_counts (key_id, second, n) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1",
  );
  const deleteCounts = database.prepare(
    "DELETE FROM request_counts WHERE key_id = ?1 AND second NOT BETWEEN ?2 - ?3 AND ?2 + ?3",
  );
  const addUsage = database.prepare(
    `INSERT INTO usage (day, key_id, model, engine, completed, failed, cancelled, images, charged_micros) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
     ON CONFLICT DO UPDATE SET completed = completed + ?5, failed = failed + ?6, cancelled = cancelled + ?7, images = images + ?8, charged_micros = charged_micros + ?9`,
  );

  function post(task: Task, entry: LedgerEntry): void {
    insertLedger.run(task.id, entry.kind === "reserve" ? 0 : 1, entry.kind, task.keyId, entry.amountMicros, task.updatedAt);
  }

  function readSpend(statement: typeof selectDay, ...parameters: string[]): Spend {
    const row = statement.get(...parameters);
    return {
      chargedMicros: (row?.["charged_micros"] as number | undefined) ?? 0,
      reservedMicros: (row?.["reserved_micros"] as number | undefined) ?? 0,
    };
  }

  /** What is left, where that is less than the key's owner wants to be told of. */
  function findLow(keyId: string, { totalSpendMicros, lowBalanceMicros }: KeyLimits): LowBalance | undefined {
    if (totalSpendMicros === undefined) return undefined;
    const leftMicros = totalSpendMicros - readSpend(selectTotal, keyId).chargedMicros;
    const isLow = leftMicros < (lowBalanceMicros ?? Math.floor(totalSpendMicros / 10));
    return isLow ? { leftMicros, limitMicros: totalSpendMicros } : undefined;
  }

  /**
   * The creates of the last minute, each second's as one number: none is forgotten before the last of its second is a minute ago.
   * Those of the future are from before the clock was set back: they count too, unless it was by more than a minute.
   */
  function readRate(keyId: string, limit: number | undefined, now: number): Rate | undefined {
    if (limit === undefined) return undefined;
    const second = Math.floor(now / 1000);
    const counts = selectCounts.all(keyId, second, WINDOW_SECONDS) as { second: number; n: number }[];
    const used = counts.reduce((sum, { n }) => sum + n, 0);
    const untilGone = (from: number) => Math.max(0, (from + WINDOW_SECONDS + 1) * 1000 - now);
    // The next create fits when enough of the oldest have left.
    let excess = used - limit + 1;
    const leaving = counts.find(({ n }) => (excess -= n) <= 0);
    const remaining = Math.max(0, limit - used);
    const resetMs = counts.length === 0 ? 0 : untilGone(counts.at(-1)?.second ?? second);
    return { rate: { limit, remaining, resetMs }, retryAfterMs: untilGone(leaving?.second ?? second) };
  }

  /** The first limit that one more task would break, and when that may be over. */
  function findBroken(
    { keyId, priceMicros, createdAt }: NewTask,
    { totalSpendMicros, dailySpendMicros, concurrentTasks }: KeyLimits,
    window: Rate | undefined,
  ): Pick<Refused, "limit" | "retryAfterMs"> | undefined {
    const exceeds = ({ chargedMicros, reservedMicros }: Spend, limit: number) =>
      chargedMicros + reservedMicros + priceMicros > limit;
    if (totalSpendMicros !== undefined && exceeds(readSpend(selectTotal, keyId), totalSpendMicros)) {
      return { limit: "totalSpendMicros" };
    }
    if (dailySpendMicros !== undefined && exceeds(readSpend(selectDay, keyId, toDay(createdAt)), dailySpendMicros)) {
      return { limit: "dailySpendMicros", retryAfterMs: DAY_MS - (createdAt % DAY_MS) };
    }
    if (concurrentTasks !== undefined && ((selectLive.get(keyId)?.["live"] as number | undefined) ?? 0) >= concurrentTasks) {
      return { limit: "concurrentTasks" };
    }
    return window?.rate.remaining === 0 ? { limit: "requestsPerMinute", retryAfterMs: window.retryAfterMs } : undefined;
  }

  return {
    refuse(task, limits, now) {
      const window = readRate(task.keyId, limits.requestsPerMinute, now);
      const broken = findBroken(task, limits, window);
      return broken && { kind: "refused", ...broken, ...(window ? { rate: window.rate } : {}) };
    },

    rate: (keyId, { requestsPerMinute }, now) => readRate(keyId, requestsPerMinute, now)?.rate,

    open(task, { requestsPerMinute }, now) {
      post(task, reserve(task));
      addSpend.run(task.keyId, toDay(task.createdAt), 0, task.priceMicros);
      addState.run(task.keyId, 1, 0, task.priceMicros);
      if (requestsPerMinute === undefined) return undefined;
      const second = Math.floor(now / 1000);
      deleteCounts.run(task.keyId, second, WINDOW_SECONDS);
      addCount.run(task.keyId, second);
      return readRate(task.keyId, requestsPerMinute, now)?.rate;
    },

    close(task, limits) {
      if (!isTerminal(task.state)) throw new RangeError(`task ${task.id} is ${task.state}: nothing to close`);
      const entry = settle(task);
      const chargedMicros = entry.kind === "charge" ? entry.amountMicros : 0;
      post(task, entry);
      addSpend.run(task.keyId, toDay(task.createdAt), chargedMicros, -task.priceMicros);
      addState.run(task.keyId, -1, chargedMicros, -task.priceMicros);
      const counts = (["completed", "failed", "cancelled"] as const).map((state) => (task.state === state ? 1 : 0));
      addUsage.run(
        toDay(task.updatedAt),
        task.keyId,
        task.model,
        task.engine ?? "",
        ...counts,
        task.images?.length ?? 0,
        chargedMicros,
      );
      const low = chargedMicros === 0 ? undefined : findLow(task.keyId, limits);
      if (!low || selectLive.get(task.keyId)?.["low_told"] === 1) return undefined;
      updateLowTold.run(1, task.keyId);
      return low;
    },

    readBalance: (keyId) => ({
      total: readSpend(selectTotal, keyId),
      day: readSpend(selectDay, keyId, toDay(clock.now())),
    }),

    listUsage({ from, to, groupBy, keyId }) {
      const columns = groupBy.map((group) => USAGE_COLUMNS[group]);
      const groups = columns.length === 0 ? "" : `GROUP BY ${columns.join(", ")} ORDER BY ${columns.join(", ")}`;
      const rows = database
        .prepare(
          `SELECT ${[...columns, ...USAGE_SUMS].join(", ")} FROM usage WHERE day BETWEEN ? AND ? ${keyId === undefined ? "" : "AND key_id = ?"} ${groups} LIMIT ${MAX_USAGE_ROWS}`,
        )
        .all(from, to, ...(keyId === undefined ? [] : [keyId]));
      return rows.filter((row) => row["n"] !== 0).map((row) => toUsageRow(row, groupBy));
    },

    reconsiderLowBalance({ id, limits }) {
      if (!findLow(id, limits)) updateLowTold.run(0, id);
    },
  };
}

const USAGE_COLUMNS: Readonly<Record<UsageGroup, string>> = { day: "day", model: "model", key: "key_id", engine: "engine" };
const USAGE_SUMS = [
  ...["completed", "failed", "cancelled", "images", "charged_micros"].map((name) => `coalesce(sum(${name}), 0) AS sum_${name}`),
  "count(*) AS n",
];

function toUsageRow(row: Row, groupBy: readonly UsageGroup[]): UsageRow {
  const text = (group: UsageGroup) => (groupBy.includes(group) ? (row[USAGE_COLUMNS[group]] as string) : undefined);
  const [day, model, keyId, engine] = [text("day"), text("model"), text("key"), text("engine")];
  return {
    ...(day === undefined ? {} : { day }),
    ...(model === undefined ? {} : { model }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(engine === undefined ? {} : { engine }),
    completed: row["sum_completed"] as number,
    failed: row["sum_failed"] as number,
    cancelled: row["sum_cancelled"] as number,
    images: row["sum_images"] as number,
    chargedMicros: row["sum_charged_micros"] as number,
  };
}
