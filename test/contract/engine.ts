// What every engine must do, whatever draws its pictures: one suite, run with a factory by each engine's own test.
import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Engine, EngineCall, EngineProgress, ImageRequest } from "../../src/core/engine.ts";
import type { Handle, Json } from "../../src/core/task.ts";
import { readPngSize } from "../../src/io/png.ts";
import { loadImage } from "../support/engines.ts";
import { until } from "../support/until.ts";

interface EngineFacts {
  /** The same request gives the same bytes. */
  readonly deterministic: boolean;
  /** It draws other sizes than it is asked for, which the worker scales. */
  readonly scaled?: boolean;
}

const REQUEST: ImageRequest = {
  model: "alibaba/wan2.6-t2i",
  prompt: "a red fox in the snow",
  width: 512,
  height: 384,
  seed: 7,
  count: 1,
};
const LOOKS = 200;

function createCall(signal = new AbortController().signal): { call: EngineCall; reports: EngineProgress[] } {
  const reports: EngineProgress[] = [];
  return { reports, call: { signal, previews: false, progress: (report) => reports.push(report) } };
}

/** Submits, and looks until it is done, as the worker does, with a handle that went through JSON each time. */
async function draw(engine: Engine, request: ImageRequest, call = createCall().call): Promise<readonly Uint8Array[]> {
  let submission = await engine.submit(request, call, engine.mintHandle?.(randomUUID()));
  for (let looks = 0; "pending" in submission; looks += 1) {
    if (!engine.check || looks === LOOKS) throw new Error(`${engine.id} left work pending`);
    const handle = JSON.parse(JSON.stringify(submission.pending)) as Json;
    expect(handle).toEqual(submission.pending);
    submission = await engine.check(handle as Handle, call);
  }
  return await Promise.all(submission.done.map(loadImage));
}

function toText(image: Uint8Array | undefined): string {
  return Buffer.from(image ?? []).toString("base64");
}

export function testEngine(
  name: string,
  start: () => Engine | Promise<Engine>,
  { deterministic, scaled = false }: EngineFacts,
): void {
  async function open(): Promise<Engine> {
    const engine = await start();
    onTestFinished(() => engine.stop());
    return engine;
  }

  describe(`${name}: engine`, () => {
    test("says what it is", async () => {
      const { id, capabilities } = await open();
      expect(id).toMatch(/^[a-z0-9][a-z0-9-]*(@[a-z0-9.:[\]/_-]+)?$/);
      expect(capabilities.concurrency).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(capabilities.concurrency)).toBe(true);
    });

    test("draws as many whole PNGs as asked for, in the size asked for", async () => {
      const engine = await open();
      for (const request of [REQUEST, { ...REQUEST, count: 3, width: 400, height: 640, negativePrompt: "people" }]) {
        const sizes = (await draw(engine, request)).map(readPngSize);
        expect(sizes).toHaveLength(request.count);
        for (const size of scaled ? [] : sizes) expect(size).toEqual({ width: request.width, height: request.height });
      }
    });

    test.runIf(deterministic)("draws image i with seed + i, wrapping at 2^31, the same bytes each time", async () => {
      const engine = await open();
      const last = 2 ** 31 - 1;
      const pair = await draw(engine, { ...REQUEST, seed: last, count: 2 });
      const [first] = await draw(engine, { ...REQUEST, seed: last });
      const [second] = await draw(engine, { ...REQUEST, seed: 0 });
      expect(pair.map(toText)).toEqual([first, second].map(toText));
      expect(toText(first)).not.toBe(toText(second));
    });

    test("reports progress in [0, 1] that never goes back (I14)", async () => {
      const { call, reports } = createCall();
      await draw(await open(), { ...REQUEST, count: 2 }, call);
      const fractions = reports.map(({ fraction }) => fraction);
      expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
      expect(reports.every(({ step }) => step.length > 0)).toBe(true);
    });

    test("a call that is aborted rejects, before its work begins and during it, and harms no other", async () => {
      const engine = await open();
      await expect(draw(engine, REQUEST, createCall(AbortSignal.abort("deadline")).call)).rejects.toThrow();
      const controller = new AbortController();
      const { call, reports } = createCall(controller.signal);
      const aborted = draw(engine, { ...REQUEST, count: 4, width: 1440, height: 1440 }, call);
      const failed = expect(aborted).rejects.toThrow();
      const other = draw(engine, REQUEST);
      await until("it has begun", () => reports.length > 0);
      controller.abort("deadline");
      await failed;
      expect(await other).toHaveLength(1);
    });

    test("stops with work in flight, which rejects or is done, and does not hang", async () => {
      const engine = await open();
      const drawing = draw(engine, { ...REQUEST, count: 4 });
      const settled = drawing.then(
        () => true,
        () => true,
      );
      await engine.stop();
      expect(await settled).toBe(true);
    });
  });
}
