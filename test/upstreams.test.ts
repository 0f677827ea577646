// The whole server with its real engines, from the front door to upstreams on loopback that misbehave: how each task ends, what it
// costs, and how often the upstream was asked. And a kill at every step of a submission.
import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { readPngSize } from "../src/io/png.ts";
import type { Server } from "../src/server.ts";
import { isFitForUsers } from "./support/calls.ts";
import { startFakeComfyui } from "./support/comfyui.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { makePng } from "./support/engines.ts";
import { runServer, SERVER_KEY } from "./support/process.ts";
import {
  cutBeforeAnswer,
  cutInBody,
  failing,
  findRefusedUrl,
  flooding,
  garbage,
  held,
  json,
  redirected,
  startUpstream,
  text,
  throttled,
  twice,
  type Asked,
  type Reply,
  type Upstream,
} from "./support/upstream.ts";
import { until } from "./support/until.ts";
import { serve } from "./support/whole-server.ts";

const QWEN = "/vendors/alibaba/v1/qwen-image-max/generation";
const WAN = "/vendors/alibaba/v1/wan2.6-t2i/generation";
const HEADERS = { authorization: `Bearer ${SERVER_KEY}`, "content-type": "application/json" };
const SIZE = { width: 1664, height: 928 };
const PROMPT = { prompt: "a red fox", prompt_extend: false, safety_filter: false, seed: 7 };
const WAN_INPUT = { ...PROMPT, size: "1280*1280", n: 1 };
const PRICE_USD = 0.075;

/** Paths of the upstreams' APIs. */
const CALL = "POST /api/v1/services/aigc/multimodal-generation/generation";
const JOB = "POST /api/v1/services/aigc/image-generation/generation";
const LOOK = "GET /api/v1/tasks/job-1";
const IMAGE = "GET /result.png";
const DRAW = "POST /v1/images/generations";
const NO_JOB = "00000000-0000-0000-0000-000000000000";

type Settings = Readonly<Record<string, string>>;

interface TaskView {
  readonly id: string;
  readonly status: string;
  readonly engine: string | null;
  readonly attempts: number;
  readonly cost: { readonly state: string; readonly charged_usd: number };
  readonly warnings: readonly string[];
  readonly images: readonly { readonly url: string; readonly width: number; readonly height: number }[];
  readonly error: { readonly code: number; readonly detail: string } | null;
}

type Door = Pick<Server, "url">;

async function call<T>({ url }: Door, path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(url + path, { headers: HEADERS, ...init });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function create(door: Door, path: string, body: object, headers: Settings = {}): Promise<string> {
  const init = { method: "POST", headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) };
  return (await call<{ task_info: { id: string } }>(door, path, init)).task_info.id;
}

const read = (door: Door, id: string) => call<TaskView>(door, `/v1/tasks/${id}`);

async function finish(door: Door, id: string): Promise<TaskView> {
  return await until(
    `task ${id} ends`,
    async () => {
      const task = await read(door, id);
      return !["pending", "processing"].includes(task.status) && task;
    },
    { limitMs: 30_000, everyMs: 20 },
  );
}

interface End {
  /** Of the task's error; undefined when it completes. */
  readonly code?: number;
  /** Requests of each kind, probes and looks left out. */
  readonly asked: number;
}

/** Of two accounts at one upstream, each of which knows its own jobs alone. */
const [FIRST_KEY, SECOND_KEY] = ["sk-mr-other-side-key", "sk-mr-second-account-key"] as const;

function isFirst({ headers }: Asked): boolean {
  return headers.authorization === `Bearer ${FIRST_KEY}`;
}

function isProbe({ method, path }: Asked): boolean {
  return method === "GET" && (path === "/v1/models" || path === "/health" || path.endsWith(NO_JOB));
}

const listAsked = ({ asked }: Upstream, method?: string) =>
  asked.filter((each) => !isProbe(each) && (method === undefined || each.method === method));

