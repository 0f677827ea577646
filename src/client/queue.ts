// How much the whole server has to do. Only for a key with the role `admin`.
import type { CallOptions, Connection } from "./connection.ts";

export interface Queue {
  readonly object: "queue";
  /** Tasks that wait. */
  readonly pending: number;
  /** Tasks that an engine has. */
  readonly processing: number;
  /** ISO 8601; null when nothing waits. */
  readonly oldest_pending_at: string | null;
  /** Keys with unfinished tasks, those with the most first; at most 100. */
  readonly by_key: readonly {
    readonly key_id: string;
    /** Null for a key that is no longer known. */
    readonly key_name: string | null;
    readonly pending: number;
    readonly processing: number;
  }[];
}

/** @throws {ApiError} kind `forbidden` for a key without the role `admin`. */
export async function readQueue(connection: Connection, { signal }: CallOptions): Promise<Queue> {
  return await connection.read<Queue>({ method: "GET", path: "/v1/queue", signal }, "safe");
}
