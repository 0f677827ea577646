// Servers that speak OpenAI's images API, from outside: what each flavour is asked, and what comes of its answers.
import { describe, expect, onTestFinished, test } from "vitest";
import type { z } from "zod";
import type { Engine, EngineResult, ImageRequest } from "../../../src/core/engine.ts";
import { openaiImages } from "../../../src/engines/openai-images/engine.ts";
import { FLAVOURS, type FlavourName } from "../../../src/engines/openai-images/flavours.ts";
import { readPngSize } from "../../../src/io/png.ts";
import { testEngine } from "../../contract/engine.ts";
import { ASKED, isFitForUsers, judge, lendCall } from "../../support/calls.ts";
import { bytesOf, makePng } from "../../support/engines.ts";
import {
  dripping,
  failing,
  findRefusedUrl,
  json,
  startUpstream,
  throttled,
  twice,
  type Asked,
  type Reply,
} from "../../support/upstream.ts";
import { testMisbehaviour } from "../upstream/misbehaviour.ts";

const ROUTE = "POST /v1/images/generations";
const KEY = "sk-test-0123456789";
const NAMES = Object.keys(FLAVOURS) as FlavourName[];
const SEEDED = NAMES.filter((name) => FLAVOURS[name].seed);

function startEngine(flavour: FlavourName, settings: Partial<z.input<typeof openaiImages.settings>> = {}): Engine {
  const engine = openaiImages.start(openaiImages.settings.parse({ flavour, apiKey: KEY, ...settings }));
  onTestFinished(() => engine.stop());
  return engine;
}

/** Draws as a server would, in one grey for each seed. */
function drawAsked({ json: body }: Asked): unknown {
  const [width = 0, height = 0] = String(body["size"]).split("x").map(Number);
  const shade = Number(body["seed"] ?? 128) % 256;
  const image = { b64_json: Buffer.from(makePng(width, height, shade)).toString("base64") };
  return { created: 1, data: Array.from({ length: Number(body["n"]) }, () => image) };
}

/** The contract's aborted request is of this size; it is never answered. */
const draw: Reply = (exchange) => (exchange.asked.json["size"] === "1440x1440" ? undefined : json(drawAsked)(exchange));

async function ask(
  flavour: FlavourName,
  request: Partial<ImageRequest> = {},
  settings: Parameters<typeof startEngine>[1] = {},
): Promise<{ bodies: Readonly<Record<string, unknown>>[]; asked: readonly Asked[]; result: EngineResult }> {
  const upstream = await startUpstream();
  upstream.on(ROUTE, draw);
  const engine = startEngine(flavour, { baseUrl: upstream.url, ...settings });
  const result = await engine.submit({ ...ASKED, ...request }, lendCall());
  if (!("done" in result)) throw new Error("expected images");
  return { bodies: upstream.asked.map((asked) => asked.json), asked: upstream.asked, result };
}

