// Blobs as files under one directory. A blob is written beside its place, fsynced, and renamed into it, so that whoever reads
// sees all of it or nothing, across a crash too.
import fs, { createReadStream } from "node:fs";
import { access, constants, mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { BlobsUnavailable, type Blobs } from "../core/blobs.ts";
import { DataDirectoryError } from "../core/store.ts";
import { checkBlobName, isBlobName } from "./name.ts";

/** A group that is found empty is deleted, perhaps just when a blob is about to be moved into it. */
const PLACE_TRIES = 3;
/** By number: through a file handle of `node:fs/promises` the same takes half as much processor time again. */
const openFile = promisify(fs.open);
const writeFile = promisify(fs.writeFile);
const syncFile = promisify(fs.fsync);
const closeFile = promisify(fs.close);
/** What the system says to a call that was wrong, and would be on any medium. */
const MISTAKES: ReadonlySet<unknown> = new Set(["EBADF", "EFAULT", "EINVAL"]);
const LISTED_AT_ONCE = 200;
/** A disk without room has none for these either. */
const PROBE_BYTES = 512;

/**
 * @param directory made when missing; its `tmp` folder is emptied, so only one process may use it.
 * @throws {DataDirectoryError} when the directory cannot be made or written.
 */
export async function openDiskBlobs(directory: string): Promise<Blobs> {
  const temporary = join(directory, "tmp");
  await begin(directory, temporary);
  let written = 0;
  /** Of the last blob, when it could not be written. */
  let refusedGroup: string | undefined;
  /** Whoever asks while it is being tried shares the answer. */
  let probing: Promise<void> | undefined;
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
        if (!rooted.has(group)) await makeFolder(group);
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

  /** The folder of drafts may have been deleted, or all of them: what is above them is not ours to make. */
  async function writeDraft(draft: string, bytes: Uint8Array): Promise<void> {
    try {
      await writeDurably(draft, bytes);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await makeFolder(directory);
      await makeFolder(temporary);
      await writeDurably(draft, bytes);
    }
  }

  async function tryWriting(): Promise<void> {
    const draft = join(temporary, String((written += 1)));
    try {
      await writeDraft(draft, new Uint8Array(PROBE_BYTES));
      if (refusedGroup !== undefined) await ignoreMissing(access(refusedGroup, constants.W_OK | constants.X_OK));
    } catch (error) {
      throw toUnavailable(error, "nothing can be written");
    } finally {
      await rm(draft, { force: true }).catch(() => {});
    }
  }

  async function listGroup(group: string): Promise<string[]> {
    const files = (await ignoreMissing(readdir(join(directory, group)))) ?? [];
    // An empty group is of no use; one that gets a file meanwhile is not empty, and stays.
    if (files.length === 0) {
      rooted.delete(join(directory, group));
      await rmdir(join(directory, group)).catch(() => {});
    }
    return files.map((file) => `${group}/${file}`).sort();
  }

  async function pickOlder(names: readonly string[], before: number, onFailure: (error: unknown) => void): Promise<string[]> {
    const older: string[] = [];
    for (const name of names) {
      if (!isBlobName(name)) continue;
      const facts = await ignoreMissing(stat(join(directory, name))).catch(onFailure);
      if (facts?.isFile() && facts.mtimeMs < before) older.push(name);
    }
    return older;
  }

  return {
    async put(name, bytes) {
      const target = locate(name);
      const draft = join(temporary, String((written += 1)));
      try {
        await writeDraft(draft, bytes);
        await place(draft, target);
        refusedGroup = undefined;
      } catch (error) {
        refusedGroup = dirname(target);
        // On a read-only medium the draft was never there, and cannot be removed either.
        await rm(draft, { force: true }).catch(() => {});
        throw toUnavailable(error, `${name} cannot be written`);
      }
    },

    probe() {
      probing ??= tryWriting().finally(() => (probing = undefined));
      return probing;
    },

    async open(name, { start, end }) {
      const path = locate(name);
      try {
        const file = await ignoreMissing(open(path, "r"));
        return file && openRange(file, { start, end });
      } catch (error) {
        throw toUnavailable(error, `${name} cannot be read`);
      }
    },

    async remove(name) {
      await rm(locate(name), { force: true });
    },

    async *listOlderThan(before, onFailure) {
      // What else lies in the directory, a file manager's notes perhaps, is not ours to delete.
      const groups = (await readdir(directory, { withFileTypes: true })).filter(
        (entry) => entry.isDirectory() && entry.name !== "tmp",
      );
      for (const group of groups.map((entry) => entry.name).sort()) {
        const names = (await listGroup(group).catch(onFailure)) ?? [];
        for (let at = 0; at < names.length; at += LISTED_AT_ONCE) {
          yield await pickOlder(names.slice(at, at + LISTED_AT_ONCE), before, onFailure);
        }
      }
    },
  };
}

async function begin(directory: string, temporary: string): Promise<void> {
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DataDirectoryError(
      `Pictures cannot be written to ${directory}: ${(error as Error).message}. Let it be a folder that this user may write, or a link to one, or set MULETEER_DATA_DIR to another place.`,
      { cause: error },
    );
  }
}

/** One that is there already is no error. Without those above it: a data directory that was moved away must not be begun anew. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
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

/**
 * Whatever the system refuses is the medium's fault, and may be mended: a disk that is full, a folder of another user's or none at
 * all, too many open files. Mistakes of the program's own stay what they are.
 */
function toUnavailable(error: unknown, what: string): unknown {
  const isOfSystem = error instanceof Error && "syscall" in error && "code" in error && !MISTAKES.has(error.code);
  return isOfSystem ? new BlobsUnavailable(`${what}: ${error.message}`, { cause: error }) : error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
