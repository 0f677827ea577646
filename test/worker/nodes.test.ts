// What nodes on one PostgreSQL tell each other: which engines each has, and how those are that they share. Whole workers, by one clock
// that the test moves; where no time passes, what is heard is heard at once.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { EngineError } from "../../src/core/engine.ts";
import { isTerminal, type Task } from "../../src/core/task.ts";
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

const BUSY_MS = 30_000;
const BUSY = new EngineError("It has too many requests.", {
  kind: "upstreamFailed",
  repeatable: true,
  elsewhere: true,
  retryAfterMs: BUSY_MS,
});
/** An engine is left alone so long for such trouble, and twice as long when it is found again. */
const TROUBLE_MS = 30_000;
const TROUBLE = new EngineError("The provider refused the request.", {
  kind: "upstreamFailed",
  repeatable: false,
  elsewhere: true,
  operatorReason: "answered HTTP 402 Arrearage",
});
const UNREACHABLE = new EngineError("The engine is not ready.", {
  kind: "upstreamFailed",
  repeatable: true,
  operatorReason: "cannot be reached",
});

type Script = Parameters<typeof scriptEngine>[0];

/** The engine that all share, as one node has it. */
const share = (script: Pick<Script, "submit" | "probe">): ScriptedEngine =>
  Object.assign(scriptEngine({ id: "gpu", ...script }), { origin: "http://10.0.0.5:8188" });

/** An engine whose upstream is the same for all nodes: it refuses while `error` is set, and then holds what it gets while `held` is. */
function shareUpstream(probe?: Script["probe"]) {
  const state = { error: undefined as EngineError | undefined, calls: 0, working: 0, held: Promise.resolve() };
  const submit: Script["submit"] = async (request) => {
    state.calls += 1;
    state.working += 1;
    await state.held;
    state.working -= 1;
    if (state.error) throw state.error;
    return drawPlain(request);
  };
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    state.held = promise;
    return resolve;
  };
  return { state, hold, at: () => share({ submit, ...(probe ? { probe } : {}) }) };
}

const statusOf = ({ parts }: Rig) => parts.router.listReports().find(({ id }) => id === "gpu");
const isEnded = ({ state }: Task) => isTerminal(state);

const untilAll = (rigs: readonly Rig[], what: string, ready: boolean) =>
  until(`all know that it ${what}`, () => rigs.every((rig) => statusOf(rig)?.ready === ready));

/** A store that takes no word of any engine. */
const withoutNews: NodeParts["wrapStore"] = (store) =>
  store.places
    ? { ...store, places: { ...store.places, tellNews: () => Promise.reject(new Error("the database is away")) } }
    : store;

