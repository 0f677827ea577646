// How the tests run: files share the processes of their workers, which saves half a second of a processor for each.
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const ROOT = fileURLToPath(new URL(".", import.meta.url));

/** These look at the memory or the warnings of their process, which they need for themselves. */
const ALONE = ["test/http/events.test.ts"];

/** The longest, first: whatever is long and begins late leaves a processor idle at the end. */
const LONG = [
  "test/upstreams.test.ts",
  "test/console/operate.test.ts",
  "test/client/server.test.ts",
  "test/console/gallery.test.ts",
  "test/console/story.test.ts",
  "test/migrate.test.ts",
  "test/cluster.test.ts",
  "test/crash.test.ts",
  "test/stores/postgres.test.ts",
  "test/stores/postgres-faults.test.ts",
  "test/cli/account.test.ts",
  "test/cli.test.ts",
  "test/engines/own-gpu.test.ts",
  "test/cli/generate.test.ts",
  "test/cli/tasks.test.ts",
  "test/faults.test.ts",
];

/** By place in the lists above; the others by how long they took before, or by size. */
class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const order = [...ALONE, ...LONG];
    const place = ({ moduleId }: TestSpecification): number => {
      const index = order.indexOf(relative(ROOT, moduleId));
      return index < 0 ? order.length : index;
    };
    return (await super.sort(specifications)).sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    pool: "forks",
    // One more than small machines have processors: a third of the time is spent waiting, for other processes and for time to pass.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    // Drawing threads of a test's own process start twice as fast with the compiled code that servers keep.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/muleteer", import.meta.url)) },
    projects: [
      { extends: true, test: { name: "alone", include: ALONE } },
      { extends: true, test: { name: "together", include: ["test/**/*.test.ts"], exclude: ALONE, isolate: false } },
    ],
  },
});
