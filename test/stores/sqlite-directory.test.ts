// Who may use a data directory, and that nothing which is refused is changed.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { v7 } from "uuid";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { DataDirectoryError } from "../../src/core/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { hashFile, listFiles, temporaryDirectory } from "../support/directory.ts";
import { runCode, runShell } from "../support/process.ts";
import { newKey, newTask } from "../support/tasks.ts";

const PAGE_BYTES = 4096;
const clock = { now: () => Date.UTC(2026, 0, 1), id: () => v7() };

function open(directory: string, as: "owner" | "guest" = "owner"): Store {
  const store = openSqliteStore({ directory, clock, as });
  onTestFinished(() => store.close().catch(() => {}));
  return store;
}

/** A directory with 200 pending tasks, closed. */
async function fill(): Promise<string> {
  const directory = temporaryDirectory();
  const store = open(directory);
  await Promise.all(Array.from({ length: 200 }, () => store.createTask(newTask())));
  await store.close();
  return directory;
}

/** Names and hashes of the files that hold data; an empty log holds none. */
function hashData(directory: string): string[] {
  return listFiles(directory)
    .filter((name) => /^muleteer\.db(-wal)?$/.test(name) && statSync(join(directory, name)).size > 0)
    .map((name) => `${name} ${hashFile(join(directory, name))}`);
}

function expectRefused(directory: string, message: RegExp | string): void {
  const before = hashData(directory);
  for (const as of ["owner", "guest", "owner"] as const) {
    expect(() => openSqliteStore({ directory, clock, as })).toThrow(DataDirectoryError);
    expect(() => openSqliteStore({ directory, clock, as })).toThrow(message);
  }
  expect(hashData(directory)).toEqual(before);
}

const OWN = `
  import { openSqliteStore } from "./src/stores/sqlite/store.ts";
  const store = openSqliteStore({ directory: process.argv[1], clock: { now: () => Date.now(), id: () => crypto.randomUUID() }, as: "owner" });
  console.log("owned");
  setInterval(() => {}, 1000);
`;

describe("owners", () => {
  test("a second owner is refused with the first one's process id, and gets the directory when that one is killed", async () => {
    const directory = temporaryDirectory();
    const owner = runCode(OWN, [directory]);
    await owner.prints("owned");
    expect(() => openSqliteStore({ directory, clock, as: "owner" })).toThrow(`in use by another Muleteer (process ${owner.pid})`);
    owner.kill("SIGKILL");
    await owner.exited;
    const store = open(directory);
    expect(await store.queueDepth()).toEqual({ pending: 0, processing: 0 });
  });

  test("a guest works beside the owner, and each sees what the other wrote", async () => {
    const directory = temporaryDirectory();
    const owner = runCode(
      `${OWN}
      process.stdin.once("data", async () => console.log(JSON.stringify(await store.listKeys())));`,
      [directory],
      { stdio: "pipe" },
    );
    await owner.prints("owned");
    const guest = open(directory, "guest");
    await guest.putKey(newKey({ id: "from-guest" }));
    await guest.close();
    owner.write("\n");
    await owner.prints("from-guest");
    const again = open(directory, "guest");
    expect(await again.listKeys()).toHaveLength(1);
  });

  test("the leases of a process that is gone are free at the next start; who waits for a retry waits on", async () => {
    const directory = temporaryDirectory();
    const first = open(directory);
    const [leased, waiting] = [newTask(), newTask()];
    for (const task of [leased, waiting]) await first.createTask(task);
    await first.claimTasks({ lease: "a", leaseUntil: clock.now() + 60_000, limit: 2 });
    await first.changeTask(waiting.id, "a", { type: "retry", dueAt: clock.now() + 30_000, resubmit: false });
    await first.close();
    const guest = open(directory, "guest");
    expect(await guest.findTask(leased.id)).toMatchObject({ lease: "a" });
    await guest.close();
    const second = open(directory);
    const claimed = await second.claimTasks({ lease: "b", leaseUntil: clock.now() + 60_000, limit: 10 });
    expect(claimed).toMatchObject([{ id: leased.id, claims: 2 }]);
    expect(await second.nextDueAt()).toBe(clock.now() + 30_000);
  });
});

test("what was tried last before the clock was set back is due at the next start too", async () => {
  const directory = temporaryDirectory();
  const time = { now: clock.now() };
  const first = openSqliteStore({ directory, clock: { ...clock, now: () => time.now }, as: "owner" });
  const task = newTask({ createdAt: time.now, webhookUrl: "https://example.com/hook" });
  await first.createTask(task);
  time.now += 5 * 3_600_000;
  await first.claimTasks({ lease: "a", leaseUntil: time.now + 60_000, limit: 1 });
  await first.changeTask(task.id, "a", { type: "retry", dueAt: time.now + 4_000, resubmit: false });
  const terms = { limit: 10, except: [], perTarget: 4, perKey: 4 };
  for (const { id } of await first.claimDeliveries({ ...terms, leaseUntil: time.now + 30_000 })) {
    const attempt = { at: time.now, durationMs: 1, error: "refused", response: "" };
    await first.recordAttempt(id, attempt, { state: "pending", dueAt: time.now + 60_000 });
  }
  await first.close();
  const store = openSqliteStore({ directory, clock, as: "owner" });
  expect(await store.claimTasks({ lease: "b", leaseUntil: clock.now() + 60_000, limit: 1 })).toMatchObject([{ id: task.id }]);
  expect(await store.claimDeliveries({ ...terms, leaseUntil: clock.now() + 30_000 })).not.toEqual([]);
  await store.close();
});

