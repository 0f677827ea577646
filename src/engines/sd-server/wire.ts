// The native API of stable-diffusion.cpp's sd-server, in both directions: requests are built strictly, because it validates
// almost nothing and draws 104*104 or noise instead; answers are read loosely. What an answer means for a task is decided here.
// https://github.com/leejet/stable-diffusion.cpp/blob/master/examples/server/api.md
import { z } from "zod";
import { EngineError, type ImageRequest } from "../../core/engine.ts";
import type { Handle } from "../../core/task.ts";
import type { Origin } from "../../io/origin.ts";
import { callOwn, failed, gone, refused, unexpected } from "../own-server.ts";

const NAME = "sd-server";

/** Seeds live in [0, 2^31): image `i` of a request is drawn with `seed + i`, wrapping there. */
const SEEDS = 2 ** 31;
/** Pixels of a side, as its own `limits` say; it does not keep them. */
const SHORTEST = 64;
const LONGEST = 4_096;

/** Somebody waits for it who has given up already. */
const WITHDRAW_TIMEOUT_MS = 5_000;
/** A picture of 30 MiB in base64, and what is around it. */
const PICTURE_BYTES = 41 * 1024 * 1024;
const PICTURE_TIMEOUT_MS = 60_000;
const QUEUE_FULL_MS = 5_000;

/** The body of a job. Steps, guidance and sampler stay what the operator gave the server as defaults. */
interface JobRequest {
  readonly prompt: string;
  readonly negative_prompt?: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly batch_count: 1;
  readonly output_format: "png";
  readonly embed_image_metadata: false;
}

/**
 * One job for each image, so that image `i` has the seed `seed + i`.
 * @throws {EngineError} for a size or seed that it would take and misread.
 */
export function toJobRequests({ prompt, negativePrompt, width, height, seed, count }: ImageRequest): JobRequest[] {
  const fits = [width, height].every((side) => Number.isInteger(side) && side >= SHORTEST && side <= LONGEST);
  if (!fits) throw refused(`The engine sd-server draws sides of ${SHORTEST} to ${LONGEST} pixels, not ${width}*${height}.`);
  if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS) throw refused(`The engine sd-server takes no seed such as ${seed}.`);
  return Array.from({ length: count }, (_, index) => ({
    prompt: disarm(prompt),
    ...(negativePrompt ? { negative_prompt: disarm(negativePrompt) } : {}),
    width,
    height,
    seed: (seed + index) % SEEDS,
    batch_count: 1,
    output_format: "png",
    // Its text chunk would name the model's file and repeat the prompt; the server stamps its own.
    embed_image_metadata: false,
  }));
}

/**
 * Text without what some routes and versions read as an order and not as words: `<sd_cpp_extra_args>` sets any parameter, and
 * `<lora:path:1>` loads a file. Nothing is taken out, so nothing can join up to a new order.
 */
function disarm(text: string): string {
  return text.replaceAll(/<(?=[\s/]*(?:sd_cpp_extra_args|lora)\b)/gi, "‹");
}

/** Ids go into paths. */
const jobId = z.string().regex(/^[\w-]{1,128}$/);

/** What finds the jobs of a task again. `instance` is the life of the child that has them; an external server has none. */
const jobHandle = z.object({ jobs: z.array(jobId).min(1), instance: z.string().optional() });

export type JobHandle = z.output<typeof jobHandle>;

export function fromHandle(handle: Handle): JobHandle {
  return jobHandle.parse(handle);
}

const accepted = z.object({ id: jobId });

/** @returns the id of a job that waits or is drawn. @throws {EngineError} */
export async function submitJob(origin: Origin, json: JobRequest, signal: AbortSignal): Promise<string> {
  const answer = await callOwn(NAME, origin, { method: "POST", path: "/sdcpp/v1/img_gen", json, signal });
  if (answer.status === 429) {
    const options = { kind: "noEngine", repeatable: true, elsewhere: true, retryAfterMs: QUEUE_FULL_MS } as const;
    throw new EngineError("The queue of sd-server is full.", options);
  }
  // It looks at the JSON alone; a 400 says that the loaded model makes no images, or that its own defaults do not fit.
  if (answer.status === 400) throw refused("The engine sd-server refused the request.", { cause: answer.text() });
  const job = accepted.safeParse(answer.json());
  if (answer.status !== 202 || !job.success) throw unexpected(NAME, answer);
  return job.data.id;
}

const jobAnswer = z.object({
  status: z.enum(["queued", "generating", "completed", "failed", "cancelled"]),
  result: z.object({ images: z.array(z.object({ b64_json: z.string() })) }).nullish(),
  error: z.object({ message: z.string() }).nullish(),
});

export type JobState = { readonly name: "queued" | "generating" } | { readonly name: "completed"; readonly bytes: Uint8Array };

/** Looks at a job once. @throws {EngineError} when it failed or is gone. */
export async function readJob(origin: Origin, job: string, signal: AbortSignal): Promise<JobState> {
  const bounds = { timeoutMs: PICTURE_TIMEOUT_MS, maxBytes: PICTURE_BYTES };
  const answer = await callOwn(NAME, origin, { method: "GET", path: `/sdcpp/v1/jobs/${job}`, signal, ...bounds });
  // 404 after a restart, 410 when it ended more than ten minutes ago.
  if (answer.status === 404 || answer.status === 410) throw gone(NAME);
  const state = jobAnswer.safeParse(answer.json());
  if (answer.status !== 200 || !state.success) throw unexpected(NAME, answer);
  const { status, result, error } = state.data;
  if (status === "queued" || status === "generating") return { name: status };
  if (status === "cancelled") throw failed("The picture was cancelled at sd-server.");
  if (status === "failed") throw failed("The engine sd-server could not make the image.", error?.message);
  const bytes = Buffer.from(result?.images[0]?.b64_json ?? "", "base64");
  if (bytes.length === 0) throw failed("The engine sd-server finished without an image.");
  return { name: "completed", bytes };
}

/**
 * Takes jobs out of the queue, the last one first, so that none moves up meanwhile. Never rejects: there is nobody to tell.
 * @returns whether one of them is being drawn, which sd-server does not interrupt.
 */
export async function withdrawJobs(origin: Origin, jobs: readonly string[]): Promise<boolean> {
  // The call that wanted the jobs may be the one that was aborted.
  const { signal } = new AbortController();
  let drawn = false;
  for (const job of jobs.toReversed()) {
    try {
      const { status } = await callOwn(NAME, origin, {
        method: "POST",
        path: `/sdcpp/v1/jobs/${job}/cancel`,
        json: {},
        timeoutMs: WITHDRAW_TIMEOUT_MS,
        signal,
      });
      if (status === 409) drawn = true;
    } catch {
      // It ends by itself, or has gone with its server.
    }
  }
  return drawn;
}

/** @throws {EngineError} unless it would take a job now. */
export async function probeServer(origin: Origin, signal: AbortSignal): Promise<void> {
  const answer = await callOwn(NAME, origin, { method: "GET", path: "/v1/models", signal });
  if (answer.status !== 200) throw unexpected(NAME, answer);
}
