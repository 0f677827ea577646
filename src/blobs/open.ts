// Where images are: files in the data directory, or an S3 store. On the way to a store across the network they are on the disk until
// it has them.
import { join } from "node:path";
import type { Blobs } from "../core/blobs.ts";
import type { Clock } from "../core/clock.ts";
import { openDiskBlobs } from "./disk.ts";
import { openS3Blobs } from "./s3.ts";
import type { S3Options } from "./s3-place.ts";
import { spoolBlobs } from "./spooled.ts";

export interface BlobsPlace {
  readonly dataDirectory: string;
  /** Absent for files. */
  readonly s3: S3Options | undefined;
}

/** @throws {DataDirectoryError} when the data directory cannot be made or written. */
export async function openBlobs({ s3, dataDirectory }: BlobsPlace, clock: Pick<Clock, "now">): Promise<Blobs> {
  if (!s3) return await openDiskBlobs(join(dataDirectory, "images"));
  return spoolBlobs(openS3Blobs(s3, clock), await openSpool(dataDirectory));
}

/** What an S3 store has not taken yet. */
export async function openSpool(dataDirectory: string): Promise<Blobs> {
  return await openDiskBlobs(join(dataDirectory, "spool"));
}
