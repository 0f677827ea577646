// Pixels as the finishing passes see them, and the few operations that they share. Typed arrays throughout; analysis happens
// at a fraction of the size, where it does not show and costs a fraction of the time.

/** RGBA, opaque, row by row. */
export interface Picture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** One value a pixel, mostly of a reduced picture. */
export interface Plane {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

export function createPlane(width: number, height: number): Plane {
  return { values: new Float32Array(width * height), width, height };
}

/** Red, green and blue, 0 … 255, averaged over squares of `factor` pixels. */
export function reduce(picture: Picture, factor: number): readonly [red: Plane, green: Plane, blue: Plane] {
  const width = Math.max(1, Math.floor(picture.width / factor));
  const height = Math.max(1, Math.floor(picture.height / factor));
  const red = createPlane(width, height);
  const green = createPlane(width, height);
  const blue = createPlane(width, height);
  const { data } = picture;
  const across = Math.min(factor, picture.width);
  const down = Math.min(factor, picture.height);
  const share = 1 / (across * down);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let dy = 0; dy < down; dy++) {
        let at = ((y * factor + dy) * picture.width + x * factor) * 4;
        for (let dx = 0; dx < across; dx++, at += 4) {
          r += data[at] ?? 0;
          g += data[at + 1] ?? 0;
          b += data[at + 2] ?? 0;
        }
      }
      const to = y * width + x;
      red.values[to] = r * share;
      green.values[to] = g * share;
      blue.values[to] = b * share;
    }
  }
  return [red, green, blue];
}

/** Brightness, 0 … 255 (Rec. 601), averaged over squares of `factor` pixels. */
export function reduceToBrightness(picture: Picture, factor: number): Plane {
  const [red, green, blue] = reduce(picture, factor);
  for (let at = 0; at < red.values.length; at++) {
    red.values[at] = (red.values[at] ?? 0) * 0.299 + (green.values[at] ?? 0) * 0.587 + (blue.values[at] ?? 0) * 0.114;
  }
  return red;
}

interface ToneOptions {
  /** Part of all pixels, from the brightest down, that is white. */
  readonly white: number;
  /** How much of the brightness is that of blue alone, 0 … 1: a clear sky turns into bare paper. */
  readonly blue?: number;
}

/**
 * Tones as a draughtsman sees them: brightness, but reds darker than greens of the same brightness, so that a red apple on
 * grass has an outline. Stretched until the darkest hundredth is 0 and `white` of all pixels, from the brightest down, are 255
 * and more: the sun in a bright sky keeps its outline too.
 */
export function reduceToTones(picture: Picture, factor: number, { white, blue = 0 }: ToneOptions): Plane {
  const [red, green, blues] = reduce(picture, factor);
  const counts = new Uint32Array(256);
  for (let at = 0; at < red.values.length; at++) {
    const r = red.values[at] ?? 0;
    const g = green.values[at] ?? 0;
    const b = blues.values[at] ?? 0;
    const light = r * 0.299 + g * 0.587 + b * 0.114;
    const tone = Math.max(0, light + (b - light) * blue - Math.max(0, r - g) * 0.3);
    red.values[at] = tone;
    counts[Math.round(tone)] = (counts[Math.round(tone)] ?? 0) + 1;
  }
  const quantile = (part: number): number => {
    let left = red.values.length * part;
    for (let value = 0; value < 256; value++) {
      left -= counts[value] ?? 0;
      if (left <= 0) return value;
    }
    return 255;
  };
  const low = quantile(0.01);
  const high = Math.max(low + 40, quantile(1 - white));
  for (let at = 0; at < red.values.length; at++) {
    red.values[at] = Math.max(0, (((red.values[at] ?? 0) - low) * 255) / (high - low));
  }
  return red;
}

export function copyPlane(plane: Plane): Plane {
  return { ...plane, values: plane.values.slice() };
}

/** Box blur in place; two passes are close to a Gaussian. Edges are continued. */
export function blur(plane: Plane, radius: number, passes = 2): Plane {
  const reach = Math.round(radius);
  if (reach < 1) return plane;
  const scratch = new Float32Array(plane.values.length);
  for (let pass = 0; pass < passes; pass++) {
    blurRows(plane, plane.values, { to: scratch, reach });
    blurColumns(plane, scratch, { to: plane.values, reach });
  }
  return plane;
}

interface BlurTarget {
  readonly to: Float32Array;
  readonly reach: number;
}

function blurRows({ width, height }: Plane, from: Float32Array, { to, reach }: BlurTarget): void {
  const share = 1 / (reach * 2 + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = -reach; x <= reach; x++) sum += from[row + clamp(x, width)] ?? 0;
    for (let x = 0; x < width; x++) {
      to[row + x] = sum * share;
      sum += (from[row + clamp(x + reach + 1, width)] ?? 0) - (from[row + clamp(x - reach, width)] ?? 0);
    }
  }
}

function blurColumns({ width, height }: Plane, from: Float32Array, { to, reach }: BlurTarget): void {
  const share = 1 / (reach * 2 + 1);
  // One running sum for every column: memory is read along rows.
  const sums = new Float64Array(width);
  for (let y = -reach; y <= reach; y++) {
    const row = clamp(y, height) * width;
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (from[row + x] ?? 0);
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const enter = clamp(y + reach + 1, height) * width;
    const leave = clamp(y - reach, height) * width;
    for (let x = 0; x < width; x++) {
      const sum = sums[x] ?? 0;
      to[row + x] = sum * share;
      sums[x] = sum + (from[enter + x] ?? 0) - (from[leave + x] ?? 0);
    }
  }
}

function clamp(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index;
}

/** Fills `out` with row `y` of the plane enlarged to the given size, bilinearly. */
export type RowSampler = (y: number, out: Float32Array) => void;

export function createRowSampler(plane: Plane, width: number, height: number): RowSampler {
  const left = new Int32Array(width);
  const weight = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.min(plane.width - 1, Math.max(0, ((x + 0.5) * plane.width) / width - 0.5));
    left[x] = Math.min(Math.max(0, plane.width - 2), Math.floor(at));
    weight[x] = at - (left[x] ?? 0);
  }
  const step = plane.width > 1 ? 1 : 0;
  const { values } = plane;
  return (y, out) => {
    const at = Math.min(plane.height - 1, Math.max(0, ((y + 0.5) * plane.height) / height - 0.5));
    const top = Math.min(Math.max(0, plane.height - 2), Math.floor(at));
    const down = at - top;
    const upper = top * plane.width;
    const lower = Math.min(plane.height - 1, top + 1) * plane.width;
    for (let x = 0; x < width; x++) {
      const from = left[x] ?? 0;
      const across = weight[x] ?? 0;
      const a = (values[upper + from] ?? 0) * (1 - across) + (values[upper + from + step] ?? 0) * across;
      const b = (values[lower + from] ?? 0) * (1 - across) + (values[lower + from + step] ?? 0) * across;
      out[x] = a * (1 - down) + b * down;
    }
  };
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
