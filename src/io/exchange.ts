// One HTTP exchange in which everything has a bound: time, connecting, bytes (I8). Owns the distinction on which nothing is paid
// twice: whether the other side can have seen the request. On node:http, because global fetch cuts every call at 300 s.
import { request as requestHttp, type Agent, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { currentSpan, workUnder, type SpanOptions } from "./tracer.ts";

/**
 * `refused`: nothing of the request reached the other side. `lost`: it may have, and the answer broke off or was no HTTP.
 * `timeout`: it may have, and the answer was not whole in time. `tooLarge`: the answer exceeds its bound. `aborted`: by us.
 */
export type ExchangeFailure = "refused" | "lost" | "timeout" | "tooLarge" | "aborted";

interface ExchangeErrorOptions extends ErrorOptions {
  readonly status?: number | undefined;
}

/** An exchange without a whole answer. Its message is a clause without addresses, as in “the connection was refused”. */
export class ExchangeError extends Error {
  override readonly name = "ExchangeError";
  readonly kind: ExchangeFailure;
  /** Of the answer, when its head came before it failed. */
  readonly status: number | undefined;

  constructor(kind: ExchangeFailure, message: string, { cause, status }: ExchangeErrorOptions = {}) {
    super(message, { cause });
    this.kind = kind;
    this.status = status;
  }
}

export interface ExchangeRequest {
  readonly method: string;
  /** http or https; user info in it is not sent. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
  /** For the whole exchange; at most 2^31 − 1. */
  readonly timeoutMs: number;
  /** Of the answer's body, whatever its head says. */
  readonly maxBytes: number;
  /** Gives the first `maxBytes` of a longer body, and what came of one that breaks off or stalls, instead of failing. */
  readonly truncate?: boolean;
  readonly lookup?: LookupFunction;
  /** Pools sockets; without one, every exchange has a socket of its own. */
  readonly agent?: Agent;
  /** Where it is traced, the other side is told of the trace, to add to it. */
  readonly joinsTrace?: boolean;
}

export type AnswerHeaders = Readonly<Record<string, string | undefined>>;

export interface ExchangeAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: AnswerHeaders;
  readonly bytes: Uint8Array;
}

/** Longer than the handshake of any host that works, shorter than the two minutes of the kernel. */
const CONNECT_MS = 10_000;
/** For each address of several but the last. Node's own 250 ms are less than a handshake with the far side of the world. */
const ADDRESS_MS = 1_000;

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host name could not be resolved",
  EAI_AGAIN: "the host name could not be resolved",
  ECONNREFUSED: "the connection was refused",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the host cannot be reached",
  ETIMEDOUT: "no connection was made in time",
};

/** On a pooled socket that the server had closed before the request came. */
class StaleSocketError extends ExchangeError {}

/**
 * Sends a request and gives back the whole answer, whatever its status; a redirect is an answer like any other. A GET whose
 * pooled socket turns out to be closed is sent once more, on a fresh one; nothing else ever is.
 * @throws {ExchangeError} when there is no whole answer within the bounds.
 */
export async function send(request: ExchangeRequest): Promise<ExchangeAnswer> {
  const span = currentSpan()?.begin(request.method, toSpanOptions(request));
  if (!span) return await sendUntold(request);
  return await workUnder(span, async () => {
    const headers = { ...request.headers, ...(request.joinsTrace === true ? { traceparent: span.traceparent } : {}) };
    const answer = await sendUntold({ ...request, headers });
    span.add({ "http.response.status_code": answer.status });
    if (answer.status >= 400) span.fail(String(answer.status));
    return answer;
  });
}

/** No more than the host: paths and queries hold signatures, and tokens of webhooks. */
function toSpanOptions({ method, url }: ExchangeRequest): SpanOptions {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  return {
    kind: "client",
    facts: {
      "http.request.method": method,
      "url.scheme": url.protocol.slice(0, -1),
      "server.address": url.hostname,
      "server.port": port,
    },
  };
}

async function sendUntold(request: ExchangeRequest): Promise<ExchangeAnswer> {
  const startedAt = performance.now();
  try {
    return await exchange(request);
  } catch (error) {
    if (!(error instanceof StaleSocketError) || request.method !== "GET") throw error;
    const { agent: _pool, ...fresh } = request;
    return exchange({ ...fresh, timeoutMs: Math.max(1, request.timeoutMs - (performance.now() - startedAt)) });
  }
}

