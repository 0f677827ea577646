// Every source of nondeterminism: time, waiting, chance and ids. It is handed in, so that tests decide what they are.

/** The last time that four digits of a year can say, as RFC 3339 has it. */
export const LAST_TIME_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** Times are Unix milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A float in [0, 1). */
  random(): number;
  /** A UUIDv7 (RFC 9562): sorts by the time at which it was made. */
  id(): string;
}
