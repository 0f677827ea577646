// What nodes on one PostgreSQL cost: the names of the figures that nodes.ts measures, and what simulation.ts reads of them.
import type { Figure } from "./report.ts";

export const DEEDS = ["create", "poll", "life"] as const;
/** A task that is made and waits; a look at it; a task from its create to its picture, which is told to who waits. */
export type Deed = (typeof DEEDS)[number];

/** Of one deed at some number of nodes. */
export interface Cost {
  readonly nodes: number;
  /** Processor time, microseconds. */
  readonly nodeMicros: number;
  readonly databaseMicros: number;
  /** Write transactions: fewer than one where deeds share them. */
  readonly commits: number;
  readonly walKib: number;
}

export interface NodeCosts {
  readonly costs: Readonly<Record<Deed, readonly Cost[]>>;
  /** One fsync of the disk that the database is on, milliseconds. */
  readonly fsyncMs: number;
  /** What a task takes on the database's disk, with its events, its money and all indexes. */
  readonly storedKib: number;
}

export const NODE_COUNTS = [1, 2, 4] as const;

export const PLURALS: Readonly<Record<Deed, string>> = { create: "creates", poll: "polls", life: "lives" };
export const toNodes = (nodes: number) => (nodes === 1 ? "1 node" : `${nodes} nodes`);

export const NAMES = {
  nodeMicros: (deed: Deed, nodes: number) => `${deed}, processor of ${toNodes(nodes)}`,
  databaseMicros: (deed: Deed, nodes: number) => `${deed}, processor of PostgreSQL, ${toNodes(nodes)}`,
  commits: (deed: Deed, nodes: number) => `${deed}, commits for each, ${toNodes(nodes)}`,
  walKib: (deed: Deed, nodes: number) => `${deed}, log written, ${toNodes(nodes)}`,
  ratio: (deed: Deed, nodes: number) => `${PLURALS[deed]} a second, ${toNodes(nodes)} to embedded`,
  perSecond: (deed: Deed, nodes: number) => `${PLURALS[deed]}, ${toNodes(nodes)}`,
  fsyncMs: "one fsync of this disk, p50",
  storedKib: "stored for each task",
} as const;

/** @throws when a figure is missing. */
export function readNodeCosts(figures: readonly Figure[]): NodeCosts {
  const read = (what: string) => {
    const figure = figures.find((each) => each.question === "nodes" && each.what === what);
    if (!figure) throw new Error(`there is no figure of "${what}": measure it with node bench/nodes.ts --json FILE`);
    return figure.value;
  };
  const list = (deed: Deed): Cost[] =>
    NODE_COUNTS.map((nodes) => ({
      nodes,
      nodeMicros: read(NAMES.nodeMicros(deed, nodes)),
      databaseMicros: read(NAMES.databaseMicros(deed, nodes)),
      commits: read(NAMES.commits(deed, nodes)),
      walKib: read(NAMES.walKib(deed, nodes)),
    }));
  return {
    costs: { create: list("create"), poll: list("poll"), life: list("life") },
    fsyncMs: read(NAMES.fsyncMs),
    storedKib: read(NAMES.storedKib),
  };
}
