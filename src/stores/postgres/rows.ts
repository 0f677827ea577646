// What is different about rows in PostgreSQL: texts that may hold a NUL stand as JSON.
import type { Task } from "../../core/task.ts";
import { PROGRESS_COLUMNS, toTask, toTold, type Row, type Told, type Value } from "../shared/rows.ts";

const FINAL_PROMPT = PROGRESS_COLUMNS.indexOf("final_prompt");

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
