// API keys.
import { z } from "zod";
import type { Model } from "../../core/model.ts";
import { defineKeyChange, defineNewKey, KEY } from "../key-fields.ts";
import {
  BODY_ERRORS,
  KEYED_ERRORS,
  pickHeaders,
  ref,
  toErrorResponses,
  toJsonContent,
  toJsonSchema,
  toList,
  toStrictSchema,
  type Section,
} from "./section.ts";

const TAG = "Keys";
const ID = { name: "id", in: "path", required: true, description: "The key's id.", schema: { type: "string" } };

export function toKeySection(models: readonly Model[]): Section {
  const shown = { headers: pickHeaders(), content: toJsonContent(ref("Key")) };
  return {
    tag: { name: TAG, description: "Who may call, and what it may spend. All but the first path take the role `admin`." },
    schemas: { Key: toJsonSchema(KEY) },
    paths: {
      "/v1/keys/self": {
        get: {
          operationId: "read_own_key",
          tags: [TAG],
          summary: "Read the key that asks",
          responses: { 200: { description: "The key.", ...shown }, ...toErrorResponses(KEYED_ERRORS) },
        },
      },
      "/v1/keys": {
        get: {
          operationId: "list_keys",
          tags: [TAG],
          summary: "List the keys",
          description: "Revoked and expired ones too, oldest first.",
          responses: {
            200: { description: "The keys.", headers: pickHeaders(), content: toJsonContent(toList(ref("Key"))) },
            ...toErrorResponses(KEYED_ERRORS),
          },
        },
        post: {
          operationId: "create_key",
          tags: [TAG],
          summary: "Make a key",
          description: "`key` is the key itself: it is in this answer and nowhere else.",
          requestBody: { required: true, content: toJsonContent(toStrictSchema(defineNewKey(models))) },
          responses: {
            201: {
              description: "The key, with its text.",
              headers: pickHeaders("Location"),
              content: toJsonContent({ allOf: [ref("Key"), toJsonSchema(z.object({ key: z.string() }))] }),
            },
            ...toErrorResponses([...BODY_ERRORS, ...KEYED_ERRORS]),
          },
        },
      },
      "/v1/keys/{id}": {
        parameters: [ID],
        get: {
          operationId: "read_key",
          tags: [TAG],
          summary: "Read a key",
          responses: { 200: { description: "The key.", ...shown }, ...toErrorResponses(["notFound", ...KEYED_ERRORS]) },
        },
        patch: {
          operationId: "update_key",
          tags: [TAG],
          summary: "Change a key",
          description: "What is absent stays as it is, and null takes a limit away. It takes effect at once.",
          requestBody: { required: true, content: toJsonContent(toStrictSchema(defineKeyChange(models))) },
          responses: {
            200: { description: "The key as it is now.", ...shown },
            ...toErrorResponses(["notFound", "conflict", ...BODY_ERRORS, ...KEYED_ERRORS]),
          },
        },
        delete: {
          operationId: "revoke_key",
          tags: [TAG],
          summary: "Revoke a key",
          description: "It is refused from then on. What it made and cost stays known.",
          responses: {
            204: { description: "It is revoked.", headers: pickHeaders() },
            ...toErrorResponses(["notFound", "conflict", ...KEYED_ERRORS]),
          },
        },
      },
    },
  };
}
