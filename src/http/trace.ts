// The trace that a request is part of: its caller's, or one that it begins. Without a tracer it has a trace id all the same, for
// the log and for whoever asks about it.
import type { FastifyReply, FastifyRequest } from "fastify";
import { parseTraceparent, toTraceparent } from "../core/traceparent.ts";
import { drawRandom } from "../io/random.ts";
import type { Span, Tracer } from "../io/tracer.ts";

/** A `traceparent` of our own, in the caller's trace when `incoming` is a valid one. */
export function continueTrace(incoming: string | undefined): string {
  const caller = parseTraceparent(incoming);
  const [spanId, ownTraceId] = drawIds();
  return toTraceparent({ traceId: caller?.traceId ?? ownTraceId, spanId, sampled: caller?.sampled ?? true });
}

/**
 * Begins the span of a request. Undefined for a read that no caller traces: polls, probes and scrapes are the bulk of all requests,
 * and a trace of each would say nothing.
 */
export function beginRequestSpan(tracer: Tracer, request: FastifyRequest, incoming: string | undefined): Span | undefined {
  const { method } = request;
  const parent = parseTraceparent(incoming);
  if ((method === "GET" || method === "HEAD") && parent?.sampled !== true) return undefined;
  const route = request.routeOptions.url;
  return tracer.begin(route === undefined ? method : `${method} ${route}`, {
    kind: "server",
    ...(parent ? { parent: toTraceparent(parent) } : {}),
    facts: {
      "http.request.method": method,
      // Never the query: signatures and search terms stand there.
      "url.path": request.url.split("?", 1)[0] ?? "/",
      "url.scheme": request.protocol,
      "server.address": request.hostname,
      ...(route === undefined ? {} : { "http.route": route }),
    },
  });
}

export function endRequestSpan(span: Span, { statusCode }: Pick<FastifyReply, "statusCode">): void {
  span.add({ "http.response.status_code": statusCode });
  if (statusCode >= 500) span.fail(String(statusCode));
  span.end();
}

/** A span's and a trace's, in lower-case hex: neither of them all zeros. Drawn at once, because every request needs them. */
function drawIds(): readonly [spanId: string, traceId: string] {
  const hex = drawRandom(24).toString("hex");
  return /^0{16}|0{32}$/.test(hex) ? drawIds() : [hex.slice(0, 16), hex.slice(16)];
}
