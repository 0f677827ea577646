// A command: its words, its options, what it does. Help and parsing follow from it.
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { Muleteer } from "../client/index.ts";
import { UsageError } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

export interface Option {
  /** What stands for its value in the help; absent for a switch. */
  readonly value?: string;
  /** A switch of which the opposite, `--no-`, is worth naming. */
  readonly hasOpposite?: true;
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: true;
  readonly help: string;
}

export interface Command {
  /** One word or two: `generate`, `tasks list`. */
  readonly name: string;
  /** Its positional words, in the help: `ID`, `[ID]`, `ID…`. */
  readonly words?: string;
  /** How many of them there may be. */
  readonly count?: readonly [min: number, max: number];
  readonly summary: string;
  readonly options?: Readonly<Record<string, Option>>;
  /** Whether it asks a server, and so takes `--url` and `--key`. */
  readonly asksServer?: true;
  run(call: Call): Promise<void>;
}

/** One use of a command. */
export interface Call {
  readonly words: readonly string[];
  readonly terminal: Terminal;
  /** `--json`: what a program reads goes to standard output, and nothing else does. */
  readonly json: boolean;
  readonly text: (name: string) => string | undefined;
  readonly texts: (name: string) => readonly string[] | undefined;
  /** Undefined when neither the switch nor its opposite was given. */
  readonly flag: (name: string) => boolean | undefined;
  /** @throws {UsageError} for what is no number, or a fraction where `whole` is asked for. */
  readonly number: (name: string, options?: { readonly whole?: boolean }) => number | undefined;
  /** Whether there is a key to connect with. @throws {ConfigError} */
  readonly hasKey: boolean;
  /** The server that this call is about. @throws {ConfigError} {UsageError} */
  readonly connect: (options?: ConnectOptions) => Muleteer;
}

export interface ConnectOptions {
  /** How long a server that has answered may be away: not at all, a moment, or as long as a restart may take. */
  readonly patience?: "none" | "short" | "long";
  /** Told of what failed and is tried again. */
  readonly onRetry?: (error: unknown) => void;
  /** Goes without a key where there is none. */
  readonly needsKey?: boolean;
}

const SERVER_OPTIONS: Readonly<Record<string, Option>> = {
  url: { value: "URL", help: "the server; else MULETEER_URL, else this machine" },
  key: { value: "KEY", help: "the API key; else MULETEER_API_KEY" },
};
const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  json: { help: "print JSON" },
  help: { short: "h", help: "explain this command" },
};

function listOptions({ options = {}, asksServer }: Command): Readonly<Record<string, Option>> {
  return { ...options, ...(asksServer ? SERVER_OPTIONS : {}), ...COMMON_OPTIONS };
}

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Parsed {
  readonly values: Values;
  readonly words: readonly string[];
}

/** @throws {UsageError} in one line, which names the word that makes no sense. */
export function parseWords(command: Command, words: readonly string[]): Parsed {
  const options: ParseArgsOptionsConfig = {};
  for (const [name, { value, short, multiple }] of Object.entries(listOptions(command))) {
    options[name] = {
      type: value === undefined ? "boolean" : "string",
      ...(short ? { short } : {}),
      ...(multiple ? { multiple } : {}),
    };
  }
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, allowNegative: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split("\n")[0] ?? "", { cause: error });
  }
  const { values, positionals } = parsed;
  const [min, max] = command.count ?? [0, 0];
  const extra = positionals[max];
  if (values["help"] !== true && extra !== undefined) {
    const hint = command.name === "generate" ? "put quotes around the prompt" : `see muleteer ${command.name} --help`;
    throw new UsageError(`${JSON.stringify(extra)} is one word too many; ${hint}.`);
  }
  if (values["help"] !== true && positionals.length < min) {
    throw new UsageError(`muleteer ${command.name} takes ${command.words}; see muleteer ${command.name} --help.`);
  }
  return { values, words: positionals };
}

/** Everything about one command. */
export function explain(command: Command): string {
  const options = Object.entries(listOptions(command)).map(([name, { value, hasOpposite, short, help }]): [string, string] => {
    const long = value === undefined ? `--${hasOpposite ? "[no-]" : ""}${name}` : `--${name} ${value}`;
    return [short ? `-${short}, ${long}` : long, help];
  });
  const width = Math.max(...options.map(([left]) => left.length));
  return [
    `muleteer ${[command.name, command.words, "[options]"].filter(Boolean).join(" ")}`,
    "",
    `  ${command.summary}`,
    "",
    ...options.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`),
    "",
  ].join("\n");
}
