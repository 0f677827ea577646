// The whole server, killed at random moments under load: what it acknowledged is carried out, once, and nothing is left over.
//
// CRASH_KILLS sets how often (8 by default; the long form is a few hundred), CRASH_SEED repeats a run.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { readPngSize } from "../src/io/png.ts";
import { listFiles, temporaryDirectory } from "./support/directory.ts";
import { runServer, SERVER_KEY, spawnServer, type ServerProcess } from "./support/process.ts";
import { openReceiver, type Receiver } from "./support/receiver.ts";
import { until } from "./support/until.ts";

const KILLS = Number(process.env["CRASH_KILLS"] ?? 8);
const SEED = Number(process.env["CRASH_SEED"] ?? Date.now() % 1_000_000);
const PATH = "/vendors/alibaba/v1/wan2.6-t2i/generation";
const AUTHORISED = { Authorization: `Bearer ${SERVER_KEY}` };
const LOOPBACK = { MULETEER_WEBHOOK_LOOPBACK: "yes" };
const HEADERS = { Authorization: `Bearer ${SERVER_KEY}`, "Content-Type": "application/json" };
const SMALL = { prompt: "a fox", size: "768*768", n: 1, prompt_extend: false };
/** Nearly a second of drawing for each picture. */
const LARGE = { prompt: "an oil painting of a harbour, thick brush strokes", size: "1440*1440" };
const CREATORS = 4;
/** Bounds the work that is left when the killing ends. */
const CREATES_PER_LIFE = 6;

/** A linear congruential generator (Numerical Recipes), so that a seed repeats the moments. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

async function create(url: string, body: object, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await fetch(url + PATH, { method: "POST", headers: { ...HEADERS, ...more }, body: JSON.stringify(body) });
  if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { task_info: { id: string } }).task_info.id;
}

interface TaskBody {
  readonly task_info: { readonly status: string };
  readonly images?: readonly string[];
}

async function read(url: string, id: string): Promise<TaskBody> {
  const answer = await fetch(`${url}${PATH}/${id}`, { headers: HEADERS });
  expect(answer.status).toBe(200);
  return (await answer.json()) as TaskBody;
}

function query(directory: string, sql: string): Record<string, unknown>[] {
  using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
  return database.prepare(sql).all();
}

/** A webhook of the server's one key, from its first life on. */
async function register(directory: string, url: string): Promise<void> {
  const server = await runServer(directory, LOOPBACK);
  const answer = await fetch(`${server.url}/v1/webhooks`, { method: "POST", headers: HEADERS, body: JSON.stringify({ url }) });
  expect(answer.status).toBe(201);
  server.kill("SIGKILL");
  await server.exited;
}

/** Every task's creation and end are one event each, and are delivered, more than once perhaps, and nothing else is. */
async function expectTold(directory: string, receiver: Receiver): Promise<void> {
  const events = query(directory, "SELECT task_id, type FROM events WHERE type NOT IN ('task.processing', 'task.progress')");
  const told = events.map((event) => `${event["task_id"] as string} ${TOLD[event["type"] as string]}`);
  const tasks = query(directory, "SELECT id, state FROM tasks");
  const expected = tasks.flatMap(({ id, state }) => [
    `${id as string} task.created`,
    `${id as string} ${TOLD[`task.${state as string}`]}`,
  ]);
  expect(told.sort()).toEqual(expected.sort());
  const list = () =>
    receiver.received.map(({ body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { payload: { task_info: { id: string } } } };
      return `${data.payload.task_info.id} ${type}`;
    });
  await until("everything is delivered", () => new Set(list()).size >= expected.length, { limitMs: 60_000, everyMs: 50 });
  expect([...new Set(list())].sort()).toEqual(expected);
}

