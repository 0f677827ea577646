// Where webhooks may be sent, as far as the URL itself tells; the address that its name resolves to is judged when it is called.
import { isIP } from "node:net";
import { isLoopbackHost, isPublicAddress } from "../io/addresses.ts";

const MAX_URL_CHARACTERS = 2048;

/** The rule that the URL breaks, as the end of a sentence that begins with the field's name; undefined when it may be used. */
export function findWebhookUrlViolation(
  text: string,
  { allowLoopback }: { readonly allowLoopback: boolean },
): string | undefined {
  if (text.length > MAX_URL_CHARACTERS) return `must have at most ${MAX_URL_CHARACTERS} characters`;
  // The parser takes out white space and line breaks, which would stand in the log of deliveries, and half of a surrogate pair
  // would be stored as another character.
  const url = /[\s\p{Cc}\p{Cs}]/u.test(text) ? null : URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return "must be an https URL";
  if (url.port === "0") return "must have a port other than 0";
  if (url.username !== "" || url.password !== "") return "must hold no user name or password";
  if (isLoopbackHost(url.hostname)) {
    return allowLoopback
      ? undefined
      : "must not lead to this machine (the operator's setting MULETEER_WEBHOOK_LOOPBACK allows that)";
  }
  if (url.protocol !== "https:") return "must be an https URL";
  const address = url.hostname.replaceAll(/[[\]]/g, "");
  return isIP(address) === 0 || isPublicAddress(address) ? undefined : "must lead to a public address";
}
