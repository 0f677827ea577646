// One process owns a data directory: a lock that the kernel drops when its process dies, however it dies.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DataDirectoryError } from "../../core/store.ts";

/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** Locks that are held: one that only its owner knew of would go with it when it is garbage, and a second owner come in. */
const held = new Set<DatabaseSync>();

export interface OwnerLock {
  release(): void;
}

/**
 * Takes the directory for this process, or returns undefined when another still has it after `waitMs`.
 * @throws {DataDirectoryError} when the directory cannot be made or written.
 */
export function lockDirectory(directory: string, { waitMs }: { readonly waitMs: number }): OwnerLock | undefined {
  createDirectory(directory);
  let lock: DatabaseSync | undefined;
  try {
    // An open transaction on a database of its own: SQLite's locks are portable, and Node offers no other.
    const taken = (lock = new DatabaseSync(join(directory, "owner.lock"), { timeout: waitMs }));
    taken.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    writeFileSync(join(directory, "owner.pid"), `${process.pid}\n`);
    held.add(taken);
    return {
      release() {
        held.delete(taken);
        taken.close();
      },
    };
  } catch (error) {
    lock?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw new DataDirectoryError(
      `The data directory ${directory} cannot be used (${(error as Error).message}). Make it writable, or set MULETEER_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}

/** The process that owns the directory, as far as it said so. */
export function readOwner(directory: string): string {
  const file = join(directory, "owner.pid");
  return existsSync(file) ? `process ${readFileSync(file, "utf8").trim()}` : "another process";
}

function createDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DataDirectoryError(`The data directory ${directory} cannot be made: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
