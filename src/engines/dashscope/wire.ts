// DashScope's bodies: what a request becomes in each form, and what its answers say.
import { z } from "zod";
import { EngineError, type EngineResult, type ImageRequest } from "../../core/engine.ts";
import { toFinalPrompt, toUrlImage } from "../upstream/answers.ts";
import { lostAnswer, toWorkError, type Failure } from "../upstream/failures.ts";
import type { Size } from "../upstream/sizes.ts";
import type { Form } from "./models.ts";

interface Submit {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

const PATHS: Readonly<Record<Form, string>> = {
  messages: "/api/v1/services/aigc/multimodal-generation/generation",
  job: "/api/v1/services/aigc/image-generation/generation",
  synthesis: "/api/v1/services/aigc/text2image/image-synthesis",
};

/** @param model the vendor's name for it; its images are drawn with `seed`, `seed + 1`, … */
export function toSubmit(request: ImageRequest, { model, form, size }: { model: string; form: Form; size: Size }): Submit {
  const { prompt, negativePrompt, count, seed, extendPrompt } = request;
  const negative = negativePrompt ? { negative_prompt: negativePrompt } : {};
  const parameters = {
    size: `${size.width}*${size.height}`,
    n: count,
    prompt_extend: extendPrompt === true,
    watermark: false,
    seed,
  };
  const json =
    form === "synthesis"
      ? { model, input: { prompt, ...negative }, parameters }
      : {
          model,
          input: { messages: [{ role: "user", content: [{ text: prompt }] }] },
          parameters: { ...negative, ...parameters },
        };
  return { path: PATHS[form], headers: form === "messages" ? {} : { "x-dashscope-async": "enable" }, json };
}

export const jobId = z.string().regex(/^[\w-]{1,128}$/);

/** The answer that a job was taken with. */
export const acceptedAnswer = z.looseObject({ output: z.looseObject({ task_id: jobId }) });

const text = z.string().nullish().catch(undefined);
const part = z.looseObject({ image: text });
const choice = z.looseObject({ message: z.looseObject({ content: z.array(part).max(16) }) });
const result = z.looseObject({ url: text, code: text, message: text, orig_prompt: text, actual_prompt: text });

/** What is drawn stands in `choices` in the new forms, and in `results` in the old. */
const output = z.looseObject({
  task_status: text,
  code: text,
  message: text,
  choices: z.array(choice).max(16).optional(),
  results: z.array(result).max(16).optional(),
});
type Output = z.output<typeof output>;

/** The answer of a call that draws, and of a look at a job. */
export const outputAnswer = z.looseObject({ output });

/**
 * The images of work that has ended well.
 * @throws {EngineError} when one of them is missing: the others are paid, so none is asked for again.
 */
export function readResult({ choices = [], results = [] }: Output): EngineResult {
  throwForParts(results);
  const urls = [
    ...choices.flatMap(({ message }) => message.content).flatMap(({ image }) => (image ? [image] : [])),
    ...results.map(({ url }) => url),
  ];
  const done = urls.map((url) => toUrlImage(url)).filter((image) => image !== undefined);
  if (done.length === 0 || done.length < urls.length) throw lostAnswer();
  const [first] = results;
  return { done, ...toFinalPrompt(first?.actual_prompt, first?.orig_prompt ?? "") };
}

/** Each image of a job may fail by itself. */
function throwForParts(results: NonNullable<Output["results"]>): void {
  const failed = results.filter(({ url }) => !url);
  const [first] = failed;
  if (!first) return;
  const error = toWorkError(toFailure(first));
  if (failed.length === results.length || error.kind === "contentRefused") throw error;
  throw new EngineError(
    "The provider made only some of the images. They were not asked for again, because it would charge twice.",
    {
      kind: "upstreamFailed",
      repeatable: false,
    },
  );
}

/** What an output or a part of one says of its failure. */
export function toFailure({ code, message }: Pick<Output, "code" | "message">): Failure {
  return { status: 200, ...(code ? { code } : {}), ...(message ? { message } : {}) };
}
