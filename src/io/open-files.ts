// How many connections a server may hold: every one takes a file handle, and a server that has none left can neither read its
// images nor start a thread.
import { readFileSync } from "node:fs";

/** For the store, images, drawing threads, engines and webhooks. */
const OWN_HANDLES = 256;

/**
 * Connections that leave the server handles of its own: all that the system allows the process but 256, and at least half of it.
 * Undefined where the system does not say, which only Linux does.
 */
export function readMaxConnections(): number | undefined {
  let limits: string;
  try {
    limits = readFileSync("/proc/self/limits", "utf8");
  } catch {
    return undefined;
  }
  // Node raises the soft limit to the hard one when it starts.
  const files = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  return Number.isNaN(files) ? undefined : Math.max(files - OWN_HANDLES, Math.floor(files / 2));
}
