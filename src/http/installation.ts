// What all nodes draw with, as any of them tells it: read from the store at most four times a second, however many ask. Estimates
// wait for a look only where the last one says nothing any more.
import type { Clock } from "../core/clock.ts";
import type { Figures } from "../core/estimates.ts";
import { mergeEngines, type InstalledEngine } from "../core/installation.ts";
import type { EngineReport, NodeReport, NodeStore } from "../core/node-store.ts";
import type { PlaceStore } from "../core/place-store.ts";
import type { Log } from "../io/log.ts";

/** How long a look is as good as a new one. */
const FRESH_MS = 250;
/** What is older is of no use to estimates. */
const STALE_MS = 5_000;

export interface Installation {
  readonly engines: readonly InstalledEngine[];
  /** What estimates of all nodes go by; undefined as long as no node draws. */
  readonly figures: Figures | undefined;
}

export interface InstallationView {
  /** As it is, or was a quarter of a second ago. @throws {StoreUnavailable} */
  read(): Promise<Installation>;
  /** As it is or was some seconds ago; where it cannot be read, as it was last seen. Mostly waits for nothing. */
  glance(): Promise<Installation>;
}

interface ViewParts {
  readonly nodes: NodeStore;
  readonly places: PlaceStore | undefined;
  /** What this node draws with, which is told anew at each look; undefined where it draws nothing. */
  readonly own: { readonly name: string; list(): readonly EngineReport[] } | undefined;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

export function createInstallationView({ nodes, places, own, clock, log }: ViewParts): InstallationView {
  let seen: Installation | undefined;
  let seenAt = 0;
  let looking: Promise<Installation> | undefined;

  function isYounger(maxMs: number): boolean {
    const ageMs = clock.now() - seenAt;
    return seen !== undefined && ageMs >= 0 && ageMs < maxMs;
  }

  /** This node knows its own engines better than what it told of them last. */
  function withOwn(told: readonly NodeReport[]): NodeReport[] {
    if (!own) return [...told];
    const others = told.filter(({ id }) => id !== nodes.self);
    const mine = { id: nodes.self, name: own.name, heardAt: clock.now(), engines: own.list() };
    return [...others, mine].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  async function lookNow(): Promise<Installation> {
    const beganAt = clock.now();
    const told = await nodes.listNodes();
    const all = withOwn(told.nodes);
    const keys = new Set(all.flatMap(({ engines }) => engines.flatMap(({ shared }) => shared ?? [])));
    const views = keys.size > 0 ? await places?.lookAt([...keys]) : undefined;
    // A shared engine at which nothing is taken has no count.
    const taken = new Map([...keys].map((key) => [key, views?.get(key)?.taken ?? 0]));
    seen = { engines: mergeEngines(all, taken), figures: told.figures };
    seenAt = beganAt;
    return seen;
  }

  /** Those who come while somebody looks share what he sees: he began to a moment ago. */
  function look(): Promise<Installation> {
    return (looking ??= lookNow().finally(() => (looking = undefined)));
  }

  return {
    read: async () => (seen && isYounger(FRESH_MS) ? seen : await look()),
    async glance() {
      if (seen && isYounger(FRESH_MS)) return seen;
      const next = look().catch((error: unknown) => {
        log.warn({ err: error }, "what other nodes draw with could not be read; it is told as it was");
        return seen ?? { engines: mergeEngines(withOwn([]), new Map()), figures: undefined };
      });
      return seen && isYounger(STALE_MS) ? seen : await next;
    },
  };
}
