// The tracer that sends spans to an OpenTelemetry collector, by OTLP over HTTP. Loaded only where one is configured. Owns I8 for
// traces: the queue, each batch, each try and the last flush have a bound, and a collector that is slow or away costs spans alone.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from "@opentelemetry/sdk-trace";
import type { Clock } from "../core/clock.ts";
import { parseTraceparent, toTraceparent } from "../core/traceparent.ts";
import type { Log } from "./log.ts";
import type { Span, SpanOptions, Tracer } from "./tracer.ts";

export interface OtlpOptions {
  /** Where spans are posted, with its path. */
  readonly url: string;
  /** Sent along: the collector's key, perhaps. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the spans say of their sender: `service.name` and whatever else. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: SamplerRule;
}

export interface SamplerRule {
  /** Of a trace that begins here. */
  readonly root: "always_on" | "always_off" | "traceidratio";
  /** For `traceidratio`: in [0, 1]. */
  readonly ratio: number;
  /** Whether a trace that comes in is recorded as its caller says. */
  readonly parentBased: boolean;
}

interface OtlpParts {
  readonly clock: Clock;
  readonly log: Log;
}

const QUEUE_SPANS = 2_048;
const BATCH_SPANS = 512;
/** What a kill −9 loses. */
const BATCH_EVERY_MS = 1_000;
/** With the tries again that the protocol allows. */
const EXPORT_MS = 5_000;
/** Of the time in which the whole server stops. */
const LAST_FLUSH_MS = 500;
const MAX_FACT_CHARACTERS = 512;

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, none: SpanKind.INTERNAL } as const;

export function startOtlpTracer({ url, headers, resource, sampler }: OtlpOptions, { clock, log }: OtlpParts): Tracer {
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: EXPORT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...resource }),
    sampler: toSampler(sampler),
    spanLimits: { attributeValueLengthLimit: MAX_FACT_CHARACTERS },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: tellOnce(exporter, log),
        maxQueueSize: QUEUE_SPANS,
        maxExportBatchSize: BATCH_SPANS,
        scheduledDelayMillis: BATCH_EVERY_MS,
        // Longer than its own bound, so that it is the exporter that says why.
        exportTimeoutMillis: 2 * EXPORT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer("muleteer");

  /** @param watch of the work that came in: one for all spans of its tree in this process, so that they fit into each other. */
  function begin(name: string, { kind, facts, startedAt }: SpanOptions, context: Context, watch: () => number): Span {
    const started = tracer.startSpan(
      name,
      { kind: KINDS[kind ?? "none"], attributes: { ...facts }, startTime: startedAt ?? watch() },
      context,
    );
    const { traceId, spanId, traceFlags } = started.spanContext();
    const inside = trace.setSpan(context, started);
    let ended = false;
    return {
      traceparent: toTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }),
      begin: (part, options = {}) => (ended ? undefined : begin(part, options, inside, watch)),
      add: (more) => void started.setAttributes({ ...more }),
      fail(reason) {
        started.setAttribute("error.type", reason);
        started.setStatus({ code: SpanStatusCode.ERROR });
      },
      end(at = watch()) {
        ended = true;
        started.end(at);
      },
    };
  }

  return {
    begin: (name, { parent, ...options } = {}) => begin(name, options, toContext(parent), startWatch(clock)),
    async stop() {
      const over = new AbortController();
      const flushed = provider.shutdown().catch(() => undefined);
      await Promise.race([flushed, clock.sleep(LAST_FLUSH_MS, over.signal)]);
      over.abort();
    },
  };
}

/** Unix milliseconds with fractions: by the clock that nodes agree on, carried on by this machine's monotonic one. */
function startWatch(clock: Clock): () => number {
  const ahead = clock.now() - performance.now();
  return () => performance.now() + ahead;
}

function toContext(parent: string | undefined): Context {
  const known = parseTraceparent(parent);
  if (!known) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = known;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function toSampler({ root, ratio, parentBased }: SamplerRule): Sampler {
  const sampler = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  }[root]();
  return parentBased ? new ParentBasedSampler({ root: sampler }) : sampler;
}

/** Says when the collector takes no spans, and when it does again: not for each batch. */
function tellOnce(exporter: OTLPTraceExporter, log: Log): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !failing) log.warn({ err: result.error }, "traces cannot be sent; until they can, spans are dropped");
        if (!failed && failing) log.info("traces are sent again");
        failing = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
