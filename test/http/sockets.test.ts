// Clients that misuse the connection itself, against the real server process: what they send is never taken for another
// request, and neither memory nor file handles stay with them. `npm run fuzz` adds those that take half a minute each.
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseRaw, sendRaw } from "../support/client.ts";
import { BIN } from "../support/command.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { runServer, runShell, SERVER_KEY, type ServerProcess } from "../support/process.ts";
import { WAN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";

const isLong = process.env["FUZZ_MINUTES"] !== undefined;
const hasProc = existsSync("/proc/self/fd");
const MIB = 2 ** 20;

/** Connections and images that a process has open; its threads have handles of their own. */
function countHandles(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return /^socket:|\/images\//.test(readlinkSync(`${folder}/${name}`));
    } catch {
      // It was closed meanwhile.
      return false;
    }
  }).length;
}

function readResidentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** A connection that takes nothing of what it is sent, until the test ends. */
function open(url: string, bytes: string | Uint8Array = ""): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes)).pause();
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

async function createTask(url: string): Promise<string> {
  const body = JSON.stringify({ prompt: "a fox", size: "768*768", n: 1 });
  const answer = await fetch(url + WAN, { method: "POST", headers: withKey(SERVER_KEY), body });
  return ((await answer.json()) as { task_info: { id: string } }).task_info.id;
}

async function readTask(url: string, id: string): Promise<{ status: string; images: { url: string }[] }> {
  const answer = await fetch(`${url}/v1/tasks/${id}`, { headers: withKey(SERVER_KEY) });
  return (await answer.json()) as { status: string; images: { url: string }[] };
}

const head = (line: string, ...headers: string[]) => [line, "Host: x", ...headers, "", ""].join("\r\n");
const withBearer = `Authorization: Bearer ${SERVER_KEY}`;

describe.runIf(hasProc)("a stranger without a key", () => {
  test("who asks for much on few connections and reads nothing costs next to nothing", async () => {
    const server = await runServer(temporaryDirectory());
    const [small, large] = ["/openapi.json", "/docs/static/swagger-ui-bundle.js"];
    for (const path of [small, large, "/metrics"]) await (await fetch(server.url + path)).arrayBuffer();
    const [handles, bytes] = [countHandles(server.pid), readResidentBytes(server.pid)];
    const sockets = [
      ...Array.from({ length: 10 }, () => open(server.url, head(`GET ${small} HTTP/1.1`).repeat(300))),
      ...Array.from({ length: 40 }, () => open(server.url, head(`GET ${large} HTTP/1.1`).repeat(10))),
    ];
    for (const socket of sockets) socket.once("data", () => socket.pause()).resume();
    await until("every one is cut off, or is sent the first of its answers", () =>
      sockets.every(({ bytesRead, destroyed }) => bytesRead > 0 || destroyed),
    );
    for (let probes = 0; probes < 20; probes += 1) expect(await isUp(server.url)).toBe(true);
    expect((readResidentBytes(server.pid) - bytes) / MIB).toBeLessThan(100);
    for (const socket of sockets) socket.destroy();
    // The connections of this test's own are kept alive.
    await until("the handles are free again", () => countHandles(server.pid) <= handles + 4);
  });

  test("who sends more than 16 requests ahead on a connection is cut off; who sends fewer is answered in order", async () => {
    const server = await serve();
    const paths = Array.from({ length: 12 }, (_, index) => `/nothing-${index}`);
    const last = head("GET /healthz HTTP/1.1", "Connection: close");
    const said = await sendRaw(server.url, paths.map((path) => head(`GET ${path} HTTP/1.1`)).join("") + last);
    expect([...said.matchAll(/"instance":"\/nothing-(\d+)"/g)].map(([, index]) => Number(index))).toEqual([...paths.keys()]);
    expect(said).toContain('"status":"ok"');
    const cut = open(server.url, head("GET /readyz HTTP/1.1").repeat(40));
    await until("it is cut off", () => cut.resume().destroyed);
  });

  test("who opens connections without end leaves the server handles of its own: tasks are drawn, images written", async () => {
    const program = await runWithFewHandles();
    const { url } = program;
    // On a connection that is there before the flood, and stays.
    const id = await createTask(url);
    const sockets = Array.from({ length: 300 }, () => open(url));
    await until("some are turned away", () => sockets.some((socket) => socket.resume().destroyed));
    expect(countHandles(program.pid)).toBeLessThan(160 - 60);
    await until("the task is drawn", async () => (await readTask(url, id)).status === "completed");
    expect(program.output.stderr).toBe("");
  });

  test("who asks for images without end and reads none leaves the server handles of its own too", async () => {
    const program = await runWithFewHandles();
    const { url } = program;
    const first = await createTask(url);
    const isDrawn = async (id: string) => (await readTask(url, id)).status === "completed";
    await until("there is an image", () => isDrawn(first));
    const { pathname, search } = new URL((await readTask(url, first)).images[0]?.url ?? "");
    const asking = head(`GET ${pathname}${search} HTTP/1.1`).repeat(16);
    const sockets = Array.from({ length: 50 }, () => open(url, asking));
    await until("some are refused", () => program.output.stderr.includes("are being read already"));
    expect(countHandles(program.pid)).toBeLessThan(160 - 60);
    const second = await createTask(url);
    await until("the task is drawn", () => isDrawn(second));
    expect(program.output.stderr).not.toMatch(/EMFILE|a write failed/);
    for (const socket of sockets) socket.destroy();
    await until("images are read again", async () => (await fetch(url + pathname + search)).status === 200);
  });
});

