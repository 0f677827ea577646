// Statements that are sent as one: each is a part of one WITH, so that a group's writes cost one message and one plan. All parts
// see the database as it was before, so no two may write the same row; one may read what another returns.
import type { Parameter } from "./database.ts";

export type Scalar = string | number | boolean | null;
/** Gives a value to the statement, and its name in it. */
export type Bind = (value: Parameter) => string;

export class Statements {
  readonly parameters: Parameter[] = [];
  readonly #parts = new Map<string, string>();
  readonly #bind: Bind = (value) => `$${this.parameters.push(value)}`;

  get isEmpty(): boolean {
    return this.#parts.size === 0;
  }

  add(name: string, toPart: (bind: Bind) => string): void {
    this.#parts.set(name, toPart(this.#bind));
  }

  /** Nothing when there are no rows. @param columns names and types of the rows, of which `given` is a table. */
  addRows(
    name: string,
    rows: readonly (readonly Scalar[])[],
    columns: Readonly<Record<string, string>>,
    toPart: (given: string) => string,
  ): void {
    if (rows.length === 0) return;
    const values = Object.values(columns).map((type, index) => `${this.#bind(rows.map((row) => row[index] ?? null))}::${type}[]`);
    this.add(name, () => toPart(`unnest(${values.join(", ")}) AS given (${Object.keys(columns).join(", ")})`));
  }

  /** @param select what is asked for besides how many rows `changed` returns. */
  toSql(select?: string): string {
    const parts = [...this.#parts].map(([name, sql]) => `${name} AS (${sql})`);
    const asked = select ?? (this.#parts.has("changed") ? "(SELECT count(*) FROM changed) AS changed" : "0 AS changed");
    return `WITH ${parts.join(", ")} SELECT ${asked}`;
  }
}
