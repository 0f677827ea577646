// Three processes on one PostgreSQL, with the same GPU and the same account: what reaches the upstream is what one process would send.
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendOverSocket } from "./support/client.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { makePng } from "./support/engines.ts";
import { obstacle, startPostgres, type PostgresServer } from "./support/postgres.ts";
import { runServer, SERVER_KEY, type ServerProcess } from "./support/process.ts";
import { QWEN, WAN, withKey } from "./support/server.ts";
import { failing, json, startUpstream, throttled } from "./support/upstream.ts";
import { until } from "./support/until.ts";

const PLACES = 3;
const JOBS = 4;
/** Jobs outlast the nodes that began them. */
const [DRAW_MS, JOB_MS] = [200, 4_000];
const PER_SECOND = 2;
/** For so long the GPU asks to be left alone. */
const BUSY_S = 4;
/** A submission may reach the upstream so much later than it was meant to, on a busy machine, and is never sooner. */
const LATE_MS = 1_000;
/** How long the dead hold what they had. */
const LEASE = "10s";
/** Clocks of nodes and of this process run apart by no more. */
const CLOCKS_MS = 500;
/** From a cancel to the end of the work, wherever it is done. */
const CANCEL_MS = 1_000;

interface Job {
  readonly prompt: string;
  readonly at: number;
}

/** A GPU that draws while it is called, and an account where jobs are begun and looked at. */
async function startShared() {
  const upstream = await startUpstream();
  const drawing = new Set<string>();
  const jobs: Job[] = [];
  const peaks = { drawing: 0, jobs: 0 };
  const image = Buffer.from(makePng(768, 768)).toString("base64");
  const picture = makePng(1104, 1472);
  let held = Promise.resolve();
  /** Calls since it asked to be left alone, in milliseconds after that. */
  let refusal: { readonly at: number; readonly callsAfterMs: number[] } | undefined;
  let isRefusing = false;

  upstream.on("POST /v1/images/generations", async ({ asked, response, gone }) => {
    const prompt = String(asked.json["prompt"]);
    refusal?.callsAfterMs.push(performance.now() - refusal.at);
    if (isRefusing) {
      isRefusing = false;
      refusal = { at: performance.now(), callsAfterMs: [] };
      return await throttled(String(BUSY_S))({ asked, response, gone });
    }
    drawing.add(prompt);
    gone.addEventListener("abort", () => drawing.delete(prompt));
    peaks.drawing = Math.max(peaks.drawing, drawing.size);
    await Promise.all([held, new Promise((resolve) => setTimeout(resolve, DRAW_MS))]);
    if (gone.aborted) return;
    response.setHeader("content-type", "application/json").end(JSON.stringify({ data: [{ b64_json: image }] }));
  });

  const isReady = ({ at }: Job) => at + JOB_MS <= performance.now();
  upstream.on(`POST ${QWEN}`, async (exchange) => {
    const id = `job-${jobs.push({ prompt: String(exchange.asked.json["prompt"]), at: performance.now() }) - 1}`;
    peaks.jobs = Math.max(peaks.jobs, jobs.filter((job) => !isReady(job)).length);
    await json({ task_info: { id, status: "pending" } }, { status: 202 })(exchange);
  });
  upstream.on(`GET ${QWEN}/*`, async (exchange) => {
    const job = jobs[Number(/job-(\d+)$/.exec(exchange.asked.path)?.[1])];
    if (!job) return await failing(404, { detail: "No such task." })(exchange);
    const status = isReady(job) ? "completed" : "processing";
    await json({ task_info: { id: "job", status }, ...(isReady(job) ? { images: [`${upstream.url}/a.png`] } : {}) })(exchange);
  });
  upstream.on("GET /a.png", ({ response }) => void response.setHeader("content-type", "image/png").end(picture));

  return {
    /** Prompts that are drawn now. */
    drawing,
    jobs,
    peaks,
    /** Draws nothing to its end until the returned function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    /** Answers the next call with 429. */
    refuseOnce: () => void (isRefusing = true),
    get refusal() {
      return refusal;
    },
    settings: {
      MULETEER_IMAGES_URL: upstream.url,
      MULETEER_IMAGES_CONCURRENCY: String(PLACES),
      MULETEER_MULEROUTER_URL: upstream.url,
      MULETEER_MULEROUTER_API_KEY: "sk-mr-key-of-the-shared-account",
      MULETEER_MULEROUTER_CONCURRENCY: String(JOBS),
      MULETEER_MULEROUTER_CALLS_PER_SECOND: String(PER_SECOND),
      MULETEER_ROUTES: "alibaba/qwen-image-max=mulerouter; *=images",
    },
  };
}

