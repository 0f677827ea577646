// A task on its way, on standard error: one line that is drawn over and over where a person looks, and a line for each step
// where a log does.
import type { FollowedTask } from "../client/index.ts";
import { measure, shorten, toPlain } from "./plain.ts";
import type { Terminal } from "./terminal.ts";
import { toDuration, toOrdinal } from "./words.ts";

const FRAME_MS = 100;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const BAR_CELLS = 24;
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
  const startedAt = performance.now();
  let task: FollowedTask | undefined;
  let trouble: string | undefined;
  let toldAt = startedAt;
  let frame = 0;
  const draw = () => {
    const now = performance.now();
    const spinner = SPINNER[frame % SPINNER.length] ?? "";
    frame += 1;
    const text = trouble ?? (task ? describe(task, now - toldAt) : "asking the server");
    const line = `${spinner} ${shorten(text, terminal.columns - 4)}`;
    const elapsed = toDuration(now - startedAt);
    const gap = terminal.columns - measure(line) - elapsed.length - 1;
    terminal.writeNote(`\r\u{1B}[2K${line}${gap > 0 ? " ".repeat(gap) + terminal.paintNote("dim", elapsed) : ""}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  draw();
  return {
    show(next) {
      task = next;
      trouble = undefined;
      toldAt = performance.now();
      draw();
    },
    showTrouble(error) {
      trouble = describeTrouble(error);
    },
    end() {
      clearInterval(timer);
      terminal.writeNote("\r\u{1B}[2K");
    },
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

function toBar(fraction: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_CELLS);
  return "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
}

function toPercent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`.padStart(5);
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
