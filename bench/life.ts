// Question: how many tasks a second go their whole way, from create to a picture that can be fetched, when the engine costs nothing?
//
// Method: the whole server in a process of its own, with an engine that answers at once with a picture that was made before. This
// process creates tasks from 64 connections with `Prefer: wait=60`, one at a time on each, so that the answer to a create is the
// completed task: it was authenticated, written, claimed, prepared, inspected, drawn, checked, stamped, its file written through to
// disk, settled, charged, and told. Two kinds in turns: `plain` turns off prompt_extend and the content filter, `default` leaves
// both on. A first round of each warms up. Reported: medians of the rounds of tasks a second, of the time from create to answer, and
// of the processor time that all threads of the server took for each, which other work on the machine disturbs least.
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
    usual: toRequest(`POST ${QWEN}`, { headers, body: toBody() }),
  };
  const results = await inRounds(["plain", "usual", "disk"], options.rounds, async (name) => {
    if (name === "disk") return { perSecond: await countFiles(join(directory, "files")), p50: 0, p99: 0, processorMicros: 0 };
    const { processorMs: before } = await server.measure();
    const { perSecond, p50, p99, times } = await load({
      port: server.port,
      next: () => requests[name],
      connections: options.connections,
      lastsMs: options.seconds * 1000,
      status: 200,
      onBody: refuseUnfinished,
    });
    const { processorMs: after } = await server.measure();
    return { perSecond, p50, p99, processorMicros: ((after - before) * 1000) / times.length };
  });
  await server.stop();

  const { plain, usual, disk } = results;
  const pick = (of: typeof plain, what: keyof (typeof plain)[number]) => ofRounds(of.map((result) => result[what]));
  const question = "life";
  report(
    [
      {
        question,
        what: "create to completed, plain",
        ...pick(plain, "perSecond"),
        unit: "a second",
        aim: { atLeast: 10_000 },
      },
      { question, what: "create to completed, plain, p50", ...pick(plain, "p50"), unit: "ms" },
      { question, what: "create to completed, plain, p99", ...pick(plain, "p99"), unit: "ms" },
      { question, what: "processor of the server for each, plain", ...pick(plain, "processorMicros"), unit: "µs" },
      { question, what: "create to completed, default", ...pick(usual, "perSecond"), unit: "a second" },
      { question, what: "create to completed, default, p50", ...pick(usual, "p50"), unit: "ms" },
      { question, what: "create to completed, default, p99", ...pick(usual, "p99"), unit: "ms" },
      { question, what: "processor of the server for each, default", ...pick(usual, "processorMicros"), unit: "µs" },
      { question, what: "files that the disk writes through", ...pick(disk, "perSecond"), unit: "a second" },
    ],
    options.json,
  );
  if (options.profile) printProfile(directory);
});
