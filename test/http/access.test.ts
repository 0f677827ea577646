// Keys and paths: what needs a key, what a path without one answers, and that routing comes before both.
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { toApiKey, toKeyText } from "../../src/core/api-key.ts";
import { BOOTSTRAP_KEY_ID } from "../../src/core/key-store.ts";
import { expectCreated, expectProblem } from "../support/client.ts";
import { addKey, describeDoors, QWEN, WAN, withKey } from "../support/server.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const BODY = JSON.stringify({ prompt: "a fox" });

const routes = [QWEN, WAN].flatMap((path) => [
  { method: "POST", path },
  { method: "GET", path: `${path}/${ID}` },
  { method: "HEAD", path: `${path}/${ID}` },
]);

const unknownPaths = [
  "/vendors/alibaba/v1/qwen-image-min/generation",
  "/vendors/alibaba/v1/qwen-image-max",
  "/vendors/alibaba/v1/qwen-image-max/edit",
  "/vendors/alibaba/v2/qwen-image-max/generation",
  "/vendors/openai/v1/qwen-image-max/generation",
  `${QWEN}/${ID}/images`,
  "/vendors",
  "/favicon.ico",
  "/..%2f..%2fetc%2fpasswd",
  "/images",
  "/metrics/x",
  "/%00",
];

describeDoors("without a key", (door) => {
  test.each(routes)("$method $path is 401", async ({ method, path }) => {
    const answer = await door().send({
      method,
      path,
      ...(method === "POST" ? { headers: { "content-type": "application/json" }, body: BODY } : {}),
    });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer\b/);
    if (method !== "HEAD") expectProblem(answer, { status: 401, code: 1001 });
  });

  test.each([
    ["malformed JSON", { "content-type": "application/json" }, "{"],
    ["a body that is no JSON", { "content-type": "text/plain" }, "hello"],
    ["a body that is too large", { "content-type": "application/json" }, " ".repeat(70_000)],
    ["no body at all", {}, undefined],
  ] as const)("a create with %s is 401 all the same", async (_, headers, body) => {
    const answer = await door().send({ method: "POST", path: QWEN, headers, ...(body === undefined ? {} : { body }) });
    expectProblem(answer, { status: 401, code: 1001 });
  });

  test.each(unknownPaths)("%s is 404", async (path) => {
    for (const method of ["GET", "POST", "DELETE"])
      expectProblem(await door().send({ method, path }), { status: 404, code: 2000 });
  });

  test.each(["/healthz", "/readyz", "/metrics", "/openapi.json"])("%s is open", async (path) => {
    expect((await door().send({ path })).status).toBe(200);
  });
});

describeDoors("a path that does not exist", (door) => {
  test.each([
    ["without a body", {}, undefined],
    ["with JSON", { "content-type": "application/json" }, BODY],
    ["with malformed JSON", { "content-type": "application/json" }, "{"],
    ["with a body that is no JSON", { "content-type": "text/plain" }, "hello"],
    ["with a body without a type", {}, "hello"],
    ["with a body that is too large", { "content-type": "application/json" }, " ".repeat(70_000)],
  ] as const)("is 404 %s, with and without a key", async (_, headers, body) => {
    for (const credentials of [{}, { authorization: `Bearer ${door().key}` }]) {
      for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
        const answer = await door().send({
          method,
          path: "/vendors/alibaba/v1/nothing/generation",
          headers: { ...headers, ...credentials },
          ...(body === undefined ? {} : { body }),
        });
        expectProblem(answer, { status: 404, code: 2000 });
      }
    }
  });
});

