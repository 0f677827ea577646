// Blobs in a store across the network, by way of this machine's disk: an image that an engine was paid for is on disk before the
// store is asked to take it, and stays there until it has, through an outage of the store and a restart of this server.
import type { Blobs } from "../core/blobs.ts";

/** @param spool holds what the store has not taken yet. Other servers do not see it. */
export function spoolBlobs(store: Blobs, spool: Blobs): Blobs {
  return {
    async put(name, bytes) {
      await spool.put(name, bytes);
      await store.put(name, bytes);
      await spool.remove(name);
    },

    /** What the store has is what a task completed with; what was left here may be of an attempt that another server repeated. */
    open: async (name, range) => (await store.open(name, range)) ?? (await spool.open(name, range)),

    async remove(name) {
      await spool.remove(name);
      await store.remove(name);
    },

    async *listOlderThan(before, onFailure) {
      yield* spool.listOlderThan(before, onFailure);
      yield* store.listOlderThan(before, onFailure);
    },

    // A store that is away delays tasks; a spool that takes nothing loses what they make.
    probe: async () => await spool.probe?.(),
    // Whoever is told of a blob is told after the store has it.
    ...(store.links ? { links: store.links } : {}),
  };
}