function exchange(request: ExchangeRequest): Promise<ExchangeAnswer> {
  const { method, url, headers, body, signal, timeoutMs, maxBytes, truncate = false, lookup, agent } = request;
  const { promise, resolve, reject } = Promise.withResolvers<ExchangeAnswer>();
  if (signal.aborted) {
    reject(new ExchangeError("aborted", "the call was aborted", { cause: signal.reason }));
    return promise;
  }
  const secure = url.protocol === "https:";
  const options = {
    method,
    hostname: url.hostname.replaceAll(/[[\]]/g, ""),
    port: url.port,
    path: url.pathname + url.search,
    // Compressed, a small answer could grow beyond its bound when it is read.
    headers: { "accept-encoding": "identity", ...headers },
    agent: agent ?? false,
    autoSelectFamilyAttemptTimeout: ADDRESS_MS,
    ...(lookup ? { lookup } : {}),
  };
  const outgoing = secure ? requestHttps(options) : requestHttp(options);
  /** Whether the other side may have seen the request: not before the connection, and its TLS, stands. */
  let connected = false;
  let status: number | undefined;
  /** Gives what has come, once the head has and where that is enough. */
  let finishEarly: (() => void) | undefined;

  const fail = (kind: ExchangeFailure, message: string, cause?: unknown) => {
    if (kind !== "aborted") finishEarly?.();
    const stale = kind === "lost" && outgoing.reusedSocket && status === undefined;
    reject(new (stale ? StaleSocketError : ExchangeError)(kind, message, { cause, status }));
    outgoing.destroy();
  };
  const onBroken = (error?: NodeJS.ErrnoException) => {
    if (error instanceof ExchangeError) return reject(error);
    if (connected) return fail("lost", toLossReason(error), error);
    const reason = REASONS[error?.code ?? ""] ?? (secure ? "no secure connection could be made" : "no connection could be made");
    fail("refused", reason, error);
  };
  const onAbort = () => fail("aborted", "the call was aborted", signal.reason);
  const onTime = () =>
    connected ? fail("timeout", "the answer did not come in time") : fail("refused", "no connection was made in time");

  const timer = setTimeout(onTime, timeoutMs);
  const connectTimer = setTimeout(onTime, Math.min(timeoutMs, CONNECT_MS));
  const onConnected = () => {
    connected = true;
    clearTimeout(connectTimer);
  };

  signal.addEventListener("abort", onAbort, { once: true });
  outgoing.on("socket", (socket) => {
    if (outgoing.reusedSocket) onConnected();
    else socket.once(secure ? "secureConnect" : "connect", onConnected);
  });
  outgoing.on("error", onBroken);
  outgoing.on("response", (incoming) => {
    status = incoming.statusCode ?? 0;
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => {
      const bytes = Buffer.concat(chunks, Math.min(size, maxBytes));
      resolve({ status: incoming.statusCode ?? 0, headers: toAnswerHeaders(incoming), bytes });
    };
    if (truncate) finishEarly = finish;
    const onTooLarge = () => fail("tooLarge", `the answer is larger than ${maxBytes} bytes`);
    if (!truncate && Number(incoming.headers["content-length"]) > maxBytes) return onTooLarge();
    incoming.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= maxBytes) return;
      if (!truncate) return onTooLarge();
      finish();
      outgoing.destroy();
    });
    incoming.on("end", () => (incoming.complete ? finish() : onBroken()));
    incoming.on("error", onBroken);
  });
  // Whatever else ends it before an answer: an upgrade that nobody asked for, say.
  outgoing.on("close", () => status === undefined && onBroken());
  outgoing.end(body);

  return promise.finally(() => {
    clearTimeout(timer);
    clearTimeout(connectTimer);
    signal.removeEventListener("abort", onAbort);
    if (!agent) outgoing.destroy();
  });
}

function toAnswerHeaders({ headers }: IncomingMessage): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

function toLossReason(error: NodeJS.ErrnoException | undefined): string {
  return error?.code?.startsWith("HPE_") ? "the answer is no HTTP" : "the connection broke before the answer was whole";
}
