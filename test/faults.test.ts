// The whole server on disks that are full, read-only or damaged, and under clocks that jump: what was acknowledged is kept, what
// cannot be done is said, and work goes on by itself. Most of it is part of the long form; stores and workers have tests of their own.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { isLong } from "./crash/form.ts";
import { MODEL_PATH, startPaidUpstream } from "./crash/paid-upstream.ts";
import { createRandom } from "./crash/random.ts";
import { listFiles, temporaryDirectory } from "./support/directory.ts";
import { ROOT, runServer, SERVER_KEY, spawnServer } from "./support/process.ts";
import { openReceiver } from "./support/receiver.ts";
import { findObstacle, mountSmallDisk, type SmallDisk } from "./support/small-disk.ts";
import { canTrace } from "./support/trace.ts";
import { until } from "./support/until.ts";

const HEADERS = { Authorization: `Bearer ${SERVER_KEY}`, "Content-Type": "application/json" };
const OBSTACLE = findObstacle();

function post(url: string, body: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const text = JSON.stringify({ prompt: "a fox", prompt_extend: false, safety_filter: false, ...body });
  return fetch(url + MODEL_PATH, { method: "POST", headers: { ...HEADERS, ...headers }, body: text });
}

async function create(url: string, body: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await post(url, body, headers);
  expect(answer.status, await answer.clone().text()).toBe(202);
  return ((await answer.json()) as { task_info: { id: string } }).task_info.id;
}

interface TaskView {
  readonly status: string;
  readonly error: { readonly code: number } | null;
  readonly images: readonly { readonly url: string; readonly size_bytes: number }[];
}

async function read(url: string, id: string): Promise<TaskView> {
  const answer = await fetch(`${url}/v1/tasks/${id}`, { headers: HEADERS });
  expect(answer.status).toBe(200);
  return (await answer.json()) as TaskView;
}

async function expectCompleted(url: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const task = await until(
      `task ${id} ends`,
      async () => {
        const found = await read(url, id);
        return found.status !== "pending" && found.status !== "processing" && found;
      },
      { limitMs: 120_000, everyMs: 50 },
    );
    expect(task, JSON.stringify(task.error)).toMatchObject({ status: "completed" });
    const bytes = await (await fetch(task.images[0]?.url ?? "")).arrayBuffer();
    expect(bytes.byteLength).toBe(task.images[0]?.size_bytes);
  }
}

const status = async (url: string, path: string) => (await fetch(url + path, { headers: HEADERS })).status;

async function serve(disk: SmallDisk, settings: Readonly<Record<string, string>>) {
  const server = spawnServer(join(disk.directory, "data"), settings, disk.prefix);
  return Object.assign(server, { url: await server.listens() });
}

