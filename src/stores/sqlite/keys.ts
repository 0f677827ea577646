// API keys in rows.
import { changeKey } from "../../core/api-key.ts";
import type { ApiKey, KeyStore } from "../../core/key-store.ts";
import { toApiKey, toKeyQueue } from "../shared/rows.ts";
import { one, type StoreContext } from "./context.ts";
import type { SpendTable } from "./spend.ts";

export function createKeyTable({ database, commits, keys }: StoreContext, spend: SpendTable): KeyStore {
  const upsert = database.prepare(
    `INSERT INTO api_keys (id, name, role, prefix, hash, limits, created_at, expires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, prefix = excluded.prefix, hash = excluded.hash,
       limits = excluded.limits, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at`,
  );
  const selectAll = database.prepare("SELECT * FROM api_keys ORDER BY created_at, id");
  const select = database.prepare("SELECT * FROM api_keys WHERE id = ?");
  const updateRevoked = database.prepare("UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL");
  // Few tasks are being processed, however many wait: those are counted, and the rest of a key's unfinished ones wait.
  const selectQueue = database.prepare(
    `SELECT key_id, name, live, coalesce(n, 0) AS processing FROM key_state
     LEFT JOIN (SELECT key_id, count(*) AS n FROM tasks WHERE state = 'processing' GROUP BY key_id) USING (key_id)
     LEFT JOIN api_keys ON api_keys.id = key_id
     WHERE live > 0 ORDER BY live DESC, key_id LIMIT +?`,
  );

  function write(key: ApiKey): void {
    keys.forget();
    const { id, name, role, prefix, hash, limits, createdAt, expiresAt, revokedAt } = key;
    upsert.run(id, name, role, prefix, hash, JSON.stringify(limits), createdAt, expiresAt ?? null, revokedAt ?? null);
  }

  return {
    putKey: (key) => commits.write(() => write(key)),

    findKeys: (hash) => commits.read(() => keys.find(hash.subarray(0, 8))),

    findKey: (id) => commits.read(() => one(select, [id], toApiKey)),

    listKeys: () => commits.read(() => selectAll.all().map(toApiKey)),

    updateKey: (id, change, check) =>
      commits.write(() => {
        const key = one(select, [id], toApiKey);
        if (!key) return undefined;
        check?.(key);
        const after = changeKey(key, change);
        write(after);
        spend.reconsiderLowBalance(after);
        return after;
      }),

    revokeKey: (id, at) =>
      commits.write(() => {
        keys.forget();
        return updateRevoked.run(at, id).changes === 1;
      }),

    readBalance: (keyId) => commits.read(() => spend.readBalance(keyId)),

    listQueueByKey: (limit) => commits.read(() => selectQueue.all(limit).map(toKeyQueue)),

    listUsage: (query) => commits.read(() => spend.listUsage(query)),
  };
}
