// What traces tell of a task. Its trace is the one of the request that created it, which stands on the task's row: whichever node
// goes on with it, after whatever has happened, adds to the same.
import type { Engine } from "../core/engine.ts";
import { toEngineName } from "../core/replica-id.ts";
import { isTerminal, type Task } from "../core/task.ts";
import type { ClaimedDelivery } from "../core/webhook-store.ts";
import type { PostOutcome } from "../io/webhook-post.ts";
import { workUnder, type SpanOptions, type Tracer } from "../io/tracer.ts";
import type { Interruption, Run } from "./run.ts";

/** The wait of a task for its first claim. */
export function traceQueue(tracer: Tracer | undefined, { traceparent, createdAt, startedAt = createdAt, ...task }: Task): void {
  const facts = { "muleteer.task.id": task.id, "muleteer.model": task.model, "muleteer.priority": task.priority };
  tracer?.begin("queue", { parent: traceparent, startedAt: createdAt, facts }).end(startedAt);
}

/** One attempt, with all that is done in it, and what it came to. */
export async function traceAttempt(run: Run, attempt: () => Promise<Task>): Promise<Task> {
  const { task, signal, parts } = run;
  const { id, model, claims, failures } = task;
  const span = parts.tracer?.begin("attempt", {
    parent: task.traceparent,
    facts: { "muleteer.task.id": id, "muleteer.model": model, "muleteer.claims": claims, "muleteer.failures": failures },
  });
  if (!span) return await attempt();
  const end = await workUnder(span, async () => {
    try {
      const after = await attempt();
      span.add({ "muleteer.outcome": toOutcome(task, after) });
      if (after.error) {
        span.add({ "muleteer.error.code": after.error.code });
        span.fail(String(after.error.code));
      } else if (after.failures > failures) {
        span.fail("repeated");
      }
      return { after };
    } catch (error) {
      const reason = signal.aborted ? (signal.reason as Interruption) : undefined;
      if (reason !== undefined) span.add({ "muleteer.outcome": reason });
      // That somebody cancelled the task is no failure of the attempt.
      if (reason !== "ended") throw error;
      return { error };
    }
  });
  if ("error" in end) throw end.error;
  return end.after;
}

function toOutcome(before: Task, after: Task): string {
  if (isTerminal(after.state)) return after.state;
  return after.failures > before.failures ? "repeated" : "handedBack";
}

/** One engine's work, by https://github.com/open-telemetry/semantic-conventions-genai, as far as it fits. */
export function toEngineSpan({ id, origin }: Engine, { task }: Pick<Run, "task">): SpanOptions {
  return {
    ...(origin === undefined ? {} : { kind: "client" as const }),
    facts: {
      "gen_ai.operation.name": "generate_content",
      "gen_ai.output.type": "image",
      "gen_ai.provider.name": toEngineName(id),
      "gen_ai.request.model": task.model,
      "gen_ai.request.seed": task.seed,
      "gen_ai.request.choice.count": task.imageCount,
      "muleteer.engine": id,
    },
  };
}

/** One attempt at a delivery that tells of a task. */
export async function traceDelivery(
  { id, type, attempts }: ClaimedDelivery,
  { task, tracer }: { readonly task: Task | undefined; readonly tracer: Tracer | undefined },
  post: () => Promise<PostOutcome>,
): Promise<PostOutcome> {
  const span =
    task &&
    tracer?.begin(`deliver ${type}`, {
      parent: task.traceparent,
      facts: { "muleteer.task.id": task.id, "muleteer.delivery.id": id, "muleteer.failures": attempts },
    });
  if (!span) return await post();
  return await workUnder(span, async () => {
    const outcome = await post();
    if (!outcome.succeeded) span.fail(String(outcome.status ?? "unanswered"));
    return outcome;
  });
}
