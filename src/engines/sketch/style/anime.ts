// Cel animation: shadows in steps, clean dark lines, clear colours and light that blooms.
import { findLines } from "./edges.ts";
import { bloom } from "./neon.ts";
import { createRowSampler, reduceToTones } from "./picture.ts";
import type { Picture } from "./picture.ts";
import type { StylePass } from "./style.ts";

const STEPS = 6;

export const anime: StylePass = {
  render(picture, { unit }) {
    // Lines are found before the steps of the shadows make edges of their own.
    const lines = findLines(reduceToTones(picture, 2, { white: 0.05 }), { thickness: Math.max(1, unit * 0.9), threshold: 7 });
    stepShadows(picture);
    const sample = createRowSampler(lines, picture.width, picture.height);
    const row = new Float32Array(picture.width);
    const { data, width, height } = picture;
    for (let y = 0; y < height; y++) {
      sample(y, row);
      let at = y * width * 4;
      for (let x = 0; x < width; x++, at += 4) {
        const ink = (row[x] ?? 0) * 0.82;
        if (ink === 0) continue;
        // The colour of the form, deepened towards indigo: never plain black.
        data[at] = (data[at] ?? 0) * (1 - ink) + 34 * ink;
        data[at + 1] = (data[at + 1] ?? 0) * (1 - ink) + 24 * ink;
        data[at + 2] = (data[at + 2] ?? 0) * (1 - ink) + 54 * ink;
      }
    }
    bloom(picture, { unit, threshold: 205, strength: 0.95, radius: 26 });
  },
};

function stepShadows({ data }: Picture): void {
  const tone = Float32Array.from({ length: 256 }, (_, value) => {
    const level = (value / 255) * STEPS;
    const base = Math.floor(level);
    // Steps with a narrow slope between them, so that skies do not break into contours.
    const part = Math.min(1, Math.max(0, (level - base - 0.36) / 0.28));
    const stepped = ((base + part * part * (3 - 2 * part)) / STEPS) * 255;
    return value * 0.42 + stepped * 0.58 + 6;
  });
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    const grey = (red * 77 + green * 150 + blue * 29) >> 8;
    const level = tone[grey] ?? 0;
    const cool = (255 - grey) * 0.05;
    data[at] = level + (red - grey) * 1.34 - cool;
    data[at + 1] = level + (green - grey) * 1.3 - cool * 0.4;
    data[at + 2] = level + (blue - grey) * 1.34 + cool * 1.4;
  }
}
