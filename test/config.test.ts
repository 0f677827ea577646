// Settings: what each accepts and refuses, and messages that name the setting, the rule and the value.
import * as fc from "fast-check";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { BLOBS_SETTINGS } from "../src/config/blobs.ts";
import { TRACE_SETTINGS } from "../src/config/traces.ts";
import { ENGINE_SETTINGS } from "../src/config/engines.ts";
import { parseConfig, SETTINGS, type Config } from "../src/config.ts";
import { ConfigError, parseClientConfig, readTerminal, type TerminalConfig } from "../src/config/environment.ts";
import { findProblems } from "./support/config.ts";

test("nothing needs to be set", () => {
  expect(parseConfig({})).toMatchObject({
    port: 6853,
    host: "127.0.0.1",
    dataDirectory: resolve("./data"),
    apiKey: undefined,
    publicUrl: undefined,
    retentionMs: 24 * 3_600_000,
    taskTimeoutMs: 600_000,
    leaseMs: 20_000,
    safetyPolicyFile: undefined,
    rewriter: undefined,
    logLevel: "info",
    warnings: [],
  } satisfies Partial<Config>);
});

test("an empty variable counts as unset", () => {
  const empty = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, ""]));
  expect(parseConfig(empty)).toEqual(parseConfig({}));
});

/** What some settings need beside them. */
const REWRITER = { MULETEER_REWRITER_URL: "http://127.0.0.1:11434/v1", MULETEER_REWRITER_MODEL: "qwen3:4b" };

