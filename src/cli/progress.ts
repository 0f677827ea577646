// A task on its way, on standard error: one line that is drawn over and over where a person looks, and a line for each step
// where a log does.
import type { FollowedTask } from "../client/index.ts";
import { toPlain } from "./plain.ts";
import { startStatusLine, toBar, toPercent } from "./status-line.ts";
import type { Terminal } from "./terminal.ts";
import { toDuration, toOrdinal } from "./words.ts";

/** In a log, progress is told at each of these parts. */
const LOG_PARTS = 4;

export interface ProgressDisplay {
  show(task: FollowedTask): void;
  /** Says that something failed and is tried again, until there is something else to show. */
  readonly showTrouble: (error: unknown) => void;
  /** Clears the line. Nothing is shown any more. */
  end(): void;
}

export function createProgress(terminal: Terminal, { silent = false }: { readonly silent?: boolean } = {}): ProgressDisplay {
  if (terminal.isWatched) return createLine(terminal);
  return silent ? { show() {}, showTrouble() {}, end() {} } : createLog(terminal);
}

function createLine(terminal: Terminal): ProgressDisplay {
  let task: FollowedTask | undefined;
  let trouble: string | undefined;
  let toldAt = performance.now();
  const line = startStatusLine(
    terminal,
    () => trouble ?? (task ? describe(task, performance.now() - toldAt) : "asking the server"),
  );
  return {
    show(next) {
      task = next;
      trouble = undefined;
      toldAt = performance.now();
      line.draw();
    },
    showTrouble(error) {
      trouble = describeTrouble(error);
    },
    end: () => line.end(),
  };
}

function describeTrouble(error: unknown): string {
  return `trying again: ${toPlain(error instanceof Error ? error.message : String(error))}`;
}

/** @param sinceMs how long ago the task was as it is here: an estimate counts down by itself. */
function describe({ status, progress }: FollowedTask, sinceMs: number): string {
  const { fraction, step, steps, stalled, queue_position: position, eta_seconds: eta } = progress;
  const left = eta === null ? undefined : eta * 1000 - sinceMs;
  const about = left !== undefined && left > 0 ? `about ${toDuration(left)} left` : undefined;
  if (status === "pending") {
    const place = position === null ? undefined : position === 1 ? "next in line" : `${toOrdinal(position)} in line`;
    return ["queued", place, about].filter(Boolean).join(" · ");
  }
  const done = steps && steps.total > 0 ? `${toPlain(step)} ${steps.done}/${steps.total}` : toPlain(step);
  const silence = stalled ? "no sign of life from the engine" : undefined;
  return [`${toBar(fraction)} ${toPercent(fraction)}  ${done}`, silence ?? about].filter(Boolean).join(" · ");
}

function createLog(terminal: Terminal): ProgressDisplay {
  let last = "";
  return {
    show({ status, progress: { fraction, step, queue_position: position } }) {
      const part = Math.floor(fraction * LOG_PARTS);
      const key = `${status} ${part}`;
      if (key === last) return;
      last = key;
      if (status === "pending") terminal.note(position === null ? "queued" : `queued, ${toOrdinal(position)} in line`);
      if (status === "processing") terminal.note(`${toPercent(fraction).trim()} ${toPlain(step)}`);
    },
    showTrouble(error) {
      const text = describeTrouble(error);
      // An outage is many failures of one kind.
      if (text === last) return;
      last = text;
      terminal.note(text);
    },
    end() {},
  };
}
