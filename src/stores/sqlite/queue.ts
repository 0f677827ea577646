// The queue: higher levels first; within a level keys take turns, whoever was served longest ago is next; of one key the oldest
// first. Turns are taken when work is claimed, not dealt out when it arrives: so nobody's backlog, not even one for a model that
// no engine takes now, holds up anybody else's work.
import type { DatabaseSync } from "node:sqlite";
import { PRIORITIES, type Task } from "../../core/task.ts";
import type { Claim, QueuedTask } from "../../core/store.ts";
import { toLevel } from "../shared/rows.ts";

export interface Queue {
  /** The next `limit` tasks that a claim may take, in the order in which it takes them. */
  head(limit: number, terms?: Terms): QueuedTask[];
  /** Inside a write, after `task` was inserted as `row`. */
  join(task: Task, row: number): void;
  /** Inside a write, after the task has left: the key's turn is over when it was served. */
  leave(task: Task, how: "served" | "ended"): void;
}

type Terms = Pick<Claim, "except" | "createdBefore">;

interface WaitingTask extends QueuedTask {
  readonly createdAt: number;
  readonly row: number;
}

/** What one key has waiting for one model: the next few. */
interface Line {
  readonly model: string;
  tasks: WaitingTask[];
}

const LEVELS = [...PRIORITIES.keys()].toReversed();

export function createQueue(database: DatabaseSync): Queue {
  const selectKeys = database.prepare("SELECT key_id FROM turns WHERE waiting = 1 AND level = ? ORDER BY served, since");
  const selectModel = database.prepare(
    "SELECT model FROM tasks WHERE state = 'pending' AND level = ? AND key_id = ? AND model > ? ORDER BY model LIMIT 1",
  );
  const selectLine = database.prepare(
    `SELECT id, model, created_at AS createdAt, rowid AS row FROM tasks
     WHERE state = 'pending' AND level = ? AND key_id = ? AND model = ? AND (created_at, rowid) > (?, ?) AND created_at < ?
     ORDER BY created_at, rowid LIMIT +?`,
  );
  const upsertTurn = database.prepare(
    `INSERT INTO turns (level, key_id, served, waiting, since) VALUES (?, ?, 0, 1, ?)
     ON CONFLICT DO UPDATE SET waiting = 1, since = excluded.since WHERE waiting = 0`,
  );
  const updateTurn = database.prepare(
    `UPDATE turns SET served = coalesce(?3, served),
       waiting = EXISTS (SELECT 1 FROM tasks WHERE state = 'pending' AND level = ?1 AND key_id = ?2)
     WHERE level = ?1 AND key_id = ?2`,
  );
  // Only this process writes it, and numbers that a rollback takes back are not missed.
  let served = (database.prepare("SELECT max(served) AS served FROM turns").get()?.["served"] as number | null) ?? 0;

  function readModels(level: number, keyId: string): string[] {
    const models: string[] = [];
    const next = () => selectModel.get(level, keyId, models.at(-1) ?? "")?.["model"] as string | undefined;
    for (let model = next(); model !== undefined; model = next()) models.push(model);
    return models;
  }

  /** What a key has waiting, oldest first, read `chunk` at a time. */
  function* walk(
    { level, keyId, chunk }: { readonly level: number; readonly keyId: string; readonly chunk: number },
    { except = [], createdBefore = Number.MAX_SAFE_INTEGER }: Terms,
  ): Generator<WaitingTask> {
    const readLine = (model: string, after?: WaitingTask) =>
      selectLine.all(
        level,
        keyId,
        model,
        after?.createdAt ?? -1,
        after?.row ?? 0,
        createdBefore,
        chunk,
      ) as unknown as WaitingTask[];
    const lines: Line[] = readModels(level, keyId)
      .filter((model) => !except.includes(model))
      .map((model) => ({ model, tasks: readLine(model) }));
    for (;;) {
      let oldest: Line | undefined;
      for (const line of lines) if (isOlder(line.tasks[0], oldest?.tasks[0])) oldest = line;
      const task = oldest?.tasks.shift();
      if (!oldest || !task) return;
      yield task;
      if (oldest.tasks.length === 0) oldest.tasks = readLine(oldest.model, task);
    }
  }

  return {
    head(limit, terms = {}) {
      const found: QueuedTask[] = [];
      for (const level of LEVELS) {
        if (found.length >= limit) break;
        const keys = selectKeys.all(level).map((row) => row["key_id"] as string);
        const chunk = Math.ceil((limit - found.length) / keys.length) + 1;
        // A round gives each key one task; who has none left drops out of the next.
        let round: Generator<WaitingTask>[] = keys.map((keyId) => walk({ level, keyId, chunk }, terms));
        while (round.length > 0 && found.length < limit) {
          const goOn: typeof round = [];
          for (const tasks of round) {
            const { value: task } = tasks.next();
            if (!task) continue;
            found.push({ id: task.id, model: task.model });
            goOn.push(tasks);
            if (found.length === limit) break;
          }
          round = goOn;
        }
      }
      return found;
    },

    join: (task, row) => void upsertTurn.run(toLevel(task), task.keyId, row),

    leave(task, how) {
      if (how === "served") served += 1;
      updateTurn.run(toLevel(task), task.keyId, how === "served" ? served : null);
    },
  };
}

function isOlder(task: WaitingTask | undefined, than: WaitingTask | undefined): boolean {
  if (!task || !than) return task !== undefined;
  return task.createdAt < than.createdAt || (task.createdAt === than.createdAt && task.row < than.row);
}
