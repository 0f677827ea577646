// Whether a request comes from a page of this server's own. Sites are not enough: to a browser, every port of this machine is
// the same site.
import type { FastifyRequest } from "fastify";
import type { HttpParts } from "./parts.ts";

/**
 * By what a browser says and no script can change: `Sec-Fetch-Site`, or `Origin` where a browser does not send that. A client
 * that sends neither is no browser, and has no cookie that it was not given.
 */
export function isFromOwnPage({ headers }: FastifyRequest, { publicUrl }: Pick<HttpParts, "publicUrl">): boolean {
  const site = headers["sec-fetch-site"];
  // `none` is a person: an address typed, a bookmark.
  if (site !== undefined) return site === "same-origin" || site === "none";
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const own = [publicUrl && new URL(publicUrl).origin, `http://${host}`, `https://${host}`];
  return own.includes(origin.toLowerCase());
}
