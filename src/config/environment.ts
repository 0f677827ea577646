// The environment, and what the command line itself reads there. It loads nothing else: every command begins with it, and the
// schemas of the server's settings, in config.ts, take longer than most commands.
import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";

export const DEFAULT_PORT = "6853";
export const MAX_PORT = 65_535;

/** Settings that break a rule; the message has a line for each, with its name and value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * What the process's environment says, and `.env` in the working directory of what it does not.
 * @throws {ConfigError}
 */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  try {
    if (existsSync(".env")) loadEnvFile(".env");
  } catch (error) {
    throw new ConfigError(`.env cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return process.env;
}

/** Which server the command line asks, and with which key. */
export interface ClientConfig {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/** @throws {ConfigError} */
export function readClientConfig(): ClientConfig {
  return parseClientConfig(readEnvironment());
}

/**
 * An address and its key come as a pair, so that no key goes where it does not belong: ours, or else MuleRouter's, which its own
 * clients read, or else this machine's with our key.
 * @throws {ConfigError}
 */
export function parseClientConfig(environment: Readonly<Record<string, string | undefined>>): ClientConfig {
  const { MULETEER_API_KEY: ours, MULEROUTER_API_KEY: theirs } = environment;
  for (const name of ["MULETEER_URL", "MULEROUTER_BASE_URL"] as const) {
    const text = environment[name];
    if (!text) continue;
    const rule = findHttpUrlRule(text);
    if (rule !== undefined) throw new ConfigError(`${name} ${rule}, got ${JSON.stringify(hidePassword(text))}`);
    return { url: toHttpUrl(text), apiKey: (name === "MULETEER_URL" ? ours : theirs) || undefined };
  }
  const { MULETEER_HOST: host, MULETEER_PORT: port = "" } = environment;
  const isPort = /^\d{1,15}$/.test(port) && Number(port) > 0 && Number(port) <= MAX_PORT;
  return {
    url: `http://${toReachable(host)}:${isPort ? Number(port) : DEFAULT_PORT}`,
    apiKey: ours || undefined,
  };
}

/** The URL by which a browser finds the server: the one that clients use, or else this machine's. @param at where it listens. */
export function toBrowserUrl(publicUrl: string | undefined, at: { readonly host: string; readonly port: number }): string {
  return publicUrl ?? `http://${toReachable(at.host)}:${at.port}`;
}

/** The host by which this machine reaches a server of its own that listens on `host`. */
function toReachable(host: string | undefined): string {
  if (!host || host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** What the terminal that the command line writes to can show. */
export interface TerminalConfig {
  /** Whether its user wants colours: https://no-color.org */
  readonly wantsColors: boolean;
  /** The protocol by which it shows pictures; undefined where none is known. */
  readonly pictures: "iterm2" | "kitty" | undefined;
}

export function readTerminal(environment: Readonly<Record<string, string | undefined>> = process.env): TerminalConfig {
  const { NO_COLOR: noColor, TERM: term = "", TERM_PROGRAM: program = "", LC_TERMINAL: overSsh, TMUX: tmux } = environment;
  const wantsColors = !noColor && term !== "dumb";
  // A multiplexer stands in between and takes neither protocol as it is.
  if (tmux || /^(?:screen|tmux)/.test(term)) return { wantsColors, pictures: undefined };
  if (environment["KITTY_WINDOW_ID"] || /kitty/.test(term) || /^ghostty$/i.test(program))
    return { wantsColors, pictures: "kitty" };
  const knowsIterm = /^(?:iTerm\.app|WezTerm|mintty)$/.test(program) || overSsh === "iTerm2";
  return { wantsColors, pictures: knowsIterm ? "iterm2" : undefined };
}

/** A URL without the credentials that may stand before its host. */
export function hidePassword(text: string): string {
  return text.replace(/\/\/[^/]*@/, "//…@");
}

/** The rule that `text` breaks as the URL that others begin with, or undefined. */
export function findHttpUrlRule(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return "must be an http or https URL";
  const isBare = [url.username, url.password, url.search, url.hash].every((part) => part === "");
  return isBare ? undefined : "must hold no credentials, query or fragment";
}

/** The URL as it begins others: normalised, without a slash at its end. @param text breaks no rule. */
export function toHttpUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return origin + pathname.replace(/\/+$/, "");
}
