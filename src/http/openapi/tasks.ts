// Tasks with all that is known of them, and what happens to them.
import { TASK_EVENT_TYPES } from "../../core/event.ts";
import { PRIORITIES, TASK_STATES } from "../../core/task.ts";
import { taskQuery } from "../tasks.ts";
import {
  KEYED_ERRORS,
  pickHeaders,
  ref,
  toErrorResponses,
  toJsonContent,
  toPage,
  toQueryParameters,
  type Schema,
  type Section,
} from "./section.ts";

const TASK_ID = { $ref: "#/components/parameters/TaskId" };
const FOUND_ERRORS = ["taskNotFound", ...KEYED_ERRORS] as const;

function nullable(type: string, more: Schema = {}): Schema {
  return { type: [type, "null"], ...more };
}

/** An object whose fields are all there, always. */
function toObject(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: "object", required: Object.keys(properties), properties };
}

const STAMP = nullable("string", { format: "date-time" });

const PROGRESS = toObject({
  fraction: { type: "number", minimum: 0, maximum: 1, description: "Never goes back." },
  step: { type: "string", description: "What is being done, in a word or two." },
  steps: { ...toObject({ done: { type: "integer" }, total: { type: "integer" } }), type: ["object", "null"] },
  stalled: { type: "boolean", description: "The engine has been silent for longer than such work lets expect." },
  queue_position: nullable("integer", { minimum: 1, description: "While pending: 1 is begun next." }),
  eta_seconds: nullable("number", {
    minimum: 0,
    description: "Until the end, from measured durations; null when nothing is known of such work.",
  }),
  preview_url: nullable("string", {
    format: "uri",
    description: "The picture so far, a small JPEG, where the engine makes one and somebody watches.",
  }),
});

const IMAGE = toObject({
  url: nullable("string", { format: "uri" }),
  width: { type: "integer" },
  height: { type: "integer" },
  type: { type: "string" },
  size_bytes: { type: "integer" },
  sha256: { type: "string" },
  expires_at: STAMP,
});

const ERROR = { anyOf: [ref("TaskError"), { type: "null" }] };

const TASK = toObject({
  id: { type: "string", format: "uuid" },
  object: { type: "string", enum: ["task"] },
  model: { type: "string" },
  status: { type: "string", enum: TASK_STATES },
  created_at: STAMP,
  updated_at: STAMP,
  started_at: STAMP,
  finished_at: STAMP,
  deadline_at: STAMP,
  priority: { type: "string", enum: PRIORITIES },
  input: { type: "object", description: "The body of the create, with its defaults." },
  final_prompt: nullable("string", { description: "What was drawn from." }),
  seed: { type: "integer" },
  engine: nullable("string"),
  attempts: { type: "integer", minimum: 0 },
  progress: ref("Progress"),
  cost: toObject({
    currency: { type: "string", enum: ["USD"] },
    price_usd: { type: "number" },
    charged_usd: { type: "number" },
    state: { type: "string", enum: ["reserved", "charged", "released"] },
  }),
  warnings: { type: "array", items: { type: "string" } },
  images: { type: "array", items: ref("Image") },
  error: ERROR,
  timings: toObject({ queued_ms: nullable("integer"), processing_ms: nullable("integer"), total_ms: nullable("integer") }),
  read_url: nullable("string", { format: "uri", description: "Where MuleRouter's clients read it." }),
  trace_id: { type: "string" },
});

const EVENT = toObject({
  id: nullable("string", { description: "What `Last-Event-ID` resumes after; null on what only holds at the moment." }),
  type: { type: "string", enum: TASK_EVENT_TYPES },
  created_at: STAMP,
  task: toObject({
    id: { type: "string", format: "uuid" },
    model: { type: "string" },
    status: { type: "string", enum: [...TASK_STATES, "deleted"] },
    created_at: STAMP,
    updated_at: STAMP,
    progress: { anyOf: [ref("Progress"), { type: "null" }] },
    images: { type: "array", items: ref("Image") },
    error: ERROR,
  }),
});

const ONE_TASK = { description: "The task.", headers: pickHeaders(), content: toJsonContent(ref("Task")) };

