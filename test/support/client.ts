// A client that sends exactly what a test says, in process or over a socket, and schemas of the wire as strict as the
// strictest client's: a key that they do not name is a failure.
import type { FastifyInstance } from "fastify";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { expect } from "vitest";
import { z } from "zod";

export interface Call {
  readonly method?: string;
  /** Path and query, sent as they are. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sends the body without a length. */
  readonly chunked?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  json(): unknown;
}

export type Send = (call: Call) => Promise<Answer>;

export function sendInProcess(app: FastifyInstance): Send {
  return async ({ method = "GET", path, headers = {}, body, chunked = false }) => {
    const payload = body === undefined ? undefined : Buffer.from(body);
    const answer = await app.inject({
      method: method as "GET",
      url: path,
      headers: { ...(chunked ? { "transfer-encoding": "chunked" } : {}), ...headers },
      ...(payload === undefined ? {} : { payload: chunked ? Readable.from([payload]) : payload }),
    });
    return toAnswer(answer.statusCode, answer.headers, answer.rawPayload);
  };
}

export function sendOverSocket(origin: string): Send {
  const { hostname, port } = new URL(origin);
  return ({ method = "GET", path, headers = {}, body, chunked = false }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const length = body === undefined || chunked ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const request = httpRequest(
      { hostname, port, method, path, headers: { ...length, ...headers }, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve(toAnswer(response.statusCode ?? 0, response.headers, Buffer.concat(parts))));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    if (chunked) request.setHeader("transfer-encoding", "chunked");
    if (body !== undefined) request.write(body);
    request.end();
    return promise;
  };
}

function toAnswer(status: number, headers: object, bytes: Buffer): Answer {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const text = bytes.toString("utf8");
  return { status, headers: flat, bytes, text, json: () => JSON.parse(text) as unknown };
}

/** Sends raw bytes and gives back everything that the server says until it closes the connection. */
export function sendRaw(origin: string, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const parts: Buffer[] = [];
  const socket = connect(Number(port), hostname.replaceAll(/[[\]]/g, ""), () => socket.write(bytes));
  socket.on("data", (part: Buffer) => parts.push(part));
  socket.on("error", reject);
  socket.on("close", () => resolve(Buffer.concat(parts).toString("latin1")));
  return promise;
}

/** Head and body of one raw answer. */
export function parseRaw(text: string): Answer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return toAnswer(Number(statusLine.split(" ")[1]), headers, Buffer.from(rest.join("\r\n\r\n"), "latin1"));
}

const ONE_LINE = /^[^\p{Cc}\u2028\u2029]+$/u;

const taskInfo = {
  id: z.uuid(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
};

const CreatedBody = z.strictObject({ task_info: z.strictObject({ ...taskInfo, status: z.literal("pending") }) });
export const UnfinishedBody = z.strictObject({
  task_info: z.strictObject({ ...taskInfo, status: z.enum(["pending", "processing"]) }),
});
export const CompletedBody = z.strictObject({
  task_info: z.strictObject({ ...taskInfo, status: z.literal("completed") }),
  images: z.array(z.url()).min(1).max(4),
});
export const FailedBody = z.strictObject({
  task_info: z.strictObject({
    ...taskInfo,
    status: z.literal("failed"),
    error: z.strictObject({ code: z.int(), title: z.string().min(1), detail: z.string().regex(ONE_LINE) }),
  }),
});
export const ProblemBody = z.strictObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().regex(ONE_LINE),
  instance: z.string(),
  error_code: z.int(),
  code: z.int(),
  errors: z.array(z.strictObject({ field: z.string(), rule: z.string(), detail: z.string().regex(ONE_LINE) })).optional(),
});

export const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/;

interface ExpectedProblem {
  readonly status: number;
  readonly code: number;
}

/** Asserts that an answer is an error in every member that clients read, and gives it back. */
export function expectProblem(answer: Answer, { status, code }: ExpectedProblem): z.output<typeof ProblemBody> {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json\b/);
  expect(answer.headers["traceparent"]).toMatch(TRACEPARENT);
  expect(answer.headers["access-control-allow-origin"]).toBe("*");
  const problem = ProblemBody.parse(answer.json());
  expect(problem).toMatchObject({ status, code, error_code: code });
  return problem;
}

/** Asserts a 202 in every member that clients read, and gives back the task's id. */
export function expectCreated(answer: Answer): string {
  expect(answer.status, answer.text).toBe(202);
  expect(answer.headers["content-type"]).toMatch(/^application\/json\b/);
  return CreatedBody.parse(answer.json()).task_info.id;
}
