// The vendor's models: which form of its API each speaks, and what it draws.
// Sources: https://www.alibabacloud.com/help/en/model-studio/qwen-image-api, …/text-to-image-v2-api-reference
import type { SizeRule } from "../upstream/sizes.ts";

/**
 * `messages`: one call that answers with the images. `job`: the same body, answered with the id of a job. `synthesis`: the older
 * body, a job too.
 */
export type Form = "messages" | "job" | "synthesis";

export interface UpstreamModel {
  readonly form: Form;
  /** Images that one call may ask for. */
  readonly maxImages: number;
  readonly sizes?: SizeRule;
}

const QWEN_SIZES: SizeRule = [
  { width: 1664, height: 928 },
  { width: 1472, height: 1104 },
  { width: 1328, height: 1328 },
  { width: 1104, height: 1472 },
  { width: 928, height: 1664 },
];
const WAN_SIZES: SizeRule = { minPixels: 1280 * 1280, maxPixels: 1440 * 1440, maxRatio: 4, step: 1 };

const MODELS: Readonly<Record<string, UpstreamModel>> = {
  // Synchronous only.
  "qwen-image-max": { form: "messages", maxImages: 1, sizes: QWEN_SIZES },
  "qwen-image-plus": { form: "synthesis", maxImages: 1, sizes: QWEN_SIZES },
  "qwen-image": { form: "synthesis", maxImages: 1, sizes: QWEN_SIZES },
  // Has both new forms; a job is found again after a restart, and a call whose answer is lost is not.
  "wan2.6-t2i": { form: "job", maxImages: 4, sizes: WAN_SIZES },
  "wan2.5-t2i-preview": { form: "synthesis", maxImages: 4, sizes: WAN_SIZES },
  "wan2.2-t2i-plus": { form: "synthesis", maxImages: 4 },
  "wan2.2-t2i-flash": { form: "synthesis", maxImages: 4 },
};

/** A model that is not in the table speaks the newest form, as those of 2026 do. */
export function findUpstreamModel(name: string): UpstreamModel {
  return (Object.hasOwn(MODELS, name) ? MODELS[name] : undefined) ?? { form: "messages", maxImages: 4 };
}

/** Names at the vendor of the models that we serve. */
export const DEFAULT_NAMES: Readonly<Record<string, string>> = {
  "alibaba/qwen-image-max": "qwen-image-max",
  "alibaba/wan2.6-t2i": "wan2.6-t2i",
};
