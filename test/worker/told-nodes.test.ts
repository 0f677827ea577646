// What nodes on one PostgreSQL tell each other of their engines: whole workers, by one clock that the test moves.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { EngineError } from "../../src/core/engine.ts";
import { createInstallationView, type InstallationView } from "../../src/http/installation.ts";
import { startPublisher } from "../../src/worker/publish.ts";
import type { ManualClock } from "../support/clock.ts";
import { drawPlain, scriptEngine, type ScriptedEngine } from "../support/engines.ts";
import { openRigs, type NodeParts } from "../support/nodes.ts";
import type { Rig } from "../support/parts.ts";
import { createDatabases, obstacle, startPostgres, type Databases, type PostgresServer } from "../support/postgres.ts";
import { until } from "../support/until.ts";

const LEASE_MS = 20_000;
/** Of a node that tells nothing any more, while others may be slow. */
const SHORT_LEASE_MS = 3_000;

const plain = (id: string, concurrency = 2): ScriptedEngine =>
  scriptEngine({ id, capabilities: { concurrency }, submit: drawPlain });

function nodesOf({ parts }: Rig) {
  const { nodes } = parts.store;
  if (!nodes) throw new Error("the store has no nodes");
  return nodes;
}

/** Tells what a node has until the test ends, or the returned function is called. */
function publish(rig: Rig, name: string, learnt: Readonly<Record<string, number>> = {}): () => Promise<void> {
  const { router, clock, log } = rig.parts;
  const estimates = { figures: () => learnt };
  const publisher = startPublisher({ nodes: nodesOf(rig), router, estimates, clock, log, name, leaseMs: LEASE_MS });
  onTestFinished(() => publisher.stop());
  return () => publisher.stop();
}

/** As a node sees it that draws nothing, or this one. */
function openView(rig: Rig, draws = false): InstallationView {
  const { router, clock, log, store } = rig.parts;
  const own = draws ? { name: "own", list: router.listReports } : undefined;
  return createInstallationView({ nodes: nodesOf(rig), places: store.places, own, clock, log });
}

/** Time passes slowly enough for what the database takes. */
const passUntil = (clock: ManualClock, what: string, test: () => Promise<boolean>) =>
  until(what, async () => {
    await clock.advance(25);
    return await test();
  });

/** What a view of that moment tells: with the clock at rest, one that has looked would not look again. */
const look = async (rig: Rig) => (await openView(rig).read()).engines;
const countNodes = async (rig: Rig) => (await nodesOf(rig).listNodes()).nodes.length;

