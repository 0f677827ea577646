// Every setting, and the only reader of the environment. docs/settings.md is compared with SETTINGS by a test.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import {
  ENGINE_SETTINGS,
  findEngineProblems,
  findIdleEngineSettings,
  toEngineConfigs,
  type EngineConfig,
} from "./config/engines.ts";
import { BLOBS_SETTINGS, findBlobsProblems, findIdleBlobsSettings, toS3Config, type S3Config } from "./config/blobs.ts";
import { ConfigError, DEFAULT_PORT, hidePassword, MAX_PORT, readEnvironment } from "./config/environment.ts";
import { define, httpUrl, oneOf, visibleAscii, wholeNumber, type Setting } from "./config/setting.ts";
import { toTraceConfig, TRACE_SETTINGS, withoutIdleTraceSettings, type TraceConfig } from "./config/traces.ts";
import { parseRoutes, RouteError, type RouteRules } from "./core/route.ts";

const PREFIX = "MULETEER_";
/** A key of fewer characters can be guessed. */
const SHORT_KEY_CHARACTERS = 20;

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `10m`, `2h`, or a plain number of seconds; in milliseconds. */
function duration(minMs: number, maxMs: number): z.ZodType<number, string> {
  const rule = `must be a duration such as 90s, 10m or 2h, from ${minMs / 1000}s to ${maxMs / 3_600_000}h`;
  return z
    .string()
    .regex(/^\d{1,9}[smh]?$/, rule)
    .transform((text) => Number.parseInt(text, 10) * (UNITS[text.at(-1) ?? ""] ?? 1_000))
    .refine((ms) => ms >= minMs && ms <= maxMs, rule);
}

const yesOrNo: z.ZodType<boolean, string> = z
  .string()
  .regex(/^(?:yes|no|true|false|1|0)$/i, "must be yes or no")
  .transform((text) => /^(?:yes|true|1)$/i.test(text));

const postgresUrl = z
  .string()
  .refine(
    (text) => /^postgres(?:ql)?:$/.test(URL.parse(text)?.protocol ?? ""),
    "must be a URL such as postgres://user:password@host/database",
  );

const routeRules: z.ZodType<RouteRules, string> = z.string().transform((text, context) => {
  try {
    return parseRoutes(text);
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    context.addIssue(error.message);
    return z.NEVER;
  }
});

const ROLES = ["api", "worker", "deliver"] as const;
export type Role = (typeof ROLES)[number];

const roles: z.ZodType<ReadonlySet<Role>, string> = z.string().transform((text, context) => {
  const named = text.split(",").map((role) => role.trim());
  const known = named.flatMap((name) => ROLES.filter((role) => role === name));
  if (known.length < named.length) {
    context.addIssue(`must be one or several of ${ROLES.join(", ")}, with commas`);
    return z.NEVER;
  }
  return new Set(known);
});

