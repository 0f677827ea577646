// Water: reflections of what is already painted above it, a glitter path under sun or moon, ripples, surf, falls and rivers.
import { createCanvas } from "@napi-rs/canvas";
import { createNoise } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, verticalGradient, type Easel } from "./easel.ts";
import type { Point } from "./layout.ts";

interface Water {
  readonly top: number;
  readonly bottom: number;
  /** How much of what stands above is mirrored, 0 … 1. */
  readonly mirror: number;
  /** 0 calm … 1 rough. */
  readonly waves: number;
}

export function paintWater(easel: Easel, { top, bottom, mirror, waves }: Water): void {
  const { ctx, palette, width, simple } = easel;
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, bottom],
    [
      [0, mix(palette.water, palette.skyLow, 0.55)],
      [0.18, mix(palette.water, palette.skyMiddle, 0.35)],
      [0.6, mix(palette.water, palette.waterDeep, 0.45)],
      [1, palette.waterDeep],
    ],
  );
  ctx.fillRect(0, top, width, bottom - top + 2);
  if (mirror > 0) paintReflection(easel, { top, bottom, mirror, waves });
  paintGlitter(easel, { top, bottom });
  if (!simple) paintRipples(easel, { top, bottom, waves });
}

/** Turns the picture above the shore upside down, in strips that slide a little, as ripples do. */
export function paintReflection(easel: Easel, { top, bottom, mirror, waves }: Water): void {
  const { ctx, width, unit } = easel;
  const depth = Math.min(bottom - top, top);
  const scale = 0.5;
  const copy = createCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(depth * scale)));
  const copyContext = copy.getContext("2d");
  copyContext.translate(0, copy.height);
  copyContext.scale(1, -1);
  copyContext.drawImage(ctx.canvas, 0, top - depth, width, depth, 0, 0, copy.width, copy.height);
  const random = easel.random.fork("reflection");
  ctx.save();
  const strips = 36;
  let y = 0;
  for (let strip = 0; strip < strips; strip++) {
    const near = (strip + 1) / strips;
    const next = depth * near * (0.55 + 0.45 * near);
    const sway = random.range(-1, 1) * unit * (1 + near * 9) * (0.35 + waves);
    ctx.globalAlpha = mirror * (1 - near * 0.7);
    ctx.drawImage(
      copy,
      0,
      (y / depth) * copy.height,
      copy.width,
      Math.max(1, ((next - y) / depth) * copy.height),
      sway,
      top + y,
      width,
      next - y + 0.6,
    );
    y = next;
  }
  ctx.restore();
}

function paintGlitter(easel: Easel, { top, bottom }: { top: number; bottom: number }): void {
  const { ctx, layout, palette, unit } = easel;
  const { position } = layout.light;
  if (!position) return;
  const random = easel.random.fork("glitter");
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  const wash = ctx.createLinearGradient(0, top, 0, bottom);
  wash.addColorStop(0, fade(palette.light, 0.5));
  wash.addColorStop(1, fade(palette.light, 0.05));
  ctx.fillStyle = wash;
  ctx.beginPath();
  ctx.moveTo(position.x - unit * 26, top);
  ctx.lineTo(position.x + unit * 26, top);
  ctx.lineTo(position.x + unit * 120, bottom);
  ctx.lineTo(position.x - unit * 120, bottom);
  ctx.closePath();
  ctx.globalAlpha = 0.35;
  ctx.fill();
  for (const [opacity, count] of [
    [0.45, 90],
    [0.9, 60],
  ] as const) {
    ctx.globalAlpha = opacity;
    ctx.fillStyle = lighten(palette.light, 0.3);
    ctx.beginPath();
    for (let index = 0; index < count; index++) {
      const near = random.next() * random.next();
      const y = top + (bottom - top) * near + unit * 2;
      const x = position.x + (random.next() + random.next() - 1) * unit * (34 + near * 190);
      const long = unit * (5 + near * 42) * random.range(0.4, 1.1);
      ctx.moveTo(x + long, y);
      ctx.ellipse(x, y, long, Math.max(0.5, unit * (0.7 + near * 3)), 0, 0, Math.PI * 2);
    }
    ctx.fill();
  }
  ctx.restore();
}

