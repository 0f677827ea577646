// Streams of events: what they tell, how they resume, and what they cost a server whose reader does not read.
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { StoreUnavailable } from "../../src/core/store.ts";
import { createLog } from "../../src/io/log.ts";
import { systemClock } from "../../src/io/system-clock.ts";
import { expectCreated, expectProblem } from "../support/client.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { readEvents, type EventReader } from "../support/events.ts";
import { runServer, SERVER_KEY } from "../support/process.ts";
import { addKey, begin, complete, fail, openDoor, QWEN, withKey, type Door } from "../support/server.ts";
import { createTask, newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor("over a socket");
});
afterAll(() => door.close());

async function follow(
  path: string,
  { key = door.key, after }: { key?: string; after?: string | undefined } = {},
): Promise<EventReader> {
  const reader = await readEvents(door.origin + path, {
    authorization: `Bearer ${key}`,
    ...(after === undefined ? {} : { "last-event-id": after }),
  });
  onTestFinished(() => reader.close());
  return reader;
}

async function create(): Promise<string> {
  const answer = await door.send({ method: "POST", path: QWEN, headers: withKey(door.key), body: '{"prompt":"a fox"}' });
  return expectCreated(answer);
}

const typesOf = ({ durable }: EventReader) => durable.map(({ type }) => type);
const idsOf = ({ durable }: EventReader) => durable.map(({ id }) => id);

test("a key that is revoked is told nothing more, and its streams end", async () => {
  const key = await addKey(door, { id: "revoked" });
  const reader = await follow("/v1/events", { key });
  const send = () => door.send({ method: "POST", path: QWEN, headers: withKey(key), body: '{"prompt":"a fox"}' });
  const id = expectCreated(await send());
  await reader.reach("it is told", ({ type }) => type === "task.created");
  const own = await follow(`/v1/tasks/${id}/events`, { key });
  await own.reach("it is told", ({ type }) => type === "task.created");
  await door.parts.store.revokeKey("revoked", door.clock.now());
  await complete(door, await begin(door, id));
  await until("both streams end", () => reader.ended && own.ended);
  expect([typesOf(reader), typesOf(own)]).toEqual([["task.created"], ["task.created"]]);
});

test("a key that is revoked is not told of its place in the queue either", async () => {
  const fresh = await openDoor("over a socket");
  onTestFinished(() => fresh.close());
  const key = await addKey(fresh, { id: "revoked" });
  const create = (of: string, more = {}) =>
    fresh.send({ method: "POST", path: QWEN, headers: withKey(of, more), body: '{"prompt":"a fox"}' });
  await create(key);
  const reader = await readEvents(`${fresh.origin}/v1/events`, { authorization: `Bearer ${key}` });
  onTestFinished(() => reader.close());
  await reader.reach("it is told its place", ({ data }) => data.task.progress?.queue_position === 1);
  await fresh.parts.store.revokeKey("revoked", fresh.clock.now());
  await create(fresh.key, { "x-muleteer-priority": "high" });
  await until("the stream ends", () => reader.ended);
  expect(reader.events.map(({ data }) => data.task.progress?.queue_position)).not.toContain(2);
});