/** A server whose system allows it 160 file handles. */
async function runWithFewHandles() {
  const directory = temporaryDirectory();
  const env = {
    PATH: process.env["PATH"],
    MULETEER_PORT: "0",
    MULETEER_DATA_DIR: `${directory}/data`,
    MULETEER_API_KEY: SERVER_KEY,
    MULETEER_LOG_LEVEL: "error",
    MULETEER_SKETCH_THREADS: "1",
  };
  const words = [process.execPath, BIN, "serve"];
  const program = runShell('ulimit -n 160 && exec "$@"', words, { cwd: directory, env });
  await program.prints("listens on ");
  return Object.assign(program, { url: /listens on (\S+)/.exec(program.output.stdout)?.[1] ?? "" });
}

/** Requests with another hidden in them, for a proxy and a server that disagree about where the first one ends. */
const HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
const CHUNKED = "Transfer-Encoding: chunked";
const CHUNKED_HIDDEN = `0\r\n\r\n${HIDDEN}`;
const post = (...headers: string[]) => head(`POST ${WAN} HTTP/1.1`, withBearer, "Content-Type: application/json", ...headers);

const smuggled: [string, string][] = [
  ["a length and chunks", post("Content-Length: 6", "Transfer-Encoding: chunked") + CHUNKED_HIDDEN],
  ["chunks and a length", post("Transfer-Encoding: chunked", `Content-Length: ${HIDDEN.length}`) + CHUNKED_HIDDEN],
  ["two lengths", post("Content-Length: 0", `Content-Length: ${HIDDEN.length}`) + HIDDEN],
  ["a list of lengths", post(`Content-Length: 0, ${HIDDEN.length}`) + HIDDEN],
  ["a length with a sign", post("Content-Length: +0") + HIDDEN],
  ["a hexadecimal length", post("Content-Length: 0x0") + HIDDEN],
  ["a length beyond 64 bits", post("Content-Length: 18446744073709551616") + HIDDEN],
  ["a space before the colon", post("Transfer-Encoding : chunked") + CHUNKED_HIDDEN],
  ["a header that goes on in the next line", post("Transfer-Encoding:\r\n chunked", "Content-Length: 5") + CHUNKED_HIDDEN],
  ["chunks that are not the last coding", post("Transfer-Encoding: chunked, identity") + CHUNKED_HIDDEN],
  ["a coding that nobody knows", post("Transfer-Encoding: xchunked") + CHUNKED_HIDDEN],
  ["chunks by HTTP/1.0", head(`POST ${WAN} HTTP/1.0`, withBearer, "Connection: keep-alive", CHUNKED) + CHUNKED_HIDDEN],
  ["chunks by HTTP/1.0, of no body", head("GET /healthz HTTP/1.0", "Connection: keep-alive", CHUNKED) + CHUNKED_HIDDEN],
  ["a coding before chunks", post("Transfer-Encoding: gzip, chunked") + CHUNKED_HIDDEN],
  ["a coding that does nothing before chunks", post("Transfer-Encoding: identity, chunked") + CHUNKED_HIDDEN],
  ["a coding before chunks, in another line", post("Transfer-Encoding: identity", CHUNKED) + CHUNKED_HIDDEN],
  ["two codings", post("Transfer-Encoding: chunked", "Transfer-Encoding: x") + CHUNKED_HIDDEN],
  ["a coding with a vertical tab", post("Transfer-Encoding: \u000bchunked") + CHUNKED_HIDDEN],
  ["a bare line feed between headers", post("A: b\nTransfer-Encoding: chunked") + CHUNKED_HIDDEN],
  ["a bare carriage return between headers", post("A: b\rTransfer-Encoding: chunked") + CHUNKED_HIDDEN],
  ["a NUL in a header", post("A: b\0", "Content-Length: 0") + HIDDEN],
  ["a negative chunk", `${post("Transfer-Encoding: chunked")}-1\r\n${HIDDEN}`],
  ["a chunk with a prefix", `${post("Transfer-Encoding: chunked")}0x0\r\n\r\n${HIDDEN}`],
  ["a chunk beyond 64 bits", `${post("Transfer-Encoding: chunked")}10000000000000000\r\n\r\n${HIDDEN}`],
  ["a chunk that ends with a line feed", `${post("Transfer-Encoding: chunked")}0\n\n${HIDDEN}`],
  ["an extension with a line feed", `${post("Transfer-Encoding: chunked")}2;a\n{}\r\n0\r\n\r\n${HIDDEN}`],
  ["a chunk longer than it says", `${post("Transfer-Encoding: chunked")}1\r\n{}\r\n0\r\n\r\n${HIDDEN}`],
  ["white space before the first header", `GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n${HIDDEN}`],
  ["extensions of chunks without end", `${post("Transfer-Encoding: chunked")}1;${"a".repeat(60_000)}`],
];

