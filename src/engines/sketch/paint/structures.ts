// What is built or laid into any setting at a prompt's word: stairs, columns, a wall, a railway, a pool, creepers, a projection.
// They stand beside or below what the picture is about and never in front of its text.
import { darken, fade, lighten, mix } from "./colour.ts";
import { contactShadow, ellipse, glow, polygon, verticalGradient, type Easel } from "./easel.ts";
import type { Box } from "./layout.ts";
import { paintVines } from "./masonry.ts";

/** Paints those of them that `has` names, far to near. */
export function paintStructures(easel: Easel, has: (name: string) => boolean): void {
  const { scene } = easel;
  const placeless = ["space", "underwater", "abstract", "sky"].includes(scene.setting);
  if (placeless) return;
  const walled = has("wall") && !scene.interior;
  if (walled) paintGardenWall(easel);
  if (walled && has("vines")) paintVines(easel, gardenWall(easel), easel.random.fork("vines"));
  if (has("railway") && !scene.interior) paintRailway(easel);
  if (has("pool")) paintPool(easel);
  if (has("stairs")) paintStairs(easel);
  if (has("columns")) paintColumns(easel);
  if (has("vines") && !walled) paintHangingVines(easel);
  if (has("smoke")) paintSmoke(easel);
}

function side(easel: Easel, label: string): -1 | 1 {
  const { layout, width } = easel;
  const main = layout.subjects.find(({ subject }) => !subject.background);
  // Away from the subject; without one, as chance has it.
  if (main) return main.box.x + main.box.width / 2 < width / 2 ? 1 : -1;
  return easel.random.fork(label).pick([-1, 1]);
}

function gardenWall({ layout, width, height }: Easel): Box {
  const foot = layout.horizon + (height - layout.horizon) * 0.16;
  return { x: 0, y: foot - height * 0.12, width, height: height * 0.12 };
}

/** Rough stones along the far end of the ground. */
function paintGardenWall(easel: Easel): void {
  const { ctx, width, palette, random, unit } = easel;
  const forked = random.fork("garden wall");
  const { y, height: tall } = gardenWall(easel);
  const foot = y + tall;
  const stone = mix(palette.stone, palette.earth, 0.25);
  ctx.fillStyle = darken(stone, 0.35);
  ctx.fillRect(0, foot - tall, width, tall);
  for (let row = 0; row < 4; row++) {
    for (let x = -unit * 30 + (row % 2) * unit * 24; x < width;) {
      const long = unit * forked.range(36, 72);
      ctx.fillStyle = mix(stone, forked.next() < 0.5 ? lighten(stone, 0.25) : darken(stone, 0.2), forked.next());
      ctx.beginPath();
      ctx.roundRect(x + unit, foot - tall + (tall * row) / 4 + unit, long - unit * 3, tall / 4 - unit * 2, unit * 6);
      ctx.fill();
      x += long;
    }
  }
  ctx.fillStyle = lighten(stone, 0.2);
  ctx.fillRect(0, foot - tall - unit * 8, width, unit * 12);
}

/** Two rails on sleepers that run from the horizon to the viewer. */
function paintRailway({ ctx, layout, width, height, palette, random, unit }: Easel): void {
  const forked = random.fork("railway");
  const eye = { x: width * forked.range(0.4, 0.6), y: layout.horizon + (height - layout.horizon) * 0.02 };
  const lean = width * forked.range(-0.12, 0.12);
  const at = (t: number, across: number): readonly [number, number] => [
    eye.x + lean * t * t + across * (unit * 5 + t * t * width * 0.2),
    eye.y + (height - eye.y + unit * 8) * t * t,
  ];
  const strip = (from: number, to: number, [t0, t1]: readonly [number, number]): void => {
    polygon(ctx, [at(t0, from), at(t0, to), at(t1, to), at(t1, from)]);
    ctx.fill();
  };
  ctx.fillStyle = mix(palette.stone, palette.earth, 0.5);
  for (let step = 0; step < 20; step++) strip(-1.5, 1.5, [step / 20, (step + 1.05) / 20]);
  for (let sleeper = 2; sleeper < 34; sleeper++) {
    ctx.fillStyle = darken(mix(palette.wood, palette.shadow, 0.2), 0.2);
    strip(-1.25, 1.25, [sleeper / 34, (sleeper + 0.5) / 34]);
  }
  for (const rail of [-0.85, 0.85]) {
    for (const [shift, tone] of [
      [0.05, "#3c4048"],
      [0, "#b9c2cc"],
    ] as const) {
      ctx.fillStyle = tone;
      for (let step = 0; step < 20; step++) strip(rail - 0.045 + shift, rail + 0.045 + shift, [step / 20, (step + 1.05) / 20]);
    }
  }
}

