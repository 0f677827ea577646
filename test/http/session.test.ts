// Sessions: how a browser signs in, what its cookie opens, what ends it, and that no other page can use it.
import { randomBytes } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { toApiKey, toKeyText } from "../../src/core/api-key.ts";
import type { ApiKey } from "../../src/core/key-store.ts";
import { hashGrantText, LINK_MS, SESSION_MS } from "../../src/core/session.ts";
import { makeLink, readSetCookie, signIn } from "../support/browser.ts";
import { expectCreated, expectProblem, type Answer } from "../support/client.ts";
import { readEvents } from "../support/events.ts";
import { addKey, describeDoors, openDoor, QWEN, withKey, type Door } from "../support/server.ts";
import { until } from "../support/until.ts";

const BODY = JSON.stringify({ prompt: "a fox" });
const JSON_TYPE = { "content-type": "application/json" };

const SessionBody = z.strictObject({
  object: z.literal("session"),
  key: z.looseObject({ id: z.string(), object: z.literal("key"), role: z.enum(["inference", "admin"]) }),
  expires_at: z.iso.datetime(),
  csrf_token: z.string().regex(/^[\w-]{43}$/),
});

function signInWith(door: Door, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return door.send({
    method: "POST",
    path: "/v1/session",
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

function readSession(door: Door, cookie: string): Promise<Answer> {
  return door.send({ path: "/v1/session", headers: { cookie } });
}

/** A key of these facts in the store, and its text. */
async function putKey(door: Door, facts: Partial<ApiKey> = {}): Promise<{ key: ApiKey; text: string }> {
  const text = toKeyText(randomBytes(32));
  const { store, clock } = door.parts;
  const id = clock.id();
  const key = { ...toApiKey(text, { id, name: "test", role: "admin", limits: {}, createdAt: clock.now() }), ...facts };
  await store.putKey(key);
  return { key, text };
}

describeDoors("a sign-in link", (door) => {
  test("sets the cookie and leads to the console, without its token", async () => {
    const { key } = await putKey(door());
    const path = await makeLink(door(), key);
    const answer = await door().send({ path, headers: { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" } });
    expect(answer.status).toBe(303);
    expect(answer.headers).toMatchObject({ location: "/", "cache-control": "no-store", "referrer-policy": "no-referrer" });
    const [pair = "", ...flags] = (answer.headers["set-cookie"] ?? "").split("; ");
    expect(pair).toMatch(/^muleteer_session_[0-9a-f]{8}=[\w-]{43}$/);
    expect(flags.sort()).toEqual(["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Strict"]);
    const token = new URL(path, "http://here").searchParams.get("token")!;
    expect(JSON.stringify(answer.headers) + answer.text).not.toContain(token);

    const session = await readSession(door(), pair);
    expect(session.headers["cache-control"]).toBe("no-store");
    expect(SessionBody.parse(session.json())).toMatchObject({
      key: { id: key.id, role: "admin" },
      expires_at: expect.stringMatching(/^\d{4}-/),
    });
    expect(session.text).not.toContain(pair.split("=")[1]!);
  });

  test("opens once: a second visit gets no cookie, and the form with a notice", async () => {
    const path = await makeLink(door(), (await putKey(door())).key);
    expect(readSetCookie(await door().send({ path }))).toBeDefined();
    const again = await door().send({ path });
    expect(again.status).toBe(303);
    expect(again.headers).toMatchObject({ location: "/login?notice=link", "referrer-policy": "no-referrer" });
    expect(readSetCookie(again)).toBeUndefined();
  });

  test("of many who open it at once lets one in", async () => {
    const path = await makeLink(door(), (await putKey(door())).key);
    const answers = await Promise.all(Array.from({ length: 6 }, () => door().send({ path })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 303));
    expect(answers.filter((answer) => readSetCookie(answer) !== undefined)).toHaveLength(1);
  });

  test("that was used leads a browser that is signed in to the console all the same", async () => {
    const path = await makeLink(door(), (await putKey(door())).key);
    const cookie = readSetCookie(await door().send({ path }))!;
    const again = await door().send({ path, headers: { cookie } });
    expect({ status: again.status, location: again.headers["location"] }).toEqual({ status: 303, location: "/" });
    expect((await readSession(door(), cookie)).status).toBe(200);
  });

  test("opens for 15 minutes", async () => {
    const { key } = await putKey(door());
    const [early, late] = [await makeLink(door(), key), await makeLink(door(), key)];
    door().clock.turn(LINK_MS - 1_000);
    expect(readSetCookie(await door().send({ path: early }))).toBeDefined();
    door().clock.turn(1_000);
    expect(readSetCookie(await door().send({ path: late }))).toBeUndefined();
  });

  test("is not used up by a look at its head, or by a browser that fetches ahead", async () => {
    const path = await makeLink(door(), (await putKey(door())).key);
    const head = await door().send({ method: "HEAD", path });
    expect({ status: head.status, cookie: readSetCookie(head) }).toEqual({ status: 200, cookie: undefined });
    for (const purpose of ["prefetch", "prefetch;prerender"])
      expectProblem(await door().send({ path, headers: { "sec-purpose": purpose } }), { status: 403, code: 1000 });
    expect(readSetCookie(await door().send({ path }))).toBeDefined();
  });

  test("ends the session that the browser had", async () => {
    const { key, text } = await putKey(door());
    const { cookie } = await signIn(door(), text);
    const path = await makeLink(door(), key);
    const next = readSetCookie(await door().send({ path, headers: { cookie } }))!;
    expect(next).not.toBe(cookie);
    expect((await readSession(door(), cookie)).status).toBe(401);
    expect((await readSession(door(), next)).status).toBe(200);
  });

  test.each([
    ["was revoked", (key: ApiKey, { parts }: Door) => parts.store.revokeKey(key.id, parts.clock.now())],
    ["has expired", (key: ApiKey, { parts }: Door) => parts.store.updateKey(key.id, { expiresAt: parts.clock.now() - 1 })],
    ["has another text", (key: ApiKey, { parts }: Door) => parts.store.putKey({ ...key, hash: randomBytes(32) })],
  ])("of a key that %s opens nothing", async (_, end) => {
    const { key } = await putKey(door());
    const path = await makeLink(door(), key);
    await end(key, door());
    const answer = await door().send({ path });
    expect(answer.headers["location"]).toBe("/login?notice=link");
    expect(readSetCookie(answer)).toBeUndefined();
  });

  test.each(["", "x", "a".repeat(43), `${"a".repeat(42)}%00`, "a".repeat(5_000)])("of token %j opens nothing", async (token) => {
    const answer = await door().send({ path: `/login?token=${token}` });
    expect({ status: answer.status, location: answer.headers["location"] }).toEqual({
      status: 303,
      location: "/login?notice=link",
    });
    expect(readSetCookie(answer)).toBeUndefined();
  });

  test("given twice is the form", async () => {
    const path = await makeLink(door(), (await putKey(door())).key);
    const answer = await door().send({ path: `${path}&${path.split("?")[1]}` });
    expect({ status: answer.status, cookie: readSetCookie(answer) }).toEqual({ status: 200, cookie: undefined });
    expect(answer.headers["referrer-policy"]).toBe("no-referrer");
  });
});

describeDoors("signing in with a key", (door) => {
  test("gives the session and its cookie, and never the key", async () => {
    const answer = await signInWith(door(), { api_key: door().key });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const body = SessionBody.parse(answer.json());
    expect(Date.parse(body.expires_at) - door().clock.now()).toBeGreaterThan(SESSION_MS - 60_000);
    expect(Date.parse(body.expires_at) - door().clock.now()).toBeLessThanOrEqual(SESSION_MS);
    expect(answer.text + JSON.stringify(answer.headers)).not.toContain(door().key.slice(12));
    expect((await readSession(door(), readSetCookie(answer) ?? "")).json()).toEqual(body);
  });

  test("that is unknown, revoked or expired is 401", async () => {
    const { store, clock } = door().parts;
    const { key, text: revoked } = await putKey(door());
    await store.revokeKey(key.id, clock.now());
    const { text: expired } = await putKey(door(), { expiresAt: clock.now() - 1 });
    for (const api_key of [revoked, expired, toKeyText(randomBytes(32)), "x"]) {
      const answer = await signInWith(door(), { api_key });
      expectProblem(answer, { status: 401, code: 1001 });
      expect(readSetCookie(answer)).toBeUndefined();
    }
  });

  test.each([
    ["no key", {}],
    ["an empty key", { api_key: "" }],
    ["a key that is a number", { api_key: 7 }],
    ["a key without end", { api_key: "a".repeat(513) }],
    ["a field too many", { api_key: "a", remember: true }],
    ["a list", []],
    ["no JSON", "{"],
  ])("is 400 for %s", async (_, body) => {
    expectProblem(await signInWith(door(), body), { status: 400, code: 2001 });
  });

  test.each([
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["another port of this machine", { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:3000" }],
    ["another port, in an older browser", { origin: "http://127.0.0.1:3000" }],
    ["a sandbox", { origin: "null" }],
  ])("is not for pages of %s", async (_, headers) => {
    const answer = await signInWith(door(), { api_key: door().key }, headers);
    expectProblem(answer, { status: 403, code: 1000 });
    expect(readSetCookie(answer)).toBeUndefined();
  });

  test("ends the session that the browser had, and no other of the same key", async () => {
    const [own, other] = [await signIn(door(), door().key), await signIn(door(), door().key)];
    const answer = await signInWith(door(), { api_key: door().otherKey }, { cookie: own.cookie });
    expect(answer.status).toBe(200);
    expect((await readSession(door(), own.cookie)).status).toBe(401);
    expect((await readSession(door(), other.cookie)).status).toBe(200);
  });
});

describeDoors("a session", (door) => {
  test("opens what its key opens, by the ordinary paths", async () => {
    const { text: admin } = await putKey(door());
    const browser = await signIn(door(), admin);
    const id = expectCreated(await browser.send({ method: "POST", path: QWEN, headers: JSON_TYPE, body: BODY }));
    expect((await browser.send({ path: `${QWEN}/${id}` })).status).toBe(200);
    expect((await browser.send({ method: "HEAD", path: `/v1/tasks/${id}` })).status).toBe(200);
    expect((await door().send({ path: `/v1/tasks/${id}`, headers: withKey(admin) })).status).toBe(200);
    expect((await browser.send({ path: "/v1/keys" })).status).toBe(200);
    const body = JSON.stringify({ name: "made by hand" });
    expect((await browser.send({ method: "POST", path: "/v1/keys", headers: JSON_TYPE, body })).status).toBe(201);
    expect((await browser.send({ method: "POST", path: `/v1/tasks/${id}/cancel` })).status).toBe(200);
    expect((await browser.send({ method: "DELETE", path: `/v1/tasks/${id}` })).status).toBe(204);
  });

  test("opens no more than its key: another's tasks are not there, and administration is refused", async () => {
    const created = await door().send({ method: "POST", path: QWEN, headers: withKey(door().otherKey), body: BODY });
    const id = expectCreated(created);
    const browser = await signIn(door(), door().key);
    expectProblem(await browser.send({ path: `/v1/tasks/${id}` }), { status: 404, code: 2005 });
    expectProblem(await browser.send({ path: "/v1/keys" }), { status: 403, code: 1000 });
  });

  test("may stream events", async () => {
    const browser = await signIn(door(), door().key);
    const id = expectCreated(await browser.send({ method: "POST", path: QWEN, headers: JSON_TYPE, body: BODY }));
    await browser.send({ method: "POST", path: `/v1/tasks/${id}/cancel` });
    const events = await browser.send({ path: `/v1/tasks/${id}/events`, headers: { accept: "text/event-stream" } });
    expect(events.status).toBe(200);
    expect(events.text).toContain("event: task.cancelled");
  });

  test("that ends takes its event streams along", async ({ skip }) => {
    const { origin } = door();
    if (origin === undefined) return skip("a stream needs a socket");
    const { text } = await putKey(door());
    const browser = await signIn(door(), text);
    const stream = await readEvents(`${origin}/v1/events`, { cookie: browser.cookie, "sec-fetch-site": "same-origin" });
    onTestFinished(() => stream.close());
    const create = () => door().send({ method: "POST", path: QWEN, headers: withKey(text), body: BODY });
    expectCreated(await create());
    await stream.reach("it is told", ({ type }) => type === "task.created");
    expect((await browser.send({ method: "DELETE", path: "/v1/session" })).status).toBe(204);
    expectCreated(await create());
    await until("the stream ends", () => stream.ended);
    expect(stream.durable).toHaveLength(1);
  });

  test("gives way to a bearer key, a wrong one too", async () => {
    const { keyId, cookie } = await signIn(door(), door().key);
    const asOther = await door().send({ path: "/v1/keys/self", headers: { ...withKey(door().otherKey), cookie } });
    expect((asOther.json() as { id: string }).id).not.toBe(keyId);
    const create = { method: "POST", path: QWEN, body: BODY };
    expectCreated(await door().send({ ...create, headers: withKey(door().key, { cookie }) }));
    for (const authorization of ["", "Bearer", `Bearer ${"x".repeat(49)}`]) {
      const answer = await door().send({ path: "/v1/keys/self", headers: { authorization, cookie } });
      expectProblem(answer, { status: 401, code: 1001 });
    }
  });

  test("ends when the browser signs out, and its cookie is taken away", async () => {
    const [browser, other] = [await signIn(door(), door().key), await signIn(door(), door().key)];
    const answer = await browser.send({ method: "DELETE", path: "/v1/session" });
    expect(answer.status).toBe(204);
    expect(answer.headers["set-cookie"]).toMatch(/^muleteer_session_[0-9a-f]{8}=; .*Max-Age=0;/);
    expectProblem(await browser.send({ path: "/v1/session" }), { status: 401, code: 1001 });
    expectProblem(await browser.send({ path: "/v1/keys/self" }), { status: 401, code: 1001 });
    expectProblem(await browser.send({ method: "DELETE", path: "/v1/session" }), { status: 401, code: 1001 });
    expect((await other.send({ path: "/v1/session" })).status).toBe(200);
  });

  test("lasts 30 days, used or not", async () => {
    const browser = await signIn(door(), await addKey(door()));
    door().clock.turn(SESSION_MS - 60_000);
    expect((await browser.send({ path: "/v1/session" })).status).toBe(200);
    door().clock.turn(60_000);
    expectProblem(await browser.send({ path: "/v1/session" }), { status: 401, code: 1001 });
  });

  test.each([
    ["is revoked", (key: ApiKey, { parts }: Door) => parts.store.revokeKey(key.id, parts.clock.now())],
    ["expires", (key: ApiKey, { parts }: Door) => parts.store.updateKey(key.id, { expiresAt: parts.clock.now() })],
    ["gets another text", (key: ApiKey, { parts }: Door) => parts.store.putKey({ ...key, hash: randomBytes(32) })],
  ])("ends when its key %s", async (_, end) => {
    const { key, text } = await putKey(door());
    const browser = await signIn(door(), text);
    expect((await browser.send({ path: "/v1/keys" })).status).toBe(200);
    await end(key, door());
    expectProblem(await browser.send({ path: "/v1/keys" }), { status: 401, code: 1001 });
    expectProblem(await browser.send({ path: "/v1/session" }), { status: 401, code: 1001 });
  });

  test("has the role that its key has by now", async () => {
    const { key, text } = await putKey(door());
    const browser = await signIn(door(), text);
    await door().parts.store.updateKey(key.id, { role: "inference" });
    expectProblem(await browser.send({ path: "/v1/keys" }), { status: 403, code: 1000 });
  });

  test("is none with a cookie that is not whole, or of another server", async () => {
    const { cookie } = await signIn(door(), door().key);
    const [name, value = ""] = cookie.split("=");
    const others = [
      `${name}=${value.slice(0, -1)}`,
      `${name}=${value}a`,
      `${name}=${value.toLowerCase()}`,
      `${name}=`,
      `${name}="${value}"`,
      `muleteer_session=${value}`,
      `muleteer_session_00000000=${value}`,
      `x${cookie}`,
      `__Host-${cookie}`,
    ];
    for (const other of others) expectProblem(await readSession(door(), other), { status: 401, code: 1001 });
    for (const among of [`a=b; ${cookie}`, `${cookie};a=b`, `a;${cookie}`, `muleteer_session_00000000=x; ${cookie}`])
      expect((await readSession(door(), among)).status, among).toBe(200);
  });

  test("of another cookie is not opened by one whose hash begins alike", async () => {
    const { store } = door().parts;
    const browser = await signIn(door(), door().key);
    const hash = Buffer.from(hashGrantText(browser.cookie.split("=")[1]!)!);
    const [session] = await store.findSessions(hash);
    await store.endSession(hash);
    const near = Buffer.from(hash);
    near[8] = (near[8] ?? 0) ^ 1;
    await store.putSession({ ...session!, hash: near });
    expect(await store.findSessions(hash)).toHaveLength(1);
    expectProblem(await browser.send({ path: "/v1/session" }), { status: 401, code: 1001 });
  });

  test("is asked for by nobody who has none", async () => {
    const answer = await door().send({ path: "/v1/session" });
    expect(expectProblem(answer, { status: 401, code: 1001 }).detail).toContain("POST /v1/session");
    expectProblem(await door().send({ path: "/v1/session", headers: withKey(door().key) }), { status: 401, code: 1001 });
  });
});

describeDoors("a request by cookie", (door) => {
  const unsafe = [
    { method: "POST", path: QWEN },
    { method: "POST", path: "/v1/keys" },
    { method: "PATCH", path: "/v1/keys/x" },
    { method: "DELETE", path: "/v1/keys/x" },
    { method: "POST", path: "/v1/webhooks" },
    { method: "DELETE", path: "/v1/tasks/x" },
    { method: "DELETE", path: "/v1/session" },
  ];

  test.each(unsafe)("$method $path needs the CSRF token of this very session", async ({ method, path }) => {
    const [browser, other] = [await signIn(door(), (await putKey(door())).text), await signIn(door(), door().key)];
    const wrong: Record<string, string>[] = [
      "",
      "x",
      other.csrfToken,
      browser.csrfToken.slice(0, -1),
      `${browser.csrfToken}=`,
    ].map((token) => ({ "x-muleteer-csrf": token }));
    for (const headers of [{}, ...wrong]) {
      const answer = await door().send({
        method,
        path,
        headers: { ...JSON_TYPE, cookie: browser.cookie, ...headers },
        body: "{}",
      });
      expect(expectProblem(answer, { status: 403, code: 1000 }).detail).toContain("X-Muleteer-CSRF");
    }
    expect((await readSession(door(), browser.cookie)).status).toBe(200);
    expect([200, 201, 202, 204, 400, 404]).toContain(
      (await browser.send({ method, path, headers: JSON_TYPE, body: "{}" })).status,
    );
  });

  /** What browsers say of requests that another page makes with the cookie of this one. */
  const strangers = [
    ["a form of another site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", origin: "https://evil.example" }],
    ["a script of another site, without CORS", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    ["another port of this machine", { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:3000" }],
    ["another site, in an older browser", { origin: "https://evil.example" }],
    ["another port, in an older browser", { origin: "http://127.0.0.1:3000" }],
    ["a sandbox", { origin: "null" }],
  ] as const;

  test.each(strangers)("from %s is refused, even with the token", async (_, stranger) => {
    const { cookie, csrfToken } = await signIn(door(), door().key);
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const headers = { ...stranger, cookie, "content-type": type, "x-muleteer-csrf": csrfToken };
      expectProblem(await door().send({ method: "POST", path: QWEN, headers, body: BODY }), { status: 403, code: 1000 });
    }
    for (const path of ["/v1/session", "/v1/tasks", "/v1/webhooks/secret"])
      expectProblem(await door().send({ path, headers: { ...stranger, cookie } }), { status: 403, code: 1000 });
    expect((await door().send({ path: "/v1/tasks", headers: { ...stranger, ...withKey(door().key), cookie } })).status).toBe(200);
  });

  test("from the console's page is taken, however the browser says so", async () => {
    const { cookie, csrfToken } = await signIn(door(), door().key);
    const host = "pictures.example:8080";
    for (const headers of [
      {},
      { "sec-fetch-site": "same-origin", origin: "http://whatever.a.proxy.made.of.the.host" },
      { "sec-fetch-site": "none" },
      { host, origin: `http://${host}` },
      { host, origin: `https://${host}` },
    ]) {
      const all = { ...JSON_TYPE, ...headers, cookie, "x-muleteer-csrf": csrfToken };
      expectCreated(await door().send({ method: "POST", path: QWEN, headers: all, body: BODY }));
    }
  });

  test("is answered to no other origin: browsers show it nothing that came with a cookie", async () => {
    const { cookie } = await signIn(door(), door().key);
    const { headers } = await readSession(door(), cookie);
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(headers["access-control-allow-credentials"]).toBeUndefined();
    const preflight = await door().send({
      method: "OPTIONS",
      path: QWEN,
      headers: { origin: "https://evil.example", "access-control-request-method": "POST", cookie },
    });
    expect(preflight.headers["access-control-allow-credentials"]).toBeUndefined();
  });
});

describe("behind TLS", () => {
  test("the cookie is for TLS only, and the operator's URL is the console's own", async () => {
    const door = await openDoor("in process", { publicUrl: "https://pictures.example" });
    onTestFinished(() => door.close());
    const answer = await signInWith(door, { api_key: door.key }, { origin: "https://pictures.example" });
    expect(answer.status, answer.text).toBe(200);
    const setCookie = answer.headers["set-cookie"] ?? "";
    expect(setCookie).toMatch(/^__Host-muleteer_session_[0-9a-f]{8}=[\w-]{43}; Path=\/; /);
    expect(setCookie.split("; ")).toEqual(expect.arrayContaining(["Secure", "HttpOnly", "SameSite=Strict"]));
    expect(setCookie).not.toContain("Domain");
    expect((await readSession(door, readSetCookie(answer) ?? "")).status).toBe(200);
    expect((await signInWith(door, { api_key: door.key }, { origin: "https://evil.example" })).status).toBe(403);
  });
});

describe("without a console", () => {
  test("there are no sessions, and a cookie opens nothing", async () => {
    const withConsole = await openDoor("in process");
    onTestFinished(() => withConsole.close());
    const { cookie } = await signIn(withConsole, withConsole.key);
    const { store, clock, sessionSecret } = withConsole.parts;
    const door = await openDoor("in process", { store, clock, sessionSecret, consoleDirectory: undefined });
    onTestFinished(() => door.close());
    expectProblem(await door.send({ path: "/v1/keys/self", headers: { cookie } }), { status: 401, code: 1001 });
    for (const path of ["/v1/session", "/login", "/login?token=x", "/assets/x.js"])
      expectProblem(await door.send({ path, headers: { cookie } }), { status: 404, code: 2000 });
    expect((await door.send({ path: "/v1/keys/self", headers: withKey(withConsole.key) })).status).toBe(200);
  });
});
