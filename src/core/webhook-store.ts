// What remembers webhook endpoints and every delivery to them. A delivery is written with the change that it tells of (I6).
import type { WebhookEventType } from "./event.ts";
import type { Json } from "./task.ts";

export interface WebhookEndpoint {
  /** UUIDv7. */
  readonly id: string;
  readonly keyId: string;
  readonly url: string;
  readonly description: string;
  /** Which events it wants; absent for all. */
  readonly events?: readonly WebhookEventType[];
  readonly secret: string;
  /** Valid besides `secret` until `previousSecretUntil`. */
  readonly previousSecret?: string;
  readonly previousSecretUntil?: number;
  readonly createdAt: number;
  readonly disabledAt?: number;
  readonly disabledReason?: string;
  /** Since when every attempt failed. */
  readonly failingSince?: number;
}

export interface WebhookChange {
  readonly url?: string;
  readonly description?: string;
  /** Null for all events. */
  readonly events?: readonly WebhookEventType[] | null;
  readonly secret?: { readonly value: string; readonly previousUntil: number };
  /** True takes the endpoint up again, and forgets its failures. */
  readonly enabled?: boolean;
}

export interface KeySecret {
  readonly secret: string;
  readonly previousSecret?: string;
  readonly previousSecretUntil?: number;
}

export const DELIVERY_STATES = ["pending", "succeeded", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface NewDelivery {
  /** UUIDv7: the delivery, unique per event and endpoint. */
  readonly id: string;
  readonly eventId: string;
  readonly type: WebhookEventType;
  readonly keyId: string;
  /** Absent for a task's own URL. */
  readonly webhookId?: string;
  readonly url: string;
  /** The task that it tells of: its body is made from it. */
  readonly taskId?: string;
  /** `data` of an event that is about no task. */
  readonly data?: Json;
  readonly createdAt: number;
}

export interface Delivery extends NewDelivery {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it is tried next, while pending. */
  readonly dueAt: number;
}

export interface DeliveryAttempt {
  readonly at: number;
  /** Of the answer; absent when there was none. */
  readonly status?: number;
  readonly durationMs: number;
  /** Why there was no answer, or it was no good. */
  readonly error?: string;
  /** At most the first 2 KiB of the answer. */
  readonly response: string;
}

/** A delivery under a lease, with what is needed to sign it. */
export interface ClaimedDelivery extends Delivery {
  /** Newest first; two while a rotation lasts. */
  readonly secrets: readonly string[];
  /** Since when every attempt at its endpoint failed. */
  readonly failingSince?: number;
}

export interface DeliveryClaim {
  readonly leaseUntil: number;
  readonly limit: number;
  /** Targets that get no more for now. @see toDeliveryTarget */
  readonly except: readonly string[];
  /** How many of one target at most, in this claim. */
  readonly perTarget: number;
  /** How many of one key at most, with those that it has under way already, whoever claimed them. */
  readonly perKey: number;
}

export interface AttemptOutcome {
  readonly state: DeliveryState;
  /** When pending: the next attempt. */
  readonly dueAt?: number;
  /** Where it was sent: an endpoint that has another URL by now is not judged by it. */
  readonly url?: string;
  /** It was not sent anywhere, and says nothing of the endpoint. */
  readonly unsent?: true;
  /** Disables the endpoint, with this reason; all its pending deliveries fail. */
  readonly disable?: string;
  /** Disables it only if every attempt has failed since then: not if its owner took it up again, or one succeeded, meanwhile. */
  readonly ifFailingSince?: number;
}

export interface DeliveryQuery {
  readonly keyId: string;
  readonly webhookId?: string;
  readonly state?: DeliveryState;
  /** Only older ones: the id of the last of the page before. */
  readonly beforeId?: string;
  readonly limit: number;
}

/**
 * Deliveries of one target wait for each other and for nobody else: an endpoint, or the host of the URLs of a key's tasks; many
 * keys may have theirs at one host.
 */
export function toDeliveryTarget({ webhookId, keyId, url }: Pick<NewDelivery, "webhookId" | "keyId" | "url">): string {
  return webhookId ?? `${keyId} ${new URL(url).host}`;
}

export interface WebhookStore {
  /** False when the key has `limit` endpoints already. */
  createWebhook(endpoint: WebhookEndpoint, limit: number): Promise<boolean>;
  /** Oldest first. */
  listWebhooks(keyId: string): Promise<WebhookEndpoint[]>;
  /** The endpoint as it is then, or undefined when this key has none such. */
  updateWebhook(keyId: string, id: string, change: WebhookChange): Promise<WebhookEndpoint | undefined>;
  /** Deletes its deliveries too. False when this key has none such. */
  deleteWebhook(keyId: string, id: string): Promise<boolean>;

  /** The key's own secret, which signs deliveries to a task's own URL; made when it is first needed. */
  keySecret(keyId: string): Promise<KeySecret>;
  rotateKeySecret(keyId: string, secret: string, previousUntil: number): Promise<KeySecret>;

  createDelivery(delivery: NewDelivery): Promise<Delivery>;
  /**
   * Takes what is due, oldest first, from targets in turns: first for keys and targets that have the least under way. A lease that
   * ran out counts as an attempt that was never made.
   */
  claimDeliveries(claim: DeliveryClaim): Promise<ClaimedDelivery[]>;
  /** Logs an attempt and what follows from it; undefined when the delivery is gone. */
  recordAttempt(id: string, attempt: DeliveryAttempt, outcome: AttemptOutcome): Promise<Delivery | undefined>;
  /** When the next delivery falls due, later than now, if any does: one that is due already waits for its target. */
  nextDeliveryAt(): Promise<number | undefined>;
  /** Newest first. */
  listDeliveries(query: DeliveryQuery): Promise<Delivery[]>;
  findDelivery(
    keyId: string,
    id: string,
  ): Promise<{ readonly delivery: Delivery; readonly attempts: DeliveryAttempt[] } | undefined>;
  /** Makes a delivery due at once, unless it is just under way, with its attempts kept; undefined when this key has none such. */
  redeliver(keyId: string, id: string): Promise<Delivery | undefined>;
  /** Forgets at most `limit` ended deliveries created before `before`, and says how many. */
  pruneDeliveries(before: number, limit: number): Promise<number>;
}
