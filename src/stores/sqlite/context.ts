// What the parts of the store share: one connection, one queue of writes, and what a transaction has to tell when it commits.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Clock } from "../../core/clock.ts";
import type { TaskEvent } from "../../core/event.ts";
import type { Row } from "../shared/rows.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { KeyCache } from "./key-cache.ts";

export type StoreClock = Pick<Clock, "now" | "id">;

export interface StoreContext {
  readonly database: DatabaseSync;
  readonly commits: GroupCommit<TaskEvent>;
  readonly clock: StoreClock;
  readonly keys: KeyCache;
}

export function one<T>(statement: StatementSync, parameters: readonly SQLInputValue[], convert: (row: Row) => T): T | undefined {
  const row = statement.get(...parameters);
  return row === undefined ? undefined : convert(row);
}
