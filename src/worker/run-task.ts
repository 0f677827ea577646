// The life of a claimed task, top to bottom: find a place at an engine → inspect and prepare the prompt → generate → keep the
// images → finish. An engine that declines is followed by the next of the route. Whatever else goes wrong on the way becomes one
// change of the task, decided in `toChange`.
import { BlobsUnavailable } from "../core/blobs.ts";
import { EngineError, type Engine, type EngineCall, type ImageRequest } from "../core/engine.ts";
import { toTaskError } from "../core/errors.ts";
import type { ModelRequest } from "../core/model.ts";
import { MAX_CLAIMS, nextAttemptDelayMs } from "../core/retry.ts";
import { isTerminal, TaskConflict, type StoredImage, type Task, type TaskChange } from "../core/task.ts";
import { readAnswerHandle } from "./answer-handle.ts";
import { ExchangeError } from "../io/exchange.ts";
import { inSpan } from "../io/tracer.ts";
import { Declined, generate } from "./generate.ts";
import { keepImages, recallImages } from "./keep-images.ts";
import { createProgressReporter, type ProgressReporter } from "./progress.ts";
import { ContentRefused, preparePrompt } from "./prompt.ts";
import type { Place } from "./replica.ts";
import { isLost, type Interruption, type Run } from "./run.ts";
import { toEngineSpan } from "./trace.ts";

/** An upstream that is told to end its work gets this long to answer. */
const CANCEL_MS = 5_000;
/** Between the looks for an engine that is not configured. */
const MISSING_ENGINE_MS = 15_000;

/** What an engine made of a task, on disk. */
interface Made {
  /** Id of its maker. */
  readonly engine: string;
  readonly images: readonly StoredImage[];
  /** What it drew from. */
  readonly finalPrompt: string;
  readonly warnings: readonly string[];
}

/**
 * Runs one attempt and writes its outcome under the task's lease. Rejects only when the store or the lease is gone; the task
 * is then claimed anew when the lease runs out.
 */
export async function runTask(run: Run): Promise<Task> {
  const progress = createProgressReporter(run);
  try {
    refuseEndlessClaims(run.task);
    const request = toModelRequest(run);
    const made = (await settleLostAnswer(request, run)) ?? (await askEngines(request, progress, run));
    await progress.stop();
    return await finish(made, run);
  } catch (error) {
    await progress.stop();
    await endUpstreamWork(run);
    return await run.write(toChange(error, run));
  }
}

function refuseEndlessClaims(task: Task): void {
  if (task.claims <= MAX_CLAIMS) return;
  throw new EngineError(`The task was begun ${MAX_CLAIMS} times, and the server stopped each time before it ended.`, {
    kind: "internal",
    repeatable: false,
  });
}

function toModelRequest({ task, parts }: Run): ModelRequest {
  const model = parts.models.get(task.model);
  if (!model)
    throw new EngineError(`This server no longer serves the model ${task.model}.`, { kind: "noEngine", repeatable: false });
  return model.toRequest(task.input);
}

/**
 * A submission that was noted and has no handle may have been paid for, and its answer went down with the process: unless its
 * images were on disk by then.
 */
async function settleLostAnswer(request: ModelRequest, run: Run): Promise<Made | undefined> {
  const { submittedAt, handle, engine, id, finalPrompt = request.prompt } = run.task;
  if (submittedAt === undefined || handle !== undefined || engine === undefined) return undefined;
  const images = await run
    .persist(() => recallImages(request, engine, run))
    .catch((error: unknown) => {
      // A store of images that stays away tells nothing of them.
      if (!(error instanceof BlobsUnavailable)) throw error;
      return undefined;
    });
  if (images) return { engine, images, finalPrompt, warnings: [] };
  if (!run.parts.repeatLost) {
    throw new EngineError(
      `The server stopped while ${engine} was working, and its answer was lost. It was not asked again, because it might charge twice.`,
      { kind: "upstreamFailed", repeatable: false },
    );
  }
  run.parts.log.warn({ task: id, engine }, "an answer was lost with the process; the task is submitted again, as configured");
  await run.write({ type: "moveOn" });
  return undefined;
}

/**
 * Asks the engine that has the task's work, or those of its route, each at most once, until one has made the images. A task
 * usually has a place already, since it was claimed.
 */
