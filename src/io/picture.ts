// Pictures from outside, made ours: every pixel is decoded, so that a picture that is cut off or damaged is found out, and what
// comes out is a PNG of the size wanted, in sRGB, with pixels and nothing else (I10).
import type { Metadata, Sharp } from "sharp";
import { PngError, stripPng } from "./png.ts";

/** Width times height of what is decoded at all: a small file may claim to be a very large picture. */
const MAX_PIXELS = 100_000_000;
/** A third more bytes than the best level, in a sixth of its time. */
const COMPRESSION = 3;
/** Pictures that are decoded at once; each may take some hundred megabytes. */
const MAX_AT_ONCE = 2;
/** What a provider may answer with, by its first bytes: no vectors, no documents, nothing that leads elsewhere. */
const SIGNATURES: readonly (readonly [offset: number, bytes: string])[] = [
  [0, "\x89PNG\r\n\x1a\n"],
  [0, "\xff\xd8\xff"],
  [8, "WEBP"],
  [4, "ftypavif"],
  [4, "ftypavis"],
  [0, "GIF8"],
];

/** Bytes that are no whole picture; the message is a clause, as in “it is cut off”. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  readonly png: Uint8Array;
  /** What it was before it was scaled and cropped to the size wanted. */
  readonly madeAs: Size;
}

let atOnce = 0;
const waiting: (() => void)[] = [];

/**
 * The picture in `bytes` (PNG, JPEG, WebP, AVIF or GIF; of several frames the first) as a PNG of `size`. One that is a plain PNG
 * of that size keeps its compressed pixels as they are; any other is scaled to cover the size, cropped around its centre and
 * compressed anew.
 * @throws {PictureError}
 */
export async function toPicture(bytes: Uint8Array, size: Size): Promise<Picture> {
  if (!SIGNATURES.some(([offset, text]) => startsWith(bytes, offset, text))) throw new PictureError("it is no picture");
  if (atOnce >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else atOnce += 1;
  try {
    return await convert(bytes, size);
  } catch (error) {
    if (error instanceof PictureError) throw error;
    throw new PictureError(toReason(error), { cause: error });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else atOnce -= 1;
  }
}

async function convert(bytes: Uint8Array, size: Size): Promise<Picture> {
  // Loaded by the first picture: libvips would be a part of every start.
  const { default: sharp } = await import("sharp");
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error" });
  const madeAs = toSize(await image.metadata());
  const plain = isSame(madeAs, size) ? stripPlain(bytes) : undefined;
  if (plain) {
    // The last row cannot be had before all that are above it, so every pixel is decoded; and those that are not asked for are not
    // converted and copied, which is a quarter of the time for a photograph and most of it for a flat picture.
    await image
      .extract({ left: 0, top: size.height - 1, width: size.width, height: 1 })
      .raw()
      .toBuffer();
    return { png: plain, madeAs };
  }
  const fitted = isSame(madeAs, size) ? image.autoOrient() : fit(image, size);
  // Without an order to keep them, profiles are applied and dropped, and metadata is dropped.
  const png = await fitted.toColourspace("srgb").png({ compressionLevel: COMPRESSION }).toBuffer();
  return { png: stripPng(png) ?? png, madeAs };
}

function fit(image: Sharp, { width, height }: Size): Sharp {
  return image.autoOrient().resize(width, height, { fit: "cover", position: "centre", kernel: "lanczos3" });
}

/** Upright. */
function toSize({ width, height, autoOrient, pages = 1, pageHeight }: Metadata): Size {
  if (width * height * pages > MAX_PIXELS) throw new PictureError(`it has more than ${MAX_PIXELS / 1e6} megapixels`);
  return { width: autoOrient.width, height: pages > 1 ? (pageHeight ?? autoOrient.height) : autoOrient.height };
}

function stripPlain(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return stripPng(bytes);
  } catch (error) {
    if (error instanceof PngError) return undefined;
    throw error;
  }
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function startsWith(bytes: Uint8Array, offset: number, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", offset, offset + text.length) === text;
}

function toReason(error: unknown): string {
  return error instanceof Error && error.message.includes("pixel limit")
    ? `it has more than ${MAX_PIXELS / 1e6} megapixels`
    : "it is cut off or damaged";
}
