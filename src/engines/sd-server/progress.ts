// What sd-server prints while it draws, read into how far it is. It says nothing of progress over HTTP. Of all it prints only
// four kinds of lines count, and a line is never kept longer than any of these is.

/** Where the picture that is being drawn stands. */
export interface Drawing {
  /** The seed that the line `generating image: 1/1 - seed 7` names, by which a drawing is told from the one before it. */
  readonly seed: number;
  readonly stage: "sampling" | "decoding";
  /** Sampling steps. Zero of zero until the first is done. */
  readonly done: number;
  readonly total: number;
}

export interface ProgressReader {
  /** Takes what was printed, in pieces of any size. */
  read(text: string): void;
  /** The picture that is being drawn, as far as lines have told; undefined between pictures. */
  readonly drawing: Drawing | undefined;
}

/** Characters of one line; the longest that counts has some 120. */
const LONGEST_LINE = 512;
const MOST_STEPS = 10_000;

/** A drawing begins, steps, is decoded and is over; every other line leaves it as it is. */
function readLine(drawing: Drawing | undefined, line: string): Drawing | undefined {
  const begun = /generating image: \d+\/\d+ - seed (\d{1,10})\b/.exec(line);
  if (begun) return { seed: Number(begun[1]), stage: "sampling", done: 0, total: 0 };
  // `generate_image 512x384` opens every picture, also after one that failed without a word here.
  if (drawing === undefined || /\bgenerate_image (?:\d+x\d+|completed in)/.test(line)) return undefined;
  if (/\bsampling completed, taking\b/.test(line)) return { ...drawing, stage: "decoding" };
  // `  |=====>      | 3/20 - 1.20it/s`. Loading weights and decoding draw bars, too: `|#####| 812/1095 - 1.20GB/s`.
  const step = /^\s*\|=*>? *\| (\d{1,5})\/(\d{1,5}) - [\d.]+(?:it\/s|s\/it)/.exec(line);
  if (!step || drawing.stage !== "sampling") return drawing;
  const [done, total] = [Number(step[1]), Number(step[2])];
  if (done > total || total > MOST_STEPS || done < drawing.done) return drawing;
  return { ...drawing, done, total };
}

export function createProgressReader(): ProgressReader {
  let drawing: Drawing | undefined;
  let line = "";
  return {
    read(text) {
      // A bar begins with a carriage return and has no end until the next one comes, so what has arrived of it counts already.
      const pieces = text.split(/[\r\n]/);
      for (const [index, piece] of pieces.entries()) {
        if (index > 0) line = "";
        line = (line + piece).slice(0, LONGEST_LINE);
        const whole = index < pieces.length - 1 || /it\/s|s\/it/.test(line);
        if (whole) drawing = readLine(drawing, line);
      }
    },
    get drawing() {
      return drawing;
    },
  };
}
