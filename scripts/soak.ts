// Whether a server that works for long stays as it was: mixed load on a real process, and a look at it every few seconds.
//
// A `muleteer serve` of its own, in a temporary directory: half of its tasks go to an upstream on loopback that speaks OpenAI's
// images API and fails now and then, one in forty to the embedded engine. Clients without end, with pauses between their calls:
// they create, poll, wait, follow events and leave, cancel, delete, list, search, fetch images, thumbnails and parts of images,
// go away in the middle, send nonsense, and sign browsers in and out; webhooks are delivered to a receiver that refuses some.
// Samples: resident memory, heap after a garbage collection, file handles, the server's event-loop delay and the latency of
// answers that wait for nothing (99th percentile of the time between two samples).
//
// The first fifth is for warming up. Of the rest, the median of the second half may not be above that of the first by more than
// MARGINS. An answer that is a 5xx or none, a task that never ends, and a program that ends by itself are failures too.
//
// Traps: this machine's other work is in the latencies; that is what their margins are wide for. Tasks are kept for ever by
// design, some 2 kB on disk each, and so is nothing in memory.
//
// Run: npm run soak                        (an hour)
//      SOAK_MINUTES=8 npm run soak
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import sharp from "sharp";

const MINUTES = Number(process.env["SOAK_MINUTES"] ?? 60);
const CLIENTS = 6;
const SAMPLE_MS = Math.max(2_000, Math.min(15_000, (MINUTES * 60_000) / 60));
const WARM = 0.2;
/** Unfinished tasks from which on clients make no others: what is looked for is growth, not a queue. */
const MAX_UNFINISHED = 40;
/** A client's pause, on average. */
const PAUSE_MS = 150;
const ANSWER_MS = 30_000;
const TASK_MS = 180_000;
const KEY = "sk-mr-key-of-the-soak-test-0123456789";
const [QWEN, WAN] = ["qwen-image-max", "wan2.6-t2i"].map((model) => `/vendors/alibaba/v1/${model}/generation`);

interface Sample {
  readonly residentMib: number;
  readonly heapMib: number;
  readonly handles: number;
  readonly loopMs: number;
  readonly answerMs: number;
}

/** How much worse the second half may be: a part of the first, and an amount. */
const MARGINS: Readonly<Record<keyof Sample, readonly [factor: number, plus: number]>> = {
  residentMib: [1.15, 30],
  heapMib: [1.1, 5],
  handles: [1, 15],
  loopMs: [1.5, 20],
  answerMs: [1.5, 30],
};

/** Runs in the server, beside it: tells what only the process itself knows. Its drawing threads are begun with it too. */
const PROBE = `
  import { monitorEventLoopDelay } from "node:perf_hooks";
  import { isMainThread } from "node:worker_threads";
  if (isMainThread) {
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    process.on("message", () => {
      globalThis.gc();
      const { rss, heapUsed } = process.memoryUsage();
      process.send({ rss, heapUsed, loopMs: lag.percentile(99) / 1e6 });
      lag.reset();
    });
    process.channel.unref();
  }`;

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle).listen(0, "127.0.0.1");
  server.unref();
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Draws nothing, and takes its time for it; one in thirty calls fails. */
async function startUpstream(): Promise<string> {
  const picture = await sharp({
    create: { width: 832, height: 464, channels: 3, background: "#4a7" },
  })
    .jpeg()
    .toBuffer();
  const answer = JSON.stringify({ created: 0, data: [{ b64_json: picture.toString("base64") }] });
  return await listen((request, response) => {
    request.resume();
    const fails = request.method === "POST" && Math.random() < 1 / 30;
    const send = () => response.writeHead(fails ? 503 : 200, { "content-type": "application/json" }).end(fails ? "{}" : answer);
    setTimeout(send, request.method === "POST" ? 50 + Math.random() * 400 : 0).unref();
  });
}

const counts = new Map<string, number>();
const failures: string[] = [];
let latencies: number[] = [];
const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);

function fail(what: string): void {
  failures.push(what);
  console.error(`FAILED  ${what}`);
}

interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether its answer waits for nothing. */
  readonly quick?: boolean;
}

let base = "";

