// Where a command writes: what was asked for to standard output, everything about it to standard error. Colours only where a
// person looks and wants them.
import type { TerminalConfig } from "../config/environment.ts";
import { measure, shorten, toPlain } from "./plain.ts";

const DEFAULT_COLUMNS = 80;

export type Style = "bold" | "dim" | "red" | "green" | "yellow";
const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

/** Text in a style, or as it is. */
export type Paint = (style: Style, text: string) => string;

export interface Terminal {
  readonly config: TerminalConfig;
  /** Whether a person looks at standard output, and at standard error. */
  readonly isInteractive: boolean;
  readonly isWatched: boolean;
  /** Cells of a line of standard error. */
  readonly columns: number;
  /** For standard output, and for standard error. */
  readonly paint: Paint;
  readonly paintNote: Paint;
  /** A line to standard output. */
  print(line: string): void;
  printJson(value: unknown): void;
  /** Columns under their titles. On a terminal the last one is cut to fit. Cells are made plain. */
  printTable(titles: readonly string[], rows: readonly (readonly string[])[]): void;
  /** Names and what they stand for. */
  printFacts(facts: readonly (readonly [string, string])[]): void;
  /** Bytes to standard output, as they are. */
  write(bytes: string | Uint8Array): void;
  /** A line to standard error. */
  note(line: string): void;
  /** To standard error, as it is. */
  writeNote(text: string): void;
}

function toPaint(isOn: boolean): Paint {
  return (style, text) => (isOn ? `\u{1B}[${CODES[style][0]}m${text}\u{1B}[${CODES[style][1]}m` : text);
}

export function createTerminal(config: TerminalConfig, { stdout, stderr }: Pick<NodeJS.Process, "stdout" | "stderr">): Terminal {
  const { isTTY: isInteractive } = stdout;
  const { isTTY: isWatched } = stderr;
  const paint = toPaint(isInteractive && config.wantsColors);
  const print = (line: string) => void stdout.write(`${line}\n`);
  return {
    config,
    isInteractive,
    isWatched,
    get columns() {
      return stderr.columns || DEFAULT_COLUMNS;
    },
    paint,
    paintNote: toPaint(isWatched && config.wantsColors),
    print,
    printJson: (value) => print(JSON.stringify(value)),
    printTable(titles, rows) {
      const plain = rows.map((row) => row.map(toPlain));
      const widths = titles.map((title, column) => Math.max(title.length, ...plain.map((row) => measure(row[column] ?? ""))));
      const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
      const room = isInteractive ? Math.max(10, (stdout.columns || DEFAULT_COLUMNS) - before) : Infinity;
      const toLine = (row: readonly string[]) =>
        row
          .map((cell, column) => (column === titles.length - 1 ? shorten(cell, room) : pad(cell, widths[column] ?? 0)))
          .join("  ")
          .trimEnd();
      print(paint("bold", toLine(titles)));
      for (const row of plain) print(toLine(row));
    },
    printFacts(facts) {
      const width = Math.max(...facts.map(([name]) => name.length));
      for (const [name, value] of facts) print(`${paint("dim", name.padEnd(width))}  ${toPlain(value)}`);
    },
    write: (bytes) => void stdout.write(bytes),
    note: (line) => void stderr.write(`${line}\n`),
    writeNote: (text) => void stderr.write(text),
  };
}

function pad(text: string, cells: number): string {
  return text + " ".repeat(Math.max(0, cells - measure(text)));
}
