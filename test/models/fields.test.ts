// The schemas of the models by themselves: how characters are counted, which sizes exist, and what an engine is asked for.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MODELS } from "../../src/models/catalogue.ts";
import { parseSize } from "../../src/models/fields.ts";
import { qwenImageMax } from "../../src/models/qwen-image-max.ts";
import { wan26TextToImage } from "../../src/models/wan2.6-t2i.ts";

const CHARACTER = fc
  .oneof(fc.integer({ min: 0x21, max: 0xd7_ff }), fc.integer({ min: 0x1_00_00, max: 0x10_ff_ff }))
  .map((point) => String.fromCodePoint(point));

describe("a prompt's length", () => {
  test.each([
    [qwenImageMax, "prompt", 800],
    [wan26TextToImage, "prompt", 2000],
    [qwenImageMax, "negative_prompt", 500],
    [wan26TextToImage, "negative_prompt", 500],
  ] as const)("is counted in code points: $id $1 has at most %i", (model, field, max) => {
    fc.assert(
      fc.property(CHARACTER, fc.integer({ min: -2, max: 2 }), (character, delta) => {
        const { success } = model.input.safeParse({ prompt: "a", [field]: `a${character.repeat(max - 1 + delta)}` });
        expect(success).toBe(delta <= 0);
      }),
      { numRuns: 50 },
    );
  });
});

describe("sizes of wan2.6-t2i", () => {
  test("are those whose pixels and ratio are within bounds, and no others", () => {
    const sides = fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.constantFrom(384, 720, 768, 1440, 1536, 2880));
    fc.assert(
      fc.property(sides, sides, (width, height) => {
        const pixels = width * height;
        const allowed = pixels >= 589_824 && pixels <= 2_073_600 && Math.max(width, height) <= 4 * Math.min(width, height);
        expect(wan26TextToImage.input.safeParse({ prompt: "a", size: `${width}*${height}` }).success).toBe(allowed);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("what an engine is asked for", () => {
  test.each([
    ["1472*1140", 1472, 1104],
    ["1140*1472", 1104, 1472],
    ["1664*928", 1664, 928],
  ])("the size %s is %i by %i", (size, width, height) => {
    expect(qwenImageMax.toRequest(qwenImageMax.input.parse({ prompt: "a", size }) as never)).toMatchObject({ width, height });
  });

  test.each(MODELS.map((model) => [model.id, model] as const))("%s hands the prompt on byte for byte", (_, model) => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), (text) => {
        const prompt = ` x${text}\n`;
        expect(model.toRequest(model.input.parse({ prompt }) as never).prompt).toBe(prompt);
      }),
    );
  });

  test.each([
    [true, true],
    [false, false],
    [null, true],
    [undefined, true],
  ])("safety_filter %s inspects: %s", (safety_filter, inspectContent) => {
    const body = { prompt: "a", ...(safety_filter === undefined ? {} : { safety_filter }) };
    for (const model of MODELS) expect(model.toRequest(model.input.parse(body) as never)).toMatchObject({ inspectContent });
  });

  test("a seed only where one was given, 0 among them", () => {
    for (const model of MODELS) {
      expect(model.toRequest(model.input.parse({ prompt: "a" }) as never)).not.toHaveProperty("seed");
      expect(model.toRequest(model.input.parse({ prompt: "a", seed: 0 }) as never)).toHaveProperty("seed", 0);
    }
  });

  test("no negative prompt where it is null or empty", () => {
    for (const negative_prompt of [null, ""]) {
      expect(qwenImageMax.toRequest(qwenImageMax.input.parse({ prompt: "a", negative_prompt }) as never)).not.toHaveProperty(
        "negativePrompt",
      );
    }
  });

  test("what the store gives back, after JSON, is read the same", () => {
    for (const model of MODELS) {
      for (const { value } of model.examples) {
        const input = model.input.parse(value) as never;
        expect(model.toRequest(JSON.parse(JSON.stringify(input)) as never)).toEqual(model.toRequest(input));
      }
    }
  });
});

describe("the catalogue", () => {
  test("has no path twice, and paths as the contract has them", () => {
    expect(new Set(MODELS.map(({ path }) => path)).size).toBe(MODELS.length);
    expect(MODELS.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["/vendors/alibaba/v1/qwen-image-max/generation", "/vendors/alibaba/v1/wan2.6-t2i/generation"]),
    );
  });

  test("has examples that its own schemas accept", () => {
    for (const model of MODELS) {
      expect(model.examples.length).toBeGreaterThan(0);
      for (const { value } of model.examples) expect(model.input.safeParse(value).success, JSON.stringify(value)).toBe(true);
    }
  });

  test("costs what the contract says", () => {
    expect(qwenImageMax.pricePerImageMicros).toBe(75_000);
  });
});

test("parseSize refuses what is no size", () => {
  for (const text of ["", "1*", "*1", "1x1", "123456*1", "1*1*1", "1*1\n"]) expect(() => parseSize(text)).toThrow(RangeError);
});
