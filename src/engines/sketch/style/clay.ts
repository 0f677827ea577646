// Modelling clay: every form is a rounded lump, lit softly from the upper left, with the prints of fingers in it.
import { blur, copyPlane, createRowSampler, reduce } from "./picture.ts";
import type { Picture, Plane } from "./picture.ts";
import type { StylePass } from "./style.ts";
import { TILE, TILE_MASK, textureTile } from "./texture.ts";

const REDUCTION = 2;

export const clay: StylePass = {
  render(picture, { unit, random }) {
    const planes = reduce(picture, REDUCTION);
    // Small details cannot be modelled: they melt into their surroundings.
    const soft = planes.map((plane) => blur(copyPlane(plane), (unit * 1.6) / REDUCTION, 2));
    const heights = inflate(soft, unit / REDUCTION);
    const [slopesX, slopesY] = slopes(heights);
    light(picture, { soft, slopesX, slopesY, x: random.int(0, TILE_MASK), y: random.int(0, TILE_MASK) });
  },
};

/** Height of the lumps: low at the edges between colours, round within. */
function inflate(colours: readonly Plane[], unit: number): Plane {
  const [red] = colours;
  const { width, height } = red ?? { width: 1, height: 1 };
  const edges: Plane = { values: new Float32Array(width * height), width, height };
  for (const { values } of colours) {
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1; x < width - 1; x++) {
        const at = y * width + x;
        const across = (values[at + 1] ?? 0) - (values[at - 1] ?? 0);
        const down = (values[at + width] ?? 0) - (values[at - width] ?? 0);
        edges.values[at] = (edges.values[at] ?? 0) + Math.sqrt(across * across + down * down);
      }
    }
  }
  for (let at = 0; at < edges.values.length; at++) edges.values[at] = Math.min(1, (edges.values[at] ?? 0) / 26);
  const near = blur(edges, unit * 2.2);
  const far = blur(copyPlane(near), unit * 9);
  for (let at = 0; at < near.values.length; at++)
    near.values[at] = -((near.values[at] ?? 0) * 0.6 + (far.values[at] ?? 0) * 1.1) * unit * 16;
  return near;
}

function slopes({ values, width, height }: Plane): [Plane, Plane] {
  const across = new Float32Array(width * height);
  const down = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      across[at] = (values[at + 1] ?? 0) - (values[at - 1] ?? 0);
      down[at] = (values[at + width] ?? 0) - (values[at - width] ?? 0);
    }
  }
  return [
    { values: across, width, height },
    { values: down, width, height },
  ];
}

interface Lighting {
  readonly soft: readonly Plane[];
  readonly slopesX: Plane;
  readonly slopesY: Plane;
  /** Where the finger prints lie. */
  readonly x: number;
  readonly y: number;
}

function light({ data, width, height }: Picture, { soft, slopesX, slopesY, x: shiftX, y: shiftY }: Lighting): void {
  const prints = textureTile("cloud");
  const samplers = soft.map((plane) => createRowSampler(plane, width, height));
  const colours = [new Float32Array(width), new Float32Array(width), new Float32Array(width)] as const;
  const sampleX = createRowSampler(slopesX, width, height);
  const sampleY = createRowSampler(slopesY, width, height);
  const rowX = new Float32Array(width);
  const rowY = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    for (const [channel, sampler] of samplers.entries()) sampler(y, colours[channel as 0 | 1 | 2]);
    sampleX(y, rowX);
    sampleY(y, rowY);
    const line = ((y * 2 + shiftY) & TILE_MASK) * TILE;
    const below = ((y * 2 + 3 + shiftY) & TILE_MASK) * TILE;
    let at = y * width * 4;
    for (let x = 0; x < width; x++, at += 4) {
      const column = (x * 2 + shiftX) & TILE_MASK;
      const dent = (prints[line + column] ?? 0) - (prints[below + ((column + 3) & TILE_MASK)] ?? 0);
      const nx = -(rowX[x] ?? 0) + dent * 0.26;
      const ny = -(rowY[x] ?? 0) + dent * 0.26;
      const length = Math.sqrt(nx * nx + ny * ny + 1);
      // Light from (-0.5, -0.62, 0.6); the gloss is wide and faint, as on wax.
      const lambert = (nx * -0.5 + ny * -0.62 + 0.6) / length;
      const shade = 0.69 + 0.55 * lambert;
      const gloss = lambert > 0.8 ? (lambert - 0.8) * 190 : 0;
      const red = colours[0][x] ?? 0;
      const green = colours[1][x] ?? 0;
      const blue = colours[2][x] ?? 0;
      data[at] = red * shade + gloss + 4;
      data[at + 1] = green * shade + gloss;
      data[at + 2] = blue * shade + gloss;
    }
  }
}
