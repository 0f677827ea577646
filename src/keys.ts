// The keys of a data directory, for the command line: beside a running server or without one.
import { randomBytes } from "node:crypto";
import type { Config } from "./config.ts";
import { toApiKey, toKeyText } from "./core/api-key.ts";
import type { ApiKey } from "./core/key-store.ts";
import { systemClock } from "./io/system-clock.ts";
import { openSqliteStore } from "./stores/sqlite/store.ts";

export interface KeyDesk {
  /** `text` is the key itself, to be shown once. */
  create(name: string): Promise<{ readonly key: ApiKey; readonly text: string }>;
  list(): Promise<ApiKey[]>;
  /** False when there is no such key, or it was revoked before. */
  revoke(id: string): Promise<boolean>;
}

/** @throws {DataDirectoryError} for a data directory that cannot be used. */
export async function withKeys<T>(config: Pick<Config, "dataDirectory">, work: (keys: KeyDesk) => Promise<T>): Promise<T> {
  const store = openSqliteStore({ directory: config.dataDirectory, clock: systemClock, as: "guest" });
  try {
    return await work({
      async create(name) {
        const text = toKeyText(randomBytes(32));
        const key = toApiKey(text, { id: systemClock.id(), name, role: "inference", limits: {}, createdAt: systemClock.now() });
        await store.putKey(key);
        return { key, text };
      },
      list: () => store.listKeys(),
      revoke: (id) => store.revokeKey(id, systemClock.now()),
    });
  } finally {
    await store.close();
  }
}
