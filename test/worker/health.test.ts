// Engines that fail: when they are left alone, how they come back, what their operator is told, and how long tasks wait for them.
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { EngineError } from "../../src/core/engine.ts";
import type { Worker } from "../../src/worker/loop.ts";
import { drawPlain, scriptEngine, untilAborted, type ScriptedEngine } from "../support/engines.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { until } from "../support/until.ts";

const FAILED = new EngineError("It failed.", { kind: "upstreamFailed", repeatable: false });
const TROUBLE = new EngineError("The provider refused the request at the moment.", {
  kind: "upstreamFailed",
  repeatable: false,
  elsewhere: true,
  operatorReason: "answered HTTP 402 Arrearage",
});
const UNREACHABLE = new EngineError("The engine is not ready.", {
  kind: "upstreamFailed",
  repeatable: true,
  operatorReason: "cannot be reached",
});

/** An engine that fails while `well` is false. */
function ailing(error: Error, script: Partial<Parameters<typeof scriptEngine>[0]> = {}) {
  const health = { well: false };
  const engine = scriptEngine({
    ...script,
    submit: (request) => {
      if (!health.well) throw error;
      return drawPlain(request);
    },
  });
  return { engine, health };
}

async function endOne(rig: Rig, worker: Worker): Promise<string> {
  const { id } = await rig.create();
  worker.wake();
  await rig.finish(id);
  return id;
}

/** Every line that the log got, as objects. */
function recordLog() {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { log, lines };
}

function probing(probe: NonNullable<Parameters<typeof scriptEngine>[0]["probe"]>): ScriptedEngine {
  return scriptEngine({ submit: drawPlain, probe });
}

async function advanceUntil(rig: Rig, what: string, test: () => boolean, stepMs = 1_000): Promise<void> {
  await until(what, async () => {
    if (test()) return true;
    await rig.clock.advance(stepMs);
    return false;
  });
}

function dead(id = "scripted"): ScriptedEngine {
  return scriptEngine({
    id,
    submit: drawPlain,
    probe: () => {
      throw UNREACHABLE;
    },
  });
}

async function startDead(patienceMs: number): Promise<Rig> {
  const engine = dead();
  const rig = await createRig({ engine, patienceMs });
  rig.work();
  await until("it was probed", () => engine.probes === 1);
  return rig;
}

const firstStatus = (rig: Rig) => rig.parts.router.listReports()[0];

