// Which engine gets a task, and what becomes of it when that one declines. Each case runs a whole worker on a real store.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BlobsUnavailable, toBlobName } from "../../src/core/blobs.ts";
import { EngineError, type EngineCapabilities, type ImageRequest, type Submission } from "../../src/core/engine.ts";
import type { Rewriter } from "../../src/core/rewriter.ts";
import type { Handle } from "../../src/core/task.ts";
import { drawPlain, makeKept, makePng, scriptEngine, untilAborted, type ScriptedEngine } from "../support/engines.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { until } from "../support/until.ts";

const QWEN = "alibaba/qwen-image-max";
const QWEN_INPUT = { prompt: "a fox", size: "1328*1328", prompt_extend: false, safety_filter: false };
const EXTEND = { prompt: "a fox", size: "768*768", n: 1, prompt_extend: true, safety_filter: false };
const CHARGED = [
  ["reserve", 75_000],
  ["charge", 75_000],
];
const RELEASED = [
  ["reserve", 75_000],
  ["release", 75_000],
];

/** Nothing was begun, and another engine may be asked. */
function declined(options: Partial<ConstructorParameters<typeof EngineError>[1]> = {}): EngineError {
  return new EngineError("The provider had too many requests.", {
    kind: "upstreamFailed",
    repeatable: true,
    elsewhere: true,
    ...options,
  });
}

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

/** An engine that keeps every task until the test lets it go. */
function holding(id: string, capabilities: Partial<EngineCapabilities> = {}) {
  const gates: PromiseWithResolvers<void>[] = [];
  const engine = scriptEngine({
    id,
    capabilities,
    submit: async (request, { signal }) => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await Promise.race([gate.promise, untilAborted(signal)]);
      return drawPlain(request);
    },
  });
  return { engine, release: () => gates.splice(0).forEach(({ resolve }) => resolve()) };
}

function drawing(id: string, capabilities: Partial<EngineCapabilities> = {}): ScriptedEngine {
  return scriptEngine({ id, capabilities, submit: drawPlain });
}

async function createMany(rig: Rig, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push((await rig.create()).id);
  return ids;
}

function makeOne(): Submission {
  return { done: [{ bytes: makePng(768, 768) }] };
}

async function leaveWork(rig: Rig, engine: string, count = 1): Promise<string[]> {
  const ids = await createMany(rig, count);
  await rig.store.claimTasks({ lease: "dead", leaseUntil: rig.clock.now(), limit: count });
  for (const [index, id] of ids.entries())
    await rig.store.changeTask(id, "dead", { type: "accept", engine, handle: { job: index } });
  return ids;
}

function countingRewriter(seen: string[]): Rewriter {
  return {
    id: "counting",
    rewrite: async (prompt) => {
      seen.push(prompt);
      return { prompt: `${prompt}, in detail`, language: "en", warnings: [] };
    },
  };
}

const counts = (...engines: readonly ScriptedEngine[]) => engines.map(({ submitted }) => submitted.length);

