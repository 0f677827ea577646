// A PostgreSQL installation that is carried somewhere, or into which one is carried: no node may be at work on it, and none can write
// to it meanwhile (migrations/002-moves.sql).
import { DataDirectoryError, StoreUnavailable } from "../../core/store.ts";
import { carriedElsewhere, isClosed, type ClosedStore, type Counters, type Move } from "../shared/closed-store.ts";
import { MOVE_COLUMNS, toCursorText, toMove, toMoveValues } from "../shared/move-rows.ts";
import { toTask, type Row } from "../shared/rows.ts";
import {
  CARRIED,
  listColumns,
  toRecord,
  type CarriedRow,
  type CarriedTable,
  type CarriedValue,
  type Kind,
} from "../shared/tables.ts";
import { connectDatabase, type Database, type Session } from "./database.ts";
import { LISTENER } from "./events.ts";
import { migrate, readVersion } from "./migrate.ts";
import { writeWords } from "./search.ts";

/** Nodes that were just stopped may still be closing. */
const NODES_WAIT_MS = 3_000;
const NODES_EVERY_MS = 100;

/**
 * @param as a source must be there, with no node at work; a target is made.
 * @throws {DataDirectoryError} {StoreUnavailable}
 */
export async function openClosedPostgres(url: string, as: "source" | "target"): Promise<ClosedStore> {
  const name = toPublicName(url);
  const database = connectDatabase(url);
  try {
    if (as === "source" && (await readVersion(database)) === undefined) {
      throw new DataDirectoryError(`There is no installation in ${name}: it has no schema "muleteer".`);
    }
    await migrate(database);
    await refuseNodes(database, name);
    return createClosedStore(database, name);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @throws {DataDirectoryError} Every node has a connection on which it listens, by whatever way its others go. */
async function refuseNodes(database: Database, name: string): Promise<void> {
  const end = performance.now() + NODES_WAIT_MS;
  for (;;) {
    const nodes = await database.select(
      "SELECT coalesce(host(client_addr), 'local') AS at FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1",
      [LISTENER],
    );
    if (nodes.length === 0) return;
    if (performance.now() > end) {
      const at = [...new Set(nodes.map((row) => row["at"] as string))].join(", ");
      throw new DataDirectoryError(
        `${nodes.length} of the nodes of ${name} still run (connected from ${at}). Stop every one first.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, NODES_EVERY_MS));
  }
}

function createClosedStore(database: Database, name: string): ClosedStore {
  return {
    name,

    listMoves: () => listMoves(database),

    isEmpty: async () => {
      if ((await listMoves(database)).length > 0) return false;
      const found = CARRIED.map((table) => `EXISTS (SELECT 1 FROM ${table.name})`);
      const [row] = await database.select(`SELECT ${found.join(" OR ")} AS is_used`);
      return row?.["is_used"] === false;
    },

    putMove: (move) =>
      database.write(async (session) => {
        await session.query(
          `INSERT INTO moves (${MOVE_COLUMNS.join(", ")}) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at, cursor = excluded.cursor`,
          toMoveValues(move),
        );
        await session.query(`ALTER TABLE writers ${isClosed(await listMoves(session)) ? "ENABLE" : "DISABLE"} TRIGGER closed`);
      }),

    countRows: async (table) => {
      try {
        const [row] = await database.select(`SELECT count(*) AS n FROM ${table.name}`);
        return row?.["n"] as number;
      } catch (error) {
        // It takes longer than a statement may.
        if (error instanceof StoreUnavailable) return undefined;
        throw error;
      }
    },

    readPage: async (table, after) => {
      const columns = listColumns(table);
      const key = table.key.join(", ");
      const where = after ? `WHERE (${key}) > (${after.map((_, index) => `$${index + 1}`).join(", ")})` : "";
      const rows = await database.select(
        `SELECT ${toSelection(table).join(", ")} FROM ${table.name} ${where} ORDER BY ${key} LIMIT ${table.page}`,
        after ?? [],
      );
      return rows.map((row) => columns.map(([column, kind]) => toCarried(row[column], kind)));
    },

    writePage: (table, rows, { moveId, was, cursor }) =>
      database.write(async (session) => {
        const advanced = await session.query(
          "UPDATE moves SET cursor = $1 WHERE id = $2 AND cursor IS NOT DISTINCT FROM $3 RETURNING id",
          [toCursorText(cursor), moveId, toCursorText(was)],
        );
        if (advanced.length !== 1) throw carriedElsewhere(name);
        await insertRows(session, table, rows);
        // Whatever its events say, each task is in the index.
        if (table.name === "tasks")
          await writeWords(
            session,
            rows.map((row) => toTask(toRecord(table, row))),
          );
      }),

    readCounters: async () => {
      const [row] = await database.select("SELECT last, through FROM event_counter CROSS JOIN events_pruned");
      return { lastEvent: row?.["last"] as number, prunedThrough: row?.["through"] as number };
    },

    settle: ({ lastEvent, prunedThrough }: Counters) =>
      database.write(async (session) => {
        await session.query("UPDATE event_counter SET last = $1", [lastEvent]);
        await session.query("UPDATE events_pruned SET through = $1", [prunedThrough]);
        await session.query("UPDATE task_words_through SET event_id = $1", [lastEvent]);
        await session.query("SELECT setval('serves', max(served)) FROM turns HAVING max(served) > 0");
        await session.query("SELECT setval('places', max(place)) FROM tasks HAVING count(*) > 0");
        for (const table of CARRIED.filter(({ hasPlace, name }) => hasPlace && name !== "tasks")) {
          await session.query(
            `SELECT setval(pg_get_serial_sequence('${table.name}', 'place'), max(place)) FROM ${table.name} HAVING count(*) > 0`,
          );
        }
      }),

    close: () => database.close(),
  };
}

export async function listMoves(database: Pick<Session, "query"> | Pick<Database, "select">): Promise<Move[]> {
  const sql = "SELECT * FROM moves ORDER BY id";
  return ("query" in database ? await database.query(sql) : await database.select(sql)).map(toMove);
}

async function insertRows(session: Session, table: CarriedTable, rows: readonly CarriedRow[]): Promise<void> {
  const columns = listColumns(table);
  const parameters = columns.map(([, kind], index) => rows.map((row) => toStored(row[index] ?? null, kind)));
  const given = columns.map(([, kind], index) => `$${index + 1}::${TYPES[kind]}[]`);
  await session.query(
    `INSERT INTO ${table.name} (${columns.map(([column]) => column).join(", ")}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest(${given.join(", ")})`,
    parameters,
  );
}

const TYPES: Readonly<Record<Kind, string>> = {
  text: "text",
  "any text": "text",
  integer: "bigint",
  flag: "bool",
  bytes: "bytea",
};

function toSelection(table: CarriedTable): string[] {
  return listColumns(table).map(([column]) => {
    const read = table.readAs?.[column] ?? column;
    return `${typeof read === "string" ? read : read.postgres} AS ${column}`;
  });
}

function toCarried(value: Row[string], kind: Kind): CarriedValue {
  return kind === "any text" && typeof value === "string" ? (JSON.parse(value) as string) : (value as CarriedValue);
}

function toStored(value: CarriedValue, kind: Kind): CarriedValue {
  return kind === "any text" && typeof value === "string" ? JSON.stringify(value) : value;
}

/** Where a database is, without who may use it. */
export function toPublicName(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
