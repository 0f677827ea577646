// A model's two paths.
import type { ErrorName } from "../../core/errors.ts";
import type { Model } from "../../core/model.ts";
import { toUsd } from "../../core/money.ts";
import { PRIORITIES } from "../../core/task.ts";
import {
  BODY_ERRORS,
  KEYED_ERRORS,
  pickHeaders,
  ref,
  toErrorResponses,
  toJsonContent,
  toJsonSchema,
  type Schema,
  type Section,
} from "./section.ts";

const CREATE_ERRORS: readonly ErrorName[] = [
  ...BODY_ERRORS,
  "insufficientBalance",
  "idempotencyConflict",
  "rateLimited",
  "dailySpendLimit",
  ...KEYED_ERRORS,
];

const CREATED_HEADERS = [
  "Location",
  "X-Muleteer-Warning",
  "Idempotency-Replayed",
  "Preference-Applied",
  "RateLimit",
  "RateLimit-Policy",
];

const WAIT: Schema = {
  name: "Prefer",
  in: "header",
  description: "`wait=N`: answer when the task has ended, or after N seconds, at most 60.",
  schema: { type: "string", examples: ["wait=30"] },
};

const CREATE_HEADERS: readonly Schema[] = [
  {
    name: "Idempotency-Key",
    in: "header",
    description:
      "The same key and body within 24 hours is the same task, however often it is sent; another body is refused with 409.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
  },
  WAIT,
  {
    name: "Cancel-After",
    in: "header",
    description: "Cancels the task when it has not ended after this time: `90s`, `5m`, `1h`, or seconds.",
    schema: { type: "string", pattern: "^\\d{1,6}[smh]?$" },
  },
  {
    name: "X-Muleteer-Priority",
    in: "header",
    description: "Tasks of a higher level are begun first; within a level, keys take turns.",
    schema: { type: "string", enum: PRIORITIES, default: "normal" },
  },
  {
    name: "X-Muleteer-Webhook",
    in: "header",
    description: "Where this task's events are delivered, besides the key's own webhooks.",
    schema: { type: "string", format: "uri", maxLength: 2048 },
  },
];

export function toModelSection(model: Model): Section {
  const { title, description, path, name } = model;
  const operation = toCamelCase(name);
  return {
    tag: { name: title, description },
    paths: {
      [path]: {
        post: {
          operationId: `create_${operation}`,
          tags: [title],
          summary: `Create a ${title} task`,
          description: `Costs $${toUsd(model.pricePerImageMicros)} per image, charged when the task completes.`,
          parameters: CREATE_HEADERS,
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: toJsonSchema(model.input),
                examples: Object.fromEntries(
                  model.examples.map(({ summary, value }, index) => [`example${index + 1}`, { summary, value }]),
                ),
              },
            },
          },
          responses: {
            202: {
              description: "The task is on disk and will be carried out.",
              headers: pickHeaders(...CREATED_HEADERS),
              content: toJsonContent({ type: "object", required: ["task_info"], properties: { task_info: ref("TaskInfo") } }),
            },
            200: {
              description: "The task ended while the request waited for it, as its `Prefer` asked.",
              headers: pickHeaders(...CREATED_HEADERS),
              content: toJsonContent(toTaskSchema(model)),
            },
            ...toErrorResponses(CREATE_ERRORS),
          },
        },
      },
      [`${path}/{id}`]: {
        parameters: [{ $ref: "#/components/parameters/TaskId" }],
        get: {
          operationId: `read_${operation}`,
          tags: [title],
          summary: `Read a ${title} task`,
          description: "Answers 200 for every task of this key and model, a failed one included.",
          parameters: [WAIT],
          responses: {
            200: {
              description: "The task as it stands.",
              headers: pickHeaders("Preference-Applied"),
              content: toJsonContent(toTaskSchema(model)),
            },
            ...toErrorResponses(["taskNotFound", ...KEYED_ERRORS]),
          },
        },
      },
    },
  };
}

function toTaskSchema({ resultKey }: Model): Schema {
  return {
    type: "object",
    required: ["task_info"],
    properties: {
      task_info: ref("TaskInfo"),
      [resultKey]: {
        type: "array",
        items: { type: "string", format: "uri" },
        description: "Only when completed: URLs that need no key and expire.",
      },
    },
  };
}

/** `qwen-image-max` → `qwenImageMax`. */
function toCamelCase(name: string): string {
  return name.replaceAll(/[^a-z0-9]+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}
