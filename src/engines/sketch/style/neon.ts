// Night in the city of the future: shadows go violet, lights bloom, edges of things catch magenta and cyan.
import { mix } from "../paint/colour.ts";
import { blur, createRowSampler, reduce } from "./picture.ts";
import type { Picture, Plane } from "./picture.ts";
import { applyVignette } from "./photo.ts";
import type { StylePass } from "./style.ts";

export const neon: StylePass = {
  render(picture, { unit }) {
    darken(picture);
    rimLight(picture, unit);
    bloom(picture, { unit, threshold: 105, strength: 1.05, radius: 14 });
    applyVignette(picture, 0.4);
  },
  grade: (colour) => mix(colour, "#ffffff", 0.1),
};

/** Shadows towards violet, lights towards their own colour, everything darker. */
function darken({ data }: Picture): void {
  const tone = Float32Array.from({ length: 256 }, (_, value) => {
    const part = value / 255;
    return part * part * (0.5 + 0.5 * part);
  });
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    const grey = (red * 77 + green * 150 + blue * 29) >> 8;
    const part = tone[grey] ?? 0;
    const scale = (part * 255) / Math.max(1, grey);
    const rest = 1 - part;
    data[at] = (grey + (red - grey) * 1.7) * scale + 26 * rest;
    data[at + 1] = (grey + (green - grey) * 1.55) * scale + 8 * rest;
    data[at + 2] = (grey + (blue - grey) * 1.6) * scale * 1.06 + 52 * rest;
  }
}

const REDUCTION = 2;

/** Edges that face left glow cyan, those that face right magenta: two signs light every scene. */
function rimLight(picture: Picture, unit: number): void {
  const { data, width, height } = picture;
  const [red, green, blue] = reduce(picture, REDUCTION);
  for (let at = 0; at < red.values.length; at++) {
    red.values[at] = (red.values[at] ?? 0) * 0.35 + (green.values[at] ?? 0) * 0.45 + (blue.values[at] ?? 0) * 0.2;
  }
  blur(red, Math.max(1, (unit * 0.9) / REDUCTION), 1);
  const slopes: Plane = { ...green, values: green.values.fill(0) };
  for (let y = 0; y < red.height; y++) {
    for (let x = 1; x < red.width - 1; x++) {
      const at = y * red.width + x;
      slopes.values[at] = (red.values[at + 1] ?? 0) - (red.values[at - 1] ?? 0);
    }
  }
  blur(slopes, Math.max(1, (unit * 1.2) / REDUCTION), 1);
  const sample = createRowSampler(slopes, width, height);
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    sample(y, row);
    let at = y * width * 4;
    for (let x = 0; x < width; x++, at += 4) {
      const slope = row[x] ?? 0;
      const glow = Math.min(150, Math.max(0, Math.abs(slope) - 3) * 5);
      if (glow === 0) continue;
      if (slope > 0) {
        data[at + 1] = (data[at + 1] ?? 0) + glow * 0.85;
        data[at + 2] = (data[at + 2] ?? 0) + glow;
      } else {
        data[at] = (data[at] ?? 0) + glow;
        data[at + 1] = (data[at + 1] ?? 0) + glow * 0.12;
        data[at + 2] = (data[at + 2] ?? 0) + glow * 0.75;
      }
    }
  }
}

export interface Bloom {
  readonly unit: number;
  /** Brightness from which on a pixel gives light, 0 … 255. */
  readonly threshold: number;
  readonly strength: number;
  /** In units. */
  readonly radius: number;
}

const BLOOM_REDUCTION = 4;

/** What is bright spills over its edges, twice: a near glow and a wide haze. */
export function bloom(picture: Picture, { unit, threshold, strength, radius }: Bloom): void {
  const { data, width, height } = picture;
  const planes = reduce(picture, BLOOM_REDUCTION);
  const samplers = planes.map((plane) => {
    for (let at = 0; at < plane.values.length; at++) plane.values[at] = Math.max(0, (plane.values[at] ?? 0) - threshold);
    const near = blur(plane, (radius * unit) / BLOOM_REDUCTION / 2.5);
    const far = blur({ ...near, values: near.values.slice() }, (radius * unit) / BLOOM_REDUCTION, 2);
    for (let at = 0; at < near.values.length; at++)
      near.values[at] = ((near.values[at] ?? 0) + (far.values[at] ?? 0) * 0.9) * strength;
    return createRowSampler(near, width, height);
  });
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    for (const [channel, sampler] of samplers.entries()) {
      sampler(y, row);
      let at = y * width * 4 + channel;
      for (let x = 0; x < width; x++, at += 4) {
        const light = Math.min(255, row[x] ?? 0);
        data[at] = (data[at] ?? 0) + ((255 - (data[at] ?? 0)) * light) / 255;
      }
    }
  }
}
