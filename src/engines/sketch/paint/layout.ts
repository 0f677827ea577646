// Where everything goes, as plain data, before a pixel is painted. Owns two promises: every box lies inside the picture, and
// no subject lies over a surface that carries text.
import type { Colour, Lettering, Scene, Setting, Subject } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import { placeFurniture, type Furniture } from "./furnishing.ts";
import { arrangeSubjects } from "./arrangement.ts";
import { kindOf, type Kind } from "./kinds.ts";
import { choosePalette, type Palette } from "./palette.ts";
import { coverOf, freeArea, placeSurfaces } from "./surfaces.ts";
import { placeFront, settle, sheetOf, type Front } from "./venue.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Surface {
  readonly lettering: Lettering;
  /** Outer edge of the board or sign, its frame included, before it is tilted around its middle. */
  readonly box: Box;
  /** Radians, clockwise, small. */
  readonly tilt: number;
  /** Fastened to a wall that the picture shows: needs neither chains nor shelf. */
  readonly fixed: boolean;
  /** The picture itself is the page: letters alone, without a board of their own. */
  readonly bare: boolean;
}

export interface PlacedSubject {
  readonly subject: Subject;
  readonly kind: Kind;
  readonly box: Box;
  /** 0 in the foreground … 1 at the horizon: how much haze lies before it. */
  readonly depth: number;
  readonly mirrored: boolean;
  /** What it touches, which decides its shadow; `flat` lies on a table seen from above. */
  readonly ground: "land" | "water" | "air" | "held" | "flat";
  /** Drawn before the foreground table: only what shows above the table is seen. */
  readonly behindTable: boolean;
  /** Which of its kind it is, counted over the picture: neighbours differ. */
  readonly ordinal: number;
  /** Who sits behind it and holds it with both paws. */
  readonly heldBy?: Subject | undefined;
  /** Salt for its own stream: stays when other subjects come or go. */
  readonly salt: string;
}

export interface Light {
  readonly kind: "sun" | "moon" | "lamp";
  readonly colour: Colour;
  /** Where it comes from: -1 from the left … 1 from the right. */
  readonly direction: number;
  /** Middle of the disc, when it is in the picture. */
  readonly position?: Point;
  /** Of the disc, in pixels. */
  readonly radius: number;
}

export interface Layout extends Size {
  /** A thousandth of the geometric mean of width and height: the measure for strokes and gaps. */
  readonly unit: number;
  /** Where land or floor ends and sky or wall begins, in pixels from the top. */
  readonly horizon: number;
  readonly light: Light;
  readonly palette: Palette;
  /** A person fills the picture from the chest up. */
  readonly portrait: boolean;
  /** A house front that is the picture, or one side of it. */
  readonly front?: Front;
  /** Table in the foreground; subjects stand between its far edge (`y`) and the bottom of the picture. */
  readonly table?: Box;
  readonly furniture: readonly Furniture[];
  /** In painting order, far to near. */
  readonly subjects: readonly PlacedSubject[];
  readonly surfaces: readonly Surface[];
  /** What the surfaces leave to the subjects. */
  readonly free: Box;
}

/** The bare facts that placing needs, before subjects are placed. */
export interface Stage extends Size {
  readonly scene: Scene;
  readonly unit: number;
  readonly horizon: number;
  readonly portrait: boolean;
  readonly table: Box | undefined;
  readonly front: Front | undefined;
  readonly free: Box;
  /** Upright boxes around all surfaces, a little larger than they: nothing may touch them. */
  readonly keepOut: readonly Box[];
}

