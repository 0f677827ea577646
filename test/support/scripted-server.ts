// A server for the client's tests: it speaks our own surface, or MuleRouter's paths alone, moves tasks only when a test says so,
// and misbehaves on demand. What it keeps survives `restart`, as a database would.
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { Progress, Task, TaskEventType, TaskImage } from "../../src/client/index.ts";
import { QWEN } from "./server.ts";

export const SCRIPTED_KEY = "sk-mr-key-of-the-scripted-server";

export interface Recorded {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Takes a request in place of the server's own routes when it returns true. */
export type Misbehaviour = (request: Recorded, response: ServerResponse, socket: Socket) => boolean;

export interface ScriptedServer {
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly Recorded[];
  readonly tasks: ReadonlyMap<string, Task>;
  /** Event streams that are open. */
  readonly streams: number;
  /** What happens to requests from now on; undefined to behave again. */
  misbehave(how: Misbehaviour | undefined): void;
  /** Changes the newest task, or the one named, and tells of it by an event that is kept. */
  tell(type: TaskEventType, changes?: Partial<Task>, id?: string): void;
  /** Tells of progress in passing: an event without an id. */
  whisper(progress: Partial<Progress>): void;
  /** Ends the newest task with pictures, one where no number is given. */
  complete(count?: number): void;
  /** Writes bytes into every open stream as they are. */
  write(bytes: string): void;
  /** Cuts every connection, as a network does. */
  cut(): void;
  /** Nobody listens any more, and every connection is cut. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  start(): Promise<void>;
}

export interface ScriptedOptions {
  /** Only MuleRouter's paths: no `/v1`, and every POST makes a task. */
  readonly hosted?: boolean;
}

interface StoredEvent {
  readonly id: number;
  readonly taskId: string;
  readonly frame: string;
  readonly isFinal: boolean;
}

interface Stream {
  readonly taskId: string | undefined;
  readonly response: ServerResponse;
}

/** Bytes of the one picture that there is. */
export const PICTURE = Buffer.from("\u{89}PNG\r\n\u{1A}\n and then some", "latin1");

const QUEUED: Progress = {
  fraction: 0,
  step: "queued",
  steps: null,
  stalled: false,
  queue_position: 1,
  eta_seconds: null,
  preview_url: null,
};

const FINAL = new Set<TaskEventType>(["task.completed", "task.failed", "task.cancelled", "task.deleted"]);

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  const text = body === undefined ? "" : JSON.stringify(body);
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": type, "x-request-id": "ab".repeat(16), ...headers }).end(text);
};

const refuse = (response: ServerResponse, status: number, code: number, detail: string) =>
  send(response, status, { type: "about:blank", title: "Refused", status, detail, error_code: code, code });

const toFrame = (type: TaskEventType, task: Task, id?: number) => {
  const { model, status, created_at, updated_at, progress, images, error } = task;
  const gone = type === "task.deleted" ? { status: "deleted", progress: null } : {};
  const summary = { id: task.id, model, status, created_at, updated_at, progress, images, error, ...gone };
  const data = JSON.stringify({ id: id ?? null, type, created_at: updated_at, task: summary });
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
};

