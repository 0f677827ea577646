// What a create, or a read, asks for in its headers. Each is checked as strictly as the body: a header that is misread would be
// a task that does what nobody meant.
import type { FastifyRequest } from "fastify";
import { ApiError, type Violation } from "../core/errors.ts";
import { PRIORITIES, type Priority } from "../core/task.ts";
import { show } from "./text.ts";
import { findWebhookUrlViolation } from "./webhook-url.ts";

const MAX_WAIT_SECONDS = 60;
const MAX_DEADLINE_MS = 24 * 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

export interface CreateOptions {
  readonly idempotencyKey?: string;
  /** From now. */
  readonly deadlineMs?: number;
  readonly priority: Priority;
  readonly webhookUrl?: string;
}

/** @throws {ApiError} `invalidRequest` with every header that breaks its rule. */
export function readCreateOptions(
  { headers }: FastifyRequest,
  { allowLoopbackWebhooks }: { readonly allowLoopbackWebhooks: boolean },
): CreateOptions {
  const violations: Violation[] = [];
  function take<T>(field: string, parse: (text: string) => T | string): Exclude<T, string> | undefined {
    const given = headers[field.toLowerCase()];
    if (given === undefined) return undefined;
    const value = parse(Array.isArray(given) ? given.join(", ") : given);
    if (typeof value !== "string") return value as Exclude<T, string>;
    violations.push({ field, rule: "header", detail: `${field} ${value}, got ${show(String(given))}.` });
    return undefined;
  }
  const idempotencyKey = take("Idempotency-Key", (text) =>
    /^[\x21-\x7E](?:[\x20-\x7E]{0,253}[\x21-\x7E])?$/.test(text) ? { text } : "must be 1 to 255 visible ASCII characters",
  )?.text;
  const deadlineMs = take("Cancel-After", parseDeadline);
  const priority = take("X-Muleteer-Priority", (text) => {
    const level = PRIORITIES.find((known) => known === text.toLowerCase());
    return level === undefined ? `must be one of ${PRIORITIES.join(", ")}` : { level };
  })?.level;
  const webhookUrl = take("X-Muleteer-Webhook", (text) => {
    const rule = findWebhookUrlViolation(text, { allowLoopback: allowLoopbackWebhooks });
    return rule ?? { text };
  })?.text;
  if (violations.length > 0) {
    throw new ApiError("invalidRequest", violations.map(({ detail }) => detail).join(" "), { violations });
  }
  return {
    priority: priority ?? "normal",
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
  };
}

function parseDeadline(text: string): number | string {
  const match = /^(\d{1,6})([smh]?)$/.exec(text);
  const ms = match ? Number(match[1]) * (UNIT_MS[match[2] || "s"] ?? 0) : 0;
  return ms >= 1_000 && ms <= MAX_DEADLINE_MS ? ms : "must be a duration such as 90s, 5m or 1h, from 1s to 24h";
}

/**
 * How long the client would like to wait for the end of the task, in milliseconds: `Prefer: wait=N` (RFC 7240). It is a
 * preference: one that cannot be understood is ignored, and more than 60 s counts as 60.
 */
export function readWait({ headers }: FastifyRequest): number | undefined {
  const { prefer } = headers;
  const match = /(?:^|[,;])\s*wait\s*=\s*"?(\d+)"?\s*(?=$|[,;])/i.exec(Array.isArray(prefer) ? prefer.join(",") : (prefer ?? ""));
  const seconds = Math.min(MAX_WAIT_SECONDS, Number(match?.[1] ?? 0));
  return seconds === 0 ? undefined : seconds * 1000;
}
