// Two nodes and an engine that both use: whole workers on one PostgreSQL, by one clock that the test moves.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineError, type EngineCapabilities } from "../../src/core/engine.ts";
import type { PlaceStore } from "../../src/core/place-store.ts";
import { StoreUnavailable, type Store } from "../../src/core/store.ts";
import type { Task } from "../../src/core/task.ts";
import { dashscope } from "../../src/engines/dashscope/engine.ts";
import { openaiImages } from "../../src/engines/openai-images/engine.ts";
import { createInstallationView } from "../../src/http/installation.ts";
import { toSharedKey } from "../../src/worker/shared-engine.ts";
import { drawPlain, scriptEngine, type ScriptedEngine } from "../support/engines.ts";
import { openRigs, type NodeParts } from "../support/nodes.ts";
import type { Rig } from "../support/parts.ts";
import { createDatabases, obstacle, startPostgres, type Databases, type PostgresServer } from "../support/postgres.ts";
import { until } from "../support/until.ts";

const SHARED = "http://10.0.0.5:8188";
const LEASE_MS = 60_000;
/** Far longer than the database takes for what comes between two submissions, in the time of these tests. */
const PACE_S = 10;

interface Shared {
  /** The engine as one node has it. */
  at(): ScriptedEngine;
  readonly working: number;
  readonly most: number;
  readonly release: () => void;
}

/** An engine that holds what it is given until it is told to let one go. */
function shareEngine(capabilities: Partial<EngineCapabilities> = { concurrency: 1 }): Shared {
  const held = new Set<() => void>();
  let working = 0;
  let most = 0;
  return {
    at: () => ({
      ...scriptEngine({
        id: "gpu",
        capabilities,
        submit: async (request, { signal }) => {
          most = Math.max(most, (working += 1));
          await new Promise<void>((resolve) => {
            const letGo = () => {
              held.delete(letGo);
              resolve();
            };
            held.add(letGo);
            signal.addEventListener("abort", letGo);
          });
          working -= 1;
          return drawPlain(request);
        },
      }),
      origin: SHARED,
    }),
    get working() {
      return working;
    },
    get most() {
      return most;
    },
    release: () => {
      const [first] = held;
      first?.();
    },
  };
}

const own = () => scriptEngine({ id: "own", submit: drawPlain });
const isCompleted = ({ state }: Task) => state === "completed";

/** What one node has there, and what any tells that all have. */
const busyOf = async ({ parts }: Rig, whose: "own" | "all") => {
  const { router, clock, log, store } = parts;
  const { nodes, places } = store;
  if (!nodes) throw new Error("the store has no nodes");
  const own = { name: "test", list: router.listReports };
  const view = createInstallationView({ nodes, places, own, clock, log });
  const list = whose === "own" ? router.listReports() : (await view.read()).engines;
  return list.find(({ id }) => id === "gpu")?.busy;
};

