// The engines on one's own GPU in the hands of the worker, from a task to its image: what happens to it when either side is
// stopped or forgets on the way, and what is charged.
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Engine } from "../../src/core/engine.ts";
import { isTerminal, type Task } from "../../src/core/task.ts";
import { comfyui } from "../../src/engines/comfyui/engine.ts";
import { sdServer } from "../../src/engines/sd-server/engine.ts";
import { startFakeComfyui, type FakeComfyui } from "../support/comfyui.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { ROOT } from "../support/process.ts";
import { startFakeSdServer } from "../support/sd-server.ts";
import { until } from "../support/until.ts";

const CHARGED = [
  ["reserve", 75_000],
  ["charge", 75_000],
];
const RELEASED = [
  ["reserve", 75_000],
  ["release", 75_000],
];

function keep<E extends Engine>(engine: E): E {
  onTestFinished(() => engine.stop());
  return engine;
}

function openComfyui({ url }: FakeComfyui): Engine {
  const graphFile = join(ROOT, "docs/engines/comfyui-qwen-image.json");
  return keep(comfyui.start(comfyui.settings.parse({ url, graphFile })));
}

async function serveComfyui(): Promise<FakeComfyui> {
  const server = await startFakeComfyui();
  onTestFinished(() => server.close());
  return server;
}

/** A task whose prompt tells the stand-ins what to do. */
function asking(prompt: string) {
  return { input: { prompt, size: "768*768", n: 1, prompt_extend: false, safety_filter: false } };
}

test("comfyui: a worker that stops leaves the prompt to ComfyUI, and the next one finds it", async () => {
  const server = await serveComfyui();
  const rig = await createRig();
  const task = await rig.create();
  const first = rig.work({ engines: [openComfyui(server)] });
  await until("the prompt is there", () => server.prompts.length === 1);
  await first.stop(0);
  rig.work({ engines: [openComfyui(server)] });
  expect(await rig.finish(task.id)).toMatchObject({ state: "completed", engine: "comfyui" });
  expect(server.prompts).toHaveLength(1);
  expect(rig.ledger(task.id)).toEqual(CHARGED);
});

test("comfyui: a prompt that ComfyUI forgot is submitted again under another id, and charged once", async () => {
  const server = await serveComfyui();
  const rig = await createRig({ engine: openComfyui(server) });
  const task = await rig.create();
  rig.work();
  await until("the prompt is there", () => server.prompts.length === 1);
  server.forget();
  expect(await rig.finish(task.id)).toMatchObject({ state: "completed" });
  expect(new Set(server.prompts.map(({ id }) => id)).size).toBe(2);
  expect(rig.ledger(task.id)).toEqual(CHARGED);
});

test("comfyui: a task that is cancelled frees the GPU", async () => {
  const server = await serveComfyui();
  const rig = await createRig({ engine: openComfyui(server) });
  const { id } = await rig.create(asking("[hold]"));
  rig.work();
  await until("it is drawn", async () => {
    await rig.clock.advance(300);
    return server.prompts[0]?.done === 1;
  });
  await rig.store.cancelTask(id, "Enough.");
  await until("it is interrupted", () => server.history.size === 1);
  expect(server.queue).toEqual([]);
  expect(rig.ledger(id)).toEqual(RELEASED);
});

/** The task once it has ended, in long steps: what cannot be reached is waited for, and comes back in real time. */
async function outlast(rig: Rig, id: string): Promise<Task> {
  return await until(
    `task ${id} ends`,
    async () => {
      await rig.clock.advance(1_000);
      const task = await rig.read(id);
      return isTerminal(task.state) && task;
    },
    { limitMs: 40_000 },
  );
}

test("comfyui: a task waits while ComfyUI is not there, and completes when it comes back", async () => {
  const server = await serveComfyui();
  const port = Number(new URL(server.url).port);
  await server.close();
  const rig = await createRig({ engine: openComfyui(server) });
  const { id } = await rig.create();
  rig.work();
  await rig.clock.advance(30_000);
  expect(["pending", "processing"]).toContain((await rig.read(id)).state);
  const back = await startFakeComfyui({ port });
  onTestFinished(() => back.close());
  expect(await outlast(rig, id)).toMatchObject({ state: "completed" });
  expect(back.prompts).toHaveLength(1);
});

test("sd-server: a job that it forgot is submitted again, and charged once", async () => {
  const server = await startFakeSdServer();
  onTestFinished(() => server.close());
  const rig = await createRig({ engine: keep(sdServer.start(sdServer.settings.parse({ url: server.url }))) });
  const { id } = await rig.create();
  rig.work();
  await until("the job is there", () => server.jobs.length === 1);
  server.forget("restarted");
  expect(await rig.finish(id)).toMatchObject({ state: "completed", engine: "sd-server" });
  expect(server.jobs).toHaveLength(2);
  expect(rig.ledger(id)).toEqual(CHARGED);
});

test(
  "sd-server: a task whose child dies again and again fails, and one that follows completes",
  { timeout: 60_000 },
  async () => {
    const program = join(ROOT, "test/support/sd-server-program.ts");
    const diary = join(temporaryDirectory(), "diary");
    const settings = { binary: process.execPath, arguments: `'${program}' --diary '${diary}'`, environment: {} };
    const engine = keep(sdServer.start(sdServer.settings.parse(settings)));
    const rig = await createRig({ engine });
    const deadly = await rig.create(asking("[crash]"));
    rig.work();
    // The last attempt may find it dead or on the way to die.
    const { state, error } = await outlast(rig, deadly.id);
    expect(state).toBe("failed");
    expect([3001, 4008]).toContain(error?.code);
    expect(rig.ledger(deadly.id)).toEqual(RELEASED);
    const call = { signal: new AbortController().signal, progress: () => undefined };
    await until("it lives again", () =>
      engine.probe!(call).then(
        () => true,
        () => false,
      ),
    );
    const { id } = await rig.create();
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
  },
);
