// What pages of others can do to a browser that is signed in, in a real one: nothing, not even from another port of the same
// machine, which it takes for the same site and sends the cookie from.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { MISSING, useBrowser } from "../support/chromium.ts";
import { SERVER_KEY } from "../support/process.ts";
import { QWEN, withKey } from "../support/server.ts";
import { serve } from "../support/whole-server.ts";

const LIMIT_MS = 60_000;
const BODY = '{"prompt":"a fox"}';

const browser = useBrowser();

/** Port of a server that answers everything with an empty page. */
async function openStranger(): Promise<number> {
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<!doctype html>"));
  onTestFinished(() => server.close().closeAllConnections());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** Entries of a list. */
async function countAt(url: string): Promise<number> {
  const { data } = (await (await fetch(url, { headers: withKey(SERVER_KEY) })).json()) as { data: unknown[] };
  return data.length;
}

/** A browser that is signed in by the link of a server, the session's CSRF token, and what the server has by now. */
async function openVictim() {
  const server = await serve();
  const context = await browser().newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(server.loginUrl ?? "");
  const session = await page.evaluate(async () => (await fetch("/v1/session")).json() as Promise<{ csrf_token: string }>);
  const count = async () => ({ tasks: await countAt(`${server.url}/v1/tasks`), keys: await countAt(`${server.url}/v1/keys`) });
  return { url: server.url, context, page, token: session.csrf_token, count };
}

/** What became of each attempt: a status, `opaque`, or `refused` where the browser shows nothing. */
async function attack(page: Page, { url, path, token, body }: { url: string; path: string; token: string; body: string }) {
  return await page.evaluate(
    async ({ url, path, token, body }) => {
      const ask = async (path: string, init: RequestInit): Promise<string> => {
        try {
          const answer = await fetch(url + path, init);
          return answer.type === "opaque" ? "opaque" : String(answer.status);
        } catch {
          return "refused";
        }
      };
      const load = (src: string): Promise<string> =>
        new Promise((resolve) => {
          const script = Object.assign(document.createElement("script"), { src: url + src });
          script.addEventListener("load", () => resolve("loaded"));
          script.addEventListener("error", () => resolve("refused"));
          document.body.append(script);
        });
      const json = { "content-type": "application/json", "x-muleteer-csrf": token };
      return {
        "post without CORS": await ask(path, { method: "POST", mode: "no-cors", credentials: "include", body }),
        "post with the token": await ask(path, { method: "POST", credentials: "include", headers: json, body }),
        "sign out": await ask("/v1/session", { method: "DELETE", credentials: "include", headers: json }),
        "read the session": await ask("/v1/session", { credentials: "include" }),
        "read the session as a script": await load("/v1/session"),
        "load the console as a script": await load("/"),
        "follow events": await new Promise<string>((resolve) => {
          const source = new EventSource(`${url}/v1/events`, { withCredentials: true });
          source.addEventListener("open", () => resolve("open"));
          source.addEventListener("error", () => resolve("refused"));
        }),
      };
    },
    { url, path, token, body },
  );
}

/** Sends a form to the server, as any page may, and gives the status of the answer that the browser goes to. */
async function submit(page: Page, url: string, encoding: string): Promise<number> {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().startsWith(url)),
    page.waitForURL(url),
    page.evaluate(
      ({ action, encoding }) => {
        const form = Object.assign(document.createElement("form"), { method: "post", action, enctype: encoding });
        form.append(Object.assign(document.createElement("input"), { name: '{"prompt":"a fox","a":"', value: '"}' }));
        document.body.append(form);
        form.submit();
      },
      { action: url, encoding },
    ),
  ]);
  return answer.status();
}

describe.skipIf(MISSING !== undefined)(`other pages${MISSING === undefined ? "" : ` (skipped: ${MISSING})`}`, () => {
  test.each([
    // The cookie is sent, and refused.
    ["another port, the same site", "127.0.0.1", 403],
    // The cookie is not sent.
    ["another site", "localhost", 401],
  ])("of %s can neither act nor look as the user", { timeout: LIMIT_MS }, async (_, host, status) => {
    const { url, context, page, token, count } = await openVictim();
    const before = await count();
    const stranger = `http://${host}:${await openStranger()}/`;
    const other = await context.newPage();
    await other.goto(stranger);
    expect(await attack(other, { url, path: QWEN, token, body: BODY })).toEqual({
      "post without CORS": "opaque",
      "post with the token": "refused",
      "sign out": "refused",
      "read the session": "refused",
      "read the session as a script": "refused",
      "load the console as a script": "refused",
      "follow events": "refused",
    });
    for (const encoding of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      await other.goto(stranger);
      expect(await submit(other, url + QWEN, encoding), encoding).toBe(status);
    }
    expect(await count()).toEqual(before);

    // The user himself can, from the page that he sees.
    const own = await page.evaluate(
      async ({ path, token, body }) => {
        const headers = { "content-type": "application/json", "x-muleteer-csrf": token };
        return [(await fetch(path, { method: "POST", headers, body })).status, document.cookie];
      },
      { path: QWEN, token, body: BODY },
    );
    expect(own).toEqual([202, ""]);
    expect(await count()).toEqual({ ...before, tasks: before.tasks + 1 });
  });

  test("may lead to the console, where the user is signed in still, and may not frame it", { timeout: LIMIT_MS }, async () => {
    const { url, context } = await openVictim();
    const other = await context.newPage();
    await other.goto(`http://localhost:${await openStranger()}/`);
    const [framed] = await Promise.all([
      other.waitForEvent("console", (message) => message.text().includes("frame-ancestors")),
      other.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { src })), `${url}/`),
    ]);
    expect(framed.type()).toBe("error");
    await Promise.all([
      other.waitForURL(`${url}/**`),
      other.evaluate((href) => {
        const link = Object.assign(document.createElement("a"), { href });
        document.body.append(link);
        link.click();
      }, `${url}/gallery`),
    ]);
    expect(await other.evaluate(async () => (await fetch("/v1/session")).status)).toBe(200);
  });
});
