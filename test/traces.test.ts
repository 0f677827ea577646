// Traces, seen by a collector: one for each task, from the request through the queue and the engine to its webhooks, whichever
// process goes on with it; no secret in them; and nothing at all where none is configured.
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { EngineError, type Engine } from "../src/core/engine.ts";
import { dashscope } from "../src/engines/dashscope/engine.ts";
import { mulerouter } from "../src/engines/mulerouter.ts";
import { openaiImages } from "../src/engines/openai-images/engine.ts";
import { createLog } from "../src/io/log.ts";
import { startOtlpTracer, type SamplerRule } from "../src/io/otlp.ts";
import { systemClock } from "../src/io/system-clock.ts";
import { workUnder, type Tracer } from "../src/io/tracer.ts";
import { ASKED, lendCall } from "./support/calls.ts";
import { expectCreated, sendOverSocket } from "./support/client.ts";
import { openCollector, type CollectedSpan, type Collector } from "./support/collector.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { drawPlain, makePng, scriptEngine, untilAborted } from "./support/engines.ts";
import { createRig } from "./support/parts.ts";
import { ROOT, runCode, runServer, SERVER_KEY } from "./support/process.ts";
import { openReceiver } from "./support/receiver.ts";
import { openDoor, QWEN, WAN, withKey, type Door } from "./support/server.ts";
import { json, startUpstream, text } from "./support/upstream.ts";
import { until } from "./support/until.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const SAMPLED = `00-${TRACE}-${CALLER}-01`;
const UNSAMPLED = `00-${TRACE}-${CALLER}-00`;
const PROMPT = "a fox that nobody else should read of";
const GRACE_MS = 20_000;
const PROVIDER_KEY = "sk-mr-key-of-the-other-muleteer";
const ALWAYS: SamplerRule = { root: "always_on", ratio: 1, parentBased: true };

function find(spans: readonly CollectedSpan[], name: string): CollectedSpan {
  const found = spans.filter((span) => span.name === name);
  expect(
    found.map((span) => span.name),
    spans.map((span) => span.name).join(", "),
  ).toEqual([name]);
  return found[0]!;
}

function throwing(error: Error): () => never {
  return () => {
    throw error;
  };
}

function under(spans: readonly CollectedSpan[], parent: CollectedSpan): string[] {
  return spans.filter(({ parentId }) => parentId === parent.spanId).map(({ name }) => name);
}

async function startTracer({ url }: Collector, sampler: SamplerRule = ALWAYS, lines: string[] = []): Promise<Tracer> {
  const log = await createLog({ level: "silent", format: "json" });
  for (const level of ["warn", "info"] as const) {
    log[level] = (...words: unknown[]) => void lines.push(`${level}: ${String(words.at(-1))}`);
  }
  const options = { url: `${url}/v1/traces`, headers: {}, resource: { "service.name": "test" }, sampler };
  const tracer = startOtlpTracer(options, { clock: systemClock, log });
  onTestFinished(() => tracer.stop());
  return tracer;
}

async function openTracedDoor(sampler?: SamplerRule): Promise<{ door: Door; collector: Collector; tracer: Tracer }> {
  const collector = await openCollector();
  const tracer = await startTracer(collector, sampler);
  const door = await openDoor("over a socket", { tracer });
  onTestFinished(() => door.close());
  return { door, collector, tracer };
}

