// A scripted upstream on loopback: it writes down what it was asked, answers as a test says, and misbehaves in every way that
// upstreams do. One harness for all engines.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { findFreePort } from "../../src/io/free-port.ts";

/** One request as it arrived. */
export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as an object; `{}` when there was none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Exchange {
  readonly asked: Asked;
  readonly response: ServerResponse;
  /** Aborts when the client is gone before the answer ended, or the upstream stops. */
  readonly gone: AbortSignal;
}

/** Answers one request, or does worse. */
export type Reply = (exchange: Exchange) => void | Promise<void>;

export interface Upstream {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly server: Server;
  readonly asked: readonly Asked[];
  /** Requests that are under way now. */
  readonly busy: number;
  /** The most that were ever under way at once. */
  readonly busiest: number;
  /**
   * What a route answers: each reply once, in order, and the last of them from then on. `route` is `METHOD /path`, without a
   * query; a final `*` stands for any rest, where no whole route fits. Later calls replace earlier ones.
   */
  on(route: string, ...replies: readonly [Reply, ...Reply[]]): void;
  close(): Promise<void>;
}

/** Starts one that stops with the test. What it has no route for is answered with 404. */
export async function startUpstream(): Promise<Upstream> {
  const asked: Asked[] = [];
  const routes = new Map<string, Reply[]>();
  let busy = 0;
  let busiest = 0;

  function takeReply(request: Asked): Reply {
    const wanted = `${request.method} ${request.path.split("?")[0]}`;
    const fits = ([route]: [string, unknown]) => route.endsWith("*") && wanted.startsWith(route.slice(0, -1));
    const replies = routes.get(wanted) ?? [...routes].find(fits)?.[1] ?? [];
    return (replies.length > 1 ? replies.shift() : replies[0]) ?? failing(404, { detail: `nothing at ${wanted}` });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    busy += 1;
    busiest = Math.max(busiest, busy);
    const gone = new AbortController();
    response.on("close", () => {
      busy -= 1;
      gone.abort();
    });
    const read = await readRequest(request);
    asked.push(read);
    await takeReply(read)({ asked: read, response, gone: gone.signal });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
  onTestFinished(close);

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    asked,
    get busy() {
      return busy;
    },
    get busiest() {
      return busiest;
    },
    on: (route, ...replies) => void routes.set(route, [...replies]),
    close,
  };
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: request.headers,
    body,
    get json() {
      return (body === "" ? {} : JSON.parse(body)) as Record<string, unknown>;
    },
  };
}

/** The base URL of a port that nothing listens on. */
export async function findRefusedUrl(): Promise<string> {
  return `http://127.0.0.1:${await findFreePort()}`;
}

interface Head {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole answer; a function makes it from the request. */
export function json(value: unknown, { status = 200, headers = {} }: Head = {}): Reply {
  return ({ asked, response }) => {
    const body: unknown = typeof value === "function" ? (value as (asked: Asked) => unknown)(asked) : value;
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

export function text(body: string | Uint8Array, { status = 200, headers = {} }: Head = {}): Reply {
  return ({ response }) => void response.writeHead(status, { "content-type": "text/html", ...headers }).end(body);
}

export function failing(status: number, body: unknown = { detail: `made to fail with ${status}` }): Reply {
  return json(body, { status });
}

/** 429, with `Retry-After` where one is given. */
export function throttled(retryAfter?: string, body: unknown = { detail: "slow down" }): Reply {
  return json(body, { status: 429, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } });
}

export function redirected(to: string): Reply {
  return text("", { status: 302, headers: { location: to } });
}

/** JSON that stops in the middle, although the answer is whole. */
export function garbage(): Reply {
  return ({ response }) => void response.writeHead(200, { "content-type": "application/json" }).end('{"data":[{"b64_json":"iVBO');
}

/** Takes the request and never answers. */
export function silent(): Reply {
  return () => undefined;
}

/** Takes the request and drops the connection. */
export function cutBeforeAnswer(): Reply {
  return ({ response }) => void response.destroy();
}

/** Says how long the answer is, sends half of it, and drops the connection. */
export function cutInBody(value: unknown): Reply {
  return ({ response }) => {
    const body = JSON.stringify(value);
    response.writeHead(200, { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) });
    response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.destroy());
  };
}

/** Sends the answer a few bytes at a time. */
export function dripping(value: unknown, everyMs = 2): Reply {
  return async ({ response, gone }) => {
    response.writeHead(200, { "content-type": "application/json" });
    const body = Buffer.from(JSON.stringify(value));
    const step = Math.max(1, Math.ceil(body.length / 20));
    for (let at = 0; at < body.length && !gone.aborted; at += step) {
      response.write(body.subarray(at, at + step));
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    response.end();
  };
}

/** Sends without end; `declared` is the `Content-Length` that it announces, if any. */
export function flooding(declared?: number): Reply {
  return async ({ response, gone }) => {
    const length = declared === undefined ? {} : { "content-length": String(declared) };
    response.writeHead(200, { "content-type": "application/json", ...length });
    response.write('{"data":[{"b64_json":"');
    const block = Buffer.alloc(1 << 20, "A");
    while (!gone.aborted) {
      if (!response.write(block)) await Promise.race([once(response, "drain"), once(gone, "abort")]);
    }
  };
}

/** Answers twice to one request: the second answer belongs to nobody. */
export function twice(first: unknown, second: unknown): Reply {
  return ({ response }) => void response.socket?.write(toMessage(first) + toMessage(second));
}

/** A whole HTTP message, for a socket. */
function toMessage(value: unknown): string {
  const body = JSON.stringify(value);
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A reply that waits until the test lets it go. */
export function held(reply: Reply): { readonly reply: Reply; release(): void } {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  return {
    release,
    async reply(exchange) {
      await Promise.race([released, once(exchange.gone, "abort")]);
      if (!exchange.gone.aborted) await reply(exchange);
    },
  };
}
