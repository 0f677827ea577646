// Starts the engines that the settings name, and plans the routes to them. Those that are not used are not loaded, so that they
// cost a start nothing.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { z } from "zod";
import type { Config } from "./config.ts";
import { ConfigError } from "./config/environment.ts";
import type { EngineConfig } from "./config/engines.ts";
import type { Engine, EngineDefinition, ImageRequest } from "./core/engine.ts";
import { toEngineName } from "./core/replica-id.ts";
import { planRoutes, RouteError, type Route, type RouteRules } from "./core/route.ts";
import { sketch, toSketchKind } from "./engines/sketch/engine.ts";

export interface ConfiguredEngine {
  readonly title: string;
  readonly engine: Engine;
}

export interface EngineSet {
  /** Own hardware first, then providers; the embedded engine comes last. */
  readonly engines: readonly ConfiguredEngine[];
  /** By model. */
  readonly routes: ReadonlyMap<string, Route>;
}

/**
 * What, besides the size, decides how long a request takes, in a word: `oil`. Estimates are kept for each. Of any node's engine,
 * whether or not it is configured here; "" of those that take about as long for all of one size.
 */
export async function toWorkKind(engineId: string, request: Pick<ImageRequest, "prompt">): Promise<string> {
  if (toEngineName(engineId) !== sketch.id) return "";
  // Some milliseconds for a long prompt, and a list asks for a hundred: other work goes on in between.
  await nextTurn();
  return await toSketchKind(request);
}

/**
 * Starts the engines, and plans which of them draw for each model.
 * @param models ids of the models that are served.
 * @throws {ConfigError} for an engine that cannot be started as it is configured, or rules that name what there is not; then
 * nothing stays started.
 */
export async function startEngines(
  config: Pick<Config, "engines" | "sketchThreads" | "routes">,
  models: readonly string[],
): Promise<EngineSet> {
  const engines: ConfiguredEngine[] = [];
  try {
    for (const each of config.engines) engines.push(startEngine(await loadDefinition(each.engine), each));
    engines.push({ title: sketch.title, engine: sketch.start({ threads: config.sketchThreads }) });
    return { engines, routes: toRoutes(config.routes, { models, engines }) };
  } catch (error) {
    await Promise.all(engines.map(({ engine }) => engine.stop()));
    throw error;
  }
}

/** @throws {ConfigError} */
function toRoutes(
  rules: RouteRules,
  { models, engines }: { readonly models: readonly string[]; readonly engines: readonly ConfiguredEngine[] },
): ReadonlyMap<string, Route> {
  try {
    return planRoutes(rules, { models, engines: engines.map(({ engine }) => engine), lastResort: sketch.id });
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    throw new ConfigError(`MULETEER_ROUTES ${error.message}`, { cause: error });
  }
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