describe.skipIf(OBSTACLE !== undefined)(`a disk${OBSTACLE === undefined ? "" : ` (skipped: ${OBSTACLE})`}`, () => {
  test("that is full refuses creates with 503, goes on reading, loses nothing, and carries on by itself when there is room", async () => {
    const disk = await mountSmallDisk(24);
    const upstream = await startPaidUpstream(createRandom(2));
    const server = await serve(disk, upstream.settings);
    upstream.hold();
    const ids = [await create(server.url), await create(server.url)];
    await until("the upstream has the work", () => upstream.ledger.length === 2);

    disk.fill();
    // What the log has room for already is taken still, and kept like anything that was acknowledged.
    const refused = await until("a create is refused", async () => {
      const answer = await post(server.url);
      if (answer.status !== 202) return answer;
      ids.push(((await answer.json()) as { task_info: { id: string } }).task_info.id);
      return false;
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ code: 4008 });
    expect(await status(server.url, "/readyz")).toBe(503);
    expect(await status(server.url, "/healthz")).toBe(200);
    for (const id of ids) expect(["pending", "processing"]).toContain((await read(server.url, id)).status);

    // Pictures come, and there is no room for them.
    upstream.release();
    await until("its log says so", () => server.output.stderr.includes("a write failed and is repeated"));
    expect(await status(server.url, `/v1/tasks/${ids[0]}`)).toBe(200);
    disk.free();
    await until("creates are taken again", async () => (await status(server.url, "/readyz")) === 200);
    ids.push(await create(server.url));
    await expectCompleted(server.url, ids);
    expect(upstream.ledger).toHaveLength(ids.length);
  });

  test.runIf(isLong)(
    "that has room for rows and none for pictures keeps the pictures that were paid for until it has",
    async () => {
      const disk = await mountSmallDisk(1);
      const upstream = await startPaidUpstream(createRandom(3));
      // The images on a disk of their own, as an operator may have them.
      const directory = join(temporaryDirectory(), "data");
      mkdirSync(directory, { mode: 0o700 });
      symlinkSync(disk.directory, join(directory, "images"));
      const server = spawnServer(directory, { ...upstream.settings, MULETEER_ROUTES: "*=dashscope" }, disk.prefix);
      const url = await server.listens();
      upstream.hold();
      const ids = [await create(url), await create(url)];
      await until("the upstream has the work", () => upstream.ledger.length === 2);
      disk.fill();
      upstream.release();
      // Longer than the few seconds in which a write is repeated that fails for a moment.
      await until("it has tried for a while", () => server.output.stderr.split("a write failed and is repeated").length > 14, {
        limitMs: 60_000,
      });
      for (const id of ids) expect(await read(url, id)).toMatchObject({ status: "processing", error: null });
      disk.free();
      await expectCompleted(url, ids);
      expect(server.output.stderr).not.toContain("attempt failed");
      expect(upstream.ledger).toHaveLength(2);
    },
  );

  test.runIf(isLong)(
    "that is full when the server is killed has every task that was acknowledged at the next start",
    async () => {
      const disk = await mountSmallDisk(16);
      const upstream = await startPaidUpstream(createRandom(4));
      const first = await serve(disk, upstream.settings);
      upstream.hold();
      const ids = [await create(first.url)];
      await until("the upstream has the work", () => upstream.ledger.length === 1);
      disk.fill();
      upstream.release();
      await until("its log says so", () => first.output.stderr.includes("a write failed and is repeated"));
      first.kill("SIGKILL");
      await first.exited;
      // A start needs room too: it says so, or it comes up and refuses creates.
      const full = spawnServer(join(disk.directory, "data"), upstream.settings, disk.prefix);
      const url = await full.listens().catch(() => undefined);
      if (url === undefined) {
        expect((await full.exited).code).toBe(1);
        expect(full.output.stderr).toMatch(/cannot be used.*full/);
      } else {
        full.kill("SIGKILL");
        await full.exited;
      }
      disk.free();
      const last = await serve(disk, upstream.settings);
      await expectCompleted(last.url, ids);
      expect(upstream.ledger).toHaveLength(1);
    },
  );

  test("that is read-only is refused at the start, in one line and with exit code 1", async () => {
    const disk = await mountSmallDisk(8);
    mkdirSync(join(disk.outside, "data"));
    disk.makeReadOnly();
    const refused = spawnServer(join(disk.directory, "data"), {}, disk.prefix);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.output.stderr.trim().split("\n")).toHaveLength(1);
    expect(refused.output.stderr).toMatch(/The data directory .* cannot be used .*Make it writable, or set MULETEER_DATA_DIR/);
  });
});

