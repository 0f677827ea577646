// A browser at the front door: it keeps the session's cookie, sends what browsers send of themselves, and knows its CSRF token.
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { ApiKey } from "../../src/core/key-store.ts";
import { LINK_MS, toGrant, toGrantTerms, toLoginPath } from "../../src/core/session.ts";
import type { Answer, Call } from "./client.ts";
import type { Door } from "./server.ts";

/** What a browser adds to a request that a page of the server's own makes. */
const OWN_PAGE = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };

export interface Browser {
  /** `name=value` of its cookie. */
  readonly cookie: string;
  readonly csrfToken: string;
  readonly keyId: string;
  /** Sends as the console's scripts do: cookie, CSRF token, and where from. Headers of the call go before those. */
  send(call: Call): Promise<Answer>;
}

/** Path of a link that signs in as `key`. */
export async function makeLink({ parts }: Door, key: ApiKey): Promise<string> {
  const { text, terms } = toGrantTerms({ random: randomBytes(32), now: parts.clock.now(), lastsMs: LINK_MS });
  await parts.store.putLink(toGrant(terms, key));
  return toLoginPath(text);
}

/** The cookie that an answer sets, as a request sends it, or undefined when it sets none. */
export function readSetCookie(answer: Answer): string | undefined {
  return answer.headers["set-cookie"]?.split(";")[0];
}

export interface SessionBody {
  readonly key: { readonly id: string; readonly role: string };
  readonly expires_at: string;
  readonly csrf_token: string;
}

/** Signs in with a key. */
export async function signIn(door: Door, key: string): Promise<Browser> {
  const answer = await door.send({
    method: "POST",
    path: "/v1/session",
    headers: { ...OWN_PAGE, "content-type": "application/json" },
    body: JSON.stringify({ api_key: key }),
  });
  expect(answer.status, answer.text).toBe(200);
  const cookie = readSetCookie(answer) ?? "";
  const { csrf_token: csrfToken, key: shown } = answer.json() as SessionBody;
  return {
    cookie,
    csrfToken,
    keyId: shown.id,
    send: ({ headers, ...call }) =>
      door.send({ ...call, headers: { ...OWN_PAGE, cookie, "x-muleteer-csrf": csrfToken, ...headers } }),
  };
}
