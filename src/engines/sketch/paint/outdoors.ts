// Landscapes: one function per setting, each a sequence of layers from the sky to the foreground. What a layer looks like lives
// in sky.ts, land.ts, water.ts and plants.ts; here is only what follows what.
import type { Random } from "../random.ts";
import { paintHouse, paintTower } from "./buildings.ts";
import { darken, fade, lighten, mix } from "./colour.ts";
import { verticalGradient, type Easel } from "./easel.ts";
import {
  paintDapple,
  paintDunes,
  paintFlowers,
  paintGrass,
  paintHill,
  paintMountains,
  paintPeak,
  paintSnowfield,
  paintWay,
} from "./land.ts";
import { paintBush, paintTree, paintTreeline, treeFormFor, type TreeForm } from "./plants.ts";
import { paintMist, paintSky } from "./sky.ts";
import { paintFence, paintRock } from "./things.ts";
import { paintFall, paintRiver, paintSurf, paintWater, paintWaves } from "./water.ts";

export function paintLandscape(easel: Easel): void {
  const { scene, layout } = easel;
  const { horizon } = layout;
  paintSky(easel, horizon + easel.unit * 4);
  const asked = (name: string): boolean => scene.props.has(name) && !scene.without.has(name);
  if (asked("mountains") && !["mountains", "waterfall"].includes(scene.setting)) {
    paintMountains(easel, { base: horizon + 2, height: horizon * 0.42, snow: asked("snowCaps") || scene.season === "winter" });
  }
  switch (scene.setting) {
    case "sea":
      return paintSea(easel);
    case "beach":
      return paintBeach(easel);
    case "harbour":
      return paintHarbour(easel);
    case "lake":
      return paintLake(easel);
    case "river":
      return paintRiverLand(easel);
    case "waterfall":
      return paintWaterfall(easel);
    case "mountains":
      return paintHighlands(easel);
    case "forest":
      return paintForest(easel);
    case "desert":
      return paintDesert(easel);
    case "snowfield":
      return paintWinter(easel);
    case "village":
      return paintVillage(easel);
    case "road":
      return paintOpenRoad(easel);
    default:
      return paintMeadow(easel);
  }
}

function asks({ scene }: Easel, name: string): boolean {
  return scene.props.has(name) && !scene.without.has(name);
}

/** A river when the prompt names one, and under any bridge that is a subject. */
function wantsRiver(easel: Easel): boolean {
  return (
    ["river", "bridge", "boats"].some((name) => asks(easel, name)) ||
    easel.layout.subjects.some(({ kind }) => kind.drawing === "bridge")
  );
}

function wintry({ scene }: Easel): boolean {
  return scene.season === "winter" || scene.setting === "snowfield" || (scene.props.has("snow") && !scene.without.has("snow"));
}

/** Distant hills in two or three tones of haze. */
function farHills(easel: Easel, { base, height }: { base: number; height: number }): void {
  const { palette } = easel;
  const green = wintry(easel) ? palette.snow : mix(palette.grass, palette.foliage[0] ?? palette.grass, 0.5);
  for (const [index, distance] of [0.75, 0.5].entries()) {
    const colour = mix(mix(green, palette.rock, 0.35 - index * 0.2), palette.haze, distance);
    paintHill(easel, {
      top: base - height * (0.75 - index * 0.35),
      swell: height * 0.5,
      waves: 3 + index,
      colour,
      foot: mix(colour, palette.haze, 0.5),
      bottom: base + 4,
      salt: `far ${index}`,
    });
  }
}

/** The land that subjects stand on, in two folds. Returns the height of the nearer fold's edge. */
function ground(easel: Easel, { from, waves = 1.6 }: { from: number; waves?: number }): (x: number) => number {
  const { palette, height } = easel;
  const grass = wintry(easel) ? palette.snow : palette.grass;
  const shade = wintry(easel) ? mix(palette.snow, palette.skyTop, 0.35) : palette.grassShade;
  paintHill(easel, {
    top: from,
    swell: height * 0.018,
    waves: 2.4,
    colour: mix(grass, palette.haze, 0.3),
    foot: mix(shade, grass, 0.6),
    bottom: height,
    salt: "ground far",
  });
  const edge = paintHill(easel, {
    top: from + (height - from) * 0.3,
    swell: height * 0.03,
    waves,
    colour: grass,
    foot: shade,
    bottom: height,
    salt: "ground near",
  });
  paintDapple(easel, { top: from + (height - from) * 0.35, bottom: height, colour: shade, strength: 0.22 });
  paintDapple(easel, {
    top: from + (height - from) * 0.3,
    bottom: height * 0.97,
    colour: mix(grass, palette.glint, 0.5),
    strength: 0.16,
  });
  return edge;
}

