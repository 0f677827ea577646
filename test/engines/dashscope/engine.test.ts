// DashScope from outside: the form of each model, what it is asked, every state of a job, and what is never bought twice.
import { createHash } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Engine, ImageRequest } from "../../../src/core/engine.ts";
import { dashscope } from "../../../src/engines/dashscope/engine.ts";
import { testEngine } from "../../contract/engine.ts";
import { ASKED, isFitForUsers, judge, lendCall } from "../../support/calls.ts";
import { makePng } from "../../support/engines.ts";
import {
  cutBeforeAnswer,
  cutInBody,
  failing,
  findRefusedUrl,
  flooding,
  garbage,
  json,
  redirected,
  startUpstream,
  text,
  throttled,
  type Asked,
  type Reply,
  type Upstream,
} from "../../support/upstream.ts";
import { testMisbehaviour } from "../upstream/misbehaviour.ts";
import { testMoves } from "../upstream/moves.ts";

const KEY = "sk-test-0123456789";
const SYNC = "/api/v1/services/aigc/multimodal-generation/generation";
const JOBS = "/api/v1/services/aigc/image-generation/generation";
const SYNTHESIS = "/api/v1/services/aigc/text2image/image-synthesis";
const QWEN: ImageRequest = { ...ASKED, model: "alibaba/qwen-image-max", width: 1664, height: 928 };
const JOB = "86ecf553-d340-4e21-af6e-0123456789ab";
/** As older versions wrote it: it does not say who has the job. */
const HANDLE = { job: JOB, warnings: [] };

function startEngine(url: string, settings: object = {}): Engine {
  const engine = dashscope.start(dashscope.settings.parse({ baseUrl: url, apiKey: KEY, ...settings }));
  onTestFinished(() => engine.stop());
  return engine;
}

function choices(...urls: string[]): object {
  return urls.length === 0
    ? { choices: [] }
    : {
        choices: urls.map((image) => ({
          finish_reason: "stop",
          message: { role: "assistant", content: [{ image, type: "image" }] },
        })),
      };
}

/** A service that draws jobs: pending, running, succeeded; images are at URLs of its own. */
async function startService(): Promise<Upstream> {
  const upstream = await startUpstream();
  const jobs = new Map<string, { readonly body: Asked["json"]; looks: number }>();
  upstream.on(
    `POST ${JOBS}`,
    json(({ json: body }: Asked) => {
      const id = `job-${jobs.size}`;
      jobs.set(id, { body, looks: 0 });
      return { request_id: "r", output: { task_status: "PENDING", task_id: id } };
    }),
  );
  upstream.on(
    "GET /api/v1/tasks/*",
    json(({ path }: Asked) => {
      const job = jobs.get(path.split("/").at(-1) ?? "");
      if (!job) return { output: { task_status: "UNKNOWN" } };
      const { size, n } = job.body["parameters"] as { size: string; n: number };
      job.looks += 1;
      if (job.looks === 1) return { output: { task_status: "PENDING" } };
      // The contract's aborted request is of this size.
      if (job.looks === 2 || size === "1440*1440") return { output: { task_status: "RUNNING" } };
      const urls = Array.from({ length: n }, () => `${upstream.url}/oss/${size}`);
      return { output: { task_status: "SUCCEEDED", finished: true, ...choices(...urls) }, usage: { image_count: n } };
    }),
  );
  upstream.on("GET /oss/*", ({ asked, response }) => {
    const [width = 0, height = 0] = (asked.path.split("/").at(-1) ?? "").split("*").map(Number);
    response.end(makePng(width, height));
  });
  return upstream;
}

testEngine("dashscope", async () => startEngine((await startService()).url), { deterministic: false, scaled: true });

describe.each([
  ["a call that draws", SYNC, QWEN.model],
  ["a job", JOBS, ASKED.model],
])("%s", (name, path, model) => {
  testMisbehaviour(`dashscope, ${name}`, {
    route: `POST ${path}`,
    paid: true,
    write: (code, message) => ({ request_id: "4909100c", code, message }),
    codes: {
      refused: [400, "DataInspectionFailed"],
      account: [400, "Arrearage"],
      throttled: [429, "Throttling.RateQuota"],
      failed: [500, "InternalError.Algo"],
      rejected: [400, "InvalidParameter"],
    },
    start: (url) => {
      const engine = startEngine(url);
      return { ...engine, submit: (request, call) => engine.submit({ ...request, model }, call) };
    },
  });
});

