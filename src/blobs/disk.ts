// Blobs as files under one directory. A blob is written beside its place, fsynced, and renamed into it, so that whoever reads
// sees all of it or nothing, across a crash too.
import fs, { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { BlobsUnavailable, type Blobs } from "../core/blobs.ts";
import { checkBlobName, isBlobName } from "./name.ts";

/** A group that is found empty is deleted, perhaps just when a blob is about to be moved into it. */
const PLACE_TRIES = 3;
/** By number: through a file handle of `node:fs/promises` the same takes half as much processor time again. */
const openFile = promisify(fs.open);
const writeFile = promisify(fs.writeFile);
const syncFile = promisify(fs.fsync);
const closeFile = promisify(fs.close);
/** What the system says when it is the medium that takes no writes. */
const MEDIUM_ERRORS: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO"]);

/**
 * @param directory made when missing; its `tmp` folder is emptied, so only one process may use it.
 * @throws when the directory cannot be made or written.
 */
export async function openDiskBlobs(directory: string): Promise<Blobs> {
  const temporary = join(directory, "tmp");
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  let written = 0;
  const sync = createDirectorySync();
  /** Groups whose own entry is on disk: one a day, until they are found empty. */
  const rooted = new Set<string>();

  function locate(name: string): string {
    checkBlobName(name);
    return join(directory, name);
  }

  /** Moves a draft to its place, so that the move outlives a power cut. */
  async function place(draft: string, target: string): Promise<void> {
    const group = dirname(target);
    for (let tries = 1; ; tries += 1) {
      try {
        if (!rooted.has(group)) await mkdir(group, { recursive: true, mode: 0o700 });
        await rename(draft, target);
        await sync(group);
        // Asked again: it may have been deleted and made anew since.
        if (!rooted.has(group)) await sync(directory);
        rooted.add(group);
        return;
      } catch (error) {
        if (!isMissing(error) || tries === PLACE_TRIES) throw error;
        rooted.delete(group);
      }
    }
  }

  return {
    async put(name, bytes) {
      const target = locate(name);
      const draft = join(temporary, String((written += 1)));
      try {
        await writeDurably(draft, bytes);
        await place(draft, target);
      } catch (error) {
        // On a read-only medium the draft was never there, and cannot be removed either.
        await rm(draft, { force: true }).catch(() => {});
        throw isOfMedium(error) ? new BlobsUnavailable(`${name} cannot be written: ${error.message}`, { cause: error }) : error;
      }
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
      // What else lies in the directory, a file manager's notes perhaps, is not ours to delete.
      const groups = (await readdir(directory, { withFileTypes: true })).filter(
        (entry) => entry.isDirectory() && entry.name !== "tmp",
      );
      for (const group of groups.map((entry) => entry.name).sort()) {
        const files = (await ignoreMissing(readdir(join(directory, group)))) ?? [];
        // An empty group is of no use; one that gets a file meanwhile is not empty, and stays.
        if (files.length === 0) {
          rooted.delete(join(directory, group));
          await rmdir(join(directory, group)).catch(() => {});
        }
        for (const name of files.map((file) => `${group}/${file}`).sort()) {
          if (!isBlobName(name)) continue;
          const facts = await ignoreMissing(stat(join(directory, name)));
          if (facts?.isFile() && facts.mtimeMs < before) names.push(name);
          if (names.length >= limit) return names;
        }
      }
      return names;
    },
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const descriptor = await openFile(path, "wx", 0o600);
  try {
    await writeFile(descriptor, bytes);
    await syncFile(descriptor);
  } finally {
    await closeFile(descriptor);
  }
}

/**
 * Writes a directory's entries through. Whoever asks while that is being done shares the next time with all others who do, because
 * the one under way may have begun before their entries were there.
 */
function createDirectorySync(): (directory: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  async function run(directory: string): Promise<void> {
    await running.get(directory)?.catch(() => {});
    next.delete(directory);
    const work = syncDirectory(directory);
    running.set(directory, work);
    try {
      await work;
    } finally {
      if (running.get(directory) === work) running.delete(directory);
    }
  }

  return (directory) => {
    const shared = next.get(directory) ?? run(directory);
    next.set(directory, shared);
    return shared;
  };
}

function openRange(file: Awaited<ReturnType<typeof open>>, range: { start: number; end: number }): Readable {
  return createReadStream("", { fd: file, ...range });
}

async function syncDirectory(directory: string): Promise<void> {
  const descriptor = await openFile(directory, "r");
  try {
    await syncFile(descriptor);
  } finally {
    await closeFile(descriptor);
  }
}

async function ignoreMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isOfMedium(error: unknown): error is Error {
  return error instanceof Error && "code" in error && MEDIUM_ERRORS.has(error.code);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
