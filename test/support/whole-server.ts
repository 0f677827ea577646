// The whole server in the test's own process, put together as `muleteer serve` does: for what is asked of a server from outside.
// It is there in a tenth of the time that a process of its own takes, which process.ts has for signals, kills and output.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { startServer, type Server } from "../../src/server.ts";
import { temporaryDirectory } from "./directory.ts";
import { SERVER_KEY } from "./process.ts";

/**
 * A server on a free port with `SERVER_KEY`; ends with the test, and hands back what it draws.
 * @param settings beyond a directory of its own, one drawing thread, and no log.
 */
export async function serve(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const server = await startServer(
    parseConfig({
      MULETEER_PORT: "0",
      MULETEER_LOG_LEVEL: "silent",
      MULETEER_DATA_DIR: settings["MULETEER_DATA_DIR"] ?? join(temporaryDirectory(), "data"),
      MULETEER_API_KEY: SERVER_KEY,
      MULETEER_SKETCH_THREADS: "1",
      ...settings,
    }),
  );
  onTestFinished(() => server.stop(0));
  return server;
}
