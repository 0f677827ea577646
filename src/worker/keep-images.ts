// From an engine's answer to files: checks that the images are whole and of the size asked for, stamps them with their origin,
// and writes them down.
import { createHash } from "node:crypto";
import { EngineError, type Engine, type EngineImage } from "../core/engine.ts";
import type { ModelRequest } from "../core/model.ts";
import type { StoredImage, Task } from "../core/task.ts";
import { PngError, readPngSize, stampPng } from "../io/png.ts";
import type { Run } from "./run.ts";

const MAX_IMAGE_BYTES = 30 * 1024 * 1024;

interface Made {
  readonly images: readonly EngineImage[];
  readonly engine: Engine;
  readonly request: ModelRequest;
  readonly finalPrompt: string;
}

/** @throws {EngineError} unless every image is whole; nothing is kept then. */
export async function keepImages({ images, engine, request, finalPrompt }: Made, run: Run): Promise<StoredImage[]> {
  const { task } = run;
  if (images.length !== request.count) {
    throw badImage(`The engine ${engine.id} made ${images.length} images instead of ${request.count}.`);
  }
  // All of them are looked at before any is kept, so that a refused answer leaves no files.
  const size = { width: request.width, height: request.height };
  const made = images.map((image) => {
    if ("url" in image) throw badImage(`The engine ${engine.id} left its image elsewhere.`);
    refuseImage(image.bytes, size, engine);
    return image.bytes;
  });
  const stored: StoredImage[] = [];
  for (const [index, image] of made.entries()) {
    const bytes = stampPng(image, {
      prompt: request.prompt,
      finalPrompt,
      ...(request.negativePrompt ? { negativePrompt: request.negativePrompt } : {}),
      seed: (task.seed + index) % 2 ** 31,
      ...size,
      engine: engine.id,
      model: task.model,
      digitalSourceType: engine.capabilities.digitalSourceType,
    });
    const blob = toBlobName(task, index);
    await keepBlob({ blob, bytes, engine }, run);
    stored.push({
      blob,
      type: "image/png",
      ...size,
      sizeBytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
  }
  return stored;
}

async function keepBlob({ blob, bytes, engine }: { blob: string; bytes: Uint8Array; engine: Engine }, run: Run): Promise<void> {
  try {
    await run.persist(() => run.parts.blobs.put(blob, bytes));
  } catch (error) {
    const { repeatable } = engine.capabilities;
    throw new EngineError("The image was made, but the server could not write it down.", {
      kind: "internal",
      repeatable,
      cause: error,
    });
  }
}

/** @throws {EngineError} unless the image is a whole PNG of that size. */
function refuseImage(bytes: Uint8Array, { width, height }: { width: number; height: number }, { id }: Engine): void {
  if (bytes.length > MAX_IMAGE_BYTES) throw badImage(`The engine ${id} made an image of more than 30 MiB.`);
  let made;
  try {
    made = readPngSize(bytes);
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    throw badImage(`The engine ${id} made no usable image: ${error.message}.`, error);
  }
  if (made.width !== width || made.height !== height) {
    throw badImage(`The engine ${id} made an image of ${made.width}*${made.height} instead of ${width}*${height}.`);
  }
}

function badImage(message: string, cause?: Error): EngineError {
  return new EngineError(message, { kind: "engineFailed", repeatable: false, cause });
}

/** `2026-11-22/<task id>-0.png`: the same for every attempt, so that a repeated one overwrites and leaves no orphan. */
function toBlobName(task: Task, index: number): string {
  return `${new Date(task.createdAt).toISOString().slice(0, 10)}/${task.id}-${index}.png`;
}
