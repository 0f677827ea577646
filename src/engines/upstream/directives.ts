// User text that an upstream would take for an order, made harmless. Nothing is removed, so nothing can join up to a new order.

interface HarmlessText {
  readonly text: string;
  /** A sentence for the task where something was replaced. */
  readonly warnings: readonly string[];
}

/**
 * stable-diffusion.cpp's OpenAI-style route reads sampling parameters, file names among them, out of the prompt between
 * `<sd_cpp_extra_args>` and its end; any OpenAI-style server may be one.
 */
export function disarmTags(text: string, field: string): HarmlessText {
  const harmless = text.replaceAll(/<(?=\s*\/?\s*sd_cpp_extra_args)/gi, "‹");
  if (harmless === text) return { text, warnings: [] };
  return {
    text: harmless,
    warnings: [`${field}: “<sd_cpp_extra_args” is read as an order by some engines, so its “<” became “‹”`],
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
