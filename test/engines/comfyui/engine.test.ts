// ComfyUI: prompts under ids of ours that are found again whatever was lost, progress and looks over its WebSocket, and what its
// answers mean.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { EngineError, type Engine, type EngineCall, type EngineProgress, type ImageRequest } from "../../../src/core/engine.ts";
import type { Handle } from "../../../src/core/task.ts";
import { comfyui } from "../../../src/engines/comfyui/engine.ts";
import { testEngine } from "../../contract/engine.ts";
import { startFakeComfyui, toFrame, type FakeComfyui } from "../../support/comfyui.ts";
import { temporaryDirectory } from "../../support/directory.ts";
import { bytesOf, makePng } from "../../support/engines.ts";
import { ROOT } from "../../support/process.ts";
import { until } from "../../support/until.ts";
import {
  cutBeforeAnswer,
  failing,
  findRefusedUrl,
  flooding,
  garbage,
  json,
  silent,
  startUpstream,
  type Reply,
  type Upstream,
} from "../../support/upstream.ts";

const GRAPH = join(ROOT, "docs/engines/comfyui-qwen-image.json");
const REQUEST: ImageRequest = { model: "x/y", prompt: "a red fox", width: 128, height: 64, seed: 7, count: 1 };
const ID = "0193f1c2-7b7a-7000-8000-0123456789ab";

testEngine("comfyui", async () => (await start()).engine, { deterministic: true });

type Options = Parameters<typeof startFakeComfyui>[0];

async function start(options?: Options): Promise<{ engine: Engine; server: FakeComfyui }> {
  const server = await startFakeComfyui(options);
  onTestFinished(() => server.close());
  return { server, engine: open(server.url) };
}

function open(url: string, graphFile = GRAPH): Engine {
  const engine = comfyui.start(comfyui.settings.parse({ url, graphFile }));
  onTestFinished(() => engine.stop());
  return engine;
}

/** A misbehaving one, that has nothing to listen to. */
async function openUpstream(
  ...routes: readonly (readonly [string, ...Reply[]])[]
): Promise<{ upstream: Upstream; engine: Engine }> {
  const upstream = await startUpstream();
  upstream.on("GET /ws", failing(404));
  upstream.on("GET /queue", json({ queue_running: [], queue_pending: [] }));
  for (const [route, first, ...rest] of routes) if (first) upstream.on(route, first, ...rest);
  return { upstream, engine: open(upstream.url) };
}

function createCall(previews = false): { call: EngineCall; reports: EngineProgress[]; controller: AbortController } {
  const reports: EngineProgress[] = [];
  const controller = new AbortController();
  const progress = (report: EngineProgress) => void reports.push(report);
  return { reports, controller, call: { signal: controller.signal, previews, progress } };
}

async function submit(engine: Engine, request: Partial<ImageRequest> = {}, call = createCall().call): Promise<Handle> {
  const submission = await engine.submit({ ...REQUEST, ...request }, call, engine.mintHandle!(ID));
  if (!("pending" in submission)) throw new Error("nothing is pending");
  return submission.pending;
}

async function finish(engine: Engine, handle: Handle, call = createCall().call) {
  return await until("it is done", async () => {
    const submission = await engine.check!(handle, call);
    return "done" in submission ? submission : undefined;
  });
}

async function failure(work: Promise<unknown>): Promise<EngineError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** The error that looking at the work comes to. */
function lookInVain(engine: Engine, handle: Handle): Promise<EngineError> {
  return failure(finish(engine, handle));
}

test("the handle is made before anything is sent, and of the id alone", async () => {
  const { engine, server } = await start();
  expect(engine.mintHandle!(ID)).toEqual({ prompt: ID });
  expect(server.asked).toEqual([]);
  expect(await submit(engine)).toEqual({ prompt: ID, count: 1 });
  expect(server.prompts[0]).toMatchObject({ id: ID, client: ID, extra: {} });
});

