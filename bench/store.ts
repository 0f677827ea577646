// Question: what does a store with a million tasks cost, against one with a thousand?
//
// Method: two databases in the working directory's file system, filled by direct inserts in the schema's own terms (a create at a
// time would take as long, but spread the tasks over no time), then opened as the server opens them; their prompts are indexed by
// the store itself. 21 keys, one of which has nine tenths of the tasks; three models, one of them with fifty tasks; 1 % failed,
// 1 % wait. Prompts have 80 words of a vocabulary of 20,000 by Zipf's law, a tenth of them Chinese; "lighthouse" stands in every
// twentieth, "zyzzyva" in ten. Reads are asked one at a time, on a warm cache, 41 times; the mean of their processor time is told,
// which an unquiet machine disturbs less, and the worst by the clock. Creates, claims and completions run from 64 callers, as group
// commit expects, in rounds that alternate between the two databases; the medians of the rounds are told.
//
// Traps: fsync is most of a write, so calls a second vary with the disk; compare the ratio, and run it on an idle machine. A search for
// a common word reads the newest that have it; the words of a real archive are more even, which is kinder to it.
//
// Run: node bench/store.ts             (a million tasks: 6 minutes, 3 GB)
//      node bench/store.ts 100000      (fewer)
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { v7 } from "uuid";
import type { Store, TaskQuery } from "../src/core/store.ts";
import type { NewTask } from "../src/core/task.ts";
import { systemClock as clock } from "../src/io/system-clock.ts";
import { openSqliteStore } from "../src/stores/sqlite/store.ts";
import { DAY_MS, fillArchive, PRICE_MICROS, type Archive } from "./support/archive.ts";
import { median } from "./support/statistics.ts";

const SMALL = 1_000;
const KEY = "key-0";
const KEYS = 20;
const CALLERS = 64;
const WRITES = 6_000;
const ROUNDS = 3;
const READS = 41;
const PAGE = 20;
/** What a page may take with a million tasks. */
const PAGE_AIM_MS = 20;
const STEP_MS = 2_000;
const END = Date.UTC(2026, 0, 1);

/** The same numbers in every run. */
let chance = 1;
function random(): number {
  chance = (chance * 48_271) % 2_147_483_647;
  return chance / 2_147_483_647;
}

/** By Zipf's law: few of the many are most of what is said. */
function pick(count: number): number {
  return Math.floor(Math.exp(random() * Math.log(count)));
}

function toWord(index: number): string {
  let word = "";
  for (let rest = index * 7_919 + 13; rest > 0; rest = Math.floor(rest / 90)) {
    word += ("bcdfghjklmnprstvwz"[rest % 18] ?? "") + ("aeiou"[Math.floor(rest / 18) % 5] ?? "");
  }
  return word;
}

function toPrompt(index: number): string {
  if (index % 10 === 3) return Array.from({ length: 120 }, () => String.fromCodePoint(0x4e00 + pick(3_000))).join("");
  const words = Array.from({ length: 80 }, () => toWord(pick(20_000)));
  if (index % 20 === 1) words[7] = "lighthouse";
  if (index % 100_000 === 77) words[8] = "zyzzyva";
  return words.join(" ");
}

function toModel(index: number, count: number): string {
  if (index % Math.ceil(count / 50) === 5) return "acme/rare";
  return index % 10 === 7 ? "acme/second" : "acme/first";
}

function toKey(index: number): string {
  return index % 10 === 9 ? `key-${1 + (index % KEYS)}` : KEY;
}

function toArchive(count: number): Archive {
  return { count, end: END, stepMs: STEP_MS, toKey, toPrompt, toModel: (index) => toModel(index, count) };
}

interface Subject {
  readonly name: string;
  readonly store: Store;
  readonly ids: readonly string[];
}

