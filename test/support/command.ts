// The command line for tests: run as people run it, away from the repository's `.env` and the settings of whoever runs the
// tests, with or without a terminal.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./directory.ts";
import { ROOT, runShell, type Program } from "./process.ts";

export const BIN = join(ROOT, "bin/muleteer.js");

/** Far more than a command takes on an idle machine; a busy one is no failure. */
const LIMIT_MS = 50_000;

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly program?: readonly [string, ...string[]];
  /** What standard input says. */
  readonly input?: string;
}

function toEnvironment(cwd: string, env: Readonly<Record<string, string>>) {
  return { PATH: process.env["PATH"], HOME: cwd, ...env };
}

/** Runs a command to its end. */
export function run(
  words: readonly string[],
  { env = {}, cwd = temporaryDirectory(), program = [process.execPath, BIN], input }: RunOptions = {},
): Promise<Result> {
  const [file, ...first] = program;
  const { promise, resolve } = Promise.withResolvers<Result>();
  const options = { cwd, env: toEnvironment(cwd, env), timeout: LIMIT_MS, maxBuffer: 16 * 1024 * 1024 };
  const child = execFile(file, [...first, ...words], options, (_error, stdout, stderr) => {
    resolve({ code: child.exitCode ?? -1, stdout, stderr });
  });
  child.stdin?.end(input ?? "");
  return promise;
}

/** A start of Node costs half a second: those that do not depend on each other run side by side. */
export function runAll(commands: readonly (readonly string[])[], options: RunOptions = {}): Promise<Result[]> {
  return Promise.all(commands.map((words) => run(words, options)));
}

/** Begins a command, its process the one that is followed. */
export function begin(words: readonly string[], { env = {}, cwd = temporaryDirectory() }: RunOptions = {}): Program {
  return runShell('exec "$@"', [process.execPath, BIN, ...words], { cwd, env: toEnvironment(cwd, env) });
}

/** util-linux's, which lends a program a terminal. */
export const hasTerminal = existsSync("/usr/bin/script");

/** The same on a terminal of 100 columns: what is written to its input is typed, and both outputs are one. */
export function beginOnTerminal(words: readonly string[], { env = {}, cwd = temporaryDirectory() }: RunOptions = {}): Program {
  const line = `stty cols 100; ${[process.execPath, BIN, ...words].map(quote).join(" ")}`;
  const environment = { ...toEnvironment(cwd, env), TERM: "xterm-256color", SHELL: "/bin/sh" };
  return runShell('exec script -qefc "$1" /dev/null', [line], { cwd, env: environment });
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
