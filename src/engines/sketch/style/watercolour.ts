// Watercolour: washes that run over their edges, dry darker at their rims, settle in the grain of the paper, and leave it white
// around the picture. Pigment density after Bousseau et al., "Interactive watercolor rendering", NPAR 2006.
import { blur, copyPlane, reduce, smoothstep } from "./picture.ts";
import type { Picture, Plane } from "./picture.ts";
import type { StylePass, StyleRequest } from "./style.ts";
import { applyTexture, TILE, TILE_MASK, textureTile } from "./texture.ts";

const REDUCTION = 2;
const PAPER = [251, 248, 240] as const;

export const watercolour: StylePass = {
  render(picture, request) {
    const { unit } = request;
    const planes = reduce(picture, REDUCTION);
    const washes = planes.map((plane) => blur(copyPlane(plane), (unit * 1.5) / REDUCTION, 2));
    const details = planes.map((plane) => blur(plane, (unit * 0.5) / REDUCTION, 1));
    const rims = findRims(washes, unit / REDUCTION);
    wash(picture, { washes, details, rims, request });
  },
  finish(picture, { random }) {
    applyTexture(picture, { kind: "paper", strength: 5, x: random.int(0, TILE_MASK), y: random.int(0, TILE_MASK) });
  },
};

/** Where a wash ends, pigment gathers: on its own side of the edge, and broadly. */
function findRims(washes: readonly Plane[], unit: number): Plane {
  const [red] = washes;
  const { width, height } = red ?? { width: 1, height: 1 };
  const rims: Plane = { values: new Float32Array(width * height), width, height };
  for (const plane of washes) {
    const around = blur(copyPlane(plane), unit * 3.4, 2);
    for (let at = 0; at < rims.values.length; at++) {
      rims.values[at] = (rims.values[at] ?? 0) + Math.max(0, (around.values[at] ?? 0) - (plane.values[at] ?? 0)) / 90;
    }
  }
  return rims;
}

interface Wash {
  readonly washes: readonly Plane[];
  readonly details: readonly Plane[];
  readonly rims: Plane;
  readonly request: StyleRequest;
}

function wash({ data, width, height }: Picture, { washes, details, rims, request: { unit, random } }: Wash): void {
  const cloud = textureTile("cloud");
  const paper = textureTile("paper");
  const shiftX = random.int(0, TILE_MASK);
  const shiftY = random.int(0, TILE_MASK);
  const sway = (unit * 3.2) / REDUCTION;
  const margin = unit * 26;
  const [redWash, greenWash, blueWash] = washes;
  const [redDetail, greenDetail, blueDetail] = details;
  for (let y = 0; y < height; y++) {
    const coarse = (((y >> 1) + shiftY) & TILE_MASK) * TILE;
    const fine = ((y + shiftY) & TILE_MASK) * TILE;
    const other = (((y >> 1) + shiftX + 171) & TILE_MASK) * TILE;
    let at = y * width * 4;
    for (let x = 0; x < width; x++, at += 4) {
      const column = ((x >> 1) + shiftX) & TILE_MASK;
      const drift = cloud[coarse + column] ?? 0;
      const drift2 = cloud[other + ((column + 97) & TILE_MASK)] ?? 0;
      const grain = paper[fine + ((x + shiftX) & TILE_MASK)] ?? 0;
      // Edges wander with the water and fray with the paper.
      const sx = Math.min(rims.width - 1, Math.max(0, Math.round(x / REDUCTION + (drift * 1.5 + grain * 0.35) * sway)));
      const sy = Math.min(rims.height - 1, Math.max(0, Math.round(y / REDUCTION + (drift2 * 1.5 + grain * 0.35) * sway)));
      const from = sy * rims.width + sx;
      const density = 0.86 + drift2 * 0.42 + grain * 0.11 + Math.min(0.7, rims.values[from] ?? 0);
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y) + (drift * 0.9 + grain * 0.25) * margin * 0.9;
      const painted = smoothstep(margin * 0.3, margin * 0.85, edge);
      const dried = 1 + 0.35 * smoothstep(margin * 1.15, margin * 0.7, edge) * painted;
      for (let channel = 0; channel < 3; channel++) {
        const washed = (channel === 0 ? redWash : channel === 1 ? greenWash : blueWash)?.values[from] ?? 0;
        const detail = (channel === 0 ? redDetail : channel === 1 ? greenDetail : blueDetail)?.values[from] ?? 0;
        // Transparent pigment: lighter than body colour, and never quite opaque.
        const colour = (washed * 0.55 + detail * 0.45) / 255;
        const lifted = 0.19 + colour * 0.83;
        const value = lifted - (lifted - lifted * lifted) * (density * dried - 1);
        const white = PAPER[channel as 0 | 1 | 2];
        data[at + channel] = white + (Math.min(1, value) * white - white) * painted;
      }
    }
  }
}
