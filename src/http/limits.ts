// What a key's limits look like on the wire: 402 and 429, and where it stands in its rate.
import type { FastifyReply } from "fastify";
import { ApiError } from "../core/errors.ts";
import type { CreateOutcome, RequestRate } from "../core/store.ts";

/** Official clients ignore anything else. */
const MAX_RETRY_AFTER_SECONDS = 120;
const BUSY_RETRY_SECONDS = 5;

/** `RateLimit` and `RateLimit-Policy`, https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (version 10). */
export function writeRate(reply: FastifyReply, { limit, remaining, resetMs }: RequestRate): void {
  reply
    .header("RateLimit-Policy", `"requests";q=${limit};w=60`)
    .header("RateLimit", `"requests";r=${remaining};t=${Math.ceil(resetMs / 1000)}`);
}

/** The answer to a create that a limit refuses; nothing was made. */
export function toRefusal({ limit, retryAfterMs, rate }: Extract<CreateOutcome, { readonly kind: "refused" }>): ApiError {
  const retryAfterSeconds = Math.min(
    MAX_RETRY_AFTER_SECONDS,
    Math.max(1, retryAfterMs === undefined ? BUSY_RETRY_SECONDS : Math.ceil(retryAfterMs / 1000)),
  );
  switch (limit) {
    case "totalSpendMicros":
      return new ApiError(
        "insufficientBalance",
        "The budget of this API key is exhausted: the task would exceed what it may spend in all.",
      );
    case "dailySpendMicros":
      return new ApiError(
        "dailySpendLimit",
        "The task would exceed what this API key may spend in a day; the next day begins at 00:00 UTC.",
        { retryAfterSeconds },
      );
    case "concurrentTasks":
      return new ApiError("rateLimited", "This API key has as many unfinished tasks as it may have at once.", {
        retryAfterSeconds,
      });
    case "requestsPerMinute":
      return new ApiError("rateLimited", `This API key may create ${rate?.limit ?? "no more"} tasks a minute.`, {
        retryAfterSeconds,
      });
  }
}
