// The composition root: config → parts → start, stop. The only file that knows every concrete part.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { boundReaders } from "./blobs/bounded.ts";
import { openBlobs } from "./blobs/open.ts";
import type { Config } from "./config.ts";
import { ConfigError, toBrowserUrl } from "./config/environment.ts";
import { startEngines, toWorkKind, type EngineSet } from "./configured-engines.ts";
import { hashKey, isSameHash, toApiKey, toKeyText } from "./core/api-key.ts";
import type { Inspector } from "./core/inspector.ts";
import type { Clock } from "./core/clock.ts";
import type { EngineStatus } from "./core/engine-status.ts";
import { createEstimates, type Estimates, type LookOut } from "./core/estimates.ts";
import { chooseEngine } from "./core/installation.ts";
import { BOOTSTRAP_KEY_ID } from "./core/key-store.ts";
import { chooseLinkKey, LINK_MS, toGrant, toGrantTerms, toLoginPath } from "./core/session.ts";
import type { Store } from "./core/store.ts";
import { createApp } from "./http/app.ts";
import { createInstallationView } from "./http/installation.ts";
import { createQueueView } from "./http/queue.ts";
import { createTaskWatch } from "./http/watch.ts";
import { createLog, type Log } from "./io/log.ts";
import { createMetrics } from "./io/metrics.ts";
import { readHandleBounds } from "./io/open-files.ts";
import { createWebhookPost } from "./io/webhook-post.ts";
import { systemClock } from "./io/system-clock.ts";
import type { Tracer } from "./io/tracer.ts";
import { MODELS } from "./models/catalogue.ts";
import { createLlmRewriter } from "./rewriters/llm.ts";
import { createRulesRewriter } from "./rewriters/rules.ts";
import { openStore } from "./stores/open.ts";
import { startDelivery } from "./worker/deliver.ts";
import { startWorker } from "./worker/loop.ts";
import { startPublisher } from "./worker/publish.ts";
import { createRouter, type Router } from "./worker/router.ts";
import { VERSION } from "./version.ts";
import { startSweep } from "./worker/sweep.ts";

/** Of the 10 s that SIGTERM is given: what running tasks get to end by themselves; the rest is for handing back and closing. */
const DRAIN_MS = 8_000;
const CLOSE_MS = 1_000;
const LEARNT_AT_START = 200;
/** Whoever waits for a server to start should not wait for what it learns from the tasks before. */
const LEARN_AFTER_MS = 500;
/** Beside src/ in a checkout and beside dist/ in a release. */
const CONSOLE_DIRECTORY = fileURLToPath(new URL("../console/dist/", import.meta.url));

/** Of a server that leaves the drawing to others. */
const NO_ENGINES: EngineSet = { engines: [], routes: new Map() };

