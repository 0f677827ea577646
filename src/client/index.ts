// The package's entry `muleteer/client`: everything that a user of the client may name, and nothing else is public.
export { Muleteer } from "./muleteer.ts";
export type { CallOptions, ConnectionOptions, PageSession } from "./connection.ts";
export type { Timing } from "./timing.ts";
export {
  ApiError,
  ConnectionError,
  MuleteerError,
  TaskFailedError,
  TimeoutError,
  WebhookVerificationError,
  type ApiErrorKind,
  type ConnectionErrorKind,
  type Violation,
} from "./errors.ts";
export type { GenerateOptions, Generation } from "./generate.ts";
export type { GeneratedImage } from "./image.ts";
export type { CreateOptions } from "./request.ts";
export type {
  FollowedTask,
  Priority,
  Progress,
  Task,
  TaskCost,
  TaskError,
  TaskImage,
  TaskStatus,
  TaskSummary,
  TaskTimings,
} from "./task.ts";
export type { TaskFilter, Tasks, WaitOptions } from "./tasks.ts";
export type { EventOptions, TaskEvent, TaskEventType } from "./task-events.ts";
export type { Page, Paged } from "./paged.ts";
export type { Health } from "./health.ts";
export type { Model, Models } from "./models.ts";
export type { Engine, EngineNode, Engines } from "./engines.ts";
export type { Queue } from "./queue.ts";
export type { Key, Keys, KeySettings } from "./keys.ts";
export type { Session, Sessions } from "./session.ts";
export type { Balance, Usage, UsageGroup, UsageOptions, UsageRow } from "./spending.ts";
export type {
  Delivery,
  DeliveryAttempt,
  DeliveryFilter,
  Rotation,
  Webhook,
  WebhookEventType,
  Webhooks,
  WebhookSettings,
} from "./webhooks.ts";
export { verifyWebhook, type WebhookDelivery, type WebhookEvent } from "./verify-webhook.ts";