describe("an engine that fails again and again", () => {
  test("is left alone after five times, given one task later, and all of them when that one succeeds", async () => {
    const { engine, health } = ailing(FAILED, { capabilities: { concurrency: 3 } });
    const rig = await createRig({ engine });
    const worker = rig.work();
    for (let turn = 0; turn < 5; turn += 1) await endOne(rig, worker);
    expect(firstStatus(rig)).toMatchObject({
      ready: false,
      reason: "It does not answer, or failed several times in a row.",
      operatorReason: "It failed.",
    });
    const waiting = [await rig.create(), await rig.create(), await rig.create()];
    await rig.clock.advance(4_000);
    expect(engine.submitted).toHaveLength(5);
    expect(await rig.read(waiting[0]!.id)).toMatchObject({ state: "pending" });

    await rig.clock.advance(2_000);
    expect(engine.submitted).toHaveLength(6);
    expect(firstStatus(rig)).toMatchObject({ ready: false });
    await rig.clock.advance(8_000);
    expect(engine.submitted).toHaveLength(6);
    health.well = true;
    await rig.clock.advance(3_000);
    for (const { id } of waiting.slice(1)) await rig.reach(id, "completes", ({ state }) => state === "completed");
    expect(firstStatus(rig)).toMatchObject({ ready: true });
    expect(firstStatus(rig)).not.toHaveProperty("reason");
  });

  test("gives its tasks to the next of the route meanwhile", async () => {
    const { engine } = ailing(FAILED, { id: "first" });
    const second = scriptEngine({ id: "second", submit: drawPlain });
    const rig = await createRig({ engines: [engine, second] });
    const worker = rig.work();
    for (let turn = 0; turn < 5; turn += 1) await endOne(rig, worker);
    const id = await endOne(rig, worker);
    expect(await rig.read(id)).toMatchObject({ state: "completed", engine: "second" });
    expect(engine.submitted).toHaveLength(5);
  });

  test("gives its one task's turn to another when that task is cancelled", async () => {
    let hold = false;
    const engine = scriptEngine({
      submit: async (request, { signal }, turn) => {
        if (turn < 5) throw FAILED;
        return hold ? await untilAborted(signal) : drawPlain(request);
      },
    });
    const rig = await createRig({ engine });
    const worker = rig.work();
    for (let turn = 0; turn < 5; turn += 1) await endOne(rig, worker);
    hold = true;
    const [first, second] = [await rig.create(), await rig.create()];
    await rig.clock.advance(6_000);
    await until("the first is tried", () => engine.busy === 1);
    hold = false;
    await rig.store.cancelTask(first.id, "Enough.");
    expect(await rig.finish(second.id)).toMatchObject({ state: "completed" });
  });

  test("by hanging until the deadline is one, too", async () => {
    const engine = scriptEngine({ submit: () => new Promise(() => {}) });
    const rig = await createRig({ engine, taskTimeoutMs: 1_000 });
    const worker = rig.work();
    for (let turn = 0; turn < 5; turn += 1) await endOne(rig, worker);
    expect(firstStatus(rig)).toMatchObject({ ready: false });
  });

  test("is not one whose tasks are cancelled, refused or not taken", async () => {
    const engine = scriptEngine({
      submit: (_, __, turn) => {
        throw new EngineError("No.", {
          kind: turn % 2 === 0 ? "contentRefused" : "upstreamFailed",
          repeatable: false,
          elsewhere: turn % 2 === 1,
        });
      },
    });
    const rig = await createRig({ engine });
    const worker = rig.work();
    for (let turn = 0; turn < 12; turn += 1) await endOne(rig, worker);
    expect(firstStatus(rig)).toMatchObject({ ready: true });
    expect(engine.submitted).toHaveLength(12);
  });
});

test("a clock that is set back a year shuts no engine out for a year", async () => {
  const paused = new EngineError("Busy.", { kind: "upstreamFailed", repeatable: true, elsewhere: true, retryAfterMs: 60_000 });
  const engines = [paused, TROUBLE].map((error, index) => ailing(error, { id: `engine-${index}` }));
  const rig = await createRig({ engines: engines.map(({ engine }) => engine) });
  rig.work();
  await rig.create();
  await until("both were tried", () => engines.every(({ engine }) => engine.submitted.length === 1));
  expect(rig.parts.router.listReports().map(({ ready }) => ready)).toEqual([false, false]);
  rig.clock.jump(-365 * 86_400_000);
  expect(rig.parts.router.listReports().map(({ ready }) => ready)).toEqual([true, true]);
});

describe("an engine that needs its operator", () => {
  test("gets no more work, and only its operator is told why, once, until it works again", async () => {
    const { engine, health } = ailing(TROUBLE);
    const { log, lines } = recordLog();
    const rig = await createRig({ engine, log });
    const worker = rig.work();
    const id = await endOne(rig, worker);
    expect(await rig.read(id)).toMatchObject({ state: "failed", error: { code: 3005, detail: TROUBLE.message } });
    expect(firstStatus(rig)).toMatchObject({
      ready: false,
      reason: "It waits for its operator.",
      operatorReason: "answered HTTP 402 Arrearage",
    });
    for (let waiting = 0; waiting < 9; waiting += 1) await rig.create();
    // After 30 s, 60 s, 120 s and 240 s.
    await rig.clock.advance(460_000);
    expect(engine.submitted).toHaveLength(5);
    const told = lines.filter(({ level }) => level === 50);
    expect(told).toMatchObject([{ engine: "scripted", reason: "answered HTTP 402 Arrearage" }]);

    health.well = true;
    await rig.clock.advance(490_000);
    await endOne(rig, worker);
    expect(firstStatus(rig)).toMatchObject({ ready: true });
    expect(lines.filter(({ msg }) => msg === "the engine works again")).toHaveLength(1);
    health.well = false;
    await endOne(rig, worker);
    expect(lines.filter(({ level }) => level === 50)).toHaveLength(2);
  });

  test("does not stop the task that found out, where another engine is there", async () => {
    const { engine } = ailing(TROUBLE, { id: "first", capabilities: { repeatable: false } });
    const second = scriptEngine({ id: "second", submit: drawPlain, capabilities: { repeatable: false } });
    const rig = await createRig({ engines: [engine, second] });
    const worker = rig.work();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await rig.read(await endOne(rig, worker))).toMatchObject({ state: "completed", engine: "second", failures: 0 });
    }
    expect(engine.submitted).toHaveLength(1);
  });
});

