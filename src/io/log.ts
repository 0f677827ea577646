// The server's log: JSON lines on standard error, or readable lines when a person watches. Owns that no secret reaches it:
// what callers pass is listed field by field, and credentials are censored besides.
import { pino, type Logger } from "pino";
import pretty from "pino-pretty";

export type Log = Logger;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

interface LogOptions {
  readonly level: LogLevel;
  readonly format: "json" | "pretty";
}

export function createLog({ level, format }: LogOptions): Log {
  const settings = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: ["authorization", "*.authorization", "key", "apiKey", "secret", "signature"], censor: "[redacted]" },
  };
  const destination =
    format === "pretty"
      ? pretty({ destination: 2, sync: true, translateTime: "HH:MM:ss", ignore: "time,pid,hostname" })
      : pino.destination({ dest: 2, sync: true });
  return pino(settings, destination);
}
