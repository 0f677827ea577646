// What remembers tasks, keys and money. It speaks in intents, every one durable when it resolves (I1), and writes a task only
// through `advance` (I2–I5), with its ledger entry in the same transaction (I6).
import type { NewTask, Task, TaskChange } from "./task.ts";

export interface ApiKey {
  /** UUIDv7, or `bootstrap` for the key that the operator's setting names. */
  readonly id: string;
  readonly name: string;
  /** The first characters of the key, to tell keys apart. */
  readonly prefix: string;
  /** SHA-256 of the whole key: 256 random bits need no slow hash. */
  readonly hash: Uint8Array;
  readonly createdAt: number;
  readonly revokedAt?: number;
}

export interface QueueDepth {
  readonly pending: number;
  readonly processing: number;
  /** Creation of the oldest pending task, Unix milliseconds. */
  readonly oldestPendingAt?: number;
}

export interface Claim {
  /** The token to hand to `changeTask`. */
  readonly lease: string;
  /** Unix milliseconds. */
  readonly leaseUntil: number;
  /** At least 1. */
  readonly limit: number;
}

export interface Store {
  /** Task, reservation: one transaction. */
  createTask(task: NewTask): Promise<Task>;
  /** A read of what is committed. */
  findTask(id: string): Promise<Task | undefined>;
  /** Leases tasks that are due, those begun before those waiting, each oldest first. */
  claimTasks(claim: Claim): Promise<Task[]>;
  /**
   * Applies one change under its lease and returns the task as it is then; an ending settles its reservation too.
   * @throws {TaskConflict} when the lease was lost or the task has ended.
   */
  changeTask(id: string, lease: string, change: TaskChange): Promise<Task>;
  /** When the next begun task falls due, if any waits or is leased. */
  nextDueAt(): Promise<number | undefined>;
  queueDepth(): Promise<QueueDepth>;
  /** Completed tasks whose images expired before `before` and still have files, oldest first. */
  listExpiredTasks(before: number, limit: number): Promise<Task[]>;
  /** Notes that the files of these tasks are gone. */
  markImagesRemoved(ids: readonly string[]): Promise<void>;

  /** Writes a key, replacing one of the same id. */
  putKey(key: ApiKey): Promise<void>;
  /** Keys whose hash begins with the first 8 bytes of `hash`: at most one in practice; the caller compares the rest. */
  findKeys(hash: Uint8Array): Promise<ApiKey[]>;
  /** Every key, oldest first. */
  listKeys(): Promise<ApiKey[]>;
  /** False when there is no such key, or it was revoked before. */
  revokeKey(id: string, at: number): Promise<boolean>;

  /** A secret of this store, made at first use and kept: 32 bytes. */
  secret(name: string): Promise<Uint8Array>;
  /** Whether a write would succeed; rejects with the reason when not. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** The store cannot read or write now: disk full, read-only, damaged, held by another. What was asked for did not happen. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** A data directory that cannot be used; the message says why and what to do. Nothing in it was changed. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}
