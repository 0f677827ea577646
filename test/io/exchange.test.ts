// One exchange against servers on loopback that misbehave: every end of it has its kind, and nothing is unbounded.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { Agent } from "node:http";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ExchangeError, send, type ExchangeRequest } from "../../src/io/exchange.ts";
import {
  cutBeforeAnswer,
  cutInBody,
  dripping,
  findRefusedUrl,
  flooding,
  redirected,
  startUpstream,
  text,
} from "../support/upstream.ts";
import { until } from "../support/until.ts";

type Options = Partial<Omit<ExchangeRequest, "url">>;

function ask(url: string, options: Options = {}) {
  return send({
    method: "GET",
    url: new URL(url),
    signal: new AbortController().signal,
    timeoutMs: 5_000,
    maxBytes: 1_000_000,
    ...options,
  });
}

async function failure(exchange: Promise<unknown>): Promise<ExchangeError> {
  const error: unknown = await exchange.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExchangeError);
  return error as ExchangeError;
}

/** A server below HTTP; `onRequest` has the socket as soon as the first bytes came. */
async function startRaw(onRequest: (socket: Socket, connection: number) => void): Promise<{ url: string; connections: number }> {
  const state = { url: "", connections: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    state.connections += 1;
    sockets.add(socket);
    const connection = state.connections;
    socket.on("error", () => undefined);
    socket.on("data", () => onRequest(socket, connection));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return state;
}

function answer(body: string, head = ""): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${head}\r\n${body}`;
}

/** Writes `first` at once, and `then` for ever. */
function drip(socket: Socket, first: string, then: string): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(then), 5);
  socket.on("close", () => clearInterval(timer));
}

function pool(): Agent {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  return agent;
}

describe("a whole answer", () => {
  test("has its status, headers and bytes, and the request was sent as asked", async () => {
    const upstream = await startUpstream();
    upstream.on("POST /a/b", text("bytes", { status: 418, headers: { "X-Kind": "tea", "set-cookie": "a=1" } }));
    const answered = await ask(`${upstream.url}/a/b?q=1`, { method: "POST", body: "hello", headers: { "x-mine": "yes" } });
    expect(answered.status).toBe(418);
    expect(answered.headers).toMatchObject({ "x-kind": "tea", "set-cookie": "a=1" });
    expect(Buffer.from(answered.bytes).toString()).toBe("bytes");
    expect(upstream.asked[0]).toMatchObject({ method: "POST", path: "/a/b?q=1", body: "hello" });
    expect(upstream.asked[0]?.headers).toMatchObject({ "x-mine": "yes", "content-length": "5", "accept-encoding": "identity" });
  });

  test("may drip", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", dripping({ slow: "x".repeat(500) }));
    const { bytes } = await ask(upstream.url);
    expect(JSON.parse(Buffer.from(bytes).toString())).toEqual({ slow: "x".repeat(500) });
  });

  test("may end with the connection, without a length", async () => {
    const { url } = await startRaw((socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${"y".repeat(100_000)}`));
    expect((await ask(url)).bytes).toHaveLength(100_000);
  });

  test("may be a redirect, which is not followed", async () => {
    const [upstream, other] = [await startUpstream(), await startUpstream()];
    upstream.on("GET /", redirected(other.url));
    expect(await ask(upstream.url)).toMatchObject({ status: 302, headers: { location: other.url } });
    expect(other.asked).toHaveLength(0);
  });

  test("may come after announcements of it", async () => {
    const { url } = await startRaw((socket) => socket.end("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(3) + answer("late")));
    expect(Buffer.from((await ask(url)).bytes).toString()).toBe("late");
  });

  test("user info of the URL is not sent", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", text(""));
    await ask(upstream.url.replace("//", "//user:secret@"));
    expect(upstream.asked[0]?.headers.authorization).toBeUndefined();
  });
});

