// One installation of three processes on one PostgreSQL: a front door that draws nothing, a worker, and one that delivers. A task
// that passes through all three has one trace.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendOverSocket, expectProblem } from "./support/client.ts";
import { openCollector } from "./support/collector.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { obstacle, startPostgres, type PostgresServer } from "./support/postgres.ts";
import { runServer, SERVER_KEY } from "./support/process.ts";
import { openReceiver } from "./support/receiver.ts";
import { QWEN, withKey } from "./support/server.ts";
import { until } from "./support/until.ts";

const LEASE_MS = 3_000;
/** On a busy machine; far less than a lease that nobody set. */
const LATE_MS = 10_000;

describe.skipIf(obstacle !== undefined)(`roles${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`, () => {
  let database: PostgresServer;
  beforeAll(async () => {
    database = await startPostgres();
  }, 60_000);
  afterAll(() => database.stop());

  test("what one node takes another draws, a third tells, and each does only its own", { timeout: 120_000 }, async () => {
    const root = temporaryDirectory();
    const collector = await openCollector();
    const start = async (role: string) =>
      await runServer(join(root, role), {
        MULETEER_DATABASE_URL: database.url("postgres"),
        MULETEER_ROLES: role,
        MULETEER_LEASE: `${LEASE_MS / 1_000}s`,
        MULETEER_WEBHOOK_LOOPBACK: "yes",
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_RESOURCE_ATTRIBUTES: `test.role=${role}`,
      });
    const receiver = await openReceiver((_, response) => response.writeHead(204).end());
    const front = await start("api");
    const send = sendOverSocket(front.url);
    const headers = withKey(SERVER_KEY, { "x-muleteer-webhook": receiver.url });
    const body = JSON.stringify({ prompt: "A red fox", size: "928*1664", prompt_extend: false });
    const create = async () =>
      ((await send({ method: "POST", path: QWEN, headers, body })).json() as { task_info: { id: string } }).task_info.id;
    const read = async (id: string) =>
      (await send({ path: `/v1/tasks/${id}`, headers })).json() as { status: string; engine: string; finished_at: string };
    const first = await create();
    const listEngines = async () =>
      ((await send({ path: "/v1/engines", headers })).json() as { data: { id: string; ready: boolean }[] }).data;
    // Nobody draws: a task is taken all the same, and waits for somebody who does.
    expect(await listEngines()).toEqual([]);
    expect((await send({ path: "/readyz" })).status).toBe(200);
    expect(await read(first)).toMatchObject({ status: "pending", progress: { queue_position: 1, eta_seconds: null } });

    const worker = await start("worker");
    await until("the worker draws what waited", async () => (await read(first)).status === "completed", { limitMs: 60_000 });
    expect(await read(first)).toMatchObject({ engine: "sketch" });
    expect(await listEngines()).toMatchObject([
      {
        id: "sketch",
        ready: true,
        capacity: 2,
        models: expect.arrayContaining(["alibaba/qwen-image-max"]),
        nodes: [{ ready: true }],
      },
    ]);
    const health = await sendOverSocket(worker.url)({ path: "/healthz" });
    expect(health.status).toBe(200);
    expect((await sendOverSocket(worker.url)({ path: "/readyz" })).status).toBe(200);
    for (const path of [`/v1/tasks/${first}`, "/", "/docs", "/openapi.json"]) {
      expectProblem(await sendOverSocket(worker.url)({ path, headers }), { status: 404, code: 2000 });
    }

    // Nobody delivers yet; then somebody does, each end once.
    expect(receiver.received).toEqual([]);
    await start("deliver");
    const told = () => receiver.received.filter(({ body: text }) => text.includes("task.succeeded"));
    await until("the end is told", () => told().length > 0, { limitMs: 60_000 });

    await create();
    await until("that end is told as well", () => told().length === 2, { limitMs: 60_000 });

    const { trace_id: trace } = (await send({ path: `/v1/tasks/${first}`, headers })).json() as { trace_id: string };
    const find = (name: string) => collector.spans.find((span) => span.traceId === trace && span.name === name);
    await until("all of the first is told", () => find("deliver task.succeeded") && find("attempt") !== undefined);
    const request = find(`POST ${QWEN}`);
    const parts = ["queue", "attempt", "deliver task.created", "deliver task.succeeded"].map((name) => {
      const { parentId, resource } = find(name) ?? {};
      return [name, parentId === request?.spanId, resource?.["test.role"]];
    });
    expect(request?.resource["test.role"]).toBe("api");
    expect(parts).toEqual([
      ["queue", true, "worker"],
      ["attempt", true, "worker"],
      ["deliver task.created", true, "deliver"],
      ["deliver task.succeeded", true, "deliver"],
    ]);
    // By the database's clock, whichever machine they are on.
    const times = ["queue", "attempt", "deliver task.succeeded"].map((name) => find(name)?.start ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));

    // Of a worker that is killed nothing is left after its lease.
    worker.kill("SIGKILL");
    await worker.exited;
    const killedAt = performance.now();
    await until("nobody draws any more", async () => (await listEngines()).length === 0);
    expect(performance.now() - killedAt).toBeLessThan(LEASE_MS + LATE_MS);
    expect(await read(await create())).toMatchObject({ status: "pending", progress: { queue_position: 1, eta_seconds: null } });
  });
});
