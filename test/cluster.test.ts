// Several nodes on one PostgreSQL and one S3 server, under load, while nodes, database and store are killed, stopped, cut off and
// slowed down: what holds for one holds for all together.
//
// `npm run crash -- --nodes 3` is the long form, with as many faults as one likes.
import { describe, expect, test } from "vitest";
import { judgeClusterEnd, runClusterCampaign, type ClusterCampaign } from "./crash/cluster-campaign.ts";
import { createFaults, SHORT } from "./crash/cluster-faults.ts";
import type { Tally } from "./crash/end.ts";
import { isLong, KILLS, NODES, SEED } from "./crash/form.ts";
import { createRandom } from "./crash/random.ts";
import { obstacle } from "./support/postgres.ts";
import { MISSING_S3 } from "./support/s3.ts";

const LONG = { actors: 3, leaseMs: 8_000, mostMs: 60_000 };
const SHORTLY = { actors: 3, leaseMs: 3_000, mostMs: 1_000 };

const missing = obstacle ?? MISSING_S3;

function describeCampaign({ recoveries }: ClusterCampaign, tally: Tally): string {
  const lines = [...recoveries]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([name, times]) => `  ${name}: ${times.length}, well again after ${Math.round(Math.max(...times) / 100) / 10} s at most`,
    );
  const figures = Object.entries(tally).map(([name, figure]) => `${figure} ${name}`);
  return [`cluster test: CRASH_SEED=${SEED} CRASH_KILLS=${KILLS}: ${figures.join(", ")}`, ...lines].join("\n");
}

describe.skipIf(missing !== undefined)(`${NODES} nodes${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  const next = createFaults(createRandom(SEED));
  const faults = isLong ? Array.from({ length: KILLS }, next) : SHORT;
  test(
    `I1 to I14: ${faults.length} faults lose, repeat, pay twice for and leave nothing (CRASH_SEED=${SEED})`,
    { timeout: 300_000 + faults.length * 60_000 },
    async () => {
      console.log(`cluster test: CRASH_SEED=${SEED} CRASH_KILLS=${faults.length}`);
      const campaign = await runClusterCampaign({ nodes: NODES, faults, seed: SEED, ...(isLong ? LONG : SHORTLY) });
      const tally = await judgeClusterEnd(campaign);
      console.log(describeCampaign(campaign, tally));
      expect(tally.completed).toBeGreaterThan(0);
      expect(tally.paid).toBeGreaterThan(0);
    },
  );
});
