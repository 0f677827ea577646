// Seamless tiles of grain, paper, rice paper and canvas. They do not depend on a picture's seed, so a thread makes each once;
// pictures differ in where they lay them.
import { createRandom } from "../random.ts";
import type { Picture } from "./picture.ts";

export type TextureKind = "grain" | "paper" | "ricePaper" | "canvas" | "cloud";

/** A power of two, so that coordinates wrap by masking. */
export const TILE = 512;
export const TILE_MASK = TILE - 1;

const tiles = new Map<TextureKind, Float32Array>();

/** A tile of TILE × TILE values around 0, mostly within -1 … 1. */
export function textureTile(kind: TextureKind): Float32Array {
  const known = tiles.get(kind);
  if (known) return known;
  const tile = TEXTURES[kind]();
  tiles.set(kind, tile);
  return tile;
}

/** Lightens and darkens the picture by a texture: `strength` is the change at a value of 1, in parts of 255. */
export function applyTexture(
  picture: Picture,
  { kind, strength, x, y }: { readonly kind: TextureKind; readonly strength: number; readonly x: number; readonly y: number },
): void {
  const tile = textureTile(kind);
  const { data, width, height } = picture;
  for (let row = 0; row < height; row++) {
    const line = ((row + y) & TILE_MASK) * TILE;
    let at = row * width * 4;
    for (let column = 0; column < width; column++, at += 4) {
      const change = (tile[line + ((column + x) & TILE_MASK)] ?? 0) * strength;
      data[at] = (data[at] ?? 0) + change;
      data[at + 1] = (data[at + 1] ?? 0) + change;
      data[at + 2] = (data[at + 2] ?? 0) + change;
    }
  }
}

const TEXTURES: Record<TextureKind, () => Float32Array> = {
  grain: () => normalise(blurTile(whiteNoise("grain"), 0.5)),
  paper: () => normalise(add(blurTile(whiteNoise("paper"), 1), blurTile(whiteNoise("paper coarse"), 4), 0.8)),
  ricePaper: () => addFibres(normalise(add(blurTile(whiteNoise("rice"), 2), blurTile(whiteNoise("rice coarse"), 9), 1))),
  canvas: weave,
  cloud: () =>
    normalise(
      add(
        add(blurTile(whiteNoise("cloud"), 40), blurTile(whiteNoise("cloud fine"), 14), 0.5),
        blurTile(whiteNoise("cloud finest"), 5),
        0.22,
      ),
    ),
};

/** Sum of four uniform numbers: near enough to normal. */
function whiteNoise(label: string): Float32Array {
  const random = createRandom(11, "texture", label);
  const tile = new Float32Array(TILE * TILE);
  for (let at = 0; at < tile.length; at++) tile[at] = random.next() + random.next() + random.next() + random.next() - 2;
  return tile;
}

function add(a: Float32Array, b: Float32Array, share: number): Float32Array {
  const first = normalise(a);
  const second = normalise(b);
  for (let at = 0; at < first.length; at++) first[at] = (first[at] ?? 0) + (second[at] ?? 0) * share;
  return first;
}

/** Mean 0, standard deviation 0.5. */
function normalise(tile: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const value of tile) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / tile.length;
  const deviation = Math.sqrt(Math.max(1e-9, squares / tile.length - mean * mean));
  for (let at = 0; at < tile.length; at++) tile[at] = ((tile[at] ?? 0) - mean) / (deviation * 2);
  return tile;
}

/** Box blur that wraps around, twice; a radius below 1 blends with the neighbours. */
function blurTile(tile: Float32Array, radius: number): Float32Array {
  const reach = Math.max(1, Math.round(radius));
  const own = radius < 1 ? 1 - radius : 0;
  let from = tile;
  for (let pass = 0; pass < 2; pass++) {
    for (const step of [1, TILE]) {
      const to = new Float32Array(tile.length);
      for (let line = 0; line < TILE; line++) {
        const start = step === 1 ? line * TILE : line;
        let sum = 0;
        for (let offset = -reach; offset <= reach; offset++) sum += from[start + (offset & TILE_MASK) * step] ?? 0;
        for (let index = 0; index < TILE; index++) {
          const at = start + index * step;
          to[at] = own * (from[at] ?? 0) + (1 - own) * (sum / (reach * 2 + 1));
          sum +=
            (from[start + ((index + reach + 1) & TILE_MASK) * step] ?? 0) -
            (from[start + ((index - reach) & TILE_MASK) * step] ?? 0);
        }
      }
      from = to;
    }
  }
  return from;
}

/** Threads over and under, eight pixels a pair, uneven as hand-woven linen. */
function weave(): Float32Array {
  const uneven = textureTile("paper");
  const tile = new Float32Array(TILE * TILE);
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) {
      const over = ((x >> 2) + (y >> 2)) % 2 === 0;
      const across = (over ? y : x) & 3;
      const thread = across === 0 || across === 3 ? -0.5 : 0.35;
      tile[y * TILE + x] = thread * 0.7 + (uneven[y * TILE + x] ?? 0) * 0.5;
    }
  }
  return normalise(tile);
}

function addFibres(tile: Float32Array): Float32Array {
  const random = createRandom(13, "fibres");
  for (let fibre = 0; fibre < 170; fibre++) {
    let x = random.next() * TILE;
    let y = random.next() * TILE;
    let dx = random.range(-1, 1);
    let dy = random.range(-1, 1);
    const tone = random.range(-1.1, 0.9);
    for (let step = 0; step < random.int(20, 60); step++) {
      const at = (Math.floor(y) & TILE_MASK) * TILE + (Math.floor(x) & TILE_MASK);
      tile[at] = (tile[at] ?? 0) + tone * 0.6;
      dx += random.range(-0.12, 0.12);
      dy += random.range(-0.12, 0.12);
      const length = Math.max(0.3, Math.sqrt(dx * dx + dy * dy));
      x += dx / length;
      y += dy / length;
    }
  }
  return tile;
}