type Shared = Awaited<ReturnType<typeof startShared>>;

/** Nodes of one installation, and clients that go to them in turns. */
function openInstallation(database: PostgresServer, shared: Shared) {
  const root = temporaryDirectory();
  const nodes: ServerProcess[] = [];
  const headers = withKey(SERVER_KEY);
  let started = 0;
  let made = 0;
  const at = (index: number) => sendOverSocket(nodes[index % nodes.length]!.url);
  const toBody = (path: string) => {
    const own = path === WAN ? { size: "768*768", n: 1 } : { size: "1104*1472" };
    return { prompt: `picture ${(made += 1)}`, prompt_extend: false, ...own };
  };
  const count = async (condition: string) => {
    const [row] = await database.ask("postgres", `SELECT count(*)::int AS n FROM muleteer.tasks WHERE ${condition}`);
    return row?.["n"] as number;
  };
  return {
    nodes,
    count,
    start: async (roles = "api,worker,deliver"): Promise<void> => {
      const settings = {
        MULETEER_DATABASE_URL: database.url("postgres"),
        MULETEER_SKETCH_THREADS: "1",
        MULETEER_LEASE: LEASE,
        MULETEER_ROLES: roles,
      };
      nodes.push(await runServer(join(root, `node-${(started += 1)}`), { ...settings, ...shared.settings }));
    },
    /** Ids by prompt. */
    create: async (path: string, tasks: number): Promise<ReadonlyMap<string, string>> => {
      const create = async (body: ReturnType<typeof toBody>, index: number) => {
        const answer = await at(index)({ method: "POST", path, headers, body: JSON.stringify(body) });
        return [body.prompt, (answer.json() as { task_info: { id: string } }).task_info.id] as const;
      };
      return new Map(await Promise.all(Array.from({ length: tasks }, (_, index) => create(toBody(path), index))));
    },
    cancel: async (index: number, id: string) =>
      (await at(index)({ method: "POST", path: `/v1/tasks/${id}/cancel`, headers })).status,
    /** What each node says. */
    readEverywhere: async <T>(path: string): Promise<T[]> =>
      await Promise.all(nodes.map(async (_, index) => (await at(index)({ path, headers })).json() as T)),
    untilAllEnded: () =>
      until("all tasks have ended", async () => (await count("state IN ('pending', 'processing')")) === 0, {
        limitMs: 60_000,
        everyMs: 20,
      }),
  };
}

type Installation = ReturnType<typeof openInstallation>;

async function timeDrawing({ create, untilAllEnded }: Installation, tasks: number): Promise<number> {
  const begun = performance.now();
  await create(WAN, tasks);
  await untilAllEnded();
  return performance.now() - begun;
}

interface View {
  readonly progress: { readonly queue_position: number | null; readonly eta_seconds: number | null };
}

interface EngineList {
  readonly data: readonly { readonly id: string; readonly nodes: readonly { readonly ready: boolean }[] }[];
}

/** Every node knows that so many draw. */
async function untilHeard({ readEverywhere }: Installation, nodes: number): Promise<void> {
  await until(`all know ${nodes} nodes`, async () => {
    const lists = await readEverywhere<EngineList>("/v1/engines");
    return lists.every(({ data }) => data.length > 0 && data.every((engine) => engine.nodes.length === nodes));
  });
}