test("one trace goes from a caller's request through a kill −9 to the webhook", { timeout: 120_000 }, async () => {
  const collector = await openCollector();
  const receiver = await openReceiver();
  const upstream = await startUpstream();
  const path = WAN.replace("/generation", "");
  upstream.on(`POST ${path}/generation`, json({ task_info: { id: "job-1", status: "pending" } }, { status: 202 }));
  upstream.on(`GET ${path}/generation/job-1`, json({ task_info: { id: "job-1", status: "processing" } }));
  upstream.on("GET /picture.png", text(makePng(768, 768), { headers: { "content-type": "image/png" } }));
  const directory = join(temporaryDirectory(), "data");
  const start = async (life: string) =>
    await runServer(directory, {
      MULETEER_MULEROUTER_URL: upstream.url,
      MULETEER_MULEROUTER_API_KEY: PROVIDER_KEY,
      MULETEER_ROUTES: "*=mulerouter",
      MULETEER_WEBHOOK_LOOPBACK: "yes",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-team=pictures",
      OTEL_RESOURCE_ATTRIBUTES: `test.life=${life}`,
    });
  const inTrace = () => collector.spans.filter(({ traceId }) => traceId === TRACE);
  const has = (name: string) => inTrace().some((span) => span.name === name);

  const first = await start("first");
  const headers = withKey(SERVER_KEY, { traceparent: SAMPLED, "x-muleteer-webhook": `${receiver.url}?token=of-the-receiver` });
  const body = JSON.stringify({ prompt: PROMPT, size: "768*768", n: 1 });
  const id = expectCreated(await sendOverSocket(first.url)({ method: "POST", path: WAN, headers, body }));
  await until("the first life told what it did", () => has("submit") && has("deliver task.created"));
  first.kill("SIGKILL");
  await first.exited;
  const killedAt = Date.now();

  const images = [`${upstream.url}/picture.png?signature=of-the-provider`];
  upstream.on(`GET ${path}/generation/job-1`, json({ task_info: { id: "job-1", status: "completed" }, images }));
  const second = await start("second");
  await until("the end is told", () => receiver.received.length === 2);
  second.kill("SIGTERM");
  await second.exited;

  const spans = inTrace();
  const request = find(spans, `POST ${WAN}`);
  expect(request).toMatchObject({ parentId: CALLER, kind: "server", failed: false });
  expect(request.facts).toMatchObject({
    "http.request.method": "POST",
    "http.route": WAN,
    "http.response.status_code": 202,
    "url.path": WAN,
    "url.scheme": "http",
    "server.address": "127.0.0.1",
    "muleteer.task.id": id,
  });
  expect(under(spans, request).sort()).toEqual(["attempt", "deliver task.created", "deliver task.succeeded", "queue"]);
  const attempt = find(spans, "attempt");
  expect(attempt.facts).toMatchObject({ "muleteer.task.id": id, "muleteer.claims": 2, "muleteer.outcome": "completed" });
  const engine = find(spans, "generate_content alibaba/wan2.6-t2i");
  expect(engine).toMatchObject({ parentId: attempt.spanId, kind: "client", failed: false });
  expect(engine.facts).toMatchObject({ "gen_ai.provider.name": "mulerouter", "gen_ai.output.type": "image" });
  expect(under(spans, engine).sort()).toEqual(["download", "keep", "wait"]);
  // The looks of a wait are not told one by one.
  expect(under(spans, find(spans, "wait"))).toEqual([]);
  expect(under(spans, find(spans, "download"))).toEqual(["GET"]);

  // What was under way when the process was killed is lost; what had ended is not.
  const submit = find(spans, "submit");
  const [posted, ...others] = spans.filter(({ parentId }) => parentId === submit.spanId);
  expect(posted).toMatchObject({ name: "POST", kind: "client" });
  expect(posted?.facts).toMatchObject({ "server.port": Number(new URL(upstream.url).port), "http.response.status_code": 202 });
  expect(others).toEqual([]);
  for (const name of ["queue", "submit", "deliver task.created"]) expect(find(spans, name).resource["test.life"]).toBe("first");
  for (const name of ["attempt", "wait", "keep", "deliver task.succeeded"])
    expect(find(spans, name).resource["test.life"]).toBe("second");
  const instances = new Set(spans.map(({ resource }) => resource["service.instance.id"]));
  expect(instances.size).toBe(2);
  expect(request.resource["service.name"]).toBe("muleteer");

  // In their order, and each within its parent's time where that waits for it.
  const queue = find(spans, "queue");
  expect(queue.start).toBeGreaterThanOrEqual(request.start - 1);
  expect(submit.start).toBeGreaterThanOrEqual(queue.end - 1);
  expect(submit.end).toBeLessThanOrEqual(killedAt);
  expect(attempt.start).toBeGreaterThanOrEqual(killedAt);
  for (const part of [engine, ...["wait", "download", "keep"].map((name) => find(spans, name))]) {
    expect(part.start).toBeGreaterThanOrEqual(attempt.start);
    expect(part.end).toBeLessThanOrEqual(attempt.end);
    expect(part.end).toBeGreaterThan(part.start);
  }

  // The trace goes on elsewhere: at the other Muleteer by its creation, and at the receivers; at no stranger.
  const sent = (method: string, to: string) =>
    upstream.asked
      .filter((asked) => asked.method === method && asked.path.startsWith(to))
      .map((asked) => asked.headers["traceparent"]);
  expect(sent("POST", `${path}/generation`)).toEqual([`00-${TRACE}-${posted?.spanId}-01`]);
  expect(new Set([...sent("GET", `${path}/generation`), ...sent("GET", "/picture.png")])).toEqual(new Set([undefined]));
  for (const { headers: told, body: event } of receiver.received) {
    const delivery = find(spans, `deliver ${(JSON.parse(event) as { type: string }).type}`);
    const call = spans.find(({ parentId }) => parentId === delivery.spanId);
    expect(told["traceparent"]).toBe(`00-${TRACE}-${call?.spanId}-01`);
  }

  expect(collector.headers[0]).toMatchObject({
    ":path": "POST /v1/traces",
    "content-type": "application/x-protobuf",
    "x-team": "pictures",
  });
  for (const secret of [PROMPT, SERVER_KEY, PROVIDER_KEY, "of-the-provider", "of-the-receiver", "x-team"])
    expect(collector.bytes().includes(secret), secret).toBe(false);
});

