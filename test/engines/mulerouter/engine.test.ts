// MuleRouter from the client's side: what is posted, what each state means, and what is never posted twice.
import { createHash } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Engine, ImageRequest } from "../../../src/core/engine.ts";
import { mulerouter } from "../../../src/engines/mulerouter.ts";
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

const KEY = "sk-mr-test-0123456789";
const PATH = "/vendors/alibaba/v1/wan2.6-t2i/generation";
const JOB = "0196f0de-0000-7000-8000-000000000001";
/** As older versions wrote it: it does not say who has the job. */
const HANDLE = { path: `${PATH}/${JOB}` };

function startEngine(url: string, apiKey = KEY): Engine {
  const engine = mulerouter.start(mulerouter.settings.parse({ baseUrl: url, apiKey }));
  onTestFinished(() => engine.stop());
  return engine;
}

function info(status: string, more: object = {}): object {
  return { id: JOB, status, created_at: "2026-11-24T10:00:00Z", updated_at: "2026-11-24T10:00:01Z", ...more };
}

/** A service that draws: a job is pending, then processing, then completed, and its images are at URLs of its own. */
async function startService(): Promise<Upstream> {
  const upstream = await startUpstream();
  const jobs = new Map<string, { readonly body: Asked["json"]; looks: number }>();
  upstream.on(
    "POST /vendors/*",
    json(
      ({ json: body }: Asked) => {
        const id = `job-${jobs.size}`;
        jobs.set(id, { body, looks: 0 });
        return { task_info: { ...info("pending"), id } };
      },
      { status: 202 },
    ),
  );
  upstream.on(
    "GET /vendors/*",
    json(({ path }: Asked) => {
      const job = jobs.get(path.split("/").at(-1) ?? "");
      if (!job) throw new Error("no such job");
      job.looks += 1;
      if (job.looks === 1) return { task_info: info("pending") };
      // The contract's aborted request is of this size.
      if (job.looks === 2 || job.body["size"] === "1440*1440") return { task_info: info("processing") };
      const images = Array.from(
        { length: Number(job.body["n"] ?? 1) },
        () => `${upstream.url}/images/${String(job.body["size"])}`,
      );
      return { task_info: info("completed"), images };
    }),
  );
  upstream.on("GET /images/*", ({ asked, response }) => {
    const [width = 0, height = 0] = (asked.path.split("/").at(-1) ?? "").split("*").map(Number);
    response.end(makePng(width, height));
  });
  return upstream;
}

testEngine("mulerouter", async () => startEngine((await startService()).url), { deterministic: false });

testMisbehaviour("mulerouter", {
  route: `POST ${PATH}`,
  paid: true,
  write: (code, message) => ({
    type: "about:blank",
    title: "Trouble",
    status: 400,
    detail: message,
    error_code: Number(code),
    code: Number(code),
  }),
  codes: {
    refused: [400, "3003"],
    account: [402, "1002"],
    throttled: [429, "1003"],
    failed: [500, "4002"],
    rejected: [400, "2001"],
  },
  start: startEngine,
});

async function submitTo(request: Partial<ImageRequest>, reply: Reply = json({ task_info: info("pending") }, { status: 202 })) {
  const upstream = await startUpstream();
  upstream.on("POST /vendors/*", reply);
  const submission = await startEngine(upstream.url).submit({ ...ASKED, ...request }, lendCall());
  return { submission, asked: upstream.asked, url: upstream.url };
}

