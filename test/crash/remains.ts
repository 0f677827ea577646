// What a store is found to hold, in terms that no store has for itself: the judge compares it with what everybody was told.

export interface ImageRow {
  readonly blob: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface TaskRow {
  readonly id: string;
  readonly keyId: string;
  readonly state: "pending" | "processing" | "completed" | "failed" | "cancelled";
  readonly lease: string | null;
  readonly handle: string | null;
  readonly submittedAt: number | string | null;
  readonly images: readonly ImageRow[];
  readonly error: { readonly code: number; readonly detail: string } | undefined;
}

export interface EventRow {
  readonly id: number;
  readonly taskId: string;
  readonly keyId: string;
  readonly type: string;
}

export interface DeliveryRow {
  readonly id: string;
  readonly taskId: string;
  readonly type: string;
  readonly state: string;
  readonly webhookId: string | null;
}

export interface LedgerRow {
  readonly taskId: string;
  readonly kind: string;
  readonly amountMicros: number;
}

/** What is kept of a key beside its tasks. */
export interface KeySums {
  readonly live: number;
  readonly charged: number;
  readonly reserved: number;
}

/** Everything that a store says of its tasks, at one moment. */
export interface Remains {
  readonly tasks: ReadonlyMap<string, TaskRow>;
  /** In the order of their ids. */
  readonly events: readonly EventRow[];
  /** That was ever given to an event. */
  readonly lastEventId: number;
  readonly deliveries: readonly DeliveryRow[];
  readonly ledger: readonly LedgerRow[];
  readonly sums: ReadonlyMap<string, KeySums>;
  /** Names that creators gave, each with its task. */
  readonly names: readonly (readonly [name: string, taskId: string])[];
  /** Ids of tasks by the name that their creator gave them. */
  readonly ids: ReadonlyMap<string, string>;
  /** The bytes that are kept of an image. */
  readonly readImage: (blob: string) => Uint8Array;
}

/** Of a row with the columns `id, key_id, state, lease, handle, submitted_at, images, error`. */
export function toTask(row: Record<string, unknown>): TaskRow {
  const text = (name: string) => row[name] as string | null;
  return {
    id: row["id"] as string,
    keyId: row["key_id"] as string,
    state: row["state"] as TaskRow["state"],
    lease: text("lease"),
    handle: text("handle"),
    submittedAt: row["submitted_at"] as number | string | null,
    images: JSON.parse(text("images") ?? "[]") as ImageRow[],
    error: (JSON.parse(text("error") ?? "null") as TaskRow["error"] | null) ?? undefined,
  };
}
