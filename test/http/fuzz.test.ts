// Requests that nobody thought of: whatever comes, the answer is an answer of ours, never a 5xx, and the server goes on.
import * as fc from "fast-check";
import { METHODS } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseRaw, ProblemBody, type Answer } from "../support/client.ts";
import { addKey, openDoor, QWEN, WAN, withKey, type Door } from "../support/server.ts";

const HANG_MS = 5_000;

/** The statuses that a request can bring about: nothing of it is the server's fault. */
function expectAnswer(answer: Answer, statuses: readonly number[]): void {
  expect(statuses, answer.text).toContain(answer.status);
  expect(answer.headers["traceparent"]).toBeDefined();
  if (answer.status < 400) return;
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json\b/);
  expect(ProblemBody.parse(answer.json()).status).toBe(answer.status);
}

let door: Door;
beforeAll(async () => {
  door = await openDoor("over a socket");
});
afterAll(async () => {
  expect((await door.send({ path: "/readyz" })).status).toBe(200);
  await door.close();
});

/** In process: a request for itself, so that hundreds take a second. */
async function send(call: {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array | string;
}): Promise<Answer> {
  const { method, path, headers, body } = call;
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

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom("a", '"', "\\", "\0", "\r", "\n", "*", "\u2028", "\uD800", "é", "春", "😀"),
    fc.string({ maxLength: 3 }),
  ),
});
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, [], {}, "1664*928", "1280*1280", "-0", 2 ** 31),
  fc.jsonValue(),
);
const object = fc.record(
  { prompt: value, negative_prompt: value, size: value, prompt_extend: value, seed: value, safety_filter: value, n: value },
  { requiredKeys: [] },
);

