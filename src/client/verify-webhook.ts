// For receivers: proves that a webhook comes from who knows the secret, and not long ago. Understands MuleRouter's headers and
// those of Standard Webhooks (https://www.standardwebhooks.com); both sign `<delivery id>.<timestamp>.<raw body>`.
import { WebhookVerificationError } from "./errors.ts";
import type { WebhookEventType } from "./webhooks.ts";

const DEFAULT_TOLERANCE_SECONDS = 300;
/** During a rotation there are two signatures; nobody honest sends more than a few. */
const MAX_SIGNATURES = 16;
const MAX_HEADER_CHARACTERS = 4096;

export interface WebhookEvent {
  /** The same for every endpoint that is told, and for every attempt to tell it. */
  readonly id: string;
  readonly type: WebhookEventType | "webhook.test";
  /** ISO 8601. */
  readonly created_at: string;
  /** Of a task's event: `vendor`, `model_name` and `payload`, the body that reading the task gives. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface WebhookDelivery {
  /** As it came, before anything parsed it. */
  readonly body: string | Uint8Array;
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `whsec_…`. */
  readonly secret?: string | undefined;
  /** Several, while a rotation lasts. */
  readonly secrets?: readonly string[] | undefined;
  /** How far the sender's clock may be from ours. Default 300. */
  readonly toleranceSeconds?: number | undefined;
  readonly now?: Date | undefined;
}

interface Scheme {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly separator: RegExp;
  readonly prefix: string;
  toKey(secret: string): Uint8Array<ArrayBuffer> | undefined;
  toSignature(text: string): Uint8Array<ArrayBuffer> | undefined;
}

const SCHEMES: readonly Scheme[] = [
  {
    id: "x-mulerouter-webhook-id",
    timestamp: "x-mulerouter-webhook-timestamp",
    signature: "x-mulerouter-webhook-signature",
    separator: /[\s,]+/,
    prefix: "v1=",
    toKey: (secret) => new TextEncoder().encode(secret),
    toSignature: fromHex,
  },
  {
    id: "webhook-id",
    timestamp: "webhook-timestamp",
    signature: "webhook-signature",
    separator: /\s+/,
    prefix: "v1,",
    toKey: (secret) => fromBase64(secret.replace(/^whsec_/, "")),
    toSignature: fromBase64,
  },
];

/**
 * The event, once it is proven. Signatures are compared in constant time.
 * @throws {WebhookVerificationError}
 */
export async function verifyWebhook(delivery: WebhookDelivery): Promise<WebhookEvent> {
  const { secret, secrets = [], toleranceSeconds = DEFAULT_TOLERANCE_SECONDS, now = new Date() } = delivery;
  const all = [...(secret === undefined ? [] : [secret]), ...secrets].filter((text) => text !== "");
  if (all.length === 0) throw new WebhookVerificationError("signature", "There is no secret to verify with.");
  const body = typeof delivery.body === "string" ? new TextEncoder().encode(delivery.body) : delivery.body;

  const found = SCHEMES.flatMap((scheme) => {
    const [id, timestamp, signature] = [scheme.id, scheme.timestamp, scheme.signature].map((name) =>
      readHeader(delivery.headers, name),
    );
    return id === undefined || timestamp === undefined || signature === undefined ? [] : [{ scheme, id, timestamp, signature }];
  });
  if (found.length === 0) throw new WebhookVerificationError("headers", "The headers of a signed webhook are missing.");
  const fresh = found.filter(({ timestamp }) => isFresh(timestamp, toleranceSeconds, now));
  if (fresh.length === 0) {
    throw new WebhookVerificationError(
      "timestamp",
      `The timestamp is no number, or more than ${toleranceSeconds} s from this clock.`,
    );
  }
  for (const { scheme, id, timestamp, signature } of fresh) {
    const head = new TextEncoder().encode(`${id}.${timestamp}.`);
    const signed = new Uint8Array(head.length + body.length);
    signed.set(head);
    signed.set(body, head.length);
    if (await isSigned(scheme, signed, { signature, secrets: all })) return parseEvent(body);
  }
  throw new WebhookVerificationError("signature", "No signature fits the body and the secret.");
}

function readHeader(headers: WebhookDelivery["headers"], name: string): string | undefined {
  const value = isHeaders(headers)
    ? headers.get(name)
    : Object.entries(headers).find(([candidate]) => candidate.toLowerCase() === name)?.[1];
  const text = typeof value === "string" ? value : value?.join(" ");
  return text === undefined || text === "" || text.length > MAX_HEADER_CHARACTERS ? undefined : text;
}

/** Also those of another realm or a polyfill. */
function isHeaders(headers: WebhookDelivery["headers"]): headers is Headers {
  return typeof headers["get" as keyof typeof headers] === "function";
}

function isFresh(timestamp: string, toleranceSeconds: number, now: Date): boolean {
  return /^\d{1,15}$/.test(timestamp) && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= toleranceSeconds;
}

interface Claim {
  readonly signature: string;
  readonly secrets: readonly string[];
}

async function isSigned(scheme: Scheme, signed: Uint8Array<ArrayBuffer>, { signature, secrets }: Claim): Promise<boolean> {
  const given = signature
    .split(scheme.separator, MAX_SIGNATURES)
    .filter((part) => part.startsWith(scheme.prefix))
    .map((part) => scheme.toSignature(part.slice(scheme.prefix.length)));
  for (const secret of secrets) {
    const bytes = scheme.toKey(secret);
    if (!bytes || bytes.length === 0) continue;
    const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    for (const candidate of given) {
      if (candidate && (await crypto.subtle.verify("HMAC", key, candidate, signed))) return true;
    }
  }
  return false;
}

function parseEvent(body: Uint8Array): WebhookEvent {
  try {
    const event = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as Partial<WebhookEvent> | null;
    if (typeof event?.id === "string" && typeof event.type === "string" && typeof event.data === "object")
      return event as WebhookEvent;
  } catch {
    // Said below.
  }
  throw new WebhookVerificationError("body", "The body is signed, but is no event.");
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
