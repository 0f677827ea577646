// What a text is found by: words, folded so that case, accents and widths do not matter. Of scripts that are written without spaces
// any part is found, and of pictures the picture.

/** Runs of scripts that are written without spaces. By extension, because the long-vowel mark belongs to two scripts. */
const UNSPACED =
  /[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]&&[\p{L}\p{M}\p{N}]]+/gv;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
const PICTURE = /[\p{Extended_Pictographic}--\p{ASCII}]/gv;
/** Marks that people leave out when they search; in other scripts a mark is another sound. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{Mn}/gu;
const ASCII = /^\p{ASCII}*$/u;
const MAX_WORD_CHARACTERS = 64;
/** Begins what is no word of any text: the private use area has no letters. */
const PRIVATE = "\u{E000}";

export interface Words {
  /** Found by their beginning. */
  readonly spaced: readonly string[];
  /** Found by any part. */
  readonly runs: readonly string[];
  readonly pictures: readonly string[];
}

export function toWords(text: string): Words {
  const folded = fold(text);
  return { spaced: toSpaced(folded), runs: folded.match(UNSPACED) ?? [], pictures: folded.match(PICTURE) ?? [] };
}

function toSpaced(folded: string): string[] {
  return (folded.replaceAll(UNSPACED, " ").match(WORD) ?? []).map((word) =>
    word.length > MAX_WORD_CHARACTERS ? Array.from(word).slice(0, MAX_WORD_CHARACTERS).join("") : word,
  );
}

/** Terms under which a text is indexed: its words, and of a run every two neighbours and its last character. */
export function toTerms({ spaced, runs, pictures }: Words): string[] {
  return [...spaced, ...runs.flatMap((run) => [...toPairs(run), Array.from(run).at(-1) ?? ""]), ...pictures.map(toPictureTerm)];
}

/** Every two neighbours of a run. */
export function toPairs(run: string): string[] {
  const characters = Array.from(run);
  return characters.slice(1).map((character, index) => (characters[index] ?? "") + character);
}

export function toPictureTerm(picture: string): string {
  return toMark("e", picture.codePointAt(0)?.toString(16) ?? "");
}

/** Whether a text holds all that is asked for. */
export function holds(text: string, { spaced, runs, pictures }: Words): boolean {
  const folded = fold(text);
  if (![...runs, ...pictures].every((part) => folded.includes(part))) return false;
  if (spaced.length === 0) return true;
  const words = toSpaced(folded);
  return spaced.every((word) => words.some((each) => each.startsWith(word)));
}

/** A term that no text has: what else is known of a task. Different values may give the same mark. */
export function toMark(kind: string, value: string): string {
  return PRIVATE + kind + value.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Compatibility forms first, so that full-width letters and half-width kana are the usual ones. */
function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replaceAll(ACCENTS, "").normalize("NFKC").toLowerCase().replaceAll("ς", "σ");
}
