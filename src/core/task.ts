// The task, its states, and the one function that changes them. Owns I2 (terminal is final), I4 (one live lease), I5
// (a task with a handle is never submitted again) and I14 (progress never goes back): every store runs its writes through
// `advance` and nothing else.
import type { TaskError } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What an engine needs to find its work again after a restart. */
export type Handle = Exclude<Json, null>;

/** A cancelled task shows as `failed` with code 3002 on MuleRouter's paths. */
export const TASK_STATES = ["pending", "processing", "completed", "failed", "cancelled"] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** Work of a higher level is claimed first; within a level, keys take turns. */
export const PRIORITIES = ["low", "normal", "high"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How far the work is, as far as the engine said. */
export interface TaskProgress {
  /** In [0, 1]; never goes back in the life of a task (I14). */
  readonly fraction: number;
  /** What is being done, in a word or two. */
  readonly step: string;
  readonly steps?: { readonly done: number; readonly total: number };
  /** How many previews there have been; the newest is kept while the task is processing. */
  readonly previews: number;
}

export interface StoredImage {
  /** Name in the blob store. */
  readonly blob: string;
  readonly type: "image/png";
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** What a create writes. Times are Unix milliseconds, money is micro-dollars. */
export interface NewTask {
  /** UUIDv7. */
  readonly id: string;
  readonly keyId: string;
  /** A model's id, such as `alibaba/qwen-image-max`. */
  readonly model: string;
  /** The validated body with its defaults. */
  readonly input: Readonly<Record<string, Json>>;
  /** The seed asked for, or the one drawn at creation, so that every attempt draws the same picture. */
  readonly seed: number;
  readonly warnings: readonly string[];
  /** Images asked for, at least 1. */
  readonly imageCount: number;
  /** Reserved at creation: what the task costs if it yields every image asked for. */
  readonly priceMicros: number;
  /** W3C trace context of the request that created it. */
  readonly traceparent: string;
  readonly priority: Priority;
  /** When the task is cancelled if it has not ended. */
  readonly deadlineAt?: number;
  /** Origin by which its creator reached the server: where links in its deliveries begin. */
  readonly origin: string;
  /** Where this one task's events are delivered, besides its key's own endpoints. */
  readonly webhookUrl?: string;
  readonly createdAt: number;
}

export interface Task extends NewTask {
  readonly state: TaskState;
  readonly updatedAt: number;
  /** The first claim. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** When the images may be deleted. */
  readonly expiresAt?: number;
  /** What the engine draws from: the prompt, rewritten where that was asked for. */
  readonly finalPrompt?: string;
  readonly engine?: string;
  /** Written before a submit that may cost money: without a handle beside it, the answer to that submit was lost. */
  readonly submittedAt?: number;
  /** What the engine needs to find its work again. */
  readonly handle?: Handle;
  /** Claims that ended without a verdict; bounds a task that kills its process. */
  readonly claims: number;
  /** Attempts that an engine failed. */
  readonly failures: number;
  /** The token of the live lease. */
  readonly lease?: string;
  /** While leased, when the lease runs out; otherwise when the task may be claimed again. */
  readonly dueAt: number;
  readonly progress?: TaskProgress;
  /** When the engine last gave a sign of life. */
  readonly heardAt?: number;
  readonly images?: readonly StoredImage[];
  readonly error?: TaskError;
}

/** What a poll is answered from: a few of a task's columns, because polls are the bulk of all reads. */
export type TaskOutcome = Pick<
  Task,
  "id" | "keyId" | "model" | "state" | "createdAt" | "updatedAt" | "expiresAt" | "images" | "error"
>;

export type TaskChange =
  | { readonly type: "claim"; readonly lease: string; readonly leaseUntil: number }
  | { readonly type: "renew"; readonly leaseUntil: number; readonly heardAt?: number }
  | { readonly type: "prepare"; readonly finalPrompt: string; readonly warnings: readonly string[] }
  | { readonly type: "submit"; readonly engine: string }
  | { readonly type: "accept"; readonly engine: string; readonly handle: Handle }
  /** The engine did not begin and nothing was paid: another one may be asked. */
  | { readonly type: "moveOn" }
  | { readonly type: "progress"; readonly progress: TaskProgress }
  /**
   * An attempt failed and another may follow at `dueAt`. Work that an engine has a handle for is looked at again; only
   * `resubmit` gives it up, because it is gone and was not paid for.
   */
  | { readonly type: "retry"; readonly dueAt: number; readonly resubmit: boolean }
  /** The worker stops: the task goes back untouched, to be claimed at once. */
  | { readonly type: "handBack" }
  | {
      readonly type: "complete";
      readonly engine: string;
      readonly finalPrompt: string;
      readonly images: readonly StoredImage[];
      readonly expiresAt: number;
      /** What the engine could not carry, besides what the task says already. */
      readonly warnings?: readonly string[];
    }
  | { readonly type: "fail"; readonly error: TaskError }
  /** By its owner or its deadline: needs no lease, and breaks the one that there is. */
  | { readonly type: "cancel"; readonly error: TaskError };

/** A change that the task's state forbids: somebody else holds the lease, or the task has ended. */
export class TaskConflict extends Error {
  override readonly name = "TaskConflict";
}

export function isTerminal(state: TaskState): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}

export function toPendingTask(created: NewTask): Task {
  return { ...created, state: "pending", updatedAt: created.createdAt, claims: 0, failures: 0, dueAt: created.createdAt };
}

/**
 * The task after `change`.
 * @param lease the token under which the change is made; a `claim` brings its own.
 * @param at Unix milliseconds; `updatedAt` never goes back, even when the clock does.
 * @throws {TaskConflict} when the task has ended, is leased to another, or the change does not fit its state.
 */
export function advance(task: Task, change: TaskChange, lease: string, at: number): Task {
  if (isTerminal(task.state)) throw new TaskConflict(`task ${task.id} is ${task.state}: ${change.type} comes too late`);
  const now = Math.max(at, task.updatedAt);

  if (change.type === "claim") {
    if (task.lease !== undefined && task.dueAt > at) throw new TaskConflict(`task ${task.id} is leased to another worker`);
    return {
      ...task,
      state: "processing",
      startedAt: task.startedAt ?? now,
      updatedAt: task.state === "pending" ? now : task.updatedAt,
      lease: change.lease,
      dueAt: change.leaseUntil,
      claims: task.claims + 1,
    };
  }

  if (change.type === "cancel") return { ...end(task, now), state: "cancelled", error: change.error };

  if (task.lease !== lease) throw new TaskConflict(`task ${task.id} is no longer leased to this worker`);
  switch (change.type) {
    case "renew":
      return { ...task, dueAt: change.leaseUntil, ...(change.heardAt === undefined ? {} : { heardAt: change.heardAt }) };
    case "prepare":
      return { ...task, finalPrompt: change.finalPrompt, warnings: change.warnings };
    case "submit":
      if (task.submittedAt !== undefined || task.handle !== undefined) {
        throw new TaskConflict(`task ${task.id} was submitted before`);
      }
      return { ...task, engine: change.engine, submittedAt: now };
    case "accept":
      if (task.handle !== undefined) throw new TaskConflict(`task ${task.id} has a handle already`);
      return { ...task, engine: change.engine, handle: change.handle };
    case "moveOn":
      return withoutSubmission(task);
    case "progress":
      return { ...task, heardAt: now, progress: advanceProgress(task.progress, change.progress) };
    case "retry": {
      const { lease: _lease, ...kept } = task;
      const rest = task.handle === undefined || change.resubmit ? withoutSubmission(kept) : kept;
      return { ...rest, failures: task.failures + 1, claims: 0, dueAt: change.dueAt };
    }
    case "handBack": {
      const { lease: _lease, ...rest } = task;
      return { ...rest, claims: task.claims - 1, dueAt: 0 };
    }
    case "complete": {
      const { engine, finalPrompt, images, expiresAt } = change;
      const warnings = [...task.warnings, ...(change.warnings ?? [])];
      return { ...end(task, now), state: "completed", engine, finalPrompt, images, expiresAt, warnings };
    }
    case "fail":
      return { ...end(task, now), state: "failed", error: change.error };
  }
}

/** A second attempt begins anew, but what is shown never goes back (I14). */
function advanceProgress(before: TaskProgress | undefined, next: TaskProgress): TaskProgress {
  const fraction = Math.min(1, Math.max(before?.fraction ?? 0, Number.isFinite(next.fraction) ? next.fraction : 0));
  return { ...next, fraction };
}

function withoutSubmission(task: Task): Task {
  const { handle: _handle, submittedAt: _submittedAt, ...rest } = task;
  return rest;
}

function end(task: Task, now: number): Task {
  const { lease: _lease, ...rest } = task;
  return { ...rest, updatedAt: now, finishedAt: now };
}