export const SETTINGS = {
  MULETEER_PORT: define({
    schema: wholeNumber(0, MAX_PORT),
    fallback: DEFAULT_PORT,
    description: "TCP port to listen on; 0 takes a free one.",
  }),
  MULETEER_HOST: define({
    schema: z.string().regex(/^[a-z0-9.:_-]{1,253}$/i, "must be an address or a host name"),
    fallback: "127.0.0.1",
    description: "Address to listen on; `0.0.0.0` or `::` for every interface.",
  }),
  MULETEER_DATA_DIR: define({
    schema: z
      .string()
      .min(1, "must be a path")
      .transform((path) => resolve(path)),
    fallback: "./data",
    description: "Directory of the database and the images; made when missing. One server owns it at a time.",
  }),
  ...BLOBS_SETTINGS,
  MULETEER_DATABASE_URL: define({
    schema: postgresUrl,
    description:
      "PostgreSQL 14 or newer, `postgres://user:password@host/database`, instead of the embedded store: several servers may share it; see [scale.md](scale.md).",
    fallbackText: "the embedded store",
    secret: true,
  }),
  MULETEER_DATABASE_DIRECT_URL: define({
    schema: postgresUrl,
    description:
      "The same database without the pooler that `MULETEER_DATABASE_URL` goes through: for `LISTEN`, which needs a connection of its own.",
    fallbackText: "`MULETEER_DATABASE_URL`",
    secret: true,
  }),
  MULETEER_API_KEY: define({
    schema: visibleAscii,
    description:
      "A key that is valid while the server runs with it; changing it replaces the old one. Without it, one is made and shown at first start.",
    fallbackText: "made at first start",
    secret: true,
  }),
  MULETEER_PUBLIC_URL: define({
    schema: httpUrl,
    description: "URL by which clients reach this server, for links to images. Needed behind a proxy that ends TLS.",
    fallbackText: "`http://` and each request's own `Host`",
  }),
  MULETEER_URL: define({
    schema: httpUrl,
    description: "The server that the command line asks; the server itself does not read it.",
    fallbackText: "this machine, at `MULETEER_PORT`",
  }),
  MULETEER_RETENTION_HOURS: define({
    schema: wholeNumber(1, 8_760),
    fallback: "24",
    description: "Hours for which images are kept and their URLs are valid.",
  }),
  MULETEER_TASK_TIMEOUT: define({
    schema: duration(1_000, 24 * 3_600_000),
    fallback: "10m",
    description: "How long one attempt at a task may take, waiting in the queue not counted: `90s`, `10m`, `2h`.",
  }),
  MULETEER_LEASE: define({
    schema: duration(3_000, 3_600_000),
    fallback: "20s",
    description:
      "How long a node that has fallen silent keeps its tasks before others take them up. One that is held up for half of it, by a long pause, loses nothing.",
  }),
  MULETEER_ROUTES: define({
    schema: routeRules,
    description:
      "Which engines draw for a model, in which order: `alibaba/qwen-image-max=dashscope,vllm-omni; *=sketch`; see [engines.md](engines.md#routes).",
    fallbackText: "every configured engine, in the order of engines.md",
  }),
  MULETEER_ENGINE_WAIT: define({
    schema: duration(1_000, 24 * 3_600_000),
    fallback: "10m",
    description: "How long a task waits while no engine of its route works, before it fails with 4008.",
  }),
  MULETEER_REPEAT_LOST: define({
    schema: yesOrNo,
    fallback: "no",
    description:
      "`yes` submits a task again when the answer of an engine that costs money was lost; it may then be paid for twice.",
  }),
  ...ENGINE_SETTINGS,
  MULETEER_SKETCH_THREADS: define({
    schema: wholeNumber(1, 64),
    fallback: String(Math.min(4, availableParallelism())),
    fallbackText: "one for each core, at most 4",
    description: "Pictures that the embedded engine draws at once; each thread needs some 250 MB while it draws.",
  }),
  MULETEER_SAFETY_POLICY: define({
    schema: z
      .string()
      .min(1, "must be a path")
      .transform((path) => resolve(path)),
    description: "JSON file that replaces the built-in content policy; its form is in [safety.md](safety.md).",
    fallbackText: "the built-in policy",
  }),
  MULETEER_REWRITER_URL: define({
    schema: httpUrl,
    description:
      "OpenAI-style chat endpoint that `prompt_extend` asks, such as `http://127.0.0.1:11434/v1`; see [prompt-extend.md](prompt-extend.md#by-a-language-model).",
    fallbackText: "the built-in rules",
  }),
  MULETEER_REWRITER_API_KEY: define({
    schema: visibleAscii,
    description: "Key of that endpoint, sent to it alone.",
    fallbackText: "none",
    secret: true,
  }),
  MULETEER_REWRITER_MODEL: define({
    schema: z.string().regex(/^[^\p{Cc}\s]{1,200}$/u, "must be a name of 1 to 200 characters without spaces"),
    description: "Model that the endpoint is asked for, by the endpoint's own name; needed with `MULETEER_REWRITER_URL`.",
    fallbackText: "none",
  }),
  MULETEER_REWRITER_TIMEOUT: define({
    schema: duration(1_000, 3_600_000),
    fallback: "15s",
    description: "How long a task waits for the endpoint before the built-in rules take over.",
  }),
  MULETEER_ROLES: define({
    schema: roles,
    fallback: ROLES.join(","),
    description:
      "What this server does of the whole, where several share a database: `api` answers requests, `worker` has tasks drawn, `deliver` sends webhooks; see [scale.md](scale.md#roles).",
  }),
  MULETEER_CONSOLE: define({
    schema: yesOrNo,
    fallback: "yes",
    description: "`no` serves the API without the console: no page at `/`, no sign-in link at the start, and no sessions.",
  }),
  MULETEER_WEBHOOK_LOOPBACK: define({
    schema: yesOrNo,
    fallback: "no",
    description: "`yes` lets webhooks go to this machine itself, over plain HTTP too: for development. Never for strangers.",
  }),
  MULETEER_LOG_LEVEL: define({
    schema: oneOf(["trace", "debug", "info", "warn", "error", "silent"]),
    fallback: "info",
    description: "Least level that is logged: `trace`, `debug`, `info`, `warn`, `error` or `silent`.",
  }),
  MULETEER_LOG_FORMAT: define({
    schema: oneOf(["auto", "json", "pretty"]),
    fallback: "auto",
    description: "`json` lines, `pretty` lines for people, or `auto`: pretty when standard error is a terminal.",
  }),
  ...TRACE_SETTINGS,
} as const;

