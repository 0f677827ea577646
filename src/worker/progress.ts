// What an engine says of its work, written down at a pace that a store can bear: the first word at once, the newest one after
// each pause, and pauses that grow with the task, so that a task of any length leaves some hundreds of events.
import type { EngineProgress } from "../core/engine.ts";
import type { Run } from "./run.ts";

const MIN_PAUSE_MS = 250;
/** After a minute a task is told of every 0.6 s, after ten minutes every 6 s. */
const PAUSES_PER_AGE = 100;

export interface ProgressReporter {
  readonly report: (progress: EngineProgress) => void;
  /** Writes nothing more; resolves when nothing is being written. */
  stop(): Promise<void>;
}

export function createProgressReporter(run: Run): ProgressReporter {
  const { clock, log } = run.parts;
  const startedAt = clock.now();
  const stopped = new AbortController();
  let newest: EngineProgress | undefined;
  let told: EngineProgress | undefined;
  let writing: Promise<void> | undefined;
  let previews = run.task.progress?.previews ?? 0;

  async function write(): Promise<void> {
    while (newest !== undefined && !stopped.signal.aborted) {
      const { fraction, step, steps, preview } = newest;
      told = newest;
      newest = undefined;
      if (preview) previews += 1;
      const progress = { fraction, step, ...(steps ? { steps } : {}), previews };
      try {
        await run.writeProgress({ type: "progress", progress }, preview);
      } catch (error) {
        // It is only progress: the run itself learns soon enough that its lease or the store is gone.
        log.debug({ task: run.task.id, err: error }, "progress could not be written");
      }
      await clock.sleep(Math.max(MIN_PAUSE_MS, (clock.now() - startedAt) / PAUSES_PER_AGE), stopped.signal);
    }
    writing = undefined;
  }

  return {
    report(progress) {
      run.hear();
      const { fraction, step, preview } = newest ?? told ?? {};
      if (progress.fraction === fraction && progress.step === step && progress.preview === preview) return;
      // A picture that was not written yet is not lost to a report without one.
      const kept = progress.preview ?? newest?.preview;
      newest = { ...progress, ...(kept ? { preview: kept } : {}) };
      writing ??= write();
    },
    async stop() {
      stopped.abort("stopped");
      await writing;
    },
  };
}
