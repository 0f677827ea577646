// Every program under examples/ is run against a real server; each checks its own story and exits with its verdict.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./support/directory.ts";
import { ROOT, SERVER_KEY } from "./support/process.ts";
import { serve } from "./support/whole-server.ts";

test.each(readdirSync(join(ROOT, "examples")))("%s ends well", { timeout: 60_000 }, async (file) => {
  const directory = temporaryDirectory();
  const server = await serve({ MULETEER_WEBHOOK_LOOPBACK: "yes" });
  const story = spawn(process.execPath, [join(ROOT, "examples", file), join(directory, "picture.png")], {
    env: { PATH: process.env["PATH"], MULETEER_URL: server.url, MULETEER_API_KEY: SERVER_KEY },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  story.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const [code] = (await once(story, "close")) as [number];
  expect(complaint).toBe("");
  expect(code).toBe(0);
});
