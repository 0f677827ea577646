// Chance for the whole picture. Integer arithmetic only, so that a seed means the same on every machine; streams are
// forked by label, so that a detail added in one place never reshuffles the rest.

/** A stream of numbers that depends on its seed and labels alone. */
export interface Random {
  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number;
  /** Uniform in [min, max). */
  range(min: number, max: number): number;
  /** Uniform whole number, both ends included. */
  int(min: number, max: number): number;
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** An independent stream, derived from seed and label and not from how many numbers were drawn. */
  fork(label: string): Random;
}

/** A new stream; the same seed and salts give the same stream on any machine. */
export function createRandom(seed: number, ...salts: string[]): Random {
  let state = mixBits(seed ^ 0x9e3779b9);
  for (const salt of salts) state = hashText(salt, state);
  return streamFrom(state);
}

function streamFrom(origin: number): Random {
  // sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, four additions and three shifts a number.
  let a = mixBits(origin);
  let b = mixBits(origin ^ 0x85ebca6b);
  let c = mixBits(origin ^ 0xc2b2ae35);
  let counter = 1;
  const draw = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) draw();
  const next = (): number => draw() / 4294967296;
  return {
    next,
    range: (min, max) => min + (max - min) * next(),
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError("pick needs at least one item");
      return item;
    },
    fork: (label) => streamFrom(hashText(label, mixBits(origin ^ 0x27d4eb2f))),
  };
}

/** FNV-1a over UTF-16 units, then mixed: labels that differ in one letter give unrelated streams. */
function hashText(text: string, start: number): number {
  let hash = start ^ 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mixBits(hash);
}

/** The finaliser of MurmurHash3: every bit of the input moves about half of the output. */
function mixBits(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Smooth noise in [0, 1) over the plane, one lattice point per unit. */
export type Noise = (x: number, y: number) => number;

/** Value noise with its own lattice, drawn from `random`. Polynomial, so identical everywhere. */
export function createNoise(random: Random): Noise {
  const salt = random.int(0, 0x7fffffff);
  const lattice = (x: number, y: number): number =>
    (mixBits(Math.imul(x, 0x1f123bb5) ^ Math.imul(y, 0x5f356495) ^ salt) >>> 0) / 4294967296;
  return (x, y) => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const u = ease(x - column);
    const v = ease(y - row);
    const top = lattice(column, row) * (1 - u) + lattice(column + 1, row) * u;
    const bottom = lattice(column, row + 1) * (1 - u) + lattice(column + 1, row + 1) * u;
    return top * (1 - v) + bottom * v;
  };
}

/** Fractal sum of `octaves` of `noise`, each twice as fine and half as strong; stays in [0, 1). */
export function fractal(noise: Noise, octaves: number): Noise {
  return (x, y) => {
    let sum = 0;
    let weight = 1;
    let total = 0;
    let scale = 1;
    for (let octave = 0; octave < octaves; octave++) {
      sum += noise(x * scale + octave * 17.31, y * scale - octave * 9.17) * weight;
      total += weight;
      weight *= 0.5;
      scale *= 2;
    }
    return sum / total;
  };
}

/** Perlin's quintic: first and second derivatives vanish at both ends. */
function ease(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}