async function ask(path: string, { method = "GET", body, headers = {}, quick = true }: Ask = {}): Promise<Response> {
  const startedAt = performance.now();
  const answer = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (quick) latencies.push(performance.now() - startedAt);
  if (answer.status >= 500) fail(`${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer;
}

const drain = async (answer: Promise<Response>) => void (await (await answer).arrayBuffer());
const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(Math.random() * values.length)];
/** The newest tasks, of which some may have been deleted. */
const known: string[] = [];
const unfinished = new Set<string>();
let hook = "";

interface TaskBody {
  readonly status: string;
  readonly images: readonly { readonly url: string }[];
}

async function create(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  while (unfinished.size >= MAX_UNFINISHED && !isOver()) {
    for (const id of unfinished.keys()) await readTask(id);
    await delay(500);
  }
  const drawn = Math.random() < 1 / 40;
  const body = {
    prompt: `a red fox ${Math.random().toString(36).slice(2)} in the snow`,
    ...(drawn ? { size: "768*768", n: 1 } : {}),
  };
  const answer = await ask((drawn ? WAN : QWEN) ?? "", { method: "POST", body, headers, quick: headers["prefer"] === undefined });
  const { task_info: info } = (await answer.json()) as { task_info: { id: string } };
  known.push(info.id);
  unfinished.add(info.id);
  if (known.length > 200) known.shift();
  return info.id;
}

async function readTask(id: string): Promise<TaskBody | undefined> {
  const answer = await ask(`/v1/tasks/${id}`);
  const task = (await answer.json()) as TaskBody;
  if (answer.status === 404 || ["completed", "failed", "cancelled"].includes(task.status)) unfinished.delete(id);
  return answer.status === 200 ? task : undefined;
}

async function follow(path: string, ms: number): Promise<void> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    const headers = { authorization: `Bearer ${KEY}` };
    for await (const _ of (await fetch(base + path, { headers, signal: controller.signal })).body ?? []);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Sends the beginning of a request, or nonsense, and is gone. */
async function vanish(text: string): Promise<void> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname, () => socket.write(text.slice(0, Math.random() * text.length)));
  socket.on("error", () => {});
  await delay(Math.random() * 100);
  if (Math.random() < 0.5) socket.destroy();
  else socket.resetAndDestroy();
}

const raw = (line: string, body = "") =>
  `${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** What clients do, and how often in comparison. */
const ACTIONS: readonly (readonly [name: string, weight: number, act: () => Promise<unknown>])[] = [
  ["create", 8, () => create()],
  ["create with a hook", 3, () => create({ "x-muleteer-webhook": hook })],
  [
    "create twice",
    2,
    async () => {
      const key = { "idempotency-key": Math.random().toString(36) };
      await create(key);
      await drain(ask(QWEN ?? "", { method: "POST", body: { prompt: "another" }, headers: key }));
    },
  ],
  ["create and wait", 3, () => create({ prefer: "wait=10" })],
  ["poll", 20, async () => await readTask(pick(known) ?? (await create()))],
  ["follow a task", 3, async () => await follow(`/v1/tasks/${await create()}/events`, 8_000)],
  ["follow all", 2, async () => await follow("/v1/events", 1_000 + Math.random() * 4_000)],
  ["cancel", 2, async () => await drain(ask(`/v1/tasks/${await create()}/cancel`, { method: "POST" }))],
  ["delete", 2, async () => await drain(ask(`/v1/tasks/${await create()}`, { method: "DELETE" }))],
  ["list", 5, async () => await drain(ask("/v1/tasks?limit=50"))],
  ["search", 3, async () => await drain(ask(`/v1/tasks?q=fox&status=completed&limit=${1 + Math.floor(Math.random() * 50)}`))],
  [
    "fetch images",
    8,
    async () => {
      const url = (await readTask(pick(known) ?? (await create())))?.images[0]?.url;
      if (url === undefined) return;
      const path = new URL(url).pathname + new URL(url).search;
      const headers = Math.random() < 0.3 ? { range: "bytes=0-4095" } : {};
      await drain(ask(path, { headers, quick: false }));
    },
  ],
  ["thumbnail", 5, async () => await drain(ask(`/v1/tasks/${pick(known) ?? ""}/images/0/thumbnail?side=256`, { quick: false }))],
  ["vanish", 4, async () => await vanish(raw(`POST ${QWEN}`, '{"prompt":"a fox that nobody waits for"}'))],
  ["vanish from a stream", 2, async () => await vanish(raw("GET /v1/events"))],
  [
    "nonsense",
    3,
    async () => await drain(ask(QWEN ?? "", { method: "POST", body: { prompt: 7, __proto__: {}, x: "[".repeat(500) } })),
  ],
  [
    "sign in and out",
    2,
    async () => {
      const answer = await ask("/v1/session", { method: "POST", body: { api_key: KEY } });
      const { csrf_token: token } = (await answer.json()) as { csrf_token: string };
      const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
      await fetch(`${base}/v1/session`, { method: "DELETE", headers: { cookie, "x-muleteer-csrf": token } });
    },
  ],
  [
    "watch",
    2,
    async () =>
      await Promise.all(["/metrics", "/readyz", "/v1/usage", "/v1/queue", "/openapi.json"].map((path) => drain(ask(path)))),
  ],
];
const WEIGHTS = ACTIONS.reduce((sum, [, weight]) => sum + weight, 0);

async function actOnce(): Promise<void> {
  let at = Math.random() * WEIGHTS;
  const found = ACTIONS.find(([, weight]) => (at -= weight) < 0);
  if (!found) return;
  const [name, , act] = found;
  count(name);
  await act().catch((error: unknown) => fail(`${name}: ${inspect(error)}`));
}

async function start(directory: string): Promise<ChildProcess> {
  const upstream = await startUpstream();
  // Refuses one in twenty, so that attempts are repeated.
  hook = await listen((request, response) => {
    request.resume();
    count("deliveries");
    response.writeHead(Math.random() < 0.05 ? 500 : 200).end();
  });
  const child = fork(fileURLToPath(new URL("../bin/muleteer.js", import.meta.url)), ["serve"], {
    cwd: directory,
    execArgv: ["--expose-gc", "--import", `data:text/javascript,${encodeURIComponent(PROBE)}`],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: {
      PATH: process.env["PATH"],
      MULETEER_PORT: "0",
      MULETEER_DATA_DIR: join(directory, "data"),
      MULETEER_API_KEY: KEY,
      MULETEER_LOG_LEVEL: "error",
      MULETEER_LOG_FORMAT: "json",
      MULETEER_SKETCH_THREADS: "1",
      MULETEER_WEBHOOK_LOOPBACK: "yes",
      MULETEER_IMAGES_URL: upstream,
      MULETEER_IMAGES_MODEL: "soak",
      MULETEER_IMAGES_CONCURRENCY: "8",
      MULETEER_ROUTES: "alibaba/qwen-image-max=images; alibaba/wan2.6-t2i=sketch",
    },
  });
  let said = "";
  for await (const text of child.stdout ?? []) {
    said += String(text);
    base = /listens on (\S+)/.exec(said)?.[1] ?? "";
    if (base !== "") break;
  }
  if (base === "") throw new Error(`the server did not start: ${said}`);
  return child;
}

async function sample(child: ChildProcess): Promise<Sample> {
  const told = once(child, "message");
  child.send("measure");
  const [{ rss, heapUsed, loopMs }] = (await told) as [{ rss: number; heapUsed: number; loopMs: number }];
  const sorted = latencies.toSorted((a, b) => a - b);
  latencies = [];
  return {
    residentMib: rss / 2 ** 20,
    heapMib: heapUsed / 2 ** 20,
    handles: readdirSync(`/proc/${child.pid}/fd`).length,
    loopMs,
    answerMs: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

function toMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Prints the comparison, and adds what is worse to the failures. */
function judge(samples: readonly Sample[]): void {
  const warm = samples.slice(Math.floor(samples.length * WARM));
  const [first, second] = [warm.slice(0, Math.floor(warm.length / 2)), warm.slice(Math.floor(warm.length / 2))];
  for (const [name, [factor, plus]] of Object.entries(MARGINS) as [keyof Sample, readonly [number, number]][]) {
    const [before, after] = [first, second].map((half) => toMedian(half.map((each) => each[name]))) as [number, number];
    const bound = before * factor + plus;
    console.log(`${name.padEnd(12)} first ${before.toFixed(1)}, second ${after.toFixed(1)}, at most ${bound.toFixed(1)}`);
    if (!(after <= bound)) fail(`${name} grew from ${before.toFixed(1)} to ${after.toFixed(1)}`);
  }
}

if (!(MINUTES > 0)) throw new RangeError("SOAK_MINUTES must be a number of minutes");
const directory = mkdtempSync(join(tmpdir(), "muleteer-soak-"));
const child = await start(directory);
const ended = once(child, "exit").then(([code, signal]) => fail(`the server ended by itself (${String(code ?? signal)})`));
const endsAt = performance.now() + MINUTES * 60_000;
const isOver = () => performance.now() >= endsAt || !child.connected;
const samples: Sample[] = [];

async function watch(): Promise<void> {
  for (let next = performance.now() + SAMPLE_MS; !isOver(); next += SAMPLE_MS) {
    await delay(Math.max(0, next - performance.now()));
    const found = await Promise.race([sample(child), ended]);
    if (!found) return;
    samples.push(found);
    console.log(
      Object.entries(found)
        .map(([name, each]) => `${name} ${each.toFixed(1)}`)
        .join("  "),
    );
  }
}

async function beClient(): Promise<void> {
  while (!isOver()) {
    await actOnce();
    await delay(Math.random() * 2 * PAUSE_MS);
  }
}

try {
  await Promise.all([watch(), ...Array.from({ length: CLIENTS }, beClient)]);
  const giveUpAt = performance.now() + TASK_MS;
  while (unfinished.size > 0 && performance.now() < giveUpAt && child.connected) {
    for (const id of unfinished.keys()) await readTask(id);
    await delay(200);
  }
  for (const id of unfinished.keys()) fail(`task ${id} did not end: ${(await readTask(id))?.status}`);
  judge(samples);
  console.log([...counts].map(([what, times]) => `${what} ${times}`).join(", "));
} finally {
  if (child.connected) {
    child.removeAllListeners("exit");
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  rmSync(directory, { recursive: true, force: true });
}
console.log(failures.length === 0 ? "nothing grew" : `${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
