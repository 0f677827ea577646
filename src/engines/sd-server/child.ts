// The operator's sd-server as a child process: started on a loopback port of its own, watched, started again when it ends, and
// never left behind. A model takes long to load, so the child is not started for a task but kept; this loop is the one place
// where an engine waits on its own account.
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Clock } from "../../core/clock.ts";
import { EngineError } from "../../core/engine.ts";
import { findFreePort } from "../../io/free-port.ts";
import { connectOrigin, type Origin } from "../../io/origin.ts";
import { toAbortError } from "../own-server.ts";
import { createProgressReader, type Drawing } from "./progress.ts";

export interface ChildOptions {
  readonly binary: string;
  /** Without `--listen-ip` and `--listen-port`, which are added. */
  readonly arguments: readonly string[];
  /** All that the child sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** One life of the child, from the moment at which it answers. */
export interface Instance {
  /** A UUID: jobs of another life are gone. */
  readonly id: string;
  readonly origin: Origin;
  /** The picture that it is drawing, as far as it has printed. */
  readonly drawing: Drawing | undefined;
}

export interface Child {
  /** The life that answers now, if any. */
  readonly instance: Instance | undefined;
  /** The same. @throws {EngineError} that says why there is none. */
  current(): Instance;
  /**
   * The same, after the child has loaded its model if it does so now.
   * @throws {EngineError} when it ended and is not due to be started yet.
   * @throws the signal's reason when the signal aborts.
   */
  ready(signal: AbortSignal): Promise<Instance>;
  /** Ends this life of the child, for there is no other way to end a picture that is being drawn. The next one begins at once. */
  kill(instance: Instance): void;
  /** Ends the child, and resolves when it is gone. */
  stop(): Promise<void>;
}

const READY_EVERY_MS = 250;
/** Ten minutes: tens of gigabytes from a slow disk. */
const READY_TRIES = 2_400;
const READY_TIMEOUT_MS = 5_000;
/** A child that has answered for this long was sound, so its end is the first failure and not one more. */
const SOUND_MS = 60_000;
const LONGEST_DELAY_MS = 60_000;
/** From SIGTERM to SIGKILL, and from there until it is given up: a process that waits for a driver cannot be killed. */
const GRACE_MS = 2_000;
/** Characters kept of what it printed last on standard error. */
const LAST_WORDS = 2_000;

/**
 * Milliseconds until a child that ended is started again. At once the first time, then 1 s, doubled each time, at most a minute.
 * @param failures lives in a row that ended by themselves, this one included; 0 for one that was ended on purpose.
 */
export function restartDelayMs(failures: number): number {
  return failures < 2 ? 0 : Math.min(LONGEST_DELAY_MS, 1_000 * 2 ** (failures - 2));
}

/** What the child is doing; `ready` settles when it has stopped loading one way or the other. */
type Phase =
  | { readonly name: "loading"; readonly ready: PromiseWithResolvers<Instance> }
  | { readonly name: "ready"; readonly instance: Instance }
  | { readonly name: "down"; readonly until: number; readonly reason: string };

interface Life {
  readonly process: ChildProcess;
  readonly exited: Promise<unknown>;
  readonly instance: Instance;
  /** Aborts when the process has ended. */
  readonly ended: AbortSignal;
  /** Whether it was ended to cancel a picture. */
  cancelled: boolean;
  lastWords: string;
}

/** Starts the child and looks after it until `stop`. */
export function superviseChild({ clock, ...program }: ChildOptions): Child {
  const stopping = new AbortController();
  let phase: Phase = toLoading();
  let life: Life | undefined;
  const supervision = supervise();

  return {
    get instance() {
      return phase.name === "ready" ? phase.instance : undefined;
    },
    current() {
      if (phase.name === "ready") return phase.instance;
      throw phase.name === "loading" ? notRunning("is loading its model", 1_000) : toDownError();
    },
    async ready(signal) {
      if (signal.aborted) throw toAbortError(signal);
      if (phase.name === "ready") return phase.instance;
      if (phase.name === "down" || stopping.signal.aborted) throw toDownError();
      const interrupted = Promise.withResolvers<never>();
      const interrupt = () => interrupted.reject(toAbortError(signal));
      signal.addEventListener("abort", interrupt, { once: true });
      try {
        return await Promise.race([phase.ready.promise, interrupted.promise]);
      } finally {
        signal.removeEventListener("abort", interrupt);
      }
    },
    kill(instance) {
      if (life?.instance !== instance || life.cancelled) return;
      life.cancelled = true;
      // Whoever asks from now on waits for the next life.
      phase = toLoading();
      void end(life);
    },
    async stop() {
      stopping.abort();
      if (life) await end(life);
      await supervision;
    },
  };

  async function supervise(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      const begun = phase.name === "loading" ? phase : toLoading();
      phase = begun;
      let soundMs = 0;
      let reason: string;
      try {
        life = await begin(program);
        if (stopping.signal.aborted) await end(life);
        if (await answers(life)) {
          const since = clock.now();
          phase = { name: "ready", instance: life.instance };
          begun.ready.resolve(life.instance);
          await life.exited;
          soundMs = clock.now() - since;
        }
        reason = life.ended.aborted ? toReason(life) : "it did not answer within ten minutes and was ended";
        await end(life);
        if (life.cancelled) {
          failures = 0;
          continue;
        }
      } catch (error) {
        reason = `${program.binary} cannot be started: ${(error as Error).message}`;
      }
      life = undefined;
      failures = soundMs >= SOUND_MS ? 1 : failures + 1;
      const delayMs = restartDelayMs(failures);
      phase = { name: "down", until: clock.now() + delayMs, reason };
      begun.ready.reject(toDownError());
      if (delayMs > 0) await clock.sleep(delayMs, stopping.signal);
    }
  }

