// The life of a claimed task, top to bottom: prepare the prompt → inspect it → submit → wait → keep the images → finish.
// Whatever goes wrong on the way becomes one change of the task, decided in `toChange`.
import { createHash } from "node:crypto";
import {
  EngineError,
  type Engine,
  type EngineCall,
  type EngineImage,
  type ImageRequest,
  type Submission,
} from "../core/engine.ts";
import { toTaskError } from "../core/errors.ts";
import type { ModelRequest } from "../core/model.ts";
import { MAX_CLAIMS, nextAttemptDelayMs, nextCheckDelayMs } from "../core/retry.ts";
import { StoreUnavailable } from "../core/store.ts";
import { TaskConflict, type Handle, type StoredImage, type Task, type TaskChange } from "../core/task.ts";
import { PngError, readPngSize, stampPng } from "../io/png.ts";
import type { WorkerParts } from "./parts.ts";

/** Why a run is cut short; the reason that its signal aborts with. */
export type Interruption = "stopping" | "deadline" | "leaseLost";
const STOPPING: Interruption = "stopping";

/** A wait that was interrupted. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** A prompt that may not be drawn. */
class ContentRefused extends Error {
  override readonly name = "ContentRefused";
}

const MAX_IMAGE_BYTES = 30 * 1024 * 1024;
const WRITE_TRIES = 6;
const WRITE_RETRY_MS = 100;

interface Run {
  readonly parts: WorkerParts;
  readonly signal: AbortSignal;
  readonly lease: string;
}

/**
 * Runs one attempt and writes its outcome under the task's lease. Rejects only when the store or the lease is gone; the task
 * is then claimed anew when the lease runs out.
 */
export async function runTask(claimed: Task, signal: AbortSignal, parts: WorkerParts): Promise<Task> {
  if (claimed.lease === undefined) throw new TaskConflict(`task ${claimed.id} is not leased`);
  const run: Run = { parts, signal, lease: claimed.lease };
  let task = claimed;
  try {
    refuseEndlessClaims(task);
    const request = toModelRequest(task, parts);
    task = await preparePrompt(task, request, run);
    await inspectPrompt(task, request, run);
    const engine = chooseEngine(task, parts);
    const made = await generate(task, toImageRequest(task, request), { ...run, engine });
    const images = await keepImages(task, made, { ...run, engine, request });
    const { finalPrompt = request.prompt } = task;
    const expiresAt = parts.clock.now() + parts.retentionMs;
    return await write(task, { type: "complete", engine: engine.id, finalPrompt, images, expiresAt }, run);
  } catch (error) {
    return await write(task, toChange(error, task, run), run);
  }
}

function refuseEndlessClaims(task: Task): void {
  if (task.claims <= MAX_CLAIMS) return;
  throw new EngineError(`The task was begun ${MAX_CLAIMS} times, and the server stopped each time before it ended.`, {
    kind: "internal",
    repeatable: false,
  });
}

function toModelRequest(task: Task, { models }: WorkerParts): ModelRequest {
  const model = models.get(task.model);
  if (!model)
    throw new EngineError(`This server no longer serves the model ${task.model}.`, { kind: "noEngine", repeatable: false });
  return model.toRequest(task.input);
}

/** Settles what will be drawn from, once: a later attempt finds it on the task. */
async function preparePrompt(task: Task, request: ModelRequest, run: Run): Promise<Task & { readonly finalPrompt: string }> {
  if (task.finalPrompt !== undefined) return { ...task, finalPrompt: task.finalPrompt };
  if (!request.extendPrompt) return { ...task, finalPrompt: request.prompt };
  const { finalPrompt, warnings } = await extendPrompt(task, request, run);
  return {
    ...(await write(task, { type: "prepare", finalPrompt, warnings: [...task.warnings, ...warnings] }, run)),
    finalPrompt,
  };
}

/** Fails open: without a rewriter the user's own prompt is as good as it was. */
async function extendPrompt(
  task: Task,
  request: ModelRequest,
  { parts, signal }: Run,
): Promise<{ finalPrompt: string; warnings: readonly string[] }> {
  const { prompt, negativePrompt, width, height } = request;
  try {
    const options = { ...(negativePrompt ? { negativePrompt } : {}), width, height, seed: task.seed, signal };
    const rewrite = await withSignal(parts.rewriter.rewrite(prompt, options), signal);
    return { finalPrompt: rewrite.prompt, warnings: rewrite.warnings };
  } catch (error) {
    throwIfInterrupted(signal);
    parts.log.warn(
      { task: task.id, rewriter: parts.rewriter.id, err: error },
      "prompt rewriting failed; the user's own prompt is used",
    );
    return { finalPrompt: prompt, warnings: ["prompt_extend: the rewriter failed, and the prompt was used as it is"] };
  }
}

async function inspectPrompt(task: Task, request: ModelRequest, { parts, signal }: Run): Promise<void> {
  if (!request.inspectContent) return;
  const texts = [request.prompt, task.finalPrompt ?? request.prompt];
  const refusal = await withSignal(parts.inspector.inspect(texts), signal);
  if (refusal) throw new ContentRefused(`The prompt was refused by content inspection: ${refusal.category}.`);
}

/** The engine that already has the task's work, or the first of the route. */
function chooseEngine(task: Task, { engines }: WorkerParts): Engine {
  if (task.handle === undefined && task.submittedAt === undefined) return engines[0];
  const engine = engines.find(({ id }) => id === task.engine);
  if (!engine)
    throw new EngineError(`The engine ${task.engine} that began this task is not configured any more.`, {
      kind: "noEngine",
      repeatable: false,
    });
  return engine;
}

