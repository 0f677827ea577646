// Tasks in rows: every change of one goes through `advance`, in one conditional write (I3), and brings its money, its event and
// its deliveries along in the same transaction (I6).
import { toTaskError } from "../../core/errors.ts";
import type { CreateOutcome, TaskQuery, TaskStore } from "../../core/store.ts";
import { advance, isTerminal, TaskConflict, toPendingTask, type NewTask, type Task } from "../../core/task.ts";
import { fits } from "../shared/found-by.ts";
import {
  CREATION_COLUMNS,
  OUTCOME_COLUMNS,
  PROGRESS_COLUMNS,
  toCreationValues,
  toOutcome,
  toProgressValues,
  toTask,
} from "../shared/rows.ts";
import { toLowBalanceNews, toNews, toOverdueDetail } from "../shared/telling.ts";
import { one, type StoreContext } from "./context.ts";
import type { EventTable } from "./events.ts";
import { createListing } from "./listing.ts";
import { createQueue } from "./queue.ts";
import { createTaskSearch } from "./search.ts";
import type { SpendTable } from "./spend.ts";
import type { WebhookTable } from "./webhooks.ts";

const MAX_IDEMPOTENCY_PRUNED = 100;

interface TaskTables {
  readonly events: EventTable;
  readonly spend: SpendTable;
  readonly webhooks: WebhookTable;
}

