// What becomes of a task, by what its engine, rewriter and inspector do. Each case runs a whole worker on a real store.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BlobsUnavailable } from "../../src/core/blobs.ts";
import { EngineError, type ImageRequest, type Submission } from "../../src/core/engine.ts";
import type { Rewriter } from "../../src/core/rewriter.ts";
import { readPngSize, readPngText } from "../../src/io/png.ts";
import { listFiles } from "../support/directory.ts";
import { drawPlain, makePng, scriptEngine, untilAborted } from "../support/engines.ts";
import { createRig } from "../support/parts.ts";
import { until } from "../support/until.ts";

const INPUT = { prompt: "a fox", size: "768*768", n: 1, prompt_extend: false, safety_filter: false };
const IMAGE_BYTES_LIMIT = 30 * 1024 * 1024;

function upstreamError(repeatable: boolean, retryAfterMs?: number): EngineError {
  return new EngineError("The upstream is busy.", {
    kind: "upstreamFailed",
    repeatable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

describe("a task that succeeds", () => {
  test("I6, I7: is completed with whole, stamped files that its row describes, and charged once", async () => {
    const engine = scriptEngine({ submit: drawPlain });
    const rig = await createRig({ engine });
    const worker = rig.work();
    // An hour ago: its images are kept from its end on.
    const createdAt = rig.clock.now() - 3_600_000;
    const terms = { imageCount: 2, priceMicros: 150_000, seed: 2 ** 31 - 1, createdAt };
    const { id } = await rig.create({ input: { ...INPUT, n: 2 }, ...terms });
    worker.wake();
    const task = await rig.reach(id, "completes", ({ state }) => state === "completed");

    expect(task.images).toHaveLength(2);
    for (const [index, image] of (task.images ?? []).entries()) {
      const bytes = readFileSync(join(rig.directory, "images", image.blob));
      expect(readPngSize(bytes)).toEqual({ width: 768, height: 768 });
      expect(image).toMatchObject({ width: 768, height: 768, sizeBytes: bytes.length });
      expect(image.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      // Seeds wrap at 2^31.
      expect(Object.fromEntries(readPngText(bytes))).toMatchObject({
        prompt: "a fox",
        engine: "scripted",
        model: "alibaba/wan2.6-t2i",
        seed: String(index === 0 ? 2 ** 31 - 1 : 0),
      });
    }
    expect(task).toMatchObject({ engine: "scripted", expiresAt: rig.clock.now() + rig.parts.retentionMs });
    expect(rig.ledger(id)).toEqual([
      ["reserve", 150_000],
      ["charge", 150_000],
    ]);
    expect(engine.submitted).toHaveLength(1);
    expect(listFiles(join(rig.directory, "images"))).toHaveLength(2);
  });

  test("is looked at until its pending work is done, with a handle that was kept before the first look", async () => {
    const handle = { job: "j-1", at: [1, 2] };
    const engine = scriptEngine({
      submit: () => ({ pending: handle }),
      check: async (_, __, turn) =>
        turn < 4 ? { pending: handle } : drawPlain({ width: 768, height: 768, count: 1 } as ImageRequest),
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    await rig.reach(id, "has a handle", (task) => task.handle !== undefined);
    expect(engine.checked).toHaveLength(0);
    expect(await rig.finish(id)).toMatchObject({ state: "completed", handle });
    expect(engine.submitted).toHaveLength(1);
    expect(engine.checked).toEqual(Array.from({ length: 5 }, () => handle));
  });

  test("I5: is looked at again after a look that failed, and not submitted a second time", async () => {
    const engine = scriptEngine({
      capabilities: { repeatable: false },
      submit: () => ({ pending: "j-1" }),
      check: async (_, __, turn) => {
        if (turn < 2) throw upstreamError(true);
        return drawPlain({ width: 768, height: 768, count: 1 } as ImageRequest);
      },
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed", failures: 0 });
    expect(engine.submitted).toHaveLength(1);
    expect(engine.checked).toEqual(["j-1", "j-1", "j-1"]);
  });

  test("is submitted anew when its engine says that the work is gone and was not paid for", async () => {
    const engine = scriptEngine({
      capabilities: { repeatable: false },
      submit: (request, _, turn) => (turn === 0 ? { pending: "j-1" } : drawPlain(request)),
      check: async () => {
        throw new EngineError("The engine forgot the job.", { kind: "upstreamFailed", repeatable: true, resubmit: true });
      },
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed", failures: 1 });
    expect(engine.submitted).toHaveLength(2);
  });

  test("succeeds although its engine failed before, and each wait is as long as the backoff says", async () => {
    const engine = scriptEngine({
      submit: (request, _, turn) => {
        if (turn < 3) throw upstreamError(true, turn === 2 ? 30_000 : undefined);
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    const begun = rig.clock.now();
    rig.work();
    for (const [failures, waitMs] of [
      [1, 500],
      [2, 1_000],
      [3, 30_000],
    ] as const) {
      const task = await rig.reach(id, `has failed ${failures} times`, (found) => found.failures === failures);
      expect(task.dueAt - rig.clock.now()).toBe(waitMs);
      await rig.clock.advance(waitMs - 1);
      expect(engine.submitted).toHaveLength(failures);
      await rig.clock.advance(1);
    }
    const task = await rig.reach(id, "completes", ({ state }) => state === "completed");
    expect((task.finishedAt ?? 0) - begun).toBe(31_500);
    expect(rig.ledger(id)).toEqual([
      ["reserve", 75_000],
      ["charge", 75_000],
    ]);
  });
});

describe("a task that fails", () => {
  const bad: [string, (request: ImageRequest) => Submission][] = [
    ["no image", () => ({ done: [] })],
    ["two images for one", (request) => drawPlain({ ...request, count: 2 })],
    ["another size", (request) => drawPlain({ ...request, width: 769 })],
    ["a PNG that is cut off", () => ({ done: [{ bytes: makePng(768, 768).subarray(0, -20) }] })],
    ["a PNG with a flipped bit", () => ({ done: [{ bytes: makePng(768, 768).with(60, 0xff) }] })],
    [
      "a PNG without pixels",
      () => ({ done: [{ bytes: Buffer.concat([makePng(768, 768).subarray(0, 33), makePng(1, 1).subarray(-12)]) }] }),
    ],
    ["text", () => ({ done: [{ bytes: Buffer.from("Sorry, the model is loading.") }] })],
    ["nothing", () => ({ done: [{ bytes: new Uint8Array() }] })],
    ["31 MiB", () => ({ done: [{ bytes: makePng(768, 768, 1, IMAGE_BYTES_LIMIT + 1_000_000) }] })],
  ];
  test.each(bad)("I7, I10: an engine that makes %s fails it with 3001, at no charge and with no file", async (_, submit) => {
    const engine = scriptEngine({ submit });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "failed", error: { code: 3001 } });
    expect(task.error?.detail).toMatch(/^The engine scripted made .+\.$/);
    expect(rig.ledger(id)).toEqual([
      ["reserve", 75_000],
      ["release", 75_000],
    ]);
    expect(listFiles(join(rig.directory, "images"))).toEqual([]);
    expect(engine.submitted).toHaveLength(1);
  });

  test("one bad image of several leaves no file of the good ones", async () => {
    const engine = scriptEngine({ submit: () => ({ done: [{ bytes: makePng(768, 768) }, { bytes: Buffer.from("text") }] }) });
    const rig = await createRig({ engine });
    const { id } = await rig.create({ input: { ...INPUT, n: 2 }, imageCount: 2 });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3001 } });
    expect(listFiles(join(rig.directory, "images"))).toEqual([]);
  });

  test.each([
    ["engineFailed", 3001],
    ["contentRefused", 3003],
    ["upstreamFailed", 3005],
    ["internal", 4002],
    ["noEngine", 4008],
  ] as const)("an engine that gives up with %s ends it with %i and the engine's own sentence", async (kind, code) => {
    const engine = scriptEngine({
      submit: () => {
        throw new EngineError("The engine says why.", { kind, repeatable: false });
      },
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code, detail: "The engine says why." } });
    expect(engine.submitted).toHaveLength(1);
    expect(rig.ledger(id).at(-1)).toEqual(["release", 75_000]);
  });

  test("I8: an engine that always fails, repeatably, is asked four times", async () => {
    const engine = scriptEngine({
      submit: () => {
        throw upstreamError(true);
      },
    });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3005 }, failures: 3 });
    expect(engine.submitted).toHaveLength(4);
  });

  test.each<[string, unknown]>([
    ["an error of JavaScript's", new TypeError("x is not a function: secret-token")],
    ["a text", "secret-token"],
    ["nothing", undefined],
    ["an object", { code: "secret-token" }],
  ])("an engine that throws %s fails it with 4002, and what was thrown is not shown", async (_, thrown) => {
    const engine = scriptEngine({ submit: () => Promise.reject(thrown) });
    const rig = await createRig({ engine });
    const { id } = await rig.create();
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "failed", error: { code: 4002 } });
    expect(JSON.stringify(task.error)).not.toContain("secret-token");
    expect(rig.ledger(id).at(-1)).toEqual(["release", 75_000]);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["an empty object", {}],
    ["images that are no list", { done: "images" }],
    ["an image without bytes", { done: [{}] }],
    ["a handle that is no JSON", { pending: { big: 1n } }],
  ])("an engine that answers with %s fails it, at no charge", async (_, answer) => {
    const rig = await createRig({ engine: scriptEngine({ submit: () => answer as Submission }) });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed" });
    expect(rig.ledger(id).at(-1)).toEqual(["release", 75_000]);
  });

  test("pending work that its engine cannot look at fails it", async () => {
    const rig = await createRig({ engine: scriptEngine({ submit: () => ({ pending: 1 }) }) });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 4002 } });
  });

  test("a model that is served no more fails it with 4008", async () => {
    const rig = await createRig();
    const { id } = await rig.create({ model: "alibaba/gone" });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 4008 } });
  });
});