const cases = [
  [
    "MULETEER_PORT",
    "port",
    { "0": 0, "1": 1, "65535": 65_535, "08": 8 },
    ["65536", "-1", "1.5", "0x10", "1e3", " 80", "80 ", "http", "９"],
  ],
  ["MULETEER_HOST", "host", { "0.0.0.0": "0.0.0.0", "::": "::", localhost: "localhost" }, ["http://x", "a b", "x/y", "x;y"]],
  ["MULETEER_DATA_DIR", "dataDirectory", { "/a/b": "/a/b", a: resolve("a") }, []],
  [
    "MULETEER_DATABASE_URL",
    "database.url",
    {
      "postgres://me:secret@db/muleteer": "postgres://me:secret@db/muleteer",
      "postgresql://db:6432/m": "postgresql://db:6432/m",
    },
    ["db/muleteer", "mysql://me:secret@db/muleteer", "https://db"],
  ],
  [
    "MULETEER_DATABASE_DIRECT_URL",
    "database.directUrl",
    { "postgres://me:secret@db/muleteer": "postgres://me:secret@db/muleteer" },
    ["db/muleteer", "mysql://me:secret@db/muleteer"],
  ],
  [
    "MULETEER_API_KEY",
    "apiKey",
    { "sk-mr-0123456789abcdef": "sk-mr-0123456789abcdef" },
    ["a b", "a\nb", "schlüssel", "a".repeat(513), " key"],
  ],
  [
    "MULETEER_PUBLIC_URL",
    "publicUrl",
    {
      "https://pictures.example": "https://pictures.example",
      "https://pictures.example/": "https://pictures.example",
      "http://x:8080/muleteer//": "http://x:8080/muleteer",
      " HTTPS://Pictures.Example ": "https://pictures.example",
      "http://[::1]:6853": "http://[::1]:6853",
    },
    [
      "pictures.example",
      "ftp://x",
      "https://",
      "https://user@x",
      "https://:secret@x",
      "https://x?a=b",
      "https://x#a",
      "javascript:alert(1)",
    ],
  ],
  ["MULETEER_RETENTION_HOURS", "retentionMs", { "1": 3_600_000, "8760": 8_760 * 3_600_000 }, ["0", "8761", "1.5", "-1", "24h"]],
  [
    "MULETEER_TASK_TIMEOUT",
    "taskTimeoutMs",
    { "1": 1_000, "90": 90_000, "90s": 90_000, "10m": 600_000, "2h": 7_200_000, "24h": 86_400_000 },
    ["0", "0s", "25h", "1.5m", "10 m", "10M", "10ms", "1d", "m", "-1s", "999999999999"],
  ],
  ["MULETEER_LEASE", "leaseMs", { "3": 3_000, "20s": 20_000, "1h": 3_600_000 }, ["0", "2s", "2h", "soon"]],
  [
    "MULETEER_ROUTES",
    "routes",
    { "*=sketch": new Map([["*", [[{ engine: "sketch", weight: 1 }]]]]) },
    ["sketch", "*=", "*=a@b", "qwen=sketch"],
  ],
  ["MULETEER_ENGINE_WAIT", "engineWaitMs", { "1": 1_000, "10m": 600_000 }, ["0", "25h", "soon"]],
  ["MULETEER_REPEAT_LOST", "repeatLost", { yes: true, no: false }, ["maybe"]],
  ["MULETEER_SKETCH_THREADS", "sketchThreads", { "1": 1, "64": 64 }, ["0", "65", "two"]],
  ["MULETEER_SAFETY_POLICY", "safetyPolicyFile", { "p.json": resolve("p.json") }, []],
  [
    "MULETEER_REWRITER_URL",
    "rewriter.url",
    {
      "http://127.0.0.1:11434/v1/": "http://127.0.0.1:11434/v1",
      "https://dashscope.aliyuncs.com/compatible-mode/v1": "https://dashscope.aliyuncs.com/compatible-mode/v1",
    },
    ["127.0.0.1:11434", "ws://x", "http://user:secret@x", "http://x/v1?key=secret"],
  ],
  [
    "MULETEER_REWRITER_API_KEY",
    "rewriter.apiKey",
    { "sk-0123": "sk-0123" },
    ["a b", "a\r\nX-Other: 1", "schlüssel", "a".repeat(513)],
  ],
  [
    "MULETEER_REWRITER_MODEL",
    "rewriter.model",
    { "qwen3:4b": "qwen3:4b", "Qwen/Qwen3-4B": "Qwen/Qwen3-4B" },
    ["a b", "a".repeat(201), "a\tb"],
  ],
  [
    "MULETEER_REWRITER_TIMEOUT",
    "rewriter.timeoutMs",
    { "1": 1_000, "15s": 15_000, "1h": 3_600_000 },
    ["0", "61m", "1.5s", "soon"],
  ],
  [
    "MULETEER_ROLES",
    "roles",
    {
      worker: new Set(["worker"]),
      "deliver, api": new Set(["deliver", "api"]),
      "api,worker,deliver": new Set(["api", "worker", "deliver"]),
    },
    ["all", "api;worker", "api,,worker", "API"],
  ],
  ["MULETEER_CONSOLE", "hasConsole", { yes: true, false: false, NO: false }, ["off", "both"]],
  [
    "MULETEER_WEBHOOK_LOOPBACK",
    "allowLoopbackWebhooks",
    { yes: true, TRUE: true, "1": true, no: false, "0": false },
    ["on", "2", " yes"],
  ],
  ["MULETEER_LOG_LEVEL", "logLevel", { trace: "trace", silent: "silent" }, ["verbose", "INFO", "toString", "constructor"]],
  ["MULETEER_LOG_FORMAT", "logFormat", { json: "json", pretty: "pretty" }, ["xml", "JSON"]],
] as const;

describe.each(cases)("%s", (name, member, accepted, refused) => {
  const beside = name.startsWith("MULETEER_REWRITER_")
    ? REWRITER
    : name === "MULETEER_DATABASE_DIRECT_URL" || name === "MULETEER_ROLES"
      ? { MULETEER_DATABASE_URL: "postgres://pooler/muleteer" }
      : {};

  test.each(Object.entries(accepted))("%j is accepted", (text, value) => {
    expect(parseConfig({ ...beside, [name]: text })).toHaveProperty(member, value);
  });

  // A setting that takes any text has nothing to refuse.
  for (const text of refused) {
    test(`${JSON.stringify(text.slice(0, 40))} is refused in one line that names it`, () => {
      const [line = "", ...others] = findProblems({ ...beside, [name]: text });
      expect(others).toEqual([]);
      expect(line).toMatch(new RegExp(`^${name} must .+, got `));
      if (/_API_KEY$|_DATABASE_/.test(name)) expect(line).not.toContain(text);
      else expect(line).toContain(JSON.stringify(text.replace(/\/\/[^/]*@/, "//…@")));
    });
  }
});

