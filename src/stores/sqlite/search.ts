// Search in prompts. Words are indexed apart from the writes that bring them, because at a create the index would cost more than
// the task itself (33 µs against 17 measured, 40 words each); what is not indexed yet is read by the search itself.
import type { DatabaseSync } from "node:sqlite";
import type { Task } from "../../core/task.ts";
import type { Row } from "./context.ts";
import { RESET_ROWID } from "./database.ts";

/** Scripts that are written without spaces: every pair of neighbours is a word, so that any part of a text is found. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const MAX_QUERY_WORDS = 16;
const MAX_WORD_CHARACTERS = 64;
/** Events that are read for the index in one write. */
const INDEX_BATCH = 200;
/** Tasks that are not indexed yet and are read by one search; the index is never so far behind for long. */
const MAX_TAIL = 5_000;

/** The words of a text, folded as the index folds them. */
function toWords(text: string): string[] {
  const words: string[] = [];
  const spaced = fold(text).replaceAll(UNSPACED, (run) => {
    const characters = Array.from(run);
    for (const [index, character] of characters.entries()) words.push(character + (characters[index + 1] ?? ""));
    return " ";
  });
  for (const [word] of spaced.matchAll(WORD)) words.push(word.slice(0, MAX_WORD_CHARACTERS));
  return words;
}

/** As FTS5's unicode61 does with `remove_diacritics 2`. */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .normalize("NFC")
    .toLowerCase();
}

/** What a query asks for: words that begin so. Of a run without spaces its pairs, or its one character. */
function toQueryWords(text: string): string[] {
  const words = toWords(text.slice(0, 1_000));
  // The last character of a longer run stands in the pair before it.
  const needed = words.filter((word, index) => !isTail(word, words[index - 1]));
  return [...new Set(needed)].slice(0, MAX_QUERY_WORDS);
}

function isTail(word: string, before: string | undefined): boolean {
  return (
    before !== undefined &&
    Array.from(word).length === 1 &&
    Array.from(before).length === 2 &&
    before.endsWith(word) &&
    isUnspaced(word)
  );
}

function isUnspaced(word: string): boolean {
  return word.replaceAll(UNSPACED, "") === "";
}

/** A key's id as one word of the index. */
function toKeyWord(keyId: string): string {
  return `key${keyId.replaceAll(/[^a-z0-9]/gi, "")}`;
}

export interface TaskSearch {
  /** Ids of a key's tasks that hold all words of `text`, newest first, older than `beforeId`; undefined when `text` has no words. */
  find(keyId: string, text: string, beforeId: string | undefined): Iterable<string> | undefined;
  /** Inside a write: indexes a little of what is new; true when there is more. */
  index(): boolean;
  /** Inside a write. */
  forget(taskId: string): void;
}

export function createTaskSearch(database: DatabaseSync, findTask: (id: string) => Task | undefined): TaskSearch {
  const selectThrough = database.prepare("SELECT event_id FROM task_words_through");
  const updateThrough = database.prepare("UPDATE task_words_through SET event_id = ?");
  const selectNew = database.prepare("SELECT id, task_id, type FROM events WHERE id > ? ORDER BY id LIMIT ?");
  const selectTail = database.prepare(
    "SELECT DISTINCT task_id FROM events WHERE key_id = ? AND id > ? AND type IN ('task.created', 'task.completed') ORDER BY id DESC LIMIT ?",
  );
  const selectRow = database.prepare("SELECT row FROM task_word_rows WHERE task_id = ?");
  const insertRow = database.prepare("INSERT INTO task_word_rows (task_id) VALUES (?)");
  const deleteRow = database.prepare("DELETE FROM task_word_rows WHERE task_id = ?");
  const insertWords = database.prepare("INSERT INTO task_words (rowid, words) VALUES (?, ?)");
  const deleteWords = database.prepare("DELETE FROM task_words WHERE rowid = ?");
  for (const statement of [insertWords, deleteWords]) statement.setReadBigInts(true);
  const resetRowId = database.prepare(RESET_ROWID);
  const selectMatches = database.prepare(
    "SELECT task_id FROM task_words JOIN task_word_rows ON row = task_words.rowid WHERE task_words MATCH ? ORDER BY task_words.rowid DESC",
  );

  const readThrough = () => selectThrough.get()?.["event_id"] as number;

  function forget(taskId: string): void {
    const row = selectRow.get(taskId)?.["row"];
    if (row === undefined) return;
    deleteRow.run(taskId);
    deleteWords.run(row);
    resetRowId.run();
  }

  function add(task: Task): void {
    // A row is numbered when its task is first indexed, so the newest rows are the newest tasks; a rewritten prompt keeps its row.
    const known = selectRow.get(task.id)?.["row"] as number | undefined;
    const row = known ?? Number(insertRow.run(task.id).lastInsertRowid);
    if (known !== undefined) deleteWords.run(row);
    insertWords.run(row, [toKeyWord(task.keyId), ...new Set(toWords(toText(task)))].join(" "));
  }

  function* merge(keyId: string, words: readonly string[], beforeId: string | undefined): Iterable<string> {
    const isWanted = (id: string) => beforeId === undefined || id < beforeId;
    const tail = selectTail.all(keyId, readThrough(), MAX_TAIL).map((row) => row["task_id"] as string);
    const inTail = new Set(tail);
    const unindexed = tail
      .filter((id) => isWanted(id))
      .sort()
      .filter((id) => {
        const task = findTask(id);
        return task !== undefined && matches(task, words);
      });
    const query = [toKeyWord(keyId), ...words.map((word) => `"${word}"*`)].join(" AND ");
    for (const row of selectMatches.iterate(query) as Iterable<Row>) {
      const id = row["task_id"] as string;
      if (!isWanted(id) || inTail.has(id)) continue;
      for (let newest = unindexed.at(-1); newest !== undefined && newest > id; newest = unindexed.at(-1)) {
        yield newest;
        unindexed.pop();
      }
      yield id;
    }
    yield* unindexed.toReversed();
  }

  return {
    find(keyId, text, beforeId) {
      const words = toQueryWords(text);
      return words.length === 0 ? undefined : merge(keyId, words, beforeId);
    },
    index() {
      const rows = selectNew.all(readThrough(), INDEX_BATCH);
      for (const row of rows) {
        const task =
          row["type"] === "task.created" || row["type"] === "task.completed" ? findTask(row["task_id"] as string) : undefined;
        if (task && (row["type"] === "task.created" || task.finalPrompt !== task.input["prompt"])) add(task);
      }
      const last = rows.at(-1)?.["id"] as number | undefined;
      resetRowId.run();
      if (last !== undefined) updateThrough.run(last);
      return rows.length === INDEX_BATCH;
    },
    forget,
  };
}

function toText({ input, finalPrompt }: Task): string {
  const prompt = typeof input["prompt"] === "string" ? input["prompt"] : "";
  return finalPrompt === undefined || finalPrompt === prompt ? prompt : `${prompt}\n${finalPrompt}`;
}

function matches(task: Task, words: readonly string[]): boolean {
  const has = toWords(toText(task));
  return words.every((word) => has.some((each) => each.startsWith(word)));
}