describe("probes", () => {
  test("find out that an engine is not there before any task does, and when it is back", async () => {
    let up = false;
    const engine = probing(() => {
      if (!up) throw UNREACHABLE;
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await until("it was probed", () => engine.probes === 1);
    await rig.clock.advance(60_000);
    expect(firstStatus(rig)).toMatchObject({ ready: false, operatorReason: "cannot be reached" });
    // After 5, 10, 15, 15, … s.
    expect(engine.probes).toBe(6);
    up = true;
    await rig.clock.advance(60_000);
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
    expect(firstStatus(rig)).toMatchObject({ ready: true });
  });

  test("tell the operator of a refused key before any task runs into it", async () => {
    const { log, lines } = recordLog();
    const engine = probing(() => {
      throw new EngineError("The engine is not ready.", {
        kind: "upstreamFailed",
        repeatable: false,
        operatorReason: "answered HTTP 401 InvalidApiKey",
      });
    });
    const rig = await createRig({ engine, log });
    rig.work();
    await rig.clock.advance(100_000);
    expect(firstStatus(rig)).toMatchObject({ ready: false, reason: "It waits for its operator." });
    expect(lines.filter(({ level }) => level === 50)).toMatchObject([{ reason: "answered HTTP 401 InvalidApiKey" }]);
    expect(engine.probes).toBe(3);
  });

  test("are seldom while it is well, and none while it works", async () => {
    const gate = Promise.withResolvers<void>();
    const engine = scriptEngine({
      probe: () => {},
      submit: async (request, _, turn) => {
        if (turn === 0) await gate.promise;
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine });
    const worker = rig.work();
    await until("it was probed", () => engine.probes === 1);
    await rig.clock.advance(300_000);
    expect(engine.probes).toBe(6);
    const { id } = await rig.create();
    worker.wake();
    await until("it works", () => engine.busy === 1);
    await rig.clock.advance(300_000);
    expect(engine.probes).toBe(6);
    gate.resolve();
    await rig.finish(id);
    await advanceUntil(rig, "it is probed again", () => engine.probes === 7);
  });

  test("I8: that never answer count as failed after ten seconds", async () => {
    const signals: AbortSignal[] = [];
    const engine = probing(({ signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    const rig = await createRig({ engine });
    rig.work();
    await until("it was probed", () => engine.probes === 1);
    await rig.clock.advance(9_900);
    expect(signals[0]?.aborted).toBe(false);
    await rig.clock.advance(200);
    expect(signals[0]?.aborted).toBe(true);
    expect(firstStatus(rig)).toMatchObject({ ready: false, operatorReason: "did not answer a probe within 10 s" });
  });

  test("I12: do not hold a stop, and what a stop cuts off says nothing", async () => {
    const { log, lines } = recordLog();
    const engine = probing(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("cut")))),
    );
    const rig = await createRig({ engine, log });
    const worker = rig.work();
    await until("it is probed", () => engine.probes === 1);
    await worker.stop(8_000);
    expect(lines).toEqual([]);
  });

  test("let a task through that heals the engine, or shows that only the probe was well", async () => {
    const { engine, health } = ailing(TROUBLE, { probe: () => {} });
    const rig = await createRig({ engine });
    const worker = rig.work();
    await endOne(rig, worker);
    const tries = () => engine.submitted.length;
    const { id } = await rig.create();
    await rig.clock.advance(29_000);
    expect(tries()).toBe(1);
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3005 } });
    expect(tries()).toBe(2);
    health.well = true;
    expect(await rig.read(await endOne(rig, worker))).toMatchObject({ state: "completed" });
  });

  test("that fail for ever do not keep an engine from being tried after ten minutes", async () => {
    const engine = probing(() => {
      throw UNREACHABLE;
    });
    const rig = await createRig({ engine, patienceMs: 3_600_000 });
    rig.work();
    await until("it was probed", () => engine.probes === 1);
    await rig.clock.advance(1_000);
    const { id } = await rig.create();
    await advanceUntil(rig, "it is tried", () => engine.submitted.length > 0, 10_000);
    expect(rig.clock.now() - Date.UTC(2026, 0, 1)).toBeGreaterThan(600_000);
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
  });
});