describe("a place", () => {
  test("is found at the first engine of the route, at the next when that is busy, and nowhere when all are", async () => {
    const [first, second] = [holding("first", { concurrency: 2 }), holding("second", { concurrency: 1 })];
    const rig = await createRig({ engines: [first.engine, second.engine] });
    const ids = await createMany(rig, 5);
    rig.work();
    await until("all places are taken", () => first.engine.busy === 2 && second.engine.busy === 1);
    await rig.clock.advance(60_000);
    for (const id of ids.slice(3)) expect(await rig.read(id)).toMatchObject({ state: "pending", claims: 0 });
    expect(counts(first.engine, second.engine)).toEqual([2, 1]);
    first.release();
    await until("the others are begun", () => first.engine.submitted.length === 4);
    expect(counts(first.engine, second.engine)).toEqual([4, 1]);
  });

  test("that one model waits for is no obstacle to the tasks of another", async () => {
    const [busy, other] = [holding("busy", { concurrency: 1 }), drawing("other")];
    const rig = await createRig({ engines: [busy.engine, other], routes: `${QWEN}=busy;*=other` });
    const [first, second] = [0, 1].map(() => rig.create({ model: QWEN, input: QWEN_INPUT, priority: "high" }));
    const [{ id: held }, { id: queued }] = [await first!, await second!];
    const { id } = await rig.create({ priority: "low" });
    rig.work();
    expect(await rig.reach(id, "completes", ({ state }) => state === "completed")).toMatchObject({ engine: "other" });
    expect((await rig.read(held)).state).toBe("processing");
    expect((await rig.read(queued)).state).toBe("pending");
    expect(other.submitted).toHaveLength(1);
  });

  test("at engines of one stage is given out by weight", async () => {
    const engines = ["a", "b", "c"].map((id) => drawing(id, { concurrency: 1 }));
    const rig = await createRig({ engines, routes: "*=a:3|b:1,c" });
    const worker = rig.work();
    const order: string[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const { id } = await rig.create();
      worker.wake();
      order.push((await rig.reach(id, "completes", ({ state }) => state === "completed")).engine ?? "");
    }
    expect(order.join("")).toBe("aabaaaba");
  });

  test("whose weight says otherwise is given to whoever is free", async () => {
    const [busy, free] = [holding("busy", { concurrency: 1 }), drawing("free", { concurrency: 1 })];
    const rig = await createRig({ engines: [busy.engine, free], routes: "*=busy:1000|free" });
    const ids = await createMany(rig, 4);
    rig.work();
    for (const id of ids.slice(1)) await rig.reach(id, "completes", ({ state }) => state === "completed");
    expect(counts(busy.engine, free)).toEqual([1, 3]);
  });

  test("is found at the least busy of several replicas, and in turns when they are equally busy", async () => {
    const replicas = [1, 2, 4].map((concurrency) => holding(`gpu@host-${concurrency}:8000`, { concurrency }));
    const rig = await createRig({ engines: replicas.map(({ engine }) => engine), routes: "*=gpu" });
    const worker = rig.work();
    const engines = replicas.map(({ engine }) => engine);
    const seen: number[][] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      await rig.create();
      worker.wake();
      await until("it is worked on", () => counts(...engines).reduce((sum, each) => sum + each) === turn + 1);
      seen.push(counts(...engines));
    }
    expect(seen).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
      [1, 1, 2],
      [1, 2, 2],
      [1, 2, 3],
      [1, 2, 4],
    ]);
  });

  test("is not given to an engine that does not serve the model", async () => {
    const [some, all] = [drawing("some", { models: [QWEN] }), drawing("all")];
    const rig = await createRig({ engines: [some, all] });
    const { id: wan } = await rig.create();
    const { id: qwen } = await rig.create({ model: QWEN, input: QWEN_INPUT });
    rig.work();
    expect(await rig.finish(wan)).toMatchObject({ engine: "all" });
    expect(await rig.finish(qwen)).toMatchObject({ engine: "some" });
  });

  test("I8: is not given more often than the upstream's submissions a second allow", async () => {
    const at: number[] = [];
    const engine = scriptEngine({
      capabilities: { concurrency: 10, submitsPerSecond: 2 },
      submit: (request) => {
        at.push(rig.clock.now());
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine });
    const ids = await createMany(rig, 5);
    rig.work();
    await until("the first is submitted", () => at.length === 1);
    expect((await rig.read(ids[1]!)).state).toBe("pending");
    for (const id of ids) await rig.finish(id);
    for (const [index, time] of at.entries()) if (index > 0) expect(time - at[index - 1]!).toBeGreaterThanOrEqual(500);
    expect(at.at(-1)! - at[0]!).toBeLessThan(2_500);
  });

  test("keeps that pace though prompts that take long are ready at once", async () => {
    const ready = Promise.withResolvers<void>();
    const at: number[] = [];
    const engine = scriptEngine({
      capabilities: { concurrency: 3, submitsPerSecond: 1 },
      submit: (request) => {
        at.push(rig.clock.now());
        return drawPlain(request);
      },
    });
    const rewriter = {
      id: "slow",
      rewrite: async (prompt: string) => {
        await ready.promise;
        return { prompt, language: "en", warnings: [] };
      },
    };
    const rig = await createRig({ engine, rewriter });
    const ids = [await rig.create({ input: EXTEND }), await rig.create({ input: EXTEND }), await rig.create({ input: EXTEND })];
    rig.work();
    await rig.clock.advance(5_000);
    expect(at).toEqual([]);
    ready.resolve();
    for (const { id } of ids) await rig.finish(id);
    expect(at.map((time) => Math.round((time - at[0]!) / 1_000))).toEqual([0, 1, 2]);
  });
});