type Settings = typeof SETTINGS;
type Values = {
  [N in keyof Settings]: z.output<Settings[N]["schema"]> | (Settings[N] extends { fallback: string } ? never : undefined);
};

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDirectory: string;
  /** The store that images are kept in; absent where that is the data directory. */
  readonly s3: S3Config | undefined;
  /** PostgreSQL; absent for the embedded store. */
  readonly database: { readonly url: string; readonly directUrl: string } | undefined;
  readonly apiKey: string | undefined;
  readonly publicUrl: string | undefined;
  readonly retentionMs: number;
  readonly leaseMs: number;
  readonly taskTimeoutMs: number;
  readonly routes: RouteRules;
  readonly engineWaitMs: number;
  readonly repeatLost: boolean;
  /** Engines besides the embedded one, in the order in which they are asked where no route says otherwise. */
  readonly engines: readonly EngineConfig[];
  readonly sketchThreads: number;
  readonly safetyPolicyFile: string | undefined;
  /** The language model that extends prompts; absent where the rules do. */
  readonly rewriter: RewriterConfig | undefined;
  readonly roles: ReadonlySet<Role>;
  readonly hasConsole: boolean;
  readonly allowLoopbackWebhooks: boolean;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  readonly logFormat: "json" | "pretty";
  /** Where traces are sent; absent where nothing is traced. */
  readonly traces: TraceConfig | undefined;
  /** Whether npm is this process's parent, as it is under `npm start`. */
  readonly underNpm: boolean;
  /** What an operator should know of these settings. */
  readonly warnings: readonly string[];
}

interface RewriterConfig {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly model: string;
  readonly timeoutMs: number;
}

/**
 * Reads the process's environment, and `.env` in the working directory for what the environment does not set.
 * @throws {ConfigError}
 */
export function readConfig(): Config {
  return parseConfig(readEnvironment());
}

