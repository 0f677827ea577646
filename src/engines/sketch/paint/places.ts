// Where groups go: rows on the ground, the far background, the air, a seat, a table seen from above. Every box stays inside the
// free area.
import type { Random } from "../random.ts";
import type { Furniture } from "./furnishing.ts";
import { type Group, spanOf } from "./groups.ts";
import type { Box, PlacedSubject, Stage } from "./layout.ts";
import { sheetOf } from "./venue.ts";

export interface Spot {
  readonly box: Box;
  readonly depth: number;
  readonly ground: PlacedSubject["ground"];
  readonly behindTable: boolean;
  /** Painting order between groups: larger is nearer. */
  readonly near: number;
}

interface Rows {
  readonly random: Random;
  readonly behindTable: boolean;
}

/** Rows on the ground, the front one lowest; as large as the free area and the camera allow. */
export function standInRows(stage: Stage, groups: readonly Group[], { random, behindTable }: Rows): Spot[] {
  if (groups.length === 0) return [];
  const { free, height, portrait, table, scene } = stage;
  const spans = groups.map(spanOf);
  const tallest = Math.max(...spans.map((span) => span.height));
  const onTable = table !== undefined && !behindTable;
  const camera = { wide: 0.74, medium: 1, closeUp: 1.42, portrait: 1.25, topDown: 1 }[scene.camera];
  const part =
    portrait || behindTable
      ? portrait
        ? 0.98
        : 0.8
      : Math.min(
          0.86,
          (tallest < 1 ? 0.4 + 0.22 * tallest : 0.62 + 0.08 * (tallest - 1)) *
            camera *
            (sheetOf(scene) === undefined ? 1 : 1.2) *
            (onTable ? 1.3 : 1) *
            (groups.length === 1 ? 1.12 : 1),
        );
  const widest = Math.max(...spans.map((span) => span.width));
  const unitHeight = Math.min(
    (Math.min(free.height, free.width * 1.5) * part) / tallest,
    (free.width * (portrait ? 1.02 : scene.camera === "closeUp" || height > free.width * 1.2 ? 0.82 : 0.62)) / widest,
  );
  const gap = 0.06;
  const widths = spans.map((span) => (span.width + gap * span.height) * unitHeight);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const available = free.width * 0.92;
  let rows = 1;
  while (rows < 3 && (rows * available) / total < 0.66 && groups.length > rows * 2) rows++;
  const scale = portrait && groups.length === 1 ? 1 : Math.min(1, (rows * available * 0.96) / total);
  const bottom =
    portrait && !onTable
      ? height
      : behindTable
        ? Math.min(height, (table?.y ?? height) + height * 0.06)
        : free.y + free.height - height * (onTable ? 0.09 : groundInset(stage, random));
  const lowest = Math.min(bottom, free.y + free.height - (portrait || behindTable ? 0 : height * 0.03));

  const order = rows === 1 ? interleave(groups, random) : groups.map((_, index) => index);
  const perRow = Math.ceil(groups.length / rows);
  const spots = Array.from<Spot | undefined>({ length: groups.length });
  for (let row = 0; row < rows; row++) {
    const members = order.slice(row * perRow, row * perRow + perRow);
    if (members.length === 0) continue;
    // Row 0 is the farthest.
    const back = rows - 1 - row;
    const rowScale = scale * (1 - back * 0.1);
    const rowWidth = members.reduce((sum, index) => sum + (widths[index] ?? 0) * rowScale, 0);
    const slack = Math.max(0, free.width - rowWidth);
    const jitter = random.fork(`row ${row}`);
    const lean =
      groups.length === 1 && !portrait && scene.camera !== "closeUp" && !onTable && sheetOf(scene) === undefined
        ? jitter.pick([0.12, 0.3, 0.4, 0.6, 0.7, 0.88])
        : jitter.range(0.42, 0.58);
    let x = free.x + slack * lean;
    const meanHeight = members.reduce((sum, index) => sum + (spans[index]?.height ?? 0), 0) / members.length;
    for (const index of members) {
      const span = spans[index] as { width: number; height: number };
      const group = groups[index] as Group;
      const slot = (widths[index] ?? 0) * rowScale;
      const wobble = members.length > 1 ? jitter.range(-0.1, 0.1) * meanHeight * unitHeight * rowScale * 0.6 : 0;
      // What floats keeps off the near bank.
      const shore =
        groundOf(group, stage) === "water" ? Math.min(lowest, stage.horizon + (height - stage.horizon) * 0.68) : lowest;
      const foot = Math.min(
        shore,
        shore - back * meanHeight * unitHeight * rowScale * 0.42 + wobble - (members.length > 1 ? height * 0.015 : 0),
      );
      const boxWidth = span.width * unitHeight * rowScale;
      const boxHeight = span.height * unitHeight * rowScale;
      const box = fitInside({ x: x + (slot - boxWidth) / 2, y: foot - boxHeight, width: boxWidth, height: boxHeight }, free);
      spots[index] = { box, depth: back * 0.12, ground: groundOf(group, stage), behindTable, near: box.y + box.height };
      x += slot;
    }
  }
  return spots as Spot[];
}

