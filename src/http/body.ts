// From the bytes of a request to what its route takes: JSON, then the schema.
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { ApiError } from "../core/errors.ts";
import type { Model } from "../core/model.ts";
import type { Json } from "../core/task.ts";
import { escapeControls, show } from "./text.ts";
import { checkFields, describeJson, toInvalidRequest, toUnknownViolations } from "./violations.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** @throws {ApiError} `unsupportedMediaType`, or `invalidRequest` for bytes that are no JSON in UTF-8. */
export function parseJson(request: FastifyRequest, bytes: Buffer): unknown {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new ApiError("unsupportedMediaType", `The body must not be compressed, got Content-Encoding ${show(encoding)}.`);
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers["content-type"] ?? "")?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new ApiError("unsupportedMediaType", `The body must be in UTF-8, got charset ${show(charset)}.`);
  }
  // Many clients name a type where they send nothing, as with DELETE; who needs a body says so.
  if (bytes.length === 0) return undefined;
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    throw new ApiError("invalidRequest", "The body is not valid UTF-8.");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError("invalidRequest", `The body is not valid JSON: ${escapeControls((error as Error).message)}.`);
  }
}

export interface ParsedInput {
  readonly input: Readonly<Record<string, Json>>;
  /** Fields of the body that the model does not know. */
  readonly unknownFields: readonly string[];
}

/** A body of a model's path, where unknown fields are let pass. @throws {ApiError} `invalidRequest` with its violations. */
export function parseInput(model: Model, body: unknown): ParsedInput {
  const { data, violations, unknownFields } = checkFields(model.input, toObject(body));
  if (!data) throw toInvalidRequest(violations);
  return { input: data as Record<string, Json>, unknownFields };
}

/** A body of our own paths, where an unknown field is a broken rule. @throws {ApiError} `invalidRequest` with its violations. */
export function parseBody<S extends z.ZodObject>(schema: S, body: unknown): z.output<S> {
  const { data, violations, unknownFields } = checkFields(schema, toObject(body));
  if (data && unknownFields.length === 0) return data;
  throw toInvalidRequest([...violations, ...toUnknownViolations(unknownFields, "field", Object.keys(schema.shape))]);
}

function toObject(body: unknown): object {
  if (body === undefined) throw new ApiError("invalidRequest", "The body is empty; send a JSON object.");
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ApiError("invalidRequest", `The body must be a JSON object, got ${describeJson(body)}.`);
  }
  return body;
}
