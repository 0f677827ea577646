// The caller for a URL from outside: an image at a provider's URL, a webhook. It carries no credentials, goes to public addresses
// only, and judges every hop anew (I10). A configured origin is called through origin.ts.
import { isIP } from "node:net";
import { createDnsResolve, createJudgedLookup, isPublicAddress, noPublicAddress, type ResolveHost } from "./addresses.ts";
import { ExchangeError, send, type ExchangeAnswer, type ExchangeRequest } from "./exchange.ts";

/** What a URL from outside may be, besides https to a public address. */
export interface UrlRules {
  /** Hosts that the operator configured, by `URL.hostname`: they may have any address. */
  readonly allowHost?: (hostname: string) => boolean;
  readonly allowHttp?: boolean;
}

export interface UntrustedRequest extends UrlRules, Omit<ExchangeRequest, "url" | "lookup" | "agent"> {
  readonly url: string;
  /** Redirects of a GET that are followed, 0 when absent; the one after the last is an answer like any other. */
  readonly maxRedirects?: number;
}

export type FetchUntrusted = (request: UntrustedRequest) => Promise<ExchangeAnswer>;

interface UntrustedParts {
  readonly resolve?: ResolveHost;
  readonly isPublic?: (address: string) => boolean;
}

const CREDENTIALS = /^(?:authorization|proxy-authorization|cookie)$/i;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Makes the caller. It gives any answer, whatever its status; `timeoutMs` is for all hops together.
 * Rejects with an {@link ExchangeError}, `refused` for a URL or an address that is not allowed.
 */
export function createUntrustedFetch({
  resolve = createDnsResolve(),
  isPublic = isPublicAddress,
}: UntrustedParts = {}): FetchUntrusted {
  const lookup = createJudgedLookup({ resolve, isPublic });

  return async ({ url: text, allowHost = () => false, allowHttp = false, maxRedirects = 0, timeoutMs, ...request }) => {
    const credential = Object.keys(request.headers ?? {}).find((name) => CREDENTIALS.test(name));
    if (credential !== undefined) throw new TypeError(`${credential} must not be sent to a URL from outside`);
    const endsAt = performance.now() + timeoutMs;
    let url = parseUntrustedUrl(text, { allowHttp });
    let allowed = true;
    for (let hop = 0; ; hop += 1) {
      // A stranger's redirect does not lead back in.
      allowed &&= allowHost(url.hostname);
      // No lookup happens for an address that is written out.
      if (!allowed && isLiteral(url) && !isPublic(toBareHost(url))) throw noPublicAddress();
      const left = Math.max(1, endsAt - performance.now());
      const answer = await send({ ...request, url, timeoutMs: left, ...(allowed ? {} : { lookup }) });
      const location = REDIRECTS.has(answer.status) ? answer.headers["location"] : undefined;
      if (location === undefined || request.method !== "GET" || hop >= maxRedirects) return answer;
      url = parseUntrustedUrl(location, { allowHttp, base: url });
    }
  };
}

export const fetchUntrusted = createUntrustedFetch();

/** @throws {ExchangeError} of kind `refused`, whose message says which rule the URL breaks. */
function parseUntrustedUrl(text: string, { allowHttp, base }: { readonly allowHttp: boolean; readonly base?: URL }): URL {
  const url = URL.parse(text, base);
  if (!url) throw new ExchangeError("refused", "the URL is malformed");
  if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:")) {
    throw new ExchangeError("refused", allowHttp ? "the URL is neither https nor http" : "the URL is not https");
  }
  if (url.username !== "" || url.password !== "") throw new ExchangeError("refused", "the URL holds a user name or password");
  if (url.port === "0") throw new ExchangeError("refused", "the URL has port 0");
  return url;
}

function toBareHost({ hostname }: URL): string {
  return hostname.replaceAll(/[[\]]/g, "");
}

/** Whether the host is an address. The URL's parser has turned decimal, octal and hexadecimal spellings into the usual one. */
function isLiteral(url: URL): boolean {
  return isIP(toBareHost(url)) !== 0;
}
