// Carries all rows of one store into an empty one. It may die at any moment and be run again: it goes on where it was. At no moment
// may both be served from: a task that both hold would be paid for twice. So the source is closed before the first row is carried,
// and the target is opened last of all, when everything was compared and the source is closed for good.
import type { Clock } from "../core/clock.ts";
import { DataDirectoryError } from "../core/store.ts";
import {
  describeClosed,
  digestTable,
  toKey,
  walkPages,
  type ClosedStore,
  type Counters,
  type Cursor,
  type Digest,
  type Move,
} from "./shared/closed-store.ts";
import { CARRIED } from "./shared/tables.ts";

export interface Ends {
  readonly from: ClosedStore;
  readonly to: ClosedStore;
}

/** Told of what is done: of so many more rows of a table, of all that there are as far as that is known. */
export type RowsWatch = (rows: { readonly table: string; readonly more: number; readonly total: number | undefined }) => void;

export interface Watched {
  readonly watch: RowsWatch;
  /** Stops between two pages. */
  readonly signal: AbortSignal;
}

/**
 * Closes both ends, or finds the move that is under way between them, or has ended.
 * @returns the target's account of it.
 * @throws {DataDirectoryError} when one of them may not be an end of it.
 */
export async function beginMove({ from, to }: Ends, clock: Pick<Clock, "now" | "id">): Promise<Move> {
  const moves = await from.listMoves();
  const left = moves.findLast(isLeaving);
  const known = (await to.listMoves()).find(({ id }) => id === left?.id);
  if (known) return known;
  // It was carried elsewhere, or is itself only half there. One that was begun and did not end may be carried anywhere: of its
  // targets only the last can ever be opened.
  const obstacle = describeClosed(
    from.name,
    moves.filter((move) => move.role === "target" || move.state === "done"),
  );
  if (obstacle !== undefined) throw new DataDirectoryError(obstacle);
  if (!(await to.isEmpty())) {
    throw new DataDirectoryError(
      describeClosed(to.name, await to.listMoves()) ??
        `${to.name} holds an installation already. Carry it into an empty database or a new directory.`,
    );
  }
  const move = { id: clock.id(), at: clock.now(), state: "under way", cursor: undefined } as const;
  await from.putMove({ ...move, role: "source", peer: to.name });
  const target = { ...move, role: "target", peer: from.name } as const;
  await to.putMove(target);
  return target;
}

/** Carries every row that is not there yet, and then what is counted on from. */
export async function carryRows({ from, to }: Ends, move: Move, { watch, signal }: Watched): Promise<void> {
  let cursor: Cursor | undefined = move.cursor;
  const first = cursor === undefined ? 0 : CARRIED.findIndex(({ name }) => name === cursor?.table);
  if (first < 0) {
    throw new DataDirectoryError(
      "The move was begun by another version of Muleteer. Run that one, or empty the target and begin anew.",
    );
  }
  for (const table of CARRIED.slice(first)) {
    const total = await from.countRows(table);
    const after = cursor?.table === table.name ? cursor.after : undefined;
    for await (const rows of walkPages(from, table, after)) {
      signal.throwIfAborted();
      const next = { table: table.name, after: toKey(table, rows.at(-1) ?? []) };
      await to.writePage(table, rows, { moveId: move.id, was: cursor, cursor: next });
      cursor = next;
      watch({ table: table.name, more: rows.length, total });
    }
  }
  await to.settle(await from.readCounters());
}

/**
 * Reads every table at both ends, in the same order and by the same rules.
 * @returns what is in each, by its name.
 * @throws {DataDirectoryError} when they differ.
 */
export async function compareStores({ from, to }: Ends, { watch, signal }: Watched): Promise<Record<string, Digest>> {
  const found: Record<string, Digest> = {};
  for (const table of CARRIED) {
    const total = await from.countRows(table);
    const tell = (more: number) => {
      signal.throwIfAborted();
      watch({ table: table.name, more, total });
    };
    const [there, here] = await Promise.all([digestTable(from, table, tell), digestTable(to, table)]);
    if (there.rows !== here.rows || there.sha256 !== here.sha256) {
      throw new DataDirectoryError(
        `${to.name} differs from ${from.name} in ${table.name}: ${here.rows} rows of ${there.rows}, or other ones. Empty it and carry anew.`,
      );
    }
    found[table.name] = here;
  }
  if (!isSame(await from.readCounters(), await to.readCounters())) {
    throw new DataDirectoryError(`${to.name} differs from ${from.name} in its counters. Empty it and carry anew.`);
  }
  return found;
}

function isSame(one: Counters, other: Counters): boolean {
  return one.lastEvent === other.lastEvent && one.prunedThrough === other.prunedThrough;
}

/** Closes the source for good, and then opens the target: in this order. */
export async function endMove({ from, to }: Ends, { id }: Move): Promise<void> {
  for (const end of [from, to]) {
    const move = (await end.listMoves()).find((each) => each.id === id);
    if (move && move.state !== "done") await end.putMove({ ...move, state: "done" });
  }
}

/**
 * A source may be served from again.
 * @returns the move that is given up. @throws {DataDirectoryError} when it was not carried away.
 */
export async function giveUpMove(store: ClosedStore): Promise<Move> {
  const moves = (await store.listMoves()).filter(isLeaving);
  const last = moves.at(-1);
  if (!last) throw new DataDirectoryError(`${store.name} was not carried away: there is nothing to take up again.`);
  // The newest last: it is the one that a target may know.
  for (const move of moves) await store.putMove({ ...move, state: "given up" });
  return last;
}

function isLeaving({ role, state }: Move): boolean {
  return role === "source" && state !== "given up";
}
