// Small pictures of a task's images, for pages that show hundreds: made when they are asked for, and kept by the browser, because
// an image never changes.
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ApiError } from "../core/errors.ts";
import type { StoredImage } from "../core/task.ts";
import { ThumbnailsBusy, toThumbnail } from "../io/thumbnail.ts";
import { matchesEtag } from "./etag.ts";
import { wholeNumber } from "./fields.ts";
import { findOwnTask } from "./generation.ts";
import type { HttpParts } from "./parts.ts";
import { parseQuery } from "./query.ts";
import { show } from "./text.ts";

/** Few of them, so that what is kept is found again. */
const SIDES = [256, 512, 1024] as const;
const INDEX = /^\d$/;
const RETRY_SECONDS = 2;

export const thumbnailQuery = z.object({
  side: wholeNumber(SIDES[0], SIDES[2])
    .refine((side) => SIDES.some((known) => known === side), {
      error: `must be one of ${SIDES.join(", ")}`,
      params: { rule: "enum" },
    })
    .default(512)
    .meta({ description: "The picture fits into a square of so many pixels.", type: "integer", enum: SIDES, default: 512 }),
});

/** `GET /v1/tasks/{id}/images/{index}/thumbnail?side=512`: a WebP. */
export async function readThumbnail(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { side } = parseQuery(thumbnailQuery, request);
  const { id, index } = request.params as { id: string; index: string };
  const task = await findOwnTask(id, parts, request);
  if (!task) throw new ApiError("taskNotFound", "There is no such task under this API key.");
  const image = INDEX.test(index) ? task.images?.[Number(index)] : undefined;
  if (!image) throw new ApiError("notFound", `The task has no image ${show(index)}.`);

  const seconds = Math.floor(((task.expiresAt ?? 0) - parts.clock.now()) / 1000);
  if (seconds <= 0) throw new ApiError("imageExpired", "This image has expired and was deleted.");
  const etag = `"${image.sha256}-${side}"`;
  const kept = { ETag: etag, "Cache-Control": `private, max-age=${seconds}, immutable` };
  if (matchesEtag(request.headers["if-none-match"], etag)) return reply.code(304).headers(kept).send();

  const webp = await shrink(image, side, parts);
  if (!webp) throw new ApiError("imageExpired", "This image's file is missing, though it has not expired.");
  return reply.headers({ ...kept, "Content-Type": "image/webp" }).send(Buffer.from(webp));
}

/** Undefined when the file is gone. */
async function shrink(image: StoredImage, side: number, { blobs }: HttpParts): Promise<Uint8Array | undefined> {
  try {
    return await toThumbnail(() => readWhole(image, blobs), side);
  } catch (error) {
    if (!(error instanceof ThumbnailsBusy)) throw error;
    throw new ApiError("unavailable", "Too many thumbnails are asked for at once; the image itself can be had at any time.", {
      retryAfterSeconds: RETRY_SECONDS,
    });
  }
}

async function readWhole({ blob, sizeBytes }: StoredImage, blobs: HttpParts["blobs"]): Promise<Uint8Array | undefined> {
  const file = await blobs.open(blob, { start: 0, end: sizeBytes - 1 });
  if (!file) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks, sizeBytes);
}
