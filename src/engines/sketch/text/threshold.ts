// How a machine reads a picture: it is first split into black and white, one threshold a channel for the whole of it. Letters
// that fall on the same side as their ground are gone, however well an eye can tell them apart. This predicts the split.
import type { Rgb } from "../paint/colour.ts";

/** Thresholds of a picture. `isBlack` says on which side of the split a colour falls. */
export interface Split {
  isBlack(colour: Rgb): boolean;
}

/** How many pixels have each value, for every channel. */
export type Histogram = readonly [red: Float64Array, green: Float64Array, blue: Float64Array];

/** Parts of 255 by which a colour must be clear of a threshold. */
const CLEARANCE = 14;

/**
 * @param data RGBA.
 * @param weight how many pixels of the picture each of these stands for.
 */
export function countValues(data: Uint8ClampedArray, weight: number): Histogram {
  const histogram: Histogram = [new Float64Array(256), new Float64Array(256), new Float64Array(256)];
  for (let at = 0; at < data.length; at += 4) {
    for (const channel of [0, 1, 2] as const) {
      const value = data[at + channel] ?? 0;
      histogram[channel][value] = (histogram[channel][value] ?? 0) + weight;
    }
  }
  return histogram;
}

/** The histogram once `pixels` of the ground have been covered with ink. */
export function coverWith(
  histogram: Histogram,
  ink: Rgb,
  { ground, pixels }: { readonly ground: Rgb; readonly pixels: number },
): Histogram {
  return ([0, 1, 2] as const).map((channel) => {
    const counts = histogram[channel].slice();
    const from = Math.round(ground[channel]);
    const to = Math.round(ink[channel]);
    // A ground is never of one value: what lies nearest to it goes first.
    let left = pixels;
    for (let distance = 0; distance < 256 && left > 0; distance++) {
      for (const value of distance === 0 ? [from] : [from - distance, from + distance]) {
        const taken = Math.min(left, counts[value] ?? 0);
        if (taken > 0) counts[value] = (counts[value] ?? 0) - taken;
        left -= taken;
      }
    }
    counts[to] = (counts[to] ?? 0) + pixels;
    return counts;
  }) as unknown as Histogram;
}

/**
 * The split that Tesseract makes: Otsu's threshold in every channel (IEEE Trans. SMC 9, 1979); a channel counts only when the
 * lesser class holds under a quarter of the picture, and that class is what becomes black.
 * @param share the part of the picture under which a class counts.
 */
export function predictSplit(histogram: Histogram, share = 0.25): Split {
  // A channel of one value splits nothing.
  const channels = ([0, 1, 2] as const)
    .map((channel) => splitChannel(histogram[channel], channel))
    .filter(({ below }) => below > 0);
  const telling = channels.filter(({ below }) => below > 1 - share || below < share);
  const [most] = channels.toSorted((a, b) => Math.abs(0.5 - b.below) - Math.abs(0.5 - a.below));
  const used = telling.length > 0 ? telling : most ? [most] : [];
  return {
    isBlack: (colour) => used.some(({ channel, threshold, below }) => colour[channel] > threshold === below > 0.5),
  };
}

/** Whether letters and ground stay apart for a machine, with some reserve for grain and edges. */
export function isSeparated(split: Split, ink: Rgb, grounds: readonly Rgb[]): boolean {
  const inkSides = new Set([-CLEARANCE, 0, CLEARANCE].map((shift) => split.isBlack(shifted(ink, shift))));
  const groundSides = new Set(
    grounds.flatMap((ground) => [-CLEARANCE, CLEARANCE].map((shift) => split.isBlack(shifted(ground, shift)))),
  );
  return inkSides.size === 1 && groundSides.size === 1 && inkSides.has(true) !== groundSides.has(true);
}

function shifted([red, green, blue]: Rgb, shift: number): Rgb {
  const move = (channel: number): number => Math.min(255, Math.max(0, channel + shift));
  return [move(red), move(green), move(blue)];
}

interface ChannelSplit {
  readonly channel: 0 | 1 | 2;
  readonly threshold: number;
  /** Part of the picture at or below the threshold. */
  readonly below: number;
}

function splitChannel(counts: Float64Array, channel: 0 | 1 | 2): ChannelSplit {
  let total = 0;
  let sum = 0;
  for (const [value, count] of counts.entries()) {
    total += count;
    sum += value * count;
  }
  let best = { threshold: 0, below: 0, variance: -1 };
  let below = 0;
  let sumBelow = 0;
  for (let value = 0; value < 255; value++) {
    below += counts[value] ?? 0;
    sumBelow += value * (counts[value] ?? 0);
    if (below === 0 || below === total) continue;
    const gap = sumBelow / below - (sum - sumBelow) / (total - below);
    const variance = below * (total - below) * gap * gap;
    if (variance > best.variance) best = { threshold: value, below: below / total, variance };
  }
  return { channel, threshold: best.threshold, below: best.below };
}
