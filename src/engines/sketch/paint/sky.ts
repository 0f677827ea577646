// Sky, sun, moon, stars and clouds: the light of a landscape. Paints from the top of the picture to a little below the horizon.
import type { Colour } from "../scene/scene.ts";
import { createNoise, fractal, type Random } from "../random.ts";
import { brightness, darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, glow, radialGradient, softLayer, verticalGradient, type Easel } from "./easel.ts";

export function paintSky(easel: Easel, bottom: number): void {
  const { ctx, palette, width, scene } = easel;
  ctx.fillStyle = verticalGradient(
    ctx,
    [0, bottom],
    [
      [0, palette.skyTop],
      [0.55, palette.skyMiddle],
      [1, palette.skyLow],
    ],
  );
  ctx.fillRect(0, 0, width, bottom + 2);
  const starry = palette.night > 0.6 && !["rain", "storm", "fog", "cloudy", "snow"].includes(scene.weather);
  if ((starry || scene.props.has("stars")) && !scene.without.has("stars")) paintStars(easel, bottom);
  if (scene.props.has("milkyWay") && !scene.without.has("milkyWay")) paintMilkyWay(easel, bottom);
  if (scene.props.has("aurora")) paintAurora(easel, bottom);
  paintLightSource(easel);
  if (scene.props.has("rainbow")) paintRainbow(easel, bottom);
  if (!scene.without.has("clouds")) paintClouds(easel, bottom);
  if (scene.props.has("shootingStar")) paintShootingStars(easel, bottom);
  if (scene.props.has("lightning") || scene.weather === "storm") paintLightning(easel, bottom);
  if (scene.props.has("fireworks")) paintFireworks(easel, bottom);
}

export function paintStars(easel: Easel, bottom: number): void {
  const { ctx, width, unit, palette, simple } = easel;
  const random = easel.random.fork("stars");
  const count = Math.round((simple ? 60 : 230) * (easel.scene.props.has("stars") || easel.scene.setting === "space" ? 1.6 : 1));
  for (let index = 0; index < count; index++) {
    const x = random.range(0, width);
    // Fewer towards the horizon, where the air is thick.
    const y = bottom * random.next() * (0.55 + 0.45 * random.next());
    const size = random.next();
    const radius = unit * (0.6 + size * size * size * 2.6);
    ctx.fillStyle = fade(random.pick(["#ffffff", "#fff3d6", "#dbe6ff"]), 0.35 + random.next() * 0.65);
    ellipse(ctx, { x, y }, radius, radius);
    ctx.fill();
    if (size > 0.95) {
      glow(ctx, { x, y }, { radius: radius * 9, colour: palette.light, strength: 0.55 });
      ctx.strokeStyle = fade("#ffffff", 0.6);
      ctx.lineWidth = unit * 0.7;
      ctx.beginPath();
      ctx.moveTo(x - radius * 3.4, y);
      ctx.lineTo(x + radius * 3.4, y);
      ctx.moveTo(x, y - radius * 3.4);
      ctx.lineTo(x, y + radius * 3.4);
      ctx.stroke();
    }
  }
}

function paintMilkyWay(easel: Easel, bottom: number): void {
  const { ctx, width } = easel;
  const random = easel.random.fork("milky way");
  const noise = fractal(createNoise(random), 4);
  const lean = random.pick([-1, 1]) * random.range(0.6, 1);
  for (const [colour, strength] of [
    ["#9fb2ff", 0.5],
    ["#ffd9f0", 0.28],
  ] as const) {
    const layer = softLayer({
      columns: 150,
      rows: 90,
      colour,
      cover: (u, v) => {
        const across = Math.abs(u - 0.5 + (v - 0.5) * lean) * 3.4;
        const band = Math.max(0, 1 - across * across);
        const dust = noise(u * 9, v * 7);
        return band * Math.max(0, dust * 1.7 - 0.45) * strength;
      },
    });
    ctx.save();
    ctx.globalCompositeOperation = "screen";
    ctx.drawImage(layer, 0, 0, width, bottom);
    ctx.restore();
  }
}

