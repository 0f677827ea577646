// `muleteer console`: a link that opens the console, for a browser that is not signed in. Whoever may read the data directory
// may make one; the server finds it there.
import { toBrowserUrl } from "../config/environment.ts";
import type { Call, Command } from "./command.ts";
import { CommandError } from "./failure.ts";

export const consoleCommand: Command = {
  name: "console",
  words: "[KEY_ID]",
  count: [0, 1],
  summary: "Print a link that opens the console, signed in as the admin or by another key; it works once, within 15 minutes.",
  run: printLink,
};

async function printLink({ words, json, terminal }: Call): Promise<void> {
  // Loaded here, because no other command should wait for the server's settings.
  const { readConfig } = await import("../config.ts");
  const config = readConfig();
  if (!config.hasConsole) throw new CommandError("There is no console to sign in to: MULETEER_CONSOLE is no.");
  if (config.port === 0 && config.publicUrl === undefined) {
    throw new CommandError("MULETEER_PORT is 0, so nobody but the server knows its address; set the port that it listens on.");
  }
  const [id] = words;
  // Loaded here, because no other command should wait for a database.
  const { withKeys } = await import("../keys.ts");
  const link = await withKeys(config, (desk) => desk.link(id));
  if (!link) {
    throw new CommandError(
      id === undefined
        ? 'There is no valid key with the role admin; "muleteer keys create --role admin" makes one.'
        : `There is no valid key ${JSON.stringify(id)}; see muleteer keys list.`,
    );
  }
  const { key, path, expiresAt } = link;
  const url = toBrowserUrl(config.publicUrl, config) + path;
  if (json) return terminal.printJson({ url, key_id: key.id, expires_at: new Date(expiresAt).toISOString() });
  terminal.print(url);
  terminal.note(`It signs a browser in once, within 15 minutes, as ${key.name} (${key.role}).`);
}
