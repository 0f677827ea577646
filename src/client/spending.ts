// What was spent, and what is left.
import type { CallOptions, Connection } from "./connection.ts";

export interface Balance {
  readonly object: "balance";
  readonly currency: "USD";
  /** What the key may spend in all; null for no limit. */
  readonly limit_usd: number | null;
  readonly charged_usd: number;
  /** What its unfinished tasks will cost. */
  readonly reserved_usd: number;
  /** What is left; null without a limit. */
  readonly balance_usd: number | null;
  readonly daily: {
    readonly limit_usd: number | null;
    readonly charged_usd: number;
    readonly reserved_usd: number;
    /** ISO 8601. */
    readonly resets_at: string;
  };
}

export type UsageGroup = "day" | "model" | "key" | "engine";

export interface UsageRow {
  readonly day?: string;
  readonly model?: string;
  /** The key's id. */
  readonly key?: string;
  /** Null for a key that is no longer known. */
  readonly key_name?: string | null;
  readonly engine?: string | null;
  readonly tasks: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly images: number;
  readonly charged_usd: number;
}

export interface Usage {
  readonly object: "usage";
  /** First and last day, `YYYY-MM-DD`, UTC. */
  readonly from: string;
  readonly to: string;
  readonly group_by: readonly UsageGroup[];
  readonly data: readonly UsageRow[];
}

export interface UsageOptions extends CallOptions {
  /** `YYYY-MM-DD`, UTC, both included; the last 30 days when absent. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** By day when absent. */
  readonly groupBy?: readonly UsageGroup[] | undefined;
  /** Id of a key: only its usage. Without it an admin sees everybody's. */
  readonly key?: string | undefined;
}

export async function readBalance(connection: Connection, { signal }: CallOptions): Promise<Balance> {
  return await connection.read<Balance>({ method: "GET", path: "/v1/balance", signal }, "safe");
}

export async function readUsage(connection: Connection, options: UsageOptions): Promise<Usage> {
  return await connection.read<Usage>(toCall(options, "json"), "safe");
}

export async function readUsageCsv(connection: Connection, options: UsageOptions): Promise<string> {
  const call = { ...toCall(options, "csv"), headers: { accept: "text/csv" } };
  return (await connection.call(call, "safe")).text;
}

function toCall({ from, to, groupBy, key, signal }: UsageOptions, format: "json" | "csv") {
  return {
    method: "GET",
    path: "/v1/usage",
    query: { from, to, group_by: groupBy?.join(","), key, format },
    signal,
  } as const;
}
