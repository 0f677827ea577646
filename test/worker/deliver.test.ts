// Deliveries of webhooks: what is sent to whom and when, by a worker on a real store, to real receivers that behave and do not.
import { Webhook } from "standardwebhooks";
import { describe, expect, onTestFinished, test } from "vitest";
import { toTaskError } from "../../src/core/errors.ts";
import type { WebhookEventType } from "../../src/core/event.ts";
import { toWebhookSecret } from "../../src/core/webhook.ts";
import type { WebhookEndpoint } from "../../src/core/webhook-store.ts";
import { createWebhookPost } from "../../src/io/webhook-post.ts";
import { startDelivery } from "../../src/worker/deliver.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { openReceiver } from "../support/receiver.ts";
import { newImage, newKey } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const KEY = "bootstrap";
const HOUR_MS = 3_600_000;

interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: {
    readonly vendor: string;
    readonly model_name: string;
    readonly payload: { readonly task_info: { readonly id: string; readonly status: string } };
  };
}

async function open() {
  const rig = await createRig();
  const start = () => {
    const delivery = startDelivery({
      ...rig.parts,
      imageSecret: new Uint8Array(32),
      post: createWebhookPost({ allowLoopback: true }),
    });
    onTestFinished(() => delivery.stop());
    return delivery;
  };
  return { rig, start };
}

let made = 0;
async function register(rig: Rig, url: string, events?: readonly WebhookEventType[]): Promise<WebhookEndpoint> {
  const endpoint: WebhookEndpoint = {
    id: rig.clock.id(),
    keyId: KEY,
    url,
    description: "",
    secret: toWebhookSecret(new Uint8Array(32).fill((made += 1))),
    createdAt: rig.clock.now(),
    ...(events ? { events } : {}),
  };
  await rig.store.createWebhook(endpoint, 5);
  return endpoint;
}

async function end(rig: Rig, id: string, how: "complete" | "fail"): Promise<void> {
  await rig.store.claimTasks({ lease: "a", leaseUntil: rig.clock.now() + HOUR_MS, limit: 1 });
  await rig.store.changeTask(
    id,
    "a",
    how === "fail"
      ? { type: "fail", error: toTaskError("engineFailed", "It broke.") }
      : { type: "complete", engine: "one", finalPrompt: "a fox", images: [newImage()], expiresAt: rig.clock.now() + HOUR_MS },
  );
}

const parse = (body: string) => JSON.parse(body) as Envelope;
const typesOf = (bodies: readonly { readonly body: string }[]) => bodies.map(({ body }) => parse(body).type);

describe("what is delivered", () => {
  test("tells of creation and end, as a client would read the task, signed so that stock libraries verify it", async () => {
    const { rig, start } = await open();
    const receiver = await openReceiver();
    const { secret } = await register(rig, receiver.url);
    start();
    const { id } = await rig.create({ origin: "https://pictures.example" });
    await until("it is told", () => receiver.received.length === 1);
    await end(rig, id, "complete");
    await until("its end is told", () => receiver.received.length === 2);
    const [created, succeeded] = receiver.received.map(({ body }) => parse(body));
    expect(created).toMatchObject({
      type: "task.created",
      data: { vendor: "alibaba", model_name: "wan2.6-t2i", payload: { task_info: { id, status: "pending" } } },
    });
    expect(succeeded).toMatchObject({ type: "task.succeeded", data: { payload: { task_info: { id, status: "completed" } } } });
    expect(JSON.stringify(succeeded)).toContain("https://pictures.example/images/");
    expect(created?.id).not.toBe(succeeded?.id);
    for (const { headers, body } of receiver.received) {
      // The library refuses a time that is not now; the rig's clock stands in the past.
      const verify = () => new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(verify).toThrow(/timestamp/i);
      expect(headers["content-type"]).toBe("application/json");
      expect(headers["webhook-id"]).toBe(headers["x-mulerouter-webhook-id"]);
    }
  });

  test("a failure and a cancel are both told as failed", async () => {
    const { rig, start } = await open();
    const receiver = await openReceiver();
    await register(rig, receiver.url, ["task.failed"]);
    start();
    const [first, second] = [await rig.create(), await rig.create()];
    await end(rig, first.id, "fail");
    await rig.store.cancelTask(second.id, "Enough.");
    await until("both are told", () => receiver.received.length === 2);
    const codes = receiver.received.map(
      ({ body }) =>
        (JSON.parse(body) as { data: { payload: { task_info: { error: { code: number } } } } }).data.payload.task_info.error.code,
    );
    expect(codes.sort((a, b) => a - b)).toEqual([3001, 3002]);
    expect(new Set(typesOf(receiver.received))).toEqual(new Set(["task.failed"]));
  });

  test("every endpoint that wants it, and the task's own URL, gets the same event under an id of its own", async () => {
    const { rig, start } = await open();
    const receivers = [await openReceiver(), await openReceiver(), await openReceiver()];
    await register(rig, receivers[0]?.url ?? "");
    await register(rig, receivers[1]?.url ?? "", ["task.failed"]);
    start();
    await rig.create({ webhookUrl: receivers[2]?.url ?? "" });
    await until("both are told", () => receivers[0]?.received.length === 1 && receivers[2]?.received.length === 1);
    const [one, , own] = receivers.map(({ received }) => received[0]);
    expect(parse(one?.body ?? "").id).toBe(parse(own?.body ?? "").id);
    expect(one?.headers["webhook-id"]).not.toBe(own?.headers["webhook-id"]);
    expect(receivers[1]?.received).toEqual([]);
  });
});