async function prepare(directory: string, count: number): Promise<Subject> {
  const begun = performance.now();
  const ids = await fillArchive(directory, toArchive(count));
  const filled = performance.now();
  const store = openSqliteStore({ directory, clock, as: "owner" });
  const before = process.cpuUsage();
  let longest = 0;
  for (let hasMore = true; hasMore;) {
    const from = performance.now();
    hasMore = await store.indexWords();
    longest = Math.max(longest, performance.now() - from);
  }
  const { user, system } = process.cpuUsage(before);
  const perTask = (user + system) / count;
  const seconds = ((filled - begun) / 1000).toFixed(0);
  console.log(
    `${count} tasks filled in ${seconds} s, indexed at ${perTask.toFixed(0)} µs each, a step ${longest.toFixed(0)} ms at most`,
  );
  return { name: `${count}`, store, ids };
}

type Read = (subject: Subject) => Promise<unknown>;

function listing(query: Partial<TaskQuery>): Read {
  return async ({ store }) => await store.listTasks({ keyId: KEY, limit: PAGE, ...query });
}

function inTheMiddle({ ids }: Subject): number {
  return END - (ids.length / 2) * STEP_MS;
}

function someId({ ids }: Subject): string {
  return ids[Math.floor(random() * ids.length)] ?? "";
}

const han = (...indexes: readonly number[]) => String.fromCodePoint(...indexes.map((index) => 0x4e00 + index));

const PAGES: Readonly<Record<string, Read>> = {
  "list, no filter": listing({}),
  "list, failed": listing({ states: ["failed"] }),
  "list, failed or cancelled": listing({ states: ["failed", "cancelled"] }),
  "list, cancelled (none)": listing({ states: ["cancelled"] }),
  "list, completed": listing({ states: ["completed"] }),
  "list, model with few": listing({ model: "acme/rare" }),
  "list, model with few, failed": listing({ model: "acme/rare", states: ["failed"] }),
  "list, a day in the middle": async (subject) =>
    await listing({ createdAfter: inTheMiddle(subject), createdBefore: inTheMiddle(subject) + DAY_MS })(subject),
  "list, deep cursor": async (subject) => await listing({ beforeId: subject.ids[subject.ids.length >> 2] ?? "" })(subject),
  "list, a page of 100": listing({ limit: 100 }),
  "search, common word": listing({ text: "lighthouse" }),
  "search, two common words": listing({ text: `lighthouse ${toWord(3)}` }),
  "search, most common word": listing({ text: toWord(1) }),
  "search, rare word": listing({ text: "zyzzyva" }),
  "search, no such word": listing({ text: "xylophone" }),
  "search, one letter": listing({ text: "l" }),
  "search, a beginning": listing({ text: "ligh" }),
  "search, Chinese, 1": listing({ text: han(1) }),
  "search, Chinese, 2": listing({ text: han(1, 2) }),
  "search, Chinese, 5": listing({ text: han(1, 2, 1, 3, 1) }),
  "search, common, failed": listing({ text: toWord(1), states: ["failed"] }),
  "search, common, completed": listing({ text: toWord(1), states: ["completed"] }),
  "search, common, waiting": listing({ text: toWord(1), states: ["pending"] }),
  "search, common, model with few": listing({ text: toWord(1), model: "acme/rare" }),
  "search, common, a day in the middle": async (subject) =>
    await listing({ text: toWord(1), createdAfter: inTheMiddle(subject), createdBefore: inTheMiddle(subject) + DAY_MS })(subject),
  "search, common, deep cursor": async (subject) =>
    await listing({ text: toWord(1), beforeId: subject.ids[subject.ids.length >> 2] ?? "" })(subject),
};

const READ: Readonly<Record<string, Read>> = {
  findTask: async (subject) => await subject.store.findTask(someId(subject)),
  "events of a task": async (subject) =>
    await subject.store.listEvents({ of: { taskId: someId(subject) }, after: 0, limit: 100 }),
  "events of a key": async ({ store }) =>
    await store.listEvents({ of: { keyId: KEY }, after: (await store.lastEventId()) - 500, limit: 100 }),
  "listQueue(1000)": async ({ store }) => await store.listQueue(1_000),
  queueDepth: async ({ store }) => await store.queueDepth(),
  readBalance: async ({ store }) => await store.readBalance(KEY),
};

interface Cost {
  /** Processor time of one read. */
  readonly mean: number;
  /** By the clock. */
  readonly worst: number;
}

