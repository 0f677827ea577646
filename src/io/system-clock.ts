// The clock of the real world.
import { setTimeout as delay } from "node:timers/promises";
import { v7 } from "uuid";
import type { Clock } from "../core/clock.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    // An abort ends the wait early; it is no error to the sleeper.
    await delay(ms, undefined, signal ? { signal } : undefined).catch(() => {});
  },
  random: () => Math.random(),
  id: () => v7(),
};
