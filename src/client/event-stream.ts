// One stream of events over many connections: resumed where it broke off, given up only when the server's patience is over.
import { readAll, readChunks } from "./body.ts";
import type { CallOptions, Connection, Query } from "./connection.ts";
import { ConnectionError, MuleteerError } from "./errors.ts";
import { toApiError } from "./problem.ts";
import { SseParser, type SseEvent } from "./sse.ts";
import { createBound, sleep } from "./timing.ts";

const DEFAULT_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
/** So many connections in a row that end within this time and without an event: something in between cuts streams off. */
const MAX_FRUITLESS = 3;
const FRUITLESS_MS = 5_000;
const MAX_PROBLEM_BYTES = 64 * 1024;

export interface EventStreamOptions extends CallOptions {
  readonly path: string;
  readonly query?: Query;
  /** Begins after this event instead of where the server begins by itself. */
  readonly lastEventId?: string | undefined;
}

/** Where the reader is, over all connections. */
interface Position {
  lastId: string | undefined;
  retryMs: number;
  /** Whether a byte ever came through: then nothing in between holds the stream back. */
  hasFlowed: boolean;
  /** The server said that nothing more will come. */
  isOver: boolean;
}

/**
 * Events until the server says that there will be none (204) or the caller leaves. A connection that breaks, or on which
 * nothing comes any more, is replaced by one that resumes after the last event that had an id.
 * @throws {ApiError} when the server refuses; {ConnectionError} `noStream` where streams do not get through, and any other
 *   failure that outlasts the patience with the server; the signal's reason.
 */
export async function* readEvents(
  connection: Connection,
  options: EventStreamOptions,
): AsyncGenerator<SseEvent, void, undefined> {
  const position: Position = { lastId: options.lastEventId, retryMs: DEFAULT_RETRY_MS, hasFlowed: false, isOver: false };
  const attempts = connection.countAttempts();
  let fruitless = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const startedAt = performance.now();
    let hasFlowed = false;
    let hadEvents = false;
    let failure: unknown;
    try {
      for await (const events of readOnce(connection, options, position)) {
        hasFlowed = true;
        for (const event of events) {
          hadEvents = true;
          yield event;
        }
      }
      if (position.isOver) return;
    } catch (error) {
      if (options.signal?.aborted) throw error;
      failure = error;
    }
    if (hadEvents || performance.now() - startedAt > FRUITLESS_MS) fruitless = 0;
    else if (hasFlowed || failure === undefined) fruitless += 1;
    if (fruitless >= MAX_FRUITLESS) {
      throw new ConnectionError("noStream", `The event stream of ${connection.baseUrl} ends as soon as it begins.`, {
        cause: failure,
      });
    }
    let delayMs = position.retryMs;
    if (hasFlowed) {
      // Whatever came, the server is there.
      attempts.succeed();
      if (failure instanceof ConnectionError && failure.kind === "garbled") throw failure;
    } else if (failure !== undefined) {
      const backoffMs = attempts.fail(failure, "safe");
      if (backoffMs === undefined) throw failure as Error;
      delayMs = backoffMs;
    }
    await sleep(delayMs, options.signal);
  }
}

/** The events of one connection, by the pieces in which they arrive; a piece may hold none. */
async function* readOnce(
  connection: Connection,
  options: EventStreamOptions,
  position: Position,
): AsyncGenerator<SseEvent[], void, undefined> {
  const { silenceMs, firstByteMs } = connection.timing;
  const bound = createBound(options.signal, position.hasFlowed ? silenceMs : firstByteMs);
  try {
    const response = await connection.open({
      method: "GET",
      path: options.path,
      query: options.query ?? {},
      headers: { accept: "text/event-stream", "last-event-id": position.lastId || undefined },
      signal: bound.signal,
    });
    position.isOver = response.status === 204;
    if (position.isOver) return;
    if (!response.ok) {
      const text = new TextDecoder().decode(await readAll(response, MAX_PROBLEM_BYTES));
      throw toApiError(response.status, response.headers, text);
    }
    const type = response.headers.get("content-type") ?? "";
    if (!/^text\/event-stream\b/i.test(type) || !response.body) {
      throw new ConnectionError("noStream", `${connection.baseUrl} gives no event stream, but ${type || "nothing"}.`);
    }
    const parser = new SseParser();
    for await (const chunk of readChunks(response.body)) {
      // While the caller is busy with an event, silence is nobody's fault.
      bound.allow(undefined);
      position.hasFlowed = true;
      const events = parser.push(chunk);
      position.lastId = parser.lastId ?? position.lastId;
      position.retryMs = Math.min(parser.retryMs ?? position.retryMs, MAX_RETRY_MS);
      yield events;
      bound.allow(silenceMs);
    }
  } catch (error) {
    if (bound.timedOut && !position.hasFlowed && !(error instanceof MuleteerError)) {
      throw new ConnectionError(
        "noStream",
        `The event stream of ${connection.baseUrl} gives nothing: something in between holds it back.`,
      );
    }
    throw connection.toFailure(error, bound, options.signal);
  } finally {
    bound.release();
  }
}
