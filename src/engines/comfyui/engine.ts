// ComfyUI with the operator's graph. It takes prompt ids of ours, so a prompt whose answer was lost, or that a restart of this
// server left behind, is looked for and not drawn twice.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { EngineError, defineEngine } from "../../core/engine.ts";
import type { Engine, EngineCall, EngineResult, ImageRequest, Submission } from "../../core/engine.ts";
import type { Handle } from "../../core/task.ts";
import { connectOrigin } from "../../io/origin.ts";
import { gone, toAbortError } from "../own-server.ts";
import { GraphError, parseGraph, type Graph } from "./graph.ts";
import { shrinkPreview } from "./preview.ts";
import { createWatch, type Watch } from "./watch.ts";
import {
  fetchPicture,
  fromHandle,
  probeServer,
  readHistory,
  readQueue,
  submitPrompt,
  toPromptIds,
  withdrawPrompts,
  type Picture,
  type PromptHandle,
} from "./wire.ts";

/** Seeds live in [0, 2^31): image `i` of a request is drawn with `seed + i`, wrapping there. */
const SEEDS = 2 ** 31;
/** Tasks that are listened to, for each that may be in flight: some are given up without a word. */
const LISTENED = 4;

const settings = z.object({
  /** Replicas add `@` and their address. */
  id: z.string().min(1).default("comfyui"),
  /** Where it listens. */
  url: z.url(),
  /** Path of the graph, a workflow in API format with placeholders. */
  graphFile: z.string().min(1),
  /** Tasks handed over at once: one is drawn while the next waits, so that the GPU is not idle between them. */
  concurrency: z.number().int().min(1).max(64).default(2),
});

/** What is known of a task in flight; all of it can be found out again. */
interface Work {
  readonly watch: Watch;
  /** Prompts that have ended, by id. */
  readonly pictures: Map<string, Picture>;
  /** Of its prompts. */
  count: number | undefined;
  /** The version of the queue in which they were last seen. */
  seenIn: number | undefined;
  readonly warnings: readonly string[];
}

export const comfyui = defineEngine({
  id: "comfyui",
  title: "ComfyUI",
  settings,
  /** @throws {Error} for a graph that cannot be used, with a message for the operator. */
  start: startComfyui,
});

