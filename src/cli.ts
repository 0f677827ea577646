// The command line: find the command, run it, and say in one way what went wrong.
import { createCall, type Address } from "./cli/call.ts";
import { explain, parseWords, type Command } from "./cli/command.ts";
import { COMMANDS } from "./cli/commands.ts";
import { toFailure, UsageError } from "./cli/failure.ts";
import { createTerminal, type Terminal } from "./cli/terminal.ts";
import { readTerminal } from "./config/environment.ts";
import { VERSION } from "./version.ts";

/** @throws {UsageError} for words that are no command. */
function findCommand(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  const [first = "", second = ""] = words;
  for (const command of COMMANDS) {
    if (command.name === first) return { command, rest: words.slice(1) };
    if (command.name === `${first} ${second}`) return { command, rest: words.slice(2) };
  }
  const verbs = COMMANDS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name.slice(first.length + 1));
  if (verbs.length === 0) throw new UsageError(`There is no command ${JSON.stringify(first)}; see muleteer help.`);
  const list = `${verbs.slice(0, -1).join(", ")} or ${verbs.at(-1)}`;
  throw new UsageError(`muleteer ${first} takes ${list}, got ${second === "" ? "nothing" : JSON.stringify(second)}.`);
}

function toHelp(): string {
  const lines = COMMANDS.map(({ name, words, summary }): [string, string] => [[name, words].filter(Boolean).join(" "), summary]);
  const width = Math.max(...lines.map(([left]) => left.length));
  return [
    `muleteer ${VERSION} — text-to-image with MuleRouter's API, on your own machine`,
    "",
    ...lines.map(([left, summary]) => `  muleteer ${left.padEnd(width)}  ${summary.replace(/(?<=\.) .*/, "")}`),
    `  muleteer ${"help [COMMAND] | version".padEnd(width)}  Explain a command.`,
    "",
    "Every command takes --json, and --help says what else. Which server is asked, and with which key, is said by --url and",
    "--key, or by MULETEER_URL and MULETEER_API_KEY: see docs/cli.md.",
    "",
  ].join("\n");
}

async function main(words: readonly string[], terminal: Terminal, address: Address): Promise<void> {
  const [first = "help", ...rest] = words;
  switch (first) {
    case "version":
    case "--version":
    case "-v":
      return terminal.print(VERSION);
    case "help":
    case "--help":
    case "-h":
      if (rest.length === 0) return terminal.print(toHelp());
      return terminal.print(explainAll(rest));
  }
  const { command, rest: others } = findCommand(words);
  const parsed = parseWords(command, others);
  if (parsed.values["help"] === true) return terminal.print(explain(command));
  // Whoever reads along may leave: `muleteer tasks watch | head`. The server's own output is not its purpose.
  if (command.name !== "serve") process.stdout.on("error", () => process.exit());
  await command.run(createCall(parsed, terminal, address));
}

/** Help about a command, or about each that begins with a word. */
function explainAll(words: readonly string[]): string {
  const group = COMMANDS.filter(({ name }) => words.length === 1 && name.startsWith(`${words[0]} `));
  return (group.length > 0 ? group : [findCommand(words).command]).map(explain).join("\n");
}

const words = process.argv.slice(2);
const terminal = createTerminal(readTerminal(), process);
const address: Address = {};
try {
  await main(words, terminal, address);
} catch (error) {
  const failure = toFailure(error, address.url);
  if (!failure) throw error;
  for (const line of failure.lines) terminal.note(line);
  process.exitCode = failure.exitCode;
}
