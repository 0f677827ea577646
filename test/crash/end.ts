// The end of a campaign: a last server carries out what is left, and everything is compared with everything. Then tasks are
// deleted, also under a kill, and what a kill left over is swept.
import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import sharp from "sharp";
import { expect } from "vitest";
import { readPngSize } from "../../src/io/png.ts";
import { listFiles } from "../support/directory.ts";
import { runServer } from "../support/process.ts";
import { until } from "../support/until.ts";
import type { Campaign } from "./campaign.ts";
import { send, SKETCH_SIZE } from "./clients.ts";
import { readDirectory } from "./directory.ts";
import { hash, isGivenUp, isLostAnswer, judgeRemains, listToldOf, toName, type Judged } from "./judge.ts";
import { UPSTREAM_SIZE } from "./paid-upstream.ts";
import type { Remains } from "./remains.ts";

/** Tasks that are deleted at the end, and of how many of them the answer is waited for before the kill. */
const [DELETED, DELETED_SURELY] = [8, 3];
/** Pictures that are fetched over HTTP and looked at. */
const LOOKED_AT = 30;
const DAY_SECONDS = 86_400;

/** How a campaign ended, in figures. */
export interface Tally {
  readonly tasks: number;
  readonly completed: number;
  readonly cancelled: number;
  /** Failed, because the answer to a paid submission went down with a process. */
  readonly lost: number;
  /** Failed, because 25 servers died while they had it. */
  readonly givenUp: number;
  readonly paid: number;
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly orphans: number;
}

export async function judgeEnd(campaign: Campaign, { limitMs }: { readonly limitMs: number }): Promise<Tally> {
  const { directory, settings, clients } = campaign;
  const server = await runServer(directory, settings);
  const following = await clients.follow(server.url);
  // Repeated under its key, a create is the task that it was, or makes the one that it was not.
  for (const each of clients.asked) await clients.create(server.url, each);
  await until(
    "every task has ended",
    () => count(directory, "SELECT count(*) AS n FROM tasks WHERE state IN ('pending', 'processing')") === 0,
    {
      limitMs,
      everyMs: 50,
    },
  );
  await until(
    "everything is delivered",
    () => count(directory, "SELECT count(*) AS n FROM deliveries WHERE state = 'pending'") === 0,
    {
      limitMs,
      everyMs: 50,
    },
  );
  const last = new Map(campaign.users.map(({ keyId }) => [keyId, lastEventOf(directory, keyId)]));
  await until("the last event is streamed", () => {
    following.take();
    return campaign.users.every(({ keyId, streamed }) => Number(streamed.at(-1)?.id ?? 0) >= (last.get(keyId) ?? 0));
  });
  following.close();
  await judgeDoor(campaign, server.url);
  server.kill("SIGTERM");
  expect(await server.exited).toEqual({ code: 0, signal: null });

  const remains = readDirectory(directory);
  judgeRemains(campaign, remains, "the end");
  const tally = await judgeOutcome(campaign, remains);
  await judgeDeletes(campaign, remains);
  return { ...tally, orphans: await judgeSweep(campaign) };
}

