// System calls as strace shows them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./directory.ts";
import { ROOT } from "./process.ts";

/** Whether strace is here and may trace; containers often forbid it. */
export function canTrace(): boolean {
  const words = ["-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fdatasync", "/bin/true"];
  return spawnSync("strace", words, { timeout: 10_000 }).status === 0;
}

export interface Call {
  /** With the paths of what is open: `fsync(17</tmp/x>)`. */
  readonly text: string;
  /** Lines of the trace. */
  readonly begun: number;
  readonly ended: number;
}

/**
 * Runs JavaScript in a process of its own, to its end; `imports` of the code are relative to the repository.
 * @param names the system calls that are wanted, with commas.
 * @throws when it fails.
 */
export function traceCode(code: string, words: readonly string[], names: string): Call[] {
  const trace = join(temporaryDirectory(), "trace");
  const traced = ["-f", "-y", "--seccomp-bpf", "-o", trace, "-e", `trace=${names}`];
  const program = [process.execPath, "--input-type=module", "--eval", code, ...words];
  const { status, stderr } = spawnSync("strace", [...traced, ...program], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`the traced program ended with ${status}: ${stderr}`);
  return readTrace(readFileSync(trace, "utf8"));
}

/** Calls of all threads, from what `strace -f -y` wrote. */
function readTrace(trace: string): Call[] {
  const open = new Map<string, { readonly text: string; readonly begun: number }>();
  return trace.split("\n").flatMap((line, index): Call[] => {
    const [, thread = "", text = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (text.endsWith("<unfinished ...>")) open.set(thread, { text, begun: index });
    const before = text.startsWith("<... ") ? open.get(thread) : undefined;
    return text.endsWith("<unfinished ...>") ? [] : [{ text, begun: index, ...before, ended: index }];
  });
}
