// What becomes of images that come from elsewhere: fetched from where the upstream keeps them, mended where they can be, and
// never kept where they cannot. Each case runs a whole worker on a real store; URLs are those of a scripted upstream.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import type { EngineCapabilities, EngineImage, EngineResult } from "../../src/core/engine.ts";
import { readPngSize, readPngText } from "../../src/io/png.ts";
import { listFiles } from "../support/directory.ts";
import { makePng, scriptEngine } from "../support/engines.ts";
import { createRig, type Rig } from "../support/parts.ts";
import { cutInBody, failing, flooding, redirected, silent, startUpstream, text, type Reply } from "../support/upstream.ts";
import { until } from "../support/until.ts";

const SIZE = { width: 768, height: 768 };
const IMAGE = { "content-type": "image/png" };

/** An engine that answers with these images, from elsewhere. */
function makeEngine(
  images: readonly EngineImage[],
  {
    origin,
    warnings,
    ...capabilities
  }: Partial<EngineCapabilities> & Pick<EngineResult, "warnings"> & { readonly origin?: string } = {},
) {
  const engine = scriptEngine({
    id: "far@10.0.0.5:8000",
    capabilities: { exact: false, repeatable: false, ...capabilities },
    submit: () => ({ done: images, ...(warnings ? { warnings } : {}) }),
  });
  return Object.assign(engine, origin === undefined ? {} : { origin });
}

function jpeg(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#c33" } })
    .jpeg()
    .toBuffer();
}

async function endOne(engine: ReturnType<typeof makeEngine>, count = 1) {
  const rig = await createRig({ engines: [engine] });
  const input = { prompt: "a fox", size: "768*768", n: count, prompt_extend: false, safety_filter: false };
  const { id } = await rig.create({ input, imageCount: count, priceMicros: 75_000 * count });
  rig.work();
  const task = await rig.finish(id);
  return { rig, task, ledger: rig.ledger(id), files: listFiles(join(rig.directory, "images")) };
}

function readImage(rig: Rig, blob: string): Buffer {
  return readFileSync(join(rig.directory, "images", blob));
}

