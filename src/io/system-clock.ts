// The clock of the real world.
import { v7 } from "uuid";
import type { Clock } from "../core/clock.ts";
import { drawRandom } from "./random.ts";

/** Of the last id: ids of one millisecond count up, so that they sort as they were made. */
let msecs = 0;
let seq = 0;

function nextId(): string {
  const random = drawRandom(16);
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // One bit is left free, so that counting up does not overflow: 2 ** 31 ids fit into a millisecond.
    seq = random.readUInt32BE(0) >>> 1;
  } else {
    seq += 1;
  }
  return v7({ random, msecs, seq });
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // By hand: to the one of `node:timers/promises` an abort is an error, which costs nine times the wait to make and to catch.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener("abort", wake);
    }),
  random: () => Math.random(),
  id: nextId,
};
