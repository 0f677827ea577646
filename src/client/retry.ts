// When a request may be sent again, and after how long: decided here for every request, and pure.
import { ApiError, ConnectionError, TimeoutError } from "./errors.ts";

/**
 * - `safe`: sending it twice does what sending it once does.
 * - `once`: only when it was certainly not carried out.
 */
export type Repeat = "safe" | "once";

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;
/** Attempts at what may be a fault that does not pass: a server's own, or a page of something else at this address. */
const FEW_ATTEMPTS = 3;

/** What is known of a failure besides itself. */
export interface Situation {
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** How many of the last of them may be ones that do not pass. */
  readonly lasting: number;
  /** Since the first of them. */
  readonly elapsedMs: number;
  readonly patienceMs: number;
  /** In [0, 1). */
  readonly random: number;
}

/** Milliseconds to wait before the next attempt, or undefined to give up with this error. */
export function toRepeatDelay(error: unknown, repeat: Repeat, situation: Situation): number | undefined {
  const { failures, lasting, elapsedMs, patienceMs, random } = situation;
  if (!mayRepeat(error, repeat) || lasting >= FEW_ATTEMPTS) return undefined;
  const backoffMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 30)) * (0.5 + random / 2);
  // What the server asks for, and then some, so that all who were told the same do not come back at once.
  const askedMs = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  const delayMs = askedMs + backoffMs;
  return elapsedMs + delayMs > patienceMs ? undefined : delayMs;
}

function mayRepeat(error: unknown, repeat: Repeat): boolean {
  if (error instanceof ConnectionError) {
    if (error.kind === "refused") return true;
    return repeat === "safe" && (error.kind === "lost" || error.kind === "garbled");
  }
  if (error instanceof TimeoutError) return repeat === "safe";
  if (!(error instanceof ApiError)) return false;
  switch (error.status) {
    case 429:
      // A day's limit without a time to come back at lasts until tomorrow.
      return error.kind !== "dailySpendLimit" || error.retryAfterSeconds !== undefined;
    case 503:
      // By the contract nothing was created.
      return true;
    case 500:
    case 502:
    case 504:
      return repeat === "safe";
    default:
      return false;
  }
}

/** Whether this may be a failure that does not pass by waiting. */
export function mayLast(error: unknown): boolean {
  return (error instanceof ApiError && error.status === 500) || (error instanceof ConnectionError && error.kind === "garbled");
}

/** Whether a request that failed like this may have been carried out all the same. */
export function isAmbiguous(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.kind === "lost" || error.kind === "garbled";
  if (error instanceof TimeoutError) return true;
  return error instanceof ApiError && error.status >= 500 && error.status !== 503;
}
