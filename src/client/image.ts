// A picture that was made: what is known of it, and its bytes when they are asked for.
import { readAll } from "./body.ts";
import type { CallOptions, Connection } from "./connection.ts";
import { ConnectionError } from "./errors.ts";
import { toApiError } from "./problem.ts";
import type { TaskImage } from "./task.ts";
import { createBound } from "./timing.ts";

const MAX_IMAGE_BYTES = 64 * 1024 * 1024;
/** A download may take this many times as long as another request. */
const DOWNLOAD_TIMEOUTS = 5;

export interface GeneratedImage extends TaskImage {
  /**
   * Downloads the picture; nothing is kept, so each call does it anew.
   * @throws {ApiError} kind `gone` when it has expired; {ConnectionError} {TimeoutError}
   */
  bytes(options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
  blob(options?: CallOptions): Promise<Blob>;
}

export function toGeneratedImage(connection: Connection, image: TaskImage): GeneratedImage {
  const load = async ({ signal }: CallOptions = {}) =>
    await connection.repeat(() => download(connection, image, signal), "safe", signal);
  return {
    ...image,
    bytes: async (options) => (await load(options)).bytes,
    blob: async (options) => {
      const { bytes, type } = await load(options);
      return new Blob([bytes], { type });
    },
  };
}

interface Download {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** The address is the server's word, so it may be anybody's: the key does not go there, and what comes is looked at. */
async function download(connection: Connection, image: TaskImage, signal: AbortSignal | undefined): Promise<Download> {
  const url = URL.canParse(image.url, `${connection.baseUrl}/`) ? new URL(image.url, `${connection.baseUrl}/`) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConnectionError("garbled", "The address of the image is no http or https URL.");
  const bound = createBound(signal, connection.timing.timeoutMs * DOWNLOAD_TIMEOUTS);
  try {
    const response = await connection.openFile(url, bound.signal);
    const bytes = await readAll(response, MAX_IMAGE_BYTES);
    if (!response.ok) throw toApiError(response.status, response.headers, new TextDecoder().decode(bytes));
    const type = response.headers.get("content-type") ?? "";
    if (!type.startsWith("image/"))
      throw new ConnectionError("garbled", `The address of the image gives ${type || "nothing of a known type"}.`);
    await verify(image, bytes);
    return { bytes, type };
  } catch (error) {
    throw connection.toFailure(error, bound, signal);
  } finally {
    bound.release();
  }
}

/** Hashing is left out where the platform has none: pages that came over plain http from another machine. */
async function verify({ size_bytes: size, sha256 }: TaskImage, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (bytes.length === 0) throw new ConnectionError("garbled", "The image is empty.");
  if (size !== null && size !== bytes.length) {
    throw new ConnectionError("garbled", `The image has ${bytes.length} bytes instead of ${size}.`);
  }
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (sha256 === null || !subtle) return;
  const hash = [...new Uint8Array(await subtle.digest("SHA-256", bytes))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  if (hash !== sha256) throw new ConnectionError("garbled", "The image was damaged on its way.");
}