describe("refused: nothing reached the other side", () => {
  test("nobody listens", async () => {
    const error = await failure(ask(await findRefusedUrl(), { method: "POST", body: "x" }));
    expect(error).toMatchObject({ kind: "refused", message: "the connection was refused" });
  });

  test("the name has no address", async () => {
    const error = await failure(
      ask("http://nowhere.invalid/", {
        lookup: (_, __, callback) => callback(Object.assign(new Error("no such host"), { code: "ENOTFOUND" }), []),
      }),
    );
    expect(error).toMatchObject({ kind: "refused", message: "the host name could not be resolved" });
  });

  test("the name is not resolved in time", async () => {
    const error = await failure(ask("http://nowhere.invalid/", { lookup: () => undefined, timeoutMs: 30 }));
    expect(error).toMatchObject({ kind: "refused", message: "no connection was made in time" });
  });

  test("nor within 10 s, however long the answer may take", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const failed = failure(ask("http://nowhere.invalid/", { lookup: () => undefined, timeoutMs: 600_000 }));
    vi.advanceTimersByTime(10_000);
    expect(await failed).toMatchObject({ kind: "refused", message: "no connection was made in time" });
  });

  test("the other side speaks no TLS", async () => {
    const { url } = await startRaw((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const error = await failure(ask(url.replace("http:", "https:"), { method: "POST", body: "x" }));
    expect(error).toMatchObject({ kind: "refused", message: "no secure connection could be made" });
  });

  test("the other side hangs in the handshake of TLS", async () => {
    const { url } = await startRaw(() => undefined);
    expect(await failure(ask(url.replace("http:", "https:"), { timeoutMs: 50 }))).toMatchObject({ kind: "refused" });
  });
});

describe("lost: the request may have been received", () => {
  test("the connection is dropped before an answer", async () => {
    const upstream = await startUpstream();
    upstream.on("POST /", cutBeforeAnswer());
    expect(await failure(ask(upstream.url, { method: "POST", body: "x" }))).toMatchObject({ kind: "lost", status: undefined });
    expect(upstream.asked).toHaveLength(1);
  });

  test("the connection is dropped in the middle of the body", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", cutInBody("a long answer"));
    expect(await failure(ask(upstream.url))).toMatchObject({ kind: "lost", status: 200 });
  });

  test.each([
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
    ["closed in the head", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le")],
    ["reset in the body", (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\n\r\nhalf", () => socket.resetAndDestroy())],
    ["closed within a chunk", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab")],
    [
      "closed before the last chunk",
      (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n"),
    ],
    ["upgraded unasked", (socket: Socket) => socket.write("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")],
  ])("%s", async (_, misbehave) => {
    const server = await startRaw(misbehave);
    const error = await failure(ask(server.url));
    expect(error).toMatchObject({ kind: "lost", message: "the connection broke before the answer was whole" });
    expect(server.connections).toBe(1);
  });

  test.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"],
    ["a length and chunks", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"],
    ["a length that is no number", "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nab"],
    ["chunks without lengths", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"],
    ["an endless head", `HTTP/1.1 200 OK\r\n${"x-more: of it\r\n".repeat(5_000)}`],
  ])("no HTTP: %s", async (_, bytes) => {
    const { url } = await startRaw((socket) => socket.write(bytes));
    expect(await failure(ask(url))).toMatchObject({ kind: "lost", message: "the answer is no HTTP" });
  });

  test("a length too great for the body", async () => {
    const { url } = await startRaw((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort"));
    expect(await failure(ask(url))).toMatchObject({ kind: "lost", status: 200 });
  });
});

test("a body longer than its length ends where the length says", async () => {
  const { url } = await startRaw((socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nabcdef"));
  const ended = await ask(url).then(
    ({ bytes }) => Buffer.from(bytes).toString(),
    (error: ExchangeError) => error.kind,
  );
  expect(["ab", "lost"]).toContain(ended);
});

describe("timeout: the answer is not whole in time", () => {
  test.each([
    ["silence", () => undefined],
    ["a head that does not end", (socket: Socket) => drip(socket, "HTTP/1.1 200 OK\r\nx-a: ", "a")],
    ["a body that does not end", (socket: Socket) => drip(socket, "HTTP/1.1 200 OK\r\n\r\n", "b")],
    ["announcements without end", (socket: Socket) => drip(socket, "", "HTTP/1.1 102 Processing\r\n\r\n")],
  ])("%s", async (_, misbehave) => {
    const { url } = await startRaw(misbehave);
    const startedAt = performance.now();
    expect(await failure(ask(url, { timeoutMs: 60 }))).toMatchObject({ kind: "timeout" });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe("tooLarge: the body exceeds its bound", () => {
  test("as it announces, before any of it is read", async () => {
    const { url } = await startRaw((socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n"));
    expect(await failure(ask(url, { maxBytes: 1_000 }))).toMatchObject({ kind: "tooLarge", status: 200 });
  });

  test("as it turns out, and the other side is told", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", flooding());
    expect(await failure(ask(upstream.url, { maxBytes: 3_000_000 }))).toMatchObject({ kind: "tooLarge" });
    await until("the upstream notices", () => upstream.busy === 0);
  });

  test("a body of exactly the bound is whole", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", text("12345"));
    expect((await ask(upstream.url, { maxBytes: 5 })).bytes).toHaveLength(5);
    expect(await failure(ask(upstream.url, { maxBytes: 4 }))).toMatchObject({ kind: "tooLarge" });
  });

  test.each([undefined, 1e15])("and the beginning suffices where that is asked for, with length %s", async (declared) => {
    const upstream = await startUpstream();
    upstream.on("GET /", flooding(declared));
    const { status, bytes } = await ask(upstream.url, { maxBytes: 10, truncate: true });
    expect(status).toBe(200);
    expect(Buffer.from(bytes).toString()).toBe('{"data":[{');
    await until("the upstream notices", () => upstream.busy === 0);
  });
});

describe("aborted", () => {
  test("before it begins, nothing is sent", async () => {
    const server = await startRaw((socket) => socket.end(answer("")));
    expect(await failure(ask(server.url, { signal: AbortSignal.abort() }))).toMatchObject({ kind: "aborted" });
    expect(server.connections).toBe(0);
  });

  test("while the answer is awaited, and the other side is told", async () => {
    const upstream = await startUpstream();
    const abort = new AbortController();
    upstream.on("POST /", () => abort.abort());
    expect(await failure(ask(upstream.url, { method: "POST", signal: abort.signal }))).toMatchObject({ kind: "aborted" });
    await until("the upstream notices", () => upstream.busy === 0);
  });
});

describe("sockets", () => {
  test("are one for each exchange, and closed after it, without an agent", async () => {
    const upstream = await startUpstream();
    upstream.on("POST /", text("x"));
    for (let turn = 0; turn < 2; turn += 1) await ask(upstream.url, { method: "POST" });
    expect(upstream.asked.map(({ headers }) => headers.connection)).toEqual(["close", "close"]);
    await until(
      "all sockets are closed",
      () => new Promise<boolean>((r) => upstream.server.getConnections((_, n) => r(n === 0))),
    );
  });

  test("are closed although the other side does not care for the whole request and keeps its end open", async () => {
    const sockets: Socket[] = [];
    const onSocket = (message: unknown) => sockets.push((message as { socket: Socket }).socket);
    subscribe("net.client.socket", onSocket);
    onTestFinished(() => void unsubscribe("net.client.socket", onSocket));
    const server = await startRaw((socket) => socket.pause().write(answer("enough")));
    const { bytes } = await ask(server.url, { method: "POST", body: "x".repeat(50_000_000) });
    expect(Buffer.from(bytes).toString()).toBe("enough");
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  test("that the server closed while idle do not lose a GET", async () => {
    // Answers the first request of each connection, and resets it at the second: what a close in the same instant looks like.
    let requests = 0;
    const seen = new WeakSet<Socket>();
    const server = await startRaw((socket) => {
      requests += 1;
      if (seen.has(socket)) socket.resetAndDestroy();
      else socket.write(answer("fine"));
      seen.add(socket);
    });
    const agent = pool();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(Buffer.from((await ask(server.url, { agent })).bytes).toString()).toBe("fine");
    }
    expect(requests).toBeGreaterThan(3);
    expect(server.connections).toBeGreaterThan(1);
  });

  test("that fail in use do lose a POST, which is never sent again", async () => {
    let requests = 0;
    const server = await startRaw((socket) => {
      requests += 1;
      if (requests > 1) socket.resetAndDestroy();
      else socket.write(answer("fine"));
    });
    const agent = pool();
    await ask(server.url, { agent });
    expect(await failure(ask(server.url, { agent, method: "POST" }))).toMatchObject({ kind: "lost" });
    expect([requests, server.connections]).toEqual([2, 1]);
  });

  test("a GET is sent again once only, and in the time that it has", async () => {
    let requests = 0;
    const server = await startRaw((socket) => {
      requests += 1;
      if (requests > 1) socket.resetAndDestroy();
      else socket.write(answer("fine"));
    });
    const agent = pool();
    await ask(server.url, { agent });
    expect(await failure(ask(server.url, { agent }))).toMatchObject({ kind: "lost" });
    expect(requests).toBe(3);
  });

  test("an answer that nobody asked for is not taken for the next one's", async () => {
    const server = await startRaw((socket, connection) => {
      socket.write(answer(`first on ${connection}`), () => {
        if (connection === 1) setTimeout(() => socket.write(answer("nobody's")), 10);
      });
    });
    const agent = pool();
    await ask(server.url, { agent });
    await until("the stray answer made the socket unfit", () => Object.keys(agent.freeSockets).length === 0);
    expect(Buffer.from((await ask(server.url, { agent })).bytes).toString()).toBe("first on 2");
  });
});
