// Webhooks as receivers get them, signed here by the contract's own words (section 5), and everything that must not pass.
import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyWebhook, WebhookVerificationError, type WebhookDelivery } from "../../src/client/index.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const SECONDS = Math.floor(NOW.getTime() / 1000);
const SECRET = `whsec_${Buffer.from("a secret of thirty-two bytes ok!").toString("base64")}`;
const OLD_SECRET = `whsec_${randomBytes(32).toString("base64")}`;
const EVENT = {
  id: "0199f0a0-0000-7000-8000-000000000001",
  type: "task.succeeded",
  created_at: "2026-03-01T11:59:58.000Z",
  data: {
    vendor: "alibaba",
    model_name: "qwen-image-max",
    payload: { task_info: { status: "completed" }, images: ["https://a/狐.png"] },
  },
};
const BODY = JSON.stringify(EVENT);
const ID = "delivery-1";

const toHex = (secret: string, body = BODY, at = SECONDS) =>
  createHmac("sha256", secret).update(`${ID}.${at}.${body}`).digest("hex");
const toBase64 = (secret: string, body = BODY, at = SECONDS) =>
  createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
    .update(`${ID}.${at}.${body}`)
    .digest("base64");

function muleRouter(signature: string, at: number | string = SECONDS): Record<string, string> {
  return {
    "X-MuleRouter-Webhook-Id": ID,
    "X-MuleRouter-Webhook-Timestamp": String(at),
    "X-MuleRouter-Webhook-Signature": signature,
  };
}
function standard(signature: string, at: number | string = SECONDS): Record<string, string> {
  return { "webhook-id": ID, "webhook-timestamp": String(at), "webhook-signature": signature };
}
const receive = (changes: Partial<WebhookDelivery>) =>
  verifyWebhook({ body: BODY, headers: {}, secret: SECRET, now: NOW, ...changes });

describe("a genuine webhook gives its event", () => {
  test.each<[string, Partial<WebhookDelivery>]>([
    ["by MuleRouter's headers", { headers: muleRouter(`v1=${toHex(SECRET)}`) }],
    ["by Standard Webhooks' headers", { headers: standard(`v1,${toBase64(SECRET)}`) }],
    ["by both", { headers: { ...muleRouter(`v1=${toHex(SECRET)}`), ...standard(`v1,${toBase64(SECRET)}`) } }],
    [
      "by one, when the other's clock is off",
      { headers: { ...muleRouter(`v1=${toHex(SECRET)}`, 1), ...standard(`v1,${toBase64(SECRET)}`) } },
    ],
    ["in capitals", { headers: muleRouter(`v1=${toHex(SECRET).toUpperCase()}`) }],
    ["from a Headers object", { headers: new Headers(standard(`v1,${toBase64(SECRET)}`)) }],
    ["from headers as node:http gives them", { headers: { ...standard(""), "webhook-signature": [`v1,${toBase64(SECRET)}`] } }],
    ["from bytes", { body: new TextEncoder().encode(BODY), headers: muleRouter(`v1=${toHex(SECRET)}`) }],
    ["from a slice of a buffer", { body: Buffer.from(`xx${BODY}`).subarray(2), headers: muleRouter(`v1=${toHex(SECRET)}`) }],
    ["while the sender's secret rotates", { headers: muleRouter(`v1=${toHex(OLD_SECRET)},v1=${toHex(SECRET)}`) }],
    ["while it rotates, by the standard", { headers: standard(`v1,${toBase64(OLD_SECRET)} v1,${toBase64(SECRET)}`) }],
    ["while our own rotates", { secret: undefined, secrets: [OLD_SECRET, SECRET], headers: standard(`v1,${toBase64(SECRET)}`) }],
    ["beside signatures of later versions", { headers: standard(`v2,xyz v1a,abc v1,${toBase64(SECRET)}`) }],
    ["at the edge of the time", { headers: standard(`v1,${toBase64(SECRET, BODY, SECONDS - 300)}`, SECONDS - 300) }],
    [
      "within a longer time",
      { toleranceSeconds: 900, headers: standard(`v1,${toBase64(SECRET, BODY, SECONDS - 800)}`, SECONDS - 800) },
    ],
  ])("%s", async (_, changes) => {
    expect(await receive(changes)).toEqual(EVENT);
  });

  test("with a secret that is no base64, by MuleRouter's headers", async () => {
    const secret = "not base64 at all!";
    expect(await receive({ secret, headers: muleRouter(`v1=${toHex(secret)}`) })).toEqual(EVENT);
  });
});

