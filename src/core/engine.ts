// What turns a request into images. An engine translates and computes; it holds no loop over time, no timer, no retry and
// reads no environment: the worker owns waiting, deadlines and limits.
import type { z } from "zod";
import type { TaskErrorName } from "./errors.ts";
import type { Handle } from "./task.ts";

/** What an engine is asked for. Sizes are pixels. */
export interface ImageRequest {
  readonly prompt: string;
  /** What should not be in the picture; absent or empty when the user gave none. */
  readonly negativePrompt?: string;
  readonly width: number;
  readonly height: number;
  /** 0 … 2147483647; image `i` of `count` is drawn with `seed + i`, wrapping at 2^31. */
  readonly seed: number;
  /** Images wanted, 1–4. */
  readonly count: number;
}

/** Progress of one call. `fraction` is in [0, 1] and never goes back. */
export interface EngineProgress {
  readonly fraction: number;
  /** What is being done, in a word or two: `layout`, `sampling`. */
  readonly step: string;
  /** The picture so far as a small JPEG, at most 256 pixels wide or high; only when the call asks for previews. */
  readonly preview?: Uint8Array;
}

/** What the worker lends to an engine for the length of one call. */
export interface EngineCall {
  /** Aborts at the deadline, on cancel and when the server stops: the engine ends its work and rejects. */
  readonly signal: AbortSignal;
  progress(report: EngineProgress): void;
  /** Whether anybody looks at previews, which cost time to make; nobody does when absent. */
  readonly previews?: boolean;
}

export interface EngineImage {
  readonly bytes: Uint8Array;
}

export type Submission = { readonly done: readonly EngineImage[] } | { readonly pending: Handle };

/** IPTC Digital Source Type of what an engine makes, https://cv.iptc.org/newscodes/digitalsourcetype/ */
export type DigitalSourceType = "trainedAlgorithmicMedia" | "algorithmicMedia";

export interface EngineCapabilities {
  /** How many submissions may run at once, at least 1. */
  readonly concurrency: number;
  /** Whether a submission whose answer was lost may be repeated: nothing is paid for twice. */
  readonly repeatable: boolean;
  readonly digitalSourceType: DigitalSourceType;
}

export interface Engine {
  readonly id: string;
  readonly capabilities: EngineCapabilities;
  /** @throws {EngineError} */
  submit(request: ImageRequest, call: EngineCall): Promise<Submission>;
  /** Looks once at work that `submit` left pending. @throws {EngineError} */
  check?(handle: Handle, call: EngineCall): Promise<Submission>;
  /** Frees what the engine holds; work in flight is abandoned. */
  stop(): Promise<void>;
}

/** An engine before it has its settings. `settings` is parsed from what `config.ts` read. */
export interface EngineDefinition<Settings extends z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly settings: Settings;
  start(settings: z.output<Settings>): Engine;
}

export function defineEngine<Settings extends z.ZodType>(definition: EngineDefinition<Settings>): EngineDefinition<Settings> {
  return definition;
}

interface EngineErrorOptions extends ErrorOptions {
  /** How the task ends if nothing else helps. */
  readonly kind: Exclude<TaskErrorName, "cancelled">;
  /** Whether another attempt may follow: never when it could be paid for twice or would fail the same way. */
  readonly repeatable: boolean;
  /** What the upstream asked for. */
  readonly retryAfterMs?: number;
  /** From `check`: the work is gone and nothing was paid for it, so another attempt submits anew. Otherwise it looks again. */
  readonly resubmit?: boolean;
}

/** A failed call. Its message is shown to the user: one plain sentence, without secrets or the provider's account. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly kind: EngineErrorOptions["kind"];
  readonly repeatable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly resubmit: boolean;

  constructor(message: string, options: EngineErrorOptions) {
    super(message, { cause: options.cause });
    this.kind = options.kind;
    this.repeatable = options.repeatable;
    this.retryAfterMs = options.retryAfterMs;
    this.resubmit = options.resubmit ?? false;
  }
}
