// What upstreams answer with, made safe to hand on: images, URLs and rewritten prompts. Nothing in it is trusted.
import type { EngineImage } from "../../core/engine.ts";

const MAX_URL_CHARACTERS = 4_096;
const MAX_PROMPT_CHARACTERS = 8_000;
const MIB = 1024 * 1024;

/** Whether an answer says that all went well; what it brings is judged apart. */
export function isSuccess({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

/** Bytes that an answer without images may have. */
export const MAX_ANSWER_BYTES = MIB;

/** Bytes that an answer may have that holds `images` of at most 30 MiB in base64, and 24 MiB of what else an upstream adds. */
export function maxImageAnswerBytes(images: number): number {
  return images * 40 * MIB + 24 * MIB;
}

/**
 * The image at an http or https URL, which may be relative to `base`; undefined for anything else. The worker judges the address
 * before it goes there.
 */
export function toUrlImage(url: unknown, base?: string): EngineImage | undefined {
  if (typeof url !== "string" || url === "" || url.length > MAX_URL_CHARACTERS) return undefined;
  const parsed = URL.parse(url, base);
  return parsed && /^https?:$/.test(parsed.protocol) ? { url: parsed.href } : undefined;
}

/** The image in base64, with or without the `data:` prefix that some servers put before it; undefined when it holds nothing. */
export function toInlineImage(base64: unknown): EngineImage | undefined {
  if (typeof base64 !== "string") return undefined;
  const bytes = Buffer.from(base64.replace(/^data:[^,]{0,100},/, ""), "base64");
  return bytes.length > 0 ? { bytes } : undefined;
}

/** What the upstream says that it drew from, where that is another prompt than it was given. */
export function toFinalPrompt(rewritten: unknown, given: string): { readonly finalPrompt?: string } {
  if (typeof rewritten !== "string" || rewritten.trim() === "" || rewritten === given) return {};
  return { finalPrompt: takeCodePoints(rewritten.toWellFormed(), MAX_PROMPT_CHARACTERS) };
}

/** At most `max` code points of `text`. */
export function takeCodePoints(text: string, max: number): string {
  return text.length <= max
    ? text
    : Array.from(text.slice(0, 2 * max))
        .slice(0, max)
        .join("");
}
