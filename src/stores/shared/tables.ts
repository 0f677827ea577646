// What an installation is made of, table by table and column by column: what is carried from one store to another, and what is not,
// with the reason. A test compares it with the schemas of both stores, so that nothing new is forgotten.
import type { Row } from "./rows.ts";

/** What a column holds, and so how it stands in either database. */
export type Kind =
  | "text"
  /** Text that may hold a NUL, which PostgreSQL's do not: it stands there as JSON. */
  | "any text"
  /** A whole number below 2⁵³. */
  | "integer"
  /** 0 or 1, or a boolean. */
  | "flag"
  | "bytes";

/** A value as it is carried, the same whichever store it comes from. */
export type CarriedValue = string | number | boolean | null | Uint8Array;
export type CarriedRow = readonly CarriedValue[];

export interface CarriedTable {
  readonly name: string;
  /** In this order they are read, and each pair of rows differs in them. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, Kind>>;
  /** Rows that are held at once. */
  readonly page: number;
  /** Whether it has a `place`: SQLite's rowid, which tells apart what was made in one millisecond. */
  readonly hasPlace?: true;
  /**
   * SQL instead of columns, in both dialects, or in each. Whoever has a lease is gone when a store is carried away: what was leased
   * is due at once.
   */
  readonly readAs?: Readonly<Record<string, string | { readonly sqlite: string; readonly postgres: string }>>;
}

const PAGE = 500;
/** Pictures of some 100 kB each. */
const PREVIEW_PAGE = 16;

const GRANT = {
  key: ["place"],
  hasPlace: true,
  columns: { hash: "bytes", key_id: "text", key_hash: "bytes", created_at: "integer", expires_at: "integer" },
  page: PAGE,
} as const;

const SECRET = { secret: "text", previous_secret: "text", previous_secret_until: "integer" } as const;

export const TASKS: CarriedTable & { readonly columns: Readonly<Record<string, Kind>> } = {
  name: "tasks",
  key: ["id"],
  hasPlace: true,
  columns: {
    id: "text",
    key_id: "text",
    model: "text",
    input: "text",
    seed: "integer",
    image_count: "integer",
    price_micros: "integer",
    traceparent: "text",
    level: "integer",
    deadline_at: "integer",
    origin: "text",
    webhook_url: "text",
    created_at: "integer",
    state: "text",
    warnings: "text",
    final_prompt: "any text",
    engine: "text",
    submitted_at: "integer",
    handle: "text",
    claims: "integer",
    failures: "integer",
    lease: "text",
    due_at: "integer",
    progress: "text",
    heard_at: "integer",
    images: "text",
    error: "text",
    updated_at: "integer",
    started_at: "integer",
    finished_at: "integer",
    expires_at: "integer",
    images_removed: "flag",
  },
  page: PAGE,
  readAs: { lease: "NULL", due_at: "CASE WHEN lease IS NULL THEN due_at ELSE 0 END" },
};

