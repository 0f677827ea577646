// From what the worker wants to the bodies that a flavour understands.
import type { ImageRequest } from "../../core/engine.ts";
import { disarmPipes, disarmTags } from "../upstream/directives.ts";
import { describeSize, fitSize } from "../upstream/sizes.ts";
import { findSizeRule, isGptImage, wantsNegativePrompt, type Flavour } from "./flavours.ts";

/** Seeds live in [0, 2^31). */
const SEEDS = 2 ** 31;
/** What a server of one model serves where no setting says: the catalogue's models are Qwen's and Wan's. */
const ASSUMED_MODEL = "Qwen/Qwen-Image-2512";

export interface SamplingSettings {
  readonly model?: string | undefined;
  readonly steps?: number | undefined;
  readonly guidance?: number | undefined;
}

/** A body of `POST /v1/images/generations`. */
export interface GenerationBody {
  readonly model?: string;
  readonly prompt: string;
  readonly n: number;
  /** `<width>x<height>`. */
  readonly size: string;
  readonly response_format?: "b64_json";
  readonly moderation?: "low";
  readonly seed?: number;
  readonly negative_prompt?: string;
  readonly num_inference_steps?: number;
  readonly step?: number;
  readonly guidance_scale?: number;
  readonly true_cfg_scale?: number;
}

interface Plan {
  /** To be sent one after another; together they make the images wanted, in order. */
  readonly bodies: readonly GenerationBody[];
  readonly warnings: readonly string[];
}

/** Pure: the requests that an image request becomes, and what of it they cannot carry. */
export function planRequests(request: ImageRequest, flavour: Flavour, settings: SamplingSettings): Plan {
  const model = settings.model ?? flavour.model;
  const rule = findSizeRule(model ?? "");
  const size = rule ? fitSize(request, rule) : request;
  const served = model ?? (flavour.negativePrompt === "field" ? ASSUMED_MODEL : "");
  const texts = writeTexts(request, flavour, served);
  const common = {
    ...(model === undefined ? {} : { model }),
    ...texts.fields,
    size: `${size.width}x${size.height}`,
    ...(isGptImage(model ?? "") ? writeModeration(request) : { response_format: "b64_json" as const }),
    ...writeSampling(flavour, settings, served),
  };
  const bodies = flavour.seed
    ? Array.from({ length: request.count }, (_, index) => ({ ...common, n: 1, seed: (request.seed + index) % SEEDS }))
    : [{ ...common, n: request.count }];
  const seedless = flavour.seed ? [] : ["seed: the provider takes none, so the same request draws another picture"];
  return { bodies, warnings: [...texts.warnings, ...describeSize(request, size), ...seedless] };
}

/** The only switch that OpenAI has for its inspection: it becomes less strict. */
function writeModeration({ inspectContent }: ImageRequest): Pick<GenerationBody, "moderation"> {
  return inspectContent === false ? { moderation: "low" } : {};
}

function writeTexts(
  { prompt, negativePrompt = "" }: ImageRequest,
  { negativePrompt: place }: Flavour,
  model: string,
): { readonly fields: Pick<GenerationBody, "prompt" | "negative_prompt">; readonly warnings: readonly string[] } {
  const wanted = disarmTags(prompt, "prompt");
  const unwanted = disarmTags(negativePrompt, "negative_prompt");
  const warnings = [...wanted.warnings, ...unwanted.warnings];
  switch (place) {
    case "none":
      if (negativePrompt === "") return { fields: { prompt: wanted.text }, warnings };
      return {
        fields: { prompt: wanted.text },
        warnings: [...wanted.warnings, "negative_prompt: the provider takes none, so it was left out"],
      };
    case "field": {
      const negative = unwanted.text === "" && wantsNegativePrompt(model) ? " " : unwanted.text;
      return { fields: { prompt: wanted.text, ...(negative === "" ? {} : { negative_prompt: negative }) }, warnings };
    }
    case "pipe": {
      const before = disarmPipes(wanted.text, "prompt");
      const after = disarmPipes(unwanted.text, "negative_prompt");
      const negative = after.text === "" && wantsNegativePrompt(model) ? " " : after.text;
      return {
        fields: { prompt: negative === "" ? before.text : `${before.text}|${negative}` },
        warnings: [...warnings, ...before.warnings, ...after.warnings],
      };
    }
  }
}

function writeSampling(flavour: Flavour, { steps, guidance }: SamplingSettings, model: string): Partial<GenerationBody> {
  // Qwen-Image is guided by `true_cfg_scale`; `guidance_scale` is for models that were distilled with one.
  const scale = wantsNegativePrompt(model) ? "true_cfg_scale" : "guidance_scale";
  return {
    ...(flavour.steps && steps !== undefined ? { [flavour.steps]: steps } : {}),
    ...(flavour.guidance && guidance !== undefined ? { [scale]: guidance } : {}),
  };
}
