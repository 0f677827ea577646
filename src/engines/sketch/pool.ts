// A bounded set of drawing threads. A thread draws one picture at a time; one that is aborted, crashes or ends is thrown away
// and the next picture gets a fresh one, so nothing that goes wrong in a drawing outlives it.
import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import { EngineError } from "../../core/engine.ts";
import type { EngineCall, EngineProgress } from "../../core/engine.ts";
import type { PictureRequest } from "./draw.ts";

/** What a thread says about the picture it was given: any number of `progress`, then one `image` or `error`. */
export type ThreadMessage =
  | { readonly kind: "progress"; readonly step: string; readonly fraction: number; readonly preview?: Uint8Array }
  | { readonly kind: "image"; readonly bytes: Uint8Array }
  | { readonly kind: "error"; readonly message: string };

interface PoolOptions {
  /** How many pictures are drawn at once, at least 1. */
  readonly threads: number;
  /** The program of a thread. */
  readonly program?: URL;
}

export interface Pool {
  /**
   * Draws one picture, once a thread is free, in the order of the calls.
   * @returns the bytes of a PNG of exactly the requested size.
   * @throws {EngineError} `engineFailed`: repeatable when the thread was lost, not when the drawing itself failed.
   * @throws the signal's reason as soon as the signal aborts.
   */
  draw(request: PictureRequest, call: EngineCall): Promise<Uint8Array>;
  /** Ends every thread; what is drawn or waits is rejected. */
  stop(): Promise<void>;
}

interface Job {
  readonly request: PictureRequest;
  readonly call: EngineCall;
  readonly promise: PromiseWithResolvers<Uint8Array>;
}

// Sources run as TypeScript, the published package as JavaScript: the thread's file has the ending of this one.
const PROGRAM = new URL(`./thread${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url);

// JavaScript heap only; canvases and typed arrays live outside it. A drawing needs about 30 MB of it.
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 };

/** Threads are started when a picture first needs them, so that a server starts without waiting for fonts and codecs. */
export function createPool({ threads, program = PROGRAM }: PoolOptions): Pool {
  const waiting = new Set<Job>();
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  let stopped = false;

  return {
    draw(request, call) {
      if (stopped) return Promise.reject(lost("The drawing threads are stopped."));
      if (call.signal.aborted) return Promise.reject(asError(call.signal.reason));
      const job: Job = { request, call, promise: Promise.withResolvers() };
      const leaveQueue = (): void => {
        if (waiting.delete(job)) job.promise.reject(asError(call.signal.reason));
      };
      call.signal.addEventListener("abort", leaveQueue, { once: true });
      waiting.add(job);
      assign();
      return job.promise.promise.finally(() => call.signal.removeEventListener("abort", leaveQueue));
    },
    async stop() {
      stopped = true;
      for (const job of waiting) job.promise.reject(lost("The drawing threads are stopped."));
      waiting.clear();
      await Promise.all([...all].map((thread) => thread.terminate()));
    },
  };

  function assign(): void {
    for (const job of waiting) {
      const thread = idle.pop() ?? (all.size < threads ? spawn() : undefined);
      if (!thread) return;
      waiting.delete(job);
      run(thread, job);
    }
  }

  function spawn(): Worker {
    // An environment of two switches: drawings see neither settings nor the fonts of the machine, and compiled code is shared.
    const thread = new Worker(program, {
      env: { DISABLE_SYSTEM_FONTS_LOAD: "1", NODE_COMPILE_CACHE: getCompileCacheDir() ?? "" },
      resourceLimits: HEAP,
    });
    all.add(thread);
    thread.unref();
    // An error is always followed by an exit; a job in flight hears of both through its own listeners.
    thread.on("error", () => undefined);
    thread.once("exit", () => discard(thread));
    return thread;
  }

  function discard(thread: Worker): void {
    all.delete(thread);
    const index = idle.indexOf(thread);
    if (index >= 0) idle.splice(index, 1);
    if (!stopped) assign();
  }

  function run(thread: Worker, { request, call, promise }: Job): void {
    let cause: unknown;
    const onMessage = (message: ThreadMessage): void => {
      switch (message.kind) {
        case "progress":
          call.progress(progressOf(message));
          return;
        case "image":
          promise.resolve(message.bytes);
          break;
        case "error":
          promise.reject(
            new EngineError("The picture could not be drawn.", {
              kind: "engineFailed",
              repeatable: false,
              cause: new Error(message.message),
            }),
          );
          break;
      }
      settle();
      thread.unref();
      idle.push(thread);
      assign();
    };
    const onError = (error: unknown): void => {
      cause = error;
    };
    const onExit = (): void => {
      promise.reject(lost("The drawing thread ended before the picture was done.", cause));
      settle();
    };
    // A drawing cannot be asked to stop: it computes. Its thread is ended instead.
    const onAbort = (): void => {
      promise.reject(asError(call.signal.reason));
      settle();
      void thread.terminate();
    };
    const settle = (): void => {
      thread.off("message", onMessage).off("error", onError).off("exit", onExit);
      call.signal.removeEventListener("abort", onAbort);
    };

    thread.on("message", onMessage).on("error", onError).once("exit", onExit);
    call.signal.addEventListener("abort", onAbort, { once: true });
    thread.ref();
    thread.postMessage({ ...request, previews: call.previews === true }, []);
  }
}

function progressOf({ step, fraction, preview }: ThreadMessage & { kind: "progress" }): EngineProgress {
  return preview ? { step, fraction, preview } : { step, fraction };
}

function lost(message: string, cause?: unknown): EngineError {
  return new EngineError(message, { kind: "engineFailed", repeatable: true, cause });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("Aborted.", { cause: reason });
}
