// What one PostgreSQL carries, computed from measured costs: a model of four resources, each of which bounds the tasks a second by
// itself. Nothing here is measured; what is, is handed in.
//
// A task is one life and some polls. Its cost on the database's processor has two parts, found by a line through what was measured
// at one, two and four nodes: what each task costs however many share a transaction, and what a transaction costs however many tasks
// share it. Of transactions there can be only so many: each tells its events under one row's lock, which it holds to the end of its
// fsync, so they follow one another. Where nodes have more to write than that, they write more at a time.
import type { Cost, Deed, NodeCosts } from "./node-costs.ts";

/** How a model is asked. */
interface Assumptions {
  /** Looks at each task, besides the answer that whoever waits gets. */
  readonly pollsPerTask: number;
  /** Share of processors that may be busy before waits grow out of hand. */
  readonly utilisation: number;
  /** What a disk writes through in a second, in order. */
  readonly diskMibPerSecond: number;
  /** Between a node and the database, there and back; the counter is held for one. */
  readonly roundTripMs: number;
}

const ASSUMED: Assumptions = { pollsPerTask: 3, utilisation: 0.7, diskMibPerSecond: 200, roundTripMs: 0.5 };

/** Writes that share one transaction, at most: MAX_GROUP of src/stores/postgres/lane.ts. */
const MAX_GROUP = 512;
/** Of a life, each of them one of a group: create, claim, prompt, end, and words for the search. */
const WRITES_OF_LIFE = 5;
/** Transactions that a node has under way at once: its two lanes. */
const LANES = 2;
/** Of a node, which answers on one thread. */
const NODE_CORES = 1;
const CORES = [2, 4, 8, 16, 32, 64] as const;
const CELLS = 4;
const SECONDS_OF_DAY = 86_400;

/** Microseconds of a processor. */
interface Line {
  readonly perTask: number;
  readonly perCommit: number;
}

const LIMITS = ["processor", "events", "log"] as const;
type Limit = (typeof LIMITS)[number];

interface Capacity {
  readonly cores: number;
  /** Tasks a second that each resource would allow by itself. */
  readonly limits: Readonly<Record<Limit, number>>;
  readonly tasksPerSecond: number;
  readonly first: Limit;
  /** Nodes of one core each that so many tasks need. */
  readonly nodes: number;
  /** From a create to its commit: half a transaction of somebody else's, then its own, in a queue of all nodes' lanes. */
  readonly commitMs: number;
  readonly storedGibPerDay: number;
}

/** The line of least squares through what was measured; where it has no sense, all of the cost is each task's own. */
function fitLine(costs: readonly Pick<Cost, "commits" | "databaseMicros">[]): Line {
  const mean = (of: (cost: (typeof costs)[number]) => number) => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;
  const [commits, micros] = [mean((cost) => cost.commits), mean((cost) => cost.databaseMicros)];
  const spread = mean((cost) => (cost.commits - commits) ** 2);
  const slope = spread === 0 ? 0 : mean((cost) => (cost.commits - commits) * (cost.databaseMicros - micros)) / spread;
  const perCommit = Math.max(0, Math.min(slope, micros / Math.max(commits, Number.MIN_VALUE)));
  return { perCommit, perTask: micros - perCommit * commits };
}

const ofOneNode = ({ costs }: NodeCosts, deed: Deed): Cost => {
  const [cost] = costs[deed];
  if (!cost) throw new Error(`there is no cost of a ${deed}`);
  return cost;
};

/** Transactions a second that can follow one another. */
function toMaxCommits({ fsyncMs }: NodeCosts, { roundTripMs }: Assumptions): number {
  return 1_000 / (fsyncMs + roundTripMs);
}

interface Database {
  readonly cores: number;
  /** Whether polls go elsewhere. */
  readonly hasReplicas: boolean;
}

