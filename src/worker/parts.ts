// What the worker is built from.
import type { Blobs } from "../core/blobs.ts";
import type { Clock } from "../core/clock.ts";
import type { Inspector } from "../core/inspector.ts";
import type { Model } from "../core/model.ts";
import type { Rewriter } from "../core/rewriter.ts";
import type { Store } from "../core/store.ts";
import type { Task } from "../core/task.ts";
import type { Log } from "../io/log.ts";
import type { Metrics } from "../io/metrics.ts";
import type { Tracer } from "../io/tracer.ts";
import type { Router } from "./router.ts";

export interface WorkerParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly router: Router;
  readonly rewriter: Rewriter;
  readonly inspector: Inspector;
  /** By id. */
  readonly models: ReadonlyMap<string, Model>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Undefined where nothing is traced. */
  readonly tracer: Tracer | undefined;
  /** Whether anybody looks at the progress of a task now: only then are previews worth their time. */
  isWatched(task: Task): boolean;
  /** Whether a paid submission whose answer was lost is made again, and perhaps paid for twice. */
  readonly repeatLost: boolean;
  /** How long a worker that has fallen silent keeps its tasks. */
  readonly leaseMs: number;
  /** How long one attempt at a task may take, the wait for an engine not counted. */
  readonly taskTimeoutMs: number;
  /** How long images are kept after their task completed. */
  readonly retentionMs: number;
}
