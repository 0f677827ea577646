// Traces: what was done for a request or a task, from when to when, as spans of one tree. Where no collector is configured there is
// no tracer, and nothing of this does anything. Where there is one, it begins a span for each piece of work that comes in; what is
// done on the way finds that span by itself, so that engines and stores need not hand it on.
import { AsyncLocalStorage } from "node:async_hooks";
import { ERRORS } from "../core/errors.ts";

/** By names of https://opentelemetry.io/docs/specs/semconv/, and our own, which begin with `muleteer.`. Never a prompt or a key. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  /** What it is to the network: an answer, a call, or neither when absent. */
  readonly kind?: "server" | "client";
  readonly facts?: SpanFacts;
  /** Unix milliseconds; now when absent. */
  readonly startedAt?: number;
}

export interface Span {
  /** W3C trace context: what goes on elsewhere with this as its parent. */
  readonly traceparent: string;
  /** Begins a part of it. Undefined once it has ended: what outlives its work is no part of that. */
  begin(name: string, options?: SpanOptions): Span | undefined;
  add(facts: SpanFacts): void;
  /** @param reason one of few words, or a code: it is grouped by. */
  fail(reason: string): void;
  /** @param at Unix milliseconds; now when absent. */
  end(at?: number): void;
}

export interface Tracer {
  /** @param options `parent` is the `traceparent` that it continues; a trace of its own begins without one. */
  begin(name: string, options?: SpanOptions & { readonly parent?: string }): Span;
  /** Sends what is left, as far as a short time allows; never rejects. */
  stop(): Promise<void>;
}

const current = new AsyncLocalStorage<Span | undefined>();

/** The span whose work this is, if anybody traces it. */
export function currentSpan(): Span | undefined {
  return current.getStore();
}

/** Does the work as a part of the current span that has a name of its own; just does it where there is none. */
export async function inSpan<T>(name: string, work: (span: Span | undefined) => Promise<T>, options?: SpanOptions): Promise<T> {
  const span = current.getStore()?.begin(name, options);
  return span ? await workUnder(span, work) : await work(undefined);
}

/** Does the work that a span tells of, and ends it; as failed when the work rejects. */
export async function workUnder<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await current.run(span, work, span);
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Does work whose calls are too many to be told one by one. */
export function untraced<T>(work: () => Promise<T>): Promise<T> {
  return current.getStore() === undefined ? work() : current.run(undefined, work);
}

/** By the error's kind, or its cause's, and the code that its user gets to see. Never by its message, which may repeat a prompt. */
function failSpan(span: Span, error: unknown): void {
  const kind = readKind(error) ?? (error instanceof Error ? readKind(error.cause) : undefined);
  if (kind === undefined) return span.fail(error instanceof Error ? error.name : "unknown");
  if (Object.hasOwn(ERRORS, kind)) span.add({ "muleteer.error.code": ERRORS[kind as keyof typeof ERRORS].code });
  span.fail(kind);
}

function readKind(error: unknown): string | undefined {
  return error instanceof Error && "kind" in error && typeof error.kind === "string" ? error.kind : undefined;
}