test("every setting is tried above", () => {
  // What only the command line reads is tried below; settings of engines, of where images are kept, and of traces, in files of their own.
  const families = [ENGINE_SETTINGS, BLOBS_SETTINGS, TRACE_SETTINGS];
  const elsewhere = new Set(["MULETEER_URL", ...families.flatMap((family) => Object.keys(family))]);
  expect(cases.map(([name]) => name)).toEqual(Object.keys(SETTINGS).filter((name) => !elsewhere.has(name)));
});

test("a server alone has every role", () => {
  expect(parseConfig({}).roles).toEqual(new Set(["api", "worker", "deliver"]));
  expect(findProblems({ MULETEER_ROLES: "api,deliver" })).toEqual([
    'MULETEER_ROLES must be api,worker,deliver where MULETEER_DATABASE_URL is not set, got "api,deliver"',
  ]);
});

test("all broken settings are named at once, each in its line", () => {
  const lines = findProblems({ MULETEER_PORT: "x", MULETEER_LOG_LEVEL: "loud", MULETEER_RETENTION_HOURS: "0" });
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["MULETEER_PORT", "MULETEER_RETENTION_HOURS", "MULETEER_LOG_LEVEL"]);
});

test("an endpoint without a model is refused, and a model or key without an endpoint is named as having no effect", () => {
  const { MULETEER_REWRITER_URL, MULETEER_REWRITER_MODEL } = REWRITER;
  expect(findProblems({ MULETEER_REWRITER_URL })).toEqual([
    "MULETEER_REWRITER_MODEL must name a model where MULETEER_REWRITER_URL is set, got nothing",
  ]);
  const { rewriter, warnings } = parseConfig({ MULETEER_REWRITER_MODEL, MULETEER_REWRITER_API_KEY: "sk-secret" });
  expect(rewriter).toBeUndefined();
  expect(warnings).toEqual([
    "MULETEER_REWRITER_API_KEY has no effect without MULETEER_REWRITER_URL",
    "MULETEER_REWRITER_MODEL has no effect without MULETEER_REWRITER_URL",
  ]);
  expect(parseConfig(REWRITER).rewriter).toEqual({
    url: MULETEER_REWRITER_URL,
    apiKey: undefined,
    model: MULETEER_REWRITER_MODEL,
    timeoutMs: 15_000,
  });
});

test("whatever is set, the answer is a configuration or a list of problems", () => {
  const environment = fc.dictionary(fc.constantFrom(...Object.keys(SETTINGS)), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(environment, (given) => {
      for (const line of findProblems(given)) expect(line).toMatch(/^(?:MULETEER|OTEL)_[A-Z0-9_]+ must \P{Cc}+$/u);
    }),
    { numRuns: 300 },
  );
});

