// The whole story of a picture, against a server that keeps its promises and against one that breaks every one of them.
import { describe, expect, test } from "vitest";
import {
  ApiError,
  ConnectionError,
  Muleteer,
  TaskFailedError,
  TimeoutError,
  type ConnectionOptions,
  type GenerateOptions,
  type Generation,
} from "../../src/client/index.ts";
import { openScriptedServer, PICTURE, SCRIPTED_KEY, type Misbehaviour, type ScriptedServer } from "../support/scripted-server.ts";
import { QWEN } from "../support/server.ts";
import { until } from "../support/until.ts";

/** Waits that are short for a test, and long for a busy machine. */
const QUICK = { patienceMs: 8_000, pollMs: 20, cancelMs: 2_000 };

function connect(server: ScriptedServer, options: Partial<Extract<ConnectionOptions, { apiKey: string }>> = {}): Muleteer {
  return new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: server.url, ...QUICK, ...options });
}

interface Story {
  readonly promise: Promise<Generation>;
  /** Fraction and step of each progress that was told. */
  readonly told: string[];
}

/** Begins to generate, and comes back once the task is there and its stream is open. */
function begin(muleteer: Muleteer, options: GenerateOptions = {}): Story {
  const told: string[] = [];
  const onProgress: GenerateOptions["onProgress"] = ({ fraction, step }, { status }) =>
    void told.push(`${status} ${step} ${fraction}`);
  const promise = muleteer.generate("a red fox", { onProgress, ...options });
  // What it rejects with is looked at later.
  promise.catch(() => {});
  return { promise, told };
}

const streamIsOpen = (server: ScriptedServer) => until("a stream is open", () => server.streams > 0);
const count = (server: ScriptedServer, method: string, path: string) =>
  server.requests.filter((request) => request.method === method && request.path === path).length;
const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not reject");
};

/** Misbehaves at the first request that fits, and never again. */
function once(fits: (method: string, path: string) => boolean, how: Misbehaviour): Misbehaviour {
  let done = false;
  return (request, response, socket) => {
    if (done || !fits(request.method, request.path)) return false;
    done = true;
    return how(request, response, socket);
  };
}
const isCreate = (method: string, path: string) => method === "POST" && path === QWEN;
const isStream = (_: string, path: string) => path.endsWith("/events");

