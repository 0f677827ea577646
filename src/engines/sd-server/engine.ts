// stable-diffusion.cpp's sd-server, on the operator's own GPU: an external one at a URL, or a child process of this server. Its
// jobs live in its memory and cost nothing but time, so work that it forgot is submitted again.
import { z } from "zod";
import { forgetOldest } from "../../core/bounded-map.ts";
import { EngineError, defineEngine } from "../../core/engine.ts";
import type { Engine, EngineCall, EngineProgress, ImageRequest, Submission } from "../../core/engine.ts";
import type { Handle } from "../../core/task.ts";
import { ExchangeError } from "../../io/exchange.ts";
import { connectOrigin, type Origin } from "../../io/origin.ts";
import { systemClock } from "../../io/system-clock.ts";
import { gone, toAbortError } from "../own-server.ts";
import { ArgumentsError, splitArguments } from "./arguments.ts";
import { superviseChild, type Instance } from "./child.ts";
import type { Drawing } from "./progress.ts";
import { fromHandle, probeServer, readJob, submitJob, toJobRequests, withdrawJobs, type JobState } from "./wire.ts";

const concurrency = z.number().int().min(1).max(64);

/** The names by which sd-server takes what is ours to choose. */
const LISTEN_OPTIONS = new Set(["-l", "--listen-ip", "--listen-port"]);

/** Replicas add `@` and their address. */
const id = z.string().min(1).default("sd-server");

const settings = z.union([
  z.strictObject({
    id,
    /** Where it listens. */
    url: z.url(),
    /** Tasks handed over at once: one is drawn while the next waits, so that the GPU is not idle between them. */
    concurrency: concurrency.default(2),
  }),
  z.strictObject({
    id,
    /** The program that is run as a child process. */
    binary: z.string().min(1),
    /** Its arguments as for a shell, without a shell: weights and defaults of generation. */
    arguments: z.string().transform((text, context) => {
      try {
        const words = splitArguments(text);
        const taken = words.find((word) => LISTEN_OPTIONS.has(word));
        if (taken === undefined) return words;
        context.addIssue(`must leave ${taken} out: the address is chosen at each start`);
      } catch (error) {
        if (!(error instanceof ArgumentsError)) throw error;
        context.addIssue(error.message);
      }
      return z.NEVER;
    }),
    /** All that it sees of the environment. */
    environment: z.record(z.string(), z.string()),
    /** One, because a picture can only be cancelled by ending the child and all else that it has been given. */
    concurrency: concurrency.default(1),
  }),
]);

/** Of the whole, what sampling takes; decoding the latent picture takes the rest. */
const SAMPLED = 0.95;
/** Tasks of which is remembered how far they are, for each that may be in flight: some are given up without a word. */
const REMEMBERED = 4;

/** What is known of the jobs of a task between two looks. */
interface Memory {
  readonly fractions: number[];
  /** Images are kept from when they are made: sd-server forgets a job ten minutes later, when its siblings may still wait. */
  readonly images: (Uint8Array | undefined)[];
}

/** Where the jobs are; `instance` when that is a child of ours. */
interface Server {
  readonly origin: Origin;
  readonly instance?: Instance;
}

export const sdServer = defineEngine({
  id: "sd-server",
  title: "sd-server of stable-diffusion.cpp",
  settings,
  start: startSdServer,
});

