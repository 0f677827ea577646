// Images at signed URLs: who may open them, for how long, and everything that downloaders and browsers ask of a file.
import { once } from "node:events";
import { truncateSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { toImagePath } from "../../src/core/signed-url.ts";
import { systemClock } from "../../src/io/system-clock.ts";
import { CompletedBody, expectCreated, expectProblem, type Answer } from "../support/client.ts";
import { begin, complete, describeDoors, openDoor, QWEN, WAN, withKey, type Door } from "../support/server.ts";
import { newImage } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const FORBIDDEN = { status: 403, code: 1000 } as const;
const GONE = { status: 410, code: 2005 } as const;
const NOTHING = { status: 404, code: 2000 } as const;
const HOUR_MS = 3_600_000;

interface Picture {
  readonly id: string;
  /** Path and query, one for each image. */
  readonly paths: readonly string[];
  readonly files: readonly Buffer[];
}

async function make(door: Door, count = 1): Promise<Picture> {
  const path = count === 1 ? QWEN : WAN;
  const body = JSON.stringify({ prompt: "a fox", ...(count === 1 ? {} : { n: count }) });
  const id = expectCreated(await door.send({ method: "POST", path, headers: withKey(door.key), body }));
  const files = await complete(door, await begin(door, id), count);
  const read = await door.send({ path: `${path}/${id}`, headers: withKey(door.key) });
  const paths = CompletedBody.parse(read.json()).images.map((url) => new URL(url).pathname + new URL(url).search);
  return { id, paths, files };
}

describeDoors("an image", (door) => {
  let picture: Picture;
  let path: string;
  let file: Buffer;
  beforeAll(async () => {
    picture = await make(door());
    path = picture.paths[0]!;
    file = picture.files[0]!;
  });

  function get(headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return door().send({ path, headers });
  }

  test("opens without a key, as the bytes that were stored", async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(answer.bytes.equals(file)).toBe(true);
    expect(await sharp(answer.bytes).metadata()).toMatchObject({ format: "png", width: 32, height: 24 });
  });

  test("says what it is, and how it may be kept and shown", async () => {
    const { headers } = await get();
    expect(headers).toMatchObject({
      "content-type": "image/png",
      "content-length": String(file.length),
      "accept-ranges": "bytes",
      "x-content-type-options": "nosniff",
      "content-disposition": `inline; filename="${picture.id}-0.png"`,
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    });
    expect(headers["etag"]).toMatch(/^"[^"]+"$/);
    expect(headers["set-cookie"]).toBeUndefined();
    const maxAge = Number(/max-age=(\d+)/.exec(headers["cache-control"] ?? "")?.[1]);
    expect(maxAge).toBeGreaterThan(86_000);
    expect(maxAge).toBeLessThanOrEqual(86_400);
  });

  test("does not mind a key, right or wrong", async () => {
    for (const authorization of [`Bearer ${door().key}`, "Bearer wrong", "Basic x"])
      expect((await get({ authorization })).status).toBe(200);
  });

  test("is not sent again to whoever has it", async () => {
    const { etag = "" } = (await get()).headers;
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, `"other",${etag}`, "*"]) {
      const answer = await get({ "if-none-match": condition });
      expect(answer.status, condition).toBe(304);
      expect(answer.bytes).toHaveLength(0);
      expect(answer.headers["etag"]).toBe(etag);
      expect(answer.headers["cache-control"]).toContain("max-age");
    }
    for (const condition of ['"other"', etag.slice(1, -1), ""])
      expect((await get({ "if-none-match": condition })).status).toBe(200);
  });

  test.each([
    ["bytes=0-0", 0, 0],
    ["bytes=0-99", 0, 99],
    ["bytes=100-199", 100, 199],
    ["bytes=100-", 100, undefined],
    ["bytes=-100", -100, undefined],
    ["bytes=-99999999", 0, undefined],
    ["bytes=0-99999999", 0, undefined],
    ["bytes=0-", 0, undefined],
    ["BYTES=0-9", 0, 9],
  ])("in part: %s", async (range, start, end) => {
    const first = start < 0 ? file.length + start : start;
    const last = end ?? file.length - 1;
    const answer = await get({ range });
    expect(answer.status).toBe(206);
    expect(answer.bytes.equals(file.subarray(first, last + 1))).toBe(true);
    expect(answer.headers).toMatchObject({
      "content-range": `bytes ${first}-${last}/${file.length}`,
      "content-length": String(last - first + 1),
      "content-type": "image/png",
    });
  });

  test.each(["bytes=99999999-", "bytes=99999999-99999999", "bytes=-0"])("in a part that is not there: %s", async (range) => {
    const answer = await get({ range });
    expectProblem(answer, { status: 416, code: 2001 });
    expect(answer.headers["content-range"]).toBe(`bytes */${file.length}`);
    expect(answer.headers["content-disposition"]).toBeUndefined();
  });

  test.each([
    "bytes=0-1,5-6",
    "bytes=5-2",
    "bytes=a-b",
    "bytes=",
    "bytes",
    "pages=1-2",
    "pages=99999999-",
    "bytes=1-2-3",
    "bytes=--5",
    "",
  ])("whole, when the range is not one range of bytes: %j", async (range) => {
    const answer = await get({ range });
    expect(answer.status).toBe(200);
    expect(answer.bytes).toHaveLength(file.length);
  });

  test("in part only if it is the same one still", async () => {
    const { etag = "" } = (await get()).headers;
    expect((await get({ range: "bytes=0-9", "if-range": etag })).status).toBe(206);
    for (const condition of ['"other"', `W/${etag}`, "Wed, 21 Oct 2026 07:28:00 GMT"]) {
      expect((await get({ range: "bytes=0-9", "if-range": condition })).status).toBe(200);
    }
  });

  test("to HEAD as to GET, whatever the range", async () => {
    const [head, ranged] = [
      await door().send({ method: "HEAD", path }),
      await door().send({ method: "HEAD", path, headers: { range: "bytes=0-9" } }),
    ];
    for (const answer of [head, ranged]) {
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({ "content-length": String(file.length), "content-type": "image/png" });
      expect(answer.bytes).toHaveLength(0);
    }
  });

  describe("whose URL was changed", () => {
    test("does not open: any character of the signature", async () => {
      const at = path.indexOf("signature=") + "signature=".length;
      for (let index = at; index < path.length; index += 1) {
        const other = path[index] === "A" ? "B" : "A";
        expectProblem(await door().send({ path: path.slice(0, index) + other + path.slice(index + 1) }), FORBIDDEN);
      }
    });

    test.each([
      ["a signature with more", (given: string) => `${given}A`],
      ["a signature with signs that decoders skip", (given: string) => `${given}!`],
      ["a padded signature", (given: string) => `${given}=`],
      ["a signature cut short", (given: string) => given.slice(0, -1)],
      ["a signature of the same bytes in other letters", (given: string) => given.slice(0, -1) + neighbour(given.at(-1)!)],
      ["no signature", (given: string) => given.replace(/&signature=.*/, "")],
      ["two signatures", (given: string) => `${given}&signature=x`],
      ["no expiry", (given: string) => given.replace(/expires=\d+&/, "")],
      [
        "a later expiry",
        (given: string) => given.replace(/expires=(\d+)/, (_, seconds: string) => `expires=${Number(seconds) + 1}`),
      ],
      ["another spelling of the expiry", (given: string) => given.replace("expires=", "expires=0")],
      ["a fraction in the expiry", (given: string) => given.replace(/expires=(\d+)/, "expires=$1.0")],
      ["two expiries", (given: string) => `${given}&expires=99999999999`],
      ["another index", (given: string) => given.replace("-0.png", "-1.png")],
      ["another task", (given: string) => given.replace(picture.id, "01890a5d-ac96-774b-bcce-b302099a8057")],
      ["no query", (given: string) => given.replace(/\?.*/, "")],
    ])("does not open: %s", async (_, change) => {
      expect(change(path)).not.toBe(path);
      expectProblem(await door().send({ path: change(path) }), FORBIDDEN);
    });

    test.each([
      ["another type", (given: string) => given.replace(".png", ".jpg")],
      ["a path upwards", (given: string) => given.replace("/images/", "/images/..%2f")],
      ["the task alone", (given: string) => given.replace("-0.png", "")],
      ["capitals", (given: string) => given.replace(".png", ".PNG")],
    ])("is not there: %s", async (_, change) => {
      expectProblem(await door().send({ path: change(path) }), NOTHING);
    });
  });
});

