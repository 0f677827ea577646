// The whole server, killed at chosen moments under load: what it acknowledged is carried out, once, nothing is paid twice, and
// nothing is left over. And what signals do.
//
// `npm run crash` is the long form, with as many kills as one likes.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { runCampaign, type Campaign } from "./crash/campaign.ts";
import { judgeEnd, type Tally } from "./crash/end.ts";
import { isLong, KILLS, SEED } from "./crash/form.ts";
import { MODEL_PATH, startPaidUpstream } from "./crash/paid-upstream.ts";
import { listFiles, temporaryDirectory } from "./support/directory.ts";
import { runServer, SERVER_KEY, type ServerProcess } from "./support/process.ts";
import { until } from "./support/until.ts";

/** What was done and how it ended, for whoever runs the long form. */
function describeCampaign({ points, traces }: Campaign, tally: Tally): string {
  const lines = [...points]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { met, missed }]) => `  ${name}: ${met}${missed > 0 ? `, and ${missed} that did not come` : ""}`);
  const figures = Object.entries(tally).map(([name, figure]) => `${figure} ${name}`);
  return [
    `crash test: CRASH_SEED=${SEED} CRASH_KILLS=${KILLS}: ${figures.join(", ")}`,
    ...(traces ? [] : ["  strace may not trace here: no kills before single system calls"]),
    ...lines,
  ].join("\n");
}

describe("kill -9", () => {
  test(
    `I1 to I7, I11, I13, I14: ${KILLS} kills lose, repeat, pay twice for and leave nothing (CRASH_SEED=${SEED})`,
    { timeout: 120_000 + KILLS * 10_000 },
    async () => {
      console.log(`crash test: CRASH_SEED=${SEED} CRASH_KILLS=${KILLS}`);
      const campaign = await runCampaign({ kills: KILLS, seed: SEED });
      const tally = await judgeEnd(campaign, { limitMs: 60_000 + KILLS * 3_000 });
      console.log(describeCampaign(campaign, tally));
      // A campaign in which nothing happened proves nothing.
      expect(tally.completed).toBeGreaterThan(0);
      expect(tally.paid).toBeGreaterThan(0);
    },
  );
});

/** Work in progress at the paid upstream, which holds it, and more behind it. */
async function startBusy() {
  const upstream = await startPaidUpstream(() => 0.5);
  upstream.hold();
  const directory = join(temporaryDirectory(), "data");
  const server = await runServer(directory, {
    ...upstream.settings,
    MULETEER_MULEROUTER_CONCURRENCY: "1",
    MULETEER_ROUTES: "*=mulerouter",
  });
  const ids = [await create(server)];
  await until("the upstream has the work", () => upstream.ledger.some(({ looks }) => looks > 0));
  for (let more = 0; more < 3; more += 1) ids.push(await create(server));
  return { upstream, server, directory, ids };
}

const HEADERS = { Authorization: `Bearer ${SERVER_KEY}`, "Content-Type": "application/json" };

const post = ({ url }: ServerProcess) =>
  fetch(url + MODEL_PATH, { method: "POST", headers: HEADERS, body: JSON.stringify({ prompt: "a fox", prompt_extend: false }) });

async function create(server: ServerProcess): Promise<string> {
  const answer = await post(server);
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { task_info: { id: string } }).task_info.id;
}

function listTasks(directory: string): Record<string, unknown>[] {
  using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
  return database.prepare("SELECT id, state, lease, claims, handle FROM tasks ORDER BY id").all();
}

/** New work is refused with the time to come back. */
async function expectRefusal(server: ServerProcess): Promise<void> {
  const refused = await until("new work is refused", async () => {
    const answer = await post(server);
    return answer.status !== 202 && answer;
  });
  expect(refused.status).toBe(503);
  expect(refused.headers.get("Retry-After")).toMatch(/^\d+$/);
}

describe("signals", () => {
  test.each<[string, NodeJS.Signals[]]>([
    ["SIGTERM", ["SIGTERM"]],
    ["SIGINT twice within half a second, as npm sends it,", ["SIGINT", "SIGINT"]],
  ])("I12: %s lets running work end, refuses new work, and exits with 0", async (_, signals) => {
    const { upstream, server, directory, ids } = await startBusy();
    for (const signal of signals) server.kill(signal);
    await expectRefusal(server);
    // Who polls is answered still.
    const polled = await fetch(`${server.url}${MODEL_PATH}/${ids[0]}`, { headers: HEADERS });
    expect(await polled.json()).toMatchObject({ task_info: { status: "processing" } });
    upstream.release();
    expect(await server.exited).toEqual({ code: 0, signal: null });

    const tasks = listTasks(directory);
    expect(tasks.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(tasks.every(({ lease }) => lease === null)).toBe(true);
    expect(tasks.find(({ id }) => id === ids[0])).toMatchObject({ state: "completed" });
    expect(listFiles(join(directory, "images")).filter((name) => name.startsWith("tmp/"))).toEqual([]);
  });

  test.runIf(isLong)(
    "I12: what does not end in time is handed back with its handle, and the next server looks at it and pays no more",
    async () => {
      const { upstream, server, directory, ids } = await startBusy();
      server.kill("SIGTERM");
      expect(await server.exited).toEqual({ code: 0, signal: null });
      const paid = upstream.ledger.length;
      const first = listTasks(directory).find(({ id }) => id === ids[0]);
      expect(first).toMatchObject({ state: "processing", lease: null, claims: 0, handle: expect.stringContaining("job-") });
      upstream.release();
      const again = await runServer(directory, { ...upstream.settings, MULETEER_ROUTES: "*=mulerouter" });
      await until("all is done", () => listTasks(directory).every(({ state }) => state === "completed"));
      expect(upstream.ledger).toHaveLength(paid + ids.length - 1);
      again.kill("SIGKILL");
    },
  );

  test("a second signal, later than half a second, ends it at once; nothing is lost by that", async () => {
    const { server, directory, ids } = await startBusy();
    server.kill("SIGTERM");
    await expectRefusal(server);
    // Earlier ones are taken for an echo of the first, so they are sent until one is not.
    const { code } = await until("it ends", async () => {
      server.kill("SIGTERM");
      return await Promise.race([server.exited, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 100))]);
    });
    expect(code).toBe(1);
    expect(listTasks(directory).map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });
});
