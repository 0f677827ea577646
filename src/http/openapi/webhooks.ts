// Webhooks of a key, and their deliveries.
import { z } from "zod";
import type { ErrorName } from "../../core/errors.ts";
import { WEBHOOK_EVENT_TYPES } from "../../core/event.ts";
import { DELIVERY_STATES } from "../../core/webhook-store.ts";
import { defineNewWebhook, defineWebhookChange, DELIVERY_QUERY, ROTATION } from "../webhook-fields.ts";
import {
  BODY_ERRORS,
  KEYED_ERRORS,
  pickHeaders,
  ref,
  toErrorResponses,
  toJsonContent,
  toJsonSchema,
  toList,
  toPage,
  toQueryParameters,
  toStrictSchema,
  type Schema,
  type Section,
} from "./section.ts";

const TAG = "Webhooks";
const ID: Schema = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const FOUND_ERRORS: readonly ErrorName[] = ["notFound", ...KEYED_ERRORS];
const RULES = { allowLoopback: false };

const stamp = z.iso.datetime().nullable();
const SECRET = z.object({ secret: z.string().meta({ description: "`whsec_…`" }) });

const WEBHOOK = z.object({
  id: z.uuid(),
  object: z.literal("webhook"),
  url: z.url(),
  description: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENT_TYPES)).nullable(),
  enabled: z.boolean(),
  disabled_at: stamp,
  disabled_reason: z.string().nullable(),
  failing_since: stamp.meta({ description: "Since when every attempt failed." }),
  secret_rotates_at: stamp.meta({ description: "Until then deliveries are signed with the old secret too." }),
  created_at: z.iso.datetime(),
});

const DELIVERY = z.object({
  id: z.uuid(),
  object: z.literal("delivery"),
  webhook_id: z.uuid().nullable().meta({ description: "Null for the URL of a task's own." }),
  url: z.url(),
  event_id: z.uuid(),
  type: z.enum([...WEBHOOK_EVENT_TYPES, "webhook.test"]),
  task_id: z.uuid().nullable(),
  status: z.enum(DELIVERY_STATES),
  attempt_count: z.int(),
  next_attempt_at: stamp,
  created_at: z.iso.datetime(),
});

const ATTEMPT = z.object({
  at: z.iso.datetime(),
  status: z.int().nullable(),
  duration_ms: z.int(),
  error: z.string().nullable(),
  response: z.string().meta({ description: "At most the first 2 KiB of the answer." }),
});

function shown(description: string, schema: Schema, ...headers: readonly string[]): Schema {
  return { description, headers: pickHeaders(...headers), content: toJsonContent(schema) };
}

const WITH_SECRET = { allOf: [ref("Webhook"), toJsonSchema(SECRET)] };
const PAGE = shown("A page.", toPage(ref("Delivery")));

