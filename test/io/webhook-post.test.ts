// One attempt at a delivery, against real receivers that take it, refuse it, flood us or never answer.
import { describe, expect, test } from "vitest";
import { createUntrustedFetch } from "../../src/io/untrusted.ts";
import { createWebhookPost, type WebhookPost } from "../../src/io/webhook-post.ts";
import {
  cutBeforeAnswer,
  cutInBody,
  failing,
  findRefusedUrl,
  flooding,
  redirected,
  silent,
  startUpstream,
  text,
  throttled,
  type Reply,
} from "../support/upstream.ts";
import { until } from "../support/until.ts";

/** Sends a head and the beginning of a body, and nothing more. */
function stalls(said: string): Reply {
  return ({ response }) => {
    response.writeHead(503, { "retry-after": "7" }).flushHeaders();
    response.write(said);
  };
}

const post = createWebhookPost({ allowLoopback: true });

function delivery(url: string, changes: Partial<WebhookPost> = {}): WebhookPost {
  const headers = { "webhook-id": "d", "webhook-timestamp": "1", "webhook-signature": "v1,x" };
  return { url, headers, body: '{"prompt":"春天"}', signal: new AbortController().signal, ...changes };
}

describe("a receiver", () => {
  test("gets the bytes that were signed, and the signatures", async () => {
    const receiver = await startUpstream();
    receiver.on("POST /hook", text("thank you", { status: 204 }));
    const outcome = await post(delivery(`${receiver.url}/hook?token=1`));
    expect(outcome).toEqual({ status: 204, durationMs: expect.any(Number), response: "", succeeded: true, gone: false });
    expect(outcome.durationMs).toBeGreaterThanOrEqual(0);
    expect(receiver.asked[0]).toMatchObject({ path: "/hook?token=1", body: '{"prompt":"春天"}' });
    expect(receiver.asked[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": "19",
      "webhook-id": "d",
      "webhook-signature": "v1,x",
    });
    expect(receiver.asked[0]?.headers.authorization).toBeUndefined();
  });

  test.each([200, 201, 299])("that answers %i has it", async (status) => {
    const receiver = await startUpstream();
    receiver.on("POST /", text("ok", { status }));
    expect(await post(delivery(receiver.url))).toMatchObject({ status, response: "ok", succeeded: true, gone: false });
  });

  test.each([304, 400, 404, 410, 500])("that answers %i has it not", async (status) => {
    const receiver = await startUpstream();
    receiver.on("POST /", text("", { status }));
    const outcome = await post(delivery(receiver.url));
    const error = `the receiver answered with status ${status}`;
    expect(outcome).toMatchObject({ status, error, succeeded: false, gone: status === 410 });
  });

  test("may ask for time", async () => {
    const receiver = await startUpstream();
    receiver.on("POST /", throttled("120"), failing(503), text("", { headers: { "retry-after": "5" } }));
    expect(await post(delivery(receiver.url))).toMatchObject({ status: 429, retryAfterMs: 120_000 });
    expect(await post(delivery(receiver.url))).not.toHaveProperty("retryAfterMs");
    expect(await post(delivery(receiver.url))).not.toHaveProperty("retryAfterMs");
  });

  test("that redirects is not followed", async () => {
    const [receiver, other] = [await startUpstream(), await startUpstream()];
    receiver.on("POST /", redirected(other.url));
    expect(await post(delivery(receiver.url))).toMatchObject({ status: 302, succeeded: false });
    expect(other.asked).toHaveLength(0);
  });

  test("that floods us is heard for 2 KiB, and dropped", async () => {
    const receiver = await startUpstream();
    receiver.on("POST /", flooding());
    const outcome = await post(delivery(receiver.url));
    expect(outcome).toMatchObject({ status: 200, succeeded: true });
    expect(outcome.response).toHaveLength(2_048);
    await until("the receiver notices", () => receiver.busy === 0);
  });

  test("that says yes and breaks off has it, one that says no has not", async () => {
    const receiver = await startUpstream();
    receiver.on("POST /", cutInBody("a long answer"), ({ response }) => void response.writeHead(500).write("a"));
    expect(await post(delivery(receiver.url))).toMatchObject({ status: 200, succeeded: true });
    const impatient = createWebhookPost({ allowLoopback: true, timeoutMs: 100 });
    expect(await impatient(delivery(receiver.url))).toMatchObject({ status: 500, succeeded: false });
  });

  test("that breaks off or stalls is heard for what came", async () => {
    const receiver = await startUpstream();
    receiver.on("POST /", cutInBody("a long answer"), stalls("the queue is full: 春"), stalls(""), stalls("x".repeat(2_048)));
    expect(await post(delivery(receiver.url))).toMatchObject({ status: 200, response: '"a long ' });
    const impatient = createWebhookPost({ allowLoopback: true, timeoutMs: 300 });
    const said = { status: 503, error: "the receiver answered with status 503", succeeded: false, retryAfterMs: 7_000 };
    expect(await impatient(delivery(receiver.url))).toMatchObject({ ...said, response: "the queue is full: 春" });
    expect(await impatient(delivery(receiver.url))).toMatchObject({ ...said, response: "" });
    expect(await impatient(delivery(receiver.url))).toMatchObject({ ...said, response: "x".repeat(2_048) });
    await until("the receiver notices", () => receiver.busy === 0);
  });

  test("that never answers, breaks off or is not there gives a plain reason", async () => {
    const receiver = await startUpstream();
    receiver.on("POST /", silent(), cutBeforeAnswer());
    const impatient = createWebhookPost({ allowLoopback: true, timeoutMs: 100 });
    const failed = { durationMs: expect.any(Number), response: "", succeeded: false, gone: false };
    expect(await impatient(delivery(receiver.url))).toEqual({ ...failed, error: "the answer did not come in time" });
    const broken = "the connection broke before the answer was whole";
    expect(await post(delivery(receiver.url))).toEqual({ ...failed, error: broken });
    expect(await post(delivery(await findRefusedUrl()))).toEqual({ ...failed, error: "the connection was refused" });
  });
});

