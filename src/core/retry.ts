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
  /**
   * No engine has begun, because it could not be reached or asked to be left alone, and there is time left to wait for it. Then
   * attempts are not counted.
   */
  readonly patient: boolean;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds to wait before the next attempt, or undefined to stop. Exponential with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), but never sooner than the upstream asked for,
 * and never later than a minute.
 */
export function nextAttemptDelayMs({ error, failures, patient, random }: RetryInput): number | undefined {
  if (!error.repeatable || (failures >= MAX_FAILURES && !patient)) return undefined;
  const jittered = Math.round(random * Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1)));
  return Math.min(CAP_MS, Math.max(jittered, error.retryAfterMs ?? 0));
}

/** Milliseconds until pending work is looked at again: every 250 ms at first, then slower, never slower than 5 s. */
export function nextCheckDelayMs(waitedMs: number): number {
  return Math.min(5_000, Math.max(250, Math.round(waitedMs / 8)));
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Between the attempts at a delivery: eight of them over 23 h. */
const DELIVERY_GAPS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  4 * HOUR_MS,
  18 * HOUR_MS,
] as const;
const DELIVERY_JITTER = 0.2;
const LONGEST_ASKED_MS = 18 * HOUR_MS;

export interface DeliveryRetryInput {
  /** Failed attempts so far, this one included; at least 1. */
  readonly attempts: number;
  /** In [0, 1). */
  readonly random: number;
  /** What the receiver asked for. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Milliseconds to wait before a webhook is sent again, or undefined after the eighth attempt. The gaps grow, a fifth more or less
 * by chance so that deliveries which failed together do not come back together; never sooner than the receiver asked for, up to
 * 18 h.
 */
export function nextDeliveryDelayMs({ attempts, random, retryAfterMs = 0 }: DeliveryRetryInput): number | undefined {
  const gap = DELIVERY_GAPS_MS[attempts - 1];
  if (gap === undefined) return undefined;
  const jittered = Math.round(gap * (1 - DELIVERY_JITTER + 2 * DELIVERY_JITTER * random));
  return Math.max(jittered, Math.min(LONGEST_ASKED_MS, retryAfterMs));
}

const LONGEST_RETRY_AFTER_MS = 24 * HOUR_MS;

/**
 * Milliseconds that an answer's `Retry-After` asks for, at most a day; undefined when it asks for nothing that can be read.
 * A date counts from the answer's own `Date`, so that no clock but the other side's matters (RFC 9110, section 10.2.3).
 */
export function readRetryAfterMs(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  const value = headers["retry-after"]?.trim() ?? "";
  const ms = /^\d{1,9}(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(headers["date"] ?? "");
  return Number.isFinite(ms) && ms >= 0 ? Math.min(LONGEST_RETRY_AFTER_MS, Math.round(ms)) : undefined;
}
