// Settings of the engines besides the embedded one. Setting a provider's key, or the URL of a server, is enough to use it.
import { z } from "zod";
import { toReplicaId } from "../core/replica-id.ts";
import { define, httpUrl, visibleAscii, wholeNumber } from "./setting.ts";

const MAX_REPLICAS = 32;
const MAX_CONCURRENCY = 64;

/** One or several URLs, with commas in between: replicas of one engine. */
const httpUrls: z.ZodType<readonly string[], string> = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(httpUrl).min(1).max(MAX_REPLICAS, `must be at most ${MAX_REPLICAS} URLs`))
  .refine((urls) => new Set(urls).size === urls.length, "must name no URL twice");

const oneUrl = httpUrl.refine((address) => !address.includes(","), "must be one URL");
const name = z.string().regex(/^[^\p{Cc}\s]{1,200}$/u, "must be a name of 1 to 200 characters without spaces");
const text = z.string().min(1).max(16_384);

const callsPerSecond: z.ZodType<number, string> = z
  .string()
  .regex(/^\d{1,4}(?:\.\d{1,3})?$/, "must be a number greater than 0, at most 1000")
  .transform(Number)
  .refine((value) => value > 0 && value <= 1_000, "must be a number greater than 0, at most 1000");

const key = (whose: string) =>
  define({ schema: visibleAscii, description: `Key of ${whose}.`, fallbackText: "none", secret: true });
const url = (whose: string, fallback: string) =>
  define({ schema: oneUrl, description: `Where ${whose} is.`, fallbackText: `\`${fallback}\`` });
const urls = (what: string) =>
  define({ schema: httpUrls, description: `Where ${what} listens; several with commas are replicas.`, fallbackText: "not used" });
const model = (whose: string, fallbackText = "none") =>
  define({ schema: name, description: `Model that is asked for, by ${whose} name for it.`, fallbackText });
const places = (whose: string, fallbackText: string) =>
  define({
    schema: wholeNumber(1, MAX_CONCURRENCY),
    description: `Tasks at once at ${whose}, for each replica, from all nodes together.`,
    fallbackText,
  });
const rate = (whose: string, fallbackText = "no limit") =>
  define({
    schema: callsPerSecond,
    description: `Submissions a second to ${whose}, for each replica, from all nodes together.`,
    fallbackText,
  });

export const ENGINE_SETTINGS = {
  MULETEER_VLLM_OMNI_URL: urls("vLLM-Omni"),
  MULETEER_VLLM_OMNI_API_KEY: key("vLLM-Omni"),
  MULETEER_VLLM_OMNI_MODEL: model("vLLM-Omni's"),
  MULETEER_VLLM_OMNI_CONCURRENCY: places("vLLM-Omni", "1"),
  MULETEER_VLLM_OMNI_CALLS_PER_SECOND: rate("vLLM-Omni"),
  MULETEER_SGLANG_URL: urls("SGLang"),
  MULETEER_SGLANG_API_KEY: key("SGLang"),
  MULETEER_SGLANG_MODEL: model("SGLang's"),
  MULETEER_SGLANG_CONCURRENCY: places("SGLang", "1"),
  MULETEER_SGLANG_CALLS_PER_SECOND: rate("SGLang"),
  MULETEER_SD_SERVER_URL: urls("sd-server"),
  MULETEER_SD_SERVER_BIN: define({
    schema: text,
    description: "Program of sd-server, run as a child process; instead of `MULETEER_SD_SERVER_URL`.",
    fallbackText: "not used",
  }),
  MULETEER_SD_SERVER_ARGS: define({
    schema: text,
    description: "Its arguments: weights and defaults, with quotes as in a shell. The address is added.",
    fallbackText: "none",
  }),
  MULETEER_SD_SERVER_CONCURRENCY: places("sd-server", "2; 1 for a child process"),
  MULETEER_COMFYUI_URL: urls("ComfyUI"),
  MULETEER_COMFYUI_GRAPH: define({
    schema: text,
    description: "File of the graph that it runs, a workflow in API format with placeholders; needed with its URL.",
    fallbackText: "none",
  }),
  MULETEER_COMFYUI_CONCURRENCY: places("ComfyUI", "2"),
  MULETEER_LOCALAI_URL: urls("LocalAI"),
  MULETEER_LOCALAI_API_KEY: key("LocalAI"),
  MULETEER_LOCALAI_MODEL: model("LocalAI's"),
  MULETEER_LOCALAI_CONCURRENCY: places("LocalAI", "1"),
  MULETEER_LOCALAI_CALLS_PER_SECOND: rate("LocalAI"),
  MULETEER_IMAGES_URL: urls("another server that speaks OpenAI's images API"),
  MULETEER_IMAGES_API_KEY: key("that server"),
  MULETEER_IMAGES_MODEL: model("that server's"),
  MULETEER_IMAGES_CONCURRENCY: places("that server", "1"),
  MULETEER_IMAGES_CALLS_PER_SECOND: rate("that server"),
  MULETEER_DASHSCOPE_API_KEY: key("DashScope (Alibaba Model Studio), which uses it"),
  MULETEER_DASHSCOPE_URL: url("the region of that key", "https://dashscope-intl.aliyuncs.com"),
  MULETEER_DASHSCOPE_CONCURRENCY: places("DashScope", "2"),
  MULETEER_DASHSCOPE_CALLS_PER_SECOND: rate("DashScope", "2"),
  MULETEER_MULEROUTER_API_KEY: key("MuleRouter, which uses it"),
  MULETEER_MULEROUTER_URL: url("MuleRouter, or another Muleteer,", "https://api.mulerouter.ai"),
  MULETEER_MULEROUTER_CONCURRENCY: places("MuleRouter", "8"),
  MULETEER_MULEROUTER_CALLS_PER_SECOND: rate("MuleRouter"),
  MULETEER_OPENAI_API_KEY: key("OpenAI, which uses it"),
  MULETEER_OPENAI_URL: url("OpenAI, or a paid service that imitates it,", "https://api.openai.com"),
  MULETEER_OPENAI_MODEL: model("OpenAI's", "`gpt-image-2`"),
  MULETEER_OPENAI_CONCURRENCY: places("OpenAI", "4"),
  MULETEER_OPENAI_CALLS_PER_SECOND: rate("OpenAI"),
} as const;

