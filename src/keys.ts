// The keys of a data directory, for the command line: beside a running server or without one.
import { randomBytes } from "node:crypto";
import { changeKey, toApiKey, toKeyText } from "./core/api-key.ts";
import type { ApiKey, KeyChange } from "./core/key-store.ts";
import { chooseLinkKey, LINK_MS, toGrant, toGrantTerms, toLoginPath } from "./core/session.ts";
import { systemClock } from "./io/system-clock.ts";
import { openStore, type StorePlace } from "./stores/open.ts";

export interface KeyDesk {
  /** A key for inference without limits, and what `change` makes of it. `text` is the key itself, to be shown once. */
  create(name: string, change: KeyChange): Promise<{ readonly key: ApiKey; readonly text: string }>;
  list(): Promise<ApiKey[]>;
  /** The key as it is then, or undefined when there is none. What `check` throws of the key as it was refuses the change. */
  update(id: string, change: KeyChange, check: (key: ApiKey) => void): Promise<ApiKey | undefined>;
  /** False when there is no such key, or it was revoked before. */
  revoke(id: string): Promise<boolean>;
  /** A link that signs a browser in as the key of this id, or as the operator; undefined when there is no such valid key. */
  link(id: string | undefined): Promise<{ readonly key: ApiKey; readonly path: string; readonly expiresAt: number } | undefined>;
}

/** @throws {DataDirectoryError} for a data directory that cannot be used. */
export async function withKeys<T>(place: StorePlace, work: (keys: KeyDesk) => Promise<T>): Promise<T> {
  const { store, clock } = await openStore(place, { clock: systemClock, as: "guest" });
  try {
    return await work({
      async create(name, change) {
        const text = toKeyText(randomBytes(32));
        const facts = { id: clock.id(), name, role: "inference", limits: {}, createdAt: clock.now() } as const;
        const key = changeKey(toApiKey(text, facts), change);
        await store.putKey(key);
        return { key, text };
      },
      list: () => store.listKeys(),
      update: (id, change, check) => store.updateKey(id, change, check),
      revoke: (id) => store.revokeKey(id, clock.now()),
      async link(id) {
        const now = clock.now();
        const key = chooseLinkKey(await store.listKeys(), now, id);
        if (!key) return undefined;
        const { text, terms } = toGrantTerms({ random: randomBytes(32), now, lastsMs: LINK_MS });
        await store.putLink(toGrant(terms, key));
        return { key, path: toLoginPath(text), expiresAt: terms.expiresAt };
      },
    });
  } finally {
    await store.close();
  }
}
