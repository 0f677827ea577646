// From an engine's answer to files: fetches what the upstream keeps, checks that every image is whole, brings it to the size asked
// for, stamps it with its origin, and writes it down. An image that was paid for is not given up for a flaw that can be mended.
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { toBlobName } from "../core/blobs.ts";
import { EngineError, type Engine, type EngineImage } from "../core/engine.ts";
import type { ModelRequest } from "../core/model.ts";
import { toEngineName } from "../core/replica-id.ts";
import { TaskConflict, type StoredImage } from "../core/task.ts";
import { ExchangeError } from "../io/exchange.ts";
import { PictureError, toPicture } from "../io/picture.ts";
import { PngError, readPngSize, readPngText, stampPng, type Provenance } from "../io/png.ts";
import { inSpan } from "../io/tracer.ts";
import { fetchUntrusted } from "../io/untrusted.ts";
import type { Place } from "./replica.ts";
import type { Run } from "./run.ts";

const MAX_IMAGE_BYTES = 30 * 1024 * 1024;
const DOWNLOAD_MS = 60_000;
const MAX_REDIRECTS = 3;
/** The waits between the tries of a download. */
const DOWNLOAD_WAITS_MS = [1_000, 3_000, 9_000];

interface Made {
  readonly images: readonly EngineImage[];
  readonly place: Place;
  readonly request: ModelRequest;
  readonly finalPrompt: string;
}

/** What is kept of an answer. */
interface Kept {
  readonly images: readonly StoredImage[];
  /** What the user should know of them. */
  readonly warnings: readonly string[];
}

interface WholeImage {
  readonly bytes: Uint8Array;
  readonly warnings: readonly string[];
}

/** @throws {EngineError} when there is no whole image, or an engine of this process made one that is not as it should be. */
export async function keepImages({ images, place, request, finalPrompt }: Made, run: Run): Promise<Kept> {
  const { task } = run;
  const { engine } = place;
  // All of them are looked at before any is kept, so that a refused answer leaves no files.
  const whole = await judge(prepareImages(images, { engine, request }, run), place);
  const stored: StoredImage[] = [];
  for (const [index, image] of whole.entries()) {
    const { width, height } = request;
    const bytes = stampPng(image.bytes, {
      prompt: request.prompt,
      finalPrompt,
      ...(request.negativePrompt ? { negativePrompt: request.negativePrompt } : {}),
      seed: (task.seed + index) % 2 ** 31,
      width,
      height,
      // The picture goes out into the world; the address of a replica does not.
      engine: toEngineName(engine.id),
      model: task.model,
      digitalSourceType: engine.capabilities.digitalSourceType,
    });
    const blob = toBlobName(task, index);
    await inSpan("keep", () => keepBlob({ blob, bytes, engine }, run));
    stored.push(toStoredImage({ blob, bytes, width, height }));
  }
  const missing = request.count - stored.length;
  return {
    images: stored,
    warnings: [
      ...new Set(whole.flatMap(({ warnings }) => warnings)),
      ...(missing > 0 ? [`n: ${stored.length} of ${request.count} images were made; the others are not charged`] : []),
    ],
  };
}

/**
 * The images of an attempt of this engine that went down with its process between writing them and finishing; undefined unless all
 * are there. They are written once more, because they may be on this machine's disk alone.
 * @throws {BlobsUnavailable}
 */
export async function recallImages(
  { width, height, count }: ModelRequest,
  engine: string,
  run: Run,
): Promise<StoredImage[] | undefined> {
  const { task, parts } = run;
  const found: StoredImage[] = [];
  for (let index = 0; index < count; index += 1) {
    const blob = toBlobName(task, index);
    const stream = await parts.blobs.open(blob, { start: 0, end: MAX_IMAGE_BYTES - 1 });
    const bytes = stream && (await buffer(stream));
    if (!bytes || !isPngOf(bytes, { engine: toEngineName(engine), width, height })) return undefined;
    await parts.blobs.put(blob, bytes);
    found.push(toStoredImage({ blob, bytes, width, height }));
  }
  return found;
}

/** By its size, and by its stamp: what another engine left behind, which the task went on from, is not this one's answer. */
function isPngOf(bytes: Uint8Array, { engine, width, height }: Pick<Provenance, "engine" | "width" | "height">): boolean {
  try {
    const size = readPngSize(bytes);
    return size.width === width && size.height === height && readPngText(bytes).get("engine") === engine;
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    return false;
  }
}

function toStoredImage({
  blob,
  bytes,
  width,
  height,
}: Pick<StoredImage, "blob" | "width" | "height"> & { bytes: Uint8Array }): StoredImage {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { blob, type: "image/png", width, height, sizeBytes: bytes.length, sha256 };
}

/** An answer without usable images counts against its engine. */
async function judge<T>(work: Promise<T>, place: Place): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EngineError) await place.fail(error);
    throw error;
  }
}

async function prepareImages(
  images: readonly EngineImage[],
  { engine, request }: { readonly engine: Engine; readonly request: ModelRequest },
  run: Run,
): Promise<WholeImage[]> {
  if (engine.capabilities.exact === true) return checkImages(images, { engine, request });
  const outcomes = await Promise.allSettled(
    images.slice(0, request.count).map(async (image) => {
      const bytes = "url" in image ? await inSpan("download", () => download(image.url, engine, run)) : image.bytes;
      return await toWholeImage(bytes, { engine, request }, run);
    }),
  );
  run.throwIfInterrupted();
  const whole = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  if (whole.length > 0) return whole;
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  throw failed
    ? failed.reason
    : badImage(`The engine ${toEngineName(engine.id)} made no image.`, { repeatable: isAskable(engine, run) });
}

