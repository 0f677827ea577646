// Search in prompts: a vector of terms for each task, made after the fact because it would cost more than the create; what is not
// indexed yet is read by the search itself. Found newest first, by id, so pages stay right while tasks arrive and are indexed.
import type { TaskQuery } from "../../core/store.ts";
import type { Task } from "../../core/task.ts";
import {
  createReadBound,
  fits,
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
import { TOLD_COLUMNS, type Row, type Told } from "../shared/rows.ts";
import { withoutNul } from "../shared/tables.ts";
import { holds, toPairs, toPictureTerm, type Words } from "../shared/words.ts";
import { writeAlone, type StoreContext, type WriteLane } from "./context.ts";
import { prepare, type Session } from "./database.ts";
import { toStoredTask, toStoredTold } from "./rows.ts";

/** Tasks that are read at once. */
const PAGE = 100;
/** Above every id. */
const ABOVE = "g";

/** A key's tasks that hold all words of `text`; none when it has no words. */
export async function searchTasks(session: Session, query: TaskQuery, text: string): Promise<Task[]> {
  const asked = toAsked(text);
  if (asked.spaced.length + asked.runs.length + asked.pictures.length === 0) return [];
  const tail = await readTail(session, query);
  const isLate = new Set(tail);
  const { match, isLoose } = toExpression(query, asked);
  const below = query.beforeId ?? ABOVE;
  const indexed = descend(below, (from) =>
    session.query(
      `SELECT tasks.* FROM task_words JOIN tasks ON id = task_id WHERE words @@ $1::tsquery AND task_id < $2
       AND ($4::text[] IS NULL OR state = ANY ($4)) AND created_at >= $5 AND created_at < $6 ORDER BY task_id DESC LIMIT $3`,
      [match, from, PAGE, query.states ?? null, query.createdAfter ?? 0, query.createdBefore ?? Number.MAX_SAFE_INTEGER],
    ),
  );
  const late = descend(below, (from) =>
    session.query("SELECT * FROM tasks WHERE id = ANY ($1::text[]) AND id < $2 ORDER BY id DESC LIMIT $3", [tail, from, PAGE]),
  );
  const found: Task[] = [];
  const mayGoOn = createReadBound();
  for await (const task of merge(indexed, late)) {
    const isSure = !isLoose && !isLate.has(task.id);
    const text = isSure ? "" : toText(task);
    const isFound = fits(task, query) && (isSure || holds(text, asked));
    if (isFound) found.push(task);
    if (found.length === query.limit || (!isFound && !mayGoOn(text))) break;
  }
  return found;
}

/** Page by page, newest first. */
async function* descend(below: string, readPage: (below: string) => Promise<readonly Row[]>): AsyncGenerator<Task> {
  for (let from: string | undefined = below; from !== undefined;) {
    const page: Task[] = (await readPage(from)).map(toStoredTask);
    yield* page;
    from = page.length === PAGE ? page.at(-1)?.id : undefined;
  }
}

/** Both, newest first; what is in both comes once. */
async function* merge(one: AsyncGenerator<Task>, other: AsyncGenerator<Task>): AsyncGenerator<Task> {
  let [a, b] = [await one.next(), await other.next()];
  while (!a.done || !b.done) {
    const takesA = !a.done && (b.done || a.value.id >= b.value.id);
    const takesB = !b.done && (a.done || b.value.id >= a.value.id);
    yield takesA ? (a.value as Task) : (b.value as Task);
    if (takesA) a = await one.next();
    if (takesB) b = await other.next();
  }
}

/** What the index does not say yet: tasks that it does not know, and those that have changed since, newest first. */
async function readTail(session: Session, { keyId }: TaskQuery): Promise<string[]> {
  const rows = await session.query(
    `SELECT DISTINCT task_id FROM events WHERE key_id = $1 AND id > (SELECT event_id FROM task_words_through) AND type IN ${TELLING}
     ORDER BY task_id DESC LIMIT ${MAX_TAIL}`,
    [keyId],
  );
  return rows.map((row) => row["task_id"] as string);
}

/** In the language of tsquery; loose when it may match what does not hold the words. */
function toExpression(query: TaskQuery, asked: Words): { readonly match: string; readonly isLoose: boolean } {
  const parts = toMarks(query).map((marks) => `(${marks.map(quote).join(" | ")})`);
  parts.push(...asked.spaced.map((word) => `${quote(word)}:*`));
  for (const run of asked.runs) {
    const pairs = toPairs(run);
    parts.push(...(pairs.length === 0 ? [`${quote(run)}:*`] : pairs.map(quote)));
  }
  parts.push(...asked.pictures.map((picture) => quote(toPictureTerm(picture))));
  const needed = [...new Set(parts)];
  const isLoose = needed.length > MAX_QUERY_TERMS || asked.runs.some((run) => toPairs(run).length > 1);
  return { match: needed.slice(0, MAX_QUERY_TERMS).join(" & "), isLoose };
}

function quote(term: string): string {
  return `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

const SELECT_HAS_MORE = prepare(
  "SELECT (SELECT last FROM event_counter) > (SELECT event_id FROM task_words_through) AS has_more",
);
const LOCK_THROUGH = prepare("SELECT event_id FROM task_words_through FOR UPDATE SKIP LOCKED");
const SELECT_TELLING = prepare(
  `SELECT id, task_id, type IN ${TELLING} AS tells FROM events WHERE id > $1 ORDER BY id LIMIT ${INDEX_BATCH}`,
);
const SELECT_TOLD = prepare(
  `SELECT ${TOLD_COLUMNS}, task_words.task_id IS NOT NULL AS is_known FROM tasks LEFT JOIN task_words ON task_id = id
   WHERE id = ANY ($1::text[])`,
);
const WRITE_WORDS = prepare(
  `INSERT INTO task_words (task_id, words) SELECT id, array_to_tsvector(ARRAY(SELECT json_array_elements_text(terms)))
   FROM unnest($1::text[], $2::json[]) AS given (id, terms) WHERE EXISTS (SELECT 1 FROM tasks WHERE tasks.id = given.id)
   ON CONFLICT (task_id) DO UPDATE SET words = excluded.words`,
);
const MOVE_THROUGH = prepare("UPDATE task_words_through SET event_id = $1");

/** Indexes a little of what is new; true when there is more. Of several nodes one does it at a time. */
export function indexWords({ database }: Pick<StoreContext, "database">, lane: WriteLane): Promise<boolean> {
  return database.select(SELECT_HAS_MORE).then(([row]) => row?.["has_more"] === true && writeAlone(lane, indexSome));
}

async function indexSome(session: Session): Promise<boolean> {
  const [through] = await session.query(LOCK_THROUGH);
  if (!through) return false;
  const events = await session.query(SELECT_TELLING, [through["event_id"] as number]);
  const last = events.at(-1)?.["id"] as number | undefined;
  if (last === undefined) return false;
  const ids = [...new Set(events.filter((event) => event["tells"] === true).map((event) => event["task_id"] as string))];
  const rows = await session.query(SELECT_TOLD, [ids]);
  const tasks = rows.flatMap((row) => {
    const told = toStoredTold(row);
    return row["is_known"] !== true || isRetold(told) ? told : [];
  });
  await Promise.all([writeWords(session, tasks), session.query(MOVE_THROUGH, [last])]);
  return events.length === INDEX_BATCH;
}

/** Makes the index say what these tasks are found by, in one statement; a task that is gone is left out. */
export async function writeWords(session: Session, tasks: readonly Told[]): Promise<void> {
  if (tasks.length === 0) return;
  const terms = tasks.map((task) =>
    toTermsOf(task)
      .filter((term) => term !== "")
      .map(withoutNul),
  );
  await session.query(WRITE_WORDS, [tasks.map(({ id }) => id), terms.map((words) => JSON.stringify(words))]);
}

export async function forgetWords(session: Session, taskId: string): Promise<void> {
  await session.query("DELETE FROM task_words WHERE task_id = $1", [taskId]);
}
