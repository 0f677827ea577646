// The worker as a whole: capacity, leases, stops, and processes that die under it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Engine, ImageRequest, Submission } from "../../src/core/engine.ts";
import { StoreUnavailable, type Store } from "../../src/core/store.ts";
import type { TaskChange } from "../../src/core/task.ts";
import { listFiles, temporaryDirectory } from "../support/directory.ts";
import { drawPlain, makePng, scriptEngine, untilAborted } from "../support/engines.ts";
import { ManualClock } from "../support/clock.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { runCode } from "../support/process.ts";
import { newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const REQUEST: ImageRequest = { model: "alibaba/wan2.6-t2i", prompt: "", width: 768, height: 768, count: 1, seed: 1 };

function neverAnswer(): Promise<never> {
  return new Promise(() => {});
}

/** An engine whose submissions end when the test says so. */
function createGate(capabilities: Partial<Engine["capabilities"]> = {}) {
  const gates: PromiseWithResolvers<Submission>[] = [];
  const signals: AbortSignal[] = [];
  const engine = scriptEngine({
    capabilities,
    submit: async (request, { signal }) => {
      const gate = Promise.withResolvers<Submission>();
      gates.push(gate);
      signals.push(signal);
      await gate.promise;
      return drawPlain(request);
    },
  });
  return { engine, signals, open: (index: number) => gates[index]?.resolve({ done: [] }) };
}

/** A store as a process sees it that is held up before or after it writes such a change, until the test lets it go on. */
function holdUp(store: Store, when: "before" | "after", type: TaskChange["type"]) {
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const wait = async (): Promise<void> => {
    reached.resolve();
    await goOn.promise;
  };
  const changeTask: Store["changeTask"] = async (id, lease, change, preview) => {
    if (change.type === type && when === "before") await wait();
    const after = await store.changeTask(id, lease, change, preview);
    if (change.type === type && when === "after") await wait();
    return after;
  };
  return { store: { ...store, changeTask }, reached: reached.promise, goOn: () => goOn.resolve() };
}

describe("capacity", () => {
  test("I8: no more submissions run than the engine allows, and a free place is filled at once", async () => {
    const { engine, open } = createGate({ concurrency: 2 });
    const rig = await createRig({ engine });
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push((await rig.create()).id);
    rig.work();
    for (let done = 0; done < 5; done += 1) {
      await until("two are busy", () => engine.submitted.length === Math.min(5, done + 2));
      expect(engine.busy).toBeLessThanOrEqual(2);
      open(done);
      await rig.reach(ids[done] ?? "", "completes", ({ state }) => state === "completed");
    }
    expect(engine.submitted).toHaveLength(5);
  });

  test("of begun tasks no more than a thousand are taken up at once, and the next when one of them has ended", async () => {
    const rig = await createRig({ engine: scriptEngine({ submit: neverAnswer, check: neverAnswer }) });
    const ids = await Promise.all(Array.from({ length: 1_001 }, async () => (await rig.create()).id));
    await rig.store.claimTasks({ lease: "gone", leaseUntil: rig.clock.now() + 1, limit: ids.length });
    const accept = { type: "accept", engine: "scripted", handle: "job" } as const;
    await Promise.all(ids.map((id) => rig.store.changeTask(id, "gone", accept)));
    rig.clock.jump(1);
    const claimed: string[] = [];
    const worker = rig.work({
      store: {
        ...rig.store,
        claimTasks: async (claim) => {
          const tasks = await rig.store.claimTasks(claim);
          claimed.push(...tasks.map(({ id }) => id));
          return tasks;
        },
      },
    });
    await until("they are taken up", () => claimed.length >= 1_000);
    await rig.clock.advance(1);
    expect(claimed).toHaveLength(1_000);
    await rig.store.cancelTask(claimed[0] ?? "", "Enough.");
    await until("the last is taken up", () => claimed.length === 1_001);
    await worker.stop(0);
  });

  test("new work begins when the store tells of it, whoever put it there, without waiting", async () => {
    const rig = await createRig();
    rig.work();
    for (let turn = 0; turn < 5; turn += 1) {
      const { id } = await rig.create();
      await rig.reach(id, "completes", ({ state }) => state === "completed");
    }
    expect(rig.clock.now()).toBe(Date.UTC(2026, 0, 1));
  });

  test("work that nobody announces is found within five seconds", async () => {
    const rig = await createRig({ wrapStore: (store) => ({ ...store, watch: () => () => {} }) });
    rig.work();
    await rig.clock.advance(1_000);
    const { id } = await rig.create();
    await rig.clock.advance(5_000);
    await rig.reach(id, "completes", ({ state }) => state === "completed");
  });
});

/** The engine's work, and a store that takes no writes while `isAway`. */
/** Of all files of images that are there. */
function hashImages({ directory }: Rig): string[] {
  const images = join(directory, "images");
  return listFiles(images).map((name) =>
    createHash("sha256")
      .update(readFileSync(join(images, name)))
      .digest("hex"),
  );
}

async function beginAway(engine: Engine, state = { isAway: false }) {
  const rig = await createRig({
    engine,
    wrapStore: (store) => ({
      ...store,
      changeTask: (...change) => (state.isAway ? Promise.reject(new StoreUnavailable("away")) : store.changeTask(...change)),
      claimTasks: (claim) => (state.isAway ? Promise.reject(new StoreUnavailable("away")) : store.claimTasks(claim)),
    }),
  });
  const { id } = await rig.create();
  rig.work();
  return { rig, id, state };
}

describe("leases", () => {
  test("I4: an attempt that outlasts many leases keeps its own", async () => {
    const { engine, open } = createGate();
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    const { lease } = await rig.reach(id, "is leased", (task) => task.lease !== undefined);
    await until("the engine works", () => engine.busy === 1);
    for (let seconds = 0; seconds < 300; seconds += 10) {
      await rig.clock.advance(10_000);
      const task = await rig.read(id);
      expect(task.lease).toBe(lease);
      expect(task.dueAt).toBeGreaterThan(rig.clock.now());
    }
    open(0);
    expect(await rig.finish(id)).toMatchObject({ state: "completed", claims: 1 });
  });

  test.each([true, false])(
    "I4: after a sleep of the machine a worker goes on with its own work (repeatable: %s)",
    async (repeatable) => {
      const { engine, open } = createGate({ repeatable });
      const rig = await createRig({ engine });
      const { id } = await rig.create();
      const worker = rig.work();
      await until("the engine works", () => engine.busy === 1);
      rig.clock.jump(3_600_000);
      worker.wake();
      await rig.clock.advance(100);
      open(0);
      await until("the attempt has ended", () => engine.busy === 0);
      expect(await rig.finish(id)).toMatchObject({ state: "completed" });
      expect(engine.submitted).toHaveLength(1);
      expect(rig.ledger(id)).toEqual([
        ["reserve", 75_000],
        ["charge", 75_000],
      ]);
    },
  );

  test.each(["nextDueAt", "claimTasks"] as const)(
    "I4: so it does when the machine sleeps after it has looked at its leases, just before %s",
    async (step) => {
      const { engine, open } = createGate({ repeatable: false, concurrency: 2 });
      let sleepMs = 0;
      const rig = await createRig({
        engine,
        wrapStore: (store) => ({
          ...store,
          [step]: (...args: Parameters<typeof store.claimTasks>) => {
            rig.clock.jump(sleepMs);
            sleepMs = 0;
            return (store[step] as typeof store.claimTasks)(...args);
          },
        }),
      });
      const { id: first } = await rig.create();
      rig.work();
      await until("the engine works", () => engine.busy === 1);
      sleepMs = 3_600_000;
      const { id: second } = await rig.create();
      await until("the engine works on both", () => engine.busy === 2);
      expect(sleepMs).toBe(0);
      open(0);
      open(1);
      for (const id of [first, second]) expect(await rig.finish(id)).toMatchObject({ state: "completed", claims: 1 });
      expect(engine.submitted).toHaveLength(2);
    },
  );

  test("I4: a worker that lost its lease writes nothing more, and its engine is told to end", async () => {
    const frozen = new ManualClock();
    const lost = createGate();
    const rig = await createRig();
    const { id } = await rig.create();
    const first = rig.work({ engines: [lost.engine], clock: frozen });
    await until("the first works", () => lost.engine.busy === 1);

    rig.clock.jump(61_000);
    rig.work();
    const completed = await rig.reach(id, "is completed by the second", ({ state }) => state === "completed");
    const files = listFiles(join(rig.directory, "images"));
    await frozen.advance(20_000);
    await until("the first is told", () => lost.signals[0]?.aborted === true);
    expect(lost.signals[0]?.reason).toBe("leaseLost");
    lost.open(0);
    await first.stop(0);
    expect(await rig.read(id)).toEqual(completed);
    expect(listFiles(join(rig.directory, "images"))).toEqual(files);
    expect(rig.ledger(id)).toHaveLength(2);
  });

  describe("that cannot be renewed, because the database is away", () => {
    test("I4: work that another may take up stops before the lease runs out, and is taken up by whoever has the store", async () => {
      const looks: AbortSignal[] = [];
      const state = { isAway: false };
      const engine = scriptEngine({
        submit: async () => ({ pending: "job" }),
        check: async (_, { signal }) => {
          looks.push(signal);
          return state.isAway || looks.length < 3 ? { pending: "job" } : drawPlain(REQUEST);
        },
      });
      const { rig, id } = await beginAway(engine, state);
      const { dueAt } = await rig.reach(id, "has its handle", (task) => task.handle !== undefined);
      state.isAway = true;
      while (looks.at(-1)?.aborted !== true) {
        await rig.clock.advance(1_000);
        expect(rig.clock.now()).toBeLessThan(dueAt);
      }
      expect(looks[0]?.reason).toBe("leaseLost");
      const seen = looks.length;
      await rig.clock.advance(30_000);
      expect(looks).toHaveLength(seen);
      state.isAway = false;
      expect(await rig.finish(id)).toMatchObject({ state: "completed", claims: 2 });
      expect(engine.submitted).toHaveLength(1);
    });

    test("I5: an answer that nobody else can get is waited for, and written when the store is back", async () => {
      const { engine, open, signals } = createGate({ repeatable: false });
      const { rig, id, state } = await beginAway(engine);
      await until("the engine works", () => engine.busy === 1);
      state.isAway = true;
      await rig.clock.advance(100_000);
      expect(signals[0]?.aborted).toBe(false);
      open(0);
      await rig.clock.advance(10_000);
      state.isAway = false;
      expect(await rig.finish(id)).toMatchObject({ state: "completed", claims: 1 });
      expect(engine.submitted).toHaveLength(1);
    });
  });

  test("I4: a process that was held up between its note of a submission and the submission asks whose the task is first", async () => {
    const held = new ManualClock();
    const paid = createGate({ repeatable: false });
    const rig = await createRig();
    const { id } = await rig.create();
    const { store, reached, goOn } = holdUp(rig.store, "after", "submit");
    const first = rig.work({ engines: [paid.engine], clock: held, store });
    await reached;
    held.jump(61_000);
    rig.clock.jump(61_000);
    rig.work();
    await rig.reach(id, "is taken up", ({ claims, state }) => claims > 1 || state === "failed");
    goOn();
    await first.stop(0);
    expect(paid.engine.submitted).toHaveLength(0);
  });

  test("I4: a process that was held up between two looks does not look at work that another has", async () => {
    const held = new ManualClock();
    const engine = scriptEngine({ submit: () => ({ pending: "job" }), check: () => ({ pending: "job" }) });
    const rig = await createRig();
    const { id } = await rig.create();
    const first = rig.work({ engines: [engine], clock: held });
    await until("it has looked", async () => {
      await held.advance(50);
      return engine.checked.length === 1;
    });
    held.jump(61_000);
    rig.clock.jump(61_000);
    expect(await rig.store.claimTasks({ lease: "other", leaseUntil: rig.clock.now() + 60_000, limit: 1 })).toHaveLength(1);
    await held.advance(1_000);
    expect(engine.checked).toHaveLength(1);
    await first.stop(0);
    expect(await rig.read(id)).toMatchObject({ lease: "other" });
  });

  test("I4: a process that was held up while it drew does not write over the image of whoever took the task up", async () => {
    const held = new ManualClock();
    const goOn = Promise.withResolvers<void>();
    const slow = scriptEngine({
      submit: async ({ width, height }) => {
        await goOn.promise;
        return { done: [{ bytes: makePng(width, height, 200) }] };
      },
    });
    const rig = await createRig();
    const { id } = await rig.create();
    const first = rig.work({ engines: [slow], clock: held });
    await until("the first draws", () => slow.busy === 1);
    held.jump(61_000);
    rig.clock.jump(61_000);
    rig.work();
    const { images } = await rig.reach(id, "is completed by the second", ({ state }) => state === "completed");
    goOn.resolve();
    await first.stop(60_000);
    expect(hashImages(rig)).toEqual(images?.map(({ sha256 }) => sha256));
  });

  test.each([true, false])(
    "I4: a process that was held up before it wrote an end leaves the images of whoever took the task up (and had ended it: %s)",
    async (hadEnded) => {
      const rig = await createRig();
      const { id } = await rig.create();
      const one = holdUp(rig.store, "before", "complete");
      const other = holdUp(rig.store, "before", "complete");
      const first = rig.work({ clock: new ManualClock(), store: one.store });
      await one.reached;
      rig.clock.jump(61_000);
      rig.work({ store: other.store });
      await other.reached;
      const ended = () => rig.reach(id, "is completed by the second", ({ state }) => state === "completed");
      if (hadEnded) {
        other.goOn();
        await ended();
      }
      one.goOn();
      await first.stop(60_000);
      other.goOn();
      const { images } = await ended();
      expect(hashImages(rig)).toEqual(images?.map(({ sha256 }) => sha256));
    },
  );

  test("I2, I7: of two workers that finish the same task, the one without the lease changes nothing", async () => {
    const slow = createGate();
    const rig = await createRig();
    const { id } = await rig.create();
    const first = rig.work({ engines: [slow.engine], clock: new ManualClock() });
    await until("the first works", () => slow.engine.busy === 1);
    rig.clock.jump(61_000);
    rig.work();
    const completed = await rig.reach(id, "is completed by the second", ({ state }) => state === "completed");
    slow.open(0);
    await first.stop(10_000);
    expect(await rig.read(id)).toEqual(completed);
    expect(rig.ledger(id)).toHaveLength(2);
  });
});

describe("stops", () => {
  test("I12: what ends within the grace is finished, and nothing new is begun", async () => {
    const { engine, open } = createGate({ concurrency: 1 });
    const rig = await createRig({ engine });
    const [running, waiting] = [await rig.create(), await rig.create()];
    const worker = rig.work();
    await until("the engine works", () => engine.busy === 1);
    const stopped = worker.stop(8_000);
    open(0);
    await stopped;
    expect(await rig.read(running.id)).toMatchObject({ state: "completed" });
    expect(await rig.read(waiting.id)).toMatchObject({ state: "pending", claims: 0 });
    expect(engine.submitted).toHaveLength(1);
  });

  test("I5, I12: what was noted and not submitted yet is handed back as not submitted, and the next start submits it", async () => {
    const engine = scriptEngine({ capabilities: { repeatable: false }, submit: drawPlain });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    const { store, reached, goOn } = holdUp(rig.store, "after", "submit");
    const worker = rig.work({ store });
    await reached;
    const stopped = worker.stop(0);
    // Until it has interrupted what runs.
    await rig.clock.advance(0);
    goOn();
    await stopped;
    expect(engine.submitted).toHaveLength(0);
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
    expect(engine.submitted).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof scriptEngine>[0]["submit"]]>([
    ["heeds the signal", (_, { signal }) => untilAborted(signal)],
    ["ignores the signal", () => new Promise(() => {})],
  ])("I12: what does not is handed back as it was, and the next start finishes it: the engine %s", async (_, submit) => {
    const rig = await createRig({ engine: scriptEngine({ submit }) });
    const { id } = await rig.create();
    const worker = rig.work();
    const running = await rig.reach(id, "runs", (task) => task.lease !== undefined);
    let stopped = false;
    const stopping = worker.stop(8_000).then(() => (stopped = true));
    await rig.clock.advance(7_999);
    expect(stopped).toBe(false);
    await rig.clock.advance(1);
    await stopping;
    const back = await rig.read(id);
    expect(back).toMatchObject({ state: "processing", claims: 0, failures: 0, updatedAt: running.updatedAt });
    expect(back.lease).toBe(undefined);
    expect(back.dueAt).toBeLessThanOrEqual(rig.clock.now());

    rig.work({ engines: [scriptEngine({ submit: drawPlain })] });
    expect(await rig.reach(id, "completes", ({ state }) => state === "completed")).toMatchObject({ claims: 1 });
    expect(rig.ledger(id)).toHaveLength(2);
  });

  test("I12: a stop is over in time although the store takes no writes", async () => {
    let down = false;
    const rig = await createRig({
      engine: scriptEngine({ submit: (_, { signal }) => untilAborted(signal) }),
      wrapStore: (store) => ({
        ...store,
        changeTask: (id, lease, change) =>
          down ? Promise.reject(new StoreUnavailable("disk full")) : store.changeTask(id, lease, change),
      }),
    });
    const { id } = await rig.create();
    const worker = rig.work();
    await rig.reach(id, "runs", (task) => task.lease !== undefined);
    down = true;
    const stopping = worker.stop(1_000);
    await rig.clock.advance(1_000);
    await stopping;
    expect(await rig.read(id)).toMatchObject({ state: "processing" });
  });

  test("I12: a rewriter or an inspector that never answers does not hold a stop", async () => {
    const rig = await createRig({
      rewriter: { id: "stuck", rewrite: neverAnswer },
      inspector: { id: "stuck", inspect: neverAnswer },
    });
    const input = { prompt: "a fox", size: "768*768", n: 1 };
    const tasks = [
      await rig.create({ input: { ...input, prompt_extend: true, safety_filter: false } }),
      await rig.create({ input: { ...input, prompt_extend: false, safety_filter: true } }),
    ];
    const worker = rig.work();
    for (const { id } of tasks) await rig.reach(id, "runs", (task) => task.lease !== undefined);
    await worker.stop(0);
    for (const { id } of tasks) expect((await rig.read(id)).lease).toBe(undefined);
  });

  test("stopping an idle worker is immediate", async () => {
    const rig = await createRig();
    await rig.work().stop(8_000);
    expect(rig.clock.now()).toBe(Date.UTC(2026, 0, 1));
  });
});

describe("trouble with the store", () => {
  test("a queue that cannot be read is read again, and its work is done", async () => {
    let failures = 3;
    const rig = await createRig({
      wrapStore: (store) => ({
        ...store,
        claimTasks: (claim) =>
          (failures -= 1) >= 0 ? Promise.reject(new StoreUnavailable("disk full")) : store.claimTasks(claim),
      }),
    });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
    expect(rig.clock.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(1_500);
  });

  test("an ending that could not be written for minutes is written when the store takes it, by the worker that has it", async () => {
    let down = true;
    let refused = 0;
    const engine = scriptEngine({ submit: drawPlain });
    const rig = await createRig({
      engine,
      wrapStore: (store) => ({
        ...store,
        // Leases cannot be renewed meanwhile, and nobody else can claim anything.
        changeTask: (id, lease, change) => {
          if (!down || (change.type !== "complete" && change.type !== "renew")) return store.changeTask(id, lease, change);
          refused += 1;
          return Promise.reject(new StoreUnavailable("disk full"));
        },
        claimTasks: (claim) =>
          down && engine.submitted.length > 0 ? Promise.reject(new StoreUnavailable("disk full")) : store.claimTasks(claim),
      }),
    });
    const { id } = await rig.create();
    rig.work();
    // Before that the image's file may not be written yet, which takes time that no test's clock tells.
    await until("the ending is refused", () => refused > 0);
    await rig.clock.advance(240_000);
    expect(await rig.read(id)).toMatchObject({ state: "processing" });
    down = false;
    expect(await rig.finish(id)).toMatchObject({ state: "completed", claims: 1 });
    expect(engine.submitted).toHaveLength(1);
    expect(rig.ledger(id)).toHaveLength(2);
  });

  test("a task whose ending could not be written at all is done again when its lease has run out, and charged once", async () => {
    let down = true;
    let refused = 0;
    const engine = scriptEngine({ submit: drawPlain });
    const rig = await createRig({
      engine,
      patienceMs: 10_000,
      wrapStore: (store) => ({
        ...store,
        changeTask: (id, lease, change) => {
          if (!down || change.type !== "complete") return store.changeTask(id, lease, change);
          refused += 1;
          return Promise.reject(new StoreUnavailable("disk full"));
        },
      }),
    });
    const { id } = await rig.create();
    rig.work();
    await until("the worker gives up", async () => {
      await rig.clock.advance(1_000);
      return refused === 7;
    });
    expect(await rig.read(id)).toMatchObject({ state: "processing" });
    down = false;
    expect(await rig.finish(id)).toMatchObject({ state: "completed", claims: 2 });
    expect(engine.submitted).toHaveLength(2);
    expect(rig.ledger(id)).toHaveLength(2);
  });

  test.each([
    [24, { state: "completed", claims: 25 }, "charge"],
    [25, { state: "failed", error: { code: 4002 }, claims: 26 }, "release"],
  ])("a task that ends its process again and again is begun 25 times and no more: %i crashes", async (crashes, end, entry) => {
    const rig = await createRig();
    const { id } = await rig.create();
    for (let crash = 0; crash < crashes; crash += 1) {
      await rig.store.claimTasks({ lease: `crashed-${crash}`, leaseUntil: rig.clock.now(), limit: 1 });
    }
    rig.work();
    expect(await rig.finish(id)).toMatchObject(end);
    expect(rig.ledger(id).at(-1)).toEqual([entry, 75_000]);
  });
});

/** With a task whose engine has it, and is configured no more. */
async function beginWithoutEngine() {
  const rig = await createRig({ engine: scriptEngine({ id: "other", submit: drawPlain }), patienceMs: 120_000 });
  const { id } = await rig.create();
  await rig.store.claimTasks({ lease: "a", leaseUntil: rig.clock.now(), limit: 1 });
  await rig.store.changeTask(id, "a", { type: "accept", engine: "gone", handle: 1 });
  const worker = rig.work();
  await rig.clock.advance(60_000);
  expect(await rig.read(id)).toMatchObject({ state: "processing", handle: 1 });
  return { rig, id, worker };
}

describe("a process that dies", () => {
  /** A whole worker with an engine that ends its process, in the middle of `submit` or of `check`. */
  const WORK_AND_DIE = `
    import { appendFileSync } from "node:fs";
    import { openDiskBlobs } from "./src/blobs/disk.ts";
    import { createLog } from "./src/io/log.ts";
    import { createMetrics } from "./src/io/metrics.ts";
    import { systemClock as clock } from "./src/io/system-clock.ts";
    import { MODELS } from "./src/models/catalogue.ts";
    import { openSqliteStore } from "./src/stores/sqlite/store.ts";
    import { startWorker } from "./src/worker/loop.ts";
    import { createRouter } from "./src/worker/router.ts";
    const [, directory, task, repeatable, dieIn] = process.argv;
    const store = openSqliteStore({ directory, clock, as: "owner" });
    const die = (call) => {
      appendFileSync(directory + "/calls", call + "\\n");
      if (call === dieIn) process.kill(process.pid, "SIGKILL");
    };
    const engine = {
      id: "scripted",
      capabilities: { concurrency: 1, repeatable: repeatable === "true", digitalSourceType: "algorithmicMedia" },
      submit: async () => (die("submit"), { pending: { job: 7 } }),
      check: async () => (die("check"), { pending: { job: 7 } }),
      stop: async () => {},
    };
    if (task) await store.createTask(JSON.parse(task));
    const log = await createLog({ level: "silent", format: "json" });
    const routes = new Map(MODELS.map(({ id }) => [id, [[{ engine: "scripted", weight: 1 }]]]));
    startWorker({
      store, router: createRouter({ engines: [{ engine, title: "" }], routes, clock, log, patienceMs: 60000 }), clock, blobs: await openDiskBlobs(directory + "/images"),
      rewriter: undefined, inspector: undefined, models: new Map(MODELS.map((model) => [model.id, model])),
      log, metrics: createMetrics({ store, clock }), tracer: undefined,
      isWatched: () => false, repeatLost: false, leaseMs: 60000, taskTimeoutMs: 60000, retentionMs: 60000,
    });
  `;

  async function die({ repeatable, during }: { repeatable: boolean; during: "submit" | "check" }) {
    const directory = temporaryDirectory();
    const task = newTask({ createdAt: Date.now() });
    const program = runCode(WORK_AND_DIE, [directory, JSON.stringify(task), String(repeatable), during]);
    expect(await program.exited).toEqual({ code: null, signal: "SIGKILL" });
    const calls = readFileSync(join(directory, "calls"), "utf8").trim().split("\n");
    const engine = scriptEngine({
      capabilities: { repeatable },
      submit: drawPlain,
      check: () => ({ done: [{ bytes: makePng(768, 768) }] }),
    });
    const rig = await createRig({ engine, directory });
    rig.clock.jump(Date.now() - rig.clock.now());
    rig.work();
    const after = await rig.finish(task.id);
    return { after, engine, calls, ledger: rig.ledger(task.id) };
  }

  test("I5: with a submit that may have been paid for, the task fails with 3005 and is never submitted again", async () => {
    const { after, engine, calls, ledger } = await die({ repeatable: false, during: "submit" });
    expect(calls).toEqual(["submit"]);
    expect(after).toMatchObject({ state: "failed", error: { code: 3005 } });
    expect(engine.submitted).toEqual([]);
    expect(ledger).toEqual([
      ["reserve", 75_000],
      ["release", 75_000],
    ]);
  });

  test.each([false, true])(
    "I5: with a handle on disk, the next start waits on and submits nothing (repeatable: %s)",
    async (repeatable) => {
      const { after, engine, calls, ledger } = await die({ repeatable, during: "check" });
      expect(calls).toEqual(["submit", "check"]);
      expect(after).toMatchObject({ state: "completed", handle: { job: 7 }, claims: 2 });
      expect(engine.submitted).toEqual([]);
      expect(engine.checked).toEqual([{ job: 7 }]);
      expect(ledger).toEqual([
        ["reserve", 75_000],
        ["charge", 75_000],
      ]);
    },
  );

  test("with a submit that costs nothing, the next start submits again", async () => {
    const { after, engine, ledger } = await die({ repeatable: true, during: "submit" });
    expect(after).toMatchObject({ state: "completed", claims: 2 });
    expect(engine.submitted).toMatchObject([{ ...REQUEST, prompt: "a fox", seed: 7 }]);
    expect(ledger).toHaveLength(2);
  });

  describe("whose task's engine is configured no more", () => {
    test("leaves the task to a start that has it again", async () => {
      const { rig, id, worker } = await beginWithoutEngine();
      await worker.stop(0);
      const engine = scriptEngine({ id: "gone", submit: drawPlain, check: () => drawPlain(REQUEST) });
      rig.work({ engines: [engine] });
      expect(await rig.finish(id)).toMatchObject({ state: "completed", engine: "gone" });
      expect(engine.submitted).toEqual([]);
    });

    test("leaves it for as long as a task waits for an engine, which then is 4008", async () => {
      const { rig, id } = await beginWithoutEngine();
      await rig.clock.advance(90_000);
      expect(await rig.read(id)).toMatchObject({ state: "failed", error: { code: 4008 } });
    });
  });
});
