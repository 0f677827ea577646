// Sky, sun, moon and stars: the light of a landscape. Paints from the top of the picture to a little below the horizon.
import { createNoise, fractal } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { paintClouds } from "./clouds.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { ellipse, glow, radialGradient, softLayer, verticalGradient, type Easel } from "./easel.ts";
import { paintLightning, paintRainbow } from "./weather.ts";

/** The sky from the top of the picture to `bottom`, with all that it carries. */
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