export function createTaskTable({ database, commits, clock, keys }: StoreContext, tables: TaskTables): TaskStore {
  const { events, spend, webhooks } = tables;
  const columns = [...CREATION_COLUMNS, ...PROGRESS_COLUMNS];
  const insertTask = database.prepare(`INSERT INTO tasks (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`);
  const updateTask = database.prepare(
    `UPDATE tasks SET ${PROGRESS_COLUMNS.map((column) => `${column} = ?`).join(", ")} WHERE id = ? AND state = ? AND lease IS ?`,
  );
  const selectTask = database.prepare("SELECT * FROM tasks WHERE id = ?");
  const selectOutcome = database.prepare(`SELECT ${OUTCOME_COLUMNS} FROM tasks WHERE id = ?`);
  const selectBegun = database.prepare("SELECT * FROM tasks WHERE state = 'processing' AND due_at <= ? ORDER BY due_at LIMIT +?");
  const selectOverdue = database.prepare(
    "SELECT * FROM tasks WHERE deadline_at IS NOT NULL AND state IN ('pending', 'processing') AND deadline_at <= ? ORDER BY deadline_at LIMIT +?",
  );
  const selectNextDue = database.prepare("SELECT min(due_at) AS due FROM tasks WHERE state = 'processing'");
  const selectNextDeadline = database.prepare(
    "SELECT min(deadline_at) AS due FROM tasks WHERE deadline_at IS NOT NULL AND state IN ('pending', 'processing')",
  );
  const countPending = database.prepare("SELECT count(*) AS n, min(created_at) AS oldest FROM tasks WHERE state = 'pending'");
  const countProcessing = database.prepare("SELECT count(*) AS n FROM tasks WHERE state = 'processing'");
  const selectCompleted = database.prepare("SELECT * FROM tasks WHERE state = 'completed' ORDER BY finished_at DESC LIMIT +?");
  const selectExpired = database.prepare(
    "SELECT * FROM tasks WHERE expires_at IS NOT NULL AND images_removed = 0 AND expires_at < ? ORDER BY expires_at LIMIT +?",
  );
  const updateRemoved = database.prepare("UPDATE tasks SET images_removed = 1 WHERE id = ?");
  const deleteTask = database.prepare("DELETE FROM tasks WHERE id = ?");
  const upsertPreview = database.prepare(
    "INSERT INTO previews (task_id, jpeg) VALUES (?, ?) ON CONFLICT DO UPDATE SET jpeg = excluded.jpeg",
  );
  const selectPreview = database.prepare("SELECT jpeg FROM previews WHERE task_id = ?");
  const deletePreview = database.prepare("DELETE FROM previews WHERE task_id = ?");
  const selectIdempotency = database.prepare(
    "SELECT fingerprint, task_id, created_at FROM idempotency WHERE key_id = ? AND path = ? AND idem_key = ? AND until > ?",
  );
  const upsertIdempotency = database.prepare(
    `INSERT INTO idempotency (key_id, path, idem_key, fingerprint, task_id, created_at, until) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, task_id = excluded.task_id, created_at = excluded.created_at, until = excluded.until`,
  );
  const deleteIdempotency = database.prepare(
    `DELETE FROM idempotency WHERE (key_id, path, idem_key) IN
       (SELECT key_id, path, idem_key FROM idempotency WHERE until <= ? ORDER BY until LIMIT ${MAX_IDEMPOTENCY_PRUNED})`,
  );
  const find = (id: string) => one(selectTask, [id], toTask);
  const queue = createQueue(database);
  const listing = createListing(database);
  const search = createTaskSearch(database, { listing, findTask: find });

  function announce(before: Task | undefined, after: Task): void {
    const news = toNews(before, after);
    if (!news) return;
    events.append(news.type, after, news.at);
    if (news.told) webhooks.tell(news.told);
  }

  /** The one conditional write that changes a task (I3). */
  function replaceTask(before: Task, after: Task): Task {
    const { changes } = updateTask.run(...toProgressValues(after), before.id, before.state, before.lease ?? null);
    if (changes !== 1) throw new Error(`task ${before.id} changed inside its own transaction`);
    announce(before, after);
    if (before.state === "pending") queue.leave(before, after.state === "processing" ? "served" : "ended");
    if (isTerminal(after.state)) {
      deletePreview.run(after.id);
      const low = spend.close(after, keys.limits(after.keyId));
      if (low) webhooks.tell(toLowBalanceNews(after.keyId, low));
    }
    return after;
  }

  function cancel(task: Task, detail: string): Task {
    return replaceTask(task, advance(task, { type: "cancel", error: toTaskError("cancelled", detail) }, "", clock.now()));
  }

  function insert(created: NewTask): Task {
    const task = toPendingTask(created);
    const { lastInsertRowid } = insertTask.run(...toCreationValues(task), ...toProgressValues(task));
    queue.join(task, Number(lastInsertRowid));
    announce(undefined, task);
    return task;
  }

  function* walkTasks(query: TaskQuery): Iterable<Task> {
    if (query.text !== undefined && query.text.trim() !== "") return yield* search.walk(query, query.text);
    for (const id of listing.walk(query)) {
      const task = find(id);
      if (task) yield task;
    }
  }

  return {
    createTask: (created, { limits = {}, idempotency } = {}) =>
      commits.write((): CreateOutcome => {
        const now = clock.now();
        if (idempotency) {
          const { key, path, fingerprint } = idempotency;
          const first = selectIdempotency.get(created.keyId, path, key, now);
          if (first && first["fingerprint"] !== fingerprint) return { kind: "conflict" };
          if (first) {
            const rate = spend.rate(created.keyId, limits, now);
            const [taskId, createdAt] = [first["task_id"] as string, first["created_at"] as number];
            return { kind: "replayed", taskId, createdAt, ...(rate ? { rate } : {}) };
          }
        }
        const refused = spend.refuse(created, limits, now);
        if (refused) return refused;
        const task = insert(created);
        const rate = spend.open(task, limits, now);
        if (idempotency) {
          const { key, path, fingerprint, until } = idempotency;
          deleteIdempotency.run(now);
          upsertIdempotency.run(created.keyId, path, key, fingerprint, task.id, task.createdAt, until);
        }
        return { kind: "created", task, ...(rate ? { rate } : {}) };
      }),

    findTask: (id) => commits.read(() => find(id)),

    findOutcome: (id) => commits.read(() => one(selectOutcome, [id], toOutcome)),

    claimTasks: ({ lease, leaseUntil, limit, held, ...terms }) =>
      commits.write(() => {
        const now = clock.now();
        const due = selectBegun.all(now, limit).map(toTask);
        const begun = held ? due.filter(({ id }) => !held.has(id)) : due;
        const waiting = queue.head(limit - begun.length, terms).map(({ id }) => find(id));
        return [...begun, ...waiting.filter((task) => task !== undefined)].map((task) =>
          replaceTask(task, advance(task, { type: "claim", lease, leaseUntil }, lease, now)),
        );
      }),

    changeTask: (id, lease, change, preview) =>
      commits.write(() => {
        const task = find(id);
        if (!task) throw new TaskConflict(`task ${id} is gone`);
        const after = replaceTask(task, advance(task, change, lease, clock.now()));
        if (preview && change.type === "progress") upsertPreview.run(id, preview);
        return after;
      }),

    cancelTask: (id, detail) =>
      commits.write(() => {
        const task = find(id);
        if (!task) throw new TaskConflict(`task ${id} is gone`);
        return cancel(task, detail);
      }),

    cancelOverdue: (limit) =>
      commits.write(() =>
        selectOverdue
          .all(clock.now(), limit)
          .map(toTask)
          .map((task) => cancel(task, toOverdueDetail(task))),
      ),

    nextDueAt: () => commits.read(() => (selectNextDue.get()?.["due"] as number | null) ?? undefined),

    nextDeadlineAt: () => commits.read(() => (selectNextDeadline.get()?.["due"] as number | null) ?? undefined),

    deleteTask: (id) =>
      commits.write(() => {
        const task = find(id);
        if (!task) return false;
        if (!isTerminal(task.state)) throw new TaskConflict(`task ${id} is ${task.state} and cannot be deleted`);
        search.forget(id);
        events.forget(id);
        webhooks.forget(id);
        deleteTask.run(id);
        events.append("task.deleted", task, clock.now());
        return true;
      }),

    listTasks: (query) =>
      commits.read(() => {
        const found: Task[] = [];
        for (const task of walkTasks(query)) {
          if (fits(task, query)) found.push(task);
          if (found.length === query.limit) break;
        }
        return found;
      }),

    listQueue: (limit) => commits.read(() => queue.head(limit)),

    queueDepth: () =>
      commits.read(() => {
        const waiting = countPending.get();
        const oldest = waiting?.["oldest"] as number | null;
        return {
          pending: waiting?.["n"] as number,
          processing: countProcessing.get()?.["n"] as number,
          ...(oldest === null ? {} : { oldestPendingAt: oldest }),
        };
      }),

    findPreview: (id) => commits.read(() => selectPreview.get(id)?.["jpeg"] as Uint8Array | undefined),

    listCompleted: (limit) => commits.read(() => selectCompleted.all(limit).map(toTask)),

    listExpiredTasks: (before, limit) => commits.read(() => selectExpired.all(before, limit).map(toTask)),

    markImagesRemoved: (ids) =>
      commits.write(() => {
        for (const id of ids) updateRemoved.run(id);
      }),

    indexWords: () => commits.write(() => search.index()),
  };
}
