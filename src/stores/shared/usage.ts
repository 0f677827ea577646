// Reports of usage: the one SELECT that sums the table by any groups, and its rows.
import { MAX_USAGE_ROWS, type UsageGroup, type UsageRow } from "../../core/key-store.ts";
import type { Row } from "./rows.ts";

const USAGE_COLUMNS: Readonly<Record<UsageGroup, string>> = { day: "day", model: "model", key: "key_id", engine: "engine" };
const USAGE_SUMS = [
  ...["completed", "failed", "cancelled", "images", "charged_micros"].map((name) => `coalesce(sum(${name}), 0) AS sum_${name}`),
  "count(*) AS n",
];

/** @param where which rows of the table `usage` are summed. */
export function toUsageSelect(groupBy: readonly UsageGroup[], where: string): string {
  const columns = groupBy.map((group) => USAGE_COLUMNS[group]);
  const groups = columns.length === 0 ? "" : `GROUP BY ${columns.join(", ")} ORDER BY ${columns.join(", ")}`;
  return `SELECT ${[...columns, ...USAGE_SUMS].join(", ")} FROM usage WHERE ${where} ${groups} LIMIT ${MAX_USAGE_ROWS}`;
}

export function toUsageRow(row: Row, groupBy: readonly UsageGroup[]): UsageRow {
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
