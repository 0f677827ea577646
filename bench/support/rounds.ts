// Measures several things in turns, so that whatever else the machine does meanwhile falls on all of them.
import { median } from "./statistics.ts";

/**
 * `rounds` results of each subject; a first round of each warms up and is not among them.
 * @param measure once for one subject.
 */
export async function inRounds<Name extends string, T>(
  names: readonly Name[],
  rounds: number,
  measure: (name: Name) => Promise<T>,
): Promise<Record<Name, T[]>> {
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const result = await measure(name);
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

/** The ratio of each round, of `a` to `b`. */
export function toRatios<T>(a: readonly T[], b: readonly T[], of: (result: T) => number): number[] {
  return a.map((result, round) => of(result) / of(b[round] as T));
}

/** The value of a figure whose rounds are told. */
export function ofRounds(rounds: readonly number[]): { readonly value: number; readonly rounds: readonly number[] } {
  return { value: median(rounds), rounds };
}
