// `muleteer migrate` as people run it: a busy data directory is carried to PostgreSQL and back, killed on its way again and again, and
// the work goes on where it was; the ledger of a provider says that nothing was paid for twice. MOVE_KILLS is how often each
// way.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPaidUpstream, UPSTREAM_SIZE, type PaidUpstream } from "./crash/paid-upstream.ts";
import { begin, beginOnTerminal, hasTerminal, run, runAll, type Result } from "./support/command.ts";
import { sendOverSocket, type Send } from "./support/client.ts";
import { listFiles, temporaryDirectory } from "./support/directory.ts";
import { readEvents } from "./support/events.ts";
import { obstacle, startPostgres, type PostgresServer } from "./support/postgres.ts";
import { runServer, SERVER_KEY } from "./support/process.ts";
import { openReceiver, type Receiver } from "./support/receiver.ts";
import { MISSING_S3, openS3Server } from "./support/s3.ts";
import { QWEN, withKey } from "./support/server.ts";
import { until } from "./support/until.ts";

const KILLS = Number(process.env["MOVE_KILLS"] ?? 1);
/** A kill comes so many pages after the start, or a while after it: some while rows are compared. */
const MAX_PAGES = 4;
const MAX_RUN_MS = 2_000;
/** A look that comes too early costs a connection. */
const LOOK_EVERY_MS = 20;
const [FINISHED, RUNNING, WAITING] = [2, 3, 4];
const RUN_MS = { timeout: 60_000 + KILLS * 30_000 };
const HEADERS = withKey(SERVER_KEY);

const names = (count: number, what: string) => Array.from({ length: count }, (_, index) => `${what} ${index}`);

const isEnded = ({ status }: { readonly status: string }) => !["pending", "processing"].includes(status);

interface TaskList {
  readonly data: readonly {
    readonly id: string;
    readonly status: string;
    readonly images: readonly { readonly url: string }[];
  }[];
}

interface Moved {
  readonly was_done: boolean;
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>;
  readonly images: { readonly carried: number; readonly kept: number; readonly missing: number };
}

function expectMoved(result: Result): Moved {
  expect(result.stderr, result.stdout).toBe("");
  expect(result.code).toBe(0);
  return JSON.parse(result.stdout) as Moved;
}

async function create(send: Send, name: string): Promise<string> {
  const body = JSON.stringify({
    prompt: `a fox, ${name}`,
    size: `${UPSTREAM_SIZE.width}*${UPSTREAM_SIZE.height}`,
    prompt_extend: false,
  });
  const answer = await send({ method: "POST", path: QWEN, headers: { ...HEADERS, "idempotency-key": name }, body });
  expect(answer.status, answer.text).toBe(202);
  return (answer.json() as { task_info: { id: string } }).task_info.id;
}

async function listTasks(send: Send): Promise<TaskList["data"]> {
  return ((await send({ path: "/v1/tasks?limit=100", headers: HEADERS })).json() as TaskList).data;
}

const untilEnded = (send: Send) => until("all have ended", async () => (await listTasks(send)).every(isEnded), { everyMs: 50 });

/** A data directory with tasks in every state, whose server was killed; and what its users know of it. */
async function keepBusy(
  directory: string,
  settings: Readonly<Record<string, string>>,
  upstream: PaidUpstream,
  receiver: Receiver,
) {
  const server = await runServer(directory, settings);
  const send = sendOverSocket(server.url);
  const webhook = { method: "POST", path: "/v1/webhooks", headers: HEADERS, body: JSON.stringify({ url: receiver.url }) };
  expect((await send(webhook)).status).toBe(201);
  const ids = new Map<string, string>();
  for (const name of names(FINISHED, "finished")) ids.set(name, await create(send, name));
  await untilEnded(send);
  const [done] = await listTasks(send);
  const picture = await send({
    path: new URL(done?.images[0]?.url ?? "").pathname + new URL(done?.images[0]?.url ?? "").search,
  });
  upstream.hold();
  for (const name of names(RUNNING + WAITING, "unfinished")) ids.set(name, await create(send, name));
  // Whoever was looked at was written down before, with its handle.
  await until(
    "some are with the provider",
    () => upstream.ledger.slice(FINISHED).filter(({ looks }) => looks > 0).length === RUNNING,
  );
  const events = await readEvents(`${server.url}/v1/events`, { ...HEADERS, "last-event-id": "0" });
  await events.reach("the last create is told", ({ data }) => data.task.id === [...ids.values()].at(-1));
  const lastEventId = Number(events.durable.at(-1)?.id);
  events.close();
  server.kill("SIGKILL");
  await server.exited;
  return { ids, picture: picture.bytes, doneId: done?.id, lastEventId };
}

/** How far a target is; undefined where it is not there yet. */
type ReadCursor = () => unknown;

function readCursorIn(directory: string): unknown {
  try {
    using database = new DatabaseSync(join(directory, "muleteer.db"), { readOnly: true });
    return database.prepare("SELECT cursor FROM moves").get()?.["cursor"];
  } catch {
    return undefined;
  }
}

