// Muleteer as it is started, with an engine made for measuring instead of one that draws. Its log is on as it is by default, and
// goes to standard error, which the one who starts this program throws away.
//
// Started by muleteer.ts, with one argument: ServerOptions as JSON.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { parseConfig } from "../../src/config.ts";
import type { Engine, ImageRequest, Submission } from "../../src/core/engine.ts";
import { planRoutes } from "../../src/core/route.ts";
import { startServer } from "../../src/server.ts";
import { makePng } from "../../test/support/engines.ts";
import type { EngineOptions, ServerOptions } from "./muleteer.ts";
import { endWithParent, monotonicMs, type Message } from "./program.ts";

const tell = (message: Message) => process.send?.(message);

function startEngine({ places, delayMs, tells = false }: EngineOptions): Engine {
  // Every picture of a size is the same, made once: drawing is not what is measured.
  const pictures = new Map<string, Uint8Array>();
  function draw({ width, height, count }: ImageRequest): Submission {
    const size = `${width}*${height}`;
    const bytes = pictures.get(size) ?? makePng(width, height);
    pictures.set(size, bytes);
    return { done: Array.from({ length: count }, () => ({ bytes })) };
  }
  return {
    id: "bench",
    capabilities: { concurrency: places, repeatable: true, exact: true, digitalSourceType: "algorithmicMedia" },
    async submit(request, { signal }) {
      if (delayMs === "never") await new Promise((_, reject) => signal.addEventListener("abort", reject));
      else if (delayMs > 0) await delay(delayMs, undefined, { signal });
      const made = draw(request);
      if (tells) tell({ type: "answered", seed: request.seed, atMs: monotonicMs() });
      return made;
    },
    stop: () => Promise.resolve(),
  };
}

async function serve({ directory, apiKey, engine: options, settings = {} }: ServerOptions): Promise<void> {
  const config = parseConfig({
    MULETEER_PORT: "0",
    MULETEER_DATA_DIR: directory,
    MULETEER_API_KEY: apiKey,
    MULETEER_LOG_FORMAT: "json",
    ...settings,
  });
  const server = await startServer(
    config,
    options &&
      ((_, models) => {
        const engine = startEngine(options);
        const routes = planRoutes(new Map(), { models, engines: [engine], lastResort: engine.id });
        return Promise.resolve({ engines: [{ title: "Bench", engine }], routes });
      }),
  );
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  process.on("message", (what) => {
    if (what === "stop") void server.stop(0).then(() => process.exit(0));
    if (what !== "measure") return;
    globalThis.gc?.();
    const [p50Ms, p99Ms, maxMs] = [lag.percentile(50) / 1e6, lag.percentile(99) / 1e6, lag.max / 1e6];
    lag.reset();
    const { user, system } = process.cpuUsage();
    tell({ type: "usage", processorMs: (user + system) / 1000, residentBytes: process.memoryUsage.rss(), p50Ms, p99Ms, maxMs });
  });
  tell({ type: "listening", port: Number(new URL(server.url).port) });
}

endWithParent();
try {
  await serve(JSON.parse(process.argv[2] ?? "{}") as ServerOptions);
} catch (error) {
  tell({ type: "failed", reason: String(error) });
}
