// What remembers tasks, events, deliveries, keys, sessions and money. It speaks in intents, every one durable when it resolves
// (I1), and writes a task only through `advance` (I2–I5), with its ledger entry, event and deliveries in the same transaction (I6).
import type { EventStore } from "./event-store.ts";
import type { KeyLimits, KeyStore } from "./key-store.ts";
import type { NodeStore } from "./node-store.ts";
import type { PlaceStore } from "./place-store.ts";
import type { SessionStore } from "./session-store.ts";
import type { NewTask, Task, TaskChange, TaskOutcome, TaskState } from "./task.ts";
import type { WebhookStore } from "./webhook-store.ts";

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
  /** Waiting tasks of these models are left where they are. */
  readonly except?: readonly string[];
  /** Of waiting tasks only those that were created before, Unix milliseconds. */
  readonly createdBefore?: number;
  /**
   * Ids of the tasks that whoever claims has in hand, at the moment of the claim: when time has passed over their leases, by a sleep
   * of the machine or a clock that was set, they are no lost work, and he will prolong them.
   */
  readonly held?: Pick<ReadonlySet<string>, "has">;
}

/** What a create is bound by besides the task itself. */
export interface CreateTerms {
  readonly limits?: KeyLimits;
  readonly idempotency?: Idempotency;
}

/** The same `key` on the same `path` with the same `fingerprint` is the same create (I11). */
export interface Idempotency {
  readonly key: string;
  readonly path: string;
  /** Of the body. */
  readonly fingerprint: string;
  /** Until when it is remembered, Unix milliseconds. */
  readonly until: number;
}

/** Where a key stands in its `requestsPerMinute`. */
export interface RequestRate {
  readonly limit: number;
  readonly remaining: number;
  /** Until all of the limit is there again. */
  readonly resetMs: number;
}

export type CreateOutcome =
  | { readonly kind: "created"; readonly task: Task; readonly rate?: RequestRate }
  /** The task of the first create; it may have ended, or been deleted, since. */
  | { readonly kind: "replayed"; readonly taskId: string; readonly createdAt: number; readonly rate?: RequestRate }
  /** The idempotency key was used with another body. */
  | { readonly kind: "conflict" }
  | {
      readonly kind: "refused";
      readonly limit: "requestsPerMinute" | "concurrentTasks" | "dailySpendMicros" | "totalSpendMicros";
      /** When another try could succeed, where that is known. */
      readonly retryAfterMs?: number;
      readonly rate?: RequestRate;
    };

export interface TaskQuery {
  readonly keyId: string;
  readonly states?: readonly TaskState[];
  readonly model?: string;
  /** Words that must all stand in the prompt or the final prompt: beginnings of words; of Chinese any part. */
  readonly text?: string;
  /** Unix milliseconds: `createdAfter` ≤ creation < `createdBefore`. */
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  /** Only older tasks: the id of the last of the page before. */
  readonly beforeId?: string;
  readonly limit: number;
}

/** A pending task in the order in which work will be claimed. */
export interface QueuedTask {
  readonly id: string;
  readonly model: string;
}

export interface TaskStore {
  /** Task, reservation, idempotency record, event, deliveries: one transaction, within the limits (I11). */
  createTask(task: NewTask, terms?: CreateTerms): Promise<CreateOutcome>;
  /** A read of what is committed. */
  findTask(id: string): Promise<Task | undefined>;
  /** The same of what a poll needs, which takes a third of the time. */
  findOutcome(id: string): Promise<TaskOutcome | undefined>;
  /** Leases tasks that are due: those begun, oldest first, then those waiting, by priority and in turns between keys. */
  claimTasks(claim: Claim): Promise<Task[]>;
  /**
   * Applies one change under its lease and returns the task as it is then; an ending settles its reservation too. A preview is
   * kept beside a `progress`.
   * @throws {TaskConflict} when the lease was lost or the task has ended.
   */
  changeTask(id: string, lease: string, change: TaskChange, preview?: Uint8Array): Promise<Task>;
  /** Ends a task that has not ended, whoever works on it. @throws {TaskConflict} when it has ended or is gone. */
  cancelTask(id: string, detail: string): Promise<Task>;
  /** Cancels at most `limit` tasks whose deadline has passed, and says which. */
  cancelOverdue(limit: number): Promise<Task[]>;
  /** When the next begun task falls due, if any waits or is leased. */
  nextDueAt(): Promise<number | undefined>;
  /** When the next deadline of an unfinished task passes, if any has one. */
  nextDeadlineAt(): Promise<number | undefined>;
  /** Removes an ended task with all that is known of it but its money. False when it is gone. @throws {TaskConflict} when it has not ended. */
  deleteTask(id: string): Promise<boolean>;
  /** Newest first. */
  listTasks(query: TaskQuery): Promise<Task[]>;
  /**
   * Work that was put off, so that creates are fast: a little of the index of words; true when there is more. Searches are right
   * without it, and slower, as long as no more than a few thousand tasks wait for it.
   */
  indexWords(): Promise<boolean>;
  /** The head of the queue. */
  listQueue(limit: number): Promise<QueuedTask[]>;
  queueDepth(): Promise<QueueDepth>;
  /** The newest preview of a task that is being processed: a JPEG. */
  findPreview(id: string): Promise<Uint8Array | undefined>;
  /** Tasks that completed, newest first: what durations are learnt from at a start. */
  listCompleted(limit: number): Promise<Task[]>;
  /** Completed tasks whose images expired before `before` and still have files, oldest first. */
  listExpiredTasks(before: number, limit: number): Promise<Task[]>;
  /** Notes that the files of these tasks are gone. */
  markImagesRemoved(ids: readonly string[]): Promise<void>;
}

export interface Store extends TaskStore, EventStore, WebhookStore, KeyStore, SessionStore {
  /** Of a store that several processes use at once. */
  readonly places?: PlaceStore;
  readonly nodes?: NodeStore;
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

/** The store went away at the very commit and did not come back in time to be asked what became of it. */
export class OutcomeUnknown extends StoreUnavailable {}

/** A data directory that cannot be used; the message says why and what to do. Nothing in it was changed. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}