describe("an image from elsewhere", () => {
  test("of the size asked for is kept without what its provider wrote into it", async () => {
    const signed = await sharp(makePng(768, 768))
      .withExif({ IFD0: { Artist: "account 4711" } })
      .png()
      .toBuffer();
    const { rig, task } = await endOne(makeEngine([{ bytes: signed }], { warnings: ["seed: the provider takes none"] }));
    expect(task).toMatchObject({ state: "completed", engine: "far@10.0.0.5:8000", warnings: ["seed: the provider takes none"] });
    const bytes = readImage(rig, task.images![0]!.blob);
    expect(readPngSize(bytes)).toEqual(SIZE);
    expect(bytes.includes("4711")).toBe(false);
    // The stamp names the engine, and not where it stands.
    expect(readPngText(bytes).get("engine")).toBe("far");
    expect(bytes.includes("10.0.0.5")).toBe(false);
  });

  test.each([
    [1024, 1024, "size: the engine made 1024*1024, which was scaled to 768*768"],
    [1280, 720, "size: the engine made 1280*720, which was scaled and cropped to 768*768"],
  ])("of another size, %i*%i, is brought to the one asked for, and the task says so", async (width, height, warning) => {
    const { rig, task, ledger } = await endOne(makeEngine([{ bytes: await jpeg(width, height) }]));
    expect(task).toMatchObject({ state: "completed", warnings: [warning], images: [SIZE] });
    expect(readPngSize(readImage(rig, task.images![0]!.blob))).toEqual(SIZE);
    expect(ledger.at(-1)).toEqual(["charge", 75_000]);
  });

  test("beside more than were asked for is kept, and the others are not", async () => {
    const { task } = await endOne(makeEngine([{ bytes: makePng(768, 768) }, { bytes: makePng(768, 768, 3) }]));
    expect(task).toMatchObject({ state: "completed", images: [SIZE] });
  });

  test("that is whole is not given up for others that are not, and those are not charged", async () => {
    const broken = (await jpeg(768, 768)).subarray(0, 500);
    const { task, ledger, files } = await endOne(makeEngine([{ bytes: broken }, { bytes: makePng(768, 768) }]), 3);
    expect(task).toMatchObject({ state: "completed", warnings: ["n: 1 of 3 images were made; the others are not charged"] });
    expect(task.images).toHaveLength(1);
    expect(files).toHaveLength(1);
    expect(ledger.at(-1)).toEqual(["charge", 75_000]);
  });

  test.each<[string, () => Promise<readonly EngineImage[]>]>([
    ["none at all", async () => []],
    ["one that is cut off", async () => [{ bytes: (await jpeg(768, 768)).subarray(0, 500) }]],
    ["text", async () => [{ bytes: Buffer.from("Sorry, the model is loading.") }]],
    ["31 MiB", async () => [{ bytes: makePng(768, 768, 1, 31 * 1024 * 1024) }]],
  ])("that is no image fails the task with 3001 and leaves nothing: %s", async (_, make) => {
    const engine = makeEngine(await make());
    const { task, ledger, files } = await endOne(engine);
    expect(task).toMatchObject({ state: "failed", error: { code: 3001 } });
    expect(task.error?.detail).toMatch(/^The engine far made .+\.$/);
    expect(ledger.at(-1)).toEqual(["release", 75_000]);
    expect(files).toEqual([]);
    expect(engine.submitted).toHaveLength(1);
  });

  test("that is no image is made again where that costs nothing", async () => {
    const engine = makeEngine([{ bytes: Buffer.from("text") }], { repeatable: true });
    const { task } = await endOne(engine);
    expect(task).toMatchObject({ state: "failed", error: { code: 3001 }, failures: 3 });
    expect(engine.submitted).toHaveLength(4);
  });
});

function png(): Reply {
  return text(makePng(768, 768), { headers: IMAGE });
}

/** An upstream that answers to a fetch of its image as told, and an engine that left its image there. */
async function serve(...replies: readonly [Reply, ...Reply[]]) {
  const upstream = await startUpstream();
  upstream.on("GET /image", ...replies);
  return { upstream, engine: makeEngine([{ url: `${upstream.url}/image` }], { origin: upstream.url }) };
}

