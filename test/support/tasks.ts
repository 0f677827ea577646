// Tasks and keys as a door would make them.
import { v7 } from "uuid";
import { hashKey } from "../../src/core/api-key.ts";
import type { ApiKey } from "../../src/core/key-store.ts";
import type { CreateTerms, TaskStore } from "../../src/core/store.ts";
import type { NewTask, StoredImage, Task } from "../../src/core/task.ts";

export function newTask(overrides: Partial<NewTask> = {}): NewTask {
  const createdAt = overrides.createdAt ?? Date.UTC(2026, 0, 1);
  return {
    id: v7({ msecs: createdAt }),
    keyId: "bootstrap",
    model: "alibaba/wan2.6-t2i",
    input: { prompt: "a fox", size: "768*768", n: 1, prompt_extend: false, safety_filter: false },
    seed: 7,
    warnings: [],
    imageCount: 1,
    priceMicros: 75_000,
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    priority: "normal",
    origin: "http://127.0.0.1:6853",
    ...overrides,
    createdAt,
  };
}

/** Creates it. @throws when its terms refuse it. */
export async function createTask(store: Pick<TaskStore, "createTask">, task: NewTask, terms?: CreateTerms): Promise<Task> {
  const outcome = await store.createTask(task, terms);
  if (outcome.kind !== "created") throw new Error(`the task was not created: ${JSON.stringify(outcome)}`);
  return outcome.task;
}

export function newKey(overrides: Partial<ApiKey> = {}): ApiKey {
  const id = overrides.id ?? v7();
  return {
    id,
    name: "test",
    role: "inference",
    limits: {},
    prefix: "sk-mr-abcdef",
    hash: Buffer.from(hashKey(`sk-mr-${id}`)),
    createdAt: 1_000,
    ...overrides,
  };
}

export function newImage(overrides: Partial<StoredImage> = {}): StoredImage {
  return {
    blob: "2026-01-01/a-0.png",
    type: "image/png",
    width: 768,
    height: 768,
    sizeBytes: 1_000,
    sha256: "ab".repeat(32),
    ...overrides,
  };
}
