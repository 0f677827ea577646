// `prompt_extend` by a language model behind any OpenAI-style chat endpoint. The model's answer is only taken when it keeps what
// the user wrote; otherwise, and whenever the model fails, another rewriter takes its place, and the task says so.
import type { Clock } from "../core/clock.ts";
import type { Rewrite, RewriteOptions, Rewriter } from "../core/rewriter.ts";
import type { Log } from "../io/log.ts";
import { cleanAnswer, unwrapQuotes } from "./llm/answer.ts";
import { ChatError, connectChat, type ChatAnswer, type ChatSettings } from "./llm/chat.ts";
import { toMessages, type Assignment } from "./llm/instructions.ts";
import { verifyAnswer, type Verdict } from "./llm/verify.ts";
import { detectLanguage } from "./rules/language.ts";
import { isUntouchable, readOutsideQuotes } from "./rules/quotes.ts";

/** The longest description where the engine sets no limit of its own, in code points. */
const LONGEST = 1_000;
/** A prompt that leaves less space than this, in code points, has said it all. */
const LEAST_SPACE = 60;
const CACHED_ANSWERS = 500;
/** After so many failures in a row the model is left alone for a while, so that tasks need not wait for it in vain. */
const FAILURES_BEFORE_PAUSE = 3;
const PAUSE_MS = 30_000;

interface LlmOptions extends ChatSettings {
  /** What takes over when the model is of no use. */
  readonly fallback: Rewriter;
  readonly clock: Clock;
  readonly log: Log;
}

export interface LlmRewriter extends Rewriter {
  /** Closes the connections to the endpoint. */
  stop(): void;
}

/**
 * A rewriter that asks the model once for each prompt, negative prompt and size, and remembers the last 500 answers; the seed
 * makes no difference, because the model is asked at temperature 0. A prompt that nothing may be added to is passed on to
 * `fallback` unasked. Rejects only when `signal` aborts, or when `fallback` does.
 */
export function createLlmRewriter({ fallback, clock, log, ...settings }: LlmOptions): LlmRewriter {
  const chat = connectChat(settings, clock);
  const answers = new Map<string, Rewrite>();
  let failures = 0;
  let pausedUntil = 0;

  /** The last answer to the same assignment, which becomes the one that is forgotten last. */
  function recall(key: string): Rewrite | undefined {
    const known = answers.get(key);
    if (known) remember(key, known);
    return known;
  }

  function remember(key: string, answer: Rewrite): void {
    answers.delete(key);
    answers.set(key, answer);
    for (const oldest of answers.keys()) {
      if (answers.size <= CACHED_ANSWERS) break;
      answers.delete(oldest);
    }
  }

  async function ask(assignment: Assignment, signal: AbortSignal): Promise<Verdict> {
    if (clock.now() < pausedUntil) return { problem: "is left alone for a while after it failed" };
    try {
      const answer = await chat.ask(toMessages(assignment), signal);
      failures = 0;
      return judge(answer, assignment);
    } catch (error) {
      if (signal.aborted || !(error instanceof ChatError)) throw error;
      failures += 1;
      const pauseMs = error.pauseMs ?? (failures >= FAILURES_BEFORE_PAUSE ? PAUSE_MS : 0);
      pausedUntil = Math.max(pausedUntil, clock.now() + pauseMs);
      const { status, advice } = error;
      log.warn({ rewriter: "llm", status, advice, pauseMs }, `the language model ${error.message}`);
      return { problem: error.message };
    }
  }

  return {
    id: "llm",
    async rewrite(prompt, options) {
      const assignment = toAssignment(prompt, options);
      if (!assignment) return await fallback.rewrite(prompt, options);
      const key = JSON.stringify(assignment);
      const known = recall(key);
      if (known) return known;
      const verdict = await ask(assignment, options.signal);
      if ("problem" in verdict) return await fallBack(verdict.problem, prompt, options);
      const answer: Rewrite = { prompt: verdict.text, language: verdict.language, warnings: [] };
      remember(key, answer);
      return answer;
    },
    stop: () => chat.close(),
  };

  async function fallBack(problem: string, prompt: string, options: RewriteOptions): Promise<Rewrite> {
    const instead = await fallback.rewrite(prompt, options);
    const used = instead.prompt === prompt ? "the prompt was used as it is" : `the built-in ${fallback.id} were used instead`;
    return { ...instead, warnings: [...instead.warnings, `prompt_extend: the language model ${problem}, and ${used}`] };
  }
}

/** What the model is asked, or undefined for a prompt that is better left to the other rewriter. */
function toAssignment(prompt: string, options: RewriteOptions): Assignment | undefined {
  const outside = readOutsideQuotes(prompt);
  const limit = Math.min(options.maxCharacters ?? LONGEST, LONGEST);
  if (isUntouchable(outside) || Array.from(prompt).length + LEAST_SPACE > limit) return undefined;
  const { negativePrompt, width, height } = options;
  const language = detectLanguage(/\p{L}{2}/u.test(outside.text) ? outside.text : prompt);
  return { prompt, ...(negativePrompt ? { negativePrompt } : {}), language, width, height, limit };
}

/** An answer within quotation marks may be a quotation of the prompt or a habit of the model. */
function judge({ text, isCut }: ChatAnswer, assignment: Assignment): Verdict {
  const answer = cleanAnswer(text);
  const verdict = verifyAnswer(answer, { ...assignment, isCut });
  const inner = "problem" in verdict ? unwrapQuotes(answer) : undefined;
  const unwrapped = inner === undefined ? verdict : verifyAnswer(inner, { ...assignment, isCut });
  return "problem" in unwrapped ? verdict : unwrapped;
}
