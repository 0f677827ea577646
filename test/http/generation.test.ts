// From a prompt to a picture, with every real part behind the door: what a client of the hosted service does, unchanged.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { readPngText } from "../../src/io/png.ts";
import { startServer, type Server } from "../../src/server.ts";
import { CompletedBody, expectCreated, FailedBody, sendOverSocket, UnfinishedBody, type Send } from "../support/client.ts";
import { QWEN, WAN, withKey } from "../support/server.ts";
import { until } from "../support/until.ts";

const KEY = "sk-mr-test-key-of-the-generation-tests";
const DRAWN_WITHIN_MS = 15_000;
const SMALL = "768*768";

let directory: string;
let server: Server;
let send: Send;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "muleteer-generation-"));
  server = await startServer(
    parseConfig({
      MULETEER_PORT: "0",
      MULETEER_DATA_DIR: directory,
      MULETEER_API_KEY: KEY,
      MULETEER_LOG_LEVEL: "silent",
      MULETEER_SKETCH_THREADS: "2",
    }),
  );
  send = sendOverSocket(server.url);
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Creates a task and reads it until it has ended, as every client does. */
async function run(path: string, body: object): Promise<unknown> {
  const id = expectCreated(await send({ method: "POST", path, headers: withKey(KEY), body: JSON.stringify(body) }));
  return await until(
    `task ${id} has ended`,
    async () => {
      const answer = await send({ path: `${path}/${id}`, headers: withKey(KEY) });
      expect(answer.status).toBe(200);
      return UnfinishedBody.safeParse(answer.json()).success ? false : answer.json();
    },
    { limitMs: DRAWN_WITHIN_MS, everyMs: 20 },
  );
}

async function draw(path: string, body: object): Promise<Buffer[]> {
  const { images } = CompletedBody.parse(await run(path, body));
  return await Promise.all(
    images.map(async (url) => {
      expect(url.startsWith(`${server.url}/images/`)).toBe(true);
      const answer = await send({ path: url.slice(server.url.length) });
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe("image/png");
      return answer.bytes;
    }),
  );
}

describe("a prompt becomes a picture", () => {
  test("of the size asked for, which says what it was made from, and that a machine made it", async () => {
    const [file = Buffer.alloc(0), ...others] = await draw(QWEN, {
      prompt: "A red fox under a tree, holding a sign 'Open < 9 & up'",
      negative_prompt: "people",
      size: "1140*1472",
      seed: 11,
    });
    expect(others).toEqual([]);
    const metadata = await sharp(file).metadata();
    expect(metadata).toMatchObject({ format: "png", width: 1104, height: 1472 });
    const comments = Object.fromEntries(metadata.comments?.map(({ keyword, text }) => [keyword, text]) ?? []);
    expect(comments).toMatchObject({
      prompt: "A red fox under a tree, holding a sign 'Open < 9 & up'",
      negative_prompt: "people",
      seed: "11",
      size: "1104*1472",
      engine: "sketch",
      model: "alibaba/qwen-image-max",
    });
    expect(comments["final_prompt"]).toContain("'Open < 9 & up'");
    expect(comments["final_prompt"]!.length).toBeGreaterThan(comments["prompt"]!.length);
    expect(metadata.xmp?.toString("utf8")).toContain("http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia");
    const { channels } = await sharp(file).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev)), "a picture has more than one colour").toBeGreaterThan(5);
  });

  test("twice the same, byte for byte, for the same seed; others for others", async () => {
    const body = { prompt: "a lighthouse in a storm", size: SMALL, n: 2, seed: 5 };
    const [first, again] = await Promise.all([draw(WAN, body), draw(WAN, body)]);
    expect(first).toHaveLength(2);
    expect(again.map((file, index) => file.equals(first[index]!))).toEqual([true, true]);
    expect(first[0]!.equals(first[1]!)).toBe(false);
    // Picture i is drawn with seed + i.
    expect(first.map((file) => readPngText(file).get("seed"))).toEqual(["5", "6"]);
  });

  test("from exactly the prompt, where it is not to be extended", async () => {
    const prompt = '  Ein Fuchs,\n\t"日本語" — fuchsia\u00A0fox 🦊  ';
    const [file = Buffer.alloc(0)] = await draw(WAN, { prompt, size: SMALL, n: 1, prompt_extend: false });
    expect(readPngText(file).get("final_prompt")).toBe(prompt);
    expect(readPngText(file).get("prompt")).toBe(prompt);
  });
});

describe("a prompt that may not be drawn", () => {
  test("fails with 3003 and a category, and is drawn when the filter is off", async () => {
    const body = { prompt: "graphic gore, a beheading, dismembered corpses", size: SMALL, n: 1, seed: 1 };
    const { task_info: info } = FailedBody.parse(await run(WAN, body));
    expect(info.error.code).toBe(3003);
    for (const word of ["gore", "behead", "dismember", "corpse"])
      expect(info.error.detail.toLowerCase()).not.toContain(`${word} `);
    expect(await draw(WAN, { ...body, safety_filter: false })).toHaveLength(1);
  });
});

describe("metrics", () => {
  test("count what was drawn, and what was refused", async () => {
    const { text } = await send({ path: "/metrics" });
    expect(text).toMatch(/^muleteer_tasks_total\{model="alibaba\/qwen-image-max",state="completed"\} [1-9]/m);
    expect(text).toMatch(/^muleteer_tasks_total\{model="alibaba\/wan2\.6-t2i",state="failed"\} 1$/m);
    expect(text).toMatch(/^muleteer_engine_duration_seconds_count\{engine="sketch"\} [1-9]/m);
  });
});