describe.each(NAMES)("%s", (flavour) => {
  testEngine(
    flavour,
    async () => {
      const upstream = await startUpstream();
      upstream.on(ROUTE, draw);
      return startEngine(flavour, { id: `${flavour}@127.0.0.1:8000`, baseUrl: upstream.url });
    },
    { deterministic: FLAVOURS[flavour].seed, scaled: flavour === "openai" },
  );

  testMisbehaviour(flavour, {
    route: ROUTE,
    paid: FLAVOURS[flavour].paid,
    write: (code, message) => ({ error: { code, message, type: "some_error", param: null } }),
    codes: {
      refused: [400, "content_policy_violation"],
      account: [429, "insufficient_quota"],
      throttled: [429, "rate_limit_exceeded"],
      failed: [500, "server_error"],
      rejected: [400, "invalid_value"],
    },
    start: (url) => startEngine(flavour, { baseUrl: url }),
  });

  test("sends its key, and only there", async () => {
    const { asked } = await ask(flavour);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`]);
    expect(asked[0]?.headers["content-type"]).toMatch(/^application\/json/);
  });

  test.each(["/v1", "/v1/", "/"])("takes a base URL that ends with %s", async (end) => {
    const upstream = await startUpstream();
    upstream.on(ROUTE, draw);
    await startEngine(flavour, { baseUrl: upstream.url + end }).submit(ASKED, lendCall());
    expect(upstream.asked.map(({ path }) => path)).toEqual(["/v1/images/generations"]);
  });

  test("is asked for whole pictures, each with a seed of its own where it takes one", async () => {
    const { bodies, result } = await ask(flavour, { count: 3, seed: 2 ** 31 - 2 });
    expect(result.done.map((image) => readPngSize(bytesOf(image)))).toEqual(
      Array.from({ length: 3 }, () => ({ width: 1280, height: 1280 })),
    );
    const seeds = FLAVOURS[flavour].seed ? [2 ** 31 - 2, 2 ** 31 - 1, 0] : [undefined];
    expect(bodies.map(({ seed }) => seed)).toEqual(seeds);
  });

  test("takes text of 800 emoji, Chinese, quotes and backslashes as it is", async () => {
    const prompt = `${"🦊".repeat(800)}招牌写着“春风茶社”，'x' "y" \\ \n </b>`;
    const { bodies } = await ask(flavour, { prompt });
    expect(bodies[0]?.["prompt"]).toBe(prompt);
  });

  test.each([
    '<sd_cpp_extra_args>{"seed":1}</sd_cpp_extra_args> a fox',
    "a <SD_CPP_EXTRA_ARGS>x</sd_cpp_extra_args>",
    "a < / sd_cpp_extra_args > b",
    "a <lora:../../weights:1> b",
    "<sd_cpp_<sd_cpp_extra_args>extra_args>{}</sd_cpp_extra_args>",
  ])("never passes %j on as an order", async (hostile) => {
    const { bodies, result } = await ask(flavour, { prompt: hostile, negativePrompt: hostile });
    const sent = JSON.stringify(bodies);
    expect(sent).not.toMatch(/<[\s/]*(?:sd_cpp_extra_args|lora)/i);
    expect(sent).toContain("a");
    expect(result.warnings).toContainEqual(expect.stringContaining("prompt: some engines read “<sd_cpp_extra_args”"));
  });
});

describe("what is sent", () => {
  test("vLLM-Omni", async () => {
    const { bodies } = await ask(
      "vllm-omni",
      { negativePrompt: "people", count: 2 },
      { model: "Qwen/Qwen-Image-2512", steps: 50, guidance: 4 },
    );
    const common = {
      model: "Qwen/Qwen-Image-2512",
      prompt: ASKED.prompt,
      negative_prompt: "people",
      n: 1,
      size: "1280x1280",
      response_format: "b64_json",
      num_inference_steps: 50,
      true_cfg_scale: 4,
    };
    expect(bodies).toEqual([
      { ...common, seed: 7 },
      { ...common, seed: 8 },
    ]);
  });

  test("SGLang, with a model that is guided otherwise", async () => {
    const { bodies } = await ask("sglang", {}, { model: "black-forest-labs/FLUX.1-dev", guidance: 3.5 });
    expect(bodies).toEqual([
      {
        model: "black-forest-labs/FLUX.1-dev",
        prompt: ASKED.prompt,
        n: 1,
        size: "1280x1280",
        response_format: "b64_json",
        seed: 7,
        guidance_scale: 3.5,
      },
    ]);
  });

  test("LocalAI", async () => {
    const { bodies, result } = await ask("localai", { negativePrompt: "people" }, { model: "flux", steps: 20, guidance: 3 });
    expect(bodies).toEqual([
      {
        model: "flux",
        prompt: `${ASKED.prompt}|people`,
        n: 1,
        size: "1280x1280",
        response_format: "b64_json",
        seed: 7,
        step: 20,
      },
    ]);
    expect(result.warnings).toEqual([]);
  });

  test("OpenAI, which takes neither seed nor negative prompt and makes all images in one call", async () => {
    const { bodies, result } = await ask("openai", { negativePrompt: "people", count: 2, inspectContent: false });
    expect(bodies).toEqual([{ model: "gpt-image-2", prompt: ASKED.prompt, n: 2, size: "1280x1280", moderation: "low" }]);
    expect(result.warnings).toEqual([
      "negative_prompt: the provider takes none, so it was left out",
      "seed: the provider takes none, so the same request draws another picture",
    ]);
  });

  test.each([
    ["gpt-image-1", 1664, 928, "1536x1024"],
    ["gpt-image-1-mini", 1328, 1328, "1024x1024"],
    ["gpt-image-1.5", 928, 1664, "1024x1536"],
    ["openai/gpt-image-1", 1104, 1472, "1024x1536"],
    ["gpt-image-2", 1664, 928, "1664x928"],
    ["gpt-image-2.6-sunburst", 1328, 1328, "1328x1328"],
    ["gpt-image-2", 2560, 640, "2224x752"],
    ["some-other-model", 1001, 777, "1001x777"],
  ])("%s is asked for %i*%i as %s", async (model, width, height, size) => {
    const { bodies, result } = await ask("openai", { width, height }, { model });
    expect(bodies[0]).toMatchObject({ size });
    expect(bodies[0]?.["response_format"]).toBe(model.includes("gpt-image") ? undefined : "b64_json");
    const other = size !== `${width}x${height}`;
    expect(result.warnings?.filter((warning) => warning.startsWith("size:"))).toHaveLength(other ? 1 : 0);
  });

  test("a generic server gets everything that any takes", async () => {
    const { bodies } = await ask("generic", { negativePrompt: "people" }, { steps: 9 });
    expect(bodies).toEqual([
      {
        prompt: ASKED.prompt,
        negative_prompt: "people",
        n: 1,
        size: "1280x1280",
        response_format: "b64_json",
        seed: 7,
        num_inference_steps: 9,
      },
    ]);
  });

  test.each([
    ["vllm-omni", "Qwen/Qwen-Image", " "],
    ["vllm-omni", "Qwen/Qwen-Image-2512", " "],
    ["sglang", "qwen_image", " "],
    ["sglang", undefined, " "],
    ["generic", "qwen-image-2512-q4", " "],
    ["vllm-omni", "Qwen/Qwen-Image-2.1", undefined],
    ["vllm-omni", "lightx2v/Qwen-Image-Lightning", undefined],
    ["sglang", "Tongyi-MAI/Z-Image-Turbo", undefined],
  ] as const)("without a negative prompt, %s with %s is sent %j", async (flavour, model, negative) => {
    const { bodies } = await ask(flavour, {}, model === undefined ? {} : { model });
    expect(bodies[0]?.["negative_prompt"]).toBe(negative);
  });

  test("a seed is always there for those that take one, 0 too", async () => {
    for (const flavour of SEEDED) {
      const { bodies } = await ask(flavour, { seed: 0 });
      expect(bodies.map(({ seed }) => seed)).toEqual([0]);
    }
  });
});

describe("LocalAI's |", () => {
  test.each([
    ["a fox | hidden", undefined, "a fox ｜ hidden"],
    ["a|b|c", undefined, "a｜b｜c"],
    ["a|b", "people|cars", "a｜b|people｜cars"],
    ["“A|B” on a sign", "text", "“A｜B” on a sign|text"],
    ["||", "||", "｜｜|｜｜"],
  ])("%j without %j is sent as %j", async (prompt, negativePrompt, sent) => {
    const { bodies, result } = await ask(
      "localai",
      { prompt, ...(negativePrompt === undefined ? {} : { negativePrompt }) },
      { model: "flux" },
    );
    expect(bodies[0]?.["prompt"]).toBe(sent);
    expect(result.warnings).toContainEqual(expect.stringContaining("prompt: this engine takes “|”"));
  });

  test("is nothing special to the others", async () => {
    for (const flavour of NAMES.filter((name) => name !== "localai")) {
      const { bodies } = await ask(flavour, { prompt: "a | b" });
      expect(bodies[0]?.["prompt"]).toBe("a | b");
    }
  });
});

async function answer(
  reply: Reply,
  request: Partial<ImageRequest> = {},
  flavour: FlavourName = "generic",
): Promise<EngineResult> {
  const upstream = await startUpstream();
  upstream.on(ROUTE, reply);
  const result = await startEngine(flavour, { baseUrl: upstream.url }).submit({ ...ASKED, ...request }, lendCall());
  if (!("done" in result)) throw new Error("expected images");
  return result;
}

const INLINE = { b64_json: Buffer.from("image").toString("base64") };

const answerRevised = (revised_prompt: unknown) => answer(json({ data: [{ ...INLINE, revised_prompt }] }));
const judgeAnswer = (status: number, body: unknown) => judge(answer(failing(status, body)));

describe("answers", () => {
  test("come a few bytes at a time", async () => {
    const { done } = await answer(dripping({ data: [INLINE] }));
    expect(Buffer.from(bytesOf(done[0])).toString()).toBe("image");
  });

  test("hold bytes with a data: prefix, URLs, and URLs below the server", async () => {
    const prefixed = { b64_json: `data:image/png;base64,${INLINE.b64_json}` };
    expect(Buffer.from(bytesOf((await answer(json({ data: [prefixed] }))).done[0])).toString()).toBe("image");
    const far = await answer(json({ data: [{ url: "https://cdn.example.com/x.png?sig=1" }] }));
    expect(far.done).toEqual([{ url: "https://cdn.example.com/x.png?sig=1" }]);
    const near = await answer(json({ data: [{ url: "/generated-images/x.png" }] }));
    expect(near.done).toEqual([
      { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/generated-images\/x\.png$/) as string },
    ]);
  });

  test.each(["file:///etc/passwd", "javascript:alert(1)", "http://[", `https://x.example/${"a".repeat(5000)}`, ""])(
    "that point to %j are none",
    async (url) => {
      expect(await judge(answer(json({ data: [{ url }] })))).toMatchObject({ kind: "upstreamFailed", repeatable: true });
      expect(await judge(answer(json({ data: [{ url }] }), {}, "openai"))).toMatchObject({ repeatable: false });
    },
  );

  test("with more images than asked for lose the rest", async () => {
    expect((await answer(json({ data: [INLINE, INLINE, INLINE] }))).done).toHaveLength(1);
  });

  test("to one request that come twice are taken once, and the next request gets its own", async () => {
    const upstream = await startUpstream();
    const other = { b64_json: Buffer.from("other").toString("base64") };
    const wrong = { b64_json: Buffer.from("wrong").toString("base64") };
    upstream.on(ROUTE, twice({ data: [INLINE] }, { data: [wrong] }), json({ data: [other] }));
    const engine = startEngine("generic", { baseUrl: upstream.url });
    const texts = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const result = await engine.submit(ASKED, lendCall());
      texts.push(Buffer.from(bytesOf("done" in result ? result.done[0] : undefined)).toString());
    }
    expect(texts).toEqual(["image", "other"]);
  });

  test("say what was drawn from, where that is another prompt", async () => {
    expect((await answerRevised("a red fox, oil on canvas")).finalPrompt).toBe("a red fox, oil on canvas");
    for (const same of [ASKED.prompt, "", "  ", null, 7]) expect((await answerRevised(same)).finalPrompt).toBeUndefined();
    expect(Array.from((await answerRevised("🦊".repeat(9_000))).finalPrompt ?? "")).toHaveLength(8_000);
  });

  test("that fail in the middle of several images fail the whole", async () => {
    const upstream = await startUpstream();
    upstream.on(ROUTE, json({ data: [INLINE] }), throttled("3"));
    const engine = startEngine("vllm-omni", { baseUrl: upstream.url });
    const call = lendCall();
    expect(await judge(engine.submit({ ...ASKED, count: 4 }, call))).toMatchObject({ repeatable: true, retryAfterMs: 3_000 });
    expect(upstream.asked).toHaveLength(2);
    expect(call.reports.map(({ fraction }) => fraction)).toEqual([0, 0.25]);
  });

  test("in FastAPI's words are read", async () => {
    expect((await judgeAnswer(400, { detail: "size is too large" })).message).toBe(
      "The provider did not accept the request: size is too large.",
    );
    expect(await judgeAnswer(422, { detail: [{ loc: ["body", "size"], msg: "bad" }] })).toMatchObject({
      repeatable: false,
      elsewhere: true,
    });
    expect(await judgeAnswer(503, { detail: "engine is not initialised" })).toMatchObject({ repeatable: true, elsewhere: true });
    expect(await judgeAnswer(400, { error: "Your request was rejected by our safety system" })).toMatchObject({
      kind: "contentRefused",
    });
    expect(await judgeAnswer(451, {})).toMatchObject({ kind: "contentRefused", repeatable: false });
  });
});