describe("a receiver that fails", () => {
  test("is asked eight times over about a day, with the same body, and then no more", async () => {
    const { rig, start } = await open();
    const receiver = await openReceiver((_, response) => response.writeHead(500).end("oops"));
    const { id: webhookId } = await register(rig, receiver.url);
    start();
    await rig.create();
    const startedAt = rig.clock.now();
    await until("it has failed", async () => {
      const [delivery] = await rig.store.listDeliveries({ keyId: KEY, limit: 1 });
      if (delivery?.state === "failed") return true;
      // Time passes only while nothing is under way; a look for what is due follows within 5 s.
      if (receiver.received.length > 0 && delivery?.attempts === receiver.received.length) {
        rig.clock.jump(Math.max(0, delivery.dueAt - rig.clock.now()));
        await rig.clock.advance(5_000);
      }
      return false;
    });
    rig.clock.jump(48 * HOUR_MS);
    await rig.clock.advance(10_000);
    expect(receiver.received).toHaveLength(8);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);

    const [delivery] = await rig.store.listDeliveries({ keyId: KEY, webhookId, limit: 1 });
    expect(delivery).toMatchObject({ state: "failed", attempts: 8 });
    const { attempts = [] } = (await rig.store.findDelivery(KEY, delivery?.id ?? "")) ?? {};
    expect(attempts).toHaveLength(8);
    const times = attempts.map(({ at }) => at - startedAt);
    expect(times[0]).toBe(0);
    const gaps = [5_000, 30_000, 120_000, 600_000, HOUR_MS, 4 * HOUR_MS, 18 * HOUR_MS];
    for (const [index, gap] of gaps.entries()) {
      const waited = (times[index + 1] ?? 0) - (times[index] ?? 0);
      expect(waited).toBeGreaterThanOrEqual(gap);
      expect(waited).toBeLessThanOrEqual(gap + 5_000);
    }
    expect(attempts[0]).toMatchObject({ status: 500, response: "oops" });
  });

  test("is asked again at once on request", async () => {
    const { rig, start } = await open();
    const receiver = await openReceiver((turn, response) => response.writeHead(turn === 0 ? 503 : 200).end());
    await register(rig, receiver.url);
    const delivery = start();
    await rig.create();
    const failed = await until("it failed", async () => {
      const [first] = await rig.store.listDeliveries({ keyId: KEY, limit: 1 });
      return first?.attempts === 1 && first;
    });
    await rig.store.redeliver(KEY, failed.id);
    delivery.wake();
    await until(
      "it is delivered",
      async () => (await rig.store.listDeliveries({ keyId: KEY, state: "succeeded", limit: 1 })).length === 1,
    );
    expect(receiver.received).toHaveLength(2);
  });

  test("and says that it is gone is disabled, with all that waits for it", async () => {
    const { rig, start } = await open();
    const receiver = await openReceiver((_, response) => response.writeHead(410).end());
    await register(rig, receiver.url);
    start();
    await rig.create();
    await until("it is disabled", async () => (await rig.store.listWebhooks(KEY))[0]?.disabledAt !== undefined);
    await rig.create();
    await rig.clock.advance(HOUR_MS);
    expect(receiver.received).toHaveLength(1);
    expect((await rig.store.listWebhooks(KEY))[0]?.disabledReason).toContain("410");
  });

  test("and says at a task's own URL that it is gone is asked no more for this one", async () => {
    const { rig, start } = await open();
    const receiver = await openReceiver((_, response) => response.writeHead(410).end());
    start();
    await rig.create({ webhookUrl: receiver.url });
    await until("it has failed", async () => (await rig.store.listDeliveries({ keyId: KEY, limit: 1 }))[0]?.state === "failed");
    await rig.clock.advance(HOUR_MS);
    expect(receiver.received).toHaveLength(1);
  });

  test("is asked again no sooner than it said", async () => {
    const { rig, start } = await open();
    const receiver = await openReceiver((_, response) => response.writeHead(503, { "retry-after": "600" }).end());
    start();
    await rig.create({ webhookUrl: receiver.url });
    await until("it is noted", async () => (await rig.store.listDeliveries({ keyId: KEY, limit: 1 }))[0]?.attempts === 1);
    await rig.clock.advance(590_000);
    expect(receiver.received).toHaveLength(1);
    await rig.clock.advance(11_000);
    await until("it is asked again", () => receiver.received.length === 2);
  });

  test("for days is disabled; one success in between begins the days anew", async () => {
    const { rig, start } = await open();
    let status = 500;
    const receiver = await openReceiver((_, response) => response.writeHead(status).end());
    await register(rig, receiver.url, ["task.created"]);
    const delivery = start();
    const attempt = async () => {
      const before = receiver.received.length;
      const { id } = await rig.create();
      delivery.wake();
      await until("it is asked", () => receiver.received.length > before);
      await until("the attempt is noted", async () => {
        const all = await rig.store.listDeliveries({ keyId: KEY, limit: 100 });
        return all.some(({ taskId, attempts }) => taskId === id && attempts > 0);
      });
    };
    const isDisabled = async () => (await rig.store.listWebhooks(KEY))[0]?.disabledAt !== undefined;
    await attempt();
    rig.clock.jump(70 * HOUR_MS);
    status = 200;
    await attempt();
    status = 500;
    await attempt();
    rig.clock.jump(70 * HOUR_MS);
    await attempt();
    expect(await isDisabled()).toBe(false);
    rig.clock.jump(3 * HOUR_MS);
    delivery.wake();
    await until("it is disabled", isDisabled);
  });

  test("and hangs delays nobody else", async () => {
    const { rig, start } = await open();
    const hanging = await openReceiver(() => undefined);
    const good = await openReceiver();
    await register(rig, hanging.url, ["task.created"]);
    await register(rig, good.url, ["task.created"]);
    start();
    for (let index = 0; index < 40; index += 1) await rig.create();
    await until("the good one has all", () => good.received.length === 40);
    expect(hanging.received.length).toBeLessThanOrEqual(4);
  });

  test("and hangs leaves places for other keys, at however many hosts", async () => {
    const { rig, start } = await open();
    const hanging = await Promise.all(Array.from({ length: 70 }, () => openReceiver(() => undefined)));
    const good = await openReceiver();
    const asked = () => hanging.reduce((sum, { received }) => sum + received.length, 0);
    for (const { url } of [...hanging, ...hanging, ...hanging, ...hanging]) await rig.create({ keyId: "one", webhookUrl: url });
    start();
    await until("the receivers that hang have all that they get", () => asked() >= 128);
    await rig.create({ keyId: "other", webhookUrl: good.url });
    await until("the good one is told", () => good.received.length === 1);
    expect(asked()).toBe(128);
  });
});

