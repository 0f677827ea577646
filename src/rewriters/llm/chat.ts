// One question to an OpenAI-style chat endpoint, bounded in time and size: DashScope's compatible mode, Ollama, llama.cpp, vLLM,
// OpenAI and their like. Owns that the key goes to the configured origin alone, and that nothing the other side says of a
// failure is repeated, for it may hold the key or the provider's account.
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import { ExchangeError } from "../../io/exchange.ts";
import { connectOrigin, type OriginAnswer } from "../../io/origin.ts";
import type { ChatMessage } from "./instructions.ts";

export interface ChatSettings {
  /** Where the API is: `http://127.0.0.1:11434`, with or without `/v1` and `/chat/completions`. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** For one question, all its calls together. */
  readonly timeoutMs: number;
}

export interface ChatAnswer {
  readonly text: string;
  /** The endpoint stopped in mid-sentence, at its own limit. */
  readonly isCut: boolean;
}

export interface Chat {
  /** @throws {ChatError}, or whatever aborted the signal. */
  ask(messages: readonly ChatMessage[], signal: AbortSignal): Promise<ChatAnswer>;
  close(): void;
}

interface ChatErrorOptions extends ErrorOptions {
  /** HTTP status of the answer, if there was one. */
  readonly status?: number;
  /** For how long asking again is of no use, as the other side says or as its status implies. */
  readonly pauseMs?: number;
  /** What the operator may do, for the log. */
  readonly advice?: string;
}

/** No answer. The message follows "the language model", and holds nothing that came from it. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly status: number | undefined;
  readonly pauseMs: number | undefined;
  readonly advice: string | undefined;

  constructor(message: string, options: ChatErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.pauseMs = options.pauseMs;
    this.advice = options.advice;
  }
}

const MAX_BYTES = 1024 * 1024;
/** Enough for a description in any tokenizer, and a bound on what a model that thinks aloud can cost. */
const MAX_TOKENS = 2_048;
const REFUSED_PAUSE_MS = 30_000;
const LONGEST_PAUSE_S = 120;

const SAMPLING = { temperature: 0, seed: 1, max_tokens: MAX_TOKENS } as const;
const NO_THINKING = { enable_thinking: false, chat_template_kwargs: { enable_thinking: false } } as const;
/**
 * What is asked for besides the model and the messages, the fullest first; the first that is not refused with 400 or 422 is kept.
 * Endpoints differ in how thinking is turned off, and DashScope refuses its thinking models unless it is: `enable_thinking` is
 * DashScope's, `chat_template_kwargs` llama.cpp's, vLLM's and SGLang's, `reasoning_effort` Ollama's and OpenAI's. Most ignore what
 * they do not know, but older vLLM knows no effort of `none`, OpenAI refuses the other two, and its thinking models sampling too.
 */
const FORMS = [{ ...SAMPLING, ...NO_THINKING, reasoning_effort: "none" }, { ...SAMPLING, ...NO_THINKING }, SAMPLING, {}] as const;

/** Loose: only what is used. Some servers give the content in parts. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]).nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
});

export function connectChat({ url, apiKey, model, timeoutMs }: ChatSettings, clock: Clock): Chat {
  const { origin, pathname } = toEndpoint(url);
  const connection = connectOrigin({
    baseUrl: origin,
    ...(apiKey === undefined ? {} : { headers: { authorization: `Bearer ${apiKey}` } }),
  });
  /** The form that this endpoint has taken before, so that a later 400 is about the prompt. */
  let taken: (typeof FORMS)[number] | undefined;

  async function post(messages: readonly ChatMessage[], form: object, options: { signal: AbortSignal; timeoutMs: number }) {
    try {
      const json = { model, messages, stream: false, ...form };
      return await connection.call({ method: "POST", path: pathname, json, maxBytes: MAX_BYTES, ...options });
    } catch (error) {
      if (options.signal.aborted) throw error;
      throw toChatError(error, timeoutMs);
    }
  }

  return {
    async ask(messages, signal) {
      const startedAt = clock.now();
      let answer: OriginAnswer | undefined;
      for (const form of taken ? [taken] : FORMS) {
        const leftMs = Math.min(timeoutMs, timeoutMs - (clock.now() - startedAt));
        if (leftMs <= 0) throw toTimeout(timeoutMs);
        answer = await post(messages, form, { signal, timeoutMs: leftMs });
        if (answer.status === 200) taken = form;
        if (answer.status !== 400 && answer.status !== 422) break;
      }
      if (answer?.status !== 200) throw toStatusError(answer);
      return readCompletion(answer);
    },
    close: () => connection.close(),
  };
}

/**
 * The URL to post to. A version in the path says that the API's own path is there already, as in `/compatible-mode/v1`, `/api/v3`
 * or `/v1beta/openai`; without one, `/v1` comes first.
 */
export function toEndpoint(base: string): URL {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
  url.pathname = /\/v\d+[a-z]*\d*(?:\/|$)/.test(path) ? `${path}/chat/completions` : `${path}/v1/chat/completions`;
  return url;
}

function readCompletion(answer: OriginAnswer): ChatAnswer {
  const parsed = completion.safeParse(answer.json());
  const choice = parsed.data?.choices[0];
  if (!choice) throw new ChatError("gave no usable answer", { status: answer.status });
  if (choice.finish_reason === "content_filter") {
    throw new ChatError("declined to describe the picture", { status: answer.status });
  }
  const { content } = choice.message;
  const text = typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");
  return { text, isCut: choice.finish_reason === "length" };
}

function toTimeout(timeoutMs: number): ChatError {
  return new ChatError(`did not answer within ${timeoutMs / 1000} s`, { advice: "see MULETEER_REWRITER_TIMEOUT" });
}

function toChatError(error: unknown, timeoutMs: number): unknown {
  if (!(error instanceof ExchangeError)) return error;
  switch (error.kind) {
    case "timeout":
      return toTimeout(timeoutMs);
    case "tooLarge":
      return new ChatError("gave no usable answer", { cause: error });
    case "refused":
      return new ChatError("could not be reached", { cause: error, advice: "see MULETEER_REWRITER_URL" });
    case "lost":
    case "aborted":
      return new ChatError("broke off its answer", { cause: error });
  }
}

function toStatusError(answer: OriginAnswer | undefined): ChatError {
  const status = answer?.status ?? 0;
  if (status === 429 || status === 503) {
    const seconds = Number(/^\d{1,6}$/.exec(answer?.headers["retry-after"] ?? "")?.[0] ?? 0);
    return new ChatError("is busy", { status, pauseMs: Math.min(LONGEST_PAUSE_S, seconds) * 1000 });
  }
  const advice = ADVICE[status];
  if (advice !== undefined) return new ChatError("is not available", { status, pauseMs: REFUSED_PAUSE_MS, advice });
  return new ChatError("answered with an error", { status });
}

const ADVICE: Readonly<Record<number, string>> = {
  401: "see MULETEER_REWRITER_API_KEY",
  402: "the account that MULETEER_REWRITER_API_KEY belongs to has no balance",
  403: "MULETEER_REWRITER_API_KEY may not use MULETEER_REWRITER_MODEL",
  404: "see MULETEER_REWRITER_URL and MULETEER_REWRITER_MODEL: there is no such path, or no such model",
};
