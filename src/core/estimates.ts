// How long tasks will take, learnt from those that completed: per engine, size and kind of work. Estimates are kept in memory,
// and learnt anew from the newest tasks at a start. Nodes of one installation go by what one of them has learnt, so that all say
// the same.
import { forgetOldest } from "./bounded-map.ts";
import type { ImageRequest } from "./engine.ts";
import type { Model } from "./model.ts";
import type { Task } from "./task.ts";

/** How much one more measurement counts against all before it. */
const WEIGHT = 0.2;
/** Kinds of work that are remembered at once. */
const MAX_KINDS = 1_000;
/** Tasks whose kind of work is remembered at once: as many as are looked at again and again. */
const MAX_READ = 10_000;
/** Work that says nothing for so long is said to be stalled, and work that usually takes longer, after twice its usual time. */
const SILENT_MS = 30_000;
/** A fraction below this says little about the whole. */
const TELLING_FRACTION = 0.1;

/** What was learnt, by the name of a kind of work: milliseconds of an exact kind, and milliseconds a pixel of wider ones. */
export type Figures = Readonly<Record<string, number>>;

/** An engine as far as estimates know it. */
export interface Drawer {
  readonly id: string;
  /** Tasks that it works on at once. */
  readonly capacity: number;
}

interface Outlook {
  /** The engine that has the task, or would get it now; undefined when there is none. */
  readonly drawer: Drawer | undefined;
  /** What others have learnt, in place of what was learnt here. */
  readonly figures?: Figures | undefined;
}

export type LookOut = (task: Pick<Task, "engine" | "model">) => Outlook | Promise<Outlook>;

interface EstimateParts {
  /** By id. */
  readonly models: ReadonlyMap<string, Model>;
  /** What, besides the size, decides how long a request takes at an engine; "" where nothing does. */
  readonly toWorkKind: (engineId: string, request: Pick<ImageRequest, "prompt">) => Promise<string>;
  readonly lookOut: LookOut;
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
  /** What was learnt so far. */
  figures(): Figures;
}

interface Work {
  /** Id of its engine. */
  readonly engine: string;
  readonly kind: string;
  readonly pixels: number;
}

export function createEstimates({ models, toWorkKind, lookOut }: EstimateParts): Estimates {
  /** As `Figures`, those that were used last at the end. */
  const means = new Map<string, number>();
  /** The kinds of work of tasks, from the moment at which one is read. */
  const read = new Map<string, Promise<string>>();

  function average(name: string, value: number): void {
    const before = means.get(name);
    means.delete(name);
    means.set(name, before === undefined ? value : before + WEIGHT * (value - before));
    forgetOldest(means, MAX_KINDS);
  }

  async function toWork(task: Task, engine: string): Promise<Work | undefined> {
    const model = models.get(task.model);
    if (!model) return undefined;
    const { width, height, count, prompt } = model.toRequest(task.input);
    const kind = await readKind(task, { engine, prompt: task.finalPrompt ?? prompt });
    return { engine, kind, pixels: width * height * count };
  }

  /** A prompt takes long to read, and everybody who follows a task asks again and again. */
  function readKind(task: Task, { engine, prompt }: { readonly engine: string; readonly prompt: string }): Promise<string> {
    const name = `${task.id} ${task.finalPrompt === undefined ? "asked" : "final"} ${engine}`;
    const known = read.get(name);
    if (known) return known;
    const kind = toWorkKind(engine, { prompt });
    read.set(name, kind);
    kind.catch(() => read.delete(name));
    forgetOldest(read, MAX_READ);
    return kind;
  }

  /** What a task is expected to take: milliseconds, where anything is known of such work. */
  async function expect(task: Task) {
    const { drawer, figures } = await lookOut(task);
    const work = drawer && (await toWork(task, drawer.id));
    if (!work) return undefined;
    const { engine, kind, pixels } = work;
    const find = (name: string) => (figures ? figures[name] : means.get(name));
    const usual = find(engine);
    const perPixel = find(`${engine} ${kind}`) ?? usual;
    const ms = find(`${engine} ${kind} ${pixels}`) ?? (perPixel === undefined ? undefined : perPixel * pixels);
    return { ms, usualMs: usual === undefined ? undefined : usual * pixels, capacity: drawer.capacity };
  }

  return {
    async learn(task) {
      const { startedAt, finishedAt } = task;
      const work = task.engine === undefined ? undefined : await toWork(task, task.engine);
      if (!work || startedAt === undefined || finishedAt === undefined || task.failures > 0) return;
      const ms = finishedAt - startedAt;
      const { engine, kind, pixels } = work;
      average(`${engine} ${kind} ${pixels}`, ms);
      average(`${engine} ${kind}`, ms / pixels);
      average(engine, ms / pixels);
    },

    async remainingMs(task, now, ahead = 0) {
      const expected = await expect(task);
      if (task.state === "pending") {
        if (expected?.ms === undefined || expected.usualMs === undefined) return undefined;
        return expected.ms + (expected.usualMs * ahead) / expected.capacity;
      }
      if (task.state !== "processing" || task.startedAt === undefined) return undefined;
      const elapsed = Math.max(0, now - task.startedAt);
      const fraction = task.progress?.fraction ?? 0;
      const byMean = expected?.ms === undefined || elapsed > expected.ms ? undefined : expected.ms - elapsed;
      if (fraction < TELLING_FRACTION) return byMean;
      const byRate = elapsed / fraction - elapsed;
      return byMean === undefined ? byRate : byRate * fraction + byMean * (1 - fraction);
    },

    async isStalled(task, now) {
      if (task.state !== "processing" || task.lease === undefined || task.startedAt === undefined) return false;
      const silence = now - Math.max(task.startedAt, task.heardAt ?? 0);
      if (silence <= SILENT_MS) return false;
      return silence > 2 * ((await expect(task))?.ms ?? 0);
    },

    figures: () => Object.fromEntries(means),
  };
}
