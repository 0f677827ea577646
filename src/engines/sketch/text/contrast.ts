// Legibility as a number: ink is moved towards white or black until it stands out from its ground.
import { fromRgb, toRgb } from "../paint/colour.ts";
import type { Rgb } from "../paint/colour.ts";
import type { Colour } from "../scene/scene.ts";

/** What body text needs, https://www.w3.org/TR/WCAG22/#contrast-minimum; the finishing passes take a little of it again. */
const ENOUGH = 5.5;

/** Relative luminance, 0 … 1, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
export function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
}

function toLinear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Contrast ratio, 1 … 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const x = luminance(a);
  const y = luminance(b);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** The colour nearest to `ink`, on its way to white or black, that can be read on every one of `grounds`. */
export function toLegible(ink: Colour, grounds: readonly Rgb[]): Colour {
  const start = toRgb(ink);
  const worst = (colour: Rgb): number => Math.min(...grounds.map((ground) => contrast(colour, ground)));
  let best: Rgb = start;
  for (let step = 0; step <= 20; step++) {
    for (const end of [0, 255]) {
      const blend = (channel: number): number => channel + ((end - channel) * step) / 20;
      const candidate: Rgb = [blend(start[0]), blend(start[1]), blend(start[2])];
      if (worst(candidate) >= ENOUGH) return fromRgb(candidate);
      if (worst(candidate) > worst(best)) best = candidate;
    }
  }
  return fromRgb(best);
}