export async function openScriptedServer({ hosted = false }: ScriptedOptions = {}): Promise<ScriptedServer> {
  const requests: Recorded[] = [];
  const tasks = new Map<string, Task>();
  const byIdempotencyKey = new Map<string, string>();
  const events: StoredEvent[] = [];
  const streams = new Set<Stream>();
  const sockets = new Set<Socket>();
  let how: Misbehaviour | undefined;
  let server: Server | undefined;
  let port = 0;
  let url = "";

  const newest = () => [...tasks.values()].at(-1) ?? fail("there is no task yet");

  const publish = (taskId: string, frame: string, isFinal: boolean) => {
    for (const stream of streams) {
      if (stream.taskId !== undefined && stream.taskId !== taskId) continue;
      stream.response.write(frame);
      if (isFinal && stream.taskId !== undefined) stream.response.end();
    }
  };
  const tell = (type: TaskEventType, changes: Partial<Task> = {}, of = newest().id) => {
    const before = tasks.get(of) ?? fail(`there is no task ${of}`);
    const task: Task = { ...before, ...changes, updated_at: new Date().toISOString() };
    tasks.set(of, task);
    const id = events.length + 101;
    const event = { id, taskId: of, frame: toFrame(type, task, id), isFinal: FINAL.has(type) };
    events.push(event);
    if (type === "task.deleted") tasks.delete(of);
    publish(of, event.frame, event.isFinal);
  };

  const create = (request: Recorded, response: ServerResponse) => {
    const key = request.headers["idempotency-key"];
    const known = hosted || typeof key !== "string" ? undefined : byIdempotencyKey.get(key);
    const id = known ?? randomUUID();
    if (known === undefined) {
      tasks.set(id, newTask(id, url, JSON.parse(request.body) as Record<string, unknown>));
      if (typeof key === "string") byIdempotencyKey.set(key, id);
      tell("task.created", {}, id);
    }
    const headers = known === undefined ? {} : { "idempotency-replayed": "true" };
    send(response, 202, { task_info: toInfo(tasks.get(id) ?? fail(id), "pending") }, headers);
  };
  const stream = (taskId: string | undefined, request: Recorded, response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    response.write("retry: 20\n\n");
    const given = request.headers["last-event-id"];
    const after = typeof given === "string" ? Number(given) : taskId === undefined ? events.length + 100 : 0;
    for (const event of events) {
      if (event.id <= after || (taskId !== undefined && event.taskId !== taskId)) continue;
      response.write(event.frame);
      if (event.isFinal && taskId !== undefined) return void response.end();
    }
    if (
      taskId !== undefined &&
      after > 0 &&
      events.some(({ id, isFinal, taskId: of }) => isFinal && of === taskId && id <= after)
    ) {
      return void response.end();
    }
    const entry = { taskId, response };
    streams.add(entry);
    response.on("close", () => streams.delete(entry));
  };

  const route = (request: Recorded, response: ServerResponse) => {
    const [path = "/"] = request.path.split("?");
    if (path === "/images/a.png") return void response.writeHead(200, { "content-type": "image/png" }).end(PICTURE);
    if (request.headers.authorization !== `Bearer ${SCRIPTED_KEY}`)
      return refuse(response, 401, 1001, "The API key is not known here.");
    if (path === QWEN && request.method === "POST") return create(request, response);
    const read = tasks.get(path.slice(QWEN.length + 1));
    if (path.startsWith(`${QWEN}/`) && read) return send(response, 200, toBody(read));
    if (hosted) return send(response, 404, { error: "no such page" });
    if (path === "/v1/models")
      return send(response, 200, { object: "list", data: [{ id: "alibaba/qwen-image-max", path: QWEN }] });
    if (path === "/v1/events") return stream(undefined, request, response);
    const [, id = "", verb = ""] = /^\/v1\/tasks\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const task = tasks.get(id);
    if (!task) return refuse(response, 404, id === "" ? 2000 : 2005, "There is no such thing.");
    if (verb === "events") return stream(id, request, response);
    if (verb === "cancel") {
      if (task.status === "completed") return refuse(response, 409, 2001, "The task has ended.");
      if (task.status !== "cancelled") tell("task.cancelled", { status: "cancelled", error: CANCELLED }, id);
      return send(response, 200, tasks.get(id));
    }
    return send(response, 200, task);
  };

  const start = async () => {
    server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
      const parts: Buffer[] = [];
      incoming.on("data", (part: Buffer) => parts.push(part));
      incoming.on("end", () => {
        const { method = "GET", url: path = "/", headers, socket } = incoming;
        const request = { method, path, headers, body: Buffer.concat(parts).toString("utf8") };
        requests.push(request);
        if (!how?.(request, response, socket)) route(request, response);
      });
    });
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
    url = `http://127.0.0.1:${port}`;
  };
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const stop = async () => {
    if (!server) return;
    const closed = new Promise((resolve) => server?.close(resolve));
    cut();
    await closed;
    server = undefined;
  };

  await start();
  onTestFinished(stop);
  return {
    url,
    requests,
    tasks,
    get streams() {
      return streams.size;
    },
    misbehave: (next) => void (how = next),
    tell,
    whisper(progress) {
      const task = newest();
      publish(task.id, toFrame("task.progress", { ...task, progress: { ...task.progress, ...progress } }), false);
    },
    complete: (count = 1) =>
      tell("task.completed", {
        status: "completed",
        progress: { ...QUEUED, fraction: 1, step: "done", queue_position: null },
        images: Array.from({ length: count }, () => toPicture(url)),
      }),
    write(bytes) {
      for (const { response } of streams) response.write(bytes);
    },
    cut,
    stop,
    start,
  };
}

const CANCELLED = { code: 3002, title: "Cancelled", detail: "The task was cancelled." };

function fail(message: string): never {
  throw new Error(message);
}

function toPicture(url: string): TaskImage {
  return {
    url: `${url}/images/a.png`,
    width: 32,
    height: 24,
    type: "image/png",
    size_bytes: PICTURE.length,
    sha256: createHash("sha256").update(PICTURE).digest("hex"),
    expires_at: "2030-01-01T00:00:00.000Z",
  };
}

function newTask(id: string, url: string, input: Record<string, unknown>): Task {
  const now = new Date().toISOString();
  return {
    id,
    object: "task",
    model: "alibaba/qwen-image-max",
    status: "pending",
    created_at: now,
    updated_at: now,
    started_at: null,
    finished_at: null,
    deadline_at: null,
    priority: "normal",
    input,
    final_prompt: null,
    seed: 7,
    engine: null,
    attempts: 0,
    progress: QUEUED,
    cost: { currency: "USD", price_usd: 0.075, charged_usd: 0, state: "reserved" },
    warnings: [],
    images: [],
    error: null,
    timings: { queued_ms: null, processing_ms: null, total_ms: null },
    read_url: `${url}${QWEN}/${id}`,
    trace_id: "ab".repeat(16),
  };
}

function toInfo({ id, created_at, updated_at, status, error }: Task, as = status === "cancelled" ? "failed" : status) {
  return { id, status: as, created_at, updated_at, ...(error ? { error } : {}) };
}

/** As MuleRouter's path tells it. */
function toBody(task: Task) {
  return { task_info: toInfo(task), ...(task.status === "completed" ? { images: task.images.map(({ url }) => url) } : {}) };
}