test("pictures that are paid for while their folder is not one are kept until it is again, and probes say so", async () => {
  const directory = join(temporaryDirectory(), "data");
  const images = join(directory, "images");
  const upstream = await startPaidUpstream(createRandom(5));
  const server = spawnServer(directory, { ...upstream.settings, MULETEER_ROUTES: "*=dashscope" });
  const url = await server.listens();
  upstream.hold();
  const ids = [await create(url), await create(url)];
  await until("the upstream has the work", () => upstream.ledger.length === 2);
  renameSync(images, `${images}-away`);
  writeFileSync(images, "");
  upstream.release();
  await until("its log says so", () => server.output.stderr.includes("a write failed and is repeated"));
  expect(await status(url, "/readyz")).toBe(503);
  expect(await status(url, "/healthz")).toBe(200);
  if (isLong) {
    // Longer than the few seconds in which a write is repeated whatever it fails of.
    await until("it has tried for a while", () => server.output.stderr.split("a write failed and is repeated").length > 14, {
      limitMs: 60_000,
    });
  }
  rmSync(images);
  renameSync(`${images}-away`, images);
  await until("it is ready", async () => (await status(url, "/readyz")) === 200);
  await expectCompleted(url, ids);
  expect(server.output.stderr).not.toContain("attempt failed");
  expect(upstream.ledger).toHaveLength(2);
});

test("an image whose file was cut short cuts its reader off, and the log says so", async () => {
  const directory = join(temporaryDirectory(), "data");
  const upstream = await startPaidUpstream(createRandom(6));
  const server = spawnServer(directory, { ...upstream.settings, MULETEER_ROUTES: "*=dashscope" });
  const url = await server.listens();
  const id = await create(url);
  await expectCompleted(url, [id]);
  const [name = ""] = listFiles(join(directory, "images"));
  truncateSync(join(directory, "images", name), 100);
  const image = (await read(url, id)).images[0]?.url ?? "";
  const outcome = await fetch(image)
    .then(async (answer) => (await answer.arrayBuffer(), answer.status))
    .catch(() => "cut off");
  expect([500, "cut off"]).toContain(outcome);
  await until("its log says so", () => server.output.stderr.includes("could not be sent whole"));
  rmSync(join(directory, "images", name));
  expect((await fetch(image)).status).toBe(410);
  await until("its log says so", () => server.output.stderr.includes("has not expired is missing"));
});

test.each<[what: string, place: (images: string) => void]>([
  ["a file", (images) => writeFileSync(images, "")],
  ["a link that leads nowhere", (images) => symlinkSync("/nowhere/at/all", images)],
])("a start whose folder of images is %s is refused in one line, with exit code 1", async (_, place) => {
  const directory = join(temporaryDirectory(), "data");
  mkdirSync(directory);
  place(join(directory, "images"));
  const refused = spawnServer(directory);
  expect(await refused.exited).toEqual({ code: 1, signal: null });
  expect(refused.output.stderr.trim().split("\n")).toHaveLength(1);
  expect(refused.output.stderr).toMatch(/images.*MULETEER_DATA_DIR/);
});

/** Each task has its reservation, its event and its place among its key's sums, and there is nothing else. */
function expectWhole(directory: string, tasks: number): void {
  using database = new DatabaseSync(join(directory, "muleteer.db"));
  const count = (sql: string) => database.prepare(`SELECT count(*) AS n FROM ${sql}`).get()?.["n"];
  expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  expect(count("tasks")).toBe(tasks);
  expect(count("ledger WHERE kind = 'reserve'")).toBe(tasks);
  expect(count("events WHERE type = 'task.created'")).toBe(tasks);
  expect(count("tasks WHERE state IN ('pending', 'processing')")).toBe(
    database.prepare("SELECT live FROM key_state").get()?.["live"] ?? 0,
  );
}

describe.runIf(canTrace())("a disk that does not write the log through", () => {
  test("ends the server before anybody is told of what may be lost; the next one has everything that was acknowledged", async () => {
    const directory = join(temporaryDirectory(), "data");
    const upstream = await startPaidUpstream(createRandom(4));
    upstream.hold();
    const { settings } = upstream;
    const first = await runServer(directory, settings);
    const ids = [await create(first.url), await create(first.url)];
    first.kill("SIGKILL");
    await first.exited;

    // Each thread's first call succeeds.
    const words = ["-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fdatasync"];
    const prefix = ["strace", ...words, "-e", "inject=fdatasync:error=EIO:when=2+"];
    const server = spawnServer(directory, settings, prefix);
    const url = await server.listens();
    const attempts = async (): Promise<string[]> => {
      const taken = await create(url).catch(() => undefined);
      return taken === undefined ? [] : [taken, ...(await attempts())];
    };
    ids.push(...(await attempts()));
    expect((await server.exited).code).not.toBe(0);
    expect(server.output.stderr).toContain("muleteer.db-wal could not be written through (EIO");

    const next = await runServer(directory, settings);
    for (const id of ids) await read(next.url, id);
  });
});