/** An engine to start: which, and its settings as its definition names them. */
export interface EngineConfig {
  readonly engine: "dashscope" | "mulerouter" | "openai-images" | "sd-server" | "comfyui";
  readonly settings: Readonly<Record<string, unknown>>;
  /** What it is called, where its definition has many names. */
  readonly title?: string;
  /** The setting that an operator looks at when it cannot be started. */
  readonly setting: string;
}

type Values = { readonly [N in keyof typeof ENGINE_SETTINGS]?: z.output<(typeof ENGINE_SETTINGS)[N]["schema"]> | undefined };

/** Prefixes of the settings of one engine, and the settings that make it used. */
const FAMILIES = [
  { prefix: "MULETEER_VLLM_OMNI_", used: ["URL"] },
  { prefix: "MULETEER_SGLANG_", used: ["URL"] },
  { prefix: "MULETEER_SD_SERVER_", used: ["URL", "BIN"] },
  { prefix: "MULETEER_COMFYUI_", used: ["URL"] },
  { prefix: "MULETEER_LOCALAI_", used: ["URL"] },
  { prefix: "MULETEER_IMAGES_", used: ["URL"] },
  { prefix: "MULETEER_DASHSCOPE_", used: ["API_KEY"] },
  { prefix: "MULETEER_MULEROUTER_", used: ["API_KEY"] },
  { prefix: "MULETEER_OPENAI_", used: ["API_KEY"] },
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** What no single setting says. */
export function findEngineProblems(environment: Environment): string[] {
  const problems: string[] = [];
  if (environment["MULETEER_COMFYUI_URL"] && !environment["MULETEER_COMFYUI_GRAPH"]) {
    problems.push("MULETEER_COMFYUI_GRAPH must name the graph's file where MULETEER_COMFYUI_URL is set, got nothing");
  }
  if (environment["MULETEER_SD_SERVER_URL"] && environment["MULETEER_SD_SERVER_BIN"]) {
    problems.push("MULETEER_SD_SERVER_BIN must not be set beside MULETEER_SD_SERVER_URL: an sd-server is run here, or elsewhere");
  }
  return problems;
}

/** Settings of engines that are not used, because the one that says so is missing: perhaps a typo in its name. */
export function findIdleEngineSettings(environment: Environment): string[] {
  return FAMILIES.flatMap(({ prefix, used }) => {
    if (used.some((ending) => environment[prefix + ending])) return [];
    const needed = used.map((ending) => prefix + ending).join(" or ");
    const idle = Object.keys(ENGINE_SETTINGS).filter((each) => each.startsWith(prefix) && environment[each]);
    return idle.map((each) => `${each} has no effect without ${needed}`);
  });
}

const TITLES = { "vllm-omni": "vLLM-Omni", sglang: "SGLang Diffusion", localai: "LocalAI" } as const;

/** Own hardware first, because it costs nothing by the picture; then the model's own vendor; then who sells it on. */
export function toEngineConfigs(values: Values, environment: Environment): EngineConfig[] {
  const served = (flavour: keyof typeof TITLES, setting: "VLLM_OMNI" | "SGLANG" | "LOCALAI") =>
    toReplicas(flavour, values[`MULETEER_${setting}_URL`], (id, baseUrl) => ({
      engine: "openai-images",
      title: TITLES[flavour],
      setting: `MULETEER_${setting}_URL`,
      settings: present({
        id,
        flavour,
        baseUrl,
        apiKey: values[`MULETEER_${setting}_API_KEY`],
        model: values[`MULETEER_${setting}_MODEL`],
        concurrency: values[`MULETEER_${setting}_CONCURRENCY`],
        submitsPerSecond: values[`MULETEER_${setting}_CALLS_PER_SECOND`],
      }),
    }));
  return [
    ...served("vllm-omni", "VLLM_OMNI"),
    ...served("sglang", "SGLANG"),
    ...toSdServers(values, environment),
    ...toReplicas("comfyui", values.MULETEER_COMFYUI_URL, (id, address) => ({
      engine: "comfyui",
      setting: "MULETEER_COMFYUI_GRAPH",
      settings: present({
        id,
        url: address,
        graphFile: values.MULETEER_COMFYUI_GRAPH,
        concurrency: values.MULETEER_COMFYUI_CONCURRENCY,
      }),
    })),
    ...served("localai", "LOCALAI"),
    ...toReplicas("images", values.MULETEER_IMAGES_URL, (id, baseUrl) => ({
      engine: "openai-images",
      setting: "MULETEER_IMAGES_URL",
      settings: present({
        id,
        flavour: "generic",
        baseUrl,
        apiKey: values.MULETEER_IMAGES_API_KEY,
        model: values.MULETEER_IMAGES_MODEL,
        concurrency: values.MULETEER_IMAGES_CONCURRENCY,
        submitsPerSecond: values.MULETEER_IMAGES_CALLS_PER_SECOND,
      }),
    })),
    ...toProviders(values),
  ];
}

function toSdServers(values: Values, environment: Environment): EngineConfig[] {
  const concurrency = values.MULETEER_SD_SERVER_CONCURRENCY;
  const { MULETEER_SD_SERVER_BIN: binary, MULETEER_SD_SERVER_ARGS: words = "" } = values;
  if (binary !== undefined) {
    const settings = present({ id: "sd-server", binary, arguments: words, environment, concurrency });
    return [{ engine: "sd-server", setting: "MULETEER_SD_SERVER_ARGS", settings }];
  }
  return toReplicas("sd-server", values.MULETEER_SD_SERVER_URL, (id, address) => ({
    engine: "sd-server",
    setting: "MULETEER_SD_SERVER_URL",
    settings: present({ id, url: address, concurrency }),
  }));
}

function toProviders(values: Values): EngineConfig[] {
  const toProvider = (engine: "dashscope" | "mulerouter", setting: "DASHSCOPE" | "MULEROUTER"): EngineConfig[] => {
    const apiKey = values[`MULETEER_${setting}_API_KEY`];
    if (apiKey === undefined) return [];
    const settings = present({
      id: engine,
      baseUrl: values[`MULETEER_${setting}_URL`],
      apiKey,
      concurrency: values[`MULETEER_${setting}_CONCURRENCY`],
      submitsPerSecond: values[`MULETEER_${setting}_CALLS_PER_SECOND`],
    });
    return [{ engine, setting: `MULETEER_${setting}_URL`, settings }];
  };
  const apiKey = values.MULETEER_OPENAI_API_KEY;
  const openai: EngineConfig = {
    engine: "openai-images",
    title: "OpenAI",
    setting: "MULETEER_OPENAI_URL",
    settings: present({
      id: "openai",
      flavour: "openai",
      baseUrl: values.MULETEER_OPENAI_URL ?? "https://api.openai.com",
      apiKey,
      model: values.MULETEER_OPENAI_MODEL,
      concurrency: values.MULETEER_OPENAI_CONCURRENCY,
      submitsPerSecond: values.MULETEER_OPENAI_CALLS_PER_SECOND,
    }),
  };
  return [
    ...toProvider("dashscope", "DASHSCOPE"),
    ...toProvider("mulerouter", "MULEROUTER"),
    ...(apiKey === undefined ? [] : [openai]),
  ];
}

/** One engine for each URL; several are told apart by their addresses. */
function toReplicas(
  id: string,
  addresses: readonly string[] | undefined,
  toConfig: (id: string, address: string) => EngineConfig,
): EngineConfig[] {
  return (addresses ?? []).map((address) => toConfig(addresses?.length === 1 ? id : toReplicaId(id, address), address));
}

/** Without the settings that are not set, so that the engine's own defaults hold. */
function present(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
