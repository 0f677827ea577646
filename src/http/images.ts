// Image files at signed URLs: no key needed, 403 for a signature that is not ours, 410 once expired.
import type { FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import parseRange from "range-parser";
import { ApiError } from "../core/errors.ts";
import { verifyImageSignature, type ImageAddress } from "../core/signed-url.ts";
import type { StoredImage } from "../core/task.ts";
import type { HttpParts } from "./parts.ts";

const FILE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-(\d)\.png$/;

/** `GET /images/{task}-{index}.png?expires=…&signature=…` */
export async function readImage(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const address = readAddress(request, parts);
  const expired = new ApiError(
    "imageExpired",
    "This image has expired and was deleted. The task still answers; create a new one for a new image.",
  );
  if (address.expires * 1000 <= parts.clock.now()) throw expired;
  const task = await parts.store.findTask(address.taskId);
  const image = task?.images?.[address.index];
  if (!image) throw expired;

  const etag = `"${image.sha256}"`;
  reply.headers({
    ETag: etag,
    "Cache-Control": `private, max-age=${Math.max(0, address.expires - Math.ceil(parts.clock.now() / 1000))}, immutable`,
    "Accept-Ranges": "bytes",
    "Content-Disposition": `inline; filename="${address.taskId}-${address.index}.png"`,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox",
  });
  if (matchesEtag(request.headers["if-none-match"], etag)) return reply.code(304).send();

  const range = readRange(request, { image, etag });
  reply.header("Content-Type", image.type).header("Content-Length", range.end - range.start + 1);
  if (range.partial) reply.code(206).header("Content-Range", `bytes ${range.start}-${range.end}/${image.sizeBytes}`);
  // Fastify takes the length of an answer to HEAD from its body, unless that is a stream.
  if (request.method === "HEAD") return reply.send(Readable.from([]));
  const stream = await parts.blobs.open(image.blob, range);
  if (!stream) throw expired;
  return reply.send(stream);
}

/** @throws {ApiError} `notFound` for a path that is no image's, `forbidden` for a signature that is not ours. */
function readAddress(request: FastifyRequest, { imageSecret }: HttpParts): ImageAddress {
  const { file } = request.params as { file: string };
  const { expires, signature } = request.query as Record<string, unknown>;
  const match = FILE.exec(file);
  if (!match?.[1] || !match[2]) throw new ApiError("notFound", "There is no such image.");
  const address = { taskId: match[1], index: Number(match[2]), expires: Number(expires) };
  const isSigned = typeof expires === "string" && /^\d{1,12}$/.test(expires) && typeof signature === "string";
  if (!isSigned || !verifyImageSignature(address, signature, imageSecret)) {
    throw new ApiError("forbidden", "The URL's signature is missing or wrong; use the URL exactly as the task gives it.");
  }
  return address;
}

function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((candidate) => ["*", etag, `W/${etag}`].includes(candidate.trim()));
}

/** The one range that is asked for, or the whole: several ranges at once are answered with the whole, as RFC 9110 allows. */
function readRange(request: FastifyRequest, { image, etag }: { readonly image: StoredImage; readonly etag: string }) {
  const whole = { start: 0, end: image.sizeBytes - 1, partial: false };
  const { range } = request.headers;
  const condition = request.headers["if-range"];
  if (range === undefined || (condition !== undefined && condition !== etag)) return whole;
  const ranges = parseRange(image.sizeBytes, range, { combine: true });
  if (ranges === -1) {
    throw new ApiError(
      "rangeNotSatisfiable",
      `The range ${range.slice(0, 60)} lies outside the image's ${image.sizeBytes} bytes.`,
      {
        headers: { "Content-Range": `bytes */${image.sizeBytes}` },
      },
    );
  }
  const [only, ...others] = ranges === -2 || ranges.type !== "bytes" ? [] : ranges;
  return only && others.length === 0 ? { ...only, partial: true } : whole;
}
