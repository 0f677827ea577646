// What an upstream that misbehaves does to a task, through the whole worker: how it ends, what it costs, and how often the
// upstream was asked. The engines and the calls are the real ones; only the other side is scripted.
import { describe, expect, onTestFinished, test } from "vitest";
import type { Engine } from "../../src/core/engine.ts";
import { dashscope } from "../../src/engines/dashscope/engine.ts";
import { mulerouter } from "../../src/engines/mulerouter.ts";
import { openaiImages } from "../../src/engines/openai-images/engine.ts";
import { isFitForUsers } from "../support/calls.ts";
import { makePng } from "../support/engines.ts";
import { createRig } from "../support/parts.ts";
import {
  cutBeforeAnswer,
  cutInBody,
  dripping,
  failing,
  flooding,
  garbage,
  json,
  redirected,
  silent,
  startUpstream,
  text,
  throttled,
  type Asked,
  type Reply,
  type Upstream,
} from "../support/upstream.ts";

const IMAGES = "POST /v1/images/generations";
const PRICE = 75_000;
/** The id of a job that nobody has. */
const NO_JOB = "00000000-0000-0000-0000-000000000000";

interface End {
  /** Of the task; undefined when it completes. */
  readonly code?: number;
  /** Requests that the upstream got. */
  readonly asked: number;
}

const DRAWN = { data: [{ b64_json: Buffer.from(makePng(768, 768)).toString("base64") }] };
const BROKEN = { error: { code: "server_error", message: "made to fail" } };

function startImages(flavour: "openai" | "generic", baseUrl: string): Engine {
  const engine = openaiImages.start(openaiImages.settings.parse({ flavour, baseUrl, model: "some-model" }));
  onTestFinished(() => engine.stop());
  return engine;
}

/** One that says of itself, to each engine in its own way, that it is ready. */
async function startReadyUpstream(): Promise<Upstream> {
  const upstream = await startUpstream();
  upstream.on(`GET /api/v1/tasks/${NO_JOB}`, json({ output: { task_status: "UNKNOWN" } }));
  upstream.on(`GET /vendors/alibaba/v1/qwen-image-max/generation/${NO_JOB}`, json({ detail: "No such task." }, { status: 404 }));
  return upstream;
}

/** A look at whether the upstream is ready; the worker makes them at its own pace. */
function isProbe({ method, path }: Asked): boolean {
  return method === "GET" && (path === "/v1/models" || path.endsWith(NO_JOB));
}

/** Runs one task to its end. */
async function run(upstream: Upstream, engine: Engine, taskTimeoutMs?: number) {
  const rig = await createRig({ engine, ...(taskTimeoutMs === undefined ? {} : { taskTimeoutMs }) });
  const { id } = await rig.create();
  const createdAt = rig.clock.now();
  rig.work();
  const task = await rig.finish(id);
  return {
    task,
    asked: upstream.asked.filter((each) => !isProbe(each)).length,
    tookMs: rig.clock.now() - createdAt,
    ledger: rig.ledger(id),
  };
}

async function expectEnd(upstream: Upstream, engine: Engine, { code, asked }: End, taskTimeoutMs?: number) {
  const ran = await run(upstream, engine, taskTimeoutMs);
  expect(ran.task.error?.code).toBe(code);
  expect(ran.task.state).toBe(code === undefined ? "completed" : "failed");
  if (ran.task.error) expect(ran.task.error.detail).toSatisfy(isFitForUsers);
  expect(ran.ledger).toEqual([
    ["reserve", PRICE],
    [code === undefined ? "charge" : "release", PRICE],
  ]);
  expect(ran.asked).toBe(asked);
  return ran;
}

describe("a paid call", () => {
  test.each<[string, readonly [Reply, ...Reply[]], End]>([
    ["is drawn", [json(DRAWN)], { asked: 1 }],
    ["is drawn slowly", [dripping(DRAWN)], { asked: 1 }],
    ["is cut before its answer", [cutBeforeAnswer(), json(DRAWN)], { code: 3005, asked: 1 }],
    ["is cut in its answer", [cutInBody(DRAWN), json(DRAWN)], { code: 3005, asked: 1 }],
    ["gets garbage", [garbage(), json(DRAWN)], { code: 3005, asked: 1 }],
    ["gets a web page", [text("<html>"), json(DRAWN)], { code: 3005, asked: 1 }],
    ["gets 2 GiB", [flooding(2 ** 31), json(DRAWN)], { code: 3005, asked: 1 }],
    ["is given up by a gateway", [failing(524, { title: "timeout" }), json(DRAWN)], { code: 3005, asked: 1 }],
    ["fails twice in the provider's own words", [failing(500, BROKEN), failing(503, BROKEN), json(DRAWN)], { asked: 3 }],
    ["fails for ever", [failing(500, BROKEN)], { code: 3005, asked: 4 }],
    ["is throttled once", [throttled(), json(DRAWN)], { asked: 2 }],
    [
      "is refused for its content",
      [failing(400, { error: { code: "moderation_blocked" } }), json(DRAWN)],
      { code: 3003, asked: 1 },
    ],
    [
      "is refused for the account",
      [failing(429, { error: { code: "insufficient_quota" } }), json(DRAWN)],
      { code: 3005, asked: 1 },
    ],
    ["is sent elsewhere", [redirected("http://192.0.2.1/"), json(DRAWN)], { code: 3005, asked: 1 }],
    [
      "gets an error inside a 200",
      [json({ error: { code: "content_policy_violation" } }), json(DRAWN)],
      { code: 3003, asked: 1 },
    ],
    ["gets too few images", [json({ data: [] }), json(DRAWN)], { code: 3005, asked: 1 }],
  ])("that %s", async (_, replies, end) => {
    const upstream = await startReadyUpstream();
    upstream.on(IMAGES, ...replies);
    await expectEnd(upstream, startImages("openai", upstream.url), end);
  });

  test("that is never answered ends with its deadline, and is let go", async () => {
    const upstream = await startReadyUpstream();
    upstream.on(IMAGES, silent());
    await expectEnd(upstream, startImages("openai", upstream.url), { code: 3002, asked: 1 }, 30_000);
  });

  test("that is throttled waits as long as it was told", async () => {
    const upstream = await startReadyUpstream();
    upstream.on(IMAGES, throttled("7"), json(DRAWN));
    const { tookMs } = await expectEnd(upstream, startImages("openai", upstream.url), { asked: 2 });
    expect(tookMs).toBeGreaterThanOrEqual(7_000);
  });
});

