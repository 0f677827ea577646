// API keys in rows, and what they have spent. A key is read at every request: another node may just have revoked it.
import { changeKey } from "../../core/api-key.ts";
import type { ApiKey, KeyStore } from "../../core/key-store.ts";
import { toApiKey, toKeyQueue } from "../shared/rows.ts";
import { toDay } from "../shared/spending.ts";
import { toUsageRow, toUsageSelect } from "../shared/usage.ts";
import { one, writeAlone, type StoreContext } from "./context.ts";
import { prepare, type Session } from "./database.ts";
import { shareReads } from "./shared-reads.ts";

const SELECT_BY_HEAD = prepare("SELECT * FROM api_keys WHERE substr(hash, 1, 8) = ANY ($1::bytea[])");

export function createKeyTable({ database, tasks, clock }: StoreContext): KeyStore {
  const findByHead = shareReads(async (heads: readonly string[]) => {
    const rows = await database.select(SELECT_BY_HEAD, [heads.map((head) => Buffer.from(head, "hex"))]);
    return Map.groupBy(rows.map(toApiKey), ({ hash }) => toHead(hash));
  });
  return {
    putKey: (key) => writeAlone(tasks, (session) => write(session, key)),

    findKeys: async (hash) => (await findByHead(toHead(hash))) ?? [],

    findKey: async (id) => {
      const [row] = await database.select("SELECT * FROM api_keys WHERE id = $1", [id]);
      return row && toApiKey(row);
    },

    listKeys: async () => (await database.select("SELECT * FROM api_keys ORDER BY created_at, id")).map(toApiKey),

    updateKey: (id, change, check) =>
      tasks.write({
        needs: { keyId: id },
        isAlone: true,
        run: async (unit) => {
          const { session } = unit;
          const key = await one(session, "SELECT * FROM api_keys WHERE id = $1 FOR UPDATE", { of: [id], to: toApiKey });
          if (!key) return undefined;
          check?.(key);
          const after = changeKey(key, change);
          await write(session, after);
          unit.reconsiderLowBalance(after);
          return after;
        },
      }),

    revokeKey: (id, at) =>
      writeAlone(tasks, async (session) => {
        const rows = await session.query(
          "UPDATE api_keys SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL RETURNING id",
          [at, id],
        );
        return rows.length === 1;
      }),

    readBalance: async (keyId) => {
      const [row] = await database.select(
        `SELECT total.charged_micros AS charged, total.reserved_micros AS reserved,
           day.charged_micros AS day_charged, day.reserved_micros AS day_reserved
         FROM key_state AS total LEFT JOIN spend AS day ON day.key_id = total.key_id AND day.day = $2 WHERE total.key_id = $1`,
        [keyId, toDay(clock.now())],
      );
      const sum = (column: string) => (row?.[column] as number | null | undefined) ?? 0;
      return {
        total: { chargedMicros: sum("charged"), reservedMicros: sum("reserved") },
        day: { chargedMicros: sum("day_charged"), reservedMicros: sum("day_reserved") },
      };
    },

    listQueueByKey: async (limit) => {
      // Few tasks are being processed, however many wait: those are counted, and the rest of a key's unfinished ones wait.
      const rows = await database.select(
        `SELECT key_id, name, live, coalesce(n, 0) AS processing FROM key_state
         LEFT JOIN (SELECT key_id, count(*) AS n FROM tasks WHERE state = 'processing' GROUP BY key_id) AS busy USING (key_id)
         LEFT JOIN api_keys ON api_keys.id = key_id WHERE live > 0 ORDER BY live DESC, key_id LIMIT $1`,
        [limit],
      );
      return rows.map(toKeyQueue);
    },

    listUsage: async ({ from, to, groupBy, keyId }) => {
      const where = `day BETWEEN $1 AND $2 ${keyId === undefined ? "" : "AND key_id = $3"}`;
      const rows = await database.select(toUsageSelect(groupBy, where), [from, to, ...(keyId === undefined ? [] : [keyId])]);
      return rows.filter((row) => row["n"] !== 0).map((row) => toUsageRow(row, groupBy));
    },
  };
}

/** What a key is found by; the caller compares the rest. */
function toHead(hash: Uint8Array): string {
  return Buffer.from(hash.subarray(0, 8)).toString("hex");
}

async function write(session: Session, key: ApiKey): Promise<void> {
  const { id, name, role, prefix, hash, limits, createdAt, expiresAt = null, revokedAt = null } = key;
  await session.query(
    `INSERT INTO api_keys (id, name, role, prefix, hash, limits, created_at, expires_at, revoked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, prefix = excluded.prefix, hash = excluded.hash,
       limits = excluded.limits, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at`,
    [id, name, role, prefix, hash, JSON.stringify(limits), createdAt, expiresAt, revokedAt],
  );
}
