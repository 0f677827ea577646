// What a key has left, what was spent, and what may be called.
import { BALANCE } from "../balance.ts";
import { ENGINE } from "../engines.ts";
import { MODEL } from "../models.ts";
import { QUEUE } from "../server-queue.ts";
import { USAGE, USAGE_QUERY } from "../usage.ts";
import {
  KEYED_ERRORS,
  pickHeaders,
  ref,
  toErrorResponses,
  toJsonContent,
  toJsonSchema,
  toList,
  toQueryParameters,
  type Section,
} from "./section.ts";

const TAG = "Account";

export const ACCOUNT: Section = {
  tag: { name: TAG, description: "What may be called, what was spent, and what is left." },
  schemas: {
    Model: toJsonSchema(MODEL),
    Engine: toJsonSchema(ENGINE),
    Balance: toJsonSchema(BALANCE),
    Usage: toJsonSchema(USAGE),
    Queue: toJsonSchema(QUEUE),
  },
  paths: {
    "/v1/models": {
      get: {
        operationId: "list_models",
        tags: [TAG],
        summary: "List the models that the key may call",
        responses: {
          200: { description: "The models.", headers: pickHeaders(), content: toJsonContent(toList(ref("Model"))) },
          ...toErrorResponses(KEYED_ERRORS),
        },
      },
    },
    "/v1/engines": {
      get: {
        operationId: "list_engines",
        tags: [TAG],
        summary: "List the engines, and whether they are ready",
        responses: {
          200: { description: "The engines.", headers: pickHeaders(), content: toJsonContent(toList(ref("Engine"))) },
          ...toErrorResponses(KEYED_ERRORS),
        },
      },
    },
    "/v1/queue": {
      get: {
        operationId: "read_queue",
        tags: [TAG],
        summary: "Read how much waits, and whose it is",
        description: "Of the whole server; takes the role `admin`.",
        responses: {
          200: { description: "The queue.", headers: pickHeaders(), content: toJsonContent(ref("Queue")) },
          ...toErrorResponses(KEYED_ERRORS),
        },
      },
    },
    "/v1/balance": {
      get: {
        operationId: "read_balance",
        tags: [TAG],
        summary: "Read what the key has left",
        responses: {
          200: { description: "Its money.", headers: pickHeaders(), content: toJsonContent(ref("Balance")) },
          ...toErrorResponses(KEYED_ERRORS),
        },
      },
    },
    "/v1/usage": {
      get: {
        operationId: "read_usage",
        tags: [TAG],
        summary: "Report what was made and what it cost",
        description: "At most 366 days. Admins see every key's usage, others their own.",
        parameters: toQueryParameters(USAGE_QUERY),
        responses: {
          200: {
            description: "A row for each combination of the groups in which any task ended.",
            headers: pickHeaders(),
            content: { ...toJsonContent(ref("Usage")), "text/csv": { schema: { type: "string" } } },
          },
          ...toErrorResponses(["invalidRequest", ...KEYED_ERRORS]),
        },
      },
    },
  },
};
