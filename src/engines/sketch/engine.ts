// The embedded engine: an illustrator made of code, no neural network. It draws in worker threads, so that the server answers
// while pictures are drawn; the same request gives the same bytes, so a submission may always be repeated.
import { z } from "zod";
import { defineEngine } from "../../core/engine.ts";
import type { Engine, EngineCall, EngineImage, ImageRequest } from "../../core/engine.ts";
import { createPool } from "./pool.ts";

/** Seeds live in [0, 2^31): image `i` of a request is drawn with `seed + i`, wrapping there. */
const SEEDS = 2 ** 31;

/** A photograph takes seven times as long as a flat illustration. The words for styles are loaded by the first call. */
export async function toSketchKind({ prompt }: Pick<ImageRequest, "prompt">): Promise<string> {
  return (await import("./scene/find-style.ts")).findStyle(prompt);
}

export const sketch = defineEngine({
  id: "sketch",
  title: "Sketch, the embedded illustrator",
  settings: z.object({
    /** Pictures drawn at once; each thread takes one core and about 250 MB while it draws. */
    threads: z.number().int().min(1).max(64),
  }),
  start({ threads }): Engine {
    const pool = createPool({ threads });
    return {
      id: "sketch",
      capabilities: { concurrency: threads, repeatable: true, exact: true, digitalSourceType: "algorithmicMedia" },
      submit: async (request, call) => ({ done: await drawAll(request, call) }),
      stop: () => pool.stop(),
    };

    async function drawAll({ count, seed, ...picture }: ImageRequest, call: EngineCall): Promise<EngineImage[]> {
      // The first failure ends the other pictures of the same request.
      const failure = new AbortController();
      const signal = AbortSignal.any([call.signal, failure.signal]);
      const fractions = Array.from({ length: count }, () => 0);
      const drawings = fractions.map(async (_, index): Promise<EngineImage> => {
        try {
          const bytes = await pool.draw(
            { ...picture, seed: (seed + index) % SEEDS },
            {
              signal,
              previews: call.previews === true,
              progress: (report) => {
                fractions[index] = report.fraction;
                call.progress({ ...report, fraction: fractions.reduce((sum, each) => sum + each, 0) / count });
              },
            },
          );
          return { bytes };
        } catch (error) {
          failure.abort(error);
          throw error;
        }
      });
      return Promise.all(drawings);
    }
  },
});
