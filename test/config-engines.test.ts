// Settings of engines: what each accepts and refuses, which engines they make, and in which order.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../src/config.ts";
import { ENGINE_SETTINGS } from "../src/config/engines.ts";
import { startEngines } from "../src/configured-engines.ts";
import { MODELS } from "../src/models/catalogue.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { spawnServer } from "./support/process.ts";
import { findProblems } from "./support/config.ts";

type Environment = Readonly<Record<string, string>>;

const KINDS: readonly { ending: RegExp; accepted: readonly string[]; refused: readonly string[] }[] = [
  { ending: /_API_KEY$/, accepted: ["sk-0123"], refused: ["a b", "a\r\nX: 1", "a".repeat(513)] },
  {
    ending: /_(?:DASHSCOPE|MULEROUTER|OPENAI)_URL$/,
    accepted: ["https://a.example/", "http://127.0.0.1:9000"],
    refused: ["a.example", "ftp://a", "https://user:secret@a", "https://a?key=secret", "https://a,https://b"],
  },
  {
    ending: /_URL$/,
    accepted: ["http://gpu:8000/v1", "http://a, http://b:1 ,https://c"],
    refused: ["gpu:8000", "http://a,", "http://a,http://a", "http://user:secret@a"],
  },
  { ending: /_MODEL$/, accepted: ["Qwen/Qwen-Image-2512"], refused: ["a b", "a".repeat(201)] },
  { ending: /_CONCURRENCY$/, accepted: ["1", "64"], refused: ["0", "65", "many", "1.5"] },
  { ending: /_CALLS_PER_SECOND$/, accepted: ["0.5", "2", "1000"], refused: ["0", "1001", "-1", "1/s"] },
  { ending: /_(?:BIN|ARGS|GRAPH)$/, accepted: ["/opt/sd/sd-server", "--steps 20"], refused: [] },
];

describe.each(Object.keys(ENGINE_SETTINGS))("%s", (name) => {
  const kind = KINDS.find(({ ending }) => ending.test(name));
  // What it needs beside it, whether or not it is used.
  const beside: Environment = name === "MULETEER_COMFYUI_URL" ? { MULETEER_COMFYUI_GRAPH: "graph.json" } : {};

  test("takes what is right and refuses what is not, in a line that names it", () => {
    expect(kind).toBeDefined();
    for (const text of kind?.accepted ?? []) expect(findProblems({ ...beside, [name]: text }), text).toEqual([]);
    for (const text of kind?.refused ?? []) {
      const [line = "", ...others] = findProblems({ ...beside, [name]: text });
      expect(others).toEqual([]);
      expect(line, text).toMatch(new RegExp(`^${name} must .+, got `));
      expect(line).not.toContain("secret@");
      if (name.endsWith("_API_KEY")) expect(line).not.toContain(text);
    }
  });
});

async function start(environment: Environment) {
  const models = MODELS.map(({ id }) => id);
  const { engines } = await startEngines(parseConfig({ MULETEER_SKETCH_THREADS: "1", ...environment }), models);
  await Promise.all(engines.map(({ engine }) => engine.stop()));
  return engines;
}

const idsOf = async (environment: Environment) => (await start(environment)).map(({ engine }) => engine.id);

test("with nothing set there is the embedded engine alone", async () => {
  expect(await idsOf({})).toEqual(["sketch"]);
});

test("a provider's key or a server's URL is enough, and they come in the order of the guide", async () => {
  const graph = join(temporaryDirectory(), "graph.json");
  writeFileSync(
    graph,
    JSON.stringify({
      "1": { class_type: "X", inputs: { text: "{{prompt}}", seed: "{{seed}}", width: "{{width}}", height: "{{height}}" } },
    }),
  );
  const engines = await start({
    MULETEER_OPENAI_API_KEY: "sk-o",
    MULETEER_MULEROUTER_API_KEY: "sk-mr-m",
    MULETEER_DASHSCOPE_API_KEY: "sk-d",
    MULETEER_IMAGES_URL: "http://127.0.0.1:9",
    MULETEER_LOCALAI_URL: "http://127.0.0.1:9",
    MULETEER_COMFYUI_URL: "http://127.0.0.1:9",
    MULETEER_COMFYUI_GRAPH: graph,
    MULETEER_SD_SERVER_URL: "http://127.0.0.1:9",
    MULETEER_SGLANG_URL: "http://127.0.0.1:9",
    MULETEER_VLLM_OMNI_URL: "http://127.0.0.1:9",
  });
  const guide = readFileSync(new URL("../docs/engines.md", import.meta.url), "utf8");
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` \| (?:`MULETEER_|nothing)/gm)].map(([, name]) => name);
  expect(rows).toEqual(engines.map(({ engine }) => engine.id));
  expect(engines.map(({ engine }) => engine.id)).toEqual([
    "vllm-omni",
    "sglang",
    "sd-server",
    "comfyui",
    "localai",
    "images",
    "dashscope",
    "mulerouter",
    "openai",
    "sketch",
  ]);
  expect(new Set(engines.map(({ title }) => title)).size).toBe(engines.length);
});

