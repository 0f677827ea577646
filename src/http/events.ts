// Events as they happen: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) of one task, or of
// all tasks of a key. A stream reads its events from the store, page by page, from where its reader was: so it resumes without a
// gap or a repeat, and one that reads slowly holds no memory. What only holds at the moment — a place in the queue, an
// estimate — is sent in between, without an id.
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../core/errors.ts";
import { isFinalEvent, type TaskEvent } from "../core/event.ts";
import { isTerminal, type Task, type TaskState } from "../core/task.ts";
import { authenticate } from "./authenticate.ts";
import { toDisconnect, type Disconnect } from "./disconnect.ts";
import { findOwnTask } from "./generation.ts";
import { toOrigin } from "./origin.ts";
import type { HttpParts } from "./parts.ts";
import type { QueueView } from "./queue.ts";
import { toImageViews, toProgressView, toStamp, type ProgressView } from "./task-view.ts";
import { describeJson } from "./violations.ts";

const CONTENT_TYPE = "text/event-stream; charset=utf-8";
const PAGE = 100;
const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 1_000;
/** A reader that takes nothing for so long is cut off; it can resume. */
const STUCK_MS = 30_000;
/** Outlooks are sent at most so often, and seldom to those who wait far back. */
const OUTLOOK_MS = 1_000;
const MAX_OUTLOOK_MS = 15_000;
const POSITIONS_PER_SECOND = 20;
/** Unfinished tasks whose outlook one key's stream tells. */
const MAX_OUTLOOKS = 50;

type Subject = { readonly taskId: string } | { readonly keyId: string };

/** `GET /v1/tasks/{id}/events`: everything so far, then what comes, until the task has ended. */
export async function streamTaskEvents(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const start = await findTaskStart(parts, request);
  // An EventSource takes the end of a stream for a fault and comes back for more; this is the one answer that stops it.
  if (start.isOver) return void reply.code(204).header("Cache-Control", "no-store").send();
  await stream({ taskId: start.taskId }, start, { parts, request, reply });
}

/** Apart, because what a function has read it holds until it ends, and a stream may last for hours. */
async function findTaskStart(
  parts: HttpParts,
  request: FastifyRequest,
): Promise<Start & { readonly taskId: string; readonly isOver: boolean }> {
  const { id } = request.params as { id: string };
  const task = await findOwnTask(id, parts, request);
  if (!task) throw new ApiError("taskNotFound", "There is no such task under this API key.");
  const of = { taskId: task.id };
  const given = readCursor(request);
  const { cursor, truncated } = await findStart(given, 0, parts);
  const hasEnded = isTerminal(task.state);
  const mayBeWhole = truncated && given === 0;
  const [next] = hasEnded || mayBeWhole ? await parts.store.listEvents({ after: cursor, of, limit: 1 }) : [];
  // 0 is where every task's stream begins: nothing is lacking while the task's first event is kept.
  const isWhole = mayBeWhole && next?.type === "task.created";
  return { cursor, truncated: truncated && !isWhole, ...of, isOver: hasEnded && next === undefined };
}

/** `GET /v1/events`: what comes for all tasks of this key. */
export async function streamKeyEvents(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const start = await findStart(readCursor(request), await parts.store.lastEventId(), parts);
  await stream({ keyId: request.apiKey.id }, start, { parts, request, reply });
}

interface Start {
  /** Of the last event that the reader has. */
  readonly cursor: number;
  /** Events after it may be lacking. */
  readonly truncated: boolean;
}

/** @param otherwise where a reader begins that has no events yet, or those of another database. */
async function findStart(given: number | undefined, otherwise: number, { store }: HttpParts): Promise<Start> {
  if (given === undefined) return { cursor: otherwise, truncated: false };
  // An id that was never given here comes from before this database was restored or begun anew: waiting for it would be in vain.
  if (given > (await store.lastEventId())) return { cursor: otherwise, truncated: true };
  return { cursor: given, truncated: given < (await store.prunedThrough()) };
}

/** The id of the last event that the reader has. An EventSource sends the header by itself; the query is for those who cannot. */
function readCursor({ headers, query }: FastifyRequest): number | undefined {
  const header = headers["last-event-id"];
  const text = (Array.isArray(header) ? header[0] : header) || (query as Record<string, unknown>)["last_event_id"];
  if (text === undefined || text === "") return undefined;
  if (typeof text === "string" && /^\d{1,15}$/.test(text)) return Number(text);
  const detail = `Last-Event-ID must be the id of an event of this server, got ${describeJson(text)}.`;
  throw new ApiError("invalidRequest", detail, { violations: [{ field: "Last-Event-ID", rule: "pattern", detail }] });
}

