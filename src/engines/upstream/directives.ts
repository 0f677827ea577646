// User text that an upstream would take for an order, made harmless. Nothing is removed, so nothing can join up to a new order.

interface HarmlessText {
  readonly text: string;
  /** A sentence for the task where something was replaced. */
  readonly warnings: readonly string[];
}

/**
 * Servers built on stable-diffusion.cpp read orders out of the prompt: any sampling parameter between `<sd_cpp_extra_args>` and
 * its end, and a file to load from `<lora:…>`. Any OpenAI-style server may be one.
 */
export function disarmTags(text: string, field: string): HarmlessText {
  const harmless = text.replaceAll(/<(?=[\s/]*(?:sd_cpp_extra_args|lora)\b)/gi, "‹");
  if (harmless === text) return { text, warnings: [] };
  return {
    text: harmless,
    warnings: [`${field}: some engines read “<sd_cpp_extra_args” and “<lora” as orders, so “<” became “‹”`],
  };
}

/** LocalAI takes what follows a `|` for the negative prompt, and drops what follows a second one. */
export function disarmPipes(text: string, field: string): HarmlessText {
  if (!text.includes("|")) return { text, warnings: [] };
  return {
    text: text.replaceAll("|", "｜"),
    warnings: [`${field}: this engine takes “|” for the beginning of the negative prompt, so it became “｜”`],
  };
}
