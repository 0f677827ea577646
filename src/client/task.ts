// The task as the wire says it: in full, as events tell it, and as MuleRouter's paths do, which know the least.
import { ConnectionError } from "./errors.ts";

export type TaskStatus = "pending" | "processing" | "completed" | "failed" | "cancelled";
export type Priority = "low" | "normal" | "high";

export interface Progress {
  /** In [0, 1]; never goes back. */
  readonly fraction: number;
  /** What is being done, in a word or two: `queued`, `sampling`. */
  readonly step: string;
  readonly steps: { readonly done: number; readonly total: number } | null;
  /** The engine has given no sign of life for a while. */
  readonly stalled: boolean;
  /** 1 for the next in line; null once it is drawn. */
  readonly queue_position: number | null;
  readonly eta_seconds: number | null;
  /** A small image of how it looks so far. */
  readonly preview_url: string | null;
}

/** Everything but the URL is null on a server without Muleteer's own surface. */
export interface TaskImage {
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly type: string | null;
  readonly size_bytes: number | null;
  /** Lower-case hexadecimal. */
  readonly sha256: string | null;
  /** ISO 8601. */
  readonly expires_at: string | null;
}

export interface TaskError {
  readonly code: number;
  readonly title: string;
  readonly detail: string;
}

/** What is known of a task at each of its events. */
export interface TaskSummary {
  readonly id: string;
  readonly model: string;
  readonly status: TaskStatus;
  /** ISO 8601. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly progress: Progress;
  /** Empty until completed. */
  readonly images: readonly TaskImage[];
  readonly error: TaskError | null;
}

export interface TaskCost {
  readonly currency: "USD";
  readonly price_usd: number;
  readonly charged_usd: number;
  readonly state: "reserved" | "charged" | "released";
}

export interface TaskTimings {
  readonly queued_ms: number | null;
  readonly processing_ms: number | null;
  readonly total_ms: number | null;
}

/** `GET /v1/tasks/{id}`. */
export interface Task extends TaskSummary {
  readonly object: "task";
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** When it is cancelled if it has not ended. */
  readonly deadline_at: string | null;
  readonly priority: Priority;
  /** The body that created it, with its defaults. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What was drawn: the prompt, rewritten where that was asked for. */
  readonly final_prompt: string | null;
  /** The one asked for, or the one that was drawn. */
  readonly seed: number;
  readonly engine: string | null;
  readonly attempts: number;
  readonly cost: TaskCost;
  readonly warnings: readonly string[];
  readonly timings: TaskTimings;
  /** Where MuleRouter's clients read it; null when its model is no longer served. */
  readonly read_url: string | null;
  readonly trace_id: string;
}

/** A task that is waited for: in full at its end, and at least its summary on the way and on a server that has no more to say. */
export type FollowedTask = TaskSummary & Partial<Omit<Task, keyof TaskSummary>>;

export function hasEnded({ status }: Pick<TaskSummary, "status">): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** MuleRouter's envelope; some of its services say the same in other words. */
export interface GenerationBody {
  readonly task_info?: {
    readonly id?: unknown;
    readonly status?: unknown;
    readonly created_at?: unknown;
    readonly updated_at?: unknown;
    readonly error?: unknown;
  };
  readonly images?: unknown;
}

const STATUS_WORDS: Readonly<Record<string, TaskStatus>> = {
  pending: "pending",
  queued: "pending",
  processing: "processing",
  running: "processing",
  completed: "completed",
  succeeded: "completed",
  failed: "failed",
  cancelled: "cancelled",
};

/** A task as MuleRouter's paths tell it. @throws {ConnectionError} `garbled` for a body that says nothing of a task. */
export function toSummary({ task_info: info, images }: GenerationBody, model: string): TaskSummary {
  const status = typeof info?.status === "string" ? STATUS_WORDS[info.status] : undefined;
  if (typeof info?.id !== "string" || status === undefined) {
    throw new ConnectionError("garbled", "The answer says nothing of a task; is baseUrl right?");
  }
  return {
    id: info.id,
    model,
    status,
    created_at: typeof info.created_at === "string" ? info.created_at : "",
    updated_at: typeof info.updated_at === "string" ? info.updated_at : "",
    progress: toProgress(status),
    images: Array.isArray(images) ? images.flatMap((url: unknown) => (typeof url === "string" ? [toImage(url)] : [])) : [],
    error: status === "failed" ? toError(info.error) : null,
  };
}

/** A task of which no more is known than that it was. */
export function toUnknownTask({ id, model }: Pick<TaskSummary, "id" | "model">): TaskSummary {
  const status = "failed";
  return { id, model, status, created_at: "", updated_at: "", progress: toProgress(status), images: [], error: null };
}

/** As far as a status alone says it. */
function toProgress(status: TaskStatus): Progress {
  return {
    fraction: status === "completed" ? 1 : 0,
    step: status === "pending" ? "queued" : status,
    steps: null,
    stalled: false,
    queue_position: null,
    eta_seconds: null,
    preview_url: null,
  };
}

function toImage(url: string): TaskImage {
  return { url, width: null, height: null, type: null, size_bytes: null, sha256: null, expires_at: null };
}

function toError(value: unknown): TaskError {
  const { code, title, detail } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const heading = typeof title === "string" && title !== "" ? title : "Failed";
  return {
    code: typeof code === "number" ? code : 0,
    title: heading,
    detail: typeof detail === "string" && detail !== "" ? detail : heading,
  };
}
