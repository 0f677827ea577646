// Question: what does a client that waits cost, and does a server that holds thousands of them still answer?
//
// Method: the whole front door (authentication, schema, metrics, request log written to /dev/null) over the embedded store, in a
// process of its own, with one pending task for each client; nothing draws. This process opens HOLD_N connections and holds them:
// first as event streams of one task each (`/v1/tasks/{id}/events`), then, on a server begun anew, as reads with
// `Prefer: wait=60`. Reported for each kind: resident memory of the server for each client held, after a garbage collection on
// both sides; the delay of its event loop while they are held and nothing happens; then all tasks are cancelled, as many as fit
// into a commit at a time, and the time is taken until every client has its answer. A client without its answer is a failure.
//
// Traps: absolute figures are this machine's at this moment. The memory of sockets in the kernel is not in them. This process has
// as many sockets as the server, and takes a core of two while it opens them. Streams look at their place in the queue every 1 to
// 15 s, and all their tasks wait in one queue: that is most of what the event loop does meanwhile.
//
// Run: node bench/hold.ts                  (2,000 of each; 40 s)
//      HOLD_N=9000 node bench/hold.ts      needs `ulimit -n` above that on both sides
import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { openDiskBlobs } from "../src/blobs/disk.ts";
import { toApiKey } from "../src/core/api-key.ts";
import { createEstimates } from "../src/core/estimates.ts";
import { sketch } from "../src/engines/sketch/engine.ts";
import { createApp } from "../src/http/app.ts";
import { createQueueView } from "../src/http/queue.ts";
import { createTaskWatch } from "../src/http/watch.ts";
import { createMetrics } from "../src/io/metrics.ts";
import { systemClock as clock } from "../src/io/system-clock.ts";
import { MODELS } from "../src/models/catalogue.ts";
import { openSqliteStore } from "../src/stores/sqlite/store.ts";

const CLIENTS = Number(process.env["HOLD_N"] ?? 2_000);
const HOLD_MS = 10_000;
/** Connections that are being made at once: more than the server's backlog would be refused. */
const OPENING = 100;
/** Tasks that are created, or cancelled, in one commit. */
const BATCH = 500;
const ANSWERED_WITHIN_MS = 60_000;
const PATH = "/vendors/alibaba/v1/qwen-image-max/generation";
const KEY = `sk-mr-${"b".repeat(43)}`;