describe("submit", () => {
  test("posts to the model's path with the key, and keeps the id and who has the job", async () => {
    const { submission, asked, url } = await submitTo({
      count: 2,
      negativePrompt: "people",
      extendPrompt: true,
      inspectContent: false,
    });
    const account = createHash("sha256").update(KEY).digest("hex").slice(0, 16);
    expect(submission).toEqual({ pending: { ...HANDLE, at: { url: `${url}/`, account } } });
    expect(asked.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ["POST", PATH, `Bearer ${KEY}`],
    ]);
    expect(asked[0]?.json).toEqual({
      prompt: ASKED.prompt,
      negative_prompt: "people",
      size: "1280*1280",
      n: 2,
      prompt_extend: true,
      seed: 7,
      safety_filter: false,
    });
  });

  test("qwen-image-max has no n", async () => {
    const { asked } = await submitTo({ model: "alibaba/qwen-image-max", width: 1664, height: 928, seed: 0 });
    expect(asked.map(({ path, json: body }) => [path, body])).toEqual([
      [
        "/vendors/alibaba/v1/qwen-image-max/generation",
        { prompt: ASKED.prompt, size: "1664*928", prompt_extend: false, seed: 0 },
      ],
    ]);
  });

  test("text goes as it is", async () => {
    const prompt = `${"🦊".repeat(800)} | <sd_cpp_extra_args>{}</sd_cpp_extra_args> "x" '春风茶社' \\ \n`;
    const { asked } = await submitTo({ prompt, negativePrompt: prompt });
    expect(asked[0]?.json).toMatchObject({ prompt, negative_prompt: prompt });
  });

  test.each([[{}], [{ task_info: {} }], [{ task_info: { id: "../../etc" } }], [{ task_info: { id: 7 } }], [[]]])(
    "an answer of %j has no id, so the work is lost and not asked for again",
    async (body) => {
      expect(await judge(submitTo({}, json(body, { status: 202 })))).toMatchObject({ kind: "upstreamFailed", repeatable: false });
    },
  );
});

async function checkWith(...replies: readonly [Reply, ...Reply[]]) {
  const upstream = await startUpstream();
  upstream.on(`GET ${HANDLE.path}`, ...replies);
  const call = lendCall();
  return { upstream, call, looking: startEngine(upstream.url).check!(HANDLE, call) };
}

const look = async (reply: Reply) => judge((await checkWith(reply)).looking);