/** Once everything has ended and is told: it ended as it should, and was told to all. */
export async function judgeOutcome(judged: Judged, remains: Remains): Promise<Omit<Tally, "orphans">> {
  const { upstream, receiver } = judged;
  const tasks = [...remains.tasks.values()];
  // Failed is only what was lost with a process, and of that only what was paid for; the embedded engine fails nothing.
  const paidIds = new Set(upstream.ledger.map(({ prompt }) => remains.ids.get(toName(prompt))));
  const failed = tasks.filter(({ state }) => state === "failed");
  for (const task of failed) {
    if (isGivenUp(task)) continue;
    expect(isLostAnswer(task), `${task.id}: ${task.error?.detail}`).toBe(true);
    expect(paidIds.has(task.id) || task.submittedAt !== null, task.id).toBe(true);
  }
  expect(tasks.filter(({ state, lease }) => state === "pending" || state === "processing" || lease !== null)).toEqual([]);
  const told = new Set(
    receiver.received.map(({ path, body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { payload?: { task_info: { id: string } } } };
      return `${path} ${data.payload?.task_info.id} ${type}`;
    }),
  );
  expect(
    listToldOf(judged, remains).filter((each) => !told.has(each)),
    "events that were not delivered",
  ).toEqual([]);
  judgeRepeats(judged);
  judgeProgress(judged);
  await judgePictures(judged, remains);
  return {
    tasks: tasks.length,
    completed: tasks.filter(({ state }) => state === "completed").length,
    cancelled: tasks.filter(({ state }) => state === "cancelled").length,
    lost: failed.filter((task) => !isGivenUp(task)).length,
    givenUp: failed.filter(isGivenUp).length,
    paid: upstream.ledger.length,
    events: remains.events.length,
    deliveries: remains.deliveries.length,
    attempts: receiver.received.length,
  };
}

function count(directory: string, sql: string, ...values: string[]): number {
  using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
  return Number(database.prepare(sql).get(...values)?.["n"]);
}

function lastEventOf(directory: string, keyId: string): number {
  return count(directory, "SELECT coalesce(max(id), 0) AS n FROM events WHERE key_id = ?", keyId);
}

/** What the server says of all that, over HTTP: every task ended for its owner, and each key's balance is that of its tasks. */
export async function judgeDoor({ clients, users }: Judged, url: string): Promise<void> {
  const charged = new Map<string, number>();
  let fetched = 0;
  for (const each of clients.asked) {
    if (each.id === undefined) continue;
    const answer = await send(`${url}/v1/tasks/${each.id}`, { key: each.user.key });
    const task = JSON.parse(answer?.body ?? "{}") as {
      status: string;
      images: { url: string; sha256: string; width: number; height: number }[];
      cost: { charged_usd: number };
    };
    expect(["completed", "failed", "cancelled"], each.name).toContain(task.status);
    if (each.isCancelled) expect(task.status, each.name).toBe("cancelled");
    charged.set(each.user.keyId, (charged.get(each.user.keyId) ?? 0) + Math.round(task.cost.charged_usd * 1_000_000));
    const [image] = task.images;
    if (!image || fetched >= LOOKED_AT) continue;
    fetched += 1;
    const bytes = Buffer.from(await (await fetch(image.url)).arrayBuffer());
    expect(hash(bytes), each.name).toBe(image.sha256);
  }
  for (const { key, keyId, name } of users) {
    const { body = "{}" } = (await send(`${url}/v1/usage?key=${keyId}`, { key })) ?? {};
    const { data } = JSON.parse(body) as { data: { charged_usd: number }[] };
    const used = data.reduce((sum, row) => sum + Math.round(row.charged_usd * 1_000_000), 0);
    expect(used, `usage of ${name}`).toBe(charged.get(keyId) ?? 0);
  }
}

/** A delivery that is made again has the same bytes. */
function judgeRepeats({ receiver }: Judged): void {
  const bodies = new Map<string, string>();
  for (const { headers, body } of receiver.received) {
    const id = headers["webhook-id"] as string;
    expect(body).toBe(bodies.get(id) ?? body);
    bodies.set(id, body);
  }
}

/** I14, as streams told it. */
function judgeProgress({ users }: Judged): void {
  const fractions = new Map<string, number>();
  for (const { type, data } of users.flatMap(({ streamed }) => streamed)) {
    if (type !== "task.progress") continue;
    const fraction = data.task.progress?.fraction ?? 0;
    expect(fraction, `I14: ${data.task.id}`).toBeGreaterThanOrEqual(fractions.get(data.task.id) ?? 0);
    fractions.set(data.task.id, fraction);
  }
}

