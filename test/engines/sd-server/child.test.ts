// sd-server as a child process, with real processes: started, watched, ended to cancel a picture, restarted, never left behind.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EngineError, type Engine, type EngineCall, type EngineProgress, type ImageRequest } from "../../../src/core/engine.ts";
import type { Handle } from "../../../src/core/task.ts";
import { restartDelayMs } from "../../../src/engines/sd-server/child.ts";
import { sdServer } from "../../../src/engines/sd-server/engine.ts";
import { testEngine } from "../../contract/engine.ts";
import { temporaryDirectory } from "../../support/directory.ts";
import { ROOT, runCode } from "../../support/process.ts";
import { until } from "../../support/until.ts";

const PROGRAM = join(ROOT, "test/support/sd-server-program.ts");
const REQUEST: ImageRequest = { model: "x/y", prompt: "a red fox", width: 128, height: 64, seed: 7, count: 1 };

/** What a life of the child wrote down of itself. */
interface Life {
  readonly pid: number;
  readonly port: number;
  readonly helper?: number;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

testEngine("sd-server as a child", () => start().engine, { deterministic: true });

function start(words = "", environment: Readonly<Record<string, string>> = {}): { engine: Engine; lives: () => Life[] } {
  const diary = join(temporaryDirectory(), "diary");
  const settings = { binary: process.execPath, arguments: `'${PROGRAM}' --diary '${diary}' ${words}`, environment };
  const engine = sdServer.start(sdServer.settings.parse(settings));
  onTestFinished(() => engine.stop());
  return { engine, lives: () => readDiary(diary) };
}

function readDiary(diary: string): Life[] {
  if (!existsSync(diary)) return [];
  const lines = readFileSync(diary, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Life);
}

function createCall(): { call: EngineCall; reports: EngineProgress[]; controller: AbortController } {
  const reports: EngineProgress[] = [];
  const controller = new AbortController();
  return { reports, controller, call: { signal: controller.signal, progress: (report) => void reports.push(report) } };
}

async function submit(engine: Engine, request: Partial<ImageRequest> = {}): Promise<Handle> {
  const submission = await engine.submit({ ...REQUEST, ...request }, createCall().call);
  if (!("pending" in submission)) throw new Error("nothing is pending");
  return submission.pending;
}

/** The error that looking at the work comes to. */
async function lookInVain(engine: Engine, handle: Handle): Promise<EngineError> {
  return await until("looking fails", async () => {
    try {
      await engine.check!(handle, createCall().call);
      return undefined;
    } catch (error) {
      if (error instanceof EngineError) return error;
      throw error;
    }
  });
}

async function probe(engine: Engine): Promise<EngineError | "ready"> {
  try {
    await engine.probe!(createCall().call);
    return "ready";
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) throw new Error("no process id");
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that has ended and that nobody has asked after is a zombie; a container may have nobody who asks.
  return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
}

/** The guards of a child, by the process id that they are given. */
function listGuards(pid: number): string[] {
  const lines = execFileSync("ps", ["-eo", "stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => !line.startsWith("Z") && line.includes("read -r _") && line.endsWith(` sh ${pid}`));
}

test("tells the steps that the child prints", async () => {
  const { engine } = start("--steps 5");
  const handle = await submit(engine);
  const { call, reports } = createCall();
  // It prints and answers on two ways, so a step may be told a look later than it is done.
  await until("the picture is done", async () => "done" in (await engine.check!(handle, call)));
  const steps = reports.flatMap((report) => report.steps ?? []);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.every(({ done, total }) => done >= 1 && done <= 5 && total === 5)).toBe(true);
  for (const { steps: told, fraction, step } of reports) {
    if (told && step === "sampling") expect(fraction).toBeCloseTo((0.95 * told.done) / 5);
  }
  expect(reports.at(-1)).toEqual({ fraction: 1, step: "done" });
});

test("listens on loopback, on a port of its own, with the operator's words and environment and nothing else", async () => {
  const { engine, lives } = start(`--model '/data/my "model".gguf' --steps 2`, { CUDA_VISIBLE_DEVICES: "1" });
  await submit(engine);
  const [life] = lives();
  expect(life?.words.slice(2)).toEqual([
    "--model",
    '/data/my "model".gguf',
    "--steps",
    "2",
    "--listen-ip",
    "127.0.0.1",
    "--listen-port",
    String(life?.port),
  ]);
  const names = Object.keys(life?.environment ?? {}).filter((name) => !name.startsWith("__"));
  expect(names).toEqual(["CUDA_VISIBLE_DEVICES"]);
});

test("a submission waits while the model is loaded, and no longer than its signal", async () => {
  const { engine, lives } = start("--mute");
  const { call, controller } = createCall();
  const submission = engine.submit(REQUEST, call);
  await until("the child runs", () => lives().length === 1);
  expect(await probe(engine)).toMatchObject({
    kind: "noEngine",
    elsewhere: true,
    message: "The image server of this machine is loading its model.",
  });
  controller.abort(new Error("deadline"));
  await expect(submission).rejects.toThrow("deadline");
});

test("cancels a picture that is being drawn by ending the child, and starts it again at once", async () => {
  const { engine, lives } = start();
  const handle = await submit(engine, { prompt: "[hold]" });
  await engine.check!(handle, createCall().call);
  await engine.cancel!(handle, createCall().call);
  // Whoever comes meanwhile waits for the next life.
  const next = await submit(engine);
  const [first, second] = lives();
  expect(isAlive(first?.pid)).toBe(false);
  expect(isAlive(second?.pid)).toBe(true);
  expect(next).not.toMatchObject({ instance: (handle as { instance: string }).instance });
  expect(await lookInVain(engine, handle)).toMatchObject({ resubmit: true, repeatable: true });
  await until("the next picture is done", async () => "done" in (await engine.check!(next, createCall().call)));
  expect(lives()).toHaveLength(2);
});

test("cancels a picture that waits without ending the child", async () => {
  const { engine, lives } = start();
  const drawn = await submit(engine, { prompt: "[hold]" });
  await engine.check!(drawn, createCall().call);
  await engine.cancel!(await submit(engine), createCall().call);
  expect(await engine.check!(drawn, createCall().call)).toEqual({ pending: drawn });
  expect(lives()).toHaveLength(1);
});

test("a child that dies loses its work, which is submitted again, and is started again", async () => {
  const { engine, lives } = start("--helper");
  const handle = await submit(engine, { prompt: "[crash]", count: 2 });
  expect(await lookInVain(engine, handle)).toMatchObject({ kind: "engineFailed", repeatable: true, resubmit: true });
  await until("it is ready again", async () => (await probe(engine)) === "ready");
  expect(lives()).toHaveLength(2);
  // What it had started does not outlive it.
  await until("its helper is gone", () => !isAlive(lives()[0]?.helper));
  const next = await submit(engine);
  await until("a picture is done", async () => "done" in (await engine.check!(next, createCall().call)));
  // Its neighbour in the dead child is nothing that could be cancelled.
  await engine.cancel!(handle, createCall().call);
  expect(lives()).toHaveLength(2);
});

test("a child that cannot live is tried again more and more seldom, and says why to the operator alone", async () => {
  const { engine, lives } = start("--broken");
  const down = await until("it is given a pause", async () => {
    const error = await probe(engine);
    return error !== "ready" && error.operatorReason !== undefined && lives().length >= 2 ? error : undefined;
  });
  expect(down).toMatchObject({
    kind: "noEngine",
    repeatable: true,
    elsewhere: true,
    message: "The image server of this machine is not running.",
  });
  expect(down.operatorReason).toBe("it ended with status 1; its last words: [ERROR] main.cpp:92   - new_sd_ctx_t failed");
  expect(down.retryAfterMs).toBeGreaterThanOrEqual(1_000);
  await expect(engine.submit(REQUEST, createCall().call)).rejects.toMatchObject({ elsewhere: true });
});

test("a program that is not there is named to the operator", async () => {
  const settings = { binary: "/nowhere/sd-server", arguments: "", environment: {} };
  const engine = sdServer.start(sdServer.settings.parse(settings));
  onTestFinished(() => engine.stop());
  const reason = await until("it has failed", async () => {
    const error = await probe(engine);
    return error === "ready" ? undefined : error.operatorReason;
  });
  expect(reason).toContain("/nowhere/sd-server cannot be started");
});

test.each([
  [0, 0],
  [1, 0],
  [2, 1_000],
  [3, 2_000],
  [7, 32_000],
  [8, 60_000],
  [1_000, 60_000],
])("after %d failures in a row the next start is %d ms away", (failures, delayMs) => {
  expect(restartDelayMs(failures)).toBe(delayMs);
});

test("stop leaves no process: not the child, not what it started, not its guard", async () => {
  const { engine, lives } = start("--helper");
  await submit(engine, { prompt: "[hold]" });
  const [life] = lives();
  expect(isAlive(life?.helper)).toBe(true);
  expect(listGuards(life!.pid)).toHaveLength(1);
  await engine.stop();
  expect(isAlive(life?.pid)).toBe(false);
  await until("its helper and guard are gone", () => !isAlive(life?.helper) && listGuards(life!.pid).length === 0);
  await expect(engine.submit(REQUEST, createCall().call)).rejects.toBeInstanceOf(EngineError);
});

test("stop ends a child that does not heed SIGTERM", async () => {
  const { engine, lives } = start("--deaf");
  await submit(engine);
  await engine.stop();
  expect(isAlive(lives()[0]?.pid)).toBe(false);
});

test("stop ends a child that still loads its model, and a pause between two lives", async () => {
  for (const words of ["--mute", "--broken"]) {
    const { engine, lives } = start(words);
    await until("it has begun", () => lives().length > 0);
    await engine.stop();
    expect(lives().every(({ pid }) => !isAlive(pid))).toBe(true);
  }
});

test("a server that is killed leaves no child behind", async () => {
  const diary = join(temporaryDirectory(), "diary");
  const program = runCode(
    `import { sdServer } from "./src/engines/sd-server/engine.ts";
     const [binary, words] = process.argv.slice(1);
     const engine = sdServer.start(sdServer.settings.parse({ binary, arguments: words, environment: {} }));
     const call = { signal: new AbortController().signal, progress() {} };
     await engine.submit({ model: "x/y", prompt: "[hold]", width: 64, height: 64, seed: 1, count: 1 }, call);
     console.log("drawing");`,
    [process.execPath, `'${PROGRAM}' --diary '${diary}' --helper`],
  );
  await program.prints("drawing");
  const [life] = readDiary(diary);
  expect(isAlive(life?.pid)).toBe(true);
  program.kill("SIGKILL");
  await until("the child is gone", () => !isAlive(life?.pid) && !isAlive(life?.helper));
  await until("so is its guard", () => listGuards(life!.pid).length === 0);
});
