// Which tasks of a key a query asks for, newest first, whatever it combines: the ranges of the indexes that hold them, merged. So
// a page costs as much as it is long, also where what it asks for is rare among a million.
import type { DatabaseSync } from "node:sqlite";
import type { TaskQuery } from "../../core/store.ts";
import { TASK_STATES, type TaskState } from "../../core/task.ts";
import type { Row } from "../shared/rows.ts";

/** Ids are made when their task is created; clocks that were set back in between cost a look at a few more rows. */
export const ID_SLACK_MS = 60_000;
const MAX_UUID_TIME = 2 ** 48 - 1;
/** Above every id. */
const ABOVE = "g";

export interface Listing {
  /** Ids of what fits the query, except that its times may be missed by a minute; its text is not looked at. */
  walk(query: Omit<TaskQuery, "text">): Generator<string>;
  /** The smallest id among a key's tasks in these states. */
  findOldest(keyId: string, states: readonly TaskState[]): string | undefined;
}

/** Ids in a range of an index, newest first: the next few, and where to go on. */
interface Range {
  readonly read: (below: string) => string[];
  ids: string[];
}

export function createListing(database: DatabaseSync): Listing {
  const selectOfKey = database.prepare("SELECT id FROM tasks WHERE key_id = ? AND id < ? AND id >= ? ORDER BY id DESC LIMIT +?");
  const selectByState = database.prepare(
    "SELECT id FROM tasks WHERE key_id = ? AND model = ? AND state = +? AND id < ? AND id >= ? ORDER BY id DESC LIMIT +?",
  );
  const selectOldest = database.prepare("SELECT min(id) AS id FROM tasks WHERE key_id = ? AND model = ? AND state = +?");
  const selectModel = database.prepare(
    "SELECT model FROM tasks INDEXED BY tasks_by_state WHERE key_id = ? AND model > ? ORDER BY model LIMIT 1",
  );

  function readModels(keyId: string): string[] {
    const models: string[] = [];
    const next = () => selectModel.get(keyId, models.at(-1) ?? "")?.["model"] as string | undefined;
    for (let model = next(); model !== undefined; model = next()) models.push(model);
    return models;
  }

  function toReaders({ keyId, states, model, createdAfter, limit }: TaskQuery): Range["read"][] {
    const from = createdAfter === undefined ? "" : toIdFloor(createdAfter - ID_SLACK_MS);
    if (states === undefined && model === undefined) {
      return [(below) => toIds(selectOfKey.all(keyId, below, from, limit))];
    }
    const models = model === undefined ? readModels(keyId) : [model];
    return models.flatMap((of) =>
      [...new Set(states ?? TASK_STATES)].map(
        (state) => (below: string) => toIds(selectByState.all(keyId, of, state, below, from, limit)),
      ),
    );
  }

  return {
    *walk(query) {
      const { beforeId = ABOVE, createdBefore } = query;
      const before = createdBefore === undefined ? ABOVE : toIdFloor(createdBefore + ID_SLACK_MS);
      const start = beforeId < before ? beforeId : before;
      const ranges: Range[] = toReaders(query).map((read) => ({ read, ids: read(start) }));
      for (;;) {
        let newest: Range | undefined;
        for (const range of ranges) if ((range.ids[0] ?? "") > (newest?.ids[0] ?? "")) newest = range;
        const id = newest?.ids.shift();
        if (!newest || id === undefined) return;
        yield id;
        if (newest.ids.length === 0) newest.ids = newest.read(id);
      }
    },

    findOldest(keyId, states) {
      const ids = readModels(keyId).flatMap((model) =>
        states.map((state) => selectOldest.get(keyId, model, state)?.["id"] as string | null),
      );
      return ids.filter((id) => id !== null).sort()[0];
    },
  };
}

function toIds(rows: readonly Row[]): string[] {
  return rows.map((row) => row["id"] as string);
}

/** The smallest UUIDv7 of a time: an id made then or later is not below it. */
export function toIdFloor(at: number): string {
  const hex = Math.min(MAX_UUID_TIME, Math.max(0, Math.floor(at)))
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
