// Lists of a key's tasks, newest first: by state, model and time from the indexes that hold each, merged; by words from search.ts.
import type { TaskQuery } from "../../core/store.ts";
import { TASK_STATES, type Task } from "../../core/task.ts";
import { fits } from "../shared/found-by.ts";
import type { Database, Parameter } from "./database.ts";
import { toStoredTask } from "./rows.ts";
import { searchTasks } from "./search.ts";

export function createListing(database: Database): (query: TaskQuery) => Promise<Task[]> {
  return async (query) => {
    if (query.text !== undefined && query.text.trim() !== "") {
      return await database.read((session) => searchTasks(session, query, query.text ?? ""));
    }
    const { sql, parameters } = toSelect(query);
    const rows = await database.select(sql, parameters);
    return rows.map(toStoredTask).filter((task) => fits(task, query));
  };
}

/** One SELECT for each range of an index, of each only so many as are asked for. */
function toSelect({ keyId, states, model, createdAfter, createdBefore, beforeId, limit }: TaskQuery): {
  readonly sql: string;
  readonly parameters: Parameter[];
} {
  const parameters: Parameter[] = [keyId, limit];
  const bind = (value: Parameter) => `$${parameters.push(value)}`;
  const common = ["key_id = $1"];
  if (beforeId !== undefined) common.push(`id < ${bind(beforeId)}`);
  if (createdAfter !== undefined) common.push(`created_at >= ${bind(createdAfter)}`);
  if (createdBefore !== undefined) common.push(`created_at < ${bind(createdBefore)}`);
  if (model !== undefined) common.push(`model = ${bind(model)}`);
  // A model's tasks stand by their states in its index.
  const chosen = states ?? (model === undefined ? undefined : TASK_STATES);
  const ranges = chosen ? [...new Set(chosen)].map((state) => common.concat(`state = ${bind(state)}`)) : [common];
  if (ranges.length === 0) return { sql: "SELECT * FROM tasks WHERE key_id = $1 LIMIT least($2::bigint, 0)", parameters };
  const selects = ranges.map((conditions) => `(SELECT * FROM tasks WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT $2)`);
  return { sql: `SELECT * FROM (${selects.join(" UNION ALL ")}) AS found ORDER BY id DESC LIMIT $2`, parameters };
}
