// A model's two paths.
import type { ErrorName } from "../../core/errors.ts";
import type { Model } from "../../core/model.ts";
import { toUsd } from "../../core/money.ts";
import {
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
  "invalidRequest",
  "insufficientBalance",
  "idempotencyConflict",
  "bodyTooLarge",
  "unsupportedMediaType",
  "rateLimited",
  "dailySpendLimit",
  ...KEYED_ERRORS,
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
              headers: pickHeaders("Location", "X-Muleteer-Warning"),
              content: toJsonContent({ type: "object", required: ["task_info"], properties: { task_info: ref("TaskInfo") } }),
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
          responses: {
            200: { description: "The task as it stands.", headers: pickHeaders(), content: toJsonContent(toTaskSchema(model)) },
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
