// The colour of letters on what is behind them now, and of the field below them where the surface itself will not do: an eye
// must read them (contrast), and so must a machine (the split into black and white).
import { fromRgb, mix, toRgb } from "../paint/colour.ts";
import type { Rgb } from "../paint/colour.ts";
import type { Colour } from "../scene/scene.ts";
import { contrast, toLegible } from "./contrast.ts";
import { isSeparated } from "./threshold.ts";
import type { Split } from "./threshold.ts";

export interface Inking {
  readonly ink: Colour;
  /** To be laid below the letters, where there is one. */
  readonly field?: Colour;
}

const BLACK: Colour = "#0c0b0e";
const WHITE: Colour = "#ffffff";
/** What an eye needs with room to spare, https://www.w3.org/TR/WCAG22/#contrast-minimum */
const ENOUGH = 4.8;

/** The ink nearest to the wish that both can read; a field of the ground's own hue where none can. */
export function chooseInk(wish: Colour, grounds: readonly Rgb[], split: Split): Inking {
  const legible = toLegible(wish, grounds);
  for (const ink of inks(legible)) {
    if (isReadable(ink, grounds) && isSeparated(split, toRgb(ink), grounds)) return { ink };
  }
  const ground = fromRgb(grounds[grounds.length >> 1] ?? [128, 128, 128]);
  for (const amount of [0.35, 0.5, 0.65, 0.8, 0.9]) {
    for (const end of [BLACK, WHITE]) {
      const field = mix(ground, end, amount);
      const fields = [toRgb(field)];
      for (const ink of inks(toLegible(wish, fields))) {
        if (isReadable(ink, fields) && isSeparated(split, toRgb(ink), fields)) return { ink, field };
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

function isReadable(ink: Colour, grounds: readonly Rgb[]): boolean {
  return grounds.every((ground) => contrast(toRgb(ink), ground) >= ENOUGH);
}
