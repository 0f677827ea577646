// Tasks: every change of one goes through `advance`, and `Unit` writes it with its money, its event and its deliveries (I6).
import { toTaskError } from "../../core/errors.ts";
import type { CreateOutcome, TaskStore } from "../../core/store.ts";
import { advance, isTerminal, TaskConflict, toPendingTask, type Task, type TaskChange } from "../../core/task.ts";
import { OUTCOME_COLUMNS, toOutcome } from "../shared/rows.ts";
import { toOverdueDetail } from "../shared/telling.ts";
import type { StoreContext } from "./context.ts";
import { prepare } from "./database.ts";
import { createListing } from "./listing.ts";
import { LOCKS } from "./locks.ts";
import { forgetPlaces } from "./places.ts";
import { claimEach, claimWaiting, LOCK_CLAIMS, SELECT_QUEUE, MAX_CREATED_AT } from "./queue.ts";
import { toStoredTask } from "./rows.ts";
import { indexWords, forgetWords } from "./search.ts";
import { shareReads } from "./shared-reads.ts";
import type { Unit } from "./unit.ts";

const ENDINGS: ReadonlySet<TaskChange["type"]> = new Set(["complete", "fail", "cancel"]);

export function createTaskTable(context: StoreContext): TaskStore {
  const { database, clock, tasks, rest } = context;

  function cancel(unit: Unit, task: Task, detail: string): Task {
    const error = toTaskError("cancelled", detail);
    return unit.replace(task, advance(task, { type: "cancel", error }, "", clock.now()));
  }

  const readNext = shareReads(async () => {
    const [row] = await database.select(SELECT_NEXT);
    const entries = Object.entries(row ?? {}) as ["due" | "deadline", number | null][];
    return new Map(entries.flatMap(([what, at]) => (at === null ? [] : [[what, at]])));
  });

  return {
    createTask: (created, { limits = {}, idempotency } = {}) =>
      tasks.write({
        needs: { create: created, limits, idempotency },
        isAlone: false,
        run: (unit): CreateOutcome => {
          const now = clock.now();
          const first = idempotency && unit.recall(created.keyId, idempotency, now);
          if (first === "conflict") return { kind: "conflict" };
          if (first) {
            const rate = unit.rate(created.keyId, limits, now);
            return { kind: "replayed", taskId: first.taskId, createdAt: first.createdAt, ...(rate ? { rate } : {}) };
          }
          const refused = unit.refuse(created, limits, now);
          if (refused) return refused;
          const task = toPendingTask(created);
          unit.create(task, limits, now);
          if (idempotency) unit.remember(task, idempotency);
          const rate = unit.rate(created.keyId, limits, now);
          return { kind: "created", task, ...(rate ? { rate } : {}) };
        },
      }),

    findTask: shareReads(async (ids: readonly string[]) => {
      const rows = await database.select(SELECT_TASKS, [ids]);
      return new Map(rows.map(toStoredTask).map((task) => [task.id, task]));
    }),

    findOutcome: shareReads(async (ids: readonly string[]) => {
      const rows = await database.select(SELECT_OUTCOMES, [ids]);
      return new Map(rows.map(toOutcome).map((outcome) => [outcome.id, outcome]));
    }),

    claimTasks: async ({ lease, leaseUntil, limit, held, ...terms }) => {
      // Whoever is woken often finds nothing, and a read costs no transaction of the lane.
      const [row] = await database.select(SELECT_IS_ANY, [clock.now()]);
      if (row?.["is_any"] !== true) return [];
      return await tasks.write({
        needs: {},
        isAlone: true,
        run: async (unit) => {
          const now = clock.now();
          const [, begun] = await Promise.all([
            unit.session.query(LOCK_CLAIMS, [LOCKS.claims]),
            unit.session.query(LOCK_DUE, [now, limit]),
          ]);
          const dues = begun.map(toStoredTask).filter(({ id }) => held?.has(id) !== true);
          await forgetPlaces(unit.session, dues);
          const waiting = dues.length < limit ? await claimWaiting(unit.session, limit - dues.length, terms) : [];
          return claimEach(unit, [...dues, ...waiting], { lease, leaseUntil, now });
        },
      });
    },

    changeTask: (id, lease, change, preview) =>
      tasks.write({
        needs: { task: id, ends: ENDINGS.has(change.type) },
        isAlone: false,
        run: (unit) => {
          const task = unit.readTask(id);
          const after = unit.replace(task, advance(task, change, lease, clock.now()));
          if (preview && change.type === "progress") unit.keepPreview(id, preview);
          return after;
        },
      }),

    cancelTask: (id, detail) =>
      tasks.write({
        needs: { task: id, ends: true },
        isAlone: false,
        run: (unit) => cancel(unit, unit.readTask(id), detail),
      }),

    cancelOverdue: async (limit) => {
      // Mostly there is none.
      const due = await readNext("deadline");
      if (due === undefined || due > clock.now()) return [];
      return await tasks.write({
        needs: {},
        isAlone: true,
        run: async (unit) => {
          const rows = await unit.session.query(
            `SELECT * FROM tasks WHERE deadline_at IS NOT NULL AND state IN ('pending', 'processing') AND deadline_at <= $1
             ORDER BY deadline_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
            [clock.now(), limit],
          );
          const overdue = rows.map(toStoredTask);
          await unit.loadKeys([...new Set(overdue.map(({ keyId }) => keyId))]);
          return overdue.map((task) => {
            unit.adopt(task);
            return cancel(unit, task, toOverdueDetail(task));
          });
        },
      });
    },

    nextDueAt: () => readNext("due"),

    nextDeadlineAt: () => readNext("deadline"),

    deleteTask: (id) =>
      tasks.write({
        needs: { task: id },
        isAlone: true,
        run: async (unit) => {
          const task = unit.findTask(id);
          if (!task) return false;
          if (!isTerminal(task.state)) throw new TaskConflict(`task ${id} is ${task.state} and cannot be deleted`);
          await Promise.all([
            forgetWords(unit.session, id),
            unit.session.query("DELETE FROM events WHERE task_id = $1", [id]),
            unit.session.query(
              "DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE task_id = $1)",
              [id],
            ),
            unit.session.query("DELETE FROM deliveries WHERE task_id = $1", [id]),
            unit.session.query("DELETE FROM tasks WHERE id = $1", [id]),
          ]);
          unit.forget(task);
          return true;
        },
      }),

    listTasks: createListing(database),

    indexWords: () => indexWords(context, rest),

    listQueue: async (limit) => {
      const rows = await database.select(SELECT_QUEUE, [limit, [], MAX_CREATED_AT]);
      return rows.map((row) => ({ id: row["id"] as string, model: row["model"] as string }));
    },

    queueDepth: async () => {
      const [row] = await database.select(
        `SELECT (SELECT count(*) FROM tasks WHERE state = 'pending') AS pending,
           (SELECT min(created_at) FROM tasks WHERE state = 'pending') AS oldest,
           (SELECT count(*) FROM tasks WHERE state = 'processing') AS processing`,
      );
      const oldest = row?.["oldest"] as number | null;
      return {
        pending: row?.["pending"] as number,
        processing: row?.["processing"] as number,
        ...(oldest === null ? {} : { oldestPendingAt: oldest }),
      };
    },

    findPreview: async (id) => {
      const [row] = await database.select("SELECT jpeg FROM previews WHERE task_id = $1", [id]);
      return row?.["jpeg"] as Uint8Array | undefined;
    },

    listCompleted: async (limit) => {
      const rows = await database.select("SELECT * FROM tasks WHERE state = 'completed' ORDER BY finished_at DESC LIMIT $1", [
        limit,
      ]);
      return rows.map(toStoredTask);
    },

    listExpiredTasks: async (before, limit) => {
      const rows = await database.select(
        "SELECT * FROM tasks WHERE expires_at IS NOT NULL AND NOT images_removed AND expires_at < $1 ORDER BY expires_at LIMIT $2",
        [before, limit],
      );
      return rows.map(toStoredTask);
    },

    markImagesRemoved: (ids) =>
      tasks.write({
        needs: {},
        isAlone: true,
        run: async ({ session }) => {
          await session.query("UPDATE tasks SET images_removed = true WHERE id = ANY ($1::text[])", [ids]);
        },
      }),
  };
}

const SELECT_TASKS = prepare("SELECT * FROM tasks WHERE id = ANY ($1::text[])");
const SELECT_OUTCOMES = prepare(`SELECT ${OUTCOME_COLUMNS} FROM tasks WHERE id = ANY ($1::text[])`);
const LOCK_DUE = prepare(
  "SELECT * FROM tasks WHERE state = 'processing' AND due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED",
);
/** Whether anything may be claimed at $1. */
const SELECT_IS_ANY = prepare(
  `SELECT EXISTS (SELECT FROM tasks WHERE state = 'pending')
     OR EXISTS (SELECT FROM tasks WHERE state = 'processing' AND due_at <= $1) AS is_any`,
);
const SELECT_NEXT = prepare(
  `SELECT (SELECT min(due_at) FROM tasks WHERE state = 'processing') AS due,
     (SELECT min(deadline_at) FROM tasks WHERE deadline_at IS NOT NULL AND state IN ('pending', 'processing')) AS deadline`,
);