/** Runs it and kills it, at a page of its own choosing or at any moment. */
async function cutShort(words: readonly string[], env: Readonly<Record<string, string>>, readCursor: ReadCursor): Promise<void> {
  const program = begin(words, { env });
  const over = new AbortController();
  void program.exited.then(() => over.abort());
  if (Math.random() < 0.3) {
    const end = performance.now() + Math.random() * MAX_RUN_MS;
    await until("the moment has come", () => over.signal.aborted || performance.now() > end);
  } else {
    let last = await readCursor();
    for (let pages = Math.ceil(Math.random() * MAX_PAGES); pages > 0 && !over.signal.aborted; pages -= 1) {
      const before = last;
      const look = async () => {
        const now = await readCursor();
        return over.signal.aborted || (now !== undefined && now !== before) ? (now ?? "none") : undefined;
      };
      last = await until("a page is there", look, { everyMs: LOOK_EVERY_MS });
    }
  }
  program.kill("SIGKILL");
  await program.exited;
}

/** Through kills to the end. */
async function carry(words: readonly string[], env: Readonly<Record<string, string>>, readCursor: ReadCursor): Promise<Moved> {
  for (let kill = 0; kill < KILLS; kill += 1) await cutShort(words, env, readCursor);
  return expectMoved(await run(words, { env }));
}