function paintAurora(easel: Easel, bottom: number): void {
  const { ctx, width } = easel;
  const random = easel.random.fork("aurora");
  const noise = fractal(createNoise(random), 3);
  const colours: readonly Colour[] = ["#4dffb4", "#5ad1ff", "#c07bff"];
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (const [index, colour] of colours.entries()) {
    const base = random.range(0.55, 0.8) - index * 0.1;
    const layer = softLayer({
      columns: 180,
      rows: 80,
      colour,
      cover: (u, v) => {
        const foot = base + (noise(u * 3 + index * 9, index) - 0.5) * 0.6;
        const up = foot - v;
        if (up < -0.03) return 0;
        const curtain = up < 0 ? 1 + up / 0.03 : Math.max(0, 1 - up * 1.9);
        return curtain * curtain * (0.25 + noise(u * 26, index * 5) * 0.85) * 0.75;
      },
    });
    ctx.drawImage(layer, 0, 0, width, bottom);
  }
  ctx.restore();
}

/** The disc of sun or moon with its halo; where nothing is placed, a brighter side of the sky still tells the direction. */
function paintLightSource(easel: Easel): void {
  const { ctx, layout, palette, unit, width, scene } = easel;
  const { light } = layout;
  if (!light.position) {
    if (palette.night < 0.6)
      glow(
        ctx,
        { x: width * (0.5 + light.direction * 0.5), y: layout.horizon * 0.35 },
        { radius: width * 0.6, colour: palette.light, strength: 0.28 },
      );
    return;
  }
  const low = scene.time === "sunset" || scene.time === "dawn" || scene.time === "goldenHour";
  if (light.kind === "moon") {
    const { radius } = light;
    glow(ctx, light.position, {
      radius: Math.min(radius * 7, radius * 2 + unit * 300),
      colour: mix(palette.light, "#9db8ff", 0.4),
      strength: 0.6,
    });
    paintMoon(easel, light.position, radius);
    return;
  }
  const { radius } = light;
  glow(ctx, light.position, { radius: radius * (low ? 12 : 9), colour: palette.light, strength: low ? 0.85 : 0.7 });
  glow(ctx, light.position, { radius: radius * 3, colour: lighten(palette.light, 0.5), strength: 0.9 });
  ctx.fillStyle = radialGradient(ctx, light.position, radius, [
    [0, "#fffef4"],
    [0.7, lighten(palette.light, low ? 0.3 : 0.45)],
    [1, mix(palette.light, "#ffd96b", low ? 0.1 : 0.45)],
  ]);
  ellipse(ctx, light.position, radius, radius);
  ctx.fill();
}

function paintMoon(easel: Easel, at: { x: number; y: number }, radius: number): void {
  const { ctx, palette, scene } = easel;
  const random = easel.random.fork("moon");
  const crescent = scene.props.has("crescentMoon") || (!scene.props.has("fullMoon") && random.next() < 0.35);
  ctx.save();
  ellipse(ctx, at, radius, radius);
  ctx.clip();
  ctx.fillStyle = radialGradient(ctx, { x: at.x - radius * 0.3, y: at.y - radius * 0.3 }, radius * 1.5, [
    [0, lighten(palette.light, 0.65)],
    [0.7, palette.light],
    [1, darken(palette.light, 0.18)],
  ]);
  ctx.fillRect(at.x - radius, at.y - radius, radius * 2, radius * 2);
  for (let index = 0; index < 7; index++) {
    const angle = index * 2.4;
    const away = radius * Math.sqrt(random.next()) * 0.75;
    ctx.fillStyle = fade(darken(palette.light, 0.3), 0.22);
    ellipse(
      ctx,
      { x: at.x + Math.cos(angle) * away, y: at.y + Math.sin(angle) * away },
      radius * random.range(0.1, 0.28),
      radius * random.range(0.1, 0.25),
    );
    ctx.fill();
  }
  if (crescent) {
    ctx.fillStyle = mix(palette.skyTop, palette.skyMiddle, 0.45);
    ellipse(ctx, { x: at.x + radius * 0.55, y: at.y - radius * 0.12 }, radius * 0.95, radius * 0.95);
    ctx.fill();
  }
  ctx.restore();
}

