// Settings of traces: OpenTelemetry's own variables, so that what is set for other programs holds for this one too.
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
import { z } from "zod";
import { define, httpUrl, oneOf } from "./setting.ts";

export interface TraceConfig {
  /** Where spans are posted, with its path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the operator says of this server; the rest is the server's to say. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: {
    readonly root: "always_on" | "always_off" | "traceidratio";
    readonly ratio: number;
    readonly parentBased: boolean;
  };
}

const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** `name=value,name=value`, values percent-encoded as in W3C Baggage, which the specification names as their form. */
function pairs(rule: string, isName: RegExp, isValue: RegExp): z.ZodType<Readonly<Record<string, string>>, string> {
  return z.string().transform((text, context) => {
    const found: [string, string][] = [];
    for (const part of text.split(",").filter((each) => each.trim() !== "")) {
      const [, name = "", encoded = ""] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
      const value = decode(encoded);
      if (!isName.test(name) || value === undefined || !isValue.test(value)) {
        context.addIssue(rule);
        return z.NEVER;
      }
      found.push([name, value]);
    }
    return Object.fromEntries(found);
  });
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const ratio = z
  .string()
  .regex(/^(?:0|1|[01]?\.\d{1,9})$/, "must be a number from 0 to 1")
  .transform(Number)
  .refine((value) => value <= 1, "must be a number from 0 to 1");

export const TRACE_SETTINGS = {
  OTEL_EXPORTER_OTLP_ENDPOINT: define({
    schema: httpUrl,
    description:
      "OpenTelemetry collector that traces are sent to, by OTLP over HTTP: `http://127.0.0.1:4318`; see [operation.md](operation.md#traces). This and the next turn traces on, and the other `OTEL_` settings have no effect without either.",
    fallbackText: "no traces",
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: define({
    schema: httpUrl,
    description: "The same for traces alone, with its path.",
    fallbackText: "`/v1/traces` at `OTEL_EXPORTER_OTLP_ENDPOINT`",
  }),
  OTEL_EXPORTER_OTLP_PROTOCOL: define({
    schema: z.literal("http/protobuf", "must be http/protobuf"),
    fallback: "http/protobuf",
    description: "How it is spoken to; there is no other way here.",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: define({
    schema: pairs("must be of the form name=value,name=value", /^[\w!#$%&'*+.^`|~-]{1,256}$/, /^[\u{20}-\u{7E}]{0,4096}$/u),
    description: "Headers for the collector, such as its key: `name=value,name=value`, percent-encoded.",
    fallbackText: "none",
    secret: true,
  }),
  OTEL_SERVICE_NAME: define({
    schema: z.string().regex(/^\P{Cc}{1,255}$/u, "must be 1 to 255 characters"),
    description: "What this server is called in traces.",
    fallbackText: "`service.name` of `OTEL_RESOURCE_ATTRIBUTES`, or `muleteer`",
  }),
  OTEL_RESOURCE_ATTRIBUTES: define({
    schema: pairs("must be of the form name=value,name=value", /^[\u{21}-\u{7E}]{1,255}$/u, /^\P{Cc}{0,1024}$/u),
    description: "What else its spans say of it: `deployment.environment.name=production,host.name=gpu-1`.",
    fallbackText: "none",
  }),
  OTEL_TRACES_SAMPLER: define({
    schema: oneOf(SAMPLERS),
    fallback: "parentbased_always_on",
    description: `Which traces are recorded: ${SAMPLERS.map((name) => `\`${name}\``).join(", ")}. \`parentbased_\` does as a caller that traces says.`,
  }),
  OTEL_TRACES_SAMPLER_ARG: define({
    schema: ratio,
    fallback: "1",
    description: "For `traceidratio`: the share of traces that is recorded, 0 to 1.",
  }),
  OTEL_SDK_DISABLED: define({
    schema: z.string().regex(/^(?:true|false)$/i, "must be true or false"),
    fallback: "false",
    description: "`true` turns traces off, whatever else is set.",
  }),
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that are meant for other programs, while this one traces nothing, are no business of ours, broken or not. */
export function withoutIdleTraceSettings(environment: Environment): Environment {
  const isOn = environment["OTEL_EXPORTER_OTLP_ENDPOINT"] || environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  if (isOn && !/^true$/i.test(environment["OTEL_SDK_DISABLED"] ?? "")) return environment;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !Object.hasOwn(TRACE_SETTINGS, name)));
}

type Values = { readonly [N in keyof typeof TRACE_SETTINGS]: z.output<(typeof TRACE_SETTINGS)[N]["schema"]> | undefined };

/** Undefined where nothing is traced. */
export function toTraceConfig(values: Values): TraceConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = values;
  const url = own ?? (base === undefined ? undefined : `${base}/v1/traces`);
  const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share, OTEL_SERVICE_NAME: name } = values;
  if (url === undefined || sampler === undefined || share === undefined) return undefined;
  const parentBased = sampler.startsWith("parentbased_");
  return {
    url,
    headers: values.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    resource: {
      "service.name": "muleteer",
      ...values.OTEL_RESOURCE_ATTRIBUTES,
      ...(name === undefined ? {} : { "service.name": name }),
    },
    sampler: { root: sampler.replace("parentbased_", "") as TraceConfig["sampler"]["root"], ratio: share, parentBased },
  };
}
