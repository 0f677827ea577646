// sd-server at a URL: what it is asked, what its answers mean, and what becomes of jobs that it forgets.
import { expect, onTestFinished, test } from "vitest";
import { EngineError, type Engine, type EngineCall, type EngineProgress, type ImageRequest } from "../../../src/core/engine.ts";
import type { Handle } from "../../../src/core/task.ts";
import { sdServer } from "../../../src/engines/sd-server/engine.ts";
import { readPngSize } from "../../../src/io/png.ts";
import { testEngine } from "../../contract/engine.ts";
import { bytesOf, makePng } from "../../support/engines.ts";
import { startFakeSdServer, type FakeSdServer } from "../../support/sd-server.ts";
import {
  cutBeforeAnswer,
  failing,
  findRefusedUrl,
  garbage,
  json,
  silent,
  startUpstream,
  type Reply,
} from "../../support/upstream.ts";

const REQUEST: ImageRequest = { model: "x/y", prompt: "a red fox", width: 128, height: 64, seed: 7, count: 1 };

testEngine("sd-server at a URL", async () => (await start()).engine, { deterministic: true });

async function start(options: Parameters<typeof startFakeSdServer>[0] = {}): Promise<{ engine: Engine; server: FakeSdServer }> {
  const server = await startFakeSdServer(options);
  onTestFinished(() => server.close());
  return { server, engine: open(server.url) };
}

function open(url: string): Engine {
  const engine = sdServer.start(sdServer.settings.parse({ url }));
  onTestFinished(() => engine.stop());
  return engine;
}

function createCall(): { call: EngineCall; reports: EngineProgress[]; abort: () => void } {
  const reports: EngineProgress[] = [];
  const controller = new AbortController();
  return {
    reports,
    abort: () => controller.abort("deadline"),
    call: { signal: controller.signal, progress: (report) => void reports.push(report) },
  };
}

async function submit(engine: Engine, request: Partial<ImageRequest> = {}): Promise<Handle> {
  const submission = await engine.submit({ ...REQUEST, ...request }, createCall().call);
  if (!("pending" in submission)) throw new Error("nothing is pending");
  return submission.pending;
}

function failure(work: Promise<unknown> | undefined): Promise<EngineError> {
  if (!work) throw new Error("no work");
  return work.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => {
      if (error instanceof EngineError) return error;
      throw error;
    },
  );
}

test("asks for each image with its own seed, and for nothing that the operator's defaults should say", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { negativePrompt: "people", seed: 2 ** 31 - 1, count: 3 });
  expect(server.jobs.map(({ body }) => body)).toEqual(
    [2 ** 31 - 1, 0, 1].map((seed) => ({
      prompt: "a red fox",
      negative_prompt: "people",
      width: 128,
      height: 64,
      seed,
      batch_count: 1,
      output_format: "png",
      embed_image_metadata: false,
    })),
  );
  expect(handle).toEqual({ jobs: server.jobs.map(({ id }) => id) });
});

test.each([
  ["a <sd_cpp_extra_args>{}</sd_cpp_extra_args> b", "a ‹sd_cpp_extra_args>{}‹/sd_cpp_extra_args> b"],
  ["<<SD_CPP_EXTRA_ARGS>", "<‹SD_CPP_EXTRA_ARGS>"],
  ["< / sd_cpp_extra_args >", "‹ / sd_cpp_extra_args >"],
  ["<lora:/etc/passwd:1>", "‹lora:/etc/passwd:1>"],
  ["<b> 3 < 4, <lorain> and sd_cpp_extra_args", "<b> 3 < 4, <lorain> and sd_cpp_extra_args"],
])("reads no order out of %j", async (prompt, sent) => {
  const { engine, server } = await start();
  await submit(engine, { prompt, negativePrompt: prompt });
  expect(server.jobs[0]?.body).toMatchObject({ prompt: sent, negative_prompt: sent });
});

test.each([
  { width: 0 },
  { width: -5 },
  { height: 63 },
  { height: 4097 },
  { width: 100.5 },
  { width: Number.NaN },
  { seed: -1 },
  { seed: 2 ** 31 },
  { seed: 0.5 },
])("sends nothing that sd-server would misread: %j", async (wrong) => {
  const { engine, server } = await start();
  const error = await failure(submit(engine, wrong));
  expect(error).toMatchObject({ kind: "engineFailed", repeatable: false, elsewhere: true });
  expect(server.asked).toEqual([]);
});