describe("an engine that declines", () => {
  test.each([true, false])(
    "is followed by the next in the same attempt, each asked once (repeatable: %s)",
    async (repeatable) => {
      const first = scriptEngine({ id: "first", capabilities: { repeatable }, submit: throwing(declined()) });
      const second = scriptEngine({
        id: "second",
        capabilities: { repeatable },
        submit: throwing(declined({ repeatable: false })),
      });
      const third = drawing("third", { repeatable });
      const rig = await createRig({ engines: [first, second, third] });
      const { id } = await rig.create();
      rig.work();
      expect(await rig.reach(id, "completes", ({ state }) => state === "completed")).toMatchObject({
        engine: "third",
        failures: 0,
        claims: 1,
      });
      expect(counts(first, second, third)).toEqual([1, 1, 1]);
      expect(rig.ledger(id)).toEqual(CHARGED);
    },
  );

  test("is followed by its own replicas, the one that declined left out", async () => {
    const first = scriptEngine({ id: "gpu@a:1", submit: throwing(declined()) });
    const second = drawing("gpu@b:1");
    const rig = await createRig({ engines: [first, second], routes: "*=gpu" });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ engine: "gpu@b:1", failures: 0 });
    expect(counts(first, second)).toEqual([1, 1]);
  });

  test("is waited for no longer than the next one is busy", async () => {
    const first = scriptEngine({ id: "first", capabilities: { concurrency: 2 }, submit: throwing(declined()) });
    const second = holding("second", { concurrency: 1 });
    const rig = await createRig({ engines: [first, second.engine] });
    const [one, two] = await createMany(rig, 2);
    rig.work();
    await until("the second engine is busy", () => second.engine.busy === 1);
    await rig.clock.advance(30_000);
    expect(second.engine.submitted).toHaveLength(1);
    second.release();
    await until("it has the other task", () => second.engine.submitted.length === 2);
    second.release();
    for (const id of [one!, two!]) {
      expect(await rig.reach(id, "completes", ({ state }) => state === "completed")).toMatchObject({
        engine: "second",
        failures: 0,
      });
    }
    expect(first.submitted).toHaveLength(2);
  });

  test("with all others ends the attempt: the next begins when the backoff and the upstream's wait are over", async () => {
    const at: number[] = [];
    const first = scriptEngine({
      id: "first",
      submit: (request, _, turn) => {
        at.push(rig.clock.now());
        if (turn === 0) throw declined({ retryAfterMs: 20_000 });
        return drawPlain(request);
      },
    });
    const second = scriptEngine({ id: "second", submit: throwing(declined({ repeatable: false })) });
    const rig = await createRig({ engines: [first, second] });
    const { id } = await rig.create();
    rig.work();
    const waits = await rig.reach(id, "waits", ({ failures }) => failures === 1);
    expect(waits.dueAt - rig.clock.now()).toBe(20_000);
    expect(await rig.finish(id)).toMatchObject({ engine: "first", failures: 1 });
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(20_000);
    expect(at[1]! - at[0]!).toBeLessThan(21_000);
    expect(counts(first, second)).toEqual([2, 1]);
  });

  test("with all others is followed by the attempt that comes soonest", async () => {
    const engines = [50_000, 10_000, 30_000].map((retryAfterMs, index) =>
      scriptEngine({ id: `engine-${index}`, submit: throwing(declined({ retryAfterMs })) }),
    );
    const rig = await createRig({ engines });
    const { id } = await rig.create();
    rig.work();
    const { dueAt } = await rig.reach(id, "waits", ({ failures }) => failures === 1);
    expect(dueAt - rig.clock.now()).toBe(10_000);
  });

  test("I8: with all others, at every attempt, ends the task after four of them", async () => {
    const engines = ["first", "second"].map((id) => scriptEngine({ id, submit: throwing(declined()) }));
    const rig = await createRig({ engines });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3005 }, failures: 3 });
    expect(counts(...engines)).toEqual([4, 4]);
    expect(rig.ledger(id)).toEqual(RELEASED);
  });

  test("and would decline again ends the task at once, unless another was only not ready", async () => {
    const refusing = scriptEngine({ id: "refusing", submit: throwing(declined({ repeatable: false })) });
    const rig = await createRig({ engines: [refusing] });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3005 }, failures: 0 });
    expect(refusing.submitted).toHaveLength(1);
  });

  test("asks to be left alone, and is, by every task; then it is asked again", async () => {
    const at: number[] = [];
    const engine = scriptEngine({
      capabilities: { concurrency: 5 },
      submit: (request, _, turn) => {
        at.push(rig.clock.now());
        if (turn === 0) throw declined({ retryAfterMs: 45_000 });
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine });
    const worker = rig.work();
    const { id } = await rig.create();
    worker.wake();
    await rig.reach(id, "waits", ({ failures }) => failures === 1);
    const others = await createMany(rig, 3);
    worker.wake();
    await rig.clock.advance(44_000);
    expect(engine.submitted).toHaveLength(1);
    expect(rig.parts.router.listReports()).toMatchObject([
      {
        ready: false,
        reason: expect.stringMatching(/^Its upstream asked to be left alone until 2026-01-01T00:00:45.*Z\.$/) as string,
      },
    ]);
    for (const each of [id, ...others]) expect(await rig.finish(each)).toMatchObject({ state: "completed" });
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(45_000);
  });

  test("asks to be left alone for longer than an hour, and is for an hour", async () => {
    const engine = scriptEngine({ submit: throwing(declined({ retryAfterMs: 2 * 3_600_000 })) });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await rig.reach(id, "waits", ({ failures }) => failures === 1);
    const [report] = rig.parts.router.listReports();
    expect(report?.reason).toMatch(/ until 2026-01-01T01:00:00.*Z\.$/);
  });

  test("because of the content is the only one that sees it", async () => {
    const first = scriptEngine({
      id: "first",
      submit: throwing(new EngineError("The provider refused the prompt.", { kind: "contentRefused", repeatable: false })),
    });
    const second = drawing("second");
    const rig = await createRig({ engines: [first, second] });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3003 } });
    expect(counts(first, second)).toEqual([1, 0]);
    expect(rig.ledger(id)).toEqual(RELEASED);
  });

  test("work that it had accepted, because it is gone and was not paid for, is given to the next", async () => {
    const first = scriptEngine({
      id: "first",
      capabilities: { repeatable: false },
      submit: () => ({ pending: "j-1" }),
      check: throwing(declined({ resubmit: true })),
    });
    const second = drawing("second", { repeatable: false });
    const rig = await createRig({ engines: [first, second] });
    const { id } = await rig.create();
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "completed", engine: "second", failures: 0 });
    expect(task).not.toHaveProperty("handle");
  });

  test("I5: to look at work that it has keeps it all the same", async () => {
    const first = scriptEngine({
      id: "first",
      capabilities: { repeatable: false },
      submit: () => ({ pending: "j-1" }),
      check: (_, __, turn) => {
        if (turn === 0) throw declined();
        return drawPlain({ width: 768, height: 768, count: 1, seed: 1 } as ImageRequest);
      },
    });
    const second = drawing("second");
    const rig = await createRig({ engines: [first, second] });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed", engine: "first", failures: 0 });
    expect(counts(first, second)).toEqual([1, 0]);
  });

  test("a task under an id of ours is followed by the next, and the id is given up", async () => {
    const first = scriptEngine({ id: "first", mintHandle: (id) => ({ id }), submit: throwing(declined()) });
    const second = drawing("second");
    const rig = await createRig({ engines: [first, second] });
    const { id } = await rig.create();
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "completed", engine: "second" });
    expect(task).not.toHaveProperty("handle");
  });
});

