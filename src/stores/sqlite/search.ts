// Search in prompts. Words are indexed apart from the writes that bring them, because at a create the index would cost more than
// the task itself (100 to 150 µs measured, of 30 to 80 words); what is not indexed yet is read by the search itself.
//
// Tasks are numbered when they are first indexed, in the order of their creation, and found in that order, newest first. So
// pages stay right while tasks arrive and are indexed, and a page of what is common among a million costs no more than a page.
import type { DatabaseSync } from "node:sqlite";
import type { TaskQuery } from "../../core/store.ts";
import type { Task, TaskState } from "../../core/task.ts";
import {
  createReadBound,
  INDEX_BATCH,
  isRetold,
  MAX_QUERY_TERMS,
  MAX_TAIL,
  TELLING,
  toAsked,
  toMarks,
  toTermsOf,
  toText,
} from "../shared/found-by.ts";
import { TOLD_COLUMNS, toTold, type Row } from "../shared/rows.ts";
import { holds, toPairs, toPictureTerm, type Words } from "../shared/words.ts";
import { RESET_ROWID } from "./database.ts";
import { ID_SLACK_MS, toIdFloor, type Listing } from "./listing.ts";

/** Beginnings up to this length have an index of their own. */
const INDEXED_PREFIX = 3;
/** Words that begin with a longer one are looked up and asked for one by one; more of them are found by a shorter beginning. */
const MAX_WORDS_OF_PREFIX = 200;
/** Tasks that one search passes over because of their state: only a query for what is common, and almost never together, comes so far. */
const MAX_LOOKS = 50_000;

const LIVE: ReadonlySet<TaskState> = new Set(["pending", "processing"]);

export interface TaskSearch {
  /**
   * A key's tasks that hold all words of `text`, newest first, after `beforeId`; none when `text` has no words. Of what else the
   * query asks for only so much is looked at as spares reading.
   */
  walk(query: TaskQuery, text: string): Generator<Task>;
  /** Inside a write: indexes a little of what is new; true when there is more. */
  index(): boolean;
  /** Inside a write. */
  forget(taskId: string): void;
}

/** Where a search begins and ends: tasks without a row, newest first, and rows. */
interface Span {
  readonly unnumbered: readonly string[];
  readonly below: number;
  readonly from: number;
}

interface Expression {
  readonly match: string;
  /** Whether it may match what does not hold the words. */
  readonly isLoose: boolean;
}

interface SearchParts {
  readonly listing: Listing;
  readonly findTask: (id: string) => Task | undefined;
}

