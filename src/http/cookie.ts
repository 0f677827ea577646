// The session's cookie: read, set and cleared. No script can read it, and no request from another site carries it.
import type { FastifyReply, FastifyRequest } from "fastify";
import { SESSION_MS, toCookieName } from "../core/session.ts";
import type { HttpParts } from "./parts.ts";

type CookieParts = Pick<HttpParts, "sessionSecret" | "publicUrl">;

/** What the request's cookie holds, not yet checked. */
export function readSessionCookie(request: FastifyRequest, parts: CookieParts): string | undefined {
  const prefix = `${toName(parts)}=`;
  return request.headers.cookie
    ?.split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix))
    ?.slice(prefix.length);
}

/** @param text what it holds; undefined takes it away. */
export function setSessionCookie(reply: FastifyReply, text: string | undefined, parts: CookieParts): void {
  const maxAge = text === undefined ? 0 : SESSION_MS / 1000;
  reply.header(
    "Set-Cookie",
    [
      `${toName(parts)}=${text ?? ""}`,
      "Path=/",
      `Max-Age=${maxAge}`,
      "HttpOnly",
      "SameSite=Strict",
      ...(isSecure(parts) ? ["Secure"] : []),
    ].join("; "),
  );
}

function toName({ sessionSecret, publicUrl }: CookieParts): string {
  return toCookieName(sessionSecret, { isSecure: isSecure({ publicUrl }) });
}

/** A browser keeps a `Secure` cookie only from where it came by TLS, and only the operator knows whether it did. */
function isSecure({ publicUrl }: Pick<CookieParts, "publicUrl">): boolean {
  return publicUrl?.startsWith("https:") ?? false;
}
