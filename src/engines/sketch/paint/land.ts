// Ground with depth: ranges of mountains that fade into haze, hills, dunes, meadows, snow, roads and paths. Every function
// paints from its own far edge to its near one and leaves nothing uncovered below.
import type { Colour } from "../scene/scene.ts";
import { createNoise, fractal, type Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, verticalGradient, type Easel } from "./easel.ts";
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

function trace(ctx: Easel["ctx"], points: readonly Point[]): void {
  ctx.beginPath();
  for (const [index, { x, y }] of points.entries()) {
    if (index === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  ctx.closePath();
}

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

/** Rows of grass blades; nearer rows are taller, so that the eye reads depth. */
export function paintGrass(
  easel: Easel,
  { top, bottom, density, colour }: { top: number; bottom: number; density: number; colour: Colour },
): void {
  if (easel.simple) return;
  const { ctx, width, unit, palette } = easel;
  const random = easel.random.fork(`grass ${Math.round(top)}`);
  const tones = [darken(colour, 0.22), colour, lighten(mix(colour, palette.glint, 0.2), 0.12)];
  ctx.lineCap = "round";
  for (const [index, tone] of tones.entries()) {
    for (let band = 0; band < 4; band++) {
      const near = (band + 0.5) / 4;
      ctx.beginPath();
      const count = Math.round((46 - band * 7) * density * (width / unit / 1300));
      for (let blade = 0; blade < count; blade++) {
        const x = random.range(0, width);
        const y = top + (bottom - top) * ((band + random.next()) / 4);
        const tall = unit * (4 + near * near * 26) * random.range(0.6, 1.2);
        for (let stem = -1; stem <= 1; stem++) {
          const bend = (stem * 0.45 + random.range(-0.2, 0.2)) * tall;
          ctx.moveTo(x + stem * tall * 0.08, y);
          ctx.quadraticCurveTo(x + stem * tall * 0.1, y - tall * 0.6, x + bend, y - tall * (1 - Math.abs(stem) * 0.25));
        }
      }
      ctx.strokeStyle = fade(tone, 0.55 + index * 0.1);
      ctx.lineWidth = Math.max(0.6, unit * (0.7 + near * 1.8));
      ctx.stroke();
    }
  }
}

/** Flowers scattered over ground, larger and with petals towards the viewer, thick in drifts. */
export function paintFlowers(
  easel: Easel,
  { top, bottom, count, colours }: { top: number; bottom: number; count: number; colours: readonly Colour[] },
): void {
  const { ctx, width, unit, palette } = easel;
  const random = easel.random.fork("flowers");
  const drift = createNoise(random.fork("drift"));
  const flowers: { x: number; y: number; size: number; colour: Colour; stem: number }[] = [];
  for (let attempt = 0; attempt < count * 2 && flowers.length < count; attempt++) {
    const depth = random.next();
    const x = random.range(0, width);
    const y = top + (bottom - top) * depth * depth;
    if (drift((x / width) * 6, depth * 5) + random.next() * 0.6 < 0.72) continue;
    const near = (y - top) / (bottom - top);
    const index = Math.floor(drift((x / width) * 4 + 9, depth * 3 + 5) * colours.length * 1.6 + random.next()) % colours.length;
    flowers.push({
      x,
      y,
      size: unit * (1.6 + near * 9) * random.range(0.7, 1.25),
      colour: colours[index] ?? "#ffffff",
      stem: unit * near * 22,
    });
  }
  // Far ones are dots: one path for each colour.
  for (const colour of colours) {
    ctx.fillStyle = colour;
    ctx.beginPath();
    for (const flower of flowers) {
      if (flower.colour !== colour || flower.size >= unit * 4) continue;
      ctx.moveTo(flower.x + flower.size, flower.y);
      ctx.ellipse(flower.x, flower.y, flower.size, flower.size * 0.75, 0, 0, Math.PI * 2);
    }
    ctx.fill();
  }
  const near = flowers.filter(({ size }) => size >= unit * 4).toSorted((a, b) => a.y - b.y);
  ctx.lineCap = "round";
  for (const { x, y, size, colour, stem } of near) {
    ctx.strokeStyle = palette.grassShade;
    ctx.lineWidth = Math.max(0.7, size * 0.2);
    ctx.beginPath();
    ctx.moveTo(x, y + stem);
    ctx.quadraticCurveTo(x + size * 0.3, y + stem * 0.5, x, y);
    ctx.stroke();
    paintBloom(easel, { x, y, size, colour });
  }
}

/** One open flower seen a little from above. */
export function paintBloom(
  { ctx, palette }: Easel,
  { x, y, size, colour }: { x: number; y: number; size: number; colour: Colour },
): void {
  for (const [petals, reach, tone] of [
    [6, 0.62, darken(colour, 0.1)],
    [6, 0.5, lighten(colour, 0.16)],
  ] as const) {
    ctx.fillStyle = tone;
    ctx.beginPath();
    for (let petal = 0; petal < petals; petal++) {
      const angle = (petal / petals) * Math.PI * 2 + (reach > 0.55 ? 0.5 : 0);
      const cx = x + Math.cos(angle) * size * reach;
      const cy = y + Math.sin(angle) * size * reach * 0.72;
      ctx.moveTo(cx + size * 0.42, cy);
      ctx.ellipse(cx, cy, size * 0.42, size * 0.32, 0, 0, Math.PI * 2);
    }
    ctx.fill();
  }
  ctx.fillStyle = mix("#ffcf3f", palette.glint, 0.2);
  ellipse(ctx, { x, y }, size * 0.3, size * 0.22);
  ctx.fill();
}

/** Dunes: sharp crests, each with a bright windward flank and a lee in shade that meets it in a winding edge. */
export function paintDunes(easel: Easel, { top, bottom }: { top: number; bottom: number }): void {
  const { ctx, width, height, palette, layout } = easel;
  const random = easel.random.fork("dunes");
  const side = layout.light.direction > 0 ? 1 : -1;
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, bottom],
    [
      [0, mix(palette.sand, palette.haze, 0.5)],
      [1, palette.sand],
    ],
  );
  ctx.fillRect(0, top, width, height - top);
  const rows = 6;
  for (let row = 0; row < rows; row++) {
    const near = row / (rows - 1);
    const distance = 0.5 * (1 - near);
    const sunny = mix(mix(palette.sand, palette.glint, 0.3), palette.haze, distance);
    const flank = mix(darken(palette.sand, 0.08), palette.haze, distance);
    const lee = mix(mix(darken(palette.sand, 0.4), palette.shadow, 0.3), palette.haze, distance);
    const base = top + (bottom - top) * (0.04 + near * near * 0.74);
    const count = row < 2 ? 4 : row < 4 ? 3 : 2;
    for (let index = 0; index < count; index++) {
      const forked = random.fork(`${row} ${index}`);
      const tall = height * (0.035 + near * 0.1) * forked.range(0.7, 1.2);
      const half = width * (0.2 + near * 0.34) * forked.range(0.8, 1.2);
      const apex = { x: width * ((index + forked.range(0.1, 0.9)) / count), y: base - tall };
      const foot = base + tall * 0.9;
      // The whole dune, lit.
      ctx.beginPath();
      ctx.moveTo(apex.x - half, foot);
      ctx.bezierCurveTo(apex.x - half * 0.55, base + tall * 0.1, apex.x - half * 0.22, apex.y + tall * 0.1, apex.x, apex.y);
      ctx.bezierCurveTo(apex.x + half * 0.22, apex.y + tall * 0.1, apex.x + half * 0.55, base + tall * 0.1, apex.x + half, foot);
      ctx.lineTo(apex.x + half, height + 4);
      ctx.lineTo(apex.x - half, height + 4);
      ctx.closePath();
      ctx.fillStyle = verticalGradient(
        ctx,
        [apex.y, foot + tall],
        [
          [0, sunny],
          [0.5, flank],
          [1, mix(palette.sand, palette.haze, distance)],
        ],
      );
      ctx.fill();
      // The lee: from the crest down the side away from the light, its edge winding to the foot.
      ctx.beginPath();
      ctx.moveTo(apex.x, apex.y);
      ctx.bezierCurveTo(
        apex.x - side * half * 0.22,
        apex.y + tall * 0.1,
        apex.x - side * half * 0.55,
        base + tall * 0.1,
        apex.x - side * half,
        foot,
      );
      ctx.quadraticCurveTo(apex.x - side * half * 0.45, foot + tall * 0.1, apex.x - side * half * 0.02, foot - tall * 0.1);
      ctx.bezierCurveTo(
        apex.x + side * half * 0.1,
        base - tall * 0.1,
        apex.x - side * half * 0.16,
        base - tall * 0.35,
        apex.x,
        apex.y,
      );
      ctx.fillStyle = verticalGradient(
        ctx,
        [apex.y, foot],
        [
          [0, lee],
          [1, fade(lee, 0.12)],
        ],
      );
      ctx.fill();
    }
  }
  paintWindRipples(easel, { top: top + (bottom - top) * 0.55, bottom });
}

