// Requests that are broken below the level of routes: each is still answered with the error body, and none hangs.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { expectProblem, parseRaw, sendRaw } from "../support/client.ts";
import { describeDoors, QWEN, withKey } from "../support/server.ts";

const MALFORMED = { status: 400, code: 2001 } as const;

describeDoors("a URL that is malformed", (door) => {
  test.each(["/%", "/%ff", "/%zz", `${QWEN}/%e0%a4%a`, `/images/%ff.png`])("%s", async (path) => {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      const answer = await door().send({ method, path, headers: withKey(door().key) });
      expect([400, 404]).toContain(answer.status);
      expectProblem(answer, { status: answer.status, code: answer.status === 400 ? 2001 : 2000 });
    }
  });
});

describeDoors(
  "bytes that are",
  (door) => {
    test.each([
      ["no HTTP", "hello there\r\n\r\n"],
      ["a TLS greeting", Buffer.from("16030100c8010000c40303", "hex")],
      ["an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
      ["a method that does not exist", "FROBNICATE / HTTP/1.1\r\nHost: x\r\n\r\n"],
      ["a header without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n"],
      ["a header with a NUL", "GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"],
      ["a request with two lengths", `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`],
      [
        "a request with a length and chunks",
        `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ],
      ["a request with a negative length", `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`],
      ["a request with two hosts", "GET /healthz HTTP/1.1\r\nHost: x\r\nhost: y\r\nConnection: close\r\n\r\n"],
      ["a request without a host", "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ])("%s", async (_, bytes) => {
      expectProblem(parseRaw(await sendRaw(door().origin!, bytes)), MALFORMED);
    });

    test("headers of more than 16 KiB", async () => {
      const answer = await sendRaw(door().origin!, `GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(20_000)}\r\n\r\n`);
      expectProblem(parseRaw(answer), { status: 431, code: 2001 });
    });

    test("a path of more than 16 KiB", async () => {
      const answer = await sendRaw(door().origin!, `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
      expectProblem(parseRaw(answer), { status: 431, code: 2001 });
    });

    test("broken chunks, after the headers of a good request", async () => {
      const answer = await sendRaw(
        door().origin!,
        `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${door().key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      );
      expectProblem(parseRaw(answer), MALFORMED);
    });

    test("an expectation that nobody knows does not matter", async () => {
      const answer = await sendRaw(
        door().origin!,
        "GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n",
      );
      expect(parseRaw(answer).status).toBe(200);
    });

    test("an upgrade that nobody offers does not matter", async () => {
      const answer = await sendRaw(
        door().origin!,
        "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n",
      );
      expect(parseRaw(answer).status).toBe(200);
    });

    test("an absolute URL, as a proxy's client sends it", async () => {
      const answer = await sendRaw(
        door().origin!,
        "GET http://somewhere.example/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      );
      expect(parseRaw(answer).status).toBe(200);
    });

    test.each([
      ["GET", "http://somewhere.example", 200],
      ["GET", "http://somewhere.example?a=b", 200],
      ["GET", "HTTP://somewhere.example//docs/", 200],
      ["PUT", "http://somewhere.example/v1/tasks", 405],
      ["OPTIONS", "http://somewhere.example/v1/tasks", 204],
      ["GET", "http://somewhere.example/v1/tasks?q=a", 401],
    ])("%s %s is the same as its path", async (method, target, status) => {
      const request = `${method} ${target} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n`;
      const answer = parseRaw(await sendRaw(door().origin!, request));
      expect(answer.status).toBe(status);
      if (status > 400) expect(answer.json()).toMatchObject({ instance: "/v1/tasks" });
    });

    test.each([
      "/images/a.png#expires=1&signature=b",
      "/healthz#",
      "http://somewhere.example/images/a.png#signature=b",
      "/a?b#c",
    ])("a target with a fragment, which is not repeated: %s", async (target) => {
      const request = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      const answer = parseRaw(await sendRaw(door().origin!, request));
      expect(expectProblem(answer, MALFORMED).instance).toMatch(/^\/(?:images\/a\.png|healthz|a)$/);
    });

    test("HTTP/1.0, which needs no host", async () => {
      const answer = parseRaw(await sendRaw(door().origin!, "GET /healthz HTTP/1.0\r\n\r\n"));
      expect(answer.status).toBe(200);
      expect(answer.headers["traceparent"]).toBeDefined();
    });
  },
  ["over a socket"],
);

describeDoors(
  "a connection",
  (door) => {
    test("that sends half a request and leaves does no harm", async () => {
      const url = new URL(door().origin!);
      for (const half of [
        "",
        "GET",
        `POST ${QWEN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${door().key}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"pro`,
      ]) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const socket = connect(Number(url.port), url.hostname, () => socket.write(half, () => socket.destroy()));
        socket.on("close", () => resolve());
        await promise;
      }
      expect((await door().send({ path: "/readyz" })).status).toBe(200);
    });

    // Node cuts them; what is ours is to ask for it. Waiting for it here would take half a minute.
    test("that sends half a request and stays is cut after a while", () => {
      const { server } = door().app;
      expect(server.requestTimeout).toBe(30_000);
      expect(server.headersTimeout).toBe(30_000);
      expect(server.timeout).toBeGreaterThan(0);
      expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
    });
  },
  ["over a socket"],
);