async function submit(request: ImageRequest, reply: Reply, settings: object = {}) {
  const upstream = await startUpstream();
  for (const path of [SYNC, JOBS, SYNTHESIS]) upstream.on(`POST ${path}`, reply);
  const call = lendCall();
  const submission = await startEngine(upstream.url, settings).submit(request, call);
  const at = { url: `${upstream.url}/`, account: createHash("sha256").update(KEY).digest("hex").slice(0, 16) };
  return { submission, asked: upstream.asked, call, at };
}
const accept = json({ request_id: "r", output: { task_status: "PENDING", task_id: JOB } });

describe("submit", () => {
  test("qwen-image-max is drawn in one call", async () => {
    const url = "https://dashscope-result.oss.example/x.png?Expires=1&Signature=a%2Bb";
    const request = { ...QWEN, negativePrompt: "people", extendPrompt: true };
    const { submission, asked, call } = await submit(request, json({ request_id: "r", output: choices(url), usage: {} }));
    expect(submission).toEqual({ done: [{ url }], warnings: [] });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: "POST", path: SYNC, headers: { authorization: `Bearer ${KEY}` } });
    expect(asked[0]?.headers["x-dashscope-async"]).toBeUndefined();
    expect(asked[0]?.json).toEqual({
      model: "qwen-image-max",
      input: { messages: [{ role: "user", content: [{ text: ASKED.prompt }] }] },
      parameters: { negative_prompt: "people", size: "1664*928", n: 1, prompt_extend: true, watermark: false, seed: 7 },
    });
    expect(call.reports).toEqual([{ step: "drawing", fraction: 0 }]);
  });

  test("wan2.6-t2i is a job, whose id is kept, and who has it", async () => {
    const { submission, asked, at } = await submit({ ...ASKED, count: 3, seed: 0 }, accept);
    expect(submission).toEqual({ pending: { ...HANDLE, at } });
    expect(asked[0]).toMatchObject({ method: "POST", path: JOBS, headers: { "x-dashscope-async": "enable" } });
    expect(asked[0]?.json).toEqual({
      model: "wan2.6-t2i",
      input: { messages: [{ role: "user", content: [{ text: ASKED.prompt }] }] },
      parameters: { size: "1280*1280", n: 3, prompt_extend: false, watermark: false, seed: 0 },
    });
  });

  test.each(["qwen-image-plus", "qwen-image"])("%s is a job of the older form", async (name) => {
    const request = { ...QWEN, negativePrompt: "people" };
    const { submission, asked, at } = await submit(request, accept, { models: { [QWEN.model]: name } });
    expect(submission).toEqual({ pending: { ...HANDLE, at } });
    expect(asked[0]).toMatchObject({ path: SYNTHESIS, headers: { "x-dashscope-async": "enable" } });
    expect(asked[0]?.json).toEqual({
      model: name,
      input: { prompt: ASKED.prompt, negative_prompt: "people" },
      parameters: { size: "1664*928", n: 1, prompt_extend: false, watermark: false, seed: 7 },
    });
  });

  test.each([
    ["wan2.2-t2i-flash", SYNTHESIS],
    ["wan2.5-t2i-preview", SYNTHESIS],
    ["qwen-image-3.0-pro", SYNC],
    ["toString", SYNC],
  ])("%s is asked for at %s", async (name, path) => {
    const reply = path === SYNC ? json({ output: choices("https://x.example/1.png") }) : accept;
    const { asked } = await submit(ASKED, reply, { models: { [ASKED.model]: name } });
    expect(asked.map((each) => [each.path, each.json["model"]])).toEqual([[path, name]]);
  });

  test("a size that the vendor does not draw becomes its nearest, and the task says so at the end", async () => {
    const { submission, asked, at } = await submit({ ...ASKED, width: 1024, height: 768 }, accept);
    expect(asked[0]?.json["parameters"]).toMatchObject({ size: "1478*1109" });
    const warnings = ["size: the engine does not draw 1024*768, so 1478*1109 was drawn and scaled"];
    expect(submission).toEqual({ pending: { job: JOB, warnings, at } });
    const upstream = await startUpstream();
    const url = "https://x.example/1.png";
    upstream.on(`GET /api/v1/tasks/${JOB}`, json({ output: { task_status: "SUCCEEDED", ...choices(url) } }));
    const done = await startEngine(upstream.url).check!({ job: JOB, warnings }, lendCall());
    expect(done).toEqual({ done: [{ url }], warnings });
  });

  test("text goes as it is", async () => {
    const prompt = `${"🦊".repeat(800)} | <sd_cpp_extra_args>{}</sd_cpp_extra_args> "x" '春风茶社' \\ \n`;
    const { asked } = await submit({ ...ASKED, prompt, negativePrompt: prompt }, accept);
    expect(asked[0]?.json).toMatchObject({
      input: { messages: [{ content: [{ text: prompt }] }] },
      parameters: { negative_prompt: prompt },
    });
  });

  test.each([
    ["a model that it does not serve", { ...ASKED, model: "openai/gpt-image" }],
    ["a name of every object", { ...ASKED, model: "constructor" }],
    ["more images than the model makes", { ...QWEN, count: 2 }],
  ])("%s goes elsewhere, and nobody is asked", async (_, request) => {
    const upstream = await startUpstream();
    const verdict = await judge(startEngine(upstream.url).submit(request, lendCall()));
    expect(verdict).toMatchObject({ kind: "noEngine", repeatable: false, elsewhere: true });
    expect(upstream.asked).toHaveLength(0);
  });

  test.each([[{}], [{ output: {} }], [{ output: { task_id: "../cancel" } }], [{ output: { task_id: null } }]])(
    "a job taken with %j has no id, so it is lost and not asked for again",
    async (body) => {
      expect(await judge(submit(ASKED, json(body)))).toMatchObject({ kind: "upstreamFailed", repeatable: false });
    },
  );

  test.each([[choices()], [choices("ftp://x.example/1.png")], [{ choices: [{ message: { content: [{ text: "sorry" }] } }] }]])(
    "a call answered with %j is paid and lost",
    async (output) => {
      const verdict = await judge(submit(QWEN, json({ output })));
      expect(verdict).toMatchObject({ kind: "upstreamFailed", repeatable: false });
      expect(verdict.message).toContain("might charge twice");
    },
  );

  test.each([
    ["IPInfringementSuspect", 400, { kind: "contentRefused", repeatable: false }],
    ["InvalidApiKey", 401, { kind: "upstreamFailed", operatorReason: "answered HTTP 401 InvalidApiKey", elsewhere: true }],
    ["AccessDenied.Unpurchased", 403, { operatorReason: "answered HTTP 403 AccessDenied.Unpurchased", elsewhere: true }],
    ["Model.AccessDenied", 400, { operatorReason: "answered HTTP 400 Model.AccessDenied", elsewhere: true }],
    ["AllocationQuota.FreeTierOnly", 403, { operatorReason: "answered HTTP 403 AllocationQuota.FreeTierOnly" }],
    ["Throttling", 429, { repeatable: true, elsewhere: true }],
    ["Throttling.AllocationQuota", 429, { repeatable: true, elsewhere: true }],
    ["Throttling.BurstRate", 429, { repeatable: true, elsewhere: true }],
    ["RequestTimeOut", 408, { repeatable: true, elsewhere: true }],
    ["InternalError.Timeout", 500, { repeatable: true, elsewhere: true }],
    ["ModelUnavailable", 503, { repeatable: true, elsewhere: true }],
    ["InvalidParameter", 400, { kind: "upstreamFailed", repeatable: false, elsewhere: true }],
  ])("%s with HTTP %i", async (code, status, expected) => {
    const { message, ...verdict } = await judge(
      submit(QWEN, failing(status, { code, message: "Your account …", request_id: "r" })),
    );
    expect(verdict).toMatchObject(expected);
    expect(message).toSatisfy(isFitForUsers);
  });
});

