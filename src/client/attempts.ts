// The failures of one thing that is tried again and again, counted until it succeeds.
import { mayLast, toRepeatDelay, type Repeat } from "./retry.ts";

export interface AttemptOptions {
  readonly toPatienceMs: () => number;
  /** Called before each wait. */
  readonly onRetry: ((error: unknown, delayMs: number) => void) | undefined;
}

export class Attempts {
  readonly #options: AttemptOptions;
  #failures = 0;
  #lasting = 0;
  #failingSince = 0;

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  /** Milliseconds to wait after this failure before the next attempt, or undefined to give up with it. */
  fail(error: unknown, repeat: Repeat): number | undefined {
    if (this.#failures === 0) this.#failingSince = performance.now();
    this.#failures += 1;
    this.#lasting = mayLast(error) ? this.#lasting + 1 : 0;
    const delayMs = toRepeatDelay(error, repeat, {
      failures: this.#failures,
      lasting: this.#lasting,
      elapsedMs: performance.now() - this.#failingSince,
      patienceMs: this.#options.toPatienceMs(),
      random: Math.random(),
    });
    if (delayMs !== undefined) this.#options.onRetry?.(error, delayMs);
    return delayMs;
  }

  succeed(): void {
    this.#failures = 0;
    this.#lasting = 0;
  }
}