interface Usage {
  readonly residentBytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What the server does on request, each answered by one message. */
interface Served {
  readonly create: { readonly port: number; readonly ids: readonly string[] };
  readonly measure: Usage;
  readonly cancel: { readonly tasks: number };
}

async function serve(directory: string): Promise<void> {
  const store = openSqliteStore({ directory, clock, as: "owner" });
  await store.putKey(toApiKey(KEY, { id: "bench", name: "bench", role: "admin", limits: {}, createdAt: clock.now() }));
  const engine = sketch.start({ threads: 1 });
  const app = await createApp({
    store,
    blobs: await openDiskBlobs(join(directory, "images")),
    models: MODELS,
    clock,
    log: pino({ base: null }, pino.destination({ dest: "/dev/null", sync: false })),
    metrics: createMetrics({ store, clock }),
    version: "bench",
    imageSecret: await store.secret("images"),
    sessionSecret: await store.secret("sessions"),
    consoleDirectory: undefined,
    publicUrl: undefined,
    watch: createTaskWatch(store, clock),
    queue: createQueueView(store, clock),
    estimates: createEstimates({ models: new Map(MODELS.map((model) => [model.id, model])), findEngine: () => engine }),
    listEngines: () => [],
    allowLoopbackWebhooks: false,
    wakeWorker: () => {},
    wakeDelivery: () => {},
    refusal: () => undefined,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  const ids: string[] = [];

  const serving: { readonly [Ask in keyof Served]: () => Promise<Served[Ask]> } = {
    async create() {
      const body = JSON.stringify({ prompt: "A lighthouse on a cliff in a storm, waves, gulls", seed: 7 });
      const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
      const create = async () => {
        const answer = await app.inject({ method: "POST", url: PATH, headers, payload: body });
        ids.push(answer.json<{ task_info: { id: string } }>().task_info.id);
      };
      while (ids.length < CLIENTS) await Promise.all(Array.from({ length: Math.min(BATCH, CLIENTS - ids.length) }, create));
      return { port, ids };
    },
    async measure() {
      globalThis.gc?.();
      const [p50Ms, p99Ms, maxMs] = [lag.percentile(50) / 1e6, lag.percentile(99) / 1e6, lag.max / 1e6];
      lag.reset();
      return { residentBytes: process.memoryUsage().rss, p50Ms, p99Ms, maxMs };
    },
    async cancel() {
      for (let from = 0; from < ids.length; from += BATCH) {
        await Promise.all(ids.slice(from, from + BATCH).map((id) => store.cancelTask(id, "Enough.")));
      }
      return { tasks: ids.length };
    },
  };
  process.on("message", (ask: keyof Served) => void serving[ask]().then((answer) => process.send?.(answer)));
  process.send?.("ready");
}

interface Server {
  readonly process: ChildProcess;
  ask<A extends keyof Served>(what: A): Promise<Served[A]>;
}

async function start(directory: string): Promise<Server> {
  const child = fork(fileURLToPath(import.meta.url), [directory], { execArgv: ["--expose-gc"] });
  await once(child, "message");
  return {
    process: child,
    async ask(what) {
      const answered = once(child, "message");
      child.send(what);
      return ((await answered) as [never])[0];
    },
  };
}

interface Kind {
  readonly name: string;
  readonly toRequest: (id: string) => string;
  /** What the server says when it holds the client; empty when it says nothing until the end. */
  readonly held: string;
  /** What stands in the answer once the task has been cancelled. */
  readonly told: string;
}

const KINDS: readonly Kind[] = [
  {
    name: "streams",
    toRequest: (id) => `GET /v1/tasks/${id}/events HTTP/1.1`,
    held: "event: task.created",
    told: "event: task.cancelled",
  },
  { name: "waits", toRequest: (id) => `GET ${PATH}/${id} HTTP/1.1\r\nPrefer: wait=60`, held: "", told: '"status":"failed"' },
];

interface Client {
  readonly socket: Socket;
  readonly held: Promise<void>;
  readonly told: Promise<void>;
}

function open(port: number, id: string, { toRequest, held, told }: Kind): Client {
  const [isHeld, isTold] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const socket = connect(port, "127.0.0.1").setEncoding("latin1");
  let text = "";
  socket.on("connect", () => {
    socket.write(`${toRequest(id)}\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\n\r\n`);
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

const show = ({ p50Ms, p99Ms, maxMs }: Usage) =>
  `p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, at most ${maxMs.toFixed(0)} ms`;

async function hold(kind: Kind): Promise<void> {
  const directory = mkdtempSync(join(process.cwd(), `bench-${randomBytes(2).toString("hex")}-`));
  const server = await start(directory);
  try {
    const { port, ids } = await server.ask("create");
    await delay(1_000);
    const before = await server.ask("measure");
    const openedAt = performance.now();
    const clients: Client[] = [];
    for (let from = 0; from < ids.length; from += OPENING) {
      const opened = ids.slice(from, from + OPENING).map((id) => open(port, id, kind));
      clients.push(...opened);
      await Promise.all(opened.map(({ held }) => held));
    }
    const openedMs = performance.now() - openedAt;
    await delay(1_000);
    await server.ask("measure");
    await delay(HOLD_MS);
    const after = await server.ask("measure");
    const cancelledAt = performance.now();
    await server.ask("cancel");
    const all = Promise.all(clients.map(({ told }) => told));
    const isAll = await Promise.race([all.then(() => true), delay(ANSWERED_WITHIN_MS, false, { ref: false })]);
    if (!isAll) throw new Error(`some of ${clients.length} ${kind.name} had no answer within ${ANSWERED_WITHIN_MS / 1000} s`);
    const toldMs = performance.now() - cancelledAt;
    const busy = await server.ask("measure");
    const bytes = (after.residentBytes - before.residentBytes) / clients.length;
    console.log(
      `${kind.name.padEnd(8)} ${clients.length} held, ${(bytes / 1024).toFixed(1)} KiB each; opened in ${(openedMs / 1000).toFixed(1)} s`,
    );
    console.log(`${" ".repeat(8)} event loop while held: ${show(after)}`);
    console.log(`${" ".repeat(8)} all told in ${(toldMs / 1000).toFixed(1)} s; event loop meanwhile: ${show(busy)}`);
    for (const { socket } of clients) socket.destroy();
  } finally {
    server.process.kill();
    await once(server.process, "exit");
    rmSync(directory, { recursive: true, force: true });
  }
}

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  for (const kind of KINDS) await hold(kind);
} else {
  await serve(directory);
}
