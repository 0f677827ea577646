// Where a store under test keeps its data, and what the suites of its contract have in common.
import { v7 } from "uuid";
import { onTestFinished } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { toTaskError } from "../../../src/core/errors.ts";
import type { CreateTerms, Store } from "../../../src/core/store.ts";
import type { NewTask, Task, TaskChange } from "../../../src/core/task.ts";
import { createTask, newImage, newTask } from "../../support/tasks.ts";

export interface LedgerRow {
  readonly taskId: string;
  readonly kind: string;
  readonly keyId: string;
  readonly amountMicros: number;
}

/** One place where a store keeps its data, empty at first. */
export interface StoreSite {
  /** Opens it, anew after a close. */
  open(): Promise<Store>;
  /** Every ledger row, by a reader that is no part of the store. */
  readLedger(): Promise<LedgerRow[]>;
}

export type CreateSite = (clock: Pick<Clock, "now" | "id">) => Promise<StoreSite>;

export interface OpenedSite {
  /** Moves the store's clock. */
  readonly time: { now: number };
  readonly site: StoreSite;
  readonly store: Store;
}

/** Opens a store on a site of its own at `START`; it is closed after the test. */
export type OpenSite = () => Promise<OpenedSite>;

/** How much of the large cases is tried. */
export interface Scale {
  /** Of the courses that a property tries, 1 for all. */
  readonly runs: number;
  /** Rows that are many. */
  readonly many: number;
}

export const FULL: Scale = { runs: 1, many: 10_000 };

export const START = Date.UTC(2026, 0, 1);
export const LEASE = "lease-a";
export const DAY_MS = 86_400_000;

export const COMPLETE = {
  type: "complete",
  engine: "one",
  finalPrompt: "a cat",
  images: [newImage()],
  expiresAt: START + DAY_MS,
} as const satisfies TaskChange;
export const FAIL: TaskChange = { type: "fail", error: toTaskError("engineFailed", "It failed.") };

export function toOpener(createSite: CreateSite): OpenSite {
  return async () => {
    const time = { now: START };
    const site = await createSite({ now: () => time.now, id: v7 });
    const store = await site.open();
    onTestFinished(() => store.close().catch(() => {}));
    return { time, site, store };
  };
}

/** Closes the store and opens another on the same data. */
export async function reopen({ store, site }: Pick<OpenedSite, "store" | "site">): Promise<Store> {
  await store.close();
  const again = await site.open();
  onTestFinished(() => again.close().catch(() => {}));
  return again;
}

export async function claimOne(store: Store, lease = LEASE, leaseUntil = START + 60_000): Promise<Task> {
  const [task] = await store.claimTasks({ lease, leaseUntil, limit: 1 });
  if (!task) throw new Error("nothing to claim");
  return task;
}

export function repeat<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

/** Creates tasks one after the other, each a millisecond younger than the one before. */
export async function createTasks(
  { store, time }: Pick<OpenedSite, "store" | "time">,
  tasks: readonly Partial<NewTask>[],
  terms?: CreateTerms,
): Promise<Task[]> {
  const created: Task[] = [];
  for (const overrides of tasks) {
    created.push(await createTask(store, newTask({ createdAt: time.now, ...overrides }), terms));
    time.now += 1;
  }
  return created;
}

/** Creates a task and takes it to its end; nothing else may be waiting. */
export async function finishTask(
  opened: Pick<OpenedSite, "store" | "time">,
  change: TaskChange,
  overrides: Partial<NewTask> = {},
): Promise<Task> {
  const [task] = await createTasks(opened, [overrides]);
  if (!task) throw new Error("nothing was created");
  const claimed = await claimOne(opened.store, LEASE, opened.time.now + 60_000);
  if (claimed.id !== task.id) throw new Error("another task was waiting");
  return await opened.store.changeTask(task.id, LEASE, change);
}
