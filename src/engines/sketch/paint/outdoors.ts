// Landscapes: the sky, the mountains that a prompt adds to any of them, then the land of the setting. What a layer looks like
// lives in sky.ts, land.ts, water.ts and plants.ts.
import { paintMeadow, paintOpenRoad, paintVillage } from "./countryside.ts";
import type { Setting } from "../scene/scene.ts";
import type { Easel } from "./easel.ts";
import { paintMountains } from "./mountains.ts";
import { paintBeach, paintHarbour, paintLake, paintRiverLand, paintSea, paintWaterfall } from "./shores.ts";
import { paintSky } from "./sky.ts";
import { paintDesert, paintForest, paintHighlands, paintWinter } from "./wilds.ts";

/** Land that may have mountains behind it, as the seed has it. */
const BACKED: ReadonlySet<Setting> = new Set(["meadow", "field", "village", "park", "road", "river", "garden"]);

export function paintLandscape(easel: Easel): void {
  const { scene, layout } = easel;
  const { horizon } = layout;
  paintSky(easel, horizon + easel.unit * 4);
  const asked = (name: string): boolean => scene.props.has(name) && !scene.without.has(name);
  const snow = asked("snowCaps") || scene.season === "winter";
  const chance = easel.random.fork("backdrop");
  if (asked("mountains") && !["mountains", "waterfall"].includes(scene.setting)) {
    paintMountains(easel, { base: horizon + 2, height: horizon * 0.42, snow });
  } else if (BACKED.has(scene.setting) && !scene.without.has("mountains") && chance.next() < 0.4) {
    paintMountains(easel, { base: horizon + 2, height: horizon * chance.range(0.2, 0.36), snow: snow || chance.next() < 0.4 });
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
