// One line on standard error that is drawn over and over, with what is being done and for how long: for terminals at which a person
// looks.
import { measure, shorten } from "./plain.ts";
import type { Terminal } from "./terminal.ts";
import { toDuration } from "./words.ts";

const FRAME_MS = 100;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const BAR_CELLS = 24;

export interface StatusLine {
  /** Draws it now, and not only with the next frame. */
  draw(): void;
  /** Clears it, for good. */
  end(): void;
}

/** @param toText what it says, asked at every frame. */
export function startStatusLine(terminal: Terminal, toText: () => string): StatusLine {
  const startedAt = performance.now();
  let frame = 0;
  const draw = () => {
    const spinner = SPINNER[frame % SPINNER.length] ?? "";
    frame += 1;
    const line = `${spinner} ${shorten(toText(), terminal.columns - 4)}`;
    const elapsed = toDuration(performance.now() - startedAt);
    const gap = terminal.columns - measure(line) - elapsed.length - 1;
    terminal.writeNote(`\r\u{1B}[2K${line}${gap > 0 ? " ".repeat(gap) + terminal.paintNote("dim", elapsed) : ""}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  draw();
  return {
    draw,
    end() {
      clearInterval(timer);
      terminal.writeNote("\r\u{1B}[2K");
    },
  };
}

/** @param fraction in [0, 1]. */
export function toBar(fraction: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_CELLS);
  return "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
}

export function toPercent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`.padStart(5);
}
