// Finds the quoted strings of a prompt, in any quotes, byte for byte. An apostrophe inside a word is no quote, nor is a mark
// that has no partner. Never throws, and takes time in proportion to the prompt: what is after a mark is looked at once, and again
// only where that leads to its partner, behind which the search goes on.

export interface Quotation {
  /** What stands between the marks; `\n` typed as two characters has become a line break. */
  readonly text: string;
  /** UTF-16 offsets of the whole, marks included. */
  readonly start: number;
  readonly end: number;
  /** True for 《…》, 〈…〉: a title of a work rather than words on something. */
  readonly title: boolean;
}

/** Closing marks for each opening mark; the first is the proper one, the others are what people type instead. */
const PAIRS: ReadonlyMap<string, string> = new Map([
  ["“", '”“"'],
  ["„", '“”"'],
  ["‟", "”"],
  ["”", "”"],
  ["«", "»"],
  ["»", "«"],
  ["‹", "›"],
  ["「", "」"],
  ["『", "』"],
  ["｢", "｣"],
  ["《", "》"],
  ["〈", "〉"],
  ["〝", "〞〟"],
  ["＂", "＂"],
  ['"', '"”'],
  ["‘", "’"],
  ["‚", "‘’"],
  ["'", "'’"],
  ["＇", "＇"],
]);

/** Quotations within quotations of the same marks; deeper ones are no writing, and their marks are taken as they come. */
const MAX_DEPTH = 8;

const WORD = /[\p{L}\p{N}\p{M}]/u;
const HAN = /\p{Script=Han}/u;
const isWord = (char: string | undefined): boolean => char !== undefined && WORD.test(char) && !HAN.test(char);

/** Whether a straight or single mark at `at` may open a quotation: not after a letter, not before a space, no decade, no inch. */
function mayOpen(prompt: string, at: number): boolean {
  const mark = prompt[at];
  const before = prompt[at - 1];
  const after = prompt[at + 1];
  if (after === undefined) return false;
  if (mark === '"') return !(before !== undefined && /\d/.test(before) && /[\s,.)]/.test(after));
  if (mark !== "'" && mark !== "‘") return true;
  if (isWord(before) || /\s/.test(after)) return false;
  return mark === "‘" || !/^'(?:\d0s|tis|twas|em|cause|til)\b|^'n['’](?!\p{L})/iu.test(prompt.slice(at, at + 8));
}

/** Whether a mark at `at` may close: single marks only where no letter follows. */
function mayClose(prompt: string, at: number): boolean {
  const mark = prompt[at];
  if (mark !== "'" && mark !== "’") return true;
  return !isWord(prompt[at + 1]);
}

/** The place of the partner of the single mark at `open`, or -1. */
function findSingleClose(prompt: string, open: number, closer: string): number {
  const mark = prompt[open] ?? "";
  let fallback = -1;
  for (let at = open + 1; at < prompt.length; at += 1) {
    if (prompt[at] !== closer || !mayClose(prompt, at)) {
      // A possessive plural (the dogs' house) only ends it when no better mark comes before the next opening.
      if (fallback >= 0 && prompt[at] === mark && mayOpen(prompt, at)) return fallback;
      continue;
    }
    const possessive = prompt[at - 1] === "s" && /^\s\p{L}/u.test(prompt.slice(at + 1, at + 4));
    if (!possessive) return fallback >= 0 && prompt[at - 1] === "s" ? fallback : at;
    if (fallback < 0) fallback = at;
  }
  return fallback;
}

/** The next place from `from` on where a mark may close, or -1. To be asked for places that never go back. */
type NextCloser = (closer: string, from: number) => number;

function createNextCloser(prompt: string): NextCloser {
  const known = new Map<string, number>();
  return (closer, from) => {
    let next = known.get(closer);
    if (next !== undefined && (next < 0 || next >= from)) return next;
    next = prompt.indexOf(closer, from);
    while (next >= 0 && !mayClose(prompt, next)) next = prompt.indexOf(closer, next + 1);
    known.set(closer, next);
    return next;
  };
}

/** The place of the partner of the mark at `open`, or -1; marks of its own kind within nest. */
function findClose(prompt: string, open: number, nextCloser: NextCloser): number {
  const mark = prompt[open] ?? "";
  for (const closer of PAIRS.get(mark) ?? "") {
    const first = nextCloser(closer, open + 1);
    if (first < 0) continue;
    if (closer === "'" || closer === "’") return findSingleClose(prompt, open, closer);
    if (closer === mark) return first;
    let depth = 0;
    for (let at = open + 1; at < prompt.length && depth < MAX_DEPTH; at += 1) {
      if (prompt[at] === mark) depth += 1;
      else if (prompt[at] === closer && depth === 0) return at;
      else if (prompt[at] === closer) depth -= 1;
    }
    return first;
  }
  return -1;
}

/** The outermost quotations of `prompt`, in order. Empty ones are included, so that their marks can be blanked. */
export function findQuotations(prompt: string): Quotation[] {
  const found: Quotation[] = [];
  const nextCloser = createNextCloser(prompt);
  const hopeless = new Set<string>();
  for (let at = 0; at < prompt.length; at += 1) {
    const mark = prompt[at] ?? "";
    if (!PAIRS.has(mark) || hopeless.has(mark) || !mayOpen(prompt, at)) continue;
    const close = findClose(prompt, at, nextCloser);
    if (close < 0) {
      hopeless.add(mark);
      continue;
    }
    const inner = prompt.slice(at + 1, close);
    // A path such as C:\new is left alone.
    const text = inner.includes(":\\") ? inner : inner.replaceAll("\\n", "\n");
    found.push({ text, start: at, end: close + 1, title: mark === "《" || mark === "〈" });
    at = close;
  }
  return found;
}
