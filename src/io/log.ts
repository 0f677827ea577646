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
  return pretty({ destination: 2, sync: true, translateTime: "SYS:HH:MM:ss" });
}