async function askEngines(request: ModelRequest, progress: ProgressReporter, run: Run): Promise<Made> {
  const declined = new Map<string, EngineError>();
  for (;;) {
    const place = run.place ?? (await findPlace(declined, run));
    run.sit(place);
    if (run.task.handle !== undefined) await run.hold();
    try {
      const name = `generate_content ${run.task.model}`;
      return await inSpan(name, () => askEngine(request, { place, progress }, run), toEngineSpan(place.engine, run));
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      const { id } = place.engine;
      declined.set(id, error.reason);
      run.parts.log.warn(
        { task: run.task.id, engine: id, err: error.reason },
        "the engine declined; the next of the route is asked",
      );
      if (run.task.handle !== undefined || run.task.submittedAt !== undefined) await run.write({ type: "moveOn" });
      await run.leave();
    }
  }
}

/** @throws {EngineError} when no engine is left to ask. */
async function findPlace(declined: ReadonlyMap<string, EngineError>, run: Run): Promise<Place> {
  const { task, signal, parts } = run;
  const { router, clock } = parts;
  if (task.handle !== undefined) {
    const place = task.engine === undefined ? undefined : router.hold(task.engine);
    if (place) return place;
    // Its work may be paid for, and a setting may be missing by mistake: the next start with it finds the task as it was.
    throw new EngineError(`The engine ${task.engine} that began this task is not configured any more.`, {
      kind: "noEngine",
      repeatable: true,
      elsewhere: true,
      retryAfterMs: MISSING_ENGINE_MS,
    });
  }
  const tried = new Set(declined.keys());
  const since = task.failures === 0 ? task.createdAt : clock.now();
  const wanted = { task: { id: task.id, lease: run.lease }, model: task.model, tried, since, signal };
  const place = await inSpan("queue", () => run.waiting(router.untilPlace(wanted)));
  if (place) return place;
  run.throwIfInterrupted();
  if (declined.size > 0) throw toVerdict([...declined.values()], router.listEngines(task.model).length > declined.size);
  throw new EngineError(`No engine for ${task.model} was ready within ${Math.round(router.patienceMs / 1000)} s.`, {
    kind: "noEngine",
    repeatable: false,
  });
}

/** What an attempt ends with that every engine declined: the failure with most hope, the soonest first. */
function toVerdict(failures: readonly EngineError[], isAnotherLeft: boolean): EngineError {
  const hopeful = failures.filter(({ repeatable }) => repeatable);
  const [soonest] = hopeful.sort((a, b) => (a.retryAfterMs ?? 0) - (b.retryAfterMs ?? 0));
  if (soonest) return soonest;
  const last = failures.at(-1);
  const { message = "", kind = "noEngine" } = last ?? {};
  // An engine that was not ready now may be at the next attempt.
  return new EngineError(message, { kind, repeatable: isAnotherLeft, cause: last });
}

async function askEngine(
  request: ModelRequest,
  { place, progress }: { readonly place: Place; readonly progress: ProgressReporter },
  run: Run,
): Promise<Made> {
  const { engine } = place;
  const prompt = await preparePrompt(request, engine, run);
  const call: EngineCall = { signal: run.signal, progress: progress.report, previews: run.parts.isWatched(run.task) };
  const result = await generate(toImageRequest(request, { prompt, engine }, run), { place, call }, run);
  const { done, finalPrompt = prompt, warnings = [] } = result;
  const kept = await keepImages({ images: done, place, request, finalPrompt }, run);
  place.succeed();
  return { engine: engine.id, images: kept.images, finalPrompt, warnings: [...warnings, ...kept.warnings] };
}

function toImageRequest(
  { negativePrompt, width, height, count, extendPrompt, inspectContent }: ModelRequest,
  { prompt, engine }: { readonly prompt: string; readonly engine: Engine },
  { task }: Run,
): ImageRequest {
  return {
    model: task.model,
    prompt,
    ...(negativePrompt ? { negativePrompt } : {}),
    width,
    height,
    count,
    seed: task.seed,
    ...(engine.capabilities.extendsPrompts === true ? { extendPrompt } : {}),
    inspectContent,
  };
}