/** The letter that decodes to the same bytes at the end of 43 letters of base64. */
function neighbour(letter: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return alphabet[alphabet.indexOf(letter) + 1]!;
}

describeDoors("images of one task", (door) => {
  test("are different files with different tags", async () => {
    const { paths, files } = await make(door(), 4);
    const answers = await Promise.all(paths.map((path) => door().send({ path })));
    for (const [index, answer] of answers.entries()) expect(answer.bytes.equals(files[index]!)).toBe(true);
    expect(new Set(answers.map(({ headers }) => headers["etag"])).size).toBe(4);
  });
});

describeDoors("an image that has expired", (door) => {
  test("is gone from its last second on, to whoever asks in whatever way", async () => {
    const { paths, id } = await make(door());
    const [path = ""] = paths;
    const left = Number(/expires=(\d+)/.exec(path)?.[1]) * 1000 - door().clock.now();
    expect(Math.round(left / HOUR_MS)).toBe(24);
    const { etag = "" } = (await door().send({ path })).headers;
    door().clock.turn(left - 5_000);
    expect((await door().send({ path })).status).toBe(200);
    door().clock.turn(5_000);
    for (const headers of [{}, { range: "bytes=0-1" }, { "if-none-match": etag }])
      expectProblem(await door().send({ path, headers }), GONE);
    expectProblem(
      await door().send({ path: path.replace(/signature=(.)/, (_, first) => `signature=${first === "A" ? "B" : "A"}`) }),
      FORBIDDEN,
    );
    expect((await door().send({ path: `${QWEN}/${id}`, headers: withKey(door().key) })).status).toBe(200);
    door().clock.turn(-left);
  });

  test("is gone as well when its file was lost early", async () => {
    const { paths, id } = await make(door());
    await door().parts.blobs.remove(`2026-01-01/${id}-0.png`);
    const { detail } = expectProblem(await door().send({ path: paths[0]! }), GONE);
    expect(detail).toContain("missing, though it has not expired");
  });

  test("is gone as well when its task never had it", async () => {
    const address = {
      taskId: "01890a5d-ac96-774b-bcce-b302099a8057",
      index: 0,
      expires: Math.floor(door().clock.now() / 1000) + 60,
    };
    expectProblem(await door().send({ path: toImagePath(address, door().parts.imageSecret) }), GONE);
  });
});

