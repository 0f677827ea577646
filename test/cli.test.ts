// The command line, run as people run it: what it prints, where, and with which exit code.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { COMMANDS } from "../src/cli/commands.ts";
import { expectCreated, expectProblem, sendOverSocket } from "./support/client.ts";
import { BIN, run, runAll, type Result, type RunOptions } from "./support/command.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { ROOT, runServer, SERVER_KEY, type ServerProcess } from "./support/process.ts";
import { QWEN, VERSION, withKey } from "./support/server.ts";

const KEY = /^sk-mr-[\w-]{43}$/;
/** Debian's own Node, where this machine has one. */
const SYSTEM_NODE = "/usr/bin/node";

const KeyJson = z.strictObject({
  id: z.uuid(),
  object: z.literal("key"),
  name: z.string(),
  prefix: z.string().regex(/^sk-mr-[\w-]{6}$/),
  role: z.enum(["inference", "admin"]),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  models: z.array(z.string()).nullable(),
  requests_per_minute: z.int().nullable(),
  concurrent_tasks: z.int().nullable(),
  daily_spend_usd: z.number().nullable(),
  total_spend_usd: z.number().nullable(),
  low_balance_usd: z.number().nullable(),
});

async function runPair(one: readonly string[], other: readonly string[], options: RunOptions): Promise<[Result, Result]> {
  return await Promise.all([run(one, options), run(other, options)]);
}

test("help explains the commands, asked for or not", async () => {
  for (const { code, stdout, stderr } of await runAll([["--help"], []])) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const { name } of COMMANDS) expect(stdout).toContain(`  muleteer ${name} `);
  }
});

test("the version is the package's", async () => {
  expect(await run(["version"])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
});

test("words that make no sense are explained in one line, with exit code 2, and nothing is made", async () => {
  const wrong = [
    [["srve"], "srve"],
    [["serve", "--port", "1"], "--port"],
    [["keys", "constructor"], "create, list, update or revoke"],
    [["tasks"], "got nothing"],
    [["keys", "update", "x"], "--help"],
    [["generate"], '"PROMPT"'],
    [["generate", "a", "fox"], "quotes"],
    [["keys", "create", "x"], "x"],
    [["keys", "revoke"], "ID"],
  ] as const;
  const cwd = temporaryDirectory();
  const results = await runAll(
    wrong.map(([words]) => words),
    { cwd },
  );
  for (const [index, { code, stdout, stderr }] of results.entries()) {
    const [words, named] = wrong[index]!;
    expect({ words, code, stdout }).toEqual({ words, code: 2, stdout: "" });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(named);
  }
  expect(existsSync(join(cwd, "data"))).toBe(false);
});

describe("settings that cannot work", () => {
  test("are named line by line, with exit code 1, wherever they are set", async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, ".env"), "MULETEER_PORT=http\n");
    const env = { MULETEER_LOG_LEVEL: "loud", MULETEER_API_KEY: "a secret with spaces" };
    for (const { code, stdout, stderr } of await runAll([["serve"], ["keys", "list"]], { cwd, env })) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      const lines = stderr.trim().split("\n");
      expect(lines.map((line) => line.split(" ")[0])).toEqual(["MULETEER_PORT", "MULETEER_API_KEY", "MULETEER_LOG_LEVEL"]);
      expect(lines[0]).toBe('MULETEER_PORT must be a whole number from 0 to 65535, got "http"');
      expect(stderr).not.toContain("secret with");
    }
  });

  test.each([
    ["a policy that is not there", { MULETEER_SAFETY_POLICY: "nowhere.json" }, "MULETEER_SAFETY_POLICY"],
    ["an address that is not this machine's", { MULETEER_HOST: "203.0.113.7" }, "MULETEER_HOST"],
    ["a data directory that is a file", { MULETEER_DATA_DIR: "/dev/null/data" }, "/dev/null/data"],
  ])("%s stops the start with one line", async (_, env, named) => {
    const { code, stdout, stderr } = await run(["serve"], { env: { MULETEER_PORT: "0", MULETEER_LOG_LEVEL: "silent", ...env } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(named);
  });
});

