// How many connections a server may hold, and how many images it sends at once: each takes a file handle, and a server that has none
// left can neither write its images nor start a thread.
import { readFileSync } from "node:fs";

/** For the store, images that are written, drawing threads, engines and webhooks. */
const OWN_HANDLES = 256;
/** Of the others: a reader of an image has its connection and the file. */
const READERS_SHARE = 1 / 4;

export interface HandleBounds {
  readonly connections: number;
  readonly imageReaders: number;
}

/**
 * What leaves the server handles of its own: together all that the system allows the process but 256, and at least half of it.
 * Undefined where the system does not say, which only Linux does.
 */
export function readHandleBounds(): HandleBounds | undefined {
  let limits: string;
  try {
    limits = readFileSync("/proc/self/limits", "utf8");
  } catch {
    return undefined;
  }
  // Node raises the soft limit to the hard one when it starts.
  const files = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  if (Number.isNaN(files)) return undefined;
  const others = Math.max(files - OWN_HANDLES, Math.floor(files / 2));
  const imageReaders = Math.ceil(others * READERS_SHARE);
  return { connections: others - imageReaders, imageReaders };
}