/** In milliseconds. */
async function time(read: Read, subject: Subject): Promise<Cost> {
  // The first looks at pages that nobody has read since the database was opened.
  await read(subject);
  let worst = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < READS; round += 1) {
    const begun = performance.now();
    await read(subject);
    worst = Math.max(worst, performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(before);
  return { mean: (user + system) / 1000 / READS, worst };
}

interface Rate {
  readonly perSecond: number;
  /** Processor time of one call. */
  readonly micros: number;
}

/** Calls `write` so often, from `CALLERS` at once. */
async function rate(write: () => Promise<unknown>, count = WRITES): Promise<Rate> {
  let left = count;
  const begun = performance.now();
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (left > 0) {
        left -= 1;
        await write();
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (count * 1000) / (performance.now() - begun), micros: (user + system) / count };
}

function toTask(): NewTask {
  return {
    id: v7(),
    keyId: KEY,
    model: "acme/first",
    input: { prompt: toPrompt(1), size: "1664*928", prompt_extend: false },
    seed: 7,
    warnings: [],
    imageCount: 1,
    priceMicros: PRICE_MICROS,
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    priority: "high",
    origin: "http://127.0.0.1:6853",
    createdAt: clock.now(),
  };
}

async function writeRound({ store }: Subject): Promise<Record<string, Rate>> {
  const prepared = Array.from({ length: WRITES }, toTask);
  const creates = await rate(async () => await store.createTask(prepared.pop() ?? toTask()));
  const claimed: string[] = [];
  const claims = await rate(async () => {
    const [task] = await store.claimTasks({ lease: "bench", leaseUntil: clock.now() + 60_000, limit: 1 });
    if (task) claimed.push(task.id);
  });
  const completions = await rate(
    async () =>
      await store.changeTask(claimed.pop() ?? "", "bench", {
        type: "complete",
        engine: "sketch",
        finalPrompt: "a fox",
        images: [],
        expiresAt: clock.now() + DAY_MS,
      }),
  );
  return { creates, claims, completions };
}

async function compare(count: number): Promise<void> {
  const directories = [SMALL, count].map(() => mkdtempSync(join(process.cwd(), `bench-${randomBytes(2).toString("hex")}-`)));
  try {
    const small = await prepare(directories[0] ?? "", SMALL);
    const large = await prepare(directories[1] ?? "", count);
    console.log(`\n${"ms".padEnd(38)} ${small.name.padStart(9)} ${large.name.padStart(9)}    worst   ratio`);
    for (const [name, read] of Object.entries({ ...READ, ...PAGES })) {
      const [few, many] = [await time(read, small), await time(read, large)];
      const figures = [few.mean, many.mean, many.worst].map((value) => value.toFixed(3).padStart(9)).join(" ");
      const isLate = name in PAGES && many.mean > PAGE_AIM_MS;
      console.log(`${name.padEnd(38)} ${figures} ${(many.mean / few.mean).toFixed(1).padStart(7)}${isLate ? "  too slow" : ""}`);
    }
    const rounds: Record<string, Record<string, Rate>[]> = { [small.name]: [], [large.name]: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const subject of [small, large]) {
        const figures = await writeRound(subject);
        if (round > 0) rounds[subject.name]?.push(figures);
      }
    }
    console.log("");
    for (const name of Object.keys(rounds[small.name]?.[0] ?? {})) {
      for (const [unit, of] of [
        ["a second", "perSecond"],
        ["µs of processor", "micros"],
      ] as const) {
        const [few = 0, many = 0] = [small, large].map((subject) =>
          median((rounds[subject.name] ?? []).map((rates) => rates[name]?.[of] ?? Number.NaN)),
        );
        const figures = [few, many].map((value) => value.toFixed(0).padStart(9)).join(" ");
        console.log(`${`${name}, ${unit}`.padEnd(38)} ${figures} ${" ".repeat(9)} ${(many / few).toFixed(2).padStart(7)}`);
      }
    }
    for (const { store } of [small, large]) await store.close();
  } finally {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  }
}

await compare(Number(process.argv[2] ?? 1_000_000));
