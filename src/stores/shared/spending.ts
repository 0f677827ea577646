// What limits and budgets allow, from what a store has counted: the same rules whatever it counts in.
import type { KeyLimits, Spend } from "../../core/key-store.ts";
import type { CreateOutcome, RequestRate } from "../../core/store.ts";
import type { NewTask } from "../../core/task.ts";

/** Creates of the last so many seconds count for `requestsPerMinute`. */
export const WINDOW_SECONDS = 60;
const DAY_MS = 86_400_000;

type Refused = Extract<CreateOutcome, { readonly kind: "refused" }>;

/** A key's creates in one second, Unix seconds. */
export interface RequestCount {
  readonly second: number;
  readonly n: number;
}

/** What a key has spent and has running, as far as its limits ask for it. */
export interface Standing {
  readonly readTotal: () => Spend;
  /** Of the day on which the task is created. */
  readonly readDay: () => Spend;
  /** Unfinished tasks. */
  readonly readLive: () => number;
  /** Of the last minute, the oldest first; none where requests are not limited. */
  readonly counts: readonly RequestCount[];
}

interface Window {
  readonly rate: RequestRate;
  /** Until one more create fits. */
  readonly retryAfterMs: number;
}

export interface LowBalance {
  readonly leftMicros: number;
  readonly limitMicros: number;
}

/** The day that was written last: nearly always the one that is asked for next. */
let lastDay = { number: Number.NaN, text: "" };

/** `2026-11-24`, UTC. */
export function toDay(at: number): string {
  const number = Math.floor(at / 86_400_000);
  if (number !== lastDay.number) lastDay = { number, text: new Date(at).toISOString().slice(0, 10) };
  return lastDay.text;
}

/** The second that a create counts in. */
export function toSecond(at: number): number {
  return Math.floor(at / 1000);
}

/** The refusal of one more task, or undefined when every limit allows it. */
export function judgeCreate(task: NewTask, limits: KeyLimits, standing: Standing, now: number): Refused | undefined {
  const window = toWindow(standing.counts, limits.requestsPerMinute, now);
  const broken = findBroken(task, limits, standing, window);
  return broken && { kind: "refused", ...broken, ...(window ? { rate: window.rate } : {}) };
}

/** Where a key stands in its requests per minute; undefined when those are not limited. */
export function toRate(counts: readonly RequestCount[], limit: number | undefined, now: number): RequestRate | undefined {
  return toWindow(counts, limit, now)?.rate;
}

/** What is left of a key's budget, where that is less than its owner wants to be told of. */
export function findLow({ totalSpendMicros, lowBalanceMicros }: KeyLimits, chargedMicros: number): LowBalance | undefined {
  if (totalSpendMicros === undefined) return undefined;
  const leftMicros = totalSpendMicros - chargedMicros;
  const isLow = leftMicros < (lowBalanceMicros ?? Math.floor(totalSpendMicros / 10));
  return isLow ? { leftMicros, limitMicros: totalSpendMicros } : undefined;
}

/**
 * The creates of the last minute, each second's as one number: none is forgotten before the last of its second is a minute ago.
 * Those of the future are from before the clock was set back: they count too, unless it was by more than a minute.
 */
function toWindow(counts: readonly RequestCount[], limit: number | undefined, now: number): Window | undefined {
  if (limit === undefined) return undefined;
  const second = toSecond(now);
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
  { priceMicros, createdAt }: NewTask,
  { totalSpendMicros, dailySpendMicros, concurrentTasks }: KeyLimits,
  { readTotal, readDay, readLive }: Standing,
  window: Window | undefined,
): Pick<Refused, "limit" | "retryAfterMs"> | undefined {
  const exceeds = ({ chargedMicros, reservedMicros }: Spend, limit: number) =>
    chargedMicros + reservedMicros + priceMicros > limit;
  if (totalSpendMicros !== undefined && exceeds(readTotal(), totalSpendMicros)) return { limit: "totalSpendMicros" };
  if (dailySpendMicros !== undefined && exceeds(readDay(), dailySpendMicros)) {
    return { limit: "dailySpendMicros", retryAfterMs: DAY_MS - (createdAt % DAY_MS) };
  }
  if (concurrentTasks !== undefined && readLive() >= concurrentTasks) return { limit: "concurrentTasks" };
  return window?.rate.remaining === 0 ? { limit: "requestsPerMinute", retryAfterMs: window.retryAfterMs } : undefined;
}
