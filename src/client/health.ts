// How the server is at this moment: asked once, because a question about now is not repeated later.
import type { CallOptions, Connection } from "./connection.ts";

export interface Health {
  readonly status: "ok";
  readonly version: string;
  /** The server's clock, to the second; null where the answer does not say it. */
  readonly at: Date | null;
}

export async function readHealth(connection: Connection, { signal }: CallOptions): Promise<Health> {
  const answer = await connection.callOnce({ method: "GET", path: "/healthz", signal });
  const date = Date.parse(answer.headers.get("date") ?? "");
  const { version } = answer.json() as { version?: unknown };
  return { status: "ok", version: typeof version === "string" ? version : "", at: Number.isNaN(date) ? null : new Date(date) };
}

/** @throws {ApiError} kind `unavailable` when a create would be refused: the server is stopping, or its store cannot write. */
export async function readReadiness(connection: Connection, { signal }: CallOptions): Promise<void> {
  await connection.callOnce({ method: "GET", path: "/readyz", signal });
}
