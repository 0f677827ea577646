// A lock of hair: the mass between two curves, with strands that run from one to the other; and the coils, caps and sides made of
// locks. The unit is half the width of the head; the origin is the middle of the face.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Random } from "../../random.ts";
import type { Colour } from "../../scene/scene.ts";
import { along, between, line, mirror, orb, type Cubic, type Pair } from "../brushwork.ts";
import { brightness, darken, fade, lighten } from "../colour.ts";

export type HairStyle =
  | "crop"
  | "quiff"
  | "pixie"
  | "bob"
  | "long"
  | "fringe"
  | "wavy"
  | "curls"
  | "afro"
  | "bun"
  | "braids"
  | "ponytail"
  | "tuft"
  | "bald";

export interface Hair {
  readonly style: HairStyle;
  readonly colour: Colour;
  /** -1 lit from the left, 1 from the right. */
  readonly light: number;
  /** Strands are drawn one by one: for heads that are seen large. */
  readonly fine: boolean;
  /** Curls fall to the shoulders. */
  readonly full: boolean;
  /** Colour of ribbons and bands. */
  readonly band: Colour;
  readonly random: Random;
  /** A hat hides what rises above the crown. */
  readonly covered: boolean;
}

interface Lock {
  readonly inner: Cubic;
  readonly outer: Cubic;
  /** Sideways swing of its edges, and how many swings. */
  readonly wave?: readonly [size: number, times: number];
  readonly tone?: number;
}

/** One lock between two curves. */
export function lock(ctx: SKRSContext2D, hair: Hair, { inner, outer, wave = [0, 0], tone = 0 }: Lock): void {
  const { colour, light, fine } = hair;
  const swing = ([x, y]: Pair, t: number, phase: number): Pair => [
    x + Math.sin(t * wave[1] * Math.PI * 2 + phase) * wave[0] * Math.min(1, t * 2.5),
    y,
  ];
  const curve = (k: number, t: number): Pair => swing(between(along(inner, t), along(outer, t), k), t, k * 0.8);
  const steps = wave[0] > 0 ? 26 : 14;
  ctx.beginPath();
  for (let step = 0; step <= steps; step++) ctx.lineTo(...curve(0, step / steps));
  for (let step = steps; step >= 0; step--) ctx.lineTo(...curve(1, step / steps));
  ctx.closePath();
  const base = tone < 0 ? darken(colour, -tone) : lighten(colour, tone);
  const [top, bottom] = [along(outer, 0), along(outer, 1)];
  const gradient = ctx.createLinearGradient(-light * 1.1, Math.max(top[1], bottom[1]), light * 1.1, Math.min(top[1], bottom[1]));
  gradient.addColorStop(0, darken(base, 0.3));
  gradient.addColorStop(0.55, base);
  gradient.addColorStop(1, lighten(base, 0.14));
  ctx.fillStyle = gradient;
  ctx.fill();
  const count = fine ? 46 : 7;
  ctx.lineCap = "butt";
  const pale = brightness(colour) > 0.6;
  const points = wave[0] > 0 ? 20 : 10;
  // Strands of one kind are one path: stroking each alone would cost several times as much. They lie inside the lock, so nothing is clipped.
  for (const kind of [0, 1, 2]) {
    const dark = kind !== 0;
    ctx.strokeStyle = dark
      ? fade(darken(base, pale ? 0.42 : 0.55), fine ? 0.2 : 0.3)
      : fade(lighten(base, pale ? 0.6 : 0.34), fine ? 0.24 : 0.3);
    ctx.lineWidth = fine ? ([0.012, 0.009, 0.02][kind] ?? 0.012) : 0.045;
    ctx.beginPath();
    for (let strand = kind; strand < count; strand += 3) {
      const k = (strand + hair.random.range(0.1, 0.9)) / count;
      ctx.moveTo(...curve(k, 0));
      for (let step = 1; step <= points; step++) ctx.lineTo(...curve(k, step / points));
    }
    ctx.stroke();
  }
  ctx.lineCap = "round";
}

