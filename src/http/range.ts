// The `Range` header (https://www.rfc-editor.org/rfc/rfc9110#section-14) as far as it is of use for one file: one range of
// bytes. Several at once, another unit and what is malformed are answered with the whole, as the standard allows.

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const ONE_RANGE = /^bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/i;

/** The range that `header` asks of a file of `sizeBytes`, `whole`, or `outside` when no byte of it exists. */
export function parseRange(header: string, sizeBytes: number): ByteRange | "whole" | "outside" {
  const match = ONE_RANGE.exec(header);
  if (!match) return "whole";
  const [, first, last, suffix] = match;
  if (first === undefined) {
    const length = Math.min(Number(suffix), sizeBytes);
    return length === 0 ? "outside" : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const [start, end] = [Number(first), last ? Number(last) : Infinity];
  if (end < start) return "whole";
  return start < sizeBytes ? { start, end: Math.min(end, sizeBytes - 1) } : "outside";
}
