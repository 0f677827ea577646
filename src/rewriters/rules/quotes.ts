// Finds the text that a prompt wants lettered into the picture. It is taken out before a prompt is read, so that the words of
// a sign are never taken for the subject.

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["“", "”"],
  ["‘", "’"],
  ["「", "」"],
  ["『", "』"],
  ["《", "》"],
  ["'", "'"],
]);
const WORD = /[\p{L}\p{N}]/u;

/** A quotation with its marks; `start` is where its opening mark stands, in UTF-16 units. */
export interface Quotation {
  readonly start: number;
  readonly text: string;
}

export interface Outside {
  /** The prompt with every quotation replaced by a space. */
  readonly text: string;
  /** In the order in which they stand. */
  readonly quotations: readonly Quotation[];
  /** A quotation is opened and never closed: whatever followed the prompt would be lettered with it. */
  readonly isUnclosed: boolean;
}

/** Splits a prompt from its quotations, in linear time. Apostrophes and signs for inches and feet open none. */
export function readOutsideQuotes(prompt: string): Outside {
  let text = "";
  const quotations: Quotation[] = [];
  let isUnclosed = false;
  const exhausted = new Set<string>();
  for (let index = 0; index < prompt.length; index++) {
    const opening = prompt.charAt(index);
    const closing = CLOSING.get(opening);
    const before = prompt.charAt(index - 1);
    const isMark =
      closing === undefined ||
      ((opening === "'" || opening === "‘") && WORD.test(before)) ||
      (opening === '"' && /\d/.test(before)) ||
      exhausted.has(opening);
    if (isMark) {
      text += opening;
      continue;
    }
    const end = findClosing(prompt, index + 1, closing);
    if (end === -1) {
      exhausted.add(opening);
      isUnclosed ||= opening !== "'" && opening !== "‘";
      text += opening;
      continue;
    }
    quotations.push({ start: index, text: prompt.slice(index, end + 1) });
    text += " ";
    index = end;
  }
  return { text, quotations, isUnclosed };
}

/** A prompt that no rewriter may touch: an open quotation would swallow what is added, and switches of another tool must stay last. */
export function isUntouchable({ text, isUnclosed }: Outside): boolean {
  return isUnclosed || /(?:^|\s)--\w/.test(text);
}

function findClosing(prompt: string, start: number, closing: string): number {
  let end = prompt.indexOf(closing, start);
  if (closing !== "'" && closing !== "’") return end;
  // An apostrophe within a word, as in 'Today's special', closes nothing.
  while (end !== -1 && WORD.test(prompt.charAt(end + 1))) end = prompt.indexOf(closing, end + 1);
  return end;
}
