// Landscapes without people: mountains, forest, desert, snow. Each is a sequence of layers from the horizon to the foreground.
import { dressMeadow, paintPath } from "./countryside.ts";
import type { Easel } from "./easel.ts";
import { paintMountains, paintPeak } from "./mountains.ts";
import { paintDunes, paintSnowfield } from "./wastes.ts";
import { paintBush, paintTreeline } from "./undergrowth.ts";
import { paintTree } from "./plants.ts";
import { paintMist } from "./clouds.ts";
import { asks, farHills, ground, paintShafts, plantTrees, treeForms, wantsRiver, wintry } from "./terrain.ts";
import { paintRiver } from "./water.ts";

export function paintHighlands(easel: Easel): void {
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

export function paintForest(easel: Easel): void {
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

export function paintDesert(easel: Easel): void {
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

export function paintWinter(easel: Easel): void {
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
