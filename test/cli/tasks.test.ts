// `muleteer tasks`: lists, one task in full, watching, cancelling and deleting; by a server that a test leads, and by a real one.
import { describe, expect, test } from "vitest";
import { Muleteer, type Task } from "../../src/client/index.ts";
import { begin, beginOnTerminal, BIN, hasTerminal, run, runAll } from "../support/command.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { runShell, SERVER_KEY } from "../support/process.ts";
import { openScriptedServer, SCRIPTED_KEY, type ScriptedServer } from "../support/scripted-server.ts";
import { until } from "../support/until.ts";
import { serve } from "../support/whole-server.ts";

const toEnv = (server: ScriptedServer) => ({ MULETEER_URL: server.url, MULETEER_API_KEY: SCRIPTED_KEY });

/** A server with tasks of these prompts, oldest first. */
async function openWith(...prompts: string[]): Promise<{ server: ScriptedServer; ids: string[] }> {
  const server = await openScriptedServer();
  const muleteer = new Muleteer({ apiKey: SCRIPTED_KEY, baseUrl: server.url });
  const ids: string[] = [];
  for (const prompt of prompts) ids.push((await muleteer.tasks.create(prompt)).id);
  return { server, ids };
}

/** Answers lists with these tasks, in pages of `size`. */
function answerLists(server: ScriptedServer, tasks: readonly Task[], size: number): void {
  server.misbehave(({ path }, response) => {
    if (!path.startsWith("/v1/tasks?") && path !== "/v1/tasks") return false;
    const from = Number(new URLSearchParams(path.split("?")[1]).get("cursor") ?? 0);
    const next = from + size < tasks.length ? String(from + size) : null;
    response.end(JSON.stringify({ object: "list", data: tasks.slice(from, from + size), next_cursor: next }));
    return true;
  });
}

describe("list", () => {
  test("has a line for each task, and no more than asked for", async () => {
    const { server, ids } = await openWith("a fox\u{07}\nin two lines", "狐狸", "a hen");
    const [fox, , hen] = ids;
    server.tell("task.processing", { status: "processing" }, hen);
    const tasks = [...server.tasks.values()].toReversed();
    answerLists(server, [tasks[0]!, { ...tasks[1]!, model: "alibaba/wan2.6-t2i" }, tasks[2]!], 2);
    const env = toEnv(server);
    const [all, two, json] = await runAll(
      [
        ["tasks", "list"],
        ["tasks", "list", "-n", "2"],
        ["tasks", "list", "--json"],
      ],
      { env },
    );
    const lines = all!.stdout.split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^ID {36}STATUS {10}AGE {2,3}MODEL {19}PROMPT$/);
    expect(lines[1]).toContain(`${hen}  processing 0 %  `);
    expect(lines[2]).toMatch(/alibaba\/wan2\.6-t2i {6}狐狸$/);
    expect(lines[3]).toMatch(new RegExp(`^${fox}  pending #1 .*a fox  in two lines$`));
    expect(two!.stdout.trim().split("\n")).toHaveLength(3);
    expect((JSON.parse(json!.stdout) as Task[]).map(({ id }) => id)).toEqual(ids.toReversed());
  });

  test("asks for what the options say", async () => {
    const { server } = await openWith();
    answerLists(server, [], 10);
    const options =
      "--status failed,cancelled --status pending -m a/b -q fox --after 2026-03-01T00:00Z --before 2026-04-01T00:00Z -n 7";
    const { code, stdout, stderr } = await run(["tasks", "list", ...options.split(" ")], { env: toEnv(server) });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "There is no such task.\n" });
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]!.path.split("?")[1]))).toEqual({
      status: "failed,cancelled,pending",
      model: "a/b",
      q: "fox",
      after: "2026-03-01T00:00:00.000Z",
      before: "2026-04-01T00:00:00.000Z",
      limit: "7",
    });
  });

  test("refuses what makes no sense", async () => {
    const wrong = [
      ["--status", "done"],
      ["--after", "yesterday"],
      ["-n", "0"],
      ["-n", "many"],
    ];
    for (const [index, { code, stdout, stderr }] of (await runAll(wrong.map((words) => ["tasks", "list", ...words]))).entries()) {
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(new RegExp(`^--(?:status|after|limit|${wrong[index]![0]})[^\n]*\n$`));
    }
  });

  test.skipIf(!hasTerminal)("fits a terminal", async () => {
    const { server } = await openWith("狐狸".repeat(80));
    answerLists(server, [...server.tasks.values()], 10);
    const command = beginOnTerminal(["tasks", "list"], { env: toEnv(server) });
    expect(await command.exited).toMatchObject({ code: 0 });
    const [, line = ""] = command.output.stdout.split("\r\n");
    expect(line).toMatch(/狐狸…$/);
    // Each of these characters takes two cells of the hundred.
    expect(line.length + [...line.matchAll(/[狐狸]/gu)].length).toBeLessThanOrEqual(100);
  });
});