test("what was made before the clock was set back is due at the next start, and not when the clock is there again", async () => {
  const directory = temporaryDirectory();
  const ahead = openSqliteStore({ directory, clock: { ...clock, now: () => clock.now() + 86_400_000 }, as: "owner" });
  const created = { createdAt: clock.now() + 86_400_000, webhookUrl: "https://example.com/hook" };
  const task = newTask(created);
  await ahead.createTask(task);
  await ahead.claimTasks({ lease: "a", leaseUntil: created.createdAt + 60_000, limit: 1 });
  await ahead.changeTask(task.id, "a", { type: "retry", dueAt: created.createdAt + 30_000, resubmit: false });
  await ahead.close();
  const store = open(directory);
  expect(await store.nextDueAt()).toBe(clock.now());
  expect(await store.claimTasks({ lease: "b", leaseUntil: clock.now() + 60_000, limit: 1 })).toMatchObject([{ id: task.id }]);
  const claimed = await store.claimDeliveries({
    leaseUntil: clock.now() + 30_000,
    limit: 10,
    except: [],
    perTarget: 4,
    perKey: 4,
  });
  expect(claimed).toMatchObject([{ taskId: task.id, type: "task.created" }]);
});

describe("births", () => {
  test("nobody but the owner reads a database, in whatever directory it lies", async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o755);
    await open(directory).createTask(newTask());
    for (const name of ["muleteer.db", "muleteer.db-wal", "muleteer.db-shm"]) {
      expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test("an empty file, as a kill may leave it, is a new database", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "muleteer.db"), "");
    expect(await open(directory).queueDepth()).toEqual({ pending: 0, processing: 0 });
  });

  test("a draft that was never finished is begun anew", async () => {
    const directory = temporaryDirectory();
    for (const suffix of ["", "-journal", "-wal", "-shm"])
      writeFileSync(join(directory, `muleteer.db-draft${suffix}`), "half of it");
    const store = open(directory);
    await store.createTask(newTask());
    await store.close();
    expect(listFiles(directory)).toEqual(["muleteer.db", "owner.lock", "owner.pid"]);
  });
});

describe("damage", () => {
  test("random bytes over any page are refused", async () => {
    const directory = await fill();
    const file = join(directory, "muleteer.db");
    const whole = readFileSync(file);
    const pages = whole.length / PAGE_BYTES;
    fc.assert(
      fc.property(
        fc.nat(pages - 1),
        fc.uint8Array({ minLength: PAGE_BYTES, maxLength: PAGE_BYTES, size: "max" }),
        (page, noise) => {
          const damaged = Buffer.from(whole);
          damaged.set(noise, page * PAGE_BYTES);
          writeFileSync(file, damaged);
          rmSync(`${file}-wal`, { force: true });
          expectRefused(directory, /cannot be used|damaged|no SQLite|another program/);
        },
      ),
      { numRuns: 25 },
    );
    writeFileSync(file, whole);
    expect(await open(directory).queueDepth()).toMatchObject({ pending: 200 });
  });

  test("a file that was cut off anywhere is refused", async () => {
    const directory = await fill();
    const file = join(directory, "muleteer.db");
    const whole = readFileSync(file);
    const lengths = [1, 15, 16, 99, 512, 4095, 4096, 5000, 8192, whole.length - PAGE_BYTES, whole.length - 1];
    for (const length of lengths) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      rmSync(`${file}-wal`, { force: true });
      expectRefused(directory, /cannot be used|damaged|cut off|no SQLite/);
    }
  });

  test.each<[string, (file: string) => void, RegExp]>([
    ["a text file", (file) => writeFileSync(file, "Dear diary, this is no database."), /is no SQLite database/],
    ["a directory", (file) => (rmSync(file), mkdirSync(file)), /cannot be used/],
    ["another program's database", (file) => (rmSync(file), change(file, "CREATE TABLE a (b)")), /belongs to another program/],
    ["a newer version's database", (file) => change(file, "PRAGMA user_version = 99"), /newer version.*schema 99/],
    [
      "no database beside a log",
      (file) => (writeFileSync(`${file}-wal`, "x"), rmSync(file)),
      /missing or empty, but its write-ahead log/,
    ],
    [
      "an empty database beside a log",
      (file) => {
        writeFileSync(`${file}-wal`, "x");
        writeFileSync(file, "");
      },
      /missing or empty, but its write-ahead log/,
    ],
    [
      "a lock that is no lock",
      (file) => writeFileSync(join(file, "../owner.lock"), "x".repeat(9_000)),
      /cannot be used.*not a database/,
    ],
  ])("%s is refused with the reason", async (_, prepare, message) => {
    const directory = await fill();
    prepare(join(directory, "muleteer.db"));
    expectRefused(directory, message);
  });

  test("a path that cannot be a directory is refused with the reason", () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    expect(() => openSqliteStore({ directory: file, clock, as: "owner" })).toThrow(/cannot be made: EEXIST/);
  });

  test("a newer version's log is not folded into its database", async () => {
    const directory = await fill();
    const file = join(directory, "muleteer.db");
    const copy = join(temporaryDirectory(), "muleteer.db");
    {
      using newer = new DatabaseSync(file);
      newer.exec("PRAGMA user_version = 99");
      for (const suffix of ["", "-wal"]) copyFileSync(file + suffix, copy + suffix);
    }
    for (const suffix of ["", "-wal"]) copyFileSync(copy + suffix, file + suffix);
    rmSync(`${file}-shm`, { force: true });
    expect(hashData(directory)).toHaveLength(2);
    expectRefused(directory, /newer version/);
  });

  test("damage to the end of the log costs what it held and nothing before", async () => {
    const directory = temporaryDirectory();
    const tasks = Array.from({ length: 20 }, () => newTask());
    const writer = runCode(
      `
      import { openSqliteStore } from "./src/stores/sqlite/store.ts";
      const store = openSqliteStore({ directory: process.argv[1], clock: { now: () => Date.now(), id: () => crypto.randomUUID() }, as: "owner" });
      for (const task of JSON.parse(process.argv[2])) await store.createTask(task);
      process.kill(process.pid, "SIGKILL");
      `,
      [directory, JSON.stringify(tasks)],
    );
    await writer.exited;
    const log = join(directory, "muleteer.db-wal");
    const bytes = readFileSync(log);
    writeFileSync(log, bytes.fill(0xa5, bytes.length - 3_000));
    const store = open(directory);
    const found = await Promise.all(tasks.map(({ id }) => store.findTask(id)));
    expect(found.slice(0, 19).every((task) => task?.state === "pending")).toBe(true);
    expect(found[19]).toBe(undefined);
    await store.createTask(tasks[19] ?? newTask());
    expect(await store.queueDepth()).toMatchObject({ pending: 20 });
  });
});

