// The client and the real server: kills in the middle of a process of its own, answers that are lost, webhooks that are verified,
// and every route once.
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Muleteer, verifyWebhook, type Task, type WebhookEvent } from "../../src/client/index.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { runServer, SERVER_KEY } from "../support/process.ts";
import { openReceiver, type Receiver } from "../support/receiver.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";

const SMALL = { model: "alibaba/wan2.6-t2i", size: "768*768", n: 1, promptExtend: false } as const;
/** A second of drawing. */
const LARGE = { model: "alibaba/wan2.6-t2i", size: "1024*1024", n: 2, promptExtend: false } as const;

interface House {
  readonly url: string;
  /** Ends the server's process; another server, of this process, goes on at its address. */
  restart(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

async function openHouse(): Promise<House> {
  const directory = join(temporaryDirectory(), "data");
  const server = await runServer(directory);
  return {
    url: server.url,
    async restart(signal) {
      server.kill(signal);
      await server.exited;
      await serve({ MULETEER_DATA_DIR: directory, MULETEER_PORT: new URL(server.url).port });
    },
  };
}

interface ConnectOptions {
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
}

const connect = (url: string, { apiKey = SERVER_KEY, ...options }: ConnectOptions = {}) =>
  new Muleteer({ apiKey, baseUrl: url, ...options });

async function listTasks(muleteer: Muleteer): Promise<Task[]> {
  const tasks: Task[] = [];
  for await (const task of muleteer.tasks.list()) tasks.push(task);
  return tasks;
}

/** The platform's fetch, and the lines of what it was asked for. */
function recordingFetch(): { fetch: typeof fetch; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: (input, init) => {
      asked.push(`${init?.method ?? "GET"} ${new URL(input as string).pathname}`);
      return fetch(input, init);
    },
  };
}

test("a picture is followed by events alone, and its progress never goes back", { timeout: 60_000 }, async () => {
  const { url } = await serve();
  const { fetch: recording, asked } = recordingFetch();
  const fractions: number[] = [];
  const statuses = new Set<string>();
  const { task, images } = await connect(url, { fetch: recording }).generate("a harbour, oil painting", {
    ...LARGE,
    seed: 7,
    onProgress: ({ fraction }, { status }) => {
      fractions.push(fraction);
      statuses.add(status);
    },
  });
  expect([...statuses]).toEqual(["pending", "processing", "completed"]);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.length).toBeGreaterThan(3);
  expect(asked).toEqual([
    "POST /vendors/alibaba/v1/wan2.6-t2i/generation",
    `GET /v1/tasks/${task.id}/events`,
    `GET /v1/tasks/${task.id}`,
  ]);
  expect(task).toMatchObject({ seed: 7, engine: "sketch", cost: { charged_usd: 0.15, state: "charged" } });
  expect(images).toHaveLength(2);
  // Its size and hash are those that the server says.
  for (const image of images) expect((await image.bytes()).length).toBe(image.size_bytes);
});

describe("a server that goes away in the middle", () => {
  test.each(["SIGKILL", "SIGTERM"] as const)(
    "by %s, is waited for, and one task is made",
    { timeout: 90_000 },
    async (signal) => {
      const house = await openHouse();
      const muleteer = connect(house.url);
      let begun: (() => void) | undefined;
      const isBegun = new Promise<void>((resolve) => (begun = resolve));
      const generation = muleteer.generate("an oil painting of a harbour, thick brush strokes", {
        ...LARGE,
        onProgress: (_, { status }) => status === "processing" && begun?.(),
      });
      await isBegun;
      await house.restart(signal);
      const { task, images } = await generation;
      expect(task).toMatchObject({ status: "completed", cost: { charged_usd: 0.15 } });
      expect(await images[1]!.bytes()).toHaveLength(images[1]!.size_bytes!);
      expect(await listTasks(muleteer)).toHaveLength(1);
      expect(await muleteer.balance()).toMatchObject({ charged_usd: 0.15, reserved_usd: 0 });
    },
  );

  test("with the answer to the create, makes one task", { timeout: 60_000 }, async () => {
    const house = await openHouse();
    let creates = 0;
    const muleteer = connect(house.url, {
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        if (init?.method !== "POST" || (creates += 1) > 1) return answer;
        await house.restart("SIGKILL");
        throw new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code: "ECONNRESET" }) });
      },
    });
    const { task } = await muleteer.generate("a fox", SMALL);
    expect(creates).toBe(2);
    expect((await listTasks(muleteer)).map(({ id }) => id)).toEqual([task.id]);
    expect(await muleteer.balance()).toMatchObject({ charged_usd: 0.075, reserved_usd: 0 });
  });
});

