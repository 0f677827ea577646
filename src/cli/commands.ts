// Every command there is, in the order of the help.
import { catalogueCommands } from "./catalogue.ts";
import type { Command } from "./command.ts";
import { consoleCommand } from "./console.ts";
import { doctorCommand } from "./doctor.ts";
import { generateCommand } from "./generate.ts";
import { keyCommands } from "./keys.ts";
import { migrateCommand } from "./migrate.ts";
import { serveCommand } from "./serve.ts";
import { spendingCommands } from "./spending.ts";
import { taskCommands } from "./tasks.ts";
import { webhookCommands } from "./webhooks.ts";

export const COMMANDS: readonly Command[] = [
  serveCommand,
  generateCommand,
  ...taskCommands,
  ...keyCommands,
  consoleCommand,
  ...spendingCommands,
  ...webhookCommands,
  ...catalogueCommands,
  doctorCommand,
  migrateCommand,
];
