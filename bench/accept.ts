// Question: how many creates a second does the front door acknowledge, each one on disk, and how far is that from a server
// that only parses and answers?
//
// Method: two servers in processes of their own, on loopback. `muleteer` is the whole door (authentication, schema, metrics,
// request log as it is by default, written to /dev/null) over the embedded store; its worker does not run, because drawing
// would be measured instead. `bare` is node:http that collects and parses the same 500-byte body and answers with as many
// bytes. This process sends from 64 connections, one request at a time on each, in rounds that alternate between the two;
// a first round of each warms up and is not counted. Reported: medians of the rounds, and the ratio within this one run.
// At the end the number of rows in the database is compared with the number of 202s: an answer without a row is a failure.
//
// Traps: absolute figures are this machine's at this moment, only the ratio travels. On two cores the sender takes a whole one,
// so `bare` is held back more than `muleteer`, and the ratio flatters. fsync on tmpfs costs nothing: the database is made in
// the working directory's file system, not in /tmp.
//
// Run: node bench/accept.ts            (20 s)
//      ACCEPT_PROFILE=1 node bench/accept.ts   also profiles the muleteer process (slower) and prints where its time went
import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { openDiskBlobs } from "../src/blobs/disk.ts";
import { toApiKey } from "../src/core/api-key.ts";
import { createApp } from "../src/http/app.ts";
import { createEstimates } from "../src/core/estimates.ts";
import { createQueueView } from "../src/http/queue.ts";
import { createTaskWatch } from "../src/http/watch.ts";
import { createMetrics } from "../src/io/metrics.ts";
import { systemClock as clock } from "../src/io/system-clock.ts";
import { MODELS } from "../src/models/catalogue.ts";
import { openSqliteStore } from "../src/stores/sqlite/store.ts";

const CONNECTIONS = 64;
const ROUNDS = 4;
const ROUND_MS = 2_000;
const BODY_BYTES = 500;
const PATH = "/vendors/alibaba/v1/qwen-image-max/generation";
const KEY = `sk-mr-${"b".repeat(43)}`;

async function serveMuleteer(directory: string): Promise<number> {
  const store = openSqliteStore({ directory, clock, as: "owner" });
  await store.putKey(toApiKey(KEY, { id: "bench", name: "bench", role: "admin", limits: {}, createdAt: clock.now() }));
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
    estimates: createEstimates({ models: new Map(), findEngine: () => undefined }),
    listEngines: () => [],
    allowLoopbackWebhooks: false,
    wakeWorker: () => {},
    wakeDelivery: () => {},
    refusal: () => undefined,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return (app.server.address() as AddressInfo).port;
}

async function serveBare(): Promise<number> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { prompt } = JSON.parse(Buffer.concat(pieces).toString()) as { prompt: string };
      const body = JSON.stringify({ task_info: { id: "x".repeat(36), status: "pending", at: prompt.slice(0, 70) } });
      response.writeHead(202, { "Content-Type": "application/json", "Content-Length": body.length }).end(body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

interface ServerUnderTest {
  readonly name: "muleteer" | "bare";
  readonly port: number;
  readonly process: ChildProcess;
}

async function start(name: ServerUnderTest["name"], directory: string): Promise<ServerUnderTest> {
  const profiling = name === "muleteer" && process.env["ACCEPT_PROFILE"] ? ["--cpu-prof", `--cpu-prof-dir=${directory}`] : [];
  const child = fork(fileURLToPath(import.meta.url), [name, directory], { execArgv: profiling });
  const [port] = (await once(child, "message")) as [number];
  return { name, port, process: child };
}

/** Sends for `ROUND_MS`. @returns answers, all of them 202, and the time that each took, in milliseconds. */
async function load(port: number): Promise<{ perSecond: number; p50: number; p99: number; answers: number }> {
  const prompt = "A lighthouse on a cliff in a storm, waves, gulls. ".repeat(20);
  const frame = JSON.stringify({ prompt: "", size: "1664*928", prompt_extend: true }).length;
  const body = JSON.stringify({ prompt: prompt.slice(0, BODY_BYTES - frame), size: "1664*928", prompt_extend: true });
  const request = Buffer.from(
    [
      `POST ${PATH} HTTP/1.1`,
      "Host: 127.0.0.1",
      `Authorization: Bearer ${KEY}`,
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      "",
      body,
    ].join("\r\n"),
  );
  const times: number[] = [];
  const begun = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => converse({ port, request, until: begun + ROUND_MS, times })));
  const seconds = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.floor(q * (times.length - 1))] ?? Number.NaN;
  return { perSecond: times.length / seconds, p50: quantile(0.5), p99: quantile(0.99), answers: times.length };
}

