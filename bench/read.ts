// Question: how many polls of a task does a second hold, against a server that only answers, and do many stored tasks slow down
// reads or creates?
//
// Method: three servers in processes of their own, on loopback. `small` is the whole server, as it is started, over a database of
// 1,000 tasks; `large` the same over `--tasks` of them, filled by direct inserts; `bare` is node:http that answers with as many
// bytes. This process reads from 64 connections, one request at a time on each: of `small` tasks that wait and tasks that have
// completed, of `large` completed tasks at random among all; and it creates tasks on both. All in turns, a first round of each
// warms up. Reported: medians of the rounds, and of the ratios within each round.
//
// Traps: as in accept.ts. The pages of `large` that are read come from the system's cache, as they do on a machine with memory to
// spare. Its prompts are not indexed for search, so that the indexer's work does not fall into the measurement.
//
// Run: node bench/read.ts [--tasks 100000] [--rounds 4] [--seconds 1.5] [--json FILE]     (60 s)
//      node bench/read.ts --tasks 1000000     what it is about: two minutes more, 1.3 GB
//      node bench/read.ts --profile           prints where the time of `small` went
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { fillBehindServer } from "./support/archive.ts";
import { withDirectory } from "./support/directory.ts";
import { inTurns, load } from "./support/load.ts";
import { BUSY, QWEN, startMuleteer, toBody, toRequest } from "./support/muleteer.ts";
import { readOptions } from "./support/options.ts";
import { printProfile } from "./support/profile.ts";
import { startProgram } from "./support/program.ts";
import { report } from "./support/report.ts";
import { inRounds, ofRounds, toRatios } from "./support/rounds.ts";

const CONNECTIONS = 64;
const SMALL = 1_000;
/** Of an answer to a poll. */
const ANSWER_BYTES = 300;
/** Tasks that are polled, in turns. */
const POLLED = 5_000;
const options = readOptions({ tasks: 100_000, rounds: 4, seconds: 1.5 });

const toPolls = (ids: readonly string[]) => inTurns(ids.map((id) => toRequest(`GET ${QWEN}/${id}`)));

/** The last hundredth of an archive waits; what completed is drawn from all of the rest. */
function drawCompleted(ids: readonly string[]): string[] {
  const completed = ids.filter((_, index) => index < ids.length * 0.98 && index % 100 !== 42);
  return Array.from({ length: POLLED }, () => completed[Math.floor(Math.random() * completed.length)] ?? "");
}

async function open(directory: string, count: number, profiles: boolean) {
  mkdirSync(directory);
  const ids = await fillBehindServer(directory, count);
  const server = await startMuleteer({ directory, engine: BUSY }, { profiles });
  return { ids, server };
}

const perSecond = (result: { readonly perSecond: number }) => result.perSecond;

await withDirectory(async (directory) => {
  const small = await open(join(directory, "small"), SMALL, options.profile);
  const large = await open(join(directory, "large"), options.tasks, false);
  const bare = await startProgram({ file: new URL("support/bare-program.ts", import.meta.url), args: [String(ANSWER_BYTES)] });

  const create = () => createRequest;
  const createRequest = toRequest(`POST ${QWEN}`, { body: toBody() });
  const subjects = {
    bare: { port: bare.port, next: toPolls(small.ids), status: 200 },
    waiting: { port: small.server.port, next: toPolls(small.ids.slice(-SMALL / 200)), status: 200 },
    completed: { port: small.server.port, next: toPolls(drawCompleted(small.ids)), status: 200 },
    many: { port: large.server.port, next: toPolls(drawCompleted(large.ids)), status: 200 },
    create: { port: small.server.port, next: create, status: 202 },
    createAmongMany: { port: large.server.port, next: create, status: 202 },
  } as const;
  const names = Object.keys(subjects) as (keyof typeof subjects)[];
  const results = await inRounds(names, options.rounds, (name) =>
    load({ ...subjects[name], connections: CONNECTIONS, lastsMs: options.seconds * 1000 }),
  );
  await Promise.all([small.server.stop(), large.server.stop(), bare.stop()]);

  const question = "read";
  const many = options.tasks.toLocaleString("en-GB");
  report(
    [
      {
        question,
        what: "polls of a waiting task, to bare",
        ...ofRounds(toRatios(results.waiting, results.bare, perSecond)),
        unit: "ratio",
        aim: { atLeast: 0.6 },
      },
      {
        question,
        what: "polls of completed tasks, to bare",
        ...ofRounds(toRatios(results.completed, results.bare, perSecond)),
        unit: "ratio",
      },
      {
        question,
        what: `polls with ${many} tasks, to 1,000`,
        ...ofRounds(toRatios(results.many, results.completed, perSecond)),
        unit: "ratio",
        aim: { atLeast: 0.9 },
      },
      {
        question,
        what: `creates with ${many} tasks, to 1,000`,
        ...ofRounds(toRatios(results.createAmongMany, results.create, perSecond)),
        unit: "ratio",
        aim: { atLeast: 0.9 },
      },
      { question, what: "polls of a waiting task", ...ofRounds(results.waiting.map(perSecond)), unit: "a second" },
      { question, what: "polls of completed tasks", ...ofRounds(results.completed.map(perSecond)), unit: "a second" },
      { question, what: "bare answers", ...ofRounds(results.bare.map(perSecond)), unit: "a second" },
      { question, what: "poll of a waiting task, p50", ...ofRounds(results.waiting.map(({ p50 }) => p50)), unit: "ms" },
      { question, what: "poll of a waiting task, p99", ...ofRounds(results.waiting.map(({ p99 }) => p99)), unit: "ms" },
    ],
    options.json,
  );
  if (options.profile) printProfile(join(directory, "small"));
});
