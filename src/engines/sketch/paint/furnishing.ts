// Which pieces stand in a room and hang on its walls, and where. A piece that a subject sits on is featured: large, in front and
// free of text. Nothing hangs behind a board.
import type { Setting } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import type { Box, Stage, Surface } from "./layout.ts";

export type FurnitureKind =
  | "window"
  | "bookshelf"
  | "shelf"
  | "counter"
  | "coffeeMachine"
  | "menuBoard"
  | "sofa"
  | "armchair"
  | "fireplace"
  | "bed"
  | "desk"
  | "stove"
  | "fridge"
  | "cabinets"
  | "plant"
  | "floorLamp"
  | "pictureFrame"
  | "clock"
  | "mirror"
  | "door"
  | "cafeTable"
  | "chair"
  | "bench"
  | "rug"
  | "blackboard"
  | "piano"
  | "easel"
  | "christmasTree"
  | "rack"
  | "schoolDesk";

export interface Furniture {
  readonly kind: FurnitureKind;
  readonly box: Box;
  /** Where something on it rests, as a part of its height from the top. */
  readonly seat: number;
  readonly featured: boolean;
  readonly salt: string;
}

/** Back wall of a room in one-point perspective; the floor begins at its lower edge. */
export function backWall({
  width,
  height,
  horizon,
}: {
  readonly width: number;
  readonly height: number;
  readonly horizon: number;
}): Box {
  const side = width > height ? 0.09 : 0.05;
  const top = Math.round(height * 0.05);
  return { x: Math.round(width * side), y: top, width: Math.round(width * (1 - side * 2)), height: horizon - top };
}

interface Piece {
  /** In parts of the height of the back wall. */
  readonly width: number;
  readonly height: number;
  readonly seat: number;
  /** On the wall with its top this far down the wall; otherwise it stands, its foot this far below the wall's (in walls). */
  readonly hang?: number;
  readonly foot?: number;
}

const PIECES: Readonly<Record<FurnitureKind, Piece>> = {
  window: { width: 0.6, height: 0.58, seat: 1, hang: 0.13 },
  bookshelf: { width: 0.56, height: 0.84, seat: 0, foot: 0.01 },
  shelf: { width: 0.62, height: 0.34, seat: 0, hang: 0.2 },
  counter: { width: 1.15, height: 0.38, seat: 0, foot: 0.06 },
  menuBoard: { width: 0.46, height: 0.28, seat: 0, hang: 0.12 },
  coffeeMachine: { width: 0.3, height: 0.26, seat: 0, foot: -0.34 },
  sofa: { width: 1.0, height: 0.42, seat: 0.6, foot: 0.1 },
  armchair: { width: 0.5, height: 0.44, seat: 0.6, foot: 0.16 },
  fireplace: { width: 0.62, height: 0.6, seat: 0, foot: 0.02 },
  bed: { width: 1.15, height: 0.5, seat: 0.55, foot: 0.18 },
  desk: { width: 0.85, height: 0.42, seat: 0, foot: 0.1 },
  stove: { width: 0.42, height: 0.42, seat: 0, foot: 0.04 },
  fridge: { width: 0.36, height: 0.82, seat: 0, foot: 0.04 },
  cabinets: { width: 1.2, height: 0.24, seat: 0, hang: 0.12 },
  plant: { width: 0.3, height: 0.46, seat: 0, foot: 0.1 },
  floorLamp: { width: 0.24, height: 0.74, seat: 0, foot: 0.05 },
  pictureFrame: { width: 0.22, height: 0.26, seat: 0, hang: 0.2 },
  clock: { width: 0.17, height: 0.17, seat: 0, hang: 0.12 },
  mirror: { width: 0.3, height: 0.44, seat: 0, hang: 0.16 },
  door: { width: 0.36, height: 0.76, seat: 0, foot: 0 },
  cafeTable: { width: 0.6, height: 0.36, seat: 0, foot: 0.26 },
  chair: { width: 0.3, height: 0.46, seat: 0.52, foot: 0.24 },
  bench: { width: 0.8, height: 0.4, seat: 0.5, foot: 0.3 },
  rug: { width: 1.3, height: 0.2, seat: 0.6, foot: 0.36 },
  blackboard: { width: 1.1, height: 0.48, seat: 0, hang: 0.14 },
  piano: { width: 0.75, height: 0.5, seat: 0, foot: 0.1 },
  easel: { width: 0.42, height: 0.68, seat: 0, foot: 0.14 },
  christmasTree: { width: 0.5, height: 0.78, seat: 0, foot: 0.1 },
  rack: { width: 0.7, height: 0.72, seat: 0, foot: 0.03 },
  schoolDesk: { width: 0.46, height: 0.3, seat: 0, foot: 0.2 },
};

