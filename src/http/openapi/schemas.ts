// Bodies that several sections of the document share.
import { ERRORS } from "../../core/errors.ts";
import { ref, type Schema } from "./section.ts";

export const TASK_ERROR: Schema = {
  type: "object",
  required: ["code", "title", "detail"],
  properties: { code: { type: "integer", enum: taskCodes() }, title: { type: "string" }, detail: { type: "string" } },
};

export const TASK_INFO: Schema = {
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

export const PROBLEM: Schema = {
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
      description: "The rules that the request breaks, 20 at most.",
      items: {
        type: "object",
        required: ["field", "rule", "detail"],
        properties: { field: { type: "string" }, rule: { type: "string" }, detail: { type: "string" } },
      },
    },
  },
};

function taskCodes(): number[] {
  return [...new Set(Object.values(ERRORS).map(({ code }) => code))].filter((code) => code >= 3000).sort((a, b) => a - b);
}
