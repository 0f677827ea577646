// The task as our own surface shows it: everything that is known of it, every field always there.
import { toTraceId } from "../core/traceparent.ts";
import { reserve, settle, toUsd } from "../core/money.ts";
import { toPreviewPath } from "../core/signed-url.ts";
import { isTerminal, type Task } from "../core/task.ts";
import { toImageUrls } from "../core/wire.ts";
import type { HttpParts } from "./parts.ts";

/** A preview's URL changes with each preview, and not with each look at it. */
const PREVIEW_URL_MS = 3_600_000;

type ViewParts = Pick<HttpParts, "clock" | "queue" | "estimates" | "imageSecret" | "models">;

export interface ProgressView {
  readonly fraction: number;
  readonly step: string;
  readonly steps: { readonly done: number; readonly total: number } | null;
  readonly stalled: boolean;
  readonly queue_position: number | null;
  readonly eta_seconds: number | null;
  readonly preview_url: string | null;
}

/** @param origin that links begin with. */
export async function toProgressView(task: Task, parts: ViewParts, origin: string): Promise<ProgressView> {
  const now = parts.clock.now();
  const { progress } = task;
  const position = task.state === "pending" ? await parts.queue.position(task.id) : undefined;
  const isKnown = task.state === "processing" || position !== undefined;
  const remainingMs = isKnown ? await parts.estimates.remainingMs(task, now, (position ?? 1) - 1) : undefined;
  const isWorking = task.state === "processing";
  return {
    fraction: task.state === "completed" ? 1 : (progress?.fraction ?? 0),
    step: toStep(task),
    steps: progress?.steps ?? null,
    stalled: await parts.estimates.isStalled(task, now),
    queue_position: position ?? null,
    eta_seconds: remainingMs === undefined ? null : Math.round(remainingMs / 100) / 10,
    preview_url:
      isWorking && progress && progress.previews > 0 ? toPreviewUrl(task, progress.previews, { parts, origin, now }) : null,
  };
}

function toStep({ state, progress }: Task): string {
  if (state === "pending") return "queued";
  if (isTerminal(state)) return state;
  return progress?.step ?? "starting";
}

function toPreviewUrl(
  { id: taskId }: Task,
  version: number,
  { parts, origin, now }: { readonly parts: ViewParts; readonly origin: string; readonly now: number },
): string {
  const expires = (Math.ceil(now / PREVIEW_URL_MS) * PREVIEW_URL_MS + PREVIEW_URL_MS) / 1000;
  return origin + toPreviewPath({ taskId, version, expires }, parts.imageSecret);
}

/** Images of a completed task. */
export function toImageViews(task: Task, { imageSecret }: ViewParts, origin: string) {
  const expires_at = toStamp(task.expiresAt);
  const urls = task.state === "completed" ? toImageUrls(task, { origin, imageSecret }) : [];
  return (task.images ?? []).map(({ width, height, type, sizeBytes: size_bytes, sha256 }, index) => ({
    url: urls[index] ?? null,
    width,
    height,
    type,
    size_bytes,
    sha256,
    expires_at,
  }));
}

function spanMs(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.max(0, to - from);
}

export async function toTaskView(task: Task, parts: ViewParts, origin: string) {
  const model = parts.models.find(({ id }) => id === task.model);
  const { createdAt, startedAt, finishedAt } = task;
  return {
    id: task.id,
    object: "task",
    model: task.model,
    status: task.state,
    created_at: toStamp(createdAt),
    updated_at: toStamp(task.updatedAt),
    started_at: toStamp(startedAt),
    finished_at: toStamp(finishedAt),
    deadline_at: toStamp(task.deadlineAt),
    priority: task.priority,
    input: task.input,
    final_prompt: task.finalPrompt ?? null,
    seed: task.seed,
    engine: task.engine ?? null,
    attempts: startedAt === undefined ? 0 : task.failures + (task.lease !== undefined || isTerminal(task.state) ? 1 : 0),
    progress: await toProgressView(task, parts, origin),
    cost: toCost(task),
    warnings: task.warnings,
    images: toImageViews(task, parts, origin),
    error: task.error ?? null,
    timings: {
      queued_ms: spanMs(createdAt, startedAt ?? finishedAt),
      processing_ms: spanMs(startedAt, finishedAt),
      total_ms: spanMs(createdAt, finishedAt),
    },
    read_url: model ? `${origin}${model.path}/${task.id}` : null,
    trace_id: toTraceId(task.traceparent),
  };
}

function toCost(task: Task) {
  const { kind, amountMicros } = isTerminal(task.state) ? settle(task) : reserve(task);
  return {
    currency: "USD",
    price_usd: toUsd(task.priceMicros),
    charged_usd: kind === "charge" ? toUsd(amountMicros) : 0,
    state: ({ reserve: "reserved", charge: "charged", release: "released" } as const)[kind],
  };
}

/** RFC 3339, or null. */
export function toStamp(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
