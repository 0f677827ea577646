// Scenes for tests of composing and painting: plain ones, with what a test cares about replaced.
import type { Scene, Setting } from "../../../src/engines/sketch/scene/scene.ts";

export const SETTINGS: readonly Setting[] = [
  "sea",
  "beach",
  "lake",
  "river",
  "waterfall",
  "mountains",
  "forest",
  "desert",
  "meadow",
  "garden",
  "field",
  "snowfield",
  "street",
  "skyline",
  "village",
  "harbour",
  "park",
  "road",
  "cafe",
  "kitchen",
  "livingRoom",
  "bedroom",
  "office",
  "library",
  "classroom",
  "shop",
  "stage",
  "studio",
  "space",
  "underwater",
  "sky",
  "abstract",
];

const INTERIORS: ReadonlySet<Setting> = new Set([
  "cafe",
  "kitchen",
  "livingRoom",
  "bedroom",
  "office",
  "library",
  "classroom",
  "shop",
]);

/** A summer's day in a meadow, unless `parts` say otherwise. */
export function sceneOf(parts: Partial<Scene>): Scene {
  return {
    setting: "meadow",
    settingNamed: true,
    interior: INTERIORS.has(parts.setting ?? "meadow"),
    time: "day",
    season: "summer",
    weather: "clear",
    camera: "medium",
    style: "illustration",
    modifiers: new Set(),
    palette: [],
    subjects: [],
    lettering: [],
    props: new Set(),
    without: new Set(),
    ...parts,
  };
}