describe("a lost answer", () => {
  const lost = new EngineError("The provider's answer was lost.", { kind: "upstreamFailed", repeatable: false, lost: true });

  test("I5: to a paid submission is not bought again, here or elsewhere", async () => {
    const first = scriptEngine({ id: "first", capabilities: { repeatable: false }, submit: throwing(lost) });
    const second = drawing("second");
    const rig = await createRig({ engines: [first, second] });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3005, detail: lost.message } });
    expect(counts(first, second)).toEqual([1, 0]);
    expect(rig.ledger(id)).toEqual(RELEASED);
  });

  test("is, where the operator prefers that", async () => {
    const engine = scriptEngine({
      capabilities: { repeatable: false },
      submit: (request, _, turn) => {
        if (turn === 0) throw lost;
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine, repeatLost: true });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed", failures: 1 });
    expect(engine.submitted).toHaveLength(2);
    expect(rig.ledger(id)).toEqual(CHARGED);
  });

  test.each([
    [false, { state: "failed", error: { code: 3005 } }, 0],
    [true, { state: "completed" }, 1],
  ])("with the process, too (repeated: %s)", async (repeatLost, outcome, submissions) => {
    const engine = drawing("scripted", { repeatable: false });
    const rig = await createRig({ engine, repeatLost });
    const { id } = await rig.create();
    await rig.store.claimTasks({ lease: "dead", leaseUntil: rig.clock.now(), limit: 1 });
    await rig.store.changeTask(id, "dead", { type: "submit", engine: "scripted" });
    rig.work();
    expect(await rig.finish(id)).toMatchObject(outcome);
    expect(engine.submitted).toHaveLength(submissions);
  });
});

