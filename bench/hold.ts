// Question: what does a client that waits cost, and does a server that holds thousands of them still answer?
//
// Method: the whole server in a process of its own, with one task for each client, all of which wait for an engine that never
// answers. This process opens `--clients` connections and holds them: first as event streams of one task each
// (`/v1/tasks/{id}/events`), then, on a server begun anew, as reads with `Prefer: wait=60`. Reported for each kind: resident memory of
// the server after a garbage collection, in all and for each client held; the delay of its event loop while they are held and nothing
// happens; then all tasks are cancelled, from 64 connections, and the time is taken until every client has its answer. A client
// without its answer is a failure.
//
// Traps: absolute figures are this machine's at this moment. The memory of sockets in the kernel is not in them. This process has
// as many sockets as the server, and takes a core of two while it opens them. Streams look at their place in the queue every 1 to
// 15 s, and all their tasks wait in one queue: that is most of what the event loop does meanwhile. The event loop is looked at every
// 5 ms, so a delay of 5 ms is none.
//
// Run: node bench/hold.ts [--clients 2000] [--seconds 10] [--json FILE]     (45 s)
//      node bench/hold.ts --clients 10000      what it is about: two minutes; `ulimit -n` must be above that
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { withDirectory } from "./support/directory.ts";
import { load } from "./support/load.ts";
import { BUSY, QWEN, readTaskId, startMuleteer, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import type { Usage } from "./support/program.ts";
import { report, type Figure } from "./support/report.ts";

/** Connections that are being made at once: more than the server's backlog would be refused. */
const OPENING = 100;
/** By which tasks are created, and cancelled. */
const CONNECTIONS = 64;
const ANSWERED_WITHIN_MS = 120_000;
/** What 10,000 streams may take, and fewer may take no more of. */
const AIM_MB = 300;
const options = readOptions({ clients: 2_000, seconds: 10 });

interface Kind {
  readonly name: string;
  readonly toRequest: (id: string) => Buffer;
  /** What the server says when it holds the client; empty when it says nothing until the end. */
  readonly held: string;
  /** What stands in the answer once the task has been cancelled. */
  readonly told: string;
}

const KINDS: readonly Kind[] = [
  {
    name: "streams",
    toRequest: (id) => toRequest(`GET /v1/tasks/${id}/events`),
    held: "event: task.created",
    told: "event: task.cancelled",
  },
  {
    name: "waits",
    toRequest: (id) => toRequest(`GET ${QWEN}/${id}`, { headers: { Prefer: "wait=60" } }),
    held: "",
    told: '"status":"failed"',
  },
];

interface Client {
  readonly socket: Socket;
  readonly held: Promise<void>;
  readonly told: Promise<void>;
}

function open(port: number, id: string, { toRequest: toOpening, held, told }: Kind): Client {
  const [isHeld, isTold] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const socket = connect(port, "127.0.0.1").setEncoding("latin1");
  let text = "";
  socket.on("connect", () => {
    socket.write(toOpening(id));
    if (held === "") isHeld.resolve();
  });
  socket.on("data", (piece: string) => {
    // Enough to find what is looked for across two pieces.
    text = text.slice(-100) + piece;
    if (held !== "" && text.includes(held)) isHeld.resolve();
    if (text.includes(told)) isTold.resolve();
  });
  socket.on("error", (error) => {
    isHeld.reject(error);
    isTold.reject(error);
  });
  isTold.promise.catch(() => {});
  return { socket, held: isHeld.promise, told: isTold.promise };
}

/** One request each, from some connections; the bodies of the answers. */
async function sendAll(port: number, requests: readonly Buffer[], status: number): Promise<string[]> {
  const left = [...requests];
  const bodies: string[] = [];
  await load({ port, next: () => left.pop(), connections: CONNECTIONS, status, onBody: (body) => void bodies.push(body) });
  return bodies;
}

async function hold(kind: Kind, directory: string): Promise<Figure[]> {
  const { clients: count, seconds } = options;
  const server = await startMuleteer({ directory, engine: BUSY });
  const { port } = server;
  const clients: Client[] = [];
  try {
    const create = toRequest(`POST ${QWEN}`, { body: toBody() });
    const created = await sendAll(
      port,
      Array.from({ length: count }, () => create),
      202,
    );
    const ids = created.map(readTaskId);
    await delay(1_000);
    const before = await server.measure();
    const openedAt = performance.now();
    for (let from = 0; from < ids.length; from += OPENING) {
      const opened = ids.slice(from, from + OPENING).map((id) => open(port, id, kind));
      clients.push(...opened);
      await Promise.all(opened.map(({ held }) => held));
    }
    const openedMs = performance.now() - openedAt;
    await delay(1_000);
    await server.measure();
    await delay(seconds * 1000);
    const after = await server.measure();
    const cancelledAt = performance.now();
    await sendAll(
      port,
      ids.map((id) => toRequest(`POST /v1/tasks/${id}/cancel`, { headers: { "Content-Length": "0" } })),
      200,
    );
    const all = Promise.all(clients.map(({ told }) => told));
    const isAll = await Promise.race([all.then(() => true), delay(ANSWERED_WITHIN_MS, false, { ref: false })]);
    if (!isAll) throw new Error(`some of ${count} ${kind.name} had no answer within ${ANSWERED_WITHIN_MS / 1000} s`);
    const toldMs = performance.now() - cancelledAt;
    return toFigures(kind.name, { before, after, openedMs, toldMs });
  } finally {
    for (const { socket } of clients) socket.destroy();
    await server.stop();
  }
}

interface Held {
  readonly before: Usage;
  readonly after: Usage;
  readonly openedMs: number;
  readonly toldMs: number;
}

function toFigures(name: string, { before, after, openedMs, toldMs }: Held): Figure[] {
  const many = `${options.clients.toLocaleString("en-GB")} ${name}`;
  const question = "hold";
  const eachKiB = (after.residentBytes - before.residentBytes) / options.clients / 1024;
  return [
    { question, what: `server holding ${many}`, value: after.residentBytes / 1e6, unit: "MB", aim: { atMost: AIM_MB } },
    { question, what: `each of ${many}`, value: eachKiB, unit: "KiB" },
    { question, what: `event loop's delay holding ${many}, p99`, value: after.p99Ms, unit: "ms" },
    { question, what: `event loop's delay holding ${many}, longest`, value: after.maxMs, unit: "ms" },
    { question, what: `opening ${many}`, value: openedMs / 1000, unit: "s" },
    { question, what: `cancelling all and telling ${many}`, value: toldMs / 1000, unit: "s" },
  ];
}

const figures: Figure[] = [];
for (const kind of KINDS) figures.push(...(await withDirectory((directory) => hold(kind, directory))));
report(figures, options.json);
