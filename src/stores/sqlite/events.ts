// Events in rows: written with the change that they tell of, read by whoever resumes.
import type { TaskEventType } from "../../core/event.ts";
import type { EventStore } from "../../core/event-store.ts";
import type { Task } from "../../core/task.ts";
import { toTaskEvent } from "../shared/rows.ts";
import { toEvent } from "../shared/telling.ts";
import type { StoreContext } from "./context.ts";

export interface EventTable extends EventStore {
  /** Inside a write: adds the event, and tells it when the write commits. */
  readonly append: (type: TaskEventType, task: Task, at: number) => void;
  /** Inside a write: forgets what was told of a task. */
  readonly forget: (taskId: string) => void;
}

export function createEventTable({ database, commits }: StoreContext): EventTable {
  const insert = database.prepare("INSERT INTO events (task_id, key_id, model, type, at, progress) VALUES (?, ?, ?, ?, ?, ?)");
  const selectOfTask = database.prepare("SELECT * FROM events WHERE task_id = ? AND id > ? ORDER BY id LIMIT +?");
  const selectOfKey = database.prepare("SELECT * FROM events WHERE key_id = ? AND id > ? ORDER BY id LIMIT +?");
  const selectLast = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
  const selectPruned = database.prepare("SELECT through FROM events_pruned");
  const deleteOfTask = database.prepare("DELETE FROM events WHERE task_id = ?");
  // Ids and times grow together, so the oldest events are those with the smallest ids. Search goes by events, so none is forgotten
  // before it is indexed.
  const selectOldest = database.prepare(
    "SELECT id, at FROM events WHERE id <= (SELECT event_id FROM task_words_through) ORDER BY id LIMIT +?",
  );
  const deleteThrough = database.prepare("DELETE FROM events WHERE id <= ?");
  const updatePruned = database.prepare("UPDATE events_pruned SET through = ?");

  return {
    append: (type, task, at) => {
      const event = toEvent(type, task, at);
      const progress = event.progress ? JSON.stringify(event.progress) : null;
      const { lastInsertRowid } = insert.run(event.taskId, event.keyId, event.model, type, at, progress);
      commits.tell({ ...event, id: Number(lastInsertRowid) });
    },

    forget: (taskId) => void deleteOfTask.run(taskId),

    listEvents: ({ after, of, limit }) =>
      commits.read(() => {
        const rows = "taskId" in of ? selectOfTask.all(of.taskId, after, limit) : selectOfKey.all(of.keyId, after, limit);
        return rows.map(toTaskEvent);
      }),

    lastEventId: () => commits.read(() => (selectLast.get()?.["seq"] as number | undefined) ?? 0),

    prunedThrough: () => commits.read(() => selectPruned.get()?.["through"] as number),

    watch: (listener) => commits.watch(listener),

    pruneEvents: (before, limit) =>
      commits.write(() => {
        // A clock that was set back leaves events that look younger than the next; they go with those.
        const last = selectOldest.all(limit).findLast((row) => (row["at"] as number) < before);
        if (!last) return 0;
        updatePruned.run(last["id"] as number);
        return Number(deleteThrough.run(last["id"] as number).changes);
      }),
  };
}
