// Downloads from the store itself: our image URLs stay as they are, and lead on to a real S3 server by a link that opens for minutes.
import { describe, expect, onTestFinished, test } from "vitest";
import { createS3Links } from "../../src/blobs/s3-links.ts";
import { openS3Blobs } from "../../src/blobs/s3.ts";
import type { S3Options } from "../../src/blobs/s3-place.ts";
import { systemClock } from "../../src/io/system-clock.ts";
import { CompletedBody, expectCreated, expectProblem } from "../support/client.ts";
import { MISSING_S3, openS3Server } from "../support/s3.ts";
import { begin, complete, openDoor, QWEN, withKey, type Door } from "../support/server.ts";

const MINUTE_MS = 60_000;
const LIFE_MS = 24 * 60 * MINUTE_MS;

interface Site {
  readonly door: Door;
  readonly options: S3Options;
  readonly id: string;
  /** Path and query of its one image, and the image. */
  readonly path: string;
  readonly file: Buffer;
}

async function open(overrides: Partial<S3Options> = {}): Promise<Site> {
  const server = await openS3Server();
  const options: S3Options = { ...server.options, downloads: "presigned", ...overrides };
  const door = await openDoor("over a socket", { blobs: openS3Blobs(options, systemClock) });
  onTestFinished(() => door.close());
  const body = JSON.stringify({ prompt: "a fox" });
  const id = expectCreated(await door.send({ method: "POST", path: QWEN, headers: withKey(door.key), body }));
  const [file = Buffer.of()] = await complete(door, await begin(door, id));
  const read = await door.send({ path: `${QWEN}/${id}`, headers: withKey(door.key) });
  const [url = ""] = CompletedBody.parse(read.json()).images;
  return { door, options, id, path: url.replace(/^https?:\/\/[^/]+/, ""), file };
}

async function knock(url: string): Promise<number> {
  return (await fetch(url)).status;
}