export interface Server {
  /** Origin on which it listens. */
  readonly url: string;
  /** The key that was made because there was none: shown once, kept nowhere. */
  readonly firstKey: string | undefined;
  /** Signs a browser in, once and soon: to be shown and never logged. Undefined without a console or an admin to sign in. */
  readonly loginUrl: string | undefined;
  /** Lets running tasks end for `graceMs` (8 s when not given), hands back the rest, and closes; at most 2 s more. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * @param start starts the engines and plans the routes to them; when not given, those that the settings name.
 * @throws {ConfigError} for settings that cannot work: a policy that is none, a port that is taken.
 * @throws {DataDirectoryError} for a data directory that cannot be used.
 */
export async function startServer(config: Config, start: typeof startEngines = startEngines): Promise<Server> {
  const log = await createLog({ level: config.logLevel, format: config.logFormat });
  for (const warning of config.warnings) log.warn(warning);
  const inspector = await openInspector(config.safetyPolicyFile);
  const { store, clock } = await openStore(config, { clock: systemClock, as: "owner" });
  const blobs = await openBlobs(config, clock);
  const metrics = createMetrics({ store, clock });
  const tracer = await startTracer(config, { clock, log });
  const models = new Map(MODELS.map((model) => [model.id, model]));
  const { roles } = config;
  const { engines, routes } = roles.has("worker") ? await start(config, [...models.keys()]) : NO_ENGINES;
  await applyConfiguredKey(store, config.apiKey, clock);
  const rules = createRulesRewriter();
  const llm = config.rewriter && createLlmRewriter({ ...config.rewriter, fallback: rules, clock, log });
  const { retentionMs, taskTimeoutMs } = config;
  const router = createRouter({ engines, routes, clock, log, places: store.places, patienceMs: config.engineWaitMs });
  metrics.watchEngines(router.listReports);
  const watch = createTaskWatch(store, clock);
  const outlook = openOutlook({ store, router, draws: roles.has("worker"), clock, log });
  const estimates = createEstimates({ models, toWorkKind, lookOut: outlook.lookOut });
  const [imageSecret, sessionSecret] = await Promise.all([store.secret("images"), store.secret("sessions")]);
  const startWork = () => {
    const worker = roles.has("worker")
      ? startWorker({
          store,
          blobs,
          router,
          rewriter: llm ?? rules,
          inspector,
          models,
          clock,
          log,
          metrics,
          tracer,
          isWatched: watch.isWatched,
          repeatLost: config.repeatLost,
          leaseMs: config.leaseMs,
          taskTimeoutMs,
          retentionMs,
        })
      : undefined;
    const publisher =
      roles.has("worker") && store.nodes
        ? startPublisher({ nodes: store.nodes, router, estimates, clock, log, name: hostname(), leaseMs: config.leaseMs })
        : undefined;
    const sweep = roles.has("worker") ? startSweep({ store, blobs, clock, log, retentionMs }) : undefined;
    const post = createWebhookPost({ allowLoopback: config.allowLoopbackWebhooks });
    const delivery = roles.has("deliver") ? startDelivery({ store, clock, log, tracer, models, imageSecret, post }) : undefined;
    // Other nodes tell a front door.
    const learning = roles.has("worker") || !store.nodes ? learnDurations({ store, estimates, clock, log }) : undefined;
    return {
      wakeDelivery: () => delivery?.wake(),
      async stop(graceMs: number): Promise<void> {
        // Reads are answered until the last task has ended, so that a client that polls still gets its picture.
        await Promise.all([worker?.stop(graceMs), sweep?.stop(), learning?.stop()]);
        // Last of all who write: the end of a task that was drained is told still, as far as there is time.
        await Promise.all([delivery?.stop(), publisher?.stop()]);
      },
    };
  };

  let work: ReturnType<typeof startWork> | undefined = undefined;
  let stopping: Promise<void> | undefined;
  const bounds = readHandleBounds();
  const app = await createApp({
    store,
    watch,
    queue: createQueueView(store, clock),
    estimates,
    listEngines: outlook.listEngines,
    allowLoopbackWebhooks: config.allowLoopbackWebhooks,
    blobs: bounds ? boundReaders(blobs, bounds.imageReaders) : blobs,
    models: MODELS,
    clock,
    log,
    metrics,
    tracer,
    version: VERSION,
    imageSecret,
    sessionSecret,
    consoleDirectory: config.hasConsole ? CONSOLE_DIRECTORY : undefined,
    publicUrl: config.publicUrl,
    wakeDelivery: () => work?.wakeDelivery(),
    serves: roles.has("api") ? "everything" : "probes",
    refusal: () => (stopping ? "The server is stopping; try again in a moment." : undefined),
  });

  if (bounds) app.server.maxConnections = bounds.connections;

  async function stop(graceMs: number): Promise<void> {
    log.info("stopping: running tasks may end, new ones are refused");
    await work?.stop(graceMs);
    const forced = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
    await app.close();
    clearTimeout(forced);
    await Promise.all([...engines.map(({ engine }) => engine.stop()), tracer?.stop()]);
    llm?.stop();
    await store.close();
    log.info("stopped");
  }
  const stopOnce = (graceMs = DRAIN_MS) => (stopping ??= stop(graceMs));

  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await stopOnce();
    throw toListenError(error, config);
  }
  // Only now: a server whose port is taken must not have begun what is paid for, and who waits for this one is answered first.
  work = startWork();
  const { address, port, family } = app.server.address() as AddressInfo;
  const url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  log.info(
    {
      url,
      dataDirectory: config.dataDirectory,
      roles: [...roles],
      engines: engines.map(({ engine }) => engine.id),
      version: VERSION,
    },
    "ready",
  );
  // Only now: a key that nobody was shown, because the port was taken, would be lost.
  const firstKey = await makeFirstKey(store, config.apiKey, clock);
  const loginPath = config.hasConsole && roles.has("api") ? await makeLoginPath(store, clock) : undefined;
  const loginUrl = loginPath && toBrowserUrl(config.publicUrl, { host: address, port }) + loginPath;
  return { url, firstKey, loginUrl, stop: stopOnce };
}

/** What is known of the engines: of all nodes where there may be several, else of this process. */
function openOutlook({
  store,
  router,
  draws,
  ...parts
}: {
  readonly store: Store;
  readonly router: Router;
  readonly draws: boolean;
  readonly clock: Clock;
  readonly log: Log;
}): { readonly lookOut: LookOut; readonly listEngines: () => Promise<readonly EngineStatus[]> } {
  const { nodes, places } = store;
  if (!nodes) {
    return {
      lookOut: ({ engine: id, model }) => {
        const engine = (id === undefined ? undefined : router.find(id)) ?? router.preview(model);
        return { drawer: engine && { id: engine.id, capacity: engine.capabilities.concurrency } };
      },
      listEngines: () => Promise.resolve(router.listReports()),
    };
  }
  const own = draws ? { name: hostname(), list: router.listReports } : undefined;
  const view = createInstallationView({ nodes, places, own, ...parts });
  return {
    lookOut: async (task) => {
      const { engines, figures } = await view.glance();
      return { drawer: chooseEngine(engines, task), figures };
    },
    listEngines: async () => (await view.read()).engines,
  };
}

