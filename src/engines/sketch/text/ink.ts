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
}

/** The ink nearest to the wish that both can read; a field of the ground's own hue where none can. */
export function chooseInk({ wish, grounds, histogram, letterPixels, fieldPixels }: InkRequest): Inking {
  const ground = grounds[grounds.length >> 1] ?? [128, 128, 128];
  const legible = toLegible(wish, grounds);
  for (const ink of inks(legible)) {
    if (isLikelyReadable({ ink, grounds, histogram, letterPixels })) return { ink };
  }
  for (const amount of [0.35, 0.5, 0.65, 0.8, 0.9]) {
    for (const end of [BLACK, WHITE]) {
      const field = toRgb(mix(fromRgb(ground), end, amount));
      const around = coverWith(histogram, field, { ground, pixels: fieldPixels });
      for (const ink of inks(toLegible(wish, [field]))) {
        if (isLikelyReadable({ ink, grounds: [field], histogram: around, letterPixels })) return { ink, field: fromRgb(field) };
      }
    }
  }
  return { ink: legible };
}

function inks(colour: Colour): Colour[] {
  return [
    colour,
    ...[0.35, 0.6, 0.85].flatMap((amount) => [mix(colour, BLACK, amount), mix(colour, WHITE, amount)]),
    BLACK,
    WHITE,
  ];
}

/** Whether both can read letters that are already part of the picture whose histogram it is. */
export function isReadable({ ink, field }: Inking, grounds: readonly Rgb[], histogram: Histogram): boolean {
  return isLikelyReadable({ ink, grounds: field === undefined ? grounds : [toRgb(field)], histogram, letterPixels: 0 });
}

interface Reading {
  readonly ink: Colour;
  readonly grounds: readonly Rgb[];
  readonly histogram: Histogram;
  /** How many pixels the letters will cover, roughly; 0 when the histogram has them. */
  readonly letterPixels: number;
}

function isLikelyReadable({ ink, grounds, histogram, letterPixels }: Reading): boolean {
  const colour = toRgb(ink);
  if (grounds.some((ground) => contrast(colour, ground) < ENOUGH)) return false;
  const ground = grounds[grounds.length >> 1] ?? colour;
  // The split must hold with half of the estimate and with half as much again.
  return (letterPixels === 0 ? [0] : [0.5, 1, 1.5]).every((part) =>
    isSeparated(predictSplit(coverWith(histogram, colour, { ground, pixels: letterPixels * part })), colour, grounds),
  );
}