/** Height of the horizon as a part of the picture, low and high ends. */
const HORIZONS: Readonly<Partial<Record<Setting, readonly [number, number]>>> = {
  sea: [0.42, 0.62],
  beach: [0.36, 0.5],
  lake: [0.46, 0.6],
  river: [0.46, 0.58],
  waterfall: [0.62, 0.68],
  mountains: [0.6, 0.72],
  forest: [0.56, 0.68],
  desert: [0.5, 0.68],
  meadow: [0.48, 0.66],
  garden: [0.46, 0.58],
  field: [0.44, 0.62],
  snowfield: [0.5, 0.66],
  street: [0.54, 0.64],
  skyline: [0.64, 0.78],
  village: [0.52, 0.66],
  harbour: [0.46, 0.58],
  park: [0.5, 0.62],
  road: [0.46, 0.6],
  cafe: [0.72, 0.77],
  kitchen: [0.72, 0.77],
  livingRoom: [0.72, 0.78],
  bedroom: [0.7, 0.76],
  office: [0.73, 0.78],
  library: [0.74, 0.79],
  classroom: [0.73, 0.78],
  shop: [0.74, 0.79],
  stage: [0.7, 0.74],
  studio: [0.66, 0.72],
  space: [0.9, 0.95],
  underwater: [0.8, 0.85],
  sky: [0.88, 0.94],
  abstract: [0.75, 0.85],
};

/** Places everything that `scene` holds in a picture of `size`; the same random stream gives the same layout. */
export function layOut(described: Scene, size: Size, random: Random): Layout {
  const scene = settle(described);
  const { width, height } = size;
  const chance = random.fork("layout");
  const palette = choosePalette(scene, chance.fork("palette"));
  const unit = Math.sqrt(width * height) / 1000;
  const main = scene.subjects.filter((subject) => !subject.background);
  const portrait = isPortrait(scene, main);
  const [low, high] = HORIZONS[scene.setting] ?? [0.56, 0.64];
  const cameraShift = scene.camera === "wide" ? 0.03 : scene.camera === "closeUp" ? -0.06 : 0;
  const front = placeFront(described, size, chance.fork("front"));
  const level = Math.round(height * (chance.fork("horizon").range(low, high) + cameraShift));
  const horizon = front && front.kind !== "corner" ? front.box.y + front.box.height : level;
  const surfaces = placeSurfaces(scene, size, {
    hasSubjects: main.length > 0,
    random: chance.fork("surfaces"),
    ...(front && { front }),
  });
  const free = freeArea(size, surfaces);
  const table = needsTable(scene, main) ? tableBox(scene, size, chance.fork("table")) : undefined;
  const keepOut = surfaces.map((surface) => coverOf(surface, Math.min(width, height) * 0.01));
  const stage: Stage = { scene, width, height, unit, horizon, portrait, table, front, free, keepOut };
  const furniture = placeFurniture(stage, surfaces, chance.fork("furniture"));
  const subjects = arrangeSubjects(stage, furniture, chance.fork("subjects"));
  const light = placeLight(stage, surfaces, palette, chance.fork("light"));
  return {
    width,
    height,
    unit,
    horizon,
    light,
    palette,
    portrait,
    ...(front && { front }),
    ...(table && { table }),
    furniture,
    subjects,
    surfaces,
    free,
  };
}

/** Someone of whom only the looks are told: what people do or wear for their trade shows on a whole figure. */
function isAtRest({ person, relation }: Subject): boolean {
  return person?.role === undefined && relation === undefined;
}

function isPortrait(scene: Scene, main: readonly Subject[]): boolean {
  const people = main.filter((subject) => kindOf(subject).drawing === "person");
  const count = people.reduce((sum, subject) => sum + subject.count, 0);
  if (count === 0 || count > 2 || scene.camera === "topDown") return false;
  if (scene.camera === "portrait") return true;
  return (
    scene.camera === "closeUp" ||
    (count === 1 && main.length === 1 && !scene.settingNamed && scene.camera !== "wide" && people.every(isAtRest))
  );
}

const TABLE_WORDS = /table|desk|counter|桌/i;

