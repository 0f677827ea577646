// What a change of a task tells, and to whom: its event, the deliveries to endpoints and to the task's own URL. Written once for
// every store, because it must commit with the change (I6).
import type { Clock } from "../../core/clock.ts";
import { toEventType, toWebhookEventType, type TaskEvent, type TaskEventType, type WebhookEventType } from "../../core/event.ts";
import { toUsd } from "../../core/money.ts";
import type { Json, Task } from "../../core/task.ts";
import type { NewDelivery, WebhookEndpoint } from "../../core/webhook-store.ts";
import type { LowBalance } from "./spending.ts";

/** What webhooks are to tell. */
export interface Told {
  readonly type: WebhookEventType;
  readonly keyId: string;
  readonly taskId?: string;
  /** The task's own URL. */
  readonly url?: string | undefined;
  readonly data?: Json;
}

/** What streams and webhooks tell of a change from `before` (undefined when the task is new); undefined when nothing. */
export function toNews(
  before: Task | undefined,
  after: Task,
): { readonly type: TaskEventType; readonly at: number; readonly told: Told | undefined } | undefined {
  const type = toEventType(before, after);
  if (type === undefined) return undefined;
  const at = type === "task.progress" ? (after.heardAt ?? after.updatedAt) : after.updatedAt;
  const told = toWebhookEventType(type);
  return {
    type,
    at,
    told: told === undefined ? undefined : { type: told, keyId: after.keyId, taskId: after.id, url: after.webhookUrl },
  };
}

export function toLowBalanceNews(keyId: string, { leftMicros, limitMicros }: LowBalance): Told {
  return {
    type: "balance.low",
    keyId,
    data: { currency: "USD", balance_usd: toUsd(leftMicros), limit_usd: toUsd(limitMicros) },
  };
}

/** The event as it is kept; its id is given by the store. */
export function toEvent(type: TaskEventType, { id, keyId, model, progress }: Task, at: number): Omit<TaskEvent, "id"> {
  const told = type === "task.progress" && progress ? { progress } : {};
  return { type, taskId: id, keyId, model, at, ...told };
}

/** One delivery for each endpoint of the key that wants to know, and one for the task's own URL. */
export function toDeliveries(
  { type, keyId, taskId, url, data }: Told,
  endpoints: readonly WebhookEndpoint[],
  clock: Pick<Clock, "now" | "id">,
): NewDelivery[] {
  if (endpoints.length === 0 && url === undefined) return [];
  const event = {
    eventId: clock.id(),
    type,
    keyId,
    createdAt: clock.now(),
    ...(taskId === undefined ? {} : { taskId }),
    ...(data === undefined ? {} : { data }),
  };
  const deliveries: NewDelivery[] = [];
  for (const { id: webhookId, url: to, disabledAt, events } of endpoints) {
    if (disabledAt !== undefined || events?.includes(type) === false) continue;
    deliveries.push({ ...event, id: clock.id(), webhookId, url: to });
  }
  if (url !== undefined) deliveries.push({ ...event, id: clock.id(), url });
  return deliveries;
}

/** What a task's owner reads when its deadline ended it. */
export function toOverdueDetail({ deadlineAt, createdAt }: Task): string {
  return `The task passed its deadline of ${Math.round(((deadlineAt ?? createdAt) - createdAt) / 1000)} s. Nothing was charged.`;
}
