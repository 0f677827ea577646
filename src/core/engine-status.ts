// What is told of an engine: whether it takes work, and why not.

export interface EngineStatus {
  /** As tasks name it; replicas have their address in it. */
  readonly id: string;
  readonly title: string;
  /** Whether it would take a task now, if it had a free place. */
  readonly ready: boolean;
  /** Why not: a sentence for everybody. */
  readonly reason?: string;
  /** What its upstream said, for the operator: a few words without secrets. */
  readonly operatorReason?: string;
  /** Tasks that it works on at once. */
  readonly capacity: number;
  /** Tasks that it has. */
  readonly busy: number;
  /** Ids of the models whose routes lead to it. */
  readonly models: readonly string[];
  /** Those that have it, where several may; the one that began first comes first. */
  readonly nodes?: readonly EngineNode[];
}

/** A node that has an engine, and what it says of it: `busy` is what this node has there. */
export interface EngineNode extends Pick<EngineStatus, "ready" | "reason" | "operatorReason" | "capacity" | "busy"> {
  readonly id: string;
  /** What its operator knows it by. */
  readonly name: string;
  /** When it said so, Unix milliseconds. */
  readonly heardAt: number;
}
