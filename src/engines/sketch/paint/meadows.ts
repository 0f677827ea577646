// What covers a meadow: grass, and flowers from a haze of colour to single blooms.
import { createNoise } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, type Easel } from "./easel.ts";

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
