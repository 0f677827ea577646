// Links and sessions in rows. What has expired goes when the next is written, so that nothing has to sweep.
import { isSameHash } from "../../core/api-key.ts";
import { MAX_GRANTS_PER_KEY, type Grant, type SessionStore } from "../../core/session-store.ts";
import { toGrant } from "../shared/rows.ts";
import type { StoreContext } from "./context.ts";

/** Expired rows that one write takes along. */
const MAX_PRUNED = 100;

export function createSessionTable({ database, commits }: Pick<StoreContext, "database" | "commits">): SessionStore {
  const links = createGrantTable(database, "login_links");
  const sessions = createGrantTable(database, "sessions");

  return {
    putLink: (link) => commits.write(() => links.insert(link)),

    redeemLink: (linkHash, { hash, createdAt, expiresAt }) =>
      commits.write(() => {
        const link = links.find(linkHash).find((candidate) => isSameHash(candidate.hash, linkHash));
        if (!link) return undefined;
        links.remove(link.hash);
        if (link.expiresAt <= createdAt) return undefined;
        const session = { hash, keyId: link.keyId, keyHash: link.keyHash, createdAt, expiresAt };
        sessions.insert(session);
        return session;
      }),

    putSession: (session) => commits.write(() => sessions.insert(session)),

    findSessions: (hash) => commits.read(() => sessions.find(hash)),

    endSession: (hash) => commits.write(() => sessions.remove(hash)),
  };
}

function createGrantTable(database: StoreContext["database"], table: "login_links" | "sessions") {
  const insert = database.prepare(`INSERT INTO ${table} (hash, key_id, key_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)`);
  const select = database.prepare(`SELECT * FROM ${table} WHERE hash_head = ?`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE hash_head = substr(?1, 1, 8) AND hash = ?1`);
  const prune = database.prepare(
    `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE expires_at <= ? ORDER BY expires_at LIMIT ${MAX_PRUNED})`,
  );
  const dropOldest = database.prepare(
    `DELETE FROM ${table} WHERE rowid IN
       (SELECT rowid FROM ${table} WHERE key_id = ? ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET ${MAX_GRANTS_PER_KEY})`,
  );

  return {
    insert({ hash, keyId, keyHash, createdAt, expiresAt }: Grant): void {
      prune.run(createdAt);
      insert.run(hash, keyId, keyHash, createdAt, expiresAt);
      dropOldest.run(keyId);
    },
    find: (hash: Uint8Array): Grant[] => select.all(hash.subarray(0, 8)).map(toGrant),
    remove: (hash: Uint8Array): boolean => remove.run(hash).changes === 1,
  };
}