function toImageRequest(task: Task, { negativePrompt, width, height, count }: ModelRequest): ImageRequest {
  return {
    model: task.model,
    prompt: task.finalPrompt ?? "",
    ...(negativePrompt ? { negativePrompt } : {}),
    width,
    height,
    count,
    seed: task.seed,
  };
}

/** Submits at most once (I5), and waits until the engine has the images. */
async function generate(
  task: Task,
  request: ImageRequest,
  run: Run & { readonly engine: Engine },
): Promise<readonly EngineImage[]> {
  const { engine, parts } = run;
  const startedAt = parts.clock.now();
  let submission: Submission;
  let handle: Handle | undefined = task.handle;
  if (handle === undefined) {
    submission = await submit(task, request, run);
    if ("pending" in submission) {
      handle = submission.pending;
      await write(task, { type: "accept", engine: engine.id, handle }, run);
    }
  } else {
    submission = { pending: handle };
  }
  while ("pending" in submission) {
    await parts.clock.sleep(nextCheckDelayMs(parts.clock.now() - startedAt), run.signal);
    throwIfInterrupted(run.signal);
    if (!engine.check)
      throw new EngineError(`The engine ${engine.id} left work pending and cannot look at it.`, {
        kind: "internal",
        repeatable: false,
      });
    submission = await withSignal(engine.check(submission.pending, toCall(task, run)), run.signal);
  }
  parts.metrics.timeEngine({ engine: engine.id, seconds: (parts.clock.now() - startedAt) / 1000 });
  return submission.done;
}

/** A submission that may cost money is noted first, so that a lost answer is known as one and never bought again. */
async function submit(task: Task, request: ImageRequest, run: Run & { readonly engine: Engine }): Promise<Submission> {
  const { engine } = run;
  if (!engine.capabilities.repeatable) {
    if (task.submittedAt !== undefined) {
      throw new EngineError(
        `The server stopped while ${engine.id} was working, and its answer was lost. It was not asked again, because it might charge twice.`,
        { kind: "upstreamFailed", repeatable: false },
      );
    }
    await write(task, { type: "submit", engine: engine.id }, run);
  }
  return await withSignal(engine.submit(request, toCall(task, run)), run.signal);
}

function toCall(task: Task, { signal, parts }: Run): EngineCall {
  return {
    signal,
    progress: ({ step, fraction }) => parts.log.debug({ task: task.id, step, fraction }, "progress"),
  };
}

/** Checks that the images are whole and of the size asked for, stamps them with their origin, and writes them down. */
async function keepImages(
  task: Task,
  images: readonly EngineImage[],
  { engine, request, ...run }: Run & { readonly engine: Engine; readonly request: ModelRequest },
): Promise<StoredImage[]> {
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
      finalPrompt: task.finalPrompt ?? request.prompt,
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
    await persist(() => run.parts.blobs.put(blob, bytes), run);
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

/** What an attempt that did not complete does to its task. */
function toChange(error: unknown, task: Task, { signal, parts }: Run): TaskChange {
  if (error instanceof TaskConflict || error instanceof StoreUnavailable) throw error;
  if (signal.aborted) {
    const interruption = signal.reason as Interruption;
    if (interruption === STOPPING) return { type: "handBack" };
    if (interruption === "deadline") {
      return {
        type: "fail",
        error: toTaskError("cancelled", `The task passed its deadline of ${parts.taskTimeoutMs / 1000} s of processing.`),
      };
    }
    throw new TaskConflict(`the lease of task ${task.id} was lost`);
  }
  if (error instanceof ContentRefused) return { type: "fail", error: toTaskError("contentRefused", error.message) };
  if (error instanceof EngineError) {
    const delayMs = nextAttemptDelayMs({ error, failures: task.failures + 1, random: parts.clock.random() });
    parts.metrics.countEngineError({ engine: task.engine ?? parts.engines[0].id, kind: error.kind });
    parts.log.warn({ task: task.id, err: error, ...(delayMs === undefined ? {} : { retryInMs: delayMs }) }, "attempt failed");
    if (delayMs !== undefined) return { type: "retry", dueAt: parts.clock.now() + delayMs, resubmit: error.resubmit };
    return { type: "fail", error: toTaskError(error.kind, error.message) };
  }
  parts.log.error({ task: task.id, err: error }, "attempt failed by a fault of ours");
  return { type: "fail", error: toTaskError("internal", "The server failed to carry out this task. Nothing was charged.") };
}

function write(task: Task, change: TaskChange, run: Run): Promise<Task> {
  return persist(() => run.parts.store.changeTask(task.id, run.lease, change), run);
}

/**
 * Repeats a write for a few seconds: an image that is made, perhaps paid for, should survive a disk that is full for a moment.
 * A server that stops has no time for it.
 */
async function persist<T>(attempt: () => Promise<T>, { parts: { clock, log }, signal }: Run): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof TaskConflict || tries === WRITE_TRIES || signal.reason === STOPPING) throw error;
      log.warn({ err: error, tries }, "a write failed and is repeated");
      await clock.sleep(WRITE_RETRY_MS * 2 ** tries, signal.aborted ? undefined : signal);
    }
  }
}

/** Settles with the work, or rejects as soon as the signal aborts, whether or not the engine heeds it. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = () => reject(new Interrupted());
  signal.addEventListener("abort", interrupt);
  try {
    throwIfInterrupted(signal);
    return await Promise.race([work, interrupted]);
  } finally {
    signal.removeEventListener("abort", interrupt);
    work.catch(() => {});
  }
}

function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}
