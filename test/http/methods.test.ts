// Methods and what browsers need: HEAD, OPTIONS, CORS, and 405 with `Allow` on every route.
import { METHODS } from "node:http";
import { expect, test } from "vitest";
import { expectCreated, expectProblem } from "../support/client.ts";
import { begin, complete, describeDoors, QWEN, WAN, withKey, type Door } from "../support/server.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const READ = ["GET", "HEAD", "OPTIONS"];

const routes = [
  { path: QWEN, allowed: ["OPTIONS", "POST"] },
  { path: WAN, allowed: ["OPTIONS", "POST"] },
  { path: `${QWEN}/${ID}`, allowed: READ },
  { path: `${WAN}/${ID}`, allowed: READ },
  { path: "/v1/keys", allowed: [...READ, "POST"] },
  { path: `/v1/keys/${ID}`, allowed: [...READ, "DELETE", "PATCH"] },
  { path: "/v1/balance", allowed: READ },
  { path: "/v1/usage", allowed: READ },
  { path: "/v1/models", allowed: READ },
  { path: "/v1/queue", allowed: READ },
  { path: "/v1/session", allowed: [...READ, "DELETE", "POST"] },
  { path: "/healthz", allowed: READ },
  { path: "/readyz", allowed: READ },
  { path: "/metrics", allowed: READ },
  { path: "/openapi.json", allowed: READ },
  { path: "/docs", allowed: READ },
  { path: "/", allowed: READ },
  { path: "/login", allowed: READ },
  { path: `/images/${ID}-0.png`, allowed: READ },
] as const;

/** Node hands CONNECT to another event, and closes the connection when nobody takes it. */
const SENDABLE = METHODS.filter((method) => method !== "CONNECT");

describeDoors("methods", (door) => {
  test.each(routes)("$path answers 405 with Allow to every method that it does not have", async ({ path, allowed }) => {
    for (const method of SENDABLE.filter((candidate) => !(allowed as readonly string[]).includes(candidate))) {
      const answer = await door().send({ method, path });
      expect(answer.status, method).toBe(405);
      expect(answer.headers["allow"], method).toBe([...allowed].sort().join(", "));
      // An answer to HEAD has no body to look at.
      if (method !== "HEAD") expect(expectProblem(answer, { status: 405, code: 2000 }).detail).toContain(method);
    }
  });

  test("answer 405 whatever the body is", async () => {
    for (const headers of [{ "content-type": "text/plain" }, { "content-type": "application/json" }, {}]) {
      const answer = await door().send({ method: "PUT", path: QWEN, headers, body: "{" });
      expectProblem(answer, { status: 405, code: 2000 });
    }
  });

  test("on a path that does not exist answer 404, every one", async () => {
    for (const method of SENDABLE.filter((candidate) => candidate !== "HEAD")) {
      expectProblem(await door().send({ method, path: "/nothing" }), { status: 404, code: 2000 });
    }
  });
});

async function completed(open: Door): Promise<string> {
  const headers = withKey(open.key);
  const id = expectCreated(await open.send({ method: "POST", path: QWEN, headers, body: '{"prompt":"a"}' }));
  await complete(open, await begin(open, id));
  return id;
}

describeDoors("HEAD", (door) => {
  const VARYING = new Set(["date", "traceparent", "x-request-id", "keep-alive", "connection", "transfer-encoding"]);

  test("has GET's status and headers, and no body", async () => {
    const id = await completed(door());
    const headers = { authorization: `Bearer ${door().key}` };
    const task = await door().send({ path: `${QWEN}/${id}`, headers });
    const image = new URL((task.json() as { images: string[] }).images[0]!);
    const paths = [
      `${QWEN}/${id}`,
      `${QWEN}/${ID}`,
      image.pathname + image.search,
      image.pathname,
      "/healthz",
      "/readyz",
      "/openapi.json",
      "/nothing",
    ];
    for (const path of paths) {
      const [get, head] = [await door().send({ path, headers }), await door().send({ method: "HEAD", path, headers })];
      expect(head.status, path).toBe(get.status);
      expect(head.bytes).toHaveLength(0);
      for (const [name, value] of Object.entries(get.headers))
        if (!VARYING.has(name)) expect(head.headers[name], `${path} ${name}`).toBe(value);
    }
  });
});

describeDoors("OPTIONS", (door) => {
  test.each(routes)("of $path names its methods, without a key", async ({ path, allowed }) => {
    const answer = await door().send({ method: "OPTIONS", path });
    expect(answer.status).toBe(204);
    expect(answer.bytes).toHaveLength(0);
    expect(answer.headers["allow"]).toBe([...allowed].sort().join(", "));
  });

  test.each(routes)("of $path lets a browser ask from any origin", async ({ path, allowed }) => {
    const method = allowed.findLast((candidate) => candidate !== "OPTIONS" && candidate !== "HEAD")!;
    const answer = await door().send({
      method: "OPTIONS",
      path,
      headers: {
        origin: "https://console.example",
        "access-control-request-method": method,
        "access-control-request-headers": "authorization,content-type,traceparent",
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": [...allowed].sort().join(", "),
    });
    const granted = (answer.headers["access-control-allow-headers"] ?? "").toLowerCase().split(/, ?/);
    expect(granted).toEqual(expect.arrayContaining(["authorization", "content-type", "traceparent"]));
    expect(Number(answer.headers["access-control-max-age"])).toBeGreaterThan(0);
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });

  test("is answered whatever its body is", async () => {
    for (const contentType of ["text/plain", "application/json"]) {
      const answer = await door().send({ method: "OPTIONS", path: QWEN, headers: { "content-type": contentType }, body: "{" });
      expect(answer.status).toBe(204);
    }
  });

  test("of a path that does not exist is 404", async () => {
    expectProblem(await door().send({ method: "OPTIONS", path: "/nothing" }), { status: 404, code: 2000 });
  });
});

describeDoors("CORS", (door) => {
  test("is on every answer, and lets scripts read our headers", async () => {
    const headers = { origin: "https://console.example" };
    const answers = await Promise.all([
      door().send({ method: "POST", path: QWEN, headers: withKey(door().key, headers), body: '{"prompt":"a"}' }),
      door().send({ method: "POST", path: QWEN, headers: withKey(door().key, headers), body: "{" }),
      door().send({ method: "POST", path: QWEN, headers, body: "{}" }),
      door().send({ method: "PUT", path: QWEN, headers }),
      door().send({ path: "/nothing", headers }),
      door().send({ path: "/%ff", headers }),
      door().send({ path: "/healthz", headers }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([202, 400, 401, 405, 404, expect.any(Number), 200]);
    for (const answer of answers) {
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
      const exposed = (answer.headers["access-control-expose-headers"] ?? "").toLowerCase().split(", ");
      expect(exposed).toEqual(expect.arrayContaining(["location", "retry-after", "traceparent", "x-muleteer-warning"]));
    }
  });
});
