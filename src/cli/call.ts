// One use of a command: what was typed, and the server that it is about.
import { Muleteer } from "../client/index.ts";
import { readClientConfig } from "../config/environment.ts";
import type { Call, Parsed } from "./command.ts";
import { UsageError } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

const PATIENCE_MS = { none: 0, short: 10_000, long: 180_000 } as const;

/** Which server a call asked, for the messages about it. */
export interface Address {
  url?: string;
}

export function createCall({ values, words }: Parsed, terminal: Terminal, address: Address): Call {
  const text = (name: string) => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const readAddress = () => {
    const config = readClientConfig();
    return { url: text("url") ?? config.url, apiKey: text("key") ?? config.apiKey };
  };
  return {
    words,
    terminal,
    json: values["json"] === true,
    text,
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;
    },
    flag: (name) => {
      const value = values[name];
      return typeof value === "boolean" ? value : undefined;
    },
    number: (name, { whole = false } = {}) => {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!(whole ? /^\d{1,15}$/ : /^\d{1,15}(?:\.\d{1,6})?$/).test(value)) {
        throw new UsageError(`--${name} takes ${whole ? "a whole number" : "a number"}, got ${JSON.stringify(value)}.`);
      }
      return Number(value);
    },
    get hasKey() {
      return readAddress().apiKey !== undefined;
    },
    connect({ patience = "short", needsKey = true, onRetry } = {}) {
      const { url, apiKey } = readAddress();
      address.url = url;
      if (apiKey === undefined && needsKey) {
        throw new UsageError(
          'There is no API key. Give one with --key or MULETEER_API_KEY; "muleteer keys create" makes one in the server\'s data directory.',
        );
      }
      // A wrong address should be seen at once.
      const patienceMs = PATIENCE_MS[patience];
      return new Muleteer({ apiKey: apiKey ?? "none", baseUrl: url, patienceMs, firstPatienceMs: 0, onRetry });
    },
  };
}
