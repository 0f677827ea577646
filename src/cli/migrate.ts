// `muleteer migrate`: an installation from a data directory to PostgreSQL, or back, with its images where their place changes too.
import { resolve } from "node:path";
import type { Config } from "../config.ts";
import { BlobsUnavailable } from "../core/blobs.ts";
import { StoreUnavailable } from "../core/store.ts";
import type { MovePlan, MoveProgress, MoveSummary } from "../move.ts";
import type { Call, Command } from "./command.ts";
import { CommandError, Interrupted, UsageError } from "./failure.ts";
import { withInterrupt } from "./interrupt.ts";
import { startStatusLine, toBar, toPercent } from "./status-line.ts";
import type { Terminal } from "./terminal.ts";

type Place = MovePlan["from"];

export const migrateCommand: Command = {
  name: "migrate",
  summary:
    "Carry an installation over to PostgreSQL or to a data directory. Stop its servers first; run again, it goes on where it was.",
  options: {
    to: { value: "PLACE", help: "postgres://…, or a data directory; empty or new" },
    from: { value: "PLACE", help: "else MULETEER_DATA_DIR, or with --to DIRECTORY the database of MULETEER_DATABASE_URL" },
    images: {
      value: "WHERE",
      help: "s3: from files to the store of MULETEER_BLOBS_URL; files: from there to files; else they stay",
    },
    reopen: { value: "PLACE", help: "let one that was carried away start again; never beside the one it was carried to" },
  },
  run: migrate,
};

async function migrate(call: Call): Promise<void> {
  const [to, reopen] = [call.text("to"), call.text("reopen")];
  if ((to === undefined) === (reopen === undefined)) throw new UsageError("muleteer migrate takes either --to or --reopen.");
  if (reopen !== undefined) return await takeUp(call, toPlace("reopen", reopen));
  // Loaded here, because no other command should wait for the server's settings.
  const { readConfig } = await import("../config.ts");
  const config = readConfig();
  const plan = toPlan(call, toPlace("to", to ?? ""), config);
  // Loaded here, because no other command should wait for it.
  const { moveInstallation } = await import("../move.ts");
  const display = createDisplay(call);
  let summary: MoveSummary;
  try {
    summary = await withInterrupt((signal) => moveInstallation(plan, { watch: display.show, signal }));
  } catch (error) {
    throw toReason(error);
  } finally {
    display.end();
  }
  report(call, summary);
}

async function takeUp({ json, terminal }: Call, at: Place): Promise<void> {
  const { reopenInstallation } = await import("../move.ts");
  const { name, peer } = await reopenInstallation(at).catch((error: unknown) => {
    throw toReason(error);
  });
  if (json) return terminal.printJson({ reopened: name, carried_to: peer });
  terminal.print(`${name} may be started again. See to it that ${peer} never is.`);
}

/** @throws {UsageError} which names no URL, because a password may stand in it. */
function toPlace(option: string, text: string): Place {
  if (/^postgres(?:ql)?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw new UsageError(`--${option} is no URL such as postgres://user:password@host/database.`);
    return { url: text };
  }
  if (text === "" || text.includes("://")) throw new UsageError(`--${option} takes a directory, or postgres://…`);
  return { directory: resolve(text) };
}

function toPlan({ text }: Call, to: Place, { dataDirectory, database, s3 }: Config): MovePlan {
  const from = toSource(text("from"), to, { dataDirectory, database });
  if (JSON.stringify(from) === JSON.stringify(to)) throw new UsageError("--to is where the installation is already.");
  const images = text("images");
  if (images !== undefined && images !== "s3" && images !== "files") {
    throw new UsageError(`--images takes s3 or files, got ${JSON.stringify(images)}.`);
  }
  if (images !== undefined && !s3) throw new UsageError(`--images ${images} needs MULETEER_BLOBS_URL, which names the store.`);
  const files = (place: Place) => ("directory" in place ? place.directory : dataDirectory);
  return {
    from,
    to,
    images: {
      from: { dataDirectory: files(from), s3: images === "s3" ? undefined : s3 },
      to: { dataDirectory: files(to), s3: images === "files" ? undefined : s3 },
    },
  };
}

function toSource(given: string | undefined, to: Place, config: Pick<Config, "dataDirectory" | "database">): Place {
  if (given !== undefined) return toPlace("from", given);
  if ("url" in to) return { directory: config.dataDirectory };
  if (config.database) return { url: config.database.url };
  throw new UsageError("--to names a directory, so --from or MULETEER_DATABASE_URL must name the database.");
}

/** What keeps it from ending now, and what to do then. */
function toReason(error: unknown): unknown {
  if (error instanceof StoreUnavailable || error instanceof BlobsUnavailable) {
    return new CommandError(`${error.message}. Run the same command again: it goes on where it was.`, { cause: error });
  }
  if (error instanceof DOMException && error.name === "AbortError") {
    return new Interrupted("Interrupted. Run the same command again: it goes on where it was.");
  }
  return error;
}

interface Display {
  readonly show: (progress: MoveProgress) => void;
  end(): void;
}

function createDisplay({ terminal, json }: Call): Display {
  if (terminal.isWatched) return createLine(terminal);
  let last = "";
  return {
    show({ phase }) {
      if (phase !== last && !json) terminal.note(phase);
      last = phase;
    },
    end() {},
  };
}

function createLine(terminal: Terminal): Display {
  let text = "opening both ends";
  const line = startStatusLine(terminal, () => text);
  return {
    show({ phase, table, done, total }) {
      const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
      const bar = share === undefined ? "" : `${toBar(share)} ${toPercent(share)}  `;
      text = `${bar}${phase}${table === undefined ? "" : `: ${table}`} · ${toCount(done)}`;
    },
    end: () => line.end(),
  };
}

function toCount(count: number): string {
  return count.toLocaleString("en-US");
}

function report({ terminal, json }: Call, { from, to, wasDone, tables, images }: MoveSummary): void {
  if (json) return terminal.printJson({ from, to, was_done: wasDone, tables, images });
  if (wasDone) return terminal.print(`${from} was carried over to ${to} before; there is nothing left to do.`);
  const rows = Object.entries(tables).filter(([, digest]) => digest.rows > 0);
  terminal.printTable(
    ["table", "rows", "sha256, the same at both ends"],
    rows.map(([table, digest]) => [table, toCount(digest.rows), digest.sha256]),
  );
  const { carried, kept, missing } = images;
  if (carried + kept > 0) terminal.print(`images: ${toCount(carried)} carried over, ${toCount(kept)} were there already`);
  if (missing > 0)
    terminal.note(`${toCount(missing)} images that tasks name are not where they should be; they were missing before.`);
  terminal.print(`${from} was carried over to ${to}. Start the servers there; ${from} does not start any more.`);
}
