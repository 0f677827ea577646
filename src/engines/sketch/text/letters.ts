// From any text to letters that the bundled fonts can draw, as close to the original as they allow. Never an empty box, never
// a pile of marks: what cannot be drawn is replaced by its plain form or left out.
import { isCovered } from "./fonts.ts";
import type { Face } from "./fonts.ts";

/** Beyond this a text would be too small to read on any picture; prompts have at most 2,000 characters. */
const LONGEST = 2000;

const LINE_BREAKS = /\r\n|[\n\r\u0085\u2028\u2029]/g;
const SPACES = /[^\S\n]+/g;
// Controls, format characters (joiners, direction marks) and variation selectors: they have no shape of their own.
const SHAPELESS = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

/**
 * The drawable lines of a text: explicit line breaks kept, spaces collapsed, empty lines at the ends dropped.
 * Empty when nothing of the text can be drawn.
 */
export function toLetters(text: string, face: Face): string[] {
  const lines = text
    .normalize("NFC")
    .replace(LINE_BREAKS, "\n")
    .split("\n")
    .map((line) =>
      Array.from(line.replace(/\t/g, " ").replace(SHAPELESS, ""), (character) => toDrawable(character, face))
        .join("")
        .replace(SPACES, " ")
        .trim(),
    );
  const first = lines.findIndex((line) => line !== "");
  if (first < 0) return [];
  const last = lines.findLastIndex((line) => line !== "");
  return truncate(lines.slice(first, last + 1));
}

function toDrawable(character: string, face: Face): string {
  // A mark that did not compose with its letter would stack up with others above the line.
  if (/\p{M}/u.test(character)) return "";
  if (isCovered(character, face)) return character;
  const plain = character.normalize("NFKD").replace(/\p{M}/gu, "");
  return Array.from(plain).every((part) => isCovered(part, face)) ? plain : "";
}

function truncate(lines: readonly string[]): string[] {
  let left = LONGEST;
  const kept: string[] = [];
  for (const line of lines) {
    if (left <= 0) break;
    kept.push(line.slice(0, left));
    left -= line.length + 1;
  }
  return kept;
}