/** A server's short life, and which modules of traces it asked for: hooks see each by name, before it is loaded. */
const toCode = (settings: Readonly<Record<string, string>>) => `
  import { registerHooks } from "node:module";
  const asked = new Set();
  registerHooks({ resolve: (name, context, next) => (asked.add(name), next(name, context)) });
  const { parseConfig } = await import("${ROOT}/src/config.ts");
  const { startServer } = await import("${ROOT}/src/server.ts");
  const server = await startServer(parseConfig(${JSON.stringify(settings)}));
  await fetch(server.url + "/v1/none", { method: "POST" });
  await server.stop(0);
  // The metrics' library asks for the interface, which does nothing by itself.
  const traces = (name) => (name.startsWith("@opentelemetry/") && name !== "@opentelemetry/api") || name.endsWith("/otlp.ts");
  console.log(JSON.stringify([...asked].filter(traces)));
  process.exit(0);
`;
const toSettings = () => ({
  MULETEER_PORT: "0",
  MULETEER_LOG_LEVEL: "silent",
  MULETEER_SKETCH_THREADS: "1",
  MULETEER_DATA_DIR: join(temporaryDirectory(), "data"),
});

describe("where nothing is traced", () => {
  test("no module of it is loaded, and nobody is called", { timeout: 60_000 }, async () => {
    const collector = await openCollector();
    let connections = 0;
    collector.server.on("connection", () => (connections += 1));
    const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: "true" };
    const off = runCode(toCode({ ...toSettings(), ...disabled }));
    await off.exited;
    expect(off.output.stdout.trim(), off.output.stderr).toBe("[]");
    expect(connections).toBe(0);
  });
});

