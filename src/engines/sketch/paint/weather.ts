// Rain, snow, lightning and rainbows.
import { brightness, fade, lighten } from "./colour.ts";
import { glow, type Easel } from "./easel.ts";

/** A rainbow whose feet lie a little below `bottom`. */
export function paintRainbow({ ctx, width, random }: Easel, bottom: number): void {
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

/** Lightning from the clouds down to about `bottom`. */
export function paintLightning({ ctx, width, unit, random, scene }: Easel, bottom: number): void {
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
