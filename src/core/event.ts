// What happens to tasks, as streams and webhooks tell it. An event comes out of the change itself and is written with it (I6).
import type { Task, TaskProgress, TaskState } from "./task.ts";

export const TASK_EVENT_TYPES = [
  "task.created",
  "task.processing",
  "task.progress",
  "task.completed",
  "task.failed",
  "task.cancelled",
  "task.deleted",
] as const;
export type TaskEventType = (typeof TASK_EVENT_TYPES)[number];

export interface TaskEvent {
  /** Grows with every event of the store, and is never used twice: what a reader resumes from. */
  readonly id: number;
  readonly type: TaskEventType;
  readonly taskId: string;
  readonly keyId: string;
  readonly model: string;
  /** Unix milliseconds. */
  readonly at: number;
  /** Only on `task.progress`: the progress as it was then. */
  readonly progress?: TaskProgress;
}

const BY_STATE: Readonly<Record<TaskState, TaskEventType>> = {
  pending: "task.created",
  processing: "task.processing",
  completed: "task.completed",
  failed: "task.failed",
  cancelled: "task.cancelled",
};

/** What a change from `before` (undefined when the task is new) to `after` tells, or undefined for what only we need to know. */
export function toEventType(before: Task | undefined, after: Task): TaskEventType | undefined {
  if (before?.state !== after.state) return BY_STATE[after.state];
  return after.progress !== undefined && after.progress !== before.progress ? "task.progress" : undefined;
}

export function isFinalEvent(type: TaskEventType): boolean {
  return type === "task.completed" || type === "task.failed" || type === "task.cancelled" || type === "task.deleted";
}

/** Event types of webhooks, as MuleRouter names them; `webhook.test` is sent on request only. */
export const WEBHOOK_EVENT_TYPES = ["task.created", "task.succeeded", "task.failed", "balance.low"] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number] | "webhook.test";

const ON_WEBHOOKS: Partial<Record<TaskEventType, WebhookEventType>> = {
  "task.created": "task.created",
  "task.completed": "task.succeeded",
  "task.failed": "task.failed",
  "task.cancelled": "task.failed",
};

/** What webhooks tell of an event, or undefined for what they do not. */
export function toWebhookEventType(type: TaskEventType): WebhookEventType | undefined {
  return ON_WEBHOOKS[type];
}