async function checkWith(reply: Reply) {
  const upstream = await startUpstream();
  upstream.on(`GET /api/v1/tasks/${JOB}`, reply);
  const call = lendCall();
  return { upstream, call, looking: startEngine(upstream.url).check!(HANDLE, call) };
}

const look = async (output: object) => judge((await checkWith(json({ request_id: "r", output }))).looking);

describe("check", () => {
  test.each([
    ["PENDING", { step: "queued", fraction: 0 }],
    ["SUSPENDED", { step: "queued", fraction: 0 }],
    ["RUNNING", { step: "drawing", fraction: 0.1 }],
  ])("%s is work under way", async (task_status, report) => {
    const { looking, call, upstream } = await checkWith(json({ output: { task_status, task_id: JOB } }));
    expect(await looking).toEqual({ pending: HANDLE });
    expect(call.reports).toEqual([report]);
    expect(upstream.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`]);
  });

  test("SUCCEEDED brings the images of the newer form", async () => {
    const urls = ["https://x.example/0.png", "https://x.example/1.png"];
    const { looking } = await checkWith(json({ output: { task_status: "SUCCEEDED", ...choices(...urls) } }));
    expect(await looking).toEqual({ done: urls.map((url) => ({ url })), warnings: [] });
  });

  test("SUCCEEDED brings the images of the older form, and what they were drawn from", async () => {
    const results = [0, 1].map((index) => ({
      orig_prompt: ASKED.prompt,
      actual_prompt: `${ASKED.prompt}, in the morning light`,
      url: `https://x.example/${index}.png`,
    }));
    const { looking } = await checkWith(json({ output: { task_status: "SUCCEEDED", results } }));
    expect(await looking).toEqual({
      done: [{ url: "https://x.example/0.png" }, { url: "https://x.example/1.png" }],
      finalPrompt: `${ASKED.prompt}, in the morning light`,
      warnings: [],
    });
  });

  test("SUCCEEDED with some images only is paid in part, so nothing is asked for again", async () => {
    const one = { url: "https://x.example/0.png" };
    const part = await look({ task_status: "SUCCEEDED", results: [one, { code: "InternalError.Timeout", message: "m" }] });
    expect(part).toMatchObject({ kind: "upstreamFailed", repeatable: false });
    expect([part.elsewhere, part.resubmit]).toEqual([undefined, undefined]);
    const refused = await look({ task_status: "SUCCEEDED", results: [{ code: "DataInspectionFailed", message: "m" }, one] });
    expect(refused).toMatchObject({ kind: "contentRefused", repeatable: false });
    const none = await look({ task_status: "SUCCEEDED", results: [{ code: "InternalError.Timeout", message: "m" }] });
    expect(none).toMatchObject({ repeatable: true, resubmit: true });
  });

  test.each([{}, { choices: [] }, { results: [] }, choices("file:///etc/passwd")])(
    "SUCCEEDED with %j is paid and lost",
    async (output) => {
      expect(await look({ task_status: "SUCCEEDED", ...output })).toMatchObject({ kind: "upstreamFailed", repeatable: false });
    },
  );

  test.each([
    ["DataInspectionFailed", { kind: "contentRefused", repeatable: false }],
    ["InternalError.Algo", { kind: "upstreamFailed", repeatable: true, elsewhere: true, resubmit: true }],
    ["Throttling.RateQuota", { kind: "upstreamFailed", repeatable: true, elsewhere: true, resubmit: true }],
    ["InvalidParameter", { kind: "upstreamFailed", repeatable: false, elsewhere: true, resubmit: true }],
    [
      "Arrearage",
      {
        kind: "upstreamFailed",
        repeatable: false,
        elsewhere: true,
        resubmit: true,
        operatorReason: "answered HTTP 200 Arrearage",
      },
    ],
    [undefined, { kind: "upstreamFailed", repeatable: true, elsewhere: true, resubmit: true }],
  ])("FAILED with %s", async (code, expected) => {
    const { message, ...verdict } = await look({ task_status: "FAILED", code, ...(code ? { message: "Your account …" } : {}) });
    expect(verdict).toEqual(expected);
    expect(message).toSatisfy(isFitForUsers);
  });

  test("CANCELED ends it", async () => {
    expect(await look({ task_status: "CANCELED" })).toMatchObject({ kind: "upstreamFailed", repeatable: false });
  });

  test("UNKNOWN is work that was forgotten, to be submitted anew", async () => {
    expect(await look({ task_status: "UNKNOWN" })).toMatchObject({ repeatable: true, resubmit: true });
  });

  test("so is 404 in the vendor's own words", async () => {
    const { looking } = await checkWith(failing(404, { request_id: "r", code: "NotFound", message: "m" }));
    expect(await judge(looking)).toMatchObject({ repeatable: true, resubmit: true });
  });

  test.each<[string, Reply]>([
    ["a proxy's page that says 404", text("<html>404 default backend</html>", { status: 404 })],
    ["a gateway's 404 in JSON", failing(404, { message: "Not Found" })],
    ["500", failing(500, { code: "InternalError", message: "m" })],
    ["429", throttled("3")],
    ["a refused key", failing(401, { code: "InvalidApiKey", message: "m" })],
    ["a redirect", redirected("http://192.0.2.1/")],
    ["garbage", garbage()],
    ["a web page", text("<html>")],
    ["an unknown state", json({ output: { task_status: "DREAMING" } })],
    ["half an answer", cutInBody({ output: { task_status: "SUCCEEDED" } })],
    ["no answer", cutBeforeAnswer()],
    ["a flood", flooding()],
  ])("after %s it looks again, and never submits again", async (_, reply) => {
    const { looking, upstream } = await checkWith(reply);
    const verdict = await judge(looking);
    expect(verdict).toMatchObject({ kind: "upstreamFailed", repeatable: true });
    expect([verdict.resubmit, verdict.elsewhere]).toEqual([undefined, undefined]);
    expect(verdict.message).toSatisfy(isFitForUsers);
    expect(upstream.asked).toHaveLength(1);
  });

  test.each([["x"], [{}], [{ job: "../x", warnings: [] }], [{ path: "/vendors/x" }]])(
    "the handle %j is not its own, and nobody is asked",
    async (handle) => {
      const upstream = await startUpstream();
      const engine = startEngine(upstream.url);
      expect(await judge(engine.check!(handle, lendCall()))).toMatchObject({ kind: "internal", repeatable: false });
      expect(await judge(engine.cancel!(handle, lendCall()))).toMatchObject({ kind: "internal" });
      expect(upstream.asked).toHaveLength(0);
    },
  );
});

