// The OpenAPI 3.1 document: a section for each resource, and what they share.
import type { Model } from "../../core/model.ts";
import { ACCOUNT } from "./account.ts";
import { toModelSection } from "./generation.ts";
import { IMAGES } from "./images.ts";
import { toKeySection } from "./keys.ts";
import { OPERATION } from "./operation.ts";
import type { Schema, Section } from "./section.ts";
import { SESSIONS } from "./session.ts";
import { EVENTS, TASKS } from "./tasks.ts";
import { WEBHOOKS } from "./webhooks.ts";
import { PROBLEM, TASK_ERROR, TASK_INFO } from "./schemas.ts";

interface DocumentOptions {
  readonly models: readonly Model[];
  readonly version: string;
}

export function createOpenApi({ models, version }: DocumentOptions): Schema {
  const sections: readonly Section[] = [
    ...models.map(toModelSection),
    TASKS,
    EVENTS,
    IMAGES,
    ACCOUNT,
    toKeySection(models),
    WEBHOOKS,
    SESSIONS,
    OPERATION,
  ];
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
    tags: sections.map(({ tag }) => tag),
    paths: Object.assign({}, ...sections.map(({ paths }) => paths)) as Schema,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key, `sk-mr-…`." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "muleteer_session",
          description: "The console's cookie, which the server sets. Its name goes on with a mark of the server.",
        },
      },
      schemas: Object.assign(
        { TaskInfo: TASK_INFO, TaskError: TASK_ERROR, Problem: PROBLEM },
        ...sections.map(({ schemas }) => schemas),
      ) as Schema,
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
        "Idempotency-Replayed": { description: "`true` on the answer to a repeat.", schema: { type: "string", enum: ["true"] } },
        "Preference-Applied": { description: "`wait=N`, when the request asked to wait.", schema: { type: "string" } },
        RateLimit: { description: "What is left of the key's requests per minute.", schema: { type: "string" } },
        "RateLimit-Policy": {
          description: "The key's requests per minute, where it has such a limit.",
          schema: { type: "string" },
        },
        Location: { description: "Where to read what was created.", schema: { type: "string" } },
        "X-Muleteer-Warning": { description: "Fields of the body that were ignored.", schema: { type: "string" } },
        "Retry-After": { description: "Whole seconds, 1 to 120.", schema: { type: "integer", minimum: 1, maximum: 120 } },
      },
    },
  };
}
