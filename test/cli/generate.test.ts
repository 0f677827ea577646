// `muleteer generate`, run as people and scripts run it: what is asked for, what is saved, what is said where, and the exit code.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { begin, beginOnTerminal, hasTerminal, run, type Result, type RunOptions } from "../support/command.ts";
import { temporaryDirectory } from "../support/directory.ts";
import { openScriptedServer, PICTURE, SCRIPTED_KEY, type ScriptedServer } from "../support/scripted-server.ts";
import { until } from "../support/until.ts";

const toEnv = (server: ScriptedServer) => ({ MULETEER_URL: server.url, MULETEER_API_KEY: SCRIPTED_KEY });
const streamIsOpen = (server: ScriptedServer) => until("a stream is open", () => server.streams > 0);
const toFraction = (server: ScriptedServer, fraction: number) => {
  const { progress } = [...server.tasks.values()].at(-1)!;
  return {
    progress: { ...progress, fraction, step: "sampling", steps: { done: fraction * 20, total: 20 }, queue_position: null },
  };
};

/** Runs it to its end while the server draws. */
async function generate(server: ScriptedServer, words: readonly string[], { env, ...options }: RunOptions = {}): Promise<Result> {
  const running = run(["generate", ...words], { env: { ...toEnv(server), ...env }, ...options });
  await streamIsOpen(server);
  server.complete();
  return await running;
}

