// The embedded engine from outside: what goes in through `submit`, which bytes come out, and what happens when a drawing is
// aborted or its thread is lost.
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import type { EngineCall, EngineProgress } from "../../../src/core/engine.ts";
import { sketch, toSketchKind } from "../../../src/engines/sketch/engine.ts";
import { createPool } from "../../../src/engines/sketch/pool.ts";
import { bytesOf } from "../../support/engines.ts";

const SMALL = { prompt: "a red kite over a green hill, flat illustration", width: 320, height: 200, seed: 5, count: 1 };
const PROGRESS_ORDER = ["layout", "background", "subjects", "style", "text", "encode"];

const engine = sketch.start({ threads: 2 });
afterAll(() => engine.stop());

function call(changes: Partial<EngineCall> = {}): EngineCall {
  return { signal: AbortSignal.timeout(15_000), progress: () => undefined, ...changes };
}

async function draw(changes: Partial<typeof SMALL> & { negativePrompt?: string } = {}, lent = call()): Promise<Buffer[]> {
  const submission = await engine.submit({ model: "alibaba/wan2.6-t2i", ...SMALL, ...changes }, lent);
  if (!("done" in submission)) throw new Error("expected images");
  return submission.done.map((image) => Buffer.from(bytesOf(image)));
}

async function drawOne(changes: Parameters<typeof draw>[0] = {}): Promise<Buffer> {
  const [image] = await draw(changes);
  if (!image) throw new Error("expected an image");
  return image;
}

/** Width and height from the header chunk, https://www.w3.org/TR/png-3/#11IHDR */
function sizeOf(png: Buffer): string {
  expect(png.subarray(0, 8)).toEqual(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
  return `${png.readUInt32BE(16)}*${png.readUInt32BE(20)}`;
}

describe("what it says of itself", () => {
  test("as many submissions as threads, repeatable, exact, no neural network", () => {
    expect(engine.capabilities).toEqual({ concurrency: 2, repeatable: true, exact: true, digitalSourceType: "algorithmicMedia" });
  });

  test("the style is what decides how long a picture takes", async () => {
    expect(await toSketchKind({ prompt: "a harbour at dawn, watercolour" })).toBe("watercolour");
    expect(await toSketchKind({ prompt: "一只白猫" })).toBe("illustration");
  });

  test.each([0, 65, 1.5])("%s threads are refused", (threads) => {
    expect(sketch.settings.safeParse({ threads }).success).toBe(false);
  });
});

describe("the same request gives the same bytes", () => {
  test("in two threads at once, and again later", async () => {
    const prompt = "a fox in the snow with a sign 'Hello', oil painting";
    const [first, second] = await Promise.all([drawOne({ prompt }), drawOne({ prompt })]);
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
    expect((await drawOne({ prompt })).equals(first ?? Buffer.alloc(0))).toBe(true);
  });

  test("another seed, prompt or negative prompt gives others", async () => {
    const prompt = "a lake with mountains and a boat";
    const images = await Promise.all([
      drawOne({ prompt }),
      drawOne({ prompt, seed: 6 }),
      drawOne({ prompt: `${prompt} at night` }),
      drawOne({ prompt, negativePrompt: "boat" }),
    ]);
    expect(new Set(images.map((image) => image.toString("base64"))).size).toBe(images.length);
  });

  test("image i of several is that of seed + i, which wraps at 2^31", async () => {
    const [last, wrapped] = await draw({ seed: 2 ** 31 - 1, count: 2 });
    expect(last?.equals(await drawOne({ seed: 2 ** 31 - 1 }))).toBe(true);
    expect(wrapped?.equals(await drawOne({ seed: 0 }))).toBe(true);
  });
});

describe("exactly the size that was asked for", () => {
  test.each(["1664*928", "1472*1104", "1328*1328", "1104*1472", "928*1664", "1001*777", "64*256"])("%s", async (size) => {
    const [width = 0, height = 0] = size.split("*").map(Number);
    expect(sizeOf(await drawOne({ width, height }))).toBe(size);
  });
});

test("progress names the steps in order and never goes back", async () => {
  const reports: EngineProgress[] = [];
  await draw({ prompt: "two cats on a table, watercolour" }, call({ progress: (report) => reports.push(report) }));
  const fractions = reports.map(({ fraction }) => fraction);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions[0]).toBeGreaterThanOrEqual(0);
  expect(fractions.at(-1)).toBe(1);
  expect([...new Set(reports.map(({ step }) => step))]).toEqual(PROGRESS_ORDER);
});

describe("previews", () => {
  const picture = { prompt: "a cat under a sign 'Cat', watercolour", width: 640, height: 300, seed: 3, count: 1 };

  test.each([
    [640, 300, 256, 120],
    [300, 640, 120, 256],
    [90, 64, 90, 64],
  ])("of a picture of %i*%i are JPEGs of %i*%i, one at the end of each step", async (width, height, small, tall) => {
    const reports: EngineProgress[] = [];
    await draw({ ...picture, width, height }, call({ previews: true, progress: (report) => reports.push(report) }));
    const shown = reports.filter(({ preview }) => preview);
    expect(shown.map(({ step }) => step)).toEqual(["background", "subjects", "style", "text"]);
    for (const { preview } of shown) {
      const { format, ...size } = await sharp(preview).metadata();
      expect([format, size.width, size.height]).toEqual(["jpeg", small, tall]);
    }
    expect(new Set(shown.map(({ preview }) => Buffer.from(preview ?? []).toString("base64"))).size).toBe(4);
  });

  test("are made only when asked for, and change no byte of the picture", async () => {
    const reports: EngineProgress[] = [];
    const [plain] = await draw(picture, call({ progress: (report) => reports.push(report) }));
    const [watched] = await draw(picture, call({ previews: true }));
    expect(reports.every((report) => !("preview" in report))).toBe(true);
    expect(watched?.equals(plain ?? Buffer.alloc(0))).toBe(true);
  });
});

