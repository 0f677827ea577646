// Where a program's time went, from the profile that it wrote.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SHOWN = 30;

interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * Prints the profile in `directory`, if there is one, the largest first, in per cent of what was not idle: functions by their own
 * time, the places that these are in, and functions of src/ by their time with all that they call. Time is by the clock, so a wait for the disk that holds the
 * thread is in it.
 */
export function printProfile(directory: string): void {
  const file = readdirSync(directory).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) return;
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, file), "utf8")) as Profile;
  const own = new Map<number, number>();
  for (const [index, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [alone, together, places] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];

  /** Adds what stands below `node`, once to each function that is on the way to it. */
  function add(node: Node, callers: ReadonlySet<string>): number {
    const name = toName(node);
    const mine = own.get(node.id) ?? 0;
    alone.set(name, (alone.get(name) ?? 0) + mine);
    const place = toPlace(node);
    places.set(place, (places.get(place) ?? 0) + mine);
    const on = new Set(callers).add(name);
    const below = (node.children ?? []).map((id) => byId.get(id)).filter((child) => child !== undefined);
    const all = below.reduce((sum, child) => sum + add(child, on), mine);
    if (!callers.has(name)) together.set(name, (together.get(name) ?? 0) + all);
    return all;
  }

  const [root] = nodes;
  if (!root) return;
  const total = add(root, new Set());
  const idle = [...alone].filter(([name]) => name.startsWith("(idle)")).reduce((sum, [, time]) => sum + time, 0);
  const busy = total - idle;
  console.log(`\nprofile of the server: ${(busy / 1e6).toFixed(1)} s busy, ${(idle / 1e6).toFixed(1)} s idle`);
  const print = (spent: ReadonlyMap<string, number>, isShown: (name: string) => boolean) => {
    const largest = [...spent].filter(([name]) => isShown(name)).sort((a, b) => b[1] - a[1]);
    for (const [name, time] of largest.slice(0, SHOWN)) console.log(`${((100 * time) / busy).toFixed(1).padStart(6)} %  ${name}`);
  };
  console.log("\nby themselves:");
  print(alone, (name) => !name.startsWith("(idle)"));
  console.log("\nby where they are:");
  print(places, (name) => !name.startsWith("(idle)"));
  console.log("\nof src/, with what they call:");
  print(together, (name) => name.includes(" src/"));
}

function toName({ callFrame: { functionName, url, lineNumber } }: Node): string {
  const place = url.includes("/src/") && !url.includes("node_modules") ? url.slice(url.lastIndexOf("/src/") + 1) : url;
  return `${functionName || "(anonymous)"} ${place.split("/").slice(-4).join("/")}:${lineNumber + 1}`;
}

/** A room of ours, a package, a module of Node's, or what the engine itself did. */
function toPlace({ callFrame: { functionName, url } }: Node): string {
  const ours = /\/(src\/[^/]+(?:\/[^/]+)?)/.exec(url.includes("node_modules") ? "" : url)?.[1];
  const theirs = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return ours ?? theirs ?? (url === "" ? functionName : url);
}
