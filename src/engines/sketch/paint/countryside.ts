// Land that people keep: meadows, gardens, fields, ponds, villages, roads. Each is a sequence of layers from the horizon to the
// foreground.
import { paintHouse } from "./buildings.ts";
import { darken, fade, mix } from "./colour.ts";
import { type Easel, verticalGradient } from "./easel.ts";
import { paintWay } from "./land.ts";
import { paintFlowers, paintGrass } from "./meadows.ts";
import { paintMountains } from "./mountains.ts";
import { paintBush, paintTreeline } from "./undergrowth.ts";
import { asks, farHills, ground, plantTrees, treeForms, wantsRiver, wintry } from "./terrain.ts";
import { paintFence } from "./things.ts";
import { paintRiver, paintWater } from "./water.ts";

export function paintMeadow(easel: Easel): void {
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
export function dressMeadow(easel: Easel, top: number): void {
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

export function paintPath(easel: Easel, top: number): void {
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

export function rowOfHouses(
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

export function paintVillage(easel: Easel): void {
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

export function paintOpenRoad(easel: Easel): void {
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
