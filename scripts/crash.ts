// Kills a server under load as often as is asked for and judges what it leaves, then takes its disk, its log and its clock from it:
// the long form of test/crash.test.ts and test/faults.test.ts. With several nodes, as many faults of nodes, of PostgreSQL and of the
// S3 server: the long form of test/cluster.test.ts.
//
// Run: npm run crash -- --kills 1000 --seed 7
//      npm run crash -- --nodes 3 --kills 100 --seed 7
import { spawnSync } from "node:child_process";
import { parseOptions, refuse } from "../bench/support/options.ts";

const values = parseOptions({
  nodes: { type: "string", default: "1" },
  kills: { type: "string", default: "1000" },
  seed: { type: "string", default: String(Date.now() % 1_000_000) },
});
for (const name of ["nodes", "kills", "seed"] as const) {
  if (!/^\d{1,6}$/.test(values[name])) {
    refuse(`--${name} must be a whole number of at most six digits, got ${JSON.stringify(values[name])}.`);
  }
}
const files = values.nodes === "1" ? ["test/crash.test.ts", "test/faults.test.ts"] : ["test/cluster.test.ts"];
const words = ["run", ...files, "--no-file-parallelism", "--disable-console-intercept"];
const { status } = spawnSync("vitest", words, {
  stdio: "inherit",
  env: { ...process.env, CRASH_NODES: values.nodes, CRASH_KILLS: values.kills, CRASH_SEED: values.seed },
});
process.exit(status ?? 1);
