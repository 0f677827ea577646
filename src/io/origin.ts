// The caller for an origin that the operator configured, the only one that may carry a key: owns that the key goes to this
// origin and nowhere else (I9). What comes from outside, an image's URL say, is fetched by the caller in untrusted.ts.
import { Agent as HttpAgent, validateHeaderName, validateHeaderValue } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { send, type AnswerHeaders, type ExchangeAnswer } from "./exchange.ts";

export interface OriginOptions {
  /** http or https, and perhaps a path that every call's path is appended to; no user info, query or fragment. */
  readonly baseUrl: string;
  /** Sent with every call: the key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** It is the operator's own, or serves him, and may add to his traces; no provider is told of them. */
  readonly joinsTrace?: boolean;
}

export interface OriginCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Begins with a slash; what did not come from us in it must be encoded. */
  readonly path: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Of the answer's body; 1 MiB when absent. */
  readonly maxBytes?: number;
}

export interface OriginAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: AnswerHeaders;
  readonly bytes: Uint8Array;
  /** The first 64 KiB of the body, as well-formed text. */
  text(): string;
  /** The body as JSON, or undefined when it is none. */
  json(): unknown;
}

export interface Origin {
  /** As it was given, without a slash at its end. */
  readonly baseUrl: string;
  /** Any answer, whatever its status; redirects are not followed. @throws {ExchangeError} when there is no whole answer. */
  call(call: OriginCall): Promise<OriginAnswer>;
  /** Aborts what is under way, and frees the sockets. */
  close(): void;
}

const DEFAULT_MAX_BYTES = 1 << 20;
const TEXT_BYTES = 65_536;
const IDLE_SOCKETS = 4;

/** @throws {TypeError} when the URL or a header cannot be used; the message holds neither. */
export function connectOrigin({ baseUrl, headers = {}, joinsTrace = false }: OriginOptions): Origin {
  const base = parseBase(baseUrl);
  const prefix = base.href.replace(/\/+$/, "");
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const pool = new (base.protocol === "https:" ? HttpsAgent : HttpAgent)({ keepAlive: true, maxFreeSockets: IDLE_SOCKETS });
  const closing = new AbortController();

  return {
    baseUrl: prefix,

    async call({ method, path, json, headers: own, signal, timeoutMs, maxBytes = DEFAULT_MAX_BYTES }) {
      if (!path.startsWith("/")) throw new TypeError("the path of a call must begin with a slash");
      const answer = await send({
        method,
        url: new URL(prefix + path),
        headers: { accept: "application/json", ...(json === undefined ? {} : JSON_TYPE), ...headers, ...own },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        signal: AbortSignal.any([signal, closing.signal]),
        timeoutMs,
        maxBytes,
        joinsTrace,
        // A server may close an idle socket at the moment in which we use it, and then nobody knows whether it took the request.
        // A GET is simply sent again; anything else might be paid for twice, so it always has a fresh socket.
        ...(method === "GET" ? { agent: pool } : {}),
      });
      return toOriginAnswer(answer);
    },

    close() {
      closing.abort();
      pool.destroy();
    },
  };
}

const JSON_TYPE = { "content-type": "application/json" };

function parseBase(baseUrl: string): URL {
  const base = URL.parse(baseUrl);
  if (!base || !/^https?:$/.test(base.protocol)) throw new TypeError("the base URL must be an absolute http or https URL");
  if (base.username !== "" || base.password !== "") throw new TypeError("the base URL must not hold a user name or password");
  if (/[?#]/.test(baseUrl)) throw new TypeError("the base URL must not have a query or fragment");
  return base;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function toOriginAnswer(answer: ExchangeAnswer): OriginAnswer {
  return {
    ...answer,
    text: () => decode(answer.bytes.subarray(0, TEXT_BYTES)),
    json() {
      try {
        return JSON.parse(decode(answer.bytes)) as unknown;
      } catch {
        return undefined;
      }
    },
  };
}
