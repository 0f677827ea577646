// The database's write-ahead log, brought to the disk off the event loop. A commit appends a transaction to the log and syncs nothing
// but what keeps the file whole around checkpoints (`synchronous=NORMAL`); whoever answers for the transaction waits for `sync`
// first. Together that is what `synchronous=FULL` does (https://sqlite.org/pragma.html#pragma_synchronous).
import { closeSync, fdatasync, openSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

export interface LogFile {
  /** Resolves when everything that was committed before the call is on disk. If it cannot be brought there, the process ends. */
  sync(): Promise<void>;
  close(): void;
}

/** Commits of `database` are on disk only after a `sync` from now on. */
export function openLogFile(database: DatabaseSync): LogFile {
  // The same file until the database's last connection closes.
  const path = `${database.location()}-wal`;
  let descriptor: number | undefined;
  database.exec("PRAGMA synchronous = NORMAL");
  return {
    sync: () =>
      new Promise((resolve) => {
        // Windows flushes only what is open for writing.
        descriptor ??= openSync(path, "r+");
        fdatasync(descriptor, (error) => {
          if (error === null) return resolve();
          // What the system could not write it may have forgotten, and the next call would not say so: nobody must be told of what
          // only this process still knows. The next one begins with what is on disk.
          throw new Error(`${path} could not be written through (${error.message}); what is not on disk is given up`, {
            cause: error,
          });
        });
      }),
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}
