// Room for the text: how large each board, sign or page must be to be read, and where it hangs. What is left over is the area
// in which subjects may stand.
import type { Lettering, Scene, SurfaceKind } from "../scene/scene.ts";
import type { Random } from "../random.ts";
import type { Box, Size, Surface } from "./layout.ts";
import { isBare, type Front } from "./venue.ts";

/** Width for height that the thing has by nature. */
const ASPECTS: Readonly<Record<SurfaceKind, number>> = {
  chalkboard: 1.3,
  sign: 1.9,
  poster: 0.74,
  bookCover: 0.72,
  shopFront: 3.4,
  banner: 3.6,
  neonSign: 2,
  mug: 1.15,
  label: 1.35,
  screen: 1.65,
  paper: 0.8,
  wall: 2.2,
  shirt: 1.1,
  stone: 1.15,
  title: 4.2,
};

interface Situation {
  readonly hasSubjects: boolean;
  readonly front?: Front;
  readonly random: Random;
}

/** Boxes for all letterings, apart from one another and inside the picture. */
export function placeSurfaces(scene: Scene, size: Size, situation: Situation): Surface[] {
  const letterings = scene.lettering;
  if (letterings.length === 0) return [];
  const { random, hasSubjects, front } = situation;
  if (front) return fastenToFront(scene, size, { front, random });
  const margin = Math.round(Math.min(size.width, size.height) * 0.05);
  const tall = size.height > size.width * 1.1;
  const sheet = letterings.some((lettering) => isBare(scene, lettering));
  // Counters and worktops stand below what hangs on the wall of these rooms.
  const low = scene.interior && ["cafe", "kitchen", "shop"].includes(scene.setting);
  const region = boardRegion({ size, margin, tall, hasSubjects, sheet, low, many: letterings.length > 1, random });
  const cells = splitRegion(region, letterings, margin);
  return letterings.map((lettering, index) => {
    const cell = cells[index] ?? region;
    const bare = isBare(scene, lettering);
    const box = fitBoard(lettering, cell, { size, bare, random: random.fork(`board ${index}`) });
    const level = bare || lettering.surface === "screen" || lettering.surface === "shopFront" || lettering.surface === "wall";
    const tilt = level ? 0 : random.range(-0.022, 0.022);
    return { lettering, box: insetForTilt(box, tilt), tilt, fixed: false, bare };
  });
}

interface Fastening {
  readonly front: Front;
  readonly random: Random;
}

/** The first board above the door, two couplets beside it, all others in the windows. */
function fastenToFront(scene: Scene, size: Size, { front, random }: Fastening): Surface[] {
  const { lettering: letterings, props } = scene;
  const { box, lintel, kind } = front;
  const storey = box.y + box.height - lintel;
  const gap = storey * 0.06;
  const pair = kind === "teaHouse" && props.has("couplets") && letterings.length >= 2;
  const boards = pair ? letterings.slice(2) : letterings.slice(0, 1);
  const windows = pair ? [] : letterings.slice(1);
  const placed = new Map<Lettering, Box>();
  if (pair) {
    const wide = Math.min(box.width * 0.12, storey * 0.26);
    const door = Math.min(box.width * 0.32, storey * 1.05);
    for (const [index, lettering] of letterings.slice(0, 2).entries()) {
      const x = box.x + box.width / 2 + (index === 0 ? 1 : -1) * (door / 2 + wide * 0.75) - wide / 2;
      placed.set(lettering, round({ x, y: lintel + gap * 0.5, width: wide, height: storey * 0.86 }));
    }
  }
  const top = kind === "teaHouse" ? size.height * 0.15 : size.height * 0.04;
  const above =
    kind === "wall"
      ? { x: box.x + box.width * 0.12, y: size.height * 0.08, width: box.width * 0.76, height: size.height * 0.56 }
      : { x: box.x + box.width * 0.06, y: top, width: box.width * 0.88, height: lintel - gap - top };
  const cells = splitRegion(above, boards, gap);
  for (const [index, lettering] of boards.entries()) {
    const cell = cells[index] ?? above;
    const fitted = fitBoard(lettering, cell, {
      size,
      bare: false,
      random: random.fork(`board ${index}`),
      aspect: kind === "wall" ? undefined : 3.3,
    });
    const middle = kind === "teaHouse" || boards.length > 1 ? 0.5 : random.range(0.4, 0.6);
    const y = kind === "wall" ? fitted.y : cell.y + cell.height - fitted.height;
    placed.set(lettering, round({ ...fitted, x: cell.x + (cell.width - fitted.width) * middle, y }));
  }
  if (windows.length > 0) {
    const low = { x: box.x + box.width * 0.05, y: lintel + storey * 0.3, width: box.width * 0.9, height: storey * 0.6 };
    const region = kind === "wall" ? { ...low, y: size.height * 0.67, height: size.height * 0.28 } : low;
    for (const [index, cell] of splitRegion(region, windows, gap).entries()) {
      const lettering = windows[index];
      if (lettering)
        placed.set(lettering, fitBoard(lettering, cell, { size, bare: false, random: random.fork(`window ${index}`) }));
    }
  }
  return letterings.map((lettering, index) => {
    const written = pair && index < 2;
    return { lettering, box: placed.get(lettering) ?? box, tilt: 0, fixed: true, bare: written };
  });
}