test("several images are several prompts with their own seeds and ids, the first of them last", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { count: 3, seed: 2 ** 31 - 1, negativePrompt: "people" });
  expect(server.prompts.map(({ graph }) => graph["8"]?.inputs["seed"])).toEqual([1, 0, 2 ** 31 - 1]);
  expect(server.prompts.map(({ graph }) => graph["6"]?.inputs["text"])).toEqual(["people", "people", "people"]);
  const ids = server.prompts.map(({ id }) => id);
  expect(ids[2]).toBe(ID);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const { done } = await finish(engine, handle);
  const expected = [2 ** 31 - 1, 0, 1].map((seed) => Buffer.from(makePng(128, 64, seed % 256)));
  expect(done.map((image) => Buffer.from(bytesOf(image)))).toEqual(expected);
});

test("tells nodes and sampling steps as ComfyUI does, between looks too", async () => {
  const { engine, server } = await start();
  const other = open(server.url);
  await other.submit({ ...REQUEST, prompt: "[hold]" }, createCall().call, other.mintHandle!(randomUUID()));
  const { call, reports } = createCall();
  const handle = await submit(engine);
  await engine.check!(handle, call);
  expect(reports).toEqual([{ fraction: 0, step: "queued" }]);
  server.tell(JSON.stringify({ type: "executing", data: { node: "8", prompt_id: ID } }));
  server.tell(JSON.stringify({ type: "progress", data: { node: "8", value: 1, max: 4, prompt_id: ID } }));
  server.tell(JSON.stringify({ type: "progress", data: { node: "8", value: 3, max: 4, prompt_id: ID } }));
  await until("it is heard", async () => {
    await engine.check!(handle, call);
    return reports.at(-1)?.steps?.done === 3;
  });
  expect(reports.at(-1)).toMatchObject({ step: "sampling", steps: { done: 3, total: 4 } });
  server.interrupt();
  await finish(engine, handle, call);
  expect(reports.at(-1)).toEqual({ fraction: 1, step: "done" });
  expect(reports.map(({ fraction }) => fraction)).toEqual(reports.map(({ fraction }) => fraction).toSorted((a, b) => a - b));
  await until("it listens no more", () => !server.listening.includes(ID));
});

test("shows looks at the picture, small, and each once, to who asks for them", async () => {
  const look = await sharp({ create: { width: 1024, height: 768, channels: 3, background: "teal" } })
    .jpeg()
    .toBuffer();
  const { engine, server } = await start({ look });
  const { call, reports } = createCall(true);
  const handle = await submit(engine, { prompt: "[hold]" }, call);
  expect(server.prompts[0]?.extra).toEqual({ preview_method: "auto" });
  const preview = await until("there is a look", async () => {
    await engine.check!(handle, call);
    return reports.find((report) => report.preview)?.preview;
  });
  expect(await sharp(preview).metadata()).toMatchObject({ format: "jpeg", width: 256, height: 192 });
  const shown = reports.filter((report) => report.preview).length;
  await engine.check!(handle, call);
  expect(reports.filter((report) => report.preview)).toHaveLength(shown);
  const blind = createCall();
  server.tell(toFrame(look));
  await engine.check!(handle, blind.call);
  expect(blind.reports.every((report) => report.preview === undefined)).toBe(true);
});

test("whatever else comes over the socket changes nothing", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { prompt: "[hold]" });
  for (const noise of [
    "{",
    "[]",
    new Uint8Array(3),
    toFrame(Buffer.from("<svg/>")),
    JSON.stringify({ type: "progress", data: {} }),
  ])
    server.tell(noise);
  server.tell(JSON.stringify({ type: "progress", data: { value: 1, max: 2, prompt_id: randomUUID(), node: "8" } }));
  const { call, reports } = createCall(true);
  await engine.check!(handle, call);
  await engine.check!(handle, call);
  expect(reports.every(({ preview, steps }) => preview === undefined && steps?.total !== 2)).toBe(true);
});

test("a message without end closes the socket, and the work goes on", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine);
  server.tell(new Uint8Array(17 * 1024 * 1024));
  await until("it has hung up", () => server.listening.length === 0);
  expect((await finish(engine, handle)).done).toHaveLength(1);
});

