// `alibaba/wan2.6-t2i`: one to four images in any size within bounds; the model that the hosted service's own clients call.
import { z } from "zod";
import { defineModel } from "../core/model.ts";
import {
  negativePromptField,
  parseSize,
  promptExtendField,
  promptField,
  safetyFilterField,
  seedField,
  toCommonRequest,
} from "./fields.ts";

const MIN_PIXELS = 768 * 768;
const MAX_PIXELS = 1440 * 1440;
const MAX_RATIO = 4;

/** The rule that `size` breaks, as a sentence's end, or undefined. */
function findSizeViolation(size: string): { rule: string; message: string } | undefined {
  if (!/^\d{1,5}\*\d{1,5}$/.test(size)) return { rule: "pattern", message: "must be width*height in pixels, such as 1280*1280" };
  const { width, height } = parseSize(size);
  const pixels = width * height;
  if (pixels < MIN_PIXELS || pixels > MAX_PIXELS) {
    return {
      rule: "pixels",
      message: `must have between 768*768 (${MIN_PIXELS}) and 1440*1440 (${MAX_PIXELS}) pixels in all`,
    };
  }
  if (width > height * MAX_RATIO || height > width * MAX_RATIO) {
    return { rule: "ratio", message: "must have a ratio of width to height between 1:4 and 4:1" };
  }
  return undefined;
}

export const wan26TextToImage = defineModel({
  vendor: "alibaba",
  name: "wan2.6-t2i",
  action: "generation",
  resultKey: "images",
  title: "Wan 2.6 Text-to-Image",
  description: "One to four pictures from a prompt of up to 2000 characters, in a size of your choice.",
  input: z.object({
    prompt: promptField({
      max: 2000,
      description: "What to draw, in English or Chinese. Text in quotation marks is lettered into the picture.",
    }),
    negative_prompt: negativePromptField(),
    size: z
      .string()
      .check((check) => {
        const violation = findSizeViolation(check.value);
        if (violation)
          check.issues.push({ code: "custom", input: check.value, params: { rule: violation.rule }, message: violation.message });
      })
      .default("1280*1280")
      .meta({
        pattern: "^\\d{1,5}\\*\\d{1,5}$",
        description: "Width*height in pixels: 768*768 … 1440*1440 pixels in all, ratio 1:4 … 4:1.",
      }),
    n: z.int().min(1).max(4).default(4).meta({ description: "How many pictures; picture i is drawn with seed + i." }),
    prompt_extend: promptExtendField(false),
    seed: seedField(),
    safety_filter: safetyFilterField(),
  }),
  pricePerImageMicros: 75_000,
  toRequest: (input) => ({ ...toCommonRequest(input), count: input.n }),
  examples: [
    {
      summary: "Two pictures of a lighthouse",
      value: { prompt: "A lighthouse on a cliff in a storm", size: "1440*960", n: 2, seed: 11 },
    },
  ],
});
