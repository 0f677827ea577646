// Fields that the vendor's image models share. Lengths count Unicode code points, as the contract's `maxLength` does:
// neither bytes nor UTF-16 units.
import { z } from "zod";

interface TextBounds {
  readonly max: number;
  readonly description: string;
}

/** Code points of `text`; a lone surrogate counts as one. */
function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Text of at most `max` code points that can be written as UTF-8. */
function boundedText({ max, description }: TextBounds) {
  return z
    .string()
    .check((check) => {
      // A string has at least half as many code points as UTF-16 units, so most need no count.
      if (check.value.length > max && countCodePoints(check.value) > max) {
        check.issues.push({ code: "too_big", maximum: max, origin: "string", input: check.value });
      }
      if (!check.value.isWellFormed()) {
        check.issues.push({
          code: "custom",
          input: check.value,
          params: { rule: "wellFormed" },
          message: "must be well-formed Unicode, but holds half of a surrogate pair",
        });
      }
    })
    .meta({ maxLength: max, description });
}

export function promptField(bounds: TextBounds) {
  return boundedText(bounds)
    .check((check) => {
      if (check.value.trim() === "")
        check.issues.push({
          code: "custom",
          input: check.value,
          params: { rule: "notBlank" },
          message: "must hold at least one character that is not white space",
        });
    })
    .meta({ minLength: 1, maxLength: bounds.max, pattern: String.raw`\S`, description: bounds.description });
}

export function negativePromptField() {
  return boundedText({ max: 500, description: "What should not be in the picture." }).nullable().optional();
}

export function seedField() {
  return z.int().min(0).max(2_147_483_647).optional().meta({
    description: "The same seed, prompt and size give the same picture. Drawn at random when absent.",
  });
}

export function promptExtendField(byDefault: boolean) {
  return z.boolean().default(byDefault).meta({ description: "Rewrite a short prompt into one that draws better." });
}

/** `null` means the default, which is on. */
export function safetyFilterField() {
  return z.boolean().nullable().default(true).meta({ description: "Inspect the prompt, and refuse what may not be drawn." });
}

/** `width*height` as numbers. @throws {RangeError} when `size` is not of that form. */
export function parseSize(size: string): { width: number; height: number } {
  const match = /^(\d{1,5})\*(\d{1,5})$/.exec(size);
  if (!match) throw new RangeError(`not a size: ${size}`);
  return { width: Number(match[1]), height: Number(match[2]) };
}

/** The fields that mean the same on every model, as the engine side names them. */
export function toCommonRequest(input: {
  readonly prompt: string;
  readonly negative_prompt?: string | null | undefined;
  readonly size: string;
  readonly seed?: number | undefined;
  readonly prompt_extend: boolean;
  readonly safety_filter: boolean | null;
}) {
  return {
    prompt: input.prompt,
    ...(input.negative_prompt ? { negativePrompt: input.negative_prompt } : {}),
    ...parseSize(input.size),
    ...(input.seed === undefined ? {} : { seed: input.seed }),
    extendPrompt: input.prompt_extend,
    inspectContent: input.safety_filter !== false,
  };
}