const RECIPES: Readonly<Partial<Record<Setting, readonly FurnitureKind[]>>> = {
  cafe: ["counter", "window", "menuBoard", "shelf", "cafeTable", "cafeTable", "window", "plant", "pictureFrame"],
  kitchen: ["counter", "stove", "fridge", "window", "cabinets", "shelf", "cafeTable", "plant"],
  livingRoom: ["window", "sofa", "rug", "floorLamp", "pictureFrame", "bookshelf", "plant", "pictureFrame"],
  bedroom: ["bed", "window", "rug", "floorLamp", "pictureFrame", "plant", "shelf"],
  office: ["window", "desk", "bookshelf", "plant", "clock", "pictureFrame"],
  library: ["bookshelf", "bookshelf", "bookshelf", "bookshelf", "bookshelf", "armchair", "floorLamp", "rug"],
  classroom: ["blackboard", "window", "schoolDesk", "schoolDesk", "schoolDesk", "clock", "pictureFrame"],
  shop: ["rack", "counter", "rack", "shelf", "window", "plant", "rack"],
};

const FROM_PROPS: Readonly<Record<string, FurnitureKind>> = {
  window: "window",
  bookshelf: "bookshelf",
  shelf: "shelf",
  counter: "counter",
  coffeeMachine: "coffeeMachine",
  sofa: "sofa",
  armchair: "armchair",
  fireplace: "fireplace",
  bed: "bed",
  desk: "desk",
  stove: "stove",
  plant: "plant",
  lamp: "floorLamp",
  pictureFrames: "pictureFrame",
  clock: "clock",
  mirror: "mirror",
  door: "door",
  chair: "chair",
  bench: "bench",
  rug: "rug",
  piano: "piano",
  easel: "easel",
  christmasTree: "christmasTree",
  table: "cafeTable",
  woodenTable: "cafeTable",
};

/** The piece that words such as `windowsill`, `沙发` or `armchair` in a relation mean, if any. */
export function furnitureNamed(place: string): FurnitureKind | undefined {
  const direct = FROM_PROPS[place];
  if (direct) return direct === "cafeTable" ? undefined : direct;
  const lower = place.toLowerCase();
  const found = (
    [
      [/window|sill|窗/, "window"],
      [/armchair/, "armchair"],
      [/sofa|couch|沙发/, "sofa"],
      [/bed|床/, "bed"],
      [/bench|长椅/, "bench"],
      [/chair|stool|椅|凳/, "chair"],
      [/bookshel|bookcase|书架/, "bookshelf"],
      [/shelf|架/, "shelf"],
      [/rug|carpet|地毯/, "rug"],
      [/piano|钢琴/, "piano"],
    ] as const
  ).find(([pattern]) => pattern.test(lower));
  return found?.[1];
}

