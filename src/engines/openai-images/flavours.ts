// How the servers that speak OpenAI's images API differ, in one table.
import type { SizeRule } from "../upstream/sizes.ts";

export type FlavourName = keyof typeof FLAVOURS;

export interface Flavour {
  readonly title: string;
  /** A submission costs money. */
  readonly paid: boolean;
  /** Calls at once that one server takes well. */
  readonly concurrency: number;
  /** What is sent as `model` when no setting names one. */
  readonly model?: string;
  /** Whether it takes a seed. Then each image is a request of its own. */
  readonly seed: boolean;
  /** Where the negative prompt goes: a field, after a `|` in the prompt, or nowhere. */
  readonly negativePrompt: "field" | "pipe" | "none";
  /** The field that takes the number of sampling steps, if any does. */
  readonly steps?: "num_inference_steps" | "step";
  /** Whether it takes `guidance_scale` and `true_cfg_scale`. */
  readonly guidance: boolean;
  /** A path that answers 200 when it is ready, and costs nothing. */
  readonly health: "/health" | "/v1/models";
}

/*
 * A seed for each image cannot be had from one request with `n`: vLLM-Omni draws all of them from one generator, and LocalAI
 * draws each from the same seed. SGLang counts up, but takes the default of its schema, 1024, for a seed that is absent.
 * Two calls at once may hang vLLM-Omni, and one that is aborted may leave it unwell: one at a time, and `/health` in between.
 */
export const FLAVOURS = {
  "vllm-omni": {
    title: "vLLM-Omni",
    paid: false,
    concurrency: 1,
    seed: true,
    negativePrompt: "field",
    steps: "num_inference_steps",
    guidance: true,
    health: "/health",
  },
  sglang: {
    title: "SGLang Diffusion",
    paid: false,
    concurrency: 1,
    seed: true,
    negativePrompt: "field",
    steps: "num_inference_steps",
    guidance: true,
    health: "/health",
  },
  localai: {
    title: "LocalAI",
    paid: false,
    concurrency: 1,
    seed: true,
    negativePrompt: "pipe",
    steps: "step",
    guidance: false,
    health: "/v1/models",
  },
  openai: {
    title: "OpenAI",
    paid: true,
    concurrency: 4,
    model: "gpt-image-2",
    seed: false,
    negativePrompt: "none",
    guidance: false,
    health: "/v1/models",
  },
  generic: {
    title: "OpenAI-style images",
    paid: false,
    concurrency: 1,
    seed: true,
    negativePrompt: "field",
    steps: "num_inference_steps",
    guidance: true,
    health: "/v1/models",
  },
} as const satisfies Record<string, Flavour>;

/** OpenAI's own models, which always answer base64 and refuse to be told so. */
export function isGptImage(model: string): boolean {
  return /(?:^|\/)(?:chat)?gpt-image/.test(model);
}

/**
 * Qwen-Image up to 2512 is guided by two prompts: without a negative one, or with an empty one, guidance is silently off and
 * the picture poor. A space turns it on. Qwen-Image-2.x and what is distilled to few steps need no guidance.
 */
export function wantsNegativePrompt(model: string): boolean {
  return /qwen[-_]?image/i.test(model) && !/qwen[-_]?image[-_]?2\.\d|lightning|turbo|distill/i.test(model);
}

const GPT_IMAGE_1_SIZES: SizeRule = [
  { width: 1024, height: 1024 },
  { width: 1536, height: 1024 },
  { width: 1024, height: 1536 },
];
const GPT_IMAGE_SIZES: SizeRule = { minPixels: 655_360, maxPixels: 8_294_400, maxRatio: 3, maxEdge: 3_840, step: 16 };

/** The sizes that a model of OpenAI's draws; undefined for any other, which is asked for what the user wants. */
export function findSizeRule(model: string): SizeRule | undefined {
  if (!isGptImage(model)) return undefined;
  return /(?:^|\/)gpt-image-[2-9]/.test(model) ? GPT_IMAGE_SIZES : GPT_IMAGE_1_SIZES;
}
