// The whole server on disks that are full, read-only or damaged, and under clocks that jump: what was acknowledged is kept, what
// cannot be done is said, and work goes on by itself.
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MODEL_PATH, startPaidUpstream } from "./crash/paid-upstream.ts";
import { createRandom } from "./crash/random.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { SERVER_KEY, spawnServer } from "./support/process.ts";
import { findObstacle, mountSmallDisk, type SmallDisk } from "./support/small-disk.ts";
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

  test("that has room for rows and none for pictures keeps the pictures that were paid for until it has", async () => {
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
  });

  test("that is full when the server is killed has every task that was acknowledged at the next start", async () => {
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
  });

  test("that is read-only is refused at the start, in one line and with exit code 1", async () => {
    const disk = await mountSmallDisk(8);
    const server = await serve(disk, {});
    const id = await create(server.url);
    server.kill("SIGKILL");
    await server.exited;
    disk.makeReadOnly();
    const refused = spawnServer(join(disk.directory, "data"), {}, disk.prefix);
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.output.stderr.trim().split("\n")).toHaveLength(1);
    expect(refused.output.stderr).toMatch(/The data directory .* cannot be used .*Make it writable, or set MULETEER_DATA_DIR/);
    expect(id).toBeDefined();
  });
});