function expectEnd(task: TaskView, { code, asked }: End, upstream: Upstream): void {
  expect(task.error?.code, JSON.stringify(task.error)).toBe(code);
  expect(task.status).toBe(code === undefined ? "completed" : "failed");
  if (task.error) expect(task.error.detail).toSatisfy(isFitForUsers);
  expect(task.cost).toMatchObject(
    code === undefined ? { state: "charged", charged_usd: PRICE_USD } : { state: "released", charged_usd: 0 },
  );
  expect(listAsked(upstream, "POST")).toHaveLength(asked);
}

/** An upstream that is well by every engine's probe, and has an image. */
async function startReadyUpstream(): Promise<Upstream> {
  const upstream = await startUpstream();
  upstream.on(`GET /api/v1/tasks/${NO_JOB}`, json({ output: { task_status: "UNKNOWN" } }));
  upstream.on(`GET ${QWEN}/${NO_JOB}`, json({ detail: "No such task." }, { status: 404 }));
  upstream.on("GET /health", json({}));
  upstream.on(IMAGE, text(makePng(SIZE.width, SIZE.height), { headers: { "content-type": "image/png" } }));
  return upstream;
}

const toDashscope = ({ url }: Upstream): Settings => ({
  MULETEER_DASHSCOPE_API_KEY: "sk-vendor-key",
  MULETEER_DASHSCOPE_URL: url,
  MULETEER_DASHSCOPE_CALLS_PER_SECOND: "100",
});

/** What the vendor answers with when the picture is made. */
const drawn = ({ url }: Upstream): Reply =>
  json({ output: { choices: [{ message: { content: [{ image: `${url}/result.png` }] } }] } });
const accepted = json({ output: { task_status: "PENDING", task_id: "job-1" } });
const succeeded = ({ url }: Upstream): Reply =>
  json({ output: { task_status: "SUCCEEDED", choices: [{ message: { content: [{ image: `${url}/result.png` }] } }] } });
const inline = json(({ json: body }: Asked) => {
  const [width = 0, height = 0] = (body["size"] as string).split("x").map(Number);
  return { data: [{ b64_json: Buffer.from(makePng(width, height)).toString("base64") }] };
});

