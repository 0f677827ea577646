// Moves an installation, for the command line: rows from one store to another, images from one place to another.
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { openBlobs, openSpool, type BlobsPlace } from "./blobs/open.ts";
import { toBlobName, type Blobs } from "./core/blobs.ts";
import { DataDirectoryError } from "./core/store.ts";
import type { StoredImage } from "./core/task.ts";
import { systemClock } from "./io/system-clock.ts";
import { openClosedStore, type StoreAddress } from "./stores/open.ts";
import { beginMove, carryRows, compareStores, endMove, giveUpMove } from "./stores/move.ts";
import { walkPages, type ClosedStore, type Digest } from "./stores/shared/closed-store.ts";
import { TASKS, toRecord } from "./stores/shared/tables.ts";

/** Images that are held at once, of at most some 30 MiB each. */
const IMAGES_AT_ONCE = 4;

export interface MovePlan {
  readonly from: StoreAddress;
  readonly to: StoreAddress;
  /** Where images are, and where they are to be. */
  readonly images: { readonly from: BlobsPlace; readonly to: BlobsPlace };
}

export type MovePhase = "carrying rows" | "comparing rows" | "carrying images";

export interface MoveProgress {
  readonly phase: MovePhase;
  /** A table, where rows are carried. */
  readonly table?: string;
  readonly done: number;
  /** As far as it is known. */
  readonly total?: number | undefined;
}

export interface MoveSummary {
  readonly from: string;
  readonly to: string;
  /** It had ended before, and nothing was done. */
  readonly wasDone: boolean;
  /** What is in each table, the same at both ends. */
  readonly tables: Readonly<Record<string, Digest>>;
  readonly images: ImageCounts;
}

interface ImageCounts {
  carried: number;
  /** Were there already. */
  kept: number;
  /** Tasks name them, and they are not where they should be. */
  missing: number;
}

interface Watched {
  readonly watch: (progress: MoveProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * Goes on where an earlier one was cut short. When it rejects, the source is closed and may be carried again, or taken up by `reopen`.
 * @throws {DataDirectoryError} {StoreUnavailable} {BlobsUnavailable}
 */
export async function moveInstallation({ from, to, images }: MovePlan, { watch, signal }: Watched): Promise<MoveSummary> {
  const source = await openClosedStore(from, "source");
  try {
    const target = await openClosedStore(to, "target");
    try {
      const ends = { from: source, to: target };
      const move = await beginMove(ends, systemClock);
      const facts = { from: source.name, to: target.name };
      const counts: ImageCounts = { carried: 0, kept: 0, missing: 0 };
      if (move.state === "done") return { ...facts, wasDone: true, tables: {}, images: counts };
      await carryRows(ends, move, { watch: sumUp("carrying rows", watch), signal });
      const tables = await compareStores(ends, { watch: sumUp("comparing rows", watch), signal });
      await carryImages(source, images, { counts, watch, signal });
      await endMove(ends, move);
      return { ...facts, wasDone: false, tables, images: counts };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Lets an installation that was carried away be served from again.
 * @returns where it was carried to: whoever does this knows that it is not, and will not be, served from there.
 * @throws {DataDirectoryError} {StoreUnavailable}
 */
export async function reopenInstallation(at: StoreAddress): Promise<{ readonly name: string; readonly peer: string }> {
  const store = await openClosedStore(at, "source");
  try {
    const { peer } = await giveUpMove(store);
    return { name: store.name, peer };
  } finally {
    await store.close();
  }
}

/** What is told of single pages, as how far a table is. */
function sumUp(phase: MovePhase, watch: Watched["watch"]) {
  let [current, done] = ["", 0];
  return ({ table, more, total }: { readonly table: string; readonly more: number; readonly total: number | undefined }) => {
    [current, done] = [table, table === current ? done + more : more];
    watch({ phase, table, done, total });
  };
}

interface ImagesWatched extends Watched {
  readonly counts: ImageCounts;
}

/**
 * Every image that the source's rows name, and those that tasks under way may have written. What is there already is left, and
 * whatever is written is read again.
 */
async function carryImages(rows: ClosedStore, { from, to }: MovePlan["images"], watched: ImagesWatched): Promise<void> {
  const isSameKind = (from.s3 === undefined) === (to.s3 === undefined);
  if (isSameKind && from.dataDirectory === to.dataDirectory) return;
  if (isSameKind && from.s3) return await emptySpool(from, watched);
  const ends = { source: await openBlobs(from, systemClock), target: await openBlobs(to, systemClock) };
  let done = 0;
  for await (const images of listImages(rows)) {
    for (let at = 0; at < images.length; at += IMAGES_AT_ONCE) {
      watched.signal.throwIfAborted();
      const some = images.slice(at, at + IMAGES_AT_ONCE);
      await Promise.all(some.map((image) => carryImage(ends, image, watched.counts)));
      watched.watch({ phase: "carrying images", done: (done += some.length) });
    }
  }
}

/** The store stays, but not the directory in which images wait for it. */
async function emptySpool(from: BlobsPlace, { counts, watch, signal }: ImagesWatched): Promise<void> {
  const [spool, store] = [await openSpool(from.dataDirectory), await openBlobs(from, systemClock)];
  const left = spool.listOlderThan(Number.MAX_SAFE_INTEGER, (error) => {
    throw error;
  });
  for await (const names of left) {
    for (const name of names) {
      signal.throwIfAborted();
      const bytes = await readBlob(spool, name);
      // By way of the spool: what the store has taken is in it no more.
      if (bytes) await store.put(name, bytes);
      watch({ phase: "carrying images", done: (counts.carried += 1) });
    }
  }
}

interface NamedImage {
  readonly name: string;
  /** Whether a task has it for certain. */
  readonly isNamed: boolean;
}

async function* listImages(rows: ClosedStore): AsyncGenerator<NamedImage[]> {
  for await (const page of walkPages(rows, TASKS)) {
    yield page.flatMap((row): NamedImage[] => {
      const task = toRecord(TASKS, row);
      if (task["state"] === "processing") {
        const named = { id: task["id"] as string, createdAt: task["created_at"] as number };
        return Array.from({ length: task["image_count"] as number }, (_, index) => ({
          name: toBlobName(named, index),
          isNamed: false,
        }));
      }
      if (task["images"] === null || task["images_removed"] === true) return [];
      return (JSON.parse(task["images"] as string) as StoredImage[]).map(({ blob }) => ({ name: blob, isNamed: true }));
    });
  }
}

async function carryImage(
  { source, target }: { readonly source: Blobs; readonly target: Blobs },
  { name, isNamed }: NamedImage,
  counts: ImageCounts,
): Promise<void> {
  const bytes = await readBlob(source, name);
  if (!bytes) {
    if (isNamed) counts.missing += 1;
    return;
  }
  const wanted = toSha256(bytes);
  if (toSha256(await readBlob(target, name)) === wanted) {
    counts.kept += 1;
    return;
  }
  await target.put(name, bytes);
  if (toSha256(await readBlob(target, name)) !== wanted) {
    throw new DataDirectoryError(`The image ${name} was carried over, and what is read there is another one.`);
  }
  counts.carried += 1;
}

async function readBlob(blobs: Blobs, name: string): Promise<Uint8Array | undefined> {
  const stream = await blobs.open(name, { start: 0, end: Number.MAX_SAFE_INTEGER });
  return stream && (await buffer(stream));
}

/** Undefined for nothing. */
function toSha256(bytes: Uint8Array | undefined): string | undefined {
  return bytes && createHash("sha256").update(bytes).digest("hex");
}
