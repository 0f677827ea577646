// `muleteer doctor`: what must be right for a picture to come, checked one by one, each with its remedy.
import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { ApiError, ConnectionError, type Muleteer } from "../client/index.ts";
import type { Config } from "../config.ts";
import { ConfigError } from "../config/environment.ts";
import { VERSION } from "../version.ts";
import type { Call, Command } from "./command.ts";
import { CommandError, UsageError } from "./failure.ts";
import { toPlain } from "./plain.ts";
import type { Style } from "./terminal.ts";
import { toDuration, toTrouble } from "./words.ts";

const REQUIRED_NODE = 24;
const LITTLE_SPACE_BYTES = 1024 ** 3;
/** Receivers of webhooks refuse a difference of 300 s. */
const CLOCK_WARN_MS = 30_000;
const CLOCK_FAIL_MS = 300_000;

type Verdict = "ok" | "warn" | "fail";

interface Check {
  readonly name: string;
  readonly verdict: Verdict;
  /** What was found. */
  readonly detail: string;
  /** What to do about it; null when there is nothing to do. */
  readonly remedy: string | null;
}

export const doctorCommand: Command = {
  name: "doctor",
  summary: "Check everything that a picture needs, here and at the server.",
  asksServer: true,
  run: examine,
};

async function examine(call: Call): Promise<void> {
  const { terminal, json } = call;
  const checks: Check[] = [];
  const width = 12;
  for await (const check of listChecks(call)) {
    checks.push(check);
    if (json) continue;
    const style: Style = check.verdict === "ok" ? "green" : check.verdict === "warn" ? "yellow" : "red";
    terminal.print(`${terminal.paint(style, check.verdict.padEnd(4))}  ${check.name.padEnd(width)}  ${toPlain(check.detail)}`);
    if (check.remedy !== null) terminal.print(`${" ".repeat(width + 8)}${terminal.paint("dim", toPlain(check.remedy))}`);
  }
  const failed = checks.filter(({ verdict }) => verdict === "fail");
  if (json) terminal.printJson({ ok: failed.length === 0, checks });
  if (failed.length > 0) throw new CommandError(`${failed.length === 1 ? "1 check" : `${failed.length} checks`} failed.`);
}

function ok(name: string, detail: string): Check {
  return { name, verdict: "ok", detail, remedy: null };
}
function warn(name: string, detail: string, remedy: string): Check {
  return { name, verdict: "warn", detail, remedy };
}
function fail(name: string, detail: string, remedy: string): Check {
  return { name, verdict: "fail", detail, remedy };
}

async function* listChecks(call: Call): AsyncGenerator<Check, void, undefined> {
  yield checkNode();
  const settings = await readSettings();
  yield* settings.checks;
  // Whether this machine has a server's data only matters to its own server.
  if (settings.config && call.text("url") === undefined) yield await checkDirectory(settings.config.dataDirectory);
  let muleteer: Muleteer;
  try {
    muleteer = call.connect({ patience: "none", needsKey: false });
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof UsageError)) throw error;
    return yield fail("server", error.message, "Correct it, or give --url and --key.");
  }
  yield* checkServer(muleteer, call.hasKey);
}

function checkNode(): Check {
  const { node } = process.versions;
  return Number.parseInt(node, 10) >= REQUIRED_NODE
    ? ok("node", `Node ${node}, Muleteer ${VERSION}`)
    : fail("node", `Node ${node}`, `Muleteer needs Node ${REQUIRED_NODE} or newer: https://nodejs.org`);
}

async function readSettings(): Promise<{ readonly config?: Config; readonly checks: readonly Check[] }> {
  // Loaded here, because no other command should wait for the server's settings.
  const { readConfig } = await import("../config.ts");
  try {
    const config = readConfig();
    const warnings = config.warnings.map((text) => warn("settings", text, "docs/settings.md has every setting."));
    return { config, checks: warnings.length > 0 ? warnings : [ok("settings", "every setting is valid")] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      checks: error.message.split("\n").map((line) => fail("settings", line, "docs/settings.md has every setting and its rule.")),
    };
  }
}