describe("a picture of the vendor's", () => {
  test("is asked for as it should be, fetched without the key, made a PNG of the size asked for, and charged once", async () => {
    const upstream = await startReadyUpstream();
    upstream.on(CALL, drawn(upstream));
    const jpeg = await sharp({ create: { width: 1600, height: 900, channels: 3, background: "#c33" } })
      .jpeg()
      .toBuffer();
    upstream.on(IMAGE, text(jpeg, { headers: { "content-type": "image/jpeg" } }));
    const door = await serve(toDashscope(upstream));
    const task = await finish(door, await create(door, QWEN, { ...PROMPT, prompt_extend: true }));
    expectEnd(task, { asked: 1 }, upstream);
    expect(task).toMatchObject({
      engine: "dashscope",
      images: [SIZE],
      warnings: ["size: the engine made 1600*900, which was scaled and cropped to 1664*928"],
    });
    const image = await fetch(task.images[0]!.url);
    expect(image.headers.get("content-type")).toBe("image/png");
    expect(readPngSize(new Uint8Array(await image.arrayBuffer()))).toEqual(SIZE);

    const [asked, fetched] = listAsked(upstream);
    expect(asked?.headers.authorization).toBe("Bearer sk-vendor-key");
    expect(asked?.json).toMatchObject({
      model: "qwen-image-max",
      input: { messages: [{ role: "user", content: [{ text: "a red fox" }] }] },
      parameters: { prompt_extend: true, seed: 7, size: "1664*928" },
    });
    // I9: the key goes to the service, and not to where its pictures are.
    expect(fetched).toMatchObject({ method: "GET", path: "/result.png" });
    expect(fetched?.headers).not.toHaveProperty("authorization");
  });

  const explicit = { code: "InternalError.Algo", message: "made to fail" };
  test.each<[string, (upstream: Upstream) => readonly [Reply, ...Reply[]], End]>([
    ["the answer is lost", (upstream) => [cutBeforeAnswer(), drawn(upstream)], { code: 3005, asked: 1 }],
    ["the answer is cut", (upstream) => [cutInBody({ output: {} }), drawn(upstream)], { code: 3005, asked: 1 }],
    ["the answer is garbage", (upstream) => [garbage(), drawn(upstream)], { code: 3005, asked: 1 }],
    ["the answer has no end", (upstream) => [flooding(), drawn(upstream)], { code: 3005, asked: 1 }],
    ["a gateway gives up", (upstream) => [text("<html>504", { status: 504 }), drawn(upstream)], { code: 3005, asked: 1 }],
    ["it is sent elsewhere", (upstream) => [redirected("http://192.0.2.1/"), drawn(upstream)], { code: 3005, asked: 1 }],
    [
      "the prompt is refused",
      (upstream) => [failing(400, { code: "DataInspectionFailed" }), drawn(upstream)],
      { code: 3003, asked: 1 },
    ],
    ["the vendor fails once", (upstream) => [failing(500, explicit), drawn(upstream)], { asked: 2 }],
    ["it is throttled", (upstream) => [throttled("1", { code: "Throttling.RateQuota" }), drawn(upstream)], { asked: 2 }],
    [
      "it is answered twice",
      () => [twice({ code: "InvalidParameter", message: "no" }, { output: {} })],
      { code: 3005, asked: 1 },
    ],
  ])("when %s", async (_, script, end) => {
    const upstream = await startReadyUpstream();
    upstream.on(CALL, ...script(upstream));
    const door = await serve(toDashscope(upstream));
    expectEnd(await finish(door, await create(door, QWEN, PROMPT)), end, upstream);
  });

  test("when the account is in trouble: the operator is told, the user is not, and the engine is not ready", async () => {
    const upstream = await startReadyUpstream();
    upstream.on(
      CALL,
      failing(400, { code: "Arrearage", message: "Access denied, please make sure your account is in good standing." }),
    );
    const door = await serve(toDashscope(upstream));
    const task = await finish(door, await create(door, QWEN, PROMPT));
    expectEnd(task, { code: 3005, asked: 1 }, upstream);
    const { data } = await call<{ data: readonly Record<string, unknown>[] }>(door, "/v1/engines");
    expect(data[0]).toMatchObject({
      id: "dashscope",
      ready: false,
      reason: "It waits for its operator.",
      operator_reason: "answered HTTP 400 Arrearage",
    });
    // The next task waits for it and is not wasted on it.
    const id = await create(door, QWEN, PROMPT);
    expect(await read(door, id)).toMatchObject({ status: "pending" });
    expect(listAsked(upstream, "POST")).toHaveLength(1);
  });

  test.each<[string, (upstream: Upstream) => readonly [Reply, ...Reply[]], End & { readonly looks: number }]>([
    ["is made", (upstream) => [json({ output: { task_status: "RUNNING" } }), succeeded(upstream)], { asked: 1, looks: 2 }],
    [
      "is looked at through trouble",
      (upstream) => [cutBeforeAnswer(), failing(502), succeeded(upstream)],
      { asked: 1, looks: 3 },
    ],
    [
      "a proxy hides for a moment",
      (upstream) => [text("<html>404 default backend</html>", { status: 404 }), succeeded(upstream)],
      { asked: 1, looks: 2 },
    ],
    [
      "is refused",
      () => [json({ output: { task_status: "FAILED", code: "DataInspectionFailed" } })],
      { code: 3003, asked: 1, looks: 1 },
    ],
    [
      "is forgotten once",
      (upstream) => [json({ output: { task_status: "UNKNOWN" } }), succeeded(upstream)],
      { asked: 2, looks: 2 },
    ],
  ])("as a job that %s", async (_, script, { looks, ...end }) => {
    const upstream = await startReadyUpstream();
    upstream.on(JOB, accepted);
    upstream.on(LOOK, ...script(upstream));
    const door = await serve(toDashscope(upstream));
    expectEnd(await finish(door, await create(door, WAN, WAN_INPUT)), end, upstream);
    expect(listAsked(upstream).filter(({ path }) => path.endsWith("job-1"))).toHaveLength(looks);
  });

  test("as a job that its owner cancels is cancelled over there", async () => {
    const upstream = await startReadyUpstream();
    upstream.on(JOB, accepted);
    upstream.on(LOOK, json({ output: { task_status: "PENDING" } }));
    upstream.on("POST /api/v1/tasks/job-1/cancel", json({}));
    const door = await serve(toDashscope(upstream));
    const id = await create(door, WAN, WAN_INPUT);
    await until("it is looked at", () => listAsked(upstream).some(({ path }) => path.endsWith("job-1")));
    await call(door, `/v1/tasks/${id}/cancel`, { method: "POST", body: "{}" });
    await until("the vendor is told", () => listAsked(upstream).some(({ path }) => path.endsWith("job-1/cancel")));
    expect(await read(door, id)).toMatchObject({ status: "cancelled", cost: { state: "released" } });
  });
});

