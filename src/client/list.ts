// A list that comes whole.
import type { CallOptions, Connection } from "./connection.ts";

export async function readList<T>(connection: Connection, path: string, { signal }: CallOptions): Promise<readonly T[]> {
  const { data } = await connection.read<{ readonly data: readonly T[] }>({ method: "GET", path, signal }, "safe");
  return data;
}