describe("a request", () => {
  const body = JSON.stringify({ prompt: PROMPT });

  test("that reads has a span in the trace of a caller who records, and none of its own", async () => {
    const { door, collector, tracer } = await openTracedDoor();
    const read = (headers: Record<string, string>) =>
      door.send({ path: "/v1/tasks?q=a+secret", headers: withKey(door.key, headers) });
    for (const headers of [{}, { traceparent: UNSAMPLED }]) expect((await read(headers)).status).toBe(200);
    const answer = await read({ traceparent: SAMPLED });
    await until("it is told", () => collector.spans.length > 0);
    await tracer.stop();
    expect(collector.spans).toHaveLength(1);
    expect(collector.spans[0]).toMatchObject({ name: "GET /v1/tasks", traceId: TRACE, parentId: CALLER, kind: "server" });
    expect(answer.headers["traceparent"]).toBe(`00-${TRACE}-${collector.spans[0]?.spanId}-01`);
    expect(collector.bytes().includes("secret")).toBe(false);
  });

  test("that the server cannot carry out is marked as failed, one that is refused is not; both say their code", async () => {
    const { door, collector, tracer } = await openTracedDoor();
    const post = (key: string) => door.send({ method: "POST", path: QWEN, headers: withKey(key), body });
    expect((await post("wrong")).status).toBe(401);
    door.refuse("It stops.");
    expect((await post(door.key)).status).toBe(503);
    await tracer.stop();
    const [refused, failed] = collector.spans;
    expect(refused).toMatchObject({ failed: false, parentId: "", facts: { "muleteer.error.code": 1001 } });
    expect(failed).toMatchObject({ failed: true, facts: { "error.type": "503", "muleteer.error.code": 4008 } });
    expect(failed?.traceId).not.toBe(refused?.traceId);
  });

  test.each<[string, SamplerRule, string | undefined, "01" | "00"]>([
    ["is not recorded when its caller does not", ALWAYS, UNSAMPLED, "00"],
    ["is recorded nevertheless, where all are", { ...ALWAYS, parentBased: false }, UNSAMPLED, "01"],
    ["begins no trace that is not to be recorded", { ...ALWAYS, root: "always_off" }, undefined, "00"],
    ["goes on with its caller's, where none begins here", { ...ALWAYS, root: "always_off" }, SAMPLED, "01"],
    ["is left out by its share", { root: "traceidratio", ratio: 0, parentBased: true }, undefined, "00"],
  ])("that creates %s, and its task likewise", async (_, sampler, traceparent, flags) => {
    const { door, collector, tracer } = await openTracedDoor(sampler);
    const headers = withKey(door.key, traceparent === undefined ? {} : { traceparent });
    const answer = await door.send({ method: "POST", path: QWEN, headers, body });
    const task = await door.parts.store.findTask(expectCreated(answer));
    await tracer.stop();
    expect(task?.traceparent).toMatch(new RegExp(`^00-[0-9a-f]{32}-[0-9a-f]{16}-${flags}$`));
    expect(answer.headers["traceparent"]).toBe(task?.traceparent);
    expect(collector.spans).toHaveLength(flags === "01" ? 1 : 0);
  });
});

test("an attempt tells what was rewritten, inspected, declined and drawn, and an engine's failure by its code alone", async () => {
  const collector = await openCollector();
  const tracer = await startTracer(collector);
  const busy = new EngineError(PROMPT, { kind: "upstreamFailed", repeatable: true, elsewhere: true });
  const broken = new EngineError(PROMPT, { kind: "engineFailed", repeatable: false });
  const declining = scriptEngine({ id: "first", submit: throwing(busy) });
  const failing = scriptEngine({
    id: "second",
    submit: (request, _, turn) => (turn === 0 ? drawPlain(request) : throwing(broken)()),
  });
  const rig = await createRig({ engines: [declining, failing] });
  const worker = rig.work({ tracer });
  const input = { prompt: PROMPT, size: "768*768", n: 1, prompt_extend: true, safety_filter: true };
  for (const traceparent of [SAMPLED, SAMPLED.replace(TRACE, "f".repeat(32))]) {
    const { id } = await rig.create({ traceparent, input });
    await rig.finish(id);
  }
  // A task is seen to have ended a moment before its attempt has.
  await worker.stop(GRACE_MS);
  await tracer.stop();

  const drawn = collector.spans.filter(({ traceId }) => traceId === TRACE);
  const attempt = find(drawn, "attempt");
  expect(attempt.facts).toMatchObject({ "muleteer.outcome": "completed", "muleteer.failures": 0 });
  const engines = drawn.filter(({ parentId }) => parentId === attempt.spanId).filter(({ name }) => name !== "queue");
  expect(engines).toHaveLength(2);
  const [declined, drew] = [engines[0]!, engines[1]!];
  expect(declined).toMatchObject({ kind: "internal", failed: true, message: "" });
  expect(declined.facts).toMatchObject({
    "muleteer.engine": "first",
    "error.type": "upstreamFailed",
    "muleteer.error.code": 3005,
  });
  expect(under(drawn, declined)).toEqual(["inspect", "rewrite", "inspect", "submit"]);
  expect(drew).toMatchObject({ failed: false, facts: { "muleteer.engine": "second" } });
  // The rewritten prompt is on the task.
  expect(under(drawn, drew)).toEqual(["inspect", "inspect", "submit", "keep"]);

  const failed = collector.spans.filter(({ traceId }) => traceId !== TRACE);
  expect(find(failed, "attempt")).toMatchObject({
    failed: true,
    facts: { "muleteer.outcome": "failed", "error.type": "3001", "muleteer.error.code": 3001 },
  });
  expect(collector.bytes().includes(PROMPT)).toBe(false);
});

