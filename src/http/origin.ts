// The origin that image URLs begin with.
import type { FastifyRequest } from "fastify";

/** RFC 3986 host and port, without user information. */
const HOST = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * The operator's public URL, or the address by which this client reached us: right behind a port mapping and on every
 * interface, and of no effect on anybody else, because it only goes back to the client that sent it.
 */
export function toOrigin(request: FastifyRequest, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl;
  const { host } = request.headers;
  if (host !== undefined && HOST.test(host)) return `http://${host}`;
  const { localAddress = "127.0.0.1", localPort } = request.socket;
  return `http://${localAddress.includes(":") ? `[${localAddress}]` : localAddress}:${localPort}`;
}
