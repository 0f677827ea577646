// A store that nobody serves from, as rows: what one is carried out of, and what it is carried into.
import { createHash, type Hash } from "node:crypto";
import { DataDirectoryError } from "../../core/store.ts";
import { listColumns, type CarriedRow, type CarriedTable, type CarriedValue } from "./tables.ts";

/** One end's account of a move. It keeps a server from starting where only one may. */
export interface Move {
  /** The same at both ends. */
  readonly id: string;
  readonly role: "source" | "target";
  /** The other end, without credentials. */
  readonly peer: string;
  /** `given up`: a source that is to be used again. */
  readonly state: "under way" | "done" | "given up";
  /** Unix milliseconds. */
  readonly at: number;
  /** How far a target is. */
  readonly cursor: Cursor | undefined;
}

/** The last row that was carried. */
export interface Cursor {
  readonly table: string;
  readonly after: CarriedRow;
}

/** What is counted on from, and stands in no row of its own in every store. */
export interface Counters {
  /** The id of the last event that ever was. */
  readonly lastEvent: number;
  readonly prunedThrough: number;
}

export interface ClosedStore {
  /** For people: without credentials. */
  readonly name: string;
  /** Newest last. */
  listMoves(): Promise<Move[]>;
  /** Whether it holds no rows of an installation. */
  isEmpty(): Promise<boolean>;
  /**
   * Writes a move down, new or known by its id. From then on a server starts, and a node writes, only if no move says otherwise
   * (`isClosed`).
   */
  putMove(move: Move): Promise<void>;
  /** Undefined when that cannot be told in reasonable time. */
  countRows(table: CarriedTable): Promise<number | undefined>;
  /** The rows after one with the key `after`, at most `table.page` of them. */
  readPage(table: CarriedTable, after: CarriedRow | undefined): Promise<CarriedRow[]>;
  /**
   * Adds rows, and in the same transaction notes that the move of this id is there. @throws {DataDirectoryError} when it is not at
   * `was` any more: somebody else carries it too.
   */
  writePage(table: CarriedTable, rows: readonly CarriedRow[], step: Step): Promise<void>;
  readCounters(): Promise<Counters>;
  /** After the last page: makes anew what is not carried. May be done twice. */
  settle(counters: Counters): Promise<void>;
  close(): Promise<void>;
}

/** What `writePage` throws. */
export function carriedElsewhere(name: string): DataDirectoryError {
  return new DataDirectoryError(`Somebody else carries rows into ${name} at the same time. Let one of the two end.`);
}

export interface Step {
  readonly moveId: string;
  readonly was: Cursor | undefined;
  readonly cursor: Cursor;
}

/** Whether an installation with these moves must not be served. */
export function isClosed(moves: readonly Move[]): boolean {
  return moves.some(({ role, state }) => (role === "source" ? state !== "given up" : state === "under way"));
}

/** Why, with the remedy; undefined when it may be. @param name of the installation. */
export function describeClosed(name: string, moves: readonly Move[]): string | undefined {
  const move = moves.findLast((each) => isClosed([each]));
  if (!move) return undefined;
  if (move.role === "target") {
    return `${name} is only half carried over from ${move.peer}: run the same "muleteer migrate" again, and it goes on where it was.`;
  }
  const when = `${new Date(move.at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const reason = "It must not run besides: unfinished tasks would be paid for twice.";
  const wayBack = `"muleteer migrate --reopen ${name}" takes this one up`;
  return move.state === "done"
    ? `${name} was carried over to ${move.peer} (${when}). ${reason} Start the server on that one; if that one never runs again, ${wayBack}.`
    : `${name} is being carried over to ${move.peer} (since ${when}). ${reason} Run the same "muleteer migrate" again, and it goes on where it was; ${wayBack} instead.`;
}

/** The values by which a row is found. */
export function toKey(table: CarriedTable, row: CarriedRow): CarriedValue[] {
  const names = listColumns(table).map(([name]) => name);
  return table.key.map((column) => row[names.indexOf(column)] ?? null);
}

/** Page by page, from the row after `after` to the last. */
export async function* walkPages(store: ClosedStore, table: CarriedTable, after?: CarriedRow): AsyncGenerator<CarriedRow[]> {
  for (let from = after; ;) {
    const rows = await store.readPage(table, from);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    from = toKey(table, last);
  }
}

export interface Digest {
  readonly rows: number;
  /** Of every row in the order of their keys, hexadecimal. */
  readonly sha256: string;
}

/** @param onRows told of rows as they are read. */
export async function digestTable(store: ClosedStore, table: CarriedTable, onRows = (_n: number) => {}): Promise<Digest> {
  const hash = createHash("sha256");
  let rows = 0;
  for await (const page of walkPages(store, table)) {
    for (const row of page) addRow(hash, row);
    rows += page.length;
    onRows(page.length);
  }
  return { rows, sha256: hash.digest("hex") };
}

function addRow(hash: Hash, row: CarriedRow): void {
  const plain = row.map((value) => (value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value));
  hash.update(`${JSON.stringify(plain)}\n`);
}