describe.skipIf(obstacle !== undefined)(`a shared engine${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`, () => {
  let server: PostgresServer;
  let databases: Databases;
  beforeAll(async () => {
    server = await startPostgres();
    databases = await createDatabases(server);
  });
  afterAll(() => server.stop());

  const openNodes = (...nodes: readonly NodeParts[]) => openRigs({ server, databases }, nodes);

  test("that is full with another node's work leaves tasks in the queue, and both nodes tell how busy it is", async () => {
    const gpu = shareEngine();
    const { rigs } = await openNodes({ engines: [gpu.at()] }, { engines: [gpu.at()] });
    const [one, other] = rigs;
    const { id: first } = await one.create();
    one.work();
    await until("it works", () => gpu.working === 1);
    const { id: second } = await one.create();
    other.work();
    await until(
      "the other node has looked",
      async () => (await busyOf(other, "all")) === 1 && !other.parts.router.nextOffer(new Set()),
    );
    expect(await other.read(second)).toMatchObject({ state: "pending" });
    expect([await busyOf(one, "all"), await busyOf(one, "own"), await busyOf(other, "own")]).toEqual([1, 1, 0]);
    gpu.release();
    await one.reach(first, "completes", isCompleted);
    // No time has passed: whoever takes it was told.
    await until("the next is begun", () => gpu.working === 1);
    gpu.release();
    await one.reach(second, "completes", isCompleted);
    expect(gpu.most).toBe(1);
  });

  test("that is full sends tasks on to the next engine of the route, and has them again when it is free", async () => {
    const gpu = shareEngine();
    const { rigs } = await openNodes({ engines: [gpu.at()] }, { engines: [gpu.at(), own()] });
    const [one, other] = rigs;
    const { id: first } = await one.create();
    one.work();
    await until("it works", () => gpu.working === 1);
    other.work();
    const { id: second } = await other.create();
    expect(await other.reach(second, "completes", isCompleted)).toMatchObject({ engine: "own" });
    gpu.release();
    await one.reach(first, "completes", isCompleted);
    const { id: third } = await other.create();
    await until("it works again", () => gpu.working === 1);
    gpu.release();
    expect(await other.reach(third, "completes", isCompleted)).toMatchObject({ engine: "gpu", failures: 0 });
    expect(gpu.most).toBe(1);
  });

  test("has its place back from a task that it declined, which goes on elsewhere", async () => {
    const refusal = new EngineError("It has too many requests.", { kind: "upstreamFailed", repeatable: true, elsewhere: true });
    const declining = scriptEngine({ id: "gpu", capabilities: { concurrency: 1 }, submit: () => Promise.reject(refusal) });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const slow = scriptEngine({ id: "own", submit: (request) => released.then(() => drawPlain(request)) });
    const { rigs } = await openNodes({ engines: [{ ...declining, origin: SHARED }, slow] }, { engines: [shareEngine().at()] });
    const [one, other] = rigs;
    const { id } = await one.create();
    one.work();
    await until("the next engine has it", () => slow.busy === 1);
    expect(await busyOf(other, "all")).toBe(0);
    release();
    expect(await one.reach(id, "completes", isCompleted)).toMatchObject({ engine: "own" });
  });

  test("has its place back from a task that another node cancelled, when the work on it has stopped", async () => {
    const gpu = shareEngine();
    const { rigs } = await openNodes({ engines: [gpu.at()] }, { engines: [gpu.at()] });
    const [one, other] = rigs;
    const { id: first } = await one.create();
    one.work();
    await until("it works", () => gpu.working === 1);
    const { id: second } = await other.create();
    other.work();
    await other.store.cancelTask(first, "Stop.");
    await other.reach(second, "is begun", ({ state }) => state === "processing");
    await until("it works on the next", () => gpu.working === 1);
    gpu.release();
    await other.reach(second, "completes", isCompleted);
    expect(gpu.most).toBe(1);
  });

  test("lets in what it has already, and nothing new until all that is beyond its places has ended", async () => {
    const gpu = shareEngine();
    const looked = {
      ...scriptEngine({
        id: "gpu",
        capabilities: { concurrency: 1 },
        submit: drawPlain,
        check: (handle) => ({ pending: handle }),
      }),
      origin: SHARED,
    };
    const { rigs, clock } = await openNodes({ engines: [looked] }, { engines: [gpu.at()] });
    const [one, other] = rigs;
    const begun = [await one.create(), await one.create()];
    const claim = { lease: "dead", leaseUntil: clock.now() + LEASE_MS, limit: 2 };
    await one.store.claimTasks(claim);
    for (const { id } of begun) {
      await one.store.changeTask(id, claim.lease, { type: "accept", engine: "gpu", handle: { job: 1 } });
      await one.store.changeTask(id, claim.lease, { type: "handBack" });
    }
    one.work();
    await until("it has both", async () => (await busyOf(other, "all")) === 2);
    const { id: fresh } = await other.create();
    other.work();
    await one.store.cancelTask(begun[0]!.id, "Stop.");
    await until("one has ended", async () => (await busyOf(other, "all")) === 1);
    expect(await other.read(fresh)).toMatchObject({ state: "pending" });
    expect(gpu.working).toBe(0);
    await one.store.cancelTask(begun[1]!.id, "Stop.");
    await until("the new one is begun", () => gpu.working === 1 || looked.submitted.length === 1);
  });

  test("gets submissions a pace apart, whichever node makes them", async () => {
    const at: number[] = [];
    const pace = () => ({
      ...scriptEngine({
        id: "gpu",
        capabilities: { concurrency: 3, submitsPerSecond: 1 / PACE_S, repeatable: false },
        submit: (request) => {
          at.push(clock.now());
          return drawPlain(request);
        },
      }),
      origin: SHARED,
    });
    const engines = [pace(), pace()] as const;
    const { rigs, clock } = await openNodes({ engines: [engines[0]] }, { engines: [engines[1]] });
    const tasks: Task[] = [];
    for (let made = 0; made < 6; made += 1) tasks.push(await rigs[made % 2]!.create());
    for (const rig of rigs) rig.work();
    for (const { id } of tasks) expect(await rigs[0].finish(id)).toMatchObject({ state: "completed" });
    // Time here passes in steps while the database takes its own: any one may be late by some of them.
    const spans = at.map((time, index) => time - at[0]! - index * PACE_S * 1_000);
    expect(Math.min(...spans)).toBeGreaterThan(-PACE_S * 1_000);
    expect(engines.every(({ submitted }) => submitted.length > 0)).toBe(true);
  });

  test("that cannot be asked for a place, because the database is away, is waited for", async () => {
    const gpu = shareEngine();
    let refusals = 0;
    const wrapStore = (store: Store): Store => {
      const { places } = store;
      if (!places) return store;
      const takePlace: PlaceStore["takePlace"] = async (...asked) => {
        if ((refusals += 1) <= 2) throw new StoreUnavailable("the database is away");
        return await places.takePlace(...asked);
      };
      return { ...store, places: { ...places, takePlace } };
    };
    const { rigs, clock } = await openNodes({ engines: [gpu.at()], wrapStore });
    const [one] = rigs;
    const { id } = await one.create();
    // Claimed before, without a place: it has to ask for one.
    await one.store.claimTasks({ lease: "dead", leaseUntil: clock.now(), limit: 1 });
    one.work();
    await until("it works", async () => {
      await clock.advance(100);
      return gpu.working === 1;
    });
    expect(refusals).toBe(3);
    gpu.release();
    await one.reach(id, "completes", isCompleted);
  });
});

