// What the disk takes, which no program of ours can undercut.
import { open, rm } from "node:fs/promises";

const TIMES = 60;
/** A picture of one colour, or a page of a log. */
const BYTES = 4_096;

/** Milliseconds that each of some appends to `file` takes until it is on disk. */
export async function measureFsync(file: string): Promise<number[]> {
  const handle = await open(file, "a");
  const times: number[] = [];
  try {
    for (let turn = 0; turn < TIMES; turn += 1) {
      const begun = performance.now();
      await handle.write(Buffer.alloc(BYTES, turn));
      await handle.sync();
      times.push(performance.now() - begun);
    }
  } finally {
    await handle.close();
    await rm(file);
  }
  return times;
}
