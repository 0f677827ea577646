// How a move stands in a row of either store, and back.
import type { Cursor, Move } from "./closed-store.ts";
import type { Row, Value } from "./rows.ts";

export const MOVE_COLUMNS = ["id", "role", "peer", "state", "at", "cursor"] as const;

export function toMoveValues({ id, role, peer, state, at, cursor }: Move): Value[] {
  return [id, role, peer, state, at, toCursorText(cursor)];
}

export function toMove(row: Row): Move {
  const cursor = row["cursor"] as string | null;
  return {
    id: row["id"] as string,
    role: row["role"] as Move["role"],
    peer: row["peer"] as string,
    state: row["state"] as Move["state"],
    at: row["at"] as number,
    cursor: cursor === null ? undefined : (JSON.parse(cursor) as Cursor),
  };
}

/** The keys of tables hold no bytes, so a cursor is JSON as it is. */
export function toCursorText(cursor: Cursor | undefined): string | null {
  return cursor === undefined ? null : JSON.stringify(cursor);
}
