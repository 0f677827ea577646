// Opens a data directory's database, or refuses it: it is damaged, another program's, or a newer version wrote it.
// Nothing that is refused is changed.
import { closeSync, fsyncSync, openSync, readFileSync, readSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DataDirectoryError } from "../../core/store.ts";

/** "MULE" in SQLite's header, so that another program's database is not taken for ours. */
const APPLICATION_ID = 0x4d_55_4c_45;

/** What to do about a database that is refused: a log that is left beside a backup would be written into it. */
const RESTORE = "It was left as it is; restore it from a backup, its -wal and -shm removed, or move it away.";

/** Databases up to this size are checked page by page at every start; measured, 880 MB a second from memory. */
const FULL_CHECK_MAX_BYTES = 64 * 1024 * 1024;

/** Another program that holds the file locked makes the server wait so long, and then say that it is unavailable. */
const BUSY_MS = 1_000;

/**
 * Holds the index by which tasks are found for some hundred thousand of them: with SQLite's own 2 MB, to find one of 100,000 takes twice
 * the time that it takes among 1,000. Memory is taken as pages are read.
 */
const CACHE_KIB = 32 * 1024;

const SQLITE_HEADER = "SQLite format 3\0";

/**
 * FTS5 leaves a rowid of its own behind as the connection's last one, larger than a number holds, and node:sqlite then fails in
 * the next write of any kind, which tells that rowid. This leaves a small one, in memory.
 */
export const RESET_ROWID = "REPLACE INTO temp.last_rowid (id) VALUES (1)";

/**
 * The directory's database, verified and of this version's schema.
 * @param migrate whether an older schema may be brought up to date; only the directory's owner may do that.
 * @throws {DataDirectoryError}
 */
export function openDatabase(directory: string, { migrate }: { readonly migrate: boolean }): DatabaseSync {
  const file = join(directory, "muleteer.db");
  let database: DatabaseSync | undefined;
  try {
    const migrations = readMigrations();
    if (isAbsent(file)) {
      if (!migrate) throw new DataDirectoryError(`Another process is just making ${file}. Try again in a moment.`);
      createDatabaseFile(file, migrations);
    }
    const found = verify(file);
    refuseSchema({ file, found, needed: migrations.at(-1)?.version ?? 0, migrate });
    database = new DatabaseSync(file, { timeout: BUSY_MS });
    configure(database);
    database.exec("CREATE TEMP TABLE last_rowid (id INTEGER PRIMARY KEY)");
    applyMigrations(
      database,
      migrations.filter(({ version }) => version > found),
    );
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof DataDirectoryError) throw error;
    throw new DataDirectoryError(
      `The database ${file} cannot be used (${(error as Error).message}). It was left as it is. Restore it from a backup, its -wal and -shm removed, or set MULETEER_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}

/**
 * Made beside its place and renamed into it when it is whole: killed in the middle, SQLite would leave a file with a rollback
 * journal, which nobody could verify without writing to it.
 */
function createDatabaseFile(file: string, migrations: readonly Migration[]): void {
  const draft = `${file}-draft`;
  for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(draft + suffix, { force: true });
  // It holds the secrets that sign sessions and URLs, and lies in whatever directory the operator gave: nobody else reads it. What
  // SQLite makes beside it gets the same mode.
  closeSync(openSync(draft, "wx", 0o600));
  using database = new DatabaseSync(draft);
  // A draft that is cut short is thrown away, so it is enough to write it through once, at the end.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  applyMigrations(database, migrations);
  database.close();
  writeThrough(draft);
  renameSync(draft, file);
  writeThrough(dirname(file));
}

function writeThrough(path: string): void {
  const descriptor = openSync(path, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function configure(database: DatabaseSync): void {
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864",
  );
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
}

function applyMigrations(database: DatabaseSync, migrations: readonly Migration[]): void {
  for (const { version, sql } of migrations) {
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}; COMMIT`);
  }
}

/** Whether there is no database yet. @throws {DataDirectoryError} for a file that SQLite would take for a new one and write over. */
function isAbsent(file: string): boolean {
  const length = sizeOf(file);
  if (length === 0) {
    if (sizeOf(`${file}-wal`) === 0) return true;
    throw new DataDirectoryError(
      `${file} is missing or empty, but its write-ahead log ${file}-wal is there. Restore the database beside it, or move the log away.`,
    );
  }
  const head = Buffer.alloc(SQLITE_HEADER.length);
  const descriptor = openSync(file, "r");
  readSync(descriptor, head, 0, head.length, 0);
  closeSync(descriptor);
  if (head.toString("latin1") === SQLITE_HEADER) return false;
  throw new DataDirectoryError(`${file} is no SQLite database. ${RESTORE}`);
}

/** Bytes of a file; 0 when there is none. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The schema's version. Reads through a connection that cannot write, because closing one that can may fold the log into a file that is refused. */
function verify(file: string): number {
  using database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
  if (readNumber(database, "PRAGMA application_id") !== APPLICATION_ID) {
    throw new DataDirectoryError(
      `${file} belongs to another program. It was left as it is; set MULETEER_DATA_DIR to another directory.`,
    );
  }
  // A page may be half written only while the log still holds it whole.
  if (sizeOf(file) % readNumber(database, "PRAGMA page_size") !== 0 && sizeOf(`${file}-wal`) === 0) {
    throw new DataDirectoryError(`The database ${file} is cut off. ${RESTORE}`);
  }
  if (sizeOf(file) <= FULL_CHECK_MAX_BYTES) {
    const verdict = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
    if (verdict !== "ok") {
      throw new DataDirectoryError(`The database ${file} is damaged (${toLine(verdict)}). ${RESTORE}`);
    }
  }
  return readNumber(database, "PRAGMA user_version");
}

/** SQLite's finding, which may have several lines, as a part of a sentence. */
function toLine(verdict: unknown): string {
  return String(verdict).replaceAll(/\s+/g, " ").trim();
}

interface Migration {
  readonly version: number;
  readonly sql: string;
}

function readMigrations(): Migration[] {
  const folder = new URL("./migrations/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => /^\d{3}-[a-z-]+\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 3)), sql: readFileSync(new URL(name, folder), "utf8") }));
}

function refuseSchema({ file, found, needed, migrate }: { file: string; found: number; needed: number; migrate: boolean }): void {
  if (found > needed) {
    throw new DataDirectoryError(
      `${file} was written by a newer version of Muleteer (schema ${found}; this one knows ${needed}). It was left as it is; run the newer version.`,
    );
  }
  if (found < needed && !migrate) {
    throw new DataDirectoryError(
      `${file} has schema ${found} and this version needs ${needed}: restart the server that owns it with this version first.`,
    );
  }
}

function readNumber(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0]);
}