interface Left {
  /** Of its two images. */
  readonly written: readonly number[];
  readonly size?: { readonly width: number; readonly height: number };
  /** The engine that made them. */
  readonly engine?: string;
}

/** A task whose server died after it had noted the submission, and these images had been written. */
async function leaveImages(
  rig: Rig,
  { written, size = { width: 768, height: 768 }, engine = "scripted" }: Left,
): Promise<string> {
  const task = await rig.create({ input: { ...EXTEND, n: 2, prompt_extend: false }, imageCount: 2 });
  await rig.store.claimTasks({ lease: "dead", leaseUntil: rig.clock.now(), limit: 1 });
  await rig.store.changeTask(task.id, "dead", { type: "submit", engine: "scripted" });
  for (const index of written) await rig.blobs.put(toBlobName(task, index), makeKept(engine, { ...size, shade: index }));
  return task.id;
}

const failAway = () => Promise.reject(new BlobsUnavailable("the store gave no answer"));

describe("a lost answer whose images were written", () => {
  test("completes with them, and buys nothing", async () => {
    const engine = drawing("scripted", { repeatable: false });
    const rig = await createRig({ engine });
    const id = await leaveImages(rig, { written: [0, 1] });
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "completed", engine: "scripted", images: [{ width: 768 }, { width: 768 }] });
    expect(rig.ledger(id)).toEqual(CHARGED);
    expect(engine.submitted).toEqual([]);
  });

  test("is lost when nobody can look for them", async () => {
    const engine = drawing("scripted", { repeatable: false });
    const rig = await createRig({ engine, patienceMs: 20_000, wrapBlobs: (blobs) => ({ ...blobs, open: failAway }) });
    const id = await leaveImages(rig, { written: [0, 1] });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3005 } });
    expect(rig.ledger(id)).toEqual(RELEASED);
    expect(engine.submitted).toEqual([]);
  });

  test.each([
    ["are not all there", { written: [0] }],
    ["are of another size", { written: [0, 1], size: { width: 928, height: 1664 } }],
    ["are what another engine left behind", { written: [0, 1], engine: "free" }],
  ])("is lost when they %s", async (_, left) => {
    const engine = drawing("scripted", { repeatable: false });
    const rig = await createRig({ engine });
    const id = await leaveImages(rig, left);
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3005 } });
    expect(engine.submitted).toEqual([]);
  });
});

