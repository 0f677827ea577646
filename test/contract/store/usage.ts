// Usage: what was made, by whom, with what and when.
import { describe, expect, test } from "vitest";
import type { UsageGroup, UsageRow } from "../../../src/core/key-store.ts";
import type { TaskChange } from "../../../src/core/task.ts";
import { createTask, newImage, newTask } from "../../support/tasks.ts";
import { COMPLETE, createTasks, DAY_MS, FAIL, finishTask, LEASE, reopen, START, type OpenedSite, type OpenSite } from "./site.ts";

const PRICE = 75_000;
const FIRST = "2026-01-01";
const SECOND = "2026-01-02";

/** The same twelve tasks in each place of a small cube; one more ended before any engine had it. */
async function fill(opened: OpenedSite): Promise<Required<UsageRow>[]> {
  const facts: Required<UsageRow>[] = [];
  const none = { completed: 0, failed: 0, cancelled: 0, images: 0, chargedMicros: 0 };
  for (const [index, day] of [FIRST, SECOND].entries()) {
    opened.time.now = START + index * DAY_MS + 1_000;
    for (const keyId of ["key-1", "key-2"]) {
      for (const model of ["one", "two"]) {
        for (const engine of ["a", "b"]) {
          const images = [newImage(), newImage()];
          const change: TaskChange = { ...COMPLETE, engine, images };
          await finishTask(opened, change, { keyId, model, imageCount: 2, priceMicros: 2 * PRICE });
          facts.push({ day, keyId, model, engine, ...none, completed: 1, images: 2, chargedMicros: 2 * PRICE });
        }
      }
    }
    await finishTask(opened, FAIL, { keyId: "key-1", model: "one" });
    facts.push({ day, keyId: "key-1", model: "one", engine: "", ...none, failed: 1 });
    const [task] = await createTasks(opened, [{ keyId: "key-2", model: "two" }]);
    await opened.store.claimTasks({ lease: LEASE, leaseUntil: opened.time.now + 1e6, limit: 1 });
    await opened.store.changeTask(task?.id ?? "", LEASE, { type: "submit", engine: "b" });
    await opened.store.cancelTask(task?.id ?? "", "Stop.");
    facts.push({ day, keyId: "key-2", model: "two", engine: "b", ...none, cancelled: 1 });
  }
  return facts;
}

const COLUMNS: Readonly<Record<UsageGroup, "day" | "model" | "keyId" | "engine">> = {
  day: "day",
  model: "model",
  key: "keyId",
  engine: "engine",
};

function sum(facts: readonly Required<UsageRow>[], groupBy: readonly UsageGroup[]): UsageRow[] {
  const rows = new Map<string, UsageRow>();
  for (const fact of facts) {
    const group = Object.fromEntries(groupBy.map((name) => [COLUMNS[name], fact[COLUMNS[name]]]));
    const label = groupBy.map((name) => fact[COLUMNS[name]]).join(" ");
    const before = rows.get(label);
    const add = (name: "completed" | "failed" | "cancelled" | "images" | "chargedMicros") => (before?.[name] ?? 0) + fact[name];
    rows.set(label, {
      ...group,
      completed: add("completed"),
      failed: add("failed"),
      cancelled: add("cancelled"),
      images: add("images"),
      chargedMicros: add("chargedMicros"),
    });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const GROUPINGS: UsageGroup[][] = [
  [],
  ["day"],
  ["model"],
  ["key"],
  ["engine"],
  ["day", "model"],
  ["model", "day"],
  ["day", "key"],
  ["engine", "key"],
  ["model", "engine"],
  ["day", "engine"],
  ["key", "model", "engine"],
  ["day", "model", "key"],
  ["engine", "day", "key", "model"],
  ["day", "model", "key", "engine"],
];

export function testUsage(name: string, open: OpenSite): void {
  describe(`${name}: usage`, () => {
    test("sums what ended by any groups, in their order, of one key or of all", async () => {
      const opened = await open();
      const facts = await fill(opened);
      for (const groupBy of GROUPINGS) {
        expect(await opened.store.listUsage({ from: FIRST, to: SECOND, groupBy })).toEqual(sum(facts, groupBy));
        const ofKey = facts.filter(({ keyId }) => keyId === "key-2");
        expect(await opened.store.listUsage({ from: FIRST, to: SECOND, groupBy, keyId: "key-2" })).toEqual(sum(ofKey, groupBy));
        const ofDay = facts.filter(({ day }) => day === SECOND);
        expect(await opened.store.listUsage({ from: SECOND, to: SECOND, groupBy })).toEqual(sum(ofDay, groupBy));
        expect(await opened.store.listUsage({ from: "2026-01-03", to: "2027-01-01", groupBy })).toEqual([]);
        expect(await opened.store.listUsage({ from: SECOND, to: FIRST, groupBy })).toEqual([]);
      }
    });

    test("counts a task for the day on which it ended, in UTC, and not before", async () => {
      const { store, time } = await open();
      time.now = START + DAY_MS - 1;
      const late = await createTask(store, newTask({ createdAt: time.now }));
      await store.claimTasks({ lease: LEASE, leaseUntil: time.now + 60_000, limit: 1 });
      const list = () => store.listUsage({ from: FIRST, to: SECOND, groupBy: ["day"] });
      expect(await list()).toEqual([]);
      time.now = START + DAY_MS;
      await store.changeTask(late.id, LEASE, COMPLETE);
      expect(await list()).toMatchObject([{ day: SECOND, completed: 1, images: 1, chargedMicros: PRICE }]);
    });

    test("outlives its tasks, and the process", async () => {
      const opened = await open();
      const { id } = await finishTask(opened, COMPLETE, { keyId: "key-1" });
      const before = await opened.store.listUsage({ from: FIRST, to: FIRST, groupBy: ["key", "engine"] });
      expect(before).toHaveLength(1);
      await opened.store.deleteTask(id);
      const store = await reopen(opened);
      expect(await store.listUsage({ from: FIRST, to: FIRST, groupBy: ["key", "engine"] })).toEqual(before);
    });

    test("agrees with the ledger and the balances", async () => {
      const opened = await open();
      await fill(opened);
      const rows = await opened.store.listUsage({ from: FIRST, to: SECOND, groupBy: ["key"] });
      const ledger = (await opened.site.readLedger()).filter(({ kind }) => kind === "charge");
      for (const { keyId = "", chargedMicros } of rows) {
        const charges = ledger.filter((row) => row.keyId === keyId);
        expect(charges.reduce((total, { amountMicros }) => total + amountMicros, 0)).toBe(chargedMicros);
        expect((await opened.store.readBalance(keyId)).total).toEqual({ chargedMicros, reservedMicros: 0 });
      }
      expect(rows).toHaveLength(2);
    });
  });
}
