// `muleteer models` and `muleteer engines`: what can be drawn, and with what.
import type { Command } from "./command.ts";
import { toDollars, toTrouble } from "./words.ts";

export const catalogueCommands: readonly Command[] = [
  {
    name: "models",
    summary: "Show the models that the server has.",
    asksServer: true,
    async run({ connect, json, terminal }) {
      const models = await connect().models.list();
      if (json) return terminal.printJson(models);
      terminal.printTable(
        ["MODEL", "PRICE", "TITLE", "DESCRIPTION"],
        models.map(({ id, title, description, price_per_image_usd: price }) => [
          id,
          `${toDollars(price)} a picture`,
          title,
          description,
        ]),
      );
    },
  },
  {
    name: "engines",
    summary: "Show what the server draws with, and whether it is ready.",
    asksServer: true,
    async run({ connect, json, terminal }) {
      const engines = await connect().engines.list();
      if (json) return terminal.printJson(engines);
      terminal.printTable(
        ["ENGINE", "STATE", "BUSY", "TITLE", "MODELS"],
        engines.map((engine) => [
          engine.id,
          engine.ready ? "ready" : toTrouble(engine),
          `${engine.busy} of ${engine.capacity}`,
          engine.title,
          engine.models.join(", "),
        ]),
      );
    },
  },
];
