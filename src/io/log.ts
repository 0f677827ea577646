// The server's log: JSON lines on standard error, or readable lines when a person watches. Owns that no secret reaches it:
// what callers pass is listed field by field, and credentials are censored besides.
import { pino, type Logger } from "pino";

export type Log = Logger;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

interface LogOptions {
  readonly level: LogLevel;
  readonly format: "json" | "pretty";
}

export async function createLog({ level, format }: LogOptions): Promise<Log> {
  const settings = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: ["authorization", "apiKey", "secret", "signature"], censor: "[redacted]" },
  };
  return pino(settings, format === "pretty" ? await openPretty() : pino.destination({ dest: 2, sync: false }));
}

/** Loaded only where a person watches: it would cost every other start 30 ms. */
async function openPretty() {
  const { default: pretty } = await import("pino-pretty");
  const lines = pretty({ destination: 2, sync: true, translateTime: "SYS:HH:MM:ss" });
  return { write: (line: string) => void lines.write(`${JSON.stringify(JSON.parse(line, disarm))}\n`) };
}

/** What drives a terminal, in a message that repeats what an upstream said, is shown as JSON escapes it. A stack has its lines. */
function disarm(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const controls = name === "stack" ? /[^\P{Cc}\n]|\p{Bidi_Control}/gu : /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
  return value.replaceAll(controls, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
