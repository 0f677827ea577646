// Kills a server under load as often as is asked for and judges what it leaves, then takes its disk, its log and its clock from it:
// the long form of test/crash.test.ts and test/faults.test.ts.
//
// Run: npm run crash -- --kills 1000 --seed 7
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "1000" }, seed: { type: "string", default: String(Date.now() % 1_000_000) } },
});
for (const name of ["kills", "seed"] as const) {
  if (!/^\d{1,6}$/.test(values[name])) {
    console.error(`--${name} must be a whole number of at most six digits, got ${JSON.stringify(values[name])}.`);
    process.exit(2);
  }
}
const words = ["run", "test/crash.test.ts", "test/faults.test.ts", "--no-file-parallelism", "--disable-console-intercept"];
const { status } = spawnSync("vitest", words, {
  stdio: "inherit",
  env: { ...process.env, CRASH_KILLS: values.kills, CRASH_SEED: values.seed },
});
process.exit(status ?? 1);
