// Ground with depth: hills, roads, and light that falls on them through leaves.
import { createNoise, fractal } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, mix } from "./colour.ts";
import { ellipse, verticalGradient, type Easel } from "./easel.ts";
import { trace } from "./mountains.ts";

interface Hill {
  readonly top: number;
  /** Height of its waves. */
  readonly swell: number;
  /** Waves across the picture. */
  readonly waves: number;
  readonly colour: Colour;
  readonly foot: Colour;
  readonly bottom: number;
  readonly salt: string;
}

/** A rolling edge filled down to `bottom`. Returns the height of the edge for any x, so that things can stand on it. */
export function paintHill(easel: Easel, { top, swell, waves, colour, foot, bottom, salt }: Hill): (x: number) => number {
  const { ctx, width, layout, palette, simple } = easel;
  const noise = createNoise(easel.random.fork(`hill ${salt}`));
  const edge = (x: number): number => top + (noise((x / width) * waves + 3.7, 1.3) - 0.5) * 2 * swell;
  const step = Math.max(6, width / 120);
  ctx.beginPath();
  ctx.moveTo(-2, bottom + 2);
  for (let x = -2; x <= width + step; x += step) ctx.lineTo(x, edge(x));
  ctx.lineTo(width + 2, bottom + 2);
  ctx.closePath();
  ctx.fillStyle = simple
    ? colour
    : verticalGradient(
        ctx,
        [top - swell, Math.max(bottom, top + swell * 2)],
        [
          [0, mix(colour, palette.glint, 0.14)],
          [0.35, colour],
          [1, foot],
        ],
      );
  ctx.fill();
  if (!simple) {
    // The side towards the light is warmer.
    const wash = ctx.createLinearGradient(layout.light.direction > 0 ? width : 0, 0, layout.light.direction > 0 ? 0 : width, 0);
    wash.addColorStop(0, fade(palette.glint, 0.16));
    wash.addColorStop(0.5, fade(palette.glint, 0));
    wash.addColorStop(1, fade(palette.shadow, 0.14));
    ctx.fillStyle = wash;
    ctx.fill();
  }
  return edge;
}

interface Way {
  readonly top: number;
  readonly bottom: number;
  readonly colour: Colour;
  /** Half width at the bottom, as a part of the picture's width. */
  readonly spread: number;
  readonly marked: boolean;
}

/** A road or path that winds towards the horizon. */
export function paintWay(easel: Easel, { top, bottom, colour, spread, marked }: Way): void {
  const { ctx, width, palette } = easel;
  const random = easel.random.fork("way");
  const goal = width * random.range(0.38, 0.62);
  const start = width * random.range(0.4, 0.6);
  const bend = width * random.pick([-1, 1]) * (marked ? random.range(0, 0.05) : random.range(0.05, 0.14));
  const steps = 26;
  const at = (t: number): { x: number; y: number; half: number } => {
    // t runs from the horizon to the viewer; perspective squeezes the far part.
    const y = top + (bottom - top) * t;
    const far = 1 - t;
    return {
      x: goal * far + start * t + bend * 4 * far * t * (0.6 + far * 0.8),
      y,
      half: width * spread * (t * t * 0.92 + 0.008),
    };
  };
  const leftEdge = Array.from({ length: steps + 1 }, (_, index) => at(index / steps));
  trace(ctx, [
    ...leftEdge.map(({ x, y, half }) => ({ x: x - half, y })),
    ...leftEdge.toReversed().map(({ x, y, half }) => ({ x: x + half, y })),
  ]);
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, bottom],
    [
      [0, mix(colour, palette.haze, 0.45)],
      [0.5, colour],
      [1, darken(colour, 0.12)],
    ],
  );
  ctx.fill();
  if (!marked) {
    ctx.strokeStyle = fade(darken(colour, 0.35), 0.3);
    ctx.lineWidth = easel.unit * 2;
    ctx.stroke();
    return;
  }
  for (const side of [-0.9, 0.9]) {
    trace(ctx, [
      ...leftEdge.map(({ x, y, half }) => ({ x: x + half * side, y })),
      ...leftEdge.toReversed().map(({ x, y, half }) => ({ x: x + half * side * 0.965, y })),
    ]);
    ctx.fillStyle = fade("#ffffff", 0.75);
    ctx.fill();
  }
  for (let t = 0.08; t < 1;) {
    const length = 0.025 + t * 0.07;
    const a = at(t);
    const b = at(Math.min(1, t + length));
    trace(ctx, [
      { x: a.x - a.half * 0.025, y: a.y },
      { x: a.x + a.half * 0.025, y: a.y },
      { x: b.x + b.half * 0.025, y: b.y },
      { x: b.x - b.half * 0.025, y: b.y },
    ]);
    ctx.fillStyle = fade(mix("#ffe27a", palette.ambient, 0.2), 0.95);
    ctx.fill();
    t += length * 2.1;
  }
}

/** Dapple: patches of light and shade that keep large ground from being one flat colour. */
export function paintDapple(
  easel: Easel,
  { top, bottom, colour, strength }: { top: number; bottom: number; colour: Colour; strength: number },
): void {
  if (easel.simple) return;
  const { ctx, width, unit } = easel;
  const random = easel.random.fork(`dapple ${Math.round(top)}`);
  const noise = fractal(createNoise(random), 2);
  for (let index = 0; index < 34; index++) {
    const near = random.next();
    const y = top + (bottom - top) * near;
    const x = random.range(-0.05, 1.05) * width;
    if (noise((x / width) * 4, near * 3) < 0.45) continue;
    ctx.fillStyle = fade(colour, strength * random.range(0.4, 1));
    ellipse(ctx, { x, y }, unit * (40 + near * 170) * random.range(0.5, 1.2), unit * (3 + near * 12));
    ctx.fill();
  }
}
