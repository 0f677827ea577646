// Whether an answer may stand for the prompt: what is quoted is unchanged, the language and the subject are the prompt's, nothing
// that was to be kept out came in, and it fits. A language model is trusted with none of these.
import { detectLanguage } from "../rules/language.ts";
import { readOutsideQuotes, type Quotation } from "../rules/quotes.ts";
import { toSimplified } from "../rules/traditional.ts";
import { listInstructions, toHarmless, type Assignment } from "./instructions.ts";

/** The words follow "the language model". */
export type Verdict = { readonly text: string; readonly language: string } | { readonly problem: string };

/** Of the prompt's own words, how many the answer must have. Descriptions that keep to theirs have nearly all. */
const LEAST_KEPT = 0.4;
/** Letters in a row beyond which they are no word, but a script without spaces. */
const LONGEST_WORD = 24;

const REFUSAL =
  /^(?:i['’]?m sorry|i am sorry|sorry[,.! ]|i apologi[sz]e|i (?:can['’]?t|cannot|can not|am unable|won['’]t|am not able)\b|as an? (?:ai|artificial|language model)|unfortunately, i )|^(?:非常|很)?(?:抱歉|对不起|對不起)|^(?:我无法|我無法|我不能|作为一?[个名]?(?:AI|人工智能|语言模型))/i;
const SENTENCE_END = /[.!?…。！？][)\]"'”’」』》）]*(?=\s|$|[\p{sc=Han}“「『《])|[。！？…][)"'”’」』》）]*/gu;
const CLAUSE_END = /[,;，；、](?=\s|\p{sc=Han})/gu;
const COMMON_WORDS = new Set(
  "the and with for from that this into onto over under near are has have his her its their there where which who very some any all but not picture image photo photograph please".split(
    " ",
  ),
);
const COMMON_HAN = /[的了在和与與是着著一有上下里裡中个個之为為]/;

interface Expected extends Assignment {
  /** The answer stops in mid-sentence. */
  readonly isCut?: boolean;
}

/** Judges a cleaned answer, and gives it with the user's own quotation marks and spelling inside them. */
export function verifyAnswer(answer: string, expected: Expected): Verdict {
  const { prompt, negativePrompt = "", limit, language, isCut = false } = expected;
  if (answer === "") return { problem: "gave no usable answer" };
  if (REFUSAL.test(answer)) return { problem: "declined to describe the picture" };
  if (givesAway(answer, language)) return { problem: "answered something other than a description of the picture" };
  const allowed = dropSentences(answer, createNames(negativePrompt, prompt));
  if (allowed === "") return { problem: "described what the negative prompt rules out" };
  const fitting = clip(allowed, limit, isCut);
  if (fitting === undefined) return { problem: "gave an answer that is too long" };
  const text = restoreQuotations(fitting, prompt);
  if (text === undefined) return { problem: "changed the text in quotes" };
  if (Array.from(text).length > limit) return { problem: "gave an answer that is too long" };
  const outside = readOutsideQuotes(text).text;
  const spoken = detectLanguage(outside);
  // A prompt without letters has no language, and traditional and simplified Chinese are one.
  if (language !== "und" && spoken.slice(0, 2) !== language.slice(0, 2)) return { problem: "answered in another language" };
  if (!keepsWords(outside, prompt)) return { problem: "answered something other than a description of the picture" };
  return { text, language: spoken };
}

/** Each quotation of the prompt stands in the answer as often as in the prompt, and no other does. */
function restoreQuotations(answer: string, prompt: string): string | undefined {
  const { quotations, isUnclosed } = readOutsideQuotes(answer);
  if (isUnclosed) return undefined;
  const wanted = new Map<string, string[]>();
  for (const { text } of readOutsideQuotes(prompt).quotations) {
    const same = wanted.get(toKey(text));
    if (same) same.push(text);
    else wanted.set(toKey(text), [text]);
  }
  let restored = "";
  let at = 0;
  for (const { start, text } of quotations) {
    const own = wanted.get(toKey(text))?.shift();
    if (own === undefined) return undefined;
    restored += answer.slice(at, start) + own;
    at = start + text.length;
  }
  return [...wanted.values()].some((left) => left.length > 0) ? undefined : restored + answer.slice(at);
}

/** What a quotation says, without its marks: models often straighten marks and spaces, and neither is lettered differently. */
function toKey(quotation: string): string {
  return toHarmless(quotation.slice(1, -1)).replaceAll(/\s+/g, " ").trim();
}

/** Whole sentences up to the limit, or clauses where the first sentence is not whole; undefined when not even one fits. */
function clip(text: string, limit: number, isCut: boolean): string | undefined {
  if (!isCut && Array.from(text).length <= limit) return text;
  const room = Array.from(text).slice(0, limit).join("").length;
  const end = lastEnd(text, SENTENCE_END, room);
  if (end !== undefined) return text.slice(0, end).trim();
  const clause = lastEnd(text, CLAUSE_END, room);
  return clause === undefined
    ? undefined
    : text
        .slice(0, clause)
        .replace(/[,;，；、]$/, "")
        .trim();
}

/** Where the last match outside quotations ends that ends within `room` UTF-16 units. */
function lastEnd(text: string, pattern: RegExp, room: number): number | undefined {
  const { quotations } = readOutsideQuotes(text);
  return listEnds(text, pattern, quotations).findLast((end) => end <= room);
}

function listEnds(text: string, pattern: RegExp, quotations: readonly Quotation[]): number[] {
  let next = 0;
  return [...text.matchAll(pattern)].flatMap(({ index, 0: mark }) => {
    while ((quotations[next]?.start ?? Infinity) + (quotations[next]?.text.length ?? 0) <= index) next += 1;
    const within = (quotations[next]?.start ?? Infinity) < index;
    return within ? [] : [index + mark.length];
  });
}

/** The text without the sentences that `isOut` finds something in. */
function dropSentences(text: string, isOut: (sentence: string) => boolean): string {
  if (!isOut(text)) return text;
  const ends = [...listEnds(text, SENTENCE_END, readOutsideQuotes(text).quotations), text.length];
  return ends
    .map((end, index) => text.slice(ends[index - 1] ?? 0, end))
    .filter((sentence) => !isOut(sentence))
    .join("")
    .trim();
}

/** Finds what the negative prompt names and the prompt itself does not. Only whole entries count: `text` is not in `texture`. */
function createNames(negativePrompt: string, prompt: string): (sentence: string) => boolean {
  const entries = negativePrompt
    .toLowerCase()
    .split(/[,;.\n，、；。]+/)
    .map((entry) => entry.trim())
    .filter((entry) => /[\p{L}]{3}|\p{sc=Han}{2}/u.test(entry));
  const patterns = entries.map((entry) => {
    const literal = entry.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    return new RegExp(/\p{sc=Han}/u.test(entry) ? literal : String.raw`(?<!\p{L})${literal}(?!\p{L})`, "u");
  });
  const named = patterns.filter((pattern) => !pattern.test(prompt.toLowerCase()));
  return (sentence) => {
    const outside = readOutsideQuotes(sentence).text.toLowerCase();
    return named.some((pattern) => pattern.test(outside));
  };
}

/** Whether the answer still speaks of what the prompt does. It also tells orders that were followed, and small talk. */
function keepsWords(answer: string, prompt: string): boolean {
  const { text } = readOutsideQuotes(prompt);
  const [wanted, has] = [listWords(text), listWords(answer)];
  if (wanted.size === 0) return true;
  const starts = new Set([...has].flatMap((word) => Array.from(word, (_, index) => word.slice(0, index + 1))));
  const kept = [...wanted].filter((word) => starts.has(toStem(word))).length;
  return kept >= Math.max(1, Math.ceil(wanted.size * LEAST_KEPT));
}

/** Words that carry meaning: those of three letters and more, and single Chinese characters. */
function listWords(text: string): Set<string> {
  const words =
    toSimplified(text)
      .toLowerCase()
      .match(/\p{sc=Han}|(?:(?!\p{sc=Han})\p{L}){3,}/gu) ?? [];
  return new Set(words.filter((word) => word.length <= LONGEST_WORD && !COMMON_WORDS.has(word) && !COMMON_HAN.test(word)));
}

/** Enough of a word's beginning to know it again in another form: `cats` by `cat`, `running` by `runni`. */
function toStem(word: string): string {
  return /\p{sc=Han}/u.test(word) ? word : word.slice(0, Math.min(5, Math.max(3, word.length - 2)));
}

function givesAway(answer: string, language: string): boolean {
  return listInstructions(language).some((line) => answer.includes(line));
}