describe("deadlines", () => {
  test.each<[string, Parameters<typeof scriptEngine>[0]]>([
    ["a submit that never answers", { submit: () => new Promise(() => {}) }],
    ["a submit that ends when told", { submit: (_, { signal }) => untilAborted(signal) }],
    ["work that stays pending", { submit: () => ({ pending: 1 }), check: () => ({ pending: 1 }) }],
    ["a look that never answers", { submit: () => ({ pending: 1 }), check: () => new Promise(() => {}) }],
  ])("I8: %s ends with 3002 at the deadline, not later", async (_, script) => {
    const rig = await createRig({ engine: scriptEngine(script), taskTimeoutMs: 5_000 });
    const { id } = await rig.create();
    const begun = rig.clock.now();
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({
      state: "failed",
      error: { code: 3002, detail: "The task passed its deadline of 5 s of processing." },
    });
    expect((task.finishedAt ?? 0) - begun).toBeLessThanOrEqual(5_100);
    expect(rig.ledger(id).at(-1)).toEqual(["release", 75_000]);
  });

  test("I8: a rewriter that never answers ends with 3002", async () => {
    const rewriter = { id: "stuck", rewrite: () => new Promise<never>(() => {}) };
    const rig = await createRig({ rewriter, taskTimeoutMs: 5_000 });
    const { id } = await rig.create({ input: { ...INPUT, prompt_extend: true } });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3002 } });
  });

  test("I8: an inspector that never answers ends with 3002", async () => {
    const inspector = { id: "stuck", inspect: () => new Promise<never>(() => {}) };
    const rig = await createRig({ inspector, taskTimeoutMs: 5_000 });
    const { id } = await rig.create({ input: { ...INPUT, safety_filter: true } });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 3002 } });
  });

  test("an answer that comes after the deadline changes nothing", async () => {
    const late = Promise.withResolvers<Submission>();
    const rig = await createRig({ engine: scriptEngine({ submit: () => late.promise }), taskTimeoutMs: 5_000 });
    const { id } = await rig.create();
    rig.work();
    const task = await rig.finish(id);
    late.resolve(drawPlain({ width: 768, height: 768, count: 1, seed: 1, prompt: "", model: "alibaba/wan2.6-t2i" }));
    await rig.clock.advance(60_000);
    expect(await rig.read(id)).toEqual(task);
    expect(listFiles(join(rig.directory, "images"))).toEqual([]);
  });
});

