// DashScope, the API of Alibaba Cloud Model Studio: the vendor's own service for its models. Some models answer a call with the
// images, others with a job that is looked at until it ends; models.ts says which.
import { z } from "zod";
import { EngineError, defineEngine } from "../../core/engine.ts";
import type { Engine, EngineCall, ImageRequest, Submission } from "../../core/engine.ts";
import type { Handle } from "../../core/task.ts";
import { connectOrigin, type OriginAnswer } from "../../io/origin.ts";
import { ACCEPT_MS, DRAW_MS, lookAt, probeAt, submitTo, talkOf } from "../upstream/calls.ts";
import { isMissing, readStatement, toCheckError, toSubmitError, toWorkError } from "../upstream/failures.ts";
import { holder, toHolder } from "../upstream/holder.ts";
import { apiKey, baseUrl, concurrency, engineId, submitsPerSecond, toAuthorization } from "../upstream/settings.ts";
import { describeSize, fitSize } from "../upstream/sizes.ts";
import { DEFAULT_NAMES, findUpstreamModel } from "./models.ts";
import { acceptedAnswer, jobId, outputAnswer, readResult, toFailure, toSubmit } from "./wire.ts";

/** Images are billed, and no idempotency key exists. */
const TERMS = { paid: true };
/** A job that nobody has. */
const NO_JOB = "00000000-0000-0000-0000-000000000000";

const handleShape = z.object({ job: jobId, warnings: z.array(z.string()), at: holder.optional() });

export const dashscope = defineEngine({
  id: "dashscope",
  title: "DashScope",
  settings: z.object({
    id: engineId("dashscope"),
    /** Of the region that the key belongs to; with or without `/api/v1` at its end. */
    baseUrl: baseUrl("/api/v1").default("https://dashscope-intl.aliyuncs.com"),
    apiKey,
    /** The vendor's name for each model that is served through it. */
    models: z.record(z.string(), z.string().regex(/^[\w.-]{1,100}$/)).default({ ...DEFAULT_NAMES }),
    // The vendor's limits for an account: two at once, two submissions a second.
    concurrency: concurrency.default(2),
    submitsPerSecond: submitsPerSecond.default(2),
  }),
  start({ id, baseUrl, apiKey, models, concurrency, submitsPerSecond }): Engine {
    const origin = connectOrigin({ baseUrl, headers: toAuthorization(apiKey) });
    const here = toHolder({ baseUrl, apiKey });

    async function submit(request: ImageRequest, call: EngineCall): Promise<Submission> {
      const name = Object.hasOwn(models, request.model) ? models[request.model] : undefined;
      const model = findUpstreamModel(name ?? "");
      if (name === undefined || request.count > model.maxImages) throw notServed();
      const size = model.sizes ? fitSize(request, model.sizes) : { width: request.width, height: request.height };
      const warnings = describeSize(request, size);
      const { form } = model;
      call.progress({ step: form === "messages" ? "drawing" : "submitting", fraction: 0 });
      const timeoutMs = form === "messages" ? DRAW_MS : ACCEPT_MS;
      const submission = toSubmit(request, { model: name, form, size });
      const answer = await submitTo(origin, { ...submission, signal: call.signal, timeoutMs }, TERMS);
      const body = answer.json();
      if (form === "messages") {
        const drawn = outputAnswer.safeParse(body).data;
        if (drawn?.output.choices) return { ...readResult(drawn.output), warnings };
      } else {
        const accepted = acceptedAnswer.safeParse(body).data;
        if (accepted) return { pending: { job: accepted.output.task_id, warnings, at: here } };
      }
      throw toSubmitError({ status: answer.status, ...readStatement(body) }, TERMS);
    }

    return {
      id,
      capabilities: {
        concurrency,
        submitsPerSecond,
        repeatable: false,
        extendsPrompts: true,
        models: Object.keys(models),
        digitalSourceType: "trainedAlgorithmicMedia",
      },
      origin: new URL(baseUrl).origin,
      account: here.account,
      submit,

      async check(handle, call): Promise<Submission> {
        const { job, at } = readHandle(handle);
        const { signal } = call;
        return readStatus(await lookAt(origin, { path: toJobPath(job), at, here, isForgotten, signal }), handle, call);
      },

      // Only work that still waits can be cancelled. Whatever the answer is, there is nothing more to do.
      async cancel(handle, { signal }) {
        const path = `${toJobPath(readHandle(handle).job)}/cancel`;
        await talkOf(origin, { method: "POST", path, signal });
      },

      // Costs nothing: an id that nobody has is answered with UNKNOWN, and 401 where the key is refused.
      probe: ({ signal }) => probeAt(origin, { path: toJobPath(NO_JOB), signal }),

      async stop() {
        origin.close();
      },
    };
  },
});

function toJobPath(job: string): string {
  return `/api/v1/tasks/${job}`;
}

function notServed(): EngineError {
  return new EngineError("The provider does not make this model's images as they were asked for.", {
    kind: "noEngine",
    repeatable: false,
    elsewhere: true,
  });
}

/** @throws {EngineError} for a handle that another engine made. */
function readHandle(handle: Handle): z.output<typeof handleShape> {
  const parsed = handleShape.safeParse(handle).data;
  if (!parsed) throw new EngineError("The task's work cannot be found again.", { kind: "internal", repeatable: false });
  return parsed;
}

/** An id that has expired or never was is UNKNOWN, with HTTP 200. */
function isForgotten(answer: OriginAnswer): boolean {
  return isMissing(answer) || outputAnswer.safeParse(answer.json()).data?.output.task_status === "UNKNOWN";
}

function readStatus(answer: OriginAnswer, handle: Handle, call: EngineCall): Submission {
  const parsed = outputAnswer.safeParse(answer.json()).data;
  switch (parsed?.output.task_status) {
    case "PENDING":
    case "SUSPENDED":
      call.progress({ step: "queued", fraction: 0 });
      return { pending: handle };
    case "RUNNING":
      call.progress({ step: "drawing", fraction: 0.1 });
      return { pending: handle };
    case "SUCCEEDED":
      return { ...readResult(parsed.output), warnings: readHandle(handle).warnings };
    case "FAILED":
      throw toWorkError(toFailure(parsed.output));
    case "CANCELED":
      throw new EngineError("The work was cancelled at the provider.", { kind: "upstreamFailed", repeatable: false });
    default:
      throw toCheckError({ status: answer.status });
  }
}
