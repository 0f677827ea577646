// What the parts of the store share.
import type { Clock } from "../../core/clock.ts";
import type { TaskEvent } from "../../core/event.ts";
import type { Row } from "../shared/rows.ts";
import type { Database, Parameter, Session, Statement } from "./database.ts";
import type { Lane } from "./lane.ts";
import type { Needs, Unit } from "./unit.ts";

export type StoreClock = Pick<Clock, "now" | "id">;
export type WriteLane = Lane<Unit, Needs>;

export interface StoreContext {
  readonly database: Database;
  readonly clock: StoreClock;
  /** Tasks, keys and their money, in the order in which they are asked for. */
  readonly tasks: WriteLane;
  /** Everything else, beside it. */
  readonly rest: WriteLane;
  /** Of this store among those of the same database. */
  readonly instance: string;
  readonly watch: (listener: (events: readonly TaskEvent[]) => void) => () => void;
  /** Calls `listener` with what was notified besides events; without a word when something may have gone unheard. */
  readonly watchNotices: (listener: (notice?: string) => void) => () => void;
}

/** A write of its own transaction, which needs nothing that `Unit` keeps. */
export function writeAlone<T>(lane: WriteLane, run: (session: Session) => Promise<T>): Promise<T> {
  return lane.write({ needs: {}, isAlone: true, run: (unit) => run(unit.session) });
}

export async function one<T>(
  session: Pick<Session, "query">,
  statement: Statement,
  { of, to }: { readonly of: readonly Parameter[]; readonly to: (row: Row) => T },
): Promise<T | undefined> {
  const [row] = await session.query(statement, of);
  return row && to(row);
}
