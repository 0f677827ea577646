// Requests that nobody thought of, on every route of `docs/openapi.json`: whatever comes, the answer is one that the document
// has, never a 5xx; nothing is polluted, no key is repeated, and the server goes on. `npm run fuzz` tries for minutes
// (FUZZ_MINUTES, 5) and with other values each time; FUZZ_SEED repeats what a failure printed.
import * as fc from "fast-check";
import { METHODS, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { furnish, type Belongings } from "../support/belongings.ts";
import { parseRaw, ProblemBody, type Answer } from "../support/client.ts";
import { listOperations, toArbitrary, type Operation, type Schema } from "../support/openapi.ts";
import { addKey, openDoor, QWEN, WAN, withKey, type Door } from "../support/server.ts";

const HANG_MS = 5_000;
const operations = listOperations();

const minutes = Number(process.env["FUZZ_MINUTES"] ?? 0);
/** Each route's share of the minutes, or milliseconds far beyond what so few runs take. */
const shareMs = minutes > 0 ? (minutes * 60_000) / (operations.length + 2) : 60_000;
const TIMEOUT_MS = shareMs + 60_000;

/** The same values in every run of `npm test`, unless it is told to try for minutes. */
function runs<T>(numRuns: number): fc.Parameters<T> {
  const seed = process.env["FUZZ_SEED"] ?? (minutes > 0 ? undefined : "20261124");
  return {
    numRuns: minutes > 0 ? 10_000_000 : numRuns,
    interruptAfterTimeLimit: shareMs,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  };
}

/** The statuses that a request can bring about: nothing of it is the server's fault. */
function expectAnswer(answer: Answer, statuses: readonly number[]): void {
  expect(statuses, answer.text).toContain(answer.status);
  expect(answer.headers["traceparent"]).toBeDefined();
  if (answer.status < 400) return;
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json\b/);
  expect(ProblemBody.parse(answer.json()).status).toBe(answer.status);
}

let door: Door;
let admin: string;
beforeAll(async () => {
  door = await openDoor("over a socket");
  admin = await addKey(door, { role: "admin" });
});
afterAll(async () => {
  expect((await door.send({ path: "/readyz" })).status).toBe(200);
  await door.close();
});

interface FuzzCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array | string;
}

/** In process: a request for itself, so that hundreds take a second. */
async function send({ method, path, headers, body }: FuzzCall): Promise<Answer> {
  const answer = await door.app.inject({
    method: method as "GET",
    url: path,
    headers,
    ...(body === undefined ? {} : { payload: Buffer.from(body) }),
  });
  const flat = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  return {
    status: answer.statusCode,
    headers: flat,
    bytes: answer.rawPayload,
    text: answer.payload,
    json: () => answer.json<unknown>(),
  };
}

/** Over a socket, for an answer without an end: its beginning. */
function sendAndLeave({ method, path, headers }: FuzzCall): Promise<Answer> {
  const { hostname, port } = new URL(door.origin!);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = httpRequest({ hostname, port, method, path, headers, agent: false, timeout: HANG_MS }, (response) => {
    const parts: Buffer[] = [];
    const finish = () => {
      const bytes = Buffer.concat(parts);
      const flat = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
      const text = bytes.toString("utf8");
      resolve({ status: response.statusCode ?? 0, headers: flat, bytes, text, json: () => JSON.parse(text) as unknown });
      request.destroy();
    };
    response.on("data", (part: Buffer) => {
      parts.push(part);
      if (response.statusCode === 200) finish();
    });
    response.on("end", finish);
    response.on("error", reject);
  });
  request.on("timeout", () => reject(new Error("the server did not answer")));
  request.on("error", reject);
  request.end();
  return promise;
}

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom("a", '"', "\\", "\0", "\r", "\n", "*", "\u2028", "\uD800", "é", "春", "😀", "<", "'", "%", ";"),
    fc.string({ maxLength: 3 }),
  ),
});
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, [], {}, "1664*928", "1280*1280", "-0", 2 ** 31, -1, 1e308, Number.MAX_SAFE_INTEGER + 1),
  fc.jsonValue(),
);
/** Names that JavaScript, SQL or a template would take for something else. */
const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "toJSON",
  "length",
  "$where",
  "id",
  "n",
];