  /** Whether it comes to answer. One that never does is ended by the caller. */
  async function answers({ instance: { origin }, ended }: Life): Promise<boolean> {
    for (let tries = 0; tries < READY_TRIES && !ended.aborted; tries += 1) {
      try {
        const call = { method: "GET", path: "/v1/models", timeoutMs: READY_TIMEOUT_MS, signal: ended } as const;
        if ((await origin.call(call)).status === 200) return true;
      } catch {
        // Nothing listens yet.
      }
      await clock.sleep(READY_EVERY_MS, ended);
    }
    return false;
  }

  /** SIGTERM, and SIGKILL for one that does not heed it. Resolves when it has ended. */
  async function end(ending: Life): Promise<void> {
    if (ending.ended.aborted) return;
    signalGroup(ending.process, "SIGTERM");
    await Promise.race([ending.exited, clock.sleep(GRACE_MS, ending.ended)]);
    signalGroup(ending.process, "SIGKILL");
    await Promise.race([ending.exited, clock.sleep(GRACE_MS, ending.ended)]);
  }

  function toDownError(): EngineError {
    const { until, reason } = phase.name === "down" ? phase : { until: 0, reason: "it is stopped" };
    return notRunning("is not running", Math.max(1_000, until - clock.now()), reason);
  }
}

function notRunning(what: string, retryAfterMs: number, operatorReason?: string): EngineError {
  return new EngineError(`The image server of this machine ${what}.`, {
    kind: "noEngine",
    repeatable: true,
    elsewhere: true,
    retryAfterMs,
    ...(operatorReason === undefined ? {} : { operatorReason }),
  });
}

function toLoading(): Phase & { readonly name: "loading" } {
  const ready = Promise.withResolvers<Instance>();
  // Nobody may be waiting.
  ready.promise.catch(() => undefined);
  return { name: "loading", ready };
}

/** @throws when the program cannot be run. */
async function begin(program: Omit<ChildOptions, "clock">): Promise<Life> {
  // Should another program take it first, the child ends, and the next life has another.
  const port = await findFreePort();
  // Leader of a group of its own: a wrapper script ends together with what it started, and Ctrl-C in a terminal reaches the
  // server alone, which then lets running work end.
  const child = spawn(program.binary, [...program.arguments, "--listen-ip", "127.0.0.1", "--listen-port", `${port}`], {
    detached: true,
    env: { ...program.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const guard = spawnGuard(child);
  try {
    await once(child, "spawn");
  } catch (error) {
    guard.kill("SIGKILL");
    throw error;
  }
  const reader = createProgressReader();
  const origin = connectOrigin({ baseUrl: `http://127.0.0.1:${port}`, joinsTrace: true });
  const ended = new AbortController();
  async function exit(): Promise<void> {
    await new Promise((resolve) => child.once("exit", resolve));
    // What the leader of the group may have left behind goes with it, and only then is the guard let go.
    signalGroup(child, "SIGKILL");
    guard.kill("SIGKILL");
    ended.abort();
    origin.close();
  }
  const life: Life = {
    process: child,
    instance: {
      id: randomUUID(),
      origin,
      get drawing() {
        return reader.drawing;
      },
    },
    exited: exit(),
    ended: ended.signal,
    cancelled: false,
    lastWords: "",
  };
  // A signal that could not be sent is an error here, and no end.
  child.on("error", () => undefined);
  child.stdout.setEncoding("utf8").on("data", (text: string) => reader.read(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (life.lastWords = (life.lastWords + text).slice(-LAST_WORDS)));
  return life;
}

/**
 * A shell that waits for this process to end, however it ends, and then ends the child's group: the kernel closes the pipe that
 * it reads from. A pid file would leave the graphics memory taken until the next start; this works on Linux and macOS alike.
 */
function spawnGuard({ pid }: ChildProcess): ChildProcess {
  const script = 'read -r _; kill -s TERM -- "-$1"; sleep 2; kill -s KILL -- "-$1"';
  const guard = spawn("/bin/sh", ["-c", script, "sh", `${pid}`], {
    detached: true,
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell there is no guard; the child runs all the same.
  guard.on("error", () => undefined);
  return guard;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

function toReason({ process: { exitCode, signalCode }, lastWords }: Life): string {
  const how = signalCode === null ? `with status ${exitCode}` : `by ${signalCode}`;
  const words = lastWords.trim();
  return `it ended ${how}${words === "" ? "" : `; its last words: ${words}`}`;
}