test("looks at jobs in their order, and keeps a finished image until its siblings are done", async () => {
  const { engine, server } = await start({ steps: 1 });
  const handle = await submit(engine, { count: 2 });
  const [first] = server.jobs;
  const { call, reports } = createCall();
  let submission = await engine.check!(handle, call);
  while ("pending" in submission) {
    // Ten minutes after its end the real one knows a job no more.
    if (first?.status === "completed") (first as { id: string }).id = "job_expired";
    submission = await engine.check!(handle, call);
  }
  expect(submission.done.map((image) => Buffer.from(bytesOf(image)))).toEqual(
    [7, 8].map((seed) => Buffer.from(makePng(128, 64, seed))),
  );
  expect(reports.at(-1)).toEqual({ fraction: 1, step: "done" });
  expect(reports.some(({ step }) => step === "drawing")).toBe(true);
});

test("a job that waits is queued", async () => {
  const { engine } = await start();
  const first = await submit(engine, { prompt: "[hold]" });
  await engine.check!(first, createCall().call);
  const { call, reports } = createCall();
  const second = await submit(engine);
  expect(await engine.check!(second, call)).toEqual({ pending: second });
  expect(reports).toEqual([{ fraction: 0, step: "queued" }]);
});

test.each(["restarted", "expired"] as const)("work of a server that %s is submitted again", async (how) => {
  const { engine, server } = await start();
  const handle = await submit(engine, { count: 2 });
  server.forget(how);
  expect(await failure(engine.check!(handle, createCall().call))).toMatchObject({ repeatable: true, resubmit: true });
});

test("work of a child is gone when the operator has moved on to a URL", async () => {
  const { engine, server } = await start();
  const handle = { jobs: ["job_1"], instance: "0a7a6a0e" };
  expect(await failure(engine.check!(handle, createCall().call))).toMatchObject({ resubmit: true });
  expect(server.asked).toEqual([]);
});

test("a job that fails ends the task, and its siblings do not go on", async () => {
  const { engine, server } = await start({ steps: 1 });
  const handle = await submit(engine, { prompt: "[fail]", count: 3 });
  const error = await failure(
    (async () => {
      for (;;) await engine.check!(handle, createCall().call);
    })(),
  );
  expect(error).toMatchObject({ kind: "engineFailed", repeatable: false, resubmit: false, elsewhere: false });
  expect(error.message).toBe("The engine sd-server could not make the image.");
  expect(server.jobs.map(({ status }) => status)).toEqual(["failed", "cancelled", "cancelled"]);
});