describe.skipIf(MISSING_S3 !== undefined)(
  `presigned downloads${MISSING_S3 === undefined ? "" : ` (skipped: ${MISSING_S3})`}`,
  () => {
    test("an image URL leads to the store, which gives what we would have given", async () => {
      const { door, options, id, path, file } = await open();
      const redirect = await door.send({ path });
      expect(redirect.status).toBe(302);
      const location = redirect.headers["location"] ?? "";
      expect(location).toMatch(new RegExp(`^${options.endpoint}/pictures/muleteer/images/`));
      expect(location).not.toContain(options.secretAccessKey);
      expect(redirect.headers).toMatchObject({ "access-control-allow-origin": "*", "referrer-policy": "no-referrer" });
      expect(redirect.headers["cache-control"]).toMatch(/^private, max-age=[1-9]\d*$/);

      const whole = await fetch(door.origin + path);
      expect(Buffer.from(await whole.arrayBuffer()).equals(file)).toBe(true);
      expect(new URL(whole.url).pathname).toBe(new URL(location).pathname);
      expect(Object.fromEntries(whole.headers)).toMatchObject({
        "content-type": "image/png",
        "content-disposition": `inline; filename="${id}-0.png"`,
        "cache-control": expect.stringMatching(/^private, max-age=\d+, immutable$/) as string,
      });
      const part = await fetch(door.origin + path, { headers: { range: "bytes=8-15" } });
      expect(part.status).toBe(206);
      expect(Buffer.from(await part.arrayBuffer()).equals(file.subarray(8, 16))).toBe(true);
    });

    test("readers who reach the store by another address are sent there", async () => {
      const { door, options, path, file } = await open();
      const publicEndpoint = (options.endpoint ?? "").replace("127.0.0.1", "localhost");
      const links = createS3Links({ ...options, publicEndpoint }, systemClock);
      expect(links.origin).toBe(publicEndpoint);
      const blob = (await door.parts.store.findTask(/images\/(.*)-0\.png/.exec(path)?.[1] ?? ""))?.images?.[0]?.blob ?? "";
      const terms = { until: Date.now() + LIFE_MS, type: "image/png", disposition: "inline", cacheControl: String };
      const { url } = await links.toLink(blob, terms);
      expect(new URL(url).origin).toBe(publicEndpoint);
      expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(file)).toBe(true);
    });

    test("what is known here is answered here, and to a script of any page as well", async () => {
      const { door, path, file } = await open();
      const head = await door.send({ method: "HEAD", path });
      expect(head).toMatchObject({
        status: 200,
        headers: { "content-length": String(file.length), "content-type": "image/png" },
      });
      const again = await door.send({ path, headers: { "if-none-match": head.headers["etag"] ?? "" } });
      expect(again.status).toBe(304);
      const ask = (headers: Record<string, string>) => door.send({ path, headers });
      const own = await ask({ "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin" });
      const foreign = await ask({ origin: "https://shop.example" });
      for (const script of [own, foreign]) {
        expect(script.status).toBe(200);
        expect(script.bytes.equals(file)).toBe(true);
      }
      const shown = await ask({ "sec-fetch-mode": "no-cors", "sec-fetch-site": "same-origin" });
      expect(shown.status).toBe(302);
      for (const answer of [head, again, own, foreign, shown])
        expect(answer.headers["vary"]).toBe("Origin, Sec-Fetch-Mode, Sec-Fetch-Site");
      const small = `/v1/tasks/${/images\/(.*)-0\.png/.exec(path)?.[1]}/images/0/thumbnail?side=256`;
      expect(await door.send({ path: small, headers: withKey(door.key) })).toMatchObject({
        status: 200,
        headers: { "content-type": "image/webp" },
      });
    });

    test("nobody gets a link without our signature, or after the image has expired, or one that outlives it", async () => {
      const { door, path } = await open();
      const forged = await door.send({ path: path.replace(/signature=./, "signature=") });
      expectProblem(forged, { status: 403, code: 1000 });
      const last = new URL((await door.send({ path })).headers["location"] ?? "");
      door.clock.turn(LIFE_MS - 2 * MINUTE_MS);
      // The links' own clock is the store's, which no test turns.
      expectProblem(await door.send({ path: path.replace(/expires=\d+/, "expires=9999999999") }), { status: 403, code: 1000 });
      door.clock.turn(2 * MINUTE_MS);
      const gone = await door.send({ path });
      expectProblem(gone, { status: 410, code: 2005 });
      for (const answer of [forged, gone]) expect(answer.headers["location"]).toBeUndefined();
      expect(Number(last.searchParams.get("X-Amz-Expires"))).toBeLessThanOrEqual(11 * 60);
    });

    test("a link opens for as long as it says, for what it names alone", async () => {
      const { options, path } = await open();
      const name = `2026-01-01/${/images\/(.*)\.png/.exec(path)?.[1]}.png`;
      const toUrl = async (at: number, until: number) => {
        const terms = { until, type: "image/png", disposition: "inline", cacheControl: String };
        return await createS3Links(options, { now: () => at }).toLink(name, terms);
      };
      const now = Date.now();
      const live = await toUrl(now, now + LIFE_MS);
      expect(live.until - now).toBeGreaterThanOrEqual(5 * MINUTE_MS);
      expect(live.until - now).toBeLessThanOrEqual(10 * MINUTE_MS);
      expect(await knock(live.url)).toBe(200);
      expect(await knock(live.url.replace("-0.png", "-1.png"))).toBe(403);
      expect(await knock(live.url.replace(/X-Amz-Expires=\d+/, "X-Amz-Expires=86400"))).toBe(403);
      const past = await toUrl(now - 15 * MINUTE_MS, now + LIFE_MS);
      expect(past.until).toBeLessThan(now);
      expect(await knock(past.url)).toBe(403);
      // The image's own end comes first.
      const brief = await toUrl(now, now + MINUTE_MS);
      expect(brief.until).toBeLessThanOrEqual(now + MINUTE_MS);
      expect(brief.until).toBeGreaterThan(now + MINUTE_MS - 2_000);
      expect(await knock(brief.url)).toBe(200);
    });

    test("a browser finds again what it has: for five minutes a link is the same, and what it gives is kept no longer than the image", async () => {
      const { options } = await open();
      const until = Date.UTC(2026, 0, 2);
      const links = (at: number) => createS3Links(options, { now: () => at });
      const terms = { until, type: "image/png", disposition: "inline", cacheControl: (seconds: number) => `max-age=${seconds}` };
      const toUrl = async (at: number) => new URL((await links(at).toLink("2026-01-01/fox.png", terms)).url);
      const start = Date.UTC(2026, 0, 1) + MINUTE_MS;
      const first = await toUrl(start);
      expect((await toUrl(start + 5 * MINUTE_MS - 1)).href).toBe(first.href);
      expect((await toUrl(start + 5 * MINUTE_MS)).href).not.toBe(first.href);
      for (const at of [start, until - 2 * MINUTE_MS]) {
        const { searchParams } = await toUrl(at);
        const opened = Math.floor((at - MINUTE_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
        const kept = Number(searchParams.get("response-cache-control")?.replace("max-age=", ""));
        expect(opened / 1000 + Number(searchParams.get("X-Amz-Expires")) + kept).toBe(until / 1000);
      }
    });

    test("by itself, everything is read through this server", async () => {
      const { door, path, file } = await open({ downloads: "proxied" });
      const answer = await door.send({ path });
      expect(answer.status).toBe(200);
      expect(answer.headers["vary"]).toBeUndefined();
      expect(answer.bytes.equals(file)).toBe(true);
    });
  },
);
