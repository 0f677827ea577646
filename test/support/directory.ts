// Directories that live as long as one test.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { onTestFinished } from "vitest";

/** Where the system keeps files in memory, if it does. */
const MEMORY = "/dev/shm";

/** @param on `memory` where the system can: for tests that write much, and prove nothing about disks. */
export function temporaryDirectory(on: "disk" | "memory" = "disk"): string {
  const directory = mkdtempSync(join(on === "memory" && existsSync(MEMORY) ? MEMORY : tmpdir(), "muleteer-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Relative paths of all files under `directory`, sorted; files may come and go meanwhile. */
export function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

/** Of a database only while no connection of this process is open: closing the file would drop SQLite's locks on it. */
export function hashFile(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
