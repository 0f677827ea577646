// Question: how many tasks a second go their whole way, from create to a picture that can be fetched, when the engine costs nothing?
//
// Method: the whole server in a process of its own, with an engine that answers at once with a picture that was made before. This
// process creates tasks from 64 connections with `Prefer: wait=60`, one at a time on each, so that the answer to a create is the
// completed task: it was authenticated, written, claimed, prepared, inspected, drawn, checked, stamped, its file written through to
// disk, settled, charged, and told. Two kinds in turns: `plain` turns off prompt_extend and the content filter, `default` leaves
// both on. A first round of each warms up. Reported: medians of the rounds of tasks a second, and of the time from create to answer.
//
// Traps: a picture is a file that is fsynced, and its directory too; how many files a second a disk can fsync is told beside, measured
// in this process with as many at once, and is what bounds the rest. The sender takes a core.
//
// Run: node bench/life.ts [--rounds 3] [--seconds 3] [--connections 64] [--json FILE]     (25 s)
//      node bench/life.ts --profile     prints where the server's time went
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { withDirectory } from "./support/directory.ts";
import { load } from "./support/load.ts";
import { QWEN, refuseUnfinished, startMuleteer, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import { printProfile } from "./support/profile.ts";
import { report } from "./support/report.ts";
import { inRounds, ofRounds } from "./support/rounds.ts";

/** Of a stamped picture of one colour. */
const FILE_BYTES = 4_000;
const options = readOptions({ rounds: 3, seconds: 3, connections: 64 });

/** Files that this disk writes through in a second, so many at once. */
async function countFiles(directory: string): Promise<number> {
  await mkdir(directory);
  const bytes = Buffer.alloc(FILE_BYTES, 7);
  const begun = performance.now();
  let written = 0;
  const write = async (name: string): Promise<void> => {
    const file = await open(join(directory, name), "wx");
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    written += 1;
  };
  await Promise.all(
    Array.from({ length: options.connections }, async (_, writer) => {
      for (let n = 0; performance.now() - begun < 1_000; n += 1) await write(`${writer}-${n}`);
    }),
  );
  const perSecond = (written * 1000) / (performance.now() - begun);
  await rm(directory, { recursive: true });
  return perSecond;
}

await withDirectory(async (directory) => {
  const engine = { places: options.connections, delayMs: 0 } as const;
  const server = await startMuleteer({ directory, engine }, { profiles: options.profile });
  const headers = { Prefer: "wait=60" };
  const requests = {
    plain: toRequest(`POST ${QWEN}`, { headers, body: toBody({ prompt_extend: false, safety_filter: false }) }),
    default: toRequest(`POST ${QWEN}`, { headers, body: toBody() }),
  };
  const results = await inRounds(["plain", "default", "disk"], options.rounds, async (name) => {
    if (name === "disk") return { perSecond: await countFiles(join(directory, "files")), p50: 0, p99: 0 };
    const { connections } = options;
    return await load({
      port: server.port,
      next: () => requests[name],
      connections,
      lastsMs: options.seconds * 1000,
      status: 200,
      onBody: refuseUnfinished,
    });
  });
  await server.stop();

  const { plain, default: usual, disk } = results;
  const question = "life";
  report(
    [
      {
        question,
        what: "create to completed, plain",
        ...ofRounds(plain.map(({ perSecond }) => perSecond)),
        unit: "a second",
        aim: { atLeast: 10_000 },
      },
      { question, what: "create to completed, plain, p50", ...ofRounds(plain.map(({ p50 }) => p50)), unit: "ms" },
      { question, what: "create to completed, plain, p99", ...ofRounds(plain.map(({ p99 }) => p99)), unit: "ms" },
      {
        question,
        what: "create to completed, default",
        ...ofRounds(usual.map(({ perSecond }) => perSecond)),
        unit: "a second",
      },
      { question, what: "create to completed, default, p50", ...ofRounds(usual.map(({ p50 }) => p50)), unit: "ms" },
      { question, what: "create to completed, default, p99", ...ofRounds(usual.map(({ p99 }) => p99)), unit: "ms" },
      {
        question,
        what: "files that the disk writes through",
        ...ofRounds(disk.map(({ perSecond }) => perSecond)),
        unit: "a second",
      },
    ],
    options.json,
  );
  if (options.profile) printProfile(directory);
});