/** The picture of a task is the one that its own submission made. */
async function judgePictures({ upstream }: Judged, { tasks, ids, readImage }: Remains): Promise<void> {
  const shades = new Map(upstream.ledger.map(({ prompt, shade }) => [ids.get(toName(prompt)), shade]));
  const completed = [...tasks.values()].filter(({ state }) => state === "completed").slice(-LOOKED_AT);
  for (const { id, images } of completed) {
    const bytes = readImage(images[0]?.blob ?? "");
    const shade = shades.get(id);
    expect(readPngSize(bytes), id).toEqual(shade === undefined ? SKETCH_SIZE : UPSTREAM_SIZE);
    if (shade === undefined) continue;
    const { channels } = await sharp(bytes).stats();
    expect(Math.round(channels[0]?.mean ?? -1), id).toBe(shade);
  }
}

/** A delete that was answered has happened, whole; one that was cut off by a kill has happened or not, and can be repeated. */
async function judgeDeletes({ directory, settings, clients }: Campaign, { tasks }: Remains): Promise<void> {
  const some = clients.asked.filter(({ id }) => tasks.get(id ?? "")?.state === "completed").slice(0, DELETED);
  const server = await runServer(directory, settings);
  const gone = new Set<string | undefined>();
  await Promise.all(
    some.map(async ({ id, user }) => {
      const answer = await send(`${server.url}/v1/tasks/${id}`, { method: "DELETE", key: user.key });
      if (answer?.status === 204) gone.add(id);
      if (gone.size >= Math.min(DELETED_SURELY, some.length)) server.kill("SIGKILL");
    }),
  );
  server.kill("SIGKILL");
  await server.exited;
  const again = await runServer(directory, settings);
  for (const { id, user } of some) {
    const answer = await send(`${again.url}/v1/tasks/${id}`, { method: "DELETE", key: user.key });
    expect(gone.has(id) ? [404] : [204, 404]).toContain(answer?.status);
  }
  again.kill("SIGTERM");
  expect(await again.exited).toEqual({ code: 0, signal: null });
  for (const { id } of some) {
    expect(count(directory, "SELECT count(*) AS n FROM tasks WHERE id = ?", id ?? "")).toBe(0);
    expect(count(directory, "SELECT count(*) AS n FROM events WHERE task_id = ? AND type <> 'task.deleted'", id ?? "")).toBe(0);
    expect(count(directory, "SELECT count(*) AS n FROM ledger WHERE task_id = ? AND kind = 'charge'", id ?? "")).toBe(1);
    for (const { blob } of tasks.get(id ?? "")?.images ?? []) expect(existsSync(join(directory, "images", blob))).toBe(false);
  }
}

/**
 * Every file belongs to a completed task, but for those of tasks that were cancelled, or given up after too many kills, when one kill
 * had come between their image and their end: those are gone once they are old. What was paid for is never left over.
 * @returns how many those were.
 */
async function judgeSweep({ directory, settings }: Campaign): Promise<number> {
  const files = listFiles(join(directory, "images"));
  const known = new Set<string>();
  const orphansOf = new Set<string>();
  {
    using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
    const rows = database.prepare("SELECT id, state, images, submitted_at IS NULL AS was_free FROM tasks").all();
    for (const { id, state, images, was_free: wasFree } of rows) {
      for (const { blob } of JSON.parse((images as string | null) ?? "[]") as { blob: string }[]) known.add(blob);
      if (state === "cancelled" || (state === "failed" && wasFree === 1)) orphansOf.add(id as string);
    }
  }
  expect(
    [...known].filter((blob) => !files.includes(blob)),
    "images that are gone",
  ).toEqual([]);
  const orphans = files.filter((file) => !known.has(file) && !file.startsWith("tmp/"));
  for (const file of orphans)
    expect(orphansOf.has(file.split("/").at(-1)?.slice(0, 36) ?? ""), `${file} belongs to nobody`).toBe(true);
  const old = Date.now() / 1000 - 2 * DAY_SECONDS;
  for (const file of orphans) utimesSync(join(directory, "images", file), old, old);
  const server = await runServer(directory, settings);
  await until("what is left over is swept", () => listFiles(join(directory, "images")).length === known.size);
  server.kill("SIGKILL");
  await server.exited;
  return orphans.length;
}
