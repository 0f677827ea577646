// Randomness for ids, drawn from the operating system in blocks: a request needs a few bytes several times, and asking for each
// takes ten times as long.
import { randomFillSync } from "node:crypto";

const block = Buffer.alloc(4_096);
let used = block.length;

/** As many bytes, up to 4,096, that nobody else gets. A view of the block: to be read before the next call. */
export function drawRandom(bytes: number): Buffer {
  if (used + bytes > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += bytes;
  return block.subarray(used - bytes, used);
}
