// Question: how long after its process is started does a server acknowledge its first task, with nothing stored and with much?
//
// Method: `muleteer serve` is run as an operator runs it, with the embedded engine, over three databases in turns: one that is not
// there yet, one that a server made and left, and one of `--tasks` tasks, filled by direct inserts. From the moment before the
// process is made, this process tries to connect every 2 ms, sends a create on the first connection that is taken, and stops the
// clock at its 202. A first round warms up: it compiles the code, which is kept for later starts. Reported: medians of the rounds.
//
// Traps: a machine's very first start, with nothing compiled and nothing in the system's cache, takes two to three times as long.
//
// Run: node bench/start.ts [--tasks 100000] [--rounds 5] [--json FILE]     (40 s)
//      node bench/start.ts --tasks 1000000     what it is about: two minutes more, 1.3 GB
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { fillBehindServer } from "./support/archive.ts";
import { findFreePort } from "../src/io/free-port.ts";
import { withDirectory } from "./support/directory.ts";
import { KEY, QWEN, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import { report, type Figure } from "./support/report.ts";
import { inRounds, ofRounds } from "./support/rounds.ts";

const COMMAND = fileURLToPath(new URL("../bin/muleteer.js", import.meta.url));
const CONNECT_EVERY_MS = 2;
const STARTS_WITHIN_MS = 60_000;
const AIM_MS = 500;
const options = readOptions({ tasks: 100_000, rounds: 5 });

async function connectTo(port: number, until: number): Promise<Socket> {
  while (performance.now() < until) {
    const socket = connect(port, "127.0.0.1").setNoDelay(true).setEncoding("latin1");
    try {
      await once(socket, "connect");
      return socket;
    } catch {
      socket.destroy();
      await delay(CONNECT_EVERY_MS);
    }
  }
  throw new Error(`nothing listened within ${STARTS_WITHIN_MS / 1000} s`);
}

/** Milliseconds from before the process is made to the first 202. */
async function measureStart(directory: string, cwd: string): Promise<number> {
  const port = await findFreePort();
  const begun = performance.now();
  const server = spawn(process.execPath, [COMMAND, "serve"], {
    // Apart from any .env.
    cwd,
    stdio: "ignore",
    env: { MULETEER_PORT: String(port), MULETEER_DATA_DIR: directory, MULETEER_API_KEY: KEY },
  });
  try {
    const socket = await connectTo(port, begun + STARTS_WITHIN_MS);
    socket.write(toRequest(`POST ${QWEN}`, { body: toBody() }));
    const [answer] = (await once(socket, "data")) as [string];
    const ms = performance.now() - begun;
    socket.destroy();
    if (!answer.startsWith("HTTP/1.1 202")) throw new Error(answer);
    return ms;
  } finally {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  }
}

function toFigure(what: string, rounds: readonly number[]): Figure {
  return { question: "start", what: `process to first 202, ${what}`, ...ofRounds(rounds), unit: "ms", aim: { atMost: AIM_MS } };
}

await withDirectory(async (directory) => {
  const many = join(directory, "many");
  mkdirSync(many);
  await fillBehindServer(many, options.tasks);
  let fresh = 0;
  const directories = {
    new: () => join(directory, `new-${(fresh += 1)}`),
    again: () => join(directory, "again"),
    many: () => many,
  };
  await measureStart(directories.again(), directory);
  const results = await inRounds(["new", "again", "many"] as const, options.rounds, (name) =>
    measureStart(directories[name](), directory),
  );
  report(
    [
      toFigure("no database yet", results.new),
      toFigure("a small one", results.again),
      toFigure(`${options.tasks.toLocaleString("en-GB")} tasks`, results.many),
    ],
    options.json,
  );
});