test("listens again when the connection broke", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { prompt: "[hold]" });
  server.hangUp();
  await until("it listens again", async () => {
    await engine.check!(handle, createCall().call);
    return server.listening.includes(ID);
  });
});

test("reads the queue only when it may have changed", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { prompt: "[hold]" });
  const look = () => engine.check!(handle, createCall().call);
  const reads = () => server.asked.filter((line) => line === "GET /queue").length;
  await until("a look needs no queue", async () => {
    const before = reads();
    await look();
    return reads() === before;
  });
  const before = reads();
  const other = open(server.url);
  await other.submit(REQUEST, createCall().call, other.mintHandle!(randomUUID()));
  await until("it is read again", async () => {
    await look();
    return reads() > before;
  });
});

test.each([1, 3])("a server that restarts finds %d prompts again by the id on disk, and submits nothing", async (count) => {
  const { engine, server } = await start({ steps: 40 });
  await submit(engine, { count });
  await engine.stop();
  const next = open(server.url);
  const { call, reports } = createCall();
  const { done } = await finish(next, { prompt: ID }, call);
  const expected = Array.from({ length: count }, (_, index) => Buffer.from(makePng(128, 64, 7 + index)));
  expect(done.map((image) => Buffer.from(bytesOf(image)))).toEqual(expected);
  expect(server.prompts).toHaveLength(count);
  // ComfyUI tells the progress of a prompt to its client, which is the same again.
  expect(reports.some(({ step }) => step === "sampling")).toBe(true);
});

test("a server that restarts finds pictures that were done meanwhile", async () => {
  const { engine, server } = await start();
  await finish(engine, await submit(engine, { count: 2 }));
  await engine.stop();
  expect((await finish(open(server.url), { prompt: ID })).done).toHaveLength(2);
  expect(server.prompts).toHaveLength(2);
});

test("a submission that was cut short between two prompts is withdrawn and made anew", async () => {
  const { engine, server } = await start();
  await submit(engine, { count: 3, prompt: "[hold]" });
  await engine.stop();
  // The last to be submitted never arrived.
  server.delete(ID);
  expect(await lookInVain(open(server.url), { prompt: ID })).toMatchObject({ repeatable: true, resubmit: true });
  expect(server.queue).toEqual([]);
});

test("work that ComfyUI forgot, or that somebody deleted, is submitted again", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { count: 2 });
  server.forget();
  expect(await lookInVain(engine, handle)).toMatchObject({ kind: "engineFailed", repeatable: true, resubmit: true });
  expect(await lookInVain(open(server.url), { prompt: randomUUID() })).toMatchObject({ resubmit: true });
});

test("a prompt that ends between two questions is not taken for lost", async () => {
  const entry = {
    outputs: { "10": { images: [{ filename: "a.png", subfolder: "", type: "output" }] } },
    status: { status_str: "success" },
  };
  const { engine } = await openUpstream(
    [`GET /history/${ID}`, json({}), json({ [ID]: entry })],
    ["GET /view", ({ response }) => void response.end(makePng(8, 8))],
  );
  expect((await engine.check!({ prompt: ID, count: 1 }, createCall().call)) as object).toHaveProperty("done");
});

test.each([
  ["[fail]", "The engine comfyui could not make the image."],
  ["[empty]", "The engine comfyui finished without an image."],
])("a graph that comes to nothing ends the task, and its siblings do not go on: %s", async (prompt, message) => {
  const { engine, server } = await start();
  const handle = await submit(engine, { prompt, count: 3 });
  expect(await lookInVain(engine, handle)).toMatchObject({ kind: "engineFailed", repeatable: false, resubmit: false, message });
  expect(server.queue).toEqual([]);
});

test("what its operator interrupts is not drawn again", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { prompt: "[hold]" });
  await engine.check!(handle, createCall().call);
  server.interrupt();
  expect(await lookInVain(engine, handle)).toMatchObject({ repeatable: false, message: "The picture was cancelled at ComfyUI." });
});