describe("prompts", () => {
  const EXTEND = { ...INPUT, prompt_extend: true };

  test("are rewritten where that was asked for, once for all attempts, and drawn from as kept", async () => {
    let rewrites = 0;
    const rewriter = {
      id: "counting",
      rewrite: async (prompt: string) => ({ prompt: `${prompt} ${(rewrites += 1)}`, language: "en", warnings: ["shortened"] }),
    };
    const engine = scriptEngine({
      submit: (request, _, turn) => {
        if (turn === 0) throw upstreamError(true);
        return drawPlain(request);
      },
    });
    const rig = await createRig({ engine, rewriter });
    const { id } = await rig.create({ input: EXTEND, warnings: ["unknown field"] });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ finalPrompt: "a fox 1", warnings: ["unknown field", "shortened"] });
    expect(engine.submitted.map(({ prompt }) => prompt)).toEqual(["a fox 1", "a fox 1"]);
  });

  test("reach the engine byte for byte where it was not", async () => {
    const prompt = "  Ein Fuchs\u0000 \u{1F98A}\n“狐狸”  ";
    const engine = scriptEngine({ submit: drawPlain });
    const rig = await createRig({ engine });
    const { id } = await rig.create({ input: { ...INPUT, prompt } });
    rig.work();
    await rig.finish(id);
    expect(engine.submitted).toMatchObject([{ prompt }]);
  });

  test.each([
    [[400, undefined, 800], 400],
    [[undefined, undefined, undefined], undefined],
  ])("are rewritten within the limit of every engine that may take them: %j", async (limits, maxCharacters) => {
    const asked: (number | undefined)[] = [];
    const rewriter: Rewriter = {
      id: "asking",
      rewrite: async (prompt, options) => {
        asked.push(options.maxCharacters);
        return { prompt, language: "en", warnings: [] };
      },
    };
    const [first, ...others] = limits.map((limit, index) =>
      scriptEngine({
        id: `engine-${index}`,
        submit: drawPlain,
        ...(limit === undefined ? {} : { capabilities: { maxPromptCharacters: limit } }),
      }),
    );
    const rig = await createRig({ engines: [first!, ...others], rewriter });
    const { id } = await rig.create({ input: EXTEND });
    rig.work();
    await rig.finish(id);
    expect(asked).toEqual([maxCharacters]);
  });

  test("are used as they are, with a warning, when the rewriter fails", async () => {
    const rewriter = { id: "broken", rewrite: () => Promise.reject(new Error("no such host")) };
    const engine = scriptEngine({ submit: drawPlain });
    const rig = await createRig({ engine, rewriter });
    const { id } = await rig.create({ input: EXTEND });
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "completed", finalPrompt: "a fox" });
    expect(task.warnings).toEqual([expect.stringContaining("prompt_extend")]);
    expect(engine.submitted).toMatchObject([{ prompt: "a fox" }]);
  });

  test.each([
    { what: "as they came", refuses: "a fox", told: [], inspected: ["a fox"] },
    { what: "as rewritten", refuses: "a fox, in detail", told: ["a fox"], inspected: ["a fox", "a fox, in detail"] },
  ])("that are refused $what end with 3003 uncharged, and are told to nobody from there on", async ({ refuses, ...expected }) => {
    const inspected: string[] = [];
    const told: string[] = [];
    const inspector = {
      id: "strict",
      inspect: async (texts: readonly string[]) => {
        inspected.push(...texts);
        return texts.includes(refuses) ? { category: "violence" } : undefined;
      },
    };
    const rewriter: Rewriter = {
      id: "telling",
      rewrite: async (prompt) => {
        told.push(prompt);
        return { prompt: `${prompt}, in detail`, language: "en", warnings: [] };
      },
    };
    const engine = scriptEngine({ submit: drawPlain });
    const rig = await createRig({ engine, inspector, rewriter });
    const { id } = await rig.create({ input: { ...EXTEND, safety_filter: true } });
    rig.work();
    const task = await rig.finish(id);
    expect(task).toMatchObject({ state: "failed", error: { code: 3003 } });
    expect(task.error?.detail).toContain("violence");
    expect({ told, inspected }).toEqual({ told: expected.told, inspected: expected.inspected });
    expect(engine.submitted).toEqual([]);
    expect(rig.ledger(id).at(-1)).toEqual(["release", 75_000]);
  });

  test("are not drawn when the inspector fails: it is no way around it", async () => {
    const inspector = { id: "broken", inspect: () => Promise.reject(new Error("policy lost")) };
    const engine = scriptEngine({ submit: drawPlain });
    const rig = await createRig({ engine, inspector });
    const { id } = await rig.create({ input: { ...INPUT, safety_filter: true } });
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "failed", error: { code: 4002 } });
    expect(engine.submitted).toEqual([]);
  });

  test("are not inspected where the request says so", async () => {
    const inspector = { id: "never", inspect: () => Promise.reject(new Error("asked")) };
    const rig = await createRig({ inspector });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
  });
});

