// The only place that sends anything: one server, one key or session, and the rule that it goes nowhere else. What may be sent again
// after a failure is decided in retry.ts; here it is carried out.
import { Attempts } from "./attempts.ts";
import { readAll } from "./body.ts";
import { ApiError, ConnectionError, MuleteerError, TimeoutError } from "./errors.ts";
import { toApiError } from "./problem.ts";
import type { Repeat } from "./retry.ts";
import { createBound, DEFAULT_TIMING, sleep, type Timing } from "./timing.ts";

const DEFAULT_BASE_URL = "http://127.0.0.1:6853";
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

interface CommonOptions extends Partial<Timing> {
  /** Of the server; a path in it is kept. Default `http://127.0.0.1:6853`. */
  readonly baseUrl?: string | undefined;
  /** Used instead of the platform's own. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Told of what failed and will be tried again after `delayMs`: for logs, and for people who wait. */
  readonly onRetry?: ((error: unknown, delayMs: number) => void) | undefined;
}

/** For a page that the server itself served: the browser holds the session in a cookie that no script can read. */
export interface PageSession {
  /** Goes with everything that changes something; what `session.get` and `session.signIn` answer has it. */
  readonly csrfToken?: string | undefined;
}

/** A bearer key, such as `sk-mr-…`, or a page's session. */
export type ConnectionOptions = CommonOptions &
  ({ readonly apiKey: string; readonly session?: undefined } | { readonly session: PageSession; readonly apiKey?: undefined });

/** What every method takes besides its own options. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Call extends CallOptions {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the base URL, with its leading slash. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What ends the request itself, where that is not `signal`. */
  readonly flightSignal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** @throws {ConnectionError} `garbled` when the text is no JSON object or array. */
  json(): object;
}

export class Connection {
  readonly baseUrl: string;
  readonly timing: Timing;
  /** Whether the server has Muleteer's own surface besides MuleRouter's paths; undefined while nobody knows. */
  isMuleteer: boolean | undefined;
  /** Until when, by `performance.now()`, no stream is tried, because one did not get through. */
  avoidsStreamsUntil = 0;
  readonly #credential: Readonly<Record<string, string>>;
  readonly #credentials: "same-origin" | "omit";
  readonly #fetch: typeof globalThis.fetch;
  readonly #onRetry: ConnectionOptions["onRetry"];
  #hasAnswered = false;

  /** @throws {MuleteerError} for a key, an address or a time that cannot be used. The key is in no message. */
  constructor({ apiKey, session, baseUrl = DEFAULT_BASE_URL, fetch, onRetry, ...timing }: ConnectionOptions) {
    this.baseUrl = toBaseUrl(baseUrl);
    this.timing = toTiming(timing);
    this.#credential = session ? toSessionHeaders(session) : toKeyHeaders(apiKey);
    this.#onRetry = onRetry;
    this.#credentials = session ? "same-origin" : "omit";
    // Nothing else has sessions.
    if (session) this.isMuleteer = true;
    // Taken when it is called, because pages and tests replace it; bound, because browsers insist.
    this.#fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /**
   * Sends a request, and again while `repeat` and the server's patience allow.
   * @throws {ApiError} {ConnectionError} {TimeoutError} the last failure, or the signal's reason.
   */
  async call(call: Call, repeat: Repeat): Promise<Answer> {
    return await this.repeat(() => this.callOnce(call), repeat, call.signal);
  }

  /** The same, and the answer's JSON. @throws {ConnectionError} `garbled` when it is none. */
  async read<T>(call: Call, repeat: Repeat): Promise<T> {
    return await this.repeat(() => this.readOnce<T>(call), repeat, call.signal);
  }

  /** The same, sent once whatever happens. */
  async readOnce<T>(call: Call): Promise<T> {
    return (await this.callOnce(call)).json() as T;
  }

  /** Sends a DELETE; what a repeat does not find any more was deleted by the request whose answer was lost. */
  async remove(path: string, signal: AbortSignal | undefined): Promise<void> {
    let attempts = 0;
    const send = async () => {
      attempts += 1;
      try {
        await this.callOnce({ method: "DELETE", path, signal });
      } catch (error) {
        if (!(attempts > 1 && error instanceof ApiError && error.status === 404)) throw error;
      }
    };
    await this.repeat(send, "safe", signal);
  }

  /** Tries `work` until it succeeds or may not be tried again. */
  async repeat<T>(work: () => Promise<T>, repeat: Repeat, signal?: AbortSignal): Promise<T> {
    const attempts = this.countAttempts();
    for (;;) {
      signal?.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (signal?.aborted) throw error;
        const delayMs = attempts.fail(error, repeat);
        if (delayMs === undefined) throw error;
        await sleep(delayMs, signal);
      }
    }
  }

