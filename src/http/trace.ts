// W3C Trace Context (https://www.w3.org/TR/trace-context/): a request continues its caller's trace, or begins one.
import { drawRandom } from "../io/random.ts";

/** Version ff is forbidden, 00 ends with its flags, and a later version may go on after them. */
const TRACEPARENT = /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;

/** A `traceparent` of our own span, in the caller's trace when `incoming` is a valid one. */
export function continueTrace(incoming: string | undefined): string {
  const match = incoming === undefined || incoming.length > 512 ? null : TRACEPARENT.exec(incoming);
  const traceId = match?.[1] ?? randomHex(16);
  const sampled = match ? (Number.parseInt(match[2] ?? "0", 16) & 1).toString().padStart(2, "0") : "01";
  return `00-${traceId}-${randomHex(8)}-${sampled}`;
}

/** Lower-case hex of this many random bytes, not all of them zero. */
function randomHex(bytes: number): string {
  const hex = drawRandom(bytes).toString("hex");
  return /[^0]/.test(hex) ? hex : randomHex(bytes);
}
