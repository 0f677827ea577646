// A clock whose time stands still until a test moves it: nothing that waits on it takes real time. Waiting and the wall clock
// are apart, as they are on a real machine: a jump of the wall clock wakes nobody.
import { v7 } from "uuid";
import type { Clock } from "../../src/core/clock.ts";

interface Sleeper {
  /** On the axis of `#elapsed`. */
  readonly due: number;
  wake(): void;
}

/** 2026-01-01T00:00:00Z, far from every real expiry. */
const START = Date.UTC(2026, 0, 1);
/** Turns of the event loop in which what a wake set off may go on, after the last file is written, synced or read: each read of the store takes one. */
const TURNS = 40;
/** A bound for something that works on files without end. */
const MAX_TURNS = 1_000_000;

export class ManualClock implements Clock {
  /** What `random` gives. */
  chance = 0.5;
  #wall = START;
  #elapsed = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#wall;
  }

  random(): number {
    return this.chance;
  }

  id(): string {
    return v7();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted || ms <= 0) return resolve();
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { due: this.#elapsed + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake);
    });
  }

  /** Lets `ms` pass; whoever sleeps is woken at his own time, and may sleep again within it. */
  async advance(ms: number): Promise<void> {
    await settle();
    const target = this.#elapsed + ms;
    for (;;) {
      const next = [...this.#sleepers].filter(({ due }) => due <= target).sort((a, b) => a.due - b.due)[0];
      const until = Math.max(this.#elapsed, next?.due ?? target);
      this.#wall += until - this.#elapsed;
      this.#elapsed = until;
      next?.wake();
      await settle();
      if (!next) return;
    }
  }

  /** The wall clock is set, ahead or back; no timer notices. */
  jump(ms: number): void {
    this.#wall += ms;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0, quiet = 0; quiet < TURNS && turn < MAX_TURNS; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq")) ? 0 : quiet + 1;
  }
}
