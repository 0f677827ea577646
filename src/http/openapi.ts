// The OpenAPI 3.1 document, made from the same schemas that validate requests and the same table that names errors.
import { z } from "zod";
import { ERRORS, type ErrorName } from "../core/errors.ts";
import type { Model } from "../core/model.ts";

interface DocumentOptions {
  readonly models: readonly Model[];
  readonly version: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** Errors that any route with a key may answer. */
const COMMON: readonly ErrorName[] = ["unauthorized", "forbidden", "internal", "unavailable"];
const CREATE: readonly ErrorName[] = [
  "invalidRequest",
  "insufficientBalance",
  "idempotencyConflict",
  "bodyTooLarge",
  "unsupportedMediaType",
  "rateLimited",
  ...COMMON,
];
const READ: readonly ErrorName[] = ["taskNotFound", ...COMMON];

export function createOpenApi({ models, version }: DocumentOptions): Schema {
  return {
    openapi: "3.1.0",
    info: {
      title: "Muleteer",
      version,
      summary: "Text-to-image generation with MuleRouter's API, on your own machine.",
      description:
        "Create a task, read it until it is `completed` or `failed`, and fetch its images. A task that was answered with 202 is on disk and is never lost.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ apiKey: [] }],
    tags: [
      ...models.map(({ title, description }) => ({ name: title, description })),
      { name: "Images", description: "Finished pictures, at signed URLs." },
      { name: "Operation", description: "Health and metrics." },
    ],
    paths: Object.assign({}, ...models.map(toModelPaths), IMAGE_PATHS, OPERATION_PATHS) as Schema,
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key, `sk-mr-…`." } },
      schemas: { TaskInfo: TASK_INFO, TaskError: TASK_ERROR, Problem: PROBLEM },
      parameters: {
        TaskId: {
          name: "id",
          in: "path",
          required: true,
          description: "The task's id.",
          schema: { type: "string", format: "uuid" },
        },
      },
      headers: {
        Traceparent: { description: "W3C trace context of this answer.", schema: { type: "string" } },
        Location: { description: "Where to read the task.", schema: { type: "string" } },
        "X-Muleteer-Warning": { description: "Fields of the body that were ignored.", schema: { type: "string" } },
        "Retry-After": { description: "Whole seconds, 1 to 120.", schema: { type: "integer", minimum: 1, maximum: 120 } },
      },
    },
  };
}

function toModelPaths(model: Model): Schema {
  const { title, path, name } = model;
  const operation = toCamelCase(name);
  return {
    [path]: {
      post: {
        operationId: `create_${operation}`,
        tags: [title],
        summary: `Create a ${title} task`,
        description: `Costs $${model.pricePerImageMicros / 1_000_000} per image, charged when the task completes.`,
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: toInputSchema(model),
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
          ...toErrorResponses(CREATE),
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
          ...toErrorResponses(READ),
        },
      },
    },
  };
}