interface Planting {
  readonly count: number;
  readonly top: number;
  readonly bottom: number;
  readonly smallest: number;
  readonly largest: number;
  readonly form: (random: Random) => TreeForm;
  readonly salt: string;
  /** Keep the middle of the picture open for subjects. */
  readonly parted?: boolean;
}

/** Trees over a stretch of ground, far ones small and hazy. */
function plantTrees(easel: Easel, { count, top, bottom, smallest, largest, form, salt, parted = true }: Planting): void {
  const random = easel.random.fork(`trees ${salt}`);
  // In a tall picture trees follow its width, or one crown would fill it.
  const slender = Math.min(1, (easel.width * 1.05) / easel.height);
  const trees = Array.from({ length: count }, (_, index) => {
    const forked = random.fork(`${index}`);
    const near = forked.next();
    const side = forked.next();
    const x =
      parted && near > 0.35
        ? easel.width * (side < 0.5 ? forked.range(-0.04, 0.24) : forked.range(0.76, 1.04))
        : easel.width * forked.range(0, 1);
    return { forked, near, x };
  }).toSorted((a, b) => a.near - b.near);
  for (const { forked, near, x } of trees) {
    paintTree(easel, {
      x,
      foot: top + (bottom - top) * near,
      height: (smallest + (largest - smallest) * near) * slender * forked.range(0.85, 1.15),
      form: form(forked),
      distance: 0.55 * (1 - near),
      random: forked,
    });
  }
}

function treeForms(easel: Easel): (random: Random) => TreeForm {
  const { scene } = easel;
  const asked: TreeForm[] = [];
  const forms: readonly (readonly [string, TreeForm])[] = [
    ["pineTrees", "conifer"],
    ["palmTrees", "palm"],
    ["willows", "willow"],
    ["bamboo", "bamboo"],
    ["cherryBlossom", "blossom"],
    ["plumBlossom", "blossom"],
  ];
  for (const [prop, form] of forms) if (asks(easel, prop)) asked.push(form);
  return (random) => (asked.length > 0 ? random.pick(asked) : treeFormFor("", { season: scene.season, random }));
}

// ---- settings ----

function paintSea(easel: Easel): void {
  const { layout, height, scene } = easel;
  const rough = scene.weather === "storm" || asks(easel, "waves") ? 1 : scene.weather === "wind" ? 0.7 : 0.3;
  if (easel.random.fork("island").next() < 0.4 || asks(easel, "cliffs"))
    farHills(easel, { base: layout.horizon + 2, height: height * 0.06 });
  paintWater(easel, { top: layout.horizon, bottom: height, mirror: rough > 0.6 ? 0.12 : 0.32, waves: rough });
  if (rough > 0.6) paintWaves(easel, { top: layout.horizon, bottom: height });
}

