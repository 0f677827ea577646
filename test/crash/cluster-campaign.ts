// A campaign against several nodes: clients use any of them, one fault after the other strikes, and after each the installation must
// say that it is ready, take work and end it by itself; what it holds then is compared with what everybody was told.
import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { listFiles } from "../support/directory.ts";
import { openReceiver, type Receiver } from "../support/receiver.ts";
import { until } from "../support/until.ts";
import { createUsers } from "./campaign.ts";
import { createClients, send, type Clients, type Doors, type User } from "./clients.ts";
import { openCluster, type Cluster, type Node } from "./cluster.ts";
import { pause, type Fault, type Scene } from "./cluster-faults.ts";
import { judgeDoor, judgeOutcome, type Tally } from "./end.ts";
import { judgeRemains, type Judged } from "./judge.ts";
import { startPaidUpstream, type PaidUpstream } from "./paid-upstream.ts";
import { createRandom, pick, type Random } from "./random.ts";
import type { Remains } from "./remains.ts";

/** Between what one client does and what it does next. */
const PAUSE_MS = 300;
/** Of one key, for each fault: less than its clients ask for. */
const BUDGET_PER_FAULT_MICROS = 400_000;
/** By when all must be well again after a fault; mostly it takes a few seconds. */
const RECOVERY_MS = 120_000;
const DELETED = 6;
const REPEATED_AT_ONCE = 10;
/** Characters of what a node logged last, for whoever sees a failure. */
const LOG_SHOWN = 4_000;
const DAY_SECONDS = 86_400;

export interface ClusterCampaign extends Judged {
  readonly cluster: Cluster;
  readonly upstream: PaidUpstream;
  readonly receiver: Receiver;
  readonly clients: Clients;
  readonly users: readonly User[];
  readonly random: Random;
  /** How long it took from the end of each fault until a new task was completed, in ms, by the fault. */
  readonly recoveries: ReadonlyMap<string, readonly number[]>;
}

interface Options {
  readonly nodes: number;
  readonly faults: readonly Fault[];
  /** Clients that are about something at once. */
  readonly actors: number;
  readonly leaseMs: number;
  /** What a fault may last beyond what it must. */
  readonly mostMs: number;
  readonly seed: number;
}

export async function runClusterCampaign({
  nodes: count,
  faults,
  actors,
  leaseMs,
  mostMs,
  seed,
}: Options): Promise<ClusterCampaign> {
  const random = createRandom(seed);
  const [upstream, receiver] = await Promise.all([startPaidUpstream(createRandom(seed + 1)), openReceiver()]);
  const settings = { MULETEER_WEBHOOK_LOOPBACK: "yes", MULETEER_SKETCH_THREADS: "1", ...upstream.settings };
  const cluster = await openCluster(count, { leaseMs, settings });
  await Promise.all(cluster.nodes.map((node) => node.start()));
  const [first] = cluster.nodes;
  const users = await createUsers(first?.url ?? "", { receiver, budgetMicros: faults.length * BUDGET_PER_FAULT_MICROS });
  const ownWebhookUrl = new URL("/own", receiver.url).href;
  const clients = createClients(users, { ownWebhookUrl, random, paid: 0.97, keyed: 0.9, readsMayFail: true });
  const recoveries = new Map<string, number[]>();
  const campaign = { cluster, upstream, receiver, clients, users, random, recoveries, compared: new Set<string>() };

  const hooks: Scene["hooks"] = {};
  const over = new AbortController();
  const doors = toDoors(cluster, random);
  const busy = Promise.all([
    clients.wander(doors, over.signal),
    ...Array.from({ length: actors }, async () => {
      while (!over.signal.aborted) {
        await clients.act(doors, hooks);
        await pause(PAUSE_MS);
      }
    }),
  ]);
  try {
    for (const [index, fault] of faults.entries()) {
      const when = `fault ${index + 1}, ${fault.name}`;
      await fault.strike({ cluster, random, mostMs, upstream, receiver, hooks });
      const healedAt = performance.now();
      await expectRecovery(campaign, when);
      recoveries.set(fault.name, [...(recoveries.get(fault.name) ?? []), performance.now() - healedAt]);
      await judgeNow(campaign, when);
      const figures = `${clients.asked.length} creates, ${upstream.ledger.length} paid, ${receiver.received.length} delivered`;
      if (faults.length > 10) console.log(`cluster test: ${when}: ${Math.round(performance.now() - healedAt)} ms; ${figures}`);
    }
  } catch (error) {
    for (const { name, log } of cluster.nodes) console.error(`${name}:\n${log.slice(-LOG_SHOWN)}`);
    throw error;
  } finally {
    over.abort();
    await busy;
  }
  return campaign;
}