describe("work from before a restart", () => {
  test("goes back to the replica that has it, whatever the routes and the order say now", async () => {
    const engines = ["a:1", "b:1"].map((address) => scriptEngine({ id: `gpu@${address}`, submit: drawPlain, check: makeOne }));
    const other = drawing("other");
    const rig = await createRig({ engines: [other, ...engines.toReversed()], routes: "*=other" });
    const [id] = await leaveWork(rig, "gpu@a:1");
    rig.work();
    expect(await rig.finish(id!)).toMatchObject({ state: "completed", engine: "gpu@a:1" });
    expect(engines.map(({ checked }) => checked)).toEqual([[{ job: 0 }], []]);
    expect(counts(other, ...engines)).toEqual([0, 0, 0]);
  });

  test.each([
    ["is alone now, at the same address", "gpu@a:1", [{ id: "gpu", origin: "http://a:1" }], "gpu"],
    ["was alone, and is the first of several now", "gpu", [{ id: "gpu@a:1" }, { id: "gpu@b:1" }], "gpu@a:1"],
    ["is alone now, at another address", "gpu@a:1", [{ id: "gpu", origin: "http://b:1" }], undefined],
    ["is gone", "gpu@a:1", [{ id: "gpu@b:1" }], undefined],
  ])("finds a replica that %s", async (_, before, now, found) => {
    const engines = now.map((each) => ({ ...scriptEngine({ id: each.id, submit: drawPlain, check: makeOne }), ...each }));
    const rig = await createRig({ engines, patienceMs: 20_000 });
    const [id] = await leaveWork(rig, before);
    rig.work();
    expect(await rig.finish(id!)).toMatchObject(
      found === undefined ? { state: "failed", error: { code: 4008 } } : { state: "completed", engine: found },
    );
  });

  test("is never refused for want of a place, and counts as taken", async () => {
    let ready = false;
    const engine = scriptEngine({
      capabilities: { concurrency: 2 },
      submit: drawPlain,
      check: (handle) => (ready ? makeOne() : { pending: handle }),
    });
    const rig = await createRig({ engine });
    const before = await leaveWork(rig, "scripted", 4);
    const { id: fresh } = await rig.create();
    rig.work();
    await until("all are looked at", async () => {
      await rig.clock.advance(250);
      return new Set(engine.checked.map((handle) => (handle as { job: number }).job)).size === 4;
    });
    expect(rig.parts.router.listReports()).toMatchObject([{ capacity: 2, busy: 4 }]);
    expect(await rig.read(fresh)).toMatchObject({ state: "pending" });
    ready = true;
    for (const id of [...before, fresh]) expect(await rig.finish(id)).toMatchObject({ state: "completed" });
  });
});

describe("prompts", () => {
  test("go as they are to an engine that rewrites them itself, which is told to", async () => {
    const seen: string[] = [];
    const engine = scriptEngine({
      capabilities: { extendsPrompts: true },
      submit: (request) => ({ ...drawPlain(request), finalPrompt: "a fox that the provider made up" }),
    });
    const rig = await createRig({ engine, rewriter: countingRewriter(seen) });
    const { id: extended } = await rig.create({ input: EXTEND });
    const { id: plain } = await rig.create();
    rig.work();
    expect(await rig.finish(extended)).toMatchObject({ finalPrompt: "a fox that the provider made up" });
    await rig.finish(plain);
    expect(engine.submitted).toMatchObject([
      { prompt: "a fox", extendPrompt: true, inspectContent: false },
      { prompt: "a fox", extendPrompt: false },
    ]);
    expect(seen).toEqual([]);
  });

  test("are rewritten here when the task moves on from such an engine, and not twice when it moves back", async () => {
    const seen: string[] = [];
    const extending = scriptEngine({
      id: "extending",
      capabilities: { extendsPrompts: true },
      submit: (request, _, turn) => {
        if (turn < 2) throw declined();
        return drawPlain(request);
      },
    });
    const plain = scriptEngine({ id: "plain", submit: throwing(declined()) });
    const rig = await createRig({ engines: [extending, plain], rewriter: countingRewriter(seen) });
    const { id } = await rig.create({ input: EXTEND });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ engine: "extending", failures: 2, finalPrompt: "a fox" });
    expect(extending.submitted.map(({ prompt }) => prompt)).toEqual(["a fox", "a fox", "a fox"]);
    expect(plain.submitted.map(({ prompt, extendPrompt }) => [prompt, extendPrompt])).toEqual([
      ["a fox, in detail", undefined],
      ["a fox, in detail", undefined],
    ]);
    expect(seen).toEqual(["a fox"]);
  });
});

