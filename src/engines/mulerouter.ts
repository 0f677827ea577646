// MuleRouter, or another Muleteer: our own wire contract read from the other side. A job has an id, so it is submitted once and
// looked at until it ends.
import { z } from "zod";
import { EngineError, defineEngine } from "../core/engine.ts";
import type { Engine, EngineCall, EngineImage, ImageRequest, Submission } from "../core/engine.ts";
import type { Handle, Json } from "../core/task.ts";
import { connectOrigin, type OriginAnswer } from "../io/origin.ts";
import { toUrlImage } from "./upstream/answers.ts";
import { ACCEPT_MS, lookAt, probeAt, submitTo } from "./upstream/calls.ts";
import { isMissing, lostAnswer, readStatement, toCheckError, toSubmitError, toWorkError } from "./upstream/failures.ts";
import { holder, toHolder } from "./upstream/holder.ts";
import { apiKey, baseUrl, concurrency, engineId, submitsPerSecond, toAuthorization } from "./upstream/settings.ts";

/** The service itself; anywhere else is another Muleteer, which adds to our traces. */
const MULEROUTER = "https://api.mulerouter.ai";
/** Every image is paid, and no idempotency key exists. */
const TERMS = { paid: true };
/** A job that nobody has. */
const NO_JOB = "00000000-0000-0000-0000-000000000000";

/** Models whose body has no `n`: exactly one image comes back. */
const SINGLE_IMAGE_MODELS: ReadonlySet<string> = new Set(["alibaba/qwen-image-max"]);

const handleShape = z.object({ path: z.string().regex(/^\/vendors\/[\w./-]{1,300}$/), at: holder.optional() });

const acceptedAnswer = z.looseObject({ task_info: z.looseObject({ id: z.string().regex(/^[\w-]{1,128}$/) }) });
const statusAnswer = z.looseObject({
  task_info: z.looseObject({ status: z.string().max(64), error: z.unknown().optional() }),
  images: z.array(z.unknown()).max(16).optional().catch(undefined),
});

export const mulerouter = defineEngine({
  id: "mulerouter",
  title: "MuleRouter",
  settings: z.object({
    id: engineId("mulerouter"),
    baseUrl: baseUrl().default(MULEROUTER),
    apiKey,
    concurrency: concurrency.default(8),
    submitsPerSecond: submitsPerSecond.optional(),
  }),
  start({ id, baseUrl, apiKey, concurrency, submitsPerSecond }): Engine {
    const origin = connectOrigin({ baseUrl, headers: toAuthorization(apiKey), joinsTrace: baseUrl !== MULEROUTER });
    const here = toHolder({ baseUrl, apiKey });

    return {
      id,
      capabilities: {
        concurrency,
        ...(submitsPerSecond === undefined ? {} : { submitsPerSecond }),
        repeatable: false,
        extendsPrompts: true,
        digitalSourceType: "trainedAlgorithmicMedia",
      },
      origin: new URL(baseUrl).origin,
      account: here.account,

      async submit(request, call): Promise<Submission> {
        const path = toModelPath(request.model);
        call.progress({ step: "submitting", fraction: 0 });
        const { signal } = call;
        const answer = await submitTo(origin, { path, json: toBody(request), signal, timeoutMs: ACCEPT_MS }, TERMS);
        const body = answer.json();
        const accepted = acceptedAnswer.safeParse(body).data;
        if (!accepted) throw toSubmitError({ status: answer.status, ...readStatement(body) }, TERMS);
        return { pending: { path: `${path}/${accepted.task_info.id}`, at: here } };
      },

      async check(handle, call): Promise<Submission> {
        const { path, at } = readHandle(handle);
        const { signal } = call;
        return readStatus(await lookAt(origin, { path, at, here, isForgotten, signal }), handle, call);
      },

      // Nothing that is free is told from a job that does not exist, so that is asked for: 404 says that the key is good.
      async probe({ signal }) {
        const path = `${toModelPath("alibaba/qwen-image-max")}/${NO_JOB}`;
        await probeAt(origin, { path, signal }, (answer) => answer.status === 404 && answer.json() !== undefined);
      },

      async stop() {
        origin.close();
      },
    };
  },
});

/** `/vendors/alibaba/v1/qwen-image-max/generation` for `alibaba/qwen-image-max`. */
function toModelPath(model: string): string {
  const [vendor = "", name = ""] = model.split("/").map(encodeURIComponent);
  return `/vendors/${vendor}/v1/${name}/generation`;
}

function toBody(request: ImageRequest): Readonly<Record<string, Json>> {
  const { model, prompt, negativePrompt, width, height, count, seed, extendPrompt, inspectContent } = request;
  return {
    prompt,
    ...(negativePrompt ? { negative_prompt: negativePrompt } : {}),
    size: `${width}*${height}`,
    // The service's own default for `n` is 4.
    ...(SINGLE_IMAGE_MODELS.has(model) ? {} : { n: count }),
    prompt_extend: extendPrompt === true,
    seed,
    ...(inspectContent === undefined ? {} : { safety_filter: inspectContent }),
  };
}

/** @throws {EngineError} for a handle that another engine made. */
function readHandle(handle: Handle): z.output<typeof handleShape> {
  const parsed = handleShape.safeParse(handle).data;
  if (!parsed) throw new EngineError("The task's work cannot be found again.", { kind: "internal", repeatable: false });
  return parsed;
}

/** 2000 speaks of a path that is not served at the moment, and not of the job. */
function isForgotten(answer: OriginAnswer): boolean {
  return isMissing(answer) && readStatement(answer.json()).code !== "2000";
}

function readStatus(answer: OriginAnswer, handle: Handle, call: EngineCall): Submission {
  const parsed = statusAnswer.safeParse(answer.json()).data;
  switch (parsed?.task_info.status) {
    case "pending":
    case "queued":
      call.progress({ step: "queued", fraction: 0 });
      return { pending: handle };
    case "processing":
    case "running":
      call.progress({ step: "drawing", fraction: 0.1 });
      return { pending: handle };
    case "completed":
    case "succeeded":
      return { done: readImages(parsed.images) };
    case "failed":
      throw toWorkError({ status: 200, ...readStatement({ error: toStatement(parsed.task_info.error) }) });
    default:
      // Neither garbage nor a word of tomorrow says that the work has ended.
      throw toCheckError({ status: answer.status });
  }
}

/** `{code, title, detail}` of a failed task, as error bodies are written: its sentence is the detail. */
function toStatement(error: unknown): unknown {
  return typeof error === "object" ? error : {};
}

/** @throws {EngineError} unless every image is at a URL; they are made and paid. */
function readImages(urls: readonly unknown[] = []): readonly EngineImage[] {
  const images = urls.map((url) => toUrlImage(url)).filter((image) => image !== undefined);
  if (images.length === 0 || images.length < urls.length) throw lostAnswer();
  return images;
}