export const WEBHOOKS: Section = {
  tag: { name: TAG, description: "What is told to whom, signed for MuleRouter's receivers and for Standard Webhooks." },
  schemas: { Webhook: toJsonSchema(WEBHOOK), Delivery: toJsonSchema(DELIVERY) },
  paths: {
    "/v1/webhooks": {
      get: {
        operationId: "list_webhooks",
        tags: [TAG],
        summary: "List the webhooks",
        responses: { 200: shown("The webhooks.", toList(ref("Webhook"))), ...toErrorResponses(KEYED_ERRORS) },
      },
      post: {
        operationId: "create_webhook",
        tags: [TAG],
        summary: "Make a webhook",
        description: "At most 5 for a key. `secret` is in this answer and in that of a rotation, and nowhere else.",
        requestBody: { required: true, content: toJsonContent(toStrictSchema(defineNewWebhook(RULES))) },
        responses: {
          201: shown("The webhook, with its secret.", WITH_SECRET, "Location"),
          ...toErrorResponses(["conflict", ...BODY_ERRORS, ...KEYED_ERRORS]),
        },
      },
    },
    "/v1/webhooks/{id}": {
      parameters: [ID],
      get: {
        operationId: "read_webhook",
        tags: [TAG],
        summary: "Read a webhook",
        responses: { 200: shown("The webhook.", ref("Webhook")), ...toErrorResponses(FOUND_ERRORS) },
      },
      patch: {
        operationId: "update_webhook",
        tags: [TAG],
        summary: "Change a webhook",
        requestBody: { required: true, content: toJsonContent(toStrictSchema(defineWebhookChange(RULES))) },
        responses: { 200: shown("The webhook.", ref("Webhook")), ...toErrorResponses([...BODY_ERRORS, ...FOUND_ERRORS]) },
      },
      delete: {
        operationId: "delete_webhook",
        tags: [TAG],
        summary: "Delete a webhook",
        responses: {
          204: { description: "It is gone, with its deliveries.", headers: pickHeaders() },
          ...toErrorResponses(FOUND_ERRORS),
        },
      },
    },
    "/v1/webhooks/{id}/rotate": {
      parameters: [ID],
      post: {
        operationId: "rotate_webhook_secret",
        tags: [TAG],
        summary: "Make a new secret",
        requestBody: { content: toJsonContent(toStrictSchema(ROTATION)) },
        responses: {
          200: shown("The webhook, with its new secret.", WITH_SECRET),
          ...toErrorResponses([...BODY_ERRORS, ...FOUND_ERRORS]),
        },
      },
    },
    "/v1/webhooks/{id}/test": {
      parameters: [ID],
      post: {
        operationId: "test_webhook",
        tags: [TAG],
        summary: "Send a test event",
        responses: {
          202: shown("It will be sent at once.", ref("Delivery"), "Location"),
          ...toErrorResponses(["conflict", ...FOUND_ERRORS]),
        },
      },
    },
    "/v1/webhooks/{id}/deliveries": {
      parameters: [ID],
      get: {
        operationId: "list_webhook_deliveries",
        tags: [TAG],
        summary: "List the deliveries of a webhook",
        parameters: toQueryParameters(DELIVERY_QUERY),
        responses: { 200: PAGE, ...toErrorResponses(["invalidRequest", ...FOUND_ERRORS]) },
      },
    },
    "/v1/webhooks/deliveries": {
      get: {
        operationId: "list_deliveries",
        tags: [TAG],
        summary: "List the deliveries of this key",
        description: "Those to the URLs of tasks' own too.",
        parameters: toQueryParameters(DELIVERY_QUERY),
        responses: { 200: PAGE, ...toErrorResponses(["invalidRequest", ...KEYED_ERRORS]) },
      },
    },
    "/v1/webhooks/deliveries/{id}": {
      parameters: [ID],
      get: {
        operationId: "read_delivery",
        tags: [TAG],
        summary: "Read a delivery with every attempt",
        responses: {
          200: shown("The delivery.", { allOf: [ref("Delivery"), toJsonSchema(z.object({ attempts: z.array(ATTEMPT) }))] }),
          ...toErrorResponses(FOUND_ERRORS),
        },
      },
    },
    "/v1/webhooks/deliveries/{id}/redeliver": {
      parameters: [ID],
      post: {
        operationId: "redeliver",
        tags: [TAG],
        summary: "Send it again",
        responses: { 202: shown("It will be sent at once.", ref("Delivery"), "Location"), ...toErrorResponses(FOUND_ERRORS) },
      },
    },
    "/v1/webhooks/secret": {
      get: {
        operationId: "read_webhook_secret",
        tags: [TAG],
        summary: "Read the key's own secret",
        description: "It signs what is delivered to the URL of a task's own (`X-Muleteer-Webhook`).",
        responses: { 200: shown("The secret.", toJsonSchema(SECRET)), ...toErrorResponses(KEYED_ERRORS) },
      },
    },
    "/v1/webhooks/secret/rotate": {
      post: {
        operationId: "rotate_key_secret",
        tags: [TAG],
        summary: "Make a new one",
        requestBody: { content: toJsonContent(toStrictSchema(ROTATION)) },
        responses: { 200: shown("The secret.", toJsonSchema(SECRET)), ...toErrorResponses([...BODY_ERRORS, ...KEYED_ERRORS]) },
      },
    },
  },
};
