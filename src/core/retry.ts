// Backoff and deadlines as pure functions: whether a failed attempt is followed by another, and when.
import type { EngineError } from "./engine.ts";

const BASE_MS = 1_000;
const CAP_MS = 60_000;
const MAX_FAILURES = 4;

/** Claims without a verdict after which a task counts as the cause of the crashes that ended them. */
export const MAX_CLAIMS = 25;

export interface RetryInput {
  readonly error: Pick<EngineError, "repeatable" | "retryAfterMs">;
  /** Failed attempts so far, this one included; at least 1. */
  readonly failures: number;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds to wait before the next attempt, or undefined to stop. Exponential with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), but never sooner than the upstream asked for,
 * and never later than a minute.
 */
export function nextAttemptDelayMs({ error, failures, random }: RetryInput): number | undefined {
  if (!error.repeatable || failures >= MAX_FAILURES) return undefined;
  const jittered = Math.round(random * Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1)));
  return Math.min(CAP_MS, Math.max(jittered, error.retryAfterMs ?? 0));
}

/** Milliseconds until pending work is looked at again: every 250 ms at first, then slower, never slower than 5 s. */
export function nextCheckDelayMs(waitedMs: number): number {
  return Math.min(5_000, Math.max(250, Math.round(waitedMs / 8)));
}
