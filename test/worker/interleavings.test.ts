// Two workers on one store, restarts, an owner who cancels and a clock that jumps past leases, in orders that fast-check chooses: every answer
// of the store, of the engine and of the disk may come before or after any other. Whatever the order, a task is paid for once, ends
// once, is charged once, and what is told of it is on disk when it is told.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { listFiles, temporaryDirectory } from "../support/directory.ts";
import { scriptEngine, drawPlain } from "../support/engines.ts";
import { createRig, type Rig } from "../support/parts.ts";
import type { TaskEvent } from "../../src/core/event.ts";
import type { Store } from "../../src/core/store.ts";
import { isTerminal, TaskConflict } from "../../src/core/task.ts";

const TASKS = 3;
/** Longer than a lease. */
const JUMP_MS = 61_000;
/** So that work with a handle changes hands. */
const LOOKS_IN_VAIN = 6;
/** Steps of a course: far more than any takes. */
const MAX_STEPS = 3_000;

/** What happens besides, after so many steps. */
interface Disturbance {
  readonly at: number;
  readonly what: "a cancel" | "a jump" | "a jump back" | "a restart";
  readonly which: number;
}

interface Course {
  readonly disturbances: readonly Disturbance[];
  readonly pays: "by handle" | "by answer";
}

const course: fc.Arbitrary<Course> = fc.record({
  disturbances: fc.array(
    fc.record({
      at: fc.nat(120),
      what: fc.constantFrom("a cancel", "a jump", "a jump back", "a restart", "a restart"),
      which: fc.nat(TASKS - 1),
    }),
    { maxLength: 6, size: "max" },
  ),
  pays: fc.constantFrom("by handle", "by answer"),
});

test(
  "I2 to I7: whatever the order, a task is paid for once, ends once, and is told of as it is on disk",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), course, async (scheduler, { disturbances, pays }) => {
        const engine = createPaidEngine(pays, scheduler);
        let schedules = true;
        const rig = await createRig({
          directory: temporaryDirectory("memory"),
          engine,
          wrapStore: (store) => delayAnswers(store, (work, label) => (schedules ? scheduler.schedule(work, label) : work)),
          wrapBlobs: (blobs) => ({
            ...blobs,
            put: async (name, bytes) => {
              await scheduler.schedule(Promise.resolve(), "before an image is written");
              await blobs.put(name, bytes);
              await scheduler.schedule(Promise.resolve(), "after an image is written");
            },
          }),
        });
        const told: TaskEvent[] = [];
        const lies: string[] = [];
        rig.store.watch((events) => {
          told.push(...events);
          // By another connection, which sees what is committed and nothing else.
          for (const event of events) if (!isOnDisk(rig, event)) lies.push(`${event.type} of ${event.taskId} was told too soon`);
        });
        const ids: string[] = [];
        for (let count = 0; count < TASKS; count += 1) ids.push((await rig.create({ seed: count })).id);
        // Each with places of its own, as two processes have.
        const start = () => rig.work({ engines: [engine] });
        const workers = [start(), start()];
        function disturb({ what, which }: Disturbance): void {
          if (what === "a cancel") void cancel(rig, ids[which] ?? "");
          else if (what === "a jump") rig.clock.jump(JUMP_MS);
          else if (what === "a jump back") rig.clock.jump(-JUMP_MS);
          else {
            // It hands back what it has while the others work on.
            void workers.at(-1 - (which % 2))?.stop(0);
            workers.push(start());
          }
        }

        for (let steps = 0; !(await haveEnded(rig, ids)); steps += 1) {
          if (steps > MAX_STEPS)
            throw new Error(`they do not end: ${JSON.stringify(await Promise.all(ids.map((id) => rig.read(id))))}`);
          for (const each of disturbances) if (each.at === steps) disturb(each);
          if (scheduler.count() > 0) await scheduler.waitOne();
          // Time passes seldom, so that much happens in one moment.
          if (steps % 5 === 0 || scheduler.count() === 0) await rig.clock.advance(500);
        }
        schedules = false;
        const stopping = Promise.all(workers.map((worker) => worker.stop(0)));
        const stopped = new AbortController();
        void stopping.then(() => stopped.abort());
        while (!stopped.signal.aborted) {
          if (scheduler.count() > 0) await scheduler.waitOne();
          await rig.clock.advance(5_000);
        }

        expect(lies).toEqual([]);
        for (const [seed, id] of ids.entries()) {
          expect(engine.submitted.filter((request) => request.seed === seed).length, "I5: times paid").toBeLessThanOrEqual(1);
          await judge(rig, id, told);
        }
      }),
      // The limit is for finding the simplest order that fails.
      { numRuns: 30, interruptAfterTimeLimit: 30_000 },
    );
  },
);

