// The failures of one thing that is tried again and again, counted until it succeeds.
import { mayLast, toRepeatDelay, type Repeat } from "./retry.ts";

export class Attempts {
  readonly #toPatienceMs: () => number;
  #failures = 0;
  #lasting = 0;
  #failingSince = 0;

  constructor(toPatienceMs: () => number) {
    this.#toPatienceMs = toPatienceMs;
  }

  /** Milliseconds to wait after this failure before the next attempt, or undefined to give up with it. */
  fail(error: unknown, repeat: Repeat): number | undefined {
    if (this.#failures === 0) this.#failingSince = performance.now();
    this.#failures += 1;
    this.#lasting = mayLast(error) ? this.#lasting + 1 : 0;
    return toRepeatDelay(error, repeat, {
      failures: this.#failures,
      lasting: this.#lasting,
      elapsedMs: performance.now() - this.#failingSince,
      patienceMs: this.#toPatienceMs(),
      random: Math.random(),
    });
  }

  succeed(): void {
    this.#failures = 0;
    this.#lasting = 0;
  }
}
