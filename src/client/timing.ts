// Every wait of this client, in milliseconds. All of them are bounds: nothing waits for ever.

export interface Timing {
  /** One request, from beginning to end. A download may take five times as long. Default 60 s. */
  readonly timeoutMs: number;
  /** How long a server that has answered before may be away, as it is while it restarts. Default 3 minutes. */
  readonly patienceMs: number;
  /** The same before its first answer, when a wrong address is likelier than a restart. Default 5 s. */
  readonly firstPatienceMs: number;
  /** One `generate`, from the create to the end of its task. Default 1 hour. */
  readonly generateMs: number;
  /** An event stream on which nothing came for so long is dead; servers send a sign of life every 15 s. Default 45 s. */
  readonly silenceMs: number;
  /** A new event stream that gives no byte for so long is held back by something in between. Default 5 s. */
  readonly firstByteMs: number;
  /** Between two looks at a task where there are no events. Default 2 s; the first looks come sooner. */
  readonly pollMs: number;
  /** How long an abort waits for the server to take note of it. Default 5 s. */
  readonly cancelMs: number;
}

export const DEFAULT_TIMING: Timing = {
  timeoutMs: 60_000,
  patienceMs: 180_000,
  firstPatienceMs: 5_000,
  generateMs: 3_600_000,
  silenceMs: 45_000,
  firstByteMs: 5_000,
  pollMs: 2_000,
  cancelMs: 5_000,
};

/** Beyond this, timers of every platform fire at once instead of late. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      },
      Math.min(ms, MAX_TIMER_MS),
    );
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** A signal that aborts with another one or when its own time is over, whichever comes first. */
export interface Bound {
  readonly signal: AbortSignal;
  /** Whether it was the time. */
  readonly timedOut: boolean;
  /** Gives it this much time from now; undefined takes the limit away until the next call. */
  allow(ms: number | undefined): void;
  /** Aborts what still hangs on it, and leaves no timer or listener behind. */
  release(): void;
}

export function createBound(outer: AbortSignal | undefined, ms?: number): Bound {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timedOut = false;
  const onAbort = () => controller.abort(outer?.reason);
  const allow = (allowed: number | undefined) => {
    clearTimeout(timer);
    if (allowed === undefined || controller.signal.aborted) return;
    timer = setTimeout(
      () => {
        timedOut = true;
        controller.abort();
      },
      Math.min(allowed, MAX_TIMER_MS),
    );
  };
  if (outer?.aborted) onAbort();
  else outer?.addEventListener("abort", onAbort, { once: true });
  allow(ms);
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    allow,
    release() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", onAbort);
      controller.abort();
    },
  };
}
