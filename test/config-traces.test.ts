// Settings of traces: OpenTelemetry's own variables, of which nothing counts as long as no collector is named.
import { describe, expect, test } from "vitest";
import { parseConfig } from "../src/config.ts";
import { TRACE_SETTINGS } from "../src/config/traces.ts";
import { findProblems } from "./support/config.ts";

const ON = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
const SAMPLER = { root: "always_on", ratio: 1, parentBased: true };

describe("nothing is traced", () => {
  const others = { OTEL_SERVICE_NAME: "pictures", OTEL_TRACES_SAMPLER: "always_on", OTEL_EXPORTER_OTLP_HEADERS: "a=b" };
  test.each<[string, Record<string, string>]>([
    ["by itself", {}],
    ["without a collector", others],
    ["where it is turned off", { ...ON, ...others, OTEL_SDK_DISABLED: "TRUE" }],
    // Meant for other programs, and perhaps for what only they understand.
    ["by settings that this server does not know", { OTEL_TRACES_SAMPLER: "xray", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }],
  ])("%s, and nothing is said of it", (_, environment) => {
    expect(parseConfig(environment)).toMatchObject({ traces: undefined, warnings: [] });
  });
});

test.each<[string, Record<string, string>, object]>([
  ["at the collector", {}, { url: "http://127.0.0.1:4318/v1/traces", headers: {}, sampler: SAMPLER }],
  ["under its path", { OTEL_EXPORTER_OTLP_ENDPOINT: "https://c.example/otlp/" }, { url: "https://c.example/otlp/v1/traces" }],
  ["at a place of their own", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://c.example/t" }, { url: "https://c.example/t" }],
  [
    "with headers",
    { OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%2Cb=c , x-team = pictures," },
    { headers: { "api-key": "a,b=c", "x-team": "pictures" } },
  ],
  ["under a name", { OTEL_SERVICE_NAME: "pictures" }, { resource: { "service.name": "pictures" } }],
  [
    "with what else is known",
    { OTEL_RESOURCE_ATTRIBUTES: "service.name=draw,host.name=gpu%201" },
    { resource: { "service.name": "draw", "host.name": "gpu 1" } },
  ],
  [
    "under the name before the attribute",
    { OTEL_RESOURCE_ATTRIBUTES: "service.name=draw", OTEL_SERVICE_NAME: "paint" },
    { resource: { "service.name": "paint" } },
  ],
  ["by themselves as muleteer", {}, { resource: { "service.name": "muleteer" } }],
  ["always", { OTEL_TRACES_SAMPLER: "always_on" }, { sampler: { root: "always_on", parentBased: false } }],
  [
    "in part",
    { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" },
    { sampler: { root: "traceidratio", ratio: 0.25, parentBased: true } },
  ],
  ["with a share of 1.0", { OTEL_TRACES_SAMPLER_ARG: "1.0" }, { sampler: SAMPLER }],
])("traces are sent %s", (_, environment, expected) => {
  expect(parseConfig({ ...ON, ...environment }).traces).toMatchObject(expected);
});

test.each([
  ["OTEL_EXPORTER_OTLP_ENDPOINT", ["127.0.0.1:4318", "grpc://c", "http://a:b@c", "http://c?key=d"]],
  ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ["c", "unix:/socket"]],
  ["OTEL_EXPORTER_OTLP_PROTOCOL", ["grpc", "http/json"]],
  ["OTEL_EXPORTER_OTLP_HEADERS", ["secret", "a b=secret", "=secret", "a=secret%0Ab", "a=secret%zz"]],
  ["OTEL_SERVICE_NAME", ["a\nb"]],
  ["OTEL_RESOURCE_ATTRIBUTES", ["a", "=b", "a=%"]],
  ["OTEL_TRACES_SAMPLER", ["sometimes", "jaeger_remote", "ALWAYS_ON"]],
  ["OTEL_TRACES_SAMPLER_ARG", ["1.5", "-1", "half", "1e-3", "."]],
  ["OTEL_SDK_DISABLED", ["yes", "1"]],
])("%s that cannot be is refused in one line that names it", (name, refused) => {
  for (const text of refused) {
    const [line = "", ...others] = findProblems({ ...ON, [name]: text });
    expect(others, text).toEqual([]);
    expect(line).toMatch(new RegExp(`^${name} must .+, got `));
    expect(line).not.toContain("secret");
  }
});

test("every setting of traces is tried above, and none of them goes on to a child process", () => {
  const refused = Object.keys(TRACE_SETTINGS);
  expect(refused).toHaveLength(9);
  const environment = { ...Object.fromEntries(refused.map((name) => [name, ""])), PATH: "/bin" };
  const { engines } = parseConfig({ ...environment, ...ON, MULETEER_SD_SERVER_BIN: "/bin/sd-server" });
  expect(engines[0]?.settings["environment"]).toEqual({ PATH: "/bin" });
});
