// What goes wrong with an upstream, and how a task ends or goes on for it: decided here once for every engine that calls out.
// Owns the rule that a paid submission whose answer was lost is never made again.
import { z } from "zod";
import { EngineError } from "../../core/engine.ts";
import { ExchangeError } from "../../io/exchange.ts";
import type { OriginAnswer } from "../../io/origin.ts";
import { takeCodePoints } from "./answers.ts";
import { isSameHolder, type Holder } from "./holder.ts";

/** What a submission means to the operator's purse. */
export interface Terms {
  /** It may cost money, so it is repeated only when the upstream says that it failed. */
  readonly paid: boolean;
}

/** What an upstream says of a failure, in an answer of its own or as the end of a job. */
export interface Failure {
  /** HTTP status; 200 for an error inside an answer that looks well. */
  readonly status: number;
  /** A short word or number of the upstream's own. */
  readonly code?: string;
  /** Its sentence, for the eyes of `quote` only. */
  readonly message?: string;
  readonly retryAfterMs?: number;
}

/** Kinds of failure, each with an end of its own in `toError`. */
type FailureKind = "refused" | "account" | "throttled" | "failed" | "misdirected" | "rejected" | "unreadable";

/** Codes by which providers refuse content: DashScope, OpenAI, Azure and MuleRouter. */
const REFUSED = /^(?:data_?inspection_?failed|ip_?infringement|content_policy|moderation_blocked|content_filter|3003$)/i;
const REFUSED_WORDS = /content policy|content policies|safety system|inappropriate content|data inspection/i;
/** Codes that speak of the key, the balance or what the account may use, whatever their status is. */
const ACCOUNT =
  /^(?:arrearage|invalid_?api_?key|(?:\w+\.)?access_?denied|allocationquota|insufficient_quota|billing|account|(?:pre|post)paidbill|commoditynotpurchased|100[0124]$)/i;
const THROTTLED = /^(?:throttling|rate_?limit|requests_?limit|too_?many|1003$)/i;
const FAILED = /^(?:internal|server_?error|service_?unavailable|model_?unavailable|request_?time_?out|300[15]$|400[28]$)/i;

const MAX_RETRY_AFTER_MS = 24 * 3_600_000;
const LOST = "The provider's answer was lost. It was not asked again, because it might charge twice.";
const MOVED =
  "The engine was set to another provider or address, which does not know of the image. It was not begun again, because it might be charged twice.";

/** Any provider's error body: its code and sentence stand at the top, under `error`, or in `detail`. */
const statement = z.looseObject({
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  error_code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  type: z.string().nullish().catch(undefined),
  message: z.string().nullish().catch(undefined),
  detail: z.string().nullish().catch(undefined),
});
const errorBody = statement.extend({ error: z.union([z.string(), statement]).nullish().catch(undefined) });