describe("a power cut", () => {
  test.runIf(canTrace())(
    "finds every acknowledged task and every completed one's image written through to the disk",
    async () => {
      const directory = join(temporaryDirectory(), "data");
      const upstream = await startPaidUpstream(createRandom(9));
      const trace = join(temporaryDirectory(), "trace");
      const calls = "trace=pwrite64,write,writev,fdatasync,fsync,rename";
      const prefix = ["strace", "-D", "-f", "-qq", "-y", "-s", "32", "-o", trace, "-e", calls];
      const server = spawnServer(directory, upstream.settings, prefix);
      const url = await server.listens();
      await expectCompleted(url, [await create(url)]);
      server.kill("SIGTERM");
      await server.exited;
      const lines = readFileSync(trace, "utf8").split("\n");
      const find = (pattern: RegExp, before: number) =>
        lines.findLastIndex((line, index) => index < before && pattern.test(line));

      const answered = lines.findIndex((line) => line.includes("HTTP/1.1 202"));
      const written = find(/pwrite64\(.*muleteer\.db-wal>/, answered);
      expect(written, "a 202 after a write to the log").toBeGreaterThan(-1);
      expect(find(/f(?:data)?sync\(.*muleteer\.db-wal>/, answered), "I1: the log is synced after it").toBeGreaterThan(written);

      const moved = lines.findIndex((line) => /rename\(.*images\/tmp\//.test(line));
      expect(moved, "an image is moved to its place").toBeGreaterThan(-1);
      expect(find(/fsync\(.*images\/tmp\//, moved), "when it is synced").toBeGreaterThan(-1);
      const folder = lines.findIndex((line, index) => index > moved && /fsync\(.*images\/\d{4}-\d\d-\d\d>/.test(line));
      expect(folder, "and the folder after it").toBeGreaterThan(moved);
    },
  );

  test.runIf(isLong)(
    "that tears the end of the log takes nothing that was acknowledged before it, and half of nothing after",
    async () => {
      const upstream = await startPaidUpstream(createRandom(5));
      upstream.hold();
      const directory = join(temporaryDirectory(), "data");
      const first = await runServer(directory, upstream.settings);
      const file = join(directory, "muleteer.db");
      const before = await Promise.all(Array.from({ length: 5 }, () => create(first.url)));
      const sure = statSync(`${file}-wal`).size;
      const after = await Promise.all(Array.from({ length: 20 }, () => create(first.url)));
      first.kill("SIGKILL");
      await first.exited;
      const log = readFileSync(`${file}-wal`);
      // The log was not folded and begun anew meanwhile: then the cut would not be where it should.
      expect(log.length).toBeGreaterThan(sure);

      const random = createRandom(6);
      for (const tear of ["cut", "zeros", "noise"] as const) {
        const copy = join(temporaryDirectory(), "data");
        cpSync(directory, copy, { recursive: true });
        const at = sure + Math.floor(random() * (log.length - sure));
        const rest = Buffer.alloc(log.length - at, tear === "noise" ? Buffer.from("power cut") : 0);
        writeFileSync(join(copy, "muleteer.db-wal"), Buffer.concat([log.subarray(0, at), ...(tear === "cut" ? [] : [rest])]));
        const again = await runServer(copy, {
          ...upstream.settings,
          MULETEER_MULEROUTER_URL: "http://127.0.0.1:9",
          MULETEER_DASHSCOPE_URL: "http://127.0.0.1:9",
        });
        for (const id of before) expect(["pending", "processing", "failed"]).toContain((await read(again.url, id)).status);
        const left = await Promise.all(
          after.map(async (id) => (await fetch(`${again.url}/v1/tasks/${id}`, { headers: HEADERS })).status),
        );
        expect(left.every((code) => code === 200 || code === 404)).toBe(true);
        again.kill("SIGKILL");
        await again.exited;
        expectWhole(copy, before.length + left.filter((code) => code === 200).length);
      }
    },
  );

  test.runIf(isLong)("that damages the database is refused at the start, with what to do, and changes nothing", async () => {
    const directory = join(temporaryDirectory(), "data");
    const first = await runServer(directory);
    first.kill("SIGTERM");
    await first.exited;
    const file = join(directory, "muleteer.db");
    const whole = readFileSync(file);
    const damaged = Buffer.from(whole);
    damaged.fill(0xa5, 8_192, 16_384);
    writeFileSync(file, damaged);
    const refused = spawnServer(directory);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.output.stderr.trim().split("\n")).toHaveLength(1);
    expect(refused.output.stderr).toMatch(/It was left as it is[;.] [Rr]estore it from a backup/);
    expect(readFileSync(file).equals(damaged)).toBe(true);
    writeFileSync(file, whole);
    const restored = await runServer(directory);
    expect(await status(restored.url, "/readyz")).toBe(200);
  });
});

const HOURS_2 = 2 * 3_600_000;
const toClock = (shiftMs: number) => ({
  NODE_OPTIONS: `--import=${pathToFileURL(join(ROOT, "test/support/shifted-clock-program.ts")).href}`,
  TEST_SHIFT_MS: String(shiftMs),
});

describe("a clock", () => {
  test.runIf(isLong)("that was ahead before a restart holds up neither work nor deliveries", async () => {
    const upstream = await startPaidUpstream(createRandom(7));
    const receiver = await openReceiver();
    const directory = join(temporaryDirectory(), "data");
    const settings = { ...upstream.settings, MULETEER_ROUTES: "*=mulerouter", MULETEER_WEBHOOK_LOOPBACK: "yes" };
    upstream.hold();
    const ahead = await runServer(directory, { ...settings, ...toClock(HOURS_2) });
    // Nobody takes the first one's delivery.
    const webhook = { "x-muleteer-webhook": "http://127.0.0.1:9/hook" };
    const ids = [await create(ahead.url, {}, webhook), await create(ahead.url, {}, { "x-muleteer-webhook": receiver.url })];
    await until("both are looked at", () => upstream.ledger.filter(({ looks }) => looks > 0).length === 2);
    ahead.kill("SIGKILL");
    await ahead.exited;
    {
      // Somebody takes it now.
      using database = new DatabaseSync(join(directory, "muleteer.db"));
      database.prepare("UPDATE deliveries SET url = ?").run(receiver.url);
    }
    upstream.release();
    const right = await runServer(directory, settings);
    await expectCompleted(right.url, ids);
    // All but the end of the first, which nobody takes still.
    await until("all is delivered", () => new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size === 3);
    expect(upstream.ledger).toHaveLength(2);
  });

  test.runIf(isLong).each([HOURS_2, -HOURS_2])(
    "that is set by %i ms while work is done takes nothing from it",
    async (shiftMs) => {
      const upstream = await startPaidUpstream(createRandom(8));
      upstream.hold();
      const server = await runServer(join(temporaryDirectory(), "data"), { ...upstream.settings, ...toClock(shiftMs) });
      const ids = [await create(server.url), await create(server.url)];
      await until("the upstream has the work", () => upstream.ledger.length === 2);
      server.kill("SIGUSR2");
      ids.push(await create(server.url));
      upstream.release();
      await expectCompleted(server.url, ids);
      expect(upstream.ledger).toHaveLength(3);
      expect(upstream.ledger.every(({ mostLooking }) => mostLooking <= 1)).toBe(true);
    },
  );
});
