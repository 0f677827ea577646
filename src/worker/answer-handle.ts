// An answer that was paid for, as a handle of the worker's own: where the upstream keeps the images of a call that gave no handle.
// On disk it outlives the process, so that the images are fetched after a restart and not lost with it.
import { z } from "zod";
import type { EngineResult } from "../core/engine.ts";
import type { Handle } from "../core/task.ts";

const shape = z.strictObject({
  answered: z.strictObject({
    urls: z.array(z.string()),
    finalPrompt: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
});

/** Undefined for an answer that holds images itself: they are on disk in a moment. */
export function toAnswerHandle({ done, finalPrompt, warnings }: EngineResult): Handle | undefined {
  const urls = done.flatMap((image) => ("url" in image ? [image.url] : []));
  if (urls.length === 0 || urls.length < done.length) return undefined;
  return { answered: { urls, ...(finalPrompt === undefined ? {} : { finalPrompt }), ...(warnings ? { warnings } : {}) } };
}

/** Undefined for a handle of an engine's. */
export function readAnswerHandle(handle: Handle | undefined): EngineResult | undefined {
  const answered = shape.safeParse(handle).data?.answered;
  if (!answered) return undefined;
  const { urls, finalPrompt, warnings } = answered;
  return {
    done: urls.map((url) => ({ url })),
    ...(finalPrompt === undefined ? {} : { finalPrompt }),
    ...(warnings === undefined ? {} : { warnings }),
  };
}
