// Webhooks: sends the deliveries that stand in rows, and writes down every attempt. At least once, in no order; a receiver that
// hangs delays its own deliveries and nobody else's. Owns I8 for webhooks: every attempt, gap and queue has a bound.
import { toWebhookEventType } from "../core/event.ts";
import { nextDeliveryDelayMs } from "../core/retry.ts";
import type { Task } from "../core/task.ts";
import { signDelivery, toEnvelope, toTaskEventData } from "../core/webhook.ts";
import { toDeliveryTarget, type AttemptOutcome, type ClaimedDelivery } from "../core/webhook-store.ts";
import { ExchangeError } from "../io/exchange.ts";
import type { PostOutcome, PostWebhook } from "../io/webhook-post.ts";
import type { WorkerParts } from "./parts.ts";
import { traceDelivery } from "./trace.ts";

/** Attempts under way at once: in all, to one target, and of one key, so that receivers of one never have all places. */
const MAX_ATTEMPTS = 256;
const MAX_PER_TARGET = 4;
const MAX_PER_KEY = 128;
/** Longer than an attempt can take, and than its outcome takes to be written. */
const LEASE_MS = 15_000;
const MAX_IDLE_MS = 5_000;
const TROUBLE_MS = 500;
/** An endpoint at which every attempt failed for so long is disabled. */
const GIVE_UP_MS = 3 * 24 * 3_600_000;

type DeliverParts = Pick<WorkerParts, "store" | "clock" | "log" | "models" | "tracer"> & {
  /** Signs links to images: 32 bytes. */
  readonly imageSecret: Uint8Array;
  readonly post: PostWebhook;
};

export interface Delivery {
  /** Says that there may be new deliveries. */
  wake(): void;
  /** Begins no more attempts; those under way are cut off, and made again by the next start. */
  stop(): Promise<void>;
}

export function startDelivery(parts: DeliverParts): Delivery {
  const { store, clock, log } = parts;
  /** Attempts under way by target. */
  const busy = new Map<string, number>();
  const stopping = new AbortController();
  const attempts = new Set<Promise<void>>();
  let bell = new AbortController();
  const wake = () => bell.abort("rung");

  function begin(delivery: ClaimedDelivery): void {
    const target = toDeliveryTarget(delivery);
    busy.set(target, (busy.get(target) ?? 0) + 1);
    const attempt = deliver(delivery, parts, stopping.signal)
      .catch((error: unknown) => {
        // Cut off by our own stop: that was no attempt, and the next start makes it.
        if (error instanceof ExchangeError && error.kind === "aborted") return;
        log.error({ delivery: delivery.id, err: error }, "the outcome of a delivery could not be written");
      })
      .finally(() => {
        attempts.delete(attempt);
        const left = (busy.get(target) ?? 1) - 1;
        if (left === 0) busy.delete(target);
        else busy.set(target, left);
        wake();
      });
    attempts.add(attempt);
  }

  async function claim(): Promise<void> {
    const free = MAX_ATTEMPTS - attempts.size;
    if (free <= 0) return;
    const claimed = await store.claimDeliveries({
      leaseUntil: clock.now() + LEASE_MS,
      limit: free,
      // A target with attempts under way gets its next ones when those have ended.
      except: [...busy.keys()],
      perTarget: MAX_PER_TARGET,
      perKey: MAX_PER_KEY,
    });
    for (const delivery of claimed) begin(delivery);
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      bell = new AbortController();
      try {
        await claim();
        const next = await store.nextDeliveryAt();
        const waitMs = next === undefined ? MAX_IDLE_MS : Math.max(1, Math.min(MAX_IDLE_MS, next - clock.now()));
        await clock.sleep(waitMs, AbortSignal.any([bell.signal, stopping.signal]));
      } catch (error) {
        log.error({ err: error }, "deliveries cannot be read");
        await clock.sleep(TROUBLE_MS, stopping.signal);
      }
    }
  }

  // What is told of a task on webhooks may have brought deliveries; most of what is told is progress.
  const unwatch = store.watch((events) => {
    if (events.some(({ type }) => toWebhookEventType(type) !== undefined)) wake();
  });
  const looping = loop();
  return {
    wake,
    async stop() {
      stopping.abort();
      unwatch();
      await looping;
      await Promise.all(attempts);
    },
  };
}

/** One attempt, and what follows from it. */
async function deliver(delivery: ClaimedDelivery, parts: DeliverParts, signal: AbortSignal): Promise<void> {
  const { store, clock, log, post } = parts;
  const { id, url, secrets } = delivery;
  const at = clock.now();
  const letter = await toLetter(delivery, parts);
  if ("obstacle" in letter) {
    await store.recordAttempt(id, { at, durationMs: 0, response: "", error: letter.obstacle }, { state: "failed", unsent: true });
    return;
  }
  const { body, task } = letter;
  const headers = signDelivery({ secrets, deliveryId: id, timestampSeconds: Math.floor(at / 1000), body });
  const { succeeded, gone, retryAfterMs, ...attempt } = await traceDelivery(delivery, { task, tracer: parts.tracer }, () =>
    post({ url, headers, body, signal }),
  );
  const outcome = toOutcome({ succeeded, gone, retryAfterMs }, delivery, { now: clock.now(), random: clock.random() });
  await store.recordAttempt(id, { at, ...attempt }, outcome);
  if (outcome.disable !== undefined) log.warn({ webhook: delivery.webhookId, reason: outcome.disable }, "webhook disabled");
}

function toOutcome(
  { succeeded, gone, retryAfterMs }: Pick<PostOutcome, "succeeded" | "gone"> & { readonly retryAfterMs: number | undefined },
  { url, webhookId, attempts, failingSince }: ClaimedDelivery,
  { now, random }: { readonly now: number; readonly random: number },
): AttemptOutcome {
  if (succeeded) return { state: "succeeded", url };
  if (gone && webhookId === undefined) return { state: "failed" };
  const delayMs = nextDeliveryDelayMs({ attempts: attempts + 1, random, retryAfterMs });
  // It follows only if its endpoint is not disabled, because that has changed meanwhile.
  const next = delayMs === undefined ? { state: "failed" as const } : { state: "pending" as const, dueAt: now + delayMs };
  if (gone) return { ...next, url, disable: "it answered 410 Gone" };
  if (failingSince === undefined || now - failingSince <= GIVE_UP_MS) return { ...next, url };
  return { ...next, url, disable: "every attempt failed for three days", ifFailingSince: failingSince };
}

interface Letter {
  /** The same bytes at every attempt: what it tells of has happened, and does not change any more. */
  readonly body: string;
  /** What it tells of, if that is a task. */
  readonly task?: Task;
}

/** What there is to send, or why there is nothing. */
async function toLetter(
  delivery: ClaimedDelivery,
  { store, models, imageSecret }: DeliverParts,
): Promise<Letter | { readonly obstacle: string }> {
  const { type, keyId, taskId, data = {} } = delivery;
  // Whoever had the key may have named the URL, and has the links to images in a delivery without any key.
  if ((await store.findKey(keyId))?.revokedAt !== undefined) return { obstacle: "the API key was revoked" };
  if (taskId === undefined) return { body: toEnvelope(delivery, data) };
  const task = await store.findTask(taskId);
  const model = task && models.get(task.model);
  // Its task was deleted in the meantime, and this row with it, or its model is served no more.
  if (!model) return { obstacle: "what it tells of is gone" };
  return { body: toEnvelope(delivery, toTaskEventData(type, task, { model, origin: task.origin, imageSecret })), task };
}
