// Webhooks as receivers see them: what stock libraries and independent vectors make of our signatures, and what the envelope says.
import * as fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyWebhook } from "../../src/client/index.ts";
import { advance, toPendingTask, type Task } from "../../src/core/task.ts";
import { signDelivery, toEnvelope, toTaskEventData, toWebhookSecret } from "../../src/core/webhook.ts";
import { toTaskBody } from "../../src/core/wire.ts";
import { MODELS } from "../../src/models/catalogue.ts";
import { newImage, newTask } from "../support/tasks.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const now = () => Math.floor(Date.now() / 1000);

describe("a secret", () => {
  test("is whsec_ and the base64 of its bytes", () => {
    expect(toWebhookSecret(new Uint8Array(32).fill(255))).toBe(`whsec_${"/".repeat(42)}8=`);
  });
});

describe("a signature", () => {
  // The first is the example of Standard Webhooks' own libraries; the second was made with `openssl dgst -sha256 -hmac`.
  test("is the one that others make of the same bytes", () => {
    const headers = signDelivery({
      secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
      deliveryId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      "X-MuleRouter-Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "X-MuleRouter-Webhook-Timestamp": "1614265330",
      "X-MuleRouter-Webhook-Signature": "v1=4dcc6584af5be940fa895235654dad4eaa7c3c455f611b1e34d7dae9bf8b7148",
    });
  });

  test("of any body is verified by the stock library, and by our client in either form", async () => {
    await fc.assert(
      fc.asyncProperty(bytes32, fc.uuid(), fc.json(), async (random, deliveryId, data) => {
        const secret = toWebhookSecret(random);
        const body = toEnvelope({ eventId: "e", type: "webhook.test", createdAt: 0 }, { data });
        const headers = signDelivery({ secrets: [secret], deliveryId, timestampSeconds: now(), body });
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
        for (const prefix of ["webhook-", "X-MuleRouter-"]) {
          const some = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(prefix)));
          expect(await verifyWebhook({ body, headers: some, secret })).toEqual(JSON.parse(body));
        }
      }),
      { numRuns: 50 },
    );
  });

  test("is made with both secrets while both are valid, newest first", async () => {
    const [newest, older] = [toWebhookSecret(new Uint8Array(32).fill(1)), toWebhookSecret(new Uint8Array(32).fill(2))];
    const facts = { deliveryId: "d", timestampSeconds: now(), body: '{"id":"e","type":"webhook.test","data":{}}' };
    const headers = signDelivery({ ...facts, secrets: [newest, older] });
    const [first, second] = [newest, older].map((secret) => signDelivery({ ...facts, secrets: [secret] }));
    for (const [name, separator] of [["webhook-signature", " "] as const, ["X-MuleRouter-Webhook-Signature", ","] as const]) {
      expect(headers[name]).toBe(`${first?.[name]}${separator}${second?.[name]}`);
    }
    for (const secret of [newest, older]) {
      expect(() => new Webhook(secret).verify(facts.body, headers)).not.toThrow();
      await verifyWebhook({ body: facts.body, headers, secret });
    }
    expect(() => new Webhook(toWebhookSecret(new Uint8Array(32).fill(3))).verify(facts.body, headers)).toThrow(/matching/);
  });

  test("does not fit another body, delivery, time or secret", () => {
    const facts = { secrets: ["whsec_YQ=="], deliveryId: "d", timestampSeconds: 1, body: "x" };
    const changes = [{ body: "y" }, { deliveryId: "e" }, { timestampSeconds: 2 }, { secrets: ["whsec_Yg=="] }];
    const signatures = [{}, ...changes].map((change) => signDelivery(Object.assign({ ...facts }, change)));
    expect(new Set(signatures.map((headers) => headers["webhook-signature"])).size).toBe(5);
    expect(new Set(signatures.map((headers) => headers["X-MuleRouter-Webhook-Signature"])).size).toBe(5);
  });

  test("covers the bytes that are sent, whatever they spell", () => {
    const body = '{"prompt":"春天 😀 \\u0000"}';
    const headers = signDelivery({ secrets: ["whsec_YQ=="], deliveryId: "d", timestampSeconds: 1, body });
    const bytes = Buffer.concat([Buffer.from("d.1."), Buffer.from(body, "utf8")]);
    const expected = createHmac("sha256", "whsec_YQ==").update(bytes).digest("hex");
    expect(headers["X-MuleRouter-Webhook-Signature"]).toBe(`v1=${expected}`);
  });

  test("needs a secret", () => {
    expect(() => signDelivery({ secrets: [], deliveryId: "d", timestampSeconds: 1, body: "x" })).toThrow(RangeError);
  });
});

function complete(task: Task): Task {
  const claimed = advance(task, { type: "claim", lease: "l", leaseUntil: 9e15 }, "l", task.createdAt + 1_000);
  const images = [newImage()] as const;
  const expiresAt = task.createdAt + 86_400_000;
  const end = { type: "complete", engine: "sketch", images, finalPrompt: "a fox", expiresAt } as const;
  return advance(claimed, end, "l", task.createdAt + 2_000);
}

describe("an envelope", () => {
  const model = MODELS.find(({ id }) => id === "alibaba/wan2.6-t2i")!;
  const options = { model, origin: "https://images.example", imageSecret: new Uint8Array(32) };
  const pending = toPendingTask(newTask());

  test("says what happened, when, and to what", () => {
    const task = complete(pending);
    const data = toTaskEventData("task.succeeded", task, options);
    expect(JSON.parse(toEnvelope({ eventId: "e", type: "task.succeeded", createdAt: 1_767_225_600_000 }, data))).toEqual({
      id: "e",
      type: "task.succeeded",
      created_at: "2026-01-01T00:00:00.000Z",
      data: { vendor: "alibaba", model_name: "wan2.6-t2i", payload: toTaskBody(task, options) },
    });
  });

  test("of a task's creation is the same before and after the task ended", () => {
    const before = toTaskEventData("task.created", pending, options);
    expect(before.payload).toEqual(toTaskBody(pending, options));
    expect(toTaskEventData("task.created", complete(pending), options)).toEqual(before);
  });
});
