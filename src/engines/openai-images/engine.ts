// Servers that speak OpenAI's images API: vLLM-Omni, SGLang, LocalAI, OpenAI and what imitates it. One call makes the images,
// so there is nothing to look at later. What differs between them stands in flavours.ts.
import { z } from "zod";
import { defineEngine } from "../../core/engine.ts";
import type { Engine, EngineCall, EngineImage, EngineResult, ImageRequest } from "../../core/engine.ts";
import { connectOrigin, type OriginAnswer } from "../../io/origin.ts";
import { isSuccess, maxImageAnswerBytes, toFinalPrompt, toInlineImage, toUrlImage } from "../upstream/answers.ts";
import { DRAW_MS, probeAt, submitTo } from "../upstream/calls.ts";
import { readStatement, toSubmitError, unreadableAnswer, type Terms } from "../upstream/failures.ts";
import { apiKey, baseUrl, concurrency, engineId, submitsPerSecond, toAccount, toAuthorization } from "../upstream/settings.ts";
import { FLAVOURS, type Flavour, type FlavourName } from "./flavours.ts";
import { planRequests, type GenerationBody } from "./request.ts";

const flavourNames = Object.keys(FLAVOURS) as [FlavourName, ...FlavourName[]];

/** Of an answer only what is used. */
const imagesAnswer = z.looseObject({
  data: z
    .array(
      z.looseObject({
        b64_json: z.string().nullish(),
        url: z.string().nullish(),
        revised_prompt: z.string().nullish().catch(undefined),
      }),
    )
    .min(1),
});

export const openaiImages = defineEngine({
  id: "openai-images",
  title: "OpenAI-style images",
  settings: z.object({
    id: engineId("openai-images"),
    flavour: z.enum(flavourNames),
    /** With or without `/v1` at its end. */
    baseUrl: baseUrl("/v1"),
    apiKey: apiKey.optional(),
    /** As the server calls it; servers of one model need none. */
    model: z.string().min(1).max(200).optional(),
    /** Sampling steps; the server's own default when absent. */
    steps: z.int().min(1).max(200).optional(),
    /** How closely the picture follows the prompt; the server's own default when absent. */
    guidance: z.number().min(0).max(20).optional(),
    concurrency: concurrency.optional(),
    submitsPerSecond: submitsPerSecond.optional(),
  }),
  start({ id, flavour: name, baseUrl, apiKey, submitsPerSecond, ...settings }): Engine {
    const flavour: Flavour = FLAVOURS[name];
    const terms: Terms = { paid: flavour.paid };
    const origin = connectOrigin({ baseUrl, headers: toAuthorization(apiKey), joinsTrace: !terms.paid });

    function generate(body: GenerationBody, { signal }: EngineCall): Promise<OriginAnswer> {
      const call = { path: "/v1/images/generations", json: body, signal, timeoutMs: DRAW_MS };
      return submitTo(origin, { ...call, maxBytes: maxImageAnswerBytes(body.n) }, terms);
    }

    async function drawAll(request: ImageRequest, call: EngineCall): Promise<EngineResult> {
      const { bodies, warnings } = planRequests(request, flavour, settings);
      const done: EngineImage[] = [];
      let finalPrompt = {};
      for (const body of bodies) {
        call.progress({ step: "drawing", fraction: done.length / request.count });
        const made = readImages(await generate(body, call), body, { terms, baseUrl: origin.baseUrl });
        if (done.length === 0) finalPrompt = toFinalPrompt(made.revisedPrompt, body.prompt);
        done.push(...made.images);
      }
      return { done, ...finalPrompt, warnings };
    }

    return {
      id,
      capabilities: {
        concurrency: settings.concurrency ?? flavour.concurrency,
        ...(submitsPerSecond === undefined ? {} : { submitsPerSecond }),
        repeatable: !flavour.paid,
        digitalSourceType: "trainedAlgorithmicMedia",
      },
      origin: new URL(baseUrl).origin,
      // On one's own server, whoever asks shares the same GPU.
      ...(flavour.paid && apiKey !== undefined ? { account: toAccount(apiKey) } : {}),
      submit: drawAll,
      probe: ({ signal }) => probeAt(origin, { path: flavour.health, signal }, isReady),
      async stop() {
        origin.close();
      },
    };
  },
});

/** A server that does not list its models is there all the same. */
function isReady(answer: OriginAnswer): boolean {
  return isSuccess(answer) || answer.status === 404 || answer.status === 405;
}

/** @throws {EngineError} unless the answer holds at least one image. */
function readImages(
  answer: OriginAnswer,
  { n }: GenerationBody,
  { terms, baseUrl }: { readonly terms: Terms; readonly baseUrl: string },
): { readonly images: readonly EngineImage[]; readonly revisedPrompt: string | null | undefined } {
  const body = answer.json();
  const parsed = imagesAnswer.safeParse(body).data;
  if (!parsed) throw toSubmitError({ status: answer.status, ...readStatement(body) }, terms);
  const images = parsed.data.slice(0, n).map(({ b64_json, url }) => toInlineImage(b64_json) ?? toUrlImage(url, baseUrl));
  const whole = images.filter((image) => image !== undefined);
  if (whole.length < images.length) throw unreadableAnswer(terms);
  return { images: whole, revisedPrompt: parsed.data[0]?.revised_prompt };
}