function startSdServer(values: z.output<typeof settings>): Engine {
  const child = "binary" in values ? superviseChild({ ...values, clock: systemClock }) : undefined;
  const external = "url" in values ? connectOrigin({ baseUrl: values.url, joinsTrace: true }) : undefined;
  const memories = new Map<string, Memory>();
  let stopped = false;

  return {
    id: values.id,
    capabilities: { concurrency: values.concurrency, repeatable: true, digitalSourceType: "trainedAlgorithmicMedia" },
    ...("url" in values ? { origin: new URL(values.url).origin } : {}),

    async submit(request: ImageRequest, { signal }: EngineCall): Promise<Submission> {
      const bodies = toJobRequests(request);
      if (signal.aborted) throw toAbortError(signal);
      const { origin, instance } = attend(await child?.ready(signal));
      const jobs: string[] = [];
      try {
        for (const body of bodies) jobs.push(await submitJob(origin, body, signal));
      } catch (error) {
        await withdrawJobs(origin, jobs);
        throw error;
      }
      return { pending: { jobs, ...(instance ? { instance: instance.id } : {}) } };
    },

    async check(pending: Handle, call: EngineCall): Promise<Submission> {
      const { jobs, origin, instance } = find(pending);
      const memory = recall(jobs);
      try {
        for (const [index, job] of jobs.entries()) {
          if (memory.images[index]) continue;
          const state = await readJob(origin, job, call.signal);
          const drawing = state.name === "generating" ? instance?.drawing : undefined;
          memory.fractions[index] = state.name === "completed" ? 1 : Math.max(memory.fractions[index] ?? 0, toFraction(drawing));
          call.progress(toProgress(state.name, memory, drawing));
          // They are drawn in the order in which they were submitted, so whatever follows waits.
          if (state.name !== "completed") return { pending };
          memory.images[index] = state.bytes;
        }
      } catch (error) {
        const verdict = instance && wasCutOff(error) ? gone("sd-server", error) : error;
        // Nothing will come of the others either, unless this was only an answer that did not arrive.
        if (verdict instanceof EngineError && (verdict.resubmit || !verdict.repeatable)) await forget(jobs, origin);
        throw verdict;
      }
      memories.delete(toKey(jobs));
      return { done: memory.images.flatMap((bytes) => (bytes ? [{ bytes }] : [])) };
    },

    /**
     * What waits is withdrawn. A picture that is being drawn ends with the child, which is the only way; an external server
     * draws it to its end, and nobody asks for it.
     */
    async cancel(pending: Handle): Promise<void> {
      if (!isHere(pending)) return;
      const { jobs, origin, instance } = find(pending);
      const drawn = await forget(jobs, origin);
      if (drawn && instance) child?.kill(instance);
    },

    async probe({ signal }: EngineCall): Promise<void> {
      await probeServer(attend(child?.current()).origin, signal);
    },

    async stop(): Promise<void> {
      stopped = true;
      await child?.stop();
      external?.close();
    },
  };

  function attend(instance: Instance | undefined): Server {
    if (stopped) throw gone("sd-server");
    if (external) return { origin: external };
    if (instance) return { origin: instance.origin, instance };
    throw gone("sd-server");
  }

  /** Whether the jobs are of the server, and of the life of the child, that runs now. */
  function isHere(pending: Handle): boolean {
    return fromHandle(pending).instance === child?.instance?.id;
  }

  /** @throws {EngineError} for jobs that are not here. */
  function find(pending: Handle): Server & { readonly jobs: readonly string[] } {
    if (!isHere(pending)) throw gone("sd-server");
    return { jobs: fromHandle(pending).jobs, ...attend(child?.instance) };
  }

  function recall(jobs: readonly string[]): Memory {
    const known = memories.get(toKey(jobs));
    if (known) return known;
    const memory: Memory = { fractions: jobs.map(() => 0), images: jobs.map(() => undefined) };
    memories.set(toKey(jobs), memory);
    forgetOldest(memories, values.concurrency * REMEMBERED);
    return memory;
  }

  async function forget(jobs: readonly string[], origin: Origin): Promise<boolean> {
    memories.delete(toKey(jobs));
    return await withdrawJobs(origin, jobs);
  }
}

function toKey(jobs: readonly string[]): string {
  return jobs.join(" ");
}

/** Whether the connection broke, which with a child means that it has ended or is about to. */
function wasCutOff(error: unknown): boolean {
  if (!(error instanceof EngineError && error.cause instanceof ExchangeError)) return false;
  return ["refused", "lost", "aborted"].includes(error.cause.kind);
}

/** Zero for an external server, which does not say. */
function toFraction(drawing: Drawing | undefined): number {
  if (drawing === undefined) return 0;
  if (drawing.stage === "decoding") return SAMPLED;
  return drawing.total === 0 ? 0 : (SAMPLED * drawing.done) / drawing.total;
}

function toProgress(state: JobState["name"], { fractions }: Memory, drawing: Drawing | undefined): EngineProgress {
  const fraction = fractions.reduce((sum, each) => sum + each, 0) / fractions.length;
  if (state !== "generating") return { fraction, step: state === "queued" ? "queued" : "done" };
  if (!drawing || drawing.total === 0) return { fraction, step: "drawing" };
  return { fraction, step: drawing.stage, steps: { done: drawing.done, total: drawing.total } };
}
