// Money and limits of keys, in the transaction of the task that they are about: so that they hold exactly, however many creates
// arrive at once (I6, I7). Reservations and charges count for the day on which their task was created.
import { reserve, settle, type LedgerEntry } from "../../core/money.ts";
import { type ApiKey, type Balance, type KeyLimits, type Spend, type UsageQuery, type UsageRow } from "../../core/key-store.ts";
import type { CreateOutcome, RequestRate } from "../../core/store.ts";
import { isTerminal, type NewTask, type Task } from "../../core/task.ts";
import { toUsageSelect, toUsageRow } from "../shared/usage.ts";
import {
  findLow,
  judgeCreate,
  toDay,
  toRate,
  toSecond,
  WINDOW_SECONDS,
  type LowBalance,
  type RequestCount,
} from "../shared/spending.ts";
import type { StoreContext } from "./context.ts";

type Refused = Extract<CreateOutcome, { readonly kind: "refused" }>;

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

  /** Those of the last minute, the oldest first; none where they are not limited. */
  function readCounts(keyId: string, limit: number | undefined, now: number): RequestCount[] {
    return limit === undefined ? [] : (selectCounts.all(keyId, toSecond(now), WINDOW_SECONDS) as unknown as RequestCount[]);
  }

  return {
    refuse: (task, limits, now) =>
      judgeCreate(
        task,
        limits,
        {
          readTotal: () => readSpend(selectTotal, task.keyId),
          readDay: () => readSpend(selectDay, task.keyId, toDay(task.createdAt)),
          readLive: () => (selectLive.get(task.keyId)?.["live"] as number | undefined) ?? 0,
          counts: readCounts(task.keyId, limits.requestsPerMinute, now),
        },
        now,
      ),

    rate: (keyId, { requestsPerMinute }, now) => toRate(readCounts(keyId, requestsPerMinute, now), requestsPerMinute, now),

    open(task, { requestsPerMinute }, now) {
      post(task, reserve(task));
      addSpend.run(task.keyId, toDay(task.createdAt), 0, task.priceMicros);
      addState.run(task.keyId, 1, 0, task.priceMicros);
      if (requestsPerMinute === undefined) return undefined;
      const second = toSecond(now);
      deleteCounts.run(task.keyId, second, WINDOW_SECONDS);
      addCount.run(task.keyId, second);
      return toRate(readCounts(task.keyId, requestsPerMinute, now), requestsPerMinute, now);
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
      const low = chargedMicros === 0 ? undefined : findLow(limits, readSpend(selectTotal, task.keyId).chargedMicros);
      if (!low || selectLive.get(task.keyId)?.["low_told"] === 1) return undefined;
      updateLowTold.run(1, task.keyId);
      return low;
    },

    readBalance: (keyId) => ({
      total: readSpend(selectTotal, keyId),
      day: readSpend(selectDay, keyId, toDay(clock.now())),
    }),

    listUsage({ from, to, groupBy, keyId }) {
      const rows = database
        .prepare(toUsageSelect(groupBy, `day BETWEEN ? AND ? ${keyId === undefined ? "" : "AND key_id = ?"}`))
        .all(from, to, ...(keyId === undefined ? [] : [keyId]));
      return rows.filter((row) => row["n"] !== 0).map((row) => toUsageRow(row, groupBy));
    },

    reconsiderLowBalance({ id, limits }) {
      if (!findLow(limits, readSpend(selectTotal, id).chargedMicros)) updateLowTold.run(0, id);
    },
  };
}