describe("keys", () => {
  test("are made, listed and revoked, without a server", async () => {
    const cwd = temporaryDirectory();
    const env = { MULETEER_DATA_DIR: join(cwd, "data") };
    const made = await run(["keys", "create", "--name", "build server"], { env });
    expect(made.code).toBe(0);
    expect(made.stdout.trim()).toMatch(KEY);
    expect(made.stderr).toContain("build server");
    expect(made.stderr).not.toContain(made.stdout.trim());

    const other = await run(["keys", "create", "--json"], { env });
    const { key, ...facts } = z
      .object({ key: z.string().regex(KEY) })
      .loose()
      .parse(JSON.parse(other.stdout));
    const second = KeyJson.parse(facts);
    expect(other.stderr).toBe("");
    expect(key.startsWith(second.prefix)).toBe(true);

    const [table, json] = await runPair(["keys", "list"], ["keys", "list", "--json"], { env });
    expect(table.stdout).toMatch(/^ID\s+PREFIX\s+ROLE\s+CREATED\s+STATE\s+LIMITS\s+NAME\n/);
    expect(table.stdout).toContain("build server");
    const listed = z.array(KeyJson).parse(JSON.parse(json.stdout));
    expect(listed.map(({ name }) => name)).toEqual(["build server", "unnamed"]);
    for (const text of [made.stdout.trim(), key]) expect(table.stdout + json.stdout).not.toContain(text);

    const first = listed[0]!;
    const [plain, asJson] = await runPair(["keys", "revoke", second.id], ["keys", "revoke", first.id, "--json"], { env });
    expect(plain).toMatchObject({ code: 0, stdout: `Revoked ${second.id}.\n` });
    expect(asJson).toMatchObject({ code: 0, stdout: `${JSON.stringify({ id: first.id, revoked: true })}\n` });
    const [again, after] = await runPair(["keys", "revoke", second.id], ["keys", "list", "--json"], { env });
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toContain(second.id);
    for (const { revoked_at } of z.array(KeyJson).parse(JSON.parse(after.stdout))) expect(revoked_at).not.toBeNull();
  });
});

function read(server: ServerProcess, key: string) {
  return sendOverSocket(server.url)({ path: `${QWEN}/x`, headers: withKey(key) });
}

describe("beside a running server", () => {
  test("a key works from the moment it is made to the moment it is revoked, and a second server is refused", async () => {
    const directory = join(temporaryDirectory(), "data");
    const server = await runServer(directory);
    const env = { MULETEER_DATA_DIR: directory };
    const { id, key } = JSON.parse((await run(["keys", "create", "--json"], { env })).stdout) as { id: string; key: string };
    expectProblem(await read(server, key), { status: 404, code: 2005 });

    const silent = { MULETEER_LOG_LEVEL: "silent", MULETEER_API_KEY: SERVER_KEY };
    const [revoked, sameDirectory, samePort] = await Promise.all([
      run(["keys", "revoke", id], { env }),
      run(["serve"], { env: { ...silent, MULETEER_PORT: "0", MULETEER_DATA_DIR: directory } }),
      run(["serve"], { env: { ...silent, MULETEER_PORT: new URL(server.url).port } }),
    ]);
    expect(revoked.code).toBe(0);
    expectProblem(await read(server, key), { status: 401, code: 1001 });
    for (const { code, stdout, stderr } of [sameDirectory, samePort]) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^[^\n]+\n$/);
    }
    for (const named of [directory, `process ${server.pid}`, "MULETEER_DATA_DIR"]) expect(sameDirectory.stderr).toContain(named);
    expect(samePort.stderr).toContain("MULETEER_PORT");
    expectProblem(await read(server, SERVER_KEY), { status: 404, code: 2005 });
  });
});