/** All pieces, far to near. */
export function placeFurniture(stage: Stage, surfaces: readonly Surface[], random: Random): Furniture[] {
  const { scene, portrait } = stage;
  const featuredKinds = new Set<FurnitureKind>();
  for (const { relation } of scene.subjects) {
    if (typeof relation?.to !== "string" || !["on", "in", "beside", "under"].includes(relation.kind)) continue;
    const kind = furnitureNamed(relation.to);
    if (kind) featuredKinds.add(kind);
  }
  const featured = [...featuredKinds].slice(0, 2).map((kind, index) => feature(kind, stage, random.fork(`featured ${index}`)));
  if (!scene.interior) return featured;
  const wanted: FurnitureKind[] = [];
  for (const [prop, kind] of Object.entries(FROM_PROPS)) {
    if (scene.props.has(prop) && !wanted.includes(kind) && !(stage.table && (kind === "cafeTable" || kind === "desk")))
      wanted.push(kind);
  }
  const recipe = RECIPES[scene.setting] ?? [];
  const repeats = new Map<FurnitureKind, number>();
  for (const kind of recipe) {
    repeats.set(kind, (repeats.get(kind) ?? 0) + 1);
    if ((repeats.get(kind) ?? 0) > wanted.filter((other) => other === kind).length) wanted.push(kind);
  }
  const forbidden = new Set([...scene.without].map((name) => FROM_PROPS[name]));
  const placed: Furniture[] = [];
  const wall = backWall(stage);
  const busy: Box[] = [...surfaces.map(({ box }) => box), ...featured.map(({ box }) => box)];
  for (const [index, kind] of wanted.entries()) {
    if (forbidden.has(kind) || featuredKinds.has(kind)) continue;
    const forked = random.fork(`${kind} ${index}`);
    const box = findPlace(kind, { wall, busy, random: forked, width: stage.width });
    if (!box) continue;
    const near = (PIECES[kind].foot ?? 0) >= 0.2;
    // What stands near would hide behind a portrait or the table in front.
    if (near && (portrait || stage.table)) continue;
    placed.push({ kind, box, seat: PIECES[kind].seat, featured: false, salt: `${kind} ${index}` });
    if (kind !== "rug") busy.push(box);
  }
  const depth = ({ kind, box }: Furniture): number =>
    (PIECES[kind].hang === undefined ? box.y + box.height : 0) - (kind === "rug" ? stage.height : 0);
  return [...placed.toSorted((a, b) => depth(a) - depth(b)), ...featured];
}

interface Room {
  readonly wall: Box;
  readonly busy: readonly Box[];
  readonly random: Random;
  readonly width: number;
}

/** Places tried at full size, and again a little smaller. */
const SWEEP = 24;

function findPlace(kind: FurnitureKind, { wall, busy, random, width }: Room): Box | undefined {
  const piece = PIECES[kind];
  const start = random.next();
  for (let attempt = 0; attempt < SWEEP * 2; attempt++) {
    const shrink = attempt < SWEEP ? 1 : 0.78;
    const measure = Math.min(wall.height, wall.width * 0.8);
    const boxWidth = Math.min(piece.width * measure * shrink, wall.width * 0.8);
    const boxHeight = piece.height * measure * shrink;
    const standing = piece.hang === undefined;
    const foot = wall.y + wall.height + measure * (piece.foot ?? 0);
    const y = standing ? foot - boxHeight : wall.y + wall.height * (piece.hang ?? 0);
    const spill = standing ? (piece.foot ?? 0) * wall.height * 0.3 : 0;
    const left = Math.max(width * 0.01, wall.x - spill);
    // Steps of the golden ratio reach every part of the wall soon, from wherever the seed begins.
    const along = (start + attempt * 0.618034) % 1;
    const x = left + Math.max(0, width - left * 2 - boxWidth) * along;
    const box = { x, y, width: boxWidth, height: boxHeight };
    const gap = kind === "rug" ? 0 : wall.height * 0.03;
    if (kind === "rug" || busy.every((other) => !overlaps(box, other, gap))) return box;
  }
  return undefined;
}

/** A piece that carries a subject takes the middle of what the text leaves free. */
function feature(kind: FurnitureKind, stage: Stage, random: Random): Furniture {
  const { free, height } = stage;
  const piece = PIECES[kind];
  const aspect = piece.width / piece.height;
  const top = kind === "window" ? 0.82 : kind === "shelf" ? 0.4 : kind === "rug" ? 0.16 : 0.52;
  const boxHeight = Math.min(free.height * top, (free.width * 0.8) / aspect);
  const boxWidth = boxHeight * aspect;
  const x = free.x + (free.width - boxWidth) * random.range(0.3, 0.7);
  const bottom =
    kind === "window"
      ? free.y + free.height * 0.78
      : kind === "shelf"
        ? free.y + free.height * 0.75
        : Math.min(free.y + free.height * 0.93, height * 0.93);
  const y = Math.max(free.y + height * 0.02, bottom - boxHeight);
  return {
    kind,
    box: { x, y, width: boxWidth, height: Math.max(8, bottom - y) },
    seat: piece.seat,
    featured: true,
    salt: `featured ${kind}`,
  };
}

function overlaps(a: Box, b: Box, gap: number): boolean {
  return a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
}
