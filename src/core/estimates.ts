// How long tasks will take, learnt from those that completed: per engine, size and kind of work. Estimates are kept in memory,
// and learnt anew from the newest tasks at a start.
import type { Engine } from "./engine.ts";
import type { Model } from "./model.ts";
import type { Task } from "./task.ts";

/** How much one more measurement counts against all before it. */
const WEIGHT = 0.2;
/** Kinds of work that are remembered at once. */
const MAX_KINDS = 1_000;
/** Work that says nothing for so long is said to be stalled, and work that usually takes longer, after twice its usual time. */
const SILENT_MS = 30_000;
/** A fraction below this says little about the whole. */
const TELLING_FRACTION = 0.1;

interface EstimateParts {
  /** By id. */
  readonly models: ReadonlyMap<string, Model>;
  /** The engine that has a task, or would get it now. */
  readonly findEngine: (task: Pick<Task, "engine" | "model">) => Engine | undefined;
}

export interface Estimates {
  /** Takes a completed task into account. */
  learn(task: Task): Promise<void>;
  /**
   * Milliseconds until the task ends, or undefined when nothing is known of such work.
   * @param ahead tasks that are claimed before it, when it is pending.
   */
  remainingMs(task: Task, now: number, ahead?: number): Promise<number | undefined>;
  /** Whether the engine has been silent for longer than such work lets expect. */
  isStalled(task: Task, now: number): Promise<boolean>;
}

interface Work {
  readonly engine: Engine;
  readonly kind: string;
  readonly pixels: number;
}

export function createEstimates({ models, findEngine }: EstimateParts): Estimates {
  /** Milliseconds of one exact kind of work, and milliseconds a pixel of wider ones. */
  const means = new Map<string, number>();

  function average(name: string, value: number): void {
    const before = means.get(name);
    means.delete(name);
    means.set(name, before === undefined ? value : before + WEIGHT * (value - before));
    if (means.size > MAX_KINDS) for (const [oldest] of means) return void means.delete(oldest);
  }

  async function toWork(task: Task): Promise<Work | undefined> {
    const model = models.get(task.model);
    const engine = findEngine(task);
    if (!model || !engine) return undefined;
    const { width, height, count, prompt } = model.toRequest(task.input);
    const kind = (await engine.toWorkKind?.({ prompt: task.finalPrompt ?? prompt })) ?? "";
    return { engine, kind, pixels: width * height * count };
  }

  function expectMs({ engine: { id }, kind, pixels }: Work): number | undefined {
    const exact = means.get(`${id} ${kind} ${pixels}`);
    if (exact !== undefined) return exact;
    const perPixel = means.get(`${id} ${kind}`) ?? means.get(id);
    return perPixel === undefined ? undefined : perPixel * pixels;
  }

  return {
    async learn(task) {
      const { startedAt, finishedAt } = task;
      const work = await toWork(task);
      if (!work || startedAt === undefined || finishedAt === undefined || task.failures > 0) return;
      const ms = finishedAt - startedAt;
      const { engine, kind, pixels } = work;
      average(`${engine.id} ${kind} ${pixels}`, ms);
      average(`${engine.id} ${kind}`, ms / pixels);
      average(engine.id, ms / pixels);
    },

    async remainingMs(task, now, ahead = 0) {
      const work = await toWork(task);
      const expected = work && expectMs(work);
      if (task.state === "pending") {
        const usual = work && means.get(work.engine.id);
        if (!work || expected === undefined || usual === undefined) return undefined;
        return expected + (usual * work.pixels * ahead) / work.engine.capabilities.concurrency;
      }
      if (task.state !== "processing" || task.startedAt === undefined) return undefined;
      const elapsed = Math.max(0, now - task.startedAt);
      const fraction = task.progress?.fraction ?? 0;
      const byMean = expected === undefined || elapsed > expected ? undefined : expected - elapsed;
      if (fraction < TELLING_FRACTION) return byMean;
      const byRate = elapsed / fraction - elapsed;
      return byMean === undefined ? byRate : byRate * fraction + byMean * (1 - fraction);
    },

    async isStalled(task, now) {
      if (task.state !== "processing" || task.lease === undefined || task.startedAt === undefined) return false;
      const silence = now - Math.max(task.startedAt, task.heardAt ?? 0);
      if (silence <= SILENT_MS) return false;
      const work = await toWork(task);
      return silence > 2 * ((work && expectMs(work)) ?? 0);
    },
  };
}
