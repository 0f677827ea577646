// What is deleted when, and what never is.
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startSweep } from "../../src/worker/sweep.ts";
import { newImage } from "../support/tasks.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { listFiles } from "../support/directory.ts";
import { until } from "../support/until.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** It lets a server start first. */
const FIRST_AFTER_MS = 2_000;

async function sweep(rig: Rig): Promise<void> {
  const running = startSweep(rig.parts);
  onTestFinished(() => running.stop());
  await rig.clock.advance(FIRST_AFTER_MS);
}

/** A blob as old as the rig's clock says. */
async function put(rig: Rig, name: string, ageMs = 0): Promise<void> {
  await rig.blobs.put(name, new Uint8Array(10));
  const at = (rig.clock.now() - ageMs) / 1000;
  utimesSync(join(rig.directory, "images", name), at, at);
}

async function complete(rig: Rig, blob: string): Promise<string> {
  const { id } = await rig.create();
  await rig.store.claimTasks({ lease: "a", leaseUntil: rig.clock.now() + HOUR_MS, limit: 1 });
  await put(rig, blob.replace("ID", id));
  await rig.store.changeTask(id, "a", {
    type: "complete",
    engine: "one",
    finalPrompt: "a cat",
    images: [newImage({ blob: blob.replace("ID", id) })],
    expiresAt: rig.clock.now() + 24 * HOUR_MS,
  });
  return id;
}

const files = (rig: Rig) => listFiles(join(rig.directory, "images"));

test("images are deleted when they have expired and not before; their task stays", async () => {
  const rig = await createRig();
  const id = await complete(rig, "2026-01-01/ID-0.png");
  rig.clock.jump(24 * HOUR_MS - FIRST_AFTER_MS - 61_000);
  await sweep(rig);
  await rig.clock.advance(60_000);
  expect(files(rig)).toEqual([`2026-01-01/${id}-0.png`]);
  await until("the image is gone", async () => {
    await rig.clock.advance(60_000);
    return files(rig).length === 0;
  });
  expect(await rig.read(id)).toMatchObject({ state: "completed", images: [{ width: 768 }] });
});

test("a backlog larger than a batch is deleted in one go", async () => {
  const rig = await createRig();
  const created = await Promise.all(Array.from({ length: 450 }, () => rig.create()));
  await rig.store.claimTasks({ lease: "a", leaseUntil: rig.clock.now() + HOUR_MS, limit: created.length });
  const expiresAt = rig.clock.now() + HOUR_MS;
  await Promise.all(
    created.map(({ id }) =>
      rig.store.changeTask(id, "a", { type: "complete", engine: "one", finalPrompt: "a cat", images: [newImage()], expiresAt }),
    ),
  );
  rig.clock.jump(2 * HOUR_MS);
  await sweep(rig);
  await until("nothing has expired", async () => (await rig.store.listExpiredTasks(rig.clock.now(), 1)).length === 0);
});

test("events are forgotten after seven days and not before", async () => {
  const rig = await createRig();
  await rig.create();
  const last = await rig.store.lastEventId();
  // Before its words are, nothing of a task is forgotten.
  while (await rig.store.indexWords());
  rig.clock.jump(7 * DAY_MS - FIRST_AFTER_MS - 60_000);
  await sweep(rig);
  expect(await rig.store.prunedThrough()).toBe(0);
  expect(await rig.store.listEvents({ of: { keyId: "bootstrap" }, after: 0, limit: 9 })).toHaveLength(1);
  await until("it is forgotten", async () => {
    await rig.clock.advance(60_000);
    return (await rig.store.prunedThrough()) === last;
  });
  expect(rig.clock.now()).toBeLessThan(Date.UTC(2026, 0, 1) + 7 * DAY_MS + 300_000);
  expect(await rig.store.listEvents({ of: { keyId: "bootstrap" }, after: 0, limit: 9 })).toEqual([]);
});

test("deliveries are forgotten after thirty days and not before", async () => {
  const rig = await createRig();
  const [id, eventId, at] = [rig.clock.id(), rig.clock.id(), rig.clock.now()];
  const facts = { type: "webhook.test", webhookId: "w", url: "https://example.com/", data: {} } as const;
  await rig.store.createDelivery({ id, eventId, keyId: "bootstrap", createdAt: at, ...facts });
  await rig.store.recordAttempt(id, { at, durationMs: 1, response: "" }, { state: "succeeded" });
  const list = () => rig.store.listDeliveries({ keyId: "bootstrap", limit: 9 });
  rig.clock.jump(30 * DAY_MS - FIRST_AFTER_MS - 60_000);
  await sweep(rig);
  expect(await list()).toHaveLength(1);
  await rig.clock.advance(180_000);
  expect(await list()).toEqual([]);
});

