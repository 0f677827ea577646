// Prices, reservations and charges, as integers of micro-dollars. Owns I7: a task is charged at most once, and only when it
// completed.
import { isTerminal, type Task } from "./task.ts";

export interface LedgerEntry {
  readonly kind: "reserve" | "charge" | "release";
  readonly amountMicros: number;
}

/** What creating a task sets aside. */
export function reserve(task: Pick<Task, "priceMicros">): LedgerEntry {
  return { kind: "reserve", amountMicros: task.priceMicros };
}

/**
 * What a task that has just ended does to its reservation: a completed one is charged for the images that it has, any other
 * gives everything back.
 * @throws {RangeError} when the task has not ended.
 */
export function settle(task: Task): LedgerEntry {
  if (!isTerminal(task.state)) throw new RangeError(`task ${task.id} is ${task.state}: nothing to settle`);
  if (task.state !== "completed") return { kind: "release", amountMicros: task.priceMicros };
  const made = Math.min(task.images?.length ?? 0, task.imageCount);
  return { kind: "charge", amountMicros: Math.floor((task.priceMicros * made) / task.imageCount) };
}

/** Micro-dollars as the wire writes them. */
export function toUsd(micros: number): number {
  return micros / 1_000_000;
}

/** US dollars as micro-dollars; undefined for what has more than 6 decimals. */
export function toMicros(usd: number): number | undefined {
  const micros = Math.round(usd * 1_000_000);
  // Division rounds to the double that is nearest to the decimal, which is the one that its text was read as.
  return toUsd(micros) === usd ? micros : undefined;
}