/** Of a link for whoever sees this start; undefined when there is no admin to sign in as. */
async function makeLoginPath(store: Store, clock: Clock): Promise<string | undefined> {
  const now = clock.now();
  const key = chooseLinkKey(await store.listKeys(), now);
  if (!key) return undefined;
  const { text, terms } = toGrantTerms({ random: randomBytes(32), now, lastsMs: LINK_MS });
  await store.putLink(toGrant(terms, key));
  return toLoginPath(text);
}

/**
 * From every task that completes, and from the newest that completed before this start: these a little later, because their prompts
 * are read to see what kind of work they were.
 */
function learnDurations({
  store,
  estimates,
  clock,
  log,
}: {
  readonly store: Store;
  readonly estimates: Estimates;
  readonly clock: Clock;
  readonly log: Log;
}): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const attempt = async (learn: () => Promise<void>) => {
    try {
      await learn();
    } catch (error) {
      log.warn({ err: error }, "durations could not be learnt; estimates are less sure");
    }
  };
  const unwatch = store.watch((events) => {
    for (const { type, taskId } of events) {
      if (type !== "task.completed") continue;
      void attempt(async () => {
        const task = await store.findTask(taskId);
        if (task) await estimates.learn(task);
      });
    }
  });
  const before = attempt(async () => {
    await clock.sleep(LEARN_AFTER_MS, stopping.signal);
    if (stopping.signal.aborted) return;
    for (const task of (await store.listCompleted(LEARNT_AT_START)).toReversed()) {
      if (stopping.signal.aborted) return;
      await estimates.learn(task);
    }
  });
  return {
    async stop() {
      unwatch();
      stopping.abort();
      await before;
    },
  };
}

/** The key that the operator's setting names is valid for as long as it names it. */
async function applyConfiguredKey(store: Store, configured: string | undefined, clock: Clock): Promise<void> {
  const current = (await store.listKeys()).find(({ id }) => id === BOOTSTRAP_KEY_ID);
  if (configured === undefined) {
    if (current) await store.revokeKey(current.id, clock.now());
    return;
  }
  if (current?.revokedAt === undefined && current && isSameHash(current.hash, hashKey(configured))) return;
  await store.putKey(
    toApiKey(configured, {
      id: BOOTSTRAP_KEY_ID,
      name: current?.name ?? "MULETEER_API_KEY",
      role: "admin",
      // A new key in the setting must not lift the budget of the old one.
      limits: current?.limits ?? {},
      createdAt: clock.now(),
    }),
  );
}

/** Where there never was a key, one is made, so that a first start is enough to begin. */
async function makeFirstKey(store: Store, configured: string | undefined, clock: Clock): Promise<string | undefined> {
  const keys = await store.listKeys();
  if (configured !== undefined || keys.some(({ id }) => id !== BOOTSTRAP_KEY_ID)) return undefined;
  const text = toKeyText(randomBytes(32));
  await store.putKey(toApiKey(text, { id: clock.id(), name: "first key", role: "admin", limits: {}, createdAt: clock.now() }));
  return text;
}

/** Loaded only where it is on: the packages for it take a tenth of a second, and 30 MB. */
async function startTracer({ traces }: Config, parts: { readonly clock: Clock; readonly log: Log }): Promise<Tracer | undefined> {
  if (!traces) return undefined;
  const { startOtlpTracer } = await import("./io/otlp.ts");
  const resource = { "service.version": VERSION, "service.instance.id": parts.clock.id(), ...traces.resource };
  return startOtlpTracer({ ...traces, resource }, parts);
}

/**
 * The operator's own policy is read now, because it may be wrong. The built-in one waits for the first prompt: its tables
 * take a tenth of a second to load, and the first request should not wait for them.
 */
async function openInspector(file: string | undefined): Promise<Inspector> {
  if (file !== undefined) return await loadInspector(file);
  let loading: Promise<Inspector> | undefined;
  return { id: "policy", inspect: async (texts) => await (await (loading ??= loadInspector(file))).inspect(texts) };
}

async function loadInspector(file: string | undefined): Promise<Inspector> {
  const { createPolicyInspector, defaultPolicy, parsePolicy } = await import("./inspectors/policy.ts");
  if (file === undefined) return await createPolicyInspector(defaultPolicy);
  try {
    return await createPolicyInspector(parsePolicy(JSON.parse(readFileSync(file, "utf8"))));
  } catch (error) {
    throw new ConfigError(`MULETEER_SAFETY_POLICY names ${file}, which cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function toListenError(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const setting = {
    EADDRINUSE: "MULETEER_PORT: something else already listens there",
    EACCES: "MULETEER_PORT: this user may not listen there",
    EADDRNOTAVAIL: "MULETEER_HOST: this machine has no such address",
    ENOTFOUND: "MULETEER_HOST: no such host",
  }[String(code)];
  return setting === undefined
    ? error
    : new ConfigError(`Cannot listen on ${host}, port ${port}. Set ${setting}.`, { cause: error });
}
