// Connections: what one may hold, and how it ends. A client may send the next request before it has read the answer to the last
// (RFC 9112, section 9.3.2); a request is begun when the answer before it has been taken, so that a connection holds one answer.
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { ApiError } from "../core/errors.ts";
import { toTraceId } from "../core/traceparent.ts";
import { toProblem } from "../core/wire.ts";
import type { Log } from "../io/log.ts";
import { EXPOSED_HEADERS } from "./methods.ts";
import { continueTrace } from "./trace.ts";

/** A request has this long to arrive whole. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How often that is looked at: Node's own 30 s would let a request take twice its time. */
const TIMEOUT_CHECK_MS = 5_000;
/** A connection whose reader takes nothing of an answer for so long is cut, and one that has sent no request yet. */
const STUCK_MS = 30_000;
/** A connection on which nothing moves is cut, though it is the server that lets it wait. */
const IDLE_TIMEOUT_MS = 120_000;
/** Longer than the 60 s after which common proxies close an idle connection, so that it is they who close it. */
const KEEP_ALIVE_MS = 72_000;
/** Requests of one connection that are not answered yet. */
const MAX_PIPELINED = 16;
/** So long a client may still send when all has been said to it: closed at once, what it has not read yet could be lost to it. */
const LINGER_MS = 2_000;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Connection {
  /** Begun, and its answer not taken yet. */
  current: Exchange | undefined;
  /** Those behind it, in order. */
  readonly waiting: Exchange[];
  /** The last that came. */
  latest: Exchange | undefined;
  /** No more requests are taken; it ends behind the answers that it is owed. */
  isEnding: boolean;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** Makes servers that begin the requests of a connection one after the other, and answer what is no request. */
export function createServers(log: Log): (handle: Handle) => Server {
  const connections = new WeakMap<Duplex, Connection>();

  function find(socket: Duplex): Connection {
    const known = connections.get(socket);
    if (known) return known;
    const connection: Connection = { current: undefined, waiting: [], latest: undefined, isEnding: false };
    connections.set(socket, connection);
    return connection;
  }

  function accept(exchange: Exchange, server: Server, handle: Handle): void {
    const { socket } = exchange.request;
    const connection = find(socket);
    if (connection.isEnding || socket.destroyed) return;
    connection.latest = exchange;
    connection.waiting.push(exchange);
    if (!connection.current) beginNext(connection, socket, server, handle);
    else if (connection.waiting.length >= MAX_PIPELINED) socket.destroy();
  }

  function beginNext(connection: Connection, socket: Socket, server: Server, handle: Handle): void {
    // Closed behind the last answer: RFC 9112, section 9.6, lets nothing behind it be carried out.
    if (!socket.writable) connection.waiting.length = 0;
    const next = connection.waiting.shift();
    connection.current = next;
    if (!next) {
      if (connection.isEnding && socket.writable) end(socket);
      return;
    }
    next.response.once("close", () => beginNext(connection, socket, server, handle));
    if (socket.timeout !== server.timeout) socket.setTimeout(server.timeout);
    handle(next.request, next.response);
  }

  /** Node asks only when nothing has moved for the time that was set, not even a part of what is being written. */
  function cutStuck(socket: Socket, server: Server): void {
    const isAnswering = connections.get(socket)?.current !== undefined;
    if (isAnswering && socket.writableLength === 0 && socket.timeout === server.timeout) {
      socket.setTimeout(IDLE_TIMEOUT_MS - STUCK_MS);
      return;
    }
    if (socket.writableLength > 0) log.info("a connection was cut off, because its reader takes nothing");
    socket.destroy();
  }

  /**
   * Answers by hand, because there is no request object. Only where it is the answer to what was sent: into or before an answer
   * that is owed to a request before, it would be taken for that one's.
   */
  function refuse(socket: Duplex, problem: ApiError, reason: string | undefined): void {
    const connection = find(socket);
    if (connection.isEnding) return;
    connection.isEnding = true;
    const { current, waiting, latest } = connection;
    const broken = latest?.request.complete === false ? latest : undefined;
    if (broken && waiting.at(-1) === broken) waiting.pop();
    if (current && (current !== broken || current.response.headersSent)) return;
    if (!socket.writable) socket.destroy();
    else if (broken && !current) end(socket);
    else end(socket, toBytes(problem, reason));
  }

  function toBytes(problem: ApiError, reason: string | undefined): string {
    const { status } = problem.row;
    const traceparent = continueTrace(undefined);
    log.info({ request: traceparent, route: "unmatched", status, reason }, "request");
    const body = JSON.stringify(toProblem(problem, "*"));
    return [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "Content-Type: application/problem+json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Cache-Control: no-store",
      `Traceparent: ${traceparent}`,
      `X-Request-Id: ${toTraceId(traceparent)}`,
      "X-Content-Type-Options: nosniff",
      "Access-Control-Allow-Origin: *",
      `Access-Control-Expose-Headers: ${EXPOSED_HEADERS}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n");
  }

  /** Bytes that are no HTTP request, or one that is not here in time. */
  function refuseBytes(error: Error & { readonly code?: string }, socket: Duplex): void {
    if (error.code === "ECONNRESET") return void socket.destroy();
    refuse(socket, toApiError(error.code), error.code);
    // The client sends no more: Node ends a connection on which a client has done so, answered or not.
    if (error.code === "HPE_INVALID_EOF_STATE" && !socket.writableEnded) socket.end();
  }

  return (handle) => {
    const take = (request: IncomingMessage, response: ServerResponse) => accept({ request, response }, server, handle);
    const server = createServer(
      {
        // Node would refuse a request without a host by itself, without a body; the application does it with one.
        requireHostHeader: false,
        requestTimeout: REQUEST_TIMEOUT_MS,
        headersTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: TIMEOUT_CHECK_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      },
      take,
    );
    server.setTimeout(STUCK_MS);
    server.on("clientError", refuseBytes);
    server.on("timeout", (socket: Socket) => cutStuck(socket, server));
    // Node answers 417, without a body, to an `Expect` that it does not know; RFC 9110 lets a server ignore it.
    server.on("checkExpectation", take);
    // Node gives the connection away for it, and would close it without a word.
    server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
      socket.allowHalfOpen = false;
      socket.on("error", () => socket.destroy()).resume();
      refuse(socket, new ApiError("invalidRequest", "CONNECT is not offered here."), "CONNECT");
    });
    return server;
  };
}

function toApiError(code: string | undefined): ApiError {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new ApiError("headersTooLarge", "The request line and headers must have at most 16 KiB.");
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new ApiError("requestTimeout", "The request did not arrive whole in time.");
  return new ApiError("invalidRequest", "The bytes sent are no valid HTTP request.");
}

function end(socket: Duplex, bytes?: string): void {
  socket.end(bytes);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once("close", () => clearTimeout(timer));
}
