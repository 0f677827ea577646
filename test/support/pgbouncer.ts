// A real PgBouncer in transaction mode before a PostgreSQL server: each transaction gets whatever connection is free, so nothing that
// a session keeps is there in the next. It refuses to run as root, so under root it runs as `nobody`.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../src/io/free-port.ts";
import type { PostgresServer } from "./postgres.ts";
import { until } from "./until.ts";

const NOBODY = 65_534;
const COMMAND = ["pgbouncer", "/usr/sbin/pgbouncer"].find((command) => spawnSync(command, ["--version"]).status === 0);

/** Why there is none here; undefined where there is one. */
export const MISSING_POOLER = COMMAND === undefined ? "no PgBouncer: apt-get install pgbouncer" : undefined;

export interface Pooler {
  /** Of a database by way of it. */
  url(database: string): string;
  stop(): Promise<void>;
}

export async function startPgBouncer(server: PostgresServer): Promise<Pooler> {
  if (COMMAND === undefined) throw new Error(MISSING_POOLER);
  const directory = mkdtempSync(join(tmpdir(), "muleteer-pgbouncer-"));
  const port = await findFreePort();
  const target = new URL(server.url("any"));
  const file = (name: string) => join(directory, name);
  writeFileSync(file("users"), `"${target.username}" "${target.password}"\n`);
  const settings = [
    "[databases]",
    `* = host=${target.hostname} port=${target.port}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = trust",
    `auth_file = ${file("users")}`,
    "pool_mode = transaction",
    // Fewer than a node asks for, so that its transactions really change places.
    "default_pool_size = 6",
  ];
  writeFileSync(file("settings.ini"), `${settings.join("\n")}\n`);
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (user.uid !== undefined)
    for (const path of [directory, file("users"), file("settings.ini")]) chownSync(path, user.uid, user.gid);
  const child = spawn(COMMAND, ["-q", file("settings.ini")], { ...user, stdio: "ignore" });
  const exited = once(child, "exit");
  await until("PgBouncer takes connections", () => isOpen(port));
  return {
    url: (database) => server.url(database).replace(`:${target.port}/`, `:${port}/`),
    async stop() {
      child.kill("SIGKILL");
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("connect", () => socket.destroy());
    socket.on("error", () => resolve(false));
  });
}