describe("check", () => {
  test.each([
    ["pending", { step: "queued", fraction: 0 }],
    ["queued", { step: "queued", fraction: 0 }],
    ["processing", { step: "drawing", fraction: 0.1 }],
    ["running", { step: "drawing", fraction: 0.1 }],
  ])("%s is work under way", async (status, report) => {
    const { looking, call, upstream } = await checkWith(json({ task_info: info(status) }));
    expect(await looking).toEqual({ pending: HANDLE });
    expect(call.reports).toEqual([report]);
    expect(upstream.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`]);
  });

  test.each(["completed", "succeeded"])("%s brings the images", async (status) => {
    const images = ["https://cdn.example.com/0.png?sig=a", "https://cdn.example.com/1.png"];
    const { looking } = await checkWith(json({ task_info: info(status), images }));
    expect(await looking).toEqual({ done: images.map((url) => ({ url })) });
  });

  test.each([[undefined], [[]], ["https://x.example"], [[7]], [["https://x.example/1.png", "file:///etc/passwd"]], [[null]]])(
    "completed with images %j is paid and lost",
    async (images) => {
      expect(await look(json({ task_info: info("completed"), images }))).toMatchObject({
        kind: "upstreamFailed",
        repeatable: false,
      });
    },
  );

  test.each([
    [3001, { kind: "upstreamFailed", repeatable: true, elsewhere: true, resubmit: true }],
    [3003, { kind: "contentRefused", repeatable: false }],
    [3005, { kind: "upstreamFailed", repeatable: true, elsewhere: true, resubmit: true }],
    [4002, { kind: "upstreamFailed", repeatable: true, elsewhere: true, resubmit: true }],
    [4008, { kind: "upstreamFailed", repeatable: true, elsewhere: true, resubmit: true }],
    [3002, { kind: "upstreamFailed", repeatable: false, elsewhere: true, resubmit: true }],
  ])("failed with code %i", async (code, expected) => {
    const { message, ...verdict } = await look(
      json({ task_info: info("failed", { error: { code, title: "t", detail: "no" } }) }),
    );
    expect(verdict).toEqual(expected);
    expect(message).toSatisfy(isFitForUsers);
  });

  test.each([undefined, null, "broken", 7, {}, { code: null }])("failed with error %j", async (error) => {
    expect(await look(json({ task_info: info("failed", { error }) }))).toMatchObject({ repeatable: true, resubmit: true });
  });

  test.each([404, 410])("%i is work that was forgotten, to be submitted anew", async (status) => {
    expect(await look(failing(status))).toMatchObject({ kind: "upstreamFailed", repeatable: true, resubmit: true });
  });

  test("404 with nothing but a code is such work too", async () => {
    expect(await look(failing(404, { error: { code: 2005, title: "t" } }))).toMatchObject({ repeatable: true, resubmit: true });
  });

  test.each<[string, Reply]>([
    ["a proxy's page that says 404", text("<html>404 default backend</html>", { status: 404 })],
    ["404 without a word", text("", { status: 404 })],
    ["a gateway's 404 in JSON", failing(404, { message: "no Route matched with those values" })],
    ["a framework's 404 in JSON", failing(404, { status: 404, error: "Not Found", path: "/x" })],
    ["404 of a path that is not served", failing(404, { detail: "There is no such path.", error_code: 2000 })],
    ["410 in HTML", text("<h1>Gone", { status: 410 })],
    ["500", failing(500)],
    ["502 in HTML", text("<h1>502", { status: 502 })],
    ["429", throttled("3")],
    ["a refused key", failing(401)],
    ["a redirect", redirected("http://192.0.2.1/")],
    ["garbage", garbage()],
    ["a web page", text("<html>")],
    ["an unknown state", json({ task_info: info("dreaming") })],
    ["half an answer", cutInBody({ task_info: info("completed") })],
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

  test("says when to look again, and tells the operator of a refused key", async () => {
    expect(await look(throttled("3"))).toMatchObject({ retryAfterMs: 3_000 });
    expect(await look(failing(401, { code: 1001 }))).toMatchObject({ operatorReason: "answered HTTP 401 1001" });
  });

  test.each([
    ["x"],
    [7],
    [{}],
    [{ path: "https://evil.example/x" }],
    [{ path: "/vendors/../admin?x" }],
    [{ ...HANDLE, at: "here" }],
    [[]],
  ])("the handle %j is not its own, and nobody is asked", async (handle) => {
    const upstream = await startUpstream();
    expect(await judge(startEngine(upstream.url).check!(handle, lendCall()))).toMatchObject({
      kind: "internal",
      repeatable: false,
    });
    expect(upstream.asked).toHaveLength(0);
  });
});

testMoves("mulerouter", {
  submit: [`POST ${PATH}`, json({ task_info: info("pending") }, { status: 202 })],
  look: `GET ${HANDLE.path}`,
  unknown: failing(404, { detail: "No such task.", error_code: 2005 }),
  known: json({ task_info: info("processing") }),
  start: startEngine,
});

async function probeWith(reply: Reply) {
  const upstream = await startUpstream();
  upstream.on("GET /vendors/*", reply);
  await startEngine(upstream.url).probe?.(lendCall());
  return upstream.asked;
}

describe("probe", () => {
  test("asks for a job that does not exist", async () => {
    const asked = await probeWith(failing(404, { detail: "no such task", error_code: 2005 }));
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /vendors/alibaba/v1/qwen-image-max/generation/00000000-0000-0000-0000-000000000000",
    ]);
  });

  test.each<[string, Reply, string]>([
    ["a refused key", failing(401, { error_code: 1001 }), "answered HTTP 401 1001"],
    ["a web site", text("<h1>Not found</h1>", { status: 404 }), "answered HTTP 404"],
    ["trouble", failing(503, {}), "answered HTTP 503"],
    ["a cut", cutBeforeAnswer(), "the connection broke before the answer was whole"],
    ["a flood", flooding(), "the answer is larger than 1048576 bytes"],
  ])("%s is not ready", async (_, reply, operatorReason) => {
    const { message, ...verdict } = await judge(probeWith(reply));
    expect(verdict).toMatchObject({ operatorReason });
    expect(message).toSatisfy(isFitForUsers);
  });

  test("nor is nobody", async () => {
    const engine = startEngine(await findRefusedUrl());
    expect(await judge(engine.probe!(lendCall()))).toMatchObject({ operatorReason: "the connection was refused" });
  });
});

test("is paid, extends prompts itself, and serves any model", () => {
  const engine = mulerouter.start(mulerouter.settings.parse({ apiKey: KEY }));
  onTestFinished(() => engine.stop());
  expect([engine.id, engine.origin]).toEqual(["mulerouter", "https://api.mulerouter.ai"]);
  expect(engine.capabilities).toEqual({
    concurrency: 8,
    repeatable: false,
    extendsPrompts: true,
    digitalSourceType: "trainedAlgorithmicMedia",
  });
  expect(mulerouter.settings.safeParse({ baseUrl: "https://x.example" }).success).toBe(false);
});
