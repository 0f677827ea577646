// A real server of ours on the other side: what the engine makes of the contract is what the contract is.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import type { Engine, EngineResult, ImageRequest } from "../../../src/core/engine.ts";
import { mulerouter } from "../../../src/engines/mulerouter.ts";
import { readPngSize } from "../../../src/io/png.ts";
import { startServer, type Server } from "../../../src/server.ts";
import { ASKED, judge, lendCall } from "../../support/calls.ts";
import { loadImage } from "../../support/engines.ts";
import { until } from "../../support/until.ts";

const KEY = "sk-mr-key-of-the-other-muleteer";
const SMALL: ImageRequest = { ...ASKED, width: 768, height: 768 };

/** A machine that is busy draws slowly. */
const LIMIT_MS = 60_000;
const directory = mkdtempSync(join(tmpdir(), "muleteer-upstream-"));
let server: Server | undefined;
beforeAll(async () => {
  const settings = { MULETEER_PORT: "0", MULETEER_LOG_LEVEL: "silent", MULETEER_SKETCH_THREADS: "1" };
  server = await startServer(parseConfig({ ...settings, MULETEER_API_KEY: KEY, MULETEER_DATA_DIR: directory }));
});
afterAll(async () => {
  await server?.stop(0);
  rmSync(directory, { recursive: true, force: true });
});

function startEngine(apiKey = KEY): Engine {
  const engine = mulerouter.start(mulerouter.settings.parse({ baseUrl: server?.url, apiKey }));
  onTestFinished(() => engine.stop());
  return engine;
}

async function draw(engine: Engine, request: ImageRequest): Promise<EngineResult> {
  const submission = await engine.submit(request, lendCall());
  if (!("pending" in submission)) throw new Error("expected a job");
  const look = async () => {
    const seen = await engine.check!(submission.pending, lendCall());
    return "done" in seen && seen;
  };
  return await until("it is drawn", look, { everyMs: 20, limitMs: LIMIT_MS });
}

test("draws what was asked for, with the seeds that were asked for", { timeout: 2 * LIMIT_MS }, async () => {
  const engine = startEngine();
  const [pair, second] = [
    await draw(engine, { ...SMALL, count: 2, seed: 7, negativePrompt: "people", extendPrompt: false }),
    await draw(engine, { ...SMALL, seed: 8, negativePrompt: "people" }),
  ];
  const images = await Promise.all([...pair.done, ...second.done].map(loadImage));
  expect(images.map(readPngSize)).toEqual(Array.from({ length: 3 }, () => ({ width: 768, height: 768 })));
  const [first, ...same] = await Promise.all(images.map((image) => sharp(image).raw().toBuffer()));
  expect(same[0]?.equals(same[1]!)).toBe(true);
  expect(same[0]?.equals(first!)).toBe(false);
});

test("learns that the content is refused", async () => {
  const verdict = await judge(draw(startEngine(), { ...SMALL, prompt: "explicit hardcore porn", inspectContent: true }));
  expect(verdict).toMatchObject({ kind: "contentRefused", repeatable: false });
});

test("is ready with the right key only", async () => {
  await startEngine().probe?.(lendCall());
  const stranger = startEngine("sk-mr-of-nobody-at-all-0123456789");
  expect(await judge(stranger.probe!(lendCall()))).toMatchObject({ operatorReason: "answered HTTP 401 1001" });
  expect(await judge(stranger.submit(SMALL, lendCall()))).toMatchObject({
    elsewhere: true,
    operatorReason: "answered HTTP 401 1001",
  });
});

test("goes elsewhere with a model or a size that the other side does not serve", async () => {
  const engine = startEngine();
  expect(await judge(engine.submit({ ...SMALL, model: "alibaba/wan9" }, lendCall()))).toMatchObject({
    elsewhere: true,
    operatorReason: "answered HTTP 404 2000",
  });
  const refused = await judge(engine.submit({ ...SMALL, width: 64 }, lendCall()));
  expect(refused).toMatchObject({ repeatable: false, elsewhere: true });
  expect(refused.message).toContain("size");
});

test("does not submit anew what another of its keys has begun over there", async () => {
  const made = await fetch(`${server?.url}/v1/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "the next one" }),
  });
  const { key } = (await made.json()) as { key: string };
  const submission = await startEngine().submit(SMALL, lendCall());
  if (!("pending" in submission)) throw new Error("expected a job");
  const verdict = await judge(startEngine(key).check!(submission.pending, lendCall()));
  expect(verdict).toMatchObject({ kind: "upstreamFailed", repeatable: false });
  expect(verdict.message).toContain("was set to another");
});

test("submits anew what the other side has forgotten", async () => {
  const engine = startEngine();
  const path = "/vendors/alibaba/v1/wan2.6-t2i/generation/0196f0de-0000-7000-8000-000000000001";
  expect(await judge(engine.check!({ path }, lendCall()))).toMatchObject({ repeatable: true, resubmit: true });
});