export function createTaskSearch(database: DatabaseSync, { listing, findTask }: SearchParts): TaskSearch {
  const selectThrough = database.prepare("SELECT event_id FROM task_words_through");
  const updateThrough = database.prepare("UPDATE task_words_through SET event_id = ?");
  const selectNew = database.prepare(
    `SELECT id, task_id, type IN ${TELLING} AS tells FROM events WHERE id > ? ORDER BY id LIMIT +?`,
  );
  const selectTail = database.prepare(
    `SELECT task_id, type FROM events WHERE key_id = ? AND id > ? AND type IN ${TELLING} ORDER BY id DESC LIMIT ${MAX_TAIL}`,
  );
  const selectRow = database.prepare("SELECT row FROM task_word_rows WHERE task_id = ?");
  const selectRowBelow = database.prepare("SELECT row FROM task_word_rows WHERE task_id < ? ORDER BY task_id DESC LIMIT 1");
  const selectRowFrom = database.prepare("SELECT row FROM task_word_rows WHERE task_id >= ? ORDER BY task_id LIMIT 1");
  const selectTold = database.prepare(
    `SELECT ${TOLD_COLUMNS}, row FROM tasks LEFT JOIN task_word_rows ON task_id = id WHERE id = ?`,
  );
  const insertRow = database.prepare("INSERT INTO task_word_rows (task_id) VALUES (?)");
  const deleteRow = database.prepare("DELETE FROM task_word_rows WHERE task_id = ?");
  const insertWords = database.prepare("INSERT INTO task_words (rowid, words) VALUES (?, ?)");
  const deleteWords = database.prepare("DELETE FROM task_words WHERE rowid = ?");
  for (const statement of [insertWords, deleteWords]) statement.setReadBigInts(true);
  const resetRowId = database.prepare(RESET_ROWID);
  const selectTerm = database.prepare("SELECT term FROM task_vocabulary WHERE term >= ? LIMIT 1");
  const selectMatches = database.prepare(
    `SELECT task_id, row, state FROM task_words CROSS JOIN task_word_rows ON row = task_words.rowid CROSS JOIN tasks ON id = task_id
     WHERE task_words MATCH ? AND task_words.rowid < ? AND task_words.rowid >= ? ORDER BY task_words.rowid DESC`,
  );

  const readRow = (statement: typeof selectRow, id: string) => statement.get(id)?.["row"] as number | undefined;
  const readThrough = () => selectThrough.get()?.["event_id"] as number;

  /** Terms of the index that begin so, at most one more than may be asked for. */
  function listTerms(prefix: string): string[] {
    const terms: string[] = [];
    for (let from = prefix; terms.length <= MAX_WORDS_OF_PREFIX;) {
      const term = selectTerm.get(from)?.["term"] as string | undefined;
      if (!term?.startsWith(prefix)) break;
      terms.push(term);
      // What comes after this term and its every occurrence.
      from = `${term}\u{1}`;
    }
    return terms;
  }

  /** In the index's language; undefined when nothing in the index can match. */
  function toExpression(query: TaskQuery, asked: Words): Expression | undefined {
    let isLoose = false;
    const parts = toMarks(query).map(anyOf);
    for (const word of asked.spaced) {
      if (Array.from(word).length <= INDEXED_PREFIX) {
        parts.push(`${quote(word)}*`);
        continue;
      }
      const terms = listTerms(word);
      if (terms.length === 0) return undefined;
      const isTooMany = terms.length > MAX_WORDS_OF_PREFIX;
      parts.push(isTooMany ? `${quote(Array.from(word).slice(0, INDEXED_PREFIX).join(""))}*` : anyOf(terms));
      isLoose ||= isTooMany;
    }
    for (const run of asked.runs) {
      const pairs = toPairs(run);
      parts.push(...(pairs.length === 0 ? [`${quote(run)}*`] : pairs.map((pair) => quote(pair))));
      isLoose ||= pairs.length > 1;
    }
    parts.push(...asked.pictures.map((picture) => quote(toPictureTerm(picture))));
    const needed = [...new Set(parts)];
    return { match: needed.slice(0, MAX_QUERY_TERMS).join(" AND "), isLoose: isLoose || needed.length > MAX_QUERY_TERMS };
  }

  /** Undefined when nothing can lie in it. */
  function toSpan(
    { keyId, states, createdAfter, createdBefore, beforeId }: TaskQuery,
    unnumbered: readonly string[],
  ): Span | undefined {
    let span: Span = { unnumbered, below: Number.MAX_SAFE_INTEGER, from: 0 };
    if (beforeId !== undefined) span = { ...span, ...toStart(beforeId, unnumbered) };
    if (createdBefore !== undefined) {
      span = { ...span, below: Math.min(span.below, toRowAfter(toIdFloor(createdBefore + ID_SLACK_MS))) };
    }
    let from = createdAfter === undefined ? undefined : toIdFloor(createdAfter - ID_SLACK_MS);
    if (states?.every((state) => LIVE.has(state))) {
      const oldest = listing.findOldest(keyId, states);
      if (oldest === undefined) return undefined;
      if (oldest > (from ?? "")) from = oldest;
    }
    return from === undefined ? span : { ...span, from: readRow(selectRowFrom, from) ?? Number.MAX_SAFE_INTEGER };
  }

  /** The row after that of the newest task that is older than `id`. */
  function toRowAfter(id: string): number {
    return (readRow(selectRowBelow, id) ?? 0) + 1;
  }

  function toStart(beforeId: string, unnumbered: readonly string[]): Pick<Span, "unnumbered"> & Partial<Span> {
    const place = unnumbered.indexOf(beforeId);
    if (place >= 0) return { unnumbered: unnumbered.slice(place + 1) };
    const row = readRow(selectRow, beforeId);
    if (row !== undefined) return { unnumbered: [], below: row };
    // It was deleted: after those that are younger than it was.
    return { unnumbered: unnumbered.filter((id) => id < beforeId), below: toRowAfter(beforeId) };
  }

  /** What the index does not say yet: tasks that it does not know, newest first, and those that have changed since. */
  function readTail(keyId: string): { readonly unnumbered: string[]; readonly changed: Set<string> } {
    const unnumbered: string[] = [];
    const changed = new Set<string>();
    for (const row of selectTail.all(keyId, readThrough())) {
      const id = row["task_id"] as string;
      if (row["type"] === "task.created") unnumbered.push(id);
      else changed.add(id);
    }
    for (const id of unnumbered) changed.delete(id);
    return { unnumbered, changed };
  }

  /** Ids that may hold what is asked for, in order; `sure` when the index says so. */
  function* walkIds(query: TaskQuery, asked: Words): Generator<{ readonly id: string; readonly sure: boolean }> {
    const { unnumbered, changed } = readTail(query.keyId);
    const span = toSpan(query, unnumbered);
    if (!span) return;
    for (const id of span.unnumbered) yield { id, sure: false };

    const again = [...changed]
      .map((id) => ({ id, row: readRow(selectRow, id) ?? -1 }))
      .filter(({ row }) => row >= span.from && row < span.below)
      .sort((a, b) => a.row - b.row);
    const expression = toExpression(query, asked);
    const matches = expression ? (selectMatches.iterate(expression.match, span.below, span.from) as Iterable<Row>) : [];
    let looks = 0;
    for (const match of matches) {
      if ((looks += 1) > MAX_LOOKS) return;
      const id = match["task_id"] as string;
      if (changed.has(id) || query.states?.includes(match["state"] as TaskState) === false) continue;
      for (let next = again.at(-1); next && next.row > (match["row"] as number); next = again.at(-1)) {
        yield { id: next.id, sure: false };
        again.pop();
      }
      yield { id, sure: expression?.isLoose === false };
    }
    for (const { id } of again.toReversed()) yield { id, sure: false };
  }

  return {
    *walk(query, text) {
      const asked = toAsked(text);
      if (asked.spaced.length + asked.runs.length + asked.pictures.length === 0) return;
      const mayGoOn = createReadBound();
      for (const { id, sure } of walkIds(query, asked)) {
        const task = findTask(id);
        const text = task && !sure ? toText(task) : "";
        if (task && (sure || holds(text, asked))) yield task;
        else if (!mayGoOn(text)) return;
      }
    },

    index() {
      const events = selectNew.all(readThrough(), INDEX_BATCH);
      const last = events.at(-1)?.["id"] as number | undefined;
      if (last === undefined) return false;
      const ids = new Set(events.filter((event) => event["tells"] === 1).map((event) => event["task_id"] as string));
      for (const id of ids) {
        const found = selectTold.get(id);
        if (!found) continue;
        const told = toTold(found);
        const known = found["row"] as number | null;
        if (known !== null && !isRetold(told)) continue;
        const row = known ?? Number(insertRow.run(id).lastInsertRowid);
        if (known !== null) deleteWords.run(row);
        insertWords.run(row, toTermsOf(told).join(" "));
      }
      resetRowId.run();
      updateThrough.run(last);
      return events.length === INDEX_BATCH;
    },

    forget(taskId) {
      const row = readRow(selectRow, taskId);
      if (row === undefined) return;
      deleteRow.run(taskId);
      deleteWords.run(row);
      resetRowId.run();
    },
  };
}

function quote(term: string): string {
  return `"${term}"`;
}

function anyOf(terms: readonly string[]): string {
  return terms.length === 1 ? quote(terms[0] ?? "") : `(${terms.map((term) => quote(term)).join(" OR ")})`;
}