function paintRainbow({ ctx, width, random }: Easel, bottom: number): void {
  const forked = random.fork("rainbow");
  const radius = Math.min(width * 0.55, bottom * 1.15);
  const centre = { x: width * forked.range(0.35, 0.65), y: bottom * 1.15 };
  ctx.save();
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = radius * 0.022;
  for (const [index, colour] of ["#ff5a5a", "#ff9f45", "#ffe14d", "#6ddc6d", "#4db8ff", "#5b6dff", "#b06dff"].entries()) {
    ctx.strokeStyle = colour;
    ctx.beginPath();
    ctx.arc(centre.x, centre.y, radius - index * radius * 0.021, Math.PI, Math.PI * 2);
    ctx.stroke();
  }
  ctx.restore();
}

function paintShootingStars({ ctx, width, unit, random }: Easel, bottom: number): void {
  const forked = random.fork("shooting star");
  for (let index = 0; index < 3; index++) {
    const x = width * forked.range(0.15, 0.9);
    const y = bottom * forked.range(0.08, 0.5);
    const length = unit * forked.range(120, 220);
    const gradient = ctx.createLinearGradient(x, y, x + length, y - length * 0.55);
    gradient.addColorStop(0, "rgba(255,255,255,0.95)");
    gradient.addColorStop(1, "rgba(255,255,255,0)");
    ctx.strokeStyle = gradient;
    ctx.lineWidth = unit * 3;
    ctx.lineCap = "round";
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + length, y - length * 0.55);
    ctx.stroke();
    glow(ctx, { x, y }, { radius: unit * 22, colour: "#ffffff", strength: 0.8 });
  }
}

function paintLightning({ ctx, width, unit, random, scene }: Easel, bottom: number): void {
  if (scene.without.has("lightning")) return;
  const forked = random.fork("lightning");
  let x = width * forked.range(0.2, 0.8);
  let y = bottom * 0.12;
  glow(ctx, { x, y: bottom * 0.4 }, { radius: bottom * 0.9, colour: "#b9c6ff", strength: 0.55 });
  ctx.beginPath();
  ctx.moveTo(x, y);
  while (y < bottom * 0.98) {
    x += forked.range(-1, 1) * unit * 38;
    y += forked.range(0.4, 1) * unit * 60;
    ctx.lineTo(x, Math.min(y, bottom));
  }
  ctx.lineJoin = "miter";
  for (const [thickness, colour] of [
    [9, "rgba(170,185,255,0.35)"],
    [3, "#fdfcff"],
  ] as const) {
    ctx.lineWidth = unit * thickness;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }
}

function paintFireworks(easel: Easel, bottom: number): void {
  const { ctx, width, unit } = easel;
  const random = easel.random.fork("fireworks");
  for (let index = 0; index < 6; index++) {
    const at = { x: width * ((index + random.range(0.2, 0.8)) / 6), y: bottom * random.range(0.14, 0.55) };
    const radius = unit * random.range(70, 150);
    const colour = random.pick(["#ff5d8f", "#ffd23f", "#5ad1ff", "#9dff8a", "#c58bff", "#ff9f45"]);
    glow(ctx, at, { radius: radius * 1.4, colour, strength: 0.5 });
    const rays = random.int(22, 34);
    ctx.lineCap = "round";
    for (let ray = 0; ray < rays; ray++) {
      const angle = (ray / rays) * Math.PI * 2 + random.range(-0.05, 0.05);
      const reach = radius * random.range(0.72, 1);
      const tip = { x: at.x + Math.cos(angle) * reach, y: at.y + Math.sin(angle) * reach + reach * 0.06 };
      const gradient = ctx.createLinearGradient(at.x, at.y, tip.x, tip.y);
      gradient.addColorStop(0.15, fade(colour, 0));
      gradient.addColorStop(1, lighten(colour, 0.45));
      ctx.strokeStyle = gradient;
      ctx.lineWidth = unit * 1.8;
      ctx.beginPath();
      ctx.moveTo(at.x, at.y);
      ctx.quadraticCurveTo((at.x + tip.x) / 2, (at.y + tip.y) / 2 - reach * 0.05, tip.x, tip.y);
      ctx.stroke();
      ctx.fillStyle = "#ffffff";
      ellipse(ctx, tip, unit * 2, unit * 2);
      ctx.fill();
    }
  }
}