describe.skipIf(obstacle !== undefined)(`migrate${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`, () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  let made = 0;
  async function makeDatabase(): Promise<string> {
    const name = `moved_${(made += 1)}`;
    await postgres.ask("postgres", `CREATE DATABASE ${name}`);
    return name;
  }

  const readCursorOf = (database: string) => async () =>
    (await postgres.ask(database, "SELECT cursor FROM muleteer.moves").catch(() => []))[0]?.["cursor"];

  test(
    "to PostgreSQL and back and there again, through kills, and all goes on: nothing is lost, told twice or paid twice",
    RUN_MS,
    async () => {
      const root = temporaryDirectory();
      const [directory, back] = [join(root, "data"), join(root, "back")];
      const [upstream, receiver] = [await startPaidUpstream(() => 0.5), await openReceiver()];
      const settings = {
        MULETEER_WEBHOOK_LOOPBACK: "yes",
        ...upstream.settings,
        MULETEER_ROUTES: "alibaba/qwen-image-max=mulerouter; *=sketch",
        MULETEER_MULEROUTER_CONCURRENCY: String(RUNNING),
      };
      const before = await keepBusy(directory, settings, upstream, receiver);
      expect(upstream.ledger).toHaveLength(FINISHED + RUNNING);

      const databases = [await makeDatabase(), await makeDatabase()] as const;
      const urls = databases.map((name) => postgres.url(name)) as [string, string];
      const first = await carry(
        ["migrate", "--to", urls[0], "--json"],
        { MULETEER_DATA_DIR: directory },
        readCursorOf(databases[0]),
      );

      // The old one does not start again by mistake, and says what became of it.
      const refused = await run(["serve"], { env: { MULETEER_DATA_DIR: directory, MULETEER_PORT: "0" } });
      expect(refused.code, refused.stdout).toBe(1);
      expect(refused.stderr).toMatch(/was carried over to postgres:\/\/127\.0\.0\.1:\d+\/moved_1/);
      const env = { MULETEER_DATA_DIR: directory, MULETEER_DATABASE_URL: urls[0] };
      const second = await carry(["migrate", "--to", back, "--json"], env, () => readCursorIn(back));
      expect(listFiles(join(back, "images"))).toEqual(listFiles(join(directory, "images")));
      const third = await carry(["migrate", "--to", urls[1], "--json"], { MULETEER_DATA_DIR: back }, readCursorOf(databases[1]));
      // One that was killed after its end has nothing left to compare.
      const compared = [first, second, third].filter(({ was_done: wasDone }) => !wasDone);
      for (const { tables } of compared) expect(tables).toEqual(compared[0]?.tables);

      const node = await runServer(back, { ...settings, MULETEER_DATABASE_URL: urls[1] });
      const send = sendOverSocket(node.url);
      upstream.release();
      await untilEnded(send);
      const tasks = await listTasks(send);
      expect(tasks.map(({ id }) => id).sort()).toEqual([...before.ids.values()].sort());
      expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(["completed"]));
      expect(upstream.ledger.map(({ prompt }) => prompt).sort()).toEqual(
        [...before.ids.keys()].map((name) => `a fox, ${name}`).sort(),
      );
      // Whoever resumes gets the next event, and whoever asks again gets the same task.
      const events = await readEvents(`${node.url}/v1/events`, { ...HEADERS, "last-event-id": String(before.lastEventId) });
      const unfinished = [...before.ids].filter(([name]) => name.startsWith("unfinished"));
      const isLast = () => events.durable.filter(({ type }) => type === "task.completed").length === unfinished.length;
      await events.reach("all ends are told", isLast);
      const told = events.durable.map(({ id }) => Number(id));
      expect(told).toEqual(told.map((_, index) => before.lastEventId + 1 + index));
      events.close();
      for (const [name, id] of before.ids) expect(await create(send, name)).toBe(id);
      const url = tasks.find(({ id }) => id === before.doneId)?.images[0]?.url ?? "";
      expect((await send({ path: new URL(url).pathname + new URL(url).search })).bytes.equals(before.picture)).toBe(true);
      const isTold = (id: string) => receiver.received.some(({ body }) => body.includes("task.succeeded") && body.includes(id));
      await until("every end is delivered", () => [...before.ids.values()].every(isTold));

      // While a node runs, nobody carries it away; the password stays where it is.
      const busy = await run(["migrate", "--to", join(root, "third"), "--from", urls[1]], { env: { MULETEER_DATA_DIR: back } });
      expect([busy.code, busy.stdout]).toEqual([1, ""]);
      expect(busy.stderr).toMatch(/^1 of the nodes of postgres:\/\/127\.0\.0\.1:\d+\/moved_2 still run/);
      expect(existsSync(join(root, "third", "muleteer.db"))).toBe(false);
    },
  );

  test.skipIf(MISSING_S3 !== undefined)(
    `images to an S3 store and back to files, on a terminal too${MISSING_S3 === undefined ? "" : ` (skipped: ${MISSING_S3})`}`,
    async () => {
      const root = temporaryDirectory();
      const [directory, between, back] = [join(root, "data"), join(root, "between"), join(root, "back")];
      const [upstream, s3] = [await startPaidUpstream(() => 0.5), await openS3Server()];
      const server = await runServer(directory, upstream.settings);
      const send = sendOverSocket(server.url);
      for (const name of ["a", "b", "c"]) await create(send, name);
      await untilEnded(send);
      server.kill("SIGTERM");
      await server.exited;
      const files = listFiles(join(directory, "images"));
      expect(files).toHaveLength(3);

      const env = { ...s3.settings, MULETEER_DATA_DIR: directory };
      const nowhere = await run(["migrate", "--to", "postgres://me:a-secret-word@127.0.0.1:1/nowhere"], { env });
      expect(nowhere.code).toBe(1);
      expect(nowhere.stderr).toContain("postgres://127.0.0.1:1/nowhere: the database cannot be used (ECONNREFUSED).");
      expect(nowhere.stderr + nowhere.stdout).not.toContain("a-secret-word");

      const database = postgres.url(await makeDatabase());
      const words = ["migrate", "--to", database, "--images", "s3"];
      if (hasTerminal) {
        const program = beginOnTerminal(words, { env });
        expect((await program.exited).code, program.output.stdout).toBe(0);
        // A line of what is being done, of which a fast machine shows the first words alone.
        expect(program.output.stdout).toContain("opening both ends");
        expect(program.output.stdout).toContain("images: 3 carried over, 0 were there already");
        expect(program.output.stdout).not.toContain(new URL(database).password);
      } else {
        expect((await run(words, { env })).code).toBe(0);
      }
      expect(listFiles(s3.directory).filter((name) => name.endsWith(".png"))).toHaveLength(3);
      const again = await run(words, { env });
      expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("before; there is nothing left to do")]);
      // An explicit act, and the old one starts.
      const reopened = await run(["migrate", "--reopen", directory]);
      expect([reopened.code, reopened.stdout]).toEqual([
        0,
        expect.stringMatching(/may be started again\. See to it that postgres:/),
      ]);
      expect((await run(["keys", "list"], { env })).code).toBe(0);

      // The store stays and the directory changes: what waits in the old one for the store is brought there.
      const late = "2026-01-01/late-0.png";
      mkdirSync(join(directory, "spool", "2026-01-01"), { recursive: true });
      writeFileSync(join(directory, "spool", late), "a picture");
      const home = { ...env, MULETEER_DATABASE_URL: database };
      const first = expectMoved(await run(["migrate", "--to", between, "--json"], { env: home }));
      expect(first.images).toEqual({ carried: 1, kept: 0, missing: 0 });
      expect(listFiles(s3.directory).filter((name) => name.endsWith(late))).toHaveLength(1);

      const last = { ...s3.settings, MULETEER_DATA_DIR: between };
      const second = expectMoved(
        await run(["migrate", "--from", between, "--to", back, "--images", "files", "--json"], { env: last }),
      );
      expect(second.images).toEqual({ carried: 3, kept: 0, missing: 0 });
      expect(listFiles(join(back, "images"))).toEqual(files);
    },
  );

  test("what makes no sense is refused in a sentence, without a password", async () => {
    const cases: readonly (readonly [words: readonly string[], code: number, reason: RegExp])[] = [
      [[], 2, /either --to or --reopen/],
      [["--to", "mysql://u:hidden@h/d"], 2, /--to takes a directory, or postgres/],
      [["--to", "postgres://u:hidden@h/d", "--images", "s3"], 2, /needs MULETEER_BLOBS_URL/],
      [["--to", "postgres://u:hidden@127.0.0.1:1/d"], 1, /There is no installation in/],
    ];
    const results = await runAll(cases.map(([words]) => ["migrate", ...words]));
    for (const [index, [, code, reason]] of cases.entries()) {
      expect(results[index]).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(reason) as string });
      expect(results[index]?.stderr).not.toContain("hidden");
    }
  });
});
