// A client that is not ours follows tasks: the `eventsource` package, which does what browsers do, in its own time.
import { EventSource } from "eventsource";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/directory.ts";
import { runServer, SERVER_KEY } from "../support/process.ts";
import { QWEN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";

const KILLS = 2;
const TYPES = ["task.created", "task.processing", "task.progress", "task.completed", "task.failed"];

interface Told {
  readonly id: string;
  readonly type: string;
  readonly taskId: string;
}

/** Notes every event that can be resumed after. */
function follow(url: string): { readonly source: EventSource; readonly told: readonly Told[]; countOpenings: () => number } {
  const told: Told[] = [];
  let openings = 0;
  const source = new EventSource(url, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${SERVER_KEY}` } }),
  });
  onTestFinished(() => source.close());
  source.addEventListener("open", () => (openings += 1));
  for (const type of TYPES) {
    source.addEventListener(type, ({ data }) => {
      const { id, task } = JSON.parse(data as string) as { id: string | null; task: { id: string } };
      if (id !== null) told.push({ id, type, taskId: task.id });
    });
  }
  return { source, told, countOpenings: () => openings };
}

async function create(url: string): Promise<string> {
  const answer = await fetch(url + QWEN, { method: "POST", headers: withKey(SERVER_KEY), body: '{"prompt":"a fox","seed":7}' });
  return ((await answer.json()) as { task_info: { id: string } }).task_info.id;
}

const hasCompleted = (told: readonly Told[], id: string) =>
  told.some((each) => each.type === "task.completed" && each.taskId === id);

test("an EventSource resumes by itself through kills of the server, without a gap or a repeat", { timeout: 90_000 }, async () => {
  const directory = temporaryDirectory();
  let server = await runServer(directory);
  const { url } = server;
  const settings = { MULETEER_PORT: new URL(url).port };
  const { told } = follow(`${url}/v1/events?last_event_id=0`);
  const ids: string[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = told.length;
    for (let index = 0; index < 3; index += 1) ids.push(await create(url));
    await until("some of it is told", () => told.length > before + 3, { limitMs: 30_000 });
    server.kill("SIGKILL");
    await server.exited;
    if (kill < KILLS) server = await runServer(directory, settings);
    else await serve({ ...settings, MULETEER_DATA_DIR: directory });
  }
  await until("all tasks have completed", () => ids.every((id) => hasCompleted(told, id)), { limitMs: 60_000 });
  const whole = follow(`${url}/v1/events?last_event_id=0`);
  await until("everything is told once more", () => whole.told.length >= told.length);
  expect(told).toEqual(whole.told);
});

test("an EventSource on a task is let go when it has everything", { timeout: 60_000 }, async () => {
  const { url } = await serve();
  const id = await create(url);
  const { source, told, countOpenings } = follow(`${url}/v1/tasks/${id}/events`);
  await until("it is told to stop", () => source.readyState === EventSource.CLOSED, { limitMs: 30_000 });
  expect(told.at(-1)).toMatchObject({ type: "task.completed", taskId: id });
  expect(countOpenings()).toBe(1);
});
