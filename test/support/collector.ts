// An OpenTelemetry collector on loopback: takes OTLP over HTTP as protobuf, reads it by the published schema alone, and keeps every
// span. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentId: string;
  readonly kind: "internal" | "server" | "client";
  /** Unix milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** What the status says besides. */
  readonly message: string;
  /** Of whoever sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly url: string;
  readonly server: Server;
  readonly spans: readonly CollectedSpan[];
  /** Of each batch. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** All that arrived, for what must not be in it. */
  readonly bytes: () => Buffer;
  /** What a batch is answered with from now on; `hang` answers nothing. */
  behave(how: number | "hang"): void;
}

/** Ends with the test. */
export async function openCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const bodies: Buffer[] = [];
  let behaviour: number | "hang" = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      headers.push({ ":path": `${request.method} ${request.url}`, ...request.headers });
      if (behaviour === "hang") return;
      if (behaviour === 200) {
        const body = Buffer.concat(chunks);
        bodies.push(body);
        spans.push(...readExport(body));
      }
      response.writeHead(behaviour, { "content-type": "application/x-protobuf" }).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    spans,
    headers,
    bytes: () => Buffer.concat(bodies),
    behave: (how) => void (behaviour = how),
  };
}

/** The fields of a message by their numbers: integers, fixed numbers as their bytes, and whatever has a length as its bytes. */
function readFields(message: Buffer): Map<number, (Buffer | bigint)[]> {
  const fields = new Map<number, (Buffer | bigint)[]>();
  let at = 0;
  const readVarint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    if (at + length > message.length) throw new RangeError("the message is cut off");
    return message.subarray(at, (at += length));
  };
  while (at < message.length) {
    const tag = Number(readVarint());
    const wire = tag & 7;
    const value = wire === 0 ? readVarint() : take(wire === 1 ? 8 : wire === 5 ? 4 : Number(readVarint()));
    if (![0, 1, 2, 5].includes(wire)) throw new RangeError(`no such wire type: ${wire}`);
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

function readMessages(message: Buffer, field: number): Buffer[] {
  return (readFields(message).get(field) ?? []) as Buffer[];
}

function readExport(body: Buffer): CollectedSpan[] {
  return readMessages(body, 1).flatMap((resourceSpans) => {
    const [resource] = readMessages(resourceSpans, 1);
    const facts = resource ? readFacts(readMessages(resource, 1)) : {};
    return readMessages(resourceSpans, 2).flatMap((scope) => readMessages(scope, 2).map((span) => readSpan(span, facts)));
  });
}

function readSpan(message: Buffer, resource: CollectedSpan["resource"]): CollectedSpan {
  const fields = readFields(message);
  const bytes = (field: number) => (fields.get(field)?.[0] ?? Buffer.of()) as Buffer;
  const kind = (["unspecified", "internal", "server", "client"] as const)[Number(fields.get(6)?.[0] ?? 0n)];
  if (kind === undefined || kind === "unspecified") throw new RangeError("a span without a kind");
  const status = readFields(bytes(15));
  return {
    name: bytes(5).toString(),
    traceId: bytes(1).toString("hex"),
    spanId: bytes(2).toString("hex"),
    parentId: bytes(4).toString("hex"),
    kind,
    start: Number(bytes(7).readBigUInt64LE()) / 1e6,
    end: Number(bytes(8).readBigUInt64LE()) / 1e6,
    facts: readFacts((fields.get(9) ?? []) as Buffer[]),
    failed: status.get(3)?.[0] === 2n,
    message: ((status.get(2)?.[0] ?? Buffer.of()) as Buffer).toString(),
    resource,
  };
}

function readFacts(pairs: readonly Buffer[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const fields = readFields(pair);
      return [String(fields.get(1)?.[0]), readValue((fields.get(2)?.[0] ?? Buffer.of()) as Buffer)];
    }),
  );
}

function readValue(message: Buffer): unknown {
  const [[field, [value] = []] = []] = readFields(message);
  if (field === 1) return String(value);
  if (field === 2) return value !== 0n;
  if (field === 3) return Number(BigInt.asIntN(64, value as bigint));
  if (field === 4) return (value as Buffer).readDoubleLE();
  throw new RangeError(`no such value: ${field}`);
}
