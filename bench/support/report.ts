// What a question found: figures with their aims, as a table for people and as JSON for programs.
import { writeFileSync } from "node:fs";

export interface Figure {
  /** Which file measured it: `accept`. */
  readonly question: string;
  /** What was measured, in a few words. */
  readonly what: string;
  readonly value: number;
  /** `ratio` is of two things measured in turns within one run, and is what can be compared between machines. */
  readonly unit: "ratio" | "a second" | "ms" | "µs" | "MB" | "KiB" | "s" | "commits";
  /** What we want it to be. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number };
  /** The value of each round, where `value` is their median. */
  readonly rounds?: readonly number[];
}

export function isMet({ value, aim }: Figure): boolean | undefined {
  if (aim === undefined) return undefined;
  return "atLeast" in aim ? value >= aim.atLeast : value <= aim.atMost;
}

/** Prints the figures and writes them to `json`, if that is a file's name. */
export function report(figures: readonly Figure[], json: string | undefined): void {
  console.log(toTable(figures));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
}

export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { question, what, value, unit, aim } = figure;
    const wanted = aim === undefined ? "" : "atLeast" in aim ? `≥ ${show(aim.atLeast)}` : `≤ ${show(aim.atMost)}`;
    const verdict = { true: "met", false: "not met", undefined: "" }[String(isMet(figure)) as "true" | "false" | "undefined"];
    return [question, what, show(value), unit, wanted, verdict] as const;
  });
  const head = ["question", "what", "median", "unit", "aim", ""] as const;
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Three figures that mean something, and none after a large number's point. */
function show(value: number): string {
  if (!Number.isFinite(value)) return "?";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-GB");
  return String(Number(value.toPrecision(3)));
}
