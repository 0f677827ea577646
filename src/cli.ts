// The command line: parse, then call the server.
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { ConfigError, readConfig } from "./config.ts";
import type { ApiKey } from "./core/key-store.ts";
import { DataDirectoryError } from "./core/store.ts";
import { withKeys } from "./keys.ts";
import type { Server } from "./server.ts";
import { VERSION } from "./version.ts";

const HELP = `muleteer ${VERSION} — text-to-image with MuleRouter's API, on your own machine

Usage
  muleteer serve                        start the server
  muleteer keys create [--name NAME]    make an API key and show it, once
  muleteer keys list                    show the keys, without their secrets
  muleteer keys revoke ID               revoke a key, at once
  muleteer help | version

Options
  --json    print JSON (keys)

Settings come from MULETEER_* environment variables or .env: see docs/settings.md.
`;

/** Two signals so close together are one: npm repeats the terminal's Ctrl+C to its child. */
const SIGNAL_ECHO_MS = 500;
const PARENT_POLL_MS = 100;

/** Wrong words on the command line; exit code 2. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

const KEY_COMMANDS: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  create: createKey,
  list: listKeys,
  revoke: revokeKey,
};

export async function main(words: readonly string[]): Promise<void> {
  const [command = "help", ...rest] = words;
  switch (command) {
    case "serve":
      readOptions(rest, {}, 0);
      return await serve();
    case "keys": {
      const [verb = "", ...others] = rest;
      const run = Object.hasOwn(KEY_COMMANDS, verb) ? KEY_COMMANDS[verb] : undefined;
      if (!run) throw new UsageError(`muleteer keys takes create, list or revoke, got ${JSON.stringify(verb)}.`);
      return await run(others);
    }
    case "version":
    case "--version":
    case "-v":
      return console.log(VERSION);
    case "help":
    case "--help":
    case "-h":
      return console.log(HELP);
    default:
      throw new UsageError(`There is no command ${JSON.stringify(command)}; see muleteer help.`);
  }
}

async function serve(): Promise<void> {
  const config = readConfig();
  // Loaded here, because no other command should wait for it.
  const { startServer } = await import("./server.ts");
  const server = await startServer(config);
  console.log(toBanner(server));
  let firstAt: number | undefined;
  const stop = (graceMs?: number) => {
    firstAt = performance.now();
    void server.stop(graceMs).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error("The server could not stop in order; nothing that was acknowledged is lost.", error);
        process.exit(1);
      },
    );
  };
  const onSignal = () => {
    if (firstAt === undefined) stop();
    else if (performance.now() - firstAt > SIGNAL_ECHO_MS) process.exit(1);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  if (config.underNpm) watchParent(() => firstAt ?? stop(0));
}

/** Under `npm start`, npm is what people stop. Killed hard, it cannot pass the signal on, and would leave the server behind. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, PARENT_POLL_MS);
  timer.unref();
}

function toBanner({ url, firstKey }: Server): string {
  const key = firstKey ?? "$MULETEER_API_KEY";
  const path = `${url}/vendors/alibaba/v1/qwen-image-max/generation`;
  return [
    "",
    `  Muleteer ${VERSION} listens on ${url} — API reference: ${url}/docs`,
    "",
    ...(firstKey ? [`  Your API key, shown this once:  ${firstKey}`, ""] : []),
    "  Ask for a picture:",
    "",
    `    curl -X POST ${path} -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' -d '{"prompt":"A red fox reading a book under a tree, golden hour"}'`,
    "",
    "  then read it until it is completed, and open the URL in images:",
    "",
    `    curl ${path}/<task id> -H "Authorization: Bearer ${key}"`,
    "",
  ].join("\n");
}

async function createKey(words: readonly string[]): Promise<void> {
  const { values } = readOptions(words, { name: { type: "string" }, json: { type: "boolean" } }, 0);
  const name = typeof values["name"] === "string" ? values["name"] : "unnamed";
  if (name.length > 100) throw new UsageError("--name must have at most 100 characters.");
  const { key, text } = await withKeys(readConfig(), (keys) => keys.create(name));
  if (values["json"]) return console.log(JSON.stringify({ ...toJson(key), key: text }));
  console.log(text);
  console.error(`Made key ${key.id} (${name}). It is not kept and cannot be shown again.`);
}

async function listKeys(words: readonly string[]): Promise<void> {
  const { values } = readOptions(words, { json: { type: "boolean" } }, 0);
  const keys = await withKeys(readConfig(), (desk) => desk.list());
  if (values["json"]) return console.log(JSON.stringify(keys.map(toJson)));
  if (keys.length === 0) return console.log("There is no key yet; make one with muleteer keys create.");
  const rows = [["ID", "PREFIX", "CREATED", "STATE", "NAME"], ...keys.map(toRow)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

async function revokeKey(words: readonly string[]): Promise<void> {
  const { values, positionals } = readOptions(words, { json: { type: "boolean" } }, 1);
  const [id] = positionals;
  if (id === undefined) throw new UsageError("muleteer keys revoke takes the ID of a key; see muleteer keys list.");
  const revoked = await withKeys(readConfig(), (desk) => desk.revoke(id));
  if (!revoked) throw new ConfigError(`There is no key ${JSON.stringify(id)} that could be revoked; see muleteer keys list.`);
  console.log(values["json"] ? JSON.stringify({ id, revoked }) : `Revoked ${id}.`);
}

function toJson({ id, name, prefix, createdAt, revokedAt }: ApiKey) {
  return {
    id,
    name,
    prefix,
    created_at: new Date(createdAt).toISOString(),
    revoked_at: revokedAt === undefined ? null : new Date(revokedAt).toISOString(),
  };
}

function toRow({ id, name, prefix, createdAt, revokedAt }: ApiKey): string[] {
  return [id, `${prefix}…`, new Date(createdAt).toISOString().slice(0, 10), revokedAt === undefined ? "valid" : "revoked", name];
}

function readOptions(words: readonly string[], options: ParseArgsOptionsConfig, maxPositionals: number) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
  const extra = parsed.positionals[maxPositionals];
  if (extra !== undefined) throw new UsageError(`${JSON.stringify(extra)} is one word too many; see muleteer help.`);
  return parsed;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError || error instanceof DataDirectoryError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
