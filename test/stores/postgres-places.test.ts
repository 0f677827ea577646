// Places and turns at engines that several nodes use: each node is a store of its own on one database, by a clock that the test moves.
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { LeasedTask, PlaceStore } from "../../src/core/place-store.ts";
import type { Store } from "../../src/core/store.ts";
import type { TaskChange } from "../../src/core/task.ts";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { COMPLETE, FAIL } from "../contract/store/site.ts";
import { createDatabases, obstacle, startPostgres, type Databases, type PostgresServer } from "../support/postgres.ts";
import { createTask, newTask } from "../support/tasks.ts";
import { until } from "../support/until.ts";

const START = Date.UTC(2026, 0, 1);
const LEASE_MS = 60_000;
const GPU = { key: "gpu@10.0.0.5:8188", capacity: 2 };
const OTHER = { key: "gpu@10.0.0.6:8188", capacity: 2 };

type Node = Store & { readonly places: PlaceStore };

const change = (node: Store, { id, lease }: LeasedTask, what: TaskChange) => node.changeTask(id, lease, what);
const accept = (node: Store, task: LeasedTask) => change(node, task, { type: "accept", engine: "gpu", handle: { job: 1 } });

const takeTurn = (node: Node, paceMs: number, { key, noticeMs = 0 }: { key?: string; noticeMs?: number } = {}) =>
  node.places.takeTurn({ ...GPU, ...(key === undefined ? {} : { key }) }, { paceMs, noticeMs });

