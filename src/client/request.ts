// What a picture is asked for with: from a caller's options to the path, headers and body of a create.
import type { CallOptions } from "./connection.ts";
import { MuleteerError } from "./errors.ts";
import type { Priority } from "./task.ts";

export const DEFAULT_MODEL = "alibaba/qwen-image-max";

export interface CreateOptions extends CallOptions {
  /** `vendor/name`, or a whole path below the base URL. Default `alibaba/qwen-image-max`. */
  readonly model?: string | undefined;
  /** `width*height` in pixels; which ones there are is the model's to say. */
  readonly size?: string | undefined;
  /** 0 … 2147483647; drawn at random when absent. */
  readonly seed?: number | undefined;
  readonly negativePrompt?: string | undefined;
  /** Rewrite a short prompt into one that draws better. */
  readonly promptExtend?: boolean | undefined;
  readonly safetyFilter?: boolean | undefined;
  /** How many pictures, where the model makes several. */
  readonly n?: number | undefined;
  /** More fields of the body, as they are on the wire; an option that is given goes before the field of its name. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  readonly priority?: Priority | undefined;
  /** Cancels the task if it has not ended by then: seconds, or `90s`, `5m`, `1h`. */
  readonly cancelAfter?: number | string | undefined;
  /** An https URL that is told of this task's events. */
  readonly webhook?: string | undefined;
  /** 1–255 visible ASCII characters. Made at random when absent; the same key and body give the same task for 24 h. */
  readonly idempotencyKey?: string | undefined;
}

/** @throws {MuleteerError} for what is no model. */
export function toModelPath(model: string): string {
  if (/^\/[^?#\s]+$/.test(model) && !model.includes("..")) return model.replace(/\/+$/, "");
  const [, vendor, name] = /^(\w[\w.-]*)\/(\w[\w.-]*(?:\/\w[\w.-]*)*)$/.exec(model) ?? [];
  if (vendor === undefined || name === undefined) {
    throw new MuleteerError(`model must be of the form vendor/name, such as ${DEFAULT_MODEL}, got ${JSON.stringify(model)}.`);
  }
  return `/vendors/${vendor}/v1/${name}/generation`;
}

export function toBody(prompt: string, options: CreateOptions): Readonly<Record<string, unknown>> {
  const { size, seed, negativePrompt, promptExtend, safetyFilter, n, extra } = options;
  const named = {
    prompt,
    negative_prompt: negativePrompt,
    size,
    seed,
    n,
    prompt_extend: promptExtend,
    safety_filter: safetyFilter,
  };
  // An option that was not given leaves what `extra` says under its name on the wire.
  return { ...extra, ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) };
}

export function toHeaders({ priority, cancelAfter, webhook, idempotencyKey }: CreateOptions): Record<string, string | undefined> {
  return {
    "idempotency-key": idempotencyKey ?? toRandomKey(),
    "x-muleteer-priority": priority,
    "cancel-after": cancelAfter === undefined ? undefined : String(cancelAfter),
    "x-muleteer-webhook": webhook,
  };
}

/** 128 random bits. `crypto.randomUUID` would do, but pages that came over plain http from another machine do not have it. */
function toRandomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