// ---- clouds ----

function paintClouds(easel: Easel, bottom: number): void {
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

/** Falling rain or snow, and the flash-free grey of a wet day, over everything. */
export function paintPrecipitation(easel: Easel): void {
  const { ctx, scene, width, height, unit, palette } = easel;
  const random = easel.random.fork("precipitation");
  if (scene.interior || scene.setting === "underwater" || scene.setting === "space" || scene.setting === "abstract") return;
  if ((scene.weather === "rain" || scene.weather === "storm") && !scene.without.has("rain")) {
    ctx.save();
    ctx.lineCap = "round";
    for (const [count, length, thickness, opacity] of [
      [170, 34, 1.3, 0.3],
      [70, 62, 2, 0.36],
    ] as const) {
      ctx.beginPath();
      for (let index = 0; index < count; index++) {
        const x = random.range(-0.05, 1.1) * width;
        const y = random.range(-0.05, 1) * height;
        ctx.moveTo(x, y);
        ctx.lineTo(x - unit * length * 0.22, y + unit * length);
      }
      ctx.strokeStyle = fade(lighten(palette.haze, 0.5), opacity);
      ctx.lineWidth = unit * thickness;
      ctx.stroke();
    }
    ctx.restore();
  }
  if (scene.weather === "snow" && !scene.without.has("snow")) {
    for (const [count, size, opacity] of [
      [260, 2.2, 0.75],
      [90, 4.2, 0.9],
      [16, 9, 0.5],
    ] as const) {
      ctx.fillStyle = fade("#ffffff", opacity * (0.75 + 0.25 * brightness(palette.skyLow)));
      ctx.beginPath();
      for (let index = 0; index < count; index++) {
        const at = { x: random.next() * width, y: random.next() * height };
        const radius = unit * size * random.range(0.6, 1.2);
        ctx.moveTo(at.x + radius, at.y);
        ctx.arc(at.x, at.y, radius, 0, Math.PI * 2);
      }
      ctx.fill();
    }
  }
}

/** Birds far away: two wing strokes each. */
export function paintBirds(
  { ctx, palette, unit, width, random }: Easel,
  { bottom, count }: { bottom: number; count: number },
): void {
  const forked = random.fork("birds");
  const centre = { x: width * forked.range(0.2, 0.8), y: bottom * forked.range(0.2, 0.45) };
  ctx.strokeStyle = fade(darken(palette.shadow, 0.2), 0.75);
  ctx.lineCap = "round";
  for (let index = 0; index < count; index++) {
    const x = centre.x + forked.range(-1, 1) * unit * 160;
    const y = centre.y + forked.range(-1, 1) * unit * 60;
    const span = unit * forked.range(9, 19);
    ctx.lineWidth = Math.max(1, span * 0.16);
    ctx.beginPath();
    ctx.moveTo(x - span, y - span * forked.range(0.2, 0.5));
    ctx.quadraticCurveTo(x - span * 0.4, y - span * 0.45, x, y);
    ctx.quadraticCurveTo(x + span * 0.4, y - span * 0.45, x + span, y - span * forked.range(0.2, 0.5));
    ctx.stroke();
  }
}
