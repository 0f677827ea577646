// Tells the other nodes what this one finds of an engine that they use too: one write at a time, and of what is found meanwhile the
// newest. Where it fails they find out for themselves.
import type { EngineNews, PlaceStore } from "../core/place-store.ts";
import type { Log } from "../io/log.ts";

interface TellerParts {
  readonly places: Pick<PlaceStore, "tellNews">;
  /** Its id here, and its key at all nodes. */
  readonly engine: string;
  readonly key: string;
  readonly log: Log;
}

interface Waiting {
  readonly news: EngineNews;
  readonly told: PromiseWithResolvers<void>;
}

/** @returns what tells; its promise never rejects, and resolves when the others know, or cannot be told. */
export function createTeller({ places, engine, key, log }: TellerParts): (news: EngineNews) => Promise<void> {
  let waiting: Waiting | undefined;
  let isTelling = false;

  async function tellAll(): Promise<void> {
    isTelling = true;
    while (waiting) {
      const { news, told } = waiting;
      waiting = undefined;
      await places.tellNews(key, news).catch((error: unknown) => {
        log.warn({ engine, err: error }, "what was found of an engine could not be told to the other nodes");
      });
      told.resolve();
    }
    isTelling = false;
  }

  return (news) => {
    waiting = { news: { ...waiting?.news, ...news }, told: waiting?.told ?? Promise.withResolvers<void>() };
    const { promise } = waiting.told;
    if (!isTelling) void tellAll();
    return promise;
  };
}
