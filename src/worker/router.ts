// Who draws what: finds a place for each task at an engine of its model's route that is ready and has one free, in the order of
// the route, by weight where it says so, the least busy replica first.
import type { Clock } from "../core/clock.ts";
import type { Engine } from "../core/engine.ts";
import type { EngineReport } from "../core/node-store.ts";
import type { LeasedTask, PlaceStore } from "../core/place-store.ts";
import { toEngineName, toReplicaId } from "../core/replica-id.ts";
import type { Route, Stage } from "../core/route.ts";
import { StoreUnavailable } from "../core/store.ts";
import type { Log } from "../io/log.ts";
import { createBell, type Bell } from "./bell.ts";
import { createReplica, type ConfiguredEngine, type Place, type Replica } from "./replica.ts";

/** Whoever waits for a place looks at least this often. */
const MAX_WAIT_MS = 5_000;

interface RouterOptions {
  /** In any order; replicas of one engine in the order in which they are configured. */
  readonly engines: readonly ConfiguredEngine[];
  /** By model. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly clock: Clock;
  readonly log: Log;
  /** Of a store that other nodes use too. */
  readonly places?: PlaceStore | undefined;
  /** How long a task waits while no engine of its route works. */
  readonly patienceMs: number;
}

/** What may be claimed now. */
export interface Offer {
  /** Of which models. */
  readonly models: readonly string[];
  /** At most so many tasks, at least 1. */
  readonly limit: number;
  /** Where they go; when absent, where the route of each says. */
  readonly replica?: Replica;
}

export interface Wanted {
  readonly task: LeasedTask;
  readonly model: string;
  /** Ids of engines that were tried already. */
  readonly tried: ReadonlySet<string>;
  /** Since when the task waits for an engine, Unix milliseconds. */
  readonly since: number;
  readonly signal: AbortSignal;
}

export interface Router {
  /** Rings when there may be a free place, or an engine began or ceased to work. */
  readonly bell: Bell;
  readonly replicas: readonly Replica[];
  readonly patienceMs: number;
  /** Sees how many places other nodes have taken, and what they found of these engines. @throws {StoreUnavailable} */
  look(): Promise<void>;
  /**
   * Tasks that could begin now, besides those that wait for a place already.
   * @param models that are left out, because none of their tasks waits.
   */
  nextOffer(except: ReadonlySet<string>): Offer | undefined;
  /** Other nodes may have given places back. */
  readonly noteNews: () => void;
  /** Models of whose route no engine has worked for longer than a task waits. */
  listStarved(): readonly string[];
  /** Milliseconds until time alone may free a place or ready an engine, if it may. */
  changesInMs(): number | undefined;
  /** A free place for new work of a model, or undefined when there is none now, or the next is one that the place store gives. */
  take(model: string): Place | undefined;
  /** A place at this engine for a task that was claimed for it. */
  takeAt(replica: Replica, model: string): Place;
  /**
   * A place once there is one. Undefined when there is none to wait for: every engine was tried, or of the others none works
   * and some were tried, or the task has waited long enough for one; and when `signal` aborts.
   */
  untilPlace(wanted: Wanted): Promise<Place | undefined>;
  /** A place at the engine that has a task's work already; undefined when it is configured no more. */
  hold(engineId: string): Place | undefined;
  find(engineId: string): Engine | undefined;
  /** Every engine that a task of this model may go to. */
  listEngines(model: string): readonly Engine[];
  /** The engine that would get a task of this model now, or as soon as one is free. */
  preview(model: string): Engine | undefined;
  /** The engines as this node knows them, and what it has there. */
  readonly listReports: () => readonly EngineReport[];
}

const isFree = (replica: Replica) => replica.countFree() > 0;