describe.skipIf(obstacle !== undefined)(`nodes${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`, () => {
  let server: PostgresServer;
  let databases: Databases;
  beforeAll(async () => {
    server = await startPostgres();
    databases = await createDatabases(server);
  });
  afterAll(() => server.stop());

  const openNodes = (...nodes: readonly NodeParts[]) => openRigs({ server, databases }, nodes);

  test("know each other's engines: what is shared once, what is a node's own added up", async () => {
    const gpu = () => ({ ...plain("gpu", 3), origin: "http://10.0.0.5:8188" });
    const { rigs } = await openNodes({ engines: [gpu(), plain("own")] }, { engines: [gpu(), plain("own")] }, { engines: [] });
    const [one, other] = rigs;
    const front = (rigs as Rig[])[2]!;
    expect(await look(front)).toEqual([]);
    publish(one, "one");
    publish(other, "other");
    await until("both have told", async () => (await countNodes(front)) === 2);
    expect(await look(front)).toMatchObject([
      { id: "gpu", ready: true, capacity: 3, busy: 0, nodes: [{ name: "one" }, { name: "other" }] },
      { id: "own", ready: true, capacity: 4, busy: 0, nodes: [{ name: "one" }, { name: "other" }] },
    ]);
    // What a node sees of itself is of this very moment.
    expect((await openView(one, true).read()).engines[0]?.nodes).toMatchObject([{ name: "own" }, { name: "other" }]);
  });

  test("hear within a second that an engine is busy, or left alone and why", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const refusal = new EngineError("No.", { kind: "upstreamFailed", repeatable: false, operatorReason: "answered HTTP 402" });
    const engine = scriptEngine({
      id: "own",
      submit: async (request, _, turn) => {
        if (turn > 0) throw refusal;
        await released;
        return drawPlain(request);
      },
    });
    const { rigs, clock } = await openNodes({ engines: [engine] }, { engines: [] });
    const [one, front] = rigs;
    publish(one, "one");
    one.work();
    await until("it has told", async () => (await countNodes(front)) === 1);
    await one.create();
    await until("it works", () => engine.busy === 1);
    await passUntil(clock, "that is heard", async () => (await look(front))[0]?.busy === 1);
    const { id } = await one.create();
    await one.reach(id, "fails", ({ state }) => state === "failed");
    await passUntil(clock, "that is heard", async () => (await look(front))[0]?.ready === false);
    expect(await look(front)).toMatchObject([
      { reason: "It waits for its operator.", operatorReason: "answered HTTP 402", busy: 1 },
    ]);
    release();
  });

  test("that die are forgotten when their lease ends, and those that stop at once", async () => {
    const { rigs, clock, name } = await openNodes({ engines: [plain("a")] }, { engines: [plain("b")] });
    const [one, other] = rigs;
    const countRows = async () => (await server.ask(name, "SELECT FROM muleteer.nodes")).length;
    // The dead one told this once, and never again.
    await nodesOf(one).publish({
      name: "dead",
      engines: one.parts.router.listReports(),
      figures: {},
      until: clock.now() + SHORT_LEASE_MS,
    });
    const stop = publish(other, "alive");
    await until("both are known", async () => (await countNodes(one)) === 2);
    await clock.advance(SHORT_LEASE_MS - 1);
    expect((await look(one)).map(({ id }) => id)).toEqual(["a", "b"]);
    await clock.advance(1);
    expect((await look(one)).map(({ id }) => id)).toEqual(["b"]);
    // Nothing changed, and it goes on telling; whoever does tidies up.
    const before = clock.now();
    await passUntil(clock, "the living one has told anew", async () => {
      const [told] = (await nodesOf(one).listNodes()).nodes;
      return told?.name === "alive" && told.heardAt > before;
    });
    expect(await countRows()).toBe(1);
    await stop();
    expect(await look(one)).toEqual([]);
  });

  test("that told something before the clock was set back far are not believed for that long", async () => {
    const { rigs, clock } = await openNodes({ engines: [plain("a")] }, { engines: [] });
    const [one] = rigs;
    await nodesOf(one).publish({ name: "dead", engines: [], figures: {}, until: clock.now() + LEASE_MS });
    clock.jump(-3_600_000);
    expect(await countNodes(one)).toBe(0);
  });

  test("all expect of a task what the oldest has learnt, and what the next has when that one is gone", async () => {
    const { rigs } = await openNodes({ engines: [plain("own")] }, { engines: [plain("own")] }, { engines: [] });
    const stop = publish(rigs[0], "oldest", { own: 1 });
    publish(rigs[1], "next", { own: 2 });
    await until("both have told", async () => (await countNodes(rigs[0])) === 2);
    for (const rig of rigs) expect((await openView(rig).glance()).figures).toEqual({ own: 1 });
    await stop();
    for (const rig of rigs) expect((await openView(rig).glance()).figures).toEqual({ own: 2 });
  });

  test("are looked at once for all who ask, and estimates wait for no look while the last one is good", async () => {
    const { rigs, clock } = await openNodes({ engines: [plain("own")] }, { engines: [] });
    const [one, front] = rigs;
    publish(one, "one");
    await until("it has told", async () => (await countNodes(front)) === 1);
    let looks = 0;
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    let isHeld = false;
    const { log } = front.parts;
    const nodes = {
      ...nodesOf(front),
      listNodes: async () => {
        looks += 1;
        if (isHeld) await held;
        return await nodesOf(front).listNodes();
      },
    };
    const view = createInstallationView({ nodes, places: front.store.places, own: undefined, clock, log });
    await Promise.all(Array.from({ length: 50 }, () => view.read()));
    await view.read();
    expect(looks).toBe(1);
    isHeld = true;
    await clock.advance(1_000);
    expect((await view.glance()).engines).toHaveLength(1);
    expect((await view.glance()).engines).toHaveLength(1);
    expect(looks).toBe(2);
    // What is older waits.
    await clock.advance(10_000);
    const late = view.glance();
    let isAnswered = false;
    void late.then(() => (isAnswered = true));
    await clock.advance(1);
    expect(isAnswered).toBe(false);
    release();
    await late;
    expect(looks).toBe(2);
  });

  test("a database that is away leaves estimates what was seen last, and this node's own engines where nothing was", async () => {
    const { rigs, clock } = await openNodes({ engines: [plain("own")] }, { engines: [] });
    const [one] = rigs;
    const { router, log, store } = one.parts;
    let isAway = false;
    const nodes = {
      ...nodesOf(one),
      listNodes: async () => {
        if (isAway) throw new Error("the database is away");
        return await nodesOf(one).listNodes();
      },
    };
    const own = { name: "own", list: router.listReports };
    const view = createInstallationView({ nodes, places: store.places, own, clock, log });
    isAway = true;
    expect((await view.glance()).engines).toMatchObject([{ id: "own", capacity: 2 }]);
    await expect(view.read()).rejects.toThrow("away");
    isAway = false;
    await view.read();
    isAway = true;
    await clock.advance(60_000);
    expect((await view.glance()).engines).toMatchObject([{ id: "own", capacity: 2 }]);
  });

  test("a task that waits for engines that do not work here is not given up while another node has one that does", async () => {
    const down = scriptEngine({
      id: "own",
      submit: drawPlain,
      probe: () => {
        throw new EngineError("It is not there.", { kind: "upstreamFailed", repeatable: true });
      },
    });
    const patienceMs = 60_000;
    const { rigs, clock } = await openNodes({ engines: [plain("own")] }, { engines: [down], patienceMs });
    const [one, other] = rigs;
    const engines = one.parts.router.listReports();
    await nodesOf(one).publish({ name: "works", engines, figures: {}, until: clock.now() + 3_600_000 });
    const { id } = await one.create();
    other.work();
    await until("it was probed", () => down.probes > 0);
    const ended = clock.now() + 3 * patienceMs;
    await until("it has waited in vain", async () => {
      await clock.advance(1_000);
      return clock.now() > ended;
    });
    expect(await one.read(id)).toMatchObject({ state: "pending" });
    // Only now nobody has one.
    await nodesOf(one).withdraw();
    expect(await one.finish(id)).toMatchObject({ error: { code: 4008 } });
  });
});