test("a request of which two readers could disagree is refused, and what is hidden in it is never answered", async () => {
  const server = await serve();
  for (const [name, bytes] of smuggled) {
    const said = await sendRaw(server.url, bytes);
    const { status } = parseRaw(said);
    expect([400, 413, 501], `${name}: ${said}`).toContain(status);
    expect(said.match(/HTTP\/1\.1 \d/g), name).toHaveLength(1);
    expect(said, name).not.toContain("/hidden");
  }
  // A body belongs to its request, also where the method has no use for one: what stands in it is no request.
  for (const method of ["GET", "HEAD", "OPTIONS", "DELETE"]) {
    const request = head(`${method} /healthz HTTP/1.1`, `Content-Length: ${HIDDEN.length}`) + HIDDEN;
    const said = await sendRaw(server.url, request + head("GET /readyz HTTP/1.1", "Connection: close"));
    expect(said, method).not.toContain("/hidden");
    expect(said.match(/HTTP\/1\.1 \d/g), method).toHaveLength(2);
    expect(said, method).toContain('"ready"');
  }
});

/** Sends the beginning of a request and is gone, some with a reset. */
async function abort(url: string, bytes: string, isReset: boolean): Promise<void> {
  const socket = open(url, bytes);
  await until("the beginning is sent", () => socket.bytesWritten >= bytes.length || socket.destroyed);
  if (isReset) socket.resetAndDestroy();
  else socket.destroy();
}

async function settle({ pid }: ServerProcess, handles: number): Promise<void> {
  await until("the handles are free again", () => countHandles(pid) <= handles + 4);
}

test.runIf(hasProc)("clients that go away at any point of a request leave nothing behind", async () => {
  const server = await runServer(temporaryDirectory());
  const { url } = server;
  const id = await createTask(url);
  const { images } = await until("the task is drawn", async () => {
    const task = await readTask(url, id);
    return task.status === "completed" && task;
  });
  const image = new URL(images[0]!.url);
  const waiting = '{"prompt":"a fox","n":1,"size":"768*768"}';
  const requests = [
    post(`Content-Length: ${waiting.length}`, "Prefer: wait=60") + waiting,
    `${post("Transfer-Encoding: chunked")}${waiting.length.toString(16)}\r\n${waiting}\r\n0\r\n\r\n`,
    head("GET /v1/events HTTP/1.1", withBearer),
    head(`GET /v1/tasks/${id}/events HTTP/1.1`, withBearer),
    head(`GET /v1/tasks/${id}/images/0/thumbnail HTTP/1.1`, withBearer),
    head(`GET ${image.pathname}${image.search} HTTP/1.1`),
  ];
  const handles = countHandles(server.pid);
  for (const request of requests) {
    const cuts = [...Array.from({ length: 12 }, (_, part) => Math.floor((request.length * part) / 12)), request.length];
    for (const [index, cut] of cuts.entries()) await abort(url, request.slice(0, cut), index % 2 === 0);
    // Whole requests whose answer nobody reads, and who then are gone.
    await Promise.all(Array.from({ length: 8 }, (_, index) => abort(url, request, index % 2 === 0)));
  }
  await settle(server, handles);
  expect(await isUp(url)).toBe(true);
  expect(server.output.stderr.split("\n").filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

/** Sends a byte each half second, for as long as the connection stands. */
const drip = (socket: Socket, bytes: string): void => {
  let at = 0;
  const timer = setInterval(
    () => (socket.destroyed ? clearInterval(timer) : socket.write(bytes[at++ % bytes.length] ?? "")),
    500,
  );
  onTestFinished(() => clearInterval(timer));
};

describe.runIf(isLong && hasProc)("a client that is slow", () => {
  const LIMIT_MS = 60_000;
  test.each([
    ["headers", head("GET /healthz HTTP/1.1", `A: ${"a".repeat(2_000)}`)],
    ["bodies", " ".repeat(2_000)],
    ["nothing at all", ""],
  ])(
    "with %s is cut off, while others are served",
    async (what, bytes) => {
      const server = await runServer(temporaryDirectory());
      await isUp(server.url);
      const handles = countHandles(server.pid);
      const sockets = Array.from({ length: 200 }, () => open(server.url, what === "bodies" ? post("Content-Length: 2000") : ""));
      if (bytes !== "") for (const socket of sockets) drip(socket, bytes);
      await until("all are connected", () => countHandles(server.pid) >= handles + 199);
      const startedAt = performance.now();
      expect(await isUp(server.url)).toBe(true);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      await until("they are cut off", () => sockets.every((socket) => socket.resume().destroyed), { limitMs: LIMIT_MS });
      await settle(server, handles);
    },
    120_000,
  );
});
