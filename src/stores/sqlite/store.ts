// The embedded store: one SQLite file, write-ahead log, every commit fsynced.
import { randomBytes } from "node:crypto";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { reserve, settle, type LedgerEntry } from "../../core/money.ts";
import { DataDirectoryError, type ApiKey, type Store } from "../../core/store.ts";
import { advance, isTerminal, TaskConflict, toPendingTask, type Task } from "../../core/task.ts";
import type { Clock } from "../../core/clock.ts";
import { openDatabase } from "./database.ts";
import { GroupCommit, toStoreError } from "./group-commit.ts";
import { createKeyCache } from "./key-cache.ts";
import { lockDirectory, readOwner, type OwnerLock } from "./lock.ts";
import { CREATION_COLUMNS, PROGRESS_COLUMNS, toApiKey, toCreationValues, toProgressValues, toTask } from "./rows.ts";

/** The server that this one replaces may still be closing. */
const OWNER_WAIT_MS = 1_500;

interface OpenOptions {
  /** The data directory; made when missing. */
  readonly directory: string;
  readonly clock: Pick<Clock, "now">;
  /**
   * A server owns its directory alone. A guest (a command that administers keys) may share it with the server: SQLite
   * serialises their writes.
   */
  readonly as: "owner" | "guest";
}