function round({ x, y, width, height }: Box): Box {
  return { x: Math.round(x), y: Math.round(y), width: Math.floor(width), height: Math.floor(height) };
}

interface RegionChoice {
  readonly size: Size;
  readonly margin: number;
  readonly tall: boolean;
  readonly hasSubjects: boolean;
  /** The picture is a poster or a cover, and these are its words. */
  readonly sheet: boolean;
  /** The lower half of the wall is taken. */
  readonly low: boolean;
  readonly many: boolean;
  readonly random: Random;
}

/** The part of the picture that belongs to text: above in tall pictures, to one side in wide ones. */
function boardRegion({ size, margin, tall, hasSubjects, sheet, low, many, random }: RegionChoice): Box {
  const { width, height } = size;
  if (sheet) {
    const part = many ? 0.42 : tall ? 0.27 : 0.3;
    return { x: margin * 1.6, y: margin * 1.4, width: width - margin * 3.2, height: Math.round(height * part) };
  }
  if (tall) {
    const part = hasSubjects ? (many ? 0.5 : 0.44) : 0.62;
    return { x: margin, y: margin, width: width - margin * 2, height: Math.round(height * part) - margin };
  }
  const bottom = Math.round(height * (low && !many ? 0.53 : hasSubjects ? 0.7 : 0.76));
  if (!hasSubjects) {
    const part = many ? 0.84 : 0.66;
    const x = Math.round((width * (1 - part)) / 2);
    return { x, y: margin, width: width - x * 2, height: bottom - margin };
  }
  const part = many ? 0.56 : 0.5;
  const regionWidth = Math.round(width * part) - margin;
  const left = random.next() < 0.5;
  return { x: left ? margin : width - margin - regionWidth, y: margin, width: regionWidth, height: bottom - margin };
}

