// Every model that is served. Adding one is its file and a line here.
import type { Model } from "../core/model.ts";
import { qwenImageMax } from "./qwen-image-max.ts";
import { wan26TextToImage } from "./wan2.6-t2i.ts";

export const MODELS: readonly Model[] = [qwenImageMax, wan26TextToImage];