export const TASKS: Section = {
  tag: { name: "Tasks", description: "Every task of this key, whatever its model, with all that is known of it." },
  schemas: { Task: TASK, Progress: PROGRESS, Image: IMAGE },
  paths: {
    "/v1/tasks": {
      get: {
        operationId: "list_tasks",
        tags: ["Tasks"],
        summary: "List and search",
        description: "Newest first. Pages stay right while tasks arrive.",
        parameters: toQueryParameters(taskQuery),
        responses: {
          200: {
            description: "A page.",
            headers: pickHeaders(),
            content: toJsonContent(toPage(ref("Task"))),
          },
          ...toErrorResponses(["invalidRequest", ...KEYED_ERRORS]),
        },
      },
    },
    "/v1/tasks/{id}": {
      parameters: [TASK_ID],
      get: {
        operationId: "read_task",
        tags: ["Tasks"],
        summary: "Read a task",
        responses: { 200: ONE_TASK, ...toErrorResponses(FOUND_ERRORS) },
      },
      delete: {
        operationId: "delete_task",
        tags: ["Tasks"],
        summary: "Delete a task",
        description:
          "Cancels it if it has not ended. Record, events, deliveries and files are gone; what was charged stays in the usage.",
        responses: { 204: { description: "It is gone.", headers: pickHeaders() }, ...toErrorResponses(FOUND_ERRORS) },
      },
    },
    "/v1/tasks/{id}/cancel": {
      parameters: [TASK_ID],
      post: {
        operationId: "cancel_task",
        tags: ["Tasks"],
        summary: "Cancel a task",
        description: "Ends it at once; the engine's work is stopped. Nothing is charged. A second cancel changes nothing.",
        responses: { 200: ONE_TASK, ...toErrorResponses(["conflict", ...FOUND_ERRORS]) },
      },
    },
  },
};

const LAST_EVENT_ID: readonly Schema[] = [
  {
    name: "Last-Event-ID",
    in: "header",
    description: "Resume after this event; an EventSource sends it by itself.",
    schema: { type: "string", pattern: "^\\d{1,15}$" },
  },
  {
    name: "last_event_id",
    in: "query",
    description: "The same, for clients that cannot send the header.",
    schema: { type: "string", pattern: "^\\d{1,15}$" },
  },
];

const STREAM = {
  description: "Server-sent events; the data of each is an `Event`.",
  headers: pickHeaders(),
  content: { "text/event-stream": { schema: ref("Event") } },
};

export const EVENTS: Section = {
  tag: { name: "Events", description: "What happens to tasks, as it happens; resumable across connections and restarts." },
  schemas: { Event: EVENT },
  paths: {
    "/v1/tasks/{id}/events": {
      parameters: [TASK_ID, ...LAST_EVENT_ID],
      get: {
        operationId: "stream_task_events",
        tags: ["Events"],
        summary: "Follow a task",
        description: "Everything so far, then what comes; the stream ends when the task has ended.",
        responses: {
          200: STREAM,
          204: { description: "The task has ended, and the reader has all its events.", headers: pickHeaders() },
          ...toErrorResponses(["invalidRequest", ...FOUND_ERRORS]),
        },
      },
    },
    "/v1/events": {
      parameters: LAST_EVENT_ID,
      get: {
        operationId: "stream_events",
        tags: ["Events"],
        summary: "Follow all tasks of this key",
        description: "What comes from now on, or after `Last-Event-ID`.",
        responses: { 200: STREAM, ...toErrorResponses(["invalidRequest", ...KEYED_ERRORS]) },
      },
    },
    "/previews/{file}": {
      get: {
        operationId: "read_preview",
        tags: ["Events"],
        summary: "Fetch a preview",
        description: "Use the URL exactly as the progress gives it.",
        security: [],
        parameters: [
          { name: "file", in: "path", required: true, schema: { type: "string" } },
          { name: "version", in: "query", schema: { type: "integer" } },
          { name: "expires", in: "query", required: true, description: "Unix seconds.", schema: { type: "integer" } },
          { name: "signature", in: "query", required: true, schema: { type: "string" } },
        ],
        responses: {
          200: {
            description: "The preview.",
            content: { "image/jpeg": { schema: { type: "string", contentMediaType: "image/jpeg" } } },
          },
          ...toErrorResponses(["forbidden", "notFound", "imageExpired"]),
        },
      },
    },
  },
};