describe("a picture", () => {
  test("is saved under the prompt's own words, and its file is what standard output says", async () => {
    const server = await openScriptedServer();
    const cwd = temporaryDirectory();
    const { code, stdout, stderr } = await generate(server, ["A red fox, reading: 狐狸!"], { cwd });
    const [task] = server.tasks.values();
    const file = `a-red-fox-reading-狐狸-${task!.id.slice(-8)}.png`;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}\n` });
    expect(readFileSync(join(cwd, file))).toEqual(PICTURE);
    expect(stderr).toMatch(/^queued, 1st in line\n✓ completed in \d\.\d s · seed 7 · \$0\.00\n$/);
  });

  test("is asked for as the options say", async () => {
    const server = await openScriptedServer();
    const options =
      "--size 1328x1328 --seed 7 --negative people --no-extend --safety -m alibaba/qwen-image-max -n 1 --priority high --cancel-after 5m --webhook https://a/b --idempotency-key k --set style=ink --set steps=20";
    expect(await generate(server, ["a fox", ...options.split(" ")])).toMatchObject({ code: 0 });
    expect(JSON.parse(server.requests[0]!.body)).toEqual({
      prompt: "a fox",
      size: "1328*1328",
      seed: 7,
      negative_prompt: "people",
      prompt_extend: false,
      safety_filter: true,
      n: 1,
      style: "ink",
      steps: 20,
    });
    expect(server.requests[0]!.headers).toMatchObject({
      "x-muleteer-priority": "high",
      "cancel-after": "5m",
      "x-muleteer-webhook": "https://a/b",
      "idempotency-key": "k",
    });
  });

  test("goes where --out says", async () => {
    const server = await openScriptedServer();
    const cwd = temporaryDirectory();
    mkdirSync(join(cwd, "pictures"));
    writeFileSync(join(cwd, "old.png"), "old");
    const results = [
      await generate(server, ["a fox", "--out", "fox"], { cwd }),
      await generate(server, ["a fox", "-o", "old.png"], { cwd }),
      await generate(server, ["a fox", "--out", "pictures"], { cwd }),
      await generate(server, ["a fox", "--out", "-"], { cwd }),
    ];
    const [named, replaced, inside, piped] = results.map(({ stdout }) => stdout.trim());
    expect([named, replaced]).toEqual(["fox.png", "old.png"]);
    expect(readFileSync(join(cwd, "old.png"))).toEqual(PICTURE);
    expect(inside).toMatch(/^pictures\/a-fox-[0-9a-f]{8}\.png$/);
    expect(readdirSync(cwd).sort()).toEqual(["fox.png", "old.png", "pictures"]);
    expect(piped).toContain("and then some");
  });

  test("of several has a number", async () => {
    const server = await openScriptedServer();
    const running = run(["generate", "foxes", "-n", "2", "-o", "fox.png"], { env: toEnv(server) });
    await streamIsOpen(server);
    server.complete(2);
    expect((await running).stdout).toBe("fox-1.png\nfox-2.png\n");
  });

  test("is told as JSON", async () => {
    const server = await openScriptedServer();
    const { code, stdout, stderr } = await generate(server, ["a fox", "--json", "-o", "fox.png"]);
    const [task] = server.tasks.values();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ task, files: ["fox.png"] });
  });

  test("may be asked for on standard input", async () => {
    const server = await openScriptedServer();
    await generate(server, ["-", "-o", "x.png"], { input: "a fox\nand a hen\n" });
    expect(JSON.parse(server.requests[0]!.body)).toMatchObject({ prompt: "a fox\nand a hen" });
  });

  test("is waited for while the server restarts", async () => {
    const server = await openScriptedServer();
    const running = run(["generate", "a fox", "-o", "fox.png"], { env: toEnv(server) });
    await streamIsOpen(server);
    await server.stop();
    await server.start();
    await streamIsOpen(server);
    server.complete();
    expect(await running).toMatchObject({ code: 0, stdout: "fox.png\n" });
    expect(server.tasks.size).toBe(1);
  });

  test("is waited for with the patience that a restart takes, and that is said", async () => {
    const server = await openScriptedServer();
    server.misbehave((_, response) =>
      Boolean(response.writeHead(503, { "retry-after": "100" }).end('{"detail":"I am stopping."}')),
    );
    const command = begin(["generate", "a fox"], { env: toEnv(server) });
    await until("it is said", () => command.output.stderr.includes("trying again: I am stopping. (HTTP 503)\n"));
    command.kill("SIGINT");
    expect(await command.exited).toMatchObject({ code: 130 });
    expect(command.output.stderr).toMatch(/\nInterrupted\.\n$/);
  });
});

describe("what goes wrong", () => {
  test("with the task is told, with exit code 3", async () => {
    const server = await openScriptedServer();
    const running = run(["generate", "a fox"], { env: toEnv(server) });
    await streamIsOpen(server);
    const error = { code: 3003, title: "Content refused", detail: "The prompt was \u{1B}[31mrefused." };
    server.tell("task.failed", { status: "failed", error });
    const { code, stdout, stderr } = await running;
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    // What comes from elsewhere does not steer the terminal.
    expect(stderr).toContain("The prompt was  [31mrefused. (code 3003)");
  });

  test("before anything was sent says what to do", async () => {
    const server = await openScriptedServer();
    const { url } = server;
    await server.stop();
    const cwd = temporaryDirectory();
    const [noServer, noKey, noPlace, noNumber, noPriority] = await Promise.all([
      run(["generate", "a fox", "--url", url, "--key", "k"], { cwd }),
      run(["generate", "a fox"], { cwd }),
      run(["generate", "a fox", "--key", "k", "--out", "nowhere/fox.png"], { cwd }),
      run(["generate", "a fox", "--key", "k", "--seed", "seven"], { cwd }),
      run(["generate", "a fox", "--key", "k", "--priority", "urgent"], { cwd }),
    ]);
    expect(noServer).toEqual({
      code: 4,
      stdout: "",
      stderr: `No server answers at ${url}. Start one with "muleteer serve", or name another with --url or MULETEER_URL.\n`,
    });
    expect(noKey).toMatchObject({ code: 2, stderr: expect.stringMatching(/^There is no API key\..*muleteer keys create.*\n$/) });
    expect(noPlace).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Nothing can be written to nowhere.*\n$/) });
    expect(noNumber).toMatchObject({ code: 2, stderr: '--seed takes a whole number, got "seven".\n' });
    expect(noPriority).toMatchObject({ code: 2, stderr: '--priority takes low, normal or high, got "urgent".\n' });
    expect(server.requests).toEqual([]);
  });

  test("with the request is told rule by rule", async () => {
    const server = await openScriptedServer();
    const errors = ["size", "seed"].map((field) => ({ field, rule: "x", detail: `${field} breaks a rule.` }));
    server.misbehave((_, response) =>
      Boolean(response.writeHead(400).end(JSON.stringify({ detail: "size breaks a rule.", code: 2001, errors }))),
    );
    const result = await run(["generate", "a fox"], { env: toEnv(server) });
    expect(result).toEqual({ code: 1, stdout: "", stderr: "size breaks a rule.\nseed breaks a rule.\n" });
  });

  test("with the key names the remedy", async () => {
    const server = await openScriptedServer();
    const { code, stderr } = await run(["generate", "a fox"], { env: { ...toEnv(server), MULETEER_API_KEY: "sk-mr-wrong" } });
    expect(code).toBe(1);
    expect(stderr).toContain("muleteer keys create");
    expect(stderr).not.toContain("sk-mr-wrong");
  });

  test("with the download says where the picture is", async () => {
    const server = await openScriptedServer();
    server.misbehave(({ path }, response) => path.startsWith("/images/") && Boolean(response.writeHead(410).end("{}")));
    const { code, stderr } = await generate(server, ["a fox"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`its pictures are at ${server.url}/images/a.png`);
  });
});

test.each(["SIGINT", "SIGTERM"] as const)("%s cancels the task", async (signal) => {
  const server = await openScriptedServer();
  const command = begin(["generate", "a fox"], { env: toEnv(server) });
  await streamIsOpen(server);
  command.kill(signal);
  expect(await command.exited).toEqual({ code: 130, signal: null });
  const [task] = server.tasks.values();
  expect(task).toMatchObject({ status: "cancelled" });
  expect(command.output.stderr).toContain(`Interrupted. The server was asked to cancel task ${task!.id}.`);
});

describe.skipIf(!hasTerminal)("on a terminal", () => {
  test("progress is one line that is drawn over and over", async () => {
    const server = await openScriptedServer();
    const command = beginOnTerminal(["generate", "a fox", "-o", "fox.png"], { env: toEnv(server) });
    await streamIsOpen(server);
    server.whisper({ queue_position: 3, eta_seconds: 80 });
    await command.prints("queued · 3rd in line · about 1 min ");
    server.tell("task.processing", { status: "processing", ...toFraction(server, 0) });
    server.tell("task.progress", toFraction(server, 0.5));
    await command.prints("████████████░░░░░░░░░░░░  50 %  sampling 10/20");
    server.whisper({ stalled: true });
    await command.prints("no sign of life");
    server.complete();
    expect(await command.exited).toMatchObject({ code: 0 });
    const { stdout } = command.output;
    expect(stdout).toContain("\r\u{1B}[2K");
    expect(stdout).toContain("\u{1B}[32m✓\u{1B}[39m completed in");
    expect(stdout.split("\r\n").filter((line) => line.includes("\u{1B}[2K"))).toHaveLength(1);
    expect(stdout.trimEnd()).toMatch(/fox\.png$/);
    // No frame is wider than the terminal.
    for (const frame of stdout.split("\u{1B}[2K")) {
      const [line = ""] = stripVTControlCharacters(frame).split(/[\r\n]/);
      expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  test("colours are left out for those who do not want them", async () => {
    const server = await openScriptedServer();
    const command = beginOnTerminal(["generate", "a fox", "-o", "fox.png"], { env: { ...toEnv(server), NO_COLOR: "1" } });
    await streamIsOpen(server);
    server.complete();
    await command.exited;
    expect(command.output.stdout).toContain("✓ completed in");
    expect(command.output.stdout).not.toContain("\u{1B}[3");
  });

  const data = PICTURE.toString("base64");
  test.each<[string, Record<string, string>, string[], string | undefined]>([
    [
      "iTerm2",
      { TERM_PROGRAM: "iTerm.app" },
      [],
      `\u{1B}]1337;File=inline=1;size=${PICTURE.length};width=80;preserveAspectRatio=1:${data}\u{07}`,
    ],
    ["WezTerm", { TERM_PROGRAM: "WezTerm" }, [], "\u{1B}]1337;File=inline=1;"],
    ["kitty", { KITTY_WINDOW_ID: "1" }, [], `\u{1B}_Ga=T,f=100,q=2,c=80,m=0;${data}\u{1B}\\`],
    ["a terminal that cannot", {}, [], undefined],
    ["a terminal that is said to", {}, ["--inline"], "\u{1B}]1337;"],
    ["iTerm2, unwanted", { TERM_PROGRAM: "iTerm.app" }, ["--no-inline"], undefined],
    ["tmux in iTerm2", { TERM_PROGRAM: "iTerm.app", TMUX: "/tmp/tmux,1,0" }, [], undefined],
  ])("the picture itself is shown where it can be: %s", async (_, env, words, sequence) => {
    const server = await openScriptedServer();
    const command = beginOnTerminal(["generate", "a fox", "-o", "fox.png", ...words], { env: { ...toEnv(server), ...env } });
    await streamIsOpen(server);
    server.complete();
    expect(await command.exited).toMatchObject({ code: 0 });
    const pictures = ["\u{1B}]1337", "\u{1B}_G"].filter((start) => command.output.stdout.includes(start));
    expect(pictures).toHaveLength(sequence === undefined ? 0 : 1);
    expect(command.output.stdout).toContain(sequence ?? "");
  });

  test("Ctrl+C cancels the task", async () => {
    const server = await openScriptedServer();
    const command = beginOnTerminal(["generate", "a fox"], { env: toEnv(server) });
    await streamIsOpen(server);
    command.write("\u{03}");
    expect(await command.exited).toMatchObject({ code: 130 });
    expect([...server.tasks.values()].map(({ status }) => status)).toEqual(["cancelled"]);
  });

  test("no picture is written to it", async () => {
    const server = await openScriptedServer();
    const command = beginOnTerminal(["generate", "a fox", "--out", "-"], { env: toEnv(server) });
    expect(await command.exited).toMatchObject({ code: 2 });
    expect(server.requests).toEqual([]);
  });
});