function needsTable(scene: Scene, main: readonly Subject[]): boolean {
  if (
    main.some(
      (subject) =>
        typeof subject.relation?.to === "string" && subject.relation.kind === "on" && TABLE_WORDS.test(subject.relation.to),
    )
  ) {
    return true;
  }
  if (main.length === 0) return false;
  const roots = main.filter((subject) => typeof subject.relation?.to !== "number");
  const small =
    roots.length > 0 &&
    roots.every((subject) => kindOf(subject).tabletop && subject.relation === undefined) &&
    main.every((subject) => kindOf(subject).sizeM < 0.7);
  if (!small || scene.setting === "abstract" || scene.setting === "space" || scene.setting === "underwater") return false;
  if (["woodenTable", "table", "desk", "counter"].some((prop) => scene.props.has(prop))) return true;
  return scene.setting !== "studio" && scene.setting !== "stage" && (scene.interior || !scene.settingNamed);
}

function tableBox(scene: Scene, size: Size, random: Random): Box {
  const top = scene.camera === "topDown" ? 0 : random.range(0.6, 0.66) * size.height;
  return { x: 0, y: Math.round(top), width: size.width, height: size.height - Math.round(top) };
}

/** The light of the hour; sun and moon are put where no board covers them and no rain hides them. */
function placeLight(stage: Stage, surfaces: readonly Surface[], palette: Palette, random: Random): Light {
  const { scene, width, height, horizon } = stage;
  const outdoors = !scene.interior && scene.setting !== "underwater" && scene.setting !== "abstract";
  const night = scene.time === "night" || (scene.time === "dusk" && (scene.props.has("moon") || scene.props.has("fullMoon")));
  const kind = !outdoors ? "lamp" : night ? "moon" : "sun";
  const side = random.pick([-1, 1]);
  const low = scene.time === "sunset" || scene.time === "dawn" || scene.time === "goldenHour";
  const full = scene.props.has("fullMoon");
  const grand = sheetOf(scene) === "poster" && scene.lettering.length > 0;
  const radius =
    stage.unit *
    (kind === "moon" ? (full ? (grand ? 170 : 105) : scene.props.has("moon") ? 76 : 50) : low ? (grand ? 92 : 58) : 46);
  const base: Light = {
    kind,
    colour: kind === "lamp" ? palette.lamp : palette.light,
    direction: side * random.range(0.35, 0.9),
    radius,
  };
  if (kind === "lamp" || scene.setting === "space") return base;
  const asked =
    ["sun", "moon", "fullMoon", "crescentMoon"].some((prop) => scene.props.has(prop)) ||
    scene.subjects.some((subject) => /(^|-)(sun|moon)($|-)/.test(subject.key));
  const hidden = scene.without.has(kind) || (!asked && ["rain", "storm", "fog", "snow"].includes(scene.weather));
  const shows = asked || low || night || random.next() < 0.55;
  if (hidden || !shows) return base;
  const heights = low ? [0.68, 0.9] : night ? [0.2, 0.42] : [0.16, 0.34];
  const tries = random.fork("position");
  for (let attempt = 0; attempt < 60; attempt++) {
    // What the prompt names is looked for in the whole sky, once the best places are taken.
    const anywhere = attempt >= 24;
    if (anywhere && !asked) break;
    const x = width * (anywhere ? tries.range(0.15, 0.85) : side < 0 ? tries.range(0.12, 0.44) : tries.range(0.56, 0.88));
    const part = anywhere ? tries.range(0.12, 0.9) : tries.range(heights[0] ?? 0.2, heights[1] ?? 0.4);
    const y = Math.max(radius * 1.12, horizon * part);
    const flipped = Math.min(Math.max(attempt % 2 === 1 ? width - x : x, radius * 1.05), width - radius * 1.05);
    const clear = surfaces.every(
      ({ box }) =>
        flipped + radius < box.x || flipped - radius > box.x + box.width || y + radius < box.y || y - radius > box.y + box.height,
    );
    if (clear) return { ...base, direction: (flipped / width) * 2 - 1, position: { x: flipped, y: Math.min(y, height * 0.8) } };
  }
  return base;
}
