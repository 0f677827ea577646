// The way to the console: the link that a start prints, the links of `muleteer console`, and that no log has either.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSetCookie } from "../support/browser.ts";
import { sendOverSocket, type Answer } from "../support/client.ts";
import { run } from "../support/command.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { runServer, SERVER_KEY, type ServerProcess } from "../support/process.ts";
import { withKey } from "../support/server.ts";

const LINK = /http:\/\/127\.0\.0\.1:\d+\/login\?token=([\w-]{43})/;

/** The session that a link of this server opens, or undefined for one that opens nothing. */
async function open(
  server: ServerProcess,
  link: string,
): Promise<{ cookie: string; key: { id: string; role: string } } | undefined> {
  const send = sendOverSocket(server.url);
  const { pathname, search } = new URL(link);
  const cookie = readSetCookie(await send({ path: pathname + search }));
  if (cookie === undefined) return undefined;
  const { key } = (await send({ path: "/v1/session", headers: { cookie } })).json() as { key: { id: string; role: string } };
  return { cookie, key };
}

function readSession(server: ServerProcess, cookie: string): Promise<Answer> {
  return sendOverSocket(server.url)({ path: "/v1/session", headers: { cookie } });
}

describe("the banner", () => {
  test("begins with a link that opens the console; its token and the cookie are in no log", async () => {
    const directory = join(temporaryDirectory(), "data");
    const server = await runServer(directory, { MULETEER_API_KEY: "", MULETEER_LOG_LEVEL: "trace" });
    await server.prints("/docs");
    const { stdout } = server.output;
    const [link = "", token = ""] = LINK.exec(stdout) ?? [];
    expect(link.startsWith(server.url)).toBe(true);
    expect(stdout.indexOf(link)).toBeLessThan(stdout.indexOf("sk-mr-"));
    expect(stdout).toContain("npx muleteer console");
    const session = (await open(server, link))!;
    expect(session.key.role).toBe("admin");
    expect(await open(server, link)).toBe(undefined);
    expect(await open(server, `${link}x`)).toBe(undefined);

    // Killed hard: a session that was begun is on disk, and so is that its link was used.
    server.kill("SIGKILL");
    await server.exited;
    const again = await runServer(directory, { MULETEER_API_KEY: "", MULETEER_LOG_LEVEL: "trace" });
    await again.prints("/docs");
    expect((await readSession(again, session.cookie)).status).toBe(200);
    expect(await open(again, link)).toBe(undefined);
    expect(await open(again, LINK.exec(again.output.stdout)?.[0] ?? "")).toMatchObject({ key: { id: session.key.id } });
    again.kill("SIGTERM");
    await again.exited;
    const logs = server.output.stderr + again.output.stderr;
    expect(logs).toContain('"route":"/login"');
    for (const secret of [token, session.cookie.split("=")[1]!, LINK.exec(again.output.stdout)![1]!])
      expect(logs).not.toContain(secret);
  });

  test("has no link where there is no console", async () => {
    const server = await runServer(join(temporaryDirectory(), "data"), { MULETEER_CONSOLE: "no" });
    await server.prints("/docs");
    expect(server.output.stdout).not.toMatch(/login|console/i);
  });

  test("names the form where there is no admin to sign in as", async () => {
    const directory = join(temporaryDirectory(), "data");
    await run(["keys", "create"], { env: { MULETEER_DATA_DIR: directory } });
    const server = await runServer(directory, { MULETEER_API_KEY: "" });
    await server.prints("/docs");
    expect(server.output.stdout).not.toMatch(LINK);
    expect(server.output.stdout).toContain("sign in with an API key");
  });
});

describe("muleteer console", () => {
  test("prints a link that opens a running server's console, as the admin or as a key", async () => {
    const directory = join(temporaryDirectory(), "data");
    const server = await runServer(directory);
    const env = { MULETEER_DATA_DIR: directory, MULETEER_PORT: new URL(server.url).port };
    const { id } = JSON.parse((await run(["keys", "create", "--json"], { env })).stdout) as { id: string };
    const [plain, json] = await Promise.all([run(["console"], { env }), run(["console", id, "--json"], { env })]);
    expect({ code: plain.code, lines: plain.stdout.split("\n").length }).toEqual({ code: 0, lines: 2 });
    expect(plain.stderr).toContain("once, within 15 minutes, as MULETEER_API_KEY (admin)");
    const link = plain.stdout.trim();
    expect(link).toMatch(new RegExp(`^${LINK.source}$`));
    expect(link.startsWith(server.url)).toBe(true);
    expect(plain.stderr).not.toContain(LINK.exec(link)![1]!);
    expect(await open(server, link)).toMatchObject({ key: { id: "bootstrap", role: "admin" } });
    expect(await open(server, link)).toBe(undefined);

    const shown = JSON.parse(json.stdout) as { url: string; key_id: string; expires_at: string };
    expect({ keyId: shown.key_id, stderr: json.stderr }).toEqual({ keyId: id, stderr: "" });
    const minutes = (Date.parse(shown.expires_at) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
    const session = (await open(server, shown.url))!;
    expect(session.key).toMatchObject({ id, role: "inference" });

    // What the command line revokes, a browser loses.
    expect((await run(["keys", "revoke", id], { env })).code).toBe(0);
    expect((await readSession(server, session.cookie)).status).toBe(401);
    expect((await sendOverSocket(server.url)({ path: "/v1/keys", headers: withKey(SERVER_KEY) })).status).toBe(200);
  });

  test("begins the link with the URL that clients use", async () => {
    const env = { MULETEER_DATA_DIR: join(temporaryDirectory(), "data"), MULETEER_PUBLIC_URL: "https://pictures.example/" };
    await run(["keys", "create", "--role", "admin"], { env });
    const { code, stdout } = await run(["console"], { env: { ...env, MULETEER_PORT: "0" } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^https:\/\/pictures\.example\/login\?token=[\w-]{43}\n$/);
  });

  test.each([
    ["without an admin", [], {}, "keys create --role admin"],
    ["for a key that there is not", ["nobody"], {}, '"nobody"'],
    ["where the console is off", [], { MULETEER_CONSOLE: "no" }, "MULETEER_CONSOLE"],
    ["where nobody knows the port", [], { MULETEER_PORT: "0" }, "MULETEER_PORT"],
  ])("%s says what is wrong, with exit code 1", async (_, words, settings, named) => {
    const env = { MULETEER_DATA_DIR: join(temporaryDirectory(), "data"), ...settings };
    const { code, stdout, stderr } = await run(["console", ...words], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(named);
  });
});
