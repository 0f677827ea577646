// A data directory's store that is carried somewhere, or into which one is carried: owned alone for as long as that takes.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { DataDirectoryError } from "../../core/store.ts";
import { toTermsOf } from "../shared/found-by.ts";
import { carriedElsewhere, type ClosedStore, type Counters, type Move } from "../shared/closed-store.ts";
import { MOVE_COLUMNS, toCursorText, toMove, toMoveValues } from "../shared/move-rows.ts";
import { toTask, type Row } from "../shared/rows.ts";
import {
  CARRIED,
  listColumns,
  toRecord,
  withoutNul,
  type CarriedRow,
  type CarriedTable,
  type CarriedValue,
  type Kind,
} from "../shared/tables.ts";
import { openDatabase, RESET_ROWID } from "./database.ts";
import { toStoreError } from "./group-commit.ts";
import { lockDirectory, readOwner } from "./lock.ts";

/** A server that was just stopped may still be closing. */
const OWNER_WAIT_MS = 1_500;

/**
 * @param as a source must be there; a target is made.
 * @throws {DataDirectoryError} when a server owns the directory, or it cannot be used.
 */
export function openClosedSqlite(directory: string, as: "source" | "target"): ClosedStore {
  if (as === "source" && !existsSync(join(directory, "muleteer.db"))) {
    throw new DataDirectoryError(`There is no installation in ${directory}: it has no muleteer.db.`);
  }
  const lock = lockDirectory(directory, { waitMs: OWNER_WAIT_MS });
  if (!lock) {
    throw new DataDirectoryError(`The data directory ${directory} is in use (${readOwner(directory)}). Stop that server first.`);
  }
  try {
    const database = openDatabase(directory, { migrate: true });
    return createClosedStore(database, directory, () => {
      database.close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function createClosedStore(database: DatabaseSync, directory: string, close: () => void): ClosedStore {
  /** All of `work`, or nothing. */
  function write(work: () => void): void {
    database.exec("BEGIN IMMEDIATE");
    try {
      work();
      database.exec("COMMIT");
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw toStoreError(error);
    }
  }

  /** What the search index says of a task; its text is not kept in it, so it is made anew. */
  function indexTasks(rows: readonly CarriedRow[], table: CarriedTable): void {
    const insertRow = database.prepare("INSERT INTO task_word_rows (task_id) VALUES (?)");
    const insertWords = database.prepare("INSERT INTO task_words (rowid, words) VALUES (?, ?)");
    insertWords.setReadBigInts(true);
    for (const row of rows) {
      const task = toTask(toRecord(table, row));
      const { lastInsertRowid } = insertRow.run(task.id);
      insertWords.run(lastInsertRowid, toTermsOf(task).join(" "));
      database.exec(RESET_ROWID);
    }
  }

  return {
    name: directory,

    listMoves: async () => listMoves(database),

    isEmpty: async () =>
      listMoves(database).length === 0 && CARRIED.every(({ name }) => !database.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get()),

    putMove: async (move) => {
      database
        .prepare(`REPLACE INTO moves (${MOVE_COLUMNS.join(", ")}) VALUES (${MOVE_COLUMNS.map(() => "?").join(", ")})`)
        .run(...toMoveValues(move));
    },

    countRows: async ({ name }) => database.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.["n"] as number,

    readPage: async (table, after) => {
      const columns = listColumns(table);
      const key = table.key.map(toSource);
      const where = after ? `WHERE (${key.join(", ")}) > (${key.map(() => "?").join(", ")})` : "";
      const rows = database
        .prepare(
          `SELECT ${toSelection(table).join(", ")} FROM ${table.name} ${where} ORDER BY ${key.join(", ")} LIMIT ${table.page}`,
        )
        .all(...((after ?? []) as SQLInputValue[]));
      return rows.map((row) => columns.map(([name, kind]) => toCarried(row[name], kind)));
    },

    writePage: async (table, rows, { moveId, was, cursor }) => {
      const columns = listColumns(table);
      // Whether a key has something that waits is settled in the end.
      const [also, value] = table.name === "turns" ? [", waiting", ", 0"] : ["", ""];
      const names = columns.map(([name]) => toSource(name)).join(", ") + also;
      const insert = database.prepare(
        `INSERT INTO ${table.name} (${names}) VALUES (${columns.map(() => "?").join(", ")}${value})`,
      );
      const advance = database.prepare("UPDATE moves SET cursor = ? WHERE id = ? AND cursor IS ?");
      write(() => {
        for (const row of rows) insert.run(...row.map(toStored));
        if (table.name === "tasks") indexTasks(rows, table);
        if (advance.run(toCursorText(cursor), moveId, toCursorText(was)).changes !== 1) throw carriedElsewhere(directory);
      });
    },

    readCounters: async () => ({
      lastEvent: readNumber(database, "SELECT coalesce(max(seq), 0) AS n FROM sqlite_sequence WHERE name = 'events'"),
      prunedThrough: readNumber(database, "SELECT through AS n FROM events_pruned"),
    }),

    settle: async ({ lastEvent, prunedThrough }: Counters) => {
      write(() => {
        database.exec("DELETE FROM sqlite_sequence WHERE name = 'events'");
        database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)").run(lastEvent);
        database.prepare("UPDATE events_pruned SET through = ?").run(prunedThrough);
        database.prepare("UPDATE task_words_through SET event_id = ?").run(lastEvent);
        database.exec(SETTLE_TURNS);
      });
    },

    close: async () => close(),
  };
}

const SETTLE_TURNS = `
UPDATE turns SET waiting =
  EXISTS (SELECT 1 FROM tasks WHERE state = 'pending' AND tasks.level = turns.level AND tasks.key_id = turns.key_id)`;

export function listMoves(database: DatabaseSync): Move[] {
  return database.prepare("SELECT * FROM moves ORDER BY id").all().map(toMove);
}

function readNumber(database: DatabaseSync, sql: string): number {
  return database.prepare(sql).get()?.["n"] as number;
}

function toSource(column: string): string {
  return column === "place" ? "rowid" : column;
}

function toSelection(table: CarriedTable): string[] {
  return listColumns(table).map(([name]) => {
    const read = table.readAs?.[name] ?? toSource(name);
    return `${typeof read === "string" ? read : read.sqlite} AS ${name}`;
  });
}

function toCarried(value: Row[string], kind: Kind): CarriedValue {
  if (kind === "flag") return value === 1;
  return kind === "text" && typeof value === "string" ? withoutNul(value) : (value as CarriedValue);
}

function toStored(value: CarriedValue): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : value;
}
