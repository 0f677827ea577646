// The embedded store: one SQLite file, write-ahead log, every commit fsynced.
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { TaskEvent } from "../../core/event.ts";
import { DataDirectoryError, type Store } from "../../core/store.ts";
import { describeClosed } from "../shared/closed-store.ts";
import { listMoves } from "./closed.ts";
import type { StoreClock, StoreContext } from "./context.ts";
import { openDatabase } from "./database.ts";
import { createEventTable } from "./events.ts";
import { GroupCommit } from "./group-commit.ts";
import { createKeyCache } from "./key-cache.ts";
import { createKeyTable } from "./keys.ts";
import { openLogFile } from "./log-file.ts";
import { lockDirectory, readOwner, type OwnerLock } from "./lock.ts";
import { createSessionTable } from "./sessions.ts";
import { createSpendTable } from "./spend.ts";
import { createTaskTable } from "./tasks.ts";
import { createWebhookTable } from "./webhooks.ts";

/** The server that this one replaces may still be closing. */
const OWNER_WAIT_MS = 1_500;

interface OpenOptions {
  /** The data directory; made when missing. */
  readonly directory: string;
  readonly clock: StoreClock;
  /**
   * A server owns its directory alone. A guest (a command that administers keys) may share it with the server: SQLite
   * serialises their writes.
   */
  readonly as: "owner" | "guest";
}

/** @throws {DataDirectoryError} when the directory is owned by another server, damaged, of a newer version, or closed. */
export function openSqliteStore({ directory, clock, as }: OpenOptions): Store {
  const lock = lockDirectory(directory, { waitMs: as === "owner" ? OWNER_WAIT_MS : 0 });
  if (!lock && as === "owner") {
    throw new DataDirectoryError(
      `The data directory ${directory} is in use by another Muleteer (${readOwner(directory)}). Stop that one, or set MULETEER_DATA_DIR to another directory.`,
    );
  }
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(directory, { migrate: lock !== undefined });
    const closed = describeClosed(directory, listMoves(database));
    if (closed !== undefined) throw new DataDirectoryError(closed);
    if (as === "owner") releaseLeases(database, clock.now());
    return createStore(database, { clock, lock });
  } catch (error) {
    database?.close();
    lock?.release();
    if (error instanceof DataDirectoryError) throw error;
    throw new DataDirectoryError(`The database in ${directory} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * Only the process before this one can have held these leases, and it is gone. What was made in the future, or tried last, is due
 * now: the clock was set back since, and nothing should wait until it is there again.
 */
function releaseLeases(database: DatabaseSync, now: number): void {
  database.exec("UPDATE tasks SET lease = NULL, due_at = 0 WHERE state = 'processing' AND lease IS NOT NULL");
  database
    .prepare(
      `UPDATE deliveries SET leased = 0, due_at = min(due_at, ?1) WHERE state = 'pending'
         AND (leased = 1 OR created_at > ?1 OR (SELECT max(at) FROM delivery_attempts WHERE delivery_id = id) > ?1)`,
    )
    .run(now);
  database.prepare("UPDATE tasks SET due_at = min(due_at, ?) WHERE state = 'processing' AND updated_at > ?").run(now, now);
}

function createStore(
  database: DatabaseSync,
  { clock, lock }: { readonly clock: StoreClock; readonly lock: OwnerLock | undefined },
): Store {
  const keys = createKeyCache(database);
  const log = openLogFile(database);
  const commits = new GroupCommit<TaskEvent>(database, log, () => keys.forget());
  const context: StoreContext = { database, commits, clock, keys };
  const events = createEventTable(context);
  const webhooks = createWebhookTable(context);
  const spend = createSpendTable(context);
  const { append: _append, forget: _forgetEvents, ...eventStore } = events;
  const { tell: _tell, forget: _forgetDeliveries, ...webhookStore } = webhooks;
  const insertSecret = database.prepare("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING");
  const deleteSecret = database.prepare("DELETE FROM secrets WHERE name = ?");
  const selectSecret = database.prepare("SELECT value FROM secrets WHERE name = ?");

  return {
    ...createTaskTable(context, { events, spend, webhooks }),
    ...eventStore,
    ...webhookStore,
    ...createKeyTable(context, spend),
    ...createSessionTable(context),

    secret: (name) =>
      commits.write(() => {
        insertSecret.run(name, randomBytes(32));
        return selectSecret.get(name)?.["value"] as Uint8Array;
      }),

    // A page is written, because a transaction that writes none succeeds on a full disk too; no row stays.
    probe: () =>
      commits.write(() => {
        insertSecret.run("probe", new Uint8Array());
        deleteSecret.run("probe");
      }),

    async close() {
      await commits.drain();
      log.close();
      database.close();
      lock?.release();
    },
  };
}