describe("aborting", () => {
  test("ends the drawing at once with the signal's reason, and the engine draws on", async () => {
    const aborter = new AbortController();
    const reason = new Error("the deadline passed");
    let abortedAt = Infinity;
    const drawing = draw(
      { prompt: "a forest, oil painting", width: 2000, height: 2000, count: 4 },
      call({
        signal: aborter.signal,
        progress: () => {
          abortedAt = Math.min(abortedAt, performance.now());
          aborter.abort(reason);
        },
      }),
    );
    await expect(drawing).rejects.toBe(reason);
    expect(performance.now() - abortedAt).toBeLessThan(500);
    expect(sizeOf(await drawOne())).toBe("320*200");
  });

  test("before the start, nothing is drawn", async () => {
    const reason = new Error("cancelled");
    await expect(draw({}, call({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
  });
});

describe("prompts without sense still give a picture", () => {
  const PROMPTS = [
    ["emoji only", "🦊🌲🌙🎉🍎"],
    ["a quotation only", "'Only a quotation'"],
    ["a Chinese quotation only", "「只有引号」"],
    ["empty quotes", "“”"],
    ["right to left", 'مرحبا بالعالم "שלום עולם"'],
    ["zalgo", `z̸̢̛̤a̵̡͕͠l̴̰̈́g̷̱͝o̶̼̾ '${"Z̸̢̛̤̦̈́͝".repeat(40)}'`],
    ["a lone NUL", "\u0000"],
    ["NULs and a lone surrogate", "\u0000a\u0000cat\uFFFF\uD800"],
    ["800 letters of nonsense", "qwrt ".repeat(160)],
    ["800 times one character", "长".repeat(800)],
    ["a word of 780 letters", `"${"W".repeat(780)}"`],
    ["a hundred lines", `a sign "${"line\n".repeat(100)}"`],
    ["quotes only", "' \" “ ” ‘ ’ 「 」 《 》 ' \""],
    ["markup", "<svg onload=alert(1)>&amp;'</svg>'"],
  ] as const;
  test.each(PROMPTS)("%s", async (_, prompt) => {
    expect(sizeOf(await drawOne({ prompt }))).toBe("320*200");
  });
});

describe("losing a thread", () => {
  // A program of a thread that does what its prompt says.
  const program = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from "node:worker_threads";
      parentPort.on("message", ({ prompt }) => {
        if (prompt === "exit") process.exit(3);
        if (prompt === "throw") throw new Error("thrown in the thread");
        if (prompt === "hang") for (;;);
        if (prompt === "fail") return parentPort.postMessage({ kind: "error", message: "cannot draw this" });
        parentPort.postMessage({ kind: "image", bytes: new Uint8Array([1, 2, 3]) });
      });
    `)}`,
  );
  const pool = createPool({ threads: 1, program });
  afterAll(() => pool.stop());
  const ask = (prompt: string, signal = AbortSignal.timeout(10_000)): Promise<Uint8Array> =>
    pool.draw({ prompt, width: 1, height: 1, seed: 0 }, call({ signal }));

  test.each(["exit", "throw"])("%s: the call may be repeated, and the next one gets a new thread", async (prompt) => {
    await expect(ask(prompt)).rejects.toMatchObject({ name: "EngineError", kind: "engineFailed", repeatable: true });
    expect(await ask("draw")).toEqual(new Uint8Array([1, 2, 3]));
  });

  test("a drawing that fails would fail again", async () => {
    await expect(ask("fail")).rejects.toMatchObject({ name: "EngineError", kind: "engineFailed", repeatable: false });
    expect(await ask("draw")).toEqual(new Uint8Array([1, 2, 3]));
  });

  test("a drawing that hangs ends with its signal, and so do those that wait", async () => {
    const hanging = ask("hang", AbortSignal.timeout(150));
    const waiting = ask("draw", AbortSignal.timeout(100));
    const patient = ask("draw");
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
    await expect(hanging).rejects.toMatchObject({ name: "TimeoutError" });
    expect(await patient).toEqual(new Uint8Array([1, 2, 3]));
  });

  test("stopping rejects what is drawn, what waits and what comes", async () => {
    const own = createPool({ threads: 1, program });
    const settled = Promise.allSettled(
      ["hang", "draw"].map((prompt) => own.draw({ prompt, width: 1, height: 1, seed: 0 }, call())),
    );
    await own.stop();
    const outcomes = [
      ...(await settled),
      ...(await Promise.allSettled([own.draw({ prompt: "draw", width: 1, height: 1, seed: 0 }, call())])),
    ];
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });
});
