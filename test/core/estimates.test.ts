// How long tasks will take: what is learnt from those that completed, and what of it others go by.
import { expect, test } from "vitest";
import { createEstimates, type Drawer, type Figures } from "../../src/core/estimates.ts";
import type { Task } from "../../src/core/task.ts";
import { MODELS } from "../../src/models/catalogue.ts";
import { newTask } from "../support/tasks.ts";

const NOW = Date.UTC(2026, 0, 1);
const KIND = "plain";

function createAt(drawer: Drawer | undefined, figures?: Figures) {
  return createEstimates({
    models: new Map(MODELS.map((model) => [model.id, model])),
    toWorkKind: (engine) => Promise.resolve(engine === "gpu" ? KIND : ""),
    lookOut: () => ({ drawer, figures }),
  });
}

function toTask(facts: Partial<Task>): Task {
  return { ...newTask(), state: "pending", failures: 0, warnings: [], ...facts } as Task;
}

const completed = (ms: number, engine = "gpu") => toTask({ state: "completed", engine, startedAt: NOW, finishedAt: NOW + ms });

test("a task that waits takes as long as such work does, and a share of the time of each before it", async () => {
  const estimates = createAt({ id: "gpu", capacity: 2 });
  expect(await estimates.remainingMs(toTask({}), NOW)).toBeUndefined();
  await estimates.learn(completed(4_000));
  expect(await estimates.remainingMs(toTask({}), NOW, 0)).toBeCloseTo(4_000);
  expect(await estimates.remainingMs(toTask({}), NOW, 3)).toBeCloseTo(10_000);
  await estimates.learn(completed(8_000));
  expect(await estimates.remainingMs(toTask({}), NOW, 0)).toBeCloseTo(4_800);
});

test("what another engine took says nothing of this one, whoever draws with either", async () => {
  const estimates = createAt({ id: "gpu", capacity: 2 });
  await estimates.learn(completed(90_000, "another node's"));
  expect(await estimates.remainingMs(toTask({}), NOW)).toBeUndefined();
});

test("what others have learnt takes the place of what was learnt here, all of it", async () => {
  const one = createAt({ id: "gpu", capacity: 2 });
  await one.learn(completed(4_000));
  const other = createAt({ id: "gpu", capacity: 4 }, one.figures());
  await other.learn(completed(60_000));
  expect(await other.remainingMs(toTask({}), NOW, 2)).toBeCloseTo(6_000);
  expect(await createAt({ id: "gpu", capacity: 4 }, {}).remainingMs(toTask({}), NOW)).toBeUndefined();
  const begun = toTask({ state: "processing", engine: "gpu", startedAt: NOW - 1_000 });
  expect(await other.remainingMs(begun, NOW)).toBeCloseTo(3_000);
});

test("nothing is expected where nobody draws", async () => {
  const estimates = createAt(undefined, { gpu: 1 });
  expect(await estimates.remainingMs(toTask({}), NOW)).toBeUndefined();
});
