// Clouds and mist: veils high up, heaps lower down, bands over the ground.
import { createNoise, fractal, type Random } from "../random.ts";
import { fade, lighten, mix } from "./colour.ts";
import { ellipse, radialGradient, softLayer, verticalGradient, type Easel } from "./easel.ts";

/** The clouds that the weather asks for. */
export function paintClouds(easel: Easel, bottom: number): void {
  const { scene, simple } = easel;
  const random = easel.random.fork("clouds");
  const heavy = ["cloudy", "rain", "storm", "snow"].includes(scene.weather);
  const asked = scene.props.has("clouds") || scene.props.has("seaOfClouds");
  if (heavy) {
    paintVeil(easel, { bottom, amount: 1, random: random.fork("veil") });
    paintCumuli(easel, { bottom, count: simple ? 4 : 8, scale: 1.35, random });
    return;
  }
  if (scene.weather === "fog" || scene.style === "inkWash") return;
  if (!simple) paintVeil(easel, { bottom, amount: asked ? 0.7 : random.range(0.25, 0.6), random: random.fork("veil") });
  const cumuli =
    scene.style === "anime"
      ? random.int(4, 6)
      : asked
        ? random.int(4, 6)
        : easel.palette.night > 0.9
          ? random.int(0, 2)
          : random.int(2, 5);
  paintCumuli(easel, { bottom, count: cumuli, scale: scene.style === "anime" ? 1.5 : 1, random });
}

/** High, thin cloud: stretched noise, lit from the side of the light. */
function paintVeil(
  { ctx, palette, width }: Easel,
  { bottom, amount, random }: { bottom: number; amount: number; random: Random },
): void {
  const noise = fractal(createNoise(random), 4);
  const stretch = random.range(4.5, 7);
  const columns = Math.min(220, Math.max(90, Math.round(width / 9)));
  const rows = Math.max(40, Math.round(columns * 0.42));
  const layer = softLayer({
    columns,
    rows,
    colour: palette.cloudLight,
    cover: (u, v) => {
      const cloud = noise(u * 4.2 * (width / bottom) * 0.6, v * stretch * 1.6) - 0.52 + amount * 0.12;
      return Math.max(0, cloud) * 2.6 * amount * (0.35 + v * 0.65);
    },
  });
  ctx.drawImage(layer, 0, 0, width, bottom);
}

/** Heaped clouds with a lit crown and a flat, shaded foot; smaller and fainter towards the horizon. */
function paintCumuli(
  easel: Easel,
  { bottom, count, scale, random }: { bottom: number; count: number; scale: number; random: Random },
): void {
  const clouds = Array.from({ length: count }, (_, index) => {
    const forked = random.fork(`cumulus ${index}`);
    const nearness = forked.next();
    return {
      forked,
      nearness,
      x: easel.width * forked.range(-0.05, 1.05),
      y: bottom * (0.78 - 0.62 * nearness + forked.range(-0.05, 0.05)),
    };
  }).toSorted((a, b) => a.nearness - b.nearness);
  for (const { forked, nearness, x, y } of clouds) {
    const size = easel.unit * scale * (60 + nearness * 170) * forked.range(0.8, 1.2);
    paintCumulus(easel, { x, y, size, opacity: 0.55 + nearness * 0.4, random: forked });
  }
}

export function paintCumulus(
  easel: Easel,
  { x, y, size, opacity, random }: { x: number; y: number; size: number; opacity: number; random: Random },
): void {
  const { ctx, palette, simple, layout } = easel;
  const puffs: { x: number; y: number; r: number }[] = [];
  const count = random.int(7, 11);
  for (let index = 0; index < count; index++) {
    const along = (index + 0.5) / count - 0.5;
    const bulge = 1 - along * along * 4;
    const r = size * (0.13 + 0.2 * bulge * random.range(0.6, 1.15));
    puffs.push({ x: x + along * size * 1.9, y: y - r * 0.55 - bulge * size * random.range(0.02, 0.26), r });
  }
  const top = Math.min(...puffs.map((puff) => puff.y - puff.r));
  const side = layout.light.direction;
  ctx.save();
  ctx.globalAlpha = opacity;
  // Flat foot.
  ctx.beginPath();
  ctx.rect(x - size * 1.6, top - 5, size * 3.2, y - top + 5);
  ctx.clip();
  ctx.beginPath();
  for (const puff of puffs) {
    ctx.moveTo(puff.x + puff.r, puff.y);
    ctx.arc(puff.x, puff.y, puff.r, 0, Math.PI * 2);
  }
  ctx.rect(x - size * 0.82, y - size * 0.12, size * 1.64, size * 0.12);
  ctx.fillStyle = simple
    ? palette.cloudLight
    : verticalGradient(
        ctx,
        [top, y],
        [
          [0, palette.cloudLight],
          [0.55, mix(palette.cloudLight, palette.cloudShade, 0.35)],
          [0.82, fade(mix(palette.cloudLight, palette.cloudShade, 0.75), 0.85)],
          [1, fade(palette.cloudShade, 0)],
        ],
      );
  ctx.fill();
  if (!simple) {
    for (const puff of puffs) {
      const at = { x: puff.x + side * puff.r * 0.32, y: puff.y - puff.r * 0.34 };
      ctx.fillStyle = radialGradient(ctx, at, puff.r * 0.8, [
        [0, fade(lighten(palette.cloudLight, 0.5), 0.75)],
        [1, fade(palette.cloudLight, 0)],
      ]);
      ellipse(ctx, at, puff.r * 0.8, puff.r * 0.8);
      ctx.fill();
    }
  }
  ctx.restore();
}

/** Low mist over the land, densest at `at`. */
export function paintMist(easel: Easel, { at, thickness, strength }: { at: number; thickness: number; strength: number }): void {
  const { ctx, palette, width } = easel;
  const noise = fractal(createNoise(easel.random.fork(`mist ${Math.round(at)}`)), 3);
  const layer = softLayer({
    columns: 120,
    rows: 24,
    colour: palette.haze,
    cover: (u, v) => {
      const off = Math.abs(v - 0.5) * 2;
      return Math.max(0, 1 - off * off) * (0.35 + noise(u * 7, v * 2) * 0.9) * strength;
    },
  });
  ctx.drawImage(layer, 0, at - thickness / 2, width, thickness);
}
