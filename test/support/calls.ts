// What the worker lends to an engine, and what an engine's failure says, for tests that call engines directly.
import { EngineError, type EngineCall, type EngineProgress, type ImageRequest } from "../../src/core/engine.ts";

/** A call that nothing aborts before its test is over. */
export function lendCall(changes: Partial<EngineCall> = {}): EngineCall & { readonly reports: readonly EngineProgress[] } {
  const reports: EngineProgress[] = [];
  return { signal: new AbortController().signal, progress: (report) => void reports.push(report), ...changes, reports };
}

export const ASKED: ImageRequest = {
  model: "alibaba/wan2.6-t2i",
  prompt: "a red fox under a tree",
  width: 1280,
  height: 1280,
  seed: 7,
  count: 1,
};

/** What an `EngineError` tells the worker, besides its message. Absent means false. */
export interface Verdict {
  readonly kind: EngineError["kind"];
  readonly repeatable: boolean;
  readonly elsewhere?: true;
  readonly resubmit?: true;
  readonly retryAfterMs?: number;
  readonly operatorReason?: string;
}

/** The verdict and the message of the failure that `work` ends with. */
export async function judge(work: Promise<unknown>): Promise<Verdict & { readonly message: string }> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (failure: unknown) => failure,
  );
  if (!(error instanceof EngineError)) throw error;
  const { kind, repeatable, elsewhere, resubmit, retryAfterMs, operatorReason, message } = error;
  return {
    kind,
    repeatable,
    ...(elsewhere ? { elsewhere } : {}),
    ...(resubmit ? { resubmit } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(operatorReason === undefined ? {} : { operatorReason }),
    message,
  };
}

const MAX_MESSAGE_CHARACTERS = 300;

/** What may stand on a task: one line, not long, and nothing of the provider's account, key or address. */
export function isFitForUsers(message: string): boolean {
  return (
    message.length <= MAX_MESSAGE_CHARACTERS &&
    !/[\p{Cc}\u2028\u2029]/u.test(message) &&
    !/\b(?:key|account|balance|arrear|quota|billing|token|sk-)|127\.0\.0\.1|https?:/i.test(message)
  );
}
