// 水墨: ink on rice paper. Tones in a few washes that bleed into the sheet, brush lines where forms end, mist instead of detail,
// and the seal of the painter in red.
import { brightness, darken, mix } from "../paint/colour.ts";
import { findLines } from "./edges.ts";
import { blur, copyPlane, createRowSampler, reduce, reduceToTones, smoothstep } from "./picture.ts";
import type { Picture, Plane } from "./picture.ts";
import { stampSeal } from "./seal.ts";
import type { StylePass, StyleRequest } from "./style.ts";
import { applyTexture, TILE, TILE_MASK, textureTile } from "./texture.ts";

const REDUCTION = 2;
/** A clear sky is bare paper, and what stands against it takes ink. */
const TONED = { white: 0.12, blue: 0.7 };
const PAPER = [244, 237, 221] as const;
const INK = [28, 27, 31] as const;

export const inkWash: StylePass = {
  render(picture, request) {
    const { unit } = request;
    const light = reduceToTones(picture, REDUCTION, TONED);
    const lines = findLines(light, { thickness: Math.max(1.2, (unit * 2.6) / REDUCTION), threshold: 9 });
    const washes = blur(copyPlane(light), (unit * 2.2) / REDUCTION, 2);
    const bled = blur(copyPlane(washes), (unit * 9) / REDUCTION, 2);
    const around = blur(reduceToTones(picture, 8, TONED), (unit * 70) / 8, 2);
    const colours = reduce(picture, 8).map((plane) => blur(plane, 1, 1));
    paintInk(picture, { lines, washes, bled, around, colours, request });
  },
  finish(picture, { random }) {
    applyTexture(picture, { kind: "ricePaper", strength: 6, x: random.int(0, TILE_MASK), y: random.int(0, TILE_MASK) });
  },
  sign: stampSeal,
  grade: (colour) => (brightness(colour) > 0.55 ? mix(colour, "#f4eddd", 0.8) : darken("#1c1b1f", 0.1)),
};

interface Ink {
  readonly lines: Plane;
  readonly washes: Plane;
  readonly bled: Plane;
  /** The mean tone far around: what is darker than its surroundings takes the ink, an even sky stays paper. */
  readonly around: Plane;
  readonly colours: readonly Plane[];
  readonly request: StyleRequest;
}

/** Five tones of ink (焦浓重淡清), as thickness from none to full. */
const TONES = 5;

function paintInk(
  { data, width, height }: Picture,
  { lines, washes, bled, around, colours, request: { unit, random } }: Ink,
): void {
  const cloud = textureTile("cloud");
  const paper = textureTile("ricePaper");
  const shiftX = random.int(0, TILE_MASK);
  const shiftY = random.int(0, TILE_MASK);
  const sway = (unit * 2.6) / REDUCTION;
  const hues = colours.map((plane) => createRowSampler(plane, width, height));
  const sampleAround = createRowSampler(around, width, height);
  const surroundings = new Float32Array(width);
  const [reds, greens, blues] = [new Float32Array(width), new Float32Array(width), new Float32Array(width)];
  // A band of mist where land meets sky, and the upper sheet left nearly bare.
  const mistAt = random.range(0.5, 0.6);
  for (let y = 0; y < height; y++) {
    hues[0]?.(y, reds);
    hues[1]?.(y, greens);
    hues[2]?.(y, blues);
    sampleAround(y, surroundings);
    const down = y / height;
    const coarse = (((y >> 1) + shiftY) & TILE_MASK) * TILE;
    const fine = ((y + shiftY) & TILE_MASK) * TILE;
    const other = (((y >> 1) + shiftX + 211) & TILE_MASK) * TILE;
    let at = y * width * 4;
    for (let x = 0; x < width; x++, at += 4) {
      const column = ((x >> 1) + shiftX) & TILE_MASK;
      const drift = cloud[coarse + column] ?? 0;
      const drift2 = cloud[other + ((column + 133) & TILE_MASK)] ?? 0;
      const grain = paper[fine + ((x + shiftX) & TILE_MASK)] ?? 0;
      const sx = Math.min(washes.width - 1, Math.max(0, Math.round(x / REDUCTION + (drift * 1.4 + grain * 0.3) * sway)));
      const sy = Math.min(washes.height - 1, Math.max(0, Math.round(y / REDUCTION + (drift2 * 1.4 + grain * 0.3) * sway)));
      const from = sy * washes.width + sx;
      const wet = Math.min(1, Math.max(0, 0.35 + drift2 * 0.7));
      const tone = Math.max(0, 1 - ((washes.values[from] ?? 0) * (1 - wet * 0.5) + (bled.values[from] ?? 0) * wet * 0.5) / 255);
      // Dark along a ridge, gone at its foot: a mountain is laid against the mist below it.
      const relief = tone - Math.max(0, 1 - (surroundings[x] ?? 0) / 255);
      const deep = Math.min(1, Math.max(0, tone * 0.62 + relief * 1.15));
      const level = deep * TONES;
      const base = Math.floor(level);
      const stepped = (base + smoothstep(0.25, 0.75, level - base)) / TONES;
      const mist =
        smoothstep(0.13, 0, Math.abs(down - mistAt + drift * 0.06)) * (0.42 + drift * 0.5) + smoothstep(0.3, 0, down) * 0.65;
      const load =
        (deep * 0.5 + stepped * 0.5) * (0.84 + drift * 0.16 + grain * 0.1) * (1 - Math.min(0.85, Math.max(0, mist)) * 0.8);
      const dry = grain > 0.45 ? 0.55 : 1;
      const line = (lines.values[from] ?? 0) * dry * (0.92 + drift * 0.25);
      const ink = Math.min(0.97, Math.max(0, load * load * 0.6 + load * 0.56 + line * 0.74));
      // A breath of colour where the subject is strongly red or warm, as in 浅绛.
      const red = reds[x] ?? 0;
      const green = greens[x] ?? 0;
      const blue = blues[x] ?? 0;
      const warmth = Math.min(1, Math.max(0, (red - Math.max(green, blue) - 55) / 90));
      const tint = warmth * 0.62 * (1 - mist * 0.5);
      const keep = 1 - ink;
      data[at] = INK[0] + (PAPER[0] - INK[0]) * keep - tint * (1 - red / 255) * 40;
      data[at + 1] = INK[1] + (PAPER[1] - INK[1]) * keep - tint * 86 * keep;
      data[at + 2] = INK[2] + (PAPER[2] - INK[2]) * keep - tint * 96 * keep;
    }
  }
}
