// The client library against a running server: ask, watch it happen, save the picture, and ask again without paying again.
//
//   MULETEER_URL=http://127.0.0.1:6853 MULETEER_API_KEY=sk-mr-… node examples/client.ts picture.png
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
// In a project of your own: from "muleteer/client".
import { ApiError, Muleteer } from "../src/client/index.ts";

const apiKey = process.env["MULETEER_API_KEY"];
assert(apiKey, "set MULETEER_API_KEY to a key of the server");
const file = process.argv[2] ?? "picture.png";
const muleteer = new Muleteer({ apiKey, baseUrl: process.env["MULETEER_URL"] ?? "http://127.0.0.1:6853" });

// The number of an order, say: whoever asks for it again, from wherever, gets the same task.
const idempotencyKey = randomUUID();
const order = { idempotencyKey, size: "1328*1328", seed: 11 };
const { task, images } = await muleteer.generate("A lighthouse on a cliff in a storm", {
  ...order,
  onTask: ({ id }) => console.log(`task ${id} is on disk`),
  onProgress: ({ step, fraction }) => console.log(`${step} ${Math.round(fraction * 100)} %`),
});
assert.equal(task.status, "completed");
const [image] = images;
assert(image, "a completed task has its image");
const bytes = Buffer.from(await image.bytes());
assert.equal(bytes.toString("latin1", 1, 4), "PNG");
await writeFile(file, bytes);
console.log(`saved ${file}, ${bytes.length} bytes`);

const again = await muleteer.generate("A lighthouse on a cliff in a storm", order);
assert.equal(again.task.id, task.id, "the same order is the same task");

await assert.rejects(muleteer.generate("", { size: "1*1" }), (error) => {
  assert(error instanceof ApiError);
  assert.equal(error.kind, "invalidRequest");
  assert.deepEqual(error.violations.map(({ field }) => field).sort(), ["prompt", "size"]);
  return true;
});
