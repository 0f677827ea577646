// Colour arithmetic for painters: `#rrggbb` in, `#rrggbb` or a CSS colour out. Only additions and products, which are exact
// everywhere, so that a seed gives the same pixels on any machine.
import type { Colour } from "../scene/scene.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

/** Channels 0 … 255; anything that is not `#rrggbb` reads as mid grey. */
export function toRgb(colour: Colour): Rgb {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  if (!Number.isFinite(value)) return [128, 128, 128];
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function channel(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Rounds and clamps channels into `#rrggbb`. */
export function fromRgb([red, green, blue]: Rgb): Colour {
  return `#${((1 << 24) | (channel(red) << 16) | (channel(green) << 8) | channel(blue)).toString(16).slice(1)}`;
}

/** From `a` at 0 to `b` at 1, in encoded values: in linear light a trace of white would wash out the colours of the night. */
export function mix(a: Colour, b: Colour, amount: number): Colour {
  const t = Math.min(1, Math.max(0, amount));
  const from = toRgb(a);
  const to = toRgb(b);
  const blend = (x: number, y: number): number => x + (y - x) * t;
  return fromRgb([blend(from[0], to[0]), blend(from[1], to[1]), blend(from[2], to[2])]);
}

export function lighten(colour: Colour, amount: number): Colour {
  return mix(colour, "#ffffff", amount);
}

/** Towards a deep blue rather than black, as shadows outdoors are. */
export function darken(colour: Colour, amount: number): Colour {
  const [red, green, blue] = toRgb(colour);
  const rest = 1 - Math.min(1, Math.max(0, amount));
  return fromRgb([red * rest, green * rest * 0.99, Math.min(255, blue * rest + 10 * (1 - rest))]);
}

/** Perceived brightness, 0 … 1 (Rec. 601 weights on encoded values). */
export function brightness(colour: Colour): number {
  const [red, green, blue] = toRgb(colour);
  return (red * 0.299 + green * 0.587 + blue * 0.114) / 255;
}

/** 0 removes all colour, 1 changes nothing, above 1 makes more vivid. */
export function saturate(colour: Colour, amount: number): Colour {
  const grey = brightness(colour) * 255;
  const [red, green, blue] = toRgb(colour);
  return fromRgb([grey + (red - grey) * amount, grey + (green - grey) * amount, grey + (blue - grey) * amount]);
}

export function multiply(a: Colour, b: Colour): Colour {
  const x = toRgb(a);
  const y = toRgb(b);
  return fromRgb([(x[0] * y[0]) / 255, (x[1] * y[1]) / 255, (x[2] * y[2]) / 255]);
}

/** A CSS colour of the given opacity. */
export function fade(colour: Colour, opacity: number): string {
  const [red, green, blue] = toRgb(colour);
  return `rgba(${red},${green},${blue},${Math.round(Math.min(1, Math.max(0, opacity)) * 1000) / 1000})`;
}
