// The short form, which runs with all other tests, and the long one, `npm run crash`: it kills more often, and does what takes long.

/** CRASH_KILLS is set by the long form alone. */
export const isLong = process.env["CRASH_KILLS"] !== undefined;
export const KILLS = Number(process.env["CRASH_KILLS"] ?? 6);
/** CRASH_SEED repeats a run's choices. */
export const SEED = Number(process.env["CRASH_SEED"] ?? Date.now() % 1_000_000);
/** Of those tests that need several. */
export const NODES = Number(process.env["CRASH_NODES"] ?? 3);
