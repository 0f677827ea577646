// Starts the engines that the settings name. Those that are not used are not loaded, so that they cost a start nothing.
import type { z } from "zod";
import { ConfigError, type Config } from "./config.ts";
import type { EngineConfig } from "./config/engines.ts";
import type { Engine, EngineDefinition } from "./core/engine.ts";
import { sketch } from "./engines/sketch/engine.ts";

/** The engine that is used without a rule only where no other serves a model. */
export const LAST_RESORT = sketch.id;

export interface ConfiguredEngine {
  readonly title: string;
  readonly engine: Engine;
}

/** The embedded engine comes last. @throws {ConfigError} for an engine that cannot be started as it is configured. */
export async function startEngines({
  engines,
  sketchThreads,
}: Pick<Config, "engines" | "sketchThreads">): Promise<ConfiguredEngine[]> {
  const started: ConfiguredEngine[] = [];
  try {
    for (const config of engines) started.push(startEngine(await loadDefinition(config.engine), config));
  } catch (error) {
    await Promise.all(started.map(({ engine }) => engine.stop()));
    throw error;
  }
  return [...started, { title: sketch.title, engine: sketch.start({ threads: sketchThreads }) }];
}

async function loadDefinition(name: EngineConfig["engine"]): Promise<EngineDefinition<z.ZodType>> {
  switch (name) {
    case "dashscope":
      return (await import("./engines/dashscope/engine.ts")).dashscope;
    case "mulerouter":
      return (await import("./engines/mulerouter.ts")).mulerouter;
    case "openai-images":
      return (await import("./engines/openai-images/engine.ts")).openaiImages;
    case "sd-server":
      return (await import("./engines/sd-server/engine.ts")).sdServer;
    case "comfyui":
      return (await import("./engines/comfyui/engine.ts")).comfyui;
  }
}

function startEngine(
  definition: EngineDefinition<z.ZodType>,
  { settings, setting, title = definition.title }: EngineConfig,
): ConfiguredEngine {
  const parsed = definition.settings.safeParse(settings);
  if (!parsed.success) {
    // Values are not repeated: one of them may be a key.
    const rules = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
    throw new ConfigError(`${setting} cannot be used: ${[...new Set(rules)].join("; ")}`);
  }
  try {
    return { title, engine: definition.start(parsed.data) };
  } catch (error) {
    throw new ConfigError(`${setting} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
