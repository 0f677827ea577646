// The model that bench/simulation.ts asks, on costs whose outcome is known by hand.
import { expect, test } from "vitest";
import { describeCapacity } from "../bench/support/capacity.ts";
import { NODE_COUNTS, readNodeCosts, type Cost, type NodeCosts } from "../bench/support/node-costs.ts";

const costOf = (nodes: number, cost: Omit<Cost, "nodes">): Cost => ({ nodes, ...cost });
const POLL = { nodeMicros: 100, databaseMicros: 100, commits: 0, walKib: 0 };

/** A life takes 400 µs of the database, and each of its transactions 1,000 µs; a commit takes 1 ms, the way there and back included. */
const COSTS: NodeCosts = {
  costs: {
    create: [],
    poll: NODE_COUNTS.map((nodes) => costOf(nodes, POLL)),
    life: NODE_COUNTS.map((nodes) =>
      costOf(nodes, { nodeMicros: 1_100, databaseMicros: 400 + 1_000 * 0.1 * nodes, commits: 0.1 * nodes, walKib: 10 }),
    ),
  },
  fsyncMs: 0.5,
  storedKib: 10,
};

/** By the cores of the primary. */
function readRows(costs: NodeCosts): Map<string, string[]> {
  const rows = describeCapacity(costs)
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(rows.map(([, cores = "", ...cells]) => [cores, cells]));
}

test("a processor carries what its tasks, their polls and their transactions leave of it", () => {
  // 4 cores at 70 %: 2.8 s of processor a second; 400 + 3 × 100 + 0.1 × 1,000 = 800 µs a task, without polls 500.
  const [processor, , , first, nodes, , grows, replicas, cells] = readRows(COSTS).get("4") ?? [];
  expect([processor, first, nodes, replicas, cells]).toEqual(["3,500", "processor", "7", "5,600", "14,000"]);
  // 3,500 a second of 10 KiB each.
  expect(grows).toBe("2,900 GiB");
});

test("transactions follow one another: beyond so many, tasks share them", () => {
  // 64 cores: 44.8 s; 1,000 transactions a second take 1 of them, and 700 µs a task the rest.
  expect(readRows(COSTS).get("64")?.[0]).toBe("63,000");
});

test("a slow disk and large rows are the first limit where they are", () => {
  const life = COSTS.costs.life.map((cost) => ({ ...cost, walKib: 1_024 }));
  const [, , log, first] = readRows({ ...COSTS, costs: { ...COSTS.costs, life } }).get("64") ?? [];
  expect([log, first]).toEqual(["200", "log"]);
});

test("a figure that was not measured is named", () => {
  expect(() => readNodeCosts([])).toThrow(/there is no figure of "create, processor of 1 node"/);
});
