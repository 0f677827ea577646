// What the route table does not answer: preflights, methods that a path does not have, and paths that do not exist. Which of
// these it is, is decided before any key is looked at.
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import { escapeControls } from "./text.ts";

/** Response headers that scripts of another origin may read. */
export const EXPOSED_HEADERS =
  "Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed, Preference-Applied, Traceparent, X-Request-Id, X-Muleteer-Warning, ETag, Content-Range, Content-Disposition";
const PREFLIGHT_MAX_AGE_SECONDS = 86_400;

export interface RouteShape {
  readonly method: string;
  /** Fastify's pattern: `/a/:b`. */
  readonly path: string;
}

/**
 * Any origin may call, because a page gains nothing that its user did not give it: keys travel in a header, and a browser shows
 * no answer to a request with a cookie to another origin, nor lets one through that changes something.
 */
export function allowOrigins(reply: FastifyReply): void {
  reply.header("Access-Control-Allow-Origin", "*").header("Access-Control-Expose-Headers", EXPOSED_HEADERS);
}

/**
 * The handler of every request that no route took.
 * @param answerElse may answer at paths that lie under none of the routes, and says whether it did.
 */
export function createFallback(
  routes: readonly RouteShape[],
  answerElse: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean> = async () => false,
) {
  const heads = new Set(routes.map(({ path }) => toHead(path)));
  const patterns = routes.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, "[^/]+")}$`),
  }));

  return async function answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const path = request.url.split("?", 1)[0] ?? "/";
    const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0) {
      if (!heads.has(toHead(path)) && (await answerElse(request, reply))) return reply;
      throw new ApiError("notFound", `There is nothing at ${escapeControls(path.slice(0, 200))}; see /docs for what there is.`);
    }
    const allow = [...new Set([...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"])].sort().join(", ");
    if (request.method !== "OPTIONS") {
      throw new ApiError("methodNotAllowed", `${request.method} is not allowed here; allowed are ${allow}.`, {
        headers: { Allow: allow },
      });
    }
    reply.header("Allow", allow);
    if (request.headers["access-control-request-method"] !== undefined) {
      reply.headers({
        "Access-Control-Allow-Methods": allow,
        "Access-Control-Allow-Headers": request.headers["access-control-request-headers"] ?? "Authorization, Content-Type",
        "Access-Control-Max-Age": PREFLIGHT_MAX_AGE_SECONDS,
        Vary: "Access-Control-Request-Headers",
      });
    }
    return reply.code(204).send();
  };
}

/** `v1` of `/v1/tasks`. */
function toHead(path: string): string {
  return path.split("/")[1] ?? "";
}