describe("a warning", () => {
  test("names a setting that does not exist, as a typo would", () => {
    const { warnings } = parseConfig({ MULETEER_PROT: "1", PATH: "/bin", OTHER: "x" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("MULETEER_PROT");
  });

  test("says that a short key can be guessed, without showing it", () => {
    const { warnings } = parseConfig({ MULETEER_API_KEY: "hunter2" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("MULETEER_API_KEY");
    expect(warnings[0]).not.toContain("hunter2");
    expect(parseConfig({ MULETEER_API_KEY: "a".repeat(20) }).warnings).toEqual([]);
  });
});

describe("the command line's server and key", () => {
  const [ours, theirs] = ["sk-mr-ours", "sk-mr-theirs"];
  test.each<[string, Record<string, string>, { url: string; apiKey: string | undefined }]>([
    ["are this machine's by themselves", {}, { url: "http://127.0.0.1:6853", apiKey: undefined }],
    [
      "follow the server's own settings",
      { MULETEER_PORT: "7000", MULETEER_HOST: "10.0.0.5" },
      { url: "http://10.0.0.5:7000", apiKey: undefined },
    ],
    ["reach what listens everywhere", { MULETEER_HOST: "0.0.0.0" }, { url: "http://127.0.0.1:6853", apiKey: undefined }],
    [
      "reach what listens everywhere by IPv6",
      { MULETEER_HOST: "::", MULETEER_PORT: "0" },
      { url: "http://[::1]:6853", apiKey: undefined },
    ],
    ["reach an address of IPv6", { MULETEER_HOST: "fd00::5" }, { url: "http://[fd00::5]:6853", apiKey: undefined }],
    [
      "are what is set",
      { MULETEER_URL: "https://m.example/api/", MULETEER_API_KEY: ours },
      { url: "https://m.example/api", apiKey: ours },
    ],
    [
      "may be those of MuleRouter's own clients",
      { MULEROUTER_BASE_URL: "https://api.example", MULEROUTER_API_KEY: theirs },
      { url: "https://api.example", apiKey: theirs },
    ],
    [
      "are ours before theirs",
      {
        MULETEER_URL: "http://m",
        MULETEER_API_KEY: ours,
        MULEROUTER_BASE_URL: "https://api.example",
        MULEROUTER_API_KEY: theirs,
      },
      { url: "http://m", apiKey: ours },
    ],
    [
      "never mix: our key does not go to them",
      { MULEROUTER_BASE_URL: "https://api.example", MULETEER_API_KEY: ours },
      { url: "https://api.example", apiKey: undefined },
    ],
    [
      "never mix: their key does not come to us",
      { MULETEER_URL: "http://m", MULEROUTER_API_KEY: theirs },
      { url: "http://m", apiKey: undefined },
    ],
    [
      "do not mind what is empty",
      { MULETEER_URL: "", MULETEER_API_KEY: "", MULETEER_PORT: "" },
      { url: "http://127.0.0.1:6853", apiKey: undefined },
    ],
    [
      "do not mind the server's mistakes",
      { MULETEER_PORT: "http", MULETEER_LOG_LEVEL: "loud" },
      { url: "http://127.0.0.1:6853", apiKey: undefined },
    ],
  ])("%s", (_, environment, expected) => {
    expect(parseClientConfig(environment)).toEqual(expected);
  });

  test.each(["MULETEER_URL", "MULEROUTER_BASE_URL"])("%s that cannot be is refused, without its password", (name) => {
    const parse = () => parseClientConfig({ [name]: "https://user:secret@x" });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(new RegExp(`^${name} must hold no credentials`));
    expect(parse).not.toThrow(/secret/);
  });
});

test.each<[Record<string, string>, TerminalConfig]>([
  [{}, { wantsColors: true, pictures: undefined }],
  [{ NO_COLOR: "1" }, { wantsColors: false, pictures: undefined }],
  [{ NO_COLOR: "" }, { wantsColors: true, pictures: undefined }],
  [{ TERM: "dumb" }, { wantsColors: false, pictures: undefined }],
  [{ TERM_PROGRAM: "iTerm.app" }, { wantsColors: true, pictures: "iterm2" }],
  [{ TERM_PROGRAM: "WezTerm" }, { wantsColors: true, pictures: "iterm2" }],
  [{ LC_TERMINAL: "iTerm2" }, { wantsColors: true, pictures: "iterm2" }],
  [{ TERM: "xterm-kitty" }, { wantsColors: true, pictures: "kitty" }],
  [{ KITTY_WINDOW_ID: "3" }, { wantsColors: true, pictures: "kitty" }],
  [{ TERM_PROGRAM: "ghostty" }, { wantsColors: true, pictures: "kitty" }],
  [{ TERM_PROGRAM: "vscode" }, { wantsColors: true, pictures: undefined }],
  [
    { TERM_PROGRAM: "iTerm.app", TMUX: "/tmp/tmux-0/default,1,0" },
    { wantsColors: true, pictures: undefined },
  ],
  [
    { KITTY_WINDOW_ID: "3", TERM: "screen-256color" },
    { wantsColors: true, pictures: undefined },
  ],
])("a terminal with %j can %j", (environment, expected) => {
  expect(readTerminal(environment)).toEqual(expected);
});
