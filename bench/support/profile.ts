// Where a program's time went, from the profile that it wrote.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SHOWN = 30;

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Prints the profile in `directory`, if there is one: self time by function, the largest first, in per cent of what was not idle. */
export function printProfile(directory: string): void {
  const file = readdirSync(directory).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) return;
  const profile = JSON.parse(readFileSync(join(directory, file), "utf8")) as Profile;
  const names = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      `${functionName || "(anonymous)"} ${url.split("/").slice(-3).join("/")}:${lineNumber + 1}`,
    ]),
  );
  const spent = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const name = names.get(id) ?? "";
    spent.set(name, (spent.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const busy = [...spent].filter(([name]) => !name.startsWith("(idle)"));
  const total = busy.reduce((sum, [, time]) => sum + time, 0);
  const idle = [...spent.values()].reduce((sum, time) => sum + time, 0) - total;
  console.log(`\nprofile of the server: ${(total / 1e6).toFixed(1)} s busy, ${(idle / 1e6).toFixed(1)} s idle`);
  for (const [name, time] of busy.sort((a, b) => b[1] - a[1]).slice(0, SHOWN))
    console.log(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${name}`);
}