/** @throws {ConfigError} with every broken setting. */
export function parseConfig(given: Readonly<Record<string, string | undefined>>): Config {
  const environment = withoutIdleTraceSettings(given);
  const problems: string[] = [];
  const values = Object.fromEntries(
    Object.entries(SETTINGS as Readonly<Record<string, Setting<unknown>>>).map(([name, setting]) => {
      // An empty variable counts as unset, as it does in compose files.
      const text = environment[name] || setting.fallback;
      if (text === undefined) return [name, undefined];
      const result = setting.schema.safeParse(text);
      if (!result.success) {
        const rules = new Set(result.error.issues.map(({ message }) => message));
        problems.push(
          `${name} ${[...rules].join(" and ")}, got ${setting.secret ? "a value that is not shown" : JSON.stringify(hidePassword(text))}`,
        );
      }
      return [name, result.data];
    }),
  ) as Values;
  // A setting that is broken has its own line.
  if (values.MULETEER_REWRITER_URL !== undefined && !environment["MULETEER_REWRITER_MODEL"]) {
    problems.push("MULETEER_REWRITER_MODEL must name a model where MULETEER_REWRITER_URL is set, got nothing");
  }
  // Nobody else could do the rest.
  if (values.MULETEER_ROLES && values.MULETEER_ROLES.size < ROLES.length && !environment["MULETEER_DATABASE_URL"]) {
    const got = JSON.stringify(environment["MULETEER_ROLES"]);
    problems.push(`MULETEER_ROLES must be ${ROLES.join(",")} where MULETEER_DATABASE_URL is not set, got ${got}`);
  }
  problems.push(...findBlobsProblems(environment), ...findEngineProblems(environment));
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return {
    port: values.MULETEER_PORT as number,
    host: values.MULETEER_HOST as string,
    dataDirectory: values.MULETEER_DATA_DIR as string,
    s3: toS3Config(values),
    database: toDatabase(values),
    apiKey: values.MULETEER_API_KEY,
    publicUrl: values.MULETEER_PUBLIC_URL,
    retentionMs: (values.MULETEER_RETENTION_HOURS as number) * 3_600_000,
    leaseMs: values.MULETEER_LEASE as number,
    taskTimeoutMs: values.MULETEER_TASK_TIMEOUT as number,
    routes: values.MULETEER_ROUTES ?? new Map(),
    engineWaitMs: values.MULETEER_ENGINE_WAIT as number,
    repeatLost: values.MULETEER_REPEAT_LOST as boolean,
    engines: toEngineConfigs(values, withoutOurs(environment)),
    sketchThreads: values.MULETEER_SKETCH_THREADS as number,
    safetyPolicyFile: values.MULETEER_SAFETY_POLICY,
    rewriter: toRewriter(values),
    roles: values.MULETEER_ROLES as ReadonlySet<Role>,
    hasConsole: values.MULETEER_CONSOLE as boolean,
    allowLoopbackWebhooks: values.MULETEER_WEBHOOK_LOOPBACK as boolean,
    logLevel: values.MULETEER_LOG_LEVEL as Config["logLevel"],
    logFormat: toLogFormat(values.MULETEER_LOG_FORMAT as "auto" | "json" | "pretty"),
    traces: toTraceConfig(values),
    underNpm: environment["npm_lifecycle_event"] !== undefined,
    warnings: listWarnings(environment, values),
  };
}

/** What a child process may know of the environment: not our keys. */
function withoutOurs(environment: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith(PREFIX) && !Object.hasOwn(TRACE_SETTINGS, name)),
  );
}

function toLogFormat(format: "auto" | "json" | "pretty"): "json" | "pretty" {
  if (format !== "auto") return format;
  return process.stderr.isTTY ? "pretty" : "json";
}

function toDatabase(values: Values): Config["database"] {
  const { MULETEER_DATABASE_URL: url, MULETEER_DATABASE_DIRECT_URL: directUrl } = values;
  return url === undefined ? undefined : { url, directUrl: directUrl ?? url };
}

function toRewriter(values: Values): RewriterConfig | undefined {
  const { MULETEER_REWRITER_URL: url, MULETEER_REWRITER_MODEL: model, MULETEER_REWRITER_API_KEY: apiKey } = values;
  if (url === undefined || model === undefined) return undefined;
  return { url, apiKey, model, timeoutMs: values.MULETEER_REWRITER_TIMEOUT as number };
}

function listWarnings(environment: Readonly<Record<string, string | undefined>>, values: Values): string[] {
  const warnings = Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !Object.hasOwn(SETTINGS, name))
    .map((name) => `${name} is no setting of this version and has no effect`);
  if (values.MULETEER_API_KEY !== undefined && values.MULETEER_API_KEY.length < SHORT_KEY_CHARACTERS) {
    warnings.push(`MULETEER_API_KEY has fewer than ${SHORT_KEY_CHARACTERS} characters and could be guessed`);
  }
  warnings.push(...findIdleBlobsSettings(environment), ...findIdleEngineSettings(environment));
  if (values.MULETEER_DATABASE_DIRECT_URL !== undefined && values.MULETEER_DATABASE_URL === undefined) {
    warnings.push("MULETEER_DATABASE_DIRECT_URL has no effect without MULETEER_DATABASE_URL");
  }
  for (const name of ["MULETEER_REWRITER_API_KEY", "MULETEER_REWRITER_MODEL"] as const) {
    if (values[name] !== undefined && values.MULETEER_REWRITER_URL === undefined)
      warnings.push(`${name} has no effect without MULETEER_REWRITER_URL`);
  }
  return warnings;
}
