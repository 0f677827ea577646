// The life of a claimed task, top to bottom: prepare the prompt → inspect it → submit → wait → keep the images → finish.
// Whatever goes wrong on the way becomes one change of the task, decided in `toChange`.
import {
  EngineError,
  type Engine,
  type EngineCall,
  type EngineResult,
  type ImageRequest,
  type Submission,
} from "../core/engine.ts";
import { toTaskError } from "../core/errors.ts";
import type { ModelRequest } from "../core/model.ts";
import { MAX_CLAIMS, nextAttemptDelayMs, nextCheckDelayMs } from "../core/retry.ts";
import { TaskConflict, type Task, type TaskChange } from "../core/task.ts";
import { keepImages } from "./keep-images.ts";
import type { WorkerParts } from "./parts.ts";
import { createProgressReporter, type ProgressReporter } from "./progress.ts";
import { isLost, type Interruption, type Run } from "./run.ts";

/** A prompt that may not be drawn. */
class ContentRefused extends Error {
  override readonly name = "ContentRefused";
}

/** An upstream that is told to end its work gets this long to answer. */
const CANCEL_MS = 5_000;

/** What one attempt works with, once an engine is chosen. */
interface Attempt {
  readonly engine: Engine;
  readonly call: EngineCall;
  readonly progress: ProgressReporter;
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
    const finalPrompt = await preparePrompt(request, run);
    await inspectPrompt(request, finalPrompt, run);
    const attempt = beginAttempt(progress, run);
    const result = await generate(toImageRequest(request, finalPrompt, run), attempt, run);
    return await finish(result, { request, finalPrompt, attempt }, run);
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

/** Settles what will be drawn from, once: a later attempt finds it on the task. */
async function preparePrompt(request: ModelRequest, run: Run): Promise<string> {
  const { task } = run;
  if (task.finalPrompt !== undefined) return task.finalPrompt;
  if (!request.extendPrompt) return request.prompt;
  const { finalPrompt, warnings } = await extendPrompt(request, run);
  await run.write({ type: "prepare", finalPrompt, warnings: [...task.warnings, ...warnings] });
  return finalPrompt;
}

/** Fails open: without a rewriter the user's own prompt is as good as it was. */
async function extendPrompt(
  request: ModelRequest,
  run: Run,
): Promise<{ readonly finalPrompt: string; readonly warnings: readonly string[] }> {
  const { parts, signal, task } = run;
  const { prompt, negativePrompt, width, height } = request;
  try {
    // Whichever engine takes the task in the end must be able to take the prompt.
    const limits = parts.engines.flatMap(({ capabilities }) => capabilities.maxPromptCharacters ?? []);
    const options = {
      ...(negativePrompt ? { negativePrompt } : {}),
      ...(limits.length > 0 ? { maxCharacters: Math.min(...limits) } : {}),
      width,
      height,
      seed: task.seed,
      signal,
    };
    const rewrite = await run.during(parts.rewriter.rewrite(prompt, options));
    return { finalPrompt: rewrite.prompt, warnings: rewrite.warnings };
  } catch (error) {
    run.throwIfInterrupted();
    parts.log.warn(
      { task: task.id, rewriter: parts.rewriter.id, err: error },
      "prompt rewriting failed; the user's own prompt is used",
    );
    return { finalPrompt: prompt, warnings: ["prompt_extend: the rewriter failed, and the prompt was used as it is"] };
  }
}

async function inspectPrompt(request: ModelRequest, finalPrompt: string, run: Run): Promise<void> {
  if (!request.inspectContent) return;
  const refusal = await run.during(run.parts.inspector.inspect([request.prompt, finalPrompt]));
  if (refusal) throw new ContentRefused(`The prompt was refused by content inspection: ${refusal.category}.`);
}

function beginAttempt(progress: ProgressReporter, run: Run): Attempt {
  const { task, parts, signal } = run;
  const call = { signal, progress: progress.report, previews: parts.isWatched(task) };
  return { engine: chooseEngine(task, parts), progress, call };
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

function toImageRequest({ negativePrompt, width, height, count }: ModelRequest, prompt: string, { task }: Run): ImageRequest {
  const { model, seed } = task;
  return { model, prompt, ...(negativePrompt ? { negativePrompt } : {}), width, height, count, seed };
}

/** Submits at most once (I5), and waits until the engine has the images. */
async function generate(
  request: ImageRequest,
  { engine, call }: Pick<Attempt, "engine" | "call">,
  run: Run,
): Promise<EngineResult> {
  const { clock, metrics } = run.parts;
  const startedAt = clock.now();
  const { handle } = run.task;
  let submission: Submission = handle === undefined ? await submit(request, { engine, call }, run) : { pending: handle };
  while ("pending" in submission) {
    await clock.sleep(nextCheckDelayMs(clock.now() - startedAt), run.signal);
    run.throwIfInterrupted();
    if (!engine.check)
      throw new EngineError(`The engine ${engine.id} left work pending and cannot look at it.`, {
        kind: "internal",
        repeatable: false,
      });
    submission = await run.during(engine.check(submission.pending, call));
    run.hear();
  }
  metrics.timeEngine({ engine: engine.id, seconds: (clock.now() - startedAt) / 1000 });
  return submission;
}

/** A submission that may cost money is noted first, so that a lost answer is known as one and never bought again. */
async function submit(request: ImageRequest, { engine, call }: Pick<Attempt, "engine" | "call">, run: Run): Promise<Submission> {
  const { task, parts } = run;
  // An upstream that takes our id is asked under one that is on disk: whatever is lost, it is looked for and not repeated.
  const minted = engine.mintHandle?.(parts.clock.id());
  if (minted !== undefined) {
    await run.write({ type: "accept", engine: engine.id, handle: minted });
  } else if (!engine.capabilities.repeatable) {
    if (task.submittedAt !== undefined) {
      throw new EngineError(
        `The server stopped while ${engine.id} was working, and its answer was lost. It was not asked again, because it might charge twice.`,
        { kind: "upstreamFailed", repeatable: false },
      );
    }
    await run.write({ type: "submit", engine: engine.id });
  }
  const submission = await run.during(engine.submit(request, call, minted));
  if ("pending" in submission && minted === undefined) {
    await run.write({ type: "accept", engine: engine.id, handle: submission.pending });
  }
  return submission;
}

async function finish(
  { done, finalPrompt: drawnPrompt, warnings = [] }: EngineResult,
  { request, finalPrompt, attempt }: { readonly request: ModelRequest; readonly finalPrompt: string; readonly attempt: Attempt },
  run: Run,
): Promise<Task> {
  const { engine, progress } = attempt;
  const drawn = drawnPrompt ?? finalPrompt;
  const images = await keepImages({ images: done, engine, request, finalPrompt: drawn }, run);
  await progress.stop();
  const { clock, retentionMs } = run.parts;
  const expiresAt = clock.now() + retentionMs;
  return await run.write({ type: "complete", engine: engine.id, finalPrompt: drawn, images, expiresAt, warnings });
}

/** Work that nobody wants any more, because its task was cancelled or took too long, should not keep a GPU busy. Best effort. */
async function endUpstreamWork({ task, parts, signal }: Run): Promise<void> {
  const { handle, engine: engineId } = task;
  const reason = signal.aborted ? (signal.reason as Interruption) : undefined;
  if (handle === undefined || (reason !== "ended" && reason !== "deadline")) return;
  const engine = parts.engines.find(({ id }) => id === engineId);
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
    const delayMs = nextAttemptDelayMs({ error, failures: task.failures + 1, random: parts.clock.random() });
    parts.metrics.countEngineError({ engine: task.engine ?? parts.engines[0].id, kind: error.kind });
    parts.log.warn({ task: task.id, err: error, ...(delayMs === undefined ? {} : { retryInMs: delayMs }) }, "attempt failed");
    if (delayMs !== undefined) return { type: "retry", dueAt: parts.clock.now() + delayMs, resubmit: error.resubmit };
    return { type: "fail", error: toTaskError(error.kind, error.message) };
  }
  parts.log.error({ task: task.id, err: error }, "attempt failed by a fault of ours");
  return { type: "fail", error: toTaskError("internal", "The server failed to carry out this task. Nothing was charged.") };
}
