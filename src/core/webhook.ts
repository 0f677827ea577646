// Webhooks as receivers see them: the envelope, and signatures of its bytes in MuleRouter's form and in that of Standard Webhooks
// (https://www.standardwebhooks.com), so that the stock libraries of either verify us.
import { createHmac } from "node:crypto";
import type { WebhookEventType } from "./event.ts";
import type { Json, Task } from "./task.ts";
import type { NewDelivery } from "./webhook-store.ts";
import { toCreatedBody, toTaskBody, type BodyOptions } from "./wire.ts";

const SECRET_PREFIX = "whsec_";

/** A secret's text from 32 random bytes. */
export function toWebhookSecret(random: Uint8Array): string {
  return SECRET_PREFIX + Buffer.from(random).toString("base64");
}

/** `data` of an event about a task. It is the same whenever it is made: only final events tell what came of the task. */
export function toTaskEventData(type: WebhookEventType, task: Task, options: BodyOptions) {
  const { vendor, name } = options.model;
  const created = () => toCreatedBody({ ...task, state: "pending", updatedAt: task.createdAt });
  return { vendor, model_name: name, payload: type === "task.created" ? created() : toTaskBody(task, options) };
}

type EnvelopeFacts = Pick<NewDelivery, "eventId" | "type" | "createdAt">;

/** The body of a delivery, exactly as it is signed and sent. */
export function toEnvelope({ eventId, type, createdAt }: EnvelopeFacts, data: ReturnType<typeof toTaskEventData> | Json): string {
  return JSON.stringify({ id: eventId, type, created_at: new Date(createdAt).toISOString(), data });
}

export interface Unsigned {
  /** As `toWebhookSecret` makes them, newest first; two while a rotation lasts. */
  readonly secrets: readonly string[];
  readonly deliveryId: string;
  /** Of this attempt: receivers refuse what is more than 300 s old. */
  readonly timestampSeconds: number;
  readonly body: string;
}

/**
 * Headers that prove a delivery, with one signature for each secret over `<delivery id>.<timestamp>.<body>`. MuleRouter keys its
 * HMAC with the secret's whole text, Standard Webhooks with the bytes that the text encodes.
 * @throws {RangeError} without a secret.
 */
export function signDelivery({ secrets, deliveryId, timestampSeconds, body }: Unsigned): Record<string, string> {
  if (secrets.length === 0) throw new RangeError(`delivery ${deliveryId} has no secret to sign with`);
  const timestamp = String(timestampSeconds);
  const sign = (key: string | Uint8Array) => createHmac("sha256", key).update(`${deliveryId}.${timestamp}.${body}`).digest();
  const whole = secrets.map((secret) => `v1=${sign(secret).toString("hex")}`);
  const decoded = secrets.map((secret) => `v1,${sign(toSecretBytes(secret)).toString("base64")}`);
  return {
    "X-MuleRouter-Webhook-Id": deliveryId,
    "X-MuleRouter-Webhook-Timestamp": timestamp,
    "X-MuleRouter-Webhook-Signature": whole.join(","),
    "webhook-id": deliveryId,
    "webhook-timestamp": timestamp,
    "webhook-signature": decoded.join(" "),
  };
}

function toSecretBytes(secret: string): Uint8Array {
  return Buffer.from(secret.slice(SECRET_PREFIX.length), "base64");
}