function toInputSchema(model: Model): Schema {
  const {
    $schema: _,
    additionalProperties: __,
    ...schema
  } = z.toJSONSchema(model.input, {
    io: "input",
    target: "draft-2020-12",
    override: ({ zodSchema, jsonSchema }) => {
      // Zod leaves out the default of a field that is brought into another spelling first.
      const { def } = zodSchema._zod;
      if (def.type === "default") jsonSchema.default = def.defaultValue;
    },
  });
  return schema;
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

/** Rows of the error table with the same status share a response. */
function toErrorResponses(names: readonly ErrorName[]): Schema {
  const responses: Record<string, { readonly description: string; readonly headers: Schema; readonly content: Schema }> = {};
  for (const name of names) {
    const row = ERRORS[name];
    if (!("status" in row)) continue;
    const line = `${row.code}: ${row.meaning}`;
    const known = responses[row.status]?.description;
    responses[row.status] = {
      description: known ? `${known} ${line}` : line,
      headers: pickHeaders(...(row.status === 429 || row.status === 503 ? ["Retry-After"] : [])),
      content: { "application/problem+json": { schema: ref("Problem") } },
    };
  }
  return responses;
}

const TASK_ERROR: Schema = {
  type: "object",
  required: ["code", "title", "detail"],
  properties: { code: { type: "integer", enum: taskCodes() }, title: { type: "string" }, detail: { type: "string" } },
};

const TASK_INFO: Schema = {
  type: "object",
  required: ["id", "status", "created_at", "updated_at"],
  properties: {
    id: { type: "string", format: "uuid" },
    status: { type: "string", enum: ["pending", "processing", "completed", "failed"] },
    created_at: { type: "string", format: "date-time" },
    updated_at: { type: "string", format: "date-time" },
    error: { ...ref("TaskError"), description: "Only when failed." },
  },
};

const PROBLEM: Schema = {
  type: "object",
  description: "RFC 9457 problem details.",
  required: ["type", "title", "status", "detail", "instance", "error_code", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What is wrong, in a sentence." },
    instance: { type: "string", description: "The path of the request." },
    error_code: { type: "integer" },
    code: { type: "integer", description: "The same as `error_code`." },
    errors: {
      type: "array",
      description: "Every broken rule of the body.",
      items: {
        type: "object",
        required: ["field", "rule", "detail"],
        properties: { field: { type: "string" }, rule: { type: "string" }, detail: { type: "string" } },
      },
    },
  },
};

const IMAGE_PATHS: Schema = {
  "/images/{file}": {
    get: {
      operationId: "read_image",
      tags: ["Images"],
      summary: "Fetch an image",
      description: "Use the URL exactly as the task gives it. Answers ranges and conditional requests.",
      security: [],
      parameters: [
        { name: "file", in: "path", required: true, schema: { type: "string" } },
        { name: "expires", in: "query", required: true, description: "Unix seconds.", schema: { type: "integer" } },
        { name: "signature", in: "query", required: true, schema: { type: "string" } },
      ],
      responses: {
        200: {
          description: "The image.",
          content: { "image/png": { schema: { type: "string", contentMediaType: "image/png" } } },
        },
        206: {
          description: "The part that was asked for.",
          content: { "image/png": { schema: { type: "string", contentMediaType: "image/png" } } },
        },
        304: { description: "Not modified." },
        ...toErrorResponses(["forbidden", "notFound", "imageExpired", "rangeNotSatisfiable"]),
      },
    },
  },
};

const OPERATION_PATHS: Schema = {
  "/healthz": { get: toProbe("read_liveness", "Whether the process is alive") },
  "/readyz": { get: toProbe("read_readiness", "Whether a create would be accepted", toErrorResponses(["unavailable"])) },
  "/openapi.json": {
    get: {
      operationId: "read_openapi",
      tags: ["Operation"],
      summary: "This document",
      security: [],
      responses: { 200: { description: "OpenAPI 3.1.", content: toJsonContent({ type: "object" }) } },
    },
  },
  "/metrics": {
    get: {
      operationId: "read_metrics",
      tags: ["Operation"],
      summary: "Prometheus metrics",
      security: [],
      responses: { 200: { description: "Prometheus text format.", content: { "text/plain": { schema: { type: "string" } } } } },
    },
  },
};

function toProbe(operationId: string, summary: string, errors: Schema = {}): Schema {
  const content = toJsonContent({ type: "object", required: ["status"], properties: { status: { type: "string" } } });
  return {
    operationId,
    tags: ["Operation"],
    summary,
    security: [],
    responses: { 200: { description: "Yes.", content }, ...errors },
  };
}

function taskCodes(): number[] {
  return [...new Set(Object.values(ERRORS).map(({ code }) => code))].filter((code) => code >= 3000).sort((a, b) => a - b);
}

function pickHeaders(...names: readonly string[]): Schema {
  return Object.fromEntries(["Traceparent", ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function toJsonContent(schema: Schema): Schema {
  return { "application/json": { schema } };
}

function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** `qwen-image-max` → `qwenImageMax`. */
function toCamelCase(name: string): string {
  return name.replaceAll(/[^a-z0-9]+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}
