// What the engines on the operator's own GPU have in common: nothing there is paid for, so an answer that was lost may be asked
// for again, and work that was lost is done again. How a task ends or goes on for it is decided here.
import { EngineError } from "../core/engine.ts";
import { ExchangeError } from "../io/exchange.ts";
import type { Origin, OriginAnswer, OriginCall } from "../io/origin.ts";

const CALL_TIMEOUT_MS = 15_000;
/** A server that is started anew has to load its model. */
const RESTART_MS = 15_000;

/** Makes a call, with 15 s for it unless it says otherwise. @throws {EngineError} when there is no whole answer. */
export async function callOwn(
  name: string,
  origin: Origin,
  call: Omit<OriginCall, "timeoutMs"> & Partial<Pick<OriginCall, "timeoutMs">>,
): Promise<OriginAnswer> {
  try {
    return await origin.call({ timeoutMs: CALL_TIMEOUT_MS, ...call });
  } catch (error) {
    // Aborted without the call's signal: the connection was closed from here.
    if (!(error instanceof ExchangeError) || call.signal.aborted) throw error;
    if (error.kind === "tooLarge") throw failed(`The engine ${name} answered with more than an image can have.`, error);
    const refusal = error.kind === "refused";
    throw new EngineError(`The engine ${name} ${refusal ? "is not running" : "did not answer as it should"}.`, {
      kind: refusal ? "noEngine" : "upstreamFailed",
      repeatable: true,
      elsewhere: refusal,
      ...(refusal ? { retryAfterMs: RESTART_MS } : {}),
      cause: error,
    });
  }
}

/** An answer that such a server does not give. */
export function unexpected(name: string, { status }: OriginAnswer): EngineError {
  // Neither of them asks for a key: there is something in front of it.
  const locked = status === 401 || status === 403;
  return new EngineError(`The engine ${name} gave an answer that makes no sense (HTTP ${status}).`, {
    kind: "upstreamFailed",
    repeatable: true,
    elsewhere: locked,
    ...(locked ? { operatorReason: `its URL answers HTTP ${status}, which ${name} itself never does` } : {}),
  });
}

/** A request that it will never take; another engine may. */
export function refused(
  message: string,
  { cause, operatorReason }: { cause?: unknown; operatorReason?: string } = {},
): EngineError {
  const reason = operatorReason === undefined ? {} : { operatorReason };
  return new EngineError(message, { kind: "engineFailed", repeatable: false, elsewhere: true, cause, ...reason });
}

/** Work that came to nothing, and would again. */
export function failed(message: string, cause?: unknown): EngineError {
  return new EngineError(message, { kind: "engineFailed", repeatable: false, cause });
}

/** Work that it no longer has. */
export function gone(name: string, cause?: unknown): EngineError {
  const options = { kind: "engineFailed", repeatable: true, resubmit: true, cause } as const;
  return new EngineError(`The engine ${name} no longer has the image.`, options);
}

/** What a call throws whose signal has aborted. */
export function toAbortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("the call was aborted", { cause: reason });
}
