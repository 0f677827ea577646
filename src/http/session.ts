// Sign-in of browsers: by the one-time link that the server prints, or by a key; and what a session is.
import type { FastifyReply, FastifyRequest } from "fastify";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { ApiError } from "../core/errors.ts";
import { hashGrantText, isLive, SESSION_MS, toCsrfToken, toGrant, toGrantTerms } from "../core/session.ts";
import { authenticateSession, findKey, findSession, MAX_KEY_CHARACTERS, unauthorized, type SignedIn } from "./authenticate.ts";
import { parseBody } from "./body.ts";
import { readSessionCookie, setSessionCookie } from "./cookie.ts";
import { toTimeText } from "./fields.ts";
import { KEY, toKeyBody } from "./key-fields.ts";
import type { HttpParts } from "./parts.ts";
import { isFromOwnPage } from "./same-origin.ts";

/** Where the console shows its form, and says that the link did not work. */
const LINK_REFUSED_PATH = "/login?notice=link";

/** Body of `POST /v1/session`. */
export const SIGN_IN = z.object({
  api_key: z.string().min(1).max(MAX_KEY_CHARACTERS).meta({ description: "The key that the session stands for." }),
});

export const SESSION = z.object({
  object: z.literal("session"),
  key: KEY,
  expires_at: z.string().meta({ format: "date-time" }),
  csrf_token: z.string().meta({ description: "For the header `X-Muleteer-CSRF`; the same for all of the session." }),
});

/** `GET /v1/session` */
export async function readSession(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return toBody(await requireSession(request, parts), parts, reply);
}

/** `POST /v1/session`: signs in by a key, in place of the session that the browser had. */
export async function createSession(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (!isFromOwnPage(request, parts)) throw new ApiError("forbidden", "Only the console's own page signs a browser in.");
  const key = await findKey(parseBody(SIGN_IN, request.body).api_key, parts);
  const { text, terms } = toGrantTerms({ random: randomBytes(32), now: parts.clock.now(), lastsMs: SESSION_MS });
  const session = toGrant(terms, key);
  await parts.store.putSession(session);
  await endOwnSession(request, parts);
  setSessionCookie(reply, text, parts);
  return toBody({ session, key }, parts, reply);
}

/** `DELETE /v1/session`: signs out. */
export async function endSession(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { session } = await requireSession(request, parts);
  await parts.store.endSession(session.hash);
  setSessionCookie(reply, undefined, parts);
  return reply.code(204).send();
}

/**
 * `GET /login?token=…`: uses the link up, and leads to the console, so that the token stays in no address bar. A browser that is
 * signed in already gets there with a used link, too.
 */
export async function openLink(token: string, parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  reply.header("Cache-Control", "no-store").header("Referrer-Policy", "no-referrer");
  // A browser that guesses what its user will open must not open it for him: that is for the visit itself.
  if (/^prefetch\b/.test(String(request.headers["sec-purpose"]))) {
    throw new ApiError("forbidden", "A sign-in link opens once, and is not fetched ahead.");
  }
  const text = await redeemLink(token, parts);
  if (text !== undefined) {
    await endOwnSession(request, parts);
    setSessionCookie(reply, text, parts);
    return reply.redirect("/", 303);
  }
  const cookie = readSessionCookie(request, parts);
  const isSignedIn = cookie !== undefined && (await findSession(cookie, parts)) !== undefined;
  return reply.redirect(isSignedIn ? "/" : LINK_REFUSED_PATH, 303);
}

/** What the new session's cookie holds, or undefined for a link that opens nothing any more. */
async function redeemLink(token: string, { store, clock }: HttpParts): Promise<string | undefined> {
  const linkHash = hashGrantText(token);
  if (!linkHash) return undefined;
  const { text, terms } = toGrantTerms({ random: randomBytes(32), now: clock.now(), lastsMs: SESSION_MS });
  const session = await store.redeemLink(linkHash, terms);
  const key = session && (await store.findKey(session.keyId));
  return key && isLive(session, key, clock.now()) ? text : undefined;
}

/** @throws {ApiError} `unauthorized` */
async function requireSession(request: FastifyRequest, parts: HttpParts): Promise<SignedIn> {
  const signedIn = await authenticateSession(request, parts);
  if (!signedIn) throw unauthorized("There is no session; sign in with POST /v1/session.");
  return signedIn;
}

/** Of the browser that begins another one. */
async function endOwnSession(request: FastifyRequest, parts: HttpParts): Promise<void> {
  const hash = hashGrantText(readSessionCookie(request, parts) ?? "");
  if (hash) await parts.store.endSession(hash);
}

function toBody({ session, key }: SignedIn, { sessionSecret }: HttpParts, reply: FastifyReply): z.output<typeof SESSION> {
  reply.header("Cache-Control", "no-store");
  return {
    object: "session",
    key: toKeyBody(key),
    expires_at: toTimeText(session.expiresAt),
    csrf_token: toCsrfToken(session, sessionSecret),
  };
}
