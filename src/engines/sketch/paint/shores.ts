// Landscapes of water: sea, beach, harbour, lake, river, waterfall. Each is a sequence of layers from the horizon to the foreground.
import { darken, fade, lighten, mix } from "./colour.ts";
import { rowOfHouses } from "./countryside.ts";
import { type Easel, verticalGradient } from "./easel.ts";
import { paintDapple, paintHill } from "./land.ts";
import { paintMountains } from "./mountains.ts";
import { paintBush, paintTreeline } from "./undergrowth.ts";
import { paintTree } from "./plants.ts";
import { paintMist } from "./clouds.ts";
import { asks, farHills, ground, plantTrees, treeForms, wintry } from "./terrain.ts";
import { paintRock } from "./things.ts";
import { paintFall, paintRiver, paintSurf, paintWater, paintWaves } from "./water.ts";

export function paintSea(easel: Easel): void {
  const { layout, height, scene } = easel;
  const rough = scene.weather === "storm" || asks(easel, "waves") ? 1 : scene.weather === "wind" ? 0.7 : 0.3;
  if (easel.random.fork("island").next() < 0.4 || asks(easel, "cliffs"))
    farHills(easel, { base: layout.horizon + 2, height: height * 0.06 });
  paintWater(easel, { top: layout.horizon, bottom: height, mirror: rough > 0.6 ? 0.12 : 0.32, waves: rough });
  if (rough > 0.6) paintWaves(easel, { top: layout.horizon, bottom: height });
}

export function paintBeach(easel: Easel): void {
  const { ctx, layout, height, width, palette } = easel;
  const random = easel.random.fork("beach");
  const shore = layout.horizon + (height - layout.horizon) * random.range(0.36, 0.46);
  if (random.next() < 0.5) farHills(easel, { base: layout.horizon + 2, height: height * 0.07 });
  paintWater(easel, { top: layout.horizon, bottom: shore + height * 0.08, mirror: 0.25, waves: 0.5 });
  const lean = random.range(-0.05, 0.05) * height;
  const edge = (x: number): number =>
    shore + lean * (x / width - 0.5) * 2 + Math.abs((((x / width) * 2.2 + 0.3) % 1) - 0.5) * height * 0.03;
  ctx.beginPath();
  ctx.moveTo(0, height + 2);
  for (let x = 0; x <= width + 10; x += 10) ctx.lineTo(x, edge(x));
  ctx.lineTo(width, height + 2);
  ctx.closePath();
  ctx.fillStyle = verticalGradient(
    ctx,
    [shore, height],
    [
      [0, mix(palette.sand, palette.glint, 0.2)],
      [1, darken(palette.sand, 0.16)],
    ],
  );
  ctx.fill();
  paintSurf(easel, edge);
  paintDapple(easel, { top: shore + height * 0.12, bottom: height, colour: darken(palette.sand, 0.25), strength: 0.2 });
  if (!easel.scene.without.has("palmTrees") && (asks(easel, "palmTrees") || random.next() < 0.6)) {
    const side = random.pick([0.07, 0.93]);
    for (let palm = 0; palm < 2; palm++) {
      paintTree(easel, {
        x: width * (side + (side < 0.5 ? 1 : -1) * palm * 0.07),
        foot: height * (0.9 - palm * 0.09),
        height: Math.min(height * 0.8, width * 0.62) * (1 - palm * 0.22),
        form: "palm",
        distance: 0.02,
        random: random.fork(`palm ${palm}`),
      });
    }
  }
}

export function paintHarbour(easel: Easel): void {
  const { layout, height, width, ctx, palette, unit } = easel;
  const random = easel.random.fork("harbour");
  farHills(easel, { base: layout.horizon + 2, height: height * 0.12 });
  rowOfHouses(easel, { foot: layout.horizon + unit * 6, height: height * 0.13, salt: "quay", distance: 0.25 });
  ctx.fillStyle = mix(palette.stone, palette.shadow, 0.3);
  ctx.fillRect(0, layout.horizon + unit * 4, width, unit * 12);
  paintWater(easel, { top: layout.horizon + unit * 14, bottom: height, mirror: 0.5, waves: 0.25 });
  paintPier(easel, random.pick([-1, 1]));
}