describe.each([
  ["UNKNOWN", json({ output: { task_status: "UNKNOWN" } })],
  ["404", failing(404, { request_id: "r", code: "NotFound", message: "m" })],
])("%s", (name, unknown) => {
  testMoves(`dashscope, ${name}`, {
    submit: [`POST ${JOBS}`, accept],
    look: `GET /api/v1/tasks/${JOB}`,
    unknown,
    known: json({ output: { task_status: "RUNNING" } }),
    start: (url, apiKey) => startEngine(url, { apiKey }),
  });
});

describe("cancel", () => {
  test.each<[string, Reply]>([
    ["a job that waits", json({ request_id: "r" })],
    ["a job that runs", failing(400, { code: "UnsupportedOperation", message: "m" })],
    ["a job that is gone", failing(404)],
  ])("%s is asked to end once", async (_, reply) => {
    const upstream = await startUpstream();
    upstream.on(`POST /api/v1/tasks/${JOB}/cancel`, reply);
    await startEngine(upstream.url).cancel!(HANDLE, lendCall());
    expect(upstream.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST /api/v1/tasks/${JOB}/cancel`]);
  });

  test("says that nobody could be asked", async () => {
    const engine = startEngine(await findRefusedUrl());
    expect(await judge(engine.cancel!(HANDLE, lendCall()))).toMatchObject({ kind: "upstreamFailed" });
  });
});

async function probeWith(reply: Reply) {
  const upstream = await startUpstream();
  upstream.on("GET /api/v1/tasks/*", reply);
  await startEngine(upstream.url).probe?.(lendCall());
  return upstream.asked;
}

describe("probe", () => {
  test("asks for a job that does not exist", async () => {
    const asked = await probeWith(json({ output: { task_status: "UNKNOWN" } }));
    expect(asked.map(({ path }) => path)).toEqual(["/api/v1/tasks/00000000-0000-0000-0000-000000000000"]);
  });

  test("a refused key is not ready, nor is trouble, nor nobody", async () => {
    const reply = failing(401, { code: "InvalidApiKey", message: "Invalid API-key provided: sk-test-0123456789" });
    const refused = await judge(probeWith(reply));
    expect(refused.operatorReason).toBe("answered HTTP 401 InvalidApiKey");
    expect(refused.message).toSatisfy(isFitForUsers);
    expect(await judge(probeWith(failing(503, {})))).toMatchObject({ operatorReason: "answered HTTP 503" });
    const engine = startEngine(await findRefusedUrl());
    expect(await judge(engine.probe!(lendCall()))).toMatchObject({ operatorReason: "the connection was refused" });
  });
});

test("is paid, extends prompts itself, and keeps to the vendor's limits", () => {
  const engine = dashscope.start(dashscope.settings.parse({ apiKey: KEY }));
  onTestFinished(() => engine.stop());
  expect([engine.id, engine.origin]).toEqual(["dashscope", "https://dashscope-intl.aliyuncs.com"]);
  expect(engine.capabilities).toEqual({
    concurrency: 2,
    submitsPerSecond: 2,
    repeatable: false,
    extendsPrompts: true,
    models: ["alibaba/qwen-image-max", "alibaba/wan2.6-t2i"],
    digitalSourceType: "trainedAlgorithmicMedia",
  });
  expect(startEngine("https://dashscope.aliyuncs.com/api/v1/").origin).toBe("https://dashscope.aliyuncs.com");
});
