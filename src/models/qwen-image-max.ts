// `alibaba/qwen-image-max`: one image in one of five sizes.
import { z } from "zod";
import { defineModel } from "../core/model.ts";
import { negativePromptField, promptExtendField, promptField, safetyFilterField, seedField, toCommonRequest } from "./fields.ts";

const SIZES = ["1664*928", "1472*1104", "1328*1328", "1104*1472", "928*1664"] as const;

/** Spellings that circulate in older texts of the vendor's. */
const OLD_SPELLINGS: Readonly<Record<string, string>> = { "1472*1140": "1472*1104", "1140*1472": "1104*1472" };

export const qwenImageMax = defineModel({
  vendor: "alibaba",
  name: "qwen-image-max",
  action: "generation",
  resultKey: "images",
  title: "Qwen Image Max",
  description: "One picture from a prompt of up to 800 characters, with legible text in English and Chinese.",
  input: z.object({
    prompt: promptField({
      max: 800,
      description: "What to draw, in English or Chinese. Text in quotation marks is lettered into the picture.",
    }),
    negative_prompt: negativePromptField(),
    size: z
      .preprocess(
        (size) => (typeof size === "string" && Object.hasOwn(OLD_SPELLINGS, size) ? OLD_SPELLINGS[size] : size),
        z.enum(SIZES),
      )
      .default("1664*928")
      .meta({ description: "Width*height in pixels: 16:9, 4:3, 1:1, 3:4, 9:16." }),
    prompt_extend: promptExtendField(true),
    seed: seedField(),
    safety_filter: safetyFilterField(),
  }),
  pricePerImageMicros: 75_000,
  toRequest: (input) => ({ ...toCommonRequest(input), count: 1 }),
  examples: [
    {
      summary: "A coffee shop with a chalkboard",
      value: {
        prompt:
          "A cozy coffee shop interior with a chalkboard menu on the wall displaying 'Daily Special: Cappuccino $4.50', warm ambient lighting, wooden furniture, customers in the background",
        size: "1664*928",
        prompt_extend: true,
      },
    },
    {
      summary: "A harbour, painted",
      value: {
        prompt: "A fishing harbour at sunset, impressionist style, vibrant colors, thick brush strokes",
        negative_prompt: "people, text",
        size: "1472*1104",
        seed: 7,
      },
    },
    {
      summary: "A shop sign in Chinese",
      value: { prompt: "江南水乡的老街，茶馆门口挂着写有“春风茶社”的木招牌，清晨薄雾，水墨风格", size: "1104*1472" },
    },
  ],
});
