// Image files at signed URLs: no key needed, 403 for a signature that is not ours, 410 once they are gone.
import type { FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import { ApiError } from "../core/errors.ts";
import { verifyImageSignature, type ImageAddress } from "../core/signed-url.ts";
import type { StoredImage } from "../core/task.ts";
import { toDownload } from "./download.ts";
import { matchesEtag } from "./etag.ts";
import type { HttpParts } from "./parts.ts";
import { parseRange, type ByteRange } from "./range.ts";
import { readSignedQuery } from "./signed-query.ts";

/** By which browsers tell a script's request from an image's. */
const ASKING = "Origin, Sec-Fetch-Mode, Sec-Fetch-Site";
/** A redirect that is kept still leads somewhere so long. */
const LAST_USE_MS = 60_000;
const FILE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-(\d)\.png$/;

/** `GET /images/{task}-{index}.png?expires=…&signature=…` */
export async function readImage(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const address = readAddress(request, parts);
  if (address.expires * 1000 <= parts.clock.now()) {
    throw toGone("This image has expired and was deleted. The task still answers; create a new one for a new image.");
  }
  const task = await parts.store.findTask(address.taskId);
  const image = task?.images?.[address.index];
  if (!image) throw toGone("This image was deleted with its task.");

  const { links } = parts.blobs;
  if (links) reply.header("Vary", ASKING);
  const etag = `"${image.sha256}"`;
  const lasts = Math.max(0, address.expires - Math.ceil(parts.clock.now() / 1000));
  const kept = { ETag: etag, "Cache-Control": toCacheControl(lasts) };
  if (matchesEtag(request.headers["if-none-match"], etag)) return reply.code(304).headers(kept).send();
  const disposition = `inline; filename="${address.taskId}-${address.index}.png"`;
  if (links && mayBeSentOn(request)) {
    const terms = { until: address.expires * 1000, type: image.type, disposition, cacheControl: toCacheControl };
    const link = await links.toLink(image.blob, terms);
    const seconds = Math.floor((link.until - parts.clock.now() - LAST_USE_MS) / 1000);
    return reply
      .headers({
        "Cache-Control": seconds > 0 ? `private, max-age=${seconds}` : "no-store",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "cross-origin",
      })
      .redirect(link.url, 302);
  }

  const range = readRange(request, { image, etag });
  const { start, end } = range ?? { start: 0, end: image.sizeBytes - 1 };
  // Fastify takes the length of an answer to HEAD from its body, unless that is a stream.
  const stream = request.method === "HEAD" ? Readable.from([]) : await parts.blobs.open(image.blob, { start, end });
  if (!stream) {
    parts.log.error({ task: address.taskId, image: image.blob }, "the file of an image that has not expired is missing");
    throw toGone("This image's file is missing, though it has not expired. Create a new task for a new image.");
  }
  const sizeBytes = end - start + 1;
  if (range) reply.code(206).header("Content-Range", `bytes ${start}-${end}/${image.sizeBytes}`);
  return reply
    .headers({
      ...kept,
      "Content-Type": image.type,
      "Content-Length": sizeBytes,
      "Accept-Ranges": "bytes",
      "Content-Disposition": disposition,
      "Cross-Origin-Resource-Policy": "cross-origin",
      "Content-Security-Policy": "default-src 'none'; sandbox",
    })
    .send(request.method === "HEAD" ? stream : toDownload(stream, sizeBytes, { parts, request, reply }));
}

function toGone(detail: string): ApiError {
  return new ApiError("imageExpired", detail);
}

function toCacheControl(seconds: number): string {
  return `private, max-age=${seconds}, immutable`;
}

/**
 * HEAD is answered from what is known. A browser lets a script read an answer of the store only where that allows the script's page
 * (CORS), which the operator may not have told it: a script gets the bytes from here.
 */
function mayBeSentOn({ method, headers }: FastifyRequest): boolean {
  // Clients outside of browsers say something of a mode, too, but not of a site.
  const isScript =
    headers.origin !== undefined || (headers["sec-fetch-mode"] === "cors" && headers["sec-fetch-site"] !== undefined);
  return method === "GET" && !isScript;
}

/** @throws {ApiError} `notFound` for a path that is no image's, `forbidden` for a signature that is not ours. */
function readAddress(request: FastifyRequest, { imageSecret }: HttpParts): ImageAddress {
  const { file } = request.params as { file: string };
  const match = FILE.exec(file);
  if (!match?.[1] || !match[2]) throw new ApiError("notFound", "There is no such image.");
  const signed = readSignedQuery(request);
  const address = { taskId: match[1], index: Number(match[2]), expires: signed?.expires ?? 0 };
  if (!signed || !verifyImageSignature(address, signed.signature, imageSecret)) {
    throw new ApiError("forbidden", "The URL's signature is missing or wrong; use the URL exactly as the task gives it.");
  }
  return address;
}

/**
 * The part that is asked for, or undefined for the whole. Only GET knows parts (RFC 9110, section 14.2).
 * @throws {ApiError} `rangeNotSatisfiable`
 */
function readRange(
  { method, headers }: FastifyRequest,
  { image, etag }: { readonly image: StoredImage; readonly etag: string },
): ByteRange | undefined {
  const condition = headers["if-range"];
  if (method !== "GET" || headers.range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const range = parseRange(headers.range, image.sizeBytes);
  if (range === "outside") {
    throw new ApiError("rangeNotSatisfiable", `The range lies outside the image's ${image.sizeBytes} bytes.`, {
      headers: { "Content-Range": `bytes */${image.sizeBytes}` },
    });
  }
  return range === "whole" ? undefined : range;
}
