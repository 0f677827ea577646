// Pictures as providers send them: every common format, sizes that differ, profiles, and files that are cut, damaged or bombs.
import { setImmediate } from "node:timers/promises";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { PictureError, toPicture } from "../../src/io/picture.ts";
import { readPngSize, readPngText } from "../../src/io/png.ts";
import { makePng } from "../support/engines.ts";

const SIZE = { width: 96, height: 64 };

/** Left half red, right half blue, and noise enough that nothing compresses to a few bytes. */
function draw(width = SIZE.width, height = SIZE.height): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const left = at % width < width / 2;
    data.set([left ? 240 : 10, ((at * 2_654_435_761) >>> 13) % 40, left ? 10 : 240], at * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function readPixel(png: Uint8Array, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
}

function listChunks(png: Uint8Array): string[] {
  const bytes = Buffer.from(png);
  const types: string[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) types.push(bytes.toString("latin1", at + 4, at + 8));
  return types;
}

function makeChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** The PNG with its compressed pixels as `change` makes them, every checksum right. */
function withPixels(png: Uint8Array, change: (compressed: Buffer) => Buffer): Uint8Array {
  const bytes = Buffer.from(png);
  const header = bytes.subarray(8, 33);
  const pixels: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") pixels.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return Buffer.concat([
    bytes.subarray(0, 8),
    header,
    makeChunk("IDAT", change(Buffer.concat(pixels))),
    makeChunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("a picture of the size wanted", () => {
  test.each([
    ["JPEG", () => draw().jpeg({ quality: 95 }).toBuffer()],
    ["progressive JPEG", () => draw().jpeg({ progressive: true }).toBuffer()],
    ["WebP", () => draw().webp({ quality: 95 }).toBuffer()],
    ["AVIF", () => draw().avif({ effort: 0 }).toBuffer()],
    ["GIF", () => draw().gif().toBuffer()],
    ["PNG", () => draw().png().toBuffer()],
    ["interlaced PNG", () => draw().png({ progressive: true }).toBuffer()],
    ["PNG with a palette", () => draw().png({ palette: true }).toBuffer()],
    ["grey JPEG", () => draw().greyscale().jpeg().toBuffer()],
  ])("as %s becomes a PNG of the same pixels", async (_, make) => {
    const { png, madeAs } = await toPicture(await make(), SIZE);
    expect(madeAs).toEqual(SIZE);
    expect(readPngSize(png)).toEqual(SIZE);
    expect(listChunks(png).filter((type) => !["IHDR", "PLTE", "tRNS", "IDAT", "IEND"].includes(type))).toEqual([]);
    const [red = 0, , blue = 0] = await readPixel(png, 20, 30);
    if (!_.startsWith("grey")) expect(red - blue).toBeGreaterThan(150);
  });

  test("as a plain PNG keeps its compressed pixels, and loses what is said of them", async () => {
    const plain = await draw().png().toBuffer();
    const talking = await draw()
      .withExif({ IFD0: { Artist: "account 4711" } })
      .withXmp("<x>account 4711</x>")
      .png()
      .toBuffer();
    const text = makeChunk("tEXt", Buffer.from("Comment\0account 4711"));
    const commented = Buffer.concat([
      plain.subarray(0, 33),
      text,
      plain.subarray(33),
      Buffer.from("account 4711 behind the end"),
    ]);
    for (const bytes of [talking, commented]) {
      const { png } = await toPicture(bytes, SIZE);
      expect(Buffer.from(png).includes("4711")).toBe(false);
      expect(readPngText(png).size).toBe(0);
      expect(await readPixel(png, 20, 30)).toEqual(await readPixel(plain, 20, 30));
    }
    const { png } = await toPicture(commented, SIZE);
    const kept = Buffer.from(png);
    expect(kept.includes(plain.subarray(plain.indexOf("IDAT"), plain.indexOf("IEND") - 4))).toBe(true);
  });

  test("in another colour space is brought to sRGB", async () => {
    const bytes = await draw().withIccProfile("p3").png().toBuffer();
    expect(listChunks(bytes)).toContain("iCCP");
    const { png } = await toPicture(bytes, SIZE);
    expect(listChunks(png)).not.toContain("iCCP");
    const original = await readPixel(await draw().png().toBuffer(), 20, 30);
    const converted = await readPixel(png, 20, 30);
    for (const [index, value] of converted.entries()) expect(Math.abs(value - original[index]!)).toBeLessThan(12);
    expect(await readPixel(bytes, 20, 30)).not.toEqual(original);
  });

  test("in CMYK or in 16 bits becomes eight bits of sRGB", async () => {
    const cmyk = await draw().toColourspace("cmyk").jpeg().toBuffer();
    const deep = await draw().toColourspace("rgb16").png().toBuffer();
    for (const bytes of [cmyk, deep]) {
      const { png } = await toPicture(bytes, { ...SIZE, width: 48 });
      expect(await sharp(png).metadata()).toMatchObject({ space: "srgb", depth: "uchar" });
    }
  });

  test("that lies on its side is turned upright", async () => {
    const bytes = await draw(SIZE.height, SIZE.width).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    const { png, madeAs } = await toPicture(bytes, SIZE);
    expect(madeAs).toEqual(SIZE);
    expect(readPngSize(png)).toEqual(SIZE);
    const [red = 0, , blue = 0] = await readPixel(png, 48, 10);
    expect(red - blue).toBeGreaterThan(100);
  });

  test("with several frames is its first", async () => {
    const frames = Buffer.alloc(96 * 64 * 3 * 2, 0);
    frames.fill(255, 0, 96 * 64 * 3);
    const bytes = await sharp(frames, { raw: { width: 96, height: 128, channels: 3, pageHeight: 64 } })
      .gif()
      .toBuffer();
    const { png, madeAs } = await toPicture(bytes, SIZE);
    expect(madeAs).toEqual(SIZE);
    expect(await readPixel(png, 5, 5)).toEqual([255, 255, 255]);
  });
});

describe("a picture of another size", () => {
  test.each([
    [192, 128],
    [48, 32],
    [200, 64],
    [96, 200],
    [97, 64],
    [1, 1],
  ])("%i*%i is scaled and cropped around its centre", async (width, height) => {
    const { png, madeAs } = await toPicture(await draw(width, height).png().toBuffer(), SIZE);
    expect(madeAs).toEqual({ width, height });
    expect(readPngSize(png)).toEqual(SIZE);
    if (width === 1) return;
    const [left, right] = [await readPixel(png, 8, 32), await readPixel(png, 87, 32)];
    expect(left[0]! - left[2]!).toBeGreaterThan(150);
    expect(right[2]! - right[0]!).toBeGreaterThan(150);
  });
});

describe("bytes that are no whole picture", () => {
  const formats = [
    ["PNG", () => draw().png().toBuffer()],
    ["JPEG", () => draw().jpeg().toBuffer()],
    ["progressive JPEG", () => draw().jpeg({ progressive: true }).toBuffer()],
    ["WebP", () => draw().webp().toBuffer()],
    ["AVIF", () => draw().avif({ effort: 0 }).toBuffer()],
    ["GIF", () => draw().gif().toBuffer()],
  ] as const;

  test.each(formats)("%s that is cut off is found out, wherever it is", async (_, make) => {
    const bytes = await make();
    for (const share of [0.05, 0.5, 0.9]) {
      const cut = bytes.subarray(0, Math.round(bytes.length * share));
      await expect(toPicture(cut, SIZE), String(share)).rejects.toThrow(PictureError);
      await expect(toPicture(cut, { width: 10, height: 10 }), String(share)).rejects.toThrow(PictureError);
    }
  });

  test.each<[string, (pixels: Buffer) => Buffer]>([
    ["end early", (pixels) => deflateSync(inflateSync(pixels).subarray(0, -96 * 3 * 5))],
    ["are cut", (pixels) => pixels.subarray(0, -20)],
    ["are damaged", (pixels) => Buffer.from(pixels.with(pixels.length >> 1, (pixels[pixels.length >> 1] ?? 0) ^ 0xff))],
    ["are none", () => Buffer.alloc(0)],
  ])("a PNG whose checksums are right and whose pixels %s is found out", async (_, change) => {
    const bytes = withPixels(await draw().png().toBuffer(), change);
    await expect(toPicture(bytes, SIZE)).rejects.toThrow(PictureError);
    await expect(toPicture(bytes, { width: 10, height: 10 })).rejects.toThrow(PictureError);
  });

  test.each([
    ["nothing", ""],
    ["a sentence", "Sorry, the model is loading."],
    ["a web page", "<!doctype html><img src=x>"],
    ["a vector", '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"><rect width="96" height="64"/></svg>'],
    ["a document", "%PDF-1.7\n1 0 obj"],
    ["a TIFF", "II*\0\x08\0\0\0"],
    ["a signature alone", "\x89PNG\r\n\x1a\n"],
  ])("%s is none", async (_, text) => {
    await expect(toPicture(Buffer.from(text, "latin1"), SIZE)).rejects.toThrow(PictureError);
  });

  test("I8: a small file that claims to be a huge picture is not decoded", async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(20_000, 0);
    header.writeUInt32BE(20_000, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const bomb = Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      makeChunk("IHDR", header),
      makeChunk("IDAT", deflateSync(Buffer.alloc(1_000_000))),
      makeChunk("IEND", Buffer.alloc(0)),
    ]);
    await expect(toPicture(bomb, SIZE)).rejects.toThrow("it has more than 100 megapixels");
  });

  test("I8: many at once are decoded a few at a time, and one that fails holds up none", async () => {
    const good = await draw().jpeg().toBuffer();
    const over = new AbortController();
    const all = Promise.allSettled(
      Array.from({ length: 30 }, (_, index) => toPicture(index % 3 === 0 ? good.subarray(0, 400) : good, SIZE)),
    ).finally(() => over.abort());
    const atOnce = new Set<number>();
    while (!over.signal.aborted) {
      const { queue, process } = sharp.counters();
      atOnce.add(queue + process);
      await setImmediate();
    }
    const results = await all;
    expect(Math.max(...atOnce)).toBeGreaterThanOrEqual(1);
    // Two; those that have just ended are counted for a moment longer.
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(4);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
    expect(readPngSize((await toPicture(makePng(96, 64), SIZE)).png)).toEqual(SIZE);
  });
});