/** Bodies that are wrong as a whole, whatever the route takes. */
const RAW_BODIES: readonly (string | Uint8Array)[] = [
  "",
  "null",
  "[]",
  '"text"',
  "0",
  "NaN",
  "{",
  '{"a":1,}',
  "{'a':1}",
  '// a\n{"prompt":"a"}',
  "[".repeat(30_000),
  "[".repeat(30_000) + "]".repeat(30_000),
  '{"a":'.repeat(12_000) + "1" + "}".repeat(12_000),
  `{"prompt":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}`,
  `{"prompt":"${"a".repeat(60_000)}"}`,
  `{"prompt":"${"a".repeat(66_000)}"}`,
  `{"prompt":"a","x":[${"0,".repeat(30_000)}0]}`,
  `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":0`).join(",")}}`,
  `{"seed":1${"0".repeat(60_000)}}`,
  '{"seed":1e999,"prompt":"a"}',
  '{"seed":-0,"prompt":"a"}',
  '{"prompt":"a","prompt":"b","prompt":{}}',
  '{"__proto__":{"polluted":true},"prompt":"a"}',
  '{"constructor":{"prototype":{"polluted":true}},"prompt":"a"}',
  '{"prompt":"a","size":{"__proto__":{"polluted":true}}}',
  String.raw`{"prompt":"\ud800","name":"\udfff","url":"https://\ud800/"}`,
  String.raw`{"prompt":"\u0000","name":"\u0000","description":"\u0000"}`,
  Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  Buffer.from('{"prompt":"\xff\xc0\x80"}', "latin1"),
  Buffer.from('{"prompt":"\xed\xa0\x80"}', "latin1"),
  Buffer.alloc(1_000),
];

/** A body that the route takes, some of its fields replaced, some added. */
function toBodies(schema: Schema): fc.Arbitrary<string | Uint8Array> {
  const valid = toArbitrary({ ...schema, type: "object" });
  const names = fc.constantFrom(...Object.keys(schema.properties ?? {}), ...NAMES);
  const twisted = fc
    .record({ object: valid, changes: fc.array(fc.tuple(names, value), { maxLength: 3 }) })
    .map(({ object, changes }) => {
      const given = Object.entries(object as object).filter(([name]) => changes.every(([other]) => other !== name));
      // Written by hand: an object literal would make `__proto__` its prototype.
      return `{${[...given, ...changes].map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`).join(",")}}`;
    });
  const damaged = fc
    .record({
      object: valid,
      edits: fc.array(fc.record({ at: fc.nat(70), drop: fc.nat(3), add: fc.uint8Array({ maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    .map(({ object, edits }) =>
      edits.reduce<Buffer>(
        (bytes, { at, drop, add }) => Buffer.concat([bytes.subarray(0, at), add, bytes.subarray(at + drop)]),
        Buffer.from(JSON.stringify(object)),
      ),
    );
  return fc.oneof(
    { weight: 3, arbitrary: valid.map((object) => JSON.stringify(object)) },
    { weight: 6, arbitrary: twisted },
    { weight: 2, arbitrary: damaged },
    { weight: 2, arbitrary: fc.constantFrom(...RAW_BODIES) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
}

const type = fc.oneof(
  { weight: 8, arbitrary: fc.constant("application/json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "text/plain",
      "application/json; charset=utf-16",
      "application/json;",
      "application/json; charset=utf-8; charset=utf-16",
      "application/__proto__+json",
      ";",
      "multipart/form-data",
      "application/x-www-form-urlencoded",
      "*/*",
      "",
    ),
  },
);

/** What a header may hold on the wire: a line of Latin-1. */
const headerValue = fc
  .string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((point) => point !== 0x7f)
      .map((point) => String.fromCharCode(point)),
    maxLength: 80,
  })
  .map((line) => line.trim());

const HEADERS = [
  "content-encoding",
  "traceparent",
  "range",
  "if-none-match",
  "if-range",
  "origin",
  "access-control-request-headers",
  "accept",
  "prefer",
  "idempotency-key",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-http-method-override",
  "x-muleteer-csrf",
  "sec-fetch-site",
  "last-event-id",
  "cookie",
  "host",
  "expect",
];

/** What of a value can stand in a header. */
function toLine(each: unknown): string {
  return String(each)
    .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, "")
    .trim();
}

/** A header that would have a route wait. */
const isPatient = ([name, line]: readonly [string, string]) => /^prefer$/i.test(name) && /wait\s*=\s*"?0*[1-9]/i.test(line);

function toQueries({ parameters }: Operation, words: readonly string[]): fc.Arbitrary<string> {
  const names = parameters.filter((parameter) => parameter.in === "query");
  const one = fc.oneof(
    ...names.map(({ name, schema }) =>
      fc.tuple(
        fc.constant(name),
        fc.oneof(
          toArbitrary(schema).map((each) => String(each)),
          fc.constantFrom(
            ...words,
            "0",
            "-1",
            "1e3",
            "9".repeat(30),
            "true",
            "NULL",
            "a AND b",
            '"',
            "*",
            "a*",
            "NEAR(a b)",
            "%",
          ),
          text,
        ),
      ),
    ),
    fc.tuple(fc.constantFrom(...NAMES, "limit[]", "q[$gt]"), text),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant("") },
    {
      weight: 4,
      arbitrary: fc
        .array(one, { maxLength: 4 })
        .map((pairs) => `?${pairs.map(([name, each]) => `${encodeURIComponent(name)}=${encode(each)}`).join("&")}`),
    },
    { weight: 1, arbitrary: looseQuery.map((query) => `?${query}`) },
  );
}

/** Separators in wrong places, and what no form would write. */
const looseQuery = fc
  .array(fc.constantFrom("&", "=", "&&", "a", "limit", "%", "%2", "%zz", "+", "?", "[]", "%00", "1"), { maxLength: 12 })
  .map((pieces) => pieces.join(""));

/** As a URL may carry it: half of a surrogate pair has no form there. */
function encode(each: string): string {
  return encodeURIComponent(each.toWellFormed());
}

/** Whether the path can only mean this operation, so that the answer must be one that the document has for it. */
interface Aimed extends FuzzCall {
  readonly isExact: boolean;
}

function toCalls(operation: Operation, own: Belongings, other: Belongings): fc.Arbitrary<Aimed> {
  const { method, path, parameters, body, streams } = operation;
  const files = [...own.images, own.preview].map((url) => url.slice(url.lastIndexOf("/") + 1));
  const words = [...own.ids, ...other.ids, ...files.map((file) => file.split("?")[0] ?? ""), ...own.marks];
  const segment = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...own.ids, ...other.ids).map((id) => ({ written: id, isExact: true })) },
    { weight: 1, arbitrary: fc.constantFrom(...files).map((file) => ({ written: file, isExact: false })) },
    {
      weight: 2,
      arbitrary: fc
        .oneof(text, fc.constantFrom("0", "1", "9", ...NAMES, "a".repeat(9_000), "\u2028", "../../etc/passwd", "%00"))
        .map((each) => ({ written: encode(each), isExact: each !== "" && !/^[.]+$/.test(each) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .oneof(fc.webSegment(), fc.constantFrom("..", "%2e%2e", "%ff", "%", "%00", "*", "self", "secret", ""))
        .map((each) => ({ written: each, isExact: false })),
    },
  );
  const count = path.split("{").length - 1;
  const paths = fc.array(segment, { minLength: count, maxLength: count }).map((segments) => {
    let index = 0;
    const written = path.replaceAll(/\{\w+\}/g, () => segments[index++]?.written ?? "");
    return { written, isExact: segments.every(({ isExact }) => isExact) };
  });
  const credentials = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(own.key, admin).map((key) => ({ authorization: `Bearer ${key}` })) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Record<string, string>>(
        {},
        { authorization: `Bearer ${other.key}` },
        { authorization: `Bearer ${own.key.slice(0, -1)}` },
        { cookie: own.session.cookie },
        { cookie: own.session.cookie, "x-muleteer-csrf": own.session.csrf },
        { cookie: own.session.cookie, "x-muleteer-csrf": other.session.csrf },
      ),
    },
  );
  const declared = parameters
    .filter((parameter) => parameter.in === "header")
    .map(({ name, schema }) =>
      fc.tuple(
        fc.constant(name.toLowerCase()),
        fc.oneof(
          schema.pattern === undefined
            ? toArbitrary({ ...schema, minLength: 0, maxLength: 5 })
            : fc.stringMatching(new RegExp(schema.pattern)),
          headerValue,
          fc.constantFrom(
            "a",
            "0",
            "1",
            "-1",
            "1s",
            "9".repeat(40),
            "http://127.0.0.1/",
            "https://[::1]/",
            "https://x.example/?a",
          ),
        ),
      ),
    );
  const headers = fc
    .tuple(
      fc.array(fc.oneof(...declared, fc.tuple(fc.constantFrom(...HEADERS), headerValue)), { maxLength: 4 }),
      fc.option(credentials, { freq: 12 }),
      type,
    )
    .map(([given, credential, contentType]): Record<string, string> => {
      const lines = given.map(([name, line]) => [name, toLine(line)] as const).filter((pair) => !isPatient(pair));
      const typed = body === undefined ? {} : { "content-type": contentType };
      return Object.assign(Object.fromEntries(lines), typed, credential);
    });
  const bodies = body
    ? toBodies(body)
    : method === "GET"
      ? fc.constant(undefined)
      : fc.option(fc.constantFrom(...RAW_BODIES), { nil: undefined });
  return fc.tuple(paths, toQueries(operation, words), headers, bodies).map(([where, query, given, bytes]): Aimed => {
    const written = where.written.includes("?") ? where.written : where.written + query;
    const call = { method, path: written.replaceAll(/[^\x21-\x7e]/g, encode), isExact: where.isExact && !streams };
    if (bytes === undefined) return Object.assign(call, { headers: given });
    return Object.assign(call, { headers: { "content-type": "application/json", ...given }, body: bytes });
  });
}

/** What the door itself answers on any route: to malformed URLs, ranges and bodies. */
const ALWAYS = [304, 400, 401, 403, 404, 405, 413, 415];

describe("hundreds of requests that nobody thought of", () => {
  let own: Belongings;
  let other: Belongings;
  beforeAll(async () => {
    [own, other] = [await furnish(door), await furnish(door)];
  });

  test.each(operations)(
    "$name",
    async (operation) => {
      // Something may have been taken away before.
      if (operation.method !== "GET") own = await furnish(door);
      const documented = Object.keys(operation.operation.responses)
        .map(Number)
        .filter((status) => status < 500);
      await fc.assert(
        fc.asyncProperty(toCalls(operation, own, other), async (call) => {
          const answer = await (operation.streams ? sendAndLeave(call) : send(call));
          if (call.isExact) expectAnswer(answer, [...documented, ...ALWAYS]);
          else expectAnswer(answer, [200, 201, 202, 204, 206, 302, 409, 410, 416, ...ALWAYS]);
          const said = JSON.stringify(answer.headers) + answer.text;
          for (const key of [own.key, other.key, admin]) expect(said).not.toContain(key.slice(12));
          expect(Object.keys(Object.prototype)).toEqual([]);
        }),
        runs(operation.streams ? 5 : operation.body ? 30 : 12),
      );
    },
    TIMEOUT_MS,
  );
});

describe("requests to no route in particular", () => {
  test(
    "methods and paths",
    async () => {
      const piece = fc.oneof(
        fc.constantFrom(
          "vendors",
          "alibaba",
          "v1",
          "qwen-image-max",
          "generation",
          "images",
          "docs",
          "static",
          "..",
          ".",
          "",
          "%",
          "%2e%2e",
          "%00",
          "%ff",
          "__proto__",
          ":id",
          "*",
        ),
        fc.webSegment({ size: "small" }),
      );
      const path = fc.oneof(
        fc.array(piece, { maxLength: 7 }).map((pieces) => `/${pieces.join("/")}`),
        fc.tuple(fc.constantFrom(QWEN, WAN, "/images", "/docs/static"), fc.webSegment()).map(([base, last]) => `${base}/${last}`),
        fc.tuple(fc.constantFrom(QWEN, "/healthz", "/images/x"), looseQuery).map(([base, query]) => `${base}?${query}`),
      );
      const method = fc.constantFrom(...METHODS.filter((name) => name !== "CONNECT" && name !== "HEAD"));
      await fc.assert(
        fc.asyncProperty(method, path, fc.boolean(), async (name, where, hasKey) => {
          const answer = await send({ method: name, path: where, headers: hasKey ? withKey(door.key) : {} });
          expectAnswer(answer, [200, 204, 302, 400, 401, 403, 404, 405, 415]);
        }),
        runs(150),
      );
    },
    TIMEOUT_MS,
  );

  test(
    "bytes on a socket",
    async () => {
      const good = `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${door.key}\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"prompt":"a"}`;
      const edit = fc.record({
        at: fc.nat(good.length),
        drop: fc.nat(8),
        add: fc.oneof(
          fc.uint8Array({ maxLength: 6 }),
          fc
            .constantFrom("\r\n", "\0", ":", " ", "\r\n\r\n", "Transfer-Encoding: chunked\r\n")
            .map((added) => Buffer.from(added)),
        ),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
          const bytes = edits.reduce<Buffer>(
            (kept, { at, drop, add }) => Buffer.concat([kept.subarray(0, at), add, kept.subarray(at + drop)]),
            Buffer.from(good),
          );
          const said = await exchange(door.origin!, bytes);
          if (said === "") return;
          const answer = parseRaw(said.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ""));
          expect(answer.status).toBeGreaterThanOrEqual(200);
          expect(answer.status).toBeLessThan(500);
          expect(answer.headers["traceparent"], said).toBeDefined();
          if (answer.status >= 400) expect(answer.headers["content-type"]).toBe("application/problem+json");
        }),
        runs(150),
      );
    },
    TIMEOUT_MS,
  );
});

/** Sends bytes, says that there are no more, and gives back what the server says until it closes. */
function exchange(origin: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const parts: Buffer[] = [];
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }, () => socket.end(bytes));
  socket.setTimeout(HANG_MS, () => reject(new Error("the server neither answered nor closed the connection")));
  socket.on("data", (part: Buffer) => parts.push(part));
  // The server may close while we still write: what it said before is its answer.
  socket.on("error", () => {});
  socket.on("close", () => resolve(Buffer.concat(parts).toString("latin1")));
  return promise;
}
