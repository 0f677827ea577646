// `prompt_extend`: turns a short prompt into one that draws better. It fails open: on any trouble the worker uses the user's
// own prompt and says so on the task.

export interface RewriteOptions {
  readonly negativePrompt?: string;
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** The same prompt and seed give the same answer. */
  readonly seed: number;
  /** The longest prompt that the engine takes, in code points: nothing is added beyond it. */
  readonly maxCharacters?: number;
  readonly signal: AbortSignal;
}

export interface Rewrite {
  /** Quoted text of the user's prompt stands in it unchanged. */
  readonly prompt: string;
  /** BCP 47 tag of the language that the prompt is in. */
  readonly language: string;
  readonly warnings: readonly string[];
}

export interface Rewriter {
  readonly id: string;
  rewrite(prompt: string, options: RewriteOptions): Promise<Rewrite>;
}
