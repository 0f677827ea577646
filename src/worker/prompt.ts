// What a task is drawn from: its prompt, rewritten where that was asked for and the engine does not do it itself, and inspected.
import type { Engine } from "../core/engine.ts";
import type { ModelRequest } from "../core/model.ts";
import { inSpan } from "../io/tracer.ts";
import type { Run } from "./run.ts";

/** A prompt that may not be drawn. */
export class ContentRefused extends Error {
  override readonly name = "ContentRefused";
}

/**
 * The prompt for this engine. It is rewritten at most once in the life of a task: a later attempt, or another engine, finds it on
 * the task. An engine that rewrites prompts itself gets the user's own, and is told to. Both the user's own and the rewritten
 * one are inspected, where that was asked for, unless an engine has the work already.
 * @throws {ContentRefused}
 */
export async function preparePrompt(request: ModelRequest, { capabilities }: Engine, run: Run): Promise<string> {
  const { task } = run;
  const isBegun = task.handle !== undefined;
  // Before a rewriter is told of it: what may not be drawn is sent to nobody.
  if (!isBegun) await inspect(request.prompt, request, run);
  const prompt = await rewriteOnce(request, capabilities, run);
  if (!isBegun && prompt !== request.prompt) await inspect(prompt, request, run);
  return prompt;
}

async function rewriteOnce(request: ModelRequest, capabilities: Engine["capabilities"], run: Run): Promise<string> {
  const { task } = run;
  if (!request.extendPrompt || capabilities.extendsPrompts === true) return request.prompt;
  if (task.finalPrompt !== undefined) return task.finalPrompt;
  const { finalPrompt, warnings } = await inSpan("rewrite", () => extendPrompt(request, run), {
    facts: { "muleteer.rewriter": run.parts.rewriter.id },
  });
  await run.write({ type: "prepare", finalPrompt, warnings: [...task.warnings, ...warnings] });
  return finalPrompt;
}

/** Fails open: without a rewriter the user's own prompt is as good as it was. */
async function extendPrompt(
  request: ModelRequest,
  run: Run,
): Promise<{ readonly finalPrompt: string; readonly warnings: readonly string[] }> {
  const { parts, signal, task } = run;
  const { prompt, negativePrompt, width, height } = request;
  try {
    // Whichever engine takes the task in the end must be able to take the prompt.
    const takers = parts.router.listEngines(task.model).filter(({ capabilities }) => capabilities.extendsPrompts !== true);
    const limits = takers.flatMap(({ capabilities }) => capabilities.maxPromptCharacters ?? []);
    const options = {
      ...(negativePrompt ? { negativePrompt } : {}),
      ...(limits.length > 0 ? { maxCharacters: Math.min(...limits) } : {}),
      width,
      height,
      seed: task.seed,
      signal,
    };
    const rewrite = await run.during(parts.rewriter.rewrite(prompt, options));
    return { finalPrompt: rewrite.prompt, warnings: rewrite.warnings };
  } catch (error) {
    run.throwIfInterrupted();
    parts.log.warn(
      { task: task.id, rewriter: parts.rewriter.id, err: error },
      "prompt rewriting failed; the user's own prompt is used",
    );
    return { finalPrompt: prompt, warnings: ["prompt_extend: the rewriter failed, and the prompt was used as it is"] };
  }
}

/** @throws {ContentRefused} */
async function inspect(prompt: string, { inspectContent }: ModelRequest, run: Run): Promise<void> {
  if (!inspectContent) return;
  const refusal = await inSpan("inspect", () => run.during(run.parts.inspector.inspect([prompt])));
  if (refusal) throw new ContentRefused(`The prompt was refused by content inspection: ${refusal.category}.`);
}
