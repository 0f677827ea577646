// Oil paint: strokes in layers from coarse to fine, each along the forms, each with the furrows of its bristles, lit as a relief.
// Finer layers paint only where the coarser ones missed something (Hertzmann, "Painterly rendering with curved brush strokes of
// multiple sizes", SIGGRAPH 1998).
import type { Random } from "../random.ts";
import { readFlow } from "./flow.ts";
import type { Flow } from "./flow.ts";
import { blur, copyPlane, reduce, reduceToBrightness } from "./picture.ts";
import type { Picture, Plane } from "./picture.ts";

export interface BrushOptions {
  /** Widths of the brushes, coarse to fine, in thousandths of the picture's mean side. */
  readonly widths: readonly number[];
  /** Length of a stroke in widths. */
  readonly length: number;
  /** How far colours stray, in parts of 255. */
  readonly variety: number;
  /** 1 leaves the colours as they are. */
  readonly vividness: number;
  /** Strength of the relief's light. */
  readonly relief: number;
  /** How wrong a colour must be, in parts of 255, before a finer brush corrects it. */
  readonly tolerance: number;
}

/** Analysis happens at a quarter of the size. */
const REDUCTION = 4;

/** Repaints the picture in place. `unit` is a thousandth of its mean side, in pixels. */
export function paintOver(picture: Picture, options: BrushOptions, { unit, random }: { unit: number; random: Random }): void {
  const planes = reduce(picture, REDUCTION);
  const flow = readFlow(reduceToBrightness(picture, REDUCTION), Math.max(2, (unit * 7) / REDUCTION), random);
  const canvas: Canvas = {
    ...picture,
    heights: new Uint8Array(picture.width * picture.height),
    bristles: createBristles(random.fork("bristles")),
  };
  for (const [layer, size] of options.widths.entries()) {
    const width = Math.max(3, size * unit);
    // A brush cannot show more than its own width.
    const colours = planes.map((plane) => blur(copyPlane(plane), width / REDUCTION / 5));
    paintLayer(canvas, {
      colours,
      flow,
      width,
      tolerance: layer === 0 ? -1 : options.tolerance,
      options,
      random: random.fork(`layer ${layer}`),
    });
  }
  lightRelief(canvas, options.relief);
}

interface Canvas extends Picture {
  /** Thickness of the paint. */
  readonly heights: Uint8Array;
  readonly bristles: Uint8Array;
}

interface Layer {
  readonly colours: readonly Plane[];
  readonly flow: Flow;
  /** Of the brush, in pixels. */
  readonly width: number;
  readonly tolerance: number;
  readonly options: BrushOptions;
  readonly random: Random;
}

function paintLayer(canvas: Canvas, { colours, flow, width, tolerance, options, random }: Layer): void {
  // Every point is covered about four times.
  const spacing = width * Math.sqrt(options.length) * 0.5;
  const columns = Math.ceil(canvas.width / spacing) + 1;
  const rows = Math.ceil(canvas.height / spacing) + 1;
  const [reds, greens, blues] = colours;
  for (const cell of shuffle(columns * rows, random)) {
    const jitterX = random.next() - 0.5;
    const jitterY = random.next() - 0.5;
    const x = Math.min(canvas.width - 1, Math.max(0, ((cell % columns) + jitterX) * spacing));
    const y = Math.min(canvas.height - 1, Math.max(0, (Math.floor(cell / columns) + jitterY) * spacing));
    const column = Math.min(flow.width - 1, Math.floor(x / REDUCTION));
    const row = Math.min(flow.height - 1, Math.floor(y / REDUCTION));
    const from = row * flow.width + column;
    const red = reds?.values[from] ?? 0;
    const green = greens?.values[from] ?? 0;
    const blue = blues?.values[from] ?? 0;
    const at = (Math.floor(y) * canvas.width + Math.floor(x)) * 4;
    const error =
      Math.abs((canvas.data[at] ?? 0) - red) +
      Math.abs((canvas.data[at + 1] ?? 0) - green) +
      Math.abs((canvas.data[at + 2] ?? 0) - blue);
    if (error <= tolerance * 3) continue;

    const dx = flow.x[from] ?? 1;
    const dy = flow.y[from] ?? 0;
    // Strokes are shorter where there is much to follow, and bend towards where the forms turn.
    const busy = Math.min(1, (flow.detail[from] ?? 0) / 60);
    const half = width * options.length * 0.5 * (1.15 - 0.45 * busy) * random.range(0.8, 1.2);
    const aheadColumn = Math.min(flow.width - 1, Math.max(0, Math.round(column + (dx * half) / REDUCTION)));
    const aheadRow = Math.min(flow.height - 1, Math.max(0, Math.round(row + (dy * half) / REDUCTION)));
    const ahead = aheadRow * flow.width + aheadColumn;
    const turn = dx * (flow.y[ahead] ?? 0) - dy * (flow.x[ahead] ?? 0);
    const same = dx * (flow.x[ahead] ?? 0) + dy * (flow.y[ahead] ?? 0) < 0 ? -1 : 1;
    const light = random.range(-1, 1) * options.variety;
    const grey = red * 0.299 + green * 0.587 + blue * 0.114;
    const vivid = options.vividness;
    stamp(canvas, {
      x,
      y,
      dx,
      dy,
      half,
      breadth: width * 0.5 * random.range(0.85, 1.15),
      bend: Math.max(-0.5, Math.min(0.5, turn * same)) * half * 0.4,
      red: grey + (red - grey) * vivid + light + random.range(-0.6, 0.6) * options.variety,
      green: grey + (green - grey) * vivid + light + random.range(-0.4, 0.4) * options.variety,
      blue: grey + (blue - grey) * vivid + light + random.range(-0.6, 0.6) * options.variety,
      bristle: random.int(0, BRISTLE_COLUMNS - 1),
    });
  }
}

