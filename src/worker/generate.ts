// One engine's work on a task: submit, and wait until it has the images. Owns I5: a submission that may cost money is noted before
// it is made, one whose answer was lost is never repeated, and work that has a handle is only looked at.
import {
  EngineError,
  type Engine,
  type EngineCall,
  type EngineResult,
  type ImageRequest,
  type Submission,
} from "../core/engine.ts";
import { nextCheckDelayMs } from "../core/retry.ts";
import type { Handle } from "../core/task.ts";
import { inSpan, untraced } from "../io/tracer.ts";
import { readAnswerHandle, toAnswerHandle } from "./answer-handle.ts";
import { NOTICE_MS, type Place } from "./replica.ts";
import type { Interruption, Run } from "./run.ts";

/** The engine has nothing of the task and nothing was paid: another one may be asked. */
export class Declined extends Error {
  override readonly name = "Declined";
  readonly reason: EngineError;

  constructor(reason: EngineError) {
    super(reason.message, { cause: reason });
    this.reason = reason;
  }
}

/**
 * What the engine made.
 * @throws {Declined} when another engine may be asked.
 * @throws {EngineError} when it may not.
 */
export async function generate(
  request: ImageRequest,
  { place, call }: { readonly place: Place; readonly call: EngineCall },
  run: Run,
): Promise<EngineResult> {
  const { engine } = place;
  const { clock, metrics } = run.parts;
  const startedAt = clock.now();
  const { handle } = run.task;
  const answer = readAnswerHandle(handle);
  if (answer) return answer;
  const submission: Submission =
    handle === undefined ? await inSpan("submit", () => submit(request, { place, call }, run)) : { pending: handle };
  // Looks are many, and all alike.
  const result =
    "pending" in submission
      ? await inSpan("wait", () => untraced(() => untilDone(submission.pending, { place, call, startedAt }, run)))
      : submission;
  metrics.timeEngine({ engine: engine.id, seconds: (clock.now() - startedAt) / 1000 });
  return result;
}

/** Looks at pending work, less and less often, until it is done. */
async function untilDone(
  handle: Handle,
  { place, call, startedAt }: { readonly place: Place; readonly call: EngineCall; readonly startedAt: number },
  run: Run,
): Promise<EngineResult> {
  const { engine } = place;
  const { clock } = run.parts;
  let submission: Submission = { pending: handle };
  /** Since when every look failed. */
  let failing: number | undefined;
  while ("pending" in submission) {
    await clock.sleep(nextCheckDelayMs(clock.now() - startedAt), run.signal);
    run.throwIfInterrupted();
    await run.holdLease();
    if (!engine.check)
      throw new EngineError(`The engine ${engine.id} left work pending and cannot look at it.`, {
        kind: "internal",
        repeatable: false,
      });
    const looked = await look(engine.check(submission.pending, call), { place, failing }, run);
    failing = looked === undefined ? (failing ?? clock.now()) : undefined;
    if (looked) submission = looked;
  }
  return submission;
}

/**
 * One look at pending work. Undefined when it failed and another may not: the work goes on there, perhaps paid for, and is not
 * given up for some minutes in which nobody can look at it.
 */
async function look(
  work: Promise<Submission>,
  { place, failing }: { readonly place: Place; readonly failing: number | undefined },
  run: Run,
): Promise<Submission | undefined> {
  const { clock, log, router } = run.parts;
  try {
    const submission = await judge(work, { place, mayDecline: ({ resubmit }) => resubmit }, run);
    run.hear();
    return submission;
  } catch (error) {
    const mayPass = error instanceof EngineError && error.repeatable && !error.resubmit;
    if (!mayPass || clock.now() - (failing ?? clock.now()) >= router.patienceMs) throw error;
    log.warn({ task: run.task.id, engine: place.engine.id, err: error }, "a look at pending work failed; it is looked at again");
    await clock.sleep(error.retryAfterMs ?? 0, run.signal);
    return undefined;
  }
}

async function submit(
  request: ImageRequest,
  { place, call }: { readonly place: Place; readonly call: EngineCall },
  run: Run,
): Promise<Submission> {
  const { engine } = place;
  const { clock } = run.parts;
  const turnMs = await run.persist(() => place.takeTurnMs());
  const turnAt = clock.now() + turnMs;
  await sleepUntil(turnAt - NOTICE_MS, run);
  run.throwIfInterrupted();
  // An upstream that takes our id is asked under one that is on disk: whatever is lost, it is looked for and not repeated.
  const minted = engine.mintHandle?.(clock.id());
  if (minted !== undefined) await run.write({ type: "accept", engine: engine.id, handle: minted });
  else if (!engine.capabilities.repeatable) await run.write({ type: "submit", engine: engine.id });
  // The write took a time of its own; the call is made in its turn. One that was not made is no lost answer.
  await sleepUntil(turnAt, run);
  if (run.signal.aborted && run.task.submittedAt !== undefined) await run.write({ type: "moveOn" });
  run.throwIfInterrupted();
  await run.holdLease();
  const submission = await judge(engine.submit(request, call, minted), { place, mayDecline: () => true }, run);
  if (minted !== undefined) return submission;
  const handle = "pending" in submission ? submission.pending : keepPaidAnswer(submission, engine);
  if (handle !== undefined) await run.write({ type: "accept", engine: engine.id, handle });
  return submission;
}

/** Even the shortest sleep takes a millisecond. */
async function sleepUntil(at: number, { parts: { clock }, signal }: Run): Promise<void> {
  const ms = at - clock.now();
  if (ms > 0) await clock.sleep(ms, signal);
}

/** What costs nothing is simply made again. */
function keepPaidAnswer(result: EngineResult, { capabilities }: Engine): Handle | undefined {
  return capabilities.repeatable ? undefined : toAnswerHandle(result);
}

/** Settles as the call does, and tells its failure to the engine's breaker. */
async function judge<T>(
  work: Promise<T>,
  { place, mayDecline }: { readonly place: Place; readonly mayDecline: (error: EngineError) => boolean },
  run: Run,
): Promise<T> {
  try {
    return await run.during(work);
  } catch (error) {
    // An engine that is still silent at the deadline failed; other interruptions say nothing of it.
    if (!run.signal.aborted || (run.signal.reason as Interruption) === "deadline") await place.fail(error);
    if (!(error instanceof EngineError)) throw error;
    run.parts.metrics.countEngineError({ engine: place.engine.id, kind: error.kind });
    throw error.elsewhere && mayDecline(error) ? new Declined(error) : error;
  }
}