describe("a call to one's own server", () => {
  test.each<[string, readonly [Reply, ...Reply[]], End]>([
    ["is cut before its answer", [cutBeforeAnswer(), json(DRAWN)], { asked: 2 }],
    ["is cut in its answer", [cutInBody(DRAWN), json(DRAWN)], { asked: 2 }],
    ["gets garbage", [garbage(), json(DRAWN)], { asked: 2 }],
    ["gets a gateway's page", [text("<h1>502", { status: 502 }), json(DRAWN)], { asked: 2 }],
    ["is cut for ever", [cutBeforeAnswer()], { code: 3005, asked: 4 }],
    ["gets 2 GiB", [flooding(2 ** 31), json(DRAWN)], { code: 3005, asked: 1 }],
    ["is not accepted", [failing(400, { detail: "size is too large" }), json(DRAWN)], { code: 3005, asked: 1 }],
  ])("that %s", async (_, replies, end) => {
    const upstream = await startReadyUpstream();
    upstream.on(IMAGES, ...replies);
    await expectEnd(upstream, startImages("generic", upstream.url), end);
  });
});

function look(task_status: string, more: object = {}): Reply {
  return json({ output: { task_status, ...more } });
}

describe("a job", () => {
  const accepted = json({ output: { task_status: "PENDING", task_id: "job-1" } });
  const refused = look("FAILED", { code: "DataInspectionFailed", message: "no" });

  test.each<[string, readonly [Reply, ...Reply[]], End & { readonly posted: number }]>([
    ["is looked at until it ends", [look("PENDING"), look("RUNNING"), refused], { code: 3003, asked: 4, posted: 1 }],
    [
      "is looked at again after looks that failed",
      [cutBeforeAnswer(), failing(500), refused],
      { code: 3003, asked: 4, posted: 1 },
    ],
    ["was forgotten is submitted anew", [look("UNKNOWN"), refused], { code: 3003, asked: 4, posted: 2 }],
    ["is forgotten each time ends", [look("UNKNOWN")], { code: 3005, asked: 8, posted: 4 }],
    ["was cancelled over there ends", [look("CANCELED")], { code: 3005, asked: 2, posted: 1 }],
  ])("of dashscope that %s", async (_, looks, { posted, ...end }) => {
    const upstream = await startReadyUpstream();
    upstream.on("POST /api/v1/services/aigc/image-generation/generation", accepted);
    upstream.on("GET /api/v1/tasks/job-1", ...looks);
    const engine = dashscope.start(dashscope.settings.parse({ baseUrl: upstream.url, apiKey: "sk-test" }));
    onTestFinished(() => engine.stop());
    await expectEnd(upstream, engine, end);
    expect(upstream.asked.filter(({ method }) => method === "POST")).toHaveLength(posted);
  });

  test("of dashscope that nobody wants any more is cancelled over there", async () => {
    const upstream = await startReadyUpstream();
    upstream.on("POST /api/v1/services/aigc/image-generation/generation", accepted);
    upstream.on("GET /api/v1/tasks/job-1", look("PENDING"));
    upstream.on("POST /api/v1/tasks/job-1/cancel", json({}));
    const engine = dashscope.start(dashscope.settings.parse({ baseUrl: upstream.url, apiKey: "sk-test" }));
    onTestFinished(() => engine.stop());
    const { task } = await run(upstream, engine, 5_000);
    expect(task.error?.code).toBe(3002);
    expect(upstream.asked.findLast((each) => !isProbe(each))).toMatchObject({
      method: "POST",
      path: "/api/v1/tasks/job-1/cancel",
    });
  });

  test("of mulerouter whose answer was lost is not submitted again", async () => {
    const upstream = await startReadyUpstream();
    upstream.on("POST /vendors/alibaba/v1/wan2.6-t2i/generation", cutBeforeAnswer());
    const engine = mulerouter.start(mulerouter.settings.parse({ baseUrl: upstream.url, apiKey: "sk-mr-test" }));
    onTestFinished(() => engine.stop());
    const { task } = await expectEnd(upstream, engine, { code: 3005, asked: 1 });
    expect(task.error?.detail).toContain("might charge twice");
  });
});
