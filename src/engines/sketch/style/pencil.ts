// Graphite on paper: outlines drawn twice, tones hatched in up to four directions, the tooth of the paper in every stroke.
import { findLines } from "./edges.ts";
import { blur, createRowSampler, reduceToTones } from "./picture.ts";
import { darken } from "../paint/colour.ts";
import type { StylePass } from "./style.ts";
import { TILE, TILE_MASK, textureTile } from "./texture.ts";

const PAPER = [250, 249, 245] as const;
const GRAPHITE = [52, 52, 58] as const;

/** Directions of the hatching as (cosine, sine), each with the tone at which it begins and its spacing in units. */
const HATCHES = [
  [0.7986, 0.6018, 0.18, 4.4],
  [0.9205, -0.3907, 0.4, 4.0],
  [0.2079, 0.9781, 0.58, 3.6],
  [0.5736, -0.8192, 0.74, 3.2],
] as const;

export const pencil: StylePass = {
  render(picture, { unit, random }) {
    const light = reduceToTones(picture, 1, { white: 0.25, blue: 0.35 });
    const tones = createRowSampler(
      blur(reduceToTones(picture, 2, { white: 0.25, blue: 0.35 }), unit * 0.8, 1),
      picture.width,
      picture.height,
    );
    const fine = findLines(light, { thickness: Math.max(1, unit * 1.5), threshold: 6 });
    const { data, width, height } = picture;
    const cloud = textureTile("cloud");
    const paper = textureTile("paper");
    const shiftX = random.int(0, TILE_MASK);
    const shiftY = random.int(0, TILE_MASK);
    const row = new Float32Array(width);
    const again = Math.max(1, Math.round(unit * 1.3));
    for (let y = 0; y < height; y++) {
      tones(y, row);
      const coarse = ((y + shiftY) & TILE_MASK) * TILE;
      // The second outline lies a little beside the first.
      const doubled = Math.max(0, y - again) * width;
      let at = y * width * 4;
      for (let x = 0; x < width; x++, at += 4) {
        const column = (x + shiftX) & TILE_MASK;
        const drift = cloud[coarse + column] ?? 0;
        const tooth = paper[coarse + column] ?? 0;
        const tone = Math.max(0, 1 - (row[x] ?? 0) / 255);
        let graphite = hatch({ x, y, tone, drift, unit }) + tone * tone * 0.16;
        const outline = Math.max(fine.values[y * width + x] ?? 0, (fine.values[doubled + Math.max(0, x - again)] ?? 0) * 0.45);
        graphite = Math.max(graphite, outline * (0.85 + drift * 0.2));
        graphite *= 0.9 - tooth * 0.42;
        graphite = graphite < 0 ? 0 : graphite > 0.94 ? 0.94 : graphite;
        data[at] = PAPER[0] + (GRAPHITE[0] - PAPER[0]) * graphite + tooth * 2;
        data[at + 1] = PAPER[1] + (GRAPHITE[1] - PAPER[1]) * graphite + tooth * 2;
        data[at + 2] = PAPER[2] + (GRAPHITE[2] - PAPER[2]) * graphite + tooth * 2;
      }
    }
  },
  grade: (colour) => darken(colour, 0.05),
};

interface HatchPoint {
  readonly x: number;
  readonly y: number;
  /** 0 white … 1 black. */
  readonly tone: number;
  readonly drift: number;
  readonly unit: number;
}

/** How dark the hatching is at a point: each direction joins in as tones deepen. */
function hatch({ x, y, tone, drift, unit }: HatchPoint): number {
  let dark = 0;
  for (const [cosine, sine, from, spacing] of HATCHES) {
    const depth = (tone - from) * 2.6;
    if (depth <= 0) break;
    const along = (x * cosine + y * sine) / (spacing * unit) + drift * 0.14;
    const phase = along - Math.floor(along);
    // A stroke is darkest in its middle and thickens with the tone.
    const distance = phase < 0.5 ? 0.5 - phase : phase - 0.5;
    const half = 0.16 + Math.min(0.2, depth * 0.12);
    if (distance < half) dark = Math.max(dark, (1 - (distance / half) ** 2) * Math.min(0.62, 0.3 + depth * 0.35));
  }
  return dark;
}
