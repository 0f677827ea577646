// The caller for a configured origin: its key goes there and nowhere else (I9), and what it answers is read with care.
import { describe, expect, onTestFinished, test } from "vitest";
import { connectOrigin, type Origin, type OriginCall, type OriginOptions } from "../../src/io/origin.ts";
import { dripping, flooding, garbage, json, redirected, silent, startUpstream, text } from "../support/upstream.ts";
import { until } from "../support/until.ts";

const KEY = { Authorization: "Bearer sk-secret" };

function connect(options: OriginOptions): Origin {
  const origin = connectOrigin(options);
  onTestFinished(() => origin.close());
  return origin;
}

function call(origin: Origin, options: Partial<OriginCall> = {}) {
  return origin.call({ method: "GET", path: "/", signal: new AbortController().signal, timeoutMs: 5_000, ...options });
}

describe("I9: the key", () => {
  test("goes to its origin with every call", async () => {
    const upstream = await startUpstream();
    upstream.on("POST /v1/images", json({ ok: true }));
    const origin = connect({ baseUrl: `${upstream.url}/`, headers: KEY });
    expect(origin.baseUrl).toBe(upstream.url);
    const answer = await call(origin, { method: "POST", path: "/v1/images?x=1", json: { n: 1 }, headers: { "x-own": "2" } });
    expect(answer.json()).toEqual({ ok: true });
    expect(upstream.asked[0]).toMatchObject({
      path: "/v1/images?x=1",
      json: { n: 1 },
      headers: { authorization: KEY.Authorization, "content-type": "application/json", accept: "application/json", "x-own": "2" },
    });
  });

  test.each(["GET", "POST"] as const)("does not follow a redirect of a %s", async (method) => {
    const [upstream, other] = [await startUpstream(), await startUpstream()];
    upstream.on(`${method} /`, redirected(`${other.url}/steal`));
    const answer = await call(connect({ baseUrl: upstream.url, headers: KEY }), { method });
    expect(answer.status).toBe(302);
    expect(other.asked).toHaveLength(0);
  });

  test.each(["@other.invalid/", ".other.invalid/", ":1@other.invalid/", "", "v1"])(
    "does not go where the path %j would send it",
    async (path) => {
      const upstream = await startUpstream();
      const origin = connect({ baseUrl: upstream.url, headers: KEY });
      await expect(call(origin, { path })).rejects.toThrow(TypeError);
      expect(upstream.asked).toHaveLength(0);
    },
  );

  test.each(["//other.invalid/x", "/\\other.invalid/x", "/\t/other.invalid/x", "/../../x", "/https://other.invalid/"])(
    "stays at its origin whatever the path %j says",
    async (path) => {
      const upstream = await startUpstream();
      upstream.on("GET /*", json("here"));
      expect((await call(connect({ baseUrl: upstream.url, headers: KEY }), { path })).json()).toBe("here");
    },
  );

  test("is not in the error of a header that cannot be sent", () => {
    const headers = { Authorization: "Bearer sk-secret\n" };
    const connecting = () => connectOrigin({ baseUrl: "http://127.0.0.1:1", headers });
    expect(connecting).toThrow(TypeError);
    expect(connecting).not.toThrow(/sk-secret/);
  });

  test.each([
    "nowhere",
    "ftp://a.invalid",
    "http://user:sk-secret@a.invalid",
    "http://a.invalid?key=sk-secret",
    "http://a.invalid/#x",
  ])("and no such base URL: %s", (baseUrl) => {
    expect(() => connectOrigin({ baseUrl })).toThrow(/^the base URL must [^:]*$/);
  });
});

test("a path of the base URL stays before every path", async () => {
  const upstream = await startUpstream();
  upstream.on("GET /api/v1/models", json([]));
  expect((await call(connect({ baseUrl: `${upstream.url}/api/` }), { path: "/v1/models" })).status).toBe(200);
});

describe("an answer", () => {
  test("that is no JSON is undefined as JSON, and its text is at hand", async () => {
    const upstream = await startUpstream();
    const origin = connect({ baseUrl: upstream.url });
    upstream.on("GET /", garbage(), text("<h1>Bad gateway</h1>", { status: 502 }), text(""));
    expect((await call(origin)).json()).toBeUndefined();
    const page = await call(origin);
    expect([page.status, page.json(), page.text()]).toEqual([502, undefined, "<h1>Bad gateway</h1>"]);
    expect((await call(origin)).json()).toBeUndefined();
  });

  test("of deep nesting does not break its reader", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", text("[".repeat(500_000)));
    expect((await call(connect({ baseUrl: upstream.url }))).json()).toBeUndefined();
  });

  test("is well-formed text, and no more than 64 KiB of it", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", text(Buffer.concat([Buffer.from("a\xff\xed\xa0\x80", "latin1"), Buffer.alloc(100_000, "b")])));
    const read = (await call(connect({ baseUrl: upstream.url }))).text();
    expect(read.isWellFormed()).toBe(true);
    expect(read).toMatch(/^a\uFFFD+b+$/);
    expect(read.length).toBeLessThanOrEqual(65_536);
  });

  test("is at most 1 MiB when nothing else is said", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", flooding());
    await expect(call(connect({ baseUrl: upstream.url }))).rejects.toMatchObject({ kind: "tooLarge" });
  });
});

describe("a call", () => {
  test("has a bound of time", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /", silent(), dripping("x".repeat(1_000), 50));
    const origin = connect({ baseUrl: upstream.url });
    await expect(call(origin, { timeoutMs: 40 })).rejects.toMatchObject({ kind: "timeout" });
    await expect(call(origin, { timeoutMs: 40 })).rejects.toMatchObject({ kind: "timeout" });
  });

  test("ends with its signal, and with its origin", async () => {
    const upstream = await startUpstream();
    upstream.on("POST /", silent());
    const origin = connect({ baseUrl: upstream.url });
    const abort = new AbortController();
    const aborted = call(origin, { method: "POST", signal: abort.signal });
    const closed = call(origin, { method: "POST" });
    await until("both calls arrived", () => upstream.busy === 2);
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ kind: "aborted" });
    origin.close();
    await expect(closed).rejects.toMatchObject({ kind: "aborted" });
    await expect(call(origin)).rejects.toMatchObject({ kind: "aborted" });
    await until("the upstream notices", () => upstream.busy === 0);
  });
});

test("GETs share a socket, and every POST has a fresh one", async () => {
  const upstream = await startUpstream();
  let connections = 0;
  upstream.server.on("connection", () => (connections += 1));
  upstream.on("GET /", json(1));
  upstream.on("POST /", json(1));
  const origin = connect({ baseUrl: upstream.url });
  for (let turn = 0; turn < 3; turn += 1) await call(origin);
  expect(connections).toBe(1);
  for (let turn = 0; turn < 3; turn += 1) await call(origin, { method: "POST", json: {} });
  expect(connections).toBe(4);
});
