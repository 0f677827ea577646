// Which store: the embedded one in the data directory, or PostgreSQL where the settings name one.
import type { Clock } from "../core/clock.ts";
import { DataDirectoryError, StoreUnavailable, type Store } from "../core/store.ts";
import type { ClosedStore } from "./shared/closed-store.ts";
import { openSqliteStore } from "./sqlite/store.ts";

export interface StorePlace {
  readonly dataDirectory: string;
  /** PostgreSQL; absent for the embedded store. */
  readonly database: { readonly url: string; readonly directUrl: string } | undefined;
}

/** One store, wherever it is. */
export type StoreAddress = { readonly directory: string } | { readonly url: string };

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
  return await explain("MULETEER_DATABASE_URL", () => openPostgresStore({ ...database, local: clock }));
}

/**
 * For `muleteer migrate`: nobody serves from it meanwhile.
 * @param as a source must be there; a target is made.
 * @throws {DataDirectoryError} when somebody does, or it cannot be used.
 */
export async function openClosedStore(address: StoreAddress, as: "source" | "target"): Promise<ClosedStore> {
  if ("directory" in address) {
    const { openClosedSqlite } = await import("./sqlite/closed.ts");
    return openClosedSqlite(address.directory, as);
  }
  const { openClosedPostgres, toPublicName } = await import("./postgres/closed.ts");
  return await explain(toPublicName(address.url), () => openClosedPostgres(address.url, as));
}

/** A database that does not answer at the start may be another than was meant. */
async function explain<T>(what: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new DataDirectoryError(
      `${what}: ${error.message}. Is PostgreSQL running there, and are user, password and database right?`,
      { cause: error },
    );
  }
}
