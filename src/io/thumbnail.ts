// A picture made small, for pages that show many at once.

/** Pictures of ours have fewer; a file that was tampered with may claim to have more. */
const MAX_PIXELS = 100_000_000;
/** Made at once, each some 40 ms on a thread of its own; and those that wait, some seconds' worth. */
const MAX_AT_ONCE = 2;
const MAX_WAITING = 200;
const QUALITY = 78;
/** Measured at 512 pixels: 1 takes 38 ms for 17 kB, 2 takes 41 ms for 15 kB, 4 takes 55 ms for 14 kB; JPEG has 24 kB. */
const EFFORT = 2;

/** More were asked for at once than can be made in good time. */
export class ThumbnailsBusy extends Error {
  override readonly name = "ThumbnailsBusy";
}

let atOnce = 0;
const waiting: (() => void)[] = [];

/**
 * A WebP of the picture that fits into a square of `side` pixels; a smaller picture keeps its size.
 * @param read gives the picture's file, or undefined where there is none any more. It is called when the picture's turn comes:
 * those that wait hold no file and no memory.
 * @throws {ThumbnailsBusy}, and whatever is wrong with the bytes.
 */
export async function toThumbnail(read: () => Promise<Uint8Array | undefined>, side: number): Promise<Uint8Array | undefined> {
  if (waiting.length >= MAX_WAITING) throw new ThumbnailsBusy("too many thumbnails are being made");
  if (atOnce >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else atOnce += 1;
  try {
    // Loaded by the first who asks: libvips would be a part of every start.
    const { default: sharp } = await import("sharp");
    const bytes = await read();
    return (
      bytes &&
      (await sharp(bytes, { limitInputPixels: MAX_PIXELS })
        .resize(side, side, { fit: "inside", withoutEnlargement: true })
        .webp({ quality: QUALITY, effort: EFFORT })
        .toBuffer())
    );
  } finally {
    const next = waiting.shift();
    if (next) next();
    else atOnce -= 1;
  }
}
