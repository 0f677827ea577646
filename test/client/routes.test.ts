// Each method of the client and the request that it makes: method, path, query and body, as the wire has them.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Muleteer, MuleteerError, type Task } from "../../src/client/index.ts";
import { openScriptedServer, SCRIPTED_KEY } from "../support/scripted-server.ts";
import { until } from "../support/until.ts";

let requests: string[] = [];
/** What is answered next, by path; an empty list where nothing is said. */
let answers: Record<string, unknown> = {};
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => (body += text));
  request.on("end", () => {
    requests.push([request.method, request.url, body].filter(Boolean).join(" "));
    const path = request.url ?? "";
    response.end(JSON.stringify(answers[path] ?? { id: "a", data: [], next_cursor: null, secret: "whsec_a" }));
  });
});
let muleteer: Muleteer;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  muleteer = new Muleteer({ apiKey: "sk-mr-a", baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/behind/` });
});
afterAll(() => server.close());
beforeEach(() => {
  requests = [];
  answers = {};
});

async function drain<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const day = new Date("2026-03-01T00:00:00Z");

test.each<[string, () => Promise<unknown>]>([
  ["GET /v1/tasks/a", () => muleteer.tasks.get("a")],
  ["GET /v1/tasks/a%2F..%3F", () => muleteer.tasks.get("a/..?")],
  ["GET /v1/tasks", () => drain(muleteer.tasks.list())],
  [
    "GET /v1/tasks?status=failed%2Ccancelled&model=alibaba%2Fqwen-image-max&q=red+fox&after=2026-03-01T00%3A00%3A00.000Z&before=2026-04-01&limit=5",
    () =>
      muleteer.tasks
        .list({
          status: ["failed", "cancelled"],
          model: "alibaba/qwen-image-max",
          q: "red fox",
          after: day,
          before: "2026-04-01",
          limit: 5,
        })
        .page(),
  ],
  ["GET /v1/tasks?status=failed&cursor=c", () => muleteer.tasks.list({ status: "failed" }).page("c")],
  ["POST /v1/tasks/a/cancel", () => muleteer.tasks.cancel("a")],
  ["DELETE /v1/tasks/a", () => muleteer.tasks.delete("a")],
  ["GET /healthz", () => muleteer.health()],
  ["GET /readyz", () => muleteer.ready()],
  ["GET /v1/models", () => muleteer.models.list()],
  ["GET /v1/engines", () => muleteer.engines.list()],
  ["GET /v1/balance", () => muleteer.balance()],
  ["GET /v1/usage?format=json", () => muleteer.usage()],
  [
    "GET /v1/usage?from=2026-01-01&to=2026-01-31&group_by=day%2Cmodel&key=k&format=json",
    () => muleteer.usage({ from: "2026-01-01", to: "2026-01-31", groupBy: ["day", "model"], key: "k" }),
  ],
  ["GET /v1/usage?group_by=key&format=csv", () => muleteer.usageCsv({ groupBy: ["key"] })],
  ['POST /v1/keys {"name":"a"}', () => muleteer.keys.create({ name: "a" })],
  [
    'POST /v1/keys {"name":"a","role":"admin","expires_at":"2026-03-01T00:00:00.000Z","models":["m"],"requests_per_minute":1,"concurrent_tasks":2,"daily_spend_usd":3,"total_spend_usd":4,"low_balance_usd":5}',
    () =>
      muleteer.keys.create({
        name: "a",
        role: "admin",
        expiresAt: day,
        models: ["m"],
        requestsPerMinute: 1,
        concurrentTasks: 2,
        dailySpendUsd: 3,
        totalSpendUsd: 4,
        lowBalanceUsd: 5,
      }),
  ],
  ["GET /v1/keys", () => muleteer.keys.list()],
  ["GET /v1/keys/k", () => muleteer.keys.get("k")],
  ["GET /v1/keys/self", () => muleteer.keys.self()],
  ['PATCH /v1/keys/k {"models":null}', () => muleteer.keys.update("k", { models: null })],
  ["DELETE /v1/keys/k", () => muleteer.keys.revoke("k")],
  ['POST /v1/webhooks {"url":"https://a"}', () => muleteer.webhooks.create({ url: "https://a" })],
  ["GET /v1/webhooks", () => muleteer.webhooks.list()],
  ["GET /v1/webhooks/w", () => muleteer.webhooks.get("w")],
  ['PATCH /v1/webhooks/w {"events":null,"enabled":true}', () => muleteer.webhooks.update("w", { enabled: true, events: null })],
  ["DELETE /v1/webhooks/w", () => muleteer.webhooks.delete("w")],
  ['POST /v1/webhooks/w/rotate {"overlap_hours":24}', () => muleteer.webhooks.rotate("w", { overlapHours: 24 })],
  ["POST /v1/webhooks/w/rotate {}", () => muleteer.webhooks.rotate("w")],
  ["POST /v1/webhooks/w/test", () => muleteer.webhooks.test("w")],
  ["GET /v1/webhooks/deliveries?status=failed", () => muleteer.webhooks.deliveries({ status: "failed" }).page()],
  ["GET /v1/webhooks/w/deliveries?limit=5&cursor=c", () => muleteer.webhooks.deliveries({ webhookId: "w", limit: 5 }).page("c")],
  ["GET /v1/webhooks/deliveries/d", () => muleteer.webhooks.delivery("d")],
  ["POST /v1/webhooks/deliveries/d/redeliver", () => muleteer.webhooks.redeliver("d")],
  ["GET /v1/webhooks/secret", () => muleteer.webhooks.secret()],
  ["POST /v1/webhooks/secret/rotate {}", () => muleteer.webhooks.rotateSecret()],
])("%s", async (line, call) => {
  await call();
  expect(requests).toEqual([line.replace(" /", " /behind/")]);
});

const items = (...ids: string[]) => ids.map((id) => ({ id }) as Task);

describe("a list in pages", () => {
  test("is read page by page, as far as it is wanted", async () => {
    answers = {
      "/behind/v1/tasks": { data: items("a", "b"), next_cursor: "2" },
      "/behind/v1/tasks?cursor=2": { data: items("c"), next_cursor: "3" },
      "/behind/v1/tasks?cursor=3": { data: items(), next_cursor: null },
    };
    expect((await drain(muleteer.tasks.list())).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(requests).toHaveLength(3);
    requests = [];
    for await (const { id } of muleteer.tasks.list()) if (id === "b") break;
    expect(requests).toHaveLength(1);
    expect((await drain(muleteer.tasks.list().pages())).map(({ data }) => data.length)).toEqual([2, 1, 0]);
  });

  test("that goes round in a circle ends with an error", async () => {
    answers = { "/behind/v1/tasks": { data: [], next_cursor: "1" }, "/behind/v1/tasks?cursor=1": { data: [], next_cursor: "1" } };
    await expect(drain(muleteer.tasks.list())).rejects.toMatchObject({ name: "ConnectionError", kind: "garbled" });
  });
});

describe("what is not safe to repeat is sent once", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["making a key", () => muleteer.keys.create({ name: "a" })],
    ["making a webhook", () => muleteer.webhooks.create({ url: "https://a" })],
    ["rotating a secret", () => muleteer.webhooks.rotate("w")],
    ["sending a test", () => muleteer.webhooks.test("w")],
    ["sending again", () => muleteer.webhooks.redeliver("d")],
  ])("%s", async (_, call) => {
    const listeners = server.listeners("request");
    server.removeAllListeners("request");
    let count = 0;
    server.on("request", (_request, response) => {
      count += 1;
      response.writeHead(502).end();
    });
    await expect(call()).rejects.toMatchObject({ name: "ApiError", status: 502 });
    expect(count).toBe(1);
    server.removeAllListeners("request");
    for (const listener of listeners) server.on("request", listener as () => void);
  });
});

test("a DELETE whose answer was lost, and that then finds nothing, has deleted", async () => {
  const scripted = await openScriptedServer();
  const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
  let count = 0;
  scripted.misbehave((_request, response, socket) => {
    count += 1;
    if (count === 1) socket.resetAndDestroy();
    else response.writeHead(404).end("{}");
    return true;
  });
  await client.tasks.delete("a");
  expect(count).toBe(2);
  await expect(client.tasks.delete("a")).rejects.toMatchObject({ kind: "notFound" });
});

test.each<[string, object, string]>([
  ["a key with a line break", { apiKey: "sk-mr-a\nsecret" }, "apiKey"],
  ["an empty key", { apiKey: "" }, "apiKey"],
  ["no address", { baseUrl: "localhost:6853" }, "baseUrl"],
  ["an address with credentials", { baseUrl: "http://user:pass@127.0.0.1" }, "baseUrl"],
  ["a time that is none", { timeoutMs: Number.NaN }, "timeoutMs"],
])("%s is refused before anything is sent, and never shown", (_, options, named) => {
  const create = () => new Muleteer({ apiKey: "sk-mr-a", ...options });
  expect(create).toThrow(MuleteerError);
  expect(create).toThrow(named);
  expect(create).not.toThrow(/secret|user:pass/);
});

test.each(["qwen-image-max", "a/b c", "", "../x", "a/..", "/../healthz", "a/b?c"])("%j is no model", async (model) => {
  await expect(muleteer.tasks.create("a fox", { model })).rejects.toThrow(/vendor\/name/);
  expect(requests).toEqual([]);
});

test.each([
  ["alibaba/qwen-image-max", "/vendors/alibaba/v1/qwen-image-max/generation"],
  ["acme/painter/fast", "/vendors/acme/v1/painter/fast/generation"],
  ["/vendors/acme/v1/painter/edit", "/vendors/acme/v1/painter/edit"],
])("%s is created at %s", async (model, path) => {
  answers = { [`/behind${path}`]: { task_info: { id: "a", status: "queued" } } };
  expect(await muleteer.tasks.create("a fox", { model })).toMatchObject({ id: "a", status: "pending", model });
  expect(requests).toEqual([`POST /behind${path} {"prompt":"a fox"}`]);
});

test("a header that cannot be sent is named", async () => {
  await expect(muleteer.tasks.create("a fox", { webhook: "https://a/\nb" })).rejects.toThrow(/x-muleteer-webhook/);
});

test("a redirect is not followed, so the key stays where it belongs", async () => {
  const scripted = await openScriptedServer();
  const elsewhere = await openScriptedServer();
  scripted.misbehave((_request, response) => Boolean(response.writeHead(307, { location: elsewhere.url }).end()));
  const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
  await expect(client.models.list()).rejects.toMatchObject({
    kind: "redirected",
    detail: expect.stringContaining(elsewhere.url),
  });
  expect(elsewhere.requests).toEqual([]);
});

test("a port that fetch does not ask is told", async () => {
  const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: "http://127.0.0.1:6667", firstPatienceMs: 0 });
  await expect(client.models.list()).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("port") });
});

test("a server that does not answer in time is given up", async () => {
  const scripted = await openScriptedServer();
  scripted.misbehave(() => true);
  const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url, timeoutMs: 100, firstPatienceMs: 0 });
  await expect(client.models.list()).rejects.toMatchObject({ name: "TimeoutError" });
});

describe("errors in other words are understood", () => {
  test.each<[string, Record<string, string>, string, object]>([
    ["a nested error", {}, '{"error":{"message":"Slow down.","code":7}}', { detail: "Slow down.", code: 7 }],
    ["a message", {}, '{"message":"Nope."}', { detail: "Nope.", code: undefined }],
    ["an older code", {}, '{"error":"Nope.","error_code":1003}', { detail: "Nope.", code: 1003 }],
    ["a task's error", {}, '{"task_info":{"error":{"detail":"Broken.","code":3001}}}', { detail: "Broken.", code: 3001 }],
    ["a line of text", {}, "upstream timed out", { detail: "upstream timed out" }],
    ["a page", {}, "<html><body>Bad</body></html>", { detail: "The server gave no reason." }],
    ["nothing", {}, "", { detail: "The server gave no reason." }],
    [
      "a trace instead of a request id",
      { traceparent: `00-${"ef".repeat(16)}-${"12".repeat(8)}-01` },
      "{}",
      { requestId: "ef".repeat(16) },
    ],
    [
      "a date to come back at",
      { "retry-after": new Date(Date.now() + 30_000).toUTCString() },
      "{}",
      { retryAfterSeconds: expect.any(Number) },
    ],
  ])("%s", async (_, headers, body, facts) => {
    const scripted = await openScriptedServer();
    scripted.misbehave((_request, response) => Boolean(response.writeHead(418, headers).end(body)));
    const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
    await expect(client.models.list()).rejects.toMatchObject({ name: "ApiError", status: 418, kind: "other", ...facts });
  });
});

describe("events", () => {
  test("of one task come from its beginning to its end", async () => {
    const scripted = await openScriptedServer();
    const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
    const { id } = await client.tasks.create("a fox");
    scripted.tell("task.processing", { status: "processing" });
    scripted.tell("task.failed", { status: "failed" });
    const events = await drain(client.tasks.events(id));
    expect(events.map((event) => [event.id, event.type, event.task.id])).toEqual([
      ["101", "task.created", id],
      ["102", "task.processing", id],
      ["103", "task.failed", id],
    ]);
    expect((await drain(client.tasks.events(id, { lastEventId: "102" }))).map((event) => event.id)).toEqual(["103"]);
    // Whoever has seen the end sees nothing more, and is not kept waiting.
    expect(await drain(client.tasks.events(id, { lastEventId: "103" }))).toEqual([]);
    await expect(drain(client.tasks.events("nobody's"))).rejects.toMatchObject({ kind: "taskNotFound" });
  });

  test("of all tasks come until one stops listening, across cuts", async () => {
    const scripted = await openScriptedServer();
    const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
    const types: string[] = [];
    const listening = (async () => {
      for await (const event of client.events()) {
        types.push(`${event.id} ${event.type}`);
        if (event.type === "task.cancelled") return;
      }
    })();
    await until("the stream is open", () => scripted.streams === 1);
    const { id } = await client.tasks.create("a fox");
    scripted.whisper({ queue_position: 3 });
    await until("both were told", () => types.length === 2);
    scripted.cut();
    scripted.tell("task.processing", { status: "processing" });
    await until("that was told", () => types.length === 3);
    await client.tasks.cancel(id);
    await listening;
    expect(types).toEqual(["101 task.created", "null task.progress", "102 task.processing", "103 task.cancelled"]);
    await until("the stream is closed", () => scripted.streams === 0);
  });

  test("end with the signal's reason", async () => {
    const scripted = await openScriptedServer();
    const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
    const stop = new AbortController();
    const listening = drain(client.events({ signal: stop.signal }));
    await until("the stream is open", () => scripted.streams === 1);
    stop.abort(new Error("enough"));
    await expect(listening).rejects.toThrow("enough");
  });
});

describe("waiting for a task", () => {
  test("that somebody else made gives it when it has ended", async () => {
    const scripted = await openScriptedServer();
    const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
    const { id } = await client.tasks.create("a fox");
    const waiting = client.tasks.wait(id);
    await until("the stream is open", () => scripted.streams === 1);
    scripted.complete();
    expect(await waiting).toMatchObject({ id, status: "completed" });
  });

  test("has a bound, and leaves the task alone", async () => {
    const scripted = await openScriptedServer();
    const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
    const { id } = await client.tasks.create("a fox");
    await expect(client.tasks.wait(id, { timeoutMs: 50 })).rejects.toMatchObject({ name: "TimeoutError", taskId: id });
    expect(scripted.tasks.get(id)?.status).toBe("pending");
  });

  test("needs its model where there are only MuleRouter's paths", async () => {
    const scripted = await openScriptedServer({ hosted: true });
    const client = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: scripted.url });
    const { id, model } = await client.tasks.create("a fox");
    scripted.complete();
    await expect(client.tasks.wait(id)).rejects.toMatchObject({ kind: "notFound" });
    expect(await client.tasks.wait(id, { model })).toMatchObject({ status: "completed" });
    await expect(client.tasks.wait(id)).rejects.toThrow(/model is needed/);
  });
});
