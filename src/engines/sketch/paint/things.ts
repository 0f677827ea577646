// Small things that stand about outdoors: rocks, benches, street lamps, tables, fences, boards' posts.
import type { Colour } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, glow, polygon, smoothPath, verticalGradient, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";

export function paintRock(
  { ctx, palette, layout }: Easel,
  { box, colour, random }: { box: Box; colour?: Colour | undefined; random: Random },
): void {
  const { x, y, width: w, height: h } = box;
  const stone = colour ?? mix(palette.stone, palette.rock, 0.5);
  contactShadow(
    ctx,
    { x: x + w / 2, y: y + h * 0.97 },
    { width: w * 1.2, height: h * 0.25, colour: palette.shadow, strength: 0.45 },
  );
  const outline = Array.from({ length: 9 }, (_, index) => {
    const t = index / 8;
    const bulge = Math.sqrt(Math.max(0, 1 - (t * 2 - 1) * (t * 2 - 1)));
    return { x: x + w * t, y: y + h * (1 - bulge * random.range(0.78, 1)) };
  });
  ctx.save();
  smoothPath(ctx, [...outline, { x: x + w, y: y + h }, { x, y: y + h }]);
  ctx.clip();
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, y + h],
    [
      [0, mix(lighten(stone, 0.12), palette.glint, 0.2)],
      [0.5, stone],
      [1, darken(mix(stone, palette.shadow, 0.25), 0.3)],
    ],
  );
  ctx.fillRect(x - 2, y - 2, w + 4, h + 4);
  const side = layout.light.direction > 0 ? 1 : -1;
  const ridge = x + w * (0.5 + side * random.range(0.05, 0.15));
  ctx.fillStyle = fade(darken(stone, 0.4), 0.35);
  polygon(ctx, [
    [ridge, y],
    [ridge - side * w * 0.12, y + h * 0.45],
    [ridge + side * w * 0.03, y + h],
    [side > 0 ? x : x + w, y + h],
    [side > 0 ? x : x + w, y],
  ]);
  ctx.fill();
  ctx.restore();
}

export function paintBench({ ctx, palette }: Easel, { box, colour }: { box: Box; colour?: Colour | undefined }): void {
  const { x, y, width: w, height: h } = box;
  const wood = colour ?? mix(palette.wood, "#c98b55", 0.3);
  contactShadow(ctx, { x: x + w / 2, y: y + h }, { width: w * 1.15, height: h * 0.22, colour: palette.shadow, strength: 0.5 });
  ctx.fillStyle = "#3a3f4a";
  for (const at of [0.1, 0.86]) {
    ctx.fillRect(x + w * at, y + h * 0.05, w * 0.035, h * 0.95);
    ctx.fillRect(x + w * at - w * 0.03, y + h * 0.94, w * 0.1, h * 0.06);
  }
  for (const [top, tall] of [
    [0.03, 0.13],
    [0.2, 0.13],
    [0.37, 0.1],
    [0.53, 0.14],
  ] as const) {
    ctx.fillStyle = verticalGradient(
      ctx,
      [y + h * top, y + h * (top + tall)],
      [
        [0, lighten(wood, 0.18)],
        [1, darken(wood, 0.18)],
      ],
    );
    ctx.beginPath();
    ctx.roundRect(x + (top > 0.5 ? -w * 0.01 : w * 0.02), y + h * top, w * (top > 0.5 ? 1.02 : 0.96), h * tall, h * 0.03);
    ctx.fill();
  }
}

export function paintStreetLamp({ ctx, palette }: Easel, { x, foot, height }: { x: number; foot: number; height: number }): void {
  const iron = mix("#2e3440", palette.haze, 0.08);
  contactShadow(ctx, { x, y: foot }, { width: height * 0.2, height: height * 0.03, colour: palette.shadow, strength: 0.5 });
  ctx.fillStyle = iron;
  polygon(ctx, [
    [x - height * 0.012, foot],
    [x - height * 0.007, foot - height * 0.84],
    [x + height * 0.007, foot - height * 0.84],
    [x + height * 0.012, foot],
  ]);
  ctx.fill();
  ctx.fillRect(x - height * 0.03, foot - height * 0.05, height * 0.06, height * 0.05);
  ctx.fillRect(x - height * 0.04, foot - height * 0.85, height * 0.08, height * 0.014);
  const on = palette.night > 0.2;
  ctx.fillStyle = on ? "#fff0c0" : mix("#eef4f8", palette.ambient, 0.3);
  polygon(ctx, [
    [x - height * 0.032, foot - height * 0.95],
    [x + height * 0.032, foot - height * 0.95],
    [x + height * 0.022, foot - height * 0.85],
    [x - height * 0.022, foot - height * 0.85],
  ]);
  ctx.fill();
  ctx.fillStyle = iron;
  polygon(ctx, [
    [x - height * 0.042, foot - height * 0.945],
    [x, foot - height],
    [x + height * 0.042, foot - height * 0.945],
  ]);
  ctx.fill();
  if (!on) return;
  glow(ctx, { x, y: foot - height * 0.9 }, { radius: height * 0.42, colour: palette.lamp, strength: 0.85 });
  ctx.save();
  ctx.translate(x, foot);
  ctx.scale(1, 0.22);
  glow(ctx, { x: 0, y: 0 }, { radius: height * 0.4, colour: palette.lamp, strength: 0.5 });
  ctx.restore();
}

