// W3C Trace Context (https://www.w3.org/TR/trace-context/): a request continues its caller's trace, or begins one.
import { randomUUID } from "node:crypto";

/** Version ff is forbidden, 00 ends with its flags, and a later version may go on after them. */
const TRACEPARENT = /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;

/** A `traceparent` of our own span, in the caller's trace when `incoming` is a valid one. */
export function continueTrace(incoming: string | undefined): string {
  const match = incoming === undefined || incoming.length > 512 ? null : TRACEPARENT.exec(incoming);
  const traceId = match?.[1] ?? toHex(randomUUID());
  const sampled = match ? (Number.parseInt(match[2] ?? "0", 16) & 1).toString().padStart(2, "0") : "01";
  return `00-${traceId}-${toHex(randomUUID()).slice(16)}-${sampled}`;
}

/** Node draws the randomness of UUIDs in large blocks: ten times as fast as asking for each. The variant bits keep both halves from being zero. */
function toHex(uuid: string): string {
  return uuid.replaceAll("-", "");
}
