// W3C Trace Context (https://www.w3.org/TR/trace-context/): a request continues its caller's trace, or begins one.
import { drawRandom } from "../io/random.ts";

/** Version ff is forbidden, 00 ends with its flags, and a later version may go on after them. */
const TRACEPARENT = /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;

/** A `traceparent` of our own span, in the caller's trace when `incoming` is a valid one. */
export function continueTrace(incoming: string | undefined): string {
  const match = incoming === undefined || incoming.length > 512 ? null : TRACEPARENT.exec(incoming);
  const [spanId, ownTraceId] = drawIds();
  if (!match?.[1]) return `00-${ownTraceId}-${spanId}-01`;
  const sampled = Number.parseInt(match[2] ?? "0", 16) & 1;
  return `00-${match[1]}-${spanId}-0${sampled}`;
}

/** A span's and a trace's, in lower-case hex: neither of them all zeros. Drawn at once, because every request needs them. */
function drawIds(): readonly [spanId: string, traceId: string] {
  const hex = drawRandom(24).toString("hex");
  return /^0{16}|0{32}$/.test(hex) ? drawIds() : [hex.slice(0, 16), hex.slice(16)];
}