/** Paid for each submission; what is made is looked for under a handle, or comes with the answer. */
function createPaidEngine(pays: Course["pays"], scheduler: fc.Scheduler) {
  return scriptEngine({
    capabilities: { repeatable: false, concurrency: 2 },
    submit: async (request) => {
      await scheduler.schedule(Promise.resolve(), "the engine answers");
      if (pays === "by answer") return drawPlain(request);
      const { width, height, count, seed } = request;
      return { pending: { width, height, count, seed } };
    },
    check: async (handle, _, turn) => {
      await scheduler.schedule(Promise.resolve(), "the engine answers a look");
      if (turn < LOOKS_IN_VAIN) return { pending: handle };
      return drawPlain(handle as unknown as Parameters<typeof drawPlain>[0]);
    },
  });
}

/** The store's answers to what changes tasks, and the questions, each when its turn comes. */
function delayAnswers(store: Store, schedule: (work: Promise<unknown>, label: string) => Promise<unknown>): Store {
  function delay<A extends unknown[], T>(name: string, ask: (...words: A) => Promise<T>): (...words: A) => Promise<T> {
    return async (...words) => {
      await schedule(Promise.resolve(), `before ${name}`);
      try {
        return await ask(...words);
      } finally {
        await schedule(Promise.resolve(), `after ${name}`);
      }
    };
  }
  return {
    ...store,
    claimTasks: delay("a claim", (claim) => store.claimTasks(claim)),
    changeTask: delay("a change", (...words) => store.changeTask(...words)),
  };
}

async function cancel(rig: Rig, id: string): Promise<void> {
  await rig.store.cancelTask(id, "Its owner did.").catch((error: unknown) => {
    if (!(error instanceof TaskConflict)) throw error;
  });
}

async function haveEnded(rig: Rig, ids: readonly string[]): Promise<boolean> {
  const tasks = await Promise.all(ids.map((id) => rig.read(id)));
  return tasks.every(({ state }) => isTerminal(state));
}

function query(rig: Rig, sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
  using database = new DatabaseSync(join(rig.directory, "muleteer.db"), { readOnly: true });
  return database.prepare(sql).all(...values);
}

/** The event, and the state that it tells of unless a later one is there. */
function isOnDisk(rig: Rig, { id, type, taskId }: TaskEvent): boolean {
  const [event] = query(rig, "SELECT type FROM events WHERE id = ?", id);
  const [task] = query(rig, "SELECT state FROM tasks WHERE id = ?", taskId);
  const ending = /^task\.(completed|failed|cancelled)$/.exec(type)?.[1];
  return event?.["type"] === type && (ending === undefined || task?.["state"] === ending);
}

async function judge(rig: Rig, id: string, told: readonly TaskEvent[]): Promise<void> {
  const task = await rig.read(id);
  const mine = told.filter(({ taskId }) => taskId === id);
  const ends = mine.filter(({ type }) => /completed|failed|cancelled/.test(type));
  expect(
    ends.map(({ type }) => type),
    "I2: ends",
  ).toEqual([`task.${task.state}`]);
  expect(mine.at(-1), "I2: nothing follows the end").toEqual(ends[0]);
  expect(query(rig, "SELECT id FROM events WHERE task_id = ? ORDER BY id", id).map((row) => row["id"])).toEqual(
    mine.map((event) => event.id),
  );
  expect(rig.ledger(id), "I7").toEqual([
    ["reserve", 75_000],
    task.state === "completed" ? ["charge", 75_000] : ["release", 75_000],
  ]);
  expect(task.lease, "I4: an ended task is leased").toBe(undefined);
  // What failed was paid for and lost with its lease; a disk and a store that are well fail nothing else.
  if (task.state === "failed") expect(task.error).toMatchObject({ code: 3005 });
  const files = listFiles(join(rig.directory, "images")).filter((file) => file.includes(id));
  if (task.state === "completed") expect(files).toEqual(task.images?.map(({ blob }) => blob));
}