test("the stream of a key is without a gap or a repeat, through cuts and a kill", { timeout: 90_000 }, async () => {
  const house = await openHouse();
  const cuts = new Set<AbortController>();
  let flowing = 0;
  const muleteer = connect(house.url, {
    fetch: async (input, init) => {
      const cut = new AbortController();
      cuts.add(cut);
      const answer = await fetch(input, { ...init, signal: AbortSignal.any([cut.signal, init!.signal!]) });
      flowing += 1;
      const count = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          flowing += 1;
        },
      });
      return new Response(answer.body!.pipeThrough(count), answer);
    },
  });
  const ids: string[] = [];
  const told: string[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const listening = (async () => {
    for await (const event of muleteer.events({ signal: stop.signal })) {
      if (event.id === null) continue;
      ids.push(event.id);
      told.push(`${event.task.id} ${event.type}`);
    }
  })();
  listening.catch(() => {});
  const other = connect(house.url);
  await until("the stream has begun", () => flowing === 2);
  const expected: string[] = [];
  const draw = async () => {
    const { task } = await other.generate("a fox", SMALL);
    for (const type of ["created", "processing", "completed"]) expected.push(`${task.id} task.${type}`);
  };

  // Cut off before it was told anything: what happens while it is away is told when it is back.
  for (const cut of cuts) cut.abort();
  await draw();
  await until("all is told", () => told.some((line) => line === expected.at(-1)));
  await house.restart("SIGKILL");
  await draw();
  for (const cut of cuts) cut.abort();
  await draw();
  await until("all is told", () => told.some((line) => line === expected.at(-1)));
  expect(told.filter((line) => !line.endsWith("progress"))).toEqual(expected);
  expect(ids).toEqual(ids.toSorted((a, b) => Number(a) - Number(b)));
  expect(new Set(ids).size).toBe(ids.length);
});

test("an abort cancels the task at the server", { timeout: 60_000 }, async () => {
  const { url } = await serve();
  const muleteer = connect(url);
  const stop = new AbortController();
  let id: string | undefined;
  const generation = muleteer.generate("a harbour", {
    ...LARGE,
    signal: stop.signal,
    onTask: (task) => void ({ id } = task),
    onProgress: (_, { status }) => status === "processing" && stop.abort(),
  });
  await expect(generation).rejects.toMatchObject({ name: "AbortError" });
  expect(await muleteer.tasks.get(id!)).toMatchObject({ status: "cancelled", error: { code: 3002 }, cost: { charged_usd: 0 } });
});

const arrived = async (receiver: Receiver, count: number) =>
  await until(`${count} deliveries are there`, () => receiver.received.length >= count && receiver.received);

describe("webhooks", () => {
  const LOOPBACK = { MULETEER_WEBHOOK_LOOPBACK: "yes" };

  test("of an endpoint and of one request are verified, during a rotation too", { timeout: 60_000 }, async () => {
    const { url } = await serve(LOOPBACK);
    const muleteer = connect(url);
    const [all, single] = [await openReceiver(), await openReceiver()];
    const { id, secret } = await muleteer.webhooks.create({ url: all.url, events: ["task.succeeded"] });
    const { task } = await muleteer.generate("a fox", { ...SMALL, webhook: single.url });

    const [delivery] = await arrived(all, 1);
    const event: WebhookEvent = await verifyWebhook({ ...delivery!, secret });
    expect(event).toMatchObject({
      type: "task.succeeded",
      data: { vendor: "alibaba", model_name: "wan2.6-t2i", payload: { task_info: { id: task.id, status: "completed" } } },
    });
    await expect(
      verifyWebhook({ ...delivery!, body: delivery!.body.replace("succeeded", "failed"), secret }),
    ).rejects.toMatchObject({
      reason: "signature",
    });
    const own = await muleteer.webhooks.secret();
    const events = await Promise.all((await arrived(single, 2)).map((each) => verifyWebhook({ ...each, secret: own })));
    expect(events.map(({ type }) => type).sort()).toEqual(["task.created", "task.succeeded"]);

    const { secret: renewed } = await muleteer.webhooks.rotate(id, { overlapHours: 1 });
    expect(renewed).not.toBe(secret);
    await muleteer.webhooks.test(id);
    const rotated = (await arrived(all, 2))[1]!;
    for (const each of [secret, renewed]) {
      expect(await verifyWebhook({ ...rotated, secret: each })).toMatchObject({ type: "webhook.test" });
    }
    const deliveries = await muleteer.webhooks.deliveries({ webhookId: id }).page();
    expect(deliveries.data.map(({ type }) => type)).toEqual(["webhook.test", "task.succeeded"]);
    expect(await muleteer.webhooks.delivery(deliveries.data[0]!.id)).toMatchObject({
      status: "succeeded",
      attempts: [{ status: 204, error: null }],
    });
  });
});

