// What opens something here opens that alone: parts of one signed URL do not go with another's, and no secret works in the place
// of another. That secrets are compared in constant time is seen in the code, because a clock would prove nothing.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { randomBytes } from "node:crypto";
import { hashKey } from "../../src/core/api-key.ts";
import { LINK_MS, toGrant, toGrantTerms, toLoginPath } from "../../src/core/session.ts";
import { furnish, type Belongings } from "../support/belongings.ts";
import { ROOT } from "../support/process.ts";
import { openDoor, withKey, type Door } from "../support/server.ts";

let door: Door;
let own: Belongings;
let other: Belongings;
beforeAll(async () => {
  door = await openDoor("in process");
  own = await furnish(door);
  other = await furnish(door);
});
afterAll(() => door.close());

describe("signed URLs", () => {
  test("open as they were written, and in no other mixture of their paths, expiries and signatures", async () => {
    const urls = [...own.images, own.preview, ...other.images, other.preview];
    const written = new Set(urls);
    const parts = urls.map((url) => new URL(url, "http://x"));
    const values = (name: string) => [...new Set(parts.map(({ searchParams }) => searchParams.get(name) ?? ""))];
    let mixed = 0;
    for (const { pathname } of parts) {
      for (const expires of values("expires")) {
        for (const signature of values("signature")) {
          const isPreview = pathname.startsWith("/previews/");
          const path = `${pathname}?${isPreview ? "version=1&" : ""}expires=${expires}&signature=${signature}`;
          const { status } = await door.send({ path });
          if (written.has(path)) expect(status, path).toBe(200);
          else expect(status, path).toBe(403);
          mixed += written.has(path) ? 0 : 1;
        }
      }
    }
    expect(mixed).toBeGreaterThanOrEqual(100);
  });

  test("of a preview have one spelling", async () => {
    const last = own.preview.at(-1) ?? "";
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const sameBytes = own.preview.slice(0, -1) + (alphabet[alphabet.indexOf(last) + 1] ?? "");
    for (const path of [sameBytes, `${own.preview}=`, `${own.preview}!`, own.preview.replace("expires=", "expires=0")])
      expect((await door.send({ path })).status, path).toBe(403);
  });

  test("of a preview open until the moment that they name, and no longer", async () => {
    const expires = Number(new URL(own.preview, "http://x").searchParams.get("expires")) * 1000;
    const leftMs = expires - door.clock.now();
    onTestFinished(() => door.clock.turn(-leftMs));
    door.clock.turn(leftMs - 60_000);
    expect((await door.send({ path: own.preview })).status).toBe(200);
    door.clock.turn(60_000);
    expect((await door.send({ path: own.preview })).status).toBe(410);
  });

  test("of another server open nothing here, though it has the same task", async () => {
    const stranger = await openDoor("in process");
    try {
      const [image = ""] = own.images;
      expect((await door.send({ path: image })).status).toBe(200);
      expect((await stranger.send({ path: image })).status).toBe(403);
    } finally {
      await stranger.close();
    }
  });

  test("are refused in another method or under a path beside their own", async () => {
    const [image = ""] = own.images;
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) expect((await door.send({ method, path: image })).status).toBe(405);
    for (const path of [image.replace("/images/", "/previews/"), image.replace("/images/", "/images//"), `/v1${image}`])
      expect((await door.send({ path })).status, path).toBe(404);
  });
});

/** Everything that opens something, by what it is for. */
async function listSecrets(): Promise<Readonly<Record<string, string>>> {
  const key = await door.parts.store.findKey(own.keyId);
  const { text: link, terms } = toGrantTerms({ random: randomBytes(32), now: door.clock.now(), lastsMs: LINK_MS });
  await door.parts.store.putLink(toGrant(terms, key!));
  const [image = ""] = own.images;
  const webhook = (await door.send({ path: "/v1/webhooks/secret", headers: withKey(own.key) })).json() as { secret: string };
  return {
    link,
    session: own.session.cookie.split("=")[1] ?? "",
    csrf: own.session.csrf,
    signature: new URL(image, "http://x").searchParams.get("signature") ?? "",
    webhook: webhook.secret,
    "hash of the key": Buffer.from(hashKey(own.key)).toString("base64url"),
    "hash of the session": Buffer.from(hashKey(own.session.cookie.split("=")[1] ?? "")).toString("base64url"),
  };
}

