// What probes and scrapers ask.
import { expect, test } from "vitest";
import { StoreUnavailable } from "../../src/core/store.ts";
import { createMetrics } from "../../src/io/metrics.ts";
import { expectCreated, expectProblem } from "../support/client.ts";
import { begin, complete, describeDoors, openDoor, QWEN, VERSION, withKey, type Door } from "../support/server.ts";

/** Metric values by name and labels, as the text of a scrape gives them. */
async function scrape(door: Door): Promise<ReadonlyMap<string, number>> {
  const answer = await door.send({ path: "/metrics" });
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = answer.text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]));
}

/** Our own: Node's vary with what it happens to do. */
async function countSeries(door: Door): Promise<number> {
  return [...(await scrape(door)).keys()].filter((name) => name.startsWith("muleteer_")).length;
}

/** What only the store knows, and whether it answered. */
function pickStore(scraped: ReadonlyMap<string, number>): [name: string, value: number][] {
  return [...scraped].filter(([name]) => /^muleteer_(?:store|queue)_/.test(name));
}

function create(door: Door) {
  return door.send({ method: "POST", path: QWEN, headers: withKey(door.key), body: '{"prompt":"a"}' });
}

describeDoors("probes", (door) => {
  test("alive, with the version", async () => {
    const answer = await door().send({ path: "/healthz" });
    expect(answer.json()).toEqual({ status: "ok", version: VERSION });
  });

  test("ready, until the server stops", async () => {
    expect((await door().send({ path: "/readyz" })).json()).toEqual({ status: "ready" });
    door().refuse("The server is stopping; try again in a moment.");
    const answer = await door().send({ path: "/readyz" });
    expectProblem(answer, { status: 503, code: 4008 });
    expect(answer.headers["retry-after"]).toBe("5");
    expect((await door().send({ path: "/healthz" })).status).toBe(200);
    door().refuse(undefined);
    expect((await door().send({ path: "/readyz" })).status).toBe(200);
  });
});

test("not ready, and creates refused, while the store cannot be reached", async () => {
  const whole = await openDoor("in process");
  const store = { ...whole.parts.store };
  const door = await openDoor("in process", {
    store: { ...store, probe: () => Promise.reject(new StoreUnavailable("disk full")) },
  });
  const answer = await door.send({ path: "/readyz" });
  const { detail } = expectProblem(answer, { status: 503, code: 4008 });
  expect(detail).not.toContain("disk full");
  await door.close();
  await whole.parts.store.close();
  const closed = await create(whole);
  expect([500, 503]).toContain(closed.status);
  expectProblem(closed, { status: closed.status, code: closed.status === 503 ? 4008 : 4002 });
  await whole.app.close();
});

describeDoors("metrics", (door) => {
  test("are not for a page of another origin, because they need no key", async () => {
    const { status, headers } = await door().send({ path: "/metrics", headers: { origin: "https://elsewhere.example" } });
    expect(status).toBe(200);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  test("that are asked for at once are collected once", async () => {
    const { metrics } = door().parts;
    const [first, second] = [metrics.read(), metrics.read()];
    expect(second).toBe(first);
    await first;
    expect(metrics.read()).not.toBe(first);
  });

  test("name everything that operators watch, each with its help", async () => {
    await create(door());
    const { text } = await door().send({ path: "/metrics" });
    for (const [name, type] of [
      ["muleteer_http_requests_total", "counter"],
      ["muleteer_http_request_duration_seconds", "histogram"],
      ["muleteer_tasks_total", "counter"],
      ["muleteer_task_duration_seconds", "histogram"],
      ["muleteer_engine_errors_total", "counter"],
      ["muleteer_engine_duration_seconds", "histogram"],
      ["muleteer_engine_ready", "gauge"],
      ["muleteer_engine_busy", "gauge"],
      ["muleteer_store_up", "gauge"],
      ["muleteer_queue_depth", "gauge"],
      ["muleteer_queue_oldest_age_seconds", "gauge"],
      ["nodejs_eventloop_lag_seconds", "gauge"],
      ["process_resident_memory_bytes", "gauge"],
    ]) {
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.*$`, "m"));
      expect(text).toMatch(new RegExp(`^# TYPE ${name} ${type}$`, "m"));
    }
  });

  test("move with what happens", async () => {
    const created = `muleteer_http_requests_total{method="POST",route="${QWEN}",status="202"}`;
    const before = await scrape(door());
    const id = expectCreated(await create(door()));
    door().clock.turn(90_000);
    const after = await scrape(door());
    door().clock.turn(-90_000);
    expect(after.get(created)).toBe((before.get(created) ?? 0) + 1);
    expect(after.get('muleteer_queue_depth{state="pending"}')).toBe(
      (before.get('muleteer_queue_depth{state="pending"}') ?? 0) + 1,
    );
    expect(after.get("muleteer_queue_oldest_age_seconds")).toBeGreaterThanOrEqual(90);
    expect(after.get("muleteer_queue_oldest_age_seconds")).toBeLessThan(1_000);
    await complete(door(), await begin(door(), id));
    const ended = await scrape(door());
    expect(ended.get('muleteer_queue_depth{state="pending"}')).toBe(0);
    expect(ended.get("muleteer_queue_oldest_age_seconds")).toBe(0);
  });

  test("tell of the engines as they are now", async () => {
    let busy = 1;
    const list = () => [
      { id: "sketch", title: "Sketch", ready: true, capacity: 2, busy, models: [] },
      { id: "gpu@10.0.0.5:8000", title: "GPU", ready: false, capacity: 2, busy: 0, models: [] },
    ];
    door().parts.metrics.watchEngines(list);
    const before = await scrape(door());
    expect(before.get('muleteer_engine_ready{engine="sketch"}')).toBe(1);
    expect(before.get('muleteer_engine_ready{engine="gpu@10.0.0.5:8000"}')).toBe(0);
    expect(before.get('muleteer_engine_busy{engine="sketch"}')).toBe(1);
    busy = 2;
    expect((await scrape(door())).get('muleteer_engine_busy{engine="sketch"}')).toBe(2);
  });

  test("are not grown by paths and ids that strangers make up", async () => {
    for (const path of ["/nothing/0", `${QWEN}/0`, "/%ff", "/images/0.png"]) await door().send({ path });
    const before = await countSeries(door());
    for (let index = 1; index < 20; index += 1)
      for (const path of [`/nothing/${index}`, `${QWEN}/${index}`, `/images/${index}.png`]) await door().send({ path });
    expect(await countSeries(door())).toBe(before);
  });
});

test.each<[string, () => Promise<never>]>([
  ["cannot be reached", () => Promise.reject(new StoreUnavailable("connection refused"))],
  ["does not answer", () => new Promise<never>(() => {})],
])("metrics of the node itself are there while the store %s, and none that only the store knows", async (_, queueDepth) => {
  let down = false;
  const whole = await openDoor("in process");
  const { store } = whole.parts;
  const gate = { ...store, queueDepth: () => (down ? queueDepth() : store.queueDepth()) };
  const door = await openDoor("in process", { store: gate, metrics: createMetrics({ store: gate, clock: whole.clock }) });
  const up = pickStore(await scrape(door));
  expect(up).toHaveLength(4);
  expect(up).toContainEqual(["muleteer_store_up", 1]);
  down = true;
  const scraped = await scrape(door);
  expect(pickStore(scraped)).toEqual([["muleteer_store_up", 0]]);
  expect(scraped.get("process_resident_memory_bytes")).toBeGreaterThan(0);
  down = false;
  expect(pickStore(await scrape(door))).toEqual(up);
  await door.close();
  await whole.close();
});