/** Any node that takes creates, also one that is stopped or cut off and does not know it. */
function toDoors({ nodes }: Cluster, random: Random): Doors {
  return () => {
    const open = nodes.flatMap(({ door }) => door ?? []);
    return open.length === 0 ? undefined : pick(open, random);
  };
}

/** Every node says that it is ready, and then is; a new task is taken at once and completed. */
async function expectRecovery({ cluster, users }: ClusterCampaign, when: string): Promise<void> {
  const limits = { limitMs: RECOVERY_MS, everyMs: 100 };
  await until(
    `every node is ready after ${when}`,
    async () => (await Promise.all(cluster.nodes.map(isReady))).every(Boolean),
    limits,
  );
  const [admin] = users;
  for (const { door } of cluster.nodes) {
    if (door === undefined || !admin) continue;
    const listed = await send(`${door}/v1/tasks?limit=1`, { key: admin.key });
    expect(listed?.status, `a node that is ready answers after ${when}: ${listed?.body}`).toBe(200);
  }
  const before = new Set((await listUnfinished(cluster)).map(({ id }) => id));
  const listLeft = async () => (await listUnfinished(cluster)).filter(({ id }) => before.has(id));
  try {
    await until(`what was unfinished after ${when} is ended`, async () => (await listLeft()).length === 0, limits);
  } catch (error) {
    console.error(await listLeft());
    throw error;
  }
}

async function listUnfinished(cluster: Cluster): Promise<Record<string, unknown>[]> {
  return await cluster.ask(
    `SELECT id, model, state, engine, submitted_at, handle, claims, failures, lease, to_timestamp(due_at / 1000.0) AS due, now()
     FROM muleteer.tasks WHERE state IN ('pending', 'processing')`,
  );
}

async function isReady({ url }: Node): Promise<boolean> {
  if (url === undefined) return false;
  const answer = await send(`${url}/readyz`, { key: "" });
  return answer?.status === 200;
}

/** What was known before the database was read must be in it. */
async function judgeNow(campaign: ClusterCampaign, when: string): Promise<Remains> {
  const { compared, cluster } = campaign;
  const { asked, surprises } = campaign.clients;
  const known = structuredClone({
    clients: { asked, surprises },
    users: campaign.users,
    upstream: { ledger: campaign.upstream.ledger },
    receiver: { received: campaign.receiver.received },
  });
  const remains = await cluster.read();
  judgeRemains({ ...known, compared }, remains, when);
  return remains;
}

/** All nodes carry out what is left, and everything is compared with everything. */
export async function judgeClusterEnd(campaign: ClusterCampaign): Promise<Tally> {
  const { cluster, clients, users, random } = campaign;
  const limits = { limitMs: RECOVERY_MS * 2, everyMs: 200 };
  const doors = toDoors(cluster, random);
  const keyed = clients.asked.filter(({ headers }) => headers["idempotency-key"] !== undefined);
  for (let next = 0; next < keyed.length; next += REPEATED_AT_ONCE) {
    await Promise.all(keyed.slice(next, next + REPEATED_AT_ONCE).map((each) => clients.create(doors() ?? "", each)));
  }
  const countOf = async (sql: string) => Number((await cluster.ask(sql))[0]?.["n"]);
  await until(
    "every task has ended",
    async () => (await countOf("SELECT count(*) AS n FROM muleteer.tasks WHERE state IN ('pending', 'processing')")) === 0,
    limits,
  );
  await until(
    "everything is delivered",
    async () => (await countOf("SELECT count(*) AS n FROM muleteer.deliveries WHERE state = 'pending'")) === 0,
    limits,
  );
  const { events } = await cluster.read();
  const streamed = new AbortController();
  const wandering = clients.wander(doors, streamed.signal);
  await until("the last event is streamed", () =>
    users.every(({ keyId, streamed: seen }) => {
      const last = events.findLast((event) => event.keyId === keyId)?.id ?? 0;
      return Number(seen.at(-1)?.id ?? 0) >= last;
    }),
  );
  streamed.abort();
  await wandering;
  const remains = await judgeNow(campaign, "the end");
  const tally = await judgeOutcome(campaign, remains);
  // A create without an idempotency key whose answer was lost may have made its task.
  for (const each of clients.asked) each.id ??= remains.ids.get(each.name);
  await judgeDoor(campaign, doors() ?? "");
  await judgeDeletes(campaign, remains);
  const orphans = await judgeSweep(campaign);
  for (const node of cluster.nodes) node.signal("SIGTERM");
  for (const node of cluster.nodes) expect(await node.exited(), `${node.name} stops`).toEqual({ code: 0, signal: null });
  return { ...tally, orphans };
}

