// Ctrl+C: the first one asks what runs to end in order, and the second does not wait for it.
import { EXIT_CODES } from "./failure.ts";

/** Two so close together are one: npm repeats the terminal's Ctrl+C to its child. */
const ECHO_MS = 500;

/** Runs `work` with a signal that aborts at SIGINT or SIGTERM. */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = () => {
    const now = performance.now();
    if (firstAt !== undefined && now - firstAt > ECHO_MS) process.exit(EXIT_CODES.interrupted);
    firstAt ??= now;
    controller.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
