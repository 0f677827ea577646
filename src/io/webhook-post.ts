// One attempt at a delivery: a POST to a URL that a user named, and what of the answer is worth keeping.
import { readRetryAfterMs } from "../core/retry.ts";
import type { DeliveryAttempt } from "../core/webhook-store.ts";
import { isLoopbackHost } from "./addresses.ts";
import { ExchangeError, type ExchangeAnswer } from "./exchange.ts";
import { fetchUntrusted, type FetchUntrusted } from "./untrusted.ts";

const TIMEOUT_MS = 10_000;
const KEPT_BYTES = 2_048;
const GONE = 410;

export interface WebhookPost {
  readonly url: string;
  /** The signatures. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, as it was signed. */
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface PostOutcome extends Omit<DeliveryAttempt, "at"> {
  /** Whether the receiver has it: any 2xx. */
  readonly succeeded: boolean;
  /** Whether the receiver wants no more, ever. */
  readonly gone: boolean;
  readonly retryAfterMs?: number;
}

/** Always an outcome. @throws {ExchangeError} of kind `aborted`, when `signal` ended it: that was no attempt. */
export type PostWebhook = (post: WebhookPost) => Promise<PostOutcome>;

interface WebhookPostOptions {
  /** Lets deliveries go to this machine itself, over plain HTTP too. */
  readonly allowLoopback: boolean;
  readonly fetch?: FetchUntrusted;
  readonly timeoutMs?: number;
}

/** Makes the caller: 10 s for each attempt when nothing else is said, no redirects. */
export function createWebhookPost({
  allowLoopback,
  fetch = fetchUntrusted,
  timeoutMs = TIMEOUT_MS,
}: WebhookPostOptions): PostWebhook {
  return async ({ url, headers, body, signal }) => {
    const loopback = allowLoopback && isLoopbackHost(URL.parse(url)?.hostname ?? "");
    const startedAt = performance.now();
    const took = () => Math.round(performance.now() - startedAt);
    try {
      const answer = await fetch({
        method: "POST",
        url,
        headers: { "content-type": "application/json", "user-agent": "Muleteer", ...headers },
        body,
        signal,
        timeoutMs,
        maxBytes: KEPT_BYTES,
        // A receiver that said yes and broke off has the delivery all the same.
        truncate: true,
        joinsTrace: true,
        allowHost: () => loopback,
        allowHttp: loopback,
      });
      return toOutcome(answer, took());
    } catch (error) {
      if (!(error instanceof ExchangeError) || error.kind === "aborted") throw error;
      return { durationMs: took(), error: error.message, response: "", succeeded: false, gone: false };
    }
  };
}

function toOutcome({ status, headers, bytes }: ExchangeAnswer, durationMs: number): PostOutcome {
  const succeeded = status >= 200 && status < 300;
  const retryAfterMs = readRetryAfterMs(headers);
  return {
    status,
    durationMs,
    ...(succeeded ? {} : { error: `the receiver answered with status ${status}` }),
    response: toHarmlessText(bytes),
    succeeded,
    gone: status === GONE,
    ...(succeeded || retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Control characters, those that turn the direction of writing among them: a terminal or a page would obey them. */
const CONTROLS = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/gu;

/** Well-formed text, of which a character that the bound cut through is left out. */
function toHarmlessText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes, { stream: true });
  return text.replaceAll("\r\n", "\n").replaceAll(CONTROLS, "\uFFFD");
}
