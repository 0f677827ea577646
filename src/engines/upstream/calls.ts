// The three calls that engines make to an upstream: one that submits, one that looks, one that probes. Each has its bounds, and
// each turns whatever is no good answer into the end that `failures.ts` has for it.
import type { Origin, OriginAnswer } from "../../io/origin.ts";
import { MAX_ANSWER_BYTES, isSuccess } from "./answers.ts";
import {
  forgottenWork,
  readFailure,
  toCheckError,
  toLostCheckError,
  toLostProbeError,
  toLostSubmitError,
  toProbeError,
  toSubmitError,
  type Terms,
} from "./failures.ts";
import type { Holder } from "./holder.ts";

/** The longest that a call may take which draws; the worker's deadline is usually sooner. */
export const DRAW_MS = 15 * 60_000;
/** The same for one that only takes a job. */
export const ACCEPT_MS = 60_000;
const LOOK_MS = 30_000;
const PROBE_MS = 10_000;

interface SubmitCall {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxBytes?: number;
}

interface LookCall {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly signal: AbortSignal;
}

interface WorkCall extends LookCall {
  /** Who was given the work, if its handle says so, and who is asked. */
  readonly at: Holder | undefined;
  readonly here: Holder;
  /** Whether an answer says that the upstream knows the work no more. */
  isForgotten(this: void, answer: OriginAnswer): boolean;
}

/** Posts a submission. @throws {EngineError} unless it is answered with success; what the answer brings is the caller's to judge. */
export async function submitTo(
  origin: Origin,
  { maxBytes = MAX_ANSWER_BYTES, ...call }: SubmitCall,
  terms: Terms,
): Promise<OriginAnswer> {
  const answer = await settle(origin.call({ method: "POST", maxBytes, ...call }), (error) => toLostSubmitError(error, terms));
  if (!isSuccess(answer)) throw toSubmitError(readFailure(answer), terms);
  return answer;
}

/** Looks at pending work. @throws {EngineError} unless it is answered with success; only forgotten work is given up for it. */
export async function lookAt(origin: Origin, { at, here, isForgotten, ...call }: WorkCall): Promise<OriginAnswer> {
  const answer = await talkOf(origin, call);
  if (isForgotten(answer)) throw forgottenWork({ at, here });
  if (!isSuccess(answer)) throw toCheckError(readFailure(answer));
  return answer;
}

/** Says something of pending work, whatever the answer is. @throws {EngineError} when nobody could be asked. */
export function talkOf(origin: Origin, { method = "GET", ...call }: LookCall): Promise<OriginAnswer> {
  return settle(origin.call({ method, ...call, timeoutMs: LOOK_MS, maxBytes: MAX_ANSWER_BYTES }), toLostCheckError);
}

/** Asks for what costs nothing. @throws {EngineError} with a reason for the operator unless the answer `isReady`. */
export async function probeAt(
  origin: Origin,
  { path, signal }: Omit<LookCall, "method">,
  isReady: (answer: OriginAnswer) => boolean = isSuccess,
): Promise<void> {
  const call = origin.call({ method: "GET", path, signal, timeoutMs: PROBE_MS, maxBytes: MAX_ANSWER_BYTES });
  const answer = await settle(call, toLostProbeError);
  if (!isReady(answer)) throw toProbeError(readFailure(answer));
}

async function settle(exchange: Promise<OriginAnswer>, toFailure: (error: unknown) => unknown): Promise<OriginAnswer> {
  try {
    return await exchange;
  } catch (error) {
    throw toFailure(error);
  }
}
