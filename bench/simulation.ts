// Question: what does one PostgreSQL primary carry, what is the first limit, and what do read replicas and cells give?
//
// Method: nothing is measured here. The costs that `node bench/nodes.ts --json FILE` measured go into a model of four resources,
// described in support/capacity.ts, and tables for docs/scale.md come out: first what goes in, then what follows from it.
//
// Traps: costs of a machine of two cores are carried on to one of sixty-four as if nothing stood in the way; what locks and caches do
// there is not in it. Costs that were measured while the machine had other work are too high.
//
// Run: node bench/simulation.ts FILE     (at once)
import { readFileSync } from "node:fs";
import { describeCapacity } from "./support/capacity.ts";
import { readNodeCosts } from "./support/node-costs.ts";
import type { Figure } from "./support/report.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new TypeError("node bench/simulation.ts FILE, which node bench/nodes.ts --json FILE has written");
const read = JSON.parse(readFileSync(file, "utf8")) as readonly Figure[] | { readonly figures: readonly Figure[] };
console.log(describeCapacity(readNodeCosts("figures" in read ? read.figures : read)));