function startComfyui({ id, url, graphFile, concurrency }: z.output<typeof settings>): Engine {
  const graph = readGraph(graphFile);
  const origin = connectOrigin({ baseUrl: url, joinsTrace: true });
  const works = new Map<string, Work>();
  let stopped = false;

  return {
    id,
    capabilities: { concurrency, repeatable: true, digitalSourceType: "trainedAlgorithmicMedia" },
    origin: new URL(url).origin,

    mintHandle: (prompt) => ({ prompt }),

    async submit(request: ImageRequest, call: EngineCall, minted: Handle = { prompt: randomUUID() }): Promise<Submission> {
      if (call.signal.aborted) throw toAbortError(call.signal);
      const { prompt: client } = fromHandle(minted);
      const { count, seed } = request;
      const work = begin(client, { count, warnings: listWarnings(request) });
      // Before the prompts: what is told while nobody listens is not told again.
      await work.watch.listen();
      const ids = toPromptIds(client, count);
      for (const [index, prompt] of [...ids.entries()].toReversed()) {
        const filled = graph.toPrompt({ ...toValues(request), seed: (seed + index) % SEEDS });
        try {
          const taken = await submitPrompt(
            origin,
            { id: prompt, client, graph: filled, previews: call.previews === true },
            call.signal,
          );
          // The first look tells whether it arrived.
          if (!taken) break;
        } catch (error) {
          release(client);
          if (index < count - 1) await withdrawPrompts(origin, ids).catch(() => undefined);
          throw error instanceof EngineError ? toNeverBegun(error) : error;
        }
      }
      return { pending: { prompt: client, count } };
    },

    async check(pending: Handle, call: EngineCall): Promise<Submission> {
      const handle = fromHandle(pending);
      const { prompt: client } = handle;
      const work = works.get(client) ?? begin(client, { count: handle.count, warnings: [] });
      void work.watch.listen();
      try {
        const pictures = await findPictures(handle, work, call);
        if (!pictures) return { pending: { prompt: client, ...(work.count === undefined ? {} : { count: work.count }) } };
        const done: EngineResult["done"][number][] = [];
        for (const picture of pictures) done.push({ bytes: await fetchPicture(origin, picture, call.signal) });
        release(client);
        return { done, ...(work.warnings.length > 0 ? { warnings: work.warnings } : {}) };
      } catch (error) {
        // Nothing will come of the other prompts either, unless this was only an answer that did not arrive.
        if (error instanceof EngineError && (error.resubmit || !error.repeatable)) {
          release(client);
          await withdrawPrompts(origin, toPromptIds(client)).catch(() => undefined);
        }
        throw error;
      }
    },

    async cancel(pending: Handle): Promise<void> {
      const { prompt: client } = fromHandle(pending);
      release(client);
      await withdrawPrompts(origin, toPromptIds(client));
    },

    async probe({ signal }: EngineCall): Promise<void> {
      await probeServer(origin, signal);
    },

    stop(): Promise<void> {
      stopped = true;
      for (const client of works.keys()) release(client);
      origin.close();
      return Promise.resolve();
    },
  };

  /** The images of all prompts of a task, or undefined while one of them waits or runs. */
  async function findPictures({ prompt }: PromptHandle, work: Work, call: EngineCall): Promise<readonly Picture[] | undefined> {
    const missing = await readEnds(toPromptIds(prompt, work.count), work, call.signal);
    if (missing.length > 0) await findOut(prompt, missing, work, call.signal);
    const prompts = toPromptIds(prompt, work.count);
    await report(prompts, work, call);
    const pictures = prompts.flatMap((each) => work.pictures.get(each) ?? []);
    return pictures.length === prompts.length ? pictures : undefined;
  }

  /**
   * Makes sure that prompts which have not ended are still in the queue, and counts those of a task that was submitted by an
   * earlier life of this server. The queue holds the graphs of everybody, so it is only read when it may have changed.
   * @throws {EngineError} when one is lost.
   */
  async function findOut(first: string, missing: readonly string[], work: Work, signal: AbortSignal): Promise<void> {
    const version = work.watch.queueVersion;
    if (work.count !== undefined && version !== undefined && version === work.seenIn) return;
    const { running, pending } = await readQueue(origin, signal);
    const absent = missing.filter((prompt) => !running.has(prompt) && !pending.has(prompt));
    // One may have ended after its history was read and before the queue was.
    const lost = await readEnds(absent, work, signal);
    // The first is submitted last: without it the submission was cut short. Without another one, somebody deleted it.
    if (lost.includes(first) || (work.count !== undefined && lost.length > 0)) throw gone("comfyui");
    work.count ??= toPromptIds(first).filter((prompt) => !lost.includes(prompt)).length;
    work.seenIn = version;
  }

  /** Looks which prompts have ended. @returns the others. @throws {EngineError} when one has failed. */
  async function readEnds(prompts: readonly string[], work: Work, signal: AbortSignal): Promise<string[]> {
    const missing: string[] = [];
    for (const prompt of prompts) {
      if (work.pictures.has(prompt)) continue;
      const picture = await readHistory(origin, prompt, signal);
      if (picture) {
        work.pictures.set(prompt, picture);
        work.watch.end(prompt);
      } else {
        missing.push(prompt);
      }
    }
    return missing;
  }

  async function report(prompts: readonly string[], { watch }: Work, call: EngineCall): Promise<void> {
    const look = call.previews ? watch.takeLook() : undefined;
    const preview = look && (await shrinkPreview(look));
    call.progress({ ...watch.progress(prompts), ...(preview ? { preview } : {}) });
  }

  function begin(client: string, { count, warnings }: Pick<Work, "count" | "warnings">): Work {
    if (stopped) throw new EngineError("The engine comfyui is stopped.", { kind: "noEngine", repeatable: true });
    const watch = createWatch({ baseUrl: origin.baseUrl, client, prompts: toPromptIds(client), graph });
    const work: Work = { watch, pictures: new Map<string, Picture>(), count, seenIn: undefined, warnings };
    works.set(client, work);
    const oldest = works.size > concurrency * LISTENED ? works.keys().next().value : undefined;
    if (oldest !== undefined) release(oldest);
    return work;
  }

  function release(client: string): void {
    works.get(client)?.watch.close();
    works.delete(client);
  }

  function listWarnings({ negativePrompt }: ImageRequest): string[] {
    if (!negativePrompt || graph.takesNegativePrompt) return [];
    return ["negative_prompt: the graph of this engine has no place for it, so it had no effect"];
  }
}

function toValues({ prompt, negativePrompt = "", width, height }: ImageRequest) {
  return { prompt, negative_prompt: negativePrompt, width, height };
}

/** The minted handle is on disk, so it has to be said that there is nothing to look for. */
function toNeverBegun(error: EngineError): EngineError {
  const { kind, repeatable, elsewhere, retryAfterMs, operatorReason, cause } = error;
  return new EngineError(error.message, {
    kind,
    repeatable,
    elsewhere,
    resubmit: true,
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(operatorReason === undefined ? {} : { operatorReason }),
  });
}

function readGraph(file: string): Graph {
  try {
    return parseGraph(readFileSync(file, "utf8"));
  } catch (error) {
    const problem = error instanceof GraphError ? error.message : `it cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new Error(`The graph ${file} cannot be used: ${problem}.`, { cause: error });
  }
}
