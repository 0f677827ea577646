// Webhook endpoints of the key, and what was delivered to them. What a receiver does with a delivery is in verify-webhook.ts.
import type { CallOptions, Connection } from "./connection.ts";
import { readList } from "./list.ts";
import { Paged, type Page } from "./paged.ts";

export type WebhookEventType = "task.created" | "task.succeeded" | "task.failed" | "balance.low";

export interface Webhook {
  readonly id: string;
  readonly object: "webhook";
  readonly url: string;
  readonly description: string;
  /** Which events it is told; null for all. */
  readonly events: readonly WebhookEventType[] | null;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  /** ISO 8601. */
  readonly created_at: string;
  /** Until when the secret before the last rotation signs too. */
  readonly secret_rotates_at: string | null;
}

export interface DeliveryAttempt {
  /** ISO 8601. */
  readonly at: string;
  /** Of the receiver's answer; null when there was none. */
  readonly status: number | null;
  readonly duration_ms: number;
  readonly error: string | null;
  /** At most the first 2 KiB of the receiver's answer. */
  readonly response: string | null;
}

export interface Delivery {
  readonly id: string;
  readonly object: "delivery";
  /** Null for the webhook that a single request named. */
  readonly webhook_id: string | null;
  readonly url: string;
  readonly event_id: string;
  readonly type: WebhookEventType | "webhook.test";
  readonly task_id: string | null;
  readonly status: "pending" | "succeeded" | "failed";
  /** Only of a delivery that is read by itself. */
  readonly attempts?: readonly DeliveryAttempt[];
  /** Only in lists. */
  readonly attempt_count?: number;
  readonly next_attempt_at: string | null;
  readonly created_at: string;
}

export interface WebhookSettings {
  readonly url?: string | undefined;
  readonly description?: string | undefined;
  /** Null for all. */
  readonly events?: readonly WebhookEventType[] | null | undefined;
}

export interface Rotation extends CallOptions {
  /** For how long the old secret signs too. */
  readonly overlapHours?: number | undefined;
}

export interface DeliveryFilter extends CallOptions {
  /** Only of this endpoint; else of every endpoint and of single requests' too. */
  readonly webhookId?: string | undefined;
  readonly status?: Delivery["status"] | undefined;
  /** Deliveries in a page, 1–100. */
  readonly limit?: number | undefined;
}

export class Webhooks {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `secret` is in this answer and in no other. */
  async create(
    { url, description, events }: WebhookSettings & { readonly url: string },
    { signal }: CallOptions = {},
  ): Promise<Webhook & { readonly secret: string }> {
    const body = { url, description, events };
    return await this.#connection.read({ method: "POST", path: "/v1/webhooks", body, signal }, "once");
  }

  async list(options: CallOptions = {}): Promise<readonly Webhook[]> {
    return await readList<Webhook>(this.#connection, "/v1/webhooks", options);
  }

  async get(id: string, { signal }: CallOptions = {}): Promise<Webhook> {
    return await this.#connection.read({ method: "GET", path: toPath(id), signal }, "safe");
  }

  /** `enabled: true` takes an endpoint up again that was disabled. */
  async update(
    id: string,
    { url, description, events, enabled }: WebhookSettings & { readonly enabled?: boolean | undefined },
    { signal }: CallOptions = {},
  ): Promise<Webhook> {
    const body = { url, description, events, enabled };
    return await this.#connection.read({ method: "PATCH", path: toPath(id), body, signal }, "safe");
  }

  async delete(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#connection.remove(toPath(id), signal);
  }

  /** A new secret; deliveries carry a signature of each while both are valid. */
  async rotate(id: string, { overlapHours, signal }: Rotation = {}): Promise<Webhook & { readonly secret: string }> {
    const body = { overlap_hours: overlapHours };
    return await this.#connection.read({ method: "POST", path: `${toPath(id)}/rotate`, body, signal }, "once");
  }

  /** Has a `webhook.test` event sent. */
  async test(id: string, { signal }: CallOptions = {}): Promise<Delivery> {
    return await this.#connection.read({ method: "POST", path: `${toPath(id)}/test`, signal }, "once");
  }

  /** Newest first. */
  deliveries({ webhookId, status, limit, signal }: DeliveryFilter = {}): Paged<Delivery> {
    const path = webhookId === undefined ? "/v1/webhooks/deliveries" : `${toPath(webhookId)}/deliveries`;
    return new Paged((cursor) =>
      this.#connection.read<Page<Delivery>>({ method: "GET", path, query: { status, limit, cursor }, signal }, "safe"),
    );
  }

  /** One delivery, with its attempts. */
  async delivery(id: string, { signal }: CallOptions = {}): Promise<Delivery> {
    return await this.#connection.read({ method: "GET", path: toDeliveryPath(id), signal }, "safe");
  }

  async redeliver(id: string, { signal }: CallOptions = {}): Promise<Delivery> {
    return await this.#connection.read({ method: "POST", path: `${toDeliveryPath(id)}/redeliver`, signal }, "once");
  }

  /** The key's own secret, which signs what goes to the webhook of a single request. */
  async secret({ signal }: CallOptions = {}): Promise<string> {
    const { secret } = await this.#connection.read<{ secret: string }>(
      { method: "GET", path: "/v1/webhooks/secret", signal },
      "safe",
    );
    return secret;
  }

  async rotateSecret({ overlapHours, signal }: Rotation = {}): Promise<string> {
    const body = { overlap_hours: overlapHours };
    const call = { method: "POST", path: "/v1/webhooks/secret/rotate", body, signal } as const;
    return (await this.#connection.read<{ secret: string }>(call, "once")).secret;
  }
}

function toPath(id: string): string {
  return `/v1/webhooks/${encodeURIComponent(id)}`;
}

function toDeliveryPath(id: string): string {
  return `/v1/webhooks/deliveries/${encodeURIComponent(id)}`;
}