function paintBeach(easel: Easel): void {
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

function paintHarbour(easel: Easel): void {
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

function paintLake(easel: Easel): void {
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

function paintRiverLand(easel: Easel): void {
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

function paintWaterfall(easel: Easel): void {
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

function paintHighlands(easel: Easel): void {
  const { layout, height, unit, scene } = easel;
  const random = easel.random.fork("highlands");
  paintMountains(easel, {
    base: layout.horizon + 4,
    height: layout.horizon * random.range(0.7, 0.84),
    snow: !easel.scene.without.has("snow") && (wintry(easel) || asks(easel, "snowCaps") || random.next() < 0.75),
  });
  paintMist(easel, {
    at: layout.horizon - unit * 20,
    thickness: height * 0.16,
    strength: asks(easel, "mist") || asks(easel, "seaOfClouds") ? 1 : 0.75,
  });
  if (scene.style === "inkWash")
    for (const at of [0.55, 0.8]) paintMist(easel, { at: layout.horizon * at, thickness: height * 0.2, strength: 0.55 });
  farHills(easel, { base: layout.horizon + height * 0.05, height: height * 0.1 });
  paintTreeline(easel, {
    foot: layout.horizon + height * 0.055,
    height: height * 0.06,
    distance: 0.35,
    salt: "hill",
    conifers: true,
  });
  ground(easel, { from: layout.horizon + height * 0.05 });
  if (wantsRiver(easel) || asks(easel, "lake")) paintRiver(easel, { top: layout.horizon + height * 0.06, bottom: height });
  else if (asks(easel, "path")) paintPath(easel, layout.horizon + height * 0.06);
  dressMeadow(easel, layout.horizon + height * 0.16);
  plantTrees(easel, {
    count: 12,
    top: layout.horizon + height * 0.08,
    bottom: height * 0.97,
    smallest: height * 0.08,
    largest: height * 0.42,
    form: (forked) => (asks(easel, "cherryBlossom") ? "blossom" : forked.next() < 0.85 ? "conifer" : "round"),
    salt: "slope",
  });
}

function paintForest(easel: Easel): void {
  const { layout, height, width, unit } = easel;
  const { horizon } = layout;
  const random = easel.random.fork("forest");
  const conifers = asks(easel, "pineTrees") || wintry(easel) || random.next() < 0.35;
  const form = treeForms(easel);
  for (const [index, distance] of [0.82, 0.66, 0.48].entries()) {
    paintTreeline(easel, {
      foot: horizon + height * 0.01 * index + 4,
      height: height * (0.34 - index * 0.06),
      distance,
      salt: `forest ${index}`,
      conifers,
    });
    paintMist(easel, { at: horizon - height * 0.02, thickness: height * 0.22, strength: 0.4 });
  }
  ground(easel, { from: horizon });
  if (wantsRiver(easel)) paintRiver(easel, { top: horizon + 6, bottom: height });
  else if (!easel.scene.without.has("path") && (asks(easel, "path") || random.next() < 0.55)) paintPath(easel, horizon + 4);
  dressMeadow(easel, horizon + height * 0.14);
  plantTrees(easel, {
    count: 10,
    top: horizon + height * 0.015,
    bottom: horizon + height * 0.12,
    smallest: height * 0.34,
    largest: height * 0.5,
    form: (forked) => (conifers && forked.next() < 0.8 ? "conifer" : form(forked)),
    salt: "middle",
    parted: false,
  });
  if (easel.scene.time !== "night" && easel.scene.weather !== "rain") paintShafts(easel, { bottom: height * 0.85 });
  // Great trunks close by frame the clearing.
  for (const [index, at] of [0.03, 0.97, 0.13, 0.88].entries()) {
    if (index > 1 && random.next() < 0.4) continue;
    const forked = random.fork(`trunk ${index}`);
    const foot = height * (index < 2 ? forked.range(0.93, 1.0) : forked.range(0.84, 0.9));
    paintTree(easel, {
      x: width * at + forked.range(-0.02, 0.02) * width,
      foot,
      height: Math.min(height, width * 0.95) * (index < 2 ? 1.08 : 0.8),
      form: conifers && forked.next() < 0.8 ? "conifer" : form(forked),
      distance: index < 2 ? 0 : 0.08,
      random: forked,
    });
  }
  for (let bush = 0; bush < 7; bush++) {
    const forked = random.fork(`bush ${bush}`);
    if (wintry(easel)) break;
    paintBush(easel, {
      x: width * (bush % 2 === 0 ? forked.range(-0.02, 0.26) : forked.range(0.74, 1.02)),
      foot: height * forked.range(0.86, 1.02),
      width: unit * forked.range(90, 190),
      distance: 0.02,
      random: forked,
    });
  }
}

/** Beams that fall through leaves, from the side of the light. */
export function paintShafts(easel: Easel, { bottom }: { bottom: number }): void {
  const { ctx, palette, width, layout } = easel;
  const random = easel.random.fork("shafts");
  const side = layout.light.direction > 0 ? 1 : -1;
  ctx.save();
  ctx.globalCompositeOperation = "screen";
  for (let beam = 0; beam < 6; beam++) {
    const top = width * (0.5 + side * random.range(0, 0.55));
    const foot = top - side * width * random.range(0.2, 0.34);
    const wide = width * random.range(0.012, 0.04);
    ctx.fillStyle = verticalGradient(
      ctx,
      [0, bottom],
      [
        [0, fade(palette.light, random.range(0.16, 0.3))],
        [0.7, fade(palette.glint, 0.07)],
        [1, fade(palette.glint, 0)],
      ],
    );
    ctx.beginPath();
    ctx.moveTo(top - wide * 0.5, -5);
    ctx.lineTo(top + wide * 0.5, -5);
    ctx.lineTo(foot + wide * 2.4, bottom);
    ctx.lineTo(foot - wide * 1.2, bottom);
    ctx.fill();
  }
  ctx.restore();
}

function paintDesert(easel: Easel): void {
  const { layout, height, width } = easel;
  const random = easel.random.fork("desert");
  if (random.next() < 0.5) {
    for (let mesa = 0; mesa < 3; mesa++) {
      paintPeak(easel, {
        apex: { x: width * random.range(0.05, 0.95), y: layout.horizon - height * random.range(0.06, 0.14) },
        base: layout.horizon + 4,
        spread: width * random.range(0.1, 0.2),
        distance: 0.66,
        snow: 0,
        random: random.fork(`mesa ${mesa}`),
      });
    }
  }
  paintDunes(easel, { top: layout.horizon, bottom: height });
}

function paintWinter(easel: Easel): void {
  const { layout, height } = easel;
  const random = easel.random.fork("winter");
  if (random.next() < 0.7 && !easel.scene.props.has("mountains"))
    paintMountains(easel, { base: layout.horizon + 4, height: layout.horizon * 0.4, snow: true });
  paintTreeline(easel, { foot: layout.horizon + 6, height: height * 0.08, distance: 0.5, salt: "winter", conifers: true });
  paintSnowfield(easel, { top: layout.horizon, bottom: height });
  plantTrees(easel, {
    count: 9,
    top: layout.horizon + height * 0.03,
    bottom: height * 0.95,
    smallest: height * 0.1,
    largest: height * 0.5,
    form: (forked) => (forked.next() < 0.75 ? "conifer" : "bare"),
    salt: "winter",
  });
}

function paintMeadow(easel: Easel): void {
  const { layout, height, width, scene, unit } = easel;
  const random = easel.random.fork("meadow");
  const mountains = random.next() < 0.35 && !scene.props.has("mountains") && scene.setting === "meadow";
  if (mountains) paintMountains(easel, { base: layout.horizon + 6, height: layout.horizon * 0.36, snow: random.next() < 0.6 });
  farHills(easel, { base: layout.horizon + 6, height: height * 0.14 });
  paintTreeline(easel, {
    foot: layout.horizon + height * 0.012,
    height: height * 0.06,
    distance: 0.42,
    salt: "meadow",
    conifers: random.next() < 0.3,
  });
  if (asks(easel, "houses") || scene.props.has("castle"))
    rowOfHouses(easel, { foot: layout.horizon + height * 0.03, height: height * 0.1, salt: "hamlet", distance: 0.3 });
  ground(easel, { from: layout.horizon });
  if (scene.setting === "field" || asks(easel, "crops")) paintCrops(easel, layout.horizon + height * 0.05);
  if (wantsRiver(easel)) paintRiver(easel, { top: layout.horizon + 8, bottom: height });
  else if (asks(easel, "pond") || asks(easel, "lake")) paintPond(easel);
  else if (
    !scene.without.has("path") &&
    (asks(easel, "path") || ((scene.setting === "park" || scene.setting === "garden") && random.next() < 0.7))
  )
    paintPath(easel, layout.horizon + 6);
  if (asks(easel, "fence") || (scene.setting === "garden" && random.next() < 0.6))
    paintFence(easel, { foot: layout.horizon + height * 0.09, height: height * 0.075 });
  const wooded = scene.setting === "park" || scene.setting === "garden" || asks(easel, "trees") || asks(easel, "cherryBlossom");
  dressMeadow(easel, layout.horizon + height * 0.05);
  plantTrees(easel, {
    count: wooded ? 11 : 4,
    top: layout.horizon + height * 0.03,
    bottom: height * 0.9,
    smallest: height * 0.1,
    largest: height * (wooded ? 0.58 : 0.36),
    form: treeForms(easel),
    salt: "meadow",
  });
  if (scene.setting === "garden" || asks(easel, "hedge")) {
    for (let bush = 0; bush < 9; bush++) {
      const forked = random.fork(`bush ${bush}`);
      paintBush(easel, {
        x: width * (bush % 2 === 0 ? forked.range(-0.02, 0.3) : forked.range(0.7, 1.02)),
        foot: layout.horizon + (height - layout.horizon) * forked.range(0.18, 0.6),
        width: unit * forked.range(80, 170),
        distance: 0.06,
        random: forked,
      });
    }
  }
}

/** Grass and, in the seasons for it or when asked, flowers. */
function dressMeadow(easel: Easel, top: number): void {
  const { palette, height, scene } = easel;
  if (wintry(easel) || scene.style === "inkWash") return;
  paintGrass(easel, {
    top,
    bottom: height * 1.02,
    density: asks(easel, "grass") ? 1.9 : 1,
    colour: mix(palette.grass, palette.grassShade, 0.35),
  });
  const asked = asks(easel, "flowers") || scene.setting === "garden";
  const wild =
    (scene.season === "spring" || scene.season === "summer") &&
    ["meadow", "park", "field", "village", "mountains"].includes(scene.setting);
  if (scene.without.has("flowers") || !(asked || wild)) return;
  paintFlowers(easel, {
    top: top + (height - top) * 0.08,
    bottom: height * 1.01,
    count: Math.round((asked ? 330 : 150) * (easel.simple ? 0.4 : 1)),
    colours: palette.blossom,
  });
}

function paintPath(easel: Easel, top: number): void {
  const { palette, height } = easel;
  paintWay(easel, {
    top,
    bottom: height * 1.01,
    colour: wintry(easel) ? mix(palette.snow, palette.earth, 0.25) : mix(palette.earth, palette.sand, 0.5),
    spread: 0.17,
    marked: false,
  });
}

function paintPond(easel: Easel): void {
  const { ctx, layout, height, width, palette, unit } = easel;
  const random = easel.random.fork("pond");
  const centre = { x: width * random.range(0.42, 0.58), y: layout.horizon + (height - layout.horizon) * 0.48 };
  const [rx, ry] = [width * 0.34, (height - layout.horizon) * 0.26];
  ctx.fillStyle = mix(palette.earth, palette.grassShade, 0.5);
  ctx.beginPath();
  ctx.ellipse(centre.x, centre.y, rx * 1.05, ry * 1.1, 0, 0, Math.PI * 2);
  ctx.fill();
  ctx.save();
  ctx.beginPath();
  ctx.ellipse(centre.x, centre.y, rx, ry, 0, 0, Math.PI * 2);
  ctx.clip();
  paintWater(easel, { top: centre.y - ry, bottom: centre.y + ry, mirror: 0.5, waves: 0.1 });
  if (easel.scene.props.has("lotus")) {
    for (let pad = 0; pad < 16; pad++) {
      const at = { x: centre.x + random.range(-0.9, 0.9) * rx, y: centre.y + random.range(-0.8, 0.85) * ry };
      const size = unit * (14 + ((at.y - centre.y + ry) / ry) * 12);
      ctx.fillStyle = pad % 2 === 0 ? palette.grassShade : mix(palette.grassShade, palette.grass, 0.5);
      ctx.beginPath();
      ctx.ellipse(at.x, at.y, size * 1.6, size * 0.6, 0, 0.3, Math.PI * 2);
      ctx.lineTo(at.x, at.y);
      ctx.fill();
      if (pad % 3 !== 0) continue;
      for (let petal = 0; petal < 5; petal++) {
        ctx.fillStyle = petal % 2 === 0 ? "#ff9fc6" : "#ffc9df";
        ctx.beginPath();
        ctx.ellipse(
          at.x + (petal - 2) * size * 0.28,
          at.y - size * (0.75 - Math.abs(petal - 2) * 0.14),
          size * 0.24,
          size * 0.6,
          (petal - 2) * 0.35,
          0,
          Math.PI * 2,
        );
        ctx.fill();
      }
    }
  }
  ctx.restore();
}

function paintCrops(easel: Easel, top: number): void {
  const { ctx, palette, width, height, layout, scene } = easel;
  const ripe = scene.season === "spring" ? palette.grass : mix("#e3b84f", palette.ambient, palette.ambientStrength * 0.5);
  const vanish = { x: width * (0.5 + easel.random.fork("rows").range(-0.25, 0.25)), y: layout.horizon - height * 0.02 };
  const rows = 26;
  for (let row = -rows; row <= rows; row++) {
    const x = vanish.x + ((row * width) / rows) * 1.35;
    ctx.fillStyle = row % 2 === 0 ? ripe : darken(ripe, 0.16);
    ctx.beginPath();
    const at = (foot: number, t: number): number => vanish.x + (foot - vanish.x) * t;
    const t = (top - vanish.y) / (height - vanish.y);
    ctx.moveTo(at(x - width / rows / 1.5, t), top);
    ctx.lineTo(at(x + width / rows / 1.5, t), top);
    ctx.lineTo(x + width / rows / 1.5, height + 2);
    ctx.lineTo(x - width / rows / 1.5, height + 2);
    ctx.fill();
  }
  ctx.fillStyle = verticalGradient(
    ctx,
    [top, height],
    [
      [0, fade(palette.haze, 0.4)],
      [0.4, fade(palette.haze, 0)],
      [1, fade(palette.shadow, 0.15)],
    ],
  );
  ctx.fillRect(0, top, width, height - top);
  paintGrass(easel, { top: top + (height - top) * 0.1, bottom: height * 1.02, density: 2, colour: ripe });
}

function rowOfHouses(
  easel: Easel,
  { foot, height, salt, distance }: { foot: number; height: number; salt: string; distance: number },
): void {
  const random = easel.random.fork(`houses ${salt}`);
  let x = -height * 0.3;
  while (x < easel.width) {
    const tall = height * random.range(0.75, 1.1);
    if (random.next() < 0.78)
      paintHouse(easel, {
        box: { x, y: foot - tall, width: tall * 1.05, height: tall },
        distance,
        random: random.fork(`${Math.round(x)}`),
      });
    x += tall * random.range(0.85, 1.3);
  }
}

function paintVillage(easel: Easel): void {
  const { layout, height, width } = easel;
  const random = easel.random.fork("village");
  if (random.next() < 0.6)
    paintMountains(easel, {
      base: layout.horizon + 4,
      height: layout.horizon * 0.45,
      snow: wintry(easel) || random.next() < 0.5,
    });
  farHills(easel, { base: layout.horizon + 4, height: height * 0.13 });
  paintTreeline(easel, {
    foot: layout.horizon + 6,
    height: height * 0.07,
    distance: 0.42,
    salt: "village",
    conifers: random.next() < 0.5,
  });
  ground(easel, { from: layout.horizon });
  rowOfHouses(easel, { foot: layout.horizon + height * 0.035, height: height * 0.13, salt: "back", distance: 0.32 });
  if (wantsRiver(easel)) paintRiver(easel, { top: layout.horizon + height * 0.045, bottom: height });
  else paintPath(easel, layout.horizon + height * 0.04);
  dressMeadow(easel, layout.horizon + height * 0.1);
  plantTrees(easel, {
    count: 8,
    top: layout.horizon + height * 0.05,
    bottom: height * 0.72,
    smallest: height * 0.1,
    largest: height * 0.3,
    form: treeForms(easel),
    salt: "village",
  });
  for (const [index, at] of [0.02, 0.98, 0.2, 0.8].entries()) {
    const forked = random.fork(`house ${index}`);
    const tall = Math.min(height, width) * (index < 2 ? 0.36 : 0.25);
    const foot = layout.horizon + (height - layout.horizon) * (index < 2 ? 0.5 : 0.28);
    paintHouse(easel, {
      box: { x: width * at - tall * 0.55, y: foot - tall, width: tall * 1.1, height: tall },
      distance: index < 2 ? 0.03 : 0.14,
      random: forked,
    });
  }
  if (asks(easel, "fence")) paintFence(easel, { foot: layout.horizon + (height - layout.horizon) * 0.6, height: height * 0.08 });
}

function paintOpenRoad(easel: Easel): void {
  const { layout, height, palette } = easel;
  const random = easel.random.fork("open road");
  if (random.next() < 0.7)
    paintMountains(easel, { base: layout.horizon + 4, height: layout.horizon * 0.4, snow: random.next() < 0.5 });
  farHills(easel, { base: layout.horizon + 4, height: height * 0.1 });
  ground(easel, { from: layout.horizon });
  paintWay(easel, {
    top: layout.horizon + 2,
    bottom: height * 1.02,
    colour: mix("#565c6b", palette.ambient, palette.ambientStrength * 0.4),
    spread: 0.34,
    marked: true,
  });
  dressMeadow(easel, layout.horizon + height * 0.18);
  plantTrees(easel, {
    count: 10,
    top: layout.horizon + height * 0.015,
    bottom: height * 0.8,
    smallest: height * 0.07,
    largest: height * 0.42,
    form: treeForms(easel),
    salt: "road",
  });
}

/** Far towers along the horizon, for parks and waters at the edge of a city. */
export function paintFarTowers(
  easel: Easel,
  { foot, height, distance, salt }: { foot: number; height: number; distance: number; salt: string },
): void {
  const random = easel.random.fork(`towers ${salt}`);
  let x = -height * 0.1;
  while (x < easel.width) {
    const w = height * random.range(0.14, 0.26);
    const tall = height * random.range(0.35, 1) * random.range(0.7, 1);
    paintTower(easel, { box: { x, y: foot - tall, width: w, height: tall }, distance, random: random.fork(`${Math.round(x)}`) });
    x += w * random.range(0.75, 1.2);
  }
}
