// What can go wrong, as a caller tells it apart: an answer that says no, a server that cannot be reached, a wait that was too
// long, a task that ended without a picture, a webhook that cannot be trusted. Aborting is none of these: it rejects with the
// signal's own reason.
import type { FollowedTask } from "./task.ts";

/** The base of every error of this client, and the class of those that are about how it is called. */
export class MuleteerError extends Error {
  override readonly name: string = "MuleteerError";
}

/** One broken rule of a request body. */
export interface Violation {
  readonly field: string;
  readonly rule: string;
  /** A whole sentence that names the field, the rule and what was got. */
  readonly detail: string;
}

export type ApiErrorKind =
  | "unauthorized"
  | "forbidden"
  | "paymentRequired"
  | "rateLimited"
  | "dailySpendLimit"
  | "notFound"
  | "taskNotFound"
  | "invalidRequest"
  | "conflict"
  | "gone"
  | "unavailable"
  | "serverError"
  | "redirected"
  | "other";

export interface ApiErrorFacts {
  readonly status: number;
  /** The number by which programs tell errors apart; undefined when the answer had none. */
  readonly code: number | undefined;
  readonly title: string;
  /** A sentence for people. */
  readonly detail: string;
  /** Every broken rule of the body; empty for other errors. */
  readonly violations: readonly Violation[];
  readonly retryAfterSeconds: number | undefined;
  /** By which the server's log knows the request. */
  readonly requestId: string | undefined;
}

/** The server answered, and the answer is no. */
export class ApiError extends MuleteerError implements ApiErrorFacts {
  override readonly name = "ApiError";
  readonly kind: ApiErrorKind;
  readonly status: number;
  readonly code: number | undefined;
  readonly title: string;
  readonly detail: string;
  readonly violations: readonly Violation[];
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;

  constructor(facts: ApiErrorFacts) {
    const { status, code, title, detail, violations, retryAfterSeconds, requestId } = facts;
    const where = [
      `HTTP ${status}`,
      ...(code === undefined ? [] : [`code ${code}`]),
      ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ];
    super(`${detail} (${where.join(", ")})`);
    this.kind = toKind(status, code);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.violations = violations;
    this.retryAfterSeconds = retryAfterSeconds;
    this.requestId = requestId;
  }
}

const BY_STATUS: Readonly<Record<number, ApiErrorKind>> = {
  400: "invalidRequest",
  401: "unauthorized",
  402: "paymentRequired",
  403: "forbidden",
  404: "notFound",
  405: "invalidRequest",
  408: "invalidRequest",
  409: "conflict",
  410: "gone",
  413: "invalidRequest",
  415: "invalidRequest",
  416: "invalidRequest",
  422: "invalidRequest",
  429: "rateLimited",
  431: "invalidRequest",
  503: "unavailable",
};

function toKind(status: number, code: number | undefined): ApiErrorKind {
  if (status === 404 && code === 2005) return "taskNotFound";
  if (status === 429 && code === 1004) return "dailySpendLimit";
  const known = BY_STATUS[status];
  if (known !== undefined) return known;
  if (status >= 500) return "serverError";
  return status >= 300 && status < 400 ? "redirected" : "other";
}

/**
 * - `refused`: nothing reached the server (no such host, nobody listens, no route).
 * - `untrusted`: its TLS certificate is not good; trying again will not help.
 * - `lost`: the request may have been received, and its answer is lost.
 * - `garbled`: there is an answer, and it is not what this API says: a proxy's page, a damaged download.
 * - `noStream`: the server can be reached, but a stream cannot: something in between holds it back.
 */
export type ConnectionErrorKind = "refused" | "untrusted" | "lost" | "garbled" | "noStream";

/** There is no answer, or none that can be used. */
export class ConnectionError extends MuleteerError {
  override readonly name = "ConnectionError";
  readonly kind: ConnectionErrorKind;

  constructor(kind: ConnectionErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** A wait reached its bound. */
export class TimeoutError extends MuleteerError {
  override readonly name = "TimeoutError";
  /** The task that was waited for, where there was one. */
  readonly taskId: string | undefined;

  constructor(message: string, taskId?: string) {
    super(message);
    this.taskId = taskId;
  }
}

/** The task ended without a picture. It cost nothing, unless `task.cost` says otherwise. */
export class TaskFailedError extends MuleteerError {
  override readonly name = "TaskFailedError";
  readonly task: FollowedTask;
  readonly kind: "failed" | "cancelled" | "deleted";
  /** `3002` for a task that was cancelled or passed its deadline, `3003` for a refused prompt; undefined for a deleted task. */
  readonly code: number | undefined;
  readonly title: string;
  readonly detail: string;

  constructor(task: FollowedTask, kind: "failed" | "cancelled" | "deleted") {
    const detail = kind === "deleted" ? "The task was deleted." : (task.error?.detail ?? "The server gave no reason.");
    const code = task.error?.code;
    super(
      `Task ${task.id} ${kind === "failed" ? "failed" : `was ${kind}`}: ${detail}${code === undefined ? "" : ` (code ${code})`}`,
    );
    this.task = task;
    this.kind = kind;
    this.code = code;
    this.title = task.error?.title ?? (kind === "deleted" ? "Deleted" : "Failed");
    this.detail = detail;
  }
}

/** What a receiver got is not a webhook of its sender, or is too old. Answer it with 400 and do nothing. */
export class WebhookVerificationError extends MuleteerError {
  override readonly name = "WebhookVerificationError";
  readonly reason: "headers" | "timestamp" | "signature" | "body";

  constructor(reason: "headers" | "timestamp" | "signature" | "body", message: string) {
    super(message);
    this.reason = reason;
  }
}
