// Tasks that end by another hand than their worker's: cancelled by their owner, or by their deadline. And what the owner sees
// on the way: progress and previews.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EngineError, type EngineCall, type Submission } from "../../src/core/engine.ts";
import { ExchangeError } from "../../src/io/exchange.ts";
import type { Handle } from "../../src/core/task.ts";
import { listFiles } from "../support/directory.ts";
import { drawPlain, scriptEngine, untilAborted } from "../support/engines.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { until } from "../support/until.ts";

const RELEASED = [
  ["reserve", 75_000],
  ["release", 75_000],
];

async function listTypes(rig: Rig, taskId: string): Promise<string[]> {
  return (await rig.store.listEvents({ after: 0, of: { taskId }, limit: 1_000 })).map(({ type }) => type);
}

describe("a cancel", () => {
  test("ends a waiting task at once, and no engine ever sees it", async () => {
    const rig = await createRig();
    const { id } = await rig.create();
    await rig.store.cancelTask(id, "Enough.");
    rig.work();
    await rig.clock.advance(10_000);
    expect(await rig.read(id)).toMatchObject({ state: "cancelled", error: { code: 3002, detail: "Enough." } });
    expect(rig.ledger(id)).toEqual(RELEASED);
    expect(await listTypes(rig, id)).toEqual(["task.created", "task.cancelled"]);
  });

  test("stops the work of an engine at once, and frees its place for the next task", async () => {
    const signals: AbortSignal[] = [];
    const engine = scriptEngine({
      capabilities: { concurrency: 1 },
      submit: async (request, { signal }, turn) => {
        signals.push(signal);
        return turn === 0 ? await untilAborted(signal) : drawPlain(request);
      },
    });
    const rig = await createRig({ engine });
    const [first, second] = [await rig.create(), await rig.create()];
    rig.work();
    await until("the first is worked on", () => signals.length === 1);
    await rig.store.cancelTask(first.id, "Enough.");
    expect(signals[0]?.aborted).toBe(true);
    await rig.reach(second.id, "completes", ({ state }) => state === "completed");
    expect(await rig.read(first.id)).toMatchObject({ state: "cancelled" });
    expect(rig.ledger(first.id)).toEqual(RELEASED);
  });

  test("asks the upstream that has the work to end it", async () => {
    const cancelled: Handle[] = [];
    const engine = {
      ...scriptEngine({ submit: () => ({ pending: { job: 7 } }), check: (handle) => ({ pending: handle }) }),
      cancel: async (handle: Handle) => void cancelled.push(handle),
    };
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await rig.reach(id, "has its handle", ({ handle }) => handle !== undefined);
    await rig.store.cancelTask(id, "Enough.");
    await until("the upstream hears of it", () => cancelled.length > 0);
    expect(cancelled).toEqual([{ job: 7 }]);
  });

  test("is not undone by an engine that answers all the same", async () => {
    const answer = Promise.withResolvers<Submission>();
    const engine = scriptEngine({ submit: () => answer.promise });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await until("it is worked on", () => engine.busy === 1);
    const cancelled = await rig.store.cancelTask(id, "Enough.");
    answer.resolve({ done: [] });
    await rig.clock.advance(100_000);
    expect(await rig.read(id)).toEqual(cancelled);
  });

  test.each(["cancel", "delete"])("that comes while images are being kept leaves none of them behind (%s)", async (how) => {
    const kept = Promise.withResolvers<void>();
    const rig: Rig = await createRig({
      wrapBlobs: (blobs) => ({
        ...blobs,
        async put(name, bytes) {
          await blobs.put(name, bytes);
          const { id } = await created;
          await rig.store.cancelTask(id, "Enough.");
          if (how === "delete") await rig.store.deleteTask(id);
          kept.resolve();
        },
      }),
    });
    const created = rig.create();
    await created;
    rig.work();
    await kept.promise;
    await until("no file is left", () => listFiles(join(rig.directory, "images")).length === 0);
  });

  test("an upstream that does not answer to it holds nobody up", async () => {
    const engine = {
      ...scriptEngine({
        capabilities: { concurrency: 1 },
        submit: (request, _, turn) => (turn === 0 ? { pending: 1 } : drawPlain(request)),
        check: (handle) => ({ pending: handle }),
      }),
      cancel: () => new Promise<void>(() => {}),
    };
    const rig = await createRig({ engine });
    const [first, second] = [await rig.create(), await rig.create()];
    rig.work();
    await rig.reach(first.id, "has its handle", ({ handle }) => handle !== undefined);
    await rig.store.cancelTask(first.id, "Enough.");
    expect(await rig.finish(second.id)).toMatchObject({ state: "completed" });
  });
});