/** A pool with a pale rim, its water crossed by light. */
function paintPool({ ctx, layout, width, height, random, unit, palette }: Easel): void {
  const forked = random.fork("pool");
  const top = layout.horizon + (height - layout.horizon) * 0.28;
  const bottom = layout.horizon + (height - layout.horizon) * 0.86;
  const shape = (grow: number): void =>
    polygon(ctx, [
      [width * 0.24 - grow, top - grow * 0.5],
      [width * 0.76 + grow, top - grow * 0.5],
      [width * 0.94 + grow, bottom + grow * 0.8],
      [width * 0.06 - grow, bottom + grow * 0.8],
    ]);
  shape(unit * 22);
  ctx.fillStyle = mix("#efe9dc", palette.ambient, palette.ambientStrength * 0.5);
  ctx.fill();
  shape(unit * 2);
  ctx.fillStyle = "#1f6f96";
  ctx.fill();
  shape(0);
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, bottom],
    [
      [0, darken(mix("#7fdcec", palette.skyLow, 0.3), palette.night * 0.4)],
      [1, darken("#2299c6", palette.night * 0.4)],
    ],
  );
  ctx.fill();
  ctx.save();
  ctx.clip();
  for (let line = 0; line < 46; line++) {
    const near = forked.next();
    ctx.strokeStyle = fade("#eaffff", forked.range(0.2, 0.6));
    ctx.lineWidth = unit * (1 + near * 2.4);
    const x = width * forked.next();
    const y = top + (bottom - top) * near;
    const long = unit * (30 + near * 90);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.quadraticCurveTo(x + long / 2, y - unit * 8, x + long, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** Steps that rise beside the subject, with a wall below them indoors. */
function paintStairs(easel: Easel): void {
  const { ctx, layout, width, height, palette, scene } = easel;
  const at = side(easel, "stairs");
  const steps = 9;
  const foot = layout.horizon + (height - layout.horizon) * (scene.interior ? 0.2 : 0.45);
  const top = layout.horizon - height * (scene.interior ? 0.42 : 0.16);
  const stone = scene.interior ? mix(palette.wood, "#7a4a2c", 0.3) : mix(palette.stone, palette.sand, 0.2);
  const wide = Math.min(width * 0.34, height * 0.55);
  const edge = at < 0 ? 0 : width;
  for (let step = 0; step < steps; step++) {
    const x = edge - at * wide * (1 - step / steps);
    const y = foot - ((foot - top) * (step + 1)) / steps;
    const rise = (foot - top) / steps;
    const left = at < 0 ? 0 : x;
    const long = Math.abs(edge - x);
    ctx.fillStyle = darken(stone, 0.16 + (step % 2) * 0.05);
    ctx.fillRect(left, y + rise * 0.22, long, foot - y - rise * 0.22);
    ctx.fillStyle = lighten(stone, 0.22);
    ctx.fillRect(at < 0 ? left : left - rise * 0.15, y, long + rise * 0.15, rise * 0.24);
  }
  ctx.strokeStyle = darken(stone, 0.4);
  ctx.lineWidth = Math.max(2, height * 0.008);
  ctx.beginPath();
  ctx.moveTo(edge - at * wide, foot - height * 0.13);
  ctx.lineTo(edge, top - height * 0.13);
  for (let post = 0; post <= steps; post += 2) {
    const x = edge - at * wide * (1 - post / steps);
    const y = foot - ((foot - top) * post) / steps;
    ctx.moveTo(x, y);
    ctx.lineTo(x, y - height * 0.13);
  }
  ctx.stroke();
}

/** Fluted columns that frame the picture. */
function paintColumns(easel: Easel): void {
  const { ctx, layout, width, height, palette } = easel;
  const stone = mix(mix("#ece4d4", palette.stone, 0.3), palette.ambient, palette.ambientStrength * 0.4);
  const foot = layout.horizon + (height - layout.horizon) * 0.42;
  for (const at of [0.08, 0.24, 0.76, 0.92]) {
    const outer = Math.abs(at - 0.5) > 0.35;
    const wide = Math.min(width, height) * (outer ? 0.1 : 0.075);
    const base = outer ? foot + height * 0.07 : foot;
    const top = outer ? -height * 0.02 : height * 0.08;
    const x = width * at - wide / 2;
    const box: Box = { x: x - wide * 0.3, y: top, width: wide * 1.6, height: base - top };
    if (
      [...layout.surfaces, ...layout.subjects.filter(({ subject }) => !subject.background)].some((other) =>
        overlaps(box, other.box),
      )
    )
      continue;
    contactShadow(
      ctx,
      { x: x + wide / 2, y: base },
      { width: wide * 2.4, height: wide * 0.4, colour: palette.shadow, strength: 0.5 },
    );
    const round = ctx.createLinearGradient(x, 0, x + wide, 0);
    const lit = layout.light.direction > 0;
    round.addColorStop(0, darken(stone, lit ? 0.4 : 0.06));
    round.addColorStop(lit ? 0.7 : 0.3, lighten(stone, 0.2));
    round.addColorStop(1, darken(stone, lit ? 0.06 : 0.4));
    ctx.fillStyle = round;
    ctx.fillRect(x, top, wide, base - top);
    ctx.strokeStyle = fade(darken(stone, 0.5), 0.25);
    ctx.lineWidth = wide * 0.035;
    ctx.beginPath();
    for (const flute of [0.14, 0.3, 0.5, 0.7, 0.86]) {
      ctx.moveTo(x + wide * flute, top);
      ctx.lineTo(x + wide * flute, base);
    }
    ctx.stroke();
    for (const [y, grow, tall] of [
      [top, 1.5, 0.22],
      [top + wide * 0.22, 1.24, 0.2],
      [base - wide * 0.42, 1.26, 0.2],
      [base - wide * 0.22, 1.55, 0.26],
    ] as const) {
      ctx.fillStyle = round;
      ctx.fillRect(x + (wide - wide * grow) / 2, y, wide * grow, wide * tall);
      ctx.fillStyle = fade(palette.shadow, 0.22);
      ctx.fillRect(x + (wide - wide * grow) / 2, y + wide * tall * 0.8, wide * grow, wide * tall * 0.2);
    }
  }
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Creepers from the upper corners, where no text is. */
function paintHangingVines(easel: Easel): void {
  const { width, height, random } = easel;
  for (const at of [-1, 1]) {
    const box = { x: at < 0 ? 0 : width * 0.8, y: 0, width: width * 0.2, height: height * 0.62 };
    paintVines(easel, box, random.fork(`vines ${at}`));
  }
}

/** Grey puffs that lean with the wind, from the roofs or the ground at one side. */
function paintSmoke(easel: Easel): void {
  const { ctx, layout, width, height, unit, random } = easel;
  const forked = random.fork("smoke");
  const from = {
    x: width * (side(easel, "smoke") < 0 ? forked.range(0.15, 0.3) : forked.range(0.7, 0.85)),
    y: layout.horizon - height * 0.06,
  };
  for (let puff = 0; puff < 16; puff++) {
    const t = puff / 16;
    const size = unit * (14 + t * 70);
    ctx.fillStyle = fade(mix("#e8e8ec", "#8f949e", forked.next()), 0.3 * (1 - t));
    ellipse(
      ctx,
      { x: from.x + t * t * width * 0.08 + forked.range(-1, 1) * size * 0.3, y: from.y - t * layout.horizon * 0.6 },
      size,
      size * 0.8,
    );
    ctx.fill();
  }
}

/** A projection: the main subject glows in lines of light over a ring, or bare panels float where there is none. */
export function paintHolograms(easel: Easel): void {
  const { ctx, layout, width, height, unit, random } = easel;
  const cyan = "#4df3ff";
  const main = layout.subjects.find(({ subject }) => !subject.background);
  ctx.save();
  if (main) {
    const { box } = main;
    const foot = { x: box.x + box.width / 2, y: Math.min(height * 0.97, box.y + box.height) };
    ctx.globalCompositeOperation = "screen";
    ctx.fillStyle = verticalGradient(
      ctx,
      [box.y, foot.y],
      [
        [0, fade(cyan, 0.08)],
        [1, fade(cyan, 0.5)],
      ],
    );
    polygon(ctx, [
      [box.x - box.width * 0.06, box.y],
      [box.x + box.width * 1.06, box.y],
      [foot.x + box.width * 0.26, foot.y],
      [foot.x - box.width * 0.26, foot.y],
    ]);
    ctx.fill();
    ctx.fillStyle = fade(cyan, 0.16);
    for (let y = box.y; y < foot.y; y += unit * 9) ctx.fillRect(box.x - box.width * 0.03, y, box.width * 1.06, unit * 2.6);
    ctx.strokeStyle = fade(cyan, 0.9);
    ctx.lineWidth = unit * 3;
    for (const grow of [0.3, 0.4, 0.5]) {
      ellipse(ctx, foot, box.width * grow, box.width * grow * 0.16);
      ctx.stroke();
    }
    ctx.restore();
    glow(ctx, foot, { radius: box.width * 0.6, colour: cyan, strength: 0.6 });
    return;
  }
  const forked = random.fork("holograms");
  for (let panel = 0; panel < 5; panel++) {
    const wide = unit * forked.range(110, 190);
    const tall = wide * forked.range(0.5, 0.8);
    const x = width * ((panel + forked.range(0.15, 0.6)) / 5) - wide * 0.2;
    const y = layout.horizon * forked.range(0.25, 0.75);
    if (layout.surfaces.some(({ box }) => overlaps({ x, y, width: wide, height: tall }, box))) continue;
    ctx.fillStyle = fade(cyan, 0.16);
    ctx.strokeStyle = fade(cyan, 0.85);
    ctx.lineWidth = unit * 2;
    ctx.beginPath();
    ctx.roundRect(x, y, wide, tall, unit * 8);
    ctx.fill();
    ctx.stroke();
    ctx.beginPath();
    for (let bar = 0; bar < 7; bar++) {
      ctx.moveTo(x + wide * (0.12 + bar * 0.12), y + tall * 0.85);
      ctx.lineTo(x + wide * (0.12 + bar * 0.12), y + tall * forked.range(0.25, 0.75));
    }
    ctx.lineWidth = unit * 6;
    ctx.stroke();
  }
  ctx.restore();
}
