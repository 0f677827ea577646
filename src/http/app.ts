// The application: what is true of every request and answer, whatever its route: its bounds, a trace, CORS, the error body.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import { BlobsUnavailable } from "../core/blobs.ts";
import type { ApiKey } from "../core/key-store.ts";
import { OutcomeUnknown, StoreUnavailable } from "../core/store.ts";
import { authenticate, requireAdmin } from "./authenticate.ts";
import { parseJson } from "./body.ts";
import { createServers } from "./connections.ts";
import { createConsolePages } from "./console.ts";
import { registerDocs } from "./docs.ts";
import { allowOrigins, createFallback } from "./methods.ts";
import type { HttpParts } from "./parts.ts";
import { listProbeRoutes, listRoutes } from "./routes.ts";
import { escapeControls, show } from "./text.ts";
import { beginRequestSpan, continueTrace, endRequestSpan } from "./trace.ts";
import type { Span, Tracer } from "../io/tracer.ts";
import { toTraceId } from "../core/traceparent.ts";
import { toProblem } from "../core/wire.ts";

const BODY_LIMIT_BYTES = 64 * 1024;
/** Node's limit on request line and headers together: no path parameter can be longer. */
const MAX_PARAM_CHARACTERS = 16 * 1024;

/** Bodies and queries are checked by our own schemas; Fastify's would load a hundred modules at every start for nothing. */
const NO_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

declare module "fastify" {
  interface FastifyRequest {
    traceparent: string;
    /** Of the key that the request presents; a request with a body is authenticated twice, and hashed once. */
    bearerHash: Uint8Array | undefined;
    /** Only where it is traced. */
    span: Span | undefined;
    /** Only on routes that need a key. */
    apiKey: ApiKey;
  }
}

export async function createApp(parts: HttpParts): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    serverFactory: createServers(parts.log),
    schemaController: { compilersFactory: NO_SCHEMAS },
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    rewriteUrl: ({ url = "/" }) => toPlainTarget(url),
    frameworkErrors: (error, request, reply) => {
      prepare(request, reply, parts.tracer);
      sendError(error, request, reply);
    },
    // Each server has one of its own; without this, Fastify would write another answer behind that.
    clientErrorHandler: () => {},
  });
  app.decorateRequest("traceparent", "");
  app.decorateRequest("bearerHash", undefined);
  app.decorateRequest("span", undefined);
  app.decorateRequest("apiKey");

  function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toApiError(thrown, request);
    if (error.row.status >= 500) parts.log.error({ request: request.traceparent, err: thrown }, "request failed");
    request.span?.add({ "muleteer.error.code": error.row.code });
    const { retryAfterSeconds, headers } = error.options;
    if (retryAfterSeconds !== undefined) reply.header("Retry-After", retryAfterSeconds);
    if (headers) reply.headers(headers);
    const path = (request.url.split("?", 1)[0] ?? "/").slice(0, 1024);
    void reply
      .removeHeader("Content-Length")
      .code(error.row.status)
      .header("Cache-Control", "no-store")
      .type("application/problem+json")
      .serializer((body) => body as string)
      .send(JSON.stringify(toProblem(error, path)));
  }

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/(?:[a-z0-9.-]+\+)?json(?=\s*(?:;|$))/i,
    { parseAs: "buffer" },
    (request, bytes, done) => {
      try {
        done(null, parseJson(request, bytes as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );

  app.addHook("onRequest", (request, reply, done) => {
    prepare(request, reply, parts.tracer);
    done(findFault(request));
  });
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unmatched";
    const { method } = request;
    const seconds = reply.elapsedTime / 1000;
    parts.metrics.countRequest({ method, route, status: reply.statusCode, seconds });
    // Polls that succeed are the bulk of all requests, and say nothing.
    const level = method === "GET" && reply.statusCode < 400 ? "debug" : "info";
    parts.log[level](
      { request: request.traceparent, method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      "request",
    );
    if (request.span) endRequestSpan(request.span, reply);
    done();
  });
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply));

  const hasPages = parts.serves === "everything" && parts.consoleDirectory !== undefined;
  const pages = hasPages ? createConsolePages(parts, parts.consoleDirectory) : undefined;
  const routes = parts.serves === "everything" ? listRoutes(parts, pages) : listProbeRoutes(parts);
  for (const route of routes) {
    const admit = async (request: FastifyRequest) => {
      request.apiKey = await authenticate(request, parts);
      if (route.access === "admin") requireAdmin(request);
    };
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => route.handle(request, reply),
      // Again when the body is here: it may have taken its time, and the key may have been revoked or limited meanwhile.
      ...(route.access === "open" ? {} : { onRequest: admit, ...(route.method === "GET" ? {} : { preHandler: admit }) }),
    });
  }
  const docs = parts.serves === "everything" ? registerDocs(app, parts) : [];
  const answerUnrouted = createFallback([...routes, ...docs], pages?.answer);
  // In a hook, because a handler runs after the body is parsed: a path that does not exist is 404 whatever the body is.
  app.addHook("onRequest", async (request, reply) => {
    if (request.is404) await answerUnrouted(request, reply);
  });
  app.setNotFoundHandler(answerUnrouted);
  // Whoever waits is answered as it stands, so that closing waits for nobody.
  app.addHook("preClose", (done) => {
    parts.watch.close();
    done();
  });
  await app.ready();
  return app;
}