test("cancels what waits and what runs, and nobody else's", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { prompt: "[hold]", count: 3 });
  await engine.check!(handle, createCall().call);
  const other = open(server.url);
  const theirs = await other.submit(REQUEST, createCall().call, other.mintHandle!(randomUUID()));
  await engine.cancel!(handle, createCall().call);
  expect(server.queue).toHaveLength(1);
  expect(server.history.size).toBe(1);
  expect(server.asked.slice(-3)).toEqual(["GET /queue", "POST /queue", "POST /interrupt"]);
  // Nothing of the task is left to interrupt, so nothing is interrupted.
  await engine.cancel!(handle, createCall().call);
  expect(server.asked.at(-1)).toBe("GET /queue");
  expect("pending" in theirs && (await finish(other, theirs.pending)).done).toHaveLength(1);
});

test("a negative prompt without a place in the graph is a warning on the task", async () => {
  const server = await startFakeComfyui();
  onTestFinished(() => server.close());
  const graphFile = join(temporaryDirectory(), "graph.json");
  const inputs = { text: "{{prompt}}", width: "{{width}}", height: "{{height}}", seed: "{{seed}}" };
  const node = { class_type: "Any", inputs };
  writeFileSync(graphFile, JSON.stringify({ "5": node, "7": node, "8": node }));
  const engine = open(server.url, graphFile);
  const { warnings } = await finish(engine, await submit(engine, { negativePrompt: "fog" }));
  expect(warnings).toEqual(["negative_prompt: the graph of this engine has no place for it, so it had no effect"]);
  const plain = await engine.submit(REQUEST, createCall().call, engine.mintHandle!(randomUUID()));
  expect("pending" in plain && (await finish(engine, plain.pending)).warnings).toBe(undefined);
});

test("a ComfyUI that is not there begins nothing, and there is nothing to look for", async () => {
  const engine = open(await findRefusedUrl());
  const expected = { kind: "noEngine", repeatable: true, elsewhere: true, resubmit: true, retryAfterMs: 15_000 };
  expect(await failure(submit(engine))).toMatchObject(expected);
  expect(await failure(engine.probe!(createCall().call))).toMatchObject({ elsewhere: true });
  // The prompt may still be there when it can be reached again.
  expect(await failure(engine.check!({ prompt: ID }, createCall().call))).toMatchObject({ resubmit: false, repeatable: true });
});

test("a graph that ComfyUI refuses is told to its operator in ComfyUI's words, and to nobody else", async () => {
  const refusal = {
    error: { type: "prompt_outputs_failed_validation", message: "Prompt outputs failed validation", details: "", extra_info: {} },
    node_errors: {
      "1": {
        errors: [{ type: "value_not_in_list", message: "Value not in list", details: "unet_name: 'x' not in []" }],
        dependent_outputs: ["10"],
        class_type: "UNETLoader",
      },
    },
  };
  const { engine } = await openUpstream(["POST /prompt", failing(400, refusal)]);
  const error = await failure(submit(engine));
  expect(error).toMatchObject({ kind: "engineFailed", repeatable: false, elsewhere: true });
  expect(error.message).toBe("The engine comfyui refused the request.");
  expect(error.operatorReason).toBe(
    "it refuses the graph: Prompt outputs failed validation ; node 1: Value not in list: unet_name: 'x' not in []",
  );
});