describe.skipIf(obstacle !== undefined)(`places${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`, () => {
  let server: PostgresServer;
  let databases: Databases;
  beforeAll(async () => {
    server = await startPostgres();
    databases = await createDatabases(server);
  }, 60_000);
  afterAll(() => server.stop());

  async function openNodes(count = 2) {
    const name = await databases.take();
    const url = server.url(name);
    const time = { now: START };
    const clock = { now: () => time.now, id: () => v7() };
    const nodes = await Promise.all(Array.from({ length: count }, () => openPostgresStoreBy(clock, { url, directUrl: url })));
    onTestFinished(async () => {
      await Promise.all(nodes.map((node) => node.close()));
      await databases.giveBack(name);
    });
    const [one, two, ...rest] = nodes as Node[];
    return { time, one: one!, two: two!, nodes: [one!, two!, ...rest] };
  }

  type Opened = Awaited<ReturnType<typeof openNodes>>;

  const toClaim = ({ time }: Pick<Opened, "time">, limit = 10) => ({ lease: v7(), leaseUntil: time.now + LEASE_MS, limit });

  async function create({ one, time }: Opened, count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => createTask(one, newTask({ createdAt: time.now }))));
  }

  /** Tasks that a node claims, each with a place if there is one. */
  async function claimPlaced(opened: Opened, node: Node, engine = GPU): Promise<LeasedTask[]> {
    const claim = toClaim(opened);
    const { tasks } = await node.places.claimPlaced(claim, engine);
    return tasks.map(({ id }) => ({ id, lease: claim.lease }));
  }

  /** A task that is begun, and has no place. */
  async function begin(opened: Opened, node: Node): Promise<LeasedTask> {
    await create(opened, 1);
    const claim = toClaim(opened, 1);
    const [task] = await node.claimTasks(claim);
    return { id: task!.id, lease: claim.lease };
  }

  const countTaken = async ({ one }: Opened, { key } = GPU) => (await one.places.lookAt([key])).get(key)?.taken ?? 0;

  test("claims at three nodes at once get exactly as many tasks as an engine has places", async () => {
    const opened = await openNodes(3);
    await create(opened, 12);
    const engine = { ...GPU, capacity: 5 };
    const claims = await Promise.all(
      opened.nodes.flatMap((node) => [1, 2].map(() => node.places.claimPlaced(toClaim(opened, 2), engine))),
    );
    const ids = claims.flatMap(({ tasks }) => tasks.map(({ id }) => id));
    expect([ids.length, new Set(ids).size]).toEqual([5, 5]);
    expect(await countTaken(opened)).toBe(5);
    expect(await opened.two.places.claimPlaced(toClaim(opened), engine)).toEqual({ tasks: [], isFull: true });
    expect((await opened.two.queueDepth()).pending).toBe(7);
    // Each asks by its own settings.
    expect((await opened.two.places.claimPlaced(toClaim(opened), { ...engine, capacity: 6 })).tasks).toHaveLength(1);
  });

  test("places that three nodes ask for at once, for what waits and for what was begun, are no more than there are", async () => {
    const opened = await openNodes(3);
    const begun: LeasedTask[] = [];
    for (let made = 0; made < 6; made += 1) begun.push(await begin(opened, opened.nodes[made % 3]!));
    await create(opened, 6);
    const engine = { ...GPU, capacity: 4 };
    const [seated, claims] = await Promise.all([
      Promise.all(begun.map((task, index) => opened.nodes[index % 3]!.places.takePlace(task, engine))),
      Promise.all(opened.nodes.map((node) => node.places.claimPlaced(toClaim(opened, 2), engine))),
    ]);
    const given = seated.filter(Boolean).length + claims.flatMap(({ tasks }) => tasks).length;
    expect([given, await countTaken(opened, engine)]).toEqual([4, 4]);
  });

  test("an engine is full or not, whatever waits, and knows nothing of another", async () => {
    const opened = await openNodes();
    const { two } = opened;
    expect(await two.places.claimPlaced(toClaim(opened), GPU)).toEqual({ tasks: [], isFull: false });
    await create(opened, 3);
    expect(await two.places.claimPlaced(toClaim(opened, 1), GPU)).toMatchObject({ tasks: [{ claims: 1 }], isFull: false });
    expect(await two.places.claimPlaced(toClaim(opened), GPU)).toMatchObject({ tasks: [{ claims: 1 }], isFull: true });
    expect(await claimPlaced(opened, two, OTHER)).toHaveLength(1);
  });

  test("the end of a task gives its place back, and every node is told", async () => {
    const opened = await openNodes();
    const { one, two } = opened;
    await create(opened, 4);
    const [first, second] = await claimPlaced(opened, one);
    let heard = 0;
    onTestFinished(two.places.watchPlaces(() => (heard += 1)));
    await change(one, first!, COMPLETE);
    expect(await claimPlaced(opened, two)).toHaveLength(1);
    await until("the other node hears of it", () => heard > 0);
    await change(one, second!, FAIL);
    expect(await claimPlaced(opened, two)).toHaveLength(1);
  });

  test("a worker that dies holds a place for its lease and no longer, whatever its node's clock says", async () => {
    const opened = await openNodes();
    await create(opened, 3);
    const [task] = await claimPlaced(opened, opened.one);
    opened.time.now += LEASE_MS / 2;
    await change(opened.one, task!, { type: "renew", leaseUntil: opened.time.now + LEASE_MS });
    opened.time.now += LEASE_MS / 2;
    // Only the one that was renewed counts.
    expect(await countTaken(opened)).toBe(1);
    opened.time.now += LEASE_MS / 2;
    expect(await countTaken(opened)).toBe(0);
    expect(await claimPlaced(opened, opened.two)).toHaveLength(1);
  });

  test("work that the engine has counts until it ends, through the death of its worker and the hands of the next", async () => {
    const opened = await openNodes();
    const { one, two, time } = opened;
    await create(opened, 3);
    for (const task of await claimPlaced(opened, one)) await accept(one, task);
    time.now += 10 * LEASE_MS;
    expect(await countTaken(opened)).toBe(2);
    expect(await claimPlaced(opened, two)).toEqual([]);
    const claim = toClaim(opened, 1);
    const [taken] = await two.claimTasks(claim);
    const again = { id: taken!.id, lease: claim.lease };
    expect(await countTaken(opened)).toBe(2);
    await two.places.holdPlace(again, GPU);
    expect(await countTaken(opened)).toBe(2);
    // A worker that stops hands it back, and an attempt that failed keeps the handle: the engine has it all the same.
    await change(two, again, { type: "handBack" });
    await two.places.leavePlace(again);
    expect(await countTaken(opened)).toBe(2);
    const last = toClaim(opened, 1);
    await one.claimTasks(last);
    await change(one, { id: again.id, lease: last.lease }, COMPLETE);
    expect(await countTaken(opened)).toBe(1);
    expect(await claimPlaced(opened, two)).toHaveLength(1);
  });

  test("work that the engine has is let in although no place is free, also when nobody had counted it before", async () => {
    const opened = await openNodes();
    const { one, two, time } = opened;
    const task = await begin(opened, one);
    await accept(one, task);
    await create(opened, 3);
    expect(await claimPlaced(opened, two)).toHaveLength(2);
    await one.places.holdPlace(task, GPU);
    expect(await countTaken(opened)).toBe(3);
    time.now += LEASE_MS;
    expect(await countTaken(opened)).toBe(1);
    await change(one, task, COMPLETE);
    expect(await countTaken(opened)).toBe(0);
  });

  test("work without a handle that is claimed anew has no place until it takes one", async () => {
    const opened = await openNodes();
    const { one, two, time } = opened;
    await create(opened, 2);
    const [first] = await claimPlaced(opened, one);
    time.now += LEASE_MS;
    const claim = toClaim(opened);
    const again = await two.claimTasks(claim);
    expect(again.map(({ claims }) => claims)).toEqual([2, 2]);
    expect(await countTaken(opened)).toBe(0);
    // Nor does a handle of another engine's bring the old place back.
    await accept(two, { id: first!.id, lease: claim.lease });
    expect(await countTaken(opened)).toBe(0);
    expect(await two.places.takePlace({ id: first!.id, lease: claim.lease }, GPU)).toBe(true);
    expect(await countTaken(opened)).toBe(1);
  });

  test("a cancelled task holds its place until its worker has gone, or could be gone no later", async () => {
    const opened = await openNodes();
    const { one, two, time } = opened;
    await create(opened, 2);
    const [first, second] = await claimPlaced(opened, one);
    await two.cancelTask(first!.id, "Stop.");
    await two.cancelTask(second!.id, "Stop.");
    expect(await countTaken(opened)).toBe(2);
    let heard = 0;
    onTestFinished(two.places.watchPlaces(() => (heard += 1)));
    await one.places.leavePlace(first!);
    expect(await countTaken(opened)).toBe(1);
    await until("the other node hears of it", () => heard > 0);
    // The worker of the second is dead.
    time.now += LEASE_MS;
    expect(await countTaken(opened)).toBe(0);
  });

  test("whoever comes too late gives back nothing", async () => {
    const opened = await openNodes();
    const { one, two, time } = opened;
    await create(opened, 1);
    const [dead] = await claimPlaced(opened, one);
    time.now += LEASE_MS;
    const claim = toClaim(opened);
    await two.claimTasks(claim);
    const alive = { id: dead!.id, lease: claim.lease };
    expect(await two.places.takePlace(alive, GPU)).toBe(true);
    await one.places.leavePlace(dead!);
    expect(await countTaken(opened)).toBe(1);
    await two.places.leavePlace(alive);
    expect(await countTaken(opened)).toBe(0);
  });

  test("who stands in line is served in turn, across nodes, and before what waits in the queue", async () => {
    const opened = await openNodes();
    const { one, two } = opened;
    const engine = { ...GPU, capacity: 1 };
    const [first, second] = [await begin(opened, one), await begin(opened, two)];
    await create(opened, 2);
    const [sitting] = await claimPlaced(opened, one, engine);
    expect(await one.places.takePlace(first, engine)).toBe(false);
    expect(await two.places.takePlace(second, engine)).toBe(false);
    await change(one, sitting!, COMPLETE);
    expect(await two.places.takePlace(second, engine)).toBe(false);
    expect(await claimPlaced(opened, two, engine)).toEqual([]);
    expect(await one.places.takePlace(first, engine)).toBe(true);
    expect(await one.places.takePlace(first, engine)).toBe(true);
    await change(one, first, COMPLETE);
    expect(await two.places.takePlace(second, engine)).toBe(true);
    expect(await one.places.lookAt([engine.key])).toEqual(new Map([[engine.key, { taken: 1, wished: 0, news: {} }]]));
  });

  test("who stands in line and asks no more loses the turn, at once or within seconds", async () => {
    const opened = await openNodes();
    const { one, two, time } = opened;
    const engine = { ...GPU, capacity: 1 };
    const [leaving, dying] = [await begin(opened, one), await begin(opened, one)];
    await create(opened, 1);
    const [sitting] = await claimPlaced(opened, one, engine);
    await create(opened, 1);
    for (const task of [leaving, dying]) expect(await one.places.takePlace(task, engine)).toBe(false);
    await change(one, sitting!, COMPLETE);
    await one.places.leavePlace(leaving);
    expect(await claimPlaced(opened, two, engine)).toEqual([]);
    expect(await one.places.lookAt([engine.key])).toEqual(new Map([[engine.key, { taken: 0, wished: 1, news: {} }]]));
    time.now += 5_000;
    expect(await claimPlaced(opened, two, engine)).toHaveLength(1);
  });

  test("a task that goes on elsewhere leaves the place that it had", async () => {
    const opened = await openNodes();
    const task = await begin(opened, opened.one);
    expect(await opened.one.places.takePlace(task, GPU)).toBe(true);
    expect(await opened.one.places.takePlace(task, OTHER)).toBe(true);
    expect([await countTaken(opened), await countTaken(opened, OTHER)]).toEqual([0, 1]);
  });

  test("turns at three nodes are a pace apart, none is given twice, and time that passes is not saved up", async () => {
    const opened = await openNodes(3);
    const { one, two, time } = opened;
    const waits = await Promise.all(opened.nodes.flatMap((node) => [1, 2, 3].map(() => takeTurn(node, 400))));
    expect(waits.toSorted((a, b) => a - b)).toEqual([0, 400, 800, 1200, 1600, 2000, 2400, 2800, 3200]);
    time.now += 1_000_000;
    expect(await takeTurn(one, 1_000 / 3)).toBeCloseTo(0, 2);
    expect(await takeTurn(two, 1_000 / 3)).toBeCloseTo(1_000 / 3, 2);
    expect(await takeTurn(two, 400, { key: OTHER.key })).toBe(0);
    time.now += 1_000_000;
    expect(await takeTurn(one, 400, { noticeMs: 100 })).toBe(100);
    expect(await takeTurn(two, 400, { noticeMs: 100 })).toBe(500);
  });

  test("turns of a clock that was set back far are not waited for", async () => {
    const { one, two, time } = await openNodes();
    await takeTurn(one, 400);
    time.now -= 3_600_000;
    expect(await takeTurn(two, 400)).toBe(0);
    expect(await takeTurn(one, 400)).toBe(400);
  });

  test("of an engine on trial one task has a place, at whichever node, and the next when that one has left it", async () => {
    const opened = await openNodes(3);
    const { one, two } = opened;
    const onTrial = { ...GPU, capacity: 4, trial: { knownAt: 0 } };
    await create(opened, 1);
    const [before] = await claimPlaced(opened, one);
    const begun = await begin(opened, one);
    await create(opened, 4);
    const claims = await Promise.all(opened.nodes.map((node) => node.places.claimPlaced(toClaim(opened, 2), onTrial)));
    const [first, ...rest] = claims.flatMap(({ tasks }) => tasks);
    expect(rest).toEqual([]);
    expect(claims.map(({ isFull }) => isFull)).toEqual([true, true, true]);
    expect(await one.places.takePlace(begun, onTrial)).toBe(false);
    // The engine has no more places than ever, on trial or not.
    await one.cancelTask(first!.id, "Stop.");
    await one.places.leavePlace({ id: first!.id, lease: first!.lease ?? "" });
    expect(await one.places.takePlace(begun, onTrial)).toBe(true);
    expect((await two.places.claimPlaced(toClaim(opened, 1), onTrial)).tasks).toEqual([]);
    await change(one, before!, COMPLETE);
    expect((await two.places.claimPlaced(toClaim(opened, 1), onTrial)).tasks).toEqual([]);
    await one.places.leavePlace(begun);
    expect((await two.places.claimPlaced(toClaim(opened, 1), onTrial)).tasks).toHaveLength(1);
    expect((await two.places.claimPlaced(toClaim(opened, 4), GPU)).tasks).toHaveLength(1);
  });

  test("a trial that has failed comes before the next, for a node too that has not heard of it yet", async () => {
    const opened = await openNodes();
    const { one, two, time } = opened;
    const tryAt = (node: Node, knownAt: number) => node.places.claimPlaced(toClaim(opened, 1), { ...GPU, trial: { knownAt } });
    await create(opened, 3);
    const begun = await begin(opened, two);
    const trial = await tryAt(one, START - 1);
    time.now += 1;
    await one.places.tellNews(GPU.key, { finding: { found: "ill", at: time.now } });
    await change(one, { id: trial.tasks[0]!.id, lease: trial.tasks[0]!.lease ?? "" }, FAIL);
    expect(await tryAt(two, START)).toEqual({ tasks: [], isFull: true });
    expect(await two.places.takePlace(begun, { ...GPU, trial: { knownAt: START } })).toBe(false);
    await two.places.leavePlace(begun);
    expect((await tryAt(two, time.now)).tasks).toHaveLength(1);
  });

  test("what a node finds of an engine is told to all, the newest and the longest of it, whoever comes late", async () => {
    const { one, two, time } = await openNodes();
    let heard = 0;
    onTestFinished(two.places.watchNews(() => (heard += 1)));
    const read = async () => (await two.places.lookAt([GPU.key, OTHER.key])).get(GPU.key)?.news;
    expect(await read()).toBeUndefined();
    const breaker = {
      state: "open",
      trips: 1,
      since: START,
      trouble: true,
      until: START + 30_000,
      blindAt: START + 600_000,
    } as const;
    const trouble = { found: "trouble", at: time.now, breaker, reason: "answered HTTP 402" } as const;
    await one.places.tellNews(GPU.key, { finding: trouble });
    await until("the other node hears of it", () => heard > 0);
    expect(await read()).toEqual({ finding: trouble });
    const pause = { since: START, until: START + 60_000 };
    await one.places.tellNews(GPU.key, { pause });
    await one.places.tellNews(GPU.key, {
      pause: { since: START, until: START + 50_000 },
      finding: { found: "ill", at: START - 1 },
    });
    expect(await read()).toEqual({ finding: trouble, pause });
    const well = { found: "well", at: START + 1 } as const;
    await two.places.tellNews(GPU.key, { finding: well, pause: { since: START, until: START + 70_000 } });
    expect(await read()).toEqual({ finding: well, pause: { since: START, until: START + 70_000 } });
    expect((await one.places.lookAt([OTHER.key])).size).toBe(0);
  });

  test("what was told before the clock was set back far gives way to what is told now", async () => {
    const opened = await openNodes();
    const { one, time } = opened;
    const tell = (at: number) =>
      one.places.tellNews(GPU.key, { finding: { found: "ill", at }, pause: { since: at, until: at + 1_000 } });
    await tell(time.now);
    time.now -= 365 * 86_400_000;
    await create(opened, 1);
    expect((await one.places.claimPlaced(toClaim(opened, 1), { ...GPU, trial: { knownAt: 0 } })).tasks).toHaveLength(1);
    await tell(time.now);
    expect((await one.places.lookAt([GPU.key])).get(GPU.key)?.news).toEqual({
      finding: { found: "ill", at: time.now },
      pause: { since: time.now, until: time.now + 1_000 },
    });
  });
});
