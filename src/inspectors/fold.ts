// Brings a text into the few plain forms in which terms are looked for, so that case, width, accents, invisible
// characters, look-alike letters, digits for letters and spacing hide nothing. Every form is made in linear time.
import { resolveConfusablesTransformer } from "obscenity";
import { SIMPLIFIED } from "./traditional.ts";

const confusables = resolveConfusablesTransformer();

/** Accents, zero-width characters, bidirectional marks, variation selectors: whatever can stand in a word unseen. */
const INVISIBLE = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** The look-alike table reads 山 as W and 丁 as T; in a text of their own language they are no Latin letters. */
const OTHER_SCRIPTS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Arabic}]+/gu;
/** Letters and digits outside ASCII, and the boxed and flag letters, which Unicode counts among the symbols. */
const FOREIGN = /[[\p{L}\p{N}]--\p{ASCII}]|[\u{1f130}-\u{1f1ff}]/gv;
/** A word with a letter and something that is written in the place of one. */
const LEET_WORD = /[a-z0-9@$!|]+/g;
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "i",
};
/** The three signs that stand for an l as often as for an i. */
const UPRIGHT = /[1!|]/;
/** Longer runs of a letter are cut to this length: a search can then not spend long on any one of them. */
export const LONGEST_RUN = 3;
const LONG_RUN = /([a-z])\1{3,}/g;
const SPACED_LETTERS = /(?<![a-z0-9])(?:[a-z0-9] ){2,}[a-z0-9](?![a-z0-9])/g;
/** In "a n u d e" the first letter is a word of its own. */
const ARTICLE = /(?<![a-z0-9])([ai]) (?=[a-z0-9](?![a-z0-9]))/g;
const SPACED_HAN = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}] )+[\p{L}\p{N}](?![\p{L}\p{N}])/gu;
/** What may stand between two characters of one word; a full stop may, for few write one after a Chinese sentence. */
const NO_CLAUSE_MARK = /[^\p{L}\p{N},!?;:、。，！？；：]+/gu;

/**
 * The Latin side of a text: lines of lower-case words in a-z and 0-9 with single spaces between them. The first line is the
 * text as it stands; the others, each present only where it differs, undo digits for letters and letters set apart.
 */
export function foldLatin(text: string): string {
  const plain = stripMarks(text).replaceAll(OTHER_SCRIPTS, " ").toLowerCase().replaceAll(FOREIGN, lookalike).toLowerCase();
  const forms = new Set<string>();
  for (const form of [plain, undoLeet(plain, "i"), UPRIGHT.test(plain) ? undoLeet(plain, "l") : plain]) {
    const words = form.replaceAll(/[^a-z0-9]+/g, " ");
    const unpunctuated = form.replaceAll(/(?<=[a-z0-9])[^a-z0-9\s]+(?=[a-z0-9])/g, "").replaceAll(/[^a-z0-9]+/g, " ");
    // One separator between letters and more between words, as in "o n e  t w o", keeps the words apart.
    const wideGaps = form.replaceAll(/[^a-z0-9]{2,}/g, "\n").replaceAll(/[^a-z0-9\n]/g, " ");
    forms.add(words).add(unpunctuated);
    for (const spaced of [words, wideGaps, words.replaceAll(ARTICLE, "$1\n")])
      forms.add(joinSpaced(spaced).replaceAll("\n", " "));
  }
  return [...forms].join("\n").replaceAll(LONG_RUN, "$1$1$1");
}

/**
 * The Chinese side of a text: simplified characters, lower-case letters and digits. The first line keeps the marks of
 * sentences, so that words of two clauses do not run into one; the second closes up characters that stand alone between marks.
 */
export function foldHan(text: string): string {
  const plain = stripMarks(text)
    .toLowerCase()
    .replaceAll(/\p{sc=Han}/gu, (character) => SIMPLIFIED.get(character) ?? character);
  const spaced = plain.replaceAll(/[^\p{L}\p{N}]+/gu, " ").replaceAll(SPACED_HAN, (run) => run.replaceAll(" ", ""));
  return `${plain.replaceAll(NO_CLAUSE_MARK, "")}\n${spaced}`;
}

function stripMarks(text: string): string {
  return text.normalize("NFKD").replaceAll(INVISIBLE, "");
}

function lookalike(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  // Greek iota and the Cyrillic palochka look like an i as much as like the l that the table reads.
  if (character === "ι" || character === "ӏ") return "i";
  return String.fromCodePoint(confusables.transform(codePoint) ?? codePoint);
}

function undoLeet(text: string, upright: "i" | "l"): string {
  return text.replaceAll(LEET_WORD, (word) => {
    if (!/[a-z]/.test(word)) return word;
    return word.replaceAll(/[^a-z]/g, (sign) => (UPRIGHT.test(sign) ? upright : (LEET[sign] ?? sign)));
  });
}

function joinSpaced(words: string): string {
  return words.replaceAll(SPACED_LETTERS, (run) => run.replaceAll(" ", ""));
}
