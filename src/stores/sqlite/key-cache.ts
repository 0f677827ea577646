// Keys by the head of their hash, and their limits by id, remembered between requests, because every request looks one up. What
// another process commits, such as a revocation by the command line, is seen by the next turn of the event loop.
import type { DatabaseSync } from "node:sqlite";
import type { ApiKey, KeyLimits } from "../../core/key-store.ts";
import { toApiKey } from "../shared/rows.ts";

/** Heads remembered at once, unknown ones included; a flood of guesses only empties the cache. */
const MAX_HEADS = 1_000;

export interface KeyCache {
  find(hashHead: Uint8Array): ApiKey[];
  /** None for a key that there is not. */
  limits(id: string): KeyLimits;
  /** To be called with every write of a key through the same connection. */
  forget(): void;
}

export function createKeyCache(database: DatabaseSync): KeyCache {
  const selectKeys = database.prepare("SELECT * FROM api_keys WHERE hash_head = ?");
  // Changes when another connection has committed, https://sqlite.org/pragma.html#pragma_data_version
  const selectVersion = database.prepare("PRAGMA data_version");
  selectVersion.setReturnArrays(true);
  const selectKey = database.prepare("SELECT * FROM api_keys WHERE id = ?");
  const remembered = new Map<string, ApiKey[]>();
  const limitsById = new Map<string, KeyLimits>();
  let version: unknown;
  /** Whether this turn of the event loop has looked. Every request looks keys up several times, and a look costs as much as a small read. */
  let isFresh = false;

  function forget(): void {
    remembered.clear();
    limitsById.clear();
  }

  function refresh(): void {
    if (isFresh) return;
    isFresh = true;
    setImmediate(() => (isFresh = false));
    const [current] = selectVersion.get() as unknown as [number];
    if (current !== version || remembered.size >= MAX_HEADS || limitsById.size >= MAX_HEADS) forget();
    version = current;
  }

  return {
    find(hashHead) {
      refresh();
      const head = Buffer.from(hashHead).toString("latin1");
      const known = remembered.get(head);
      if (known) return known;
      const found = selectKeys.all(hashHead).map(toApiKey);
      remembered.set(head, found);
      return found;
    },
    limits(id) {
      refresh();
      const known = limitsById.get(id);
      if (known) return known;
      const row = selectKey.get(id);
      const limits = row ? toApiKey(row).limits : {};
      limitsById.set(id, limits);
      return limits;
    },
    forget,
  };
}