type Outcome = "made" | "declined" | "throttled" | "failed" | "trouble" | "lost" | "pending" | "forgotten" | "refused" | "broken";

describe("at random", () => {
  test("I5, I7, I8: with engines that fail in every way every task ends, none is charged twice, none bought twice", async () => {
    const outcome = fc.constantFrom<Outcome>(
      ...([
        "made",
        "made",
        "declined",
        "throttled",
        "failed",
        "trouble",
        "lost",
        "pending",
        "forgotten",
        "refused",
        "broken",
      ] as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: 1, maxLength: 12 }),
        fc.array(outcome, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (first, second, repeatable) => {
          /** What was bought for each task: a submission that was made, or of which nobody knows. */
          const bought = new Map<number, number>();
          const engines = [first, second].map((script, index) => playScript(`engine-${index}`, script, { repeatable, bought }));
          const rig = await createRig({ engines, patienceMs: 120_000 });
          // The seed tells an engine which task it has.
          const tasks = await Promise.all([0, 1, 2, 3].map((seed) => rig.create({ seed })));
          rig.work();
          for (const { id, seed } of tasks) {
            await until(`task ${id} ends`, async () => {
              await rig.clock.advance(1_000);
              const { state } = await rig.read(id);
              return state === "completed" || state === "failed";
            });
            expect(rig.ledger(id)).toHaveLength(2);
            if (!repeatable) expect(bought.get(seed) ?? 0).toBeLessThanOrEqual(1);
            if ((await rig.read(id)).state === "completed") expect(bought.get(seed)).toBeGreaterThanOrEqual(1);
          }
          expect(rig.parts.router.listReports().map(({ busy }) => busy)).toEqual([0, 0]);
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});

/** An engine that goes through its script again and again. */
function playScript(
  id: string,
  script: readonly Outcome[],
  { repeatable, bought }: { readonly repeatable: boolean; readonly bought: Map<number, number> },
): ScriptedEngine {
  const buy = ({ seed }: ImageRequest) => bought.set(seed, (bought.get(seed) ?? 0) + 1);
  const done = (request: ImageRequest) => {
    buy(request);
    return drawPlain(request);
  };
  const pending = new Map<string, { request: ImageRequest; looks: number }>();
  return scriptEngine({
    id,
    capabilities: { concurrency: 2, repeatable },
    submit: (request, _, turn): Submission => {
      switch (script[turn % script.length]) {
        case "declined":
          throw declined({ repeatable: false });
        case "throttled":
          throw declined({ retryAfterMs: 3_000 });
        case "failed":
          throw declined();
        case "trouble":
          throw declined({ repeatable: false, operatorReason: "answered HTTP 402" });
        case "lost":
          buy(request);
          throw new EngineError("Lost.", { kind: "upstreamFailed", repeatable, lost: true });
        case "refused":
          throw new EngineError("No.", { kind: "contentRefused", repeatable: false });
        case "broken":
          buy(request);
          throw new TypeError("x is not a function");
        case "pending":
        case "forgotten": {
          const job = `${id}-${turn}`;
          pending.set(job, { request, looks: 0 });
          return { pending: job };
        }
        default:
          return done(request);
      }
    },
    check: (handle: Handle, _, turn): Submission => {
      const job = pending.get(handle as string);
      if (!job) throw declined({ resubmit: true });
      job.looks += 1;
      if (turn % 3 === 0) throw new EngineError("Not now.", { kind: "upstreamFailed", repeatable: true });
      if (job.looks < 3) return { pending: handle };
      pending.delete(handle as string);
      if (script[turn % script.length] === "forgotten") throw declined({ resubmit: true });
      return done(job.request);
    },
  });
}
