// Ranges of mountains that fade into haze, and single peaks.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, mix } from "./colour.ts";
import { verticalGradient, type Easel } from "./easel.ts";
import type { Point } from "./layout.ts";

interface Range {
  /** Foot of the range, pixels from the top. */
  readonly base: number;
  /** Height of its highest peak over the foot. */
  readonly height: number;
  /** 0 near … 1 lost in haze. */
  readonly distance: number;
  readonly peaks: number;
  readonly snow: boolean;
  readonly salt: string;
}

/** Three ranges, one before the other; the middle of the picture keeps a valley or a summit, as the seed has it. */
export function paintMountains(easel: Easel, { base, height, snow }: { base: number; height: number; snow: boolean }): void {
  const random = easel.random.fork("mountains");
  paintRange(easel, { base, height: height * random.range(0.78, 0.95), distance: 0.72, peaks: 6, snow, salt: "far" });
  paintRange(easel, {
    base,
    height: height * random.range(0.85, 1),
    distance: 0.42,
    peaks: random.int(3, 4),
    snow,
    salt: "middle",
  });
  paintRange(easel, { base, height: height * random.range(0.42, 0.55), distance: 0.16, peaks: 5, snow: false, salt: "near" });
}

function paintRange(easel: Easel, range: Range): void {
  const random = easel.random.fork(`range ${range.salt}`);
  const step = easel.width / range.peaks;
  const order = Array.from({ length: range.peaks }, (_, index) => index).toSorted((a, b) => (a % 2) - (b % 2));
  for (const index of order) {
    const rise = range.height * random.range(0.55, 1) * (index % 2 === 0 ? 1 : 0.78);
    paintPeak(easel, {
      apex: { x: step * (index + 0.5 + random.range(-0.35, 0.35)), y: range.base - rise },
      base: range.base,
      spread: Math.max(step * 0.85, rise * random.range(0.85, 1.25)),
      distance: range.distance,
      snow: range.snow ? random.range(0.28, 0.46) : 0,
      random: random.fork(`${index}`),
    });
  }
}

interface Peak {
  readonly apex: Point;
  readonly base: number;
  /** Half of its width at the foot. */
  readonly spread: number;
  readonly distance: number;
  /** How far down the snow reaches, 0 … 1. */
  readonly snow: number;
  readonly random: Random;
}

/** One mountain: a shaded and a lit face that meet in a jagged ridge, with snow that follows both. */
export function paintPeak(easel: Easel, { apex, base, spread, distance, snow, random }: Peak): void {
  const { ctx, palette, layout, simple } = easel;
  const rise = base - apex.y;
  const steps = 11;
  const slope = (side: -1 | 1, forked: Random): Point[] =>
    Array.from({ length: steps + 1 }, (_, index) => {
      const t = index / steps;
      const jag = index === 0 || simple ? 0 : forked.range(-1, 1) * spread * 0.035;
      const flare = t * (0.82 + 0.18 * t);
      return {
        x: apex.x + side * spread * flare + jag,
        y: apex.y + rise * t + (index === steps ? 2 : (jag * rise) / spread / 2),
      };
    });
  const left = slope(-1, random.fork("left"));
  const right = slope(1, random.fork("right"));
  const ridgeChance = random.fork("ridge");
  const lean = ridgeChance.range(-0.25, 0.25);
  const ridge = Array.from({ length: steps + 1 }, (_, index) => {
    const t = index / steps;
    const zigzag = simple ? 0 : (index % 2 === 0 ? 1 : -1) * spread * 0.05 * Math.min(1, t * 2.5) * ridgeChance.range(0.4, 1);
    return { x: apex.x + lean * spread * t + (index === 0 ? 0 : zigzag), y: apex.y + rise * t };
  });
  const litRight = layout.light.direction > 0;
  const rock = mix(palette.rock, palette.haze, distance);
  const shade = mix(darken(rock, 0.22), palette.haze, distance * 0.35);
  const lit = mix(mix(rock, palette.glint, 0.28), palette.haze, distance * 0.35);
  const foot = mix(rock, palette.haze, 0.35 + distance * 0.5);
  const face = (points: readonly Point[], colour: Colour, to: Colour, from = apex.y): void => {
    trace(ctx, points);
    ctx.fillStyle = verticalGradient(
      ctx,
      [from, base],
      [
        [0, colour],
        [1, to],
      ],
    );
    ctx.fill();
  };
  face([...left, ...right.toReversed()], shade, foot);
  face(litRight ? [...ridge, ...right.toReversed()] : [...ridge, ...left.toReversed()], lit, mix(foot, lit, 0.3));
  if (snow > 0) {
    const white = mix(palette.snow, palette.haze, distance * 0.55);
    const edge = random.fork("snow");
    const cap = (a: readonly Point[], b: readonly Point[]): Point[] => {
      const reach = Math.max(2, Math.round(steps * snow));
      const top = a.slice(0, reach + 1);
      const other = b.slice(0, reach);
      const from = top.at(-1) as Point;
      const to = other.at(-1) as Point;
      const teeth = Array.from({ length: 7 }, (_, index) => {
        const t = (index + 1) / 8;
        const drip = (index % 2 === 0 ? -0.05 : 0.075) * rise * edge.range(0.5, 1.2);
        return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t + drip };
      });
      return [...top, ...teeth, ...other.toReversed()];
    };
    const shadedSnow = mix(white, mix(palette.skyTop, palette.shadow, 0.3), 0.28);
    face(cap(litRight ? left : right, ridge), shadedSnow, shadedSnow);
    face(cap(litRight ? right : left, ridge), white, white);
  }
}

/** Makes a closed path of straight lines the current one. */
export function trace(ctx: Easel["ctx"], points: readonly Point[]): void {
  ctx.beginPath();
  for (const [index, { x, y }] of points.entries()) {
    if (index === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  ctx.closePath();
}