test("several URLs are replicas, told apart by their addresses whatever their order", async () => {
  const urls = ["http://gpu-a:8000", "http://gpu-b:8000/v1"];
  const ids = ["vllm-omni@gpu-a:8000", "vllm-omni@gpu-b:8000/v1", "sketch"];
  expect(await idsOf({ MULETEER_VLLM_OMNI_URL: urls.join(",") })).toEqual(ids);
  expect((await idsOf({ MULETEER_VLLM_OMNI_URL: urls.toReversed().join(",") })).sort()).toEqual(ids.toSorted());
});

test("capacity and pace are as they are set", async () => {
  const [vllm, dashscope] = await start({
    MULETEER_VLLM_OMNI_URL: "http://127.0.0.1:9",
    MULETEER_VLLM_OMNI_CONCURRENCY: "3",
    MULETEER_VLLM_OMNI_CALLS_PER_SECOND: "0.5",
    MULETEER_DASHSCOPE_API_KEY: "sk-d",
  });
  expect(vllm?.engine.capabilities).toMatchObject({ concurrency: 3, submitsPerSecond: 0.5 });
  expect(dashscope?.engine.capabilities).toMatchObject({ concurrency: 2, submitsPerSecond: 2 });
});

test("what has no effect without another setting is named, as a typo would be", () => {
  const { warnings } = parseConfig({
    MULETEER_VLLM_OMNI_MODEL: "m",
    MULETEER_SD_SERVER_ARGS: "-m x",
    MULETEER_OPENAI_URL: "https://x",
  });
  expect(warnings).toEqual([
    "MULETEER_VLLM_OMNI_MODEL has no effect without MULETEER_VLLM_OMNI_URL",
    "MULETEER_SD_SERVER_ARGS has no effect without MULETEER_SD_SERVER_URL or MULETEER_SD_SERVER_BIN",
    "MULETEER_OPENAI_URL has no effect without MULETEER_OPENAI_API_KEY",
  ]);
});

test("what contradicts itself is refused", () => {
  expect(findProblems({ MULETEER_COMFYUI_URL: "http://127.0.0.1:8188" })).toEqual([
    "MULETEER_COMFYUI_GRAPH must name the graph's file where MULETEER_COMFYUI_URL is set, got nothing",
  ]);
  expect(findProblems({ MULETEER_SD_SERVER_URL: "http://127.0.0.1:1234", MULETEER_SD_SERVER_BIN: "sd-server" })).toHaveLength(1);
});

/** The message that a start ends with; empty when it does not fail. */
async function failing(environment: Environment): Promise<string> {
  try {
    await start(environment);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("an engine that cannot be started says which setting is wrong, and no key", async () => {
  expect(await failing({ MULETEER_SD_SERVER_BIN: "sd-server", MULETEER_SD_SERVER_ARGS: "-m 'unfinished" })).toMatch(
    /^MULETEER_SD_SERVER_ARGS cannot be used: /,
  );
  const graph = { MULETEER_COMFYUI_URL: "http://127.0.0.1:8188", MULETEER_COMFYUI_GRAPH: "/no/such/graph.json" };
  expect(await failing(graph)).toMatch(/^MULETEER_COMFYUI_GRAPH cannot be used: /);
});

test("rules that name what there is not are refused, and nothing stays started", async () => {
  expect(await failing({ MULETEER_ROUTES: "*=dashscope" })).toBe(
    "MULETEER_ROUTES must name engines that are configured, not dashscope; there are sketch",
  );
  const directory = temporaryDirectory();
  const child = join(directory, "sd-server");
  writeFileSync(child, "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
  const program = spawnServer(join(directory, "data"), { MULETEER_SD_SERVER_BIN: child, MULETEER_ROUTES: "*=dashscope" });
  // A child that stayed would keep it from ending.
  expect(await program.exited).toEqual({ code: 1, signal: null });
  expect(program.output.stderr).toContain("there are sd-server, sketch");
});

test("a child process learns nothing of our settings", () => {
  const { engines } = parseConfig({
    MULETEER_SD_SERVER_BIN: "sd-server",
    MULETEER_API_KEY: "sk-mr-0123456789012345",
    PATH: "/bin",
  });
  expect(engines[0]?.settings["environment"]).toEqual({ PATH: "/bin" });
});