/** The failure that an answer tells of; its code is absent when the body is not an error that was written for us. */
export function readFailure(answer: OriginAnswer): Failure {
  const retryAfterMs = readRetryAfterMs(answer.headers);
  const said = readStatement(answer.json());
  return { status: answer.status, ...said, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Code and sentence of an error body, `{}` when it is none. A number counts as a code. */
export function readStatement(body: unknown): Pick<Failure, "code" | "message"> {
  const parsed = errorBody.safeParse(body).data;
  if (!parsed) return {};
  const { error } = parsed;
  const inner = toInner(parsed);
  const code = inner.code ?? inner.error_code ?? inner.type;
  const message = typeof error === "string" ? error : (inner.message ?? inner.detail);
  return {
    ...(code === undefined || code === null || code === "" ? {} : { code: toToken(String(code)) }),
    ...(message ? { message } : {}),
  };
}

function toInner(body: z.output<typeof errorBody>): z.output<typeof statement> {
  return typeof body.error === "object" && body.error ? body.error : body;
}

/** Whether an answer says itself that it failed: then it was not lost, and nothing was made. */
function isExplicit({ code, message }: Failure): boolean {
  return code !== undefined || message !== undefined;
}

/** How a submission ends that was answered with a failure. */
export function toSubmitError(failure: Failure, terms: Terms): EngineError {
  return toError(classify(failure), failure, terms);
}

/** How a submission ends whose exchange did. What is no `ExchangeError`, and an abort, is returned as it is. */
export function toLostSubmitError(error: unknown, { paid }: Terms): unknown {
  if (!(error instanceof ExchangeError) || error.kind === "aborted") return error;
  if (error.kind === "refused") {
    return new EngineError("The provider could not be reached.", {
      kind: "upstreamFailed",
      repeatable: true,
      elsewhere: true,
      cause: error,
    });
  }
  if (paid) return lostAnswer(error);
  return new EngineError(SENTENCES[error.kind], {
    kind: "upstreamFailed",
    // A flood comes again; whatever else befell the answer may not.
    repeatable: error.kind !== "tooLarge",
    elsewhere: true,
    cause: error,
  });
}

const SENTENCES = {
  lost: "The engine's answer was lost.",
  timeout: "The engine did not answer in time.",
  tooLarge: "The engine's answer was too large.",
} as const;

/** The end of a paid submission of which nobody knows what became. */
export function lostAnswer(cause?: unknown): EngineError {
  return new EngineError(LOST, { kind: "upstreamFailed", repeatable: false, lost: true, cause });
}

/** How a submission ends whose answer looks well and is not what was agreed. */
export function unreadableAnswer(terms: Terms): EngineError {
  return toError("unreadable", { status: 200 }, terms);
}

/**
 * Whether an upstream says itself that it has nothing there: with a code or a `detail`. A proxy that is set up anew answers 404
 * for a while too, with a page or with a bare `{"message":"Not Found"}`, and knows nothing of what is behind it.
 */
export function isMissing(answer: OriginAnswer): boolean {
  if (answer.status !== 404 && answer.status !== 410) return false;
  const body = errorBody.safeParse(answer.json()).data;
  if (!body) return false;
  const { code, error_code, detail } = toInner(body);
  return [code, error_code, detail].some((each) => each !== undefined && each !== null && each !== "");
}

/** How a look at pending work ends that was answered with a failure. The work is not judged by it: it is looked at again. */
export function toCheckError(failure: Failure): EngineError {
  const { status, retryAfterMs } = failure;
  const account = classify(failure) === "account";
  return new EngineError(`The provider did not say how far the work is (HTTP ${status}).`, {
    kind: "upstreamFailed",
    repeatable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(account ? { operatorReason: describe(failure) } : {}),
  });
}

/** The same for an exchange that failed: nothing is lost, because looking costs nothing. */
export function toLostCheckError(error: unknown): unknown {
  if (!(error instanceof ExchangeError) || error.kind === "aborted") return error;
  return new EngineError("The provider could not be asked how far the work is.", {
    kind: "upstreamFailed",
    repeatable: true,
    cause: error,
  });
}

/**
 * How work ends that the upstream says it does not have.
 * @param at who was given it; handles of older versions do not say.
 * @param here who was asked now.
 */
export function forgottenWork({ at, here }: { readonly at?: Holder | undefined; readonly here: Holder }): EngineError {
  if (at && !isSameHolder(at, here)) {
    const cause = new Error(`it was submitted to ${toWords(at)}, and looked for at ${toWords(here)}`);
    // It may be made and paid over there. Who prefers to ask again, gets a submission here: the old job is never found.
    return new EngineError(MOVED, { kind: "upstreamFailed", repeatable: false, lost: true, resubmit: true, cause });
  }
  return new EngineError("The provider knows nothing of the work any more.", {
    kind: "upstreamFailed",
    repeatable: true,
    resubmit: true,
  });
}

/** For the operator, who may look for the job. */
function toWords({ url, account }: Holder): string {
  return `${url} with a key whose SHA-256 begins with ${account}`;
}

/** How work ends that the upstream itself calls failed. Nothing was made, so nothing was paid and it may be asked for anew. */
export function toWorkError(failure: Failure): EngineError {
  const kind = isExplicit(failure) ? classify(failure) : "failed";
  const options = toOptions(kind, failure);
  return new EngineError(toSentence(kind, failure), { ...options, resubmit: options.repeatable || options.elsewhere === true });
}

/** Why a probe fails, for the operator; it may succeed by itself later, unless he has to do something first. */
export function toProbeError(failure: Failure): EngineError {
  return new EngineError("The engine is not ready.", {
    kind: "upstreamFailed",
    repeatable: classify(failure) !== "account",
    operatorReason: describe(failure),
  });
}

/** The same for an exchange that failed. */
export function toLostProbeError(error: unknown): unknown {
  if (!(error instanceof ExchangeError) || error.kind === "aborted") return error;
  return new EngineError("The engine is not ready.", {
    kind: "upstreamFailed",
    repeatable: true,
    operatorReason: error.message,
    cause: error,
  });
}

function classify(failure: Failure): FailureKind {
  const { status, code = "", message = "" } = failure;
  if (REFUSED.test(code) || status === 451) return "refused";
  if (ACCOUNT.test(code)) return "account";
  if (THROTTLED.test(code)) return "throttled";
  if (FAILED.test(code)) return "failed";
  if ((status === 400 || status < 300) && REFUSED_WORDS.test(message)) return "refused";
  if (status === 401 || status === 402 || status === 403) return "account";
  if (status === 429) return "throttled";
  if (status === 408 || status >= 500) return "failed";
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) return "misdirected";
  if (status >= 400) return "rejected";
  return isExplicit(failure) ? "rejected" : "unreadable";
}

function toError(kind: FailureKind, failure: Failure, { paid }: Terms): EngineError {
  // A gateway that gives up answers in its own words, while the provider behind it may go on working. Only what the provider
  // itself writes as an error is sure to have made nothing: DashScope and OpenAI bill images that were made, and MuleRouter's
  // own clients repeat a POST on every 5xx.
  const unsure = kind === "unreadable" || (kind === "failed" && (!isExplicit(failure) || isGateway(failure)));
  if (paid && unsure) return lostAnswer(new Error(describe(failure)));
  return new EngineError(toSentence(kind, failure), toOptions(kind, failure));
}

/** 504 and Cloudflare's 520 … 527 are said by whoever stands before the provider, in JSON too where that is asked for. */
function isGateway({ status }: Failure): boolean {
  return status === 504 || status >= 520;
}

function toOptions(kind: FailureKind, failure: Failure): ConstructorParameters<typeof EngineError>[1] & { repeatable: boolean } {
  const { retryAfterMs } = failure;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (kind) {
    case "refused":
      return { kind: "contentRefused", repeatable: false };
    case "account":
    case "misdirected":
      return { kind: "upstreamFailed", repeatable: false, elsewhere: true, operatorReason: describe(failure) };
    case "throttled":
    case "failed":
    case "unreadable":
      return { kind: "upstreamFailed", repeatable: true, elsewhere: true, ...wait };
    case "rejected":
      return { kind: "upstreamFailed", repeatable: false, elsewhere: true };
  }
}

function toSentence(kind: FailureKind, failure: Failure): string {
  switch (kind) {
    case "refused":
      return "The provider's content inspection refused the prompt.";
    case "account":
      return "The provider refused the request at the moment.";
    case "throttled":
      return "The provider had too many requests.";
    case "failed":
      return "The provider failed to make the image.";
    case "misdirected":
      return "The provider does not serve this model at the moment.";
    case "rejected":
      return `The provider did not accept the request${quote(failure.message)}.`;
    case "unreadable":
      return "The engine's answer could not be read.";
  }
}

/** For the operator: status and code, and nothing that the provider wrote in sentences. */
function describe({ status, code }: Failure): string {
  return `answered HTTP ${status}${code === undefined ? "" : ` ${code}`}`;
}

const PRIVATE_WORDS =
  /\b(?:api|apikey|keys?|tokens?|accounts?|balance|billing|bill|credits?|quota|arrears?|overdue|payment|organi[sz]ation|workspace|subscription|purchased?|sk-)|https?:|@|密钥|账户|账号|欠费|余额|额度/i;

/** What the provider says of the request, in one line of at most 200 characters; nothing when it may speak of the account. */
function quote(message = ""): string {
  const line = message
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .replace(/[.。]+$/, "");
  return line === "" || PRIVATE_WORDS.test(line) ? "" : `: ${takeCodePoints(line, 200)}`;
}

/** A code in visible characters that name something, at most 64 of them. */
function toToken(code: string): string {
  return code.replaceAll(/[^\w.:-]/g, "").slice(0, 64);
}

/** Milliseconds that `Retry-After` asks for, at most a day; a date counts from the answer's own. */
function readRetryAfterMs(headers: OriginAnswer["headers"]): number | undefined {
  const value = headers["retry-after"]?.trim() ?? "";
  const ms = /^\d{1,9}(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(headers["date"] ?? "");
  return Number.isFinite(ms) && ms >= 0 ? Math.min(MAX_RETRY_AFTER_MS, Math.round(ms)) : undefined;
}