describeDoors("a key", (door) => {
  test.each(["Bearer", "bearer", "BEARER", "bEaReR"])("may follow %s", async (scheme) => {
    const headers = withKey(door().key, { authorization: `${scheme} ${door().key}` });
    expectCreated(await door().send({ method: "POST", path: QWEN, headers, body: BODY }));
  });

  test.each([
    ["nothing", ""],
    ["the scheme alone", "Bearer"],
    ["the scheme and a space", "Bearer "],
    ["another scheme", "Basic c2stbXI6"],
    ["no scheme", "sk-mr-abc"],
    ["two words", "Bearer sk-mr-abc def"],
    ["an unknown key", `Bearer sk-mr-${"a".repeat(43)}`],
    ["a key of 5 000 characters", `Bearer ${"a".repeat(5_000)}`],
    ["bytes beyond ASCII", "Bearer sk-mr-\u00e9\u00ff"],
  ])("of %s is 401", async (_, authorization) => {
    const answer = await door().send({ method: "POST", path: QWEN, headers: withKey("", { authorization }), body: BODY });
    expectProblem(answer, { status: 401, code: 1001 });
  });

  test("of more than 512 characters is not looked for", async () => {
    for (const [characters, reason] of [
      [512, "not known"],
      [513, "malformed"],
    ] as const) {
      const answer = await door().send({ path: "/v1/keys/self", headers: withKey("a".repeat(characters)) });
      expect(expectProblem(answer, { status: 401, code: 1001 }).detail).toContain(reason);
    }
  });

  test("that differs in its last character, or in case, is unknown", async () => {
    const { key } = door();
    for (const other of [key.slice(0, -1), `${key}a`, key.toUpperCase(), key.toLowerCase()]) {
      expectProblem(await door().send({ path: `${QWEN}/${ID}`, headers: withKey(other) }), { status: 401, code: 1001 });
    }
  });

  test("does not open anything in a query or a cookie", async () => {
    const answer = await door().send({
      path: `${QWEN}/${ID}?key=${door().key}&authorization=Bearer%20${door().key}`,
      headers: { cookie: `key=${door().key}` },
    });
    expectProblem(answer, { status: 401, code: 1001 });
  });

  test("that is revoked stops at once", async () => {
    const { store, clock } = door().parts;
    const id = clock.id();
    const text = await addKey(door(), { id });
    expectCreated(await door().send({ method: "POST", path: QWEN, headers: withKey(text), body: BODY }));
    await store.revokeKey(id, clock.now());
    const answer = await door().send({ method: "POST", path: QWEN, headers: withKey(text), body: BODY });
    expect(expectProblem(answer, { status: 401, code: 1001 }).detail).toContain("revoked");
  });

  test("works until it expires", async () => {
    const text = await addKey(door(), { expiresAt: door().clock.now() + 60_000 });
    const knock = () => door().send({ path: "/v1/keys/self", headers: withKey(text) });
    expect((await knock()).status).toBe(200);
    door().clock.turn(59_000);
    expect((await knock()).status).toBe(200);
    door().clock.turn(1_000);
    expect(expectProblem(await knock(), { status: 401, code: 1001 }).detail).toContain("expired");
  });

  test("that the operator's setting names may do what that says, whatever became of it before", async () => {
    const { store, clock } = door().parts;
    const text = toKeyText(randomBytes(32));
    const facts = { name: "made before", role: "inference", limits: {}, createdAt: 0 } as const;
    await store.putKey(toApiKey(text, { ...facts, id: "0", expiresAt: clock.now() - 1 }));
    await store.putKey(toApiKey(text, { ...facts, id: BOOTSTRAP_KEY_ID, role: "admin" }));
    await store.putKey(toApiKey(text, { ...facts, id: "z" }));
    const answer = await door().send({ path: "/v1/keys/self", headers: withKey(text) });
    expect(answer.json()).toMatchObject({ id: BOOTSTRAP_KEY_ID, role: "admin" });
    await store.revokeKey(BOOTSTRAP_KEY_ID, clock.now());
    await store.revokeKey("z", clock.now());
    const after = await door().send({ path: "/v1/keys/self", headers: withKey(text) });
    expect(expectProblem(after, { status: 401, code: 1001 }).detail).toContain("expired");
  });

  test("is never repeated in an answer", async () => {
    const wrong = `sk-mr-${randomBytes(32).toString("base64url")}`;
    const answer = await door().send({ path: `${QWEN}/${ID}`, headers: withKey(wrong) });
    expect(JSON.stringify(answer.headers) + answer.text).not.toContain(wrong.slice(6, 16));
  });
});

describeDoors("a create", (door) => {
  test.each([`/${QWEN}`, `///${QWEN}`, `${QWEN}?`, `${QWEN}?a=b&a=c`, `//${QWEN}?a`])("answers at %s", async (path) => {
    expectCreated(await door().send({ method: "POST", path, headers: withKey(door().key), body: BODY }));
  });
});
