// The style that a prompt will be painted in, found without the lexicon: by the words for styles alone. It is nearly always what
// parsing the whole prompt finds, in a fraction of the time, and its tables load in a few milliseconds; enough to estimate how
// long a picture will take.
import { findQuotations } from "./quotes.ts";
import type { Style } from "./scene.ts";
import { indexPhrase, tokenise } from "./tokens.ts";
import { GRAMMAR } from "./words-grammar.ts";
import { IDIOMS } from "./words-idioms.ts";
import { PICTURE } from "./words-picture.ts";

/** Longer prompts are read this far (UTF-16 units). */
const MOST_READ = 8000;

/** When a prompt names several styles, the one that changes the picture most is painted: a minimalist watercolour is a watercolour. */
const STYLE_RANK: readonly Style[] = [
  "pixel",
  "inkWash",
  "watercolour",
  "impressionist",
  "oil",
  "anime",
  "clay",
  "pencil",
  "flat",
  "neon",
  "vintage",
  "minimalist",
  "photo",
  "illustration",
];

interface StyleWords {
  /** By phrase; the empty string for one that holds a style's word and names none, as `photo shoot` does. */
  readonly styles: ReadonlyMap<string, Style | "">;
  /** The longest phrase, in tokens, that begins with a token. */
  readonly reach: ReadonlyMap<string, number>;
}

let built: StyleWords | undefined;

function styleWords(): StyleWords {
  if (built) return built;
  const styles = new Map<string, Style | "">();
  const reach = new Map<string, number>();
  // In the lexicon's order: an idiom that is also listed with a style keeps it.
  for (const [{ style }, words] of [...PICTURE, ...GRAMMAR, ...IDIOMS]) {
    for (const word of words.split(", ")) {
      const { key, first, length } = indexPhrase(word);
      const before = styles.get(key);
      styles.set(key, style ?? before ?? "");
      reach.set(first, Math.max(reach.get(first) ?? 0, length));
    }
  }
  return (built = { styles, reach });
}

/** When a prompt names several styles, the one that changes the picture most; an illustration when it names none. */
export function rankStyles(named: ReadonlySet<Style>): Style {
  return STYLE_RANK.find((each) => named.has(each)) ?? "illustration";
}

/** The style of `parseScene(prompt)`, but for prompts that negate one or hide one in words that only the lexicon knows. */
export function findStyle(prompt: string): Style {
  const { styles, reach } = styleWords();
  const tokens = tokenise(withoutQuotations(prompt.slice(0, MOST_READ)));
  const named = new Set<Style>();
  for (let at = 0; at < tokens.length;) {
    let [phrase, covered] = ["", 1];
    let found: Style | "" = "";
    const longest = Math.min(reach.get(tokens[at]?.text ?? "") ?? 0, tokens.length - at);
    for (let length = 1; length <= longest; length += 1) {
      const { kind, text } = tokens[at + length - 1] ?? { kind: "mark", text: "" };
      if (kind === "mark") break;
      phrase += length === 1 || kind === "han" ? text : ` ${text}`;
      const style = styles.get(phrase);
      if (style !== undefined) [found, covered] = [style, length];
    }
    if (found !== "") named.add(found);
    at += covered;
  }
  return rankStyles(named);
}

/** Each quotation gives way to a mark, which no phrase reaches over. */
function withoutQuotations(text: string): string {
  let spoken = "";
  let at = 0;
  for (const { start, end } of findQuotations(text)) {
    spoken += `${text.slice(at, start)}\uFFFC`;
    at = end;
  }
  return spoken + text.slice(at);
}
