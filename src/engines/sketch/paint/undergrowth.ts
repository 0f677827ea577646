// Leaves in masses: crowns, bushes, and the line of trees that closes a far edge of the land.
import type { Random } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, lighten, mix } from "./colour.ts";
import { type Easel, verticalGradient } from "./easel.ts";

export function leafy(
  ctx: Easel["ctx"],
  { x, y }: { x: number; y: number },
  { radius, turn, scallops }: { radius: number; turn: number; scallops: number },
): void {
  ctx.moveTo(x + radius * 0.86, y);
  ctx.arc(x, y, radius * (scallops ? 0.86 : 1), 0, Math.PI * 2);
  for (let index = 0; index < scallops; index++) {
    const angle = turn + (index / scallops) * Math.PI * 2;
    const cx = x + Math.cos(angle) * radius * 0.8;
    const cy = y + Math.sin(angle) * radius * 0.8;
    const r = radius * (0.3 + ((index * 7) % 5) * 0.035);
    ctx.moveTo(cx + r, cy);
    ctx.arc(cx, cy, r, 0, Math.PI * 2);
  }
}

/** A low bush: one crown without a trunk. */
export function paintBush(
  easel: Easel,
  {
    x,
    foot,
    width,
    distance,
    random,
    colour,
  }: { x: number; foot: number; width: number; distance: number; random: Random; colour?: Colour },
): void {
  const { ctx, palette, layout, simple } = easel;
  const leaf = colour ?? random.pick(palette.foliage);
  const tone = (value: Colour): Colour => mix(value, palette.haze, distance);
  const lumps = Array.from({ length: 6 }, (_, index) => {
    const along = (index + 0.5) / 6 - 0.5;
    return {
      x: x + along * width * 0.8,
      y: foot - width * (0.14 + (0.25 - along * along) * random.range(0.4, 0.8)),
      r: width * random.range(0.15, 0.22),
      turn: random.next() * 6,
    };
  });
  const side = layout.light.direction > 0 ? 1 : -1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(x - width, foot - width * 1.2, width * 2, width * 1.2);
  ctx.clip();
  for (const [colourOfPass, grow, shift] of [
    [darken(leaf, 0.32), 1.15, 0],
    [darken(leaf, 0.08), 0.95, 0.1],
    [mix(lighten(leaf, 0.05), palette.glint, 0.14), 0.62, 0.35],
  ] as const) {
    ctx.fillStyle = tone(colourOfPass);
    ctx.beginPath();
    for (const lump of lumps) {
      leafy(
        ctx,
        { x: lump.x + side * shift * lump.r, y: lump.y - shift * lump.r },
        { radius: lump.r * grow, turn: lump.turn, scallops: simple ? 0 : 8 },
      );
    }
    ctx.fill();
  }
  ctx.restore();
}

/** A dense, uneven row of far trees: the edge of a wood. */
export function paintTreeline(
  easel: Easel,
  { foot, height, distance, salt, conifers }: { foot: number; height: number; distance: number; salt: string; conifers: boolean },
): void {
  const { ctx, palette, width } = easel;
  const random = easel.random.fork(`treeline ${salt}`);
  const leaf = mix(palette.foliage[0] ?? palette.grass, palette.shadow, 0.28);
  const tone = mix(leaf, palette.haze, distance);
  ctx.fillStyle = verticalGradient(
    ctx,
    [foot - height, foot],
    [
      [0, mix(tone, palette.glint, 0.1)],
      [1, mix(tone, palette.haze, 0.3)],
    ],
  );
  ctx.beginPath();
  let x = -height;
  while (x < width + height) {
    const tall = height * random.range(0.55, 1);
    if (conifers) {
      const half = tall * 0.2;
      ctx.moveTo(x - half, foot + 2);
      ctx.lineTo(x - half * 0.35, foot - tall * 0.55);
      ctx.lineTo(x - half * 0.5, foot - tall * 0.52);
      ctx.lineTo(x, foot - tall);
      ctx.lineTo(x + half * 0.5, foot - tall * 0.52);
      ctx.lineTo(x + half * 0.35, foot - tall * 0.55);
      ctx.lineTo(x + half, foot + 2);
      ctx.closePath();
      x += half * random.range(0.7, 1.5);
    } else {
      const r = tall * 0.42;
      ctx.moveTo(x + r, foot - tall + r);
      ctx.arc(x, foot - tall + r, r, 0, Math.PI * 2);
      ctx.rect(x - r, foot - tall + r, r * 2, tall - r + 2);
      x += r * random.range(0.7, 1.3);
    }
  }
  ctx.fill();
}
