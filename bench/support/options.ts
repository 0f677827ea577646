// The command lines of programs that are run by hand. A program's header is its manual: `--help` prints it.
import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Values by name, as `parseArgs` gives them. Ends the process where there is nothing to run: after `--help`, and what is no option. */
export function parseOptions<const T extends Options>(options: T) {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: "boolean", short: "h" } } });
    if (!("help" in values)) return values;
    console.log(readHeader());
    process.exit(0);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** Ends the process: says why, and where the manual is. */
export function refuse(message: string): never {
  console.error(`${message}\n--help says what there is.`);
  process.exit(2);
}

function readHeader(): string {
  const lines = readFileSync(process.argv[1] ?? "", "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n");
}

/** What every question takes. */
export interface CommonOptions {
  /** Where the figures are written as JSON, besides the table. */
  readonly json: string | undefined;
  /** Profiles the server and prints where its time went; everything is slower meanwhile. */
  readonly profile: boolean;
}

/** The command line of a question: `--name 5` for every name in `defaults`, numbers of at least 0, `--json FILE` and `--profile`. */
export function readOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): CommonOptions & Readonly<Record<Name, number>> {
  const names = Object.keys(defaults) as Name[];
  const given: Readonly<Record<string, unknown>> = parseOptions({
    json: { type: "string" },
    profile: { type: "boolean", default: false },
    ...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
  });
  const numbers = names.map((name): [Name, number] => {
    const number = Number(given[name] ?? defaults[name]);
    if (!(number >= 0)) refuse(`--${name} must be a number of at least 0, got ${JSON.stringify(given[name])}.`);
    return [name, number];
  });
  return {
    ...(Object.fromEntries(numbers) as Record<Name, number>),
    json: given["json"] as string | undefined,
    profile: given["profile"] === true,
  };
}