/** Rows and columns of a region, the longer texts getting more height. */
function splitRegion(region: Box, letterings: readonly Lettering[], gap: number): Box[] {
  const count = letterings.length;
  const wide = region.width > region.height * 1.5;
  const columns =
    count === 1 ? 1 : count <= 3 ? (wide ? count : 1) : Math.ceil(Math.sqrt((count * region.width) / region.height / 1.4));
  const rows = Math.ceil(count / columns);
  const weights = Array.from({ length: rows }, (_, row) =>
    Math.max(
      ...letterings.slice(row * columns, row * columns + columns).map((lettering) => Math.sqrt(12 + textCells(lettering.text))),
    ),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spacing = Math.min(gap, (region.height / rows) * 0.15, (region.width / columns) * 0.1);
  const boxes: Box[] = [];
  let y = region.y;
  for (const [row, weight] of weights.entries()) {
    const rowHeight = (region.height * weight) / total;
    const inRow = Math.min(columns, count - row * columns);
    const cellWidth = region.width / inRow;
    for (let column = 0; column < inRow; column++) {
      boxes.push({
        x: region.x + column * cellWidth + spacing / 2,
        y: y + spacing / 2,
        width: cellWidth - spacing,
        height: rowHeight - spacing,
      });
    }
    y += rowHeight;
  }
  return boxes;
}

interface Fitting {
  readonly size: Size;
  readonly bare: boolean;
  readonly random: Random;
  /** Instead of the thing's own shape. */
  readonly aspect?: number | undefined;
}

/** The largest need first: enough area for the text at a readable size, then the shape of the thing itself. */
function fitBoard(lettering: Lettering, cell: Box, { size, bare, random, aspect: wanted }: Fitting): Box {
  const em = Math.sqrt(size.width * size.height) * (bare ? 0.06 : 0.042);
  // Line height 1.3, and about half of a board is frame, margin and ragged line ends.
  const area = Math.max(textCells(lettering.text), 6) * em * em * 1.3 * 2.3;
  const longest = Math.max(...lettering.text.split("\n").map(textCells));
  const aspect = stretchAspect(wanted ?? (bare ? ASPECTS.title : ASPECTS[lettering.surface]), lettering.text, longest);
  const least = size.width * (bare ? 0.7 : size.width < size.height ? 0.66 : 0.38);
  let width = Math.max(Math.sqrt(area * aspect), least * Math.min(1, Math.sqrt(aspect)));
  let height = width / aspect;
  if (width > cell.width) {
    width = cell.width;
    height = Math.max(height * 0.8, Math.min(cell.height, area / width));
  }
  if (height > cell.height) {
    height = cell.height;
    width = Math.min(cell.width, Math.max(height * aspect, area / height));
  }
  const top = bare ? 0.1 : random.range(0.2, 0.6);
  return {
    x: Math.round(cell.x + (cell.width - width) * random.range(0.3, 0.7)),
    y: Math.round(cell.y + (cell.height - height) * top),
    width: Math.floor(width),
    height: Math.floor(height),
  };
}

/** A single short line wants a wide board, many lines a taller one. */
function stretchAspect(natural: number, text: string, longest: number): number {
  const lines = text.split("\n").length;
  if (lines >= 3) return Math.max(0.7, Math.min(natural, (longest * 1.1) / (lines * 1.3)));
  if (natural > 2.5 && longest > 40) return 2.2;
  return natural;
}

/** A turned box reaches beyond its own edges: it is made smaller so that its corners stay inside. */
function insetForTilt(box: Box, tilt: number): Box {
  const turn = Math.abs(tilt);
  const dx = Math.ceil((box.height * turn) / 2);
  const dy = Math.ceil((box.width * turn) / 2);
  return { x: box.x + dx, y: box.y + dy, width: box.width - dx * 2, height: box.height - dy * 2 };
}

/** Length of a text in ems: Latin letters are about half as wide as Chinese ones. */
function textCells(text: string): number {
  let cells = 0;
  for (const character of text) cells += (character.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.55;
  return cells;
}

/** The largest strip beside, below or above all surfaces, in which subjects may stand without touching text. */
export function freeArea(size: Size, surfaces: readonly Surface[]): Box {
  const whole = { x: 0, y: 0, width: size.width, height: size.height };
  if (surfaces.length === 0) return whole;
  const gap = Math.round(Math.min(size.width, size.height) * 0.015);
  const covers = surfaces.map((surface) => coverOf(surface, gap));
  const left = Math.min(...covers.map((cover) => cover.x));
  const top = Math.min(...covers.map((cover) => cover.y));
  const right = Math.max(...covers.map((cover) => cover.x + cover.width));
  const bottom = Math.max(...covers.map((cover) => cover.y + cover.height));
  const strips: Box[] = [
    { x: 0, y: 0, width: left, height: size.height },
    { x: right, y: 0, width: size.width - right, height: size.height },
    { x: 0, y: bottom, width: size.width, height: size.height - bottom },
    { x: 0, y: 0, width: size.width, height: top },
  ];
  return strips.reduce((best, strip) => (worth(strip) > worth(best) ? strip : best));
}

/** How well subjects fit into a strip: its narrower side counts most. */
function worth({ width, height }: Box): number {
  return Math.min(width, height * 1.25) * Math.sqrt(Math.max(0, width, height));
}

/** The upright box around a tilted surface, `gap` larger on every side. */
export function coverOf({ box, tilt }: Surface, gap: number): Box {
  const dx = reach(box.height, tilt) + gap;
  const dy = reach(box.width, tilt) + gap;
  return { x: box.x - dx, y: box.y - dy, width: box.width + dx * 2, height: box.height + dy * 2 };
}

function reach(extent: number, tilt: number): number {
  return Math.ceil((extent * Math.abs(tilt)) / 2);
}