describe("a disk that takes no more", () => {
  // A limit on the size of a file stands in for a full disk: writes beyond it fail, until it is lifted from outside.
  const CREATE_UNTIL_FULL = `
    import { execFileSync } from "node:child_process";
    import { openSqliteStore } from "./src/stores/sqlite/store.ts";
    import { newTask } from "./test/support/tasks.ts";
    process.on("SIGXFSZ", () => {});
    const store = openSqliteStore({ directory: process.argv[1], clock: { now: () => Date.now(), id: () => crypto.randomUUID() }, as: "owner" });
    const written = [], refused = [];
    const create = async () => {
      const task = newTask({ input: { prompt: "x".repeat(5000) } });
      await store.createTask(task).then(() => written.push(task.id), (error) => refused.push([task.id, error.name]));
    };
    while (refused.length === 0 && written.length < 2000) await Promise.all(Array.from({ length: 10 }, create));
    // A page or two may be left.
    let probe = "fine";
    for (let tries = 0; probe === "fine" && tries < 20; tries += 1) {
      probe = await store.probe().then(() => "fine", (error) => error.name);
    }
    const readable = (await store.findTask(written[0]))?.state;
    execFileSync("prlimit", ["--pid", String(process.pid), "--fsize=unlimited"]);
    const before = written.length;
    await Promise.all(Array.from({ length: 10 }, create));
    const after = await store.probe().then(() => "fine", (error) => error.name);
    await store.close();
    console.log(JSON.stringify({ before, written, refused, probe, readable, after }));
  `;

  test("refuses with StoreUnavailable, still reads, loses nothing, and goes on when there is room again", async () => {
    const directory = temporaryDirectory();
    const program = runShell('ulimit -S -f 1024; exec "$1" --input-type=module --eval "$2" "$3"', [
      process.execPath,
      CREATE_UNTIL_FULL,
      directory,
    ]);
    expect(await program.exited).toEqual({ code: 0, signal: null });
    const said = JSON.parse(program.output.stdout) as {
      before: number;
      written: string[];
      refused: [string, string][];
      probe: string;
      readable: string;
      after: string;
    };
    expect(said.before).toBeGreaterThan(10);
    expect(said.refused.length).toBeGreaterThan(0);
    expect(new Set(said.refused.map(([, name]) => name))).toEqual(new Set(["StoreUnavailable"]));
    expect(said).toMatchObject({ probe: "StoreUnavailable", readable: "pending", after: "fine" });
    expect(said.written).toHaveLength(said.before + 10);

    const store = open(directory);
    for (const id of said.written) expect(await store.findTask(id)).toMatchObject({ state: "pending" });
    for (const [id] of said.refused) expect(await store.findTask(id)).toBe(undefined);
    expect(await store.queueDepth()).toMatchObject({ pending: said.written.length });
  });
});

function change(file: string, sql: string): void {
  using database = new DatabaseSync(file);
  database.exec(sql);
}
