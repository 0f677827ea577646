// Question: how many creates a second does the front door acknowledge, each one on disk, and how far is that from a server
// that only parses and answers?
//
// Method: two servers in processes of their own, on loopback. `muleteer` is the whole server as it is started, its request log on
// and thrown away; its one engine never answers, so that all but the first task wait, as they do before a GPU that is busy. `bare`
// is node:http that collects and parses the same 500-byte body and answers with as many bytes. This process sends from 64
// connections, one request at a time on each, in rounds that alternate between the two; a first round of each warms up and is not
// counted. Reported: medians of the rounds, and of the ratios within each round. At the end the number of rows in the database is
// compared with the number of 202s: an answer without a row is a failure.
//
// Traps: absolute figures are this machine's at this moment, only the ratio travels. On two cores the sender takes a whole one,
// so `bare` is held back more than `muleteer`, and the ratio flatters. fsync on tmpfs costs nothing: the database is made in
// the working directory's file system, not in /tmp.
//
// Run: node bench/accept.ts [--rounds 4] [--seconds 2] [--json FILE]     (20 s)
//      node bench/accept.ts --profile     prints where the server's time went
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { withDirectory } from "./support/directory.ts";
import { load } from "./support/load.ts";
import { BUSY, QWEN, startMuleteer, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import { printProfile } from "./support/profile.ts";
import { startProgram } from "./support/program.ts";
import { report } from "./support/report.ts";
import { inRounds, ofRounds, toRatios } from "./support/rounds.ts";

const CONNECTIONS = 64;
/** Of an answer to a create. */
const ANSWER_BYTES = 150;
const options = readOptions({ rounds: 4, seconds: 2 });

await withDirectory(async (directory) => {
  const muleteer = await startMuleteer({ directory, engine: BUSY }, { profiles: options.profile });
  const bare = await startProgram({ file: new URL("support/bare-program.ts", import.meta.url), args: [String(ANSWER_BYTES)] });
  const request = toRequest(`POST ${QWEN}`, { body: toBody() });
  let acknowledged = 0;
  const results = await inRounds(["muleteer", "bare"], options.rounds, async (name) => {
    const { port } = name === "bare" ? bare : muleteer;
    const lastsMs = options.seconds * 1000;
    const result = await load({ port, next: () => request, connections: CONNECTIONS, lastsMs, status: 202 });
    if (name === "muleteer") acknowledged += result.times.length;
    return result;
  });
  await Promise.all([muleteer.stop(), bare.stop()]);
  using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
  const rows = Number(database.prepare("SELECT count(*) AS n FROM tasks").get()?.["n"]);
  if (rows !== acknowledged) throw new Error(`${acknowledged} creates were acknowledged, and ${rows} are on disk`);

  const of = results.muleteer;
  const question = "accept";
  report(
    [
      {
        question,
        what: "creates a second, to bare",
        ...ofRounds(toRatios(of, results.bare, ({ perSecond }) => perSecond)),
        unit: "ratio",
        aim: { atLeast: 0.5 },
      },
      { question, what: "durable creates", ...ofRounds(of.map(({ perSecond }) => perSecond)), unit: "a second" },
      { question, what: "bare answers", ...ofRounds(results.bare.map(({ perSecond }) => perSecond)), unit: "a second" },
      { question, what: "create, p50", ...ofRounds(of.map(({ p50 }) => p50)), unit: "ms" },
      { question, what: "create, p99", ...ofRounds(of.map(({ p99 }) => p99)), unit: "ms" },
    ],
    options.json,
  );
  if (options.profile) printProfile(directory);
});