describe("refused is", () => {
  test.each<[string, WebhookVerificationError["reason"], Partial<WebhookDelivery>]>([
    [
      "a body that was changed",
      "signature",
      { body: BODY.replace("succeeded", "failed"), headers: muleRouter(`v1=${toHex(SECRET)}`) },
    ],
    ["another's secret", "signature", { headers: standard(`v1,${toBase64(OLD_SECRET)}`) }],
    ["the standard's signature under MuleRouter's name", "signature", { headers: muleRouter(`v1=${toBase64(SECRET)}`) }],
    ["a signature that is cut short", "signature", { headers: muleRouter(`v1=${toHex(SECRET).slice(0, 16)}`) }],
    ["no signature", "headers", { headers: { ...muleRouter(""), "X-MuleRouter-Webhook-Signature": "" } }],
    ["a signature without a version", "signature", { headers: muleRouter(toHex(SECRET)) }],
    ["an unknown version", "signature", { headers: muleRouter(`v2=${toHex(SECRET)}`) }],
    ["no headers", "headers", { headers: {} }],
    ["headers without an id", "headers", { headers: { ...standard(`v1,${toBase64(SECRET)}`), "webhook-id": "" } }],
    ["what is too old", "timestamp", { headers: standard(`v1,${toBase64(SECRET, BODY, SECONDS - 301)}`, SECONDS - 301) }],
    [
      "what comes from the future",
      "timestamp",
      { headers: standard(`v1,${toBase64(SECRET, BODY, SECONDS + 301)}`, SECONDS + 301) },
    ],
    ["a time that was changed", "signature", { headers: standard(`v1,${toBase64(SECRET)}`, SECONDS + 1) }],
    ["a time that is none", "timestamp", { headers: standard(`v1,${toBase64(SECRET)}`, "soon") }],
    ["an hour given as a fraction", "timestamp", { headers: standard(`v1,${toBase64(SECRET)}`, `${SECONDS}.5`) }],
    ["no secret", "signature", { secret: "", headers: muleRouter(`v1=${createHmac("sha256", "x").update("").digest("hex")}`) }],
    ["an empty standard secret", "signature", { secret: "whsec_", headers: standard(`v1,${toBase64("whsec_")}`) }],
    ["too many signatures", "signature", { headers: standard(`${"v1,AAAA ".repeat(16)}v1,${toBase64(SECRET)}`) }],
    ["headers beyond all measure", "headers", { headers: standard(`${" ".repeat(5_000)}v1,${toBase64(SECRET)}`) }],
    ["a signed body that is no event", "body", { body: "[]", headers: muleRouter(`v1=${toHex(SECRET, "[]")}`) }],
    ["a signed body that is no JSON", "body", { body: "{", headers: muleRouter(`v1=${toHex(SECRET, "{")}`) }],
  ])("%s", async (_, reason, changes) => {
    const error = await receive(changes).then(
      () => "it passed",
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(WebhookVerificationError);
    expect(error).toMatchObject({ reason });
    expect((error as Error).message).not.toContain(SECRET);
  });
});

/** Published with the Standard Webhooks specification and its libraries. The body is no event of ours: it fails after its signature. */
test("the standard's own example is signed", async () => {
  const example = {
    body: '{"test": 2432232314}',
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    now: new Date(1_614_265_330_000),
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
  };
  await expect(verifyWebhook(example)).rejects.toMatchObject({ reason: "body" });
  await expect(verifyWebhook({ ...example, body: '{"test": 2432232315}' })).rejects.toMatchObject({ reason: "signature" });
});