describe("several engines", () => {
  test("are asked in the order of the route, under one task, and none that declined is charged", async () => {
    const [own, vendor] = [await startReadyUpstream(), await startReadyUpstream()];
    own.on(DRAW, failing(503, { detail: "loading" }));
    vendor.on(CALL, drawn(vendor));
    const door = await serve({
      ...toDashscope(vendor),
      MULETEER_VLLM_OMNI_URL: own.url,
      MULETEER_ROUTES: "alibaba/qwen-image-max=vllm-omni,dashscope",
    });
    const task = await finish(door, await create(door, QWEN, PROMPT));
    expectEnd(task, { asked: 1 }, vendor);
    expect(task).toMatchObject({ engine: "dashscope", attempts: 1 });
    expect(listAsked(own, "POST")).toHaveLength(1);
  });

  test("do not see a prompt that one of them refused", async () => {
    const [first, second] = [await startReadyUpstream(), await startReadyUpstream()];
    first.on(CALL, failing(400, { code: "DataInspectionFailed" }));
    second.on(DRAW, inline);
    const door = await serve({
      ...toDashscope(first),
      MULETEER_SGLANG_URL: second.url,
      MULETEER_ROUTES: "*=dashscope,sglang",
    });
    expectEnd(await finish(door, await create(door, QWEN, PROMPT)), { code: 3003, asked: 1 }, first);
    expect(listAsked(second, "POST")).toEqual([]);
  });

  test("that are replicas share the work; one that is not there, or breaks down, costs no task", async () => {
    const replicas = [await startReadyUpstream(), await startReadyUpstream()];
    const gone = await findRefusedUrl();
    for (const replica of replicas) replica.on(DRAW, inline);
    const door = await serve({ MULETEER_VLLM_OMNI_URL: [gone, ...replicas.map(({ url }) => url)].join(",") });
    const ids = await Promise.all(Array.from({ length: 12 }, () => create(door, WAN, WAN_INPUT)));
    await until("half is done", async () => {
      const tasks = await Promise.all(ids.map((id) => read(door, id)));
      return tasks.filter(({ status }) => status === "completed").length >= 4;
    });
    await replicas[1]?.close();
    const tasks = await Promise.all(ids.map((id) => finish(door, id)));
    for (const task of tasks) expect(task).toMatchObject({ status: "completed", cost: { charged_usd: PRICE_USD } });
    for (const replica of replicas) expect(replica.busiest).toBe(1);
    expect(listAsked(replicas[0]!, "POST").length + listAsked(replicas[1]!, "POST").length).toBeLessThanOrEqual(13);
    const { data } = await call<{ data: readonly { id: string; ready: boolean; operator_reason: string }[] }>(
      door,
      "/v1/engines",
    );
    expect(data.find(({ id }) => id === `vllm-omni@${new URL(gone).host}`)).toMatchObject({
      ready: false,
      operator_reason: "the connection was refused",
    });
  });

  test("that hang on the second call at once are given one at a time", async () => {
    const upstream = await startReadyUpstream();
    let drawing = 0;
    upstream.on(DRAW, async (exchange) => {
      drawing += 1;
      if (drawing > 1) await once(exchange.gone, "abort");
      await inline(exchange);
      drawing -= 1;
    });
    const door = await serve({ MULETEER_VLLM_OMNI_URL: upstream.url });
    const ids = await Promise.all(Array.from({ length: 6 }, () => create(door, WAN, WAN_INPUT)));
    const tasks = await Promise.all(ids.map((id) => finish(door, id)));
    for (const task of tasks) expectEnd(task, { asked: 6 }, upstream);
  });

  test("that never answer let go at the task's deadline, which costs nothing", async () => {
    const upstream = await startReadyUpstream();
    const { reply } = held(inline);
    upstream.on(DRAW, reply);
    const door = await serve({ MULETEER_IMAGES_URL: upstream.url });
    const id = await create(door, WAN, WAN_INPUT, { "cancel-after": "1s" });
    expect(await finish(door, id)).toMatchObject({ status: "cancelled", cost: { state: "released" } });
    await until("the call is let go", () => upstream.busy === 0);
  });

  test("none of which is there in time end the task with 4008", async () => {
    const door = await serve({ MULETEER_LOCALAI_URL: await findRefusedUrl(), MULETEER_ENGINE_WAIT: "2s" });
    const task = await finish(door, await create(door, WAN, WAN_INPUT));
    expect(task).toMatchObject({
      status: "failed",
      error: { code: 4008, detail: "No engine for alibaba/wan2.6-t2i was ready within 2 s." },
      cost: { state: "released" },
    });
  });
});