test("several images are asked for one at a time", async () => {
  const upstream = await startUpstream();
  upstream.on(ROUTE, json(drawAsked));
  await startEngine("vllm-omni", { baseUrl: upstream.url }).submit({ ...ASKED, count: 4 }, lendCall());
  expect([upstream.asked.length, upstream.busiest]).toEqual([4, 1]);
});

describe("probe", () => {
  test.each(NAMES)("%s asks what costs nothing", async (flavour) => {
    const upstream = await startUpstream();
    const { health } = FLAVOURS[flavour];
    upstream.on(`GET ${health}`, json({ data: [] }), failing(503), failing(401, { error: { code: "invalid_api_key" } }));
    const engine = startEngine(flavour, { baseUrl: upstream.url });
    await engine.probe?.(lendCall());
    expect(await judge(engine.probe!(lendCall()))).toMatchObject({ operatorReason: "answered HTTP 503" });
    const refused = await judge(engine.probe!(lendCall()));
    expect(refused.operatorReason).toBe("answered HTTP 401 invalid_api_key");
    expect(refused.message).toSatisfy(isFitForUsers);
    expect(upstream.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 3 }, () => `GET ${health}`),
    );
  });

  test("says that nobody is there", async () => {
    const engine = startEngine("generic", { baseUrl: await findRefusedUrl() });
    expect(await judge(engine.probe!(lendCall()))).toMatchObject({ operatorReason: "the connection was refused" });
  });
});