export function createRouter({ engines, routes, clock, log, places, patienceMs }: RouterOptions): Router {
  const bell = createBell();
  const replicas = engines.map((engine) => createReplica(engine, { clock, log, changed: bell.ring, places }));
  const byName = Map.groupBy(replicas, ({ name }) => name);
  const waiting = new Map<string, number>();
  /** How far each engine of a stage is behind its share (https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1). */
  const arrears = new WeakMap<Stage, Map<string, number>>();
  /** Who waits for a place at an engine that other nodes use too: of each node one at a time stands in their common line. */
  const lines = new Map<Replica, Set<Wanted>>(
    replicas.filter(({ shared }) => shared !== undefined).map((replica) => [replica, new Set()]),
  );
  const lastTaken = new Map<Replica, number>();
  let takings = 0;

  function listReplicas(model: string): Replica[] {
    return (routes.get(model) ?? []).flat().flatMap(({ engine }) => byName.get(engine) ?? []);
  }

  /** The least busy one; of equals, the one that was given nothing for longest. */
  function pickReplica(name: string, isEligible: (replica: Replica) => boolean): Replica | undefined {
    const eligible = (byName.get(name) ?? []).filter(isEligible);
    return eligible.sort((a, b) => a.load() - b.load() || (lastTaken.get(a) ?? 0) - (lastTaken.get(b) ?? 0))[0];
  }

  /** Of those of a stage that could take the task, the one that is furthest behind its share. */
  function pickFromStage(stage: Stage, isEligible: (replica: Replica) => boolean): Replica | undefined {
    const owed = arrears.get(stage);
    const candidates = stage.flatMap(({ engine, weight }) => {
      const replica = pickReplica(engine, isEligible);
      return replica ? [{ replica, score: (owed?.get(engine) ?? 0) + weight }] : [];
    });
    return candidates.sort((a, b) => b.score - a.score)[0]?.replica;
  }

  function pick(model: string, isEligible: (replica: Replica) => boolean): { replica: Replica; stage: Stage } | undefined {
    for (const stage of routes.get(model) ?? []) {
      const replica = pickFromStage(stage, isEligible);
      if (replica) return { replica, stage };
    }
    return undefined;
  }

  /** Smooth weighted round robin: everybody in the running earns its weight, and the one that is picked pays for all. */
  function settleShares(stage: Stage, picked: string, isEligible: (replica: Replica) => boolean): void {
    if (stage.length === 1) return;
    const owed = arrears.get(stage) ?? new Map<string, number>();
    const running = stage.filter(({ engine }) => pickReplica(engine, isEligible) !== undefined);
    const total = running.reduce((sum, { weight }) => sum + weight, 0);
    for (const { engine, weight } of running) {
      owed.set(engine, (owed.get(engine) ?? 0) + weight - (engine === picked ? total : 0));
    }
    arrears.set(stage, owed);
  }

  function takeFrom(stage: Stage | undefined, replica: Replica, isEligible: (replica: Replica) => boolean): Place {
    if (stage) settleShares(stage, replica.name, isEligible);
    lastTaken.set(replica, (takings += 1));
    return replica.take();
  }

  function take(model: string): Place | undefined {
    const picked = pick(model, isFree);
    return picked && !picked.replica.shared ? takeFrom(picked.stage, picked.replica, isFree) : undefined;
  }

  function takeAt(replica: Replica, model: string): Place {
    const stage = routes.get(model)?.find((each) => each.some(({ engine }) => engine === replica.name));
    return takeFrom(stage, replica, isFree);
  }

  /** The same for a task that was claimed without a place: other nodes' have to be asked for theirs. */
  async function seek(wanted: Wanted): Promise<Place | undefined> {
    const { model, tried } = wanted;
    const refused = new Set<Replica>();
    const isEligible = (replica: Replica) =>
      !tried.has(replica.engine.id) && !refused.has(replica) && (replica.shared ? replica.hasRoom() : isFree(replica));
    for (;;) {
      const picked = pick(model, isEligible);
      if (!picked) return undefined;
      const { replica, stage } = picked;
      if (!replica.shared || (await standInLine(replica, wanted))) return takeFrom(stage, replica, isEligible);
      refused.add(replica);
      replica.notePlaces("full");
    }
  }

  /** Whether the place store gave a place. */
  async function standInLine(replica: Replica, wanted: Wanted): Promise<boolean> {
    const line = lines.get(replica)?.add(wanted);
    const [first] = line ?? [];
    const seeker = replica.seeker();
    if (first !== wanted || !places || !seeker) return false;
    try {
      return await places.takePlace(wanted.task, seeker);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return false;
    }
  }

  /** Whoever stood behind is the next to ask. */
  async function leaveLines(wanted: Wanted, place: Place | undefined): Promise<void> {
    const left = [...lines.values()].filter((line) => line.delete(wanted));
    if (left.length === 0) return;
    bell.ring();
    if (place?.shared) return;
    await places?.leavePlace(wanted.task).catch((error: unknown) => {
      log.warn({ task: wanted.task.id, err: error }, "a turn in line could not be given up; it is over in a moment");
    });
  }

  function countFree(model: string): number {
    const free = listReplicas(model).reduce((sum, replica) => sum + replica.countFree(), 0);
    return Math.max(0, free - (waiting.get(model) ?? 0));
  }

  function nextOffer(except: ReadonlySet<string>): Offer | undefined {
    const free = [...routes.keys()].flatMap((model) => {
      const places = except.has(model) ? 0 : countFree(model);
      return places > 0 ? [{ model, places }] : [];
    });
    const own = free.filter(({ model }) => !listReplicas(model).some(({ shared }) => shared));
    // Models may share places, so no more is claimed at once than the scarcest has.
    if (own.length > 0) {
      return { models: own.map(({ model }) => model), limit: Math.min(...own.map(({ places }) => places)) };
    }
    // Where other nodes have to be asked, a task is claimed for the very place that it will have.
    const picks = free.flatMap(({ model, places }) => {
      const picked = pick(model, isFree);
      return picked ? [{ model, places, ...picked }] : [];
    });
    const [next] = picks;
    if (!next) return undefined;
    const { replica, stage } = next;
    const rivals = stage.flatMap(({ engine }) => byName.get(engine) ?? []).filter(isFree);
    const same = picks.filter((each) => each.replica === replica);
    // With another engine beside it, every task may change whose turn it is.
    const limit = rivals.length > 1 ? 1 : Math.min(replica.countFree(), ...same.map(({ places }) => places));
    return { models: same.map(({ model }) => model), limit, replica };
  }

  async function look(): Promise<void> {
    const shared = replicas.flatMap((replica) => (replica.shared ? [{ replica, key: replica.shared.key }] : []));
    if (!places || shared.length === 0) return;
    const views = await places.lookAt(shared.map(({ key }) => key));
    for (const { replica, key } of shared) {
      const { news, ...count } = views.get(key) ?? { taken: 0, wished: 0, news: {} };
      replica.notePlaces(count);
      replica.noteNews(news);
    }
  }

  function listReports(): EngineReport[] {
    return replicas.map((replica) => {
      const stages = listStages(replica);
      const shared = replica.shared === undefined ? {} : { shared: replica.shared.key };
      return { ...replica.status(), ...shared, models: Object.keys(stages), stages };
    });
  }

  /** Whether no engine of the route is ready, and none has worked since `since` or for longer than a task waits. */
  function isStarved(model: string, since: number): boolean {
    const route = listReplicas(model);
    if (route.some((replica) => replica.isReady())) return false;
    const ailing = Math.max(...route.map((replica) => replica.ailingSince() ?? clock.now()));
    return clock.now() - Math.max(ailing, since) >= patienceMs;
  }

  function changesInMs(): number | undefined {
    const times = replicas.map((replica) => replica.changesInMs()).filter((ms) => ms !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  async function untilPlace(wanted: Wanted): Promise<Place | undefined> {
    const { model, tried, since, signal } = wanted;
    waiting.set(model, (waiting.get(model) ?? 0) + 1);
    let place: Place | undefined;
    try {
      while (!signal.aborted) {
        place = await seek(wanted);
        if (place) return place;
        const others = listReplicas(model).filter(({ engine }) => !tried.has(engine.id));
        if (others.length === 0) return undefined;
        if (!others.some((replica) => replica.isReady()) && (tried.size > 0 || isStarved(model, since))) return undefined;
        await clock.sleep(Math.min(MAX_WAIT_MS, changesInMs() ?? MAX_WAIT_MS), AbortSignal.any([bell.next, signal]));
      }
      return undefined;
    } finally {
      waiting.set(model, (waiting.get(model) ?? 1) - 1);
      await leaveLines(wanted, place);
    }
  }

  /** An engine that was alone and has replicas now is the first of them; a replica that is alone now goes by the engine's name. */
  function findReplica(engineId: string): Replica | undefined {
    const exact = replicas.find(({ engine }) => engine.id === engineId);
    if (exact) return exact;
    const name = toEngineName(engineId);
    const kin = byName.get(name) ?? [];
    if (name === engineId) return kin[0];
    return kin.find(({ engine }) => engine.origin !== undefined && toReplicaId(name, engine.origin) === engineId);
  }

  /** By model: which stage of its route leads to the engine. */
  function listStages({ name }: Replica): Record<string, number> {
    const stages = [...routes].map(([model, route]) => {
      return [model, route.findIndex((stage) => stage.some(({ engine }) => engine === name))] as const;
    });
    return Object.fromEntries(stages.filter(([, stage]) => stage >= 0));
  }

  return {
    bell,
    replicas,
    patienceMs,
    look,
    nextOffer,
    noteNews() {
      const isAwaited = [...lines].some(([replica, line]) => line.size > 0 || replica.isFullElsewhere());
      if (isAwaited) bell.ring();
    },
    listStarved: () => [...routes.keys()].filter((model) => isStarved(model, 0)),
    changesInMs,
    take,
    takeAt,
    untilPlace,
    hold: (engineId) => findReplica(engineId)?.hold(),
    find: (engineId) => findReplica(engineId)?.engine,
    listEngines: (model) => listReplicas(model).map(({ engine }) => engine),
    preview(model) {
      const picked = pick(model, isFree) ?? pick(model, (replica) => replica.isReady()) ?? pick(model, () => true);
      return picked?.replica.engine;
    },
    listReports,
  };
}
