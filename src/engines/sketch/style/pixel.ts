// Pixel art: real blocks, a palette of few colours chosen from the picture, dark outlines around forms, and ordered dither where
// nothing but a gradient is.
import type { Picture, Plane } from "./picture.ts";
import { createPlane, reduce } from "./picture.ts";
import type { StylePass } from "./style.ts";

const COLOURS = 26;
/** Blocks along the mean side of the picture. */
const BLOCKS = 135;
/** Bayer's matrix, https://en.wikipedia.org/wiki/Ordered_dithering */
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

export const pixel: StylePass = {
  render(picture, { unit }) {
    const block = Math.max(2, Math.round((unit * 1000) / BLOCKS));
    const planes = reduce(picture, block);
    sharpen(planes);
    const edges = findEdges(planes);
    outline(planes, edges);
    drawBlocks(picture, { planes, edges, palette: choosePalette(planes), block });
  },
};

/** Averages are dull: colours are pushed apart before the palette is chosen. */
function sharpen([reds, greens, blues]: readonly [Plane, Plane, Plane]): void {
  for (let at = 0; at < reds.values.length; at++) {
    const red = reds.values[at] ?? 0;
    const green = greens.values[at] ?? 0;
    const blue = blues.values[at] ?? 0;
    const grey = red * 0.299 + green * 0.587 + blue * 0.114;
    const lifted = (grey - 128) * 1.12 + 128;
    reds.values[at] = Math.min(255, Math.max(0, lifted + (red - grey) * 1.3));
    greens.values[at] = Math.min(255, Math.max(0, lifted + (green - grey) * 1.3));
    blues.values[at] = Math.min(255, Math.max(0, lifted + (blue - grey) * 1.3));
  }
}

/** By how much a block is darker than the brightest of its four neighbours, in parts of 255; 0 where it is not. */
function findEdges([reds, greens, blues]: readonly [Plane, Plane, Plane]): Plane {
  const { width, height } = reds;
  const tones = reds.values.map((red, at) => red * 0.36 + (greens.values[at] ?? 0) * 0.5 + (blues.values[at] ?? 0) * 0.14);
  const edges = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const own = tones[at] ?? 0;
      const brightest = Math.max(
        tones[x > 0 ? at - 1 : at] ?? 0,
        tones[x < width - 1 ? at + 1 : at] ?? 0,
        tones[y > 0 ? at - width : at] ?? 0,
        tones[y < height - 1 ? at + width : at] ?? 0,
      );
      edges.values[at] = brightest - own;
    }
  }
  return edges;
}

/** From this difference on a block is the outline of a form. */
const OUTLINED = 26;
/** Up to this one it is part of a gradient. */
const SMOOTH = 9;

function outline(planes: readonly [Plane, Plane, Plane], edges: Plane): void {
  for (const { values } of planes) {
    for (let at = 0; at < values.length; at++) {
      const depth = Math.min(1, Math.max(0, ((edges.values[at] ?? 0) - OUTLINED) / 30));
      values[at] = (values[at] ?? 0) * (1 - 0.5 * depth);
    }
  }
}

type Palette = readonly (readonly [red: number, green: number, blue: number])[];

/** Median cut (Heckbert, "Color image quantization for frame buffer display", SIGGRAPH 1982), widest range first. */
function choosePalette(planes: readonly [Plane, Plane, Plane]): Palette {
  const all = Uint32Array.from({ length: planes[0].values.length }, (_, index) => index);
  const boxes = [all];
  const rangeOf = (box: Uint32Array): { channel: 0 | 1 | 2; range: number } => {
    let best: { channel: 0 | 1 | 2; range: number } = { channel: 0, range: -1 };
    for (const channel of [0, 1, 2] as const) {
      let low = Infinity;
      let high = -Infinity;
      for (const index of box) {
        const value = planes[channel].values[index] ?? 0;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      if (high - low > best.range) best = { channel, range: high - low };
    }
    return best;
  };
  const ranges = [rangeOf(all)];
  while (boxes.length < COLOURS) {
    let widest = 0;
    for (const [index, { range }] of ranges.entries()) {
      // Small but distinct groups keep a colour; the square root keeps large skies from taking all.
      const weight = range * Math.sqrt(Math.sqrt(boxes[index]?.length ?? 0));
      const best = (ranges[widest]?.range ?? 0) * Math.sqrt(Math.sqrt(boxes[widest]?.length ?? 0));
      if (weight > best) widest = index;
    }
    const box = boxes[widest];
    const spread = ranges[widest];
    if (!box || !spread || box.length < 2 || spread.range < 4) break;
    const { values } = planes[spread.channel];
    box.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
    // Cut at the middle of the range rather than of the count: a rare colour is a colour.
    const middle = ((values[box[0] ?? 0] ?? 0) + (values[box.at(-1) ?? 0] ?? 0)) / 2;
    let cut = box.findIndex((index) => (values[index] ?? 0) > middle);
    if (cut <= 0) cut = box.length >> 1;
    const [first, second] = [box.slice(0, cut), box.slice(cut)];
    boxes.splice(widest, 1, first, second);
    ranges.splice(widest, 1, rangeOf(first), rangeOf(second));
  }
  return boxes.map((box) => {
    const sums = [0, 0, 0] as [number, number, number];
    for (const index of box) for (const channel of [0, 1, 2] as const) sums[channel] += planes[channel].values[index] ?? 0;
    return [sums[0] / box.length, sums[1] / box.length, sums[2] / box.length] as const;
  });
}

interface Blocks {
  readonly planes: readonly [Plane, Plane, Plane];
  readonly edges: Plane;
  readonly palette: Palette;
  /** Pixels on a side. */
  readonly block: number;
}

function drawBlocks({ data, width, height }: Picture, { planes: [reds, greens, blues], edges, palette, block }: Blocks): void {
  const words = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const bytes = new Uint8Array(4);
  const word = new Uint32Array(bytes.buffer);
  for (let row = 0; row * block < height; row++) {
    const sourceRow = Math.min(reds.height - 1, row);
    for (let column = 0; column * block < width; column++) {
      const from = sourceRow * reds.width + Math.min(reds.width - 1, column);
      const isSmooth = (edges.values[from] ?? 0) < SMOOTH;
      const dither = isSmooth ? ((BAYER[(row & 3) * 4 + (column & 3)] ?? 0) / 16 - 0.47) * 11 : 0;
      const red = (reds.values[from] ?? 0) + dither;
      const green = (greens.values[from] ?? 0) + dither;
      const blue = (blues.values[from] ?? 0) + dither;
      let best = palette[0] ?? [0, 0, 0];
      let least = Infinity;
      for (const colour of palette) {
        const distance = (colour[0] - red) ** 2 * 0.3 + (colour[1] - green) ** 2 * 0.59 + (colour[2] - blue) ** 2 * 0.2;
        if (distance < least) {
          least = distance;
          best = colour;
        }
      }
      bytes.set([Math.round(best[0]), Math.round(best[1]), Math.round(best[2]), 255]);
      const value = word[0] ?? 0;
      const right = Math.min(width, (column + 1) * block);
      for (let y = row * block; y < Math.min(height, (row + 1) * block); y++)
        words.fill(value, y * width + column * block, y * width + right);
    }
  }
}
