// The colour of letters on what is behind them now, and of the field below them where the surface itself will not do: an eye
// must read them (contrast), and so must a machine (the split into black and white).
import { fromRgb, mix, toRgb } from "../paint/colour.ts";
import type { Rgb } from "../paint/colour.ts";
import type { Colour } from "../scene/scene.ts";
import { contrast, toLegible } from "./contrast.ts";
import { coverWith, isSeparated, predictSplit } from "./threshold.ts";
import type { Histogram } from "./threshold.ts";

export interface Inking {
  readonly ink: Colour;
  /** To be laid below the letters, where there is one. */
  readonly field?: Colour;
}

const BLACK: Colour = "#0c0b0e";
const WHITE: Colour = "#ffffff";
/** What labels are made of before anything else is tried. */
const PAPERS: readonly Colour[] = ["#f6eedb", "#fdfaf2"];
const SLATES: readonly Colour[] = ["#16201c", "#0f1211", "#1d2b44", "#14323a", "#2b1d2e", "#1f3a2c", "#000000"];
/** Where the channels disagree, black and white fall on the same side and only a strong colour on the other. */
const ENAMELS: readonly Colour[] = ["#2462c2", "#12407f", "#1c6b3c", "#b3261e", "#f4c430", "#7fb8f0", "#8fd19e", "#f29c9c"];
/** What an eye needs with room to spare, https://www.w3.org/TR/WCAG22/#contrast-minimum */
const ENOUGH = 4.8;

interface InkRequest {
  readonly wish: Colour;
  /** Samples of what is behind the letters, from dark to bright. */
  readonly grounds: readonly Rgb[];
  /** Of the whole picture, without the letters. */
  readonly histogram: Histogram;
  /** How many pixels the letters and their field will cover, roughly. */
  readonly letterPixels: number;
  readonly fieldPixels: number;
  /** Fields that were drawn and turned out not to help; undefined for none. */
  readonly refused: readonly (Colour | undefined)[];
  /** Whether only dark fields and bright inks suit the surface: slate, or the plate of a neon sign. */
  readonly dark?: boolean;
}

/**
 * The ink nearest to the wish that both can read; a field of the ground's own hue where none can. Letters that a machine sees
 * as black on white come before letters that it sees as holes in a black shape, which it may take for an ornament.
 */
export function chooseInk({ wish, grounds, histogram, letterPixels, fieldPixels, refused, dark = false }: InkRequest): Inking {
  const ground = grounds[grounds.length >> 1] ?? [128, 128, 128];
  const legible = toLegible(wish, grounds);
  const inksOf = dark ? brightInks : inks;
  const bare = (refused.includes(undefined) ? [] : inksOf(legible)).map((ink): Candidate => ({
    inking: { ink },
    grounds,
    histogram,
  }));
  const shades = [0.35, 0.5, 0.65, 0.8, 0.9].flatMap((amount) => [BLACK, WHITE].map((end) => mix(fromRgb(ground), end, amount)));
  const fielded = (dark ? SLATES : [...PAPERS, ...shades, ...ENAMELS])
    .filter((each) => !refused.includes(each))
    .flatMap((field): Candidate[] => {
      const colour = toRgb(field);
      const around = coverWith(histogram, colour, { ground, pixels: fieldPixels });
      return inksOf(toLegible(wish, [colour])).map((ink) => ({ inking: { ink, field }, grounds: [colour], histogram: around }));
    });
  for (const [candidates, sides] of [
    [bare, "black on white"],
    [bare, "either"],
    [fielded, "black on white"],
    [fielded, "either"],
  ] as const) {
    const found = candidates.find((candidate) => isLikelyReadable(candidate, { letterPixels, sides }));
    if (found) return found.inking;
  }
  return { ink: legible };
}

interface Candidate {
  readonly inking: Inking;
  readonly grounds: readonly Rgb[];
  /** Of the picture with the field, without the letters. */
  readonly histogram: Histogram;
}

function inks(colour: Colour): Colour[] {
  return [
    colour,
    ...[0.35, 0.6, 0.85].flatMap((amount) => [mix(colour, BLACK, amount), mix(colour, WHITE, amount)]),
    BLACK,
    WHITE,
  ];
}

/** Chalk and light do not darken. */
function brightInks(colour: Colour): Colour[] {
  return [colour, ...[0.35, 0.6, 0.85].map((amount) => mix(colour, WHITE, amount)), WHITE];
}

/** Whether both can read letters that are already part of the picture whose histogram it is. */
export function isReadable({ ink, field }: Inking, grounds: readonly Rgb[], histogram: Histogram): boolean {
  const behind = field === undefined ? grounds : [toRgb(field)];
  return isClear(ink, behind) && isSeparated(predictSplit(histogram), toRgb(ink), behind);
}

interface Reading {
  readonly letterPixels: number;
  readonly sides: "black on white" | "either";
}

/** The split must hold with half of the estimated pixels and half as much again, and for channels that may count or not. */
function isLikelyReadable({ inking, grounds, histogram }: Candidate, { letterPixels, sides }: Reading): boolean {
  if (!isClear(inking.ink, grounds)) return false;
  const colour = toRgb(inking.ink);
  const ground = grounds[grounds.length >> 1] ?? colour;
  return [0.5, 1, 1.5].every((part) => {
    const covered = coverWith(histogram, colour, { ground, pixels: letterPixels * part });
    return [0.22, 0.25, 0.28].every((share) => {
      const split = predictSplit(covered, share);
      return (sides === "either" || split.isBlack(colour)) && isSeparated(split, colour, grounds);
    });
  });
}

function isClear(ink: Colour, grounds: readonly Rgb[]): boolean {
  return grounds.every((ground) => contrast(toRgb(ink), ground) >= ENOUGH);
}