function refuseSchema(): never {
  throw new TypeError("a route of this application has no schema of Fastify's");
}

/**
 * The target of a request as path and query: clients of proxies send a whole URL, and the official command line joins base URL and
 * path by concatenation, so a path may begin with `//`. A fragment is cut off, so that no part of a target that is refused for it
 * is taken for a path.
 */
function toPlainTarget(target: string): string {
  const path = target.replace(/#.*$/s, "").replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, "");
  // `OPTIONS *` asks about no path.
  return path === "*" ? path : `/${path.replace(/^\/+/, "")}`;
}

/** What keeps a request from being looked at any further. */
function findFault(request: FastifyRequest): ApiError | undefined {
  const { httpVersion, headers } = request.raw;
  const coding = headers["transfer-encoding"];
  // RFC 9112, section 6.1: a proxy in front may not know this coding, or none of 1.0's, and see the end of the body elsewhere.
  if (coding !== undefined && (httpVersion !== "1.1" || coding.toLowerCase() !== "chunked")) {
    return new ApiError("invalidRequest", "A body may be sent in chunks, by HTTP/1.1, and in no other transfer coding.", {
      headers: { Connection: "close" },
    });
  }
  const hosts = countHosts(request);
  if (hosts > 1) return new ApiError("invalidRequest", "The Host header may be given once only.");
  if (httpVersion === "1.1" && hosts === 0) return new ApiError("invalidRequest", "The Host header is missing.");
  if (request.originalUrl.includes("#")) return new ApiError("invalidRequest", "The target of a request has no fragment (#).");
  return undefined;
}

/** RFC 9112, section 3.2: of two, a proxy in front may have believed the other. */
function countHosts({ raw }: FastifyRequest): number {
  let count = 0;
  for (let index = 0; index < raw.rawHeaders.length; index += 2) {
    const name = raw.rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}

/** What every answer carries. */
function prepare(request: FastifyRequest, reply: FastifyReply, tracer: Tracer | undefined): void {
  const incoming = singleHeader(request.headers["traceparent"]);
  request.span = tracer && beginRequestSpan(tracer, request, incoming);
  request.traceparent = request.span?.traceparent ?? continueTrace(incoming);
  reply
    .header("Traceparent", request.traceparent)
    .header("X-Request-Id", toTraceId(request.traceparent))
    .header("X-Content-Type-Options", "nosniff");
  allowOrigins(reply);
}

function toApiError(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof OutcomeUnknown) {
    return new ApiError(
      "unavailable",
      "The server lost its store while it wrote this, and what became of it is not known. Under the same Idempotency-Key it is safe to try again.",
      { retryAfterSeconds: 5 },
    );
  }
  if (error instanceof StoreUnavailable) {
    return new ApiError("unavailable", "The server cannot reach its store at the moment. Nothing was created.", {
      retryAfterSeconds: 5,
    });
  }
  if (error instanceof BlobsUnavailable) {
    return new ApiError("unavailable", "The server cannot reach its images at the moment.", { retryAfterSeconds: 5 });
  }
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return new ApiError("bodyTooLarge", `The body must have at most ${BODY_LIMIT_BYTES} bytes.`);
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    const type = request.headers["content-type"];
    const got = type === undefined ? "no Content-Type" : show(type);
    return new ApiError("unsupportedMediaType", `The body must be application/json, got ${got}.`);
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError(
      "invalidRequest",
      `The request is malformed: ${escapeControls(message ?? "no reason known").replace(/\.$/, "")}.`,
    );
  }
  return new ApiError("internal", "The server failed to answer this request.");
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