function shuffle(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let index = length - 1; index > 0; index--) {
    const other = random.int(0, index);
    const kept = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

interface Stroke {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  /** Half its length and half its breadth, in pixels. */
  readonly half: number;
  readonly breadth: number;
  /** How far its ends lie off its axis, in pixels. */
  readonly bend: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** Which bristles of the table it is painted with. */
  readonly bristle: number;
}

const BRISTLE_COLUMNS = 256;
const BRISTLE_STEPS = 32;

/** Load of paint of each bristle along a stroke, 0 … 255: the outer columns of the table wrap. */
function createBristles(random: Random): Uint8Array {
  const table = new Uint8Array(BRISTLE_COLUMNS * BRISTLE_STEPS);
  for (let column = 0; column < BRISTLE_COLUMNS; column++) {
    const load = random.range(0.25, 1);
    const reach = random.range(0.62, 1.1);
    for (let step = 0; step < BRISTLE_STEPS; step++) {
      const along = step / (BRISTLE_STEPS - 1);
      // Lifted at its own place: the end of a stroke is ragged.
      const lifted = along > reach ? 0 : 1;
      table[column * BRISTLE_STEPS + step] = Math.round(255 * lifted * (load * (1 - 0.35 * along) + random.range(0, 0.12)));
    }
  }
  return table;
}

function stamp({ data, heights, bristles, width, height }: Canvas, stroke: Stroke): void {
  const { dx, dy, half, breadth, bend } = stroke;
  const reach = breadth + Math.abs(bend);
  const tall = Math.abs(dy) * half + Math.abs(dx) * reach + 1;
  const top = Math.max(0, Math.floor(stroke.y - tall));
  const bottom = Math.min(height - 1, Math.ceil(stroke.y + tall));
  // Fewer bristles than pixels, so that furrows are seen.
  const count = Math.max(3, Math.min(26, breadth * 0.8));
  const toColumn = count / (breadth * 2);
  const toStep = (BRISTLE_STEPS - 1) / (half * 2);
  const bendScale = bend / (half * half);
  for (let y = top; y <= bottom; y++) {
    const fromCentre = y - stroke.y;
    // The span of x in which |u| <= half and |v| <= reach.
    let left = -1e9;
    let right = 1e9;
    if (Math.abs(dx) > 1e-4) {
      const a = (-half - fromCentre * dy) / dx;
      const b = (half - fromCentre * dy) / dx;
      left = Math.max(left, Math.min(a, b));
      right = Math.min(right, Math.max(a, b));
    }
    if (Math.abs(dy) > 1e-4) {
      const a = (fromCentre * dx - reach) / dy;
      const b = (fromCentre * dx + reach) / dy;
      left = Math.max(left, Math.min(a, b));
      right = Math.min(right, Math.max(a, b));
    }
    const first = Math.max(0, Math.ceil(stroke.x + left));
    const last = Math.min(width - 1, Math.floor(stroke.x + right));
    for (let x = first; x <= last; x++) {
      const across = x - stroke.x;
      const u = across * dx + fromCentre * dy;
      const v = fromCentre * dx - across * dy - bendScale * u * u;
      const inside = breadth - (v < 0 ? -v : v);
      if (inside <= 0) continue;
      const column = (stroke.bristle + (((v + breadth) * toColumn) | 0)) & (BRISTLE_COLUMNS - 1);
      const load = bristles[column * BRISTLE_STEPS + (((u + half) * toStep) | 0)] ?? 0;
      if (load === 0) continue;
      let opacity = 0.72 + load * 0.0011;
      if (inside < 1.2) opacity *= inside / 1.2;
      const furrow = (load - 150) * 0.1;
      const at = y * width + x;
      const to = at * 4;
      const red = data[to] ?? 0;
      const green = data[to + 1] ?? 0;
      const blue = data[to + 2] ?? 0;
      data[to] = red + (stroke.red + furrow - red) * opacity;
      data[to + 1] = green + (stroke.green + furrow - green) * opacity;
      data[to + 2] = blue + (stroke.blue + furrow - blue) * opacity;
      heights[at] = load * (inside < 3 ? inside / 3 : 1);
    }
  }
}

/** Light from the upper left on the thickness of the paint. */
function lightRelief({ data, heights, width, height }: Canvas, strength: number): void {
  const scale = strength / 255;
  for (let y = 1; y < height - 1; y++) {
    let at = y * width + 1;
    for (let x = 1; x < width - 1; x++, at++) {
      const slope =
        (heights[at + width + 1] ?? 0) - (heights[at - width - 1] ?? 0) + ((heights[at + 1] ?? 0) - (heights[at - 1] ?? 0)) * 0.5;
      const change = slope * scale;
      const to = at * 4;
      data[to] = (data[to] ?? 0) + change;
      data[to + 1] = (data[to + 1] ?? 0) + change;
      data[to + 2] = (data[to + 2] ?? 0) + change;
    }
  }
}
