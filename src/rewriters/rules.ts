// `prompt_extend` without a language model: rules that add to a short prompt what an art director would ask about, in the
// prompt's own language. The user's words and every quotation stand in the answer unchanged, at its beginning.
import type { Rewrite, RewriteOptions, Rewriter } from "../core/rewriter.ts";
import { detectLanguage } from "./rules/language.ts";
import { createForbids } from "./rules/negative.ts";
import { PHRASES, type Phrase } from "./rules/phrases.ts";
import { isUntouchable, readOutsideQuotes } from "./rules/quotes.ts";
import { findStyles, readPrompt, type Aspect, type Kind, type Tag } from "./rules/reading.ts";
import { toTraditional } from "./rules/traditional.ts";

/** No answer is longer than its prompt by more than this, in code points. */
const LONGEST_ADDITION = 240;

/** The order in which missing aspects are filled while there is room, and the order in which they are then said. */
const BY_WEIGHT: readonly Aspect[] = ["lettering", "style", "light", "camera", "setting", "atmosphere", "detail"];
const AS_SPOKEN: readonly Aspect[] = ["style", "camera", "setting", "light", "atmosphere", "detail", "lettering"];

const CIRCUMSTANTIAL: ReadonlySet<Aspect> = new Set<Aspect>(["light", "atmosphere", "detail"]);
/** A prompt that says this much is left as it is, however short. */
const ENOUGH_SETTLED = 5;
/** Styles that have no light of their own to speak of. */
const UNLIT = ["flat", "pixel", "ink"] as const satisfies readonly Tag[];

/** How many clauses a prompt may gain: [fewer words than this, clauses]. A Chinese character counts as half a word. */
const ROOM = [
  [9, 5],
  [16, 4],
  [30, 3],
  [60, 1],
] as const;

/**
 * The embedded rewriter. It adds clauses for what is missing (style, framing, setting, light, atmosphere, detail, legible
 * lettering), nothing that the prompt contradicts or the negative prompt names, and never a subject. It leaves alone: a long
 * prompt, one in a language other than English and Chinese, one with an open quotation, and one with `--` switches. It is a
 * pure function of its arguments, takes linear time and throws for no string.
 */
export function createRulesRewriter(): Rewriter {
  return { id: "rules", rewrite: (prompt, options) => Promise.resolve(extendPrompt(prompt, options)) };
}

function extendPrompt(prompt: string, options: RewriteOptions): Rewrite {
  const outside = readOutsideQuotes(prompt);
  const { text, quotations } = outside;
  const spoken = /\p{L}{2}/u.test(text) ? text : prompt;
  const language = detectLanguage(spoken);
  const words = countWords(spoken);
  const room = ROOM.find(([bound]) => words < bound)?.[1] ?? 0;
  const isOurs = language === "en" || language === "zh" || language === "zh-Hant";
  if (!isOurs || room === 0 || isUntouchable(outside)) return { prompt, language, warnings: [] };

  const given = { ...options, hasQuotes: quotations.length > 0, room, tongue: language === "en" ? "en" : "zh" } as const;
  const clauses = chooseClauses(text, { ...given, left: findSpace(prompt, options) });
  const addition = language === "zh-Hant" ? clauses.map(toTraditional) : clauses;
  return { prompt: join(prompt, addition, language === "en"), language, warnings: [] };
}

/** Code points that may be added. */
function findSpace(prompt: string, { maxCharacters = Infinity }: RewriteOptions): number {
  return Math.min(LONGEST_ADDITION, maxCharacters - Array.from(prompt).length);
}

interface ClauseOptions extends RewriteOptions {
  readonly hasQuotes: boolean;
  /** Clauses and code points that may be added. */
  readonly room: number;
  readonly left: number;
  readonly tongue: "en" | "zh";
}

function chooseClauses(text: string, options: ClauseOptions): string[] {
  const { hasQuotes, room, tongue, seed, negativePrompt, width, height } = options;
  const { kind, tags: read, settled } = readPrompt(text, { hasQuotes, width, height });
  if (settled.size >= ENOUGH_SETTLED) return [];
  const isForbidden = createForbids(negativePrompt ?? "");
  const tags = new Set<Tag>(read);
  const chosen = new Map<Aspect, string>();
  let { left } = options;
  for (const aspect of BY_WEIGHT) {
    if (chosen.size >= room) break;
    if (settled.has(aspect) || (aspect === "light" && UNLIT.some((tag) => tags.has(tag)))) continue;
    const suiting = PHRASES[aspect].filter((phrase) => suits(phrase, kind, tags));
    // Light and mood follow the circumstances: a phrase made for a rainy night goes before one for any night.
    const closeness = CIRCUMSTANTIAL.has(aspect) ? Math.max(...suiting.map(({ when = [] }) => when.length)) : 0;
    const fitting = suiting.filter(({ when = [], en, zh }) => when.length >= closeness && !isForbidden(en) && !isForbidden(zh));
    const phrase = fitting[hash(`${seed} ${aspect} ${text}`) % Math.max(1, fitting.length)];
    if (!phrase) continue;
    // The phrases hold no character outside the basic plane: their length is in code points.
    const cost = phrase[tongue].length + 2;
    if (cost > left) continue;
    left -= cost;
    chosen.set(aspect, phrase[tongue]);
    // What is said of the style decides whether one may speak of lenses or of brushes.
    if (aspect === "style") for (const tag of findStyles(phrase.en)) tags.add(tag);
  }
  return AS_SPOKEN.flatMap((aspect) => chosen.get(aspect) ?? []);
}

function suits({ kinds, when = [], not = [] }: Phrase, kind: Kind, tags: ReadonlySet<Tag>): boolean {
  return (kinds?.includes(kind) ?? true) && when.every((tag) => tags.has(tag)) && !not.some((tag) => tags.has(tag));
}

/** Appends clauses so that the whole reads as one text: after a finished sentence as a sentence, else after a comma. */
function join(prompt: string, clauses: readonly string[], isEnglish: boolean): string {
  if (clauses.length === 0) return prompt;
  const start = prompt.trimEnd();
  const isFinished = /[.!?…。！？][)\]"'”’」』》）]*$/u.test(start);
  const isOpen = /[,;:，、；：—–-]$/u.test(start);
  const addition = clauses.join(isEnglish ? ", " : "，");
  if (isFinished)
    return isEnglish ? `${start} ${addition.charAt(0).toUpperCase()}${addition.slice(1)}.` : `${start}${addition}。`;
  if (isOpen) return `${start}${isEnglish ? " " : ""}${addition}`;
  return `${start}${isEnglish ? ", " : "，"}${addition}`;
}

function countWords(text: string): number {
  const han = text.match(/\p{sc=Han}/gu)?.length ?? 0;
  const others = text.match(/(?:(?!\p{sc=Han})[\p{L}\p{N}'’])+/gu)?.length ?? 0;
  return others + han / 2;
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over UTF-16 units: 32 bits, the same everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  // The last steps of FNV barely reach the low bits, which the choice is taken from.
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 12)) >>> 0;
}