/** A band of light across the strands of the crown. */
export function shine(ctx: SKRSContext2D, { colour, light, fine, random }: Hair): void {
  if (!fine)
    return line(ctx, { width: 0.07, colour: fade(lighten(colour, 0.5), 0.3) }, [
      [light * 0.78, -0.86],
      [light * 0.62, -1.16, light * 0.26, -1.28],
    ]);
  ctx.lineCap = "round";
  for (let index = 0; index < 34; index++) {
    const t = index / 33;
    const angle = -Math.PI / 2 + light * (0.12 + t * 0.95);
    const height = 1.13 + random.range(-0.05, 0.05);
    const at: Pair = [Math.cos(angle) * height * 0.92, -0.16 + Math.sin(angle) * height];
    const length = 0.1 + 0.16 * Math.sin(t * Math.PI);
    line(ctx, { width: 0.022, colour: fade(lighten(colour, 0.55), 0.1 + 0.24 * Math.sin(t * Math.PI)) }, [
      [at[0] * 0.9, at[1] + length * 0.4],
      [at[0] * 1.02, at[1] - length * 0.2, at[0] * 1.03, at[1] - length * 0.55],
    ]);
  }
}

/** A mass of curls: balls along a ring of angles, each with the line of a coil. */
export function coils(
  ctx: SKRSContext2D,
  hair: Hair,
  { at, size, turn = 0 }: { at: readonly Pair[]; size: number; turn?: number },
): void {
  for (const [index, [x, y]] of at.entries()) {
    const radius = size * hair.random.range(0.86, 1.14);
    const lit = x * hair.light * 0.1 - y * 0.05;
    orb(ctx, [x, y], {
      radius,
      colour: lit > 0 ? lighten(hair.colour, Math.min(0.12, lit)) : darken(hair.colour, Math.min(0.2, 0.04 - lit)),
    });
    if (!hair.fine) continue;
    ctx.strokeStyle = fade(lighten(hair.colour, 0.42), 0.3);
    ctx.lineWidth = radius * 0.1;
    for (const part of [0.75, 0.45]) {
      ctx.beginPath();
      ctx.arc(x, y, radius * part, turn + index * 1.9, turn + index * 1.9 + 2.1);
      ctx.stroke();
    }
    ctx.strokeStyle = fade(darken(hair.colour, 0.5), 0.3);
    ctx.beginPath();
    ctx.arc(x, y, radius * 0.62, index * 1.9 + 2.8, index * 1.9 + 4.6);
    ctx.stroke();
  }
}

interface Cap {
  /** Where the hair is parted, across the forehead. */
  readonly part: number;
  /** Where the hairline ends at the temples. */
  readonly left: Pair;
  readonly right: Pair;
  /** Height of the hairline at the parting, and of the crown. */
  readonly rise: number;
  readonly crown: number;
}

/** Two fans of strands from a parting to the temples. */
export function cap(ctx: SKRSContext2D, hair: Hair, { part, left, right, rise, crown }: Cap): void {
  const top: Pair = [part * 0.9, -crown + 0.04];
  const start: Pair = [part, rise];
  for (const [end, side] of [
    [left, -1],
    [right, 1],
  ] as const) {
    const reach = Math.abs(end[0] - part);
    lock(ctx, hair, {
      inner: [start, [part + side * reach * 0.2, rise + 0.34], [end[0] - side * 0.12, rise * 0.62], end],
      outer: [top, [part * 0.5 + side * 0.74, -crown - 0.02], [side * 1.32, -1.0], [side * 1.06, end[1] + 0.1]],
    });
  }
  if (hair.fine)
    line(ctx, { width: 0.03, colour: fade(darken(hair.colour, 0.5), 0.35) }, [
      [part, rise + 0.02],
      [part * 0.96, -crown + 0.1],
    ]);
}

/** A lock at each side of the face, down to `low`. */
export function sides(ctx: SKRSContext2D, hair: Hair, { low, wide }: { low: number; wide: number }): void {
  for (const side of [-1, 1])
    lock(ctx, hair, {
      inner: mirror(
        [
          [0.8, -0.72],
          [0.92, -0.5],
          [0.93, -0.2],
          [0.93, low],
        ],
        side,
      ),
      outer: mirror(
        [
          [0.8, -1.1],
          [wide, -0.9],
          [wide + 0.03, -0.3],
          [wide - 0.06, low],
        ],
        side,
      ),
      tone: -0.1,
    });
}
