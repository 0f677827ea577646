// `muleteer doctor`: each line with what was found and what to do about it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../support/command.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { SERVER_KEY } from "../support/process.ts";
import { openScriptedServer, SCRIPTED_KEY, type Misbehaviour } from "../support/scripted-server.ts";
import { VERSION } from "../support/server.ts";
import { serve } from "../support/whole-server.ts";

/** Answers by path; everything else is not there. */
function answering(answers: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): Misbehaviour {
  return ({ path }, response) => {
    const value = answers[path];
    response.writeHead(value === undefined ? 404 : typeof value === "number" ? value : 200, headers);
    response.end(JSON.stringify(typeof value === "object" ? value : { detail: "No.", code: 2000 }));
    return true;
  };
}

const HEALTHY = {
  "/healthz": { status: "ok", version: VERSION },
  "/readyz": { status: "ready" },
  "/v1/keys/self": { prefix: "sk-mr-abcdef", name: "mine", role: "inference", expires_at: null },
  "/v1/engines": { data: [{ id: "sketch", ready: true, reason: null, busy: 1, capacity: 2, models: [] }] },
};

async function examine(how: Misbehaviour, env: Readonly<Record<string, string>> = {}) {
  const server = await openScriptedServer();
  server.misbehave(how);
  const options = { env: { MULETEER_URL: server.url, MULETEER_API_KEY: SCRIPTED_KEY, ...env } };
  const { code, stdout, stderr } = await run(["doctor"], options);
  return { code, stdout, stderr, url: server.url };
}

test("where all is well every line is ok", async () => {
  const { code, stdout, stderr, url } = await examine(answering(HEALTHY));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.map((line) => line.split(/\s+/).slice(0, 2).join(" "))).toEqual(
    ["node", "settings", "data", "server", "clock", "store", "key", "engine"].map((name) => `ok ${name}`),
  );
  expect(stdout).toContain(`Muleteer ${VERSION} at ${url}`);
  expect(stdout).toContain("sk-mr-abcdef… (mine), inference");
  expect(stdout).toContain("sketch is ready, 1 of 2 busy");
  expect(stdout).not.toContain(SCRIPTED_KEY);
});

test.each<[string, Misbehaviour, number, RegExp]>([
  ["a key that is unknown", answering({ ...HEALTHY, "/v1/keys/self": 401 }), 1, /^fail {2}key .*\n +.*muleteer keys create/m],
  ["a store that cannot write", answering({ ...HEALTHY, "/readyz": 503 }), 1, /^fail {2}store .*\n +.*its log says why/m],
  ["no engine that is ready", answering({ ...HEALTHY, "/v1/engines": { data: [] } }), 1, /^fail {2}engine .*no engine is ready/m],
  [
    "an engine that is not",
    answering({
      ...HEALTHY,
      "/v1/engines": { data: [...HEALTHY["/v1/engines"].data, { id: "gpu", ready: false, reason: "it is off" }] },
    }),
    0,
    /^warn {2}engine .*gpu is not ready: it is off/m,
  ],
  ["another version", answering({ ...HEALTHY, "/healthz": { version: "9.9.9" } }), 0, /^warn {2}server .*Muleteer 9\.9\.9/m],
  [
    "a clock that is off",
    answering(HEALTHY, { date: new Date(Date.now() - 60_000).toUTCString() }),
    0,
    /^warn {2}clock .*1 min .*apart/m,
  ],
  ["a clock that is far off", answering(HEALTHY, { date: "Thu, 01 Jan 2026 00:00:00 GMT" }), 1, /^fail {2}clock .*\n +.*NTP/m],
  [
    "something else at the address",
    (_, response) => Boolean(response.end("<html>")),
    1,
    /^fail {2}server .*\n +Is a Muleteer at this address\?/m,
  ],
  [
    "a server of an older surface",
    answering({ "/healthz": HEALTHY["/healthz"], "/readyz": {} }),
    0,
    /^warn {2}key .*cannot say/m,
  ],
])("%s is told with its remedy", async (_, how, code, line) => {
  const result = await examine(how);
  expect(result).toMatchObject({ code, stdout: expect.stringMatching(line) });
  expect(result.stderr).toBe(code === 0 ? "" : "1 check failed.\n");
});

test.each([
  ["a setting that breaks a rule", { MULETEER_LOG_LEVEL: "loud" }, 1, /^fail {2}settings +MULETEER_LOG_LEVEL must be one of/m],
  ["a setting that is none", { MULETEER_LOGLEVEL: "info" }, 0, /^warn {2}settings +MULETEER_LOGLEVEL is no setting/m],
  ["a data directory that is a file", { MULETEER_DATA_DIR: "/dev/null" }, 1, /^fail {2}data .*\n +Set MULETEER_DATA_DIR/m],
  ["a data directory that cannot be", { MULETEER_DATA_DIR: "/nowhere/at/all" }, 1, /^fail {2}data .*cannot be written/m],
  ["an address that is none", { MULETEER_URL: "here" }, 1, /^fail {2}server +MULETEER_URL must be an http or https URL/m],
])("%s is told with its remedy", async (_, env, code, line) => {
  expect(await examine(answering(HEALTHY), env)).toMatchObject({ code, stdout: expect.stringMatching(line) });
});

test("no server and no key are told, as JSON too", async () => {
  const cwd = temporaryDirectory();
  const gone = await openScriptedServer();
  await gone.stop();
  writeFileSync(join(cwd, ".env"), `MULETEER_URL=${gone.url}\n`);
  const { code, stdout, stderr } = await run(["doctor", "--json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "1 check failed.\n" });
  const { ok, checks } = JSON.parse(stdout) as {
    ok: boolean;
    checks: { name: string; verdict: string; remedy: string | null }[];
  };
  expect(ok).toBe(false);
  expect(checks.map(({ name, verdict }) => `${verdict} ${name}`)).toEqual(["ok node", "ok settings", "ok data", "fail server"]);
  expect(checks.at(-1)?.remedy).toContain("muleteer serve");

  const server = await openScriptedServer();
  server.misbehave(answering(HEALTHY));
  const noKey = await run(["doctor", "--url", server.url], { cwd });
  expect(noKey).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^fail {2}key +there is no API key\n +.*MULETEER_API_KEY/m),
  });
  expect(server.requests.map(({ path }) => path)).toEqual(["/healthz", "/readyz"]);
});

test("a real server is well", { timeout: 30_000 }, async () => {
  const directory = join(temporaryDirectory(), "data");
  const server = await serve({ MULETEER_DATA_DIR: directory });
  const env = { MULETEER_URL: server.url, MULETEER_API_KEY: SERVER_KEY, MULETEER_DATA_DIR: directory };
  const { code, stdout } = await run(["doctor"], { env });
  expect(code, stdout).toBe(0);
  expect(stdout).not.toMatch(/^fail/m);
  for (const name of ["server", "clock", "store"]) expect(stdout).toMatch(new RegExp(`^ok {4}${name} `, "m"));
});
