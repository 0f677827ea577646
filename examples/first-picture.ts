// The whole story against a running server: ask for a picture, wait for it, save it, and prove what it says of itself.
//
//   MULETEER_URL=http://127.0.0.1:6853 MULETEER_API_KEY=sk-mr-… node examples/first-picture.ts picture.png
//
// It uses nothing but `fetch`, so it is also what any client of the hosted API does.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 500;
const PATIENCE_MS = 120_000;

interface TaskBody {
  readonly task_info: {
    readonly id: string;
    readonly status: "pending" | "processing" | "completed" | "failed";
    readonly error?: { readonly code: number; readonly title: string; readonly detail: string };
  };
  readonly images?: readonly string[];
}

const baseUrl = process.env["MULETEER_URL"] ?? "http://127.0.0.1:6853";
const apiKey = process.env["MULETEER_API_KEY"];
assert(apiKey, "set MULETEER_API_KEY to a key of the server");
const file = process.argv[2] ?? "picture.png";
const path = `${baseUrl}/vendors/alibaba/v1/qwen-image-max/generation`;
const authorization = `Bearer ${apiKey}`;

const created = await fetch(path, {
  method: "POST",
  headers: { authorization, "content-type": "application/json" },
  body: JSON.stringify({
    prompt:
      "A cozy coffee shop interior with a chalkboard menu on the wall displaying 'Daily Special: Cappuccino $4.50', warm ambient lighting",
    size: "1664*928",
    seed: 42,
  }),
});
assert.equal(created.status, 202, await created.clone().text());
const { task_info: info } = (await created.json()) as TaskBody;
assert.equal(info.status, "pending");
console.log(`task ${info.id} is on disk`);

const picture = await waitForPicture(info.id);
const answer = await fetch(picture);
assert.equal(answer.status, 200);
assert.equal(answer.headers.get("content-type"), "image/png");
const bytes = Buffer.from(await answer.arrayBuffer());
assert.equal(bytes.toString("latin1", 1, 4), "PNG");
assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1664, 928]);
assert(bytes.includes("Daily Special: Cappuccino $4.50"), "the picture carries its prompt");
assert(bytes.includes("digitalsourcetype"), "the picture says that a machine made it");
await writeFile(file, bytes);
console.log(`saved ${file}, ${bytes.length} bytes`);

async function waitForPicture(id: string): Promise<string> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(POLL_MS)) {
    const read = await fetch(`${path}/${id}`, { headers: { authorization } });
    assert.equal(read.status, 200);
    const { task_info: task, images } = (await read.json()) as TaskBody;
    assert.notEqual(task.status, "failed", task.error?.detail ?? "the task failed");
    if (task.status !== "completed") continue;
    const [first] = images ?? [];
    assert(first, "a completed task has its image");
    return first;
  }
  return assert.fail(`the task did not end within ${PATIENCE_MS / 1000} s`);
}
