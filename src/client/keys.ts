// API keys and what they may do. All but `self` need a key with the role `admin`.
import type { CallOptions, Connection } from "./connection.ts";
import { readList } from "./list.ts";

export interface Key {
  readonly id: string;
  readonly object: "key";
  readonly name: string;
  /** The key's first characters, to tell keys apart. */
  readonly prefix: string;
  readonly role: "inference" | "admin";
  /** ISO 8601. */
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** Ids of the models that it may use; null for all. */
  readonly models: readonly string[] | null;
  readonly requests_per_minute: number | null;
  readonly concurrent_tasks: number | null;
  readonly daily_spend_usd: number | null;
  readonly total_spend_usd: number | null;
  readonly low_balance_usd: number | null;
}

/** Null takes a limit away. */
export interface KeySettings {
  readonly name?: string | undefined;
  readonly role?: "inference" | "admin" | undefined;
  readonly expiresAt?: Date | string | null | undefined;
  readonly models?: readonly string[] | null | undefined;
  readonly requestsPerMinute?: number | null | undefined;
  readonly concurrentTasks?: number | null | undefined;
  readonly dailySpendUsd?: number | null | undefined;
  readonly totalSpendUsd?: number | null | undefined;
  readonly lowBalanceUsd?: number | null | undefined;
}

export class Keys {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `key` is the key itself: it is in this answer and nowhere else. */
  async create(
    settings: KeySettings & { readonly name: string },
    { signal }: CallOptions = {},
  ): Promise<Key & { readonly key: string }> {
    return await this.#connection.read({ method: "POST", path: "/v1/keys", body: toBody(settings), signal }, "once");
  }

  async list(options: CallOptions = {}): Promise<readonly Key[]> {
    return await readList<Key>(this.#connection, "/v1/keys", options);
  }

  async get(id: string, { signal }: CallOptions = {}): Promise<Key> {
    return await this.#connection.read({ method: "GET", path: toPath(id), signal }, "safe");
  }

  /** The key that this client uses, whatever its role. */
  async self({ signal }: CallOptions = {}): Promise<Key> {
    return await this.#connection.read({ method: "GET", path: "/v1/keys/self", signal }, "safe");
  }

  async update(id: string, settings: KeySettings, { signal }: CallOptions = {}): Promise<Key> {
    return await this.#connection.read({ method: "PATCH", path: toPath(id), body: toBody(settings), signal }, "safe");
  }

  /** From then on the key is refused. */
  async revoke(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#connection.remove(toPath(id), signal);
  }
}

function toPath(id: string): string {
  return `/v1/keys/${encodeURIComponent(id)}`;
}

function toBody(settings: KeySettings) {
  const { name, role, expiresAt, models } = settings;
  return {
    name,
    role,
    expires_at: expiresAt,
    models,
    requests_per_minute: settings.requestsPerMinute,
    concurrent_tasks: settings.concurrentTasks,
    daily_spend_usd: settings.dailySpendUsd,
    total_spend_usd: settings.totalSpendUsd,
    low_balance_usd: settings.lowBalanceUsd,
  };
}
