// Sends requests from many connections, one at a time on each, and takes the time of every answer. By hand, because a client of
// node:http takes longer for a request than the servers do.
import { connect } from "node:net";
import { quantile } from "./statistics.ts";

export interface Load {
  readonly port: number;
  /** The next request to send; undefined ends the connection that asks. */
  readonly next: () => Buffer | undefined;
  readonly connections: number;
  /** Sends for so long; until `next` has no more when absent. */
  readonly lastsMs?: number;
  /** Any other answer is a failure. */
  readonly status: number;
  readonly onBody?: (body: string) => void;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from a request to the end of its answer. */
  readonly times: readonly number[];
  readonly p50: number;
  readonly p99: number;
}

/** @throws for a connection that breaks, and an answer of another status. */
export async function load(options: Load): Promise<LoadResult> {
  const { connections, lastsMs = Number.POSITIVE_INFINITY } = options;
  const times: number[] = [];
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, () => converse(options, { until: begun + lastsMs, times })));
  const seconds = (performance.now() - begun) / 1000;
  return { perSecond: times.length / seconds, times, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

function converse(
  { port, next, status, onBody }: Load,
  { until, times }: { readonly until: number; readonly times: number[] },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    let sentAt = 0;
    const send = () => {
      const request = performance.now() < until ? next() : undefined;
      sentAt = performance.now();
      if (request) socket.write(request);
      else socket.end();
    };
    socket
      .setNoDelay(true)
      .setEncoding("latin1")
      .on("connect", send)
      .on("error", reject)
      .on("close", () => (received === "" ? resolve() : reject(new Error(`cut off after ${JSON.stringify(received)}`))));
    socket.on("data", (text: string) => {
      received += text;
      const headEnd = received.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      const bodyStart = headEnd + 4;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
      if (received.length < bodyStart + length) return;
      if (!received.startsWith(`HTTP/1.1 ${status}`)) {
        reject(new Error(received.slice(0, 600)));
        return void socket.destroy();
      }
      onBody?.(received.slice(bodyStart));
      received = "";
      times.push(performance.now() - sentAt);
      send();
    });
  });
}

/** Request after request, in a circle. */
export function inTurns(requests: readonly Buffer[]): () => Buffer | undefined {
  let sent = 0;
  return () => requests[(sent += 1) % requests.length];
}
