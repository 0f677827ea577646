// Other processes, for what only they can show: who owns a directory, what a kill leaves behind. Every child ends with its test.
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { until } from "./until.ts";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A start takes half a second of a processor, which a machine with many tests may not have for long. */
const PRINT_MS = 120_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  /** What it has written so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** To its standard input. */
  write(text: string): void;
  /** Resolves when standard output holds `text`. @throws when the program ends before it does. */
  prints(text: string): Promise<void>;
}

/** Runs JavaScript in a process of its own; `imports` of the code are relative to the repository. */
export function runCode(code: string, words: readonly string[] = [], options: SpawnOptions = {}): Program {
  return follow(spawn(process.execPath, ["--input-type=module", "--eval", code, ...words], { cwd: ROOT, ...options }));
}

/** Runs a shell line, its process replaced by `node` where the line says `exec`. */
export function runShell(line: string, words: readonly string[] = [], options: SpawnOptions = {}): Program {
  return follow(spawn("/bin/sh", ["-c", line, "sh", ...words], { cwd: ROOT, ...options }));
}

export interface ServerProcess extends Program {
  /** Origin on which it listens. */
  readonly url: string;
}

export const SERVER_KEY = "sk-mr-test-key-of-the-process-tests";

/** A program that becomes a server. */
interface StartingServer extends Program {
  /** Resolves with the origin on which it listens. @throws when it ends before it does. */
  listens(): Promise<string>;
}

/**
 * `muleteer serve` on a free port, from its first instruction.
 * @param prefix a program that runs it, with its words.
 */
export function spawnServer(
  dataDirectory: string,
  settings: Readonly<Record<string, string>> = {},
  prefix: readonly string[] = [],
): StartingServer {
  const words = [...prefix, process.execPath, join(ROOT, "bin/muleteer.js"), "serve"];
  const server = follow(
    spawn(words[0] ?? process.execPath, words.slice(1), {
      // Away from any .env of the repository.
      cwd: dirname(dataDirectory),
      env: {
        PATH: process.env["PATH"],
        MULETEER_PORT: "0",
        MULETEER_DATA_DIR: dataDirectory,
        MULETEER_API_KEY: SERVER_KEY,
        MULETEER_LOG_FORMAT: "json",
        MULETEER_LOG_LEVEL: "warn",
        MULETEER_SKETCH_THREADS: "2",
        ...settings,
      },
    }),
  );
  return Object.assign(server, {
    async listens() {
      await server.prints("listens on ");
      const url = /listens on (\S+)/.exec(server.output.stdout)?.[1];
      if (url === undefined) throw new Error(`the server named no address: ${server.output.stdout}`);
      return url;
    },
  });
}

/** The same, once it says where it listens. */
export async function runServer(dataDirectory: string, settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const program = spawnServer(dataDirectory, settings);
  return Object.assign(program, { url: await program.listens() });
}

function follow(child: ChildProcess): Program {
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  let ended: Exit | undefined;
  const exited = once(child, "close").then(([code, signal]) => (ended = { code, signal } as Exit));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  return {
    pid: child.pid ?? -1,
    output,
    exited,
    kill: (signal) => void child.kill(signal),
    write: (text) => void child.stdin?.write(text),
    async prints(text) {
      await until(
        `process ${child.pid} prints ${JSON.stringify(text)}`,
        () => {
          if (output.stdout.includes(text)) return true;
          if (ended) throw new Error(`the process ended (${ended.code ?? ended.signal}): ${output.stderr}${output.stdout}`);
          return false;
        },
        { everyMs: 5, limitMs: PRINT_MS },
      );
    },
  };
}