describe("which engine is the same", () => {
  test.each([
    ["by its address, with replicas or without", { id: "gpu", origin: SHARED }, "gpu@10.0.0.5:8188"],
    ["a replica by its own", { id: "gpu@10.0.0.5:8188/a", origin: SHARED }, "gpu@10.0.0.5:8188/a"],
    [
      "an account by its key besides",
      { id: "dashscope", origin: "https://x.example", account: "f00d" },
      "dashscope@x.example f00d",
    ],
    ["by its machine besides, at loopback", { id: "gpu", origin: "http://127.0.0.1:8188" }, "gpu@127.0.0.1:8188 m1"],
    ["and at the machine's own name", { id: "gpu", origin: "http://localhost:8188" }, "gpu@localhost:8188 m1"],
    ["and at loopback of the newer kind", { id: "gpu", origin: "http://[::1]:8188" }, "gpu@[::1]:8188 m1"],
    [
      "an account behind a proxy of the machine by all three",
      { id: "dashscope", origin: "http://127.0.0.1:9", account: "f00d" },
      "dashscope@127.0.0.1:9 f00d m1",
    ],
    ["none that is part of the node", { id: "sketch" }, undefined],
  ])("%s", (_, engine, key) => {
    expect(toSharedKey(engine, "m1")).toBe(key);
  });

  test("a key is told apart by a fingerprint, which does not hold it, where limits are an account's", async () => {
    const baseUrl = "https://provider.example";
    const key = "sk-secret-of-an-account";
    const start = [
      (apiKey: string) => dashscope.start(dashscope.settings.parse({ baseUrl, apiKey })),
      (apiKey: string) => openaiImages.start(openaiImages.settings.parse({ flavour: "openai", baseUrl, apiKey })),
      (apiKey: string) => openaiImages.start(openaiImages.settings.parse({ flavour: "sglang", baseUrl, apiKey })),
    ];
    const accounts = start.map((make) => [make(key), make(key), make("sk-of-another")].map(({ account }) => account));
    const [paid, images, free] = accounts;
    for (const [one, same, other] of [paid!, images!]) {
      expect(one).toMatch(/^[0-9a-f]{16}$/);
      expect(same).toBe(one);
      expect(other).not.toBe(one);
    }
    expect(free).toEqual([undefined, undefined, undefined]);
    expect(JSON.stringify(accounts)).not.toContain(key);
  });
});
