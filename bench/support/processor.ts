// What processes of this machine have taken of its processors, as Linux counts it: in hundredths of a second, so only what lasts a
// second or more can be measured.
import { readdirSync, readFileSync } from "node:fs";

/** Of /proc: the kernel tells user programs of 100 ticks a second, whatever its own are. */
const TICK_MS = 10;

interface Stat {
  readonly parent: number;
  /** Of itself, all threads, and of children that have ended and were waited for. */
  readonly processorMs: number;
}

/** Undefined when it has ended meanwhile. */
function readStat(pid: number): Stat | undefined {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // After the name, which may hold anything: state, parent, …; https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  return { parent: Number(fields[1]), processorMs: ticks * TICK_MS };
}

/** Processor time that a process has taken, with its children, in milliseconds. @throws when there is none. */
export function readProcessorMs(pid: number): number {
  const own = readStat(pid);
  if (!own) throw new Error(`there is no process ${pid}, or no /proc`);
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + (stat?.processorMs ?? 0), own.processorMs);
}
