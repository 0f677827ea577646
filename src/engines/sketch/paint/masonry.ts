// Walls and ground of house fronts: bricks, plaster, boards, the pavement before them, and creepers that climb them.
import type { Colour } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, polygon, verticalGradient, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";

/** Courses of bricks in four tones; `base` is the tone that most of them have. */
export function paintBricks({ ctx, unit, random }: Easel, wall: Box, base: Colour): void {
  const forked = random.fork("bricks");
  ctx.fillStyle = mix(lighten(base, 0.35), "#b9a99a", 0.4);
  ctx.fillRect(wall.x, wall.y, wall.width, wall.height);
  const tall = unit * 22;
  const long = unit * 62;
  const tones = [base, darken(base, 0.14), lighten(base, 0.1), mix(base, "#c8744f", 0.3)];
  const courses = tones.map((): [number, number, number, number][] => []);
  for (let y = wall.y, row = 0; y < wall.y + wall.height; y += tall, row++) {
    for (let x = wall.x - (row % 2) * long * 0.5; x < wall.x + wall.width; x += long) {
      const from = Math.max(wall.x, x + unit * 1.5);
      const to = Math.min(wall.x + wall.width, x + long - unit * 1.5);
      const high = Math.min(tall - unit * 3, wall.y + wall.height - y - unit * 1.5);
      if (to > from && high > 0) courses[forked.int(0, 3)]?.push([from, y + unit * 1.5, to - from, high]);
    }
  }
  for (const [tone, course] of courses.entries()) {
    ctx.fillStyle = tones[tone] ?? base;
    ctx.beginPath();
    for (const brick of course) ctx.rect(...brick);
    ctx.fill();
  }
}

/** A wall outdoors in the material that the chance of the picture picks, dim at night. */
export function paintOuterWall(easel: Easel, wall: Box, material: "brick" | "plaster" | "boards"): Colour {
  const { ctx, palette, unit, simple } = easel;
  const random = easel.random.fork("outer wall");
  const bases = {
    brick: ["#a9583e", "#8f4a3c", "#b5694a", "#7d5a52"],
    plaster: ["#efdcc0", "#e6c9b0", "#d5dde0", "#f0d9cf", "#e2e0cc"],
    boards: ["#8fb0b5", "#a8b89a", "#d9b48f", "#7d93ad", "#c9a0a0"],
  }[material];
  const dim = (colour: Colour): Colour =>
    darken(mix(colour, palette.ambient, palette.ambientStrength * 0.35), palette.night * 0.5);
  const base = dim(random.pick(bases));
  if (material === "brick") paintBricks(easel, wall, base);
  else {
    ctx.fillStyle = verticalGradient(
      ctx,
      [wall.y, wall.y + wall.height],
      [
        [0, lighten(base, 0.08)],
        [1, darken(base, 0.1)],
      ],
    );
    ctx.fillRect(wall.x, wall.y, wall.width, wall.height);
  }
  if (material === "boards") {
    ctx.strokeStyle = fade(darken(base, 0.4), 0.35);
    ctx.lineWidth = Math.max(1, unit * 2);
    ctx.beginPath();
    for (let y = wall.y; y < wall.y + wall.height; y += unit * 30) {
      ctx.moveTo(wall.x, y);
      ctx.lineTo(wall.x + wall.width, y);
    }
    ctx.stroke();
  }
  if (material === "plaster" && !simple) {
    for (let patch = 0; patch < 14; patch++) {
      ctx.fillStyle = fade(random.next() < 0.5 ? darken(base, 0.2) : lighten(base, 0.3), 0.1);
      ellipse(
        ctx,
        { x: wall.x + random.next() * wall.width, y: wall.y + random.next() * wall.height },
        unit * random.range(30, 120),
        unit * random.range(12, 40),
      );
      ctx.fill();
    }
  }
  return base;
}

/** Slabs that widen towards the viewer, a kerb, and the edge of the road. */
export function paintPavement(
  easel: Easel,
  { top, from = 0, to = easel.width }: { top: number; from?: number; to?: number },
): void {
  const { ctx, palette, height, unit, scene, simple } = easel;
  const snowy = scene.season === "winter" && (scene.props.has("snow") || scene.weather === "snow");
  const stone = snowy ? palette.snow : mix(palette.stone, palette.sand, 0.3);
  const kerb = top + (height - top) * 0.72;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, top, to - from, height - top);
  ctx.clip();
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, kerb],
    [
      [0, darken(stone, 0.22 + palette.night * 0.25)],
      [1, darken(stone, 0.04 + palette.night * 0.25)],
    ],
  );
  ctx.fillRect(from, top, to - from, kerb - top);
  if (!simple) {
    ctx.strokeStyle = fade(darken(stone, 0.5), 0.3);
    ctx.lineWidth = unit * 1.6;
    ctx.beginPath();
    const middle = easel.width / 2;
    for (const row of [0.3, 0.62]) {
      ctx.moveTo(from, top + (kerb - top) * row);
      ctx.lineTo(to, top + (kerb - top) * row);
    }
    for (let slab = -16; slab <= 16; slab++) {
      ctx.moveTo(middle + slab * unit * 86, top);
      ctx.lineTo(middle + slab * unit * 118, kerb);
    }
    ctx.stroke();
  }
  ctx.fillStyle = lighten(darken(stone, palette.night * 0.3), 0.2);
  ctx.fillRect(from, kerb, to - from, (height - kerb) * 0.16);
  ctx.fillStyle = darken(stone, 0.4 + palette.night * 0.2);
  ctx.fillRect(from, kerb + (height - kerb) * 0.16, to - from, (height - kerb) * 0.16);
  const road = snowy
    ? mix(palette.snow, "#7a8294", 0.35)
    : darken(mix("#5d626f", palette.ambient, palette.ambientStrength * 0.4), palette.night * 0.4);
  ctx.fillStyle = road;
  ctx.fillRect(from, kerb + (height - kerb) * 0.32, to - from, height);
  ctx.restore();
}

/** Ivy that hangs from the top of a wall and climbs its sides; the boards' boxes stay free of it. */
export function paintVines({ ctx, palette, unit, layout }: Easel, wall: Box, random: Random): void {
  for (let stem = 0; stem < 26; stem++) {
    const along = random.next();
    const edge = Math.abs(along - 0.5) * 2;
    const x = wall.x + wall.width * along;
    const long = wall.height * random.range(0.06, 0.16 + edge * edge * 0.7);
    for (let y = wall.y - unit * 8, leaf = 0; y < wall.y + long; y += unit * 9, leaf++) {
      const at = { x: x + Math.round(random.range(-20, 20)) * unit * 0.9, y };
      const size = unit * random.range(6, 12);
      const hides = layout.surfaces.some(
        ({ box }) =>
          at.x > box.x - size && at.x < box.x + box.width + size && at.y > box.y - size && at.y < box.y + box.height + size,
      );
      if (hides) continue;
      const green = random.pick(palette.foliage);
      ctx.fillStyle = random.next() < 0.4 ? lighten(green, 0.12) : darken(green, 0.12);
      polygon(ctx, [
        [at.x, at.y - size * 0.6],
        [at.x + size, at.y - size * 0.1],
        [at.x + size * 0.25, at.y + size],
        [at.x - size * 0.8, at.y + size * 0.3],
      ]);
      ctx.fill();
    }
  }
}