export function paintWoodenTable({ ctx, palette }: Easel, { box, colour }: { box: Box; colour?: Colour | undefined }): void {
  const { x, y, width: w, height: h } = box;
  const wood = colour ?? palette.wood;
  contactShadow(ctx, { x: x + w / 2, y: y + h }, { width: w * 1.1, height: h * 0.2, colour: palette.shadow, strength: 0.45 });
  ctx.fillStyle = darken(wood, 0.3);
  for (const at of [0.07, 0.87]) ctx.fillRect(x + w * at, y + h * 0.1, w * 0.06, h * 0.9);
  ctx.fillStyle = darken(wood, 0.18);
  ctx.fillRect(x + w * 0.05, y + h * 0.1, w * 0.9, h * 0.13);
  ctx.fillStyle = verticalGradient(
    ctx,
    [y, y + h * 0.12],
    [
      [0, lighten(wood, 0.25)],
      [1, wood],
    ],
  );
  ctx.beginPath();
  ctx.roundRect(x, y, w, h * 0.12, h * 0.03);
  ctx.fill();
}

/** Pickets along the ground, from edge to edge. */
export function paintFence(
  { ctx, palette, width, unit, random }: Easel,
  { foot, height }: { foot: number; height: number },
): void {
  const forked = random.fork("fence");
  const colour = mix("#f6efe4", palette.ambient, palette.ambientStrength * 0.6);
  ctx.fillStyle = darken(colour, 0.18);
  ctx.fillRect(0, foot - height * 0.72, width, height * 0.1);
  ctx.fillRect(0, foot - height * 0.32, width, height * 0.1);
  for (let x = -unit * 4; x < width; x += height * 0.3) {
    const tall = height * forked.range(0.95, 1.03);
    ctx.fillStyle = forked.next() < 0.5 ? colour : darken(colour, 0.07);
    polygon(ctx, [
      [x, foot],
      [x, foot - tall * 0.86],
      [x + height * 0.085, foot - tall],
      [x + height * 0.17, foot - tall * 0.86],
      [x + height * 0.17, foot],
    ]);
    ctx.fill();
  }
}

/** A fire with logs, and the light that it throws. */
export function paintCampfire(
  { ctx, palette, random }: Easel,
  { x, foot, size }: { x: number; foot: number; size: number },
): void {
  const forked = random.fork("campfire");
  ctx.save();
  ctx.translate(x, foot);
  ctx.scale(1, 0.35);
  glow(ctx, { x: 0, y: 0 }, { radius: size * 3.4, colour: "#ff9a3c", strength: 0.6 });
  ctx.restore();
  ctx.lineCap = "round";
  for (const [from, to] of [
    [-0.5, 0.4],
    [0.5, -0.4],
    [-0.15, 0.2],
  ] as const) {
    ctx.strokeStyle = darken(palette.wood, 0.35);
    ctx.lineWidth = size * 0.14;
    ctx.beginPath();
    ctx.moveTo(x + from * size, foot);
    ctx.lineTo(x + to * size, foot - size * 0.2);
    ctx.stroke();
  }
  for (const [colour, scale] of [
    ["#ff6a2b", 1],
    ["#ffab2e", 0.7],
    ["#ffe88a", 0.4],
  ] as const) {
    ctx.fillStyle = fade(colour, 0.92);
    const tall = size * 1.3 * scale;
    const wide = size * 0.42 * scale;
    ctx.beginPath();
    ctx.moveTo(x - wide, foot - size * 0.12);
    ctx.bezierCurveTo(
      x - wide * 1.3,
      foot - tall * 0.55,
      x - wide * 0.2,
      foot - tall * 0.6,
      x + forked.range(-0.1, 0.1) * size,
      foot - tall,
    );
    ctx.bezierCurveTo(x + wide * 0.1, foot - tall * 0.65, x + wide * 1.4, foot - tall * 0.6, x + wide, foot - size * 0.12);
    ctx.quadraticCurveTo(x, foot, x - wide, foot - size * 0.12);
    ctx.fill();
  }
  glow(ctx, { x, y: foot - size * 0.5 }, { radius: size * 2.6, colour: "#ffae4d", strength: 0.75 });
  for (let spark = 0; spark < 14; spark++) {
    ctx.fillStyle = fade("#ffd27a", forked.range(0.4, 1));
    ellipse(ctx, { x: x + forked.range(-0.6, 0.6) * size, y: foot - size * forked.range(0.9, 2.6) }, size * 0.022, size * 0.022);
    ctx.fill();
  }
}

