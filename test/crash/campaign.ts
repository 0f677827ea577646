// A campaign: one data directory, one server after the other, each killed at a moment of its own while clients use it, and what it
// leaves looked into before the next one starts. The short form and the long one differ in the number of kills alone.
import { join } from "node:path";
import { expect } from "vitest";
import { temporaryDirectory } from "../support/directory.ts";
import { runServer, spawnServer } from "../support/process.ts";
import { openReceiver, type Receiver } from "../support/receiver.ts";
import { ADMIN, createClients, send, type Clients, type User } from "./clients.ts";
import { readDirectory } from "./directory.ts";
import { judgeRemains, type Judged } from "./judge.ts";
import { startPaidUpstream, type PaidUpstream } from "./paid-upstream.ts";
import { createSchedule, type Life, type Point } from "./points.ts";
import { createRandom, type Random } from "./random.ts";

/** Acts of clients in one life: bounds the work that is left when the killing ends. */
const ACTS_PER_LIFE = 10;
const ACTORS = 3;
/** Between what one client does and what it does next. */
const PAUSE_MS = 40;
/** A moment that has not come by then does not: the server is killed anyway. */
const LIFE_MS = 2_000;
/** Of one key, for each kill: less than its clients ask for. */
const BUDGET_PER_KILL_MICROS = 75_000;

export interface Campaign extends Judged {
  readonly directory: string;
  readonly upstream: PaidUpstream;
  readonly receiver: Receiver;
  readonly clients: Clients;
  readonly users: readonly User[];
  readonly settings: Readonly<Record<string, string>>;
  /** Of each point, how often it was met and how often it did not come. */
  readonly points: ReadonlyMap<string, { met: number; missed: number }>;
  readonly traces: boolean;
}

export async function runCampaign({ kills, seed }: { readonly kills: number; readonly seed: number }): Promise<Campaign> {
  const random = createRandom(seed);
  const directory = join(temporaryDirectory(), "data");
  const [upstream, receiver] = await Promise.all([startPaidUpstream(createRandom(seed + 1)), openReceiver()]);
  const settings = { MULETEER_WEBHOOK_LOOPBACK: "yes", MULETEER_SKETCH_THREADS: "1", ...upstream.settings };
  const users = await settle(directory, { receiver, settings, budgetMicros: kills * BUDGET_PER_KILL_MICROS });
  const ownWebhookUrl = new URL("/own", receiver.url).href;
  const clients = createClients(users, { ownWebhookUrl, random, paid: 0.9, keyed: 1, readsMayFail: false });
  const points = new Map<string, { met: number; missed: number }>();
  const schedule = createSchedule(random);
  const campaign = {
    directory,
    upstream,
    receiver,
    clients,
    users,
    settings,
    points,
    traces: schedule.traces,
    compared: new Set<string>(),
  };
  for (let kill = 1; kill <= kills; kill += 1) {
    const point = schedule.next();
    const count = points.get(point.name) ?? { met: 0, missed: 0 };
    points.set(point.name, count);
    const isMet = await (point.inStart ? dieInStart(campaign, point, random) : liveAndDie(campaign, point, random));
    count[isMet ? "met" : "missed"] += 1;
    judgeRemains(campaign, readDirectory(directory), `kill ${kill}, ${point.name}`);
    if (kill % 50 === 0)
      console.log(`crash test: ${kill} kills, ${clients.asked.length} creates, ${upstream.ledger.length} paid`);
  }
  return campaign;
}

/** The first life: makes the keys and the webhooks, and is killed. */
async function settle(
  directory: string,
  { receiver, settings, budgetMicros }: Pick<Campaign, "receiver" | "settings"> & { readonly budgetMicros: number },
): Promise<User[]> {
  const server = await runServer(directory, settings);
  const users = await createUsers(server.url, { receiver, budgetMicros });
  server.kill("SIGKILL");
  await server.exited;
  return users;
}

/** Keys, one of them with a budget for all its tasks, and a webhook for each. */
export async function createUsers(
  url: string,
  { receiver, budgetMicros: budget }: { readonly receiver: Receiver; readonly budgetMicros: number },
): Promise<User[]> {
  async function ask<T>(user: User, path: string, body: object): Promise<T> {
    const answer = await send(url + path, { method: "POST", key: user.key, body });
    expect(answer?.status, answer?.body).toBe(201);
    return JSON.parse(answer?.body ?? "") as T;
  }
  const admin = { ...ADMIN, streamed: [] };
  const users: User[] = [admin];
  for (const [name, budgetMicros] of [
    ["free", undefined],
    ["frugal", budget],
  ] as const) {
    const terms = budgetMicros === undefined ? {} : { total_spend_usd: budgetMicros / 1_000_000 };
    const { id, key } = await ask<{ id: string; key: string }>(admin, "/v1/keys", { name, ...terms });
    users.push({ name, key, keyId: id, budgetMicros, streamed: [] });
  }
  for (const user of users) await ask(user, "/v1/webhooks", { url: new URL(`/hooks/${user.name}`, receiver.url).href });
  return users;
}

async function dieInStart({ directory, settings, upstream, receiver }: Campaign, point: Point, random: Random): Promise<boolean> {
  const server = spawnServer(directory, settings);
  const kill = () => server.kill("SIGKILL");
  const disarm = point.arm({ directory, random, upstream, receiver, hooks: {}, kill, drain: kill });
  expect((await server.exited).signal).toBe("SIGKILL");
  disarm();
  return true;
}

/** @returns whether the moment came. */
async function liveAndDie(campaign: Campaign, point: Point, random: Random): Promise<boolean> {
  const { directory, settings, upstream, receiver, clients } = campaign;
  const server = spawnServer(directory, settings, point.prefix?.(random));
  const dead = new AbortController();
  void server.exited.then(() => dead.abort());
  let isMet = true;
  // A system call of the start may have been the last.
  const url = await server.listens().catch((error: unknown) => {
    if (point.prefix && dead.signal.aborted) return undefined;
    throw error;
  });
  if (url !== undefined) {
    const hooks: Life["hooks"] = {};
    const kill = () => {
      server.kill("SIGKILL");
      dead.abort();
    };
    const following = await clients.follow(url);
    const disarm = point.arm({ directory, random, upstream, receiver, hooks, kill, drain: () => server.kill("SIGTERM") });
    let left = ACTS_PER_LIFE;
    const actors = Array.from({ length: ACTORS }, async () => {
      while (!dead.signal.aborted && (left -= 1) >= 0) {
        await clients.act(() => url, hooks);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    });
    const over = new AbortController();
    const late = setTimeout(() => over.abort(), LIFE_MS);
    await Promise.race([server.exited, new Promise((resolve) => over.signal.addEventListener("abort", resolve))]);
    clearTimeout(late);
    if (over.signal.aborted) isMet = false;
    kill();
    disarm();
    await Promise.all([server.exited, ...actors]);
    following.close();
  }
  const exit = await server.exited;
  // A drain may have ended before its kill came.
  if (exit.code !== 0) expect(exit, server.output.stderr).toEqual({ code: null, signal: "SIGKILL" });
  return isMet;
}
