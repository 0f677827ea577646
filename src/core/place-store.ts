// What counts the tasks at engines that several nodes use, and paces what they submit there, exactly for all of them. A store that one
// process owns has no such part: that process's own count is exact.
//
// A place belongs to a task, and lives and dies with what its row says of it: it is taken as long as the task's lease lasts, and,
// whatever becomes of leases, as long as the task is unfinished and has a handle, because then the engine has it. So a place needs
// no lease of its own, the end of a task gives its place back in the same transaction, and work that is taken up again by its
// handle never stops counting.
import type { Claim } from "./store.ts";
import type { Task } from "./task.ts";

export interface SharedEngine {
  /** The same at every node that uses this engine, and of no other engine. */
  readonly key: string;
  /** Tasks that it works on at once, by the settings of the node that asks: at least 1. */
  readonly capacity: number;
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

export interface PlaceCount {
  readonly taken: number;
  /** Tasks that are next in line. */
  readonly wished: number;
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
  /** By key; none for an engine that nobody uses. */
  countPlaces(keys: readonly string[]): Promise<ReadonlyMap<string, PlaceCount>>;
  /** Calls `listener` when a place may have become free at any node; returns what ends that. Now and then one goes unheard. */
  watchPlaces(listener: () => void): () => void;
}