describe("an image at a URL", () => {
  test("of the engine's own host is fetched at once, without credentials", async () => {
    const { upstream, engine } = await serve(png());
    const { task } = await endOne(engine);
    expect(task).toMatchObject({ state: "completed", images: [SIZE] });
    expect(upstream.asked).toHaveLength(1);
    expect(upstream.asked[0]?.headers).not.toHaveProperty("authorization");
    expect(upstream.asked[0]?.headers).not.toHaveProperty("cookie");
  });

  test.each([
    ["an error of the host", failing(503)],
    ["a body that is cut", cutInBody({ data: "a".repeat(10_000) })],
    ["a page that is not there yet", failing(404)],
  ])("is fetched again after %s: it may be paid for", async (_, trouble) => {
    const { upstream, engine } = await serve(trouble, trouble, png());
    const { task, ledger } = await endOne(engine);
    expect(task).toMatchObject({ state: "completed", failures: 0 });
    expect(upstream.asked).toHaveLength(3);
    expect(engine.submitted).toHaveLength(1);
    expect(ledger.at(-1)).toEqual(["charge", 75_000]);
  });

  test("I8: that cannot be had ends the task with 3005 after four tries at each of four attempts, at no charge", async () => {
    const { upstream, engine } = await serve(failing(500));
    const { task, ledger, files } = await endOne(engine);
    expect(task).toMatchObject({
      state: "failed",
      error: { code: 3005, detail: "The image could not be fetched from the provider: the answer was HTTP 500." },
    });
    expect(upstream.asked).toHaveLength(16);
    expect(engine.submitted).toHaveLength(1);
    expect(ledger.at(-1)).toEqual(["release", 75_000]);
    expect(files).toEqual([]);
  });

  test("I5: that cannot be had, of work with a handle, is asked for again, and nothing is submitted twice", async () => {
    const upstream = await startUpstream();
    upstream.on("GET /image", failing(500), failing(500), failing(500), failing(500), png());
    const images = [{ url: `${upstream.url}/image` }];
    const engine = Object.assign(
      scriptEngine({
        capabilities: { exact: false, repeatable: false },
        submit: () => ({ pending: "j-1" }),
        check: () => ({ done: images }),
      }),
      { origin: upstream.url },
    );
    const { task } = await endOne(engine);
    expect(task).toMatchObject({ state: "completed", failures: 1 });
    expect(engine.submitted).toHaveLength(1);
    expect(engine.checked).toHaveLength(2);
  });

  test("I8: that has no end is given up at 30 MiB, and not fetched again", async () => {
    const { upstream, engine } = await serve(flooding());
    const { task } = await endOne(engine);
    expect(task).toMatchObject({ state: "failed", error: { code: 3005 }, failures: 0 });
    expect(upstream.asked).toHaveLength(1);
  });

  test("is followed through three redirects and no more", async () => {
    const upstream = await startUpstream();
    for (const [from, to] of [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ])
      upstream.on(`GET /${from}`, redirected(`${upstream.url}/${to}`));
    upstream.on("GET /4", png());
    const three = makeEngine([{ url: `${upstream.url}/1` }], { origin: upstream.url });
    expect((await endOne(three)).task).toMatchObject({ state: "completed" });
    upstream.on("GET /4", redirected(`${upstream.url}/5`));
    upstream.on("GET /5", png());
    expect((await endOne(three)).task).toMatchObject({ state: "failed", error: { code: 3005 } });
  });

  test.each([
    "http://127.0.0.2/image",
    "http://[::1]/image",
    "http://169.254.169.254/latest",
    "http://10.0.0.7/image",
    "ftp://x/y",
  ])("I10: at an address that is not public is not fetched: %s", async (url) => {
    const upstream = await startUpstream();
    const { task } = await endOne(makeEngine([{ url }], { origin: upstream.url }));
    expect(task).toMatchObject({ state: "failed", error: { code: 3005 } });
    expect(JSON.stringify(task.error)).not.toContain(url);
    expect(upstream.asked).toHaveLength(0);
  });

  test("I10: of an engine's host that leads to another inside is not followed", async () => {
    const inside = await startUpstream();
    inside.on("GET /image", png());
    const { engine } = await serve(redirected(`${inside.url.replace("127.0.0.1", "127.0.0.2")}/image`));
    expect((await endOne(engine)).task).toMatchObject({ state: "failed", error: { code: 3005 } });
    expect(inside.asked).toHaveLength(0);
  });

  test("I5: of a call without a handle outlives the process: it is fetched after the next start, and not bought again", async () => {
    const { upstream, engine } = await serve(silent(), png());
    const rig = await createRig({ engines: [engine] });
    const { id } = await rig.create();
    const worker = rig.work();
    await until("it is fetched", () => upstream.busy === 1);
    await worker.stop(0);
    rig.work();
    expect(await rig.finish(id)).toMatchObject({ state: "completed", images: [SIZE] });
    expect(engine.submitted).toHaveLength(1);
    expect(upstream.asked).toHaveLength(2);
    expect(rig.ledger(id).at(-1)).toEqual(["charge", 75_000]);
  });

  test("that is on its way when the task is cancelled or the server stops holds nobody up", async () => {
    const { upstream, engine } = await serve(silent());
    const rig = await createRig({ engines: [engine] });
    const { id } = await rig.create();
    const worker = rig.work();
    await until("it is fetched", () => upstream.busy === 1);
    await worker.stop(0);
    await until("it is let go", () => upstream.busy === 0);
    expect(await rig.read(id)).toMatchObject({ state: "processing" });
  });
});