describe("a server that behaves", () => {
  test("gets fields of the wire from `extra`, where no option says otherwise", async () => {
    const server = await openScriptedServer();
    await connect(server).tasks.create("a red fox", { size: "928*1664", extra: { size: "1*1", seed: 7, n: 2, prompt: "a hen" } });
    expect(JSON.parse(server.requests[0]!.body)).toEqual({ prompt: "a red fox", size: "928*1664", seed: 7, n: 2 });
  });

  test("is asked once, followed by its events, and gives task and pictures", async () => {
    const server = await openScriptedServer();
    const seen: string[] = [];
    const { promise, told } = begin(connect(server), {
      size: "1328*1328",
      seed: 7,
      negativePrompt: "people",
      promptExtend: false,
      safetyFilter: true,
      n: 1,
      extra: { style: "ink" },
      priority: "high",
      cancelAfter: "5m",
      webhook: "https://example.com/hook",
      idempotencyKey: "order-17",
      onTask: ({ id, status }) => void seen.push(`${id} ${status}`),
    });
    await streamIsOpen(server);
    server.whisper({ queue_position: 2 });
    server.tell("task.processing", { status: "processing" });
    server.tell("task.progress", {
      progress: { ...server.tasks.values().next().value!.progress, fraction: 0.4, step: "sampling" },
    });
    server.complete();
    const { task, images } = await promise;

    expect(told).toEqual([
      "pending queued 0",
      "pending queued 0",
      "processing queued 0",
      "processing sampling 0.4",
      "completed done 1",
    ]);
    expect(seen).toEqual([`${task.id} pending`]);
    expect(task).toMatchObject({ object: "task", status: "completed", seed: 7, cost: { price_usd: 0.075 } });
    expect(images).toEqual([expect.objectContaining({ width: 32, height: 24, type: "image/png", size_bytes: PICTURE.length })]);
    expect(Buffer.from(await images[0]!.bytes())).toEqual(PICTURE);
    const blob = await images[0]!.blob();
    expect([blob.type, blob.size]).toEqual(["image/png", PICTURE.length]);

    const [create] = server.requests;
    expect(create).toMatchObject({ method: "POST", path: QWEN });
    expect(JSON.parse(create!.body)).toEqual({
      prompt: "a red fox",
      size: "1328*1328",
      seed: 7,
      negative_prompt: "people",
      prompt_extend: false,
      safety_filter: true,
      n: 1,
      style: "ink",
    });
    expect(create!.headers).toMatchObject({
      authorization: `Bearer ${SCRIPTED_KEY}`,
      "content-type": "application/json",
      "idempotency-key": "order-17",
      "cancel-after": "5m",
      "x-muleteer-priority": "high",
      "x-muleteer-webhook": "https://example.com/hook",
    });
    expect(server.requests.map(({ path }) => path)).toEqual([
      QWEN,
      `/v1/tasks/${task.id}/events`,
      `/v1/tasks/${task.id}`,
      "/images/a.png",
      "/images/a.png",
    ]);
  });

  test("gets nothing that was not asked for, an idempotency key of its own for each task, and no key with a download", async () => {
    const server = await openScriptedServer();
    const muleteer = connect(server);
    for (let index = 0; index < 2; index += 1) {
      const { promise } = begin(muleteer);
      await streamIsOpen(server);
      server.complete();
      const { images } = await promise;
      await images[0]!.bytes();
    }
    const creates = server.requests.filter(({ method }) => method === "POST");
    expect(creates.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ prompt: "a red fox" }, { prompt: "a red fox" }]);
    const keys = creates.map(({ headers }) => headers["idempotency-key"]);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(2);
    for (const { path, headers } of server.requests.filter(({ path: each }) => each.startsWith("/images/")))
      expect({ path, authorization: headers.authorization }).toEqual({ path, authorization: undefined });
  });

  test.each([
    ["failed", { code: 3003, title: "Content refused", detail: "The prompt was refused." }],
    ["cancelled", { code: 3002, title: "Cancelled", detail: "The task passed its deadline." }],
  ] as const)("ends a task as %s: an error that has the task", async (status, error) => {
    const server = await openScriptedServer();
    const { promise } = begin(connect(server));
    await streamIsOpen(server);
    server.tell(`task.${status}`, { status, error });
    const caught = await rejection(promise);
    expect(caught).toBeInstanceOf(TaskFailedError);
    expect(caught).toMatchObject({ kind: status, code: error.code, detail: error.detail, task: { object: "task", status } });
    expect((caught as Error).message).toContain(error.detail);
  });

  test("deletes a task that is waited for: an error says so", async () => {
    const server = await openScriptedServer();
    const { promise } = begin(connect(server));
    await streamIsOpen(server);
    server.tell("task.deleted");
    expect(await rejection(promise)).toMatchObject({
      name: "TaskFailedError",
      kind: "deleted",
      code: undefined,
      task: { status: "pending" },
    });
  });
});