/** Every node says the same, whether or not it draws itself; three do. */
async function expectAgreement(installation: Installation, ids: readonly string[]): Promise<void> {
  const { readEverywhere } = installation;
  await untilHeard(installation, 3);
  for (const { data } of await readEverywhere<EngineList>("/v1/engines")) {
    expect(data.find(({ id }) => id === "images")).toMatchObject({ busy: PLACES, capacity: PLACES });
    expect(data.find(({ id }) => id === "sketch")).toMatchObject({ busy: 0, capacity: 3 });
  }
  const waiting: (number | null)[] = [];
  for (const id of ids) {
    const { progress } = await until("all say the same", async () => {
      const [first, ...others] = await readEverywhere<View>(`/v1/tasks/${id}`);
      // What is drawn has a time that runs.
      if (first?.progress.queue_position === null) return first;
      const isSame = others.every(({ progress: each }) => isDeepStrictEqual(each, first?.progress));
      return isSame && first?.progress.eta_seconds !== null && first;
    });
    if (progress.queue_position !== null) waiting.push(progress.queue_position);
  }
  expect(waiting.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(ids.slice(PLACES).map((_, index) => index + 1));
}

/** Cancels what is drawn, each at another node; two of three nodes have none of it. */
async function cancelInTurns(installation: Installation, { drawing }: Shared, ids: ReadonlyMap<string, string>): Promise<void> {
  for (let index = 0; index < ids.size - PLACES; index += 1) {
    const [prompt = ""] = drawing;
    const before = performance.now();
    expect(await installation.cancel(index, ids.get(prompt) ?? "")).toBe(200);
    await until("its work has ended", () => !drawing.has(prompt));
    expect(performance.now() - before).toBeLessThan(CANCEL_MS);
    await until("the next is begun", () => drawing.size === PLACES);
  }
}

/** One node is told to leave the GPU alone, and all do. */
async function expectNoCallWhileBusy(installation: Installation, shared: Shared): Promise<void> {
  const { create, readEverywhere, untilAllEnded } = installation;
  shared.refuseOnce();
  await create(WAN, 1);
  const { at } = await until("one node is refused", () => shared.refusal);
  await until("all know, or it is over", async () => {
    const lists = await readEverywhere<EngineList>("/v1/engines");
    const isKnown = lists.every(({ data }) =>
      data.some(({ id, nodes }) => id === "images" && nodes.every(({ ready }) => !ready)),
    );
    return isKnown || performance.now() - at > BUSY_S * 1_000;
  });
  await create(WAN, 6);
  await untilAllEnded();
  const calls = shared.refusal?.callsAfterMs ?? [];
  expect(calls).toHaveLength(7);
  expect(Math.min(...calls)).toBeGreaterThan(BUSY_S * 1_000 - CLOCKS_MS);
}

describe.skipIf(obstacle !== undefined)(`shared engines${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`, () => {
  let database: PostgresServer;
  beforeAll(async () => {
    database = await startPostgres();
  }, 60_000);
  afterAll(() => database.stop());

  test("get from three nodes what they get from one, and never more, whichever is killed", { timeout: 180_000 }, async () => {
    const shared = await startShared();
    const installation = openInstallation(database, shared);
    const { start, create, untilAllEnded } = installation;
    await start();
    const alone = await timeDrawing(installation, 6);
    await Promise.all([start(), start()]);
    // A front door, which draws nothing.
    await start("api");
    expect(await timeDrawing(installation, 6)).toBeLessThan(2 * alone + 1_000);

    const release = shared.hold();
    const ids = await create(WAN, 6);
    await until("every place is taken", () => shared.drawing.size === PLACES);
    await expectAgreement(installation, [...ids.values()]);
    await cancelInTurns(installation, shared, ids);
    release();
    await untilAllEnded();

    await expectNoCallWhileBusy(installation, shared);

    await create(QWEN, 6);
    // Jobs whose ids are on disk: one that may have been bought, and nobody knows, would rightly fail.
    const isBegun = "state = 'processing' AND handle IS NOT NULL";
    await until("the account is full", async () => (await installation.count(isBegun)) === JOBS);
    const goOn = shared.hold();
    await create(WAN, 6);
    await until("the GPU is", () => shared.drawing.size === PLACES);
    // The last takes up what the others had.
    for (const node of installation.nodes.splice(0, 2)) node.kill("SIGKILL");
    goOn();
    await untilAllEnded();

    // What the dead told of themselves ends with a lease, too.
    await untilHeard(installation, 1);
    expect(await installation.count("state = 'completed'")).toBe(6 + 6 + 3 + 7 + 6 + 6);
    expect(shared.peaks).toEqual({ drawing: PLACES, jobs: JOBS });
    // Every job is bought once, also those that the dead node had begun.
    expect(shared.jobs.map(({ prompt }) => prompt)).toHaveLength(6);
    for (const [index, { at }] of shared.jobs.entries()) {
      const since = at - (shared.jobs[0]?.at ?? 0);
      expect(since).toBeGreaterThan((index * 1_000) / PER_SECOND - LATE_MS);
    }
  });
});
