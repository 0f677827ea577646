// Fills a database with tasks that have ended, and a few that wait, as if a server had been at it for days. By direct inserts in
// the schema's own terms: a create at a time would take as long, but spread the tasks over no time.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { v7 } from "uuid";
import { BOOTSTRAP_KEY_ID } from "../../src/core/key-store.ts";
import { systemClock } from "../../src/io/system-clock.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";

export const PRICE_MICROS = 75_000;
export const DAY_MS = 86_400_000;

export interface Archive {
  readonly count: number;
  /** When the last of them was created, Unix milliseconds, and the time between two. */
  readonly end: number;
  readonly stepMs: number;
  readonly toKey: (index: number) => string;
  readonly toModel: (index: number) => string;
  readonly toPrompt: (index: number) => string;
}

/**
 * Makes a database in `directory`, which has none yet: 1 % of its tasks wait, the last ones; 1 % failed. Images of more than a day
 * ago are marked as deleted; of the others there are no files.
 * @returns ids, oldest first.
 */
export async function fillArchive(
  directory: string,
  { count, end, stepMs, toKey, toModel, toPrompt }: Archive,
): Promise<string[]> {
  await openSqliteStore({ directory, clock: systemClock, as: "owner" }).close();
  using database = new DatabaseSync(join(directory, "muleteer.db"));
  database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
  const insertTask = database.prepare(
    `INSERT INTO tasks (id, key_id, model, state, input, seed, warnings, image_count, price_micros, traceparent, final_prompt, engine,
       claims, failures, due_at, images, error, images_removed, created_at, updated_at, started_at, finished_at, expires_at, level, origin)
     VALUES (?, ?, ?, ?, ?, 7, '[]', 1, ${PRICE_MICROS}, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', ?, ?,
       0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'http://127.0.0.1:6853')`,
  );
  const insertLedger = database.prepare("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)");
  const insertEvent = database.prepare("INSERT INTO events (task_id, key_id, model, type, at) VALUES (?, ?, ?, ?, ?)");
  const images = JSON.stringify([
    { blob: "2026-01-01/a-0.png", type: "image/png", width: 1664, height: 928, sizeBytes: 1e6, sha256: "ab".repeat(32) },
  ]);
  const error = JSON.stringify({ code: 3001, title: "Generation failed", detail: "It failed." });
  const ids: string[] = [];
  database.exec("BEGIN");
  for (let index = 0; index < count; index += 1) {
    const createdAt = end - (count - index) * stepMs;
    const id = v7({ msecs: createdAt });
    const state = index >= count - count / 100 ? "pending" : index % 100 === 42 ? "failed" : "completed";
    const [keyId, model, prompt] = [toKey(index), toModel(index), toPrompt(index)];
    const at = state === "pending" ? null : createdAt + 9_000;
    const isDone = state === "completed";
    const input = JSON.stringify({ prompt, size: "1664*928", prompt_extend: false });
    const begun = isDone ? ([prompt, "sketch"] as const) : ([null, null] as const);
    const ended = isDone ? ([images, null] as const) : ([null, state === "failed" ? error : null] as const);
    const expiresAt = isDone ? createdAt + DAY_MS : null;
    const isRemoved = expiresAt !== null && expiresAt < end - DAY_MS ? 1 : 0;
    const times = [createdAt, at ?? createdAt, at, at, expiresAt] as const;
    insertTask.run(id, keyId, model, state, input, ...begun, createdAt, ...ended, isRemoved, ...times);
    insertLedger.run(id, 0, "reserve", keyId, PRICE_MICROS, createdAt);
    if (at !== null) insertLedger.run(id, 1, isDone ? "charge" : "release", keyId, PRICE_MICROS, at);
    insertEvent.run(id, keyId, model, "task.created", createdAt);
    if (at !== null) insertEvent.run(id, keyId, model, isDone ? "task.completed" : "task.failed", at);
    ids.push(id);
  }
  // As the migration makes them up for a database of the first release.
  database.exec(`
    INSERT INTO turns SELECT level, key_id, 0, 1, min(rowid) FROM tasks WHERE state = 'pending' GROUP BY 1, 2;
    INSERT INTO spend SELECT key_id, date(created_at / 1000, 'unixepoch'), sum(iif(state = 'completed', price_micros, 0)),
      sum(iif(state = 'pending', price_micros, 0)) FROM tasks GROUP BY 1, 2;
    INSERT INTO key_state (key_id, live, charged_micros, reserved_micros)
    SELECT key_id, sum(reserved_micros) / ${PRICE_MICROS}, sum(charged_micros), sum(reserved_micros) FROM spend GROUP BY 1;
    COMMIT`);
  return ids;
}

/** Marks every prompt as indexed without indexing it: for what does not search, and should not be disturbed by the indexer. */
function skipIndexing(directory: string): void {
  using database = new DatabaseSync(join(directory, "muleteer.db"));
  database.exec("UPDATE task_words_through SET event_id = (SELECT coalesce(max(id), 0) FROM events)");
}

/** Nothing of an archive is older than this, or the sweep would tidy it away while something is measured. */
const OLDEST_MS = 6 * DAY_MS;

/** An archive of one key and one model, to stand behind a server that is measured: `muleteer.ts` begins it with `KEY`. */
export async function fillBehindServer(directory: string, count: number): Promise<string[]> {
  const ids = await fillArchive(directory, {
    count,
    end: systemClock.now(),
    stepMs: Math.max(1, Math.min(2_000, Math.floor(OLDEST_MS / count))),
    toKey: () => BOOTSTRAP_KEY_ID,
    toModel: () => "alibaba/qwen-image-max",
    toPrompt: (index) => `A lighthouse on a cliff in a storm, waves, gulls, number ${index}`,
  });
  skipIndexing(directory);
  return ids;
}