test("a queue that is full begins nothing: what was accepted of the task is withdrawn", async () => {
  const { engine, server } = await start({ queue: 2 });
  const error = await failure(submit(engine, { count: 3 }));
  expect(error).toMatchObject({ kind: "noEngine", repeatable: true, elsewhere: true, retryAfterMs: 5_000 });
  expect(server.jobs.map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
});

test("cancels what waits, and leaves what is drawn to its end", async () => {
  const { engine, server } = await start();
  const handle = await submit(engine, { count: 3 });
  await engine.check!(handle, createCall().call);
  await engine.cancel!(handle, createCall().call);
  expect(server.jobs.map(({ status }) => status)).toEqual(["generating", "cancelled", "cancelled"]);
  // The last one first, so that none moved up.
  expect(server.asked.slice(-3)).toEqual(server.jobs.toReversed().map(({ id }) => `POST /sdcpp/v1/jobs/${id}/cancel`));
});

test("a submission that is aborted half way leaves nothing in the queue", async () => {
  const upstream = await startUpstream();
  const { call, abort } = createCall();
  const second: Reply = () => abort();
  upstream.on("POST /sdcpp/v1/img_gen", json({ id: "job_1", status: "queued" }, { status: 202 }), second);
  upstream.on("POST /sdcpp/v1/jobs/job_1/cancel", json({}));
  await expect(open(upstream.url).submit({ ...REQUEST, count: 2 }, call)).rejects.toThrow();
  expect(upstream.asked.at(-1)?.path).toBe("/sdcpp/v1/jobs/job_1/cancel");
});

test("an image that is no end is not read to its end", async () => {
  const { engine } = await start({ steps: 0 });
  const handle = await submit(engine, { prompt: "[huge]" });
  const { call } = createCall();
  await engine.check!(handle, call);
  expect(await failure(engine.check!(handle, call))).toMatchObject({ kind: "engineFailed", repeatable: false });
});

test("a server that is not there begins nothing", async () => {
  const engine = open(await findRefusedUrl());
  const refused = { kind: "noEngine", repeatable: true, elsewhere: true, resubmit: false, retryAfterMs: 15_000 };
  expect(await failure(submit(engine))).toMatchObject(refused);
  expect(await failure(engine.probe!(createCall().call))).toMatchObject(refused);
  // The job may still be there when the server can be reached again.
  expect(await failure(engine.check!({ jobs: ["job_1"] }, createCall().call))).toMatchObject({
    resubmit: false,
    repeatable: true,
  });
});

test.each<[string, Reply, Partial<EngineError>]>([
  [
    "a refusal",
    failing(400, { error: "loaded model does not support img_gen" }),
    { repeatable: false, elsewhere: true, kind: "engineFailed" },
  ],
  ["a fault", failing(500, { error: "server_error" }), { repeatable: true, elsewhere: false, kind: "upstreamFailed" }],
  ["garbage", garbage(), { repeatable: true, elsewhere: false, kind: "upstreamFailed" }],
  ["an id that is none", json({ id: "../../v1/models" }, { status: 202 }), { repeatable: true, kind: "upstreamFailed" }],
  ["a connection that breaks", cutBeforeAnswer(), { repeatable: true, elsewhere: false, kind: "upstreamFailed" }],
])("a submission meets %s", async (_, reply, expected) => {
  const upstream = await startUpstream();
  upstream.on("POST /sdcpp/v1/img_gen", reply);
  const error = await failure(submit(open(upstream.url)));
  expect(error).toMatchObject(expected);
  expect(error.message).toMatch(/^The engine sd-server [^{}<>]+\.$/);
  expect(upstream.asked).toHaveLength(1);
});

test("a lock in front of it is the operator's matter", async () => {
  const upstream = await startUpstream();
  upstream.on("POST /sdcpp/v1/img_gen", failing(401));
  const error = await failure(submit(open(upstream.url)));
  expect(error.elsewhere).toBe(true);
  expect(error.operatorReason).toContain("401");
  expect(error.message).not.toContain("key");
});

test.each<[string, Reply, Partial<EngineError>]>([
  ["a fault", failing(503), { repeatable: true, resubmit: false }],
  ["garbage", garbage(), { repeatable: true, resubmit: false }],
  ["a state that is none", json({ status: "dreaming" }), { repeatable: true, resubmit: false }],
  ["a connection that breaks", cutBeforeAnswer(), { repeatable: true, resubmit: false }],
  ["an end without an image", json({ status: "completed", result: { images: [] } }), { repeatable: false, kind: "engineFailed" }],
  ["an empty image", json({ status: "completed", result: { images: [{ b64_json: "" }] } }), { repeatable: false }],
  ["a stranger's cancellation", json({ status: "cancelled", error: { code: "cancelled", message: "x" } }), { repeatable: false }],
])("a look meets %s", async (_, reply, expected) => {
  const upstream = await startUpstream();
  upstream.on("GET /sdcpp/v1/jobs/job_1", reply);
  expect(await failure(open(upstream.url).check!({ jobs: ["job_1"] }, createCall().call))).toMatchObject(expected);
});

test("a call that is aborted does not wait for an answer", async () => {
  const upstream = await startUpstream();
  upstream.on("GET /sdcpp/v1/jobs/job_1", silent());
  const { call, abort } = createCall();
  const look = open(upstream.url).check!({ jobs: ["job_1"] }, call);
  abort();
  await expect(look).rejects.toThrow();
});

test("is ready when it lists its model", async () => {
  const { engine, server } = await start();
  await engine.probe!(createCall().call);
  expect(server.asked).toEqual(["GET /v1/models"]);
  server.failWith = 503;
  expect(await failure(engine.probe!(createCall().call))).toMatchObject({ repeatable: true });
});

test("gives whole images", async () => {
  const { engine } = await start({ steps: 0 });
  const handle = await submit(engine);
  await engine.check!(handle, createCall().call);
  const submission = await engine.check!(handle, createCall().call);
  expect("done" in submission && readPngSize(bytesOf(submission.done[0]))).toEqual({ width: 128, height: 64 });
});

test.each([
  {},
  { url: "not a url" },
  { url: "http://127.0.0.1:1", concurrency: 0 },
  { url: "http://127.0.0.1:1", binary: "sd-server", arguments: "", environment: {} },
])("settings that cannot work are refused: %j", (values) => {
  expect(sdServer.settings.safeParse(values).success).toBe(false);
});

test.each([
  ["--listen-port 80", "must leave --listen-port out: the address is chosen at each start"],
  ["-m x -l 0.0.0.0", "must leave -l out: the address is chosen at each start"],
  ["-m 'x", "has a ' without its partner"],
])("arguments that cannot work are refused: %s", (words, message) => {
  const result = sdServer.settings.safeParse({ binary: "sd-server", arguments: words, environment: {} });
  expect(JSON.stringify(result.error?.issues)).toContain(message);
});