/** In the order in which they are carried. */
export const CARRIED: readonly CarriedTable[] = [
  {
    name: "api_keys",
    key: ["id"],
    columns: {
      id: "text",
      name: "text",
      role: "text",
      prefix: "text",
      hash: "bytes",
      limits: "text",
      created_at: "integer",
      expires_at: "integer",
      revoked_at: "integer",
    },
    page: PAGE,
  },
  { name: "secrets", key: ["name"], columns: { name: "text", value: "bytes" }, page: PAGE },
  { ...GRANT, name: "login_links" },
  { ...GRANT, name: "sessions" },
  {
    name: "webhooks",
    key: ["id"],
    columns: {
      id: "text",
      key_id: "text",
      url: "text",
      description: "text",
      events: "text",
      ...SECRET,
      created_at: "integer",
      disabled_at: "integer",
      disabled_reason: "text",
      failing_since: "integer",
    },
    page: PAGE,
  },
  { name: "webhook_key_secrets", key: ["key_id"], columns: { key_id: "text", ...SECRET }, page: PAGE },
  {
    name: "key_state",
    key: ["key_id"],
    columns: { key_id: "text", live: "integer", charged_micros: "integer", reserved_micros: "integer", low_told: "flag" },
    page: PAGE,
  },
  {
    name: "spend",
    key: ["key_id", "day"],
    columns: { key_id: "text", day: "text", charged_micros: "integer", reserved_micros: "integer" },
    page: PAGE,
  },
  {
    name: "request_counts",
    key: ["key_id", "second"],
    columns: { key_id: "text", second: "integer", n: "integer" },
    page: PAGE,
  },
  {
    name: "usage",
    key: ["day", "key_id", "model", "engine"],
    columns: {
      day: "text",
      key_id: "text",
      model: "text",
      engine: "text",
      completed: "integer",
      failed: "integer",
      cancelled: "integer",
      images: "integer",
      charged_micros: "integer",
    },
    page: PAGE,
  },
  TASKS,
  {
    name: "turns",
    key: ["level", "key_id"],
    columns: { level: "integer", key_id: "text", served: "integer", since: "integer" },
    page: PAGE,
  },
  { name: "previews", key: ["task_id"], columns: { task_id: "text", jpeg: "bytes" }, page: PREVIEW_PAGE },
  {
    name: "ledger",
    key: ["task_id", "settlement"],
    columns: {
      task_id: "text",
      settlement: "integer",
      kind: "text",
      key_id: "text",
      amount_micros: "integer",
      at: "integer",
    },
    page: PAGE,
  },
  {
    name: "idempotency",
    key: ["key_id", "path", "idem_key"],
    columns: {
      key_id: "text",
      path: "text",
      idem_key: "text",
      fingerprint: "text",
      task_id: "text",
      created_at: "integer",
      until: "integer",
    },
    page: PAGE,
  },
  {
    name: "events",
    key: ["id"],
    columns: {
      id: "integer",
      task_id: "text",
      key_id: "text",
      model: "text",
      type: "text",
      at: "integer",
      progress: "text",
    },
    page: PAGE,
  },
  {
    name: "deliveries",
    key: ["id"],
    hasPlace: true,
    columns: {
      id: "text",
      event_id: "text",
      type: "text",
      key_id: "text",
      webhook_id: "text",
      url: "text",
      target: "text",
      task_id: "text",
      data: "text",
      state: "text",
      attempts: "integer",
      due_at: "integer",
      created_at: "integer",
    },
    page: PAGE,
    readAs: {
      due_at: {
        sqlite: "CASE leased WHEN 1 THEN created_at ELSE due_at END",
        postgres: "CASE WHEN leased_by IS NULL THEN due_at ELSE created_at END",
      },
    },
  },
  {
    name: "delivery_attempts",
    key: ["delivery_id", "n"],
    columns: {
      delivery_id: "text",
      n: "integer",
      at: "integer",
      status: "integer",
      duration_ms: "integer",
      error: "text",
      response: "any text",
    },
    page: PAGE,
  },
];

/** What stays behind, by table or column, and why. */
export const NOT_CARRIED: Readonly<Record<string, string>> = {
  moves: "each installation's own: what was carried where",
  events_pruned: "a counter: see `Counters`",
  event_counter: "a counter: see `Counters`",
  task_words: "made anew from each task",
  task_word_rows: "made anew with it",
  task_words_through: "made anew: every task is indexed",
  task_vocabulary: "a view of the index",
  delivery_targets: "kept up by triggers on deliveries",
  migrations: "the schema's own version",
  engine_places: "a place is had under a lease, and nobody has one",
  engine_turns: "moments, all of them over",
  engine_health: "found out anew within minutes",
  nodes: "each says anew what it is",
  writers: "of the nodes of one database, to ask after a commit",
  "api_keys.hash_head": "generated",
  "login_links.hash_head": "generated",
  "sessions.hash_head": "generated",
  "turns.waiting": "made anew: whether the key has something that waits",
  "deliveries.leased": "nobody has a lease",
  "deliveries.leased_by": "nobody has a lease",
};

/** Every column of a table that is carried, in the order of its rows. */
export function listColumns({ columns, hasPlace }: CarriedTable): readonly (readonly [name: string, kind: Kind])[] {
  return [...(hasPlace ? [["place", "integer"] as const] : []), ...Object.entries(columns)];
}

/** A row by the names of its columns. */
export function toRecord(table: CarriedTable, row: CarriedRow): Row {
  return Object.fromEntries(listColumns(table).map(([name], index) => [name, row[index]]));
}

/** PostgreSQL's texts hold no NUL. What may have one for a reason is of the kind `any text`. */
export function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\u{FFFD}") : text;
}