test("files that no task knows are deleted long after any task could, and nothing else is", async () => {
  const rig = await createRig();
  const completed = await complete(rig, "2026-01-01/ID-0.png");
  const { id: waiting } = await rig.create();
  const stranger = "01a20000-0000-7000-8000-000000000000";
  await put(rig, `2026-01-01/${stranger}-0.png`, 26 * HOUR_MS);
  await put(rig, `2026-01-01/${stranger}-1.png`, 24 * HOUR_MS);
  await put(rig, `2026-01-01/${completed}-3.png`, 26 * HOUR_MS);
  await put(rig, `2026-01-01/${waiting}-0.png`, 26 * HOUR_MS);
  await sweep(rig);
  await until("orphans are gone", () => files(rig).length === 3);
  expect(files(rig)).toEqual(
    [`2026-01-01/${stranger}-1.png`, `2026-01-01/${completed}-0.png`, `2026-01-01/${waiting}-0.png`].sort(),
  );
});

test("a file that no task knows is found behind hundreds that are as old and wanted, and that cannot be deleted", async () => {
  const tried = new Map<string, number>();
  const rig = await createRig({
    wrapBlobs: (blobs) => ({
      ...blobs,
      remove: (name) => {
        tried.set(name, (tried.get(name) ?? 0) + 1);
        return name.startsWith("2025-12-30") ? Promise.reject(new Error("not permitted")) : blobs.remove(name);
      },
    }),
  });
  const { id: waiting } = await rig.create();
  const stranger = "01a20000-0000-7000-8000-000000000000";
  const stuck = Array.from({ length: 3 }, (_, index) => `2025-12-30/${stranger}-${index}.png`);
  const wanted = Array.from({ length: 450 }, (_, index) => `2025-12-31/${waiting}-${index}.png`);
  const orphans = [`2025-12-31/${waiting.slice(0, -1)}z-0.png`, `2026-01-01/${stranger}-0.png`];
  for (const name of [...stuck, ...wanted, ...orphans]) await put(rig, name, 26 * HOUR_MS);
  await sweep(rig);
  await until("orphans are gone", () => files(rig).length === stuck.length + wanted.length);
  expect(files(rig)).toEqual([...stuck, ...wanted].sort());
  expect([...tried]).toEqual([...stuck, ...orphans].map((name) => [name, 1]));
});

test("hundreds of tasks whose images cannot be deleted keep no other's from being deleted", async () => {
  const rig = await createRig({
    wrapBlobs: (blobs) => ({
      ...blobs,
      remove: (name) => (name.startsWith("2025") ? Promise.reject(new Error("not permitted")) : blobs.remove(name)),
    }),
  });
  const created = await Promise.all(Array.from({ length: 450 }, () => rig.create()));
  await rig.store.claimTasks({ lease: "a", leaseUntil: rig.clock.now() + HOUR_MS, limit: created.length });
  const expiresAt = rig.clock.now() + HOUR_MS;
  const images = [newImage({ blob: "2025-12-31/stuck-0.png" })];
  await Promise.all(
    created.map(({ id }) =>
      rig.store.changeTask(id, "a", { type: "complete", engine: "one", finalPrompt: "a cat", images, expiresAt }),
    ),
  );
  await complete(rig, "2026-01-01/ID-0.png");
  rig.clock.jump(25 * HOUR_MS);
  await sweep(rig);
  const countExpired = async () => (await rig.store.listExpiredTasks(rig.clock.now(), 500)).length;
  await until("the other's image is gone", async () => (await countExpired()) === created.length);
  expect(files(rig)).toEqual([]);
});

test("a store or disk that fails is tried again a minute later", async () => {
  let failures = 2;
  const rig = await createRig({
    wrapBlobs: (blobs) => ({
      ...blobs,
      remove: (name) => ((failures -= 1) >= 0 ? Promise.reject(new Error("disk error")) : blobs.remove(name)),
    }),
  });
  await complete(rig, "2026-01-01/ID-0.png");
  rig.clock.jump(25 * HOUR_MS - FIRST_AFTER_MS);
  await sweep(rig);
  for (const left of [1, 0]) {
    await until(`tries that fail: ${left} left`, async () => {
      await rig.clock.advance(10_000);
      return failures === left;
    });
    expect(files(rig)).toHaveLength(1);
  }
  await until("the image is gone", async () => {
    await rig.clock.advance(10_000);
    return files(rig).length === 0;
  });
});

test("an image that cannot be deleted keeps nothing else from being deleted", async () => {
  const rig = await createRig({
    wrapBlobs: (blobs) => ({
      ...blobs,
      remove: (name) => (name.startsWith("2025") ? Promise.reject(new Error("not permitted")) : blobs.remove(name)),
    }),
  });
  const stuck = await complete(rig, "2025-12-31/ID-0.png");
  await complete(rig, "2026-01-01/ID-0.png");
  rig.clock.jump(8 * 24 * HOUR_MS);
  const before = await rig.store.lastEventId();
  await sweep(rig);
  await until("the other image is gone", () => files(rig).length === 1);
  expect(files(rig)).toEqual([`2025-12-31/${stuck}-0.png`]);
  await until("old events are forgotten", async () => {
    await rig.clock.advance(60_000);
    return (await rig.store.prunedThrough()) === before;
  });
});