  countAttempts(): Attempts {
    const { patienceMs, firstPatienceMs } = this.timing;
    const toPatienceMs = () => (this.#hasAnswered ? patienceMs : Math.min(patienceMs, firstPatienceMs));
    return new Attempts({ toPatienceMs, onRetry: this.#onRetry });
  }

  /** An answer whose body is still to come; whoever calls reads it, and bounds the whole with the call's signal. */
  async open(call: Call): Promise<Response> {
    const response = await this.#fetch(this.#toUrl(call), {
      method: call.method,
      headers: this.#toHeaders(call),
      redirect: "manual",
      credentials: this.#credentials,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    this.#hasAnswered = true;
    return response;
  }

  /** A file at any address, without the key. */
  async openFile(url: URL, signal: AbortSignal): Promise<Response> {
    const response = await this.#fetch(url.href, { signal, credentials: "omit" });
    if (url.origin === new URL(this.baseUrl).origin) this.#hasAnswered = true;
    return response;
  }

  async callOnce(call: Call): Promise<Answer> {
    const bound = createBound(call.flightSignal ?? call.signal, call.timeoutMs ?? this.timing.timeoutMs);
    try {
      const response = await this.open({ ...call, signal: bound.signal });
      const text = new TextDecoder().decode(await readAll(response, MAX_ANSWER_BYTES));
      if (!response.ok) throw toApiError(response.status, response.headers, text);
      return { status: response.status, headers: response.headers, text, json: () => parseJson(text, this.baseUrl) };
    } catch (error) {
      throw this.toFailure(error, bound, call.flightSignal ?? call.signal);
    } finally {
      bound.release();
    }
  }

  /** What a failed request is to a caller: aborted, timed out, or a connection that failed. */
  toFailure(error: unknown, bound: { readonly timedOut: boolean }, signal: AbortSignal | undefined): unknown {
    if (error instanceof MuleteerError) return error;
    if (signal?.aborted) return signal.reason;
    if (bound.timedOut) return new TimeoutError(`${this.baseUrl} did not answer in time.`);
    return toConnectionError(error, this.baseUrl);
  }

  #toUrl({ path, query = {} }: Call): string {
    const words = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
    return this.baseUrl + path + (words.length === 0 ? "" : `?${new URLSearchParams(words).toString()}`);
  }

  #toHeaders({ headers = {}, body }: Call): Headers {
    const result = new Headers({ ...this.#credential, accept: "application/json" });
    if (body !== undefined) result.set("content-type", "application/json");
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) setHeader(result, name, value);
    return result;
  }
}

function toKeyHeaders(apiKey: unknown): Readonly<Record<string, string>> {
  if (typeof apiKey !== "string" || !/^[\u{21}-\u{7E}]{1,512}$/u.test(apiKey)) {
    throw new MuleteerError("apiKey must be 1 to 512 visible ASCII characters; it looks like sk-mr-….");
  }
  return { authorization: `Bearer ${apiKey}` };
}

function toSessionHeaders({ csrfToken }: PageSession): Readonly<Record<string, string>> {
  return csrfToken === undefined ? {} : { "x-muleteer-csrf": csrfToken };
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch (error) {
    throw new MuleteerError(`${name} cannot be sent with this value: it must be plain text on one line.`, { cause: error });
  }
}

function toBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new MuleteerError(`baseUrl must be an http or https URL, got ${JSON.stringify(text)}.`);
  }
  if ([url.username, url.password, url.search, url.hash].some((part) => part !== "")) {
    throw new MuleteerError("baseUrl must hold no credentials, query or fragment.");
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function toTiming(given: Partial<Timing>): Timing {
  const timing: { -readonly [N in keyof Timing]: number } = { ...DEFAULT_TIMING };
  for (const name of Object.keys(timing) as (keyof Timing)[]) {
    const value = given[name];
    if (value === undefined) continue;
    if (!(Number.isFinite(value) && value >= 0))
      throw new MuleteerError(`${name} must be a number of milliseconds, got ${value}.`);
    timing[name] = value;
  }
  return timing;
}

function parseJson(text: string, baseUrl: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new ConnectionError("garbled", `What answers at ${baseUrl} does not speak this API; is the address right?`);
}

/** Codes of Node, Bun and Deno for what failed before a byte of the request was sent. */
const REFUSED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_NODATA|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;
const UNTRUSTED = /CERT|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY|SELF_SIGNED/;
const MAX_CAUSES = 8;

/** Browsers tell nothing of what failed, so there every failure is `lost`. */
function toConnectionError(error: unknown, baseUrl: string): ConnectionError {
  const causes = listCauses(error);
  const codes = causes.flatMap((cause) => (typeof cause.code === "string" ? [cause.code] : []));
  const reason = codes[0] ?? causes.at(-1)?.message ?? String(error);
  if (codes.some((code) => UNTRUSTED.test(code))) {
    return new ConnectionError("untrusted", `The TLS certificate of ${baseUrl} is not trusted (${reason}).`, { cause: error });
  }
  if (causes.some(({ message }) => message === "bad port")) {
    return new ConnectionError("refused", `${baseUrl} has a port that fetch does not ask, in browsers neither.`, {
      cause: error,
    });
  }
  if (codes.length > 0 && codes.every((code) => REFUSED.test(code))) {
    return new ConnectionError("refused", `No server answers at ${baseUrl} (${reason}).`, { cause: error });
  }
  return new ConnectionError("lost", `The connection to ${baseUrl} broke before its answer was there (${reason}).`, {
    cause: error,
  });
}

interface Cause {
  readonly code?: unknown;
  readonly message?: string;
}

/** The error, what caused it, and so on; of an attempt at several addresses, each one's. */
function listCauses(error: unknown): Cause[] {
  const found: Cause[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && found.length < MAX_CAUSES) {
    const next = queue.shift();
    if (typeof next !== "object" || next === null) continue;
    const { cause, errors } = next as { readonly cause?: unknown; readonly errors?: unknown };
    // An attempt at several addresses carries the code of the last one besides each one's own.
    if (Array.isArray(errors)) queue.push(...(errors as unknown[]));
    else found.push(next);
    queue.push(cause);
  }
  return found;
}