/** A good body with a few bytes changed, dropped or added. */
const damaged = fc
  .record({
    body: fc.constant('{"prompt":"a fox","size":"1664*928","seed":7,"prompt_extend":true}'),
    edits: fc.array(fc.record({ at: fc.nat(70), drop: fc.nat(3), add: fc.uint8Array({ maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map(({ body, edits }) =>
    edits.reduce<Buffer>(
      (bytes, { at, drop, add }) => Buffer.concat([bytes.subarray(0, at), add, bytes.subarray(at + drop)]),
      Buffer.from(body),
    ),
  );

const body = fc.oneof(
  { weight: 4, arbitrary: object.map((fields) => JSON.stringify(fields)) },
  { weight: 2, arbitrary: damaged },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.dictionary(text, value).map((fields) => JSON.stringify({ prompt: "a", ...fields })) },
);

const type = fc.oneof(
  { weight: 6, arbitrary: fc.constant("application/json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "text/plain",
      "application/json; charset=utf-16",
      "application/json;",
      ";",
      "multipart/form-data",
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

describe("hundreds of requests that nobody thought of", () => {
  test("bodies", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(QWEN, WAN), type, body, async (path, contentType, bytes) => {
        const answer = await send({
          method: "POST",
          path,
          headers: withKey(door.key, { "content-type": contentType }),
          body: bytes,
        });
        expectAnswer(answer, [202, 400, 415]);
      }),
      { numRuns: 400 },
    );
  });

  test("bodies of keys", async () => {
    const admin = await addKey(door, { role: "admin" });
    await addKey(door, { id: "changing" });
    const fields = fc.record(
      {
        name: fc.oneof(fc.constant("a"), value),
        role: value,
        expires_at: fc.oneof(
          fc.date().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          value,
        ),
        models: fc.oneof(fc.array(fc.oneof(fc.constantFrom("alibaba/qwen-image-max", "alibaba/wan2.6-t2i"), value)), value),
        requests_per_minute: value,
        concurrent_tasks: value,
        daily_spend_usd: fc.oneof(fc.double(), fc.integer({ min: -1, max: 10 ** 9 }), value),
        total_spend_usd: fc.oneof(fc.double({ min: 0, max: 1 }), value),
        low_balance_usd: value,
      },
      { requiredKeys: [] },
    );
    const bodies = fc.oneof(
      { weight: 4, arbitrary: fields.map((object) => JSON.stringify(object)) },
      { weight: 1, arbitrary: body },
    );
    await fc.assert(
      fc.asyncProperty(fc.boolean(), bodies, async (isNew, bytes) => {
        const call = isNew ? { method: "POST", path: "/v1/keys" } : { method: "PATCH", path: "/v1/keys/changing" };
        expectAnswer(await send({ ...call, headers: withKey(admin), body: bytes }), [isNew ? 201 : 200, 400]);
      }),
      { numRuns: 400 },
    );
  });

  test("queries of usage", async () => {
    const admin = await addKey(door, { role: "admin" });
    const day = fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
      fc.constantFrom("2026-01-01", "2026-02-30", "0000-00-00", "9999-12-31", ""),
    );
    const group = fc.array(fc.constantFrom("day", "model", "key", "engine", "x")).map((groups) => groups.join(","));
    const parameters = fc.record(
      { from: day, to: day, group_by: group, key: fc.webSegment(), format: fc.constantFrom("json", "csv", "xml") },
      { requiredKeys: [] },
    );
    const queries = fc.oneof(
      parameters.map((given) => new URLSearchParams(given as Record<string, string>).toString()),
      fc.webQueryParameters(),
    );
    await fc.assert(
      fc.asyncProperty(queries, fc.constantFrom(admin, door.key), async (query, key) => {
        expectAnswer(await send({ method: "GET", path: `/v1/usage?${query}`, headers: withKey(key) }), [200, 400, 403]);
      }),
      { numRuns: 400 },
    );
  });

  test("headers", async () => {
    const names = [
      "authorization",
      "content-type",
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
      "cookie",
      "host",
    ];
    const headers = fc.dictionary(fc.constantFrom(...names), headerValue, { maxKeys: 5 });
    const calls = fc.record({
      method: fc.constantFrom("GET", "POST", "OPTIONS", "HEAD"),
      path: fc.constantFrom(QWEN, `${QWEN}/x`, "/docs", "/images/x-0.png", "/healthz"),
    });
    await fc.assert(
      fc.asyncProperty(calls, headers, fc.boolean(), async (call, given, hasKey) => {
        const all = { ...(hasKey ? withKey(door.key) : {}), ...given };
        const answer = await send({ ...call, headers: all, ...(call.method === "POST" ? { body: '{"prompt":"a"}' } : {}) });
        if (call.method === "HEAD") expect(answer.status).toBeLessThan(500);
        else expectAnswer(answer, [200, 202, 204, 400, 401, 404, 405, 415]);
      }),
      { numRuns: 400 },
    );
  });

  test("methods and paths", async () => {
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
      fc
        .tuple(fc.constantFrom(QWEN, "/healthz", "/images/x"), fc.webQueryParameters())
        .map(([base, query]) => `${base}?${query}`),
    );
    const method = fc.constantFrom(...METHODS.filter((name) => name !== "CONNECT" && name !== "HEAD"));
    await fc.assert(
      fc.asyncProperty(method, path, fc.boolean(), async (name, where, hasKey) => {
        const answer = await send({ method: name, path: where, headers: hasKey ? withKey(door.key) : {} });
        expectAnswer(answer, [200, 204, 302, 400, 401, 403, 404, 405, 415]);
      }),
      { numRuns: 300 },
    );
  });

  test("bytes on a socket", async () => {
    const good = `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${door.key}\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"prompt":"a"}`;
    const edit = fc.record({
      at: fc.nat(good.length),
      drop: fc.nat(8),
      add: fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc.constantFrom("\r\n", "\0", ":", " ", "\r\n\r\n", "Transfer-Encoding: chunked\r\n").map((added) => Buffer.from(added)),
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
      { numRuns: 300 },
    );
  });
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