describe("the stream of a task", () => {
  test("begins with all that happened, goes on with what happens, and ends with the task", async () => {
    const id = await create();
    const task = await begin(door, id);
    const reader = await follow(`/v1/tasks/${id}/events`);
    expect(reader.status).toBe(200);
    expect(reader.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    expect(reader.headers["access-control-allow-origin"]).toBe("*");
    await reader.reach("it begins", ({ type }) => type === "task.processing");
    const progress = { fraction: 0.5, step: "sampling", steps: { done: 10, total: 20 }, previews: 1 };
    await door.parts.store.changeTask(id, task.lease ?? "", { type: "progress", progress }, new Uint8Array([0xff, 0xd8]));
    const told = await reader.reach("it goes on", ({ type }) => type === "task.progress");
    expect(told.data.task).toMatchObject({
      id,
      status: "processing",
      progress: { fraction: 0.5, step: "sampling", steps: { done: 10, total: 20 } },
    });
    const preview = await door.send({
      path: new URL(told.data.task.progress?.preview_url ?? "").href.slice(door.origin?.length),
    });
    expect(preview.headers["content-type"]).toBe("image/jpeg");
    expect([...preview.bytes]).toEqual([0xff, 0xd8]);

    await complete(door, task);
    const { data } = await reader.reach("it ends", ({ type }) => type === "task.completed");
    expect(data.task).toMatchObject({ id, status: "completed", progress: { fraction: 1 }, error: null });
    expect((await door.send({ path: (data.task.images[0]?.url ?? "").slice(door.origin?.length) })).status).toBe(200);
    await until("the server ends the stream", () => reader.ended);
    expect(typesOf(reader)).toEqual(["task.created", "task.processing", "task.progress", "task.completed"]);
    expect(reader.text.startsWith("retry: ")).toBe(true);
    expect(reader.events.every((event) => event.data.type === event.type && (event.data.id ?? undefined) === event.id)).toBe(
      true,
    );
  });

  test.each(["failed", "cancelled"])("tells that it %s, and why", async (ending) => {
    const id = await create();
    const reader = await follow(`/v1/tasks/${id}/events`);
    if (ending === "failed") await fail(door, await begin(door, id), { kind: "engineFailed", detail: "It broke." });
    else await door.send({ method: "POST", path: `/v1/tasks/${id}/cancel`, headers: { authorization: `Bearer ${door.key}` } });
    const { data } = await reader.reach("it ends", ({ type }) => type === `task.${ending}`);
    expect(data.task).toMatchObject({ status: ending, error: { code: ending === "failed" ? 3001 : 3002 }, images: [] });
  });

  test("of a task that has ended is told whole, and ends; after its last event there is nothing to tell", async () => {
    const id = await create();
    await complete(door, await begin(door, id));
    const reader = await follow(`/v1/tasks/${id}/events`);
    await until("the stream ends", () => reader.ended);
    expect(typesOf(reader)).toEqual(["task.created", "task.processing", "task.completed"]);
    const again = await follow(`/v1/tasks/${id}/events`, { after: idsOf(reader).at(-1) });
    expect(again.status).toBe(204);
    await until("the stream ends", () => again.ended);
    expect(again.text).toBe("");
  });

  test("is told whole to a reader with an id that this server never gave, whether or not the task has ended", async () => {
    const id = await create();
    const task = await begin(door, id);
    const during = await follow(`/v1/tasks/${id}/events`, { after: "999999999999999" });
    await during.reach("it is told", ({ type }) => type === "task.processing");
    await complete(door, task);
    await until("the stream ends", () => during.ended);
    const after = await follow(`/v1/tasks/${id}/events`, { after: "999999999999999" });
    await until("the stream ends", () => after.ended);
    for (const reader of [during, after]) {
      expect(typesOf(reader)).toEqual(["task.created", "task.processing", "task.completed"]);
      expect(reader.text).toContain("event: events.truncated");
    }
  });

  test("says the place in the queue, and says it again when that changes, without an id", async () => {
    await door.parts.store.claimTasks({ lease: "others", leaseUntil: door.clock.now() + 1e6, limit: 1_000 });
    const ids = [await create(), await create(), await create()];
    const reader = await follow(`/v1/tasks/${ids[2]}/events`);
    const positionOf = (position: number) =>
      reader.reach(`place ${position}`, ({ data }) => data.task.progress?.queue_position === position);
    await positionOf(3);
    await door.parts.store.cancelTask(ids[0] ?? "", "Enough.");
    expect((await positionOf(2)).id).toBe(undefined);
    await door.parts.store.cancelTask(ids[1] ?? "", "Enough.");
    await positionOf(1);
    expect(typesOf(reader)).toEqual(["task.created"]);
    await door.parts.store.cancelTask(ids[2] ?? "", "Enough.");
  });

  test("I13: of another key's task there is none", async () => {
    const id = await create();
    const answer = await door.send({ path: `/v1/tasks/${id}/events`, headers: { authorization: `Bearer ${door.otherKey}` } });
    expectProblem(answer, { status: 404, code: 2005 });
  });

  test.each(["abc", "-1", "1.5", "9".repeat(16)])("a Last-Event-ID that is none is refused: %s", async (after) => {
    const answer = await door.send({
      path: "/v1/events",
      headers: { authorization: `Bearer ${door.key}`, "last-event-id": after },
    });
    const { detail } = expectProblem(answer, { status: 400, code: 2001 });
    expect(detail).toBe(`Last-Event-ID must be the id of an event of this server, got the string "${after}".`);
  });

  test("HEAD is answered at once", async () => {
    const answer = await door.send({ method: "HEAD", path: "/v1/events", headers: { authorization: `Bearer ${door.key}` } });
    expect(answer.status).toBe(200);
  });
});

describe("the stream of a key", () => {
  test("tells of all its tasks from now on, and of nobody else's (I13)", async () => {
    const before = await create();
    const reader = await follow("/v1/events");
    const others = await follow("/v1/events", { key: door.otherKey });
    const ids = [await create(), await create()];
    for (const id of ids) await reader.reach("it is told", (event) => event.data.task.id === id && event.type === "task.created");
    await door.send({ method: "DELETE", path: `/v1/tasks/${ids[0]}`, headers: { authorization: `Bearer ${door.key}` } });
    await reader.reach("it is deleted", ({ type }) => type === "task.deleted");
    expect(reader.durable.map(({ type, data }) => [type, data.task.id])).toEqual([
      ["task.created", ids[0]],
      ["task.created", ids[1]],
      ["task.cancelled", ids[0]],
      ["task.deleted", ids[0]],
    ]);
    expect(reader.durable.some(({ data }) => data.task.id === before)).toBe(false);
    expect(others.events).toEqual([]);
  });

  test("resumes after the last event that a reader has, without a gap or a repeat, however often it is cut", async () => {
    const whole = await follow("/v1/events");
    const seen: (string | undefined)[] = [];
    let after: string | undefined;
    const first = await follow("/v1/events");
    const creating = (async () => {
      for (let index = 0; index < 60; index += 1) await door.parts.store.cancelTask(await create(), "Enough.");
    })();
    for (let cut = 0; cut < 8; cut += 1) {
      const reader = cut === 0 ? first : await follow("/v1/events", { after });
      // All the rest, when creates are faster than cuts.
      await until("it has some more", () => reader.durable.length >= Math.min(5 + cut, 120 - seen.length));
      reader.close();
      const ids = idsOf(reader);
      seen.push(...ids);
      after = ids.at(-1) ?? after;
    }
    await creating;
    await until("the whole is told", () => whole.durable.length === 120);
    const last = await follow("/v1/events", { after });
    await until("the rest is told", () => seen.length + last.durable.length >= 120);
    expect([...seen, ...idsOf(last)]).toEqual(idsOf(whole));
  });

  test("goes on from now for a reader with an id that this server never gave, and says so", async () => {
    const reader = await follow("/v1/events", { after: "999999999999999" });
    await until("it is told", () => reader.text.includes("event: events.truncated"));
    const id = await create();
    await reader.reach("what comes is told", (event) => event.data.task?.id === id);
    const resumed = await follow("/v1/events", { after: /^id: (\d+)$/m.exec(reader.text)?.[1] });
    await resumed.reach("it resumes", (event) => event.data.task?.id === id);
    expect(resumed.text).not.toContain("events.truncated");
  });

  test("a reader whose events were forgotten is told so, and gets what there is", async () => {
    const id = await create();
    const [event] = await door.parts.store.listEvents({ after: 0, of: { taskId: id }, limit: 1 });
    door.clock.turn(1_000);
    while (await door.parts.store.indexWords());
    await door.parts.store.pruneEvents(door.clock.now(), 10_000);
    const later = await create();
    const reader = await follow("/v1/events", { after: String((event?.id ?? 0) - 1) });
    await reader.reach("the later task", ({ data }) => data.task?.id === later);
    expect(reader.text).toContain("event: events.truncated");
  });
});

test("a reader that resumes from 0 is told that events were forgotten, but not of a task whose events are all there", async () => {
  const fresh = await openDoor("over a socket");
  onTestFinished(() => fresh.close());
  const headers = { authorization: `Bearer ${fresh.key}` };
  const read = async (path: string, more = {}) => {
    const reader = await readEvents(fresh.origin + path, { ...headers, ...more });
    onTestFinished(() => reader.close());
    return reader;
  };
  const make = async () =>
    expectCreated(await fresh.send({ method: "POST", path: QWEN, headers: withKey(fresh.key), body: '{"prompt":"a fox"}' }));
  const first = await read("/v1/events");
  await until("it begins", () => first.text.includes("id: 0\n"));
  const old = await make();
  fresh.clock.turn(8 * 24 * 3_600_000);
  while (await fresh.parts.store.indexWords());
  expect(await fresh.parts.store.pruneEvents(fresh.clock.now() - 1_000, 100)).toBe(1);
  const young = await make();

  const resume = async (path: string) => await read(path, { "last-event-id": "0" });
  const all = await resume("/v1/events");
  await all.reach("the young task", ({ data }) => data.task?.id === young);
  expect(all.text).toContain("event: events.truncated");
  const own = await resume(`/v1/tasks/${young}/events`);
  await own.reach("its beginning", ({ type }) => type === "task.created");
  expect(own.text).not.toContain("events.truncated");
  const lacking = await resume(`/v1/tasks/${old}/events`);
  await until("it is told", () => lacking.text.includes("event: events.truncated"));
});

test("of streams that stand behind another answer on one connection, one begins after it, and all end with the connection", async () => {
  const piped = await openDoor("over a socket");
  try {
    const { hostname, port } = new URL(piped.origin ?? "");
    const created = await piped.send({ method: "POST", path: QWEN, headers: withKey(piped.key), body: '{"prompt":"a fox"}' });
    const id = expectCreated(created);
    const isWaitedFor = () => piped.parts.watch.isWatched({ id, keyId: "" });
    const keys = await Promise.all(Array.from({ length: 3 }, (_, index) => addKey(piped, { id: `piped-${index}` })));
    const listFollowed = () => keys.map((_, index) => piped.parts.watch.isWatched({ id: "", keyId: `piped-${index}` }));
    const requests = [
      `GET ${QWEN}/${id} HTTP/1.1\r\nHost: x\r\nPrefer: wait=60\r\nAuthorization: Bearer ${piped.key}\r\n\r\n`,
      ...keys.map((key) => `GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n\r\n`),
    ];
    const socket = connect(Number(port), hostname);
    socket.write(requests.join(""));
    await until("the task is waited for", isWaitedFor);
    expect(listFollowed()).toEqual([false, false, false]);
    await piped.parts.store.cancelTask(id, "Over.");
    await until("one is followed", () => listFollowed().includes(true));
    expect(listFollowed()).toEqual([true, false, false]);
    socket.destroy();
    await until("none is followed", () => !listFollowed().includes(true));
  } finally {
    await piped.close();
  }
});

test("a clock that is set back silences no stream", async () => {
  // Time passes a hundred times as fast, and jumps back by a day.
  const startedAt = systemClock.now();
  let back = 0;
  const clock = {
    ...systemClock,
    now: () => startedAt + (systemClock.now() - startedAt) * 100 - back,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 100, signal),
  };
  const turned = await openDoor("over a socket", { clock });
  try {
    const reader = await readEvents(`${turned.origin}/v1/events`, { authorization: `Bearer ${turned.key}` });
    await until("it is told that the server is there", () => reader.comments > 0);
    back = 86_400_000;
    const before = reader.comments;
    await until("it is told so still", () => reader.comments > before + 2);
    reader.close();
  } finally {
    await turned.close();
  }
});