/** Time passes slowly enough for what the database takes. */
const passUntil = (clock: ManualClock, what: string, isSo: () => boolean | Promise<boolean>) =>
  until(what, async () => {
    if (await isSo()) return true;
    await clock.advance(25);
    return false;
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
  }, 60_000);
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

  async function openWorkers(...nodes: readonly NodeParts[]) {
    const { clock, rigs } = await openNodes(...nodes);
    for (const rig of rigs) rig.work();
    return { clock, rigs: rigs as readonly Rig[], one: rigs[0], other: rigs[1] };
  }

  describe("that share an engine", () => {
    test("an upstream that asks one node to be left alone is left alone by all, until then and no longer", async () => {
      const { state, at } = shareUpstream();
      state.error = BUSY;
      const { clock, rigs, one, other } = await openWorkers({ engines: [at()] }, { engines: [at()] });
      const first = await one.create();
      await until("it was called", () => state.calls === 1);
      await untilAll(rigs, "wants to be left alone", false);
      expect(new Set(rigs.map((rig) => statusOf(rig)?.reason))).toEqual(
        new Set([`Its upstream asked to be left alone until ${new Date(clock.now() + BUSY_MS).toISOString()}.`]),
      );
      state.error = undefined;
      const tasks = [first, await one.create(), await other.create(), await other.create()];
      await clock.advance(BUSY_MS - 1);
      expect([state.calls, ...rigs.map((rig) => statusOf(rig)?.ready)]).toEqual([1, false, false]);
      for (const { id } of tasks) expect(await one.finish(id)).toMatchObject({ state: "completed" });
      expect(state.calls).toBe(5);
    });

    test("an account in trouble is known to all by one failed call, and tried by one task at a time", async () => {
      const { state, at, hold } = shareUpstream();
      state.error = TROUBLE;
      const { clock, rigs } = await openWorkers({ engines: [at()] }, { engines: [at()] }, { engines: [at()] });
      const [one, , last] = rigs as readonly [Rig, Rig, Rig];
      const { id: first } = await one.create();
      await one.reach(first, "fails", isEnded);
      await untilAll(rigs, "is in trouble", false);
      expect(state.calls).toBe(1);
      for (const rig of rigs) {
        expect(statusOf(rig)).toMatchObject({
          reason: "It waits for its operator.",
          operatorReason: "answered HTTP 402 Arrearage",
        });
      }
      const waiting: Task[] = [];
      for (const rig of [...rigs, ...rigs]) waiting.push(await rig.create());
      await clock.advance(TROUBLE_MS - 1);
      expect(state.calls).toBe(1);

      const refuse = hold();
      await passUntil(clock, "one is tried", () => state.calls === 2);
      // Whoever else would try has looked again and again meanwhile.
      for (let turn = 0; turn < 4; turn += 1) {
        await clock.advance(1_000);
        for (const rig of [...rigs, ...rigs]) await rig.parts.router.look();
      }
      expect([state.calls, state.working]).toEqual([2, 1]);
      refuse();
      await until("it has ended", () => state.working === 0);
      await untilAll(rigs, "is in trouble still", false);
      await until("its task has failed", async () => (await Promise.all(waiting.map(({ id }) => last.read(id)))).some(isEnded));
      expect(state.calls).toBe(2);
    });

    test("a node that begins later knows of the trouble before its first call", async () => {
      const { state, at } = shareUpstream();
      state.error = TROUBLE;
      const { rigs } = await openNodes({ engines: [at()] }, { engines: [at()] });
      const [one, other] = rigs;
      one.work();
      const { id } = await one.create();
      await one.reach(id, "fails", isEnded);
      await other.create();
      other.work();
      await untilAll([other], "is in trouble", false);
      expect(state.calls).toBe(1);
    });

    test("an answer to one node, to what it had asked before, ends the trouble for all", async () => {
      const { state, at, hold } = shareUpstream();
      const answer = hold();
      const { rigs, one, other } = await openWorkers({ engines: [at()] }, { engines: [at()] });
      const { id: slow } = await one.create();
      await until("it works", () => state.working === 1);
      state.held = Promise.resolve();
      state.error = TROUBLE;
      const { id } = await other.create();
      await other.reach(id, "fails", isEnded);
      await untilAll(rigs, "is in trouble", false);
      state.error = undefined;
      answer();
      await one.reach(slow, "completes", ({ state: now }) => now === "completed");
      await untilAll(rigs, "is well", true);
      expect(rigs.map((rig) => statusOf(rig)?.operatorReason)).toEqual([undefined, undefined]);
    });

    test("trouble that a node hears of after it had an answer is over, and whoever believed it is told so", async () => {
      const { at } = shareUpstream();
      const { clock, rigs, one, other } = await openWorkers({ engines: [at()] }, { engines: [] });
      const { id } = await one.create();
      await one.reach(id, "completes", isEnded);
      const { places } = other.store;
      const key = statusOf(one)?.shared ?? "";
      const found = clock.now() - 1;
      const breaker = {
        state: "open",
        trips: 1,
        since: found,
        trouble: true,
        until: found + TROUBLE_MS,
        blindAt: found,
      } as const;
      await places?.tellNews(key, { finding: { found: "trouble", at: found, breaker } });
      await until("it says so", async () => (await places?.lookAt([key]))?.get(key)?.news.finding?.found === "well");
      expect(rigs.map((rig) => statusOf(rig)?.ready)).toEqual([true, undefined]);
    });

    test("one that one node cannot reach is looked at by the others at once, and used by those that can", async () => {
      const broken = share({
        submit: () => Promise.reject(UNREACHABLE),
        probe: () => {
          throw UNREACHABLE;
        },
      });
      const fine = share({ submit: drawPlain, probe: () => {} });
      const { rigs } = await openNodes({ engines: [broken] }, { engines: [fine] });
      const [one, other] = rigs;
      other.work();
      await until("it was probed", () => fine.probes === 1);
      one.work();
      await untilAll([one], "cannot be reached", false);
      await until("the other has looked", () => fine.probes === 2);
      expect(statusOf(other)).toMatchObject({ ready: true });
      for (let made = 0; made < 5; made += 1) {
        const { id } = await one.create();
        expect(await one.reach(id, "completes", isEnded)).toMatchObject({ state: "completed", failures: 0 });
      }
      // That it answers the other makes this one look again, once, and believe itself.
      await until("it has looked again", () => broken.probes === 2);
      expect(statusOf(one)).toMatchObject({ ready: false, operatorReason: "cannot be reached" });
      expect([broken.submitted.length, fine.submitted.length, broken.probes, fine.probes]).toEqual([0, 5, 2, 2]);
    });

    test("one that is down is found to be so by all before a task is, and to be up again as soon as one has seen it", async () => {
      const health = { up: false };
      const probe = () => {
        if (!health.up) throw UNREACHABLE;
      };
      const { state, at } = shareUpstream(probe);
      const [first, second] = [at(), at()];
      const { clock, rigs } = await openNodes({ engines: [first] }, { engines: [second] });
      const [one, other] = rigs;
      one.work();
      await untilAll([one], "is down", false);
      // Its next looks are 5, 10 and 15 s after the one before.
      for (const ms of [5_000, 10_000]) {
        const { probes } = first;
        await clock.advance(ms);
        await passUntil(clock, "it was looked at again", () => first.probes > probes);
      }
      other.work();
      await untilAll([other], "is down", false);
      health.up = true;
      const { id } = await one.create();
      const { probes } = first;
      await clock.advance(4_900);
      await passUntil(clock, "the other finds it up", () => state.calls === 1);
      await one.reach(id, "completes", isEnded);
      await until("the first has looked before its time", () => first.probes > probes);
      await untilAll(rigs, "is up", true);
      expect(clock.now() - Date.UTC(2026, 0, 1)).toBeLessThan(30_000);
    });

    test("what follows from a failed call is written when the others know what it says of the engine", async () => {
      const { state, at } = shareUpstream();
      state.error = TROUBLE;
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      let isTold = false;
      const wrapStore: NodeParts["wrapStore"] = (store) => {
        const { places } = store;
        if (!places) return store;
        const tellNews: typeof places.tellNews = async (...news) => {
          await released;
          await places.tellNews(...news);
          isTold = true;
        };
        return { ...store, places: { ...places, tellNews } };
      };
      const { rigs } = await openNodes({ engines: [at()], wrapStore }, { engines: [] });
      const [one, other] = rigs;
      one.work();
      const { id } = await one.create();
      await untilAll([one], "is in trouble", false);
      // Far more than the end of a task takes.
      for (let turn = 0; turn < 200; turn += 1) await other.read(id);
      expect(await other.read(id)).toMatchObject({ state: "processing" });
      release();
      await other.reach(id, "fails", isEnded);
      expect(isTold).toBe(true);
    });

    test("a database that takes no word of it stops nobody: each finds out for itself", async () => {
      const { state, at } = shareUpstream();
      state.error = TROUBLE;
      const { one, other } = await openWorkers(
        { engines: [at()], wrapStore: withoutNews },
        { engines: [at()], wrapStore: withoutNews },
      );
      const { id } = await one.create();
      await one.reach(id, "fails", isEnded);
      const { id: next } = await other.create();
      await one.reach(next, "fails", isEnded);
      await until("both know", () => [one, other].every((rig) => statusOf(rig)?.ready === false));
      expect(state.calls).toBe(2);
    });
  });
});
