// Which store: the embedded one in the data directory, or PostgreSQL where the settings name one.
import type { Clock } from "../core/clock.ts";
import { DataDirectoryError, StoreUnavailable, type Store } from "../core/store.ts";
import { openSqliteStore } from "./sqlite/store.ts";

export interface StorePlace {
  readonly dataDirectory: string;
  /** PostgreSQL; absent for the embedded store. */
  readonly database: { readonly url: string; readonly directUrl: string } | undefined;
}

export interface OpenedStore {
  readonly store: Store;
  /** What the store's leases and days go by: everything that works with it must go by the same. */
  readonly clock: Clock;
}

/**
 * @param as a server owns a data directory alone; PostgreSQL takes any number.
 * @throws {DataDirectoryError} for a directory or a database that cannot be used.
 */
export async function openStore(
  { dataDirectory, database }: StorePlace,
  { clock, as }: { readonly clock: Clock; readonly as: "owner" | "guest" },
): Promise<OpenedStore> {
  if (!database) return { store: openSqliteStore({ directory: dataDirectory, clock, as }), clock };
  // Its driver is loaded only where it is needed.
  const { openPostgresStore } = await import("./postgres/store.ts");
  try {
    return await openPostgresStore({ ...database, local: clock });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new DataDirectoryError(
      `MULETEER_DATABASE_URL: ${error.message}. Is PostgreSQL running there, and are user, password and database right?`,
      { cause: error },
    );
  }
}
