// What a start leaves behind: which keys are valid after it, whatever became of the starts before.
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { parseConfig } from "../src/config.ts";
import { systemClock } from "../src/io/system-clock.ts";
import { startServer, type Server } from "../src/server.ts";
import { openSqliteStore } from "../src/stores/sqlite/store.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { createTask, newTask } from "./support/tasks.ts";

const PATH = "/vendors/alibaba/v1/qwen-image-max/generation/none";
const KEY = "sk-mr-configured-by-the-operator";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(0);
});

async function start(settings: Readonly<Record<string, string>>): Promise<Server> {
  const server = await startServer(parseConfig({ MULETEER_PORT: "0", MULETEER_LOG_LEVEL: "silent", ...settings }));
  servers.push(server);
  return server;
}

/** 401 for a key that is not valid, 404 for one that is: there is no such task. */
async function knock(server: Server, key: string): Promise<number> {
  return (await fetch(server.url + PATH, { headers: { authorization: `Bearer ${key}` } })).status;
}

test("the first key is made once, and works", async () => {
  const settings = { MULETEER_DATA_DIR: temporaryDirectory() };
  const first = await start(settings);
  expect(first.firstKey).toMatch(/^sk-mr-[\w-]{43}$/);
  expect(await knock(first, first.firstKey!)).toBe(404);
  await first.stop(0);
  const second = await start(settings);
  expect(second.firstKey).toBeUndefined();
  expect(await knock(second, first.firstKey!)).toBe(404);
});

/** A start at a port that another program has. */
async function startInVain(settings: Readonly<Record<string, string>>): Promise<void> {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(start({ ...settings, MULETEER_PORT: String(port) })).rejects.toThrow(/MULETEER_PORT/);
  await new Promise((resolve) => taken.close(resolve));
}

test("a start that could not listen makes no key that nobody was shown", async () => {
  const settings = { MULETEER_DATA_DIR: temporaryDirectory() };
  await startInVain(settings);
  expect((await start(settings)).firstKey).toBeDefined();
});

test("a start that could not listen begins no work, which may be paid for", async () => {
  const directory = temporaryDirectory();
  const before = openSqliteStore({ directory, clock: systemClock, as: "owner" });
  const { id } = await createTask(before, newTask());
  await before.close();
  await startInVain({ MULETEER_DATA_DIR: directory });
  const after = openSqliteStore({ directory, clock: systemClock, as: "owner" });
  onTestFinished(() => after.close());
  expect(await after.findTask(id)).toMatchObject({ state: "pending", claims: 0 });
});

test("the configured key is valid for as long as the setting names it", async () => {
  const settings = { MULETEER_DATA_DIR: temporaryDirectory() };
  const configured = await start({ ...settings, MULETEER_API_KEY: KEY });
  expect(configured.firstKey).toBeUndefined();
  expect(await knock(configured, KEY)).toBe(404);
  await configured.stop(0);

  const changed = await start({ ...settings, MULETEER_API_KEY: `${KEY}-2` });
  expect(await knock(changed, KEY)).toBe(401);
  expect(await knock(changed, `${KEY}-2`)).toBe(404);
  await changed.stop(0);

  const without = await start(settings);
  expect(await knock(without, `${KEY}-2`)).toBe(401);
  expect(await knock(without, without.firstKey!)).toBe(404);
  await without.stop(0);

  // It may even be a key that was made before.
  const again = await start({ ...settings, MULETEER_API_KEY: without.firstKey! });
  expect(await knock(again, without.firstKey!)).toBe(404);
});

test("a new key in the setting has the budget of the old one", async () => {
  const settings = { MULETEER_DATA_DIR: temporaryDirectory() };
  const first = await start({ ...settings, MULETEER_API_KEY: KEY });
  const change = { method: "PATCH", body: JSON.stringify({ name: "operator", daily_spend_usd: 1.5 }) };
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  expect((await fetch(`${first.url}/v1/keys/bootstrap`, { ...change, headers })).status).toBe(200);
  await first.stop(0);
  const second = await start({ ...settings, MULETEER_API_KEY: `${KEY}-2` });
  const answer = await fetch(`${second.url}/v1/keys/self`, { headers: { authorization: `Bearer ${KEY}-2` } });
  expect(await answer.json()).toMatchObject({ id: "bootstrap", name: "operator", role: "admin", daily_spend_usd: 1.5 });
});

