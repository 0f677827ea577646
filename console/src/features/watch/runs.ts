// Tasks that were asked for together: what lies side by side in the feed. It is told from the tasks themselves, so that it is the
// same after a reload.
import type { Task } from "../../../../src/client/index.ts";

export interface Run {
  readonly key: string;
  /** In the order in which they were asked for. */
  readonly ids: readonly string[];
}

/** Tasks of one run are created at most this far apart. */
const APART_MS = 20_000;
const MAX_IN_RUN = 8;

/** @param tasks newest first. */
export function toRuns(tasks: readonly Task[]): Run[] {
  const runs: { key: string; ids: string[]; asked: string; at: number }[] = [];
  for (const task of tasks) {
    const asked = describe(task);
    const at = Date.parse(task.created_at);
    const last = runs.at(-1);
    if (last && last.asked === asked && last.at - at <= APART_MS && last.ids.length < MAX_IN_RUN) {
      last.ids.unshift(task.id);
      last.at = at;
      last.key = task.id;
    } else {
      runs.push({ key: task.id, ids: [task.id], asked, at });
    }
  }
  return runs.map(({ key, ids }) => ({ key, ids }));
}

/** All that was asked for but the seed. */
function describe({ model, input: { seed: _seed, ...rest } }: Task): string {
  return JSON.stringify([model, Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
