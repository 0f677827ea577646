// A directory for the databases of a run, in the working directory's file system: on tmpfs, where /tmp often is, fsync costs
// nothing.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Lends a new directory to `work`, and removes it afterwards whatever happens. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(process.cwd(), `bench-${randomBytes(2).toString("hex")}-`));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