/** The cookie that a sign-in link gives, or undefined. */
async function open(link: string): Promise<string | undefined> {
  const answer = await fetch(link, { redirect: "manual" });
  expect(answer.status).toBe(303);
  return answer.headers.get("set-cookie")?.split(";")[0];
}

async function readSession(server: Server, cookie: string): Promise<{ status: number; key?: { id: string; role: string } }> {
  const answer = await fetch(`${server.url}/v1/session`, { headers: { cookie } });
  return { status: answer.status, ...((await answer.json()) as object) };
}

test("each start has a link that signs a browser in as the admin, once; the session outlives the server", async () => {
  const settings = { MULETEER_DATA_DIR: temporaryDirectory() };
  const first = await start(settings);
  expect(first.loginUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?token=[\w-]{43}$/);
  const cookie = (await open(first.loginUrl!))!;
  expect(await readSession(first, cookie)).toMatchObject({ status: 200, key: { name: "first key", role: "admin" } });
  expect(await open(first.loginUrl!)).toBe(undefined);
  const { url } = first;
  await first.stop(0);

  // The second start has no key to show, and a link all the same.
  const second = await start(settings);
  expect(second.firstKey).toBeUndefined();
  expect(await readSession(second, cookie)).toMatchObject({ status: 200, key: { role: "admin" } });
  expect(await open(first.loginUrl!.replace(url, second.url))).toBe(undefined);
  const other = (await open(second.loginUrl!))!;
  expect(other).not.toBe(cookie);
  expect((await readSession(second, other)).key?.id).toBe((await readSession(second, cookie)).key?.id);
});

test("sessions of the configured key end when the setting names another", async () => {
  const settings = { MULETEER_DATA_DIR: temporaryDirectory() };
  const first = await start({ ...settings, MULETEER_API_KEY: KEY });
  const cookie = (await open(first.loginUrl!))!;
  expect(await readSession(first, cookie)).toMatchObject({ status: 200, key: { id: "bootstrap" } });
  await first.stop(0);
  const same = await start({ ...settings, MULETEER_API_KEY: KEY });
  expect((await readSession(same, cookie)).status).toBe(200);
  await same.stop(0);
  const other = await start({ ...settings, MULETEER_API_KEY: `${KEY}-2` });
  expect((await readSession(other, cookie)).status).toBe(401);
});

test("the link begins with the URL by which browsers reach the server", async () => {
  const everywhere = await start({ MULETEER_DATA_DIR: temporaryDirectory(), MULETEER_HOST: "0.0.0.0" });
  expect(everywhere.loginUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?/);
  expect(await open(everywhere.loginUrl!)).toBeDefined();
  const url = "https://pictures.example";
  const proxied = await start({ MULETEER_DATA_DIR: temporaryDirectory(), MULETEER_PUBLIC_URL: url });
  expect(proxied.loginUrl).toMatch(/^https:\/\/pictures\.example\/login\?token=/);
});

test("without a console, or without an admin, there is no link", async () => {
  const settings = { MULETEER_DATA_DIR: temporaryDirectory() };
  const without = await start({ ...settings, MULETEER_CONSOLE: "no" });
  expect(without.loginUrl).toBe(undefined);
  const root = await fetch(without.url, { redirect: "manual" });
  expect({ status: root.status, location: root.headers.get("location") }).toEqual({ status: 302, location: "/docs" });
  await without.stop(0);

  const store = openSqliteStore({ directory: settings.MULETEER_DATA_DIR, clock: systemClock, as: "guest" });
  for (const { id } of await store.listKeys()) await store.updateKey(id, { role: "inference" });
  await store.close();
  expect((await start(settings)).loginUrl).toBe(undefined);
});
