// Image URLs: a path that names the image, the time at which it expires, and an HMAC over both, so that it opens for whoever
// has it and cannot be guessed or extended.
import { createHmac, timingSafeEqual } from "node:crypto";

export interface ImageAddress {
  /** UUID of the task. */
  readonly taskId: string;
  /** Zero-based. */
  readonly index: number;
  /** Unix seconds. */
  readonly expires: number;
}

export type PreviewAddress = Omit<ImageAddress, "index">;

function sign({ taskId, index, expires }: ImageAddress, secret: Uint8Array): Buffer {
  return createHmac("sha256", secret).update(`image\n${taskId}\n${index}\n${expires}`).digest();
}

/** The same for the newest preview of a task; `version` only tells one preview's URL from the next. */
export function toPreviewPath(address: PreviewAddress & { readonly version: number }, secret: Uint8Array): string {
  const { taskId, expires, version } = address;
  return `/previews/${taskId}.jpg?version=${version}&expires=${expires}&signature=${signPreview(address, secret).toString("base64url")}`;
}

/** Whether `signature` is the one that `toPreviewPath` wrote. It says nothing of expiry. */
export function verifyPreviewSignature(address: PreviewAddress, signature: string, secret: Uint8Array): boolean {
  return isSame(signPreview(address, secret), signature);
}

function signPreview({ taskId, expires }: PreviewAddress, secret: Uint8Array): Buffer {
  return createHmac("sha256", secret).update(`preview\n${taskId}\n${expires}`).digest();
}

/** Path and query, without an origin. `secret` is 32 random bytes. */
export function toImagePath(address: ImageAddress, secret: Uint8Array): string {
  const signature = sign(address, secret).toString("base64url");
  return `/images/${address.taskId}-${address.index}.png?expires=${address.expires}&signature=${signature}`;
}

/** Whether `signature` is the one that `toImagePath` wrote; compared in constant time. It says nothing of expiry. */
export function verifyImageSignature(address: ImageAddress, signature: string, secret: Uint8Array): boolean {
  return isSame(sign(address, secret), signature);
}

function isSame(expected: Buffer, signature: string): boolean {
  const given = Buffer.from(signature, "base64url");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