describe("a deadline", () => {
  test.each([1, 0])("ends a task that waits, while %i of the engine's places is free", async (free) => {
    const engine = scriptEngine({ capabilities: { concurrency: 1 }, submit: (_, { signal }) => untilAborted(signal) });
    const rig = await createRig({ engine });
    const busy = free === 0 ? await rig.create() : undefined;
    const worker = rig.work();
    if (busy) await until("the engine is busy", () => engine.busy === 1);
    const now = rig.clock.now();
    const { id } = await rig.create({ deadlineAt: now + 90_000, priority: "low" });
    if (!busy) await rig.store.claimTasks({ lease: "held", leaseUntil: now + 1e6, limit: 1 });
    worker.wake();
    await rig.clock.advance(89_000);
    expect((await rig.read(id)).state).not.toBe("cancelled");
    await rig.clock.advance(1_001);
    expect(await rig.read(id)).toMatchObject({
      state: "cancelled",
      error: { code: 3002, detail: "The task passed its deadline of 90 s. Nothing was charged." },
    });
    expect(rig.ledger(id)).toEqual(RELEASED);
  });

  test("stops the engine's work", async () => {
    let signal: AbortSignal | undefined;
    const engine = scriptEngine({ submit: (_, call) => untilAborted((signal = call.signal)) });
    const rig = await createRig({ engine });
    const { id } = await rig.create({ deadlineAt: rig.clock.now() + 5_000 });
    rig.work();
    await until("it is worked on", () => signal !== undefined);
    await rig.clock.advance(5_001);
    expect(signal?.aborted).toBe(true);
    expect((await rig.read(id)).state).toBe("cancelled");
  });
});

/** An engine that says what a test tells it to, until it may answer. */
async function openEngine() {
  let call: EngineCall | undefined;
  const answer = Promise.withResolvers<void>();
  const engine = scriptEngine({
    submit: async (request, lent) => {
      call = lent;
      await answer.promise;
      return drawPlain(request);
    },
  });
  const rig = await createRig({ engine });
  const { id } = await rig.create();
  const worker = rig.work({ isWatched: () => true });
  await until("it is worked on", () => call !== undefined);
  const listFractions = async () =>
    (await rig.store.listEvents({ after: 0, of: { taskId: id }, limit: 1_000 })).flatMap(({ progress }) =>
      progress ? [progress.fraction] : [],
    );
  return { rig, id, worker, call: call!, answer, listFractions };
}

