// The command line of every question: numbers that have defaults, the file for the figures, and whether to profile.
import { parseArgs } from "node:util";

/** What every question takes. */
export interface CommonOptions {
  /** Where the figures are written as JSON, besides the table. */
  readonly json: string | undefined;
  /** Profiles the server and prints where its time went; everything is slower meanwhile. */
  readonly profile: boolean;
}

/**
 * `--name 5` for every name in `defaults`, `--json FILE` and `--profile`.
 * @throws {TypeError} for anything else, and for what is no number of at least 0.
 */
export function readOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): CommonOptions & Readonly<Record<Name, number>> {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    options: {
      json: { type: "string" },
      profile: { type: "boolean", default: false },
      ...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
    },
  });
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  const numbers = names.map((name): [Name, number] => {
    const number = Number(given[name] ?? defaults[name]);
    if (!(number >= 0)) throw new TypeError(`--${name} must be a number, got ${JSON.stringify(given[name])}`);
    return [name, number];
  });
  return {
    ...(Object.fromEntries(numbers) as Record<Name, number>),
    json: values.json,
    profile: given["profile"] === true,
  };
}
