// Settings without ground: space, and the open sky above the clouds.
import { createNoise, fractal } from "../random.ts";
import type { Colour } from "../scene/scene.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { type Easel, ellipse, glow, radialGradient, softLayer, verticalGradient } from "./easel.ts";
import { paintCumulus } from "./clouds.ts";
import { paintSky, paintStars } from "./sky.ts";

export function paintSpace(easel: Easel): void {
  const { ctx, width, height, palette, unit, scene } = easel;
  const random = easel.random.fork("space");
  const deep = mix("#070a24", palette.skyTop, 0.15);
  ctx.fillStyle = verticalGradient(
    ctx,
    [0, height],
    [
      [0, deep],
      [0.6, mix(deep, "#1a1148", 0.7)],
      [1, mix(deep, "#2a1650", 0.8)],
    ],
  );
  ctx.fillRect(0, 0, width, height);
  const noise = fractal(createNoise(random.fork("nebula")), 4);
  const tints =
    scene.palette.length > 0
      ? scene.palette
      : random.pick([
          ["#7a3cff", "#ff4fa0", "#2fb4ff"],
          ["#2f7bff", "#27d3c3", "#a04dff"],
          ["#ff6a3c", "#c43cff", "#3c5bff"],
        ]);
  const lean = random.range(-0.6, 0.6);
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (const [index, tint] of tints.slice(0, 3).entries()) {
    const layer = softLayer({
      columns: 160,
      rows: Math.max(40, Math.round((160 * height) / width)),
      colour: tint,
      cover: (u, v) => {
        const across = (v - 0.5 - (u - 0.5) * lean - (index - 1) * 0.12) * 2.2;
        const band = Math.max(0, 1 - across * across);
        const cloud = noise(u * 4 + index * 7.7, v * 4 + index * 3.1);
        return band * Math.max(0, cloud - 0.36) * 1.9;
      },
    });
    ctx.drawImage(layer, 0, 0, width, height);
  }
  ctx.restore();
  paintStars(easel, height * 1.1);
  if (scene.without.has("planets")) return;
  const planets = scene.props.has("planets") ? 3 : random.int(1, 2);
  for (let index = 0; index < planets; index++) {
    const forked = random.fork(`planet ${index}`);
    const radius = unit * (index === 0 ? forked.range(110, 190) : forked.range(30, 62));
    const left = forked.next() < 0.5;
    const at =
      index === 0
        ? { x: width * (left ? forked.range(0.1, 0.26) : forked.range(0.74, 0.9)), y: height * forked.range(0.16, 0.34) }
        : { x: width * forked.range(0.12, 0.88), y: height * forked.range(0.12, 0.8) };
    if (
      easel.layout.surfaces.some(
        ({ box }) =>
          at.x + radius > box.x &&
          at.x - radius < box.x + box.width &&
          at.y + radius > box.y &&
          at.y - radius < box.y + box.height,
      )
    )
      continue;
    paintPlanet(easel, {
      ...at,
      radius,
      colour: forked.pick(["#e8a15a", "#5aa6e8", "#d1678f", "#8fd08a", "#b48cf0", "#e8d08a"]),
      ringed: forked.next() < 0.5,
    });
  }
}

function paintPlanet(
  { ctx, layout, random }: Easel,
  { x, y, radius, colour, ringed }: { x: number; y: number; radius: number; colour: Colour; ringed: boolean },
): void {
  const side = layout.light.direction > 0 ? 1 : -1;
  const forked = random.fork(`planet ${Math.round(x)}`);
  glow(ctx, { x, y }, { radius: radius * 1.7, colour, strength: 0.4 });
  const ring = (from: number, to: number): void => {
    for (const [grow, tone] of [
      [1.9, 0.5],
      [1.62, 0.75],
    ] as const) {
      ctx.strokeStyle = fade(lighten(colour, 0.35), tone);
      ctx.lineWidth = radius * 0.13;
      ctx.beginPath();
      ctx.ellipse(x, y, radius * grow, radius * grow * 0.27, -0.3, from, to);
      ctx.stroke();
    }
  };
  if (ringed) ring(Math.PI, Math.PI * 2);
  ctx.save();
  ellipse(ctx, { x, y }, radius, radius);
  ctx.clip();
  ctx.fillStyle = radialGradient(ctx, { x: x + side * radius * 0.4, y: y - radius * 0.4 }, radius * 1.7, [
    [0, lighten(colour, 0.35)],
    [0.45, colour],
    [0.85, darken(colour, 0.62)],
    [1, darken(colour, 0.8)],
  ]);
  ctx.fillRect(x - radius, y - radius, radius * 2, radius * 2);
  for (let band = 0; band < 6; band++) {
    ctx.fillStyle = fade(band % 2 === 0 ? lighten(colour, 0.4) : darken(colour, 0.4), 0.16);
    ctx.beginPath();
    ctx.ellipse(x, y + radius * (band / 3 - 0.85), radius * 1.1, radius * forked.range(0.06, 0.16), -0.22, 0, Math.PI * 2);
    ctx.fill();
  }
  ctx.restore();
  if (ringed) ring(0, Math.PI);
}

/** Above the clouds: sky to the bottom, with a floor of cloud. */
export function paintOpenSky(easel: Easel): void {
  const { height, width, unit } = easel;
  paintSky(easel, height);
  const random = easel.random.fork("open sky");
  for (let row = 0; row < 3; row++) {
    for (let index = 0; index < 5; index++) {
      const forked = random.fork(`${row} ${index}`);
      paintCumulus(easel, {
        x: width * ((index + forked.range(0.1, 0.9)) / 5),
        y: height * (0.88 + row * 0.07),
        size: unit * (150 + row * 80),
        opacity: 0.72 + row * 0.12,
        random: forked,
      });
    }
  }
}