describe("a create", () => {
  test.each<[string, Misbehaviour]>([
    ["429", (_, response) => Boolean(response.writeHead(429, { "retry-after": "0" }).end())],
    ["503", (_, response) => Boolean(response.writeHead(503).end("busy"))],
  ])("that is answered %s is sent again with the same key", async (_, how) => {
    const server = await openScriptedServer({ hosted: true });
    server.misbehave(once(isCreate, how));
    const { promise } = begin(connect(server));
    await until("the task is there", () => server.tasks.size > 0);
    server.complete();
    await promise;
    const keys = server.requests.filter(({ method }) => method === "POST").map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  test("waits as long as Retry-After says", async () => {
    const server = await openScriptedServer();
    server.misbehave(once(isCreate, (_, response) => Boolean(response.writeHead(429, { "retry-after": "1" }).end())));
    const startedAt = performance.now();
    const { promise } = begin(connect(server));
    await streamIsOpen(server);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_000);
    server.complete();
    await promise;
  });

  test("whose answer is lost makes one task on a Muleteer", async () => {
    const server = await openScriptedServer();
    // The task is made, and the connection dies with the answer in it.
    server.misbehave(
      once(isCreate, (_, response, socket) => {
        response.end = () => (socket.resetAndDestroy(), response);
        return false;
      }),
    );
    const { promise } = begin(connect(server));
    await streamIsOpen(server);
    server.complete();
    await promise;
    expect(server.tasks.size).toBe(1);
    expect(server.requests.slice(0, 3).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${QWEN}`,
      "GET /v1/models",
      `POST ${QWEN}`,
    ]);
  });

  test.each<[string, Misbehaviour, object]>([
    [
      "is lost",
      (_, response, socket) => {
        response.end = () => (socket.resetAndDestroy(), response);
        return false;
      },
      { name: "ConnectionError", kind: "lost", message: expect.stringContaining("may exist all the same") },
    ],
    ["is 502", (_, response) => Boolean(response.writeHead(502).end("bad gateway")), { name: "ApiError", status: 502 }],
    ["is 504", (_, response) => Boolean(response.writeHead(504).end()), { name: "ApiError", status: 504 }],
    ["is a page", (_, response) => Boolean(response.end("<html>")), { name: "ConnectionError", kind: "garbled" }],
  ])("whose answer %s is never repeated where nothing says that this makes no second task", async (_, how, error) => {
    const server = await openScriptedServer({ hosted: true });
    server.misbehave(once(isCreate, how));
    expect(await rejection(connect(server).generate("a red fox"))).toMatchObject(error);
    expect(count(server, "POST", QWEN)).toBe(1);
  });

  test("that is refused says what is wrong, at once", async () => {
    const server = await openScriptedServer();
    server.misbehave((_, response) => {
      const violation = { field: "size", rule: "enum", detail: 'size must be one of 1664*928, got "1*1".' };
      const problem = { title: "Invalid request", status: 400, detail: violation.detail, code: 2001, errors: [violation] };
      response.writeHead(400, { "content-type": "application/problem+json", "x-request-id": "cd".repeat(16) });
      return Boolean(response.end(JSON.stringify(problem)));
    });
    const error = await rejection(connect(server).generate("a red fox", { size: "1*1" }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: "invalidRequest", status: 400, code: 2001, requestId: "cd".repeat(16) });
    expect((error as ApiError).violations).toEqual([{ field: "size", rule: "enum", detail: expect.any(String) }]);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [402, 1002, "paymentRequired"],
    [401, 1001, "unauthorized"],
    [403, 1000, "forbidden"],
    [409, 2004, "conflict"],
    [429, 1004, "dailySpendLimit"],
  ])("that is answered %i with code %i is not repeated", async (status, code, kind) => {
    const server = await openScriptedServer();
    server.misbehave((_, response) => Boolean(response.writeHead(status).end(JSON.stringify({ detail: "No.", code }))));
    expect(await rejection(connect(server).generate("a red fox"))).toMatchObject({ kind, status, code, detail: "No." });
    expect(server.requests).toHaveLength(1);
  });

  test("is not waited for longer than the patience allows", async () => {
    const server = await openScriptedServer();
    server.misbehave((_, response) => Boolean(response.writeHead(429, { "retry-after": "3600" }).end("{}")));
    expect(await rejection(connect(server).generate("a red fox"))).toMatchObject({
      kind: "rateLimited",
      retryAfterSeconds: 3600,
    });
    expect(server.requests).toHaveLength(1);
  });

  test("to an address where nobody listens fails soon, and says where", async () => {
    const server = await openScriptedServer();
    await server.stop();
    const error = await rejection(connect(server, { firstPatienceMs: 100 }).generate("a red fox"));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ kind: "refused", message: expect.stringContaining(`No server answers at ${server.url}`) });
  });
});

describe("a server that restarts", () => {
  test("is found again, and its stream resumed without a gap or a repeat", async () => {
    const server = await openScriptedServer();
    const retried: unknown[] = [];
    const { promise, told } = begin(connect(server, { onRetry: (error) => void retried.push(error) }));
    await streamIsOpen(server);
    server.tell("task.processing", { status: "processing" });
    await until("that was told", () => told.length === 2);
    expect(retried).toEqual([]);
    await server.stop();
    server.tell("task.progress", {
      progress: { ...server.tasks.values().next().value!.progress, fraction: 0.5, step: "sampling" },
    });
    await until("a reader was refused", () => retried.length > 0);
    await server.start();
    await streamIsOpen(server);
    server.complete();
    await promise;
    expect(told).toEqual(["pending queued 0", "processing queued 0", "processing sampling 0.5", "completed done 1"]);
    expect(retried[0]).toMatchObject({ name: "ConnectionError", kind: "refused" });
    const resumed = server.requests.filter(({ path }) => path.endsWith("/events")).map(({ headers }) => headers["last-event-id"]);
    expect(resumed).toEqual([undefined, "102"]);
  });

  test("and answers 502, 503 and 504 through its proxy meanwhile is waited for", async () => {
    const server = await openScriptedServer();
    const { promise } = begin(connect(server));
    await streamIsOpen(server);
    const statuses = [502, 503, 504, 500];
    server.misbehave((_, response) => {
      const status = statuses.shift();
      return status !== undefined && Boolean(response.writeHead(status).end());
    });
    server.cut();
    await until("all were seen", () => statuses.length === 0);
    await streamIsOpen(server);
    server.complete();
    expect((await promise).images).toHaveLength(1);
  });

  test("between the end of the task and the download, gives the picture all the same", async () => {
    const server = await openScriptedServer();
    const { promise } = begin(connect(server));
    await streamIsOpen(server);
    server.complete();
    const { images } = await promise;
    await server.stop();
    const bytes = images[0]!.bytes();
    await server.start();
    expect(Buffer.from(await bytes)).toEqual(PICTURE);
  });

  test("and does not come back is given up when the patience is over", async () => {
    const server = await openScriptedServer();
    const { promise } = begin(connect(server, { patienceMs: 500 }));
    await streamIsOpen(server);
    await server.stop();
    expect(await rejection(promise)).toMatchObject({ name: "ConnectionError", kind: "refused" });
  });
});

describe("where streams do not get through", () => {
  const noStreams: Record<string, Misbehaviour> = {
    "because a proxy holds them back": (_, response) => Boolean(response.writeHead(200, { "content-type": "text/event-stream" })),
    "because a proxy holds even their head back": () => true,
    "because the path is refused": (_, response) => Boolean(response.writeHead(403).end()),
    "because there are too many": (_, response) => Boolean(response.writeHead(404).end("{}")),
    "because something answers with a page": (_, response) =>
      Boolean(response.writeHead(200, { "content-type": "text/html" }).end("<p>")),
    "because they end as soon as they begin": (_, response) =>
      Boolean(response.writeHead(200, { "content-type": "text/event-stream" }).end("retry: 5\n\n")),
    "because they are cut as soon as they begin": (_, response, socket) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      return response.write("retry: 5\n\n", () => socket.resetAndDestroy());
    },
    "because they are no events": (_, response) =>
      Boolean(response.writeHead(200, { "content-type": "text/event-stream" }).end("id: 1\nevent: task.created\ndata: <p>\n\n")),
  };

  test.each(Object.entries(noStreams))("%s, the task is looked at again and again", async (_, how) => {
    const server = await openScriptedServer();
    server.misbehave((request, response, socket) => isStream(request.method, request.path) && how(request, response, socket));
    const { promise, told } = begin(connect(server, { firstByteMs: 300 }));
    await until("it is looked at", () =>
      server.requests.some(({ method, path }) => method === "GET" && /^\/v1\/tasks\/[^/]+$/.test(path)),
    );
    server.tell("task.processing", { status: "processing" });
    await until("that is told", () => told.some((line) => line.startsWith("processing")));
    server.complete();
    const { task } = await promise;
    expect(task).toMatchObject({ object: "task", status: "completed" });
    expect(told.at(-1)).toBe("completed done 1");
    expect(server.requests.filter(({ path }) => path.endsWith("/events")).length).toBeLessThanOrEqual(3);
  });

  test("no other is waited for in vain", async () => {
    const server = await openScriptedServer();
    server.misbehave(({ path }) => path.endsWith("/events"));
    const muleteer = connect(server, { firstByteMs: 100 });
    for (let index = 0; index < 2; index += 1) {
      const { promise, told } = begin(muleteer);
      await until("it is looked at", () => told.length > 0);
      server.complete();
      await promise;
    }
    expect(server.requests.filter(({ path }) => path.endsWith("/events"))).toHaveLength(1);
  });

  test("a service that has nothing but MuleRouter's paths is used by these alone", async () => {
    const server = await openScriptedServer({ hosted: true });
    const muleteer = connect(server);
    const { promise, told } = begin(muleteer);
    await until("the task is there", () => server.tasks.size > 0);
    await until("it is told", () => told.length > 0);
    server.tell("task.processing", { status: "processing" });
    await until("that is told", () => told.some((line) => line.startsWith("processing")));
    server.complete();
    const { task, images } = await promise;
    expect(task).toMatchObject({ status: "completed", model: "alibaba/qwen-image-max" });
    expect(task.object).toBeUndefined();
    expect(told).toEqual(["pending queued 0", "processing processing 0", "completed completed 1"]);
    expect(images[0]).toMatchObject({ url: `${server.url}/images/a.png`, width: null, sha256: null });
    expect(Buffer.from(await images[0]!.bytes())).toEqual(PICTURE);

    // Once it is known, nothing else is tried.
    const before = server.requests.length;
    const next = begin(muleteer);
    await until("the next is there", () => server.tasks.size > 1);
    server.tell("task.failed", { status: "failed", error: { code: 3001, title: "Generation failed", detail: "It broke." } });
    expect(await rejection(next.promise)).toMatchObject({ name: "TaskFailedError", code: 3001, kind: "failed" });
    for (const { path } of server.requests.slice(before)) expect(path.startsWith(QWEN)).toBe(true);
  });
});

test("a stream on which nothing comes any more is replaced by another", async () => {
  const server = await openScriptedServer();
  const { promise, told } = begin(connect(server, { silenceMs: 150 }));
  await streamIsOpen(server);
  await until("a second stream is asked for", () => count(server, "GET", `/v1/tasks/${[...server.tasks.keys()][0]}/events`) > 1);
  server.complete();
  await promise;
  expect(told).toEqual(["pending queued 0", "completed done 1"]);
});

test("signs of life keep a stream open", async () => {
  const server = await openScriptedServer();
  const { promise } = begin(connect(server, { silenceMs: 1_000 }));
  await streamIsOpen(server);
  const startedAt = performance.now();
  await until(
    "more time has gone by than silence may last",
    () => {
      server.write(": keep-alive\n\n");
      return performance.now() - startedAt > 2_500;
    },
    { everyMs: 50 },
  );
  server.complete();
  await promise;
  expect(server.requests.filter(({ path }) => path.endsWith("/events"))).toHaveLength(1);
});

describe("an abort", () => {
  test("ends the wait with its reason, and cancels the task", async () => {
    const server = await openScriptedServer();
    const stop = new AbortController();
    const { promise } = begin(connect(server), { signal: stop.signal });
    await streamIsOpen(server);
    const reason = new Error("changed my mind");
    stop.abort(reason);
    expect(await rejection(promise)).toBe(reason);
    expect([...server.tasks.values()].map(({ status }) => status)).toEqual(["cancelled"]);
    await until("the stream is closed", () => server.streams === 0);
  });

  test("leaves the task alone when told to", async () => {
    const server = await openScriptedServer();
    const stop = new AbortController();
    const { promise } = begin(connect(server), { signal: stop.signal, cancelOnAbort: false });
    await streamIsOpen(server);
    stop.abort();
    expect(await rejection(promise)).toMatchObject({ name: "AbortError" });
    expect([...server.tasks.values()].map(({ status }) => status)).toEqual(["pending"]);
  });

  test("while the create is under way cancels the task that it makes", async () => {
    const server = await openScriptedServer();
    let answer: (() => void) | undefined;
    server.misbehave(
      once(isCreate, (_, response) => {
        const end = response.end.bind(response);
        response.end = (text: unknown) => {
          answer = () => void end(text as string);
          return response;
        };
        return false;
      }),
    );
    const stop = new AbortController();
    const { promise } = begin(connect(server), { signal: stop.signal });
    await until("the task is made", () => answer !== undefined);
    stop.abort();
    answer?.();
    expect(await rejection(promise)).toMatchObject({ name: "AbortError" });
    expect([...server.tasks.values()].map(({ status }) => status)).toEqual(["cancelled"]);
  });

  test("before anything was sent sends nothing", async () => {
    const server = await openScriptedServer();
    expect(await rejection(connect(server).generate("a red fox", { signal: AbortSignal.abort() }))).toMatchObject({
      name: "AbortError",
    });
    expect(server.requests).toHaveLength(0);
  });

  test("between two attempts acts at once", async () => {
    const server = await openScriptedServer();
    server.misbehave((_, response) => Boolean(response.writeHead(503, { "retry-after": "5" }).end()));
    const stop = new AbortController();
    const { promise } = begin(connect(server), { signal: stop.signal });
    await until("it was refused", () => server.requests.length > 0);
    const startedAt = performance.now();
    stop.abort();
    expect(await rejection(promise)).toMatchObject({ name: "AbortError" });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test("is not held up by a server that does not take note of it", async () => {
    const server = await openScriptedServer();
    server.misbehave(({ path }) => path.endsWith("/cancel"));
    const stop = new AbortController();
    const { promise } = begin(connect(server, { cancelMs: 100 }), { signal: stop.signal });
    await streamIsOpen(server);
    stop.abort();
    expect(await rejection(promise)).toMatchObject({ name: "AbortError" });
  });

  test("comes by itself when the whole takes too long", async () => {
    const server = await openScriptedServer();
    const { promise } = begin(connect(server), { timeoutMs: 1_000 });
    const error = await rejection(promise);
    expect(error).toBeInstanceOf(TimeoutError);
    const [task] = server.tasks.values();
    expect(error).toMatchObject({ taskId: task?.id });
    expect(task?.status).toBe("cancelled");
  });
});

test("what a caller's own function throws is what the caller gets", async () => {
  const server = await openScriptedServer();
  const broken = new Error("the caller's own");
  const { promise } = begin(connect(server), {
    onProgress() {
      throw broken;
    },
  });
  expect(await rejection(promise)).toBe(broken);
});

async function loadOne(how: Misbehaviour): Promise<{ bytes: () => Promise<Uint8Array>; server: ScriptedServer }> {
  const server = await openScriptedServer();
  const { promise } = begin(connect(server));
  await streamIsOpen(server);
  server.complete();
  const { images } = await promise;
  server.misbehave(how);
  return { server, bytes: () => images[0]!.bytes() };
}

const isImage = (_: string, path: string) => path.startsWith("/images/");

describe("a download", () => {
  test.each<[string, Misbehaviour]>([
    [
      "is cut off",
      (_, response, socket) => {
        response.writeHead(200, { "content-type": "image/png", "content-length": PICTURE.length });
        return response.write(PICTURE.subarray(0, 5), () => socket.resetAndDestroy());
      },
    ],
    [
      "is damaged",
      (_, response) => Boolean(response.writeHead(200, { "content-type": "image/png" }).end(Buffer.from(PICTURE).fill(0, 9, 12))),
    ],
    ["is short", (_, response) => Boolean(response.writeHead(200, { "content-type": "image/png" }).end(PICTURE.subarray(0, 9)))],
    ["is a proxy's page", (_, response) => Boolean(response.writeHead(200, { "content-type": "text/html" }).end("<p>"))],
    ["is 503", (_, response) => Boolean(response.writeHead(503).end())],
  ])("that %s is tried again", async (_, how) => {
    const { bytes } = await loadOne(once(isImage, how));
    expect(Buffer.from(await bytes())).toEqual(PICTURE);
  });

  test("of what has expired says so", async () => {
    const { bytes, server } = await loadOne((_, response) =>
      Boolean(response.writeHead(410).end(JSON.stringify({ detail: "Gone.", code: 2005 }))),
    );
    expect(await rejection(bytes())).toMatchObject({ name: "ApiError", kind: "gone" });
    expect(count(server, "GET", "/images/a.png")).toBe(1);
  });

  test("that stays damaged is given up", async () => {
    const { bytes, server } = await loadOne((_, response) =>
      Boolean(response.writeHead(200, { "content-type": "image/png" }).end("no")),
    );
    expect(await rejection(bytes())).toMatchObject({ name: "ConnectionError", kind: "garbled" });
    expect(count(server, "GET", "/images/a.png")).toBe(3);
  });
});
