// PNG files: what is stamped on them is what independent readers find, their pixels stay, and damage is seen.
import * as fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { PngError, readPngSize, readPngText, stampPng, stripPng, type Provenance } from "../../src/io/png.ts";

const PROVENANCE: Provenance = {
  prompt: 'A sign "5 < 6 & 7"\nin 春天 😀',
  finalPrompt: "the same, at dusk",
  negativePrompt: "people",
  seed: 2_147_483_647,
  width: 16,
  height: 9,
  engine: "sketch",
  model: "alibaba/qwen-image-max",
  digitalSourceType: "algorithmicMedia",
};

let plain: Buffer;
beforeAll(async () => {
  plain = await sharp({ create: { width: 16, height: 9, channels: 3, background: "#4a7" } })
    .png()
    .toBuffer();
});

describe("a stamped PNG", () => {
  test("is read by another reader: size, pixels, text and XMP", async () => {
    const stamped = Buffer.from(stampPng(plain, PROVENANCE));
    const metadata = await sharp(stamped).metadata();
    expect(metadata).toMatchObject({ format: "png", width: 16, height: 9 });
    const comments = new Map(metadata.comments?.map(({ keyword, text }) => [keyword, text]));
    expect(Object.fromEntries(comments)).toMatchObject({
      prompt: PROVENANCE.prompt,
      final_prompt: PROVENANCE.finalPrompt,
      negative_prompt: "people",
      seed: "2147483647",
      size: "16*9",
      engine: "sketch",
      model: "alibaba/qwen-image-max",
      Software: "Muleteer",
      Description: PROVENANCE.prompt,
    });
    const xmp = metadata.xmp?.toString("utf8") ?? "";
    expect(xmp).toContain('DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"');
    expect(xmp).toContain("5 &lt; 6 &amp; 7");
    expect(await sharp(stamped).raw().toBuffer()).toEqual(await sharp(plain).raw().toBuffer());
  });

  test("gives back every prompt, byte for byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.string({ maxLength: 50 }), (prompt, finalPrompt) => {
        fc.pre(!`${prompt}${finalPrompt}`.includes("\0"));
        const text = readPngText(stampPng(plain, { ...PROVENANCE, prompt, finalPrompt }));
        expect(text.get("prompt")).toBe(prompt);
        expect(text.get("final_prompt")).toBe(finalPrompt);
      }),
      { numRuns: 100 },
    );
  });

  test("leaves out of a prompt only the NUL, which a text chunk cannot hold", () => {
    expect(readPngText(stampPng(plain, { ...PROVENANCE, prompt: "a\0b" })).get("prompt")).toBe("ab");
  });

  test("holds XMP that is well-formed, whatever the prompt", () => {
    const prompt = "\u0001\u0008\uFFFE </rdf:li>]]><!-- & \" ' 😀";
    const xmp = readPngText(stampPng(plain, { ...PROVENANCE, prompt })).get("XML:com.adobe.xmp") ?? "";
    const inside = /<rdf:li xml:lang="x-default">(.*)<\/rdf:li>/s.exec(xmp)?.[1] ?? "";
    for (const forbidden of ["<", ">", "\u0001", "\u0008", "\uFFFE"]) expect(inside).not.toContain(forbidden);
    expect(inside.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, "")).not.toContain("&");
    expect(inside).toContain("😀");
  });

  test("is the same bytes for the same picture and provenance", () => {
    expect(stampPng(plain, PROVENANCE)).toEqual(stampPng(plain, { ...PROVENANCE }));
    expect(stampPng(plain, PROVENANCE)).not.toEqual(stampPng(plain, { ...PROVENANCE, seed: 1 }));
  });

  test("is whole, and as large as before", () => {
    expect(readPngSize(stampPng(plain, PROVENANCE))).toEqual({ width: 16, height: 9 });
  });
});

describe("a PNG that is stripped", () => {
  test("is left to who decodes it when it is cut into absurdly many pieces, and that is seen at once", () => {
    // After the header: 8 bytes of signature, and 25 of the chunk.
    const [head, rest] = [plain.subarray(0, 33), plain.subarray(33)];
    const empty = Buffer.from("000000004944415435af061e", "hex");
    const pieces = (count: number) => Buffer.concat([head, ...Array.from({ length: count }, () => empty), rest]);
    expect(stripPng(pieces(10_000))).toBeDefined();
    expect(stripPng(pieces(100_000))).toBeUndefined();
  });
});

describe("bytes that are no whole PNG", () => {
  test("are refused, wherever they are cut", () => {
    for (let length = 0; length < plain.length; length += 1)
      expect(() => readPngSize(plain.subarray(0, length))).toThrow(PngError);
  });

  test("are refused, wherever a byte is wrong", () => {
    for (let at = 0; at < plain.length; at += 1) {
      const damaged = Buffer.from(plain);
      damaged[at] = damaged[at]! ^ 0x55;
      expect(() => readPngSize(damaged), `byte ${at}`).toThrow(PngError);
    }
  });

  test("are refused, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readPngSize(bytes)).toThrow(PngError);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => stampPng(Buffer.concat([plain.subarray(0, 8), bytes]), PROVENANCE)).toThrow(PngError);
      }),
    );
  });

  test("a JPEG is no PNG", async () => {
    const jpeg = await sharp(plain).jpeg().toBuffer();
    expect(() => readPngSize(jpeg)).toThrow("the bytes are no PNG");
  });
});