/** In the middle of water, what cannot swim stands on a rock or a headland of its own. */
export function paintFooting(easel: Easel): void {
  const { ctx, scene, layout, palette, width, height, unit } = easel;
  if (!["sea", "lake", "harbour"].includes(scene.setting) || layout.table || layout.portrait) return;
  const standing = layout.subjects.filter(
    ({ ground, behindTable, subject }) => ground === "land" && !behindTable && !subject.background,
  );
  if (standing.length === 0) return;
  const random = easel.random.fork("footing");
  let left = Math.min(...standing.map(({ box }) => box.x));
  let right = Math.max(...standing.map(({ box }) => box.x + box.width));
  const top = Math.min(...standing.map(({ box }) => box.y + box.height)) - height * 0.012;
  const spread = Math.max(unit * 110, (right - left) * 0.5);
  left -= spread;
  right += spread;
  // A headland reaches the nearer edge of the picture.
  if (left < width * 0.14) left = -width * 0.1;
  if (right > width * 0.86) right = width * 1.1;
  const foot = Math.min(height * 1.06, top + height * 0.16);
  const steps = 18;
  const rim = Array.from({ length: steps + 1 }, (_, index) => {
    const t = index / steps;
    const slope = Math.min(1, Math.min(left < 0 ? 1 : t, right > width ? 1 : 1 - t) * 5.5);
    return { x: left + (right - left) * t, y: foot - (foot - top) * slope * (2 - slope) + random.range(-0.006, 0.006) * height };
  });
  const rock = mix(palette.rock, palette.earth, 0.35);
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, foot],
    [
      [0, mix(lighten(rock, 0.1), palette.glint, 0.2)],
      [0.5, rock],
      [1, darken(mix(rock, palette.shadow, 0.3), 0.3)],
    ],
  );
  polygon(ctx, [...rim.map(({ x, y }): [number, number] => [x, y]), [right, foot], [left, foot]]);
  ctx.fill();
  ctx.save();
  ctx.clip();
  for (let crack = 0; crack < 30; crack++) {
    const x = random.range(left, right);
    const y = random.range(top, foot);
    ctx.fillStyle = fade(crack % 2 === 0 ? darken(rock, 0.45) : lighten(rock, 0.3), 0.22);
    polygon(ctx, [
      [x, y],
      [x + unit * random.range(20, 60), y + unit * random.range(4, 16)],
      [x + unit * random.range(4, 20), y + unit * random.range(24, 70)],
    ]);
    ctx.fill();
  }
  ctx.restore();
  const grass = scene.season === "winter" ? palette.snow : palette.grass;
  ctx.fillStyle = verticalGradient(
    ctx,
    [top - 4, top + height * 0.05],
    [
      [0, mix(grass, palette.glint, 0.15)],
      [1, palette.grassShade],
    ],
  );
  polygon(ctx, [
    ...rim.slice(2, -2).map(({ x, y }): [number, number] => [x, y - unit * 3]),
    ...rim
      .slice(2, -2)
      .toReversed()
      .map(({ x, y }, index): [number, number] => [x, y + unit * (index % 2 === 0 ? 12 : 26)]),
  ]);
  ctx.fill();
  for (let foam = 0; foam < 18; foam++) {
    ctx.fillStyle = fade("#ffffff", random.range(0.25, 0.7) * (1 - palette.night * 0.5));
    ellipse(
      ctx,
      { x: left + (right - left) * ((foam + random.next()) / 18), y: foot + random.range(-0.4, 0.6) * unit * 8 },
      unit * random.range(16, 46),
      unit * random.range(2, 5),
    );
    ctx.fill();
  }
}
