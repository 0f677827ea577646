// What the embedded store tells while a transaction is on its way to the disk, and how many share one.
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/io/system-clock.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { newTask } from "../support/tasks.ts";

const open = () => openSqliteStore({ directory: temporaryDirectory(), clock: systemClock, as: "owner" });

test("nobody reads what is not on disk yet: a read that finds it is answered after whoever wrote it", async () => {
  const store = open();
  onTestFinished(() => store.close());
  const order: string[] = [];
  const note = (what: string) => () => void order.push(what);
  const task = newTask();
  const told = store.watch(note("told"));
  const written = store.createTask(task).then(note("written"));
  // The transaction is committed in the first of these turns, and its sync ends in none before the second.
  await setImmediate();
  const read = store.findTask(task.id).then((found) => order.push(found ? "read" : "read nothing"));
  await Promise.all([written, read]);
  told();
  expect(order).toEqual(["told", "written", "read"]);
});

test("a server that is closed has on disk what it was asked to write, and has answered for it", async () => {
  const store = open();
  const tasks = Array.from({ length: 600 }, () => newTask());
  const written = Promise.all(tasks.map((task) => store.createTask(task)));
  await store.close();
  expect((await written).every(({ kind }) => kind === "created")).toBe(true);
});