test("every route answers as its type says", { timeout: 60_000 }, async () => {
  const { url } = await serve({ MULETEER_WEBHOOK_LOOPBACK: "yes" });
  const muleteer = connect(url);
  expect(await muleteer.health()).toMatchObject({ status: "ok", version: expect.any(String), at: expect.any(Date) });
  await muleteer.ready();
  expect((await muleteer.models.list()).map(({ id, path }) => [id, path])).toContainEqual([
    "alibaba/qwen-image-max",
    "/vendors/alibaba/v1/qwen-image-max/generation",
  ]);

  const { key: text, ...key } = await muleteer.keys.create({ name: "shop", dailySpendUsd: 5, models: ["alibaba/wan2.6-t2i"] });
  const shop = connect(url, { apiKey: text });
  expect(await shop.keys.self()).toEqual(key);
  expect(await muleteer.keys.get(key.id)).toEqual(key);
  expect(await muleteer.keys.list()).toContainEqual(key);
  expect(await muleteer.keys.update(key.id, { name: "stall", dailySpendUsd: null, totalSpendUsd: 1 })).toEqual({
    ...key,
    name: "stall",
    daily_spend_usd: null,
    total_spend_usd: 1,
  });
  await expect(shop.keys.list()).rejects.toMatchObject({ kind: "forbidden" });
  await expect(shop.generate("a fox", { model: "alibaba/qwen-image-max" })).rejects.toMatchObject({ kind: "forbidden" });

  const created = await shop.tasks.create("a fox", {
    ...SMALL,
    priority: "high",
    cancelAfter: "1h",
    idempotencyKey: "order 17".replace(" ", "-"),
  });
  expect((await shop.tasks.create("a fox", { ...SMALL, idempotencyKey: "order-17" })).id).toBe(created.id);
  await expect(shop.tasks.create("a hen", { ...SMALL, idempotencyKey: "order-17" })).rejects.toMatchObject({ kind: "conflict" });
  const task = await shop.tasks.wait(created.id);
  expect(await shop.tasks.get(created.id)).toEqual(task);
  expect(task).toMatchObject({ priority: "high", deadline_at: expect.any(String), timings: { total_ms: expect.any(Number) } });
  expect((await listTasks(shop)).map(({ id }) => id)).toEqual([created.id]);
  expect(await listTasks(muleteer)).toEqual([]);
  await expect(muleteer.tasks.get(created.id)).rejects.toMatchObject({ kind: "taskNotFound" });
  await expect(shop.tasks.cancel(created.id)).rejects.toMatchObject({ kind: "conflict" });

  expect(await shop.balance()).toMatchObject({
    limit_usd: 1,
    charged_usd: 0.075,
    balance_usd: 0.925,
    daily: { limit_usd: null },
  });
  const usage = await muleteer.usage({ groupBy: ["model", "key", "engine"], key: key.id });
  expect(usage.data).toEqual([
    {
      model: "alibaba/wan2.6-t2i",
      key: key.id,
      key_name: "stall",
      engine: "sketch",
      tasks: 1,
      completed: 1,
      failed: 0,
      cancelled: 0,
      images: 1,
      charged_usd: 0.075,
    },
  ]);
  expect(await shop.usageCsv({ groupBy: ["model"] })).toMatch(/^model,tasks,.*\r\nalibaba\/wan2\.6-t2i,1,/);
  await shop.tasks.delete(created.id);
  await expect(shop.tasks.get(created.id)).rejects.toMatchObject({ kind: "taskNotFound" });
  await expect(shop.tasks.wait(created.id)).rejects.toMatchObject({ kind: "taskNotFound" });

  const receiver = await openReceiver();
  const { secret, ...webhook } = await shop.webhooks.create({ url: receiver.url, description: "orders" });
  expect(secret).toMatch(/^whsec_/);
  expect(await shop.webhooks.list()).toEqual([webhook]);
  expect(await shop.webhooks.get(webhook.id)).toEqual(webhook);
  expect(await shop.webhooks.update(webhook.id, { description: "", events: ["task.failed"] })).toMatchObject({
    events: ["task.failed"],
  });
  const sent = await shop.webhooks.test(webhook.id);
  await until("it has arrived", async () => (await shop.webhooks.delivery(sent.id)).status === "succeeded");
  expect(await shop.webhooks.redeliver(sent.id)).toMatchObject({ object: "delivery", event_id: sent.event_id });
  expect(await shop.webhooks.rotateSecret()).toMatch(/^whsec_/);
  await shop.webhooks.delete(webhook.id);
  await expect(shop.webhooks.get(webhook.id)).rejects.toMatchObject({ status: 404 });

  await muleteer.keys.revoke(key.id);
  await expect(shop.balance()).rejects.toMatchObject({ kind: "unauthorized" });
});