test("a stream that the store fails ends, so that its reader comes back, and the operator reads why", async () => {
  const errors: unknown[] = [];
  const log = Object.assign(await createLog({ level: "silent", format: "json" }), {
    error: (facts: unknown) => void errors.push(facts),
  });
  const broken = await openDoor("over a socket", { log });
  try {
    const reader = await readEvents(`${broken.origin}/v1/events`, { authorization: `Bearer ${broken.key}` });
    await until("it begins", () => reader.text.includes("retry: "));
    broken.parts.store.listEvents = () => Promise.reject(new StoreUnavailable("the disk is gone"));
    await createTask(broken.parts.store, newTask({ keyId: (await listKey(broken)).apiKeyId, createdAt: broken.clock.now() }));
    await until("it ends", () => reader.ended);
    expect(errors).toEqual([expect.objectContaining({ err: expect.any(StoreUnavailable) })]);
  } finally {
    await broken.close();
  }
});

test("a reader that takes nothing holds no memory, is cut off, and can resume", { timeout: 60_000 }, async () => {
  // Waits pass twenty times as fast, so that the reader is given up after a second and a half.
  const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 20, signal) };
  const slow = await openDoor("over a socket", { clock });
  try {
    const { hostname, port } = new URL(slow.origin ?? "");
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.pause();
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${slow.key}\r\n\r\n`);
    const { apiKeyId } = await listKey(slow);
    await until("it is watched", () => slow.parts.watch.isWatched({ id: "", keyId: apiKeyId }));
    // Far more than the sockets between the two hold.
    const tasks = Array.from({ length: 20_000 }, () => newTask({ keyId: apiKeyId, createdAt: slow.clock.now() }));
    await Promise.all(tasks.map((task) => createTask(slow.parts.store, task)));
    const before = process.memoryUsage().rss;
    await until("it is watched no more", () => !slow.parts.watch.isWatched({ id: "", keyId: apiKeyId }), { limitMs: 50_000 });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    socket.destroy();
    const reader = await readEvents(`${slow.origin}/v1/events?last_event_id=0`, { authorization: `Bearer ${slow.key}` });
    await until("all are told", () => reader.durable.length === 20_000, { limitMs: 30_000 });
    expect(new Set(idsOf(reader)).size).toBe(20_000);
    reader.close();
  } finally {
    await slow.close();
  }
});

async function listKey({ parts, key }: Door): Promise<{ apiKeyId: string }> {
  const apiKey = (await parts.store.listKeys()).find(({ prefix }) => key.startsWith(prefix));
  return { apiKeyId: apiKey?.id ?? "" };
}

test("a reader resumes through a server that was killed, without a gap or a repeat", { timeout: 60_000 }, async () => {
  const directory = temporaryDirectory();
  const headers = withKey(SERVER_KEY);
  const killed = await runServer(directory);
  let { url } = killed;
  const ids: string[] = [];
  const post = async () => {
    const answer = await fetch(url + QWEN, { method: "POST", headers, body: '{"prompt":"a fox","prompt_extend":false}' });
    ids.push(((await answer.json()) as { task_info: { id: string } }).task_info.id);
  };
  const reader = await readEvents(`${url}/v1/events`, { authorization: headers["authorization"] ?? "" });
  for (let index = 0; index < 4; index += 1) await post();
  await reader.reach("a task is worked on", ({ type }) => type === "task.processing");
  killed.kill("SIGKILL");
  await killed.exited;
  await until("the stream is cut", () => reader.ended);
  const after = idsOf(reader).at(-1) ?? "";

  ({ url } = await serve({ MULETEER_DATA_DIR: directory }));
  const again = await readEvents(`${url}/v1/events`, {
    authorization: headers["authorization"] ?? "",
    "last-event-id": after,
  });
  for (const id of ids) {
    await until(`task ${id} completes`, () =>
      [...reader.events, ...again.events].some(({ type, data }) => type === "task.completed" && data.task.id === id),
    );
  }
  const whole = await readEvents(`${url}/v1/events?last_event_id=0`, { authorization: headers["authorization"] ?? "" });
  const expected = idsOf(reader).length + idsOf(again).length;
  await until("everything is told", () => whole.durable.length >= expected);
  expect([...idsOf(reader), ...idsOf(again)]).toEqual(idsOf(whole));
  again.close();
  whole.close();
});
