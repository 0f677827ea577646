// The few strokes that all painters of people share. They work in the units of whatever is drawn (half a head, a body height), so
// no length here is in pixels.
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Colour } from "../scene/scene.ts";
import { brightness, darken, fade, lighten, mix } from "./colour.ts";

export type Pair = readonly [x: number, y: number];
/** A cubic curve: start, two controls, end. */
export type Cubic = readonly [Pair, Pair, Pair, Pair];

/** A spot of colour that fades to nothing at its edge; `flat` squeezes it vertically. */
export function dab(
  ctx: SKRSContext2D,
  [x, y]: Pair,
  { radius, colour, strength, flat = 1 }: { radius: number; colour: Colour; strength: number; flat?: number },
): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(1, flat);
  const gradient = ctx.createRadialGradient(0, 0, 0, 0, 0, radius);
  gradient.addColorStop(0, fade(colour, strength));
  gradient.addColorStop(0.5, fade(colour, strength * 0.55));
  gradient.addColorStop(1, fade(colour, 0));
  ctx.fillStyle = gradient;
  ctx.fillRect(-radius, -radius, radius * 2, radius * 2);
  ctx.restore();
}

/** A lit ball. */
export function orb(ctx: SKRSContext2D, [x, y]: Pair, { radius, colour }: { radius: number; colour: Colour }): void {
  const gradient = ctx.createRadialGradient(x - radius * 0.3, y - radius * 0.35, 0, x, y, radius * 1.3);
  gradient.addColorStop(0, lighten(colour, 0.22));
  gradient.addColorStop(0.5, colour);
  gradient.addColorStop(1, darken(colour, 0.3));
  ctx.fillStyle = gradient;
  oval(ctx, [x, y], radius, radius);
}

export function oval(ctx: SKRSContext2D, [x, y]: Pair, radiusX: number, radiusY: number): void {
  ctx.beginPath();
  ctx.ellipse(x, y, radiusX, radiusY, 0, 0, Math.PI * 2);
  ctx.fill();
}

/** Fills a closed shape of lines and curves: two numbers are a line, four a quadratic, six a cubic. The first is the start. */
export function trace(ctx: SKRSContext2D, [start, ...steps]: readonly (readonly number[])[]): void {
  ctx.beginPath();
  ctx.moveTo(start?.[0] ?? 0, start?.[1] ?? 0);
  for (const [a = 0, b = 0, c, d = 0, e, f = 0] of steps) {
    if (c === undefined) ctx.lineTo(a, b);
    else if (e === undefined) ctx.quadraticCurveTo(a, b, c, d);
    else ctx.bezierCurveTo(a, b, c, d, e, f);
  }
}

export function shape(ctx: SKRSContext2D, fill: SKRSContext2D["fillStyle"], steps: readonly (readonly number[])[]): void {
  trace(ctx, steps);
  ctx.closePath();
  ctx.fillStyle = fill;
  ctx.fill();
}

export function line(
  ctx: SKRSContext2D,
  { width, colour }: { width: number; colour: SKRSContext2D["strokeStyle"] },
  steps: readonly (readonly number[])[],
): void {
  trace(ctx, steps);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

/** The colour of skin that turns away from the light: redder and deeper, never grey. */
export function shadeOf(skin: Colour): Colour {
  return brightness(skin) > 0.5 ? mix(darken(skin, 0.22), "#a8453f", 0.22) : mix(darken(skin, 0.34), "#5c1f22", 0.25);
}

/** Cloth from its lit to its shaded side across `from` … `to` (x). */
export function drape(
  ctx: SKRSContext2D,
  colour: Colour,
  { from, to, light }: { from: number; to: number; light: number },
): SKRSContext2D["fillStyle"] {
  const gradient = ctx.createLinearGradient(light > 0 ? from : to, 0, light > 0 ? to : from, 0);
  gradient.addColorStop(0, darken(mix(colour, "#3a2050", 0.14), 0.26));
  gradient.addColorStop(0.55, colour);
  gradient.addColorStop(1, lighten(colour, brightness(colour) > 0.85 ? 0.3 : 0.15));
  return gradient;
}

export function along([a, b, c, d]: Cubic, t: number): Pair {
  const s = 1 - t;
  const at = (index: 0 | 1): number =>
    a[index] * s * s * s + 3 * b[index] * s * s * t + 3 * c[index] * s * t * t + d[index] * t * t * t;
  return [at(0), at(1)];
}

export function between(a: Pair, b: Pair, t: number): Pair {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}

/** The same curve on the other side of the face. */
export function mirror(curve: Cubic, side: number): Cubic {
  const [a, b, c, d] = curve;
  return [
    [a[0] * side, a[1]],
    [b[0] * side, b[1]],
    [c[0] * side, c[1]],
    [d[0] * side, d[1]],
  ];
}