test("an attempt that our own end cut short is none", async () => {
  const receiver = await startUpstream();
  receiver.on("POST /", silent());
  const abort = new AbortController();
  const outcome = post(delivery(receiver.url, { signal: abort.signal }));
  await until("the delivery arrived", () => receiver.busy === 1);
  abort.abort();
  await expect(outcome).rejects.toMatchObject({ kind: "aborted" });
});

describe("what a receiver says", () => {
  test.each([
    ["lines\r\nand\ttabs\n", "lines\nand\ttabs\n"],
    ["\u001B[31mred\u001B[0m \u0000 \u0007 \u0085", "\uFFFD[31mred\uFFFD[0m \uFFFD \uFFFD \uFFFD"],
    ["a\u202Eb\u2066c", "a\uFFFDb\uFFFDc"],
    [Buffer.from([0x61, 0xff, 0xc3, 0x28]), "a\uFFFD\uFFFD("],
    [`${"x".repeat(2_047)}é`, "x".repeat(2_047)],
    ["春".repeat(1_000), "春".repeat(682)],
    ["😀 春", "😀 春"],
  ])("%j is kept as text that nothing obeys", async (said, kept) => {
    const receiver = await startUpstream();
    receiver.on("POST /", text(said));
    const { response } = await post(delivery(receiver.url));
    expect(response).toBe(kept);
    expect(response.isWellFormed()).toBe(true);
  });
});

describe("this machine", () => {
  test("is not posted to where that is not allowed", async () => {
    const receiver = await startUpstream();
    const strict = createWebhookPost({ allowLoopback: false });
    const { port } = new URL(receiver.url);
    for (const host of ["127.0.0.1", "localhost", "[::1]", "127.0.0.9"]) {
      expect(await strict(delivery(`http://${host}:${port}/`))).toMatchObject({ error: "the URL is not https" });
    }
    expect(await strict(delivery(`https://127.0.0.1:${port}/`))).toMatchObject({ error: "the host has no public address" });
    expect(receiver.asked).toHaveLength(0);
  });

  test("alone may be posted to over plain HTTP", async () => {
    for (const url of ["http://10.0.0.1/", "http://example.test/", "http://localhost.test/", "http://[::ffff:127.0.0.1]/"]) {
      expect(await post(delivery(url))).toMatchObject({ error: "the URL is not https" });
    }
  });

  test("is not found behind a name, even so", async () => {
    const receiver = await startUpstream();
    const fetch = createUntrustedFetch({ resolve: () => Promise.resolve(["127.0.0.1", "10.0.0.1"]) });
    const careful = createWebhookPost({ allowLoopback: true, fetch });
    const outcome = await careful(delivery(`https://in.test:${new URL(receiver.url).port}/`));
    expect(outcome).toMatchObject({ error: "the host has no public address", succeeded: false });
    expect(JSON.stringify(outcome)).not.toMatch(/127\.0|10\.0/);
  });
});