describe("a store or disk that fails for a moment", () => {
  test("loses no image that was made: the write is repeated until it succeeds", async () => {
    let left = 3;
    const rig = await createRig({
      wrapStore: (store) => ({
        ...store,
        changeTask: async (id, lease, change) => {
          if (change.type === "complete" && (left -= 1) >= 0) throw new Error("disk full");
          return await store.changeTask(id, lease, change);
        },
      }),
    });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed", claims: 1, failures: 0 });
    expect(rig.ledger(id)).toHaveLength(2);
  });

  test("keeps the image when the disk takes it at the fourth try", async () => {
    let left = 3;
    const engine = scriptEngine({ submit: drawPlain, capabilities: { repeatable: false } });
    const rig = await createRig({
      engine,
      wrapBlobs: (blobs) => ({
        ...blobs,
        put: (name, bytes) => ((left -= 1) >= 0 ? Promise.reject(new Error("disk full")) : blobs.put(name, bytes)),
      }),
    });
    const { id } = await rig.create();
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed" });
    expect(engine.submitted).toHaveLength(1);
  });

  test.each([true, false])(
    "a disk that is full for minutes costs no attempt and no second submission, whether the engine is repeatable (%s) or not",
    async (repeatable) => {
      let full = true;
      const engine = scriptEngine({ submit: drawPlain, capabilities: { repeatable } });
      const rig = await createRig({
        engine,
        taskTimeoutMs: 60_000,
        wrapBlobs: (blobs) => ({
          ...blobs,
          put: (name, bytes) => (full ? Promise.reject(new BlobsUnavailable("disk full")) : blobs.put(name, bytes)),
        }),
      });
      const { id } = await rig.create();
      rig.work();
      await rig.clock.advance(240_000);
      expect(await rig.read(id)).toMatchObject({ state: "processing", failures: 0 });
      full = false;
      expect(await rig.finish(id)).toMatchObject({ state: "completed", failures: 0, claims: 1 });
      expect(engine.submitted).toHaveLength(1);
    },
  );

  test("a disk that stays full for longer than tasks wait for an engine ends the task", async () => {
    const engine = scriptEngine({ submit: drawPlain, capabilities: { repeatable: false } });
    const rig = await createRig({
      engine,
      wrapBlobs: (blobs) => ({ ...blobs, put: () => Promise.reject(new BlobsUnavailable("disk full")) }),
    });
    const { id } = await rig.create();
    rig.work();
    await until("it has ended", async () => {
      await rig.clock.advance(5_000);
      return (await rig.read(id)).state === "failed";
    });
    expect(await rig.read(id)).toMatchObject({ error: { code: 4002 } });
    expect(engine.submitted).toHaveLength(1);
  });

  test.each([
    [true, { state: "completed", failures: 1 }, 2],
    [false, { state: "failed", error: { code: 4002 } }, 1],
  ])(
    "with a disk that fails in a way of its own, an engine that is repeatable (%s) is asked again, or never",
    async (repeatable, outcome, submissions) => {
      let full = true;
      const engine = scriptEngine({ submit: drawPlain, capabilities: { repeatable } });
      const rig = await createRig({
        engine,
        wrapBlobs: (blobs) => ({
          ...blobs,
          put: (name, bytes) => (full ? Promise.reject(new Error("disk full")) : blobs.put(name, bytes)),
        }),
      });
      const { id } = await rig.create();
      rig.work();
      await until("the first attempt has ended", async () => {
        await rig.clock.advance(100);
        const { failures, state } = await rig.read(id);
        return failures > 0 || state === "failed";
      });
      full = false;
      expect(await rig.finish(id)).toMatchObject(outcome);
      expect(engine.submitted).toHaveLength(submissions);
    },
  );
});
