// What went wrong, as a person at a terminal or a script is told it, and the exit code.
import { ApiError, ConnectionError, MuleteerError, TaskFailedError, TimeoutError } from "../client/index.ts";
import { ConfigError } from "../config/environment.ts";
import { DataDirectoryError } from "../core/store.ts";
import { toPlain } from "./plain.ts";

/** Exit codes; docs/cli.md is compared with this table by a test. */
export const EXIT_CODES = {
  ok: 0,
  failed: 1,
  usage: 2,
  taskFailed: 3,
  unreachable: 4,
  interrupted: 130,
} as const;

/** Wrong words on the command line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A command that could not do what it was asked for; the message says why. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** The person at the terminal pressed Ctrl+C; the message says what became of it. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

export interface Failure {
  readonly exitCode: number;
  /** A line for each thing to know, without control characters. */
  readonly lines: readonly string[];
}

function lines(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split("\n")).map(toPlain);
}

/** Undefined for a mistake of the program's own, which should be seen in full. */
export function toFailure(error: unknown, url: string | undefined): Failure | undefined {
  if (error instanceof UsageError) return { exitCode: EXIT_CODES.usage, lines: lines(error.message) };
  if (error instanceof Interrupted) return { exitCode: EXIT_CODES.interrupted, lines: lines(error.message) };
  if (error instanceof ConfigError || error instanceof DataDirectoryError || error instanceof CommandError) {
    return { exitCode: EXIT_CODES.failed, lines: lines(error.message) };
  }
  if (error instanceof TaskFailedError) return { exitCode: EXIT_CODES.taskFailed, lines: lines(error.message) };
  if (error instanceof ConnectionError) return { exitCode: EXIT_CODES.unreachable, lines: lines(describeConnection(error, url)) };
  if (error instanceof TimeoutError) {
    return { exitCode: error.taskId === undefined ? EXIT_CODES.unreachable : EXIT_CODES.failed, lines: lines(error.message) };
  }
  if (error instanceof ApiError) return { exitCode: EXIT_CODES.failed, lines: lines(...describeAnswer(error)) };
  if (error instanceof MuleteerError) return { exitCode: EXIT_CODES.usage, lines: lines(error.message) };
  return undefined;
}

function describeConnection({ kind, message }: ConnectionError, url: string | undefined): string {
  if (kind !== "refused" || url === undefined || !message.startsWith("No server")) return message;
  const isHere = /^https?:\/\/(?:127\.|localhost\b|\[::1\])/.test(url);
  return isHere
    ? `No server answers at ${url}. Start one with "muleteer serve", or name another with --url or MULETEER_URL.`
    : `${message} Is the address right?`;
}

function describeAnswer(error: ApiError): string[] {
  const { kind, detail, violations, requestId, status, code } = error;
  switch (kind) {
    case "invalidRequest":
      // Each broken rule is a sentence of its own, and the first of them is the detail.
      return violations.length > 0 ? violations.map((each) => each.detail) : [detail];
    case "unauthorized":
      return [
        `${detail} Give another with --key or MULETEER_API_KEY; "muleteer keys create" makes one in the server's data directory.`,
      ];
    case "notFound":
      return [`${detail} (HTTP ${status}) Is there a Muleteer of this version at this address?`];
    case "serverError":
    case "unavailable":
    case "other":
      return [`${detail} (HTTP ${status}${requestId === undefined ? "" : `, request ${requestId}`})`];
    case "paymentRequired":
    case "rateLimited":
    case "dailySpendLimit":
    case "forbidden":
    case "taskNotFound":
    case "conflict":
    case "gone":
    case "redirected":
      return [code === undefined ? detail : `${detail} (code ${code})`];
    default:
      return [kind satisfies never];
  }
}
