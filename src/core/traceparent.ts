// W3C Trace Context (https://www.w3.org/TR/trace-context/): the one line by which a trace goes on elsewhere.

export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 of them: the span that what follows is a part of. */
  readonly spanId: string;
  /** Whether whoever wrote it records the trace. */
  readonly sampled: boolean;
}

/** Version ff is forbidden, 00 ends with its flags, and a later version may go on after them. */
const TRACEPARENT = /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const MAX_CHARACTERS = 512;

/** Undefined for what is no valid `traceparent`. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const match = text === undefined || text.length > MAX_CHARACTERS ? null : TRACEPARENT.exec(text);
  const [, traceId, spanId, flags] = match ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Of a `traceparent` of our own. */
export function toTraceId(traceparent: string): string {
  return traceparent.slice(3, 35);
}

export function toTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}