test("what was under way when the server stopped is sent again by the next start", async () => {
  const { rig, start } = await open();
  const receiver = await openReceiver((turn, response) => (turn === 0 ? undefined : response.writeHead(200).end()));
  await register(rig, receiver.url);
  const delivery = start();
  await rig.create();
  await until("it is asked", () => receiver.received.length === 1);
  await delivery.stop();
  start();
  await rig.clock.advance(31_000);
  await until("it is asked again", () => receiver.received.length === 2);
  await until(
    "it is noted",
    async () => (await rig.store.listDeliveries({ keyId: KEY, state: "succeeded", limit: 1 })).length === 1,
  );
});

test("both secrets sign while a rotation lasts, and the new one alone after it", async () => {
  const { rig, start } = await open();
  const receiver = await openReceiver();
  const { id } = await register(rig, receiver.url);
  start();
  const next = toWebhookSecret(new Uint8Array(32).fill(99));
  await rig.store.updateWebhook(KEY, id, { secret: { value: next, previousUntil: rig.clock.now() + HOUR_MS } });
  await rig.create();
  await until("it is told", () => receiver.received.length === 1);
  rig.clock.jump(HOUR_MS);
  await rig.create();
  await until("it is told", () => receiver.received.length === 2);
  const counts = receiver.received.map(({ headers }) => String(headers["webhook-signature"]).split(" ").length);
  expect(counts).toEqual([2, 1]);
});

test("a key that was revoked is told nothing more, and its endpoint is not to blame", async () => {
  const { rig, start } = await open();
  const receiver = await openReceiver();
  await register(rig, receiver.url);
  await rig.store.putKey(newKey({ id: KEY }));
  await rig.create({ webhookUrl: receiver.url });
  await rig.store.revokeKey(KEY, rig.clock.now());
  start();
  await until("nothing waits any more", async () => {
    const deliveries = await rig.store.listDeliveries({ keyId: KEY, limit: 10 });
    return deliveries.length === 2 && deliveries.every(({ state }) => state === "failed");
  });
  expect(receiver.received).toEqual([]);
  const [delivery] = await rig.store.listDeliveries({ keyId: KEY, limit: 1 });
  const { attempts } = (await rig.store.findDelivery(KEY, delivery?.id ?? "")) ?? {};
  expect(attempts).toMatchObject([{ error: "the API key was revoked" }]);
  expect((await rig.store.listWebhooks(KEY))[0]).not.toHaveProperty("failingSince");
});

test("a task that was deleted before it could be told of is told of no more", async () => {
  const { rig, start } = await open();
  const receiver = await openReceiver();
  await register(rig, receiver.url);
  const { id } = await rig.create();
  await rig.store.cancelTask(id, "Enough.");
  await rig.store.deleteTask(id);
  start();
  await rig.clock.advance(10_000);
  expect(receiver.received).toEqual([]);
});