describe("watch", () => {
  test("follows a task to its picture", async () => {
    const { server, ids } = await openWith("a fox");
    const command = begin(["tasks", "watch", ids[0]!], { env: toEnv(server) });
    await until("a stream is open", () => server.streams > 0);
    server.tell("task.processing", { status: "processing" });
    server.complete();
    expect(await command.exited).toMatchObject({ code: 0 });
    expect(command.output).toEqual({
      stdout: `${server.url}/images/a.png\n`,
      stderr: "queued, 1st in line\n0 % queued\n✓ completed\n",
    });
  });

  test.each([["text", []] as const, ["JSON", ["--json"]] as const])(
    "ends with exit code 3 where the task fails, as %s",
    async (_, words) => {
      const { server, ids } = await openWith("a fox");
      const command = begin(["tasks", "watch", ids[0]!, ...words], { env: toEnv(server) });
      await until("a stream is open", () => server.streams > 0);
      server.tell("task.failed", { status: "failed", error: { code: 3001, title: "Generation failed", detail: "It broke." } });
      expect(await command.exited).toMatchObject({ code: 3 });
      expect(command.output.stderr).toContain("It broke. (code 3001)");
      const types = command.output.stdout
        .split("\n")
        .flatMap((line) => (line ? [(JSON.parse(line) as { type: string }).type] : []));
      expect(types).toEqual(words.length > 0 ? ["task.created", "task.failed"] : []);
    },
  );

  test("tells what happens to all tasks until it is interrupted, and cancels nothing", async () => {
    const { server, ids } = await openWith("a fox");
    const command = begin(["tasks", "watch"], { env: toEnv(server) });
    await until("a stream is open", () => server.streams > 0);
    server.tell("task.processing", { status: "processing" });
    server.whisper({ eta_seconds: 2 });
    await command.prints(`${ids[0]}  processing\n`);
    command.kill("SIGINT");
    expect(await command.exited).toMatchObject({ code: 130 });
    expect(command.output.stdout.trim().split("\n")).toHaveLength(1);
    expect(server.tasks.get(ids[0]!)?.status).toBe("processing");
  });
});

test("a reader who leaves is no mistake", async () => {
  const { server, ids } = await openWith("a fox");
  const command = runShell('"$@" | head -1', [process.execPath, BIN, "tasks", "watch"], {
    env: { ...process.env, ...toEnv(server) },
  });
  await until("a stream is open", () => server.streams > 0);
  server.tell("task.processing", { status: "processing" });
  await command.prints(`${ids[0]}  processing\n`);
  await until("it has left", () => {
    server.tell("task.progress");
    return server.streams === 0;
  });
  expect(await command.exited).toMatchObject({ code: 0 });
  expect(command.output.stderr).toBe("");
});

describe("cancel", () => {
  test("takes several, and stops at the first that cannot be cancelled", async () => {
    const { server, ids } = await openWith("a", "b", "c");
    server.tell("task.completed", { status: "completed" }, ids[1]);
    const { code, stdout, stderr } = await run(["tasks", "cancel", ...ids], { env: toEnv(server) });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: `Cancelled ${ids[0]}; nothing was charged.\n`,
      stderr: "The task has ended. (code 2001)\n",
    });
    expect(ids.map((id) => server.tasks.get(id)?.status)).toEqual(["cancelled", "completed", "pending"]);
  });
});

test("against a real server the whole life of a task is seen", { timeout: 60_000 }, async () => {
  const server = await serve();
  const cwd = temporaryDirectory();
  const options = { cwd, env: { MULETEER_URL: server.url, MULETEER_API_KEY: SERVER_KEY } };
  const made = await run(
    ["generate", "a zebra", "-m", "alibaba/wan2.6-t2i", "-n", "1", "--size", "768x768", "--seed", "7", "--json"],
    options,
  );
  expect(made.stderr).toBe("");
  const { task, files } = JSON.parse(made.stdout) as { task: Task; files: string[] };
  expect(task).toMatchObject({ status: "completed", seed: 7, engine: "sketch" });
  expect(files).toEqual([`a-zebra-${task.id.slice(-8)}.png`]);

  const [list, found, missed, shown, watched] = await runAll(
    [
      ["tasks", "list", "--status", "completed"],
      ["tasks", "list", "-q", "zebra", "--json"],
      ["tasks", "list", "-q", "okapi", "--json"],
      ["tasks", "show", task.id],
      ["tasks", "watch", task.id],
    ],
    options,
  );
  expect(list!.stdout).toContain(`${task.id}  completed`);
  expect((JSON.parse(found!.stdout) as Task[]).map(({ id }) => id)).toEqual([task.id]);
  expect(JSON.parse(missed!.stdout)).toEqual([]);
  for (const line of [/^status +completed$/m, /^prompt +a zebra$/m, /^seed +7$/m, /^cost +\$0\.075, charged$/m]) {
    expect(shown!.stdout).toMatch(line);
  }
  expect(watched!.stdout).toBe(`${task.images[0]!.url}\n`);

  expect(await run(["tasks", "cancel", task.id], options)).toMatchObject({ code: 1, stdout: "" });
  expect(await run(["tasks", "delete", task.id], options)).toMatchObject({ code: 0, stdout: `Deleted ${task.id}.\n` });
  expect(await run(["tasks", "show", task.id], options)).toMatchObject({ code: 1, stdout: "" });
});