/** Planks on posts that run from the near corner towards the water. */
export function paintPier(easel: Easel, side: number): void {
  const { ctx, palette, width, height, layout } = easel;
  const far = { x: width * (0.5 + side * 0.24), y: layout.horizon + (height - layout.horizon) * 0.34, half: width * 0.018 };
  const near = { x: width * (0.5 + side * 0.42), y: height * 1.02, half: width * 0.13 };
  const at = (t: number): { x: number; y: number; half: number } => ({
    x: far.x + (near.x - far.x) * t,
    y: far.y + (near.y - far.y) * t,
    half: far.half + (near.half - far.half) * t,
  });
  ctx.fillStyle = darken(palette.wood, 0.5);
  for (let post = 0; post < 6; post++) {
    const { x, y, half } = at((post / 6) * (post / 6) + 0.02);
    for (const edge of [-0.94, 0.88]) ctx.fillRect(x + half * edge, y, half * 0.12, half * 0.9);
  }
  let t = 0;
  let plank = 0;
  while (t < 1) {
    const next = Math.min(1, t + 0.012 + t * 0.06);
    const a = at(t);
    const b = at(next);
    ctx.fillStyle = plank % 3 === 0 ? lighten(palette.wood, 0.12) : plank % 3 === 1 ? palette.wood : darken(palette.wood, 0.1);
    ctx.beginPath();
    ctx.moveTo(a.x - a.half, a.y);
    ctx.lineTo(a.x + a.half, a.y);
    ctx.lineTo(b.x + b.half, b.y + 0.5);
    ctx.lineTo(b.x - b.half, b.y + 0.5);
    ctx.fill();
    t = next;
    plank++;
  }
}

export function paintLake(easel: Easel): void {
  const { layout, height, width, palette, unit } = easel;
  const { horizon } = layout;
  const random = easel.random.fork("lake");
  if (!easel.scene.without.has("mountains"))
    paintMountains(easel, {
      base: horizon + 2,
      height: horizon * random.range(0.5, 0.66),
      snow: asks(easel, "snowCaps") || wintry(easel) || random.next() < 0.6,
    });
  paintMist(easel, { at: horizon - unit * 10, thickness: unit * 80, strength: 0.5 });
  paintTreeline(easel, {
    foot: horizon + unit * 3,
    height: height * 0.075,
    distance: 0.38,
    salt: "far shore",
    conifers: random.next() < 0.7,
  });
  paintWater(easel, { top: horizon, bottom: height, mirror: asks(easel, "reflection") ? 0.85 : 0.66, waves: 0.14 });
  const bank = paintHill(easel, {
    top: height * 0.955,
    swell: height * 0.025,
    waves: 1.8,
    colour: wintry(easel) ? palette.snow : palette.grass,
    foot: palette.grassShade,
    bottom: height,
    salt: "bank",
  });
  paintReeds(easel, { edge: bank, side: random.pick([-1, 1]) });
  if (random.next() < 0.6 && layout.surfaces.length === 0) {
    const left = random.next() < 0.5;
    const form = treeForms(easel);
    for (let index = 0; index < 2; index++) {
      const forked = random.fork(`frame ${index}`);
      paintTree(easel, {
        x: width * (left ? 0.02 + index * 0.1 : 0.98 - index * 0.1),
        foot: height * (1.0 - index * 0.03),
        height: height * (0.72 - index * 0.2),
        form: form(forked),
        distance: 0.03 + index * 0.06,
        random: forked,
      });
    }
  }
}

function paintReeds(
  { ctx, palette, unit, width, random }: Easel,
  { edge, side }: { edge: (x: number) => number; side: number },
): void {
  const forked = random.fork("reeds");
  ctx.lineCap = "round";
  for (let index = 0; index < 26; index++) {
    const x = width * (side < 0 ? forked.range(0, 0.28) : forked.range(0.72, 1));
    const foot = edge(x) + unit * 8;
    const tall = unit * forked.range(50, 120);
    ctx.strokeStyle = index % 3 === 0 ? lighten(palette.grassShade, 0.15) : palette.grassShade;
    ctx.lineWidth = unit * 2;
    ctx.beginPath();
    ctx.moveTo(x, foot);
    ctx.quadraticCurveTo(x, foot - tall * 0.6, x + forked.range(-0.25, 0.25) * tall, foot - tall);
    ctx.stroke();
  }
}

