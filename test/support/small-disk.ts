// A disk that can be filled to its last byte, or be read-only: a file system in memory that only its own mount namespace sees. It
// goes when its keeper does, so that nothing is left mounted, however a test ends. Linux, and a user who may make namespaces.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "./directory.ts";

const IS_ROOT = process.getuid?.() === 0;
const UNSHARE = ["--mount", ...(IS_ROOT ? [] : ["--user", "--map-root-user"])];

export interface SmallDisk {
  /** Where it is for a program that runs on it; for others there is an empty directory. */
  readonly directory: string;
  /** Words that run a program on it. */
  readonly prefix: readonly string[];
  /** Where this process finds what is in `directory`. */
  readonly outside: string;
  /** Leaves not a byte free. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Lets nothing more be written. */
  makeReadOnly(): void;
}

/** Why there is no small disk here; undefined where there is. */
export function findObstacle(): string | undefined {
  const words = [...UNSHARE, "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"];
  const { status, stderr, error } = spawnSync("unshare", words, { encoding: "utf8", timeout: 10_000 });
  return status === 0 ? undefined : `no file system can be mounted here (${error?.message ?? stderr.trim()})`;
}

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const directory = temporaryDirectory();
  const line = `mount -t tmpfs -o mode=700,size=${megabytes}m tmpfs "$1" && echo mounted && exec cat`;
  const keeper = spawn("unshare", [...UNSHARE, "sh", "-c", line, "sh", directory], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(keeper, "close");
  onTestFinished(async () => {
    keeper.stdin.end();
    await ended;
  });
  await once(keeper.stdout, "data");
  const prefix = ["nsenter", `--target=${keeper.pid}`, "--mount", ...(IS_ROOT ? [] : ["--user", "--preserve-credentials"])];
  const outside = `/proc/${keeper.pid}/root${directory}`;
  const ballast = join(outside, "ballast");
  return {
    directory,
    prefix,
    outside,
    fill() {
      const file = openSync(ballast, "a");
      try {
        for (const bytes of [1 << 16, 1 << 12, 1]) writeUntilFull(file, Buffer.alloc(bytes));
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast),
    makeReadOnly() {
      const words = [...prefix.slice(1), "mount", "-o", "remount,ro", directory];
      const { status, stderr } = spawnSync("nsenter", words, { encoding: "utf8" });
      if (status !== 0) throw new Error(`it stays writable: ${stderr}`);
    },
  };
}

function writeUntilFull(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) === bytes.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
