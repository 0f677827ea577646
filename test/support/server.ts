// The front door for tests: the real app over the real store and blobs in a temporary directory, with a clock that a test
// can turn. No worker runs behind it: a test itself plays the worker, so that a task stays in the state that it is about.
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import sharp from "sharp";
import { describe, afterAll, beforeAll } from "vitest";
import { openDiskBlobs } from "../../src/blobs/disk.ts";
import { toApiKey, toKeyText } from "../../src/core/api-key.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ApiKey } from "../../src/core/key-store.ts";
import { toTaskError, type TaskErrorName } from "../../src/core/errors.ts";
import type { StoredImage, Task } from "../../src/core/task.ts";
import { createApp } from "../../src/http/app.ts";
import { createEstimates } from "../../src/core/estimates.ts";
import { createQueueView } from "../../src/http/queue.ts";
import { createTaskWatch } from "../../src/http/watch.ts";
import type { HttpParts } from "../../src/http/parts.ts";
import { createLog } from "../../src/io/log.ts";
import { createMetrics } from "../../src/io/metrics.ts";
import { stampPng } from "../../src/io/png.ts";
import { systemClock } from "../../src/io/system-clock.ts";
import { MODELS } from "../../src/models/catalogue.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { sendInProcess, sendOverSocket, type Send } from "./client.ts";

export const QWEN = "/vendors/alibaba/v1/qwen-image-max/generation";
export const WAN = "/vendors/alibaba/v1/wan2.6-t2i/generation";

/** What the package calls itself. */
export const { version: VERSION } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const DAY_MS = 24 * 3_600_000;
const RETENTION_MS = DAY_MS;

/** A real clock whose `now` can be moved. */
export interface TurnableClock extends Clock {
  turn(ms: number): void;
}

function createClock(): TurnableClock {
  let offset = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + offset,
    turn(ms) {
      offset += ms;
    },
  };
}

export interface Door {
  readonly app: FastifyInstance;
  /** Where its data lies. */
  readonly directory: string;
  readonly parts: HttpParts;
  readonly clock: TurnableClock;
  readonly send: Send;
  /** Where it listens; only over a socket. */
  readonly origin: string | undefined;
  /** A valid key, and the valid key of somebody else. */
  readonly key: string;
  readonly otherKey: string;
  /** What makes the server refuse new work from now on, or undefined to take it again. */
  refuse(reason: string | undefined): void;
  close(): Promise<void>;
}

export type Transport = "in process" | "over a socket";

export async function openDoor(transport: Transport, overrides: Partial<HttpParts> = {}): Promise<Door> {
  const directory = await mkdtemp(join(tmpdir(), "muleteer-door-"));
  const clock = createClock();
  const store = openSqliteStore({ directory, clock, as: "owner" });
  const blobs = await openDiskBlobs(join(directory, "images"));
  const [key, otherKey] = [toKeyText(randomBytes(32)), toKeyText(randomBytes(32))];
  for (const text of [key, otherKey])
    await store.putKey(toApiKey(text, { id: clock.id(), name: "test", role: "inference", limits: {}, createdAt: clock.now() }));
  let refusal: string | undefined;
  const parts: HttpParts = {
    store,
    blobs,
    models: MODELS,
    clock,
    log: await createLog({ level: "silent", format: "json" }),
    metrics: createMetrics({ store, clock }),
    tracer: undefined,
    version: VERSION,
    imageSecret: await store.secret("images"),
    sessionSecret: await store.secret("sessions"),
    consoleDirectory: join(directory, "console"),
    publicUrl: undefined,
    watch: createTaskWatch(store, clock),
    queue: createQueueView(store, clock),
    estimates: createEstimates({
      models: new Map(),
      toWorkKind: () => Promise.resolve(""),
      lookOut: () => ({ drawer: undefined }),
    }),
    serves: "everything",
    listEngines: () => Promise.resolve([]),
    allowLoopbackWebhooks: true,
    wakeDelivery: () => {},
    refusal: () => refusal,
    ...overrides,
  };
  const app = await createApp(parts);
  const origin = transport === "over a socket" ? await app.listen({ host: "127.0.0.1", port: 0 }) : undefined;
  return {
    app,
    directory,
    parts,
    clock,
    origin,
    key,
    otherKey,
    send: origin === undefined ? sendInProcess(app) : sendOverSocket(origin),
    refuse: (reason) => void (refusal = reason),
    async close() {
      await app.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runs the same tests in process and over a socket; `door()` is open while they run. */
export function describeDoors(
  title: string,
  define: (door: () => Door) => void,
  transports: readonly Transport[] = ["in process", "over a socket"],
): void {
  describe.each(transports)(`${title} (%s)`, (transport) => {
    let door: Door;
    beforeAll(async () => {
      door = await openDoor(transport);
    });
    afterAll(() => door.close());
    define(() => door);
  });
}

/** Puts a key of these facts into the store; its text. */
export async function addKey(door: Door, facts: Partial<Omit<ApiKey, "prefix" | "hash">> = {}): Promise<string> {
  const text = toKeyText(randomBytes(32));
  const { store, clock } = door.parts;
  const id = clock.id();
  await store.putKey(toApiKey(text, { id, name: "test", role: "inference", limits: {}, createdAt: clock.now(), ...facts }));
  return text;
}

/** To the next noon, UTC: for tests that a midnight would disturb. */
export function turnToNoon({ clock }: Door): void {
  clock.turn(DAY_MS - ((clock.now() + DAY_MS / 2) % DAY_MS));
}

/** Headers of a JSON request with a key. */
export function withKey(key: string, headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers };
}

/** Claims a task as the worker would; every task that is due before it is claimed too. */
export async function begin(door: Door, id: string): Promise<Task> {
  const lease = door.clock.id();
  const claimed = await door.parts.store.claimTasks({ lease, leaseUntil: door.clock.now() + 60_000, limit: 1_000 });
  const task = claimed.find((candidate) => candidate.id === id);
  if (!task) throw new Error(`task ${id} was not due`);
  return task;
}

/** A claimed task ends as failed. */
export async function fail(door: Door, task: Task, failure: { kind: TaskErrorName; detail: string }): Promise<void> {
  const error = toTaskError(failure.kind, failure.detail);
  await door.parts.store.changeTask(task.id, task.lease ?? "", { type: "fail", error });
}

/** A claimed task ends as completed, with `count` small pictures; gives back the bytes of each. */
export async function complete(door: Door, task: Task, count = 1): Promise<Buffer[]> {
  const files: Buffer[] = [];
  const images: StoredImage[] = [];
  const [width, height] = [32, 24];
  for (let index = 0; index < count; index += 1) {
    const background = { r: 40 * index, g: 90, b: 160 };
    const plain = await sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toBuffer();
    const bytes = Buffer.from(
      stampPng(plain, {
        prompt: "a test picture",
        finalPrompt: "a test picture",
        seed: task.seed + index,
        width,
        height,
        engine: "test",
        model: task.model,
        digitalSourceType: "algorithmicMedia",
      }),
    );
    const blob = `2026-01-01/${task.id}-${index}.png`;
    await door.parts.blobs.put(blob, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    images.push({ blob, type: "image/png", width, height, sizeBytes: bytes.length, sha256 });
    files.push(bytes);
  }
  await door.parts.store.changeTask(task.id, task.lease ?? "", {
    type: "complete",
    engine: "test",
    finalPrompt: "a cat",
    images,
    expiresAt: door.clock.now() + RETENTION_MS,
  });
  return files;
}