async function finish({ engine, images, finalPrompt, warnings }: Made, run: Run): Promise<Task> {
  const { clock, retentionMs } = run.parts;
  const expiresAt = clock.now() + retentionMs;
  try {
    return await run.write({ type: "complete", engine, finalPrompt, images, expiresAt, warnings });
  } catch (error) {
    if (error instanceof TaskConflict) await discard(images, run);
    throw error;
  }
}

/** Files of a task that its owner cancelled or deleted just before. Those of one that another worker has may be that worker's. */
async function discard(images: readonly StoredImage[], { task, parts }: Run): Promise<void> {
  try {
    const ended = await parts.store.findTask(task.id);
    if (ended && (!isTerminal(ended.state) || ended.images)) return;
    for (const { blob } of images) await parts.blobs.remove(blob);
  } catch (error) {
    parts.log.warn({ task: task.id, err: error }, "images that nobody wants any more could not be deleted; the sweep does it");
  }
}

/** Work that nobody wants any more, because its task was cancelled or took too long, should not keep a GPU busy. Best effort. */
async function endUpstreamWork({ task, parts, signal }: Run): Promise<void> {
  const { handle, engine: engineId } = task;
  const reason = signal.aborted ? (signal.reason as Interruption) : undefined;
  if (handle === undefined || engineId === undefined || readAnswerHandle(handle)) return;
  if (reason !== "ended" && reason !== "deadline") return;
  const engine = parts.router.find(engineId);
  if (!engine?.cancel) return;
  const over = new AbortController();
  const time = new AbortController();
  void parts.clock.sleep(CANCEL_MS, over.signal).then(() => time.abort());
  try {
    await Promise.race([
      engine.cancel(handle, { signal: time.signal, progress: () => undefined }),
      parts.clock.sleep(CANCEL_MS, over.signal),
    ]);
  } catch (error) {
    parts.log.warn({ task: task.id, engine: engine.id, err: error }, "the upstream could not be told to stop");
  } finally {
    over.abort();
  }
}

/** An engine that is down for some minutes, or asks to be left alone, should fail no task that can wait for it. */
function isPatient({ elsewhere, retryAfterMs, cause }: EngineError, { task, parts }: Pick<Run, "task" | "parts">): boolean {
  const isRefused = cause instanceof ExchangeError && cause.kind === "refused";
  const waitedMs = parts.clock.now() - (task.startedAt ?? task.createdAt);
  return elsewhere && (isRefused || retryAfterMs !== undefined) && waitedMs < parts.router.patienceMs;
}

/** What an attempt that did not complete does to its task. */
function toChange(error: unknown, { signal, parts, task }: Run): TaskChange {
  if (isLost(error)) throw error;
  if (signal.aborted) {
    switch (signal.reason as Interruption) {
      case "stopping":
        return { type: "handBack" };
      case "deadline":
        return {
          type: "fail",
          error: toTaskError("cancelled", `The task passed its deadline of ${parts.taskTimeoutMs / 1000} s of processing.`),
        };
      case "leaseLost":
        throw new TaskConflict(`the lease of task ${task.id} was lost`);
      case "ended":
        throw new TaskConflict(`task ${task.id} was ended by its owner`);
    }
  }
  if (error instanceof ContentRefused) return { type: "fail", error: toTaskError("contentRefused", error.message) };
  if (error instanceof EngineError) {
    const repeatable = error.repeatable || (error.lost && parts.repeatLost);
    const failure = { repeatable, retryAfterMs: error.retryAfterMs };
    const delayMs = nextAttemptDelayMs({
      error: failure,
      failures: task.failures + 1,
      patient: isPatient(error, { task, parts }),
      random: parts.clock.random(),
    });
    parts.log.warn({ task: task.id, err: error, ...(delayMs === undefined ? {} : { retryInMs: delayMs }) }, "attempt failed");
    if (delayMs !== undefined) return { type: "retry", dueAt: parts.clock.now() + delayMs, resubmit: error.resubmit };
    return { type: "fail", error: toTaskError(error.kind, error.message) };
  }
  parts.log.error({ task: task.id, err: error }, "attempt failed by a fault of ours");
  return { type: "fail", error: toTaskError("internal", "The server failed to carry out this task. Nothing was charged.") };
}