const TOLD: Readonly<Record<string, string>> = {
  "task.created": "task.created",
  "task.completed": "task.succeeded",
  "task.failed": "task.failed",
  "task.cancelled": "task.failed",
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What was asked for so far, by idempotency key. */
interface Asked {
  /** Undefined while no answer has come. */
  readonly ids: Map<string, string | undefined>;
  /** Those that were cancelled, and said to be. */
  readonly cancelled: Set<string>;
}

/** Runs a server under load, every fourth task cancelled at once, and kills it after `lifeMs`. */
async function liveAndDie(directory: string, { ids, cancelled }: Asked, lifeMs: number): Promise<void> {
  const server = await runServer(directory, LOOPBACK);
  let left = CREATES_PER_LIFE;
  const creators = Array.from({ length: CREATORS }, async () => {
    while ((left -= 1) >= 0) {
      const key = `create-${ids.size}`;
      ids.set(key, undefined);
      // A create without an answer may have happened or not; only an answer obliges.
      const id = await create(server.url, SMALL, { "Idempotency-Key": key }).catch(() => undefined);
      ids.set(key, id);
      if (id === undefined || ids.size % 4 !== 0) continue;
      const answer = await fetch(`${server.url}/v1/tasks/${id}/cancel`, { method: "POST", headers: AUTHORISED }).catch(
        () => undefined,
      );
      if (answer?.status === 200) cancelled.add(id);
    }
  });
  await pause(lifeMs);
  server.kill("SIGKILL");
  left = 0;
  await Promise.all([server.exited, ...creators]);
}

/** A server whose one task in progress makes `count` large pictures, three more tasks behind it. */
async function startBusy(threads: number, count: number): Promise<{ server: ServerProcess; directory: string; ids: string[] }> {
  const directory = join(temporaryDirectory(), "data");
  const server = await runServer(directory, { MULETEER_SKETCH_THREADS: String(threads) });
  const ids = [await create(server.url, { ...LARGE, n: count })];
  for (let small = 0; small < 3; small += 1) ids.push(await create(server.url, SMALL));
  await until("the work has begun", () => query(directory, "SELECT id FROM tasks WHERE lease IS NOT NULL").length > 0);
  return { server, directory, ids };
}

describe("kill -9", () => {
  test(
    `I1, I2, I6, I7, I11: ${KILLS} kills lose, repeat and leave nothing (CRASH_SEED=${SEED})`,
    { timeout: 20_000 + KILLS * 4_000 },
    async () => {
      console.log(`crash test: CRASH_SEED=${SEED} CRASH_KILLS=${KILLS}`);
      const random = createRandom(SEED);
      const directory = join(temporaryDirectory(), "data");
      const asked: Asked = { ids: new Map(), cancelled: new Set() };
      const receiver = await openReceiver();
      await register(directory, receiver.url);
      for (let kill = 0; kill < KILLS; kill += 1) {
        if (kill % 4 === 0) {
          // Also in the middle of a start, the very first one among them.
          const server = spawnServer(directory);
          await pause(random() * 600);
          server.kill("SIGKILL");
          await server.exited;
        } else {
          await liveAndDie(directory, asked, random() * 900);
        }
      }
      const acknowledged = [...asked.ids.values()].filter((id) => id !== undefined);
      expect(acknowledged.length).toBeGreaterThan(0);

      const server = await runServer(directory, LOOPBACK);
      // Repeated under its key, a create is the task that it was, or makes the one that it was not.
      for (const [key, before] of asked.ids) {
        const id = await create(server.url, SMALL, { "Idempotency-Key": key });
        if (before !== undefined) expect(id).toBe(before);
        asked.ids.set(key, id);
      }
      const limitMs = 15_000 + KILLS * 2_000;
      await until(
        "every task has ended",
        () => query(directory, "SELECT id FROM tasks WHERE state IN ('pending', 'processing')").length === 0,
        { limitMs, everyMs: 50 },
      );
      const urls = new Map<string, readonly string[]>();
      for (const id of acknowledged) {
        const { task_info: task, images } = await read(server.url, id);
        // A cancel whose answer was lost may have happened or not.
        if (asked.cancelled.has(id)) expect(task.status).toBe("failed");
        else if (task.status !== "completed") expect(task).toMatchObject({ status: "failed", error: { code: 3002 } });
        urls.set(id, images ?? []);
      }
      const tasks = query(directory, "SELECT * FROM tasks");
      expect(tasks).toHaveLength(asked.ids.size);
      await expectTold(directory, receiver);
      for (const task of tasks) {
        const [image] = JSON.parse((task["images"] as string | null) ?? "[]") as {
          blob: string;
          sizeBytes: number;
          sha256: string;
        }[];
        const [url] = urls.get(task["id"] as string) ?? [];
        if (!image || !url) continue;
        const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
        expect(readPngSize(bytes)).toEqual({ width: 768, height: 768 });
        expect(bytes.length).toBe(image.sizeBytes);
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(image.sha256);
      }
      server.kill("SIGTERM");
      expect(await server.exited).toEqual({ code: 0, signal: null });

      // Tasks whose answer was lost in a kill are there besides, and ended like the others.
      const ids = tasks.map((task) => task["id"] as string).sort();
      expect(new Set(acknowledged).size).toBe(acknowledged.length);
      expect(ids).toEqual(expect.arrayContaining(acknowledged));
      expect(tasks.every(({ state, lease }) => (state === "completed" || state === "cancelled") && lease === null)).toBe(true);
      const completed = new Set(tasks.filter(({ state }) => state === "completed").map(({ id }) => id));
      const ledger = query(directory, "SELECT task_id, kind, amount_micros FROM ledger ORDER BY task_id, settlement");
      expect(ledger).toEqual(
        ids.flatMap((id) =>
          ["reserve", completed.has(id) ? "charge" : "release"].map((kind) => ({ task_id: id, kind, amount_micros: 75_000 })),
        ),
      );
      const blobs = tasks.flatMap((task) =>
        (JSON.parse((task["images"] as string | null) ?? "[]") as { blob: string }[]).map(({ blob }) => blob),
      );
      expect(listFiles(join(directory, "images"))).toEqual(blobs.sort());
      expect(existsSync(join(directory, "images/tmp"))).toBe(true);
    },
  );
});

describe("signals", () => {
  test.each<[string, NodeJS.Signals[]]>([
    ["SIGTERM", ["SIGTERM"]],
    ["SIGINT twice within half a second, as npm sends it,", ["SIGINT", "SIGINT"]],
  ])("I12: %s lets running work end, refuses new work, and exits with 0 within 10 s", async (_, signals) => {
    const { server, directory, ids } = await startBusy(2, 2);
    const begun = performance.now();
    for (const signal of signals) server.kill(signal);
    const refused = await until("new work is refused", () =>
      fetch(server.url + PATH, { method: "POST", headers: HEADERS, body: JSON.stringify(SMALL) }).then(
        (answer) => answer.status !== 202 && answer,
      ),
    );
    expect(refused.status).toBe(503);
    expect(refused.headers.get("Retry-After")).toMatch(/^\d+$/);
    // Who polls is answered still.
    expect((await read(server.url, ids[0] ?? "")).task_info.status).toBe("processing");
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(10_000);

    const states = query(directory, "SELECT id, state, lease, claims FROM tasks");
    expect(states.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(states.every(({ lease }) => lease === null)).toBe(true);
    expect(states.find(({ id }) => id === ids[0])).toMatchObject({ state: "completed" });
    expect(listFiles(join(directory, "images")).every((name) => !name.startsWith("tmp/"))).toBe(true);
  });

  test("a second signal, later than half a second, ends it at once; nothing is lost by that", async () => {
    const { server, directory, ids } = await startBusy(1, 4);
    server.kill("SIGTERM");
    await pause(700);
    const second = performance.now();
    server.kill("SIGTERM");
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(performance.now() - second).toBeLessThan(1_000);
    expect(query(directory, "SELECT id FROM tasks").map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });
});