describe("a server that is killed", () => {
  type Step = "submit" | "look" | "download";

  interface Scenario {
    readonly settings: (upstream: Upstream) => Settings;
    /** Which of them are others at the second start. */
    readonly changed?: Settings;
    readonly path: string;
    readonly input: object;
    /** The upstream's routes and replies, by step. */
    readonly routes: (upstream: Upstream) => Partial<Record<Step, readonly [route: string, reply: Reply]>>;
  }

  /** Kills the server when the upstream holds its request of that step, starts it anew, and lets the task end. */
  async function killAt(step: Step, { settings, changed, path, input, routes }: Scenario) {
    const upstream = await startReadyUpstream();
    const steps = routes(upstream);
    for (const [route, reply] of Object.values(steps)) upstream.on(route, reply);
    const [route, reply] = steps[step] ?? [];
    if (!route || !reply) throw new Error(`there is no ${step}`);
    const gate = held(reply);
    upstream.on(route, gate.reply, reply);
    const directory = join(temporaryDirectory(), "data");
    const options = { ...settings(upstream), MULETEER_LOG_LEVEL: "silent" };
    const first = await runServer(directory, options);
    const id = await create(first, path, input);
    const [method, target] = route.split(" ");
    await until(`the upstream holds the ${step}`, () =>
      upstream.asked.some((each) => each.method === method && each.path === target),
    );
    first.kill("SIGKILL");
    await first.exited;
    gate.release();
    const second = await serve({ ...options, ...changed, MULETEER_DATA_DIR: directory });
    const task = await finish(second, id);
    using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
    const ledger = database.prepare("SELECT kind FROM ledger WHERE task_id = ? ORDER BY settlement").all(id);
    return { task, posted: listAsked(upstream, "POST").length, ledger: ledger.map(({ kind }) => kind) };
  }

  const call: Scenario = {
    settings: toDashscope,
    path: QWEN,
    input: PROMPT,
    routes: (upstream) => ({
      submit: [CALL, drawn(upstream)],
      download: [IMAGE, text(makePng(SIZE.width, SIZE.height))],
    }),
  };
  const job: Scenario = {
    settings: toDashscope,
    path: WAN,
    input: WAN_INPUT,
    routes: (upstream) => ({
      submit: [JOB, accepted],
      look: [LOOK, succeeded(upstream)],
      download: [IMAGE, text(makePng(1280, 1280))],
    }),
  };
  const handedOn: Scenario = {
    settings: ({ url }) => ({ MULETEER_MULEROUTER_API_KEY: FIRST_KEY, MULETEER_MULEROUTER_URL: url }),
    path: WAN,
    input: WAN_INPUT,
    routes: ({ url }) => ({
      submit: [`POST ${WAN}`, json({ task_info: { id: "job-1", status: "pending" } }, { status: 202 })],
      look: [`GET ${WAN}/job-1`, json({ task_info: { id: "job-1", status: "completed" }, images: [`${url}/result.png`] })],
      download: [IMAGE, text(makePng(1280, 1280))],
    }),
  };
  const handedOver: Scenario = {
    ...handedOn,
    changed: { MULETEER_MULEROUTER_API_KEY: SECOND_KEY },
    routes: (upstream) => {
      const drawn = json({ task_info: { id: "job", status: "completed" }, images: [`${upstream.url}/result.png`] });
      const unknown = failing(404, { detail: "No such task.", error_code: 2005 });
      upstream.on(`GET ${WAN}/job-2`, drawn);
      return {
        submit: [
          `POST ${WAN}`,
          json((asked: Asked) => ({ task_info: { id: isFirst(asked) ? "job-1" : "job-2", status: "pending" } }), { status: 202 }),
        ],
        look: [`GET ${WAN}/job-1`, (exchange) => (isFirst(exchange.asked) ? drawn : unknown)(exchange)],
        download: [IMAGE, text(makePng(1280, 1280))],
      };
    },
  };
  const own: Scenario = {
    settings: ({ url }) => ({ MULETEER_SGLANG_URL: url }),
    path: WAN,
    input: WAN_INPUT,
    routes: () => ({ submit: [DRAW, inline] }),
  };

  test.each<[string, Step, Scenario, { readonly code?: number; readonly posted: number }]>([
    ["a paid call", "submit", call, { code: 3005, posted: 1 }],
    ["a paid call", "download", call, { posted: 1 }],
    ["a paid job", "submit", job, { code: 3005, posted: 1 }],
    ["a paid job", "look", job, { posted: 1 }],
    ["a paid job", "download", job, { posted: 1 }],
    ["a job at another Muleteer", "submit", handedOn, { code: 3005, posted: 1 }],
    ["a job at another Muleteer", "look", handedOn, { posted: 1 }],
    ["a job at another Muleteer", "download", handedOn, { posted: 1 }],
    ["a paid job, started again with another account", "look", handedOver, { code: 3005, posted: 1 }],
    ["a call to one's own server", "submit", own, { posted: 2 }],
  ])("I5: in the middle of %s, at its %s, pays for nothing twice", async (_, step, scenario, { code, posted: asked }) => {
    const { task, posted, ledger } = await killAt(step, scenario);
    expect(task.error?.code, JSON.stringify(task.error)).toBe(code);
    expect(task.status).toBe(code === undefined ? "completed" : "failed");
    expect(posted).toBe(asked);
    expect(ledger).toEqual(["reserve", code === undefined ? "charge" : "release"]);
  });

  test("with a paid job, and started again with another account, begins another one where the operator prefers that", async () => {
    const changed = { ...handedOver.changed, MULETEER_REPEAT_LOST: "yes" };
    const { task, posted, ledger } = await killAt("look", { ...handedOver, changed });
    expect(task.status).toBe("completed");
    expect(posted).toBe(2);
    expect(ledger).toEqual(["reserve", "charge"]);
  });

  test("I5: in the middle of a prompt at ComfyUI finds it again under its own id, and has it drawn once", async () => {
    const comfyui = await startFakeComfyui();
    onTestFinished(() => comfyui.close());
    const settings = {
      MULETEER_COMFYUI_URL: comfyui.url,
      MULETEER_COMFYUI_GRAPH: new URL("../docs/engines/comfyui-qwen-image.json", import.meta.url).pathname,
      MULETEER_LOG_LEVEL: "silent",
    };
    const directory = join(temporaryDirectory(), "data");
    const first = await runServer(directory, settings);
    const id = await create(first, QWEN, PROMPT);
    await until("it has the prompt", () => comfyui.prompts.length === 1);
    first.kill("SIGKILL");
    await first.exited;
    const second = await serve({ ...settings, MULETEER_DATA_DIR: directory });
    expect(await finish(second, id)).toMatchObject({ status: "completed", engine: "comfyui", images: [SIZE] });
    expect(comfyui.prompts).toHaveLength(1);
  });
});
