// What the nodes of one installation tell each other of themselves: which engines each has, how those are, and how long they take.
// A store that one process owns has no such part: that process knows all there is.
//
// What a node has told is good until a time that it names, by the store's clock: of a node that died nothing is left after that. It
// is for display and for estimates; what must be exact, the places at engines that several nodes share, the place store has.
import type { EngineStatus } from "./engine-status.ts";
import type { Figures } from "./estimates.ts";

/** One engine as the node that has it knows it; `busy` is what this node has there. */
export interface EngineReport extends Omit<EngineStatus, "nodes"> {
  /** Key of a shared engine; absent for one that is the node's own. */
  readonly shared?: string;
  /** By model: which of the stages of its route the engine stands in, from 0. */
  readonly stages: Readonly<Record<string, number>>;
}

export interface NodeReport {
  readonly id: string;
  /** What its operator knows it by. */
  readonly name: string;
  /** When it told this, Unix milliseconds. */
  readonly heardAt: number;
  /** As its settings order them. */
  readonly engines: readonly EngineReport[];
}

export interface Told {
  /** Those that live, the oldest first. */
  readonly nodes: readonly NodeReport[];
  /** What the oldest of them has learnt; all nodes go by the same. */
  readonly figures: Figures | undefined;
}

export interface NodeStore {
  /** This node's own id; of two nodes, that of the one which began first is less. */
  readonly self: string;
  /** Tells what this node has and is, in place of what it told before. @throws {StoreUnavailable} */
  publish(report: Omit<NodeReport, "id" | "heardAt"> & { readonly figures: Figures; readonly until: number }): Promise<void>;
  /** Takes back what this node has told. @throws {StoreUnavailable} */
  withdraw(): Promise<void>;
  /** What nodes have told, this one too. @throws {StoreUnavailable} */
  listNodes(): Promise<Told>;
}