describe("progress", () => {
  test("the first word is written at once, and of many more the newest after a pause", async () => {
    const { rig, id, call, answer, listFractions } = await openEngine();
    call.progress({ fraction: 0.1, step: "sampling", steps: { done: 2, total: 20 } });
    await rig.reach(id, "has progress", ({ progress }) => progress?.fraction === 0.1);
    for (let done = 3; done <= 12; done += 1) {
      call.progress({ fraction: done / 20, step: "sampling", steps: { done, total: 20 } });
    }
    await rig.clock.advance(249);
    expect(await listFractions()).toEqual([0.1]);
    await rig.clock.advance(1);
    expect((await rig.read(id)).progress).toEqual({
      fraction: 0.6,
      step: "sampling",
      steps: { done: 12, total: 20 },
      previews: 0,
    });
    expect(await listFractions()).toEqual([0.1, 0.6]);
    answer.resolve();
    await rig.finish(id);
  });

  test("I14: a second attempt that begins anew is not shown as going back", async () => {
    const engine = scriptEngine({
      submit: (request, call, turn) => {
        call.progress({ fraction: turn === 0 ? 0.7 : 0.2, step: "sampling" });
        if (turn === 1) return drawPlain(request);
        throw new EngineError("It broke.", { kind: "engineFailed", repeatable: true });
      },
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await rig.finish(id);
    const fractions = (await rig.store.listEvents({ after: 0, of: { taskId: id }, limit: 100 })).flatMap(
      ({ progress }) => progress?.fraction ?? [],
    );
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect((await rig.read(id)).progress?.fraction ?? 0).toBeGreaterThanOrEqual(fractions.at(-1) ?? 0);
  });

  test("a long task leaves a bounded number of events", async () => {
    const { rig, id, call, answer, listFractions } = await openEngine();
    for (let second = 0; second < 500; second += 1) {
      call.progress({ fraction: second / 500, step: "sampling" });
      await rig.clock.advance(1_000);
    }
    expect((await listFractions()).length).toBeLessThan(500);
    expect((await listFractions()).length).toBeGreaterThan(50);
    answer.resolve();
    await rig.finish(id);
  });

  test("the newest preview is kept until the task ends", async () => {
    const { rig, id, call, answer } = await openEngine();
    expect(call.previews).toBe(true);
    call.progress({ fraction: 0.1, step: "sampling", preview: new Uint8Array([1]) });
    await rig.reach(id, "has a preview", ({ progress }) => progress?.previews === 1);
    call.progress({ fraction: 0.2, step: "sampling", preview: new Uint8Array([2]) });
    call.progress({ fraction: 0.3, step: "sampling" });
    await rig.clock.advance(1_000);
    expect(await rig.read(id)).toMatchObject({ progress: { fraction: 0.3, previews: 2 } });
    expect(await rig.store.findPreview(id)).toEqual(new Uint8Array([2]));
    answer.resolve();
    await rig.finish(id);
    expect(await rig.store.findPreview(id)).toBe(undefined);
  });

  test("an engine's signs of life are on the task, though it says nothing new", async () => {
    const engine = scriptEngine({ submit: () => ({ pending: 1 }), check: (handle) => ({ pending: handle }) });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await rig.reach(id, "has its handle", ({ handle }) => handle !== undefined);
    await rig.clock.advance(100_000);
    expect(rig.clock.now() - ((await rig.read(id)).heardAt ?? 0)).toBeLessThan(30_000);
  });
});

function refused(): EngineError {
  return new EngineError("It could not be reached.", {
    kind: "upstreamFailed",
    repeatable: true,
    elsewhere: true,
    cause: new ExchangeError("refused", "the connection was refused"),
  });
}

describe("an engine that cannot be reached", () => {
  test("for some minutes fails no task that can wait for it", async () => {
    let downUntil = 0;
    const engine = scriptEngine({
      submit: (request) => {
        if (rig.clock.now() < downUntil) throw refused();
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine });
    downUntil = rig.clock.now() + 5 * 60_000;
    const { id } = await rig.create();
    rig.work();
    await until("the engine is back and the task done", async () => {
      await rig.clock.advance(5_000);
      const { state } = await rig.read(id);
      expect(state).not.toBe("failed");
      return state === "completed";
    });
    expect(rig.clock.now()).toBeGreaterThanOrEqual(downUntil);
  });

  test("for a look only is asked again for the same work, and nothing is submitted twice", async () => {
    let looks = 0;
    const engine = scriptEngine({
      capabilities: { repeatable: false },
      submit: () => ({ pending: "job" }),
      check: () => {
        looks += 1;
        if (looks < 10) throw new EngineError("It could not be reached.", { kind: "upstreamFailed", repeatable: true });
        return drawPlain({ model: "", prompt: "", width: 768, height: 768, seed: 1, count: 1 });
      },
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await until("it completes", async () => {
      await rig.clock.advance(5_000);
      const { state } = await rig.read(id);
      expect(state).not.toBe("failed");
      return state === "completed";
    });
    expect(engine.submitted).toHaveLength(1);
  });

  test("for a look, and for longer than tasks wait for an engine, fails the task with 3005 before its deadline", async () => {
    const engine = scriptEngine({
      capabilities: { repeatable: false },
      submit: () => ({ pending: "job" }),
      check: () => {
        throw new EngineError("It could not be reached.", { kind: "upstreamFailed", repeatable: true });
      },
    });
    const rig = await createRig({ engine, patienceMs: 20_000 });
    const { id } = await rig.create();
    rig.work();
    const failed = await until("it fails", async () => {
      await rig.clock.advance(5_000);
      const task = await rig.read(id);
      return task.state === "failed" && task;
    });
    expect(failed).toMatchObject({ error: { code: 3005 } });
    expect(engine.submitted).toHaveLength(1);
  });
});

describe("an upstream that takes our id", () => {
  test("I5: is asked under a handle that is on disk before it hears of it", async () => {
    const seen: unknown[] = [];
    const engine = {
      ...scriptEngine({
        submit: async (_, call) => {
          void call;
          const { handle, engine: by } = await rig.read(id);
          seen.push(handle, by);
          return { pending: handle ?? 0 };
        },
        check: () => drawPlain({ model: "", prompt: "", width: 768, height: 768, seed: 1, count: 1 }),
      }),
      mintHandle: (uuid: string) => ({ promptId: uuid }),
    };
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "completed", handle: { promptId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string } });
    expect(seen).toEqual([task.handle, "scripted"]);
  });

  test("that never heard of it is asked anew, under the same task", async () => {
    let lost = true;
    const engine = {
      ...scriptEngine({
        submit: (request) => {
          if (!lost) return drawPlain(request);
          lost = false;
          throw new EngineError("The connection was cut.", { kind: "upstreamFailed", repeatable: true });
        },
        check: () => {
          throw new EngineError("It knows of no such work.", { kind: "upstreamFailed", repeatable: true, resubmit: true });
        },
      }),
      mintHandle: (uuid: string) => uuid,
    };
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed", failures: 2 });
  });
});
