// What a task is found by, and what a query asks for, in terms of an index: words, and marks for key, model and state.
import type { TaskQuery } from "../../core/store.ts";
import type { Task, TaskState } from "../../core/task.ts";
import type { Told } from "./rows.ts";
import { toMark, toTerms, toWords, type Words } from "./words.ts";

const MAX_QUERY_CHARACTERS = 1_000;
/** More are compared with what was found. */
export const MAX_QUERY_TERMS = 16;
/** Events that are read for the index in one write. */
export const INDEX_BATCH = 100;
/** Tasks that are not indexed yet and are read by one search; the index is never so far behind for long. */
export const MAX_TAIL = 5_000;
/** What one search reads in vain, to compare: a quarter of a second in which nobody else is answered. */
const MAX_READS = 5_000;
const MAX_READ_CHARACTERS = 2_000_000;
/** Events that bring a task's words, or change them: a list in SQL. */
export const TELLING = "('task.created', 'task.completed', 'task.failed', 'task.cancelled')";

/** States that are words of the index: what is asked for most, and rare. */
const MARKED: ReadonlySet<TaskState> = new Set(["failed", "cancelled"]);

/** Whether a search may go on after it has read one more text in vain. */
export function createReadBound(): (text: string) => boolean {
  let [reads, characters] = [0, 0];
  return (text) => {
    reads += 1;
    characters += text.length;
    return reads <= MAX_READS && characters <= MAX_READ_CHARACTERS;
  };
}

/** The text in which words are looked for. */
export function toText({ input, finalPrompt }: Told): string {
  const prompt = typeof input["prompt"] === "string" ? input["prompt"] : "";
  return finalPrompt === undefined || finalPrompt === prompt ? prompt : `${prompt}\n${finalPrompt}`;
}

/** Terms under which a task is indexed. */
export function toTermsOf(task: Told): string[] {
  const marks = [toMark("k", task.keyId), toMark("m", task.model)];
  if (MARKED.has(task.state)) marks.push(toMark("s", task.state));
  return [...new Set([...marks, ...toTerms(toWords(toText(task)))])];
}

/** Whether the end of a task changed what it is found by. */
export function isRetold(task: Told): boolean {
  return MARKED.has(task.state) || toText(task) !== task.input["prompt"];
}

/** The words of a query. */
export function toAsked(text: string): Words {
  return toWords(text.slice(0, MAX_QUERY_CHARACTERS));
}

/** Marks that every match must have: groups, of each of which one. */
export function toMarks({ keyId, model, states }: TaskQuery): string[][] {
  return [
    [toMark("k", keyId)],
    ...(model === undefined ? [] : [[toMark("m", model)]]),
    ...(states?.every((state) => MARKED.has(state)) ? [states.map((state) => toMark("s", state))] : []),
  ];
}

/** Whether a task is what a query asks for, its text and cursor apart. */
export function fits(task: Task, { keyId, states, model, createdAfter, createdBefore }: TaskQuery): boolean {
  return (
    task.keyId === keyId &&
    (states?.includes(task.state) ?? true) &&
    (model === undefined || task.model === model) &&
    (createdAfter === undefined || task.createdAt >= createdAfter) &&
    (createdBefore === undefined || task.createdAt < createdBefore)
  );
}