interface Conversation {
  readonly port: number;
  readonly request: Buffer;
  readonly until: number;
  readonly times: number[];
}

/** One connection, by hand: a client of node:http takes longer for a request than the servers do. */
function converse({ port, request, until, times }: Conversation): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    socket
      .setNoDelay(true)
      .setEncoding("latin1")
      .on("connect", send)
      .on("error", reject)
      .on("close", () => resolve());
    socket.on("data", (text: string) => {
      received += text;
      const headEnd = received.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
      if (received.length < headEnd + 4 + length) return;
      if (!received.startsWith("HTTP/1.1 202")) reject(new Error(received.slice(0, 400)));
      received = "";
      times.push(performance.now() - sentAt);
      if (performance.now() < until) send();
      else socket.end();
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Self time by function, the largest first, in per cent of what was not idle. */
function printProfile(file: string): void {
  const profile = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const names = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      `${functionName || "(anonymous)"} ${url.split("/").slice(-3).join("/")}:${lineNumber + 1}`,
    ]),
  );
  const spent = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const name = names.get(id) ?? "";
    if (!name.startsWith("(idle)")) spent.set(name, (spent.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const total = [...spent.values()].reduce((sum, each) => sum + each, 0);
  const largest = [...spent].sort((a, b) => b[1] - a[1]).slice(0, 25);
  for (const [name, time] of largest) console.log(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${name}`);
}

async function compare(): Promise<void> {
  const directory = mkdtempSync(join(process.cwd(), `bench-${randomBytes(2).toString("hex")}-`));
  try {
    const servers = [await start("muleteer", directory), await start("bare", directory)];
    const rounds = new Map(servers.map(({ name }) => [name, [] as Awaited<ReturnType<typeof load>>[]]));
    let acknowledged = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { name, port } of servers) {
        const result = await load(port);
        if (name === "muleteer") acknowledged += result.answers;
        if (round > 0) rounds.get(name)?.push(result);
      }
    }
    for (const { process: child } of servers) {
      child.send("stop");
      await once(child, "exit");
    }
    using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
    const rows = Number(database.prepare("SELECT count(*) AS n FROM tasks").get()?.["n"]);
    if (rows !== acknowledged) throw new Error(`${acknowledged} creates were acknowledged, and ${rows} are on disk`);

    const rates = new Map<string, number>();
    for (const [name, results] of rounds) {
      const rate = median(results.map(({ perSecond }) => perSecond));
      rates.set(name, rate);
      const p50 = median(results.map((result) => result.p50)).toFixed(1);
      const p99 = median(results.map((result) => result.p99)).toFixed(1);
      const all = results.map(({ perSecond }) => Math.round(perSecond)).join(", ");
      console.log(`${name.padEnd(9)} ${Math.round(rate)} a second, p50 ${p50} ms, p99 ${p99} ms (rounds: ${all})`);
    }
    const ratio = (rates.get("muleteer") ?? Number.NaN) / (rates.get("bare") ?? Number.NaN);
    console.log(`ratio     ${ratio.toFixed(2)}; all ${acknowledged} acknowledged creates are on disk`);
    const profile = readdirSync(directory).find((name) => name.endsWith(".cpuprofile"));
    if (profile !== undefined) printProfile(join(directory, profile));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const [role, directory = "."] = process.argv.slice(2);
if (role === undefined) {
  await compare();
} else {
  process.once("message", () => process.exit(0));
  process.send?.(role === "bare" ? await serveBare() : await serveMuleteer(directory));
}