/** Distance of the feet from the bottom, as a part of the height: further away in wide views. */
function groundInset({ scene }: Stage, random: Random): number {
  if (scene.camera === "wide") return random.range(0.13, 0.18);
  if (scene.camera === "closeUp") return 0.04;
  return random.range(0.07, 0.13);
}

/** The biggest in the middle, others around it, so that a mixed row has a shape. */
function interleave(groups: readonly Group[], random: Random): number[] {
  const bySize = groups
    .map((group, index) => ({ index, height: spanOf(group).height }))
    .toSorted((a, b) => b.height - a.height || a.index - b.index);
  const order: number[] = [];
  let left = random.next() < 0.5;
  for (const { index } of bySize) {
    if (left) order.unshift(index);
    else order.push(index);
    left = !left;
  }
  return order;
}

/** People and things that only belong to the background: small, along the far end of the ground, on both sides of any board. */
export function standBehind(stage: Stage, groups: readonly Group[], random: Random): Spot[] {
  if (groups.length === 0) return [];
  const { free, height, width, horizon, scene, keepOut } = stage;
  const person = (scene.interior ? 0.34 : stage.front ? 0.3 : 0.16) * Math.min(height, width);
  const total = groups.reduce((sum, group) => sum + spanOf(group).width * person * 1.25, 0);
  const scale = Math.min(1, (width * 0.94) / total);
  const taken: Box[] = [...keepOut];
  return groups.map((group, index) => {
    const span = spanOf(group);
    const boxHeight = span.height * person * scale;
    const boxWidth = span.width * person * scale;
    const near = scene.interior ? [0.12, 0.5] : [0.08, 0.3];
    let box: Box | undefined;
    for (let attempt = 0; attempt < 30 && !box; attempt++) {
      const jitter = random.fork(`${index} ${attempt}`);
      const slot = attempt < 6 ? (index + jitter.range(0.15, 0.85)) / groups.length : jitter.next();
      const foot = Math.min(height * 0.96, horizon + jitter.range(near[0] ?? 0, near[1] ?? 0.5) * (height - horizon));
      const tried = {
        x: width * 0.02 + slot * (width * 0.96 - boxWidth),
        y: foot - boxHeight,
        width: boxWidth,
        height: boxHeight,
      };
      // People may stand before one another a little, never before a board.
      const clear = taken.every(
        (other, place) => !overlaps(tried, other, place < keepOut.length || attempt > 20 ? 0 : -boxWidth * 0.25),
      );
      if (clear && tried.y >= 0) box = tried;
    }
    const settled =
      box ??
      fitInside(
        {
          x: free.x + free.width * random.fork(`${index}`).next(),
          y: horizon - boxHeight * 0.5,
          width: boxWidth,
          height: boxHeight,
        },
        free,
      );
    taken.push(settled);
    return {
      box: settled,
      depth: scene.interior ? 0.3 : 0.45,
      ground: groundOf(group, stage),
      behindTable: true,
      near: settled.y + settled.height - height,
    };
  });
}

function overlaps(a: Box, b: Box, gap: number): boolean {
  return a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
}

interface Hover {
  readonly random: Random;
  readonly scale: number;
  /** Nothing stands on the ground: the flyers are the picture. */
  readonly alone: boolean;
}

/** Flying, floating or swimming: one cell of the free space each. */
export function hover(stage: Stage, groups: readonly Group[], { random, scale, alone }: Hover): Spot[] {
  if (groups.length === 0) return [];
  const { free, height, horizon, scene, table } = stage;
  const boundless = scene.setting === "space" || scene.setting === "sky" || scene.setting === "underwater";
  const top = Math.max(free.y, height * 0.06);
  const end = boundless ? height * 0.86 : table ? table.y * 0.95 : alone ? Math.max(horizon * 1.1, height * 0.62) : horizon * 0.8;
  const bottom = Math.min(free.y + free.height, Math.max(end, top + free.height * 0.3));
  const region = { x: free.x + free.width * 0.05, y: top, width: free.width * 0.9, height: Math.max(1, bottom - top) };
  const count = groups.length;
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt((count * region.width) / region.height))));
  const rows = Math.ceil(count / columns);
  const tallest = Math.max(...groups.map((group) => spanOf(group).height));
  const camera = { wide: 0.8, medium: 1, closeUp: 1.35, portrait: 1.2, topDown: 1 }[scene.camera];
  const share = (alone || boundless ? 0.86 : 0.5) * camera * scale;
  return groups.map((group, index) => {
    const jitter = random.fork(`${index}`);
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const cell = { width: region.width / inRow, height: region.height / rows };
    const span = spanOf(group);
    const reference =
      (Math.min(cell.width, cell.height, Math.min(free.height, free.width) * 0.85) *
        (count === 1 ? share : Math.max(share, 0.74 * scale))) /
      tallest;
    const shrink = reference * jitter.range(0.86, 1.06);
    const boxWidth = Math.min(span.width * shrink, cell.width * 0.96);
    const boxHeight = Math.min(span.height * shrink, cell.height * 0.96);
    const along = count === 1 ? jitter.pick([0.3, 0.4, 0.6, 0.7]) : jitter.range(0.25, 0.75);
    const x = region.x + (index % columns) * cell.width + (cell.width - boxWidth) * along;
    const y = region.y + row * cell.height + (cell.height - boxHeight) * jitter.range(0.25, 0.75);
    const box = fitInside({ x, y, width: boxWidth, height: boxHeight }, free);
    return { box, depth: scale < 1 ? 0.4 : 0.05, ground: "air", behindTable: scale < 1, near: -height * 2 + box.height };
  });
}