describe("a secret in the place of another", () => {
  test("opens nothing: no bearer, no session, no link", async () => {
    const secrets = await listSecrets();
    const cookieName = own.session.cookie.split("=")[0] ?? "";
    for (const [what, secret] of Object.entries({ ...secrets, key: own.key })) {
      if (what !== "key") {
        const bearer = await door.send({ path: "/v1/keys/self", headers: { authorization: `Bearer ${secret}` } });
        expect(bearer.status, `${what} as a key`).toBe(401);
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify({ api_key: secret });
        const signIn = await door.send({ method: "POST", path: "/v1/session", headers, body });
        expect(signIn.status, `${what} at the sign-in`).toBe(401);
      }
      if (what !== "session") {
        const cookie = await door.send({ path: "/v1/session", headers: { cookie: `${cookieName}=${secret}` } });
        expect(cookie.status, `${what} as a cookie`).toBe(401);
      }
      if (what !== "link") {
        const link = await door.send({ path: toLoginPath(encodeURIComponent(secret)) });
        expect(link.headers["location"], `${what} as a link`).toBe("/login?notice=link");
        expect(link.headers["set-cookie"], `${what} as a link`).toBeUndefined();
      }
    }
    // The link still opens, once: it was no good elsewhere, and was not used up there.
    const path = toLoginPath(secrets["link"] ?? "");
    expect((await door.send({ path })).headers["location"]).toBe("/");
    expect((await door.send({ path })).headers["location"]).toBe("/login?notice=link");
  });

  test("is no CSRF token, and nor is that of another session of the same key", async () => {
    const secrets = await listSecrets();
    const body = JSON.stringify({ api_key: own.key });
    const again = await door.send({ method: "POST", path: "/v1/session", headers: { "content-type": "application/json" }, body });
    const { csrf_token: second } = again.json() as { csrf_token: string };
    const { csrf, ...rest } = secrets;
    const change = (token: string) =>
      door.send({
        method: "POST",
        path: "/v1/webhooks/secret/rotate",
        headers: { cookie: own.session.cookie, "x-muleteer-csrf": token, "content-type": "application/json" },
        body: "{}",
      });
    for (const token of [...Object.values(rest), own.key, second, other.session.csrf, "", `${csrf} `.trimEnd().slice(0, -1)])
      expect((await change(token)).status).toBe(403);
    expect((await change(csrf ?? "")).status).toBe(200);
  });
});

describe("secrets are compared in constant time", () => {
  test("by the one function that does it, wherever one is checked", () => {
    // A client that checks a webhook has the browser's own `verify`, and knows no secret of ours.
    const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.startsWith("client"),
    );
    expect(sources.length).toBeGreaterThan(100);
    const name = String.raw`\b\w*(?:[sS]ecret|[sS]ignature|[hH]ash|[dD]igest|[cC]srf|[hH]mac)\w*`;
    const compares = new RegExp(
      `(?<!typeof )${name}\\s*[!=]==(?!\\s*(?:undefined|null|""))|[!=]==\\s*${name}|\\.equals\\(${name}`,
    );
    expect("if (given === hash) return").toMatch(compares);
    const found = sources.flatMap((file) =>
      readFileSync(join(ROOT, "src", file), "utf8")
        .split("\n")
        .filter((line) => compares.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
    for (const file of ["core/api-key.ts", "core/session.ts", "core/signed-url.ts"])
      expect(readFileSync(join(ROOT, "src", file), "utf8"), file).toMatch(/ && timingSafeEqual\(/);
  });
});
