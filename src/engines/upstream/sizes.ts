// Sizes that an upstream draws, and the nearest of them to the size asked for. The worker scales what comes back.

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Any size within bounds. */
export interface SizeBounds {
  /** Of width times height. */
  readonly minPixels: number;
  readonly maxPixels: number;
  /** Of the longer side to the shorter. */
  readonly maxRatio: number;
  /** Of the longer side; absent where the other bounds say enough. */
  readonly maxEdge?: number;
  /** Both sides are whole multiples of it. */
  readonly step: number;
}

/** What an upstream draws: a few sizes, or any within bounds. */
export type SizeRule = readonly [Size, ...Size[]] | SizeBounds;

/** `asked` itself where the rule has it; otherwise the size of the nearest ratio, and of those the nearest in pixels. */
export function fitSize(asked: Size, rule: SizeRule): Size {
  return isList(rule) ? pickSize(asked, rule) : boundSize(asked, rule);
}

/** What the task says when another size is drawn than was asked for, or nothing. */
export function describeSize(asked: Size, drawn: Size): readonly string[] {
  if (asked.width === drawn.width && asked.height === drawn.height) return [];
  const write = ({ width, height }: Size) => `${width}*${height}`;
  return [`size: the engine does not draw ${write(asked)}, so ${write(drawn)} was drawn and scaled`];
}

function isList(rule: SizeRule): rule is readonly [Size, ...Size[]] {
  return Array.isArray(rule);
}

function pickSize(asked: Size, sizes: readonly [Size, ...Size[]]): Size {
  // Ratios and areas differ by factors, so their distance is that of their logarithms.
  const distance = ({ width, height }: Size) => [
    Math.abs(Math.log((width * asked.height) / (height * asked.width))),
    Math.abs(Math.log((width * height) / (asked.width * asked.height))),
  ];
  return sizes.reduce((best, size) => {
    const [ratio = 0, area = 0] = distance(size);
    const [bestRatio = 0, bestArea = 0] = distance(best);
    return ratio < bestRatio || (ratio === bestRatio && area < bestArea) ? size : best;
  });
}

function boundSize(asked: Size, { minPixels, maxPixels, maxRatio, maxEdge = Infinity, step }: SizeBounds): Size {
  const ratio = Math.min(maxRatio, Math.max(1 / maxRatio, asked.width / asked.height));
  const pixels = Math.min(maxPixels, Math.max(minPixels, asked.width * asked.height));
  const edge = Math.min(maxEdge, Math.sqrt(pixels * Math.max(ratio, 1 / ratio)));
  const exact = ratio >= 1 ? { width: edge, height: edge / ratio } : { width: edge * ratio, height: edge };
  const isWithin = ({ width, height }: Size) =>
    width * height >= minPixels &&
    width * height <= maxPixels &&
    Math.max(width, height) <= maxEdge &&
    Math.max(width, height) <= maxRatio * Math.min(width, height);
  // Rounding may leave the bounds by a step; one of the neighbours is within them.
  const around = (side: number) => [Math.round, Math.ceil, Math.floor].map((round) => Math.max(step, round(side / step) * step));
  const near = around(exact.width).flatMap((width) => around(exact.height).map((height) => ({ width, height })));
  return near.find(isWithin) ?? { width: around(exact.width)[0] ?? step, height: around(exact.height)[0] ?? step };
}
