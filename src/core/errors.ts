// The error table of the wire contract and the one error class that carries a row of it to the door.
// docs/errors.md is compared with this table by a test.

interface ErrorRow {
  /** `error_code` and `code` on the wire. */
  readonly code: number;
  /** HTTP status of the answer; for a row that only a task can carry, undefined. */
  readonly status?: number;
  readonly title: string;
  readonly meaning: string;
}

export const ERRORS = {
  unauthorized: {
    code: 1001,
    status: 401,
    title: "Unauthorized",
    meaning: "The key is missing, malformed, unknown, revoked or expired, or the session has ended.",
  },
  forbidden: {
    code: 1000,
    status: 403,
    title: "Forbidden",
    meaning: "The key, the session or the signature of an image URL may not do this.",
  },
  insufficientBalance: { code: 1002, status: 402, title: "Payment required", meaning: "The balance or the budget is exhausted." },
  rateLimited: {
    code: 1003,
    status: 429,
    title: "Too many requests",
    meaning: "A rate limit was reached; `Retry-After` says when to come back.",
  },
  dailySpendLimit: {
    code: 1004,
    status: 429,
    title: "Daily spend limit reached",
    meaning: "The key has spent what it may spend in a day.",
  },
  notFound: { code: 2000, status: 404, title: "Not found", meaning: "There is no such path, model, key, webhook or delivery." },
  methodNotAllowed: {
    code: 2000,
    status: 405,
    title: "Method not allowed",
    meaning: "The path exists, but not with this method; `Allow` lists those that do.",
  },
  invalidRequest: {
    code: 2001,
    status: 400,
    title: "Invalid request",
    meaning: "A field of the body breaks a rule, or the request is malformed.",
  },
  headersTooLarge: {
    code: 2001,
    status: 431,
    title: "Request header fields too large",
    meaning: "The request line and headers exceed 16 KiB.",
  },
  requestTimeout: { code: 2001, status: 408, title: "Request timeout", meaning: "The request did not arrive whole in time." },
  bodyTooLarge: { code: 2003, status: 413, title: "Content too large", meaning: "The body exceeds 64 KiB." },
  unsupportedMediaType: {
    code: 2003,
    status: 415,
    title: "Unsupported media type",
    meaning: "The body is not `application/json`.",
  },
  idempotencyConflict: { code: 2004, status: 409, title: "Conflict", meaning: "The idempotency key was used with another body." },
  taskNotFound: { code: 2005, status: 404, title: "Task not found", meaning: "There is no such task under this key and model." },
  conflict: { code: 2006, status: 409, title: "Conflict", meaning: "The state of what the request is about does not allow it." },
  imageExpired: { code: 2005, status: 410, title: "Gone", meaning: "The image has expired, or its file is gone." },
  rangeNotSatisfiable: {
    code: 2001,
    status: 416,
    title: "Range not satisfiable",
    meaning: "The requested range lies outside the image.",
  },
  engineFailed: { code: 3001, title: "Generation failed", meaning: "The engine could not make the image." },
  cancelled: { code: 3002, title: "Cancelled", meaning: "The task was cancelled or passed its deadline." },
  contentRefused: { code: 3003, title: "Content refused", meaning: "The prompt was refused by content inspection." },
  upstreamFailed: { code: 3005, title: "Upstream failed", meaning: "The upstream provider failed." },
  internal: { code: 4002, status: 500, title: "Internal error", meaning: "Our own fault; nothing was charged." },
  noEngine: { code: 4008, title: "No engine available", meaning: "No engine was available in time." },
  unavailable: {
    code: 4008,
    status: 503,
    title: "Service unavailable",
    meaning: "The server is stopping or its store cannot write; `Retry-After` says when to come back.",
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorName = keyof typeof ERRORS;
type HttpErrorName = { [N in ErrorName]: (typeof ERRORS)[N] extends { status: number } ? N : never }[ErrorName];
/** The rows that a task can end with. */
export type TaskErrorName = "engineFailed" | "cancelled" | "contentRefused" | "upstreamFailed" | "internal" | "noEngine";

/** One broken rule of a request body. `detail` is a whole sentence that names the field, the rule and what was got. */
export interface Violation {
  readonly field: string;
  readonly rule: string;
  readonly detail: string;
}

interface ApiErrorOptions {
  readonly violations?: readonly Violation[];
  /** Whole seconds, 1–120: official clients ignore anything else. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer other than 2xx. Thrown anywhere below a route; the door turns it into the wire's error body. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: HttpErrorName;
  readonly options: ApiErrorOptions;

  constructor(kind: HttpErrorName, detail: string, options: ApiErrorOptions = {}) {
    super(detail);
    this.kind = kind;
    this.options = options;
  }

  get row(): ErrorRow & { readonly status: number } {
    return ERRORS[this.kind];
  }
}

/** `task_info.error` on the wire. */
export interface TaskError {
  readonly code: number;
  readonly title: string;
  readonly detail: string;
}

export function toTaskError(kind: TaskErrorName, detail: string): TaskError {
  const { code, title } = ERRORS[kind];
  return { code, title, detail };
}