describe("settings", () => {
  test("say what a replica is, and what a flavour does at once", () => {
    const engine = startEngine("vllm-omni", { id: "vllm-omni@10.0.0.5:8000", baseUrl: "http://10.0.0.5:8000/v1" });
    expect(engine.id).toBe("vllm-omni@10.0.0.5:8000");
    expect(engine.origin).toBe("http://10.0.0.5:8000");
    expect(engine.capabilities).toEqual({ concurrency: 1, repeatable: true, digitalSourceType: "trainedAlgorithmicMedia" });
    expect(startEngine("openai", { baseUrl: "https://api.openai.com", submitsPerSecond: 0.5 }).capabilities).toMatchObject({
      concurrency: 4,
      repeatable: false,
      submitsPerSecond: 0.5,
    });
  });

  test.each([
    { baseUrl: "ftp://example.com" },
    { baseUrl: "not a URL" },
    { apiKey: "two\r\nlines" },
    { apiKey: "" },
    { id: "no spaces" },
    { concurrency: 0 },
    { steps: 0.5 },
    { guidance: -1 },
    { flavour: "dall-e" },
  ])("refuse %j", (wrong) => {
    expect(openaiImages.settings.safeParse({ flavour: "generic", baseUrl: "http://x", ...wrong }).success).toBe(false);
  });
});
