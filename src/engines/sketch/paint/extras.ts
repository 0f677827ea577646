// Props that are glyphs set small into the scene: cars, cacti, gifts, candles.
import { type Easel, contactShadow } from "./easel.ts";
import type { Box } from "./layout.ts";
import { cutSprite, lightSprite } from "./sprite.ts";

export interface Extra {
  readonly glyph: string;
  readonly count: number;
  /** In parts of the picture's shorter side. */
  readonly size: number;
  readonly where: "sky" | "ground" | "water" | "table" | "wall";
}

export const EXTRAS: Readonly<Record<string, Extra>> = {
  balloons: { glyph: "balloon", count: 5, size: 0.1, where: "sky" },
  kites: { glyph: "kite", count: 3, size: 0.1, where: "sky" },
  cacti: { glyph: "cactus", count: 5, size: 0.15, where: "ground" },
  mushrooms: { glyph: "mushroom", count: 6, size: 0.06, where: "ground" },
  tents: { glyph: "tent", count: 2, size: 0.18, where: "ground" },
  cars: { glyph: "automobile", count: 3, size: 0.12, where: "ground" },
  bicycles: { glyph: "bicycle", count: 1, size: 0.16, where: "ground" },
  fountain: { glyph: "fountain", count: 1, size: 0.24, where: "ground" },
  gifts: { glyph: "wrapped-gift", count: 3, size: 0.1, where: "ground" },
  umbrellas: { glyph: "umbrella-on-ground", count: 2, size: 0.2, where: "ground" },
  toriiGate: { glyph: "shinto-shrine", count: 1, size: 0.3, where: "ground" },
  books: { glyph: "books", count: 1, size: 0.16, where: "table" },
  candles: { glyph: "candle", count: 3, size: 0.12, where: "table" },
  vase: { glyph: "bouquet", count: 1, size: 0.24, where: "table" },
  computer: { glyph: "laptop", count: 1, size: 0.22, where: "table" },
};

export async function paintExtra(easel: Easel, name: string, extra: Extra): Promise<void> {
  const { ctx, layout, width, height, palette } = easel;
  const random = easel.random.fork(`extra ${name}`);
  const short = Math.min(width, height);
  for (let copy = 0; copy < extra.count; copy++) {
    const forked = random.fork(`${copy}`);
    // Neither text nor a main subject is ever crowded: a place that is taken is left, and after some tries the thing is.
    const taken = [...layout.surfaces, ...layout.subjects.filter(({ subject }) => !subject.background)];
    let near = 0;
    let box: Box | undefined;
    for (let attempt = 0; attempt < 8 && !box; attempt++) {
      near = forked.next();
      const size = short * extra.size * (extra.where === "ground" ? 0.6 + near * 0.6 : forked.range(0.75, 1.15));
      const tried = placeExtra(easel, extra, { near, size, x: forked.next(), y: forked.next() });
      if (!taken.some((other) => overlaps(tried, other.box))) box = tried;
    }
    if (!box) continue;
    const size = box.width;
    const sprite = await cutSprite(extra.glyph, { size });
    if (!sprite) return;
    const lit = lightSprite(easel, sprite.canvas, {
      depth: extra.where === "table" ? 0 : 0.35 * (1 - near),
      mirrored: forked.next() < 0.5,
    });
    const w = Math.min(box.width, box.height * sprite.aspect);
    const h = w / sprite.aspect;
    if (extra.where === "ground" || extra.where === "table")
      contactShadow(
        ctx,
        { x: box.x + box.width / 2, y: box.y + box.height },
        { width: w * 1.2, height: w * 0.2, colour: palette.shadow, strength: 0.45 },
      );
    ctx.drawImage(lit, box.x + (box.width - w) / 2, box.y + box.height - h, w, h);
  }
}

function placeExtra(
  { layout, width, height }: Easel,
  extra: Extra,
  { near, size, x, y }: { near: number; size: number; x: number; y: number },
): Box {
  const left = Math.min(Math.max(0, x * width - size / 2), width - size);
  const ground = layout.horizon;
  const foot = {
    sky: ground * (0.25 + y * 0.5),
    ground: ground + (height - ground) * (0.14 + near * 0.6),
    water: ground + (height - ground) * (0.06 + near * 0.2),
    table: layout.table ? layout.table.y + layout.table.height * (0.18 + y * 0.2) : ground + (height - ground) * 0.3,
    wall: ground * 0.7,
  }[extra.where];
  return { x: left, y: Math.max(0, foot - size), width: size, height: size };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