function paintRipples(easel: Easel, { top, bottom, waves }: { top: number; bottom: number; waves: number }): void {
  const { ctx, palette, width, unit } = easel;
  const random = easel.random.fork("ripples");
  const tones = [fade(lighten(mix(palette.skyLow, palette.water, 0.3), 0.25), 0.3), fade(darken(palette.waterDeep, 0.2), 0.22)];
  for (const tone of tones) {
    ctx.fillStyle = tone;
    ctx.beginPath();
    const count = Math.round(80 + waves * 90);
    for (let index = 0; index < count; index++) {
      const near = Math.sqrt(random.next()) * random.next();
      const y = top + (bottom - top) * near;
      const x = random.range(-0.05, 1.05) * width;
      const long = unit * (8 + near * 95) * random.range(0.5, 1.3);
      const thick = unit * (0.5 + near * (2 + waves * 5));
      ctx.moveTo(x - long, y);
      ctx.quadraticCurveTo(x, y - thick * 2.2, x + long, y);
      ctx.quadraticCurveTo(x, y + thick * 0.4, x - long, y);
    }
    ctx.fill();
  }
}

/** Rows of swell with foam on their crests; the nearest ones are the largest. */
export function paintWaves(easel: Easel, { top, bottom }: { top: number; bottom: number }): void {
  const { ctx, palette, width, height, unit } = easel;
  const random = easel.random.fork("waves");
  const count = 5;
  for (let index = 0; index < count; index++) {
    const near = (index + 1) / count;
    const y = top + (bottom - top) * near * near * 0.86;
    const swell = height * 0.006 + height * 0.026 * near;
    const noise = createNoise(random.fork(`${index}`));
    const frequency = 9 - near * 5;
    const edge = (x: number): number => y - Math.abs(noise((x / width) * frequency, index) - 0.5) * 2.2 * swell;
    ctx.beginPath();
    ctx.moveTo(-2, height + 2);
    for (let x = -2; x <= width + 8; x += 8) ctx.lineTo(x, edge(x));
    ctx.lineTo(width + 2, height + 2);
    ctx.closePath();
    ctx.fillStyle = verticalGradient(
      ctx,
      [y - swell, y + swell * 4],
      [
        [0, fade(lighten(mix(palette.water, palette.skyLow, 0.3), 0.12), 0.85)],
        [0.4, fade(mix(palette.water, palette.waterDeep, 0.3 + near * 0.3), 0.8)],
        [1, fade(palette.waterDeep, 0.35)],
      ],
    );
    ctx.fill();
    ctx.strokeStyle = fade("#ffffff", 0.35 + near * 0.35);
    ctx.lineWidth = unit * (0.8 + near * 2.4);
    ctx.lineCap = "round";
    ctx.beginPath();
    for (let x = 0; x <= width; x += 8) {
      if (noise((x / width) * frequency * 2.1 + 7, index + 3) < 0.56) continue;
      ctx.moveTo(x - 8, edge(x - 8));
      ctx.lineTo(x, edge(x));
    }
    ctx.stroke();
  }
}

