// What is different about rows in PostgreSQL: texts that may hold a NUL stand as JSON, and many rows are written by one statement.
import type { Task } from "../../core/task.ts";
import { PROGRESS_COLUMNS, toTask, toTold, type CREATION_COLUMNS, type Row, type Told, type Value } from "../shared/rows.ts";
import { TASKS } from "../shared/tables.ts";
import type { Bind } from "./statements.ts";

const FINAL_PROMPT = PROGRESS_COLUMNS.indexOf("final_prompt");

type Column = (typeof CREATION_COLUMNS)[number] | (typeof PROGRESS_COLUMNS)[number] | "was_state" | "was_lease";

export function toStoredTask(row: Row): Task {
  return toTask(withPlainPrompt(row));
}

export function toStoredTold(row: Row): Told {
  return toTold(withPlainPrompt(row));
}

/** As other databases have it. */
function withPlainPrompt(row: Row): Row {
  const prompt = row["final_prompt"];
  return typeof prompt === "string" ? { ...row, final_prompt: JSON.parse(prompt) as string } : row;
}

/** `toProgressValues` as this database takes them. */
export function withJsonPrompt(values: readonly Value[], { finalPrompt }: Task): Value[] {
  return values.with(FINAL_PROMPT, finalPrompt === undefined ? null : JSON.stringify(finalPrompt));
}

/** Rows as a table in a FROM. */
export function toTable(columns: readonly Column[], rows: readonly (readonly Value[])[], bind: Bind): string {
  const given = columns.map((column, index) => {
    const values = rows.map((row) => row[index] ?? null);
    return `${bind(values)}::${TASKS.columns[column] === "integer" ? "bigint" : "text"}[]`;
  });
  return `(SELECT * FROM unnest(${given.join(", ")}) AS given (${columns.join(", ")}))`;
}
