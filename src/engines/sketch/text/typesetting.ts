// Sets lines of text into a box: the largest size at which everything fits, wrapped where the script allows it, in lines of
// like length. Widths are measured once, at one size; everything after is arithmetic.
import type { SKRSContext2D } from "@napi-rs/canvas";
import { toRuns } from "./fonts.ts";
import type { Face, Run } from "./fonts.ts";

export interface Typography {
  readonly face: Face;
  /** CSS weight, 100–900; typefaces of one weight ignore it. */
  readonly weight: number;
  /** Distance of baselines in multiples of the size. */
  readonly leading: number;
  /** Whether a short first line is a heading, set larger than what follows. */
  readonly heading: boolean;
}

/** What most surfaces carry; they change the face or the weight. */
export const PRINT: Typography = { face: "sans", weight: 700, leading: 1.22, heading: true };

/** Pixels. */
interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface SetLine {
  readonly text: string;
  readonly runs: readonly Run[];
  /** Pixels. */
  readonly size: number;
  readonly width: number;
  /** Baseline, in pixels below the top of the block. */
  readonly baseline: number;
}

export interface SetText {
  readonly lines: readonly SetLine[];
  readonly width: number;
  readonly height: number;
}

/** An unbreakable piece: a word, or a Chinese character with the punctuation that may not leave it. */
interface Unit {
  readonly text: string;
  /** At `MEASURED` pixels. */
  readonly width: number;
  /** Width of the space before it, 0 where there is none. */
  readonly space: number;
}

interface Paragraph {
  readonly units: readonly Unit[];
  readonly scale: number;
}

const MEASURED = 100;
const HEADING_SCALE = 1.25;
/** A line longer than this many characters is no heading. */
const HEADING_LENGTH = 22;
/** Capitals and Chinese characters reach this high above the baseline, descenders this low, in multiples of the size. */
const ASCENT = 0.86;
const DESCENT = 0.24;

const IDEOGRAPHIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u;
// Kinsoku: what may not begin a line, and what may not end one (JIS X 4051, GB/T 15834).
const NOT_FIRST = /[,.!?;:%)\]}…‥·、。，．！？；：％）］｝〉》」』】〕〗”’ー々ゝヽ～—]/u;
const NOT_LAST = /[([{（［｛〈《「『【〔〖“‘]/u;

/**
 * Sets text into a box of pixels. `largest` bounds the size, so that one short word does not fill a wall.
 * The result never exceeds the box.
 */
export function setText(
  context: SKRSContext2D,
  lines: readonly string[],
  { box, largest, typography }: { readonly box: Extent; readonly largest: number; readonly typography: Typography },
): SetText {
  const widthOf = createMeter(context, typography);
  const fit = { box, largest, leading: typography.leading, widthOf };
  const { paragraphs, size } = chooseBreaks(toParagraphs(lines, typography.heading, widthOf), fit);
  const set: SetLine[] = [];
  let baseline = 0;
  for (const { units, scale } of paragraphs) {
    const own = size * scale;
    for (const text of breakEvenly(units, (box.width / own) * MEASURED)) {
      baseline += set.length === 0 ? own * ASCENT : own * typography.leading;
      const runs = toRuns(text, typography.face);
      set.push({ text, runs, size: own, width: measure(context, runs, { size: own, weight: typography.weight }), baseline });
    }
  }
  const width = Math.max(0, ...set.map((line) => line.width));
  return { lines: set, width, height: baseline + (set.at(-1)?.size ?? 0) * DESCENT };
}

/** Draws a line from its left end; `paint` is told each run with `context.font` already set. */
export function drawRuns(
  context: SKRSContext2D,
  line: SetLine,
  { x, baseline, weight }: { readonly x: number; readonly baseline: number; readonly weight: number },
  paint: (text: string, x: number, y: number) => void,
): void {
  let left = x;
  for (const run of line.runs) {
    useFont(context, run, { size: line.size, weight });
    paint(run.text, left, baseline);
    left += context.measureText(run.text).width;
  }
}

/** Makes a run's font the context's. Weights are set on the font's own axis: the shorthand of `font` ignores it in Skia's canvas. */
export function useFont(
  context: SKRSContext2D,
  run: Run,
  { size, weight }: { readonly size: number; readonly weight: number },
): void {
  context.font = `${(size * run.scale).toFixed(2)}px ${run.family}`;
  context.fontVariationSettings = run.variable ? `'wght' ${weight}` : "normal";
}

function measure(context: SKRSContext2D, runs: readonly Run[], { size, weight }: { size: number; weight: number }): number {
  let width = 0;
  for (const run of runs) {
    useFont(context, run, { size, weight });
    width += context.measureText(run.text).width;
  }
  return width;
}

type Meter = (text: string) => number;

/** Widths at `MEASURED` pixels; each text is measured once. */
function createMeter(context: SKRSContext2D, { face, weight }: Typography): Meter {
  const widths = new Map<string, number>();
  return (text) => {
    const known = widths.get(text);
    if (known !== undefined) return known;
    const width = measure(context, toRuns(text, face), { size: MEASURED, weight });
    widths.set(text, width);
    return width;
  };
}

function toParagraphs(lines: readonly string[], heading: boolean, widthOf: Meter): Paragraph[] {
  const hasHeading = heading && lines.length > 1 && Array.from(lines[0] ?? "").length <= HEADING_LENGTH;
  return lines.map((line, index) => ({
    scale: hasHeading && index === 0 ? HEADING_SCALE : 1,
    units: toUnits(line).map(({ text, spaced }) => ({ text, width: widthOf(text), space: spaced ? widthOf(" ") : 0 })),
  }));
}

interface Fit {
  readonly box: Extent;
  readonly largest: number;
  readonly leading: number;
  readonly widthOf: Meter;
}

/** Part of the largest size that is given for a line less, or for a short paragraph in one piece. */
const FOR_CALM = 0.45;

/** As few lines as may be, short paragraphs whole and words uncut, unless that would make everything much smaller. */
function chooseBreaks(paragraphs: readonly Paragraph[], fit: Fit): Broken {
  const whole = paragraphs.map((paragraph) => (isShort(paragraph) ? { ...paragraph, units: join(paragraph.units) } : paragraph));
  const size = largestSize(paragraphs, fit);
  const kept = largestSize(whole, fit) >= size * FOR_CALM ? whole : paragraphs;
  return cutLongWords(
    { paragraphs: kept, size: sizeOfFewestLines(kept, { fit, least: size * FOR_CALM }) },
    { paragraphs, size, fit },
  );
}

function sizeOfFewestLines(paragraphs: readonly Paragraph[], { fit, least }: { fit: Fit; least: number }): number {
  const units = paragraphs.reduce((sum, paragraph) => sum + paragraph.units.length, 0);
  // Long texts gain nothing by it.
  for (let lines = paragraphs.length; lines < Math.min(units, paragraphs.length + 3); lines++) {
    const size = largestSize(paragraphs, fit, lines);
    if (size >= least) return size;
  }
  return largestSize(paragraphs, fit);
}

interface Broken {
  readonly paragraphs: readonly Paragraph[];
  readonly size: number;
}

/** A word without end is cut where keeping it whole would leave everything tiny. */
function cutLongWords(kept: Broken, { paragraphs, size, fit }: Broken & { fit: Fit }): Broken {
  const widest = fit.box.width / Math.max(size * 1.8, 1);
  const cut = paragraphs.map((paragraph) => ({ ...paragraph, units: cutWords(paragraph.units, widest * MEASURED, fit.widthOf) }));
  const sizeCut = largestSize(cut, fit);
  return sizeCut > Math.max(size, kept.size) * 1.8 ? { paragraphs: cut, size: sizeCut } : kept;
}

/** A heading, or a name of a few characters, that reads badly in two halves. */
function isShort({ units, scale }: Paragraph): boolean {
  const length = units.reduce((sum, unit) => sum + unit.text.length, 0);
  return scale > 1 || (length <= 5 && units.every((unit) => unit.space === 0));
}

function join(units: readonly Unit[]): Unit[] {
  if (units.length === 0) return [];
  return [
    {
      text: units.map(({ text, space }, index) => (index > 0 && space > 0 ? ` ${text}` : text)).join(""),
      width: units.reduce((sum, unit, index) => sum + unit.width + (index > 0 ? unit.space : 0), 0),
      space: 0,
    },
  ];
}

/** Cuts words wider than `widest` into characters. */
function cutWords(units: readonly Unit[], widest: number, widthOf: Meter): Unit[] {
  return units.flatMap((unit) => {
    if (unit.width <= widest) return [unit];
    return Array.from(unit.text, (text, at) => ({ text, width: widthOf(text), space: at === 0 ? unit.space : 0 }));
  });
}

function toUnits(line: string): { text: string; spaced: boolean }[] {
  const units: { text: string; spaced: boolean }[] = [];
  let spaced = false;
  let previous = "";
  for (const character of line) {
    if (character === " ") {
      spaced = true;
      previous = "";
      continue;
    }
    const last = units.at(-1);
    const breakable = IDEOGRAPHIC.test(character) || IDEOGRAPHIC.test(previous);
    const bound = NOT_FIRST.test(character) || NOT_LAST.test(previous);
    if (last && !spaced && previous !== "" && (!breakable || bound)) last.text += character;
    else units.push({ text: character, spaced: spaced && units.length > 0 });
    spaced = false;
    previous = character;
  }
  return units;
}

/** Breaks greedily; `width` is at `MEASURED` pixels. A unit wider than that stands alone and overflows. */
function breakGreedily(units: readonly Unit[], width: number): { texts: string[]; widest: number } {
  const texts: string[] = [];
  let text = "";
  let used = 0;
  let widest = 0;
  for (const unit of units) {
    if (text !== "" && used + unit.space + unit.width > width) {
      texts.push(text);
      widest = Math.max(widest, used);
      text = unit.text;
      used = unit.width;
    } else {
      const space = text === "" ? 0 : unit.space;
      text += (space > 0 ? " " : "") + unit.text;
      used += space + unit.width;
    }
  }
  texts.push(text);
  return { texts, widest: Math.max(widest, used) };
}

/** What a break between two Chinese characters costs beside one at a space or after punctuation, in widths of the line. */
const INSIDE_PHRASE = 0.45;

function isInsidePhrase(before: Unit | undefined, after: Unit | undefined): boolean {
  return after?.space === 0 && !NOT_FIRST.test(before?.text.at(-1) ?? "");
}

/** As few lines as a greedy break needs, of as like a length as they can be; `width` is at `MEASURED` pixels. */
function breakEvenly(units: readonly Unit[], width: number): string[] {
  // best[i]: the fewest lines, then the least sum of squared slack, for the units before i; from[i]: where the last of them starts.
  const best = [{ lines: 0, slack: 0 }];
  const from = [0];
  for (let end = 1; end <= units.length; end++) {
    let choice = { lines: Infinity, slack: Infinity };
    let used = 0;
    for (let start = end - 1; start >= 0; start--) {
      const next = units[start + 1];
      used += (units[start]?.width ?? 0) + (start + 1 < end ? (next?.space ?? 0) : 0);
      if (used > width && start < end - 1) break;
      const before = best[start];
      if (!before) break;
      const split = start > 0 && isInsidePhrase(units[start - 1], units[start]) ? (width * INSIDE_PHRASE) ** 2 : 0;
      const candidate = { lines: before.lines + 1, slack: before.slack + (width - used) ** 2 + split };
      if (candidate.lines < choice.lines || (candidate.lines === choice.lines && candidate.slack < choice.slack)) {
        choice = candidate;
        from[end] = start;
      }
    }
    best[end] = choice;
  }
  const lines: string[] = [];
  for (let end = units.length; end > 0; end = from[end] ?? 0) {
    const line = units.slice(from[end] ?? 0, end);
    lines.unshift(line.map(({ text, space }, index) => (index > 0 && space > 0 ? ` ${text}` : text)).join(""));
  }
  return lines.length > 0 ? lines : [""];
}

function largestSize(paragraphs: readonly Paragraph[], { box, largest, leading }: Fit, mostLines = Infinity): number {
  const fits = (size: number): boolean => {
    let height = 0;
    let lines = 0;
    for (const [index, { units, scale }] of paragraphs.entries()) {
      const own = size * scale;
      // Glyphs are placed to fractions of a pixel, differently at each size: a hundredth of the width is kept in reserve.
      const measure = ((box.width * 0.99) / own) * MEASURED;
      const { texts, widest } = breakGreedily(units, measure);
      lines += texts.length;
      if (widest > measure || lines > mostLines) return false;
      height += texts.length * own * leading - (index === 0 ? own * (leading - ASCENT) : 0);
      if (index === paragraphs.length - 1) height += own * DESCENT;
      if (height > box.height) return false;
    }
    return true;
  };
  let small = 0;
  let large = largest;
  for (let step = 0; step < 18; step++) {
    const middle = (small + large) / 2;
    if (fits(middle)) small = middle;
    else large = middle;
  }
  // The bisection starts from nothing; a box too small for anything still gets letters, of a pixel.
  return Math.max(small, 1);
}