export function paintRiverLand(easel: Easel): void {
  const { layout, height } = easel;
  const random = easel.random.fork("river land");
  if (random.next() < 0.6)
    paintMountains(easel, { base: layout.horizon + 4, height: layout.horizon * 0.42, snow: random.next() < 0.6 });
  else farHills(easel, { base: layout.horizon + 4, height: height * 0.14 });
  paintTreeline(easel, { foot: layout.horizon + 4, height: height * 0.06, distance: 0.45, salt: "river", conifers: false });
  ground(easel, { from: layout.horizon });
  paintRiver(easel, { top: layout.horizon + height * 0.012, bottom: height });
  plantTrees(easel, {
    count: 9,
    top: layout.horizon + height * 0.02,
    bottom: height * 0.9,
    smallest: height * 0.08,
    largest: height * 0.5,
    form: treeForms(easel),
    salt: "bank",
  });
}

export function paintWaterfall(easel: Easel): void {
  const { ctx, layout, height, width, palette, unit } = easel;
  const random = easel.random.fork("waterfall");
  const pool = layout.horizon;
  const top = height * random.range(0.2, 0.27);
  const x = width * random.range(0.4, 0.6);
  const fall = Math.min(width * 0.2, height * 0.24);
  farHills(easel, { base: top + height * 0.06, height: height * 0.14 });
  // Two cliffs with the fall between them.
  for (const side of [-1, 1]) {
    const inner = x + side * fall * 0.44;
    const outer = side < 0 ? -10 : width + 10;
    ctx.beginPath();
    ctx.moveTo(inner, top + unit * 4);
    const steps = 9;
    for (let step = 1; step <= steps; step++)
      ctx.lineTo(
        inner + ((outer - inner) * step) / steps,
        top + random.range(-0.02, 0.05) * height - (step / steps) * height * 0.05,
      );
    ctx.lineTo(outer, pool + 20);
    for (let step = steps; step >= 0; step--)
      ctx.lineTo(inner + side * fall * 0.16 * (step % 2 === 0 ? 0.35 : 0), top + ((pool + 10 - top) * step) / steps);
    ctx.closePath();
    ctx.fillStyle = verticalGradient(
      ctx,
      [top, pool],
      [
        [0, mix(palette.rock, palette.glint, 0.25)],
        [0.5, palette.rock],
        [1, darken(mix(palette.rock, palette.shadow, 0.3), 0.25)],
      ],
    );
    ctx.fill();
    ctx.save();
    ctx.clip();
    for (let crack = 0; crack < 34; crack++) {
      const cx = side < 0 ? random.range(0, x) : random.range(x, width);
      const cy = top + random.range(-0.02, 0.34) * height;
      const wide = unit * random.range(8, 40);
      const tall = height * random.range(0.05, 0.22);
      ctx.fillStyle = fade(
        random.next() < 0.5 ? darken(palette.rock, 0.4) : mix(lighten(palette.rock, 0.2), palette.glint, 0.2),
        0.26,
      );
      ctx.beginPath();
      ctx.moveTo(cx, cy);
      ctx.lineTo(cx + wide, cy + tall * random.range(0.05, 0.2));
      ctx.lineTo(cx + wide * random.range(0.5, 0.9), cy + tall);
      ctx.lineTo(cx + wide * 0.1, cy + tall * random.range(0.5, 0.8));
      ctx.fill();
    }
    ctx.restore();
  }
  paintFall(easel, { x, top, bottom: pool + unit * 8, width: fall });
  plantTrees(easel, {
    count: 8,
    top: top + height * 0.02,
    bottom: top + height * 0.05,
    smallest: height * 0.1,
    largest: height * 0.17,
    form: treeForms(easel),
    salt: "cliff",
  });
  paintWater(easel, { top: pool, bottom: height, mirror: 0.55, waves: 0.35 });
  paintMist(easel, { at: pool, thickness: height * 0.16, strength: 0.6 });
  for (let rock = 0; rock < 7; rock++) {
    const w = unit * random.range(50, 150);
    const rx = width * (rock % 2 === 0 ? random.range(0, 0.26) : random.range(0.74, 1)) - w / 2;
    paintRock(easel, {
      box: { x: rx, y: pool + (height - pool) * random.range(0.1, 0.9) - w * 0.3, width: w, height: w * 0.55 },
      random: random.fork(`rock ${rock}`),
    });
  }
  for (let bush = 0; bush < 5; bush++)
    paintBush(easel, {
      x: width * (bush % 2 === 0 ? random.range(0, 0.2) : random.range(0.8, 1)),
      foot: height * random.range(0.92, 1.02),
      width: unit * random.range(120, 220),
      distance: 0,
      random: random.fork(`bush ${bush}`),
    });
}