/** A delete that was answered has happened, for every node; one that was cut off by a kill has happened or not, and can be repeated. */
async function judgeDeletes({ cluster, clients }: ClusterCampaign, { tasks }: Remains): Promise<void> {
  const some = clients.asked.filter(({ id }) => tasks.get(id ?? "")?.state === "completed").slice(0, DELETED);
  const [one, other] = cluster.nodes as readonly [Node, Node, ...Node[]];
  for (const node of [one, other]) {
    // Which roles they were left with is chance.
    if (node.door !== undefined) continue;
    node.signal("SIGTERM");
    await node.exited();
    await node.start();
  }
  const gone = new Set<string | undefined>();
  await Promise.all(
    some.map(async ({ id, user }) => {
      const answer = await send(`${one.door}/v1/tasks/${id}`, { method: "DELETE", key: user.key });
      if (answer?.status === 204) gone.add(id);
      if (gone.size > 0) one.signal("SIGKILL");
    }),
  );
  one.signal("SIGKILL");
  await one.exited();
  for (const { id, user } of some) {
    const answer = await send(`${other.door}/v1/tasks/${id}`, { method: "DELETE", key: user.key });
    expect(gone.has(id) ? [404] : [204, 404]).toContain(answer?.status);
  }
  await one.start();
  const ids = some.map(({ id }) => id);
  const [left] = await cluster.ask(
    `SELECT (SELECT count(*)::int FROM muleteer.tasks WHERE id = ANY ($1)) AS tasks,
       (SELECT count(*)::int FROM muleteer.events WHERE task_id = ANY ($1) AND type <> 'task.deleted') AS events,
       (SELECT count(*)::int FROM muleteer.ledger WHERE task_id = ANY ($1) AND kind = 'charge') AS charges`,
    [ids],
  );
  expect(left).toEqual({ tasks: 0, events: 0, charges: some.length });
}

/**
 * Every object belongs to a completed task; what a kill or a cancel left over is gone once it is old, at each node too. What a node's
 * spool has of a task that another node completed goes when the task's images do.
 */
async function judgeSweep({ cluster }: ClusterCampaign): Promise<number> {
  const bucket = join(cluster.s3.directory, cluster.s3.options.prefix);
  const folders = [bucket, ...cluster.nodes.map(({ directory }) => join(directory, "spool"))].filter((folder) =>
    existsSync(folder),
  );
  const { tasks } = await cluster.read();
  const known = new Set([...tasks.values()].flatMap(({ images }) => images.map(({ blob }) => blob)));
  const listLeft = () =>
    folders.flatMap((folder) =>
      listFiles(folder)
        .filter((file) => file.endsWith(".png") && !known.has(file))
        .map((file) => join(folder, file)),
    );
  const images = new Set(listFiles(bucket));
  expect(
    [...known].filter((blob) => !images.has(blob)),
    "images that are gone",
  ).toEqual([]);
  const left = listLeft();
  const old = Date.now() / 1_000 - 2 * DAY_SECONDS;
  for (const file of left) utimesSync(file, old, old);
  if (left.length === 0) return 0;
  // The sweep looks for them when it starts.
  for (const node of cluster.nodes) {
    node.signal("SIGKILL");
    await node.exited();
  }
  await Promise.all(cluster.nodes.map((node) => node.start()));
  await until("what is left over is swept", () => listLeft().length === 0, { limitMs: RECOVERY_MS, everyMs: 100 });
  return left.length;
}