/** Seen from above: one cell of the table each, evenly, a little off their middles. */
export function layFlat({ free, width, height }: Stage, groups: readonly Group[], random: Random): Spot[] {
  const count = groups.length;
  if (count === 0) return [];
  const cell = (columns: number): number => Math.min(free.width / columns, free.height / Math.ceil(count / columns));
  const columns = Array.from({ length: count }, (_, index) => index + 1).reduce((best, next) =>
    cell(next) > cell(best) ? next : best,
  );
  const rows = Math.ceil(count / columns);
  const margin = Math.min(width, height) * 0.04;
  const cellHeight = (free.height - margin * 2) / rows;
  const tallest = Math.max(...groups.map((group) => spanOf(group).height));
  return groups.map((group, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const cellWidth = (free.width - margin * 2) / inRow;
    const span = spanOf(group);
    const jitter = random.fork(`${index}`);
    // Sizes differ less than in life: a strawberry is not lost beside a cake.
    const scale = (Math.min(cellWidth, cellHeight) * (0.56 + 0.24 * (span.height / tallest))) / Math.max(span.width, span.height);
    const x = free.x + margin + (index % columns) * cellWidth + cellWidth * jitter.range(0.44, 0.56);
    const y = free.y + margin + row * cellHeight + cellHeight * jitter.range(0.45, 0.55);
    const box = {
      x: x - (span.width * scale) / 2,
      y: y - (span.height * scale) / 2,
      width: span.width * scale,
      height: span.height * scale,
    };
    return { box: fitInside(box, free), depth: 0, ground: "flat", behindTable: false, near: y };
  });
}

export function seatOn(carrier: Furniture, groups: readonly Group[], { free }: Stage): Spot[] {
  const { box: seat } = carrier;
  const spans = groups.map(spanOf);
  const tallest = Math.max(...spans.map((span) => span.height));
  const total = spans.reduce((sum, span) => sum + span.width, 0);
  const tall = carrier.kind === "window" ? 0.62 : carrier.kind === "rug" ? 2.2 : carrier.kind === "shelf" ? 0.9 : 0.85;
  // People sit: their feet are on the floor, and the seat is at a quarter of their height.
  const sits =
    groups.every(({ kind }) => kind.drawing === "person") &&
    ["bench", "sofa", "chair", "bed", "armchair", "swing"].includes(carrier.kind);
  const floor = seat.y + seat.height;
  const foot = sits ? floor : seat.y + seat.height * carrier.seat;
  const scale = sits
    ? Math.max(seat.height * 1.7, (seat.height * (1 - carrier.seat)) / 0.25) / tallest
    : Math.min((seat.height * tall) / tallest, (seat.width * 0.86) / total);
  let x = seat.x + (seat.width - total * scale) / 2;
  return groups.map((_, index) => {
    const span = spans[index] as { width: number; height: number };
    const box = fitInside({ x, y: foot - span.height * scale, width: span.width * scale, height: span.height * scale }, free);
    x += span.width * scale;
    return { box, depth: 0, ground: "land", behindTable: false, near: foot };
  });
}

function groundOf({ kind }: Group, { scene }: Stage): PlacedSubject["ground"] {
  const wet = ["sea", "lake", "river", "harbour"].includes(scene.setting);
  return kind.habitat === "water" && wet ? "water" : "land";
}

/** Moved, and shrunk where it must be, so that the whole box lies in `area`; its foot stays where it can. */
export function fitInside(box: Box, area: Box): Box {
  const scale = Math.min(1, area.width / box.width, area.height / box.height);
  const width = box.width * scale;
  const height = box.height * scale;
  const x = Math.min(Math.max(box.x + (box.width - width) / 2, area.x), area.x + area.width - width);
  const y = Math.min(Math.max(box.y + (box.height - height), area.y), area.y + area.height - height);
  return { x, y, width, height };
}