describe("what a server writes", () => {
  test("is JSON lines, with every request and without keys, prompts and signatures", async () => {
    const server = await runServer(join(temporaryDirectory(), "data"), { MULETEER_LOG_LEVEL: "trace" });
    const send = sendOverSocket(server.url);
    const body = JSON.stringify({ prompt: "a zebra", size: "768*768", n: 1, negative_prompt: "an okapi" });
    const path = "/vendors/alibaba/v1/wan2.6-t2i/generation";
    const created = await send({ method: "POST", path, headers: withKey(SERVER_KEY), body });
    const id = expectCreated(created);
    await send({ path: `${path}/${id}`, headers: withKey(`${SERVER_KEY}-wrong`) });
    await send({ path: `/images/${id}-0.png?expires=1&signature=forged-signature` });
    await send({ method: "POST", path, headers: withKey(SERVER_KEY), body: '{"prompt":"a zebra","seed":-1}' });
    server.kill("SIGTERM");
    expect(await server.exited).toEqual({ code: 0, signal: null });

    const { stdout, stderr } = server.output;
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines)
      expect(line).toMatchObject({
        level: expect.any(String),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        msg: expect.any(String),
      });
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(["ready", "stopped"]));
    const requests = lines.filter(({ msg }) => msg === "request");
    expect(requests.map(({ status }) => status)).toEqual([202, 401, 403, 400]);
    expect(requests[0]).toMatchObject({ method: "POST", route: path, request: created.headers["traceparent"] });
    for (const secret of [SERVER_KEY, "zebra", "okapi", "forged-signature"]) expect(stdout + stderr).not.toContain(secret);
  });

  test("at its first start is the key that it made, and never again", async () => {
    const directory = join(temporaryDirectory(), "data");
    const first = await runServer(directory, { MULETEER_API_KEY: "", MULETEER_LOG_LEVEL: "trace" });
    await first.prints("Authorization");
    const [key = ""] = /sk-mr-[\w-]{43}/.exec(first.output.stdout) ?? [];
    const curl = first.output.stdout.split("\n").find((line) => line.includes("curl -X POST"));
    expect(curl).toContain(`Bearer ${key}`);
    expect(first.output.stderr).not.toContain(key);
    const answer = await sendOverSocket(first.url)({ path: `${QWEN}/x`, headers: withKey(key) });
    expectProblem(answer, { status: 404, code: 2005 });
    first.kill("SIGTERM");
    await first.exited;

    const second = await runServer(directory, { MULETEER_API_KEY: "" });
    await second.prints("Authorization");
    expect(second.output.stdout).not.toMatch(/sk-mr-/);
    expectProblem(await sendOverSocket(second.url)({ path: `${QWEN}/x`, headers: withKey(key) }), { status: 404, code: 2005 });
  });
});

describe("the command itself", () => {
  test("is found by npx in the repository, without a network", async () => {
    const env = { npm_config_offline: "true", npm_config_cache: temporaryDirectory() };
    const { code, stdout, stderr } = await run(["version"], { cwd: ROOT, env, program: ["npx", "--no", "muleteer"] });
    expect(stderr).toBe("");
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${VERSION}\n` });
  });

  test("says what to do where Node is too old", async ({ skip }) => {
    if (!existsSync(SYSTEM_NODE)) skip(`there is no ${SYSTEM_NODE} here`);
    const version = execFileSync(SYSTEM_NODE, ["--version"], { encoding: "utf8" }).trim();
    if (Number.parseInt(version.slice(1), 10) >= 24) skip(`${SYSTEM_NODE} is ${version}, which is new enough`);
    const { code, stdout, stderr } = await run(["version"], { program: [SYSTEM_NODE, BIN] });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(version.slice(1));
    expect(stderr).toContain("npx muleteer");
  });
});