interface Exchange {
  readonly parts: HttpParts;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function stream(of: Subject, start: Start, { parts, request, reply }: Exchange): Promise<void> {
  if (request.method === "HEAD") return void reply.type(CONTENT_TYPE).header("Cache-Control", "no-store").send();
  const leave = parts.watch.enter();
  if (!leave) {
    throw new ApiError("unavailable", "Too many requests wait for tasks; poll, or try again in a moment.", {
      retryAfterSeconds: 5,
    });
  }
  const { closing } = parts.watch;
  const disconnect = toDisconnect(reply);
  const { signal, release } = disconnect;
  const bell = createBell(parts);
  const off = parts.watch.on(of, bell.ring);
  signal.addEventListener("abort", bell.ring);
  closing.addEventListener("abort", bell.ring);
  try {
    const sink = openSink(reply, disconnect, parts);
    await tell(of, start, { parts, request, sink, bell }).finally(() => sink.end());
  } catch (error) {
    parts.log.error({ request: request.traceparent, err: error }, "an event stream broke off; its reader can resume");
  } finally {
    leave();
    off();
    closing.removeEventListener("abort", bell.ring);
    release();
  }
}

interface Telling extends Pick<Exchange, "parts" | "request"> {
  readonly sink: Sink;
  readonly bell: Bell;
}

/** Until the reader has gone, the server closes, the key is valid no more, or the one task has ended. */
async function tell(of: Subject, start: Start, { parts, request, sink, bell }: Telling): Promise<void> {
  const { store, clock, watch } = parts;
  const origin = toOrigin(request, parts.publicUrl);
  const outlook = createOutlook(of, parts, origin);
  let { cursor } = start;
  // An id without data is no event, and still what a reader resumes from: one that is cut off before its first event misses none.
  await sink.send(`retry: ${RECONNECT_MS}\nid: ${cursor}\n\n`);
  if (start.truncated) {
    await sink.send(`event: events.truncated\ndata: {"pruned_through":${await store.prunedThrough()}}\n\n`);
  }
  let quietSince = clock.now();

  /** Milliseconds until the next look is due; undefined when there is nothing more to tell. Holds nothing of what it told. */
  async function tellNews(): Promise<number | undefined> {
    const page = await store.listEvents({ after: cursor, of, limit: PAGE });
    if (page.length > 0 && !(await isStillValid(request, parts))) return undefined;
    for (const event of page) {
      await sink.send(await toMessage(event, parts, origin));
      cursor = event.id;
      if ("taskId" in of && isFinalEvent(event.type)) return undefined;
    }
    if (page.length === PAGE) return 0;
    if (watch.closing.aborted) return undefined;
    const { messages, againInMs } = await outlook.look();
    if ("taskId" in of && outlook.hasEnded && page.length === 0) return undefined;
    const now = clock.now();
    if (page.length > 0) quietSince = now;
    const quietMs = now - quietSince;
    // A clock that was set back says nothing of how long it has been quiet.
    if (messages.length === 0 && (quietMs >= HEARTBEAT_MS || quietMs < 0)) messages.push(": keep-alive\n\n");
    if (messages.length > 0) {
      if (!(await isStillValid(request, parts))) return undefined;
      for (const message of messages) await sink.send(message);
      quietSince = now;
    }
    return Math.max(1, Math.min(againInMs, quietSince + HEARTBEAT_MS - now));
  }

  while (!sink.signal.aborted) {
    bell.arm();
    const againInMs = await tellNews();
    if (againInMs === undefined) return;
    if (againInMs > 0) await bell.wait(againInMs);
  }
}

/** A stream may outlive its key; a key that was revoked or has expired is told nothing more. */
async function isStillValid(request: FastifyRequest, parts: HttpParts): Promise<boolean> {
  try {
    await authenticate(request, parts);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

/** Wakes one sleeper: at once when it was rung since it was armed. */
interface Bell {
  readonly ring: () => void;
  readonly arm: () => void;
  readonly wait: (ms: number) => Promise<void>;
}

function createBell({ clock }: HttpParts): Bell {
  let controller = new AbortController();
  return {
    ring: () => controller.abort("rung"),
    arm: () => void (controller = controller.signal.aborted ? new AbortController() : controller),
    wait: (ms: number) => clock.sleep(ms, controller.signal),
  };
}

interface Sink {
  /** Aborts when the reader has gone or was cut off. */
  readonly signal: AbortSignal;
  /** Resolves when the reader can take more, so that nothing piles up. */
  send(text: string): Promise<void>;
  end(): void;
}

function openSink(reply: FastifyReply, { signal: gone, release }: Disconnect, { clock, log }: HttpParts): Sink {
  const { raw } = reply;
  reply.hijack();
  const headers = reply.getHeaders();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    "Content-Type": CONTENT_TYPE,
    "Cache-Control": "no-store",
    // nginx would hold events back until its buffer is full.
    "X-Accel-Buffering": "no",
  });
  // Written by themselves, they are kept as one string; as part of the first chunk, as forty that are joined: 2 KB.
  raw.flushHeaders();

  return {
    signal: gone,
    async send(text) {
      if (gone.aborted || raw.write(text)) return;
      const taken = new AbortController();
      raw.once("drain", () => taken.abort());
      await clock.sleep(STUCK_MS, AbortSignal.any([taken.signal, gone]));
      if (taken.signal.aborted || gone.aborted) return;
      log.info("an event stream was cut off, because its reader takes nothing");
      raw.destroy();
      release();
    },
    end: () => void raw.end(),
  };
}

const STATE_AT: Readonly<Record<TaskEvent["type"], TaskState | "deleted">> = {
  "task.created": "pending",
  "task.processing": "processing",
  "task.progress": "processing",
  "task.completed": "completed",
  "task.failed": "failed",
  "task.cancelled": "cancelled",
  "task.deleted": "deleted",
};

/** The event as it was: its task's state and progress then, and the result of a task that has ended. */
async function toMessage(event: TaskEvent, parts: HttpParts, origin: string): Promise<string> {
  const task = await parts.store.findTask(event.taskId);
  const status = STATE_AT[event.type];
  const hasEnded = isFinalEvent(event.type);
  const data = {
    id: String(event.id),
    type: event.type,
    created_at: toStamp(event.at),
    task: {
      id: event.taskId,
      model: event.model,
      status,
      created_at: toStamp(task?.createdAt),
      updated_at: toStamp(event.at),
      progress: task && status !== "deleted" ? await toProgressThen(event, task, { state: status, parts, origin }) : null,
      images: task && hasEnded ? toImageViews(task, parts, origin) : [],
      error: (hasEnded && task?.error) || null,
    },
  };
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function toProgressThen(
  { type, progress }: TaskEvent,
  { state: stateNow, progress: progressNow, ...task }: Task,
  { state, parts, origin }: { readonly state: TaskState; readonly parts: HttpParts; readonly origin: string },
): Promise<ProgressView> {
  const then = isFinalEvent(type) ? progressNow : progress;
  // A task that waited then has no place in the queue now.
  const queue = stateNow === "pending" ? parts.queue : NO_QUEUE;
  return await toProgressView({ ...task, state, ...(then ? { progress: then } : {}) }, { ...parts, queue }, origin);
}

const NO_QUEUE: QueueView = { position: () => Promise.resolve(undefined) };

interface Outlook {
  /** What has changed since the last look, and how soon another one is worth it. */
  look(): Promise<{ readonly messages: string[]; readonly againInMs: number }>;
  /** Of the one task that it is about, as far as it has looked. */
  readonly hasEnded: boolean;
}

/** The place in the queue, the estimate and the silence of a stream's unfinished tasks, told when they change. */
function createOutlook(of: Subject, parts: HttpParts, origin: string): Outlook {
  const told = new Map<string, string>();
  let hasEnded = false;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function listUnfinished(): Promise<Task[]> {
    if ("keyId" in of) {
      return await parts.store.listTasks({ keyId: of.keyId, states: ["pending", "processing"], limit: MAX_OUTLOOKS });
    }
    const task = await parts.store.findTask(of.taskId);
    hasEnded = task === undefined || isTerminal(task.state);
    return task && !hasEnded ? [task] : [];
  }

  return {
    get hasEnded() {
      return hasEnded;
    },
    async look() {
      // A key whose tasks tell much wakes its streams often, and each look is at all that it has unfinished.
      const sinceMs = parts.clock.now() - lookedAt;
      if (sinceMs >= 0 && sinceMs < OUTLOOK_MS) return { messages: [], againInMs: OUTLOOK_MS - sinceMs };
      lookedAt = parts.clock.now();
      const messages: string[] = [];
      let againInMs = MAX_OUTLOOK_MS;
      const tasks = await listUnfinished();
      const ids = new Set(tasks.map(({ id }) => id));
      for (const id of told.keys()) if (!ids.has(id)) told.delete(id);
      for (const task of tasks) {
        const position = task.state === "pending" ? await parts.queue.position(task.id) : undefined;
        const stalled = await parts.estimates.isStalled(task, lookedAt);
        againInMs = Math.min(againInMs, Math.max(OUTLOOK_MS, ((position ?? 1) / POSITIONS_PER_SECOND) * 1000));
        // An estimate counts down by itself, and costs more than all the rest; it is made when the place or the silence changes.
        const state = `${task.state} ${position} ${stalled}`;
        if (told.get(task.id) === state) continue;
        const isFirst = !told.has(task.id);
        told.set(task.id, state);
        if (isFirst && task.state === "processing" && !stalled) continue;
        messages.push(toOutlookMessage(task, await toProgressView(task, parts, origin), lookedAt));
      }
      return { messages, againInMs };
    },
  };
}

function toOutlookMessage({ id, model, state, createdAt, updatedAt }: Task, progress: ProgressView, now: number): string {
  const task = {
    id,
    model,
    status: state,
    created_at: toStamp(createdAt),
    updated_at: toStamp(updatedAt),
    progress,
    images: [],
    error: null,
  };
  const data = { id: null, type: "task.progress", created_at: toStamp(now), task };
  return `event: task.progress\ndata: ${JSON.stringify(data)}\n\n`;
}
