// ComfyUI's look at an unfinished picture, made as small as previews are here. It may come in any size.

/** Pixels along the longer side. */
const LARGEST = 256;
/** Percent. */
const QUALITY = 76;
const MOST_PIXELS = 4_096 * 4_096;

/** A JPEG of at most 256 pixels a side, or undefined when the image cannot be read: it is only a preview. */
export async function shrinkPreview(image: Uint8Array): Promise<Uint8Array | undefined> {
  // Loaded by the first who looks.
  const { default: sharp } = await import("sharp");
  try {
    return await sharp(image, { limitInputPixels: MOST_PIXELS })
      .resize({ width: LARGEST, height: LARGEST, fit: "inside", withoutEnlargement: true })
      .flatten()
      .jpeg({ quality: QUALITY })
      .toBuffer();
  } catch {
    return undefined;
  }
}