describe("a task that waits for an engine", () => {
  test("fails with 4008 when none worked for as long as it may wait, and costs nothing", async () => {
    const rig = await startDead(120_000);
    await rig.clock.advance(100_000);
    const { id } = await rig.create();
    const created = rig.clock.now();
    await rig.clock.advance(115_000);
    expect(await rig.read(id)).toMatchObject({ state: "pending" });
    const task = await rig.finish(id);
    expect(task).toMatchObject({
      state: "failed",
      error: { code: 4008, detail: "No engine for alibaba/wan2.6-t2i was ready within 120 s." },
    });
    expect(task.finishedAt! - created).toBeLessThanOrEqual(126_000);
    expect(rig.ledger(id).at(-1)).toEqual(["release", 75_000]);
  });

  test("waits on while one works, however long the queue is", async () => {
    const gate = Promise.withResolvers<void>();
    const engine = scriptEngine({
      capabilities: { concurrency: 1 },
      submit: async (request, _, turn) => {
        if (turn === 0) await gate.promise;
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine, patienceMs: 10_000, taskTimeoutMs: 3_600_000 });
    await rig.create();
    rig.work();
    await until("it works", () => engine.busy === 1);
    const { id } = await rig.create();
    await rig.clock.advance(600_000);
    expect(await rig.read(id)).toMatchObject({ state: "pending" });
    gate.resolve();
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
  });

  test("after a failed attempt waits anew, and the wait does not count against its deadline", async () => {
    let up = true;
    const engine = scriptEngine({
      probe: () => {
        if (!up) throw UNREACHABLE;
      },
      submit: (request, _, turn) => {
        if (turn > 0) return drawPlain(request);
        up = false;
        throw new EngineError("Not now.", { kind: "upstreamFailed", repeatable: true, elsewhere: true, operatorReason: "gone" });
      },
    });
    const rig = await createRig({ engine, patienceMs: 300_000, taskTimeoutMs: 20_000 });
    const { id } = await rig.create();
    rig.work();
    await rig.reach(id, "has failed", ({ failures }) => failures === 1);
    await rig.clock.advance(200_000);
    expect(await rig.read(id)).toMatchObject({ state: "processing", failures: 1 });
    up = true;
    expect(await rig.finish(id)).toMatchObject({ state: "completed", failures: 1 });
  });

  test("and was begun fails with 4008, too", async () => {
    const rig = await startDead(60_000);
    const { id } = await rig.create();
    await rig.store.claimTasks({ lease: "dead", leaseUntil: rig.clock.now(), limit: 1 });
    await rig.store.changeTask(id, "dead", { type: "retry", dueAt: 0, resubmit: false });
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 4008 }, failures: 1 });
  });

  test("of a model whose engine works is none of them", async () => {
    const qwen = "alibaba/qwen-image-max";
    const engines = [dead("dead"), scriptEngine({ id: "well", submit: drawPlain })];
    const rig = await createRig({ engines, routes: `${qwen}=dead;*=well`, patienceMs: 60_000 });
    const { id: starved } = await rig.create({
      model: qwen,
      input: { prompt: "a fox", size: "1328*1328", prompt_extend: false },
    });
    rig.work();
    await rig.clock.advance(1_000);
    const { id } = await rig.create();
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
    expect(await rig.finish(starved)).toMatchObject({ state: "failed", error: { code: 4008 } });
  });
});
