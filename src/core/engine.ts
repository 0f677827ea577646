// What turns a request into images. An engine translates and computes; it holds no loop over time, no timer, no retry and
// reads no environment: the worker owns waiting, deadlines, downloads and limits.
import type { z } from "zod";
import type { TaskErrorName } from "./errors.ts";
import type { Handle } from "./task.ts";

/** What an engine is asked for. Sizes are pixels. */
export interface ImageRequest {
  /** Our model's id, such as `alibaba/qwen-image-max`: an engine that serves several maps it to its own name. */
  readonly model: string;
  readonly prompt: string;
  /** What should not be in the picture; absent or empty when the user gave none. */
  readonly negativePrompt?: string;
  readonly width: number;
  readonly height: number;
  /** 0 … 2147483647; image `i` of `count` is drawn with `seed + i`, wrapping at 2^31. */
  readonly seed: number;
  /** Images wanted, 1–4. */
  readonly count: number;
  /** Whether the engine should rewrite the prompt itself; set only for engines whose `capabilities.extendsPrompts` is true. */
  readonly extendPrompt?: boolean;
  /** False when the user turned content inspection off; passed on by engines whose upstream has such a switch. */
  readonly inspectContent?: boolean;
}

/** Progress of one call. `fraction` is in [0, 1] and never goes back. */
export interface EngineProgress {
  readonly fraction: number;
  /** What is being done, in a word or two: `layout`, `sampling`. */
  readonly step: string;
  /** Sampling steps done and to do, where the engine counts them. */
  readonly steps?: { readonly done: number; readonly total: number };
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

/**
 * One image: its bytes in any common format, or the URL at which the upstream keeps it. The worker fetches a URL without
 * credentials, checks that the bytes are a whole image, and makes it a PNG of the size asked for.
 */
export type EngineImage = { readonly bytes: Uint8Array } | { readonly url: string };

export interface EngineResult {
  /** One for each image wanted, in order. */
  readonly done: readonly EngineImage[];
  /** What the upstream drew from, where it rewrote the prompt and says so. */
  readonly finalPrompt?: string;
  /** Parameters that this engine could not carry, a sentence each; shown on the task. */
  readonly warnings?: readonly string[];
}

export type Submission = EngineResult | { readonly pending: Handle };

/** IPTC Digital Source Type of what an engine makes, https://cv.iptc.org/newscodes/digitalsourcetype/ */
export type DigitalSourceType = "trainedAlgorithmicMedia" | "algorithmicMedia";

export interface EngineCapabilities {
  /** How many tasks may be worked on at once, at least 1. */
  readonly concurrency: number;
  /** Submissions a second that the upstream allows; absent where it sets no such limit. */
  readonly submitsPerSecond?: number;
  /** Whether a submission whose answer was lost may be repeated: nothing is paid for twice. */
  readonly repeatable: boolean;
  /** The upstream rewrites prompts itself, so `extendPrompt` is passed on and not applied here too. */
  readonly extendsPrompts?: boolean;
  /** The longest prompt it takes, in code points; absent where it sets no limit that a model's own does not keep. */
  readonly maxPromptCharacters?: number;
  /**
   * Its images are made in this process: whole PNGs of the size asked for, without metadata, which are kept as they are. Of any
   * other engine's images every pixel is decoded before they are kept.
   */
  readonly exact?: boolean;
  /** Ids of the models that it can serve; absent when it serves any. */
  readonly models?: readonly string[];
  readonly digitalSourceType: DigitalSourceType;
}

export interface Engine {
  /**
   * Lower-case letters, digits and dashes; replicas of one engine add `@` and their address, so that a handle finds its own
   * replica again whatever the order of the settings: `vllm-omni@10.0.0.5:8000`.
   */
  readonly id: string;
  readonly capabilities: EngineCapabilities;
  /** Fingerprint of the key whose account its limits are counted for; absent where they are those of a server. */
  readonly account?: string;
  /** Origin that it was configured for: images at URLs of the same host may be fetched even where that is a private address. */
  readonly origin?: string;
  /**
   * A handle for an upstream that takes an id of ours, made of a fresh UUID. The worker stores it before `submit` is called, so
   * that a submission whose answer was lost is looked for and never repeated. Pure.
   */
  mintHandle?(id: string): Handle;
  /** `minted` is what `mintHandle` made, if the engine has it. @throws {EngineError} */
  submit(request: ImageRequest, call: EngineCall, minted?: Handle): Promise<Submission>;
  /** Looks once at work that `submit` left pending. @throws {EngineError} with `resubmit` when the upstream knows it no more. */
  check?(handle: Handle, call: EngineCall): Promise<Submission>;
  /** Asks the upstream to end work that nobody wants any more; best effort. @throws {EngineError} */
  cancel?(handle: Handle, call: EngineCall): Promise<void>;
  /**
   * Whether a submission would be taken now: a cheap call that costs nothing.
   * @throws {EngineError} with the reason; `repeatable` unless the operator has to do something first.
   */
  probe?(call: EngineCall): Promise<void>;
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
  /**
   * Nothing was begun and nothing paid, so another engine of the route may be asked under the same task: refused connections,
   * throttling, an account in trouble. Never set for refused content, which every engine should see only once.
   */
  readonly elsewhere?: boolean;
  /**
   * A submission that may have been paid for, whose answer never came: it is repeated only where the operator prefers that.
   */
  readonly lost?: boolean;
  /** The engine cannot work until its operator does something: a key refused, a balance exhausted. For the log, not the user. */
  readonly operatorReason?: string;
}

/** A failed call. Its message is shown to the user: one plain sentence, without secrets or the provider's account. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly kind: EngineErrorOptions["kind"];
  readonly repeatable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly resubmit: boolean;
  readonly elsewhere: boolean;
  readonly lost: boolean;
  readonly operatorReason: string | undefined;

  constructor(message: string, options: EngineErrorOptions) {
    super(message, { cause: options.cause });
    this.kind = options.kind;
    this.repeatable = options.repeatable;
    this.retryAfterMs = options.retryAfterMs;
    this.resubmit = options.resubmit ?? false;
    this.elsewhere = options.elsewhere ?? false;
    this.lost = options.lost ?? false;
    this.operatorReason = options.operatorReason;
  }
}
