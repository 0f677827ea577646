// Blobs as files under one directory. A blob is written beside its place, fsynced, and renamed into it, so that whoever reads
// sees all of it or nothing, across a crash too.
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import type { Blobs } from "../core/blobs.ts";

const NAME = /^[a-z0-9-]+\/[a-z0-9-]+\.[a-z0-9]+$/;

/**
 * @param directory made when missing; its `tmp` folder is emptied, so only one process may use it.
 * @throws when the directory cannot be made or written.
 */
export async function openDiskBlobs(directory: string): Promise<Blobs> {
  const temporary = join(directory, "tmp");
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  let written = 0;

  function locate(name: string): string {
    if (!NAME.test(name)) throw new RangeError(`not a blob name: ${JSON.stringify(name)}`);
    return join(directory, name);
  }

  return {
    async put(name, bytes) {
      const target = locate(name);
      const group = dirname(target);
      const draft = join(temporary, String((written += 1)));
      const file = await open(draft, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      const made = await mkdir(group, { recursive: true, mode: 0o700 });
      await rename(draft, target);
      await syncDirectory(group);
      if (made !== undefined) await syncDirectory(directory);
    },

    async open(name, { start, end }) {
      const file = await ignoreMissing(open(locate(name), "r"));
      return file && openRange(file, { start, end });
    },

    async remove(name) {
      await rm(locate(name), { force: true });
    },

    async listOlderThan(before, limit) {
      const names: string[] = [];
      const groups = (await readdir(directory)).filter((group) => group !== "tmp").sort();
      for (const group of groups) {
        const files = (await ignoreMissing(readdir(join(directory, group)))) ?? [];
        // An empty group is of no use; one that gets a file meanwhile is not empty, and stays.
        if (files.length === 0) await rmdir(join(directory, group)).catch(() => {});
        for (const file of files.sort()) {
          const facts = await ignoreMissing(stat(join(directory, group, file)));
          if (facts && facts.mtimeMs < before) names.push(`${group}/${file}`);
          if (names.length >= limit) return names;
        }
      }
      return names;
    },
  };
}

function openRange(file: Awaited<ReturnType<typeof open>>, range: { start: number; end: number }): Readable {
  return createReadStream("", { fd: file, ...range });
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function ignoreMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
