// The bundled typefaces. Each is split into files by range of characters; a file is loaded when the first character of it is
// needed and registered under a name of its own, so that every character is drawn by a file known to hold it: neither an empty
// box nor a font of the machine can appear.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { GlobalFonts } from "@napi-rs/canvas";
import { readCoverage } from "./coverage.ts";

/**
 * A look of letters across scripts. The first three keep Chinese in the one typeface that machines read without fail; the
 * others are for styles that are looked at rather than scanned.
 */
export type Face = "sans" | "serif" | "hand" | "bookish" | "playful" | "brush";

/** A piece of a line that one font file draws. */
export interface Run {
  readonly text: string;
  /** Name of the file's family for `context.font`. */
  readonly family: string;
  /** Size relative to the line's: scripts are brought to one optical size. */
  readonly scale: number;
  /** Whether the file has weights to choose from; a weight that it lacks would be smeared on. */
  readonly variable: boolean;
}

interface Typeface {
  readonly package: string;
  /** Between the range and `.woff2` in the names of its files. */
  readonly suffix: string;
  readonly scale: number;
}

const INTER: Typeface = { package: "@fontsource-variable/inter", suffix: "wght-normal", scale: 1 };
const NOTO_SANS: Typeface = { package: "@fontsource-variable/noto-sans-sc", suffix: "wght-normal", scale: 1 };
const NOTO_SERIF: Typeface = { package: "@fontsource-variable/noto-serif-sc", suffix: "wght-normal", scale: 1 };
const PLAYFAIR: Typeface = { package: "@fontsource-variable/playfair-display", suffix: "wght-normal", scale: 1.04 };
const CAVEAT: Typeface = { package: "@fontsource-variable/caveat", suffix: "wght-normal", scale: 1.22 };
const MA_SHAN_ZHENG: Typeface = { package: "@fontsource/ma-shan-zheng", suffix: "400-normal", scale: 1.08 };
const ZCOOL_KUAILE: Typeface = { package: "@fontsource/zcool-kuaile", suffix: "400-normal", scale: 1.04 };

// In order of preference; the last two of each together hold every character that any typeface holds.
const FACES: Record<Face | "figures", readonly Typeface[]> = {
  sans: [INTER, NOTO_SANS],
  serif: [PLAYFAIR, INTER, NOTO_SANS],
  hand: [CAVEAT, INTER, NOTO_SANS],
  bookish: [PLAYFAIR, NOTO_SERIF, INTER, NOTO_SANS],
  playful: [ZCOOL_KUAILE, INTER, NOTO_SANS],
  brush: [CAVEAT, MA_SHAN_ZHENG, INTER, NOTO_SANS],
  figures: [NOTO_SERIF, INTER, NOTO_SANS],
};

/** The face of a face's figures. */
const FIGURE_FACES: Record<Face, Face | "figures"> = {
  sans: "sans",
  serif: "figures",
  hand: "hand",
  bookish: "figures",
  playful: "playful",
  brush: "brush",
};

// Playfair's figures rise and fall like lower-case letters: 4.50 would look like words, and machines misread it.
const FIGURES = /[\d$€£¥%#+]/;
/** What separates figures from each other stays with them. */
const AFTER_ANY = /[ .,:]/;

/** Splits text into runs, one per font file. Characters that no bundled font holds are left out. */
export function toRuns(text: string, face: Face): Run[] {
  const runs: (FontFile & { text: string })[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const code = character.codePointAt(0) ?? 0;
    // A space stays with what stands before it, so that a line is not cut at every word.
    const stays = last !== undefined && AFTER_ANY.test(character) && (loaded.get(last.family)?.has(code) ?? false);
    const file = stays ? undefined : findFile(code, FIGURES.test(character) ? FIGURE_FACES[face] : face);
    if (stays || (last && file?.family === last.family)) last.text += character;
    else if (file) runs.push({ text: character, ...file });
  }
  return runs;
}

/** Whether a bundled font of the face, or one it falls back to, draws the character. */
export function isCovered(character: string, face: Face): boolean {
  return findFile(character.codePointAt(0) ?? 0, face) !== undefined;
}

type FontFile = Omit<Run, "text">;

const require = createRequire(import.meta.url);
/** Family name → code points. At most the ~500 files of the bundled typefaces. */
const loaded = new Map<string, ReadonlySet<number>>();
const declared = new Map<string, readonly DeclaredFile[]>();

interface DeclaredFile {
  readonly family: string;
  readonly path: string;
  /** Pairs of first and last code point that the package declares for the file. */
  readonly ranges: Uint32Array;
}

function findFile(code: number, face: Face | "figures"): FontFile | undefined {
  for (const typeface of FACES[face]) {
    for (const file of filesOf(typeface)) {
      if (isDeclared(file.ranges, code) && load(file).has(code)) {
        return { family: file.family, scale: typeface.scale, variable: typeface.suffix.startsWith("wght") };
      }
    }
  }
  return undefined;
}

function isDeclared(ranges: Uint32Array, code: number): boolean {
  for (let index = 0; index < ranges.length; index += 2) {
    if (code >= (ranges[index] ?? 0) && code <= (ranges[index + 1] ?? 0)) return true;
  }
  return false;
}

function load(file: DeclaredFile): ReadonlySet<number> {
  const known = loaded.get(file.family);
  if (known) return known;
  const coverage = readCoverage(readFileSync(file.path));
  // The registry is one for all threads of the process.
  if (!GlobalFonts.has(file.family)) GlobalFonts.registerFromPath(file.path, file.family);
  loaded.set(file.family, coverage);
  return coverage;
}

function filesOf(typeface: Typeface): readonly DeclaredFile[] {
  const known = declared.get(typeface.package);
  if (known) return known;
  const name = typeface.package.slice(typeface.package.indexOf("/") + 1);
  const ranges = JSON.parse(readFileSync(require.resolve(`${typeface.package}/unicode.json`), "utf8")) as Record<string, string>;
  const files = Object.entries(ranges).map(([subset, list]): DeclaredFile => {
    const part = subset.replace(/[[\]]/g, "");
    return {
      family: `muleteer-${name}-${part}`,
      path: require.resolve(`${typeface.package}/files/${name}-${part}-${typeface.suffix}.woff2`),
      ranges: parseRanges(list),
    };
  });
  // Latin is declared last and asked for first.
  files.reverse();
  declared.set(typeface.package, files);
  return files;
}

/** `U+20-7e,U+a0` → [0x20, 0x7e, 0xa0, 0xa0] */
function parseRanges(list: string): Uint32Array {
  return Uint32Array.from(
    list.split(",").flatMap((range) => {
      const [first = "", last = first] = range.trim().replace(/^U\+/i, "").split("-");
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    }),
  );
}
