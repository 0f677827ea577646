// Brings the schema up to date, once, however many nodes start at the same time. A node of an older version goes on with a newer
// schema as long as each later migration says that it may (`-- Oldest: n`, its first line).
import { readdirSync, readFileSync } from "node:fs";
import { DataDirectoryError } from "../../core/store.ts";
import type { Database } from "./database.ts";
import { LOCKS } from "./locks.ts";

interface Migration {
  readonly version: number;
  /** Code that knows the schema only up to this version may still run. */
  readonly oldest: number;
  readonly sql: string;
}

/** @throws {DataDirectoryError} when the schema is of a version that this code may not use, or the server is too old. */
export async function migrate(database: Database): Promise<void> {
  const migrations = readMigrations();
  const known = migrations.at(-1)?.version ?? 0;
  if ((await readVersion(database)) === known) return;
  await database.write(async (session) => {
    await session.query("SELECT pg_advisory_xact_lock($1)", [LOCKS.migrations]);
    const [server] = await session.query("SELECT current_setting('server_version_num')::int AS version");
    if ((server?.["version"] as number) < 140_000) {
      throw new DataDirectoryError("MULETEER_DATABASE_URL: the server is older than PostgreSQL 14.");
    }
    await session.query("CREATE SCHEMA IF NOT EXISTS muleteer");
    await session.query("CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, oldest INTEGER NOT NULL)");
    const [found] = await session.query("SELECT coalesce(max(version), 0) AS version, max(oldest) AS oldest FROM migrations");
    const version = found?.["version"] as number;
    if (version > known && (found?.["oldest"] as number) > known) {
      throw new DataDirectoryError(
        `The database was brought up to date by a newer version of Muleteer (schema ${version}; this one knows ${known}). It was left as it is; run the newer version.`,
      );
    }
    for (const migration of migrations.filter((each) => each.version > version)) {
      await session.query(migration.sql);
      await session.query("INSERT INTO migrations (version, oldest) VALUES ($1, $2)", [migration.version, migration.oldest]);
    }
  });
}

/** Undefined when there is no schema yet. */
export async function readVersion(database: Database): Promise<number | undefined> {
  const [table] = await database.select("SELECT to_regclass('muleteer.migrations') IS NOT NULL AS is_there");
  if (table?.["is_there"] !== true) return undefined;
  const [row] = await database.select("SELECT max(version) AS version FROM migrations");
  return row?.["version"] as number;
}

function readMigrations(): Migration[] {
  const folder = new URL("./migrations/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => /^\d{3}-[a-z-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), "utf8");
      const oldest = /^-- Oldest: (\d+)\n/.exec(sql)?.[1];
      if (oldest === undefined) throw new Error(`${name} does not say which versions may go on beside it`);
      return { version: Number(name.slice(0, 3)), oldest: Number(oldest), sql };
    });
}
