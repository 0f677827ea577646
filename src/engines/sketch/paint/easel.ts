// What every painter is handed, and the few strokes that all of them use. Soft things (clouds, mist, glow) are painted small and
// stretched: Skia's bilinear scaling is the blur, at a sixteenth of the pixels.
import { createCanvas, type Canvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Colour, Scene } from "../scene/scene.ts";
import type { Noise, Random } from "../random.ts";
import { fade, toRgb } from "./colour.ts";
import type { Layout, Point } from "./layout.ts";
import type { Palette } from "./palette.ts";

export interface Easel {
  readonly ctx: SKRSContext2D;
  readonly scene: Scene;
  readonly layout: Layout;
  readonly palette: Palette;
  readonly random: Random;
  readonly width: number;
  readonly height: number;
  /** A thousandth of the picture's geometric mean size. */
  readonly unit: number;
  /** Flat and minimalist pictures: fewer shapes, no texture, no gradients where a plain colour will do. */
  readonly simple: boolean;
}

export type Gradient = ReturnType<SKRSContext2D["createLinearGradient"]>;

export type Stops = readonly (readonly [offset: number, colour: string])[];

export function verticalGradient(ctx: SKRSContext2D, [top, bottom]: readonly [number, number], stops: Stops): Gradient {
  const gradient = ctx.createLinearGradient(0, top, 0, bottom);
  for (const [offset, colour] of stops) gradient.addColorStop(offset, colour);
  return gradient;
}

export function radialGradient(ctx: SKRSContext2D, { x, y }: Point, radius: number, stops: Stops): Gradient {
  const gradient = ctx.createRadialGradient(x, y, 0, x, y, Math.max(0.1, radius));
  for (const [offset, colour] of stops) gradient.addColorStop(offset, colour);
  return gradient;
}

/** A pool of light that adds to what is there. */
export function glow(
  ctx: SKRSContext2D,
  at: Point,
  { radius, colour, strength }: { radius: number; colour: Colour; strength: number },
): void {
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  ctx.fillStyle = radialGradient(ctx, at, radius, [
    [0, fade(colour, strength)],
    [0.25, fade(colour, strength * 0.5)],
    [0.6, fade(colour, strength * 0.13)],
    [1, fade(colour, 0)],
  ]);
  ctx.fillRect(at.x - radius, at.y - radius, radius * 2, radius * 2);
  ctx.restore();
}

/** A soft dark pool on the ground below something. */
export function contactShadow(
  ctx: SKRSContext2D,
  at: Point,
  { width, height, colour, strength }: { width: number; height: number; colour: Colour; strength: number },
): void {
  ctx.save();
  ctx.translate(at.x, at.y);
  ctx.scale(1, height / width);
  ctx.fillStyle = radialGradient(ctx, { x: 0, y: 0 }, width / 2, [
    [0, fade(colour, strength)],
    [0.45, fade(colour, strength * 0.7)],
    [1, fade(colour, 0)],
  ]);
  ctx.fillRect(-width / 2, -width / 2, width, width);
  ctx.restore();
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** A closed shape through points, its corners rounded by running curves between the middles of its edges. */
export function smoothPath(ctx: SKRSContext2D, points: readonly Point[]): void {
  const count = points.length;
  if (count < 3) return;
  const first = middle(points[count - 1] as Point, points[0] as Point);
  ctx.beginPath();
  ctx.moveTo(first.x, first.y);
  for (let index = 0; index < count; index++) {
    const corner = points[index] as Point;
    const next = middle(corner, points[(index + 1) % count] as Point);
    ctx.quadraticCurveTo(corner.x, corner.y, next.x, next.y);
  }
  ctx.closePath();
}

export function polygon(ctx: SKRSContext2D, points: readonly (readonly [number, number])[]): void {
  ctx.beginPath();
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  ctx.closePath();
}

export function ellipse(ctx: SKRSContext2D, { x, y }: Point, radiusX: number, radiusY: number): void {
  ctx.beginPath();
  ctx.ellipse(x, y, Math.max(0, radiusX), Math.max(0, radiusY), 0, 0, Math.PI * 2);
}

export function roundedBox(
  ctx: SKRSContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  radius: number,
): void {
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, Math.max(0, Math.min(radius, width / 2, height / 2)));
}

/**
 * A small canvas filled from a function of opacity: `cover(u, v)` with u and v in [0, 1) gives 0 … 1. Stretched over an area it
 * makes clouds, mist and dapple.
 */
export function softLayer({
  columns,
  rows,
  colour,
  cover,
}: {
  columns: number;
  rows: number;
  colour: Colour;
  cover: Noise;
}): Canvas {
  const layer = createCanvas(columns, rows);
  const ctx = layer.getContext("2d");
  const image = ctx.createImageData(columns, rows);
  const [red, green, blue] = toRgb(colour);
  const { data } = image;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += 4) {
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
      data[at + 3] = Math.max(0, Math.min(255, cover(column / columns, row / rows) * 255));
    }
  }
  ctx.putImageData(image, 0, 0);
  return layer;
}