/** Whether another attempt costs nothing: the engine may draw again, or it has the work under a handle and is only asked again. */
function isAskable({ capabilities }: Engine, { task }: Run): boolean {
  return capabilities.repeatable || task.handle !== undefined;
}

/** Tries a few times, because the image may be paid for. @throws {EngineError} */
async function download(url: string, engine: Engine, run: Run): Promise<Uint8Array> {
  const { clock, log } = run.parts;
  for (let tries = 0; ; tries += 1) {
    try {
      return await fetchImage(url, engine, run);
    } catch (error) {
      run.throwIfInterrupted();
      const waitMs = DOWNLOAD_WAITS_MS[tries];
      if (!(error instanceof ExchangeError)) throw error;
      if (waitMs === undefined || error.kind === "tooLarge") {
        throw new EngineError(`The image could not be fetched from the provider: ${error.message}.`, {
          kind: "upstreamFailed",
          repeatable: error.kind !== "tooLarge" && isAskable(engine, run),
          cause: error,
        });
      }
      log.warn({ task: run.task.id, engine: engine.id, err: error, tries: tries + 1 }, "a download failed and is repeated");
      await clock.sleep(waitMs, run.signal);
    }
  }
}

/** @throws {ExchangeError} unless the answer is 200 and whole. */
async function fetchImage(url: string, engine: Engine, run: Run): Promise<Uint8Array> {
  const host = engine.origin === undefined ? undefined : new URL(engine.origin).hostname;
  const answer = await run.during(
    fetchUntrusted({
      url,
      method: "GET",
      headers: { accept: "image/*" },
      signal: run.signal,
      timeoutMs: DOWNLOAD_MS,
      maxBytes: MAX_IMAGE_BYTES,
      maxRedirects: MAX_REDIRECTS,
      // Nothing secret goes either way, and what comes is judged by its bytes.
      allowHttp: true,
      allowHost: (hostname) => hostname === host,
    }),
  );
  run.hear();
  if (answer.status !== 200) throw new ExchangeError("lost", `the answer was HTTP ${answer.status}`);
  return answer.bytes;
}

/** @throws {EngineError} */
async function toWholeImage(
  bytes: Uint8Array,
  { engine, request }: { readonly engine: Engine; readonly request: ModelRequest },
  run: Run,
): Promise<WholeImage> {
  const { width, height } = request;
  const repeatable = isAskable(engine, run);
  const maker = `The engine ${toEngineName(engine.id)}`;
  if (bytes.length > MAX_IMAGE_BYTES) throw badImage(`${maker} made an image of more than 30 MiB.`, { repeatable });
  try {
    const { png, madeAs } = await run.during(toPicture(bytes, { width, height }));
    if (madeAs.width === width && madeAs.height === height) return { bytes: png, warnings: [] };
    const made = `${madeAs.width}*${madeAs.height}`;
    const how = madeAs.width * height === madeAs.height * width ? "scaled" : "scaled and cropped";
    return { bytes: png, warnings: [`size: the engine made ${made}, which was ${how} to ${width}*${height}`] };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    throw badImage(`${maker} made no usable image: ${error.message}.`, { repeatable, cause: error });
  }
}

/** Images made in this process are whole PNGs of the size asked for, or there is a fault in it. @throws {EngineError} */
function checkImages(
  images: readonly EngineImage[],
  { engine: { id }, request }: { readonly engine: Engine; readonly request: ModelRequest },
): WholeImage[] {
  if (images.length !== request.count) {
    throw badImage(`The engine ${id} made ${images.length} images instead of ${request.count}.`);
  }
  return images.map((image) => {
    if ("url" in image) throw badImage(`The engine ${id} left its image elsewhere.`);
    refuseImage(image.bytes, request, id);
    return { bytes: image.bytes, warnings: [] };
  });
}

function refuseImage(bytes: Uint8Array, { width, height }: ModelRequest, id: string): void {
  if (bytes.length > MAX_IMAGE_BYTES) throw badImage(`The engine ${id} made an image of more than 30 MiB.`);
  let made;
  try {
    made = readPngSize(bytes);
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    throw badImage(`The engine ${id} made no usable image: ${error.message}.`, { cause: error });
  }
  if (made.width !== width || made.height !== height) {
    throw badImage(`The engine ${id} made an image of ${made.width}*${made.height} instead of ${width}*${height}.`);
  }
}

function badImage(message: string, { repeatable = false, cause }: { repeatable?: boolean; cause?: Error } = {}): EngineError {
  return new EngineError(message, { kind: "engineFailed", repeatable, cause });
}

async function keepBlob({ blob, bytes, engine }: { blob: string; bytes: Uint8Array; engine: Engine }, run: Run): Promise<void> {
  try {
    await run.persist(async () => {
      // Another worker's image of the same task has the same name.
      await run.holdLease();
      await run.parts.blobs.put(blob, bytes);
    });
  } catch (error) {
    if (error instanceof TaskConflict) throw error;
    throw new EngineError("The image was made, but the server could not write it down.", {
      kind: "internal",
      repeatable: isAskable(engine, run),
      cause: error,
    });
  }
}