test("an attempt that is cut short by a cancel has not failed, one that is repeated has", async () => {
  const collector = await openCollector();
  const tracer = await startTracer(collector);
  const unwell = new EngineError("It has a cold.", { kind: "upstreamFailed", repeatable: true });
  const engine = scriptEngine({
    submit: (request, { signal }, turn) =>
      turn === 0 ? throwing(unwell)() : turn === 1 ? drawPlain(request) : untilAborted(signal),
  });
  const rig = await createRig({ engine });
  rig.work({ tracer });
  const { id: repeated } = await rig.create({ traceparent: SAMPLED });
  await rig.finish(repeated);
  const { id: cancelled } = await rig.create({ traceparent: SAMPLED });
  await until("it is drawn", () => engine.submitted.length === 3);
  await rig.store.cancelTask(cancelled, "Nobody wants it.");
  await until("the attempt ends", () => engine.busy === 0);
  await until("it is told", async () => collector.spans.filter(({ name }) => name === "attempt").length === 3);
  const attempts = collector.spans.filter(({ name }) => name === "attempt");
  expect(attempts.map(({ failed, facts }) => [facts["muleteer.outcome"], failed])).toEqual([
    ["repeated", true],
    ["completed", false],
    ["ended", false],
  ]);
  // A wait for another attempt is no wait in the queue.
  expect(collector.spans.filter(({ name }) => name === "queue")).toHaveLength(2);
});

test.each<[string, boolean, (baseUrl: string) => Engine]>([
  ["one's own server", true, (baseUrl) => openaiImages.start(openaiImages.settings.parse({ flavour: "generic", baseUrl }))],
  ["another Muleteer", true, (baseUrl) => mulerouter.start(mulerouter.settings.parse({ baseUrl, apiKey: PROVIDER_KEY }))],
  ["OpenAI", false, (baseUrl) => openaiImages.start(openaiImages.settings.parse({ flavour: "openai", baseUrl, apiKey: "sk-x" }))],
  ["DashScope", false, (baseUrl) => dashscope.start(dashscope.settings.parse({ baseUrl, apiKey: "sk-x" }))],
])("a call to %s is told, and joins the trace: %s", async (_, joins, start) => {
  const collector = await openCollector();
  const tracer = await startTracer(collector);
  const upstream = await startUpstream();
  const engine = start(upstream.url);
  onTestFinished(() => engine.stop());
  await expect(workUnder(tracer.begin("work"), () => engine.submit(ASKED, lendCall()))).rejects.toThrow(EngineError);
  await tracer.stop();
  const call = find(collector.spans, "POST");
  expect(call).toMatchObject({ failed: true, facts: { "http.response.status_code": 404, "error.type": "404" } });
  const told = `00-${call.traceId}-${call.spanId}-01`;
  expect(upstream.asked.map(({ headers }) => headers["traceparent"])).toEqual([joins ? told : undefined]);
});

describe("a collector", () => {
  test("that refuses spans is named once, and once more when it takes them again", async () => {
    const collector = await openCollector();
    const lines: string[] = [];
    const tracer = await startTracer(collector, ALWAYS, lines);
    collector.behave(400);
    for (const batches of [1, 2]) {
      tracer.begin("work").end();
      await until("a batch arrives", () => collector.headers.length === batches);
    }
    collector.behave(200);
    tracer.begin("work").end();
    await until("a span is taken", () => collector.spans.length === 1);
    await until("it is said", () => lines.length === 2);
    expect(lines).toEqual(["warn: traces cannot be sent; until they can, spans are dropped", "info: traces are sent again"]);
  });

  test("that does not answer holds up no stop, and of more spans than can wait the newest are dropped", async () => {
    const collector = await openCollector();
    const tracer = await startTracer(collector);
    collector.behave("hang");
    tracer.begin("work").end();
    await until("a batch hangs", () => collector.headers.length === 1);
    const stopsAt = performance.now();
    await tracer.stop();
    // Less than an export may take.
    expect(performance.now() - stopsAt).toBeLessThan(4_500);

    collector.behave(200);
    const flooded = await startTracer(collector);
    for (let index = 0; index < 10_000; index += 1) flooded.begin("work", { facts: { index } }).end();
    await flooded.stop();
    expect(collector.spans.length).toBeGreaterThanOrEqual(2_048);
    expect(collector.spans.length).toBeLessThanOrEqual(2_048 + 512);
    expect(collector.spans[0]?.facts).toEqual({ index: 0 });
  });
});