test.each<[string, Reply]>([
  ["a connection that breaks", cutBeforeAnswer()],
  ["an answer that is too large", flooding()],
])("a submission whose answer is lost by %s is looked for, and not repeated", async (_, reply) => {
  const entry = { outputs: { "10": { images: [{ filename: "a.png", subfolder: "", type: "output" }] } } };
  const { engine, upstream } = await openUpstream(
    ["POST /prompt", reply],
    [`GET /history/${ID}`, json({ [ID]: entry })],
    ["GET /view", ({ response }) => void response.end(makePng(8, 8))],
  );
  const handle = await submit(engine, { count: 2 });
  // One prompt is asked for of two: nobody knows of the first, so the other is not sent after it.
  expect(upstream.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  const single = await submit(engine);
  expect((await finish(engine, single)).done).toHaveLength(1);
  expect(handle).toEqual({ prompt: ID, count: 2 });
});

test("a submission whose answer is lost and that never arrived is made anew", async () => {
  const { engine } = await openUpstream(["POST /prompt", cutBeforeAnswer()], ["GET /history/*", json({})]);
  expect(await lookInVain(engine, await submit(engine))).toMatchObject({ resubmit: true, repeatable: true });
});

test("a fault begins nothing, and takes back what was begun", async () => {
  const { engine, upstream } = await openUpstream(["POST /prompt", json({ prompt_id: "x" }), failing(500)]);
  expect(await failure(submit(engine, { count: 2 }))).toMatchObject({ kind: "upstreamFailed", repeatable: true, resubmit: true });
  expect(upstream.asked.at(-1)?.path).toBe("/queue");
});

test.each<[string, Reply, Partial<EngineError>]>([
  ["a fault", failing(503), { repeatable: true, resubmit: false }],
  ["garbage", garbage(), { repeatable: true, resubmit: false }],
  ["a list", json([]), { repeatable: true, resubmit: false }],
  ["an entry that is none", json({ [ID]: 7 }), { repeatable: true, resubmit: false }],
  ["a connection that breaks", cutBeforeAnswer(), { repeatable: true, resubmit: false }],
  ["a flood", flooding(), { repeatable: false, kind: "engineFailed" }],
  ["an image that is none", json({ [ID]: { outputs: { "1": { images: ["x", {}, { filename: "" }] } } } }), { repeatable: false }],
])("a look meets %s", async (_, reply, expected) => {
  const { engine } = await openUpstream(["GET /history/*", reply]);
  const error = await failure(engine.check!({ prompt: ID, count: 1 }, createCall().call));
  expect(error).toMatchObject(expected);
  expect(error.message).toMatch(/^The engine comfyui [^{}<>]+\.$/);
});

test.each<[string, Reply, Partial<EngineError>]>([
  ["is gone", failing(404), { resubmit: true }],
  ["is empty", ({ response }) => void response.end(), { repeatable: false, kind: "engineFailed" }],
  ["has no end", flooding(), { repeatable: false, kind: "engineFailed" }],
  ["is too large by its own word", flooding(2 ** 31), { repeatable: false, kind: "engineFailed" }],
])("an image %s", async (_, reply, expected) => {
  const images = [{ filename: "a b&type=temp.png", subfolder: "x/../y", type: "output" }];
  const entry = { outputs: { "10": { images } }, status: { status_str: "success" } };
  const { engine, upstream } = await openUpstream(["GET /history/*", json({ [ID]: entry })], ["GET /view", reply]);
  expect(await failure(engine.check!({ prompt: ID, count: 1 }, createCall().call))).toMatchObject(expected);
  const asked = upstream.asked.find(({ path }) => path.startsWith("/view"))?.path ?? "";
  expect(Object.fromEntries(new URL(asked, "http://x").searchParams)).toEqual(images[0]);
});

test("a call that is aborted does not wait for an answer", async () => {
  const { engine } = await openUpstream(["GET /history/*", silent()]);
  const { call, controller } = createCall();
  const look = engine.check!({ prompt: ID }, call);
  controller.abort("deadline");
  await expect(look).rejects.toThrow();
});

test("is ready when it tells its queue", async () => {
  const { engine, server } = await start();
  await engine.probe!(createCall().call);
  expect(server.asked).toEqual(["GET /prompt"]);
  const { engine: other } = await openUpstream(["GET /prompt", json({ hello: "world" })]);
  expect(await failure(other.probe!(createCall().call))).toMatchObject({ repeatable: true });
});

test("a graph that cannot be used stops the start, with its name and what to do", () => {
  const graphFile = join(temporaryDirectory(), "graph.json");
  expect(() => open("http://127.0.0.1:1", graphFile)).toThrow(
    `The graph ${graphFile} cannot be used: it cannot be read (ENOENT).`,
  );
  writeFileSync(graphFile, "{}");
  expect(() => open("http://127.0.0.1:1", graphFile)).toThrow(`The graph ${graphFile} cannot be used: it is no graph`);
});