function computeCapacity(costs: NodeCosts, { cores, hasReplicas }: Database, assumed: Assumptions): Capacity {
  const life = ofOneNode(costs, "life");
  const line = fitLine(costs.costs.life);
  const polls = hasReplicas ? 0 : assumed.pollsPerTask * ofOneNode(costs, "poll").databaseMicros;
  const maxCommits = toMaxCommits(costs, assumed);
  const budget = cores * assumed.utilisation * 1e6;
  // As few tasks as make no more transactions than can follow one another have one node's share of them each; more share more.
  const alone = budget / (line.perTask + polls + line.perCommit * life.commits);
  const shared = (budget - line.perCommit * maxCommits) / (line.perTask + polls);
  const processor = alone * life.commits <= maxCommits ? alone : Math.max(shared, maxCommits / life.commits);
  const events = (maxCommits * MAX_GROUP) / WRITES_OF_LIFE;
  const log = (assumed.diskMibPerSecond * 1024) / life.walKib;
  const limits = { processor, events, log };
  const first = LIMITS.reduce((least, limit) => (limits[limit] < limits[least] ? limit : least));
  const tasksPerSecond = limits[first];
  const nodeMicros = life.nodeMicros + assumed.pollsPerTask * ofOneNode(costs, "poll").nodeMicros;
  const nodes = Math.ceil((tasksPerSecond * nodeMicros) / (NODE_CORES * assumed.utilisation * 1e6));
  const inQueue = Math.max(1, nodes * LANES * Math.min(1, (tasksPerSecond * life.commits) / maxCommits));
  return {
    cores,
    limits,
    tasksPerSecond,
    first,
    nodes,
    commitMs: (1.5 * inQueue * 1_000) / maxCommits,
    storedGibPerDay: (tasksPerSecond * SECONDS_OF_DAY * costs.storedKib) / 1024 ** 2,
  };
}

/** Tables for docs/scale.md: what was measured and goes in, and what is computed from it. */
export function describeCapacity(costs: NodeCosts, assumed: Assumptions = ASSUMED): string {
  const { perTask, perCommit } = fitLine(costs.costs.life);
  const [life, poll] = [ofOneNode(costs, "life"), ofOneNode(costs, "poll")];
  const measured = toMarkdown(
    ["measured, one node where nothing else is said", ""],
    [
      ["a life on PostgreSQL's processor, whatever shares its transactions", `${round(perTask)} µs`],
      ["a transaction on it, whatever shares it", `${round(perCommit)} µs`],
      ["a poll on it", `${round(poll.databaseMicros)} µs`],
      ["a life, and a poll, on a node's processor", `${round(life.nodeMicros)} and ${round(poll.nodeMicros)} µs`],
      ["write-ahead log of a life", `${round(life.walKib)} KiB`],
      ["stored for each task, with its events, money and indexes", `${round(costs.storedKib)} KiB`],
      ["one fsync", `${round(costs.fsyncMs)} ms`],
    ],
  );
  const rows = CORES.map((cores) => {
    const alone = computeCapacity(costs, { cores, hasReplicas: false }, assumed);
    const replicated = computeCapacity(costs, { cores, hasReplicas: true }, assumed);
    const { limits, first, tasksPerSecond, nodes, commitMs, storedGibPerDay } = alone;
    const growth = `${round(storedGibPerDay)} GiB`;
    return [
      [String(cores), round(limits.processor), round(limits.events), round(limits.log), FIRST[first], String(nodes)],
      [`${round(commitMs)} ms`, growth, round(replicated.tasksPerSecond), round(tasksPerSecond * CELLS)],
    ].flat();
  });
  const computed = toMarkdown(
    [
      "cores of the primary",
      "tasks a second by its processor",
      "by the order of events",
      "by its log",
      "first limit",
      "nodes of one core",
      "a create's commit",
      "grows a day by",
      "with read replicas",
      `with ${CELLS} cells`,
    ],
    rows,
  );
  const { pollsPerTask, utilisation, diskMibPerSecond, roundTripMs } = assumed;
  const terms = `Computed for ${pollsPerTask} polls of each task, processors that are busy for ${utilisation * 100} % of the time, a disk that writes ${diskMibPerSecond} MiB a second through, and ${roundTripMs} ms between node and database.`;
  return [measured, "", terms, "", computed].join("\n");
}

const FIRST: Readonly<Record<Limit, string>> = { processor: "processor", events: "order of events", log: "log" };

function toMarkdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "--:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Two figures that mean something: a model has no more. */
function round(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en-GB");
}
