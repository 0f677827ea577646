// What the parts of the store share: one connection, one queue of writes, and what a transaction has to tell when it commits.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Clock } from "../../core/clock.ts";
import type { TaskEvent } from "../../core/event.ts";
import type { Row } from "../shared/rows.ts";
import { toStoreError, type GroupCommit } from "./group-commit.ts";
import type { KeyCache } from "./key-cache.ts";

export type StoreClock = Pick<Clock, "now" | "id">;

export interface StoreContext {
  readonly database: DatabaseSync;
  readonly commits: GroupCommit<TaskEvent>;
  readonly clock: StoreClock;
  readonly keys: KeyCache;
}

/** A read sees what is committed; it is asynchronous because other stores' are. */
export function read<T>(run: () => T): Promise<T> {
  try {
    return Promise.resolve(run());
  } catch (error) {
    return Promise.reject(toStoreError(error));
  }
}

export function one<T>(statement: StatementSync, parameters: readonly SQLInputValue[], convert: (row: Row) => T): T | undefined {
  const row = statement.get(...parameters);
  return row === undefined ? undefined : convert(row);
}
