// What remembers API keys, what they may spend, and what they have spent.

export const KEY_ROLES = ["inference", "admin"] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** What a key may do; an absent limit does not bind. */
export interface KeyLimits {
  /** Ids of the models that it may call. */
  readonly models?: readonly string[];
  /** Tasks that it may create in any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Tasks that it may have pending or processing at once. */
  readonly concurrentTasks?: number;
  /** Charges and reservations of the tasks that it creates in one day, UTC. */
  readonly dailySpendMicros?: number;
  /** Charges and reservations of all its tasks. */
  readonly totalSpendMicros?: number;
  /** `balance.low` is told when less than this is left of `totalSpendMicros`; a tenth of it when absent. */
  readonly lowBalanceMicros?: number;
}

/** Of the key that the operator's setting names. */
export const BOOTSTRAP_KEY_ID = "bootstrap";

export interface ApiKey {
  /** UUIDv7, or `BOOTSTRAP_KEY_ID`. */
  readonly id: string;
  readonly name: string;
  /** Admins administer keys and see everybody's usage; nobody sees another key's tasks. */
  readonly role: KeyRole;
  /** The first characters of the key, to tell keys apart. */
  readonly prefix: string;
  /** SHA-256 of the whole key: 256 random bits need no slow hash. */
  readonly hash: Uint8Array;
  readonly limits: KeyLimits;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
}

export interface KeyChange {
  readonly name?: string;
  readonly role?: KeyRole;
  /** Sets the limits that it names, and takes away those that are null; the others stay. */
  readonly limits?: { readonly [Name in keyof KeyLimits]?: NonNullable<KeyLimits[Name]> | null };
  /** Null takes the expiry away. */
  readonly expiresAt?: number | null;
}

/** Money of one key. Reserved is what its unfinished tasks would cost. */
export interface Spend {
  readonly chargedMicros: number;
  readonly reservedMicros: number;
}

export interface Balance {
  readonly total: Spend;
  /** Of the tasks that were created on the day of the question, UTC. */
  readonly day: Spend;
}

export const USAGE_GROUPS = ["day", "model", "key", "engine"] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** A report of more rows is cut off. */
export const MAX_USAGE_ROWS = 10_000;

export interface UsageQuery {
  /** First and last day, `YYYY-MM-DD`, UTC, both included: the days on which tasks ended. */
  readonly from: string;
  readonly to: string;
  readonly groupBy: readonly UsageGroup[];
  /** Only this key's. */
  readonly keyId?: string;
}

export interface UsageRow {
  readonly day?: string;
  readonly model?: string;
  readonly keyId?: string;
  /** Empty for tasks that ended before any engine had them. */
  readonly engine?: string;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly images: number;
  readonly chargedMicros: number;
}

/** What one key has in the queue. */
export interface KeyQueue {
  readonly keyId: string;
  /** Undefined for tasks of a key that there is not. */
  readonly keyName?: string;
  readonly pending: number;
  readonly processing: number;
}

export interface KeyStore {
  /** Writes a key, replacing one of the same id. */
  putKey(key: ApiKey): Promise<void>;
  /** Keys whose hash begins with the first 8 bytes of `hash`: at most one in practice; the caller compares the rest. */
  findKeys(hash: Uint8Array): Promise<ApiKey[]>;
  findKey(id: string): Promise<ApiKey | undefined>;
  /** Every key, oldest first. */
  listKeys(): Promise<ApiKey[]>;
  /**
   * The key as it is then, or undefined when there is none. `check` sees the key that is about to be changed, which nobody else
   * changes in between: when it throws, nothing is changed. It may be called a second time.
   */
  updateKey(id: string, change: KeyChange, check?: (key: ApiKey) => void): Promise<ApiKey | undefined>;
  /** False when there is no such key, or it was revoked before. */
  revokeKey(id: string, at: number): Promise<boolean>;
  readBalance(keyId: string): Promise<Balance>;
  /** Keys with unfinished tasks, those with the most first. */
  listQueueByKey(limit: number): Promise<KeyQueue[]>;
  /** Ordered by the groups; at most `MAX_USAGE_ROWS`. */
  listUsage(query: UsageQuery): Promise<UsageRow[]>;
}
