// Blobs of which only so many are read at once: a blob that is open takes a file handle for as long as its reader likes.
import { BlobsUnavailable, type Blobs } from "../core/blobs.ts";

/** @param most beyond it, `open` throws {@link BlobsUnavailable}. */
export function boundReaders(blobs: Blobs, most: number): Blobs {
  let reading = 0;
  const leave = () => {
    reading -= 1;
  };
  return {
    ...blobs,
    async open(name, range) {
      if (reading >= most) throw new BlobsUnavailable(`${most} blobs are being read already`);
      reading += 1;
      try {
        const stream = await blobs.open(name, range);
        if (stream) stream.once("close", leave);
        else leave();
        return stream;
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}