async function checkDirectory(directory: string): Promise<Check> {
  const name = "data";
  try {
    const exists = await stat(directory).then(
      (found) => found.isDirectory() || "file",
      () => false,
    );
    if (exists === "file") return fail(name, `${directory} is no directory`, "Set MULETEER_DATA_DIR to a directory.");
    const place = exists ? directory : dirname(directory);
    await access(place, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(place);
    const free = bavail * bsize;
    const space = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
    if (free < LITTLE_SPACE_BYTES) return warn(name, `${directory}, ${space}`, "A full disk refuses new tasks: make room.");
    return ok(name, exists ? `${directory}, ${space}` : `${directory} is made at the first start, ${space}`);
  } catch (error) {
    return fail(
      name,
      `${directory} cannot be written: ${(error as Error).message}`,
      "Give this user the right to, or set MULETEER_DATA_DIR.",
    );
  }
}

async function* checkServer(muleteer: Muleteer, hasKey: boolean): AsyncGenerator<Check, void, undefined> {
  const name = "server";
  const { baseUrl } = muleteer;
  let at: Date | null;
  try {
    const health = await muleteer.health();
    ({ at } = health);
    if (health.version === VERSION) yield ok(name, `Muleteer ${health.version} at ${baseUrl}`);
    else
      yield warn(
        name,
        `Muleteer ${health.version || "of no version"} at ${baseUrl}, not ${VERSION}`,
        "Commands of another version may miss something.",
      );
  } catch (error) {
    const isRefused = error instanceof ConnectionError && error.message.startsWith("No server");
    const remedy = isRefused
      ? 'Start one with "muleteer serve", or name another with --url or MULETEER_URL.'
      : "Is a Muleteer at this address?";
    return yield fail(name, (error as Error).message, remedy);
  }
  yield checkClock(at);
  yield await look("store", async () => {
    await muleteer.ready();
    return ok("store", "it takes new tasks");
  });
  if (!hasKey) {
    return yield fail("key", "there is no API key", 'Give one with --key or MULETEER_API_KEY; "muleteer keys create" makes one.');
  }
  yield await look("key", async () => {
    const key = await muleteer.keys.self();
    return ok("key", `${key.prefix}… (${key.name}), ${key.role}${key.expires_at === null ? "" : `, until ${key.expires_at}`}`);
  });
  yield* checkEngines(muleteer);
}

function checkClock(at: Date | null): Check {
  const name = "clock";
  if (at === null)
    return warn(name, "the server does not say what time it is", "A proxy in between may take the Date header away.");
  const skewMs = Math.abs(at.getTime() - Date.now());
  // The header has whole seconds.
  if (skewMs < CLOCK_WARN_MS) return ok(name, "this machine and the server agree");
  const detail = `this machine and the server are ${toDuration(skewMs)} apart`;
  const remedy = "Set both by NTP: deadlines are off, and receivers refuse webhooks that are 5 minutes off.";
  return skewMs < CLOCK_FAIL_MS ? warn(name, detail, remedy) : fail(name, detail, remedy);
}

async function* checkEngines(muleteer: Muleteer): AsyncGenerator<Check, void, undefined> {
  const name = "engine";
  let engines;
  try {
    engines = await muleteer.engines.list();
  } catch (error) {
    return yield toFailed(name, error);
  }
  if (!engines.some(({ ready }) => ready))
    yield fail(name, "no engine is ready", "Tasks wait until one is; the log of the server says why.");
  for (const engine of engines) {
    const { id, ready, busy, capacity } = engine;
    if (ready) yield ok(name, `${id} is ready, ${busy} of ${capacity} busy`);
    else yield warn(name, `${id} is not ready: ${toTrouble(engine)}`, "docs/engines.md has a page for it.");
  }
}

async function look(name: string, question: () => Promise<Check>): Promise<Check> {
  try {
    return await question();
  } catch (error) {
    return toFailed(name, error);
  }
}

function toFailed(name: string, error: unknown): Check {
  if (!(error instanceof ApiError)) return fail(name, (error as Error).message, "Is something between here and the server?");
  switch (error.kind) {
    case "unauthorized":
      return fail(name, error.detail, 'Give another with --key or MULETEER_API_KEY; "muleteer keys create" makes one.');
    case "unavailable":
      return fail(name, error.detail, "The server is stopping, or its store cannot write: its log says why.");
    case "notFound":
      return warn(name, "the server cannot say", "It may be of another version.");
    default:
      return fail(name, error.message, "The server's log has the request.");
  }
}
