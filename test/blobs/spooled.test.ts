// Images on the way to a store that several servers share: what of them is on one machine's disk alone.
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { openDiskBlobs } from "../../src/blobs/disk.ts";
import { spoolBlobs } from "../../src/blobs/spooled.ts";
import { listFiles, temporaryDirectory } from "../support/directory.ts";
import { makeKept, scriptEngine } from "../support/engines.ts";
import { createRig } from "../support/parts.ts";

const WHOLE = { start: 0, end: Number.MAX_SAFE_INTEGER };

test("what the store has is shown, and not what a broken attempt left on this disk", async () => {
  const directory = temporaryDirectory();
  const [store, spool] = [await openDiskBlobs(join(directory, "store")), await openDiskBlobs(join(directory, "spool"))];
  const name = "2026-01-01/0196f3a0-0000-7000-8000-000000000000-0.png";
  await spool.put(name, Buffer.from("left over"));
  const blobs = spoolBlobs(store, spool);
  const read = async () => {
    const stream = await blobs.open(name, WHOLE);
    return stream && String(await buffer(stream));
  };
  expect(await read()).toBe("left over");
  await store.put(name, Buffer.from("made by another"));
  expect(await read()).toBe("made by another");
});

test("I5: an image that was paid for and is on this disk alone is in the store when its task completes", async () => {
  const directory = temporaryDirectory();
  const store = await openDiskBlobs(join(directory, "store"));
  const engine = scriptEngine({ capabilities: { repeatable: false }, submit: () => ({ done: [] }) });
  const rig = await createRig({ engine, wrapBlobs: (spool) => spoolBlobs(store, spool) });
  const { id, createdAt } = await rig.create();
  await rig.store.claimTasks({ lease: "dead", leaseUntil: rig.clock.now(), limit: 1 });
  await rig.store.changeTask(id, "dead", { type: "submit", engine: engine.id });
  const name = `${new Date(createdAt).toISOString().slice(0, 10)}/${id}-0.png`;
  await rig.blobs.put(name, makeKept(engine.id));
  rig.work();
  expect(await rig.finish(id)).toMatchObject({ state: "completed", images: [{ blob: name }] });
  expect(engine.submitted).toEqual([]);
  expect(listFiles(join(directory, "store"))).toEqual([name]);
  expect(listFiles(join(rig.directory, "images"))).toEqual([]);
});