function paintWindRipples(
  { ctx, width, unit, palette, random, simple }: Easel,
  { top, bottom }: { top: number; bottom: number },
): void {
  if (simple) return;
  const forked = random.fork("ripples");
  ctx.strokeStyle = fade(darken(palette.sand, 0.35), 0.16);
  ctx.lineWidth = unit * 1.2;
  ctx.beginPath();
  for (let index = 0; index < 46; index++) {
    const near = forked.next();
    const y = top + (bottom - top) * near;
    const x = forked.range(-0.1, 1) * width;
    const length = unit * (30 + near * 150);
    ctx.moveTo(x, y);
    ctx.quadraticCurveTo(x + length / 2, y - unit * forked.range(2, 9), x + length, y);
  }
  ctx.stroke();
}

/** Snow: drifts with blue hollows and a few sparkles. */
export function paintSnowfield(easel: Easel, { top, bottom }: { top: number; bottom: number }): void {
  const { ctx, height, width, unit, palette } = easel;
  for (let index = 0; index < 4; index++) {
    const near = index / 3;
    const shade = mix(mix(palette.snow, mix(palette.skyTop, palette.skyMiddle, 0.5), 0.3), palette.haze, 0.5 * (1 - near));
    paintHill(easel, {
      top: top + (bottom - top) * near * near * 0.7,
      swell: height * (0.012 + near * 0.03),
      waves: 3.5 - near * 1.5,
      colour: mix(palette.snow, palette.haze, 0.4 * (1 - near)),
      foot: shade,
      bottom: height,
      salt: `snow ${index}`,
    });
  }
  const random = easel.random.fork("sparkle");
  ctx.fillStyle = fade("#ffffff", 0.9);
  for (let index = 0; index < 70; index++) {
    ellipse(
      ctx,
      { x: random.next() * width, y: top + (bottom - top) * random.range(0.2, 1) },
      unit * random.range(0.5, 1.5),
      unit * random.range(0.5, 1.5),
    );
    ctx.fill();
  }
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
