// What the embedded store tells while a transaction is on its way to the disk, how many share one, and what is on disk before what.
import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/io/system-clock.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { newTask } from "../support/tasks.ts";
import { canTrace, traceCode, type Call } from "../support/trace.ts";

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

test("whoever reads what he was just told of is answered after whoever wrote it", async () => {
  const store = open();
  onTestFinished(() => store.close());
  const order: string[] = [];
  const read = Promise.withResolvers<void>();
  const task = newTask();
  const look = async (): Promise<void> => {
    order.push((await store.findTask(task.id)) ? "read" : "read nothing");
    read.resolve();
  };
  const deaf = store.watch(() => void look());
  await store.createTask(task);
  order.push("written");
  await read.promise;
  deaf();
  expect(order).toEqual(["written", "read"]);
});

test("a server that is closed has on disk what it was asked to write, and has answered for it", async () => {
  const store = open();
  const tasks = Array.from({ length: 600 }, () => newTask());
  const written = Promise.all(tasks.map((task) => store.createTask(task)));
  await store.close();
  expect((await written).every(({ kind }) => kind === "created")).toBe(true);
});

/** Makes a database, and as many transactions of three hundred tasks as it is told. */
const FILL = `
  import { systemClock } from "./src/io/system-clock.ts";
  import { openSqliteStore } from "./src/stores/sqlite/store.ts";
  import { newTask } from "./test/support/tasks.ts";
  const [directory, transactions] = process.argv.slice(1);
  const store = openSqliteStore({ directory, clock: systemClock, as: "owner" });
  for (let turn = 0; turn < Number(transactions); turn += 1)
    await Promise.all(Array.from({ length: 300 }, () => store.createTask(newTask())));
  await store.close();
`;
const SYNC = /^f(?:data)?sync\(/;
const WRITE = /^pwrite64\(/;

function fill(transactions: number) {
  const directory = temporaryDirectory();
  const calls = traceCode(FILL, [directory, String(transactions)], "rename,fsync,fdatasync,pwrite64");
  /** Calls of one kind on one file, in their order. */
  const find = (kind: RegExp, name: string) =>
    calls.filter(({ text }) => kind.test(text) && text.includes(`<${directory}${name}>`));
  return { calls, find };
}

describe.skipIf(!canTrace())("on the disk", () => {
  test("a new database is whole before it has its place, and has that before anything is written to its log", () => {
    const { calls, find } = fill(1);
    const moved = calls.find(({ text }) => text.startsWith("rename(") && text.includes("muleteer.db-draft"));
    if (!moved) throw new Error("no draft was moved");
    const written = find(WRITE, "/muleteer.db-draft").at(-1);
    const begun = find(WRITE, "/muleteer.db-wal").find((call) => call.begun > moved.ended);
    if (!written || !begun) throw new Error("nothing was written");
    const isSynced = (name: string, from: Call, until: Call) =>
      find(SYNC, name).some((sync) => sync.begun > from.ended && sync.ended < until.begun);
    expect(isSynced("/muleteer.db-draft", written, moved)).toBe(true);
    expect(isSynced("", moved, begun)).toBe(true);
  });

  test("what is folded back from the log is there before the log begins anew over it", () => {
    const { find } = fill(12);
    const [first, ...restarts] = find(WRITE, "/muleteer.db-wal").filter(({ text }) => text.includes(", 32, 0)"));
    expect(first).toBeDefined();
    expect(restarts.length).toBeGreaterThan(0);
    for (const restart of restarts) {
      const folded = find(WRITE, "/muleteer.db").findLast(({ begun }) => begun < restart.begun);
      const synced = find(SYNC, "/muleteer.db").findLast(({ ended }) => ended < restart.begun);
      expect(folded).toBeDefined();
      expect(synced?.begun ?? 0).toBeGreaterThan(folded?.ended ?? 0);
    }
  });
});
