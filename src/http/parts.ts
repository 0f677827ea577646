// What the front door is built from.
import type { Blobs } from "../core/blobs.ts";
import type { Clock } from "../core/clock.ts";
import type { EngineStatus } from "../core/engine-status.ts";
import type { Estimates } from "../core/estimates.ts";
import type { Model } from "../core/model.ts";
import type { Store } from "../core/store.ts";
import type { Log } from "../io/log.ts";
import type { Metrics } from "../io/metrics.ts";
import type { Tracer } from "../io/tracer.ts";
import type { QueueView } from "./queue.ts";
import type { TaskWatch } from "./watch.ts";

export interface HttpParts {
  /** A server that only draws or delivers answers its operator's probes and nobody else. */
  readonly serves: "everything" | "probes";
  readonly store: Store;
  readonly blobs: Blobs;
  readonly models: readonly Model[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Undefined where nothing is traced. */
  readonly tracer: Tracer | undefined;
  readonly version: string;
  /** Signs image URLs: 32 bytes. */
  readonly imageSecret: Uint8Array;
  /** Of browsers' sessions: 32 bytes. */
  readonly sessionSecret: Uint8Array;
  /** Where the console's build lies, if it was made; undefined serves no console and takes no sessions. */
  readonly consoleDirectory: string | undefined;
  /** Origin that clients reach this server by, without a trailing slash; undefined takes each request's own `Host`. */
  readonly publicUrl: string | undefined;
  /** Who waits for tasks. */
  readonly watch: TaskWatch;
  readonly queue: QueueView;
  readonly estimates: Estimates;
  /** Whether webhooks may go to this machine itself, over plain HTTP too. */
  readonly allowLoopbackWebhooks: boolean;
  /** The engines as they are at this moment. */
  listEngines(): Promise<readonly EngineStatus[]>;
  /** Tells that there is a delivery to make. */
  wakeDelivery(): void;
  /** Why the server takes no new work at the moment, or undefined. */
  refusal(): string | undefined;
}
