// Which machine this is: the same loopback address means another server on another one.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

let known: string | undefined;

/**
 * The same in all processes that reach each other at loopback addresses, as long as the machine runs. By its host name, which a
 * container has of its own, and, because machines are often named alike, by what Linux draws at each start.
 */
export function fingerprintMachine(): string {
  known ??= createHash("sha256").update(`${hostname()}\n${readBootId()}`).digest("hex").slice(0, 16);
  return known;
}

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Not on Linux.
    return "";
  }
}
