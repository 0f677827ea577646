// Links and sessions in rows. What has expired goes when the next is written, so that nothing has to sweep.
import { isSameHash } from "../../core/api-key.ts";
import { MAX_GRANTS_PER_KEY, type Grant, type SessionStore } from "../../core/session-store.ts";
import { toGrant } from "../shared/rows.ts";
import { writeAlone, type StoreContext } from "./context.ts";
import type { Session } from "./database.ts";

/** Expired rows that one write takes along. */
const MAX_PRUNED = 100;

type Table = "login_links" | "sessions";

export function createSessionTable({ database, rest }: Pick<StoreContext, "database" | "rest">): SessionStore {
  return {
    putLink: (link) => writeAlone(rest, (session) => insert(session, "login_links", link)),

    redeemLink: (linkHash, { hash, createdAt, expiresAt }) =>
      writeAlone(rest, async (session) => {
        // Of two who open it, the one who locks its row finds it; the other waits, and finds it gone.
        const rows = await session.query(
          "SELECT * FROM login_links WHERE substr(hash, 1, 8) = substr($1::bytea, 1, 8) FOR UPDATE",
          [linkHash],
        );
        const link = rows.map(toGrant).find((candidate) => isSameHash(candidate.hash, linkHash));
        if (!link) return undefined;
        await remove(session, "login_links", link.hash);
        if (link.expiresAt <= createdAt) return undefined;
        const begun = { hash, keyId: link.keyId, keyHash: link.keyHash, createdAt, expiresAt };
        await insert(session, "sessions", begun);
        return begun;
      }),

    putSession: (begun) => writeAlone(rest, (session) => insert(session, "sessions", begun)),

    findSessions: async (hash) => {
      const rows = await database.select("SELECT * FROM sessions WHERE substr(hash, 1, 8) = $1::bytea", [hash.subarray(0, 8)]);
      return rows.map(toGrant);
    },

    endSession: (hash) => writeAlone(rest, (session) => remove(session, "sessions", hash)),
  };
}

async function insert(session: Session, table: Table, { hash, keyId, keyHash, createdAt, expiresAt }: Grant): Promise<void> {
  await Promise.all([
    session.query(
      `DELETE FROM ${table} WHERE place IN
         (SELECT place FROM ${table} WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${MAX_PRUNED} FOR UPDATE SKIP LOCKED)`,
      [createdAt],
    ),
    session.query(`INSERT INTO ${table} (hash, key_id, key_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`, [
      hash,
      keyId,
      keyHash,
      createdAt,
      expiresAt,
    ]),
    session.query(
      `DELETE FROM ${table} WHERE place IN
         (SELECT place FROM ${table} WHERE key_id = $1 ORDER BY created_at DESC, place DESC OFFSET ${MAX_GRANTS_PER_KEY})`,
      [keyId],
    ),
  ]);
}

async function remove(session: Session, table: Table, hash: Uint8Array): Promise<boolean> {
  const rows = await session.query(
    `DELETE FROM ${table} WHERE substr(hash, 1, 8) = substr($1::bytea, 1, 8) AND hash = $1::bytea RETURNING place`,
    [hash],
  );
  return rows.length === 1;
}