/** The line where sea and sand meet: wet sand, a lace of foam, one more behind it. `edge` is its height for any x. */
export function paintSurf(easel: Easel, edge: (x: number) => number): void {
  const { ctx, palette, width, height, unit } = easel;
  const noise = createNoise(easel.random.fork("surf"));
  const line = (offset: number): Point[] => {
    const points: Point[] = [];
    for (let x = -10; x <= width + 10; x += 10)
      points.push({ x, y: edge(x) + offset + (noise(x / unit / 60, offset) - 0.5) * unit * 16 });
    return points;
  };
  const band = (from: readonly Point[], to: readonly Point[], style: string): void => {
    ctx.beginPath();
    for (const [index, { x, y }] of from.entries()) {
      if (index === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    }
    for (const { x, y } of to.toReversed()) ctx.lineTo(x, y);
    ctx.closePath();
    ctx.fillStyle = style;
    ctx.fill();
  };
  const reach = height * 0.035;
  band(line(-reach * 0.2), line(reach * 1.7), fade(darken(palette.sand, 0.3), 0.4));
  band(line(-reach * 1.4), line(reach * 0.5), fade(lighten(palette.water, 0.4), 0.55));
  band(line(reach * 0.05), line(reach * 0.5), fade("#ffffff", 0.85));
  band(line(-reach * 1.2), line(-reach * 0.95), fade("#ffffff", 0.5));
}

/** Middle and half width of the river at a height: it winds from the horizon to the viewer and widens. */
export function riverCourse(
  { random, width }: Easel,
  { top, bottom }: { top: number; bottom: number },
): (y: number) => { x: number; half: number } {
  const forked = random.fork("river");
  const goal = width * forked.range(0.4, 0.6);
  const start = width * forked.range(0.35, 0.65);
  const bend = width * forked.pick([-1, 1]) * forked.range(0.1, 0.22);
  return (y) => {
    const t = Math.min(1, Math.max(0, (y - top) / (bottom - top)));
    const far = 1 - t;
    return { x: goal * far + start * t + bend * 5 * far * t * (far - 0.35), half: width * (0.012 + t * t * 0.3) };
  };
}

/** A river with its banks, down to the lower edge of the picture. */
export function paintRiver(easel: Easel, { top, bottom }: { top: number; bottom: number }): void {
  const { ctx, palette, height } = easel;
  const course = riverCourse(easel, { top, bottom });
  const steps = 40;
  const shore = (grow: number): void => {
    ctx.beginPath();
    for (let index = 0; index <= steps; index++) {
      const y = top + ((bottom - top) * index) / steps;
      const { x, half } = course(y);
      if (index === 0) ctx.moveTo(x - half * grow, y);
      else ctx.lineTo(x - half * grow, y);
    }
    for (let index = steps; index >= 0; index--) {
      const y = top + ((bottom - top) * index) / steps;
      const { x, half } = course(y);
      ctx.lineTo(x + half * grow, y);
    }
    ctx.closePath();
  };
  shore(1.09);
  ctx.fillStyle = mix(palette.earth, palette.grassShade, 0.45);
  ctx.fill();
  ctx.save();
  shore(1);
  ctx.clip();
  paintWater(easel, { top, bottom: height, mirror: 0.5, waves: 0.2 });
  ctx.restore();
}

/** Falling water between cliffs, with spray at its foot. */
export function paintFall(
  easel: Easel,
  { x, top, bottom, width }: { x: number; top: number; bottom: number; width: number },
): void {
  const { ctx, palette, unit } = easel;
  const random = easel.random.fork("fall");
  const left = x - width / 2;
  ctx.save();
  ctx.beginPath();
  ctx.moveTo(left + width * 0.08, top);
  ctx.lineTo(left + width * 0.92, top);
  ctx.quadraticCurveTo(left + width, (top + bottom) / 2, left + width * 1.1, bottom);
  ctx.lineTo(left - width * 0.1, bottom);
  ctx.quadraticCurveTo(left, (top + bottom) / 2, left + width * 0.08, top);
  ctx.closePath();
  ctx.clip();
  const white = mix("#ffffff", palette.ambient, 0.35);
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, bottom],
    [
      [0, mix(palette.water, white, 0.55)],
      [0.4, mix(palette.water, white, 0.75)],
      [1, white],
    ],
  );
  ctx.fillRect(left - width * 0.2, top, width * 1.4, bottom - top);
  for (let index = 0; index < 46; index++) {
    const at = left + width * random.range(-0.08, 1.08);
    const from = top + (bottom - top) * random.range(0, 0.7);
    ctx.strokeStyle = fade(random.next() < 0.55 ? white : mix(palette.water, palette.waterDeep, 0.4), random.range(0.25, 0.6));
    ctx.lineWidth = unit * random.range(1.5, 6);
    ctx.beginPath();
    ctx.moveTo(at, from);
    ctx.lineTo(at + (at - x) * 0.1, from + (bottom - top) * random.range(0.2, 0.6));
    ctx.stroke();
  }
  ctx.restore();
  for (let index = 0; index < 16; index++) {
    const at = { x: x + random.range(-0.75, 0.75) * width, y: bottom + random.range(-0.6, 0.3) * unit * 30 };
    const radius = unit * random.range(22, 52);
    ctx.fillStyle = fade(white, 0.22);
    ellipse(ctx, at, radius * 1.4, radius * 0.75);
    ctx.fill();
  }
}
