// Webhooks and their deliveries on the wire: what makes one, what changes one, and how they are shown.
import { z } from "zod";
import { WEBHOOK_EVENT_TYPES } from "../core/event.ts";
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryAttempt,
  type WebhookChange,
  type WebhookEndpoint,
} from "../core/webhook-store.ts";
import { wholeNumber } from "./fields.ts";
import { toStamp } from "./task-view.ts";
import { findWebhookUrlViolation } from "./webhook-url.ts";

const MAX_DESCRIPTION_CHARACTERS = 200;
const MAX_OVERLAP_HOURS = 168;

function toFields(rules: { readonly allowLoopback: boolean }) {
  return {
    url: z
      .string()
      .check((check) => {
        const message = findWebhookUrlViolation(check.value, rules);
        if (message !== undefined) check.issues.push({ code: "custom", input: check.value, params: { rule: "url" }, message });
      })
      .meta({ format: "uri", maxLength: 2048, description: "An https URL; its host must have a public address." }),
    description: z
      .string()
      .refine((text) => text.isWellFormed(), {
        params: { rule: "wellFormed" },
        message: "must be well-formed Unicode, but holds half of a surrogate pair",
      })
      .refine((text) => Array.from(text).length <= MAX_DESCRIPTION_CHARACTERS, {
        params: { rule: "maxLength" },
        message: `must have at most ${MAX_DESCRIPTION_CHARACTERS} characters`,
      })
      .meta({ maxLength: MAX_DESCRIPTION_CHARACTERS, description: "To tell webhooks apart." }),
    events: z.array(z.enum(WEBHOOK_EVENT_TYPES)).min(1).max(WEBHOOK_EVENT_TYPES.length).nullable().meta({
      description: "The events that it wants; null for all.",
    }),
  };
}

/** Body of `POST /v1/webhooks`. */
export function defineNewWebhook(rules: { readonly allowLoopback: boolean }) {
  const { url, description, events } = toFields(rules);
  return z.object({ url, description: description.default(""), events: events.default(null) });
}

/** Body of `PATCH /v1/webhooks/{id}`: what is absent stays. */
export function defineWebhookChange(rules: { readonly allowLoopback: boolean }) {
  const { url, description, events } = toFields(rules);
  return z.object({
    url: url.optional(),
    description: description.optional(),
    events: events.optional(),
    enabled: z
      .boolean()
      .optional()
      .meta({ description: "`false` disables it; `true` takes it up again, with its failures forgotten." }),
  });
}

export function toWebhookChange({
  url,
  description,
  events,
  enabled,
}: z.output<ReturnType<typeof defineWebhookChange>>): WebhookChange {
  return {
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description }),
    ...(events === undefined ? {} : { events: events && [...new Set(events)] }),
    ...(enabled === undefined ? {} : { enabled }),
  };
}

/** Body of a rotation, of a webhook's secret or the key's own; it may be absent. */
export const ROTATION = z.object({
  overlap_hours: z.int().min(0).max(MAX_OVERLAP_HOURS).default(24).meta({
    description: "Hours for which deliveries are signed with the old secret too.",
  }),
});

export const DELIVERY_QUERY = z.object({
  status: z.enum(DELIVERY_STATES).optional().meta({ description: "Only those." }),
  cursor: z.uuid("must be the next_cursor of a page").optional().meta({ description: "`next_cursor` of the page before." }),
  limit: wholeNumber(1, 100).default(20).meta({ description: "Deliveries on a page." }),
});

export function toWebhookView(endpoint: WebhookEndpoint, now: number) {
  const { id, url, description, events, createdAt, disabledAt, disabledReason, failingSince, previousSecretUntil } = endpoint;
  return {
    id,
    object: "webhook",
    url,
    description,
    events: events ?? null,
    enabled: disabledAt === undefined,
    disabled_at: toStamp(disabledAt),
    disabled_reason: disabledReason ?? null,
    failing_since: toStamp(failingSince),
    secret_rotates_at: toStamp(previousSecretUntil !== undefined && previousSecretUntil > now ? previousSecretUntil : undefined),
    created_at: toStamp(createdAt),
  };
}

export function toDeliveryView(delivery: Delivery) {
  const { id, webhookId, url, eventId, type, taskId, state, attempts, dueAt, createdAt } = delivery;
  return {
    id,
    object: "delivery",
    webhook_id: webhookId ?? null,
    url,
    event_id: eventId,
    type,
    task_id: taskId ?? null,
    status: state,
    attempt_count: attempts,
    next_attempt_at: toStamp(state === "pending" ? dueAt : undefined),
    created_at: toStamp(createdAt),
  };
}

export function toAttemptView({ at, status, durationMs, error, response }: DeliveryAttempt) {
  return { at: toStamp(at), status: status ?? null, duration_ms: durationMs, error: error ?? null, response };
}
