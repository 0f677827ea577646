// Who draws what: finds a place for each task at an engine of its model's route that is ready and has one free, in the order of
// the route, by weight where it says so, the least busy replica first.
import type { Clock } from "../core/clock.ts";
import type { Engine } from "../core/engine.ts";
import type { EngineStatus } from "../core/engine-status.ts";
import { toEngineName, toReplicaId } from "../core/replica-id.ts";
import type { Route, Stage } from "../core/route.ts";
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
  /** How long a task waits while no engine of its route works. */
  readonly patienceMs: number;
}

export interface Wanted {
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
  /** Tasks of each model that could begin now, besides those that wait for a place already. */
  countFree(): ReadonlyMap<string, number>;
  /** Models of whose route no engine has worked for longer than a task waits. */
  listStarved(): readonly string[];
  /** Milliseconds until time alone may free a place or ready an engine, if it may. */
  changesInMs(): number | undefined;
  /** A free place for new work of a model, or undefined when there is none now. */
  take(model: string, tried?: ReadonlySet<string>): Place | undefined;
  /**
   * The same once there is one. Undefined when there is none to wait for: every engine was tried, or of the others none works
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
  readonly listStatus: () => readonly EngineStatus[];
}

export function createRouter({ engines, routes, clock, log, patienceMs }: RouterOptions): Router {
  const bell = createBell();
  const replicas = engines.map((engine) => createReplica(engine, { clock, log, changed: bell.ring }));
  const byName = Map.groupBy(replicas, ({ name }) => name);
  const waiting = new Map<string, number>();
  /** How far each engine of a stage is behind its share (https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1). */
  const arrears = new WeakMap<Stage, Map<string, number>>();
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

  function take(model: string, tried?: ReadonlySet<string>): Place | undefined {
    const isEligible = (replica: Replica) => !tried?.has(replica.engine.id) && replica.countFree() > 0;
    const picked = pick(model, isEligible);
    if (!picked) return undefined;
    const { replica, stage } = picked;
    settleShares(stage, replica.name, isEligible);
    lastTaken.set(replica, (takings += 1));
    return replica.take();
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

  async function untilPlace({ model, tried, since, signal }: Wanted): Promise<Place | undefined> {
    waiting.set(model, (waiting.get(model) ?? 0) + 1);
    try {
      while (!signal.aborted) {
        const place = take(model, tried);
        if (place) return place;
        const others = listReplicas(model).filter(({ engine }) => !tried.has(engine.id));
        if (others.length === 0) return undefined;
        if (!others.some((replica) => replica.isReady()) && (tried.size > 0 || isStarved(model, since))) return undefined;
        await clock.sleep(Math.min(MAX_WAIT_MS, changesInMs() ?? MAX_WAIT_MS), AbortSignal.any([bell.next, signal]));
      }
      return undefined;
    } finally {
      waiting.set(model, (waiting.get(model) ?? 1) - 1);
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

  function listModels({ name }: Replica): string[] {
    return [...routes].filter(([, route]) => route.flat().some(({ engine }) => engine === name)).map(([model]) => model);
  }

  return {
    bell,
    replicas,
    patienceMs,
    countFree: () =>
      new Map(
        [...routes.keys()].map((model) => {
          const free = listReplicas(model).reduce((sum, replica) => sum + replica.countFree(), 0);
          return [model, Math.max(0, free - (waiting.get(model) ?? 0))];
        }),
      ),
    listStarved: () => [...routes.keys()].filter((model) => isStarved(model, 0)),
    changesInMs,
    take,
    untilPlace,
    hold: (engineId) => findReplica(engineId)?.hold(),
    find: (engineId) => findReplica(engineId)?.engine,
    listEngines: (model) => listReplicas(model).map(({ engine }) => engine),
    preview(model) {
      const picked =
        pick(model, (replica) => replica.countFree() > 0) ??
        pick(model, (replica) => replica.isReady()) ??
        pick(model, () => true);
      return picked?.replica.engine;
    },
    listStatus: () => replicas.map((replica) => Object.assign(replica.status(), { models: listModels(replica) })),
  };
}
