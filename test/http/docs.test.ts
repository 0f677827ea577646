// `/docs`: a page of our own origin alone, under a policy that would stop anything else.
import { expect, onTestFinished, test } from "vitest";
import { expectProblem } from "../support/client.ts";
import { describeDoors, openDoor } from "../support/server.ts";

describeDoors("the viewer", (door) => {
  test.each(["/docs", "/docs/"])("at %s finds everything that it loads on this server", async (path) => {
    const page = await door().send({ path });
    expect(page.status).toBe(200);
    expect(page.headers["content-type"]).toMatch(/^text\/html\b/);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = ""]) => link);
    expect(links.length).toBeGreaterThanOrEqual(5);
    for (const link of links) {
      const url = new URL(link, `http://here${path}`);
      expect(url.host, link).toBe("here");
      const asset = await door().send({ path: url.pathname + url.search });
      expect(asset.status, link).toBe(200);
      expect(asset.bytes.length).toBeGreaterThan(100);
      expect(asset.headers["x-content-type-options"]).toBe("nosniff");
    }
  });

  test("is under a policy that allows no script but the server's own, and no other origin", async () => {
    const policy = (await door().send({ path: "/docs" })).headers["content-security-policy"] ?? "";
    const directives = new Map(
      policy.split(";").map((directive) => [directive.trim().split(" ")[0], directive.trim().split(" ").slice(1)]),
    );
    expect(directives.get("default-src")).toEqual(["'none'"]);
    expect(directives.get("script-src")).toEqual(["'self'"]);
    expect(directives.get("connect-src")).toEqual(["'self'"]);
    expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
    expect(directives.get("base-uri")).toEqual(["'none'"]);
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  test("has no script in the page itself, which the policy would stop", async () => {
    const { text } = await door().send({ path: "/docs" });
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/);
    expect(text).not.toMatch(/\son\w+=/);
  });

  test("asks for our document, by a path of ours", async () => {
    const script = (await door().send({ path: "/docs/static/swagger-initializer.js" })).text;
    expect(script).not.toMatch(/validator\.swagger\.io|petstore/);
    expect((await door().send({ path: "/docs/json" })).status).toBe(200);
  });

  test("is not sent again to a browser that has it", async () => {
    const path = "/docs/static/swagger-ui-bundle.js";
    const { etag = "" } = (await door().send({ path })).headers;
    expect(etag).not.toBe("");
    const answer = await door().send({ path, headers: { "if-none-match": etag } });
    expect(answer.status).toBe(304);
    expect(answer.bytes).toHaveLength(0);
  });

  test("has nothing outside its own folder", async () => {
    for (const path of [
      "/docs/static/..%2f..%2fpackage.json",
      "/docs/static/%2e%2e/%2e%2e/package.json",
      "/docs/static/nothing.js",
      "/docs/x",
    ]) {
      expectProblem(await door().send({ path }), { status: 404, code: 2000 });
    }
  });
});

test("the viewer is where the root leads when there is no console", async () => {
  const door = await openDoor("in process", { consoleDirectory: undefined });
  onTestFinished(() => door.close());
  const answer = await door.send({ path: "/" });
  expect([302, 307, 308]).toContain(answer.status);
  expect(answer.headers["location"]).toBe("/docs");
  expect((await door.send({ path: "/docs" })).status).toBe(200);
});