/** A completed task with one image of so many bytes, and what opens it. */
async function makeLarge(door: Door, sizeBytes: number): Promise<{ readonly path: string; readonly file: string }> {
  const answer = await door.send({ method: "POST", path: QWEN, headers: withKey(door.key), body: '{"prompt":"a fox"}' });
  const id = expectCreated(answer);
  const { lease = "" } = await begin(door, id);
  const blob = `2026-01-01/${id}-0.png`;
  await door.parts.blobs.put(blob, Buffer.alloc(sizeBytes, 7));
  const expiresAt = Math.ceil(door.clock.now() / 1000 + 3_600) * 1000;
  const images = [newImage({ blob, sizeBytes })];
  await door.parts.store.changeTask(id, lease, { type: "complete", engine: "test", finalPrompt: "a fox", images, expiresAt });
  const path = toImagePath({ taskId: id, index: 0, expires: expiresAt / 1000 }, door.parts.imageSecret);
  return { path, file: join(door.directory, "images", blob) };
}

test.each([0, 1_000, 100_000, 2_999_999])(
  "an image whose file ends early, after %i bytes, is not waited for: its reader is cut off",
  async (left) => {
    const door = await openDoor("over a socket");
    try {
      const { path, file } = await makeLarge(door, 3_000_000);
      truncateSync(file, left);
      const read = fetch(door.origin + path).then(async (answer) => (await answer.arrayBuffer(), answer.status));
      expect(await read.catch(() => "cut off")).toSatisfy((outcome: unknown) => outcome === "cut off" || outcome === 500);
      const part = fetch(door.origin + path, { headers: { range: "bytes=2900000-" } });
      const outcome = await part.then(async (answer) => (await answer.arrayBuffer(), answer.status)).catch(() => "cut off");
      expect(outcome).toSatisfy((each: unknown) => each === "cut off" || each === 500);
    } finally {
      await door.close();
    }
  },
);

test("an image's reader that takes nothing is cut off; one that takes little is not", { timeout: 60_000 }, async () => {
  // Waits pass twenty times as fast, so that a reader is given up after a second and a half.
  const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 20, signal) };
  const door = await openDoor("over a socket", { clock });
  try {
    // Far more than the sockets between the two hold.
    const sizeBytes = 30_000_000;
    const { path } = await makeLarge(door, sizeBytes);
    const { hostname, port } = new URL(door.origin ?? "");
    const stuck = connect(Number(port), hostname).pause();
    await once(stuck, "connect");
    stuck.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const countConnections = () =>
      new Promise<number>((resolve, reject) => {
        door.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      });
    await until("it is connected", async () => (await countConnections()) === 1);
    await until("it is cut off", async () => (await countConnections()) === 0);
    stuck.on("error", () => {}).resume();
    await once(stuck, "close");
    expect(stuck.bytesRead).toBeLessThan(sizeBytes);

    const slow = await fetch(door.origin + path);
    let read = 0;
    for await (const chunk of slow.body ?? []) {
      read += chunk.length;
      // Some four seconds in all.
      await clock.sleep((chunk.length / sizeBytes) * 80_000);
    }
    expect(read).toBe(sizeBytes);
  } finally {
    await door.close();
  }
});