/** @throws {DataDirectoryError} when the directory is owned by another server, damaged or of a newer version. */
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
    if (as === "owner") releaseLeases(database);
    return createStore(database, { clock, lock });
  } catch (error) {
    database?.close();
    lock?.release();
    if (error instanceof DataDirectoryError) throw error;
    throw new DataDirectoryError(`The database in ${directory} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

/** Only the process before this one can have held these leases, and it is gone. */
function releaseLeases(database: DatabaseSync): void {
  database.exec("UPDATE tasks SET lease = NULL, due_at = 0 WHERE state = 'processing' AND lease IS NOT NULL");
}

function createStore(
  database: DatabaseSync,
  { clock, lock }: { readonly clock: Pick<Clock, "now">; readonly lock: OwnerLock | undefined },
): Store {
  const commits = new GroupCommit(database);
  const columns = [...CREATION_COLUMNS, ...PROGRESS_COLUMNS];
  const insertTask = database.prepare(`INSERT INTO tasks (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`);
  const updateTask = database.prepare(
    `UPDATE tasks SET ${PROGRESS_COLUMNS.map((column) => `${column} = ?`).join(", ")} WHERE id = ? AND state = ? AND lease IS ?`,
  );
  const insertLedger = database.prepare(
    "INSERT INTO ledger (task_id, settlement, kind, key_id, amount_micros, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const selectTask = database.prepare("SELECT * FROM tasks WHERE id = ?");
  const selectBegun = database.prepare("SELECT * FROM tasks WHERE state = 'processing' AND due_at <= ? ORDER BY due_at LIMIT ?");
  const selectPending = database.prepare("SELECT * FROM tasks WHERE state = 'pending' ORDER BY id LIMIT ?");
  const selectNextDue = database.prepare("SELECT min(due_at) AS due FROM tasks WHERE state = 'processing'");
  const countPending = database.prepare("SELECT count(*) AS n FROM tasks WHERE state = 'pending'");
  const selectOldestPending = database.prepare("SELECT created_at FROM tasks WHERE state = 'pending' ORDER BY id LIMIT 1");
  const countProcessing = database.prepare("SELECT count(*) AS n FROM tasks WHERE state = 'processing'");
  const selectExpired = database.prepare(
    "SELECT * FROM tasks WHERE expires_at IS NOT NULL AND images_removed = 0 AND expires_at < ? ORDER BY expires_at LIMIT ?",
  );
  const updateRemoved = database.prepare("UPDATE tasks SET images_removed = 1 WHERE id = ?");
  const upsertKey = database.prepare(
    "INSERT INTO api_keys (id, name, prefix, hash, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, prefix = excluded.prefix, hash = excluded.hash, revoked_at = excluded.revoked_at",
  );
  const keys = createKeyCache(database);
  const selectAllKeys = database.prepare("SELECT * FROM api_keys ORDER BY created_at, id");
  const updateRevoked = database.prepare("UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL");
  const insertSecret = database.prepare("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING");
  const deleteSecret = database.prepare("DELETE FROM secrets WHERE name = ?");
  const selectSecret = database.prepare("SELECT value FROM secrets WHERE name = ?");

  function post(task: Task, entry: LedgerEntry): void {
    insertLedger.run(task.id, entry.kind === "reserve" ? 0 : 1, entry.kind, task.keyId, entry.amountMicros, task.updatedAt);
  }

  /** The one conditional write that changes a task (I3). */
  function replaceTask(before: Task, after: Task): Task {
    const { changes } = updateTask.run(...toProgressValues(after), before.id, before.state, before.lease ?? null);
    if (changes !== 1) throw new Error(`task ${before.id} changed inside its own transaction`);
    if (isTerminal(after.state)) post(after, settle(after));
    return after;
  }

  return {
    createTask: (created) =>
      commits.write(() => {
        const task = toPendingTask(created);
        insertTask.run(...toCreationValues(task), ...toProgressValues(task));
        post(task, reserve(task));
        return task;
      }),

    findTask: (id) => read(() => one(selectTask, [id], toTask)),

    claimTasks: ({ lease, leaseUntil, limit }) =>
      commits.write(() => {
        const now = clock.now();
        const begun = selectBegun.all(now, limit).map(toTask);
        const waiting = begun.length < limit ? selectPending.all(limit - begun.length).map(toTask) : [];
        return [...begun, ...waiting].map((task) =>
          replaceTask(task, advance(task, { type: "claim", lease, leaseUntil }, lease, now)),
        );
      }),

    changeTask: (id, lease, change) =>
      commits.write(() => {
        const task = one(selectTask, [id], toTask);
        if (!task) throw new TaskConflict(`task ${id} is gone`);
        return replaceTask(task, advance(task, change, lease, clock.now()));
      }),

    nextDueAt: () => read(() => (selectNextDue.get()?.["due"] as number | null) ?? undefined),

    queueDepth: () =>
      read(() => {
        const oldest = selectOldestPending.get()?.["created_at"] as number | undefined;
        return {
          pending: countPending.get()?.["n"] as number,
          processing: countProcessing.get()?.["n"] as number,
          ...(oldest === undefined ? {} : { oldestPendingAt: oldest }),
        };
      }),

    listExpiredTasks: (before, limit) => read(() => selectExpired.all(before, limit).map(toTask)),

    markImagesRemoved: (ids) =>
      commits.write(() => {
        for (const id of ids) updateRemoved.run(id);
      }),

    putKey: (key) =>
      commits.write(() => {
        keys.forget();
        upsertKey.run(key.id, key.name, key.prefix, key.hash, key.createdAt, key.revokedAt ?? null);
      }),

    findKeys: (hash) => read(() => keys.find(hash.subarray(0, 8))),

    listKeys: () => read((): ApiKey[] => selectAllKeys.all().map(toApiKey)),

    revokeKey: (id, at) =>
      commits.write(() => {
        keys.forget();
        return updateRevoked.run(at, id).changes === 1;
      }),

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

    close: () =>
      read(() => {
        commits.flush();
        database.close();
        lock?.release();
      }),
  };
}

function one<T>(
  statement: StatementSync,
  parameters: readonly SQLInputValue[],
  convert: (row: NonNullable<ReturnType<StatementSync["get"]>>) => T,
): T | undefined {
  const row = statement.get(...parameters);
  return row === undefined ? undefined : convert(row);
}

/** A read sees what is committed; it is asynchronous because other stores' are. */
function read<T>(run: () => T): Promise<T> {
  try {
    return Promise.resolve(run());
  } catch (error) {
    return Promise.reject(toStoreError(error));
  }
}
