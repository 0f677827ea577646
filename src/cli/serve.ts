// `muleteer serve`: the server, from the first banner to the last signal.
import type { Config } from "../config.ts";
import type { Server } from "../server.ts";
import { VERSION } from "../version.ts";
import type { Command } from "./command.ts";

/** Two signals so close together are one: npm repeats the terminal's Ctrl+C to its child. */
const SIGNAL_ECHO_MS = 500;
const PARENT_POLL_MS = 100;

const LINK_HINT = "The link works once, within 15 minutes; npx muleteer console makes another.";

export const serveCommand: Command = {
  name: "serve",
  summary: "Start the server. Its settings are MULETEER_* environment variables, or lines of .env: see docs/settings.md.",
  async run({ terminal }) {
    // Loaded here, because no other command should wait for them.
    const { readConfig } = await import("../config.ts");
    const config = readConfig();
    const { startServer } = await import("../server.ts");
    const server = await startServer(config);
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
    // Whoever reads it may send a signal at once.
    terminal.print(toBanner(server, config));
  },
};

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

function toBanner({ url, firstKey, loginUrl }: Server, { hasConsole }: Config): string {
  const key = firstKey ?? "$MULETEER_API_KEY";
  const path = `${url}/vendors/alibaba/v1/qwen-image-max/generation`;
  return [
    "",
    `  Muleteer ${VERSION} listens on ${url}`,
    "",
    ...(loginUrl ? ["  Open the console, signed in:", "", `    ${loginUrl}`, "", `  ${LINK_HINT}`, ""] : []),
    ...(hasConsole && !loginUrl ? [`  Open the console, and sign in with an API key:  ${url}`, ""] : []),
    ...(firstKey ? [`  Your API key, shown this once:  ${firstKey}`, ""] : []),
    "  Ask for a picture:",
    "",
    `    npx muleteer generate "A red fox reading a book under a tree, golden hour" --url ${url} --key "${key}"`,
    "",
    "  or as any client of the API does:",
    "",
    `    curl -X POST ${path} -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' -d '{"prompt":"A red fox reading a book under a tree, golden hour"}'`,
    "",
    "  then read it until it is completed, and open the URL in images:",
    "",
    `    curl ${path}/<task id> -H "Authorization: Bearer ${key}"`,
    "",
    `  The whole API, to read and to try:  ${url}/docs`,
    "",
  ].join("\n");
}
