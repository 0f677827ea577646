// What counts the tasks at engines that several nodes use, and paces what they submit there, exactly for all of them; and what they
// tell each other of these engines' health, which is a hint. A store that one process owns has no such part: that process's own
// count is exact.
//
// A place belongs to a task, and lives and dies with what its row says of it: it is taken as long as the task's lease lasts, and,
// whatever becomes of leases, as long as the task is unfinished and has a handle, because then the engine has it. So a place needs
// no lease of its own, the end of a task gives its place back in the same transaction, and work that is taken up again by its
// handle never stops counting.
import type { OpenBreaker } from "./breaker.ts";
import type { Claim } from "./store.ts";
import type { Task } from "./task.ts";

export interface SharedEngine {
  /** The same at every node that uses this engine, and of no other engine. */
  readonly key: string;
  /** Tasks that it works on at once, by the settings of the node that asks: at least 1. */
  readonly capacity: number;
  /** Present when a place is asked for a trial. */
  readonly trial?: Trial;
}

/**
 * A call that is let through to see whether the engine works again. There is one at a time, whichever nodes would let one through; and
 * it begins with what the last one has shown.
 */
export interface Trial {
  /** Unix milliseconds of the newest finding that whoever asks knows of, 0 for none: while there is a newer one, it is refused. */
  readonly knownAt: number;
}

/** A task in the hands of a worker. */
export interface LeasedTask {
  readonly id: string;
  readonly lease: string;
}

export interface PlacedClaim {
  readonly tasks: readonly Task[];
  /** Whether no place was left after it. */
  readonly isFull: boolean;
}

/** What a node found of an engine, at a time in Unix milliseconds. */
export type EngineFinding =
  /** It answered a call, or failed: that may be the fault of the node, or of its way there. */
  | { readonly found: "well" | "ill"; readonly at: number }
  /** It said that it cannot work until its operator does something, in a few words without secrets. */
  | { readonly found: "trouble"; readonly at: number; readonly breaker: OpenBreaker; readonly reason?: string };

/** The time for which its upstream asked to be left alone: Unix milliseconds. */
export interface EnginePause {
  readonly since: number;
  readonly until: number;
}

export interface EngineNews {
  readonly finding?: EngineFinding;
  readonly pause?: EnginePause;
}

export interface PlaceCount {
  readonly taken: number;
  /** Tasks that are next in line. */
  readonly wished: number;
}

/** An engine as all nodes know it. */
export interface SharedView extends PlaceCount {
  /** The newest finding of any node, and the pause that ends last. */
  readonly news: EngineNews;
}

export interface PlaceStore {
  /** Claims tasks that wait, none that was begun, each with a place at the engine: no more than are free. */
  claimPlaced(claim: Claim, engine: SharedEngine): Promise<PlacedClaim>;
  /**
   * A place for a task that was claimed before; it leaves the one that it had. False when none is free: then the task stands in line
   * for some seconds, before whatever is claimed and whoever asks later, and keeps its turn there by asking again.
   */
  takePlace(task: LeasedTask, engine: SharedEngine): Promise<boolean>;
  /** A place for a task that the engine has already, whether or not one is free. */
  holdPlace(task: LeasedTask, engine: SharedEngine): Promise<void>;
  /** Gives up the place of a task, or its turn in line, unless the engine has the task still. To be called when it goes on elsewhere. */
  leavePlace(task: LeasedTask): Promise<void>;
  /**
   * Takes the turn of one submission, at least `paceMs` after the one before, whichever node took that: milliseconds to wait for it,
   * `noticeMs` or more, at most a minute longer than one pace for each of the engine's places.
   */
  takeTurn(engine: SharedEngine, pace: { readonly paceMs: number; readonly noticeMs: number }): Promise<number>;
  /** By key; none for an engine that nobody uses and nobody has told of. */
  lookAt(keys: readonly string[]): Promise<ReadonlyMap<string, SharedView>>;
  /** Tells all nodes; what is older than what they know is left. */
  tellNews(key: string, news: EngineNews): Promise<void>;
  /** Calls `listener` when a node has told something; returns what ends that. Now and then one goes unheard. */
  watchNews(listener: () => void): () => void;
  /** Calls `listener` when a place may have become free at any node; returns what ends that. Now and then one goes unheard. */
  watchPlaces(listener: () => void): () => void;
}
